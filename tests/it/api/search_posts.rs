//! Searching posts by their words.

use serde_json::{Value, json};

use super::{follow, id, ids, post, send};
use crate::support::{Member, TestApp};

/// The ids of the posts that a question finds, newest first.
async fn found(unit: &TestApp, by: &Member, question: &str) -> Vec<String> {
    page(unit, by, &[("q", question), ("type", "statuses")]).await
}

async fn page(unit: &TestApp, by: &Member, fields: &[(&str, &str)]) -> Vec<String> {
    let query = serde_urlencoded::to_string(fields).unwrap();
    let path = format!("/api/v2/search?{query}");
    ids(&unit.get(&path).by(by).await.ok().json()["statuses"])
}

async fn mark(unit: &TestApp, by: &Member, post: &Value, deed: &str) {
    let path = format!("/api/v1/statuses/{}/{deed}", id(post));
    unit.post(&path).by(by).await.ok();
}

#[tokio::test]
async fn words_are_found_in_any_of_their_forms() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let dutch =
        json!({ "status": "Drie vergaderingen over de nieuwe café-kaart", "language": "nl" });
    let dutch = send(&unit, &anna, dutch).await;
    let english = json!({ "status": "Two meetings about the releases", "language": "en" });
    let english = send(&unit, &anna, english).await;
    let other = json!({ "status": "Réunion, vergadering und meeting", "language": "de" });
    let other = send(&unit, &anna, other).await;
    unit.run_workers().await;
    let (dutch, english, other) = (id(&dutch), id(&english), id(&other));
    for (question, want) in [
        ("vergadering", vec![other, dutch]),
        ("VERGADERINGEN", vec![other, dutch]),
        ("cafe", vec![dutch]),
        ("café kaarten", vec![dutch]),
        ("meeting", vec![other, english]),
        ("release meetings", vec![english]),
        ("reunion", vec![other]),
        ("\"nieuwe café-kaart\"", vec![dutch]),
        ("\"kaart nieuwe\"", vec![]),
        ("vergadering -café", vec![other]),
        ("vergadering -\"nieuwe café\"", vec![other]),
        ("vergadering language:nl", vec![dutch]),
        ("-language:nl -language:en", vec![other]),
        ("niets", vec![]),
    ] {
        assert_eq!(found(&unit, &bram, question).await, want, "{question}");
    }
}

/// Many posts of few words, against a model that looks at each of them.
#[tokio::test]
async fn every_question_is_answered_as_by_looking_at_each_post() {
    const WORDS: [&str; 4] = ["rood", "geel", "groen", "blauw"];
    let unit = TestApp::with("public_url = 'http://localhost:3000'\ntest_mode = true").await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let mut posts: Vec<(String, Vec<&str>, bool)> = Vec::new();
    for n in 0..80_usize {
        let words: Vec<&str> = (0..2 + n % 3)
            .map(|k| WORDS[(n * 7 + k * k * 3 + n / 5) % 4])
            .collect();
        let hidden = n % 7 == 3;
        let body = json!({ "status": words.join(" "), "visibility": if hidden { "private" } else { "public" } });
        let sent = send(&unit, &anna, body).await;
        posts.insert(0, (id(&sent).to_owned(), words, hidden));
        if n % 20 == 19 {
            // Several files, of which some are joined.
            unit.run_workers().await;
        }
    }
    let has =
        |words: &[&str], phrase: &[&str]| words.windows(phrase.len()).any(|some| some == phrase);
    for first in WORDS {
        for second in WORDS {
            for (question, holds) in [
                (format!("{first} {second}"), (true, true, false)),
                (format!("{first} -{second}"), (true, false, false)),
                (format!("\"{first} {second}\""), (false, true, true)),
                (
                    format!("{first} -\"{first} {second}\""),
                    (true, false, true),
                ),
                (
                    format!("-{first} -\"{second} {first}\""),
                    (false, false, false),
                ),
            ] {
                let (with_first, with_second, beside) = holds;
                let want: Vec<&str> = posts
                    .iter()
                    .filter(|(_, words, hidden)| {
                        let pair = has(words, &[first, second]);
                        let (one, two) = (has(words, &[first]), has(words, &[second]));
                        let right = match (with_first, with_second, beside) {
                            (true, true, _) => one && two,
                            (true, false, false) => one && !two,
                            (false, true, _) => pair,
                            (true, false, true) => one && !pair,
                            (false, false, _) => !one,
                        };
                        right && !hidden
                    })
                    .map(|(id, ..)| id.as_str())
                    .take(20)
                    .collect();
                assert_eq!(found(&unit, &bram, &question).await, want, "{question}");
            }
        }
    }
}

