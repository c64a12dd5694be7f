//! Posts for groups.

use meent::db::Paging;
use meent::domain::groups::GroupAccess;
use meent::service::groups::{self, Group, NewGroup, members};

use super::*;

/// A closed group of alice's.
async fn closed_group(rig: &Rig, name: &str) -> Group {
    let new = NewGroup {
        name: name.to_owned(),
        title: name.to_owned(),
        note: String::new(),
        access: GroupAccess::Closed,
        rules: Vec::new(),
    };
    groups::create(&rig.s.app, &rig.alice.person, new)
        .await
        .unwrap()
}

/// A note by somebody of E for a closed group and nobody else.
fn addressed(rig: &Rig, name: &str, number: u32, text: &str, group: &Group) -> Value {
    let group = &group.account.uri;
    let mut note = rig.e.note(name, number, text);
    note["to"] = json!([group, format!("{group}/followers")]);
    note["cc"] = json!([]);
    note
}

/// The group that a post of E is kept in.
async fn kept_in(rig: &Rig, number: u32) -> Option<meent::domain::AccountId> {
    let row = rig.stored(&rig.e.url(&format!("/n/{number}"))).await?;
    row.group_id
}

#[tokio::test]
async fn e12_posts_for_a_closed_group_by_who_is_not_in_it() {
    let (row, rig) = (Row::new("E12"), rig().await);
    let plans = closed_group(&rig, "plans").await;
    let board = closed_group(&rig, "board").await;
    for (signer, name, wanted) in [
        (rig.nina(), "nina", FollowState::Accepted),
        (rig.mallory(), "mallory", FollowState::Pending),
    ] {
        let follow = rig
            .e
            .activity(name, "Follow", json!(plans.account.uri.clone()));
        rig.deliver(&signer, &follow).await;
        if wanted == FollowState::Accepted {
            let asked =
                members::requests(&rig.s.app, &rig.alice.person, plans.id(), Paging::first(10))
                    .await
                    .unwrap();
            members::authorize(
                &rig.s.app,
                &rig.alice.person,
                plans.id(),
                asked[0].account.id,
            )
            .await
            .unwrap();
            rig.work().await;
        }
        let state = follow_state(&rig, &rig.e.actor(name), &plans.account.uri).await;
        assert_eq!(state, Some(wanted), "{name}");
    }
    // A member writes there: the members of the unit read it, and nobody else.
    let post = addressed(&rig, "nina", 1, "markermember", &plans);
    rig.deliver(&rig.nina(), &rig.e.create("nina", &post)).await;
    assert_eq!(kept_in(&rig, 1).await, Some(plans.id()), "control");
    rig.something_of("a member's post", "markermember").await;
    assert_eq!(
        rig.trace_for("markermember", &[None, Some(&rig.bob), Some(&rig.ada)])
            .await,
        Vec::<String>::new()
    );
    let told = |marker: &str| {
        let received = rig.e.received();
        received
            .iter()
            .any(|activity| activity.to_string().contains(marker))
    };
    assert!(told("markermember"), "control: passed on");

    // Somebody who only asked to come in, in every way that names the group.
    let mut ways = vec![addressed(&rig, "mallory", 2, "markerfalse", &plans)];
    let mut audience = rig.e.note("mallory", 3, "markerfalse");
    (audience["to"], audience["cc"]) = (json!([]), json!([]));
    audience["audience"] = json!(plans.account.uri);
    let mut mention = audience.clone();
    mention["id"] = json!(rig.e.url("/n/4"));
    mention["audience"] = json!([]);
    mention["to"] = json!([format!("{}/followers", rig.e.actor("mallory"))]);
    mention["tag"] = json!([{"type": "Mention", "href": plans.account.uri, "name": "@plans"}]);
    let mut answer = addressed(&rig, "mallory", 5, "markerfalse", &plans);
    answer["inReplyTo"] = json!(rig.e.url("/n/1"));
    let mut believed = addressed(&rig, "mallory", 6, "markerfalse", &plans);
    believed["context"] = json!(plans.account.uri);
    believed["audience"] = json!([board.account.uri, plans.account.uri]);
    ways.extend([audience, mention, answer, believed]);
    for (number, note) in (2..).zip(&ways) {
        rig.deliver(&rig.mallory(), &rig.e.create("mallory", note))
            .await;
        assert_eq!(kept_in(&rig, number).await, None, "{number}");
    }
    // Of a group that she is in, a member takes nothing into another.
    let mut ways = vec![addressed(&rig, "nina", 12, "markerother", &board)];
    let mut post = addressed(&rig, "nina", 13, "markerother", &plans);
    post["audience"] = json!(board.account.uri);
    ways.push(post.clone());
    post["id"] = json!(rig.e.url("/n/14"));
    post["audience"] = json!([plans.account.uri, board.account.uri]);
    ways.push(post);
    for (number, note) in (12..).zip(&ways) {
        rig.deliver(&rig.nina(), &rig.e.create("nina", note)).await;
        let kept = kept_in(&rig, number).await;
        assert_ne!(kept, Some(board.id()), "{number}");
    }
    for marker in ["markerfalse", "markerother"] {
        let seen = rig
            .trace_for(marker, &[None, Some(&rig.bob), Some(&rig.ada)])
            .await;
        assert_eq!(seen, Vec::<String>::new(), "{marker}");
    }
    // alice follows mallory: what is for mallory's followers she reads, as their post and not in the group.
    let timeline = format!("/api/v1/meent/groups/{}/timeline", plans.id());
    let seen = rig
        .read("markerfalse", Some(&rig.alice), &[&timeline])
        .await;
    assert!(!seen.is_empty());
    assert!(!seen.iter().any(|seen| seen.shows("markerfalse")));
    // Nor did the group pass any of it on.
    assert!(!told("markerfalse"));
    // By changing a post that is theirs it comes in no more than by writing it.
    let mut edit = rig.e.note("mallory", 7, "first");
    rig.deliver(&rig.mallory(), &rig.e.create("mallory", &edit))
        .await;
    edit["to"] = json!([PUBLIC, plans.account.uri]);
    edit["audience"] = json!(plans.account.uri);
    edit["updated"] = json!("2026-03-02T08:00:00Z");
    edit["content"] = json!("changed");
    rig.deliver(&rig.mallory(), &rig.e.activity("mallory", "Update", edit))
        .await;
    assert_eq!(kept_in(&rig, 7).await, None);
    rig.healthy().await;
    row.holds();
}
