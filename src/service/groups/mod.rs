//! Groups: making them, showing them, changing them. Who is in one: [`members`]; who decides: [`moderation`]; what is
//! written there: [`posting`]; which there are: [`lists`]; what cannot be done: [`refusals`].

pub mod lists;
pub mod members;
pub mod moderation;
pub mod posting;
pub mod refusals;

use meent_federation::signature::PrivateKey;

use crate::app::AppRef;
use crate::db;
use crate::db::accounts::{AccountChanges, AccountRow};
use crate::db::groups::{GroupRow, LogRow, RoleRow};
use crate::db::{Conn, Paging};
use crate::domain::event::Outgoing;
use crate::domain::groups::{Deed, GroupAccess, GroupRole, Standing};
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::{accounts, directory, keys, media, profiles, surface};

use self::refusals::Refused;

/// A group as its account and what belongs to it.
#[derive(Debug, Clone)]
pub struct Group {
    pub account: AccountRow,
    pub row: GroupRow,
}

impl Group {
    pub fn id(&self) -> AccountId {
        self.account.id
    }

    /// What is written there is for members only.
    pub fn is_private(&self) -> bool {
        self.row.access.is_private()
    }

    /// The rules, one text each.
    pub fn rules(&self) -> Vec<String> {
        serde_json::from_str(&self.row.rules).unwrap_or_default()
    }
}

/// A group to be made.
#[derive(Debug, Clone)]
pub struct NewGroup {
    /// As in its handle.
    pub name: String,
    pub title: String,
    /// Plain text or Markdown.
    pub note: String,
    pub access: GroupAccess,
    pub rules: Vec<String>,
}

/// What changes of a group; `None` stays.
#[derive(Debug, Clone, Default)]
pub struct GroupChanges {
    pub title: Option<String>,
    pub note: Option<String>,
    pub access: Option<GroupAccess>,
    pub rules: Option<Vec<String>>,
    pub mirror: Option<bool>,
}

/// Most rules of one group, and the longest, in characters.
const RULES: usize = 20;
const RULE_CHARACTERS: usize = 300;

/// Makes a group of this unit. Whoever makes it owns it and is its first member. `Invalid` for a name that is taken (by a
/// person too: both share one space of names, see FEP-1b12), reserved or badly written, an empty or too long title, or too
/// many rules.
pub async fn create(app: &AppRef, by: &Person, new: NewGroup) -> Result<Group> {
    let username = checked_group_name(&new.name, by)?;
    let title = checked_title(&new.title)?;
    let rules = checked_rules(&new.rules)?;
    let note = profiles::written_note(app, new.note).await?;
    let key = app
        .heavy(PrivateKey::generate)
        .await?
        .map_err(Error::internal)?;
    let id = AccountId(app.next_id());
    let mut account = accounts::blank(app, id, &username, &key)?;
    account.kind = ActorKind::Group;
    account.display_name = title;
    (account.note_source, account.note) = note;
    account.locked = new.access.is_private();
    account.discoverable = new.access != GroupAccess::Secret;
    account.avatar_key = Some(media::draw_portrait(app, id, account.shown_name()).await?);
    let now = account.created_at;
    let proofs = keys::fresh(id, &account.uri, now)?;
    let row = GroupRow {
        account_id: id,
        access: new.access,
        rules,
        mirror: false,
        moderators_url: None,
        created_at: now,
        updated_at: now,
    };
    let owner = RoleRow {
        group_id: id,
        account_id: by.account.id,
        role: GroupRole::Owner,
        expires_at: None,
        created_at: now,
    };
    let group = Group {
        account: account.clone(),
        row: row.clone(),
    };
    let (me, follow) = (by.account.clone(), FollowId(app.next_id()));
    let uri = app.urls.follow(&me.username, follow);
    let ctx = surface::Context::new(app);
    let for_ids = app.clone();
    app.db
        .write(move |conn| {
            Box::pin(async move {
                if db::accounts::by_handle(conn, &account.handle)
                    .await?
                    .is_some()
                {
                    return Err(Refused::NameTaken.into());
                }
                accounts::insert_named(conn, &account, &proofs).await?;
                db::groups::upsert(conn, &row).await?;
                db::groups::set_role(conn, &owner).await?;
                members::add(conn, &ctx, (follow, uri), &me, &account).await?;
                directory::note(conn, &for_ids, id).await
            })
        })
        .await?;
    Ok(group)
}

fn checked_group_name(name: &str, by: &Person) -> Result<String> {
    if !handle::is_local_username(name.trim()) {
        return Err(Refused::NameBad.into());
    }
    accounts::checked_username(name, by.user.role).map_err(|_| Refused::NameReserved.into())
}

fn checked_title(title: &str) -> Result<String> {
    let title = accounts::checked_name(title).map_err(|_| Refused::TitleLong)?;
    if title.is_empty() {
        return Err(Refused::TitleEmpty.into());
    }
    Ok(title)
}

