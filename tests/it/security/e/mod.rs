//! E. What each activity may do.

mod deeds;
mod groups;
mod posts;
mod quotes;

use meent::db;
use meent::domain::{FollowState, NotificationKind, Visibility};
use serde_json::{Value, json};

use super::peers::{PUBLIC, Peer, key};
use super::rows::Row;
use super::support::{Rig, rig};

/// How somebody of a peer stands to somebody of S.
async fn follow_state(rig: &Rig, follower: &str, followed: &str) -> Option<FollowState> {
    let (follower, followed) = (rig.account(follower).await?, rig.account(followed).await?);
    let mut conn = rig.s.app.db.read().await.unwrap();
    let found = db::follows::find(&mut conn, follower.id, followed.id)
        .await
        .unwrap();
    found.map(|follow| follow.state)
}

async fn notices(rig: &Rig, member: &crate::support::Member) -> Vec<Value> {
    let list = rig
        .s
        .get("/api/v1/notifications")
        .by(member)
        .await
        .ok()
        .json();
    list.as_array().unwrap().clone()
}

async fn counts(rig: &Rig, uri: &str) -> (i64, i64) {
    let row = rig.stored(uri).await.unwrap();
    (row.favourites_count, row.reblogs_count)
}

/// What victim has done: follow bob, like and boost a post, block ada.
async fn stands(rig: &Rig, post: &str) -> ((Option<FollowState>, (i64, i64)), bool) {
    let victim = rig.account(&rig.g.actor("victim")).await.unwrap();
    let follow = follow_state(rig, &victim.uri, &rig.actor("bob")).await;
    let mut conn = rig.s.app.db.read().await.unwrap();
    let blocked = db::relations::blocked_either_way(&mut conn, victim.id, rig.ada.id())
        .await
        .unwrap();
    drop(conn);
    ((follow, counts(rig, post).await), blocked)
}

/// Somebody at G whom bob asked to follow, and what he sent.
async fn asked(rig: &Rig, name: &str) -> Value {
    rig.g.serve_actor(name, &key(2));
    rig.ask_to_follow(&rig.bob, &rig.g.actor(name)).await;
    rig.g
        .received()
        .into_iter()
        .rfind(|activity| activity["type"] == "Follow")
        .unwrap()
}
