//! Changing one's own page.

use axum::{extract::State, http::StatusCode, response::Response};
use serde::Deserialize;

use crate::{
    app::AppRef,
    http::{
        extract::tree::File,
        web::{
            compose::complaint,
            errors::WebError,
            lang::Lang,
            notices::Notice,
            posted::Posted,
            views::{Choice, frame::Place, settings::ProfileSettingsPage},
            visitor::Member,
        },
    },
    service::{
        media,
        profiles::{self, ProfileChanges},
    },
};

/// Lines of facts on a profile.
const FIELDS: usize = 8;

/// What comes back.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ProfileForm {
    display_name: String,
    bio: String,
    avatar: Option<File>,
    header: Option<File>,
    locked: bool,
    fields: Vec<FieldForm>,
    language: String,
}

/// A line of facts.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct FieldForm {
    name: String,
    value: String,
}

/// `GET /settings/profile`.
pub async fn form(member: Member) -> Result<Response, WebError> {
    let account = &member.person.account;
    let fields = profiles::fields(account)
        .into_iter()
        .map(|field| FieldForm {
            name: field.name,
            value: field.source,
        });
    let form = ProfileForm {
        display_name: account.display_name.clone(),
        bio: account.note_source.clone(),
        locked: account.locked,
        fields: fields.collect(),
        language: member.lang.code().to_owned(),
        ..ProfileForm::default()
    };
    page(&member, form, None).await
}

/// `POST /settings/profile`.
pub async fn save(
    State(app): State<AppRef>,
    Posted { member, form }: Posted<ProfileForm>,
) -> Result<Response, WebError> {
    let lang = Lang::from_code(&form.language).unwrap_or(member.lang);
    let picture = |file: &Option<File>| {
        let content = file.as_ref().map(|file| file.data.clone());
        media::picture_bytes(&app, content)
    };
    let (avatar, header) = match (picture(&form.avatar).await, picture(&form.header).await) {
        (Ok(avatar), Ok(header)) => (avatar, header),
        (Err(error), _) | (_, Err(error)) => {
            let error = complaint(member.lang, error)?;
            return page(&member, form, Some(error)).await;
        }
    };
    let pairs = form
        .fields
        .iter()
        .map(|field| (field.name.trim().to_owned(), field.value.trim().to_owned()));
    let changes = ProfileChanges {
        display_name: Some(form.display_name.clone()),
        note: Some(form.bio.clone()),
        fields: Some(
            pairs
                .filter(|(name, value)| !name.is_empty() || !value.is_empty())
                .collect(),
        ),
        avatar,
        header,
        locked: Some(form.locked),
        locale: Some(lang.code().to_owned()),
        ..ProfileChanges::default()
    };
    match profiles::update_profile(&app, &member.person, changes).await {
        Ok(_) => {
            let mut visitor = member.visitor;
            visitor.jar = visitor.with_language(lang);
            Ok(visitor.done("/settings/profile", Notice::ProfileSaved, ""))
        }
        Err(error) => {
            let error = complaint(member.lang, error)?;
            page(&member, form, Some(error)).await
        }
    }
}

async fn page(
    member: &Member,
    form: ProfileForm,
    error: Option<String>,
) -> Result<Response, WebError> {
    let status = if error.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let profile = member.show().await?.profile(&member.person.account, None);
    let lang = Lang::from_code(&form.language).unwrap_or(member.lang);
    let choice = |l: Lang| Choice {
        value: l.code().to_owned(),
        label: l.endonym().to_owned(),
        selected: l == lang,
    };
    let mut fields: Vec<(usize, String, String)> = form
        .fields
        .into_iter()
        .take(FIELDS)
        .enumerate()
        .map(|(at, field)| (at + 1, field.name, field.value))
        .collect();
    fields.extend((fields.len()..FIELDS).map(|at| (at + 1, String::new(), String::new())));
    let mut frame = member
        .frame(&member.t("settings-title"), Place::Elsewhere)
        .await?;
    frame.here = "/settings/profile".to_owned();
    let page = ProfileSettingsPage {
        frame,
        error,
        display_name: form.display_name,
        bio: form.bio,
        avatar: profile.person.avatar,
        header: profile.header,
        locked: form.locked,
        fields,
        languages: Lang::ALL.into_iter().map(choice).collect(),
    };
    member.render_as(status, &page)
}
