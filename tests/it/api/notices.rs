//! Notifications in groups.

use serde_json::{Value, json};

use super::{follow, id, ids, keys, post, see};
use crate::support::{Member, TestApp};

const GROUPS: &str = "/api/v2/notifications";

/// Does something with a post.
async fn act(unit: &TestApp, by: &Member, of: &Value, deed: &str) {
    let path = format!("/api/v1/statuses/{}/{deed}", id(of));
    unit.post(&path).by(by).await.ok();
}

fn group_keys(page: &Value) -> Vec<String> {
    let groups = page["notification_groups"].as_array().unwrap();
    groups
        .iter()
        .map(|group| group["group_key"].as_str().unwrap().to_owned())
        .collect()
}

/// Anna with people who do things.
async fn crowd(unit: &TestApp, count: usize) -> (Member, Vec<Member>) {
    let anna = unit.person("anna").await;
    let mut others = Vec::new();
    for n in 0..count {
        others.push(unit.person(&format!("p{n}")).await);
    }
    (anna, others)
}

#[tokio::test]
async fn likes_boosts_and_follows_are_told_as_one() {
    let unit = TestApp::new().await;
    let (anna, others) = crowd(&unit, 3).await;
    let status = post(&unit, &anna, "Hoi").await;
    for person in &others {
        act(&unit, person, &status, "favourite").await;
        act(&unit, person, &status, "reblog").await;
        follow(&unit, person, &anna).await;
        post(&unit, person, "Dag @anna").await;
    }
    let page = see(&unit, &anna, GROUPS).await;
    let hour = 1_772_442_000 / 3600;
    let mentions = see(&unit, &anna, "/api/v1/notifications?types[]=mention").await;
    let lone = |n: usize| format!("ungrouped-{}", id(&mentions[n]));
    assert_eq!(
        group_keys(&page),
        [
            lone(0),
            format!("follow-{hour}"),
            format!("reblog-{}-{hour}", id(&status)),
            format!("favourite-{}-{hour}", id(&status)),
            lone(1),
            lone(2)
        ]
    );
    assert_eq!(keys(&page), ["accounts", "notification_groups", "statuses"]);
    let likes = &page["notification_groups"][3];
    assert_eq!(
        keys(likes),
        [
            "group_key",
            "latest_page_notification_at",
            "most_recent_notification_id",
            "notifications_count",
            "page_max_id",
            "page_min_id",
            "sample_account_ids",
            "status_id",
            "type",
        ]
    );
    assert_eq!(
        (
            &likes["type"],
            &likes["notifications_count"],
            &likes["status_id"]
        ),
        (&json!("favourite"), &json!(3), &status["id"])
    );
    let newest_first: Vec<String> = others.iter().rev().map(Member::api_id).collect();
    assert_eq!(likes["sample_account_ids"], json!(newest_first));
    assert!(likes["most_recent_notification_id"].is_i64());
    assert_eq!(
        likes["page_max_id"],
        likes["most_recent_notification_id"].to_string()
    );
    let follows = &page["notification_groups"][1];
    assert!(follows.get("status_id").is_none());
    assert_eq!(page["accounts"].as_array().unwrap().len(), 3);
    let posts = ids(&page["statuses"]);
    assert_eq!(posts.len(), 4, "each post once: {posts:?}");

    let one_by_one = see(&unit, &anna, "/api/v1/notifications?types[]=favourite").await;
    assert_eq!(one_by_one.as_array().unwrap().len(), 3);
    assert_eq!(one_by_one[0]["group_key"], likes["group_key"]);
}

