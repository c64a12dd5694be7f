//! NodeInfo 2.0 and 2.1: what a server says about itself.
//!
//! Source: FEP-f1d5 and FEP-0151; <https://nodeinfo.diaspora.software/protocol>. For people and statistics: nothing a
//! peer may do depends on what its software is called.

mod document;
#[cfg(test)]
mod tests;

use url::Url;

pub use document::{NodeInfo, Services, Software, Usage, Users};

use crate::{
    client::{Client, FetchError},
    origin::{Authority, authority_of, parse_id},
    webfinger::{Jrd, JrdLink, REL_APPLICATION},
};

/// Versions of the format that are read and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// 2.0.
    V20,
    /// 2.1: names the repository as well.
    V21,
}

impl Version {
    /// `2.0` or `2.1`.
    pub fn number(self) -> &'static str {
        match self {
            Self::V20 => "2.0",
            Self::V21 => "2.1",
        }
    }

    /// The name of the schema, which is the `rel` of the link in `/.well-known/nodeinfo`.
    pub fn schema(self) -> String {
        format!(
            "http://nodeinfo.diaspora.software/ns/schema/{}",
            self.number()
        )
    }

    /// The content type of a document.
    pub fn content_type(self) -> String {
        format!(
            "application/json; profile=\"{}#\"; charset=utf-8",
            self.schema()
        )
    }
}

/// What we serve at `/.well-known/nodeinfo`: the link to our 2.1 document, and to the actor of the server (FEP-2677).
///
/// The 2.0 document is served too but not advertised: a client that sees 2.0 or less with a software it does not know
/// (Phanpy) switches features off.
pub fn discovery(document_2_1: &Url, application: &Url) -> Jrd {
    let link = |rel: String, href: &Url| JrdLink {
        rel,
        href: Some(href.to_string()),
        ..JrdLink::default()
    };
    let links = vec![
        link(Version::V21.schema(), document_2_1),
        link(REL_APPLICATION.to_owned(), application),
    ];
    Jrd {
        links,
        ..Jrd::default()
    }
}

/// What a peer tells of itself.
#[derive(Debug, Clone)]
pub struct Told {
    /// The newest document that is offered.
    pub info: NodeInfo,
    /// The actor that speaks for the server, where it names one on its own host (FEP-2677).
    pub application: Option<Url>,
}

impl Told {
    /// What the server is called; empty where it does not say.
    pub fn title(&self) -> &str {
        let name = self.info.metadata.get("nodeName");
        name.and_then(|name| name.as_str()).unwrap_or_default()
    }
}

/// Asks a peer what it is: as [`ask`], the document only.
///
/// Errors: as [`ask`].
pub async fn read(client: &Client, peer: &Authority) -> Result<NodeInfo, FetchError> {
    Ok(ask(client, peer).await?.info)
}

/// Asks a peer what it is: discovery first, then the newest document that is offered.
///
/// Errors: see [`FetchError`]; [`FetchError::NotFound`] also where no link of a version that is read is there. Whatever
/// of the document has the wrong shape is left out.
pub async fn ask(client: &Client, peer: &Authority) -> Result<Told, FetchError> {
    let mut outcome = Err(FetchError::HostRefused(peer.as_str().to_owned()));
    for scheme in client.policy().schemes(peer.host()) {
        let mut url = peer.root(scheme)?;
        url.set_path("/.well-known/nodeinfo");
        outcome = client.fetch_json(&url).await;
        if !matches!(
            outcome,
            Err(FetchError::Connect(_) | FetchError::Transport(_))
        ) {
            break;
        }
    }
    let links: Jrd = outcome?.json()?;
    let url = newest(&links).ok_or(FetchError::NotFound)?;
    let application = links.links.iter().find(|link| link.rel == REL_APPLICATION);
    let application = application
        .and_then(|link| parse_id(link.href.as_deref()?).ok())
        .filter(|actor| authority_of(actor).as_ref() == Some(peer));
    Ok(Told {
        info: client.fetch_json(&url).await?.json()?,
        application,
    })
}

fn newest(links: &Jrd) -> Option<Url> {
    [Version::V21, Version::V20].iter().find_map(|version| {
        let schema = version.schema();
        let link = links.links.iter().find(|link| link.rel == schema)?;
        parse_id(link.href.as_deref()?).ok()
    })
}
