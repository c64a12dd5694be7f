//! Announcements of the unit.

use meent::domain::Role;
use serde_json::{Value, json};

use super::{id, ids, keys, post};
use crate::support::{Call, Member, TestApp};

const PATH: &str = "/api/v1/announcements";

fn announce(unit: &TestApp, by: &Member, fields: &[(&str, &str)]) -> Call {
    let mut form = vec![("csrf", by.csrf.as_str())];
    form.extend_from_slice(fields);
    unit.post("/admin/announcements")
        .session(by)
        .header("origin", "https://hrm.example")
        .form(&form)
}

async fn list(unit: &TestApp, by: &Member) -> Value {
    unit.get(PATH).by(by).await.ok().json()
}

#[tokio::test]
async fn what_an_admin_tells_reaches_everybody() {
    let unit = TestApp::new().await;
    let (admin, anna) = (
        unit.person_with("bas", Role::Admin).await,
        unit.person("anna").await,
    );
    assert_eq!(list(&unit, &anna).await, json!([]));
    let about = post(&unit, &admin, "Het programma").await;
    let text = format!(
        "Vrijdag #zomerfeest, vraag @anna: {}",
        about["url"].as_str().unwrap()
    );
    announce(
        &unit,
        &admin,
        &[
            ("text", &text),
            ("starts", "2026-03-06"),
            ("ends", "2026-03-07"),
        ],
    )
    .await
    .is(303);
    let found = list(&unit, &anna).await;
    assert_eq!(
        keys(&found[0]),
        [
            "all_day",
            "content",
            "emojis",
            "ends_at",
            "id",
            "mentions",
            "published_at",
            "reactions",
            "read",
            "starts_at",
            "statuses",
            "tags",
            "updated_at"
        ]
    );
    let one = &found[0];
    assert!(
        one["content"].as_str().unwrap().starts_with("<p>Vrijdag "),
        "{one}"
    );
    assert_eq!(
        (
            &one["all_day"],
            &one["starts_at"],
            &one["ends_at"],
            &one["read"]
        ),
        (
            &json!(true),
            &json!("2026-03-06T00:00:00.000Z"),
            &json!("2026-03-07T00:00:00.000Z"),
            &json!(false)
        )
    );
    assert_eq!(one["mentions"][0]["acct"], "anna");
    assert_eq!(one["tags"][0]["name"], "zomerfeest");
    assert_eq!(
        one["statuses"],
        json!([{ "id": id(&about), "url": about["url"] }])
    );
    unit.get(PATH).await.is(401);

    // On the home page, until it is put away.
    let home = async || unit.get("/home").session(&anna).await.ok().text();
    assert!(home().await.contains("zomerfeest"));
    let away = format!("{PATH}/{}/dismiss", id(one));
    assert_eq!(unit.post(&away).by(&anna).await.ok().json(), json!({}));
    unit.post(&away).by(&anna).await.ok();
    assert!(!home().await.contains("zomerfeest"));
    assert_eq!(list(&unit, &anna).await[0]["read"], true);
    let rest = unit
        .get(&format!("{PATH}?with_dismissed=false"))
        .by(&anna)
        .await
        .ok();
    assert_eq!(rest.json(), json!([]));
    assert_eq!(
        list(&unit, &admin).await[0]["read"],
        false,
        "everybody for themselves"
    );

    // It ends after its last day.
    unit.advance(5 * 24 * 3600);
    assert_eq!(list(&unit, &anna).await.as_array().unwrap().len(), 1);
    unit.advance(24 * 3600);
    assert_eq!(list(&unit, &anna).await, json!([]));
    unit.post(&away).by(&anna).await.is(404);
}

