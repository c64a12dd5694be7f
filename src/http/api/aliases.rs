//! The other accounts that a person says are theirs: an account that moves here has to be among them first. Calls of this
//! unit's own; Mastodon has pages for it and no calls.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::answer::Answer;
use super::error::ApiError;
use crate::ap::resolve;
use crate::app::AppRef;
use crate::domain::handle::Handle;
use crate::http::extract::body::Params;
use crate::http::extract::caller::Person;
use crate::service::moves;

/// The account meant, as `name@unit`.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct AliasForm {
    acct: String,
}

/// `GET /api/v1/meent/aliases`: the ids of the accounts that are the caller too.
pub async fn list(me: Person) -> Answer<Vec<String>> {
    Ok(Json(moves::aliases(&me.account)))
}

/// `POST /api/v1/meent/aliases`: adds an account; answers with all.
pub async fn add(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<AliasForm>,
) -> Answer<Vec<String>> {
    set(&app, &me, &form, true).await
}

/// `DELETE /api/v1/meent/aliases`: takes an account out; answers with those that are left.
pub async fn remove(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<AliasForm>,
) -> Answer<Vec<String>> {
    set(&app, &me, &form, false).await
}

async fn set(app: &AppRef, me: &Person, form: &AliasForm, own: bool) -> Answer<Vec<String>> {
    let handle = Handle::parse(&form.acct)
        .ok_or_else(|| ApiError::invalid("Write the account as name@unit"))?;
    let alias = resolve::handle(app, &handle).await?.uri;
    Ok(Json(moves::set_alias(app, me.id(), &alias, own).await?))
}
