//! Previews of pages that posts link to.

use serde_json::{Value, json};

use super::{id, keys, media, post, send};
use crate::support::network::Network;
use crate::support::sites::Site;
use crate::support::{Member, TestApp};

const LOCAL: &str = "public_url = 'http://localhost:3000'\ntest_mode = true";
const TWO_WEEKS: i64 = 14 * 24 * 3600;

const PAGE: &str = "<html lang=nl><title>Kaal</title><meta property='og:title' content='De &lt;i&gt;nieuwe&lt;/i&gt; kantine'>
    <meta property='og:description' content='Er is soep'><meta property='og:site_name' content='Het Blad'>
    <meta property='og:image' content='/soep.png'><meta property='og:image:alt' content='Een kom'>
    <meta property='article:published_time' content='2026-02-01T10:00:00+01:00'><meta name=author content='An'>
    <link rel=alternate type='application/json+oembed' href='/oembed?a=1&amp;b=2'>";

struct House {
    unit: TestApp,
    site: Site,
    anna: Member,
}

impl House {
    async fn new() -> Self {
        let unit = TestApp::with(LOCAL).await;
        let anna = unit.person("anna").await;
        let site = Site::start().await;
        site.page("/kantine", PAGE);
        site.serve("/soep.png", "image/png", media::png());
        let told = json!({
            "type": "video", "version": "1.0", "author_name": "Niemand", "author_url": "/an", "provider_url": site.origin,
            "html": "<iframe src='https://evil.example'></iframe><script>alert(1)</script>", "width": 640, "height": 480,
        });
        site.serve("/oembed?a=1&b=2", "application/json", told.to_string());
        Self { unit, site, anna }
    }

    /// A post by anna with the preview it has in the end.
    async fn card(&self, body: Value) -> Value {
        let sent = send(&self.unit, &self.anna, body).await;
        assert_eq!(sent["card"], Value::Null, "posting waits for nobody");
        self.unit.run_workers().await;
        self.read(id(&sent)).await
    }

    async fn read(&self, post: &str) -> Value {
        let path = format!("/api/v1/statuses/{post}");
        let read = self.unit.get(&path).by(&self.anna).await.ok().json();
        read["card"].clone()
    }

    fn link(&self) -> String {
        self.site.url("/kantine")
    }
}

#[tokio::test]
async fn a_page_is_shown_with_what_it_says_of_itself_and_nothing_of_it_runs() {
    let house = House::new().await;
    let text = format!(
        "Kijk @anna #soep {}#boven en {}",
        house.link(),
        house.site.url("/2")
    );
    let card = house.card(json!({"status": text})).await;
    assert_eq!(
        keys(&card),
        [
            "author_name",
            "author_url",
            "authors",
            "blurhash",
            "description",
            "embed_url",
            "height",
            "html",
            "image",
            "image_description",
            "language",
            "provider_name",
            "provider_url",
            "published_at",
            "title",
            "type",
            "url",
            "width"
        ]
    );
    let expected = json!({
        "url": house.link(),
        "title": "De nieuwe kantine",
        "description": "Er is soep",
        "language": "nl",
        "type": "link",
        "author_name": "An",
        "author_url": house.site.url("/an"),
        "provider_name": "Het Blad",
        "provider_url": format!("{}/", house.site.origin),
        "html": "",
        "embed_url": "",
        "image_description": "Een kom",
        "published_at": "2026-02-01T09:00:00.000Z",
        "authors": [{"name": "An", "url": house.site.url("/an"), "account": null}],
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&card[name], value, "{name}");
    }
    assert!(card["width"].as_i64().unwrap() > 0 && card["blurhash"].is_string());
    // The picture is served from here, to anybody who reads.
    let image = card["image"].as_str().unwrap();
    let path = image.strip_prefix("http://localhost:3000").unwrap();
    let file = house.unit.get(path).await.ok();
    assert_eq!(
        file.header("content-type"),
        "image/jpeg",
        "made anew, small"
    );
    let visits = house.site.visits();
    assert_eq!(visits.len(), 3);
    for visit in visits {
        assert!(visit.headers.get("signature").is_none() && visit.headers.get("cookie").is_none());
        assert!(visit.headers.get("referer").is_none());
    }
}