fn checked_rules(rules: &[String]) -> Result<String> {
    let rules: Vec<&str> = rules
        .iter()
        .map(|rule| rule.trim())
        .filter(|rule| !rule.is_empty())
        .collect();
    if rules.len() > RULES
        || rules
            .iter()
            .any(|rule| rule.chars().count() > RULE_CHARACTERS)
    {
        return Err(Refused::RulesLong.into());
    }
    serde_json::to_string(&rules).map_err(Error::internal)
}

/// A group with its account, whoever asks; for the rules of services. `NotFound` for what is no group.
pub(crate) async fn find(conn: &mut Conn, id: AccountId) -> Result<Group> {
    let account = db::accounts::by_id(conn, id)
        .await?
        .filter(|row| row.kind == ActorKind::Group && row.deleted_at.is_none())
        .ok_or(Error::NotFound)?;
    of_account(conn, account).await
}

/// The group behind an account of kind Group. One of a peer that says nothing more is open, or closed when it asks before
/// it lets anybody in (FEP-5219: `manuallyApprovesFollowers` on a Group means private).
pub(crate) async fn of_account(conn: &mut Conn, account: AccountRow) -> Result<Group> {
    let row = match db::groups::by_id(conn, account.id).await? {
        Some(row) => row,
        None => GroupRow {
            account_id: account.id,
            access: if account.locked {
                GroupAccess::Closed
            } else {
                GroupAccess::Open
            },
            rules: "[]".to_owned(),
            mirror: false,
            moderators_url: None,
            created_at: account.created_at,
            updated_at: account.updated_at,
        },
    };
    Ok(Group { account, row })
}

/// How somebody stands to a group.
pub(crate) async fn standing(
    conn: &mut Conn,
    group: AccountId,
    account: AccountId,
    now: Timestamp,
) -> Result<Standing> {
    let follow = db::follows::find(conn, account, group).await?;
    Ok(Standing {
        member: follow.is_some_and(|follow| follow.state == FollowState::Accepted),
        role: db::groups::role(conn, group, account, now).await?,
    })
}

/// May `viewer` know that this account exists? Everybody may, but for secret groups, which only members and those invited
/// may know of.
pub async fn is_known_to(
    app: &AppRef,
    viewer: Option<AccountId>,
    account: &AccountRow,
) -> Result<bool> {
    if account.kind != ActorKind::Group {
        return Ok(true);
    }
    let mut conn = app.db.read().await?;
    let group = of_account(&mut conn, account.clone()).await?;
    if group.row.access != GroupAccess::Secret {
        return Ok(true);
    }
    let Some(viewer) = viewer else {
        return Ok(false);
    };
    let standing = standing(&mut conn, account.id, viewer, app.now()).await?;
    Ok(standing.member || standing.role.is_some_and(|role| role != GroupRole::Banned))
}

/// A group and how the viewer stands to it. `NotFound` for what is no group or may not be known.
pub async fn show(app: &AppRef, viewer: AccountId, id: AccountId) -> Result<(Group, Standing)> {
    let mut conn = app.db.read().await?;
    let group = find(&mut conn, id).await?;
    let standing = standing(&mut conn, id, viewer, app.now()).await?;
    drop(conn);
    if !is_known_to(app, Some(viewer), &group.account).await? {
        return Err(Error::NotFound);
    }
    Ok((group, standing))
}

/// As [`show`], for somebody who moderates the group; `Forbidden` for others.
pub async fn moderated(app: &AppRef, by: &Person, id: AccountId) -> Result<(Group, Standing)> {
    let (group, standing) = show(app, by.account.id, id).await?;
    if !standing.moderates() {
        return Err(Refused::NotModerator.into());
    }
    Ok((group, standing))
}

/// Changes a group of this unit. Moderators may; who may come in is for owners. `Invalid` for a change that would seem to
/// close what is open on other servers already: make a new group for that.
pub async fn change(
    app: &AppRef,
    by: &Person,
    id: AccountId,
    changes: GroupChanges,
) -> Result<Group> {
    let (mut group, standing) = moderated(app, by, id).await?;
    local(&group)?;
    if let Some(access) = changes.access.filter(|access| *access != group.row.access) {
        if !standing.owns() {
            return Err(Refused::NotOwner.into());
        }
        if !group.row.access.may_become(access) {
            return Err(Refused::AccessFixed.into());
        }
        group.row.access = access;
    }
    let mut profile = AccountChanges {
        updated_at: Some(app.now()),
        locked: Some(group.is_private()),
        discoverable: Some(group.row.access != GroupAccess::Secret),
        ..AccountChanges::default()
    };
    if let Some(title) = &changes.title {
        profile.display_name = Some(checked_title(title)?);
    }
    if let Some(note) = changes.note {
        let (source, html) = profiles::written_note(app, note).await?;
        (profile.note_source, profile.note) = (Some(source), Some(html));
    }
    if let Some(rules) = &changes.rules {
        group.row.rules = checked_rules(rules)?;
    }
    group.row.mirror = changes.mirror.unwrap_or(group.row.mirror);
    group.row.updated_at = app.now();
    let (row, ctx, moderator) = (group.row.clone(), surface::Context::new(app), by.account.id);
    let for_ids = app.clone();
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::accounts::update(conn, id, &profile).await?;
                db::groups::upsert(conn, &row).await?;
                log(conn, &ctx, (id, moderator, Deed::Change), None, None, "").await?;
                directory::note(conn, &for_ids, id).await?;
                ctx.say(conn, Outgoing::UpdateActor { account: id }).await
            })
        })
        .await?;
    app.hints.publish.notify_one();
    find(&mut *app.db.read().await?, id).await
}

