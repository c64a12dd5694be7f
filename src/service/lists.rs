//! Lists: people whom somebody wants to read apart from the others. Nobody else sees them.

use crate::app::AppRef;
use crate::db;
use crate::db::Paging;
use crate::db::accounts::AccountRow;
use crate::db::lists::ListRow;
use crate::db::{Conn, homes};
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::follows::BACKFILL;
use crate::service::{bundle, groups};

/// Lists of one person (as Mastodon).
pub const MAX_LISTS: i64 = 50;

/// Characters of a title (as Mastodon).
pub const TITLE_CHARACTERS: usize = 256;

/// What a list is to become; `None` leaves as it is, in a new one the default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListChanges {
    pub title: Option<String>,
    pub replies_policy: Option<RepliesPolicy>,
    pub exclusive: Option<bool>,
}

fn wrong(what: impl std::fmt::Display) -> Error {
    Error::invalid(format!("Validation failed: {what}"))
}

fn checked_title(title: &str) -> Result<String> {
    let title = title.trim();
    if title.is_empty() {
        return Err(wrong("Title can't be blank"));
    }
    if title.chars().count() > TITLE_CHARACTERS {
        return Err(wrong(format!(
            "Title is too long (maximum is {TITLE_CHARACTERS} characters)"
        )));
    }
    Ok(title.to_owned())
}

/// A new list with nobody on it. Answers among those on it are shown, unless said otherwise.
///
/// # Errors
/// `Invalid` without a title, with one that is too long, and for the 51st list.
pub async fn create(app: &AppRef, by: &Person, new: ListChanges) -> Result<ListRow> {
    let row = ListRow {
        id: ListId(app.next_id()),
        account_id: by.account.id,
        title: checked_title(&new.title.unwrap_or_default())?,
        replies_policy: new.replies_policy.unwrap_or(RepliesPolicy::List),
        exclusive: new.exclusive.unwrap_or(false),
        created_at: app.now(),
    };
    let stored = row.clone();
    app.db
        .write(move |conn| {
            Box::pin(async move {
                hold(conn, row.account_id).await?;
                if db::lists::count(conn, row.account_id).await? >= MAX_LISTS {
                    return Err(wrong("You have reached the maximum number of lists"));
                }
                db::lists::insert(conn, &row).await
            })
        })
        .await?;
    Ok(stored)
}

/// A person's lists change one after another, so that what is read of them is still so when it is written.
async fn hold(conn: &mut Conn, owner: AccountId) -> Result<()> {
    db::locks::alone(conn, &format!("{owner} lists")).await
}

/// A person's lists, the oldest first.
pub async fn all(app: &AppRef, owner: AccountId) -> Result<Vec<ListRow>> {
    db::lists::of_owner(&mut *app.db.read().await?, owner).await
}

/// A person's own list.
///
/// # Errors
/// `NotFound` for one that does not exist or is somebody else's.
pub async fn show(app: &AppRef, owner: AccountId, id: ListId) -> Result<ListRow> {
    own(&mut *app.db.read().await?, owner, id).await
}

async fn own(conn: &mut Conn, owner: AccountId, id: ListId) -> Result<ListRow> {
    db::lists::find(conn, owner, id)
        .await?
        .ok_or(Error::NotFound)
}

/// Changes a list. One that becomes exclusive takes the posts of those on it out of the owner's home timeline, one that stops
/// being so brings their last posts back. What stands on the list already stays there under another policy for answers.
///
/// # Errors
/// `NotFound` as [`show`], `Invalid` for a title that is empty or too long.
pub async fn change(
    app: &AppRef,
    by: &Person,
    id: ListId,
    changes: ListChanges,
) -> Result<ListRow> {
    let me = by.account.id;
    let title = changes.title.as_deref().map(checked_title).transpose()?;
    app.db
        .write(move |conn| {
            Box::pin(async move {
                hold(conn, me).await?;
                let old = own(conn, me, id).await?;
                let new = ListRow {
                    title: title.unwrap_or_else(|| old.title.clone()),
                    replies_policy: changes.replies_policy.unwrap_or(old.replies_policy),
                    exclusive: changes.exclusive.unwrap_or(old.exclusive),
                    ..old.clone()
                };
                db::lists::update(conn, &new).await?;
                match (old.exclusive, new.exclusive) {
                    (false, true) => db::lists::empty_home(conn, &new).await?,
                    (true, false) => {
                        let people = db::lists::members(conn, id, EVERYBODY).await?;
                        bring_home(conn, me, &people).await?;
                    }
                    _ => {}
                }
                Ok(new)
            })
        })
        .await
}

/// A page of everybody on a list.
const EVERYBODY: Paging = Paging {
    max: None,
    since: None,
    min: None,
    limit: i64::MAX,
};

/// Puts the last posts of those of `people` whom a person follows back into the home timeline, unless another exclusive list
/// keeps them out.
async fn bring_home(conn: &mut Conn, owner: AccountId, people: &[AccountId]) -> Result<()> {
    for follow in db::follows::towards(conn, owner, people).await? {
        if follow.state == FollowState::Accepted {
            homes::backfill_home(conn, owner, follow.target_id, BACKFILL).await?;
        }
    }
    Ok(())
}

