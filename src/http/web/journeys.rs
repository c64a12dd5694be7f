//! People walk through the pages as a browser would: over links and forms, with cookies, on a real database.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use tempfile::TempDir;
use tower::ServiceExt;

use super::{routes, views::html_check::complaints};
use crate::{
    app::{App, AppRef},
    config::Config,
    db::{Db, StatementCounter, migrate},
    domain::{Role, Timestamp, time::Clock},
    media::Store,
    service::{accounts, oauth, unit},
};

const PASSWORD: &str = "korenveld wandelt zacht";

struct Unit {
    app: AppRef,
    _folder: TempDir,
}

impl Unit {
    async fn new() -> Unit {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::parse(
            "public_url = 'https://hrm.example'",
            None,
            std::iter::empty(),
        )
        .unwrap();
        config.data_dir = folder.path().to_owned();
        let url = format!("sqlite://{}", folder.path().join("meent.sqlite").display());
        let db = Db::open(&url, 4, None, StatementCounter::default())
            .await
            .unwrap();
        migrate::run(&db).await.unwrap();
        let store = Store::local(&config.media_dir()).unwrap();
        let clock = Clock::fake(Timestamp::from_millis(1_772_442_000_000));
        let app = App::new(config, db, clock, store).await.unwrap();
        Unit {
            app,
            _folder: folder,
        }
    }

    async fn person(&self, name: &str, role: Role) -> accounts::NewPerson {
        let new = accounts::NewPerson {
            role,
            locale: "nl".to_owned(),
            ..accounts::NewPerson::member(name, PASSWORD)
        };
        accounts::create(&self.app, new.clone()).await.unwrap();
        new
    }

    fn browser(&self) -> Browser {
        Browser {
            site: routes(&self.app).with_state(Arc::clone(&self.app)),
            cookies: BTreeMap::new(),
            page: String::new(),
            at: "/".to_owned(),
            status: StatusCode::OK,
            origin: Some("https://hrm.example".to_owned()),
        }
    }

    async fn signed_in(&self, name: &str, role: Role) -> Browser {
        self.person(name, role).await;
        let mut browser = self.browser();
        browser.open("/login").await;
        browser
            .send("/login", &[("username", name), ("password", PASSWORD)])
            .await;
        assert_eq!(browser.at, "/home");
        browser
    }
}

struct Browser {
    site: Router,
    cookies: BTreeMap<String, String>,
    page: String,
    at: String,
    status: StatusCode,
    origin: Option<String>,
}

impl Browser {
    async fn open(&mut self, path: &str) {
        let request = Request::get(path).header(header::ACCEPT_LANGUAGE, "nl");
        self.follow(request, path, Body::empty()).await;
    }

