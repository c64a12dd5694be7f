//! Lists of people, and who is on them. What stands on one: [`super::timelines::list`].

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::accounts::people;
use super::answer::{Answer, Listing};
use super::entities::{Account, Empty, List};
use super::error::ApiError;
use crate::app::AppRef;
use crate::db::lists::ListRow;
use crate::domain::{AccountId, ListId, RepliesPolicy};
use crate::http::extract::body::Params;
use crate::http::extract::caller::{Id, Person};
use crate::http::extract::paging::Paging;
use crate::service::lists::{self, ListChanges};

/// A new list, or what changes of one; what is absent stays as it is.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct ListForm {
    title: Option<String>,
    replies_policy: Option<String>,
    exclusive: Option<bool>,
}

impl ListForm {
    fn changes(self) -> Result<ListChanges, ApiError> {
        let policy = self.replies_policy.filter(|name| !name.is_empty());
        let policy = policy.map(|name| {
            RepliesPolicy::from_name(&name)
                .ok_or_else(|| ApiError::invalid("Replies policy is not included in the list"))
        });
        Ok(ListChanges {
            title: self.title,
            replies_policy: policy.transpose()?,
            exclusive: self.exclusive,
        })
    }
}

fn entity(row: &ListRow) -> List {
    List {
        id: row.id.into(),
        title: row.title.clone(),
        replies_policy: row.replies_policy.name(),
        exclusive: row.exclusive,
    }
}

/// `GET /api/v1/lists`.
pub async fn all(State(app): State<AppRef>, me: Person) -> Answer<Vec<List>> {
    let rows = lists::all(&app, me.id()).await?;
    Ok(Json(rows.iter().map(entity).collect()))
}

/// `POST /api/v1/lists`.
pub async fn create(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<ListForm>,
) -> Answer<List> {
    let row = lists::create(&app, &me, form.changes()?).await?;
    Ok(Json(entity(&row)))
}

/// `GET /api/v1/lists/{id}`.
pub async fn show(State(app): State<AppRef>, me: Person, Id(id): Id<ListId>) -> Answer<List> {
    Ok(Json(entity(&lists::show(&app, me.id(), id).await?)))
}

/// `PUT /api/v1/lists/{id}`.
pub async fn change(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<ListId>,
    Params(form): Params<ListForm>,
) -> Answer<List> {
    let row = lists::change(&app, &me, id, form.changes()?).await?;
    Ok(Json(entity(&row)))
}

/// `DELETE /api/v1/lists/{id}`.
pub async fn delete(State(app): State<AppRef>, me: Person, Id(id): Id<ListId>) -> Answer<Empty> {
    lists::delete(&app, &me, id).await?;
    Ok(Json(Empty {}))
}

/// `GET /api/v1/lists/{id}/accounts`; with `limit=0` everybody at once.
pub async fn members(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<ListId>,
    paging: Paging,
) -> Result<Listing<Account>, ApiError> {
    let all = paging.wants_all();
    let bounds = (!all).then(|| paging.bounds(40, 80));
    let rows = lists::members(&app, me.id(), id, bounds).await?;
    let (headers, accounts) = people(&app, &paging, Some(me.id()), &rows);
    let headers = if all { Default::default() } else { headers };
    Ok((headers, accounts))
}

/// People in one request.
const AT_ONCE: usize = 500;

/// Who is put onto a list, or taken off it.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct MembersForm {
    account_ids: Vec<String>,
}

impl MembersForm {
    /// Each once. What cannot be an id is nobody's.
    fn accounts(&self) -> Result<Vec<AccountId>, ApiError> {
        if self.account_ids.len() > AT_ONCE {
            return Err(ApiError::Invalid(format!(
                "Validation failed: At most {AT_ONCE} people can be put onto a list or taken off it at once"
            )));
        }
        let mut ids: Vec<AccountId> = Vec::new();
        for text in &self.account_ids {
            let id = text.trim().parse().map_err(|_| ApiError::NotFound)?;
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        Ok(ids)
    }
}

/// `POST /api/v1/lists/{id}/accounts`.
pub async fn add(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<ListId>,
    Params(form): Params<MembersForm>,
) -> Answer<Empty> {
    lists::add(&app, &me, id, &form.accounts()?).await?;
    Ok(Json(Empty {}))
}

/// `DELETE /api/v1/lists/{id}/accounts`.
pub async fn remove(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<ListId>,
    Params(form): Params<MembersForm>,
) -> Answer<Empty> {
    lists::remove(&app, &me, id, &form.accounts()?).await?;
    Ok(Json(Empty {}))
}

/// `GET /api/v1/accounts/{id}/lists`: the caller's lists that somebody is on.
pub async fn holding_account(
    State(app): State<AppRef>,
    me: Person,
    Id(account): Id<AccountId>,
) -> Answer<Vec<List>> {
    let rows = lists::holding_account(&app, me.id(), account).await?;
    Ok(Json(rows.iter().map(entity).collect()))
}