/// Deletes a list. What an exclusive one kept out of the home timeline comes back.
///
/// # Errors
/// `NotFound` as [`show`].
pub async fn delete(app: &AppRef, by: &Person, id: ListId) -> Result<()> {
    let me = by.account.id;
    app.db
        .write(move |conn| {
            Box::pin(async move {
                hold(conn, me).await?;
                let list = own(conn, me, id).await?;
                let people = match list.exclusive {
                    true => db::lists::members(conn, id, EVERYBODY).await?,
                    false => Vec::new(),
                };
                db::lists::delete(conn, id).await?;
                bring_home(conn, me, &people).await
            })
        })
        .await
}

/// Who is on a list, as (position to page by, account), without those who are gone; `None` for everybody at once.
///
/// # Errors
/// `NotFound` as [`show`].
pub async fn members(
    app: &AppRef,
    owner: AccountId,
    id: ListId,
    page: Option<Paging>,
) -> Result<Vec<(i64, AccountRow)>> {
    let mut conn = app.db.read().await?;
    own(&mut conn, owner, id).await?;
    let found = db::lists::members(&mut conn, id, page.unwrap_or(EVERYBODY)).await?;
    let found = found.into_iter().map(|id| (id.0, id)).collect();
    let mut rows = bundle::positioned(&mut conn, found).await?;
    let people = rows.iter().map(|(_, row)| row);
    let hidden = groups::lists::hidden(&mut conn, Some(owner), people).await?;
    rows.retain(|(_, row)| !hidden.contains(&row.id));
    Ok(rows)
}

/// Puts people (or groups) onto a list, with their last posts: all of them or, where one cannot, none. One's own posts may
/// stand on a list too. Whom one has only asked to follow stands there from now on, and their posts from when they say yes.
///
/// # Errors
/// `NotFound` as [`show`] and for accounts that do not exist; `Invalid` for somebody whom one does not follow, or who is on
/// the list already (both as Mastodon).
pub async fn add(app: &AppRef, by: &Person, id: ListId, accounts: &[AccountId]) -> Result<()> {
    let me = by.account.id;
    let rows = super::accounts::many(app, Some(me), accounts).await?;
    let known = |id: &AccountId| rows.iter().any(|row| row.id == *id && row.is_active());
    if !accounts.iter().all(known) {
        return Err(Error::NotFound);
    }
    let accounts = accounts.to_vec();
    app.db
        .write(move |conn| {
            Box::pin(async move {
                hold(conn, me).await?;
                let list = own(conn, me, id).await?;
                let follows = db::follows::towards(conn, me, &accounts).await?;
                for account in accounts {
                    let follow = follows.iter().find(|follow| follow.target_id == account);
                    if follow.is_none() && account != me {
                        return Err(wrong("Account must be a followed account"));
                    }
                    if !db::lists::add(conn, &list, account).await? {
                        return Err(wrong("Account has already been taken"));
                    }
                    let reads = follow.is_none_or(|row| row.state == FollowState::Accepted);
                    let boosts = follow.is_none_or(|row| row.show_reblogs);
                    if reads {
                        db::lists::backfill(conn, &list, account, boosts, BACKFILL).await?;
                    }
                }
                if list.exclusive {
                    db::lists::empty_home(conn, &list).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Takes people off a list, and their posts; no error for those who are not on it.
///
/// # Errors
/// `NotFound` as [`show`].
pub async fn remove(app: &AppRef, by: &Person, id: ListId, accounts: &[AccountId]) -> Result<()> {
    let (me, accounts) = (by.account.id, accounts.to_vec());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                hold(conn, me).await?;
                let list = own(conn, me, id).await?;
                let mut gone = Vec::new();
                for account in accounts {
                    if db::lists::remove(conn, id, account).await? {
                        gone.push(account);
                    }
                }
                match list.exclusive {
                    true => bring_home(conn, me, &gone).await,
                    false => Ok(()),
                }
            })
        })
        .await
}

/// Which of the viewer's lists somebody is on, the oldest first.
///
/// # Errors
/// `NotFound` for an account that the viewer may not know of.
pub async fn holding_account(
    app: &AppRef,
    owner: AccountId,
    account: AccountId,
) -> Result<Vec<ListRow>> {
    super::accounts::show(app, Some(owner), account).await?;
    db::lists::holding_account(&mut *app.db.read().await?, owner, account).await
}

/// A follow has begun: the lists that the follower has put the other onto fill.
pub(super) async fn follow_began(
    conn: &mut Conn,
    follower: AccountId,
    target: AccountId,
    boosts: bool,
) -> Result<()> {
    for list in db::lists::holding_account(conn, follower, target).await? {
        db::lists::backfill(conn, &list, target, boosts, BACKFILL).await?;
    }
    Ok(())
}
