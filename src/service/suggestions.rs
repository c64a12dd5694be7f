//! Colleagues whom somebody may want to follow: those whom the people one follows follow, those in the same groups, and
//! those of the same unit who wrote last. Computed when asked, from a bounded number of rows.

use std::collections::{HashMap, HashSet};

use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::domain::*;
use crate::error::Result;
use crate::service::auth::Person;
use crate::service::bundle;

/// Follows and groups of the person that are looked at, the last ones.
const FOLLOWS: i64 = 50;
const GROUPS: i64 = 20;
/// Rows read of what they follow, and of who is in the groups.
const ROWS: i64 = 2000;
/// Colleagues of the unit looked at.
const COLLEAGUES: i64 = 80;
/// Candidates that are looked at closely.
const CANDIDATES: usize = 200;

/// Why somebody is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// People whom one follows follow them.
    Friends,
    /// Is in a group that one is in.
    Group,
    /// Is of the same unit.
    Unit,
}

/// Somebody to follow.
#[derive(Debug, Clone)]
pub struct Suggestion {
    pub account: AccountRow,
    /// The strongest first.
    pub sources: Vec<Source>,
}

/// Up to `limit` people whom `viewer` does not follow, and has neither blocked, muted nor dismissed; best first. Only people who want to
/// be found.
pub async fn list(app: &AppRef, viewer: AccountId, limit: usize) -> Result<Vec<Suggestion>> {
    let mut conn = app.db.read().await?;
    let friends = db::suggestions::followed(&mut conn, viewer, false, FOLLOWS).await?;
    let groups = db::suggestions::followed(&mut conn, viewer, true, GROUPS).await?;
    let of_friends = db::suggestions::followed_by_any(&mut conn, &friends, ROWS).await?;
    let of_groups = db::suggestions::followers_of_any(&mut conn, &groups, ROWS).await?;
    let colleagues = db::directory::active(&mut conn, true, COLLEAGUES, 0).await?;

    let mut order: Vec<AccountId> = Vec::new();
    let mut sources: HashMap<AccountId, Vec<Source>> = HashMap::new();
    let lists = [
        (Source::Friends, most_often(of_friends)),
        (Source::Group, most_often(of_groups)),
        (Source::Unit, colleagues.iter().map(|row| row.id).collect()),
    ];
    for (source, ids) in lists {
        for id in ids.into_iter().filter(|id| *id != viewer) {
            let known = sources.entry(id).or_default();
            if known.is_empty() {
                order.push(id);
            }
            known.push(source);
        }
    }
    order.truncate(CANDIDATES);
    let dismissed: HashSet<AccountId> = db::suggestions::dismissed_among(&mut conn, viewer, &order)
        .await?
        .into_iter()
        .collect();
    let rows = bundle::accounts(&mut conn, &order).await?;
    let relations = bundle::relations(&mut conn, viewer, &order).await?;
    let fits = relations.into_iter().filter_map(|relation| {
        let row = rows.get(&relation.target)?;
        let person = !matches!(row.kind, ActorKind::Application | ActorKind::Group);
        let fits = person
            && row.is_active()
            && row.discoverable
            && row.moved_to_uri.is_none()
            && relation.follow.is_none()
            && !relation.blocked_by
            && relation.is_wanted()
            && !dismissed.contains(&row.id);
        fits.then(|| Suggestion {
            account: (**row).clone(),
            sources: sources.remove(&row.id).unwrap_or_default(),
        })
    });
    Ok(fits.take(limit).collect())
}

/// Each once, the most frequent first.
fn most_often(ids: Vec<AccountId>) -> Vec<AccountId> {
    let mut counts: HashMap<AccountId, usize> = HashMap::new();
    for id in ids {
        *counts.entry(id).or_default() += 1;
    }
    let mut sorted: Vec<(AccountId, usize)> = counts.into_iter().collect();
    sorted.sort_unstable_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
    sorted.into_iter().map(|(id, _)| id).collect()
}

/// Does not suggest somebody any more.
pub async fn dismiss(app: &AppRef, by: &Person, target: AccountId) -> Result<()> {
    let me = by.account.id;
    let them = super::accounts::show(app, Some(me), target).await?.id;
    app.db
        .write(move |conn| Box::pin(async move { db::suggestions::dismiss(conn, me, them).await }))
        .await
}
