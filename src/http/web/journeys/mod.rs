//! People walk through the pages as a browser would: over links and forms, with cookies, on a real database.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod daily;
mod entry;
mod groups;

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
    service::accounts,
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
