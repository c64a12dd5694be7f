//! What people keep about others: private notes, and whom they show on their profile.

use std::collections::HashMap;

use crate::app::AppRef;
use crate::db;
use crate::db::Paging;
use crate::db::accounts::AccountRow;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::bundle;
use crate::service::groups::lists;

/// Characters of a note (as in Mastodon).
pub const NOTE_CHARACTERS: usize = 2000;
/// Familiar followers that are shown of one account, and that are read for all that are asked about.
const FAMILIAR: usize = 40;
const FAMILIAR_ROWS: i64 = 2000;

/// Notes something about somebody, for oneself; an empty text takes the note away. `Invalid` beyond 2000 characters.
pub async fn set(app: &AppRef, by: &Person, target: AccountId, comment: &str) -> Result<()> {
    let me = by.account.id;
    let them = super::accounts::show(app, Some(me), target).await?.id;
    let comment = comment.trim().to_owned();
    if comment.chars().count() > NOTE_CHARACTERS {
        return Err(Error::invalid(format!(
            "Validation failed: Comment is too long (maximum is {NOTE_CHARACTERS} characters)"
        )));
    }
    // PostgreSQL stores no zero.
    let comment = comment.replace('\0', "");
    app.db
        .write(move |conn| Box::pin(async move { db::notes::set(conn, me, them, &comment).await }))
        .await
}

/// Shows somebody on one's profile. `Invalid` for whom one does not follow (as in Mastodon).
pub async fn endorse(app: &AppRef, by: &Person, target: AccountId) -> Result<()> {
    let me = by.account.id;
    let them = super::accounts::show(app, Some(me), target).await?.id;
    let (id, now) = (app.next_id(), app.now());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let follow = db::follows::find(conn, me, them).await?;
                if follow.is_none_or(|follow| follow.state != FollowState::Accepted) {
                    return Err(Error::invalid(
                        "Validation failed: You must be already following the person you want to endorse",
                    ));
                }
                db::notes::endorse(conn, id, me, them, now).await
            })
        })
        .await
}

/// Shows somebody no more; no error when they were not shown.
pub async fn unendorse(app: &AppRef, by: &Person, target: AccountId) -> Result<()> {
    let me = by.account.id;
    let them = super::accounts::show(app, Some(me), target).await?.id;
    app.db
        .write(move |conn| Box::pin(async move { db::notes::unendorse(conn, me, them).await }))
        .await
}

/// Whom somebody shows on their profile, as far as the viewer may know of them, as (position to page by, account).
pub async fn endorsed(
    app: &AppRef,
    viewer: Option<AccountId>,
    of: AccountId,
    page: Paging,
) -> Result<Vec<(i64, AccountRow)>> {
    let mut conn = app.db.read().await?;
    let found = db::notes::endorsed(&mut conn, of, page).await?;
    let mut rows = bundle::positioned(&mut conn, found).await?;
    let hidden = lists::hidden(&mut conn, viewer, rows.iter().map(|(_, row)| row)).await?;
    rows.retain(|(_, row)| !hidden.contains(&row.id));
    Ok(rows)
}

/// For each of `targets` that the viewer may know of: those whom the viewer follows and who follow it, at most 40. Of a
/// group nobody is told (its members are for its readers).
pub async fn familiar_followers(
    app: &AppRef,
    viewer: AccountId,
    targets: &[AccountId],
) -> Result<Vec<(AccountId, Vec<AccountRow>)>> {
    let known = super::accounts::many(app, Some(viewer), targets).await?;
    let people: Vec<AccountId> = known
        .iter()
        .filter(|row| row.kind != ActorKind::Group && row.is_active())
        .map(|row| row.id)
        .collect();
    let mut conn = app.db.read().await?;
    let mine = db::suggestions::followed(&mut conn, viewer, false, FAMILIAR_ROWS).await?;
    let pairs = db::suggestions::familiar(&mut conn, &mine, &people, FAMILIAR_ROWS).await?;
    let mut followers: HashMap<AccountId, Vec<AccountId>> = HashMap::new();
    for (target, follower) in pairs {
        let list = followers.entry(target).or_default();
        if list.len() < FAMILIAR {
            list.push(follower);
        }
    }
    let mut ids: Vec<AccountId> = followers.values().flatten().copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = bundle::accounts(&mut conn, &ids).await?;
    let of = |row: &AccountRow| {
        let ids = followers
            .get(&row.id)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let living = ids
            .iter()
            .filter_map(|id| rows.get(id))
            .filter(|row| row.is_active());
        (row.id, living.map(|row| (**row).clone()).collect())
    };
    Ok(known.iter().map(of).collect())
}

/// Who may quote a person's posts where they do not say.
pub async fn quote_policy(app: &AppRef, of: AccountId) -> Result<QuotePolicy> {
    db::notes::quote_policy(&mut *app.db.read().await?, of).await
}
