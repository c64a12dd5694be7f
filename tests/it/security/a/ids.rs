//! Ids and documents.

use super::*;

#[tokio::test]
async fn a11_odd_spellings_of_a_host() {
    let (row, rig) = (Row::new("A11"), rig().await);
    let port = rig.g.address.port();
    let odd = [
        format!("g.example.:{port}"),
        format!("%67.example:{port}"),
        format!("\u{ff47}.example:{port}"),
        format!("g\u{3002}example:{port}"),
        format!("g\u{200b}.example:{port}"),
        format!("g\u{00ad}.example:{port}"),
        format!("xn--g.example:{port}"),
        format!("xn--.example:{port}"),
        format!("g..example:{port}"),
        format!("g.example:0{port}"),
        format!("g.example:+{port}"),
        format!("127.0.10.3:{port}"),
        format!("0x7f000a03:{port}"),
        format!("[::ffff:127.0.10.3]:{port}"),
    ];
    for (number, host) in odd.iter().enumerate() {
        let mut note = rig.e.note("mallory", 1, "markerforged");
        note["id"] = json!(format!("http://{host}/n/{number}"));
        rig.deliver(&rig.mallory(), &rig.e.create("mallory", &note))
            .await;
        let mut create = rig
            .e
            .create("mallory", &rig.e.note("mallory", 2, "markerforged"));
        create["actor"] = json!(format!("http://{host}/u/victim"));
        let status = rig.deliver(&rig.mallory(), &create).await;
        assert!((400..500).contains(&status), "{host}: {status}");
        rig.search(&format!("http://{host}/n/{number}")).await;
    }
    rig.nothing_of("odd hosts", "markerforged").await;
    assert!(
        rig.trap
            .requested()
            .iter()
            .all(|url| url.starts_with(&rig.g.url("/")) || url.starts_with(&rig.e.url("/")))
    );
    // Capitals are the same host, and lead to the same row.
    let shouted = rig
        .e
        .note("mallory", 3, "markertrue")
        .to_string()
        .replace("e.example", "E.Example");
    let note: Value = serde_json::from_str(&shouted).unwrap();
    rig.deliver(&rig.mallory(), &rig.e.create("mallory", &note))
        .await;
    assert!(rig.stored(&rig.e.url("/n/3")).await.is_some());
    row.holds();
}

#[tokio::test]
async fn a12_ids_with_a_name_in_front_or_characters_that_vanish() {
    let (row, rig) = (Row::new("A12"), rig().await);
    let (e, g) = (rig.e.domain.clone(), rig.g.domain.clone());
    let odd = [
        format!("http://{g}@{e}/n/1"),
        format!("http://victim:x@{g}/n/1"),
        format!("http://{e}\\@{g}/n/1"),
        format!("http:\\\\{g}\\n\\1"),
        format!("http://{g}/n\t/1"),
        "http://g.exa\nmple/n/1".to_owned(),
        format!(" http://{g}/n/1"),
        format!("http://{g}/n/1\u{0}"),
        format!("http:///{g}/n/1"),
        format!("http:{g}/n/1"),
        format!("//{g}/n/1"),
    ];
    for (number, id) in odd.iter().enumerate() {
        let mut note = rig.e.note("mallory", 1, "markerforged");
        note["id"] = json!(id);
        rig.deliver(&rig.mallory(), &rig.e.create("mallory", &note))
            .await;
        // The same where it says who acts.
        let mut create = rig.e.create(
            "mallory",
            &rig.e.note("mallory", 100 + number as u32, "markerforged"),
        );
        create["actor"] = json!(id.replace("/n/1", "/u/victim"));
        let status = rig.deliver(&rig.mallory(), &create).await;
        assert!((400..500).contains(&status), "{id:?}: {status}");
    }
    let asked = rig.g.asked();
    assert!(asked.is_empty(), "{asked:?}");
    rig.nothing_of("odd ids", "markerforged").await;
    control(&rig, 9, "markertrue").await;
    row.holds();
}

#[tokio::test]
async fn a14_keys_that_stand_twice() {
    let (row, rig) = (Row::new("A14"), rig().await);
    let (victim, foreign) = (rig.g.actor("victim"), rig.g.url("/n/1"));
    let good = rig
        .e
        .create("mallory", &rig.e.note("mallory", 1, "markerforged"))
        .to_string();
    let twice = |key: &str, value: &Value| {
        let pair = format!("{}:{value}", json!(key));
        [
            good.replacen('{', &format!("{{{pair},"), 1),
            format!("{},{pair}}}", &good[..good.len() - 1]),
        ]
    };
    for (key, value) in [
        ("actor", json!(victim)),
        ("id", json!(foreign)),
        ("type", json!("Delete")),
        ("to", json!([PUBLIC])),
        ("object", json!(foreign)),
    ] {
        for body in twice(key, &value) {
            for form in FORMS {
                let letter = Letter::unsigned(&rig, body.clone()).sign(&rig, &rig.mallory(), form);
                assert_eq!(letter.send(&rig).await.status, 400, "{key}");
            }
        }
    }
    // Inside the object as well, and with an escape in the name.
    for body in [
        good.replace(
            "\"attributedTo\":",
            &format!("\"attributedTo\":{},\"attributedTo\":", json!(victim)),
        ),
        good.replacen('{', &format!("{{\"\\u0061ctor\":{},", json!(victim)), 1),
    ] {
        let letter = Letter::unsigned(&rig, body).sign(&rig, &rig.mallory(), Form::Cavage);
        assert_eq!(letter.send(&rig).await.status, 400);
    }
    rig.nothing_of("keys twice", "markerforged").await;
    control(&rig, 9, "markertrue").await;
    row.holds();
}

#[tokio::test]
async fn a15_types_in_lists_unknown_or_missing() {
    let (row, rig) = (Row::new("A15"), rig().await);
    let types = [
        json!(["Note", "Person"]),
        json!("Dance"),
        json!(7),
        json!(null),
        json!({"Note": 1}),
        json!([]),
    ];
    for (number, kind) in types.into_iter().enumerate() {
        let mut note = rig.e.note("mallory", number as u32, "markerforged");
        note["type"] = kind.clone();
        assert!(
            rig.deliver(&rig.mallory(), &rig.e.create("mallory", &note))
                .await
                < 500
        );
        let mut create = rig.e.create(
            "mallory",
            &rig.e.note("mallory", 50 + number as u32, "markerforged"),
        );
        create["type"] = kind;
        assert!(rig.deliver(&rig.mallory(), &create).await < 500);
    }
    for place in ["", "/object"] {
        let mut create = rig
            .e
            .create("mallory", &rig.e.note("mallory", 70, "markerforged"));
        create
            .pointer_mut(place)
            .unwrap()
            .as_object_mut()
            .unwrap()
            .remove("type");
        assert!(rig.deliver(&rig.mallory(), &create).await < 500);
    }
    // An actor that is also a post does not become one by being fetched.
    let mut both = rig.e.actor_document("both", &key(0));
    both["type"] = json!(["Person", "Note"]);
    both["attributedTo"] = json!(rig.e.actor("mallory"));
    both["content"] = json!("markerforged");
    rig.e.serve("/u/both", &both);
    rig.search(&rig.e.actor("both")).await;
    rig.nothing_of("odd types", "markerforged").await;
    control(&rig, 9, "markertrue").await;
    row.holds();
}
