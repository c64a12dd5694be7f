//! Other units as Mastodon's admins know them: allowed ones are the network, blocked ones are shut out.

use super::manages_peers;
use crate::app::AppRef;
use crate::config::Reach;
use crate::db;
use crate::db::Paging;
use crate::db::block_notes::{BlockNote, Noted};
use crate::db::peers::PeerRow;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::{peer_states, peers};

/// Characters of a comment.
const COMMENT_CHARACTERS: usize = 1_000;

/// Units of the network, or those that are shut out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Allowed,
    Blocked,
}

impl Kind {
    fn states(self) -> Vec<PeerState> {
        let all = PeerState::ALL.iter().copied();
        all.filter(|state| self.holds(*state)).collect()
    }

    fn holds(self, state: PeerState) -> bool {
        match self {
            Self::Allowed => state.is_in_network(),
            Self::Blocked => state == PeerState::Suspended,
        }
    }
}

/// Why a unit is shut out; `None` leaves a comment as it is.
#[derive(Debug, Clone, Default)]
pub struct Reasons {
    pub public: Option<String>,
    pub private: Option<String>,
}

/// A unit with why it is shut out.
#[derive(Debug, Clone)]
pub struct Domain {
    pub peer: PeerRow,
    pub note: BlockNote,
}

impl From<Noted> for Domain {
    fn from((peer, note): Noted) -> Self {
        let note = note.unwrap_or_else(|| blank(peer.id));
        Self { peer, note }
    }
}

fn blank(peer_id: PeerId) -> BlockNote {
    BlockNote {
        peer_id,
        public_comment: String::new(),
        private_comment: String::new(),
    }
}

/// The newest first.
///
/// # Errors
/// [`Error::Forbidden`] for who is no admin; those of the database.
pub async fn list(app: &AppRef, by: &Person, kind: Kind, page: Paging) -> Result<Vec<Domain>> {
    manages_peers(by)?;
    let states = kind.states();
    let rows = db::block_notes::list(&mut *app.db.read().await?, &states, page).await?;
    Ok(rows.into_iter().map(Domain::from).collect())
}

/// One unit.
///
/// # Errors
/// [`Error::Forbidden`] for who is no admin, [`Error::NotFound`] for one that is not of that kind; those of the database.
pub async fn show(app: &AppRef, by: &Person, kind: Kind, id: PeerId) -> Result<Domain> {
    manages_peers(by)?;
    let found = db::block_notes::by_peer(&mut *app.db.read().await?, id).await?;
    found
        .filter(|(peer, _)| kind.holds(peer.state))
        .map(Domain::from)
        .ok_or(Error::NotFound)
}

/// Makes a unit a member of the network; one that is stays as it is.
///
/// # Errors
/// [`Error::Forbidden`] for who is no admin; [`Error::Invalid`] for what is no name of a unit, this unit itself, and one that
/// is shut out; those of the database.
pub async fn allow(app: &AppRef, by: &Person, authority: &str) -> Result<Domain> {
    manages_peers(by)?;
    let authority = peers::parse_authority(authority)?;
    let known = db::peers::by_authority(&mut *app.db.read().await?, &authority).await?;
    let id = match known {
        Some(peer) if peer.state == PeerState::Suspended => {
            return Err(Error::invalid(format!(
                "Validation failed: {authority} is shut out; take the block away first"
            )));
        }
        Some(peer) if peer.state.is_in_network() => peer.id,
        _ => peers::add(app, &authority).await?.id,
    };
    show(app, by, Kind::Allowed, id).await
}

/// Shuts a unit out, whether it is known or not: what it sent goes out of sight.
///
/// # Errors
/// [`Error::Forbidden`] for who is no admin; [`Error::Invalid`] for what is no name of a unit, this unit itself, one that is
/// shut out already, and comments that are too long; those of the database.
pub async fn block(app: &AppRef, by: &Person, authority: &str, why: Reasons) -> Result<Domain> {
    manages_peers(by)?;
    let why = checked(why)?;
    let authority = peers::parse_authority(authority)?;
    if authority == app.config.domain {
        return Err(Error::invalid(format!(
            "Validation failed: {authority} is this unit itself; name another one"
        )));
    }
    let known = db::peers::by_authority(&mut *app.db.read().await?, &authority).await?;
    match known {
        Some(peer) if peer.state == PeerState::Suspended => {
            return Err(Error::invalid(
                "Validation failed: Domain is shut out already",
            ));
        }
        Some(_) => peer_states::suspend(app, &authority).await?,
        None => {
            peers::shut_out(app, &authority).await?;
        }
    }
    let found = db::peers::by_authority(&mut *app.db.read().await?, &authority).await?;
    let id = found.ok_or(Error::NotFound)?.id;
    note(app, by, id, why).await
}

/// Changes why a unit is shut out.
///
/// # Errors
/// As [`show`]; [`Error::Invalid`] for comments that are too long.
pub async fn note(app: &AppRef, by: &Person, id: PeerId, why: Reasons) -> Result<Domain> {
    let why = checked(why)?;
    let mut domain = show(app, by, Kind::Blocked, id).await?;
    let blank = domain.note.clone();
    domain.note = app
        .db
        .write(move |conn| {
            Box::pin(async move {
                db::locks::alone(conn, &format!("{id} block note")).await?;
                let (peer, known) = db::block_notes::by_peer(conn, id)
                    .await?
                    .ok_or(Error::NotFound)?;
                if !Kind::Blocked.holds(peer.state) {
                    return Err(Error::NotFound);
                }
                let mut note = known.unwrap_or(blank);
                note.public_comment = why.public.unwrap_or(note.public_comment);
                note.private_comment = why.private.unwrap_or(note.private_comment);
                db::block_notes::put(conn, &note).await?;
                Ok(note)
            })
        })
        .await?;
    Ok(domain)
}

fn checked(why: Reasons) -> Result<Reasons> {
    for text in [&why.public, &why.private].into_iter().flatten() {
        if text.chars().count() > COMMENT_CHARACTERS {
            return Err(Error::invalid(format!(
                "Validation failed: A comment is too long (at most {COMMENT_CHARACTERS} characters)"
            )));
        }
    }
    Ok(why)
}

/// Shuts a unit out no longer. What it sent before comes back into sight. It is not in the network by that: it has to be
/// allowed for it; with reach `internet`, where nobody is asked, it is spoken to again.
///
/// # Errors
/// As [`show`].
pub async fn unblock(app: &AppRef, by: &Person, id: PeerId) -> Result<Domain> {
    let domain = show(app, by, Kind::Blocked, id).await?;
    let to = match app.config.reach {
        Reach::Network => PeerState::Left,
        Reach::Internet => PeerState::Member,
    };
    peer_states::set(app, domain.peer.clone(), to).await?;
    Ok(domain)
}
