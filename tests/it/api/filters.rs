//! Filters of both versions, and what posts carry because of them.

use meent::domain::{FilterContext, StatusId};
use meent::service::filters::{self, Verdict};
use meent::service::statuses;
use serde_json::{Value, json};

use super::{follow, id, ids, post, send};
use crate::support::{Member, TestApp};

async fn make(unit: &TestApp, by: &Member, body: Value) -> Value {
    let made = unit.post("/api/v2/filters").by(by).json(body).await;
    made.ok().json()
}

async fn refused(unit: &TestApp, by: &Member, method: &str, path: &str, body: Value) -> String {
    let answer = unit.call(method, path).by(by).json(body).await.is(422);
    answer.json()["error"].as_str().unwrap().to_owned()
}

/// What a post carries for a reader, as (title, words, posts).
async fn filtered(unit: &TestApp, by: &Member, post: &Value) -> Vec<(String, Value, Value)> {
    let path = format!("/api/v1/statuses/{}", id(post));
    results(&unit.get(&path).by(by).await.ok().json())
}

fn results(status: &Value) -> Vec<(String, Value, Value)> {
    let results = status["filtered"].as_array().unwrap().iter();
    let one = |result: &Value| {
        let filter = &result["filter"];
        assert_eq!(filter.get("keywords"), None);
        assert_eq!(filter.get("statuses"), None);
        (
            filter["title"].as_str().unwrap().to_owned(),
            result["keyword_matches"].clone(),
            result["status_matches"].clone(),
        )
    };
    results.map(one).collect()
}

#[tokio::test]
async fn a_filter_is_made_changed_and_deleted() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    assert_eq!(
        unit.get("/api/v2/filters").by(&anna).await.ok().json(),
        json!([])
    );
    let body = json!({
        "title": "Voetbal", "context": ["home", "public"], "expires_in": 3600,
        "keywords_attributes": [{ "keyword": "wk", "whole_word": true }, { "keyword": " doelpunt ", "whole_word": "0" }, {}],
    });
    let made = make(&unit, &anna, body).await;
    let words = made["keywords"].as_array().unwrap();
    let (first, second) = (id(&words[0]), id(&words[1]));
    assert_eq!(
        made,
        json!({
            "id": id(&made), "title": "Voetbal", "context": ["home", "public"], "expires_at": "2026-03-02T10:00:00.000Z",
            "filter_action": "warn", "statuses": [],
            "keywords": [
                { "id": first, "keyword": "wk", "whole_word": true },
                { "id": second, "keyword": "doelpunt", "whole_word": false },
            ],
        })
    );
    let path = format!("/api/v2/filters/{}", id(&made));
    assert_eq!(unit.get(&path).by(&anna).await.ok().json(), made);
    // Words are changed, taken out and added in one go; what is not named stays. Also as a form.
    let form = [
        ("filter_action", "hide"),
        ("expires_in", ""),
        ("keywords_attributes[0][id]", first),
        ("keywords_attributes[0][whole_word]", "false"),
        ("keywords_attributes[1][id]", second),
        ("keywords_attributes[1][_destroy]", "true"),
        ("keywords_attributes[2][keyword]", "ek"),
    ];
    let changed = unit.put(&path).by(&anna).form(&form).await.ok().json();
    let third = id(&changed["keywords"][1]);
    assert_eq!(
        changed,
        json!({
            "id": id(&made), "title": "Voetbal", "context": ["home", "public"], "expires_at": null,
            "filter_action": "hide", "statuses": [],
            "keywords": [
                { "id": first, "keyword": "wk", "whole_word": false },
                { "id": third, "keyword": "ek", "whole_word": true },
            ],
        })
    );
    let all = unit.get("/api/v2/filters").by(&anna).await.ok().json();
    assert_eq!(all, json!([changed]));
    assert_eq!(unit.delete(&path).by(&anna).await.ok().json(), json!({}));
    unit.get(&path).by(&anna).await.is(404);
    let word = format!("/api/v2/filters/keywords/{first}");
    unit.get(&word).by(&anna).await.is(404);
}

