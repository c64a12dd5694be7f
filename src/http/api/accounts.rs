//! Accounts: one's own, and looking at others.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::answer::{Answer, Listing, listing};
use super::entities::{Account, Relationship, Status, Token};
use super::error::{ApiError, FieldError};
use super::quotes;
use super::render::{self, Renderer};
use crate::ap::resolve;
use crate::app::AppRef;
use crate::db::accounts::AccountRow;
use crate::db::timelines::AccountFilter;
use crate::domain::handle::Handle;
use crate::domain::{AccountId, ActorKind, Role, Visibility};
use crate::error::Error;
use crate::http::extract::body::{Params, Uploads};
use crate::http::extract::caller::{Caller, Client, Id, Person};
use crate::http::extract::paging::{Ends, Paging};
use crate::http::extract::tree::File;
use crate::service::accounts::{self, NewPerson};
use crate::service::groups::members;
use crate::service::profiles::{self, ProfileChanges};
use crate::service::{emoji, follows, media, moves, notes, oauth, timelines};

/// What comes with a registration.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct RegistrationForm {
    username: String,
    email: String,
    password: String,
    agreement: bool,
    locale: String,
}

impl RegistrationForm {
    /// What is missing, by field, with Mastodon's codes. The service looks at the rest.
    fn problems(&self) -> BTreeMap<String, Vec<FieldError>> {
        let texts = [
            ("username", "Username", &self.username),
            ("email", "E-mail address", &self.email),
            ("password", "Password", &self.password),
        ];
        let mut problems = BTreeMap::new();
        let mut found = |field: &str, error: &'static str, description: String| {
            let finding = FieldError { error, description };
            problems.insert(field.to_owned(), vec![finding]);
        };
        for (field, name, text) in texts {
            if text.trim().is_empty() {
                found(field, "ERR_BLANK", format!("{name} can't be blank"));
            }
        }
        if !self.agreement {
            let text = "Service agreement must be accepted".to_owned();
            found("agreement", "ERR_ACCEPTED", text);
        }
        problems
    }
}

/// `POST /api/v1/accounts`: registers a person and gives the app a token for them. Test mode only.
pub async fn register(
    State(app): State<AppRef>,
    Client(bearer): Client,
    Params(form): Params<RegistrationForm>,
) -> Answer<Token> {
    let problems = form.problems();
    if !problems.is_empty() {
        let texts = problems.values().flatten();
        let texts: Vec<&str> = texts.map(|one| one.description.as_str()).collect();
        let said = format!("Validation failed: {}", texts.join(", "));
        return Err(ApiError::InvalidFields(said, problems));
    }
    let new = NewPerson {
        username: form.username,
        display_name: String::new(),
        email: Some(form.email),
        password: Some(form.password),
        role: Role::Member,
        locale: form.locale,
        id: None,
    };
    let account = accounts::sign_up(&app, new).await?;
    let issued = oauth::person_token(&app, &bearer.app, account.id, "")
        .await
        .map_err(super::oauth::refused)?;
    Ok(Json(super::oauth::entity(&issued)))
}

/// `POST /api/v1/accounts` outside test mode: people are let in by the admins. The words are Mastodon's.
pub async fn registrations_closed() -> ApiError {
    ApiError::Forbidden("This action is not allowed".to_owned())
}

/// `GET /api/v1/accounts/verify_credentials`.
pub async fn verify_credentials(State(app): State<AppRef>, me: Person) -> Answer<Account> {
    own(&app, &me).await
}

async fn own(app: &AppRef, person: &crate::service::auth::Person) -> Answer<Account> {
    let requests = follows::count_requests(app, person.account.id).await?;
    let quotes = notes::quote_policy(app, person.account.id).await?;
    let render = Renderer {
        urls: &app.urls,
        viewer: Some(person.account.id),
    };
    Ok(Json(render.own_account(
        &person.account,
        &person.user,
        quotes,
        requests,
    )))
}

/// A changed profile; what is absent stays as it is.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct ProfileForm {
    display_name: Option<String>,
    note: Option<String>,
    avatar: Option<File>,
    header: Option<File>,
    locked: Option<bool>,
    bot: Option<bool>,
    discoverable: Option<bool>,
    indexable: Option<bool>,
    fields_attributes: Option<Vec<FieldForm>>,
    source: SourceForm,
}

/// One row of the profile's table.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct FieldForm {
    name: String,
    value: String,
}

