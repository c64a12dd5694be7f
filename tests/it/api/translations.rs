//! Machine translation, by a service that the test plays.

use serde_json::{Value, json};

use super::{id, keys, media, send};
use crate::support::sites::Site;
use crate::support::{Member, TestApp};

struct House {
    unit: TestApp,
    site: Site,
    anna: Member,
    bram: Member,
}

impl House {
    async fn new() -> Self {
        let site = Site::start().await;
        let config = format!(
            "public_url = 'http://localhost:3000'\ntest_mode = true\n[translation]\nurl = '{}/lt/'\nkey = 'geheim'",
            site.origin
        );
        let unit = TestApp::with(&config).await;
        let languages = json!([
            {"code": "en", "name": "English", "targets": ["en", "nl"]},
            {"code": "nl", "name": "Dutch", "targets": ["de", "en", "nl"]},
        ]);
        site.serve("/lt/languages", "application/json", languages.to_string());
        let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
        Self {
            unit,
            site,
            anna,
            bram,
        }
    }

    fn says(&self, texts: &[&str]) {
        let found: Vec<Value> = texts
            .iter()
            .map(|_| json!({"language": "nl", "confidence": 90}))
            .collect();
        let answer = json!({"translatedText": texts, "detectedLanguage": found});
        self.site
            .serve("/lt/translate", "application/json", answer.to_string());
    }

    fn path(&self, post: &Value) -> String {
        format!("/api/v1/statuses/{}/translate", id(post))
    }

    async fn translate(&self, post: &Value, lang: &str) -> crate::support::Answer {
        let call = self.unit.post(&self.path(post)).by(&self.bram);
        call.json(json!({"lang": lang})).await
    }
}

#[tokio::test]
async fn a_post_is_translated_once_and_made_harmless() {
    let house = House::new().await;
    let file = house.unit.post("/api/v2/media").by(&house.anna);
    let file = file.upload(
        ("file", "a.png", &media::png()),
        &[("description", "een kat")],
    );
    let file = file.await.ok().json();
    let body = json!({
        "status": "Hallo <b>wereld</b>", "spoiler_text": "Pas & op", "language": "nl", "media_ids": [file["id"]],
    });
    let post = send(&house.unit, &house.anna, body).await;
    house.says(&[
        "<p onclick=\"x()\">Hello <script>alert(1)</script>world</p><iframe src=\"https://evil.example\"></iframe>",
        "Watch &amp; out <img src=x>",
        "a cat",
    ]);
    let found = house.translate(&post, "en-GB").await.ok().json();
    assert_eq!(
        keys(&found),
        [
            "content",
            "detected_source_language",
            "language",
            "media_attachments",
            "poll",
            "provider",
            "spoiler_text"
        ]
    );
    assert_eq!(
        found,
        json!({
            "content": "<p>Hello world</p>",
            "spoiler_text": "Watch & out",
            "language": "en",
            "media_attachments": [{"id": file["id"], "description": "a cat"}],
            "poll": null,
            "detected_source_language": "nl",
            "provider": "LibreTranslate",
        })
    );
    let visits = house.site.visits();
    let asked: Vec<&str> = visits.iter().map(|visit| visit.target.as_str()).collect();
    assert_eq!(asked, ["/lt/languages", "/lt/translate"]);
    let sent: Value = serde_json::from_slice(&visits[1].body).unwrap();
    assert_eq!(
        sent,
        json!({
            "q": [post["content"], "Pas &amp; op", "een kat"],
            "source": "nl", "target": "en", "format": "html", "api_key": "geheim",
        })
    );
    assert_eq!(house.translate(&post, "en").await.ok().json(), found);
    assert_eq!(house.site.asked(), [""; 0]);
    // Another text is asked anew.
    let other = json!({"status": "Dag", "language": "nl"});
    let other = send(&house.unit, &house.anna, other).await;
    house.says(&["<p>Bye</p>", ""]);
    let again = house.translate(&other, "en").await.ok().json();
    assert_eq!(again["content"], "<p>Bye</p>");
}

#[tokio::test]
async fn polls_are_translated_and_ones_own_language_is_the_default() {
    let house = House::new().await;
    let poll = json!({"options": ["ja", "nee"], "expires_in": 600});
    let body = json!({"status": "Soep?", "language": "nl", "poll": poll});
    let post = send(&house.unit, &house.anna, body).await;
    house.says(&["<p>Soup?</p>", "", "yes", "no"]);
    let call = house.unit.post(&house.path(&post)).by(&house.bram);
    let found = call.await.ok().json();
    assert_eq!(found["language"], "en");
    assert_eq!(
        found["poll"],
        json!({"id": post["poll"]["id"], "options": [{"title": "yes"}, {"title": "no"}]})
    );
}

#[tokio::test]
async fn only_open_posts_in_known_languages_are_sent() {
    let house = House::new().await;
    house.says(&["x", ""]);
    let write = async |more: Value| {
        let mut body = json!({"status": "@bram hoi", "language": "nl"});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        send(&house.unit, &house.anna, body).await
    };
    for more in [
        json!({"visibility": "private"}),
        json!({"visibility": "direct"}),
        json!({"local_only": true}),
        json!({"language": "xx"}),
    ] {
        let post = write(more.clone()).await;
        let answer = house.translate(&post, "en").await.is(403);
        assert_eq!(
            answer.json(),
            json!({"error": "This action is not allowed"}),
            "{more}"
        );
    }
    let open = write(json!({})).await;
    for lang in ["nl", "fr", "nonsense"] {
        house.translate(&open, lang).await.is(403);
    }
    let hidden = json!({"status": "geheim", "visibility": "private"});
    let hidden = send(&house.unit, &house.anna, hidden).await;
    house.translate(&hidden, "en").await.is(404);
    assert!(!house.site.asked().contains(&"/lt/translate".to_owned()));
    house.translate(&open, "de").await.ok();
}

#[tokio::test]
async fn a_service_in_trouble_is_503_and_none_at_all_404() {
    let house = House::new().await;
    let body = json!({"status": "Hoi", "language": "nl"});
    let post = send(&house.unit, &house.anna, body.clone()).await;
    for status in [500, 429, 403, 404, 301] {
        house.site.fail("/lt/translate", status);
        let answer = house.translate(&post, "en").await.is(503);
        assert!(answer.json()["error"].is_string());
    }
    for broken in ["{}", "nonsense", "{\"translatedText\": [\"one\"]}"] {
        house
            .site
            .serve("/lt/translate", "application/json", broken);
        house.translate(&post, "en").await.is(503);
    }
    let instance = house.unit.get("/api/v2/instance").await.ok().json();
    assert_eq!(
        instance["configuration"]["translation"],
        json!({"enabled": true})
    );
    let languages = house.unit.get("/api/v1/instance/translation_languages");
    assert_eq!(
        languages.await.ok().json(),
        json!({"en": ["nl"], "nl": ["de", "en"], "und": ["de", "en", "nl"]})
    );

    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let post = send(&unit, &anna, body).await;
    let path = format!("/api/v1/statuses/{}/translate", id(&post));
    unit.post(&path).by(&anna).json(json!({})).await.is(404);
    let instance = unit.get("/api/v2/instance").await.ok().json();
    assert_eq!(
        instance["configuration"]["translation"],
        json!({"enabled": false})
    );
    let languages = unit.get("/api/v1/instance/translation_languages").await;
    assert_eq!(languages.ok().json(), json!({}));
}