#[tokio::test]
async fn words_and_posts_are_handled_one_by_one() {
    let unit = TestApp::new().await;
    let (anna, bas) = (unit.person("anna").await, unit.person("bas").await);
    let made = make(&unit, &anna, json!({ "title": "Rust", "context": "home" })).await;
    let path = format!("/api/v2/filters/{}", id(&made));
    let (words, posts) = (format!("{path}/keywords"), format!("{path}/statuses"));
    let add = unit
        .post(&words)
        .by(&anna)
        .json(json!({ "keyword": "haast" }));
    let word = add.await.ok().json();
    assert_eq!(
        word,
        json!({ "id": id(&word), "keyword": "haast", "whole_word": true })
    );
    let at = format!("/api/v2/filters/keywords/{}", id(&word));
    let change = unit.put(&at).by(&anna).json(json!({ "whole_word": false }));
    let changed = change.await.ok().json();
    assert_eq!(
        changed,
        json!({ "id": id(&word), "keyword": "haast", "whole_word": false })
    );
    assert_eq!(unit.get(&at).by(&anna).await.ok().json(), changed);
    assert_eq!(
        unit.get(&words).by(&anna).await.ok().json(),
        json!([changed])
    );
    assert_eq!(unit.delete(&at).by(&anna).await.ok().json(), json!({}));
    assert_eq!(unit.get(&words).by(&anna).await.ok().json(), json!([]));

    let open = post(&unit, &bas, "Morgen").await;
    let secret = send(
        &unit,
        &bas,
        json!({ "status": "Stil", "visibility": "private" }),
    )
    .await;
    let put = |status: &str| {
        unit.post(&posts)
            .by(&anna)
            .json(json!({ "status_id": status }))
    };
    let added = put(id(&open)).await.ok().json();
    assert_eq!(added, json!({ "id": id(&added), "status_id": id(&open) }));
    let error = async |status: &str| put(status).await.is(422).json()["error"].clone();
    let taken = error(id(&open)).await;
    assert_eq!(taken, "Validation failed: Status has already been taken");
    for unseen in [id(&secret), "1", "", "x"] {
        assert_eq!(
            error(unseen).await,
            "Validation failed: Status must exist",
            "{unseen}"
        );
    }
    assert_eq!(unit.get(&posts).by(&anna).await.ok().json(), json!([added]));
    let matches = filtered(&unit, &anna, &open).await;
    assert_eq!(
        matches,
        [("Rust".to_owned(), Value::Null, json!([id(&open)]))]
    );
    assert_eq!(
        filtered(&unit, &bas, &open).await,
        [],
        "it is Anna's filter"
    );
    let at = format!("/api/v2/filters/statuses/{}", id(&added));
    assert_eq!(unit.get(&at).by(&anna).await.ok().json(), added);
    for method in ["GET", "DELETE"] {
        unit.call(method, &at).by(&bas).await.is(404);
    }
    assert_eq!(unit.delete(&at).by(&anna).await.ok().json(), json!({}));
    assert_eq!(filtered(&unit, &anna, &open).await, []);
}