/// Defaults for new posts.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct SourceForm {
    privacy: Option<String>,
    sensitive: Option<bool>,
    language: Option<String>,
    quote_policy: Option<String>,
}

/// `PATCH /api/v1/accounts/update_credentials`.
pub async fn update_credentials(
    State(app): State<AppRef>,
    me: Person,
    Uploads(form): Uploads<ProfileForm>,
) -> Answer<Account> {
    let fields = form.fields_attributes;
    let changes = ProfileChanges {
        display_name: form.display_name,
        note: form.note,
        fields: fields.map(|fields| {
            fields
                .into_iter()
                .map(|field| (field.name, field.value))
                .collect()
        }),
        avatar: media::picture_bytes(&app, form.avatar.map(|file| file.data)).await?,
        header: media::picture_bytes(&app, form.header.map(|file| file.data)).await?,
        locked: form.locked,
        bot: form.bot,
        discoverable: form.discoverable,
        indexable: form.indexable,
        default_visibility: form.source.privacy.as_deref().map(visibility).transpose()?,
        default_sensitive: form.source.sensitive,
        default_language: form.source.language,
        default_quote_policy: quotes::policy(form.source.quote_policy.as_deref())?,
        ..ProfileChanges::default()
    };
    let person = profiles::update_profile(&app, &me, changes).await?;
    own(&app, &person).await
}

/// `DELETE /api/v1/profile/avatar`.
pub async fn delete_avatar(State(app): State<AppRef>, me: Person) -> Answer<Account> {
    let changes = ProfileChanges {
        remove_avatar: true,
        ..ProfileChanges::default()
    };
    own(&app, &profiles::update_profile(&app, &me, changes).await?).await
}

/// `DELETE /api/v1/profile/header`.
pub async fn delete_header(State(app): State<AppRef>, me: Person) -> Answer<Account> {
    let changes = ProfileChanges {
        remove_header: true,
        ..ProfileChanges::default()
    };
    own(&app, &profiles::update_profile(&app, &me, changes).await?).await
}

/// An audience by its name in the client API.
pub(super) fn visibility(name: &str) -> Result<Visibility, ApiError> {
    Visibility::from_name(name)
        .ok_or_else(|| ApiError::invalid("Visibility is not included in the list"))
}

/// `GET /api/v1/accounts/{id}`.
pub async fn show(
    State(app): State<AppRef>,
    caller: Caller,
    Id(id): Id<AccountId>,
) -> Answer<Account> {
    let row = accounts::show(&app, caller.viewer(), id).await?;
    resolve::look_at_pins(&app, &row).await?;
    one(&app, &caller, &row).await
}

/// An account that was asked for by itself.
async fn one(app: &AppRef, caller: &Caller, row: &AccountRow) -> Answer<Account> {
    let render = Renderer {
        urls: &app.urls,
        viewer: caller.viewer(),
    };
    let emoji = emoji::of_account(app, row).await?;
    let moved = moves::destination(app, row).await?;
    Ok(Json(Account {
        moved: moved.map(|there| Box::new(render.account(&there))),
        ..render.account_with(row, &emoji)
    }))
}

/// A list of ids.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct IdsForm {
    id: Vec<String>,
}

/// Most ids in one request.
const IDS_MAX: usize = 100;

impl IdsForm {
    /// Those that are numbers, each once.
    pub(super) fn parsed<T: std::str::FromStr + PartialEq>(&self) -> Vec<T> {
        let mut ids = Vec::new();
        for id in self
            .id
            .iter()
            .filter_map(|text| text.trim().parse().ok())
            .take(IDS_MAX)
        {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }
}

/// `GET /api/v1/accounts?id[]=`.
pub async fn many(
    State(app): State<AppRef>,
    caller: Caller,
    Params(form): Params<IdsForm>,
) -> Answer<Vec<Account>> {
    let render = Renderer {
        urls: &app.urls,
        viewer: caller.viewer(),
    };
    let rows = accounts::many(&app, render.viewer, &form.parsed::<AccountId>()).await?;
    Ok(Json(
        rows.iter()
            .filter(|row| row.deleted_at.is_none())
            .map(|row| render.account(row))
            .collect(),
    ))
}

/// The handle to look up.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct LookupForm {
    acct: String,
}

/// `GET /api/v1/accounts/lookup?acct=`: accounts that are known here; nothing is fetched.
pub async fn lookup(
    State(app): State<AppRef>,
    caller: Caller,
    Params(form): Params<LookupForm>,
) -> Answer<Account> {
    let handle = Handle::parse(&form.acct).ok_or(ApiError::NotFound)?;
    let row = accounts::lookup(&app, caller.viewer(), &handle).await?;
    one(&app, &caller, &row).await
}