#[tokio::test]
async fn one_address_is_fetched_once_in_two_weeks() {
    let house = House::new().await;
    let body = json!({"status": house.link()});
    let first = house.card(body.clone()).await;
    house.site.visits();
    house.unit.advance(3600);
    let second = house.card_at_once(body.clone()).await;
    assert_eq!(first, second);
    assert_eq!(house.site.asked(), [""; 0]);
    house.site.page("/kantine", "<title>Dicht</title>");
    house.unit.advance(TWO_WEEKS);
    house.card_at_once(body.clone()).await;
    house.unit.run_workers().await;
    assert_eq!(house.site.asked(), ["/kantine"]);
    let sent = send(&house.unit, &house.anna, body).await;
    house.unit.run_workers().await;
    assert_eq!(sent["card"]["title"], "Dicht");
    assert_eq!(sent["card"]["image"], Value::Null);
    let image = first["image"].as_str().unwrap();
    let path = image.strip_prefix("http://localhost:3000").unwrap();
    house.unit.get(path).await.is(404);
}

impl House {
    async fn card_at_once(&self, body: Value) -> Value {
        send(&self.unit, &self.anna, body).await["card"].clone()
    }
}

#[tokio::test]
async fn the_links_of_closed_posts_are_told_to_nobody() {
    let house = House::new().await;
    let unit = &house.unit;
    let group = json!({"name": "plannen", "title": "Plannen", "access": "closed"});
    let made = unit
        .post("/api/v1/meent/groups")
        .by(&house.anna)
        .json(group);
    let group = made.await.ok().json()["id"].clone();
    for more in [
        json!({"visibility": "private"}),
        json!({"visibility": "direct"}),
        json!({"group_id": group}),
    ] {
        let mut body = json!({"status": house.link()});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        assert_eq!(house.card(body).await, Value::Null, "{more}");
        assert_eq!(house.site.asked(), [""; 0], "{more}");
    }
    for visibility in ["public", "unlisted"] {
        let body = json!({"status": house.link(), "visibility": visibility});
        let sent = send(unit, &house.anna, body).await;
        unit.run_workers().await;
        assert_eq!(house.read(id(&sent)).await["title"], "De nieuwe kantine");
    }
}

#[tokio::test]
async fn pages_that_say_nothing_have_no_preview() {
    let house = House::new().await;
    let site = &house.site;
    site.page("/leeg", "<p>niets</p>");
    site.page(
        "/login",
        "<title>Log in</title><form><input type=password></form>",
    );
    site.redirect("/gesloten", "/login");
    site.serve("/plaat", "image/png", media::png());
    site.serve("/json", "application/json", "{\"title\": \"x\"}");
    site.serve("/groot", "text/html", vec![b' '; 2 * 1024 * 1024]);
    site.fail("/weg", 404);
    site.redirect("/elders", "http://other.localhost.example/x");
    for path in [
        "/leeg",
        "/gesloten",
        "/plaat",
        "/json",
        "/groot",
        "/weg",
        "/elders",
    ] {
        let card = house.card(json!({"status": site.url(path)})).await;
        assert_eq!(card, Value::Null, "{path}");
        site.visits();
        // And is not asked again at once.
        house.card(json!({"status": site.url(path)})).await;
        assert_eq!(site.asked(), [""; 0], "{path}");
    }
    // A picture from elsewhere or one that is none is left out.
    for (path, image) in [("/a", "https://other.example/x.png"), ("/b", "/kantine")] {
        site.page(
            path,
            &format!("<title>T</title><meta property=og:image content='{image}'>"),
        );
        let card = house.card(json!({"status": site.url(path)})).await;
        assert_eq!(
            (&card["title"], &card["image"]),
            (&json!("T"), &Value::Null)
        );
    }
    // A page in an old encoding.
    site.serve(
        "/oud",
        "text/html; charset=iso-8859-1",
        b"<title>Caf\xe9</title>".to_vec(),
    );
    let card = house.card(json!({"status": site.url("/oud")})).await;
    assert_eq!(card["title"], "Café");
}

