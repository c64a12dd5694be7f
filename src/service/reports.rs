//! Reports: people tell the moderators what is wrong, peers tell ours about people here, and ours can be passed on to the
//! unit of the person reported.

use std::collections::HashMap;
use std::sync::Arc;

use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::reports::{ReportFilter, ReportRow};
use crate::db::statuses::StatusRow;
use crate::db::{Conn, Paging};
use crate::domain::event::Outgoing;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::notifications::{self, News};
use crate::service::{accounts, bundle, pages, surface};
use crate::text::sanitise;

/// Posts that one report names.
pub const POSTS: usize = 100;

/// Characters of what is said in a report, as in Mastodon.
pub const COMMENT_CHARACTERS: usize = 1_000;

/// What a person reports.
#[derive(Debug, Clone)]
pub struct NewReport {
    pub target: AccountId,
    pub statuses: Vec<StatusId>,
    pub comment: String,
    pub category: ReportCategory,
    /// The unit's rules that were broken, looked at only where that is what it is about (as Mastodon).
    pub rules: Vec<i64>,
    /// Tell the unit of somebody elsewhere as well.
    pub forward: bool,
}

/// A report with whom and what it is about.
#[derive(Debug, Clone)]
pub struct Report {
    pub row: ReportRow,
    pub by: Arc<AccountRow>,
    pub target: Arc<AccountRow>,
    /// Those of the reported posts that are still there.
    pub posts: Vec<StatusRow>,
}

/// Tells the moderators of this unit about somebody, and with `forward` those of the unit of somebody elsewhere: then the
/// unit itself speaks, and who reported stays here. (Mastodon's behaviour.)
///
/// # Errors
/// [`Error::NotFound`] for a person or post that is not there or not shown to `by`, [`Error::Invalid`] for a
/// text that is too long, too many posts, or rules that are none; those of the database.
pub async fn create(app: &AppRef, by: &Person, new: NewReport) -> Result<Report> {
    let target = accounts::show(app, Some(by.account.id), new.target).await?;
    if new.comment.chars().count() > COMMENT_CHARACTERS {
        return Err(Error::invalid(format!(
            "Validation failed: Comment is too long (at most {COMMENT_CHARACTERS} characters)"
        )));
    }
    if new.statuses.len() > POSTS {
        return Err(Error::invalid(format!(
            "Validation failed: at most {POSTS} posts in one report"
        )));
    }
    let mut conn = app.db.read().await?;
    let seen = db::statuses::visible_by_ids(&mut conn, by.account.id, &new.statuses).await?;
    drop(conn);
    let all = new.statuses.iter().all(|id| {
        let mut seen = seen.iter();
        seen.any(|row| row.id == *id && row.account_id == target.id)
    });
    if !all {
        return Err(Error::NotFound);
    }
    let rules = match new.category {
        ReportCategory::Violation => pages::known_rules(app, new.rules).await?,
        _ => Vec::new(),
    };
    let forwarded = new.forward && !target.is_local();
    let ctx = surface::Context::new(app);
    let row = ReportRow {
        id: ReportId(app.next_id()),
        uri: None,
        account_id: by.account.id,
        target_id: target.id,
        status_ids: serde_json::to_string(&new.statuses).map_err(Error::internal)?,
        comment: new.comment.trim().to_owned(),
        category: new.category,
        forwarded,
        created_at: ctx.now,
        resolved_at: None,
        resolved_by: None,
        assigned_to: None,
        updated_at: None,
        rule_ids: serde_json::to_string(&rules).map_err(Error::internal)?,
    };
    let stored = row.clone();
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::reports::insert_once(conn, &stored).await?;
                tell(conn, &ctx, &stored).await?;
                match forwarded {
                    true => ctx.say(conn, Outgoing::Flag { report: stored.id }).await,
                    false => Ok(()),
                }
            })
        })
        .await?;
    app.hints.publish.notify_one();
    Ok(Report {
        row,
        by: Arc::new(by.account.clone()),
        target: Arc::new(target),
        posts: seen,
    })
}