/// `GET /api/v1/accounts/relationships?id[]=`. Groups that the caller may not know of are left out.
pub async fn relationships(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<IdsForm>,
) -> Answer<Vec<Relationship>> {
    let known = accounts::many(&app, Some(me.id()), &form.parsed::<AccountId>()).await?;
    let ids: Vec<AccountId> = known.iter().map(|row| row.id).collect();
    let found = follows::relationships(&app, me.id(), &ids).await?;
    Ok(Json(found.iter().map(render::relationship).collect()))
}

/// Which posts of an account.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct StatusesForm {
    only_media: bool,
    exclude_replies: bool,
    exclude_reblogs: bool,
    exclude_direct: bool,
    pinned: bool,
    tagged: Option<String>,
}

/// `GET /api/v1/accounts/{id}/statuses`.
pub async fn statuses(
    State(app): State<AppRef>,
    caller: Caller,
    Id(id): Id<AccountId>,
    paging: Paging,
    Params(form): Params<StatusesForm>,
) -> Result<Listing<Status>, ApiError> {
    let viewer = caller.viewer();
    let author = accounts::show(&app, viewer, id).await?;
    statuses_of(&app, viewer, &author, &paging, form).await
}

/// What an account wrote, or what was written in a group.
pub(super) async fn statuses_of(
    app: &AppRef,
    viewer: Option<AccountId>,
    author: &AccountRow,
    paging: &Paging,
    form: StatusesForm,
) -> Result<Listing<Status>, ApiError> {
    let render = Renderer {
        urls: &app.urls,
        viewer,
    };
    if form.pinned {
        let posts = timelines::pinned(app, viewer, author.id).await?;
        return Ok(listing(app, paging, None, render.statuses(&posts)));
    }
    let filter = AccountFilter {
        exclude_replies: form.exclude_replies,
        exclude_reblogs: form.exclude_reblogs,
        only_media: form.only_media,
        exclude_direct: form.exclude_direct,
        tag: None,
    };
    let tagged = form.tagged.as_deref().filter(|tag| !tag.is_empty());
    let bounds = paging.bounds(20, 40);
    let page = timelines::account(app, viewer, author, filter, tagged, bounds).await?;
    let ends = Ends::of(page.newest, page.oldest);
    Ok(listing(app, paging, ends, render.statuses(&page.posts)))
}

/// `GET /api/v1/accounts/{id}/followers`; of a group its members, to those who may know.
pub async fn followers(
    State(app): State<AppRef>,
    caller: Caller,
    Id(id): Id<AccountId>,
    paging: Paging,
) -> Result<Listing<Account>, ApiError> {
    let viewer = caller.viewer();
    let account = accounts::show(&app, viewer, id).await?;
    let bounds = paging.bounds(40, 80);
    let rows = match account.kind {
        ActorKind::Group => {
            let reader = viewer.unwrap_or(AccountId(0));
            match members::list(&app, reader, id, bounds).await {
                // As Mastodon where somebody hides their followers.
                Err(Error::Forbidden(_)) => Vec::new(),
                rows => rows?,
            }
        }
        _ => follows::followers(&app, id, bounds).await?,
    };
    Ok(people(&app, &paging, caller.viewer(), &rows))
}

/// `GET /api/v1/accounts/{id}/following`.
pub async fn following(
    State(app): State<AppRef>,
    caller: Caller,
    Id(id): Id<AccountId>,
    paging: Paging,
) -> Result<Listing<Account>, ApiError> {
    let viewer = caller.viewer();
    let account = accounts::show(&app, viewer, id).await?;
    let bounds = paging.bounds(40, 80);
    let rows = follows::following(&app, viewer, account.id, bounds).await?;
    Ok(people(&app, &paging, caller.viewer(), &rows))
}

/// A page of people with their positions.
pub(super) fn people(
    app: &AppRef,
    paging: &Paging,
    viewer: Option<AccountId>,
    rows: &[(i64, AccountRow)],
) -> Listing<Account> {
    let render = Renderer {
        urls: &app.urls,
        viewer,
    };
    let ends = Ends::of_positions(rows.iter().map(|(position, _)| *position));
    listing(
        app,
        paging,
        ends,
        rows.iter().map(|(_, row)| render.account(row)).collect(),
    )
}
