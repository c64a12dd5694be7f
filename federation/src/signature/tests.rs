#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod forms;
mod gate;
mod message;
mod roundtrip;

use std::sync::LazyLock;

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Duration, Utc};
use http::{HeaderMap, HeaderName, HeaderValue, Method};

use super::*;

static ALICE: LazyLock<PrivateKey> = LazyLock::new(|| PrivateKey::generate().unwrap());
static MALLORY: LazyLock<PrivateKey> = LazyLock::new(|| PrivateKey::generate().unwrap());

/// The key of the honest peer in all tests of the crate.
pub(crate) fn alice() -> PrivateKey {
    ALICE.clone()
}

/// The key of the hostile peer.
pub(crate) fn mallory() -> PrivateKey {
    MALLORY.clone()
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

const KEY_ID: &str = "https://g.example/users/alice#main-key";

/// A request under construction: a correct delivery until a test changes it.
#[derive(Clone)]
struct Builder {
    method: Method,
    target: String,
    signed_target: Option<String>,
    headers: Vec<(&'static str, String)>,
    covered: Vec<&'static str>,
    parameters: Vec<(&'static str, String)>,
    body: Option<&'static [u8]>,
    key: PrivateKey,
    created: Option<i64>,
    expires: Option<i64>,
}

impl Builder {
    fn post() -> Self {
        let body = br#"{"type":"Follow"}"#;
        Self {
            method: Method::POST,
            target: "/inbox".to_owned(),
            signed_target: None,
            headers: vec![
                ("host", "s.example".to_owned()),
                ("date", http_date(now())),
                ("digest", digest::digest_header(body)),
                ("content-type", "application/activity+json".to_owned()),
            ],
            covered: vec!["(request-target)", "host", "date", "digest"],
            parameters: vec![
                ("keyId", KEY_ID.to_owned()),
                ("algorithm", "rsa-sha256".to_owned()),
            ],
            body: Some(body),
            key: alice(),
            created: None,
            expires: None,
        }
    }

    fn get() -> Self {
        let mut it = Self::post();
        it.method = Method::GET;
        it.target = "/users/bob".to_owned();
        it.headers.truncate(2);
        it.covered = vec!["(request-target)", "host", "date"];
        it.body = None;
        it
    }

    /// Signs with `(created)` instead of `Date`, as draft 12 prefers.
    fn hs2019(mut self, created: DateTime<Utc>, expires: Option<DateTime<Utc>>) -> Self {
        self = self.without("date").parameter("algorithm", "hs2019");
        self.covered.retain(|name| *name != "date");
        self.covered.push("(created)");
        self.created = Some(created.timestamp());
        if let Some(expires) = expires {
            self.covered.push("(expires)");
            self.expires = Some(expires.timestamp());
        }
        self
    }

    fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.retain(|(other, _)| *other != name);
        self.headers.push((name, value.into()));
        self
    }

    fn also(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(other, _)| *other != name);
        self
    }

    fn covering(mut self, covered: &[&'static str]) -> Self {
        self.covered = covered.to_vec();
        self
    }

    fn parameter(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.parameters.retain(|(other, _)| *other != name);
        self.parameters.push((name, value.into()));
        self
    }

    fn header_map(&self) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in &self.headers {
            map.append(
                HeaderName::from_static(name),
                HeaderValue::from_str(value).unwrap(),
            );
        }
        map
    }

    /// Signs with the values of the first of repeated headers, so that only the repetition can be at fault.
    fn signed(self) -> Self {
        let mut unique = HeaderMap::new();
        for (name, value) in self.headers.iter().rev() {
            unique.insert(
                HeaderName::from_static(name),
                HeaderValue::from_str(value).unwrap(),
            );
        }
        let names: Vec<String> = self.covered.iter().map(|name| (*name).to_owned()).collect();
        let target = self.signed_target.as_ref().unwrap_or(&self.target);
        let text = cavage::signing_string(
            &names,
            self.method.as_str(),
            target,
            &unique,
            self.created,
            self.expires,
        )
        .unwrap();
        let mut line: Vec<String> = self
            .parameters
            .iter()
            .map(|(name, value)| format!(r#"{name}="{value}""#))
            .collect();
        line.extend(self.created.map(|created| format!("created={created}")));
        line.extend(self.expires.map(|expires| format!("expires={expires}")));
        line.push(format!(r#"headers="{}""#, self.covered.join(" ")));
        line.push(format!(
            r#"signature="{}""#,
            STANDARD.encode(self.key.sign(&text).unwrap())
        ));
        self.header("signature", line.join(","))
    }

    fn check(&self) -> Result<SignedRequest, SignatureError> {
        let ours = ["s.example".to_owned(), "s.localhost:8080".to_owned()];
        SignedRequest::check(RequestView {
            method: &self.method,
            path_and_query: &self.target,
            scheme: "https",
            headers: &self.header_map(),
            body: self.body,
            our_authorities: &ours,
            now: now(),
        })
    }

    /// The whole gate with the honest key.
    fn outcome(&self) -> Result<(), SignatureError> {
        self.check()?.verify(&alice().public_key().unwrap().into())
    }
}

fn http_date(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn minutes(count: i64) -> Duration {
    Duration::minutes(count)
}
