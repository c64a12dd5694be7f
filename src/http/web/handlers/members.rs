//! Who is in a group, who asks to come in, and what moderators do with people.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;

use super::groups::view;
use crate::{
    ap::resolve,
    app::AppRef,
    domain::{
        AccountId,
        groups::{Act, GroupRole},
        handle::Handle,
    },
    error::Error,
    http::{
        extract::{lenient, paging::Paging},
        web::{
            compose,
            errors::WebError,
            handlers::{id, page_asked},
            notices::Notice,
            posted::Posted,
            show::{self, groups as words},
            views::{
                frame::Place,
                members::{LogPage, MemberPage, MembersPage, Powers, RequestsPage},
            },
            visitor::Member,
        },
    },
    service::groups::{lists, members, moderation},
};

/// Days that a ban may last, to choose from.
const TERMS: [i64; 3] = [7, 30, 365];

/// What is typed to invite somebody.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct InviteForm {
    handle: String,
}

/// `GET /groups/{id}/members`.
pub async fn list(
    State(app): State<AppRef>,
    member: Member,
    Path(number): Path<String>,
    paging: Paging,
) -> Result<Response, WebError> {
    list_page(
        &app,
        &member,
        id(&number)?,
        &paging,
        InviteForm::default(),
        None,
    )
    .await
}