/// Ends a group of this unit: its members and what was written in it by its own people stay theirs, but the group, its
/// name and its membership go. Owners only.
pub async fn delete(app: &AppRef, by: &Person, id: AccountId) -> Result<()> {
    let (group, standing) = moderated(app, by, id).await?;
    local(&group)?;
    if !standing.owns() {
        return Err(Refused::NotOwner.into());
    }
    let ctx = surface::Context::new(app);
    let for_ids = app.clone();
    app.db
        .write(move |conn| {
            Box::pin(async move {
                // The follows go when the Delete has been published to where they lead.
                db::accounts::mark_deleted(conn, id, ctx.now).await?;
                directory::note(conn, &for_ids, id).await?;
                ctx.say(conn, Outgoing::DeleteActor { account: id }).await
            })
        })
        .await?;
    app.hints.publish.notify_one();
    Ok(())
}

/// `Invalid` for a group of another unit.
fn local(group: &Group) -> Result<()> {
    if group.account.is_local() {
        return Ok(());
    }
    Err(Error::invalid(format!(
        "This is a group of {}; it is looked after there",
        group.account.host
    )))
}

/// Writes down what a moderator did.
pub(super) async fn log(
    conn: &mut Conn,
    ctx: &surface::Context,
    (group, moderator, deed): (AccountId, AccountId, Deed),
    account: Option<AccountId>,
    status: Option<StatusId>,
    reason: &str,
) -> Result<()> {
    let row = LogRow {
        id: ctx.next_id(),
        group_id: group,
        moderator_id: moderator,
        deed,
        account_id: account,
        status_id: status,
        reason: reason.to_owned(),
        created_at: ctx.now,
    };
    db::groups::insert_log(conn, &row).await
}

/// What moderators did in a group, newest first, as far as the viewer may know: members read the log of a closed group.
pub async fn read_log(
    app: &AppRef,
    viewer: AccountId,
    id: AccountId,
    page: Paging,
) -> Result<Vec<LogRow>> {
    let (group, standing) = show(app, viewer, id).await?;
    if group.is_private() && !standing.member {
        return Err(Error::NotFound);
    }
    db::groups::log(&mut *app.db.read().await?, id, page).await
}

/// What belongs to a peer's group, as its document says.
#[derive(Debug, Clone)]
pub struct Described {
    pub access: GroupAccess,
    pub moderators_url: Option<String>,
}

/// Notes what a peer says of its group.
pub async fn receive_description(
    app: &AppRef,
    account: &AccountRow,
    described: Described,
) -> Result<()> {
    let (id, now) = (account.id, app.now());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let known = db::groups::by_id(conn, id).await?;
                let row = GroupRow {
                    account_id: id,
                    access: described.access,
                    rules: "[]".to_owned(),
                    mirror: false,
                    moderators_url: described.moderators_url,
                    created_at: known.as_ref().map_or(now, |row| row.created_at),
                    updated_at: now,
                };
                if known.is_some_and(|known| {
                    known.access == row.access && known.moderators_url == row.moderators_url
                }) {
                    return Ok(());
                }
                db::groups::upsert(conn, &row).await
            })
        })
        .await
}

/// Who moderates a peer's group, as its collection says: those known here.
pub async fn receive_moderators(app: &AppRef, group: AccountId, uris: &[String]) -> Result<()> {
    let (uris, now) = (uris.to_vec(), app.now());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let found = db::accounts::by_uris(conn, &uris).await?;
                let roles = [GroupRole::Moderator, GroupRole::Owner];
                for row in db::groups::with_roles(conn, group, &roles).await? {
                    if !found.iter().any(|account| account.id == row.account_id) {
                        db::groups::clear_role(conn, group, row.account_id).await?;
                    }
                }
                for account in found {
                    let row = RoleRow {
                        group_id: group,
                        account_id: account.id,
                        role: GroupRole::Moderator,
                        expires_at: None,
                        created_at: now,
                    };
                    db::groups::set_role(conn, &row).await?;
                }
                Ok(())
            })
        })
        .await
}
