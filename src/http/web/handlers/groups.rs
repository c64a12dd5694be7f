//! Groups: the lists of them, the page of one, making, changing and ending one.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;

use super::login::Nothing;
use crate::{
    app::AppRef,
    db::{accounts::AccountRow, timelines::AccountFilter},
    domain::{AccountId, FilterContext, StatusId, groups::GroupAccess, groups::Refusal},
    error::Error,
    http::{
        extract::paging::Paging,
        web::{
            compose,
            errors::WebError,
            handlers::{id, page_asked},
            notices::Notice,
            posted::Posted,
            redirects::{own_path, see_other},
            show::{self, groups as words},
            views::{
                Choice, Paging as Links,
                frame::Place,
                groups::{EndGroupPage, GroupFormPage, GroupPage, GroupView, GroupsPage},
            },
            visitor::{Member, Visitor},
        },
    },
    service::{
        follows,
        groups::{self, GroupChanges, NewGroup, lists, lists::Shown, members, posting},
        timelines,
    },
};

/// Groups of others on one page, and most of one's own.
const LISTED: i64 = 40;
const MINE: i64 = 200;

/// `GET /groups`.
pub async fn list(
    State(app): State<AppRef>,
    member: Member,
    paging: Paging,
) -> Result<Response, WebError> {
    let me = member.id();
    let offset = paging.offset.unwrap_or(0);
    let waiting = lists::waiting(&app, me).await?;
    let count = |shown: &Shown| {
        let found = waiting.iter().find(|(group, _)| *group == shown.group.id());
        found.map_or(0, |(_, count)| *count)
    };
    let show = member.show().await?;
    let rows = |found: Vec<Shown>| -> Vec<_> {
        let row = |shown: &Shown| show.group_row(shown, count(shown));
        found.iter().map(row).collect()
    };
    let (mut inviting, mut mine) = (Vec::new(), Vec::new());
    if offset == 0 {
        inviting = lists::inviting(&app, me).await?;
        mine = lists::mine(&app, me, MINE, 0).await?;
    }
    let mut others = lists::all(&app, me, true, LISTED, offset).await?;
    let full = i64::try_from(others.len()).is_ok_and(|found| found == LISTED);
    others.retain(|shown| !shown.invited());
    let page = GroupsPage {
        frame: member
            .frame(&member.t("groups-title"), Place::Groups)
            .await?,
        inviting: rows(inviting),
        mine: rows(mine),
        others: rows(others),
        paging: Links {
            newer: (offset > 0)
                .then(|| format!("/groups?offset={}", offset.saturating_sub(LISTED).max(0))),
            older: full.then(|| format!("/groups?offset={}", offset.saturating_add(LISTED))),
        },
    };
    member.render(&page)
}

/// A group as its pages show it to the reader.
pub(super) async fn view(member: &Member, shown: &Shown) -> Result<GroupView, WebError> {
    let mut waiting = 0;
    if shown.standing.moderates() {
        waiting = follows::count_requests(&member.app, shown.group.id()).await?;
    }
    Ok(member.show().await?.group(shown, waiting))
}