#[tokio::test]
async fn only_the_first_of_each_group_is_sent_whole_where_that_is_asked_for() {
    let unit = TestApp::new().await;
    let (anna, others) = crowd(&unit, 10).await;
    let status = post(&unit, &anna, "Hoi").await;
    for person in &others {
        act(&unit, person, &status, "favourite").await;
    }
    let page = see(
        &unit,
        &anna,
        &format!("{GROUPS}?expand_accounts=partial_avatars"),
    )
    .await;
    assert_eq!(ids(&page["accounts"]), [others[9].api_id()]);
    let small = page["partial_accounts"].as_array().unwrap();
    assert_eq!(small.len(), 7, "eight people of ten are named");
    assert_eq!(
        keys(&small[0]),
        [
            "acct",
            "avatar",
            "avatar_static",
            "bot",
            "id",
            "locked",
            "url"
        ]
    );
    assert_eq!(page["notification_groups"][0]["notifications_count"], 10);
    let wrong = unit.get(&format!("{GROUPS}?expand_accounts=none"));
    wrong.by(&anna).await.is(400);

    let key = &group_keys(&page)[0];
    let shown = see(&unit, &anna, &format!("{GROUPS}/{key}")).await;
    let group = &shown["notification_groups"][0];
    assert!(group.get("page_min_id").is_none() && group["group_key"] == key.as_str());
    assert_eq!(shown["accounts"].as_array().unwrap().len(), 8);
    let first = unit.get(&format!("{GROUPS}/{key}/accounts?limit=6"));
    let first = first.by(&anna).await.ok();
    assert_eq!(first.json().as_array().unwrap().len(), 6);
    let next = first.header("link").split(['<', '>']).nth(1).unwrap();
    let next = next.strip_prefix("https://hrm.example").unwrap().to_owned();
    let rest = see(&unit, &anna, &next).await;
    let rest = ids(&rest);
    let oldest: Vec<String> = others[..4].iter().rev().map(Member::api_id).collect();
    assert_eq!(rest, oldest);
    unit.get(&format!("{GROUPS}/{key}"))
        .by(&others[0])
        .await
        .is(404);
    unit.get(&format!("{GROUPS}/favourite-1-2"))
        .by(&anna)
        .await
        .is(404);
}

#[tokio::test]
async fn groups_are_paged_without_gap_or_repeat() {
    let unit = TestApp::new().await;
    let (anna, others) = crowd(&unit, 3).await;
    for n in 0..6 {
        let status = post(&unit, &anna, &format!("Hoi {n}")).await;
        for person in &others {
            act(&unit, person, &status, "favourite").await;
        }
        post(&unit, &others[0], "Dag @anna").await;
    }
    let all = group_keys(&see(&unit, &anna, GROUPS).await);
    assert_eq!(all.len(), 12);
    let mut path = format!("{GROUPS}?limit=4");
    let (mut down, mut pages) = (Vec::new(), Vec::new());
    while pages.len() < 4 {
        let answer = unit.get(&path).by(&anna).await.ok();
        let page = answer.json();
        down.extend(group_keys(&page));
        let link = answer.header("link").to_owned();
        let Some(next) = link.split(['<', '>']).nth(1) else {
            break;
        };
        path = next.strip_prefix("https://hrm.example").unwrap().to_owned();
        pages.push(page);
    }
    assert_eq!(down, all);
    let last = pages[0]["notification_groups"][3].clone();
    assert_eq!(last["notifications_count"], 3);
    assert_eq!(
        last["page_min_id"], last["page_max_id"],
        "nothing below a full page is promised"
    );
    let above = last["page_max_id"].as_str().unwrap();
    let up = see(&unit, &anna, &format!("{GROUPS}?limit=2&min_id={above}")).await;
    assert_eq!(group_keys(&up), all[1..3]);
    let since = see(&unit, &anna, &format!("{GROUPS}?limit=2&since_id={above}")).await;
    assert_eq!(group_keys(&since), all[..2]);
    let nothing = see(&unit, &anna, &format!("{GROUPS}?max_id=1")).await;
    assert_eq!(group_keys(&nothing), [""; 0]);
}

