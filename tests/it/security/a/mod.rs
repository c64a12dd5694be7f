//! A. Who may speak for which id.

mod actors;
mod ids;
mod posts;

use serde_json::{Value, json};

use super::letters::{FORMS, Form, Letter};
use super::peers::{PUBLIC, Peer, Reply, answer, key};
use super::rows::Row;
use super::support::{Rig, rig};

/// What mallory may say at any time.
async fn control(rig: &Rig, number: u32, marker: &str) {
    let note = rig.e.note("mallory", number, marker);
    assert_eq!(
        rig.deliver(&rig.mallory(), &rig.e.create("mallory", &note))
            .await,
        202
    );
    rig.something_of("mallory's own post", marker).await;
}