#[tokio::test]
async fn a_post_is_found_by_what_hangs_on_it() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let file = unit
        .post("/api/v2/media")
        .by(&anna)
        .upload(
            ("file", "a.png", &super::media::png()),
            &[("description", "een regenboog")],
        )
        .await
        .ok()
        .json();
    let picture = json!({ "status": "Kijk #Lunch", "media_ids": [file["id"]], "sensitive": true });
    let picture = send(&unit, &anna, picture).await;
    unit.advance(3 * 24 * 3600);
    let link = post(&unit, &anna, "Lees https://it.example/x eens @bram").await;
    unit.advance(3 * 24 * 3600);
    let poll = json!({ "status": "Wat eten we?", "poll": { "options": ["soep", "stamppot"], "expires_in": 3600 } });
    let poll = send(&unit, &anna, poll).await;
    let answer =
        json!({ "status": "soep graag", "in_reply_to_id": id(&poll), "spoiler_text": "eten" });
    let answer = send(&unit, &bram, answer).await;
    unit.run_workers().await;
    let (picture, link, poll, answer) = (id(&picture), id(&link), id(&poll), id(&answer));
    for (question, want) in [
        ("regenboog", vec![picture]),
        ("has:media", vec![picture]),
        ("has:image kijk", vec![picture]),
        ("has:video", vec![]),
        ("#lunch", vec![picture]),
        ("kijk #LUNCH", vec![picture]),
        ("#lun", vec![]),
        ("has:link", vec![link]),
        ("@bram lees", vec![link]),
        ("@bram@hrm.example", vec![link]),
        ("lees @anna", vec![]),
        ("lees @niemand", vec![]),
        ("stamppot", vec![poll]),
        ("has:poll", vec![poll]),
        ("soep", vec![answer, poll]),
        ("soep is:reply", vec![answer]),
        ("soep -is:reply", vec![poll]),
        ("is:sensitive", vec![answer, picture]),
        ("from:bram", vec![answer]),
        ("from:me soep", vec![answer]),
        ("from:@anna@hrm.example soep", vec![poll]),
        ("soep -from:me", vec![poll]),
        ("from:niemand", vec![]),
        ("after:2026-03-05", vec![answer, poll]),
        ("before:2026-03-05", vec![picture]),
        ("during:2026-03-05", vec![link]),
        ("after:2026-03-02 before:2026-03-08", vec![link]),
        ("in:library", vec![answer]),
        ("in:all soep", vec![answer, poll]),
    ] {
        assert_eq!(found(&unit, &bram, question).await, want, "{question}");
    }
}

#[tokio::test]
async fn a_library_holds_what_one_had_to_do_with() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let mut posts = Vec::new();
    for n in 0..5 {
        let body = json!({ "status": format!("bericht {n}"), "poll": { "options": ["a", "b"], "expires_in": 3600 } });
        posts.push(send(&unit, &anna, body).await);
    }
    unit.run_workers().await;
    assert_eq!(
        found(&unit, &bram, "bericht in:library").await,
        Vec::<String>::new()
    );
    for (post, deed) in posts.iter().zip(["favourite", "bookmark", "reblog"]) {
        mark(&unit, &bram, post, deed).await;
    }
    let votes = format!(
        "/api/v1/polls/{}/votes",
        posts[3]["poll"]["id"].as_str().unwrap()
    );
    unit.post(&votes)
        .by(&bram)
        .json(json!({ "choices": [0] }))
        .await
        .ok();
    unit.run_workers().await;
    let all: Vec<&str> = posts[..4].iter().rev().map(id).collect();
    assert_eq!(found(&unit, &bram, "bericht in:library").await, all);
    for (post, deed) in posts.iter().zip(["unfavourite", "unbookmark", "unreblog"]) {
        mark(&unit, &bram, post, deed).await;
    }
    unit.run_workers().await;
    assert_eq!(
        found(&unit, &bram, "bericht in:library").await,
        [id(&posts[3])]
    );
    assert_eq!(found(&unit, &anna, "bericht in:library").await.len(), 5);
}

