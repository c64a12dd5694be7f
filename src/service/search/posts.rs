//! Finding posts by their words.

use std::collections::HashMap;
use std::sync::Arc;

use super::Query;
use crate::app::AppRef;
use crate::db;
use crate::db::statuses::StatusRow;
use crate::domain::handle::Handle;
use crate::domain::{AccountId, StatusId};
use crate::error::{Error, Result};
use crate::search::{Page, Question, Rights};
use crate::service::bundle::{self, Post};

/// Furthest that a client can skip into what is found.
const FURTHEST: i64 = 1_000;

/// Posts that the index proposes at once, and how often it is asked for one page.
const CHUNK: usize = 200;
const ROUNDS: usize = 12;

/// So many whom the viewer follows are looked at: the last ones.
const FOLLOWS: i64 = 20_000;

/// Posts that answer a question and that the viewer may and wants to see, newest first; as in Mastodon. The index proposes, the rule in
/// the database decides, and only what it lets through is counted: neither a number nor a place in the list tells of a post
/// that the viewer may not see. A number of queries that does not depend on how much there is.
///
/// # Errors
/// Those of the database. An index that cannot be read finds nothing, and is looked after by its worker.
pub(super) async fn posts(
    app: &AppRef,
    viewer: AccountId,
    question: Question,
    query: &Query,
) -> Result<Vec<Post>> {
    if question.is_empty() || query.offset > FURTHEST {
        return Ok(Vec::new());
    }
    let mut conn = app.db.read().await?;
    let rights = Rights {
        viewer,
        follows: db::follows::followed_ids(&mut conn, viewer, FOLLOWS).await?,
        unwanted: db::relations::unwanted(&mut conn, viewer, app.now()).await?,
        handles: handles(app, &mut conn, &question).await?,
    };
    let asked = Arc::new((question, rights));
    let skipped = usize::try_from(query.offset).unwrap_or(0);
    let shown = usize::try_from(query.limit).unwrap_or(0);
    let mut page = Page {
        author: query.author,
        above: query.min_id,
        below: query.max_id,
        limit: (skipped + shown).clamp(1, CHUNK),
    };
    let mut seen: Vec<StatusRow> = Vec::new();
    for _ in 0..ROUNDS {
        let found = propose(app, &asked, page).await?;
        let Some(last) = found.last() else { break };
        let more = found.len() == page.limit;
        page.below = Some(last.0);
        page.limit = CHUNK;
        let mut rows = db::statuses::wanted_by_ids(&mut conn, viewer, &found).await?;
        rows.retain(|row| row.reblog_of_id.is_none());
        rows.sort_unstable_by_key(|row| std::cmp::Reverse(row.id));
        seen.extend(rows);
        if !more || seen.len() >= skipped + shown {
            break;
        }
    }
    let rows = seen.into_iter().skip(skipped).take(shown).collect();
    bundle::posts(app, &mut conn, Some(viewer), rows).await
}

async fn propose(
    app: &AppRef,
    asked: &Arc<(Question, Rights)>,
    page: Page,
) -> Result<Vec<StatusId>> {
    let (search, asked) = (app.search.clone(), asked.clone());
    let found = tokio::task::spawn_blocking(move || search.find(&asked.0, &asked.1, page))
        .await
        .map_err(Error::internal)?;
    Ok(found.unwrap_or_else(|error| {
        tracing::error!(%error, "posts cannot be searched just now");
        Vec::new()
    }))
}

/// The accounts behind the handles of a question.
async fn handles(
    app: &AppRef,
    conn: &mut db::Conn,
    question: &Question,
) -> Result<HashMap<String, AccountId>> {
    let keys: Vec<(&str, String)> = question
        .handles()
        .filter_map(|typed| {
            let handle = Handle::parse(typed)?.relative_to(&app.config.domain);
            Some((typed, handle.key()))
        })
        .collect();
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let wanted: Vec<String> = keys.iter().map(|(_, key)| key.clone()).collect();
    let rows = db::accounts::by_handles(conn, &wanted).await?;
    let found = keys.into_iter().filter_map(|(typed, key)| {
        let row = rows.iter().find(|row| row.handle == key)?;
        Some((typed.to_owned(), row.id))
    });
    Ok(found.collect())
}
