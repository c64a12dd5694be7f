//! What posts of other units carry besides their text.

use crate::db::emoji::EmojiRow;
use crate::db::extras::ExtrasRow;
use crate::db::statuses::StatusRow;
use crate::db::{self, Conn};
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::emoji::{self, IncomingEmoji};
use crate::service::extras::Event;
use crate::service::incoming::polls::{self, IncomingPoll};
use crate::service::incoming::quotes::{self, IncomingQuote};
use crate::service::surface;
use crate::text::sanitise;

/// The longest name of a type that is kept.
const KIND_CHARACTERS: usize = 40;

/// What a post carries besides its text, as its origin describes it.
#[derive(Debug, Clone, Default)]
pub struct IncomingExtras {
    /// The type, where it is none that is shown as a post.
    pub kind: String,
    pub poll: Option<IncomingPoll>,
    pub quote: Option<IncomingQuote>,
    pub event: Option<Event>,
    pub policy: Policy,
    /// The collection of its conversation.
    pub context_url: Option<String>,
    /// The collection of its replies.
    pub replies_url: Option<String>,
    pub emoji: Vec<IncomingEmoji>,
}

/// Stores the extras of a post, new or edited, from the unit `host`.
pub(super) async fn store(
    conn: &mut Conn,
    ctx: &surface::Context,
    post: &StatusRow,
    host: &str,
    extras: &IncomingExtras,
) -> Result<Vec<EmojiRow>> {
    let known = db::extras::of_status(conn, post.id).await?;
    let row = ExtrasRow {
        kind: sanitise::remote_text_within(&extras.kind, KIND_CHARACTERS),
        has_poll: extras.poll.is_some(),
        has_quote: extras.quote.is_some(),
        policy: match extras.policy == Policy::default() {
            true => None,
            false => Some(serde_json::to_string(&extras.policy).map_err(Error::internal)?),
        },
        event: match &extras.event {
            Some(event) => Some(serde_json::to_string(&harmless(event)).map_err(Error::internal)?),
            None => None,
        },
        context_url: extras.context_url.clone(),
        replies_url: extras.replies_url.clone(),
        ..known.clone()
    };
    if row != known {
        db::extras::put(conn, &row).await?;
    }
    let refreshed = match &extras.poll {
        Some(poll) => polls::refresh(conn, ctx.now, post.id, poll).await?,
        None => false,
    };
    match &extras.poll {
        Some(poll) if !refreshed => polls::store(conn, ctx.now, post.id, poll).await?,
        None if known.has_poll => db::polls::clear(conn, post.id).await?,
        _ => {}
    }
    match &extras.quote {
        Some(quote) => quotes::store(conn, ctx.now, post, quote).await?,
        None if known.has_quote => db::quotes::clear(conn, post.id).await?,
        None => {}
    }
    emoji::keep(conn, ctx, host, &extras.emoji).await
}

/// An event with harmless texts.
fn harmless(event: &Event) -> Event {
    let mut event = event.clone();
    for text in [&mut event.timezone, &mut event.status] {
        *text = sanitise::remote_text(text);
    }
    for place in &mut event.places {
        for text in [&mut place.name, &mut place.address] {
            *text = sanitise::remote_text(text);
        }
    }
    event
}
