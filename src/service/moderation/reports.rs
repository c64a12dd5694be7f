//! Reports as the moderators work on them.

use std::collections::HashMap;
use std::sync::Arc;

use super::moderates;
use super::people::Known;
use crate::app::AppRef;
use crate::db;
use crate::db::reports::{ReportFilter, ReportRow};
use crate::db::{Conn, Paging};
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::bundle::{self, Post};
use crate::service::pages::{self, Rule};

/// A report with all that it names.
#[derive(Debug, Clone)]
pub struct Case {
    pub row: ReportRow,
    pub by: Arc<Known>,
    pub target: Arc<Known>,
    pub assigned_to: Option<Arc<Known>>,
    pub resolved_by: Option<Arc<Known>>,
    /// Those of the reported posts that are still there.
    pub posts: Vec<Post>,
    /// Those of the rules that were broken that still hold.
    pub rules: Vec<Rule>,
}

/// Reports by filter, newest first.
///
/// # Errors
/// [`Error::Forbidden`] for who is no moderator; those of the database.
pub async fn list(
    app: &AppRef,
    by: &Person,
    filter: ReportFilter,
    page: Paging,
) -> Result<Vec<Case>> {
    moderates(by)?;
    let mut conn = app.db.read().await?;
    let rows = db::reports::list(&mut conn, filter, page).await?;
    cases(app, &mut conn, by, rows).await
}

/// One report.
///
/// # Errors
/// [`Error::Forbidden`] for who is no moderator, [`Error::NotFound`]; those of the database.
pub async fn show(app: &AppRef, by: &Person, id: ReportId) -> Result<Case> {
    moderates(by)?;
    let mut conn = app.db.read().await?;
    let row = db::reports::by_id(&mut conn, id).await?;
    let found = cases(app, &mut conn, by, row.into_iter().collect()).await?;
    found.into_iter().next().ok_or(Error::NotFound)
}

/// Loads what reports name, with the same number of queries for any number of them. Moderators see what was reported,
/// whoever it was for.
async fn cases(
    app: &AppRef,
    conn: &mut Conn,
    by: &Person,
    rows: Vec<ReportRow>,
) -> Result<Vec<Case>> {
    let mut ids: Vec<AccountId> = Vec::new();
    for row in &rows {
        let others = [row.assigned_to, row.resolved_by].into_iter().flatten();
        ids.extend([row.account_id, row.target_id].into_iter().chain(others));
    }
    ids.sort_unstable();
    ids.dedup();
    let people = db::people::with_users(conn, &ids).await?;
    let people: HashMap<AccountId, Arc<Known>> = people
        .into_iter()
        .map(|known| (known.0.id, Arc::new(Known::from(known))))
        .collect();
    let named: Vec<StatusId> = rows.iter().flat_map(ReportRow::statuses).collect();
    let mut posts = db::statuses::by_ids(conn, &named).await?;
    posts.retain(|post| post.deleted_at.is_none());
    let posts = bundle::posts(app, conn, Some(by.account.id), posts).await?;
    let rules = pages::rules_in(conn).await?;
    let person = |id: AccountId| people.get(&id).cloned();
    let cases = rows.into_iter().filter_map(|row| {
        let named = row.statuses();
        let posts = posts.iter().filter(|post| named.contains(&post.row.id));
        let broken = row.rules();
        let broken = rules.iter().filter(|rule| broken.contains(&rule.id));
        Some(Case {
            by: person(row.account_id)?,
            target: person(row.target_id)?,
            assigned_to: row.assigned_to.and_then(person),
            resolved_by: row.resolved_by.and_then(person),
            posts: posts.cloned().collect(),
            rules: broken.cloned().collect(),
            row,
        })
    });
    Ok(cases.collect())
}

/// What a moderator does with a report.
enum Step {
    Take,
    Leave,
    Resolve,
    Reopen,
    /// The rules are known ones.
    Category(Option<ReportCategory>, Option<Vec<i64>>),
}

async fn step(app: &AppRef, by: &Person, id: ReportId, step: Step) -> Result<Case> {
    moderates(by)?;
    let (me, now) = (by.account.id, app.now());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::locks::alone(conn, &format!("report {id}")).await?;
                let old = db::reports::by_id(conn, id).await?.ok_or(Error::NotFound)?;
                match step {
                    Step::Take => db::reports::assign(conn, id, Some(me), now).await,
                    Step::Leave => db::reports::assign(conn, id, None, now).await,
                    Step::Resolve => db::reports::resolve(conn, id, me, now).await.map(drop),
                    Step::Reopen => db::reports::reopen(conn, id, now).await,
                    Step::Category(category, rules) => {
                        let category = category.unwrap_or(old.category);
                        let rules = match category {
                            ReportCategory::Violation => rules.unwrap_or_else(|| old.rules()),
                            _ => Vec::new(),
                        };
                        let rules = serde_json::to_string(&rules).map_err(Error::internal)?;
                        db::reports::set_category(conn, id, category, &rules, now).await
                    }
                }
            })
        })
        .await?;
    show(app, by, id).await
}

/// `by` looks after a report.
///
/// # Errors
/// As [`show`].
pub async fn take(app: &AppRef, by: &Person, id: ReportId) -> Result<Case> {
    step(app, by, id, Step::Take).await
}

/// Nobody looks after a report any more.
///
/// # Errors
/// As [`show`].
pub async fn leave(app: &AppRef, by: &Person, id: ReportId) -> Result<Case> {
    step(app, by, id, Step::Leave).await
}

/// Takes a report off the list; no error when somebody else has done so.
///
/// # Errors
/// As [`show`].
pub async fn resolve(app: &AppRef, by: &Person, id: ReportId) -> Result<Case> {
    step(app, by, id, Step::Resolve).await
}

/// Puts a report back on the list.
///
/// # Errors
/// As [`show`].
pub async fn reopen(app: &AppRef, by: &Person, id: ReportId) -> Result<Case> {
    step(app, by, id, Step::Reopen).await
}

/// Says what a report is about, and which of the unit's rules were broken; what is `None` stays. Rules count only where that
/// is what it is about.
///
/// # Errors
/// As [`show`]; [`Error::Invalid`] for rules that are none.
pub async fn set_category(
    app: &AppRef,
    by: &Person,
    id: ReportId,
    category: Option<ReportCategory>,
    rules: Option<Vec<i64>>,
) -> Result<Case> {
    // Rules are looked at where they count, as in Mastodon.
    let about_rules = match category {
        Some(category) => category == ReportCategory::Violation,
        None => show(app, by, id).await?.row.category == ReportCategory::Violation,
    };
    let rules = match rules.filter(|_| about_rules) {
        Some(rules) => Some(pages::known_rules(app, rules).await?),
        None => None,
    };
    step(app, by, id, Step::Category(category, rules)).await
}