    /// Fills in the form that leads to `action` and sends it. Hidden fields go along as they are.
    async fn send(&mut self, action: &str, fields: &[(&str, &str)]) {
        let form = self
            .page
            .split("<form")
            .find(|form| form.contains(&format!("action=\"{action}\"")));
        let form = form
            .unwrap_or_else(|| panic!("no form to {action} at {}", self.at))
            .split("</form>")
            .next()
            .unwrap();
        let mut pairs: Vec<(String, String)> = Vec::new();
        for input in form.split("<input type=\"hidden\" name=\"").skip(1) {
            let (name, rest) = input.split_once('"').unwrap();
            let value = rest
                .split_once("value=\"")
                .unwrap()
                .1
                .split('"')
                .next()
                .unwrap();
            pairs.push((name.to_owned(), value.replace("&#38;", "&")));
        }
        pairs.extend(
            fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        self.post(action, &pairs).await;
    }

    /// Presses a button that sends its form somewhere else.
    async fn press(&mut self, formaction: &str) {
        let form = self
            .page
            .split("<form")
            .find(|form| form.contains(&format!("formaction=\"{formaction}\"")));
        let form = form.unwrap_or_else(|| panic!("no button to {formaction} at {}", self.at));
        let action = form
            .split("action=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        let token = form
            .split("name=\"csrf\" value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        let next = form
            .split("name=\"next\" value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        assert!(action.starts_with('/'));
        self.post(
            formaction,
            &[("csrf".to_owned(), token), ("next".to_owned(), next)],
        )
        .await;
    }

    async fn post(&mut self, path: &str, pairs: &[(String, String)]) {
        let mut request = Request::post(path)
            .header(header::ACCEPT_LANGUAGE, "nl")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(origin) = &self.origin {
            request = request.header(header::ORIGIN, origin);
        }
        self.follow(
            request,
            path,
            Body::from(serde_urlencoded::to_string(pairs).unwrap()),
        )
        .await;
    }

    async fn follow(&mut self, request: axum::http::request::Builder, path: &str, body: Body) {
        let (mut request, mut path, mut body) = (request, path.to_owned(), body);
        for _ in 0..5 {
            let cookies: Vec<String> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            let request_now = request
                .header(header::COOKIE, cookies.join("; "))
                .body(body)
                .unwrap();
            let response = self.site.clone().oneshot(request_now).await.unwrap();
            for cookie in response.headers().get_all(header::SET_COOKIE) {
                let cookie = cookie.to_str().unwrap();
                let (name, rest) = cookie.split_once('=').unwrap();
                let value = rest.split(';').next().unwrap();
                if name.starts_with("__Host-") {
                    for flag in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
                        assert!(cookie.contains(flag), "{flag} in {cookie}");
                    }
                }
                if value.is_empty() {
                    self.cookies.remove(name);
                } else {
                    self.cookies.insert(name.to_owned(), value.to_owned());
                }
            }
            self.status = response.status();
            let place = response
                .headers()
                .get(header::LOCATION)
                .map(|place| place.to_str().unwrap().to_owned());
            let Some(place) = place else {
                self.at = path;
                self.page = String::from_utf8(
                    to_bytes(response.into_body(), 1 << 22)
                        .await
                        .unwrap()
                        .to_vec(),
                )
                .unwrap();
                let wrong = complaints(&self.page);
                assert!(wrong.is_empty(), "{}: {wrong:#?}", self.at);
                return;
            };
            if !place.starts_with('/') {
                self.at = place;
                self.page = String::new();
                return;
            }
            path = place;
            request =
                Request::get(path.split('#').next().unwrap()).header(header::ACCEPT_LANGUAGE, "nl");
            body = Body::empty();
        }
        panic!("round and round: {path}");
    }

    fn shows(&self, text: &str) -> bool {
        self.page.contains(text)
    }

    /// The number in the first address of the form `/posts/{number}/like`.
    fn post_id(&self) -> String {
        self.page
            .split("formaction=\"/posts/")
            .nth(1)
            .unwrap()
            .split('/')
            .next()
            .unwrap()
            .to_owned()
    }
}

#[tokio::test]
async fn the_first_start_happens_once() {
    let unit = Unit::new().await;
    let link = unit::setup_link(&unit.app).await.unwrap().unwrap();
    let path = link.strip_prefix("https://hrm.example").unwrap().to_owned();
    let mut owner = unit.browser();
    owner.open(&path).await;
    let names = [
        ("unit_name", "HRM & zo"),
        ("language", "nl"),
        ("display_name", "Olga"),
        ("username", "olga"),
    ];
    let with = |password, again| {
        [
            &names[..],
            &[("password", password), ("password_again", again)],
        ]
        .concat()
    };
    owner
        .send(&path, &with(PASSWORD, "iets anders dan dat"))
        .await;
    assert_eq!(owner.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(owner.shows("niet gelijk") && owner.shows("HRM &#38; zo"));
    owner.send(&path, &with("kort", "kort")).await;
    assert_eq!(owner.status, StatusCode::UNPROCESSABLE_ENTITY);
    owner.send(&path, &with(PASSWORD, PASSWORD)).await;
    assert_eq!(owner.at, "/home");
    assert!(owner.shows("Je unit is open") && owner.shows("Units in het netwerk"));
    owner.open("/home").await;
    assert!(!owner.shows("Je unit is open"), "a notice is shown once");
    let mut other = unit.browser();
    other.open(&path).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nothing_is_readable_before_the_login_and_the_login_leads_back() {
    let unit = Unit::new().await;
    unit.person("anna", Role::Member).await;
    let mut anna = unit.browser();
    for path in [
        "/home",
        "/network",
        "/unit",
        "/tags/x",
        "/@anna",
        "/@nobody",
        "/@anna/1",
        "/people?q=a",
        "/notifications",
        "/admin/peers",
        "/posts/new",
    ] {
        anna.open(path).await;
        assert!(
            anna.at.starts_with("/login?next="),
            "{path} led to {}",
            anna.at
        );
    }
    anna.open("/people?q=an").await;
    anna.send(
        "/login",
        &[("username", "anna"), ("password", "verkeerd wachtwoord")],
    )
    .await;
    assert_eq!(anna.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(anna.shows("horen niet bij elkaar") && anna.shows("value=\"anna\""));
    anna.send("/login", &[("username", "Anna"), ("password", PASSWORD)])
        .await;
    assert_eq!(anna.at, "/people?q=an");
    anna.send("/logout", &[]).await;
    anna.open("/home").await;
    assert!(anna.at.starts_with("/login"));
    anna.open("/login?next=//evil.example/").await;
    anna.send("/login", &[("username", "anna"), ("password", PASSWORD)])
        .await;
    assert_eq!(anna.at, "/home");
}

#[tokio::test]
async fn posting_answering_and_the_small_buttons() {
    let unit = Unit::new().await;
    let mut anna = unit.signed_in("anna", Role::Member).await;
    let mut bas = unit.signed_in("bas", Role::Member).await;
    anna.send("/posts", &[("text", "  "), ("audience", "network")])
        .await;
    assert_eq!(anna.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(anna.shows("nog niets om te plaatsen"));
    anna.open("/home").await;
    anna.send(
        "/posts",
        &[
            ("text", "De *vergadering* over #rooster is verplaatst"),
            ("audience", "network"),
            ("language", "nl"),
        ],
    )
    .await;
    assert!(anna.shows("<em>vergadering</em>") && anna.shows("onderweg"));

    bas.open("/unit").await;
    let id = bas.post_id();
    bas.press(&format!("/posts/{id}/like")).await;
    assert_eq!(bas.at, format!("/unit#post-{id}"));
    assert!(bas.shows(&format!("/posts/{id}/unlike")));
    bas.press(&format!("/posts/{id}/save")).await;
    bas.press(&format!("/posts/{id}/share")).await;
    bas.open("/saved").await;
    assert!(bas.shows("<em>vergadering</em>"));
    bas.open("/tags/rooster").await;
    assert!(bas.shows("<em>vergadering</em>"));
    bas.open(&format!("/@anna/{id}")).await;
    assert!(bas.shows("@anna </textarea>"));
    bas.send(
        "/posts",
        &[("text", "@anna Waar is het nu?"), ("audience", "followers")],
    )
    .await;
    assert!(
        bas.at.starts_with(&format!("/@anna/{id}#post-")),
        "{}",
        bas.at
    );
    assert!(bas.shows("Waar is het nu?") && bas.shows("depth-1"));

    anna.open("/notifications").await;
    for text in [
        "vindt jouw bericht leuk",
        "deelde jouw bericht",
        "noemde jou",
        "(nieuw)",
    ] {
        assert!(anna.shows(text), "{text}");
    }
    anna.open("/notifications").await;
    assert!(!anna.shows("(nieuw)"));
    anna.open(&format!("/posts/{id}/edit")).await;
    anna.send(
        &format!("/posts/{id}/edit"),
        &[("text", "Toch niet verplaatst"), ("warning", "Let op")],
    )
    .await;
    assert!(
        anna.shows("Toch niet verplaatst") && anna.shows("<summary><bdi>Let op</bdi></summary>")
    );
    anna.open(&format!("/posts/{id}/delete")).await;
    anna.send(&format!("/posts/{id}/delete"), &[]).await;
    anna.open(&format!("/@anna/{id}")).await;
    assert_eq!(anna.status, StatusCode::NOT_FOUND);
    assert!(anna.shows("Die pagina is hier niet"));
    bas.open(&format!("/posts/{id}/delete")).await;
    assert_eq!(bas.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn people_find_and_follow_each_other() {
    let unit = Unit::new().await;
    let mut anna = unit.signed_in("anna", Role::Member).await;
    let mut bas = unit.signed_in("bas", Role::Member).await;
    anna.open("/settings/profile").await;
    let changes = [
        ("display_name", "Anna <b>de Vries</b>"),
        ("bio", "HR"),
        ("locked", "1"),
        ("fields[1][name]", "Team"),
        ("fields[1][value]", "Instroom"),
        ("language", "en"),
    ];
    anna.send("/settings/profile", &changes).await;
    assert!(anna.shows("Your page is saved") && anna.shows("value=\"Instroom\""));

    bas.open("/people?q=vries").await;
    assert!(bas.shows("1 persoon gevonden") && bas.shows("Anna &#60;b&#62;"));
    bas.open("/@anna").await;
    let follow = bas
        .page
        .split("action=\"")
        .find(|part| part.starts_with("/people/") && part.contains("/follow\""))
        .unwrap();
    let follow = follow.split('"').next().unwrap().to_owned();
    bas.send(&follow, &[]).await;
    assert!(bas.shows("beslist zelf wie volgt. Je verzoek") && bas.shows("Gevraagd"));

    anna.open("/follow-requests").await;
    let accept = anna
        .page
        .split("action=\"")
        .find(|part| part.starts_with("/follow-requests/"))
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    anna.send(&accept, &[]).await;
    assert!(anna.shows("bas follows you now"));
    bas.open("/@anna/followers").await;
    assert!(bas.shows("href=\"/@bas\""));
    bas.open("/@anna").await;
    assert!(bas.shows("Volg je"));
    let person = follow.trim_end_matches("/follow");
    for (deed, text) in [
        ("block", "is geblokkeerd"),
        ("unblock", "niet meer geblokkeerd"),
        ("unmute", "Je ziet"),
    ] {
        bas.open("/@anna").await;
        if bas.shows(&format!("formaction=\"{person}/{deed}\"")) {
            bas.press(&format!("{person}/{deed}")).await;
            assert!(bas.shows(text), "{deed}");
        }
    }
}

#[tokio::test]
async fn forms_of_others_do_nothing() {
    let unit = Unit::new().await;
    let mut anna = unit.signed_in("anna", Role::Member).await;
    let pairs = |token: &str| {
        vec![
            ("csrf".to_owned(), token.to_owned()),
            ("text".to_owned(), "Niet van mij".to_owned()),
        ]
    };
    let token = anna
        .page
        .split("name=\"csrf\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    for (origin, token) in [
        (Some("https://evil.example"), &*token),
        (Some("null"), &*token),
        (None, &*token),
        (Some("https://hrm.example"), ""),
        (Some("https://hrm.example"), "x"),
    ] {
        anna.origin = origin.map(str::to_owned);
        anna.post("/posts", &pairs(token)).await;
        assert_eq!(anna.status, StatusCode::FORBIDDEN, "{origin:?} {token}");
    }
    anna.origin = Some("https://evil.example".to_owned());
    anna.post(
        "/login",
        &[
            ("username".to_owned(), "anna".to_owned()),
            ("password".to_owned(), PASSWORD.to_owned()),
        ],
    )
    .await;
    assert_eq!(anna.status, StatusCode::FORBIDDEN);
    anna.open("/home").await;
    assert!(!anna.shows("Niet van mij"));
}

#[tokio::test]
async fn units_are_for_admins() {
    let unit = Unit::new().await;
    let mut anna = unit.signed_in("anna", Role::Member).await;
    anna.open("/admin/peers").await;
    assert_eq!(anna.status, StatusCode::FORBIDDEN);
    assert!(anna.shows("Dat mag jij niet doen"));
    let mut olga = unit.signed_in("olga", Role::Owner).await;
    olga.open("/admin/peers").await;
    for (host, text) in [
        ("een unit", "geen adres van een unit"),
        ("hrm.example", "deze unit zelf"),
    ] {
        olga.send("/admin/peers", &[("host", host)]).await;
        assert!(olga.shows(text), "{host}");
    }
    olga.send("/admin/peers", &[("host", "https://IT.example/")])
        .await;
    assert!(olga.shows("it.example hoort nu bij het netwerk") && olga.shows("Alles is aangekomen"));
    olga.open("/admin/peers/it.example/suspend").await;
    olga.send("/admin/peers/it.example/suspend", &[]).await;
    assert!(olga.shows("gepauzeerd") && olga.shows("/admin/peers/it.example/resume"));
    olga.open("/admin/peers/it.example/remove").await;
    olga.send("/admin/peers/it.example/remove", &[]).await;
    assert!(olga.shows("staat nog alleen"));
}

#[tokio::test]
async fn an_app_is_let_in_by_hand() {
    let unit = Unit::new().await;
    let registered = |uri: &str| oauth::NewApp {
        name: "Tusky".to_owned(),
        redirect_uris: vec![uri.to_owned()],
        scopes: "read write".to_owned(),
        website: None,
    };
    let (app, _) = oauth::register(&unit.app, registered(oauth::OUT_OF_BAND))
        .await
        .unwrap();
    let address = |client: &str, uri: &str| {
        let query = [
            ("response_type", "code"),
            ("client_id", client),
            ("redirect_uri", uri),
            ("scope", "read"),
            ("state", "a&b"),
        ];
        format!(
            "/oauth/authorize?{}",
            serde_urlencoded::to_string(query).unwrap()
        )
    };
    unit.person("anna", Role::Member).await;
    let mut anna = unit.browser();
    anna.open(&address(&app.client_id, oauth::OUT_OF_BAND))
        .await;
    assert!(anna.at.starts_with("/login?next=") && anna.shows("Tusky"));
    anna.send("/login", &[("username", "anna"), ("password", PASSWORD)])
        .await;
    assert!(anna.shows("Mag Tusky namens jou handelen?"));
    anna.send("/oauth/authorize", &[("decision", "allow")])
        .await;
    assert!(anna.shows("id=\"code\""));

    let (app, _) = oauth::register(&unit.app, registered("icecubesapp://"))
        .await
        .unwrap();
    anna.open(&address(&app.client_id, "icecubesapp://")).await;
    anna.send("/oauth/authorize", &[("decision", "allow")])
        .await;
    assert!(
        anna.at.starts_with("icecubesapp://?code=") && anna.at.ends_with("&state=a%26b"),
        "{}",
        anna.at
    );
    anna.open(&address(&app.client_id, "icecubesapp://")).await;
    anna.send("/oauth/authorize", &[("decision", "refuse")])
        .await;
    assert_eq!(anna.at, "icecubesapp://?error=access_denied&state=a%26b");
    anna.open(&address(&app.client_id, "https://evil.example/"))
        .await;
    assert_eq!(anna.status, StatusCode::UNPROCESSABLE_ENTITY);
    anna.open(&format!(
        "{}&force_login=true",
        address(&app.client_id, "icecubesapp://")
    ))
    .await;
    assert!(anna.at.starts_with("/login?next="));
}
