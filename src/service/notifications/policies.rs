//! From whom a person wants to be told: at once, held back, or not at all.

use super::News;
use crate::app::AppRef;
use crate::db::accounts::AccountRow;
use crate::db::follows::FollowRow;
use crate::db::notifications::policies::PolicyRow;
use crate::db::{self, Conn};
use crate::domain::*;
use crate::error::Result;

/// Accounts younger than this are new, in seconds (Mastodon: 30 days).
const NEW_ACCOUNT_SECONDS: i64 = 30 * 24 * 3600;

/// Who follows for a shorter time than this is no follower yet, in seconds (Mastodon: 3 days).
const NEW_FOLLOWER_SECONDS: i64 = 3 * 24 * 3600;

/// What happens to a notification.
pub use crate::domain::NoticeChoice as Verdict;

/// A policy with what it holds back now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    pub row: PolicyRow,
    /// Requests that wait, counted up to a hundred, and notifications in them.
    pub pending_requests: i64,
    pub pending_notifications: i64,
}

/// Changes of a policy; `None` leaves things as they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    pub for_not_following: Option<NoticeChoice>,
    pub for_not_followers: Option<NoticeChoice>,
    pub for_new_accounts: Option<NoticeChoice>,
    pub for_private_mentions: Option<NoticeChoice>,
    pub for_limited_accounts: Option<NoticeChoice>,
}

/// What holds for who has said nothing. In Mastodon private words of those whom one does not follow are held back; here they
/// are colleagues, so they come through.
fn unsaid(owner: AccountId) -> PolicyRow {
    PolicyRow {
        account_id: owner,
        for_not_following: NoticeChoice::Accept,
        for_not_followers: NoticeChoice::Accept,
        for_new_accounts: NoticeChoice::Accept,
        for_private_mentions: NoticeChoice::Accept,
        for_limited_accounts: NoticeChoice::Filter,
    }
}

/// A person's policy.
///
/// # Errors
/// Those of the database.
pub async fn show(app: &AppRef, owner: AccountId) -> Result<Policy> {
    summarised(&mut *app.db.read().await?, owner).await
}

/// Changes a person's policy from now on; what was held back before stays so.
///
/// # Errors
/// Those of the database.
pub async fn change(app: &AppRef, owner: AccountId, changes: Changes) -> Result<Policy> {
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::locks::alone(conn, &format!("{owner} notice policy")).await?;
                let old = of(conn, owner).await?;
                let row = PolicyRow {
                    account_id: owner,
                    for_not_following: changes.for_not_following.unwrap_or(old.for_not_following),
                    for_not_followers: changes.for_not_followers.unwrap_or(old.for_not_followers),
                    for_new_accounts: changes.for_new_accounts.unwrap_or(old.for_new_accounts),
                    for_private_mentions: changes
                        .for_private_mentions
                        .unwrap_or(old.for_private_mentions),
                    for_limited_accounts: changes
                        .for_limited_accounts
                        .unwrap_or(old.for_limited_accounts),
                };
                db::notifications::policies::put(conn, &row).await?;
                summarised(conn, owner).await
            })
        })
        .await
}

async fn of(conn: &mut Conn, owner: AccountId) -> Result<PolicyRow> {
    let stored = db::notifications::policies::find(conn, owner).await?;
    Ok(stored.unwrap_or_else(|| unsaid(owner)))
}

async fn summarised(conn: &mut Conn, owner: AccountId) -> Result<Policy> {
    let (pending_requests, pending_notifications) =
        db::notifications::requests::summary(conn, owner).await?;
    Ok(Policy {
        row: of(conn, owner).await?,
        pending_requests,
        pending_notifications,
    })
}

/// What `to` wants to happen with this news. What moderators write to somebody, and what somebody has to answer for others,
/// always comes through.
///
/// # Errors
/// Those of the database.
pub(super) async fn verdict(
    conn: &mut Conn,
    now: Timestamp,
    to: &AccountRow,
    news: News,
) -> Result<Verdict> {
    if !news.kind.is_filterable() {
        return Ok(Verdict::Accept);
    }
    let Some(policy) = db::notifications::policies::find(conn, to.id).await? else {
        return Ok(Verdict::Accept);
    };
    if accepts_all(&policy)
        || db::notifications::policies::is_permitted(conn, to.id, news.from).await?
    {
        return Ok(Verdict::Accept);
    }
    let Some(sender) = db::accounts::by_id(conn, news.from).await? else {
        return Ok(Verdict::Accept);
    };
    if news.kind == NotificationKind::Mention && moderates(conn, &sender).await? {
        return Ok(Verdict::Accept);
    }
    let accepted = |follow: &FollowRow| follow.state == FollowState::Accepted;
    let following = db::follows::find(conn, to.id, sender.id)
        .await?
        .is_some_and(|follow| accepted(&follow));
    let settled = now.plus_seconds(-NEW_FOLLOWER_SECONDS);
    let follower = db::follows::find(conn, sender.id, to.id)
        .await?
        .is_some_and(|follow| accepted(&follow) && follow.created_at <= settled);
    let new = sender.created_at > now.plus_seconds(-NEW_ACCOUNT_SECONDS);
    let mut applies = vec![
        (!following, policy.for_not_following),
        (!follower, policy.for_not_followers),
        (new && !following, policy.for_new_accounts),
    ];
    if !following && policy.for_private_mentions != NoticeChoice::Accept {
        let uncalled = is_uncalled(conn, to.id, news).await?;
        applies.push((uncalled, policy.for_private_mentions));
    }
    let choices = applies.into_iter().filter(|(applies, _)| *applies);
    Ok(choices
        .map(|(_, choice)| choice)
        .max()
        .unwrap_or(Verdict::Accept))
}

/// Does the policy let everybody through? Nobody is limited in a unit, so what it says of those is no reason to look further.
fn accepts_all(policy: &PolicyRow) -> bool {
    let choices = [
        policy.for_not_following,
        policy.for_not_followers,
        policy.for_new_accounts,
        policy.for_private_mentions,
    ];
    choices.iter().all(|choice| *choice == NoticeChoice::Accept)
}

async fn moderates(conn: &mut Conn, sender: &AccountRow) -> Result<bool> {
    if !sender.is_local() {
        return Ok(false);
    }
    let user = db::users::by_id(conn, sender.id).await?;
    Ok(user.is_some_and(|(_, user)| user.role.moderates()))
}

/// Are these private words that answer nothing which `to` wrote to the sender in private before?
async fn is_uncalled(conn: &mut Conn, to: AccountId, news: News) -> Result<bool> {
    if news.kind != NotificationKind::Mention {
        return Ok(false);
    }
    let Some(post) = db::statuses::by_id(conn, news.status).await? else {
        return Ok(false);
    };
    if post.visibility != Visibility::Direct {
        return Ok(false);
    }
    Ok(post.in_reply_to_id.is_none()
        || !db::threads::has_private(conn, post.thread_id, to, news.from).await?)
}