/// Whoever speaks for a peer reports `target`, a person of this unit. Of the posts named, those count that are by `target`
/// and that the peer may see: naming others brings nothing to light. A report that came before changes nothing.
///
/// # Errors
/// Those of the database.
pub async fn receive(
    app: &AppRef,
    from: &AccountRow,
    target: &AccountRow,
    uri: &str,
    posts: Vec<String>,
    comment: &str,
) -> Result<()> {
    let mut conn = app.db.read().await?;
    let mut statuses = Vec::new();
    for post in posts.iter().take(POSTS) {
        let Some(row) = db::statuses::by_uri(&mut conn, post).await? else {
            continue;
        };
        let seen = db::statuses::visible_at_peer(&mut conn, &from.host, from.id, row.id).await?;
        if seen.is_some_and(|row| row.account_id == target.id) && !statuses.contains(&row.id) {
            statuses.push(row.id);
        }
    }
    drop(conn);
    let ctx = surface::Context::new(app);
    let row = ReportRow {
        id: ReportId(app.next_id()),
        uri: Some(uri.to_owned()),
        account_id: from.id,
        target_id: target.id,
        status_ids: serde_json::to_string(&statuses).map_err(Error::internal)?,
        comment: sanitise::remote_text_within(comment, COMMENT_CHARACTERS),
        category: ReportCategory::Other,
        forwarded: false,
        created_at: app.now(),
        resolved_at: None,
        resolved_by: None,
        assigned_to: None,
        updated_at: None,
        rule_ids: "[]".to_owned(),
    };
    app.db
        .write(move |conn| {
            Box::pin(async move {
                match db::reports::insert_once(conn, &row).await? {
                    true => tell(conn, &ctx, &row).await,
                    false => Ok(()),
                }
            })
        })
        .await
}

/// The moderators hear of a report.
async fn tell(conn: &mut Conn, ctx: &surface::Context, report: &ReportRow) -> Result<()> {
    let news = News {
        kind: NotificationKind::AdminReport,
        from: report.account_id,
        status: StatusId(0),
        report: report.id,
    };
    notifications::tell_moderators(conn, ctx, news).await
}

/// The reports of `ids`, if `viewer` moderates this unit; nothing for anybody else.
///
/// # Errors
/// Those of the database.
pub(super) async fn for_moderator(
    conn: &mut Conn,
    viewer: AccountId,
    ids: &[ReportId],
) -> Result<HashMap<ReportId, Arc<Report>>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let user = db::users::by_id(conn, viewer).await?;
    if !user.is_some_and(|(_, user)| user.role.moderates()) {
        return Ok(HashMap::new());
    }
    let rows = db::reports::by_ids(conn, ids).await?;
    let told = told(conn, rows).await?.into_iter();
    Ok(told
        .map(|report| (report.row.id, Arc::new(report)))
        .collect())
}

/// What waits for the moderators, newest first.
///
/// # Errors
/// [`Error::Forbidden`] for who is no moderator; those of the database.
pub async fn open(app: &AppRef, by: &Person, page: Paging) -> Result<Vec<Report>> {
    may(by)?;
    let mut conn = app.db.read().await?;
    let waiting = ReportFilter {
        resolved: Some(false),
        ..ReportFilter::default()
    };
    let rows = db::reports::list(&mut conn, waiting, page).await?;
    told(&mut conn, rows).await
}

async fn told(conn: &mut Conn, rows: Vec<ReportRow>) -> Result<Vec<Report>> {
    let people = rows.iter().flat_map(|row| [row.account_id, row.target_id]);
    let people: Vec<AccountId> = people.collect();
    let people = bundle::accounts(conn, &people).await?;
    let posts: Vec<StatusId> = rows.iter().flat_map(ReportRow::statuses).collect();
    let posts = db::statuses::by_ids(conn, &posts).await?;
    let person = |id: AccountId| people.get(&id).cloned();
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let named = row.statuses();
            let posts = posts
                .iter()
                .filter(|post| named.contains(&post.id) && post.deleted_at.is_none());
            Some(Report {
                by: person(row.account_id)?,
                target: person(row.target_id)?,
                posts: posts.cloned().collect(),
                row,
            })
        })
        .collect())
}

fn may(by: &Person) -> Result<()> {
    match by.user.role.moderates() {
        true => Ok(()),
        false => Err(Error::forbidden("This is for the unit's moderators")),
    }
}
