//! Moving to another account, and whom that takes along (FEP-7628): followers follow the new account, posts stay where they
//! are. The new account has to say first that the old one is its own.

use crate::app::AppRef;
use crate::db::accounts::AccountRow;
use crate::db::moves::MoveRow;
use crate::db::{self, Conn};
use crate::domain::event::Outgoing;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::follows::{self, Asked};
use crate::service::surface;

/// After a move the next one has to wait so long, in seconds; as Mastodon has it.
const COOLDOWN_SECONDS: i64 = 7 * 24 * 3600;

/// Other ids that a person may list.
const ALIASES: usize = 20;

/// Followers that are taken along in one transaction.
const BATCH: i64 = 200;

/// The other ids that an account says are its own.
pub fn aliases(account: &AccountRow) -> Vec<String> {
    serde_json::from_str(&account.also_known_as).unwrap_or_default()
}

/// Has a person of this unit say that the account with the id `alias` is, or is not, theirs too; the followers are told.
/// Returns all that they say so of then.
///
/// # Errors
/// [`Error::Invalid`] for oneself or one too many; those of the database.
pub async fn set_alias(
    app: &AppRef,
    account: AccountId,
    alias: &str,
    own: bool,
) -> Result<Vec<String>> {
    let (alias, ctx) = (alias.to_owned(), surface::Context::new(app));
    let all = app
        .db
        .write(move |conn| {
            Box::pin(async move {
                let row = local(conn, account).await?;
                if row.uri == alias {
                    return Err(Error::invalid("That is this account itself"));
                }
                let mut all = aliases(&row);
                all.retain(|known| *known != alias);
                if own {
                    all.push(alias);
                }
                if all.len() > ALIASES {
                    return Err(Error::invalid(format!(
                        "At most {ALIASES} other accounts can be named"
                    )));
                }
                let json = serde_json::to_string(&all).map_err(Error::internal)?;
                db::moves::set_aliases(conn, account, &json).await?;
                ctx.say(conn, Outgoing::UpdateActor { account }).await?;
                Ok(all)
            })
        })
        .await?;
    app.hints.publish.notify_one();
    Ok(all)
}

/// Moves a person of this unit to `target`, which has just been read from its origin: the profile says so, the followers are
/// told, and those of this unit follow the new account.
///
/// # Errors
/// [`Error::Invalid`] for oneself, for an account that does not say that this one is its own, or within a week of the last
/// move; those of the database.
pub async fn depart(app: &AppRef, person: &Person, target: &AccountRow) -> Result<()> {
    let (account, there, ctx) = (person.account.id, target.id, surface::Context::new(app));
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let row = local(conn, account).await?;
                let there = db::accounts::by_id(conn, there).await?;
                let there = there.ok_or(Error::NotFound)?;
                check(&row, &there)?;
                let last = db::moves::of(conn, account).await?;
                if last.is_some_and(|last| is_recent(&last, ctx.now)) {
                    return Err(Error::invalid(
                        "This account has moved within the last week; it can move again a week after that",
                    ));
                }
                note(conn, &ctx, account, &there).await?;
                ctx.say(conn, Outgoing::UpdateActor { account }).await?;
                let target = there.id;
                ctx.say(conn, Outgoing::Move { account, target }).await
            })
        })
        .await?;
    app.hints.publish.notify_one();
    take_along(app, account, target).await
}

/// A person elsewhere moves to `target`, which is of this unit or has just been read from its origin. Tells whether it
/// counts: not within a week of a move to another account.
///
/// # Errors
/// [`Error::Forbidden`] when the new account does not say that the old one is its own; those of the database.
pub async fn receive_move(app: &AppRef, old: &AccountRow, target: &AccountRow) -> Result<bool> {
    check(old, target).map_err(|error| Error::forbidden(error.public_text()))?;
    let (account, there, ctx) = (old.id, target.clone(), surface::Context::new(app));
    let counts = app
        .db
        .write(move |conn| {
            Box::pin(async move {
                match db::moves::of(conn, account).await? {
                    // The same once more: what a crash left undone is done.
                    Some(last) if last.target_id == there.id => Ok(true),
                    Some(last) if is_recent(&last, ctx.now) => Ok(false),
                    _ => note(conn, &ctx, account, &there).await.map(|()| true),
                }
            })
        })
        .await?;
    if counts {
        take_along(app, old.id, target).await?;
    }
    Ok(counts)
}

