//! Who reads: a peer by its signature, or, where the unit is open to the internet, anyone.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::refusal::Refusal;
use super::{gate, groups};
use crate::app::AppRef;
use crate::config::Reach;
use crate::db::statuses::StatusRow;
use crate::db::{self, Conn};
use crate::domain::{AccountId, StatusId};
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reader {
    /// Somebody at this peer: a person, or the server itself, which asks for all its people.
    Peer {
        authority: String,
        /// `None`: the server itself.
        signer: Option<AccountId>,
        /// The id of the actor that signed.
        uri: String,
    },
    /// Nobody in particular: sees what is open. Only with reach `internet`.
    Anyone,
}

impl Reader {
    /// The post, if the reader may see it.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn sees(&self, conn: &mut Conn, id: StatusId) -> Result<Option<StatusRow>> {
        match self {
            Self::Peer {
                authority, signer, ..
            } => {
                let signer = signer.unwrap_or(AccountId(0));
                db::statuses::visible_at_peer(conn, authority, signer, id).await
            }
            Self::Anyone => {
                let found = db::statuses::visible_by_ids(conn, AccountId(0), &[id]).await?;
                Ok(found.into_iter().next())
            }
        }
    }
}

impl FromRequestParts<AppRef> for Reader {
    type Rejection = Refusal;

    async fn from_request_parts(
        parts: &mut Parts,
        app: &AppRef,
    ) -> std::result::Result<Self, Refusal> {
        if app.config.reach == Reach::Internet && !parts.headers.contains_key("signature") {
            return Ok(Self::Anyone);
        }
        let peer = gate::peer(app, parts).await?;
        let claim = gate::claim(app, parts, None, peer).await?;
        let signer = claim.verify(app).await?;
        Ok(Self::Peer {
            authority: signer.peer.authority,
            signer: (!groups::speaks_for_server(&signer.account)).then_some(signer.account.id),
            uri: signer.account.uri,
        })
    }
}