#[tokio::test]
async fn only_admins_tell_and_take_back() {
    let unit = TestApp::new().await;
    let (admin, anna) = (
        unit.person_with("bas", Role::Owner).await,
        unit.person("anna").await,
    );
    let moderator = unit.person_with("mo", Role::Moderator).await;
    for somebody in [&anna, &moderator] {
        announce(&unit, somebody, &[("text", "Hoi")]).await.is(403);
        unit.get("/admin/announcements")
            .session(somebody)
            .await
            .is(403);
    }
    for bad in [
        vec![("text", " ")],
        vec![("text", "Hoi"), ("starts", "morgen")],
        vec![
            ("text", "Hoi"),
            ("starts", "2026-03-06"),
            ("ends", "2026-03-05"),
        ],
        vec![("text", "Hoi"), ("ends", "2026-03-05")],
    ] {
        announce(&unit, &admin, &bad).await.is(422);
    }
    assert_eq!(list(&unit, &anna).await, json!([]));
    announce(&unit, &admin, &[("text", "<b>Hoi</b> & welkom")])
        .await
        .is(303);
    let found = list(&unit, &anna).await;
    assert_eq!(
        found[0]["content"],
        "<p>&lt;b&gt;Hoi&lt;/b&gt; &amp; welkom</p>"
    );
    let page = unit
        .get("/admin/announcements")
        .session(&admin)
        .await
        .ok()
        .text();
    assert!(page.contains("welkom"));
    let path = format!("/admin/announcements/{}/delete", id(&found[0]));
    let back = |by: &Member| {
        unit.post(&path)
            .session(by)
            .header("origin", "https://hrm.example")
            .form(&[("csrf", &by.csrf)])
    };
    back(&anna).await.is(403);
    back(&admin).await.is(303);
    back(&admin).await.is(404);
    assert_eq!(list(&unit, &anna).await, json!([]));
}

#[tokio::test]
async fn people_say_with_an_emoji_what_they_think() {
    let unit = TestApp::new().await;
    let (admin, anna) = (
        unit.person_with("bas", Role::Admin).await,
        unit.person("anna").await,
    );
    meent::service::emoji::add(&unit.app, "koffie", super::media::png())
        .await
        .unwrap();
    announce(&unit, &admin, &[("text", "Taart! :koffie:")])
        .await
        .is(303);
    let first = list(&unit, &anna).await[0].clone();
    assert_eq!(first["emojis"][0]["shortcode"], "koffie");
    let call = |method: &str, by: &Member, name: &str| {
        let name: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        unit.call(method, &format!("{PATH}/{}/reactions/{name}", id(&first)))
            .by(by)
    };
    for name in ["👍", "koffie"] {
        unit.advance(1);
        assert_eq!(call("PUT", &anna, name).await.ok().json(), json!({}));
        call("PUT", &anna, name).await.ok();
    }
    call("PUT", &admin, "👍").await.ok();
    let reactions = list(&unit, &anna).await[0]["reactions"].clone();
    assert_eq!(
        (
            &reactions[0]["name"],
            &reactions[0]["count"],
            &reactions[0]["me"]
        ),
        (&json!("👍"), &json!(2), &json!(true))
    );
    assert!(reactions[0].get("url").is_none());
    assert!(
        reactions[1]["static_url"]
            .as_str()
            .unwrap()
            .starts_with("https://hrm.example/media/")
    );
    assert_eq!(list(&unit, &admin).await[0]["reactions"][1]["me"], false);
    for bad in [
        "x",
        "thee",
        ":koffie:",
        "👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍",
        "<b>",
        "a\0",
    ] {
        call("PUT", &anna, bad).await.is(422);
    }
    for name in ["🍎", "🍏", "🍐", "🍑", "🍒", "🍓"] {
        call("PUT", &anna, name).await.ok();
    }
    call("PUT", &admin, "🍇").await.is(422);
    call("PUT", &admin, "🍎").await.ok();
    call("DELETE", &anna, "🍇").await.is(404);
    assert_eq!(call("DELETE", &anna, "🍏").await.ok().json(), json!({}));
    call("PUT", &admin, "🍇").await.ok();
    unit.put(&format!("{PATH}/7/reactions/koffie"))
        .by(&anna)
        .await
        .is(404);
    assert_eq!(ids(&list(&unit, &anna).await).len(), 1);
}