#[tokio::test]
async fn what_is_no_filter_is_refused() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let (long_title, long_word) = ("x".repeat(257), "x".repeat(513));
    let many: Vec<Value> = (0..201)
        .map(|n| json!({ "keyword": n.to_string() }))
        .collect();
    for (body, text) in [
        (
            json!({}),
            "Title can't be blank, Context None or invalid context supplied",
        ),
        (
            json!({ "title": " ", "context": ["home"] }),
            "Title can't be blank",
        ),
        (
            json!({ "title": long_title, "context": ["home"] }),
            "Title is too long (maximum is 256 characters)",
        ),
        (
            json!({ "title": "x", "context": [] }),
            "Context None or invalid context supplied",
        ),
        (
            json!({ "title": "x", "context": ["home", "away"] }),
            "Context None or invalid context supplied",
        ),
        (
            json!({ "title": "x", "context": ["home"], "filter_action": "burn" }),
            "Action is not included in the list",
        ),
        (
            json!({ "title": "x", "context": ["home"], "expires_in": -1 }),
            "Expires in must be from 0 to 3153600000 seconds",
        ),
        (
            json!({ "title": "x", "context": ["home"], "expires_in": i64::MAX }),
            "Expires in must be from 0 to 3153600000 seconds",
        ),
        (
            json!({ "title": "x", "context": ["home"], "keywords_attributes": [{ "keyword": "", "whole_word": true }] }),
            "Keywords keyword can't be blank",
        ),
        (
            json!({ "title": "x", "context": ["home"], "keywords_attributes": [{ "keyword": long_word }] }),
            "Keywords keyword is too long (maximum is 512 characters)",
        ),
        (
            json!({ "title": "x", "context": ["home"], "keywords_attributes": many }),
            "A filter has at most 200 keywords",
        ),
    ] {
        let said = refused(&unit, &anna, "POST", "/api/v2/filters", body.clone()).await;
        assert_eq!(said, format!("Validation failed: {text}"), "{body}");
    }
    assert_eq!(
        unit.get("/api/v2/filters").by(&anna).await.ok().json(),
        json!([]),
        "nothing is half made"
    );
    for odd in [
        json!({ "title": {} }),
        json!({ "title": "x", "context": ["home"], "expires_in": "soon" }),
        json!({ "title": "x", "context": ["home"], "keywords_attributes": "words" }),
    ] {
        unit.post("/api/v2/filters")
            .by(&anna)
            .json(odd)
            .await
            .is(400);
    }
    let made = make(&unit, &anna, json!({ "title": "x", "context": ["home"] })).await;
    let path = format!("/api/v2/filters/{}", id(&made));
    let foreign = json!({ "keywords_attributes": [{ "id": "12", "keyword": "y" }] });
    unit.put(&path).by(&anna).json(foreign).await.is(404);
    let said = refused(&unit, &anna, "PUT", &path, json!({ "title": "" })).await;
    assert_eq!(said, "Validation failed: Title can't be blank");
    let words = format!("{path}/keywords");
    let said = refused(&unit, &anna, "POST", &words, json!({})).await;
    assert_eq!(said, "Validation failed: Keyword can't be blank");
    for path in [
        "/api/v2/filters/x",
        "/api/v2/filters/keywords/x",
        "/api/v2/filters/9/statuses",
    ] {
        unit.get(path).by(&anna).await.is(404);
    }
}

#[tokio::test]
async fn all_that_can_be_read_in_a_post_is_looked_at() {
    let unit = TestApp::new().await;
    let (anna, bas) = (unit.person("anna").await, unit.person("bas").await);
    follow(&unit, &anna, &bas).await;
    let body = json!({
        "title": "Eten", "context": ["home"], "filter_action": "blur",
        "keywords_attributes": [{ "keyword": "soep" }, { "keyword": "kaas", "whole_word": false }],
    });
    make(&unit, &anna, body).await;
    let upload = unit.post("/api/v2/media").by(&bas);
    let fields = [("description", "Een bord SOEP")];
    let upload = upload.upload(("file", "a.png", &super::media::png()), &fields);
    let file = id(&upload.await.ok().json()).to_owned();
    let poll = json!({ "options": ["Brood", "Kaasje"], "expires_in": 600 });
    let sent = [
        (json!({ "status": "De **soep** is op" }), Some("soep")),
        (json!({ "status": "Geitenkaas!" }), Some("kaas")),
        (json!({ "status": "Soepel" }), None),
        (
            json!({ "status": "Hier", "spoiler_text": "Over Soep" }),
            Some("Soep"),
        ),
        (
            json!({ "status": "Kijk", "media_ids": [file] }),
            Some("SOEP"),
        ),
        (json!({ "status": "Wat?", "poll": poll }), Some("Kaas")),
        (json!({ "status": "Niets" }), None),
    ];
    let mut want = Vec::new();
    for (body, word) in sent {
        let post = send(&unit, &bas, body).await;
        let word = word.map(|word| ("Eten".to_owned(), json!([word]), Value::Null));
        want.insert(0, (id(&post).to_owned(), Vec::from_iter(word)));
    }
    let page = unit
        .get("/api/v1/timelines/home")
        .by(&anna)
        .await
        .ok()
        .json();
    let page = page.as_array().unwrap().iter();
    let seen: Vec<_> = page
        .map(|post| (id(post).to_owned(), results(post)))
        .collect();
    assert_eq!(seen, want);
}

