//! The directory: the people of this unit that other units are told of, and everybody who wants to be found, to browse.
//!
//! Other units read the changes one after another, so that each costs its readers one row, however many people there are.

use crate::app::{App, AppRef};
use crate::db;
use crate::db::Conn;
use crate::db::accounts::AccountRow;
use crate::db::directory::Change;
use crate::domain::id::floor_of;
use crate::domain::*;
use crate::error::Result;
use crate::service::{bundle, profiles};
use crate::text::{plain, tag};

/// Changes on one page.
pub const PAGE: i64 = 50;

/// Readers begin so long before where they stopped: a change may be committed after one that has a later position.
const OVERLAP_MILLIS: i64 = 60_000;

/// Furthest that a list is skipped into, where a client pages by number.
pub const FURTHEST: i64 = 10_000;

/// Skills shown of a person.
const SKILLS: usize = 12;

/// Changes of the own directory, oldest first.
#[derive(Debug, Clone)]
pub struct Changes {
    pub changes: Vec<Change>,
    /// The position to go on after, when there are more.
    pub next: Option<i64>,
    /// The position that a reader who has read to the end begins from the next time.
    pub cursor: i64,
}

/// How a list of people is sorted for clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Who wrote last.
    Active,
    /// Who came last.
    New,
}

/// Writes down that what others may know of somebody of this unit has changed: a new person, a changed profile, consent
/// given or taken back, a suspension, a deletion. In the transaction of the change itself.
pub(super) async fn note(conn: &mut Conn, app: &App, account: AccountId) -> Result<()> {
    let Some(row) = db::accounts::by_id(conn, account).await? else {
        return Ok(());
    };
    if !row.is_local() || row.kind == ActorKind::Application {
        return Ok(());
    }
    let listed = row.is_active() && row.discoverable;
    db::directory::note(conn, account, app.next_id(), listed).await
}

/// The changes after a position: `after` where a reader goes on within one reading, `since` where it stopped the last time;
/// neither: from the first. One query.
///
/// # Errors
/// Those of the database.
pub async fn changes(app: &App, since: Option<i64>, after: Option<i64>) -> Result<Changes> {
    let overlap = floor_of(Timestamp::from_millis(OVERLAP_MILLIS));
    let start = match (after, since) {
        (Some(after), _) => after,
        (None, Some(since)) => since.saturating_sub(overlap),
        (None, None) => 0,
    };
    let found = db::directory::changes(&mut *app.db.read().await?, start, PAGE).await?;
    let last = found.last().map(|change| change.position);
    let full = i64::try_from(found.len()).is_ok_and(|count| count == PAGE);
    Ok(Changes {
        next: last.filter(|_| full),
        cursor: last.unwrap_or(start).max(since.unwrap_or(0)),
        changes: found,
    })
}

/// Everybody known here who wants to be found: this unit first, then unit by unit, by handle; after the person with this
/// host and handle. At most two queries.
///
/// # Errors
/// Those of the database.
pub async fn people(app: &App, after: (&str, &str), limit: i64) -> Result<Vec<AccountRow>> {
    db::directory::people(&mut *app.db.read().await?, after, limit).await
}

/// The same for clients, which page by number: sorted, with `local` of this unit only, without those whom the viewer does not
/// want to see (as in Mastodon; they leave a shorter page). Nothing beyond [`FURTHEST`].
///
/// # Errors
/// Those of the database.
pub async fn sorted(
    app: &App,
    viewer: Option<AccountId>,
    order: Order,
    local: bool,
    limit: i64,
    offset: i64,
) -> Result<Vec<AccountRow>> {
    if offset > FURTHEST {
        return Ok(Vec::new());
    }
    let mut conn = app.db.read().await?;
    let mut found = match order {
        Order::Active => db::directory::active(&mut conn, local, limit, offset).await?,
        Order::New => db::directory::newest(&mut conn, local, limit, offset).await?,
    };
    if let Some(viewer) = viewer {
        let ids: Vec<AccountId> = found.iter().map(|row| row.id).collect();
        let relations = bundle::relations(&mut conn, viewer, &ids).await?;
        let unwanted = |id: AccountId| {
            let relation = relations.iter().find(|relation| relation.target == id);
            relation.is_some_and(|relation| relation.blocked_by || !relation.is_wanted())
        };
        found.retain(|row| !unwanted(row.id));
    }
    Ok(found)
}

/// What somebody does at their unit: the field of their profile that is called so, as text.
pub fn job_title(row: &AccountRow) -> Option<String> {
    const NAMES: &[&str] = &[
        "functie",
        "rol",
        "job",
        "job title",
        "title",
        "role",
        "position",
    ];
    let fields = profiles::fields(row);
    let field = fields
        .iter()
        .find(|field| NAMES.contains(&field.name.trim().to_lowercase().as_str()))?;
    Some(plain::excerpt(&field.value, 80)).filter(|title| !title.is_empty())
}

/// What somebody can be asked about: the hashtags of their bio and of the fields of their profile, each once.
pub fn skills(row: &AccountRow) -> Vec<String> {
    let fields = profiles::fields(row);
    let texts = std::iter::once(&row.note).chain(fields.iter().map(|field| &field.value));
    let mut found: Vec<tag::Tag> = Vec::new();
    for text in texts {
        for tag in tag::find(&plain::from_html(text)) {
            if found.len() < SKILLS && !found.iter().any(|known| known.key == tag.key) {
                found.push(tag);
            }
        }
    }
    found.into_iter().map(|tag| tag.name).collect()
}

/// A peer does not tell of somebody any more. Whom nobody here has to do with is forgotten; others are not shown to people
/// who look around.
///
/// # Errors
/// Those of the database.
pub async fn receive_removal(app: &AppRef, host: &str, uri: &str) -> Result<()> {
    let (host, uri, now) = (host.to_owned(), uri.to_owned(), app.now());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let known = db::accounts::by_uri(conn, &uri).await?;
                let Some(row) = known.filter(|row| row.host == host && row.deleted_at.is_none())
                else {
                    return Ok(());
                };
                if db::hosts::is_involved(conn, row.id).await? {
                    let changes = db::accounts::AccountChanges {
                        discoverable: Some(false),
                        ..Default::default()
                    };
                    return db::accounts::update(conn, row.id, &changes).await;
                }
                db::accounts::mark_deleted(conn, row.id, now).await
            })
        })
        .await
}