#[tokio::test]
async fn changed_and_deleted_posts_are_found_as_they_are_now() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let status = post(&unit, &anna, "Eerste versie").await;
    let path = format!("/api/v1/statuses/{}", id(&status));
    unit.run_workers().await;
    assert_eq!(found(&unit, &bram, "eerste").await, [id(&status)]);
    unit.put(&path)
        .by(&anna)
        .json(json!({ "status": "Tweede" }))
        .await
        .ok();
    unit.run_workers().await;
    assert_eq!(found(&unit, &bram, "eerste").await, Vec::<String>::new());
    assert_eq!(found(&unit, &bram, "tweede").await, [id(&status)]);
    unit.delete(&path).by(&anna).await.ok();
    // At once, whether or not the index knows of it yet.
    assert_eq!(found(&unit, &bram, "tweede").await, Vec::<String>::new());
    unit.run_workers().await;
    assert_eq!(found(&unit, &bram, "tweede").await, Vec::<String>::new());
}

#[tokio::test]
async fn pages_count_only_what_the_reader_may_see() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let carla = unit.person("carla").await;
    follow(&unit, &bram, &anna).await;
    let mut open = Vec::new();
    for n in 0..30 {
        let audience = ["public", "private", "direct"][n % 3];
        let body = json!({ "status": format!("bericht {n}"), "visibility": audience });
        let sent = send(&unit, &anna, body).await;
        if n % 3 < 1 {
            open.insert(0, id(&sent).to_owned());
        }
    }
    unit.run_workers().await;
    let ask = async |by: &Member, more: &[(&str, &str)]| {
        let fields = [&[("q", "bericht"), ("type", "statuses")], more].concat();
        page(&unit, by, &fields).await
    };
    assert_eq!(ask(&carla, &[]).await, open);
    assert_eq!(ask(&carla, &[("limit", "3")]).await, open[..3]);
    assert_eq!(
        ask(&carla, &[("limit", "3"), ("offset", "8")]).await,
        open[8..]
    );
    assert_eq!(ask(&carla, &[("offset", "10")]).await, Vec::<String>::new());
    assert_eq!(ask(&carla, &[("max_id", &open[4])]).await, open[5..]);
    assert_eq!(ask(&carla, &[("min_id", &open[4])]).await, open[..4]);
    assert_eq!(ask(&carla, &[("account_id", &anna.api_id())]).await, open);
    for stranger in [bram.api_id().as_str(), "0", "-5", "abc"] {
        assert_eq!(
            ask(&carla, &[("account_id", stranger)]).await,
            Vec::<String>::new()
        );
    }
    assert_eq!(ask(&bram, &[("limit", "40")]).await.len(), 20);
    // Whom one does not want to see is no place in the list either.
    let muted = format!("/api/v1/accounts/{}/mute", anna.api_id());
    unit.post(&muted).by(&bram).await.ok();
    assert_eq!(ask(&bram, &[]).await, Vec::<String>::new());
    let blocked = format!("/api/v1/accounts/{}/block", carla.api_id());
    unit.post(&blocked).by(&anna).await.ok();
    assert_eq!(ask(&carla, &[]).await, Vec::<String>::new());
}

#[tokio::test]
async fn posts_are_found_beside_people_and_hashtags() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let status = post(&unit, &bram, "anna houdt van #annanas").await;
    unit.run_workers().await;
    let all = unit
        .get("/api/v2/search?q=anna")
        .by(&bram)
        .await
        .ok()
        .json();
    assert_eq!(ids(&all["accounts"]), [anna.api_id()]);
    assert_eq!(ids(&all["statuses"]), [id(&status)]);
    assert_eq!(all["hashtags"][0]["name"], "annanas");
    let tags = "/api/v2/search?q=anna&type=hashtags&exclude_unreviewed=true";
    let tags = unit.get(tags).by(&bram).await.ok().json();
    assert_eq!(
        (&tags["accounts"], &tags["statuses"]),
        (&json!([]), &json!([]))
    );
    assert_eq!(tags["hashtags"].as_array().unwrap().len(), 1);
    // What is asked exactly is about posts alone.
    let exact = unit
        .get("/api/v2/search?q=from:bram%20anna")
        .by(&bram)
        .await
        .ok()
        .json();
    assert_eq!(
        (&exact["accounts"], &exact["hashtags"]),
        (&json!([]), &json!([]))
    );
    assert_eq!(ids(&exact["statuses"]), [id(&status)]);
}