#[tokio::test]
async fn kinds_are_chosen_and_grouped_as_asked() {
    let unit = TestApp::new().await;
    let (anna, others) = crowd(&unit, 2).await;
    let status = post(&unit, &anna, "Hoi").await;
    for person in &others {
        act(&unit, person, &status, "favourite").await;
        act(&unit, person, &status, "reblog").await;
    }
    post(&unit, &others[0], "Dag @anna").await;
    let kinds = async |query: &str| {
        let page = see(&unit, &anna, &format!("{GROUPS}?{query}")).await;
        let groups = page["notification_groups"].as_array().unwrap();
        let kind = |group: &Value| {
            let count = &group["notifications_count"];
            format!("{} {count}", group["type"].as_str().unwrap())
        };
        groups.iter().map(kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds("").await, ["mention 1", "reblog 2", "favourite 2"]);
    assert_eq!(kinds("types[]=favourite").await, ["favourite 2"]);
    assert_eq!(
        kinds("exclude_types[]=favourite").await,
        ["mention 1", "reblog 2"]
    );
    assert_eq!(
        kinds("grouped_types[]=favourite").await,
        ["mention 1", "reblog 1", "favourite 2", "reblog 1"]
    );
    assert_eq!(
        kinds("grouped_types[]=mention").await.len(),
        5,
        "mentions are never grouped, and nothing else is asked for"
    );
    assert_eq!(kinds("types[]=moderation_warning").await, [""; 0]);
    assert_eq!(
        kinds(&format!("account_id={}", others[1].api_id())).await,
        ["reblog 1", "favourite 1"]
    );
}

#[tokio::test]
async fn a_group_takes_half_a_day_and_shrinks_with_what_is_taken_back() {
    let unit = TestApp::new().await;
    let (anna, others) = crowd(&unit, 4).await;
    let status = post(&unit, &anna, "Hoi").await;
    act(&unit, &others[0], &status, "favourite").await;
    unit.advance(11 * 3600);
    act(&unit, &others[1], &status, "favourite").await;
    act(&unit, &others[2], &status, "favourite").await;
    unit.advance(3600);
    act(&unit, &others[3], &status, "favourite").await;
    let counts = async || {
        let page = see(&unit, &anna, GROUPS).await;
        let groups = page["notification_groups"].as_array().unwrap().clone();
        groups
            .iter()
            .map(|group| group["notifications_count"].as_i64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(counts().await, [1, 3]);
    act(&unit, &others[2], &status, "unfavourite").await;
    assert_eq!(counts().await, [1, 2]);
    let page = see(&unit, &anna, GROUPS).await;
    let older = &page["notification_groups"][1];
    assert_eq!(
        older["sample_account_ids"],
        json!([others[1].api_id(), others[0].api_id()])
    );
    act(&unit, &others[3], &status, "unfavourite").await;
    assert_eq!(counts().await, [2]);
    act(&unit, &others[3], &status, "favourite").await;
    assert_eq!(counts().await, [1, 2]);

    let key = group_keys(&see(&unit, &anna, GROUPS).await)[1].clone();
    let dismiss = format!("{GROUPS}/{key}/dismiss");
    unit.post(&dismiss).by(&others[0]).await.ok();
    assert_eq!(counts().await, [1, 2], "not theirs");
    unit.post(&dismiss).by(&anna).await.ok();
    assert_eq!(counts().await, [1]);
    unit.post(&format!("{GROUPS}/clear")).by(&anna).await.ok();
    assert_eq!(counts().await, [0; 0]);
    assert_eq!(see(&unit, &anna, "/api/v1/notifications").await, json!([]));
}

#[tokio::test]
async fn likes_at_one_moment_are_one_group() {
    let unit = TestApp::new().await;
    let (anna, others) = crowd(&unit, 6).await;
    let status = post(&unit, &anna, "Hoi").await;
    let likes = others
        .iter()
        .map(|person| act(&unit, person, &status, "favourite"));
    futures::future::join_all(likes).await;
    let page = see(&unit, &anna, GROUPS).await;
    let groups = page["notification_groups"].as_array().unwrap();
    assert_eq!(groups.len(), 1);
    assert_eq!(groups[0]["notifications_count"], 6);
    assert_eq!(groups[0]["sample_account_ids"].as_array().unwrap().len(), 6);
}

#[tokio::test]
async fn a_post_that_goes_takes_its_groups_along() {
    let unit = TestApp::new().await;
    let (anna, others) = crowd(&unit, 2).await;
    let status = post(&unit, &anna, "Hoi").await;
    for person in &others {
        act(&unit, person, &status, "favourite").await;
        act(&unit, person, &status, "reblog").await;
    }
    let path = format!("/api/v1/statuses/{}", id(&status));
    unit.delete(&path).by(&anna).await.ok();
    assert_eq!(group_keys(&see(&unit, &anna, GROUPS).await), [""; 0]);
}

#[tokio::test]
async fn several_are_dismissed_at_once() {
    let unit = TestApp::new().await;
    let (anna, others) = crowd(&unit, 3).await;
    let status = post(&unit, &anna, "Hoi").await;
    for person in &others {
        act(&unit, person, &status, "favourite").await;
    }
    let list = "/api/v1/notifications";
    let all = ids(&see(&unit, &anna, list).await);
    let many = format!("{list}/destroy_multiple");
    let body = json!({ "ids": [all[0], all[1], "12"] });
    unit.delete(&many)
        .by(&others[0])
        .json(body.clone())
        .await
        .ok();
    assert_eq!(ids(&see(&unit, &anna, list).await).len(), 3);
    unit.delete(&many).by(&anna).json(body).await.ok();
    assert_eq!(ids(&see(&unit, &anna, list).await), all[2..]);
    let wrong = unit.delete(&many).by(&anna);
    wrong.json(json!({ "ids": ["x"] })).await.is(400);
    let group = &see(&unit, &anna, GROUPS).await["notification_groups"][0];
    assert_eq!(group["notifications_count"], 1);
    let old = format!("{list}/dismiss");
    unit.post(&old).by(&anna).await.is(422);
    let body = json!({ "id": all[2] });
    unit.post(&old).by(&anna).json(body).await.ok();
    assert_eq!(see(&unit, &anna, list).await, json!([]));
}