#[tokio::test]
async fn posts_inside_posts_and_every_list_carry_what_matches() {
    let unit = TestApp::with("public_url = 'https://hrm.example'\nreach = 'internet'").await;
    let (anna, bas) = (unit.person("anna").await, unit.person("bas").await);
    let cor = unit.person("cor").await;
    follow(&unit, &anna, &bas).await;
    let body = json!({ "title": "Fris", "context": ["home"], "keywords_attributes": [{ "keyword": "regen" }] });
    make(&unit, &anna, body).await;
    let wet = post(&unit, &cor, "Er is regen").await;
    let share = format!("/api/v1/statuses/{}/reblog", id(&wet));
    unit.post(&share).by(&bas).await.ok();
    let quote = json!({ "status": "Kijk nou", "quoted_status_id": id(&wet) });
    let quote = send(&unit, &bas, quote).await;
    let answer = json!({ "status": "@anna regen!", "in_reply_to_id": id(&quote) });
    send(&unit, &bas, answer).await;
    let hit = [("Fris".to_owned(), json!(["regen"]), Value::Null)];
    let home = unit
        .get("/api/v1/timelines/home")
        .by(&anna)
        .await
        .ok()
        .json();
    let boost = &home[2];
    assert_eq!(results(boost), hit);
    assert_eq!(results(&boost["reblog"]), hit);
    assert_eq!(results(&home[1]), []);
    assert_eq!(results(&home[1]["quote"]["quoted_status"]), hit);
    let get = async |path: &str| unit.get(path).by(&anna).await.ok().json();
    let thread = get(&format!("/api/v1/statuses/{}/context", id(&quote))).await;
    assert_eq!(results(&thread["descendants"][0]), hit);
    let notices = get("/api/v1/notifications").await;
    assert_eq!(results(&notices[0]["status"]), hit);
    let address = wet["url"].as_str().unwrap();
    let found = get(&format!("/api/v2/search?q={address}")).await;
    assert_eq!(results(&found["statuses"][0]), hit);
    let profile = get(&format!("/api/v1/accounts/{}/statuses", cor.api_id())).await;
    assert_eq!(results(&profile[0]), hit);
    // Nobody logged in has no filters, and the author is not told of others'.
    let path = format!("/api/v1/statuses/{}", id(&wet));
    assert_eq!(unit.get(&path).await.ok().json().get("filtered"), None);
    assert_eq!(filtered(&unit, &cor, &wet).await, []);
    // A post that is named, by way of its boost.
    let named = make(
        &unit,
        &anna,
        json!({ "title": "Deze", "context": ["home"] }),
    )
    .await;
    let add = format!("/api/v2/filters/{}/statuses", id(&named));
    let body = json!({ "status_id": id(&wet) });
    unit.post(&add).by(&anna).json(body).await.ok();
    let home = get("/api/v1/timelines/home").await;
    let both = results(&home[2]);
    assert_eq!(both[1], ("Deze".to_owned(), Value::Null, json!([id(&wet)])));
    let wet_id = StatusId(id(&wet).parse().unwrap());
    let matches = statuses::show(&unit.app, Some(anna.id()), wet_id).await;
    let matches = matches.unwrap().filtered;
    let titles: Vec<&str> = matches
        .iter()
        .map(|one| one.filter.title.as_str())
        .collect();
    assert_eq!(titles, ["Fris", "Deze"]);
    assert_eq!(
        filters::verdict(&matches, FilterContext::Home),
        Verdict::Warn("Fris")
    );
    assert_eq!(
        filters::verdict(&matches, FilterContext::Thread),
        Verdict::Show
    );
}

