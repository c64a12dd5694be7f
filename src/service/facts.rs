//! Numbers about the unit, for its description in the client API and in NodeInfo.

use crate::app::App;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::domain::Role;
use crate::error::Result;
use crate::service::unit::{self, About};

/// "Active" means: wrote something within so many days.
const ACTIVE_DAYS: i64 = 30;

/// What the unit tells of itself.
#[derive(Debug, Clone)]
pub struct Facts {
    pub about: About,
    /// People of this unit.
    pub people: i64,
    /// Posts by them.
    pub posts: i64,
    /// People who wrote something in the last 30 days.
    pub active: i64,
    /// Units that this one federates with.
    pub peers: i64,
    /// Whom to ask: the owner who has been here longest.
    pub contact: Option<AccountRow>,
    /// The owner's e-mail address.
    pub email: Option<String>,
}

/// Collects the facts. Seven queries.
///
/// # Errors
/// Those of the database.
pub async fn facts(app: &App) -> Result<Facts> {
    let about = unit::about(app).await?;
    let mut conn = app.db.read().await?;
    let (people, posts) = db::accounts::totals(&mut conn).await?;
    let since = app.now().plus_seconds(-ACTIVE_DAYS * 24 * 60 * 60);
    let active = db::accounts::active_since(&mut conn, since).await?;
    let peers = db::peers::all(&mut conn).await?;
    let members = peers
        .iter()
        .filter(|peer| peer.state.is_in_network())
        .count();
    let owner = db::users::first_with_role(&mut conn, Role::Owner).await?;
    let (contact, email) =
        owner.map_or((None, None), |(account, user)| (Some(account), user.email));
    Ok(Facts {
        about,
        people,
        posts,
        active,
        peers: i64::try_from(members).unwrap_or(i64::MAX),
        contact,
        email,
    })
}
