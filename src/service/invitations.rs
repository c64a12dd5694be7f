//! Invitations: how a unit comes into the network of this one. A link is good once; whoever accepts it with the signature of
//! their unit's actor is a member from then on, on both sides.

use crate::app::{App, AppRef};
use crate::db;
use crate::db::invitations::InvitationRow;
use crate::db::peer_facts::PeerFactsChanges;
use crate::db::peers::PeerRow;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::{peer_states, peers, secret};

/// How long an invitation is good unless somebody says otherwise, in days.
pub const DAYS: u16 = 7;

/// The longest time an invitation may be good, in days.
pub const MOST_DAYS: u16 = 90;

/// How long the unit that has accepted may say so again, in seconds.
const REPEAT_SECONDS: i64 = 3600;

/// A new invitation. The link is shown once: only a hash of its token is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    pub link: String,
    /// The only unit that may take it; `None`: whoever has the link.
    pub host: Option<String>,
    pub expires_at: Timestamp,
}

/// What two units have agreed, and what the other one says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    pub authority: String,
    pub title: String,
    pub software: String,
    pub contact: String,
    /// The actor that speaks for it, and its key as PEM.
    pub actor_uri: String,
    pub public_key: String,
    pub directory_url: Option<String>,
    pub network_url: Option<String>,
    pub probe_url: Option<String>,
    /// JSON: both documents, each with its seal.
    pub agreement: String,
}

/// Makes an invitation, for the unit `host` alone where one is named; that unit then stands in the list as invited.
///
/// # Errors
/// `Invalid` for a name that is none, for this unit itself, for a unit that is in the network or shut out, and for a term
/// that is not 1 to [`MOST_DAYS`] days.
pub async fn invite(app: &AppRef, host: Option<&str>, days: u16) -> Result<Invitation> {
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(Error::invalid(format!(
            "An invitation can be good for 1 to {MOST_DAYS} days"
        )));
    }
    let host = host
        .map(str::trim)
        .filter(|host| !host.is_empty())
        .map(peers::parse_authority)
        .transpose()?;
    if let Some(host) = &host {
        if *host == app.config.domain {
            return Err(Error::invalid(format!(
                "{host} is this unit itself; name another one"
            )));
        }
        let known = db::peers::by_authority(&mut *app.db.read().await?, host).await?;
        check_may_join(host, known.as_ref())?;
        if known.is_some_and(|peer| peer.state.is_in_network()) {
            return Err(Error::invalid(format!("{host} is in the network already")));
        }
    }
    let token = secret::random();
    let now = app.now();
    let row = InvitationRow {
        id: app.next_id(),
        token_hash: secret::hash(&token),
        host: host.clone().unwrap_or_default(),
        created_at: now,
        expires_at: now.plus_seconds(i64::from(days) * 24 * 3600),
        used_at: None,
        used_by: None,
    };
    let expires_at = row.expires_at;
    let peer = host.as_deref().map(|host| PeerRow {
        state: PeerState::Invited,
        ..peers::new_row(app, host)
    });
    app.db
        .write(move |conn| {
            Box::pin(async move {
                if let Some(peer) = peer {
                    // A newer link takes the place of an older one; a unit that has left is asked back.
                    db::invitations::withdraw(conn, &peer.authority).await?;
                    db::peers::insert(conn, &peer).await?;
                }
                db::invitations::insert(conn, &row).await
            })
        })
        .await?;
    Ok(Invitation {
        link: app.urls.invitation(&token),
        host,
        expires_at,
    })
}

/// A unit that is suspended here comes back only when its suspension is lifted, whatever link it holds.
fn check_may_join(host: &str, known: Option<&PeerRow>) -> Result<()> {
    match known {
        Some(peer) if peer.state == PeerState::Suspended => Err(Error::forbidden(format!(
            "{host} is suspended by this unit; that has to be lifted first"
        ))),
        _ => Ok(()),
    }
}

/// The invitation behind the token of a link, if `host` may still take it (or just look at it: `None`). One that the same
/// host has taken within the hour is found too, so that an acceptance whose answer was lost can be repeated.
///
/// # Errors
/// `NotFound` for a token that was never given out; `Gone` when it has been used by another or is too old; `Forbidden` when it
/// is for another unit. Nothing is changed in any case.
pub async fn by_token(app: &App, token: &str, host: Option<&str>) -> Result<InvitationRow> {
    let hash = secret::hash(token);
    let row = db::invitations::by_token_hash(&mut *app.db.read().await?, &hash)
        .await?
        .ok_or(Error::NotFound)?;
    let ended = match row.used_at {
        Some(at) => {
            let other = host.is_some() && row.used_by.as_deref() != host;
            other || at.plus_seconds(REPEAT_SECONDS) <= app.now()
        }
        None => row.expires_at <= app.now(),
    };
    if ended {
        return Err(Error::Gone);
    }
    match host {
        Some(host) if !row.host.is_empty() && row.host != host => Err(Error::forbidden(format!(
            "This invitation is for {}, not for {host}",
            row.host
        ))),
        _ => Ok(row),
    }
}

/// A unit has taken an invitation of this one (`invitation`), or this unit has taken its invitation: it is a member now, and
/// what was agreed is written down. All of it in one transaction.
///
/// # Errors
/// `Gone` when the invitation was used or ended meanwhile; `Forbidden` for a unit that is suspended here.
pub async fn join(app: &AppRef, joined: Joined, invitation: Option<i64>) -> Result<PeerRow> {
    let row = peers::new_row(app, &joined.authority);
    let now = app.now();
    let peer = app
        .db
        .write(move |conn| {
            Box::pin(async move {
                if let Some(id) = invitation
                    && !db::invitations::take(conn, id, &joined.authority, now).await?
                {
                    return Err(Error::Gone);
                }
                db::peers::insert(conn, &row).await?;
                let peer = db::peers::by_authority(conn, &joined.authority)
                    .await?
                    .ok_or(Error::NotFound)?;
                check_may_join(&joined.authority, Some(&peer))?;
                peer_states::change(conn, &peer, PeerState::Member, now).await?;
                db::peers::set_description(conn, peer.id, &joined.title, &joined.software, now)
                    .await?;
                let facts = PeerFactsChanges {
                    contact: Some(joined.contact),
                    actor_uri: Some(joined.actor_uri),
                    public_key: Some(joined.public_key),
                    agreement: Some(Some(joined.agreement)),
                    agreed_at: Some(Some(now)),
                    directory_url: Some(joined.directory_url),
                    network_url: Some(joined.network_url),
                    probe_url: Some(joined.probe_url),
                    next_sync_at: Some(now),
                };
                db::peer_facts::update(conn, peer.id, &facts).await?;
                db::peers::by_id(conn, peer.id)
                    .await?
                    .ok_or(Error::NotFound)
            })
        })
        .await?;
    peers::retry_now(app, &peer.authority).await?;
    app.hints.directory.notify_one();
    Ok(peer)
}