async fn list_page(
    app: &AppRef,
    member: &Member,
    group: AccountId,
    paging: &Paging,
    form: InviteForm,
    error: Option<String>,
) -> Result<Response, WebError> {
    let shown = lists::one(app, member.id(), group).await?;
    let asked = page_asked(paging);
    let found = members::list(app, member.id(), group, asked).await?;
    let deciding = members::moderators(app, member.id(), group).await?;
    let view = view(member, &shown).await?;
    let show = member.show().await?;
    let moderates = view.moderates;
    let ends = (
        found.first().map(|(at, _)| *at),
        found.last().map(|(at, _)| *at),
    );
    let role = |account| {
        let found = deciding.iter().find(|(row, _)| row.id == account);
        found.map(|(_, role)| *role)
    };
    let moderators = deciding
        .iter()
        .map(|(row, role)| show.member(&view, row, Some(*role), moderates));
    let rows = found
        .iter()
        .map(|(_, row)| show.member(&view, row, role(row.id), moderates));
    let status = match error {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let mut frame = member
        .frame(&member.t("group-members-title"), Place::Groups)
        .await?;
    // Also when the form on it came back.
    frame.here = view.path("members");
    let page = MembersPage {
        frame,
        moderators: moderators.collect(),
        members: rows.collect(),
        handle: form.handle,
        error,
        paging: show::paging(&view.path("members"), found.len(), ends, asked),
        group: view,
    };
    member.render_as(status, &page)
}

/// `POST /groups/{id}/invite`: by handle, also of somebody whom this unit does not know yet.
pub async fn invite(
    State(app): State<AppRef>,
    Path(number): Path<String>,
    paging: Paging,
    Posted { member, form }: Posted<InviteForm>,
) -> Result<Response, WebError> {
    let group = id(&number)?;
    let error = match found(&app, &member, &form.handle).await? {
        Ok(who) => match members::invite(&app, &member.person, group, who).await {
            Ok(()) => {
                let path = format!("/groups/{group}/members");
                return Ok(member.done(&path, Notice::GroupInvited, form.handle.trim()));
            }
            Err(error) => compose::complaint(member.lang, error)?,
        },
        Err(trouble) => trouble,
    };
    list_page(&app, &member, group, &paging, form, Some(error)).await
}

/// Whom a handle stands for, or why that cannot be told.
async fn found(
    app: &AppRef,
    member: &Member,
    text: &str,
) -> Result<Result<AccountId, String>, WebError> {
    let Some(handle) = Handle::parse(text) else {
        return Ok(Err(member.t("group-invite-unknown")));
    };
    match resolve::handle(app, &handle.relative_to(&app.config.domain)).await {
        Ok(row) => Ok(Ok(row.id)),
        Err(Error::Forbidden(_)) => Ok(Err(member.t("people-unit-unknown"))),
        Err(Error::Unavailable(_)) => Ok(Err(member.t("people-unit-unreachable"))),
        Err(error @ Error::Internal(_)) => Err(error.into()),
        Err(_) => Ok(Err(member.t("group-invite-unknown"))),
    }
}

/// `GET /groups/{id}/requests`.
pub async fn requests(
    State(app): State<AppRef>,
    member: Member,
    Path(number): Path<String>,
    paging: Paging,
) -> Result<Response, WebError> {
    let group = id::<AccountId>(&number)?;
    let shown = lists::one(&app, member.id(), group).await?;
    let asked = page_asked(&paging);
    let found = members::requests(&app, &member.person, group, asked)
        .await
        .map_err(|error| words::said(member.lang, error))?;
    let ends = (
        found.first().map(|request| request.position),
        found.last().map(|request| request.position),
    );
    let (view, show) = (view(&member, &shown).await?, member.show().await?);
    let page = RequestsPage {
        frame: member
            .frame(&member.t("group-requests-title"), Place::Groups)
            .await?,
        requests: found.iter().map(|request| show.request(request)).collect(),
        paging: show::paging(&view.path("requests"), found.len(), ends, asked),
        group: view,
    };
    member.render(&page)
}

/// `POST /groups/{id}/requests/{asker}/{deed}`.
pub async fn on_request(
    State(app): State<AppRef>,
    Path((group, asker, deed)): Path<(String, String, String)>,
    Posted { member, .. }: Posted<super::login::Nothing>,
) -> Result<Response, WebError> {
    let (group, asker) = (id::<AccountId>(&group)?, id::<AccountId>(&asker)?);
    let one = members::one(&app, &member.person, group, asker).await?;
    let notice = match deed.as_str() {
        "accept" => {
            members::authorize(&app, &member.person, group, asker).await?;
            Notice::GroupLetIn
        }
        "reject" => {
            members::reject(&app, &member.person, group, asker).await?;
            Notice::GroupTurnedAway
        }
        _ => return Err(Error::NotFound.into()),
    };
    let path = format!("/groups/{group}/requests");
    Ok(member.done(&path, notice, one.account.shown_name()))
}

/// `GET /groups/{id}/members/{who}`: what a moderator may do with somebody.
pub async fn manage(
    State(app): State<AppRef>,
    member: Member,
    Path((group, who)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let (group, who) = (id::<AccountId>(&group)?, id::<AccountId>(&who)?);
    let shown = lists::one(&app, member.id(), group).await?;
    let one = members::one(&app, &member.person, group, who).await?;
    let local = shown.group.account.is_local();
    // A unit does not tell who of those who moderate its groups own them; it decides itself.
    let decides = shown.standing.owns() || !local;
    let (role, above) = (one.standing.role, one.standing.moderates());
    let reaches = decides || !above;
    let words = match role {
        Some(role) => words::role_word(member.lang, role),
        None if one.standing.member => member.t("group-role-member"),
        None => member.t("group-role-none"),
    };
    let page = MemberPage {
        frame: member
            .frame(one.account.shown_name(), Place::Groups)
            .await?,
        group: view(&member, &shown).await?,
        person: member.show().await?.person(&one.account),
        role: words,
        powers: Powers {
            make_moderator: decides && one.standing.member && role != Some(GroupRole::Moderator),
            make_owner: decides && local && one.standing.member && role != Some(GroupRole::Owner),
            take_role: decides && above,
            expel: local && one.standing.member && reaches,
            ban: role != Some(GroupRole::Banned) && reaches,
            unban: role == Some(GroupRole::Banned),
        },
        terms: TERMS.to_vec(),
    };
    member.render(&page)
}

/// Why, and for how long.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DeedForm {
    reason: String,
    /// Of a ban; nothing: for good.
    #[serde(deserialize_with = "lenient::blank_is_none")]
    days: Option<i64>,
}

/// `POST /groups/{id}/members/{who}/{deed}`.
pub async fn on_member(
    State(app): State<AppRef>,
    Path((group, who, deed)): Path<(String, String, String)>,
    Posted { member, form }: Posted<DeedForm>,
) -> Result<Response, WebError> {
    let (group, account) = (id::<AccountId>(&group)?, id::<AccountId>(&who)?);
    let one = members::one(&app, &member.person, group, account).await?;
    let name = one.account.shown_name();
    let path = format!("/groups/{group}/members");
    let said = |error| words::said(member.lang, error);
    let until = form
        .days
        .filter(|days| (1..=36_500).contains(days))
        .map(|days| app.now().plus_seconds(days * 24 * 3600));
    let (act, notice) = match deed.as_str() {
        "expel" => {
            let done = members::expel(&app, &member.person, group, account).await;
            done.map_err(said)?;
            return Ok(member.done(&path, Notice::GroupExpelled, name));
        }
        "ban" => {
            let reason = form.reason;
            let ban = Act::Ban {
                account,
                reason,
                until,
            };
            (ban, Notice::GroupBanned)
        }
        "unban" => (Act::Unban { account }, Notice::GroupUnbanned),
        "moderator" => {
            let owner = false;
            (Act::AddModerator { account, owner }, Notice::GroupRole)
        }
        "owner" => {
            let owner = true;
            (Act::AddModerator { account, owner }, Notice::GroupRole)
        }
        "member" => (Act::RemoveModerator { account }, Notice::GroupRole),
        _ => return Err(Error::NotFound.into()),
    };
    let done = moderation::act(&app, &member.person, group, act).await;
    done.map_err(said)?;
    Ok(member.done(&path, notice, name))
}

/// `GET /groups/{id}/log`.
pub async fn log(
    State(app): State<AppRef>,
    member: Member,
    Path(number): Path<String>,
    paging: Paging,
) -> Result<Response, WebError> {
    let group = id::<AccountId>(&number)?;
    let shown = lists::one(&app, member.id(), group).await?;
    let asked = page_asked(&paging);
    let found = lists::log(&app, member.id(), group, asked).await?;
    let ends = (
        found.first().map(|logged| logged.row.id),
        found.last().map(|logged| logged.row.id),
    );
    let (view, show) = (view(&member, &shown).await?, member.show().await?);
    let page = LogPage {
        frame: member
            .frame(&member.t("group-log-title"), Place::Groups)
            .await?,
        entries: found
            .iter()
            .map(|logged| show.logged(&view, logged))
            .collect(),
        paging: show::paging(&view.path("log"), found.len(), ends, asked),
        group: view,
    };
    member.render(&page)
}
