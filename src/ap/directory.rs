//! The directory on the wire: the people of a unit who want to be found, as a collection that is read from where one stopped.
//! Who takes their consent back, or goes, comes again as a `Tombstone`.

use meent_federation::origin::{parse_id, same_origin};
use meent_federation::vocab::{self, authority};
use serde_json::{Map, Value, json};
use url::Url;

use super::{build, cards, resolve};
use crate::app::{App, AppRef};
use crate::db::Conn;
use crate::db::directory::Change;
use crate::db::peers::PeerRow;
use crate::error::{Error, Result};
use crate::service::{directory, peers};

/// Pages of one peer that are read in a row; the rest is read in the next pass.
const PAGES: usize = 40;

/// People of one page that are looked at.
const MOST_ITEMS: usize = 200;

/// Longest cursor that is kept of a peer, in bytes.
const LONGEST_CURSOR: usize = 64;

/// The directory itself, which leads to its first page.
///
/// # Errors
/// Those of unreadable addresses.
pub fn collection(app: &App) -> Result<Value> {
    let id = app.urls.unit_part("directory");
    let mut collection = Map::new();
    collection.insert("id".to_owned(), json!(id));
    collection.insert("type".to_owned(), json!("OrderedCollection"));
    collection.insert("attributedTo".to_owned(), json!(app.urls.instance_actor()));
    collection.insert("first".to_owned(), json!(format!("{id}?since=0")));
    Ok(cards::with_context(collection))
}

/// One page of changes: actors as they are now, tombstones of those who are no longer told of. `cursor` is what a reader who
/// has come to the end asks for as `since` the next time.
///
/// # Errors
/// Those of the database.
pub async fn page(app: &App, since: Option<i64>, after: Option<i64>) -> Result<Value> {
    let id = app.urls.unit_part("directory");
    let found = directory::changes(app, since, after).await?;
    let mut conn = app.db.read().await?;
    let mut items = Vec::new();
    for change in &found.changes {
        items.push(item(app, &mut conn, change).await?);
    }
    drop(conn);
    let place = match (after, since) {
        (Some(after), _) => format!("after={after}"),
        (None, since) => format!("since={}", since.unwrap_or(0)),
    };
    let mut page = Map::new();
    page.insert("id".to_owned(), json!(format!("{id}?{place}")));
    page.insert("type".to_owned(), json!("OrderedCollectionPage"));
    page.insert("partOf".to_owned(), json!(id));
    if let Some(next) = found.next {
        page.insert("next".to_owned(), json!(format!("{id}?after={next}")));
    }
    page.insert("cursor".to_owned(), json!(found.cursor.to_string()));
    page.insert("orderedItems".to_owned(), json!(items));
    Ok(cards::with_context(page))
}

async fn item(app: &App, conn: &mut Conn, change: &Change) -> Result<Value> {
    if !change.listed {
        return Ok(json!({ "id": change.account.uri, "type": "Tombstone" }));
    }
    let actor = build::actor::actor(app, conn, &change.account).await?;
    serde_json::to_value(actor).map_err(Error::internal)
}

/// Reads what has changed in the directory of a peer since the last time. Tells whether it came to the end.
///
/// # Errors
/// [`Error::Unavailable`] when it cannot be reached now; others for an answer of another form. What was read before counts.
pub async fn read(app: &AppRef, peer: &PeerRow, url: &Url) -> Result<bool> {
    let start = peers::facts(app, peer.id).await?.directory_cursor;
    let mut next = url.clone();
    next.set_query(None);
    next.query_pairs_mut()
        .append_pair("since", start.as_deref().unwrap_or("0"));
    for _ in 0..PAGES {
        let fetched = resolve::document(app, &next).await?;
        if !same_origin(&fetched.url, url) {
            return Err(Error::forbidden("the directory is at another server"));
        }
        let page = vocab::parse(&fetched.body)?;
        let items = page
            .get("orderedItems")
            .and_then(Value::as_array)
            .ok_or_else(|| Error::invalid("the directory is no collection of people"))?;
        for entry in items.iter().take(MOST_ITEMS) {
            // One unreadable entry must not hide those behind it.
            if let Err(error) = take(app, peer, url, entry).await {
                if matches!(error, Error::Unavailable(_)) {
                    return Err(error);
                }
                tracing::debug!(peer = peer.authority, %error, "an entry of a directory was passed over");
            }
        }
        let cursor = page.get("cursor").and_then(Value::as_str);
        let cursor = cursor.filter(|cursor| cursor.len() <= LONGEST_CURSOR);
        if let Some(cursor) = cursor {
            peers::note_cursor(app, peer.id, cursor).await?;
        }
        let following = page.get("next").and_then(Value::as_str);
        match following.and_then(|text| parse_id(text).ok()) {
            Some(following) if following != next && same_origin(&following, url) => {
                next = following;
            }
            _ => return Ok(true),
        }
    }
    Ok(false)
}

/// One entry. The document comes from the origin of its own id, as if the person had been fetched there.
async fn take(app: &AppRef, peer: &PeerRow, origin: &Url, entry: &Value) -> Result<()> {
    let id = entry.get("id").and_then(Value::as_str).unwrap_or_default();
    let id = parse_id(id).map_err(|error| Error::invalid(error.to_string()))?;
    if !same_origin(&id, origin) {
        return Err(Error::forbidden("a unit may only tell of its own people"));
    }
    if entry.get("type").and_then(Value::as_str) == Some("Tombstone") {
        return directory::receive_removal(app, &peer.authority, id.as_str()).await;
    }
    let actor = vocab::Actor::read(entry)?;
    authority::check_fetched_actor(&id, &actor, &resolve::ours(app)?)?;
    resolve::store_listed(app, &actor).await.map(drop)
}