/// Questions of every shape get an answer or a reason, and none takes long.
#[tokio::test]
async fn no_question_is_too_odd_or_too_long() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    for n in 0..5 {
        post(&unit, &anna, &format!("bericht {n}")).await;
    }
    unit.run_workers().await;
    let answer = async |fields: &[(&str, &str)]| {
        let query = serde_urlencoded::to_string(fields).unwrap();
        let answer = unit.get(&format!("/api/v2/search?{query}")).by(&anna).await;
        (answer.status.as_u16(), answer.json())
    };
    let long = "a ".repeat(5_000);
    let operators = "is:reply ".repeat(1_000);
    let phrase = format!("\"{}\"", "a".repeat(10_000));
    for text in [
        &long,
        &operators,
        &phrase,
        "has:banana",
        "is:late",
        "before:yesterday",
        "after:2026-02-30",
        "in:space",
    ] {
        let (status, body) = answer(&[("q", text)]).await;
        assert_eq!(status, 422, "{text:.30}");
        assert!(!body["error"].as_str().unwrap().is_empty());
    }
    for text in [
        "*",
        "***",
        "%",
        "_",
        "a*",
        "?",
        "\"\"",
        "\"",
        "-",
        "--",
        "+",
        "()",
        "AND OR NOT",
        "a~5",
        "[a TO z]",
        "{a TO *}",
        "text:[* TO *]",
        "nl:vergadering",
        "readers:u",
        "/.*/",
        "\\",
        "\u{0}",
        "\u{202e}x",
        "🙂",
        "from:",
        "#",
        "@",
        "-*",
        "from:@@@",
        "from:../../x",
        "a\u{301}\u{301}\u{301}",
        "'; DROP TABLE statuses; --",
    ] {
        let (status, body) = answer(&[("q", text)]).await;
        assert_eq!(status, 200, "{text}: {body}");
        assert_eq!(body["statuses"], json!([]), "{text}");
    }
    for (name, value, shown) in [
        ("offset", "1000000000", 0),
        ("offset", "9223372036854775807", 0),
        ("offset", "99999999999999999999", 5),
        ("offset", "-1", 5),
        ("offset", "abc", 5),
        ("limit", "-1", 5),
        ("limit", "0", 1),
        ("limit", "1000000000", 5),
        ("limit", "abc", 5),
        ("max_id", "abc", 5),
        ("max_id", "0", 0),
        ("min_id", "9223372036854775807", 0),
    ] {
        for kind in ["statuses", "accounts", "hashtags"] {
            let (status, body) = answer(&[("q", "bericht"), ("type", kind), (name, value)]).await;
            assert_eq!(status, 200, "{name}={value}");
            if kind == "statuses" {
                let found = body["statuses"].as_array().unwrap().len();
                assert_eq!(found, shown, "{name}={value}");
            }
        }
    }
}

#[tokio::test]
async fn the_page_shows_all_kinds_and_escapes_what_it_shows() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    unit.patch("/api/v1/accounts/update_credentials")
        .by(&anna)
        .form(&[("display_name", "Anna <b>de</b> Wit")])
        .await
        .ok();
    let shown = post(&unit, &anna, "De <i>kantines</i> & de tuin #kantine").await;
    let behind = json!({ "status": "kantine geheim", "spoiler_text": "Over de kantine" });
    send(&unit, &anna, behind).await;
    send(
        &unit,
        &anna,
        json!({ "status": "kantine verborgen", "visibility": "private" }),
    )
    .await;
    unit.run_workers().await;
    let look = async |path: &str, language: &str| {
        let call = unit
            .get(path)
            .session(&bram)
            .header("accept-language", language);
        call.header("accept", "text/html").await.ok().text()
    };
    let page = look("/search?q=kantine", "nl").await;
    assert!(page.contains("<mark>kantines</mark>"), "{page}");
    assert!(
        page.contains("&#60;i&#62;") && !page.contains("<i>"),
        "{page}"
    );
    assert!(page.contains("Over de <mark>kantine</mark>"));
    assert!(!page.contains("geheim") && !page.contains("verborgen"));
    assert!(page.contains("/tags/kantine"));
    assert!(page.contains(&format!("/@anna/{}", id(&shown))));
    let page = look("/search?q=wit", "en").await;
    assert!(
        page.contains("Anna &#60;b&#62;de&#60;/b&#62; Wit"),
        "{page}"
    );
    assert!(
        look("/search?q=niemand", "en")
            .await
            .contains("Nothing found")
    );
    assert!(
        look("/search?q=niemand", "nl")
            .await
            .contains("Niets gevonden")
    );
    assert!(
        look("/search?q=has:banana", "nl")
            .await
            .contains("media, image")
    );
    look("/search", "nl").await;
    look("/search?q=&max_id=abc", "nl").await;
    unit.get("/search?q=kantine")
        .header("accept", "text/html")
        .await
        .is(303);
}