fn check(old: &AccountRow, target: &AccountRow) -> Result<()> {
    if old.id == target.id {
        return Err(Error::invalid("An account cannot move to itself"));
    }
    if !target.is_active() || target.kind == ActorKind::Application {
        return Err(Error::invalid("The new account cannot be moved to"));
    }
    if !aliases(target).contains(&old.uri) {
        return Err(Error::invalid(format!(
            "{} does not say that {} is its own. Say so there first, in its list of other accounts",
            target.acct(),
            old.uri
        )));
    }
    Ok(())
}

fn is_recent(last: &MoveRow, now: Timestamp) -> bool {
    now < last.created_at.plus_seconds(COOLDOWN_SECONDS)
}

async fn local(conn: &mut Conn, id: AccountId) -> Result<AccountRow> {
    db::accounts::by_id(conn, id)
        .await?
        .filter(|row| row.is_local() && row.is_active())
        .ok_or(Error::NotFound)
}

async fn note(
    conn: &mut Conn,
    ctx: &surface::Context,
    account: AccountId,
    target: &AccountRow,
) -> Result<()> {
    let row = MoveRow {
        account_id: account,
        target_id: target.id,
        created_at: ctx.now,
    };
    db::moves::set(conn, &row, &target.uri).await
}

/// Whoever of this unit follows `old` follows `target` from now on, with the same options, and not `old` any more. Those of
/// whom either has blocked the other stay as they are.
async fn take_along(app: &AppRef, old: AccountId, target: &AccountRow) -> Result<()> {
    let mut after = FollowId(0);
    loop {
        let page = db::follows::local_page(&mut *app.db.read().await?, old, after, BATCH).await?;
        let Some(last) = page.last() else { break };
        after = last.id;
        let (there, urls, ctx) = (target.clone(), app.urls.clone(), surface::Context::new(app));
        app.db
            .write(move |conn| {
                Box::pin(async move {
                    let Some(from) = db::accounts::by_id(conn, old).await? else {
                        return Ok(());
                    };
                    for follow in page {
                        let Some(me) = db::accounts::by_id(conn, follow.account_id).await? else {
                            continue;
                        };
                        if me.id == there.id
                            || db::relations::blocked_either_way(conn, me.id, there.id).await?
                        {
                            continue;
                        }
                        if db::follows::find(conn, me.id, there.id).await?.is_none() {
                            let id = FollowId(ctx.next_id());
                            let asked = Asked {
                                id,
                                uri: urls.follow(&me.username, id),
                                reblogs: follow.show_reblogs,
                                notify: follow.notify,
                            };
                            follows::ask(conn, &ctx, asked, &me, &there).await?;
                        }
                        follows::end_and_tell(conn, &ctx, follow, &from).await?;
                    }
                    Ok(())
                })
            })
            .await?;
        app.hints.publish.notify_one();
    }
    Ok(())
}

/// Where an account has moved to, as far as that account is known here.
///
/// # Errors
/// Those of the database.
pub async fn destination(app: &AppRef, account: &AccountRow) -> Result<Option<AccountRow>> {
    let Some(uri) = &account.moved_to_uri else {
        return Ok(None);
    };
    let row = db::accounts::by_uri(&mut *app.db.read().await?, uri).await?;
    Ok(row.filter(AccountRow::is_active))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_is_a_week() {
        let at = |seconds: i64| Timestamp::from_millis(1_700_000_000_000).plus_seconds(seconds);
        let last = MoveRow {
            account_id: AccountId(1),
            target_id: AccountId(2),
            created_at: at(0),
        };
        assert!(is_recent(&last, at(0)) && is_recent(&last, at(COOLDOWN_SECONDS - 1)));
        assert!(!is_recent(&last, at(COOLDOWN_SECONDS)));
    }
}
