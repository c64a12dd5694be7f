//! Groups: which there are, making and changing them, who is in them. What moderators do: [`super::moderation`].

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;

use super::accounts::StatusesForm;
use super::answer::{Answer, Listing, listing};
use super::entities::{Empty, Group, GroupLogEntry, GroupMember, GroupRequest, Status};
use super::error::ApiError;
use super::render::Renderer;
use crate::app::AppRef;
use crate::db::accounts::AccountRow;
use crate::domain::AccountId;
use crate::domain::groups::GroupAccess;
use crate::http::extract::body::Params;
use crate::http::extract::caller::{Id, Person};
use crate::http::extract::paging::{Ends, Paging};
use crate::service::groups::lists::{self, Shown};
use crate::service::groups::{self, GroupChanges, NewGroup, members};

fn renderer<'a>(app: &'a AppRef, me: &Person) -> Renderer<'a> {
    Renderer {
        urls: &app.urls,
        viewer: Some(me.id()),
    }
}

/// The group as it stands for the caller: the answer to every act here.
pub(super) async fn answer(app: &AppRef, me: &Person, id: AccountId) -> Answer<Group> {
    let shown = lists::one(app, me.id(), id).await?;
    Ok(Json(renderer(app, me).group(&shown)))
}

/// Which groups.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct ListForm {
    /// Also those that the caller is not in.
    all: bool,
}

/// `GET /api/v1/meent/groups`: the groups that the caller is in, by name. With `all` every group that the caller may know of.
/// Paged by `offset`, which the `Link` header tells.
pub async fn list(
    State(app): State<AppRef>,
    me: Person,
    paging: Paging,
    Params(form): Params<ListForm>,
) -> Result<Listing<Group>, ApiError> {
    let (limit, offset) = (paging.limit(40, 80), paging.offset.unwrap_or(0));
    let found: Vec<Shown> = match form.all {
        true => lists::all(&app, me.id(), false, limit, offset).await?,
        false => lists::mine(&app, me.id(), limit, offset).await?,
    };
    let render = renderer(&app, &me);
    let headers = paging.steps(app.urls.base(), limit, found.len());
    let entities = found.iter().map(|shown| render.group(shown)).collect();
    Ok((headers, Json(entities)))
}

/// A new group, or what changes of one; what is absent stays as it is.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct GroupForm {
    /// As in its handle, of letters, digits and `_`. People and groups share one space of names.
    name: String,
    /// At most 100 characters.
    title: Option<String>,
    /// Plain text.
    note: Option<String>,
    /// `open`: everybody reads, joins and writes. `closed`: members read and write; joining is asked for. `secret`: as
    /// closed, and only members and those invited may know of it. `channel`: everybody reads, moderators write, everybody
    /// answers.
    access: Option<String>,
    /// At most 20, of 300 characters each.
    rules: Option<Vec<String>>,
    /// Of a change only: a new group writes no copies.
    mirror: Option<bool>,
}

impl GroupForm {
    fn access(&self) -> Result<Option<GroupAccess>, ApiError> {
        let Some(name) = self.access.as_deref().filter(|name| !name.is_empty()) else {
            return Ok(None);
        };
        GroupAccess::from_name(name)
            .map(Some)
            .ok_or_else(|| ApiError::invalid("Access must be open, closed, secret or channel"))
    }
}

/// `POST /api/v1/meent/groups`: makes a group. Whoever makes it owns it and is its first member. Without `access` it is open.
/// To join a group is to follow its account.
pub async fn create(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<GroupForm>,
) -> Answer<Group> {
    let new = NewGroup {
        access: form.access()?.unwrap_or(GroupAccess::Open),
        name: form.name,
        title: form.title.unwrap_or_default(),
        note: form.note.unwrap_or_default(),
        rules: form.rules.unwrap_or_default(),
    };
    let group = groups::create(&app, &me, new).await?;
    answer(&app, &me, group.id()).await
}

/// `GET /api/v1/meent/groups/{id}`: a group, by the id of its account.
pub async fn show(State(app): State<AppRef>, me: Person, Id(id): Id<AccountId>) -> Answer<Group> {
    answer(&app, &me, id).await
}

/// `PATCH /api/v1/meent/groups/{id}`: changes a group of this unit. For moderators; `access` is for owners. What is open cannot be
/// closed, nor the other way round.
pub async fn change(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<AccountId>,
    Params(form): Params<GroupForm>,
) -> Answer<Group> {
    let changes = GroupChanges {
        access: form.access()?,
        title: form.title,
        note: form.note,
        rules: form.rules,
        mirror: form.mirror,
    };
    groups::change(&app, &me, id, changes).await?;
    answer(&app, &me, id).await
}

