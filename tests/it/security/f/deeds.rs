//! What people do.

use super::*;

#[tokio::test]
async fn f13_an_answer_reaches_no_more_than_the_question() {
    let (row, house) = (Row::new("F13"), House::new().await);
    let rig = &house.rig;
    for (marker, wanted, offered) in [
        ("markerprivate", "private", "followers"),
        ("markerdirect", "direct", "people"),
        ("markeropen", "public", "network"),
    ] {
        let question = &house.post(marker).entity;
        let answer = rig
            .post(
                &rig.alice,
                json!({"status": "an answer", "in_reply_to_id": question["id"]}),
            )
            .await;
        assert_eq!(answer["visibility"], wanted, "{marker}");
        // The page offers the same.
        let page = rig
            .s
            .get(&format!("/@bob/{}", question["id"].as_str().unwrap()))
            .header("accept", "text/html")
            .session(&rig.alice)
            .await
            .ok();
        let text = page.text();
        let (_, form) = text.split_once("id=\"audience\"").unwrap();
        let (choices, _) = form.split_once("</select>").unwrap();
        let mut options = choices.split("<option value=\"").skip(1);
        let chosen = options.find(|option| option.contains(" selected")).unwrap();
        assert!(chosen.starts_with(&format!("{offered}\"")), "{chosen}");
    }
    // An answer inside the unit stays inside, whatever is asked for.
    rig.g.forget();
    let inside = &house.post("markerinside").entity;
    let text = format!("@{} an answer", rig.g.handle("victim"));
    let answer = rig.post(&rig.alice, json!({"status": text, "in_reply_to_id": inside["id"], "local_only": false, "visibility": "public"})).await;
    assert!(rig.g.received().is_empty());
    assert_eq!(
        rig.fetch(&rig.victim(), &on_wire(rig, &answer))
            .await
            .status,
        404
    );
    row.holds();
}

#[tokio::test]
async fn f14_a_boost_of_a_private_post() {
    let (row, house) = (Row::new("F14"), House::new().await);
    let rig = &house.rig;
    let private = &house.post("markerprivate").entity;
    for (name, status) in [("alice", 422), ("carol", 404), ("eva", 404)] {
        for audience in ["public", "private", ""] {
            let answer = rig
                .s
                .post(&path(private, "/reblog"))
                .by(house.member(name))
                .form(&[("visibility", audience)])
                .await;
            assert!(
                answer.status.as_u16() == status
                    || (name == "alice" && answer.status.is_client_error()),
                "{name}: {}",
                answer.status
            );
        }
    }
    // The author's own goes no further than the post.
    rig.e.forget();
    let boost = rig
        .s
        .post(&path(private, "/reblog"))
        .by(&rig.bob)
        .form(&[("visibility", "public")])
        .await
        .ok()
        .json();
    assert_eq!(boost["visibility"], "private");
    rig.work().await;
    assert!(rig.e.received().is_empty());
    house
        .sweep(&["/api/v1/timelines/", "/api/v1/accounts/"], &[])
        .await;
    row.holds();
}

#[tokio::test]
async fn f15_who_was_removed_is_shown_nothing_more() {
    let (row, house) = (Row::new("F15"), House::new().await);
    let rig = &house.rig;
    let alice = rig.alice.api_id();
    rig.s
        .post(&format!("/api/v1/accounts/{alice}/remove_from_followers"))
        .by(&rig.bob)
        .await
        .ok();
    let victim = rig.account(&rig.g.actor("victim")).await.unwrap().id;
    rig.s
        .post(&format!("/api/v1/accounts/{victim}/remove_from_followers"))
        .by(&rig.bob)
        .await
        .ok();
    rig.work().await;
    rig.g.forget();
    // At once: the clock stands still here.
    rig.post(
        &rig.bob,
        json!({"status": "markerafter", "visibility": "private"}),
    )
    .await;
    assert_eq!(
        rig.trace_for("markerafter", &[Some(&rig.alice), None])
            .await,
        Vec::<String>::new()
    );
    assert!(
        rig.g
            .received()
            .iter()
            .all(|activity| activity["type"] != "Create")
    );
    assert!(
        !rig.trace_for("markerafter", &[Some(&rig.bob)])
            .await
            .is_empty(),
        "control"
    );
    // Somebody who is suspended is shown nothing at all.
    let eva = house.member("eva");
    meent::service::accounts::set_suspended(&rig.s.app, eva.id(), true)
        .await
        .unwrap();
    for path in [
        "/api/v1/timelines/home",
        "/api/v1/timelines/public",
        "/api/v1/notifications",
        "/api/v1/accounts/verify_credentials",
    ] {
        let answer = rig.s.get(path).by(eva).await;
        assert!(
            answer.status.is_client_error() && !answer.text().contains("marker"),
            "{path}: {}",
            answer.status
        );
    }
    let page = rig
        .s
        .get("/home")
        .header("accept", "text/html")
        .session(eva)
        .await;
    assert!(!page.text().contains("marker"));
    row.holds();
}
