//! Requests to S as E sends them: signed by a signer of the tests' own, so that neither form is checked against itself, and
//! spoilt at will.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use meent_federation::signature::Signer;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::peers::ACTIVITY;
use super::support::Rig;
use crate::crash::rig::wire::{Answer, Wire};

/// The two forms of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Cavage,
    Message,
}

pub const FORMS: [Form; 2] = [Form::Cavage, Form::Message];

/// A request, not yet sent.
#[derive(Debug, Clone)]
pub struct Letter {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Letter {
    /// A delivery to the shared inbox with all its headers but a signature.
    pub fn unsigned(rig: &Rig, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let digest = STANDARD.encode(Sha256::digest(&body));
        let headers = [
            ("host", rig.domain().to_owned()),
            ("date", http_date(rig.now())),
            ("content-type", ACTIVITY.to_owned()),
            ("digest", format!("SHA-256={digest}")),
            ("content-digest", format!("sha-256=:{digest}:")),
        ];
        Self {
            method: "POST".to_owned(),
            target: "/inbox".to_owned(),
            headers: headers
                .map(|(name, value)| (name.to_owned(), value))
                .to_vec(),
            body,
        }
    }

    /// A good delivery.
    pub fn signed(rig: &Rig, signer: &Signer, document: &Value, form: Form) -> Self {
        Self::unsigned(rig, document.to_string()).sign(rig, signer, form)
    }

    /// A good request for a document.
    pub fn get(rig: &Rig, target: &str, signer: &Signer, form: Form) -> Self {
        let headers = [
            ("host", rig.domain().to_owned()),
            ("date", http_date(rig.now())),
            ("accept", ACTIVITY.to_owned()),
        ];
        let letter = Self {
            method: "GET".to_owned(),
            target: target.to_owned(),
            headers: headers
                .map(|(name, value)| (name.to_owned(), value))
                .to_vec(),
            body: Vec::new(),
        };
        match form {
            Form::Cavage => letter.cavage(signer, &["(request-target)", "host", "date"], &[]),
            Form::Message => {
                letter.message(rig, signer, &["@method", "@target-uri"], &created(rig))
            }
        }
    }

    pub fn sign(self, rig: &Rig, signer: &Signer, form: Form) -> Self {
        match form {
            Form::Cavage => {
                self.cavage(signer, &["(request-target)", "host", "date", "digest"], &[])
            }
            Form::Message => {
                let covered = ["@method", "@target-uri", "content-digest"];
                self.message(rig, signer, &covered, &created(rig))
            }
        }
    }

    /// Signs as draft-cavage-http-signatures-12, section 2.3, with further parameters of the header.
    pub fn cavage(mut self, signer: &Signer, covered: &[&str], more: &[(&str, &str)]) -> Self {
        let given = |name: &str| {
            more.iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| *value)
        };
        let lines = covered.iter().map(|name| match *name {
            "(request-target)" => format!(
                "(request-target): {} {}",
                self.method.to_lowercase(),
                self.target
            ),
            "(created)" => format!("(created): {}", given("created").unwrap_or_default()),
            "(expires)" => format!("(expires): {}", given("expires").unwrap_or_default()),
            name => format!("{name}: {}", self.header(name)),
        });
        let text = lines.collect::<Vec<_>>().join("\n");
        let signature = STANDARD.encode(signer.key.sign(text.as_bytes()).unwrap());
        let mut value = format!("keyId=\"{}\"", signer.key_id);
        if given("algorithm").is_none() {
            value.push_str(",algorithm=\"rsa-sha256\"");
        }
        for (name, text) in more {
            let number = matches!(*name, "created" | "expires");
            let quote = if number { "" } else { "\"" };
            value.push_str(&format!(",{name}={quote}{text}{quote}"));
        }
        value.push_str(&format!(
            ",headers=\"{}\",signature=\"{signature}\"",
            covered.join(" ")
        ));
        self.set("signature", &value);
        self
    }

    /// Signs as RFC 9421, section 2.5, under the label `sig1`.
    pub fn message(
        mut self,
        rig: &Rig,
        signer: &Signer,
        covered: &[&str],
        parameters: &str,
    ) -> Self {
        let (input, signature) = self.labelled(rig, signer, covered, parameters);
        self.set("signature-input", &format!("sig1={input}"));
        self.set("signature", &format!("sig1=:{signature}:"));
        self
    }

    /// The two values that a label stands for.
    pub fn labelled(
        &self,
        rig: &Rig,
        signer: &Signer,
        covered: &[&str],
        parameters: &str,
    ) -> (String, String) {
        let (path, query) = self
            .target
            .split_once('?')
            .map_or((self.target.as_str(), "?".to_owned()), |(path, query)| {
                (path, format!("?{query}"))
            });
        let names = covered
            .iter()
            .map(|name| format!("\"{name}\""))
            .collect::<Vec<_>>()
            .join(" ");
        let input = format!("({names}){parameters};keyid=\"{}\"", signer.key_id);
        let mut text = String::new();
        for name in covered {
            let value = match *name {
                "@method" => self.method.clone(),
                "@target-uri" => format!("https://{}{}", rig.domain(), self.target),
                "@authority" => rig.domain().to_owned(),
                "@path" => path.to_owned(),
                "@query" => query.clone(),
                "@request-target" => self.target.clone(),
                name => self.header(name).to_owned(),
            };
            text.push_str(&format!("\"{name}\": {value}\n"));
        }
        text.push_str(&format!("\"@signature-params\": {input}"));
        (
            input,
            STANDARD.encode(signer.key.sign(text.as_bytes()).unwrap()),
        )
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.remove(name);
        self.add(name, value);
    }

    pub fn add(&mut self, name: &str, value: &str) {
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    pub fn remove(&mut self, name: &str) {
        self.headers.retain(|(key, _)| key != name);
    }

    /// The header with a piece of it replaced, which must be there.
    pub fn change(&mut self, name: &str, from: &str, to: &str) {
        let value = self.header(name).to_owned();
        assert!(value.contains(from), "{name}: {value} lacks {from}");
        self.set(name, &value.replace(from, to));
    }

    /// Sends it over a socket.
    pub async fn send(&self, rig: &Rig) -> Answer {
        let mut bytes = format!("{} {} HTTP/1.1\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            bytes.push_str(&format!("{name}: {value}\r\n"));
        }
        if self.method != "GET" {
            bytes.push_str(&format!("content-length: {}\r\n", self.body.len()));
        }
        bytes.push_str("\r\n");
        let mut bytes = bytes.into_bytes();
        bytes.extend(&self.body);
        Wire::new(rig.address).send(&bytes).await.unwrap()
    }
}

/// The parameter that says when it was signed.
pub fn created(rig: &Rig) -> String {
    format!(";created={}", rig.now().timestamp())
}

pub fn http_date(time: chrono::DateTime<chrono::Utc>) -> String {
    time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
