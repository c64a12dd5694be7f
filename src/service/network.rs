//! The network as the units tell each other: who is with whom, and which unit is not with this one.

use std::collections::BTreeMap;

use crate::app::{App, AppRef};
use crate::db;
use crate::db::network_links::LinkRow;
use crate::domain::*;
use crate::error::Result;

/// Units that one peer may name.
pub const MOST_LINKS: usize = 1000;

/// A unit of the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub authority: String,
    pub title: String,
    pub software: String,
    /// What it is to this unit; `None`: nothing is known of it but what others say.
    pub state: Option<PeerState>,
    /// The units that say they are with it, by name.
    pub with: Vec<String>,
}

impl Node {
    /// Is it with others of the network and not with this unit?
    pub fn is_missing(&self) -> bool {
        self.state.is_none_or(|state| state == PeerState::Left)
    }
}

/// Everybody who is in the network of this unit, or said to be with somebody who is. By name.
///
/// # Errors
/// Those of the database.
pub async fn map(app: &App) -> Result<Vec<Node>> {
    let mut conn = app.db.read().await?;
    let peers = db::peers::all(&mut conn).await?;
    let links = db::network_links::all(&mut conn).await?;
    let mut nodes: BTreeMap<String, Node> = BTreeMap::new();
    let node = |authority: &str| Node {
        authority: authority.to_owned(),
        title: String::new(),
        software: String::new(),
        state: None,
        with: Vec::new(),
    };
    for peer in &peers {
        nodes.insert(
            peer.authority.clone(),
            Node {
                title: peer.title.clone(),
                software: peer.software.clone(),
                state: Some(peer.state),
                ..node(&peer.authority)
            },
        );
    }
    for link in links {
        let teller = peers.iter().find(|peer| peer.id == link.peer_id);
        let Some(teller) = teller.filter(|peer| peer.state.is_in_network()) else {
            continue;
        };
        if link.authority == app.config.domain {
            continue;
        }
        let entry = nodes
            .entry(link.authority.clone())
            .or_insert_with(|| node(&link.authority));
        // What this unit heard itself counts more than what others say.
        if entry.title.is_empty() {
            entry.title = link.title;
        }
        if entry.software.is_empty() {
            entry.software = link.software;
        }
        entry.with.push(teller.authority.clone());
    }
    Ok(nodes.into_values().collect())
}

/// The units of this one's network, as other members are told: by name.
///
/// # Errors
/// Those of the database.
pub async fn members(app: &App) -> Result<Vec<db::peers::PeerRow>> {
    let peers = db::peers::all(&mut *app.db.read().await?).await?;
    let members = peers.into_iter().filter(|peer| peer.state.is_in_network());
    Ok(members.collect())
}

/// What a peer says whom it is with, in place of what it said before; at most [`MOST_LINKS`].
///
/// # Errors
/// Those of the database.
pub async fn receive_links(
    app: &AppRef,
    peer: PeerId,
    links: Vec<(String, String, String)>,
) -> Result<()> {
    let rows: Vec<LinkRow> = links
        .into_iter()
        .take(MOST_LINKS)
        .map(|(authority, title, software)| LinkRow {
            peer_id: peer,
            authority,
            title,
            software,
        })
        .collect();
    app.db
        .write(move |conn| {
            Box::pin(async move { db::network_links::replace(conn, peer, &rows).await })
        })
        .await
}