#[tokio::test]
async fn a_filter_ends_with_its_time_and_changes_hold_at_once_in_every_process() {
    let unit = TestApp::new().await;
    let (anna, bas) = (unit.person("anna").await, unit.person("bas").await);
    let wet = post(&unit, &bas, "Er is regen").await;
    let body = json!({
        "title": "Fris", "context": ["public"], "expires_in": 60, "keywords_attributes": [{ "keyword": "regen" }],
    });
    let made = make(&unit, &anna, body).await;
    assert_eq!(filtered(&unit, &anna, &wet).await.len(), 1);
    // Another process has read it too, and hears of the change by the database.
    let beside = unit.beside().await;
    let post_id = StatusId(id(&wet).parse().unwrap());
    let seen = async || {
        let post = statuses::show(&beside, Some(anna.id()), post_id)
            .await
            .unwrap();
        post.filtered.len()
    };
    assert_eq!(seen().await, 1);
    unit.advance(60);
    assert_eq!(filtered(&unit, &anna, &wet).await, []);
    let path = format!("/api/v2/filters/{}", id(&made));
    let longer = json!({ "expires_in": null });
    unit.put(&path).by(&anna).json(longer).await.ok();
    assert_eq!(filtered(&unit, &anna, &wet).await.len(), 1);
    assert_eq!(seen().await, 1);
    unit.delete(&path).by(&anna).await.ok();
    assert_eq!(filtered(&unit, &anna, &wet).await, []);
    assert_eq!(seen().await, 0);
}

#[tokio::test]
async fn old_apps_see_each_word_as_a_filter() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let form = [
        ("phrase", "anime"),
        ("context[]", "home"),
        ("irreversible", "true"),
        ("whole_word", "0"),
    ];
    let made = unit
        .post("/api/v1/filters")
        .by(&anna)
        .form(&form)
        .await
        .ok()
        .json();
    assert_eq!(
        made,
        json!({
            "id": id(&made), "phrase": "anime", "context": ["home"], "whole_word": false, "expires_at": null, "irreversible": true,
        })
    );
    let new = unit.get("/api/v2/filters").by(&anna).await.ok().json();
    assert_eq!(new[0]["title"], "anime");
    assert_eq!(new[0]["filter_action"], "hide");
    assert_eq!(
        id(&new[0]["keywords"][0]),
        id(&made),
        "the id is the word's"
    );
    let path = format!("/api/v1/filters/{}", id(&made));
    let changes = json!({ "phrase": "manga", "context": ["public"], "irreversible": false, "expires_in": 60 });
    let changed = unit.put(&path).by(&anna).json(changes).await.ok().json();
    assert_eq!(
        changed,
        json!({
            "id": id(&made), "phrase": "manga", "context": ["public"], "whole_word": false,
            "expires_at": "2026-03-02T09:01:00.000Z", "irreversible": false,
        })
    );
    assert_eq!(unit.get(&path).by(&anna).await.ok().json(), changed);
    // With a second word in the filter the first app may change its own word only.
    let words = format!("/api/v2/filters/{}/keywords", id(&new[0]));
    let body = json!({ "keyword": "strip" });
    unit.post(&words).by(&anna).json(body).await.ok();
    let all = unit.get("/api/v1/filters").by(&anna).await.ok().json();
    assert_eq!(all.as_array().unwrap().len(), 2);
    let said = refused(&unit, &anna, "PUT", &path, json!({ "context": ["home"] })).await;
    assert!(
        said.contains("apply to more than one filter keyword"),
        "{said}"
    );
    let body = json!({ "phrase": "comic", "context": ["public"] });
    unit.put(&path).by(&anna).json(body).await.ok();
    assert_eq!(unit.delete(&path).by(&anna).await.ok().json(), json!({}));
    let left = unit.get("/api/v1/filters").by(&anna).await.ok().json();
    assert_eq!(left[0]["phrase"], "strip");
    let last = format!("/api/v1/filters/{}", id(&left[0]));
    unit.delete(&last).by(&anna).await.ok();
    assert_eq!(
        unit.get("/api/v2/filters").by(&anna).await.ok().json(),
        json!([])
    );
    for body in [
        json!({}),
        json!({ "phrase": "x" }),
        json!({ "context": ["home"] }),
    ] {
        refused(&unit, &anna, "POST", "/api/v1/filters", body).await;
    }
}

