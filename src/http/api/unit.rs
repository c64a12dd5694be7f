//! What the unit tells of itself beside its description: texts, numbers, and whom it knows.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::answer::Answer;
use super::entities::{ActivityWeek, Language, Rule, ShutOut, TermsOfService, UnitText};
use super::error::ApiError;
use super::render;
use crate::app::{App, AppRef};
use crate::http::extract::body::Params;
use crate::http::extract::caller::{Id, Person};
use crate::http::extract::paging::Paging;
use crate::service::pages::{self, Words};
use crate::service::{activity, peers};

fn text(words: Option<&Words>) -> UnitText {
    UnitText {
        updated_at: words.map(|words| words.updated_at.into()),
        content: words.map(Words::html).unwrap_or_default(),
    }
}

/// `GET /api/v1/instance/extended_description`.
pub async fn extended_description(State(app): State<AppRef>) -> Answer<UnitText> {
    Ok(Json(text(pages::pages(&app).await?.extended.as_ref())))
}

/// `GET /api/v1/instance/privacy_policy`: what the admins wrote, else what every unit does with personal data.
pub async fn privacy_policy(State(app): State<AppRef>) -> Answer<UnitText> {
    Ok(Json(text(Some(&pages::privacy(&app, "en").await?))))
}

/// `GET /api/v1/instance/terms_of_service`: those that hold now; 404 where there are none.
pub async fn terms(State(app): State<AppRef>) -> Answer<TermsOfService> {
    version(&app, |at, _| at == 0).await
}

/// `GET /api/v1/instance/terms_of_service/{date}`: those that began to hold on a day.
pub async fn terms_of(State(app): State<AppRef>, Id(date): Id<String>) -> Answer<TermsOfService> {
    version(&app, |_, day| day.to_string() == date).await
}

async fn version(
    app: &App,
    wanted: impl Fn(usize, chrono::NaiveDate) -> bool,
) -> Answer<TermsOfService> {
    let versions = pages::pages(app).await?.terms;
    let day = |words: &Words| words.updated_at.to_datetime().date_naive();
    let found = versions
        .iter()
        .enumerate()
        .find(|(at, words)| wanted(*at, day(words)));
    let (at, words) = found.ok_or(ApiError::NotFound)?;
    let newer = at.checked_sub(1).and_then(|newer| versions.get(newer));
    Ok(Json(TermsOfService {
        effective_date: day(words),
        effective: newer.is_none(),
        content: words.html(),
        succeeded_by: newer.map(day),
    }))
}

/// The rules as entities.
pub(super) async fn rules(app: &App) -> Result<Vec<Rule>, ApiError> {
    Ok(pages::rules(app)
        .await?
        .into_iter()
        .map(render::rule)
        .collect())
}

/// `GET /api/v1/instance/activity`: the last twelve weeks.
pub async fn activity(State(app): State<AppRef>) -> Answer<Vec<ActivityWeek>> {
    let weeks = activity::weeks(&app).await?;
    let week = |row: &crate::db::trends::WeekRow| ActivityWeek {
        week: row.week_at.millis().div_euclid(1000).to_string(),
        statuses: row.statuses.to_string(),
        logins: row.logins.to_string(),
        registrations: row.registrations.to_string(),
    };
    Ok(Json(weeks.iter().map(week).collect()))
}

/// `GET /api/v1/instance/peers`: the units of the network.
pub async fn peers(State(app): State<AppRef>) -> Answer<Vec<String>> {
    Ok(Json(
        peers::hosts(&app, |state| state.is_in_network()).await?,
    ))
}

/// What is looked for.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct PeersForm {
    q: String,
}

/// `GET /api/v1/peers/search`: units of the network whose name begins so.
pub async fn search_peers(
    State(app): State<AppRef>,
    paging: Paging,
    Params(form): Params<PeersForm>,
) -> Answer<Vec<String>> {
    let limit = usize::try_from(paging.limit(10, 10)).unwrap_or_default();
    Ok(Json(peers::search(&app, &form.q, limit).await?))
}

/// `GET /api/v1/instance/domain_blocks`: the units that are shut out.
pub async fn domain_blocks(State(app): State<AppRef>) -> Answer<Vec<ShutOut>> {
    let shut_out = peers::shut_out_ones(&app).await?;
    let block = |(domain, comment): (String, String)| ShutOut {
        digest: crate::service::secret::hex_digest(&domain),
        domain,
        severity: "suspend",
        comment,
    };
    Ok(Json(shut_out.into_iter().map(block).collect()))
}

/// `GET /api/v1/instance/languages`: languages that posts can be marked with. Any other code is taken too.
pub async fn languages() -> Json<Vec<Language>> {
    let language = |(code, name): &(&'static str, &'static str)| Language { code, name };
    Json(LANGUAGES.iter().map(language).collect())
}

/// `GET /api/v1/emails/check_confirmation`: addresses are taken as the admins gave them, so each is confirmed.
pub async fn check_confirmation(_: Person) -> Json<bool> {
    Json(true)
}

/// `POST /api/v1/emails/confirmations`: nobody waits for one. As Mastodon to a person whose address is confirmed.
pub async fn confirmations(_: Person) -> ApiError {
    ApiError::Forbidden(
        "This method is only available while the e-mail is awaiting confirmation".to_owned(),
    )
}

/// Codes of ISO 639-1 with their English names: the official languages of Europe, and those most spoken.
const LANGUAGES: &[(&str, &str)] = &[
    ("af", "Afrikaans"),
    ("ar", "Arabic"),
    ("az", "Azerbaijani"),
    ("be", "Belarusian"),
    ("bg", "Bulgarian"),
    ("bn", "Bengali"),
    ("bs", "Bosnian"),
    ("ca", "Catalan"),
    ("cs", "Czech"),
    ("cy", "Welsh"),
    ("da", "Danish"),
    ("de", "German"),
    ("el", "Greek"),
    ("en", "English"),
    ("eo", "Esperanto"),
    ("es", "Spanish"),
    ("et", "Estonian"),
    ("eu", "Basque"),
    ("fa", "Persian"),
    ("fi", "Finnish"),
    ("fr", "French"),
    ("fy", "Western Frisian"),
    ("ga", "Irish"),
    ("gd", "Scottish Gaelic"),
    ("gl", "Galician"),
    ("he", "Hebrew"),
    ("hi", "Hindi"),
    ("hr", "Croatian"),
    ("hu", "Hungarian"),
    ("hy", "Armenian"),
    ("id", "Indonesian"),
    ("is", "Icelandic"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ka", "Georgian"),
    ("ko", "Korean"),
    ("ku", "Kurdish"),
    ("lb", "Luxembourgish"),
    ("li", "Limburgish"),
    ("lt", "Lithuanian"),
    ("lv", "Latvian"),
    ("mk", "Macedonian"),
    ("ms", "Malay"),
    ("mt", "Maltese"),
    ("nl", "Dutch"),
    ("nn", "Norwegian Nynorsk"),
    ("no", "Norwegian"),
    ("pl", "Polish"),
    ("ps", "Pashto"),
    ("pt", "Portuguese"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("sk", "Slovak"),
    ("sl", "Slovenian"),
    ("so", "Somali"),
    ("sq", "Albanian"),
    ("sr", "Serbian"),
    ("sv", "Swedish"),
    ("sw", "Swahili"),
    ("ta", "Tamil"),
    ("te", "Telugu"),
    ("th", "Thai"),
    ("ti", "Tigrinya"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("ur", "Urdu"),
    ("vi", "Vietnamese"),
    ("zh", "Chinese"),
];
