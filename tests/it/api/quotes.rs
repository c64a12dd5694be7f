//! Quotes within a unit.

use serde_json::{Value, json};

use super::{follow, id, ids, post, send};
use crate::support::{Call, Member, TestApp};

fn quote(unit: &TestApp, by: &Member, of: &str, more: Value) -> Call {
    let mut body = json!({ "status": "Kijk", "quoted_status_id": of });
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    unit.post("/api/v1/statuses").by(by).json(body)
}

#[tokio::test]
async fn a_quote_shows_the_post_and_tells_its_author() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let first = post(&unit, &anna, "Origineel").await;
    assert_eq!(first["quote_approval"]["automatic"], json!(["public"]));
    let number = id(&first).to_owned();
    let made = quote(&unit, &bram, &number, json!({})).await.ok().json();
    assert_eq!(
        (&made["quote"]["state"], id(&made["quote"]["quoted_status"])),
        (&json!("accepted"), number.as_str())
    );
    let again = quote(&unit, &anna, id(&made), json!({})).await.ok().json();
    let inner = &again["quote"]["quoted_status"]["quote"];
    assert_eq!(
        (&inner["quoted_status_id"], inner.get("quoted_status")),
        (&json!(number), None),
        "a quote inside a quote is only named"
    );
    let shown = unit
        .get(&format!("/api/v1/statuses/{number}"))
        .by(&anna)
        .await
        .ok()
        .json();
    assert_eq!(shown["quotes_count"], 1);
    let list = unit
        .get(&format!("/api/v1/statuses/{number}/quotes"))
        .by(&anna)
        .await;
    assert_eq!(ids(&list.ok().json()), [id(&made)]);
    let told = unit
        .get("/api/v1/notifications?types[]=quote")
        .by(&anna)
        .await
        .ok()
        .json();
    assert_eq!(id(&told[0]["status"]), id(&made));

    let path = format!("/api/v1/statuses/{number}/quotes/{}/revoke", id(&made));
    unit.post(&path).by(&bram).await.is(404);
    let revoked = unit.post(&path).by(&anna).await.ok().json();
    assert_eq!(
        (
            &revoked["quote"]["state"],
            &revoked["quote"]["quoted_status"]
        ),
        (&json!("revoked"), &Value::Null)
    );
    let shown = unit
        .get(&format!("/api/v1/statuses/{number}"))
        .by(&anna)
        .await
        .ok()
        .json();
    assert_eq!(shown["quotes_count"], 0);
}

#[tokio::test]
async fn who_may_quote_is_for_the_author_to_say() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let make = |policy: &'static str| {
        send(
            &unit,
            &anna,
            json!({ "status": "Van mij", "quote_approval_policy": policy }),
        )
    };
    let nobody = make("nobody").await;
    assert_eq!(nobody["quote_approval"]["automatic"], json!([]));
    quote(&unit, &bram, id(&nobody), json!({})).await.is(403);
    quote(&unit, &anna, id(&nobody), json!({})).await.ok();
    let followers = make("followers").await;
    quote(&unit, &bram, id(&followers), json!({})).await.is(403);
    follow(&unit, &bram, &anna).await;
    quote(&unit, &bram, id(&followers), json!({})).await.ok();
    let open = make("public").await;
    let path = format!("/api/v1/statuses/{}/interaction_policy", id(&open));
    let closed = unit
        .put(&path)
        .by(&anna)
        .json(json!({ "quote_approval_policy": "nobody" }))
        .await
        .ok()
        .json();
    assert_eq!(closed["quote_approval"]["automatic"], json!([]));
    for nothing in [json!({}), json!({ "quote_approval_policy": "" })] {
        unit.put(&path).by(&anna).json(nothing).await.is(422);
    }
    quote(&unit, &bram, id(&open), json!({})).await.is(403);
}