#[tokio::test]
async fn the_pages_fold_away_what_warns_and_leave_out_what_hides() {
    let unit = TestApp::new().await;
    let (anna, bas) = (unit.person("anna").await, unit.person("bas").await);
    follow(&unit, &anna, &bas).await;
    for (title, action, word) in [("Weer", "warn", "regen"), ("Voetbal", "hide", "doelpunt")] {
        let body = json!({
            "title": title, "context": ["home", "thread"], "filter_action": action, "keywords_attributes": [{ "keyword": word }],
        });
        make(&unit, &anna, body).await;
    }
    post(&unit, &bas, "Veel regen vandaag").await;
    let goal = post(&unit, &bas, "Wat een doelpunt").await;
    post(&unit, &anna, "Mijn doelpunt in de regen").await;
    let page = async |path: &str| {
        let call = unit.get(path).header("accept", "text/html");
        call.session(&anna).await.ok().text()
    };
    let home = page("/home").await;
    let folded = home.split("Weer").nth(1).unwrap();
    assert!(folded.contains("Veel regen vandaag"));
    assert!(!home.contains("Wat een doelpunt") && !home.contains("Voetbal"));
    assert!(home.contains("Mijn doelpunt in de regen"));
    // Other places are not named in the filter, and who opens a post wants to read it.
    assert!(page("/network").await.contains("Wat een doelpunt"));
    let thread = page(&format!("/@bas/{}", id(&goal))).await;
    assert!(thread.contains("Wat een doelpunt") && !thread.contains("Voetbal"));
}

#[tokio::test]
async fn filters_cost_a_page_one_statement() {
    let unit = TestApp::new().await;
    let (anna, bas) = (unit.person("anna").await, unit.person("bas").await);
    follow(&unit, &anna, &bas).await;
    for n in 0..4 {
        post(&unit, &bas, &format!("Regen {n}")).await;
    }
    let cost = async || {
        let before = unit.statements();
        let page = unit
            .get("/api/v1/timelines/home")
            .by(&anna)
            .await
            .ok()
            .json();
        (unit.statements() - before, ids(&page).len())
    };
    let (without, _) = cost().await;
    for n in 0..5 {
        let words = json!([{ "keyword": format!("regen {n}") }, { "keyword": "wind" }]);
        let body = json!({ "title": format!("Weer {n}"), "context": ["home"], "keywords_attributes": words });
        make(&unit, &anna, body).await;
    }
    let (first, _) = cost().await;
    assert_eq!(first, without + 3, "they are read once");
    let (again, posts) = cost().await;
    assert_eq!(
        (again, posts),
        (without, 4),
        "and asked for by one statement, with filters or without"
    );
}

#[tokio::test]
async fn a_stream_tells_each_reader_what_their_own_filters_match() {
    let unit = TestApp::new().await;
    let (anna, bas) = (unit.person("anna").await, unit.person("bas").await);
    let cor = unit.person("cor").await;
    let body = json!({ "title": "Fris", "context": ["home"], "keywords_attributes": [{ "keyword": "regen" }] });
    make(&unit, &anna, body).await;
    let mut streams = Vec::new();
    for reader in [&anna, &cor] {
        follow(&unit, reader, &bas).await;
        streams.push(unit.listen("user", reader).await);
    }
    post(&unit, &bas, "Er is regen").await;
    unit.tell_streams().await;
    let mut told = Vec::new();
    for stream in &mut streams {
        let events = stream.told();
        let update = events.iter().find(|(event, _)| event == "update").unwrap();
        told.push(results(&update.1));
    }
    let hit = ("Fris".to_owned(), json!(["regen"]), Value::Null);
    assert_eq!(told, [vec![hit], vec![]]);
}