#[tokio::test]
async fn a_page_that_is_busy_is_tried_again_and_what_is_known_of_it_stays() {
    let house = House::new().await;
    let body = json!({"status": house.link()});
    house.site.fail("/kantine", 503);
    let sent = send(&house.unit, &house.anna, body.clone()).await;
    house.unit.run_workers().await;
    house.site.page("/kantine", PAGE);
    house.unit.advance(120);
    house.unit.run_workers().await;
    let card = house.read(id(&sent)).await;
    assert_eq!(card["title"], "De nieuwe kantine");
    house.unit.advance(TWO_WEEKS);
    house.site.fail("/kantine", 503);
    house.site.visits();
    send(&house.unit, &house.anna, body).await;
    for _ in 0..6 {
        house.unit.advance(400);
        house.unit.run_workers().await;
    }
    assert_eq!(house.site.visits().len(), 3);
    assert_eq!(house.read(id(&sent)).await, card);
}

#[tokio::test]
async fn an_edit_changes_the_preview_and_a_deletion_forgets_the_page() {
    let house = House::new().await;
    house.site.page("/twee", "<title>Twee</title>");
    let sent = post(&house.unit, &house.anna, &house.link()).await;
    house.unit.run_workers().await;
    let image = house.read(id(&sent)).await["image"].clone();
    let path = format!("/api/v1/statuses/{}", id(&sent));
    let unit = &house.unit;
    for (text, title) in [
        (house.site.url("/twee"), json!("Twee")),
        ("niets".to_owned(), Value::Null),
        (house.link(), json!("De nieuwe kantine")),
    ] {
        unit.put(&path)
            .by(&house.anna)
            .json(json!({"status": text}))
            .await
            .ok();
        unit.run_workers().await;
        assert_eq!(house.read(id(&sent)).await["title"], title);
    }
    unit.delete(&path).by(&house.anna).await.ok();
    unit.run_workers().await;
    unit.advance(TWO_WEEKS + 1);
    meent::worker::prune(&unit.app).await.unwrap();
    let image = image
        .as_str()
        .unwrap()
        .strip_prefix("http://localhost:3000")
        .unwrap();
    unit.get(image).await.is(404);
    let (link, mut conn) = (house.link(), unit.app.db.read().await.unwrap());
    let known = meent::db::previews::by_url(&mut conn, &link).await;
    assert_eq!(known.unwrap(), None);
}

#[tokio::test]
async fn only_members_and_listed_hosts_are_asked() {
    // A closed network: nobody is listed, and the machine itself is nobody outside of tests.
    let unit = TestApp::with("public_url = 'http://hrm.localhost:4000'").await;
    let anna = unit.person("anna").await;
    let site = Site::start().await;
    site.page("/x", "<title>X</title>");
    let sent = post(&unit, &anna, &site.url("/x")).await;
    unit.run_workers().await;
    let path = format!("/api/v1/statuses/{}", id(&sent));
    assert_eq!(
        unit.get(&path).by(&anna).await.ok().json()["card"],
        Value::Null
    );
    assert_eq!(site.asked(), [""; 0]);
    // A member of the network is asked. What it shows to nobody who is not logged in is no preview.
    let network = Network::new(&["hrm", "it"]).await;
    let (hrm, it) = (&network[0], &network[1]);
    let bram = hrm.person("bram").await;
    let carla = it.person("carla").await;
    let there = post(it, &carla, "Hoi").await;
    let sent = post(hrm, &bram, there["url"].as_str().unwrap()).await;
    network.run_workers().await;
    let path = format!("/api/v1/statuses/{}", id(&sent));
    let card = hrm.get(&path).by(&bram).await.ok().json()["card"].clone();
    assert_eq!(card, Value::Null);
    let mut conn = hrm.app.db.read().await.unwrap();
    let url = there["url"].as_str().unwrap();
    let row = meent::db::previews::by_url(&mut conn, url)
        .await
        .unwrap()
        .unwrap();
    let own = [meent::domain::StatusId(id(&sent).parse().unwrap())];
    let linked = meent::db::previews::of_statuses(&mut conn, &own).await;
    assert_eq!(linked.unwrap().len(), 0);
    assert!(row.fetched_at.is_some() && row.title.is_empty());
}
