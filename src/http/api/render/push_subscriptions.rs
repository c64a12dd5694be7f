//! Push subscriptions.

use crate::app::App;
use crate::db::push_subscriptions::SubscriptionRow;
use crate::domain::{ALERTS, Alerts};
use crate::http::api::entities::{Id, PushSubscription};

/// A subscription as its owner sees it.
#[must_use]
pub fn push_subscription(app: &App, row: &SubscriptionRow) -> PushSubscription {
    let alerts = Alerts::parse(&row.alerts);
    PushSubscription {
        id: Id(row.id),
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
