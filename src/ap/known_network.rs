//! Whom a unit is with, as units of one network tell each other: a collection of the actor that speaks for the unit.

use meent_federation::origin::{authority_of, parse_id};
use meent_federation::vocab;
use serde_json::{Map, Value, json};
use url::Url;

use super::{cards, resolve};
use crate::app::{App, AppRef};
use crate::domain::PeerId;
use crate::error::{Error, Result};
use crate::service::network::{self, MOST_LINKS};

/// The units of this one's network, each as an actor without an id: name, address, software.
///
/// # Errors
/// Those of the database.
pub async fn document(app: &App) -> Result<Value> {
    let items: Vec<Value> = network::members(app)
        .await?
        .into_iter()
        .map(|peer| {
            json!({
                "type": "Application",
                "name": if peer.title.is_empty() { &peer.authority } else { &peer.title },
                "url": format!("{}://{}/", app.urls.scheme(), peer.authority),
                "software": peer.software,
            })
        })
        .collect();
    let mut collection = Map::new();
    collection.insert("id".to_owned(), json!(app.urls.unit_part("network")));
    collection.insert("type".to_owned(), json!("Collection"));
    collection.insert("attributedTo".to_owned(), json!(app.urls.instance_actor()));
    collection.insert("totalItems".to_owned(), json!(items.len()));
    collection.insert("items".to_owned(), json!(items));
    Ok(cards::with_context(collection))
}

/// Reads whom a peer is with. What it says is kept as its word and gives nobody any right.
///
/// # Errors
/// [`Error::Unavailable`] when it cannot be reached now; others for an answer of another form.
pub async fn read(app: &AppRef, peer: PeerId, url: &Url) -> Result<()> {
    let fetched = resolve::document(app, url).await?;
    let document = vocab::parse(&fetched.body)?;
    let items = document
        .get("items")
        .or_else(|| document.get("orderedItems"))
        .and_then(Value::as_array)
        .ok_or_else(|| Error::invalid("the list of units is no collection"))?;
    let links = items.iter().take(MOST_LINKS).filter_map(link).collect();
    network::receive_links(app, peer, links).await
}

fn link(item: &Value) -> Option<(String, String, String)> {
    let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default();
    let authority = authority_of(&parse_id(text("url")).ok()?)?;
    Some((
        authority.into(),
        cards::short(text("name")),
        cards::short(text("software")),
    ))
}