/// `GET /@{name}`, where that is a group.
pub(super) async fn page(
    app: &AppRef,
    visitor: Visitor,
    row: &AccountRow,
    paging: &Paging,
) -> Result<Response, WebError> {
    let viewer = visitor.reader()?;
    let shown = lists::one(app, viewer.unwrap_or(AccountId(0)), row.id).await?;
    let asked = page_asked(paging);
    let at_start = asked.max.is_none() && asked.min.is_none();
    // Conversations are read on their own pages.
    let beginnings = AccountFilter {
        exclude_replies: true,
        ..AccountFilter::default()
    };
    let page = timelines::account(app, viewer, row, beginnings, None, asked).await?;
    let path = format!("/@{}", row.acct());
    if page.newest.is_none() && asked.min.is_some() {
        return Ok(see_other(&path));
    }
    let pinned = match at_start {
        true => timelines::pinned(app, viewer, row.id).await?,
        false => Vec::new(),
    };
    let mut show = visitor.show().await?.filtering(FilterContext::Account);
    let mut waiting = 0;
    if shown.standing.moderates() {
        waiting = follows::count_requests(app, row.id).await?;
        let pins: Vec<StatusId> = pinned.iter().map(|post| post.row.id).collect();
        show = show.moderating(row.id, pins);
    }
    let show = show.within(row.id);
    let frame = visitor.frame(row.shown_name(), Place::Groups).await?;
    let (mut form, mut closed) = (None, None);
    if let Some(me) = viewer
        && at_start
        && row.is_active()
    {
        let member = Member::of(visitor.clone())?;
        match posting::allowed(app, me, row.id, None).await? {
            Ok(()) => form = Some(compose::in_group(&member, &show, row)),
            // The page says what a member is and has the button; there is nothing to add.
            Err(Refusal::NotMember | Refusal::Banned) => {}
            Err(refusal) => closed = Some(words::no_writing(member.lang, refusal)),
        }
    }
    let view = GroupPage {
        frame,
        group: show.group(&shown, waiting),
        compose: form,
        closed,
        pinned: show.pinned(&pinned),
        posts: show.posts(&page.posts),
        paging: show::paging(&path, page.posts.len(), (page.newest, page.oldest), asked),
    };
    visitor.render(&view)
}

/// What comes back from the form of a group.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct GroupForm {
    name: String,
    title: String,
    note: String,
    rules: String,
    access: String,
    mirror: bool,
}

impl GroupForm {
    fn access(&self) -> Option<GroupAccess> {
        GroupAccess::from_name(&self.access)
    }

    fn rules(&self) -> Vec<String> {
        self.rules.lines().map(str::to_owned).collect()
    }
}

/// `GET /groups/new`.
pub async fn form(member: Member) -> Result<Response, WebError> {
    new_page(&member, GroupForm::default(), None).await
}

/// `POST /groups/new`.
pub async fn create(
    State(app): State<AppRef>,
    Posted { member, form }: Posted<GroupForm>,
) -> Result<Response, WebError> {
    let new = NewGroup {
        name: form.name.clone(),
        title: form.title.clone(),
        note: form.note.clone(),
        access: form.access().unwrap_or(GroupAccess::Open),
        rules: form.rules(),
    };
    match groups::create(&app, &member.person, new).await {
        Ok(group) => {
            let path = format!("/@{}", group.account.username);
            Ok(member.done(&path, Notice::GroupMade, group.account.shown_name()))
        }
        Err(error) => {
            let error = compose::complaint(member.lang, error)?;
            new_page(&member, form, Some(error)).await
        }
    }
}

async fn new_page(
    member: &Member,
    form: GroupForm,
    error: Option<String>,
) -> Result<Response, WebError> {
    let chosen = form.access().unwrap_or(GroupAccess::Open);
    let page = GroupFormPage {
        frame: member
            .frame(&member.t("group-new-title"), Place::Groups)
            .await?,
        heading: member.t("group-new-title"),
        lead: member.t("group-new-lead"),
        action: "/groups/new".to_owned(),
        name: Some(form.name),
        title: form.title,
        note: form.note,
        rules: form.rules,
        access: choices(member, chosen, |_| true),
        may_mirror: false,
        mirror: false,
        submit: member.t("group-new-submit"),
        end: None,
        back: "/groups".to_owned(),
        error,
    };
    member.render_as(status(&page), &page)
}

fn status(page: &GroupFormPage) -> StatusCode {
    match page.error {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    }
}

fn choices(
    member: &Member,
    chosen: GroupAccess,
    possible: impl Fn(GroupAccess) -> bool,
) -> Vec<Choice> {
    let choice = |access: &GroupAccess| Choice {
        value: access.name().to_owned(),
        label: words::access_text(member.lang, *access),
        selected: *access == chosen,
    };
    let possible = GroupAccess::ALL.iter().filter(|access| possible(**access));
    possible.map(choice).collect()
}

