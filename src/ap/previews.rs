//! Looking up what a web page says of itself, at the hosts that may be asked: those of the network's units, and those that the
//! configuration names.

use meent_federation::client::{Client, FetchError};
use serde_json::Value;
use url::Url;

use super::network;
use crate::app::App;
use crate::error::Result;
use crate::service::previews::Found;
use crate::text::page::{self, Page};
use crate::text::sanitise::remote_text_within;

/// The largest picture that is fetched, in bytes.
const IMAGE: usize = 4 * 1024 * 1024;

/// The longest name, in characters.
const NAME: usize = 300;

/// What became of it.
#[derive(Debug)]
pub enum Outcome {
    /// What the page says, which may be nothing.
    Found(Box<Found>),
    /// The unit does not speak to that host.
    Refused,
    /// Not now.
    Later,
}

/// Fetches a page, what it says of itself as JSON (oEmbed) where it does, and its picture. Of oEmbed texts and addresses are
/// taken and never markup, so that every page is shown as a link.
///
/// # Errors
/// Those of the database.
pub async fn look_up(app: &App, url: &str) -> Result<Outcome> {
    network::admit_members(app).await?;
    let client = app.network.pages().await?;
    let Ok(url) = Url::parse(url) else {
        return Ok(Outcome::Refused);
    };
    if client.check(&url).is_err() {
        return Ok(Outcome::Refused);
    }
    let fetched = match client.fetch_page(&url).await {
        Ok(fetched) => fetched,
        Err(FetchError::Policy(error)) if !error.may_pass_later() => return Ok(Outcome::Refused),
        Err(error) if error.is_transient() => return Ok(Outcome::Later),
        Err(error) => {
            tracing::debug!(%url, %error, "a page has no preview");
            return Ok(Outcome::Found(Box::default()));
        }
    };
    let html = page::characters(&fetched.body, fetched.content_type.as_deref());
    let mut found = Found {
        page: page::read(&html),
        ..Found::default()
    };
    if let Some(address) = join(&fetched.url, &found.page.oembed)
        && let Ok(told) = client.fetch_json(&address).await
        && let Ok(told) = told.json::<Value>()
    {
        complete(&mut found, &fetched.url, &told);
    }
    found.image = picture(client, &fetched.url, &found.page).await;
    Ok(Outcome::Found(Box::new(found)))
}

/// Adds what oEmbed tells and the page does not.
fn complete(found: &mut Found, base: &Url, told: &Value) {
    let line = |name: &str| {
        let text = told.get(name).and_then(Value::as_str).unwrap_or_default();
        remote_text_within(text, NAME)
    };
    let address = |name: &str| {
        let url = told.get(name).and_then(Value::as_str);
        url.and_then(|url| join(base, url))
            .map_or_else(String::new, String::from)
    };
    let fill = |known: &mut String, text: String| {
        if known.is_empty() {
            *known = text;
        }
    };
    fill(&mut found.page.title, line("title"));
    fill(&mut found.page.author, line("author_name"));
    fill(&mut found.page.provider, line("provider_name"));
    fill(&mut found.page.image, address("thumbnail_url"));
    found.author_url = address("author_url");
    found.provider_url = address("provider_url");
}

/// The picture, where its host may be asked too.
async fn picture(client: &Client, base: &Url, page: &Page) -> Option<Vec<u8>> {
    let url = join(base, &page.image)?;
    match client.fetch_media(&url, IMAGE).await {
        Ok(fetched) => Some(fetched.body.to_vec()),
        Err(error) => {
            tracing::debug!(%url, %error, "a preview goes without its picture");
            None
        }
    }
}

/// An address on a page as a whole one; only of the web.
fn join(base: &Url, text: &str) -> Option<Url> {
    if text.is_empty() {
        return None;
    }
    let url = base.join(text).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}
