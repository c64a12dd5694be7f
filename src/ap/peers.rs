//! What peers say of themselves.

use meent_federation::nodeinfo;
use meent_federation::origin::Authority;

use super::error::from_fetch;
use super::network;
use crate::app::AppRef;
use crate::db::peers::PeerRow;
use crate::error::{Error, Result};
use crate::service;

/// The longest title or software name that is kept, in characters.
const LONGEST: usize = 80;

/// Asks a member peer by NodeInfo what it is called and what it runs, and notes that. Both are for people to read: nothing
/// depends on them.
///
/// # Errors
/// [`Error::Unavailable`] when the peer cannot be reached now, others when it answers with something else.
pub async fn ask(app: &AppRef, peer: &PeerRow) -> Result<()> {
    network::admit_members(app).await?;
    let authority = Authority::parse(&peer.authority).map_err(Error::internal)?;
    let info = nodeinfo::read(app.network.client(), &authority)
        .await
        .map_err(|error| from_fetch(&error))?;
    let title = info.metadata.get("nodeName").and_then(|name| name.as_str());
    let software = format!("{} {}", info.software.name, info.software.version);
    service::peers::describe(
        app,
        peer.id,
        &short(title.unwrap_or_default()),
        &short(&software),
    )
    .await
}

/// One line of bounded length.
fn short(text: &str) -> String {
    let plain = text.chars().filter(|c| !c.is_control());
    plain.take(LONGEST).collect::<String>().trim().to_owned()
}