/// `GET /groups/{id}/edit`.
pub async fn edit_form(
    State(app): State<AppRef>,
    member: Member,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let shown = moderated(&app, &member, &number).await?;
    let account = &shown.group.account;
    let form = GroupForm {
        name: String::new(),
        title: account.display_name.clone(),
        note: account.note_source.clone(),
        rules: shown.group.rules().join("\n"),
        access: shown.group.row.access.name().to_owned(),
        mirror: shown.group.row.mirror,
    };
    edit_page(&member, &shown, form, None).await
}

/// `POST /groups/{id}/edit`.
pub async fn edit(
    State(app): State<AppRef>,
    Path(number): Path<String>,
    Posted { member, form }: Posted<GroupForm>,
) -> Result<Response, WebError> {
    let shown = moderated(&app, &member, &number).await?;
    let changes = GroupChanges {
        title: Some(form.title.clone()),
        note: Some(form.note.clone()),
        rules: Some(form.rules()),
        access: form.access(),
        mirror: shown.group.is_private().then_some(form.mirror),
    };
    match groups::change(&app, &member.person, shown.group.id(), changes).await {
        Ok(group) => {
            let path = format!("/@{}", group.account.acct());
            Ok(member.done(&path, Notice::GroupChanged, ""))
        }
        Err(error) => {
            let error = compose::complaint(member.lang, error)?;
            edit_page(&member, &shown, form, Some(error)).await
        }
    }
}

async fn edit_page(
    member: &Member,
    shown: &Shown,
    form: GroupForm,
    error: Option<String>,
) -> Result<Response, WebError> {
    let (account, now) = (&shown.group.account, shown.group.row.access);
    let owns = shown.standing.owns();
    let path = view(member, shown).await?.path("end");
    let page = GroupFormPage {
        frame: member
            .frame(&member.t("group-edit-title"), Place::Groups)
            .await?,
        heading: member.t("group-edit-title"),
        lead: account.shown_name().to_owned(),
        action: format!("/groups/{}/edit", account.id),
        name: None,
        title: form.title,
        note: form.note,
        rules: form.rules,
        access: choices(member, now, |access| owns && now.may_become(access)),
        may_mirror: now.is_private(),
        mirror: form.mirror,
        submit: member.t("group-edit-submit"),
        end: owns.then_some(path),
        back: format!("/@{}", account.acct()),
        error,
    };
    member.render_as(status(&page), &page)
}

/// `GET /groups/{id}/end`: asks.
pub async fn end_form(
    State(app): State<AppRef>,
    member: Member,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let shown = moderated(&app, &member, &number).await?;
    let page = EndGroupPage {
        frame: member
            .frame(&member.t("group-end-title"), Place::Groups)
            .await?,
        group: view(&member, &shown).await?,
    };
    member.render(&page)
}

/// `POST /groups/{id}/end`.
pub async fn end(
    State(app): State<AppRef>,
    Path(number): Path<String>,
    Posted { member, .. }: Posted<Nothing>,
) -> Result<Response, WebError> {
    let shown = moderated(&app, &member, &number).await?;
    groups::delete(&app, &member.person, shown.group.id())
        .await
        .map_err(|error| words::said(member.lang, error))?;
    let name = shown.group.account.shown_name();
    Ok(member.done("/groups", Notice::GroupEnded, name))
}

/// `POST /groups/{id}/decline`: turns an invitation down.
pub async fn decline(
    State(app): State<AppRef>,
    Path(number): Path<String>,
    Posted { member, form }: Posted<super::deeds::Button>,
) -> Result<Response, WebError> {
    members::decline(&app, &member.person, id(&number)?).await?;
    // The page of a secret group is not there any more for somebody who turned it down.
    let next = own_path(&form.next, "/groups");
    let next = match next.starts_with("/@") {
        true => "/groups",
        false => &next,
    };
    Ok(member.done(next, Notice::GroupDeclined, ""))
}

/// A group of this unit that the reader moderates.
async fn moderated(app: &AppRef, member: &Member, number: &str) -> Result<Shown, WebError> {
    let shown = lists::one(app, member.id(), id(number)?).await?;
    if !shown.standing.moderates() || !shown.group.account.is_local() {
        return Err(Error::NotFound.into());
    }
    Ok(shown)
}