/// `DELETE /api/v1/meent/groups/{id}`: ends a group of this unit. For owners.
pub async fn delete(State(app): State<AppRef>, me: Person, Id(id): Id<AccountId>) -> Answer<Empty> {
    groups::delete(&app, &me, id).await?;
    Ok(Json(Empty {}))
}

/// `GET /api/v1/meent/groups/{id}/timeline`: what was written in it, as far as the caller may see it. The same as the statuses of the
/// group's account, with the same parameters.
pub async fn timeline(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<AccountId>,
    paging: Paging,
    Params(form): Params<StatusesForm>,
) -> Result<Listing<Status>, ApiError> {
    let shown = lists::one(&app, me.id(), id).await?;
    let account = &shown.group.account;
    super::accounts::statuses_of(&app, Some(me.id()), account, &paging, form).await
}

/// `GET /api/v1/meent/groups/{id}/members`: who is in it, newest first. Of a closed group for members; of a group of another unit
/// those of this one.
pub async fn members(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<AccountId>,
    paging: Paging,
) -> Result<Listing<GroupMember>, ApiError> {
    let rows = members::list(&app, me.id(), id, paging.bounds(40, 80)).await?;
    let ids: Vec<AccountId> = rows.iter().map(|(_, row)| row.id).collect();
    let roles = members::roles_of(&app, id, &ids).await?;
    let render = renderer(&app, &me);
    let member = |row: &AccountRow| {
        let held = roles.iter().find(|(account, _)| *account == row.id);
        render.group_member(row, held.map(|(_, role)| *role))
    };
    let ends = Ends::of_positions(rows.iter().map(|(position, _)| *position));
    let entities = rows.iter().map(|(_, row)| member(row)).collect();
    Ok(listing(&app, &paging, ends, entities))
}

/// `GET /api/v1/meent/groups/{id}/moderators`: who moderates it, owners first.
pub async fn moderators(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<AccountId>,
) -> Answer<Vec<GroupMember>> {
    let rows = members::moderators(&app, me.id(), id).await?;
    let render = renderer(&app, &me);
    let entities = rows
        .iter()
        .map(|(row, role)| render.group_member(row, Some(*role)));
    Ok(Json(entities.collect()))
}

/// `GET /api/v1/meent/groups/{id}/requests`: who asks to come in, newest first. For moderators.
pub async fn requests(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<AccountId>,
    paging: Paging,
) -> Result<Listing<GroupRequest>, ApiError> {
    let found = members::requests(&app, &me, id, paging.bounds(40, 80)).await?;
    let render = renderer(&app, &me);
    let ends = Ends::of_positions(found.iter().map(|request| request.position));
    let entities = found
        .iter()
        .map(|request| render.group_request(request))
        .collect();
    Ok(listing(&app, &paging, ends, entities))
}

/// A group and somebody who asks to come in, out of a path.
fn asked((group, asker): (String, String)) -> Result<(AccountId, AccountId), ApiError> {
    let id = |text: String| text.parse().map_err(|_| ApiError::NotFound);
    Ok((id(group)?, id(asker)?))
}

/// `POST /api/v1/meent/groups/{id}/requests/{account_id}/authorize`: lets somebody in who asked. For moderators.
pub async fn authorize(
    State(app): State<AppRef>,
    me: Person,
    Path(path): Path<(String, String)>,
) -> Answer<Group> {
    let (group, asker) = asked(path)?;
    members::authorize(&app, &me, group, asker).await?;
    answer(&app, &me, group).await
}

/// `POST /api/v1/meent/groups/{id}/requests/{account_id}/reject`: refuses somebody who asked. For moderators.
pub async fn reject(
    State(app): State<AppRef>,
    me: Person,
    Path(path): Path<(String, String)>,
) -> Answer<Group> {
    let (group, asker) = asked(path)?;
    members::reject(&app, &me, group, asker).await?;
    answer(&app, &me, group).await
}

/// `GET /api/v1/meent/groups/{id}/log`: what moderators did, newest first.
pub async fn log(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<AccountId>,
    paging: Paging,
) -> Result<Listing<GroupLogEntry>, ApiError> {
    let found = lists::log(&app, me.id(), id, paging.bounds(40, 80)).await?;
    let render = renderer(&app, &me);
    let ends = Ends::of_positions(found.iter().map(|logged| logged.row.id));
    let entities = found
        .iter()
        .map(|logged| render.group_log_entry(logged))
        .collect();
    Ok(listing(&app, &paging, ends, entities))
}
