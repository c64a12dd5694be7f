//! What people's devices want to be told, and where. Behaviour as Mastodon's: one subscription a token, and it goes with the token.

use meent_federation::push::Recipient;

use crate::app::AppRef;
use crate::db;
use crate::db::push_subscriptions::SubscriptionRow;
use crate::domain::*;
use crate::error::{Error, Result};

/// What a client asks for.
#[derive(Debug, Clone)]
pub struct NewSubscription {
    /// Checked: this unit may send there. As the device wrote it: clients compare what they get with what they sent.
    pub endpoint: String,
    pub p256dh: String,
    pub auth: String,
    pub standard: bool,
    pub wishes: Wishes,
}

/// Of which notifications.
#[derive(Debug, Clone)]
pub struct Wishes {
    pub policy: PushPolicy,
    pub alerts: Alerts,
}

/// The subscription of a token.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn show(app: &AppRef, token: TokenId) -> Result<SubscriptionRow> {
    db::push_subscriptions::of_token(&mut *app.db.read().await?, token)
        .await?
        .ok_or(Error::NotFound)
}

/// Subscribes the device that has a token, in place of what it had before.
///
/// # Errors
/// [`Error::Invalid`] for keys that are none.
pub async fn create(
    app: &AppRef,
    account: AccountId,
    token: TokenId,
    new: NewSubscription,
) -> Result<SubscriptionRow> {
    Recipient::new(&new.p256dh, &new.auth)
        .map_err(|error| Error::invalid(format!("Validation failed: {error}")))?;
    let row = SubscriptionRow {
        id: app.next_id(),
        token_id: token,
        account_id: account,
        endpoint: new.endpoint,
        p256dh: new.p256dh,
        auth: new.auth,
        standard: new.standard,
        policy: new.wishes.policy,
        alerts: new.wishes.alerts.stored(),
        created_at: app.now(),
    };
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::push_subscriptions::replace(conn, &row).await?;
                Ok(row)
            })
        })
        .await
}

/// Changes what a device is told: the new wishes take the place of all old ones.
///
/// # Errors
/// [`Error::NotFound`] when the token has no subscription.
pub async fn change(app: &AppRef, token: TokenId, wishes: Wishes) -> Result<SubscriptionRow> {
    let alerts = wishes.alerts.stored();
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::push_subscriptions::set_wishes(conn, token, wishes.policy, &alerts).await?;
                let row = db::push_subscriptions::of_token(conn, token).await?;
                row.ok_or(Error::NotFound)
            })
        })
        .await
}

/// Ends the subscription of a token; no error when there is none.
///
/// # Errors
/// Those of the database.
pub async fn delete(app: &AppRef, token: TokenId) -> Result<()> {
    app.db
        .write(move |conn| {
            Box::pin(async move { db::push_subscriptions::delete_of_token(conn, token).await })
        })
        .await
}