#[tokio::test]
async fn a_quote_widens_no_audience() {
    let unit = TestApp::new().await;
    let (anna, bram, cees) = (
        unit.person("anna").await,
        unit.person("bram").await,
        unit.person("cees").await,
    );
    follow(&unit, &bram, &anna).await;
    let private = send(
        &unit,
        &anna,
        json!({ "status": "Besloten", "visibility": "private" }),
    )
    .await;
    quote(&unit, &bram, id(&private), json!({})).await.is(403);
    let own = quote(
        &unit,
        &anna,
        id(&private),
        json!({ "visibility": "public" }),
    );
    let own = own.await.ok().json();
    assert_eq!(own["visibility"], "private");
    unit.get(&format!("/api/v1/statuses/{}", id(&own)))
        .by(&cees)
        .await
        .is(404);
    let unit_only = send(
        &unit,
        &anna,
        json!({ "status": "Hier", "local_only": true }),
    )
    .await;
    let quoted = quote(&unit, &bram, id(&unit_only), json!({}))
        .await
        .ok()
        .json();
    assert_eq!(quoted["local_only"], true);
    let boost = unit
        .post(&format!("/api/v1/statuses/{}/reblog", id(&unit_only)))
        .by(&bram)
        .await
        .ok()
        .json();
    quote(&unit, &anna, id(&boost), json!({})).await.is(422);

    let gone = quote(&unit, &bram, id(&unit_only), json!({}))
        .await
        .ok()
        .json();
    unit.delete(&format!("/api/v1/statuses/{}", id(&unit_only)))
        .by(&anna)
        .await
        .ok();
    let shown = unit
        .get(&format!("/api/v1/statuses/{}", id(&gone)))
        .by(&bram)
        .await
        .ok()
        .json();
    assert_eq!(
        (&shown["quote"]["state"], &shown["quote"]["quoted_status"]),
        (&json!("deleted"), &Value::Null)
    );
}

#[tokio::test]
async fn whom_one_does_not_want_to_see_stays_out_of_sight_inside_others() {
    let unit = TestApp::new().await;
    let (anna, bram, cees) = (
        unit.person("anna").await,
        unit.person("bram").await,
        unit.person("cees").await,
    );
    let first = post(&unit, &anna, "Origineel").await;
    let made = quote(&unit, &bram, id(&first), json!({})).await.ok().json();
    unit.post(&format!("/api/v1/statuses/{}/reblog", id(&first)))
        .by(&bram)
        .await
        .ok();
    let read = async |path: String| unit.get(&path).by(&cees).await.ok().json();
    let shown = async || read(format!("/api/v1/statuses/{}", id(&made))).await["quote"].clone();
    let profile = async || {
        let path = format!("/api/v1/accounts/{}/statuses", bram.api_id());
        read(path).await.as_array().unwrap().len()
    };
    let quotes = async || ids(&read(format!("/api/v1/statuses/{}/quotes", id(&first))).await);
    let act = async |whom: &Member, deed: &str| {
        let path = format!("/api/v1/accounts/{}/{deed}", whom.api_id());
        unit.post(&path).by(&cees).await.ok();
    };
    assert_eq!(
        (shown().await["state"].clone(), profile().await),
        (json!("accepted"), 2)
    );
    for (deed, undo, state) in [
        ("mute", "unmute", "muted_account"),
        ("block", "unblock", "blocked_account"),
    ] {
        act(&anna, deed).await;
        let quote = shown().await;
        // With the post, for an app that asks whether to show it.
        assert_eq!(
            (&quote["state"], id(&quote["quoted_status"])),
            (&json!(state), id(&first))
        );
        assert_eq!(profile().await, 1, "{deed}: no boost of hers");
        let page = unit
            .get(&format!("/@bram/{}", id(&made)))
            .session(&cees)
            .await;
        assert!(page.text().contains("By somebody you muted or blocked"));
        act(&anna, undo).await;
        assert_eq!(quotes().await, [id(&made)]);
        act(&bram, deed).await;
        assert_eq!(quotes().await, Vec::<String>::new());
        act(&bram, undo).await;
    }
}

#[tokio::test]
async fn the_pages_quote_too() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let first = post(&unit, &anna, "Origineel").await;
    let number = id(&first).to_owned();
    let page = unit
        .get(&format!("/@anna/{number}"))
        .session(&bram)
        .await
        .ok()
        .text();
    let link = format!("/posts/new?quote={number}");
    assert!(page.contains(&link));
    let page = unit.get(&link).session(&bram).await.ok().text();
    assert!(page.contains(&format!("name=\"quote\" value=\"{number}\"")));
    let form = [
        ("csrf", bram.csrf.as_str()),
        ("text", "Kijk eens"),
        ("quote", number.as_str()),
        ("audience", "network"),
    ];
    let sent = unit
        .post("/posts")
        .session(&bram)
        .header("origin", "https://hrm.example");
    sent.form(&form).await.is(303);
    let page = unit.get("/home").session(&bram).await.ok().text();
    assert!(page.contains("Kijk eens") && page.contains("Origineel"));
}
