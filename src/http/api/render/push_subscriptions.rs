//! Push subscriptions.

use crate::app::App;
use crate::db::push_subscriptions::SubscriptionRow;
use crate::domain::{ALERTS, Alerts};
use crate::http::api::entities::PushSubscription;

/// A subscription as its owner sees it.
#[must_use]
pub fn push_subscription(app: &App, row: &SubscriptionRow) -> PushSubscription {
    let alerts = Alerts::parse(&row.alerts);
    PushSubscription {
        id: u32::try_from(row.id & i64::from(i32::MAX)).unwrap_or_default(),
        endpoint: row.endpoint.clone(),
        standard: row.standard,
        alerts: ALERTS
            .iter()
            .map(|name| (*name, alerts.contain(name)))
            .collect(),
        server_key: app.push_key.public(),
        policy: row.policy.name(),
    }
}
