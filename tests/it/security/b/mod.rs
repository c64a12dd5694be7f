//! B. Signatures and replay, in both forms.

mod coverage;
mod headers;
mod keys;
mod replay;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::Duration;
use meent_federation::signature::Signer;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::letters::{FORMS, Form, Letter, created, http_date};
use super::peers::key;
use super::rows::Row;
use super::support::{Rig, rig};

const CAVAGE: [&str; 4] = ["(request-target)", "host", "date", "digest"];

const MESSAGE: [&str; 3] = ["@method", "@target-uri", "content-digest"];

/// A post of mallory whose every spoilt delivery must leave nothing.
fn forged(rig: &Rig) -> Value {
    rig.e
        .create("mallory", &rig.e.note("mallory", 1, "markerforged"))
}

fn good(rig: &Rig, form: Form) -> Letter {
    Letter::signed(rig, &rig.mallory(), &forged(rig), form)
}

/// Sends it, and says what is wrong when it is not refused.
async fn refused(rig: &Rig, what: &str, letter: &Letter) {
    let status = letter.send(rig).await.status;
    assert!((400..500).contains(&status), "{what}: {status}");
}

/// Nothing came of all that, and an unspoilt delivery is taken in both forms.
async fn end(rig: &Rig, row: Row) {
    rig.nothing_of("spoilt deliveries", "markerforged").await;
    for (number, form) in [(8, Form::Cavage), (9, Form::Message)] {
        let marker = format!("markertrue{number}");
        let create = rig
            .e
            .create("mallory", &rig.e.note("mallory", number, &marker));
        let status = Letter::signed(rig, &rig.mallory(), &create, form)
            .send(rig)
            .await
            .status;
        assert_eq!(status, 202, "control: {form:?}");
        rig.something_of("an unspoilt delivery", &marker).await;
    }
    row.holds();
}

/// HMAC-SHA256, RFC 2104.
fn hmac(secret: &[u8], text: &[u8]) -> Vec<u8> {
    let mut block = [0_u8; 64];
    match secret.len() {
        0..=64 => block[..secret.len()].copy_from_slice(secret),
        _ => block[..32].copy_from_slice(&Sha256::digest(secret)),
    }
    let pad = |byte: u8| block.map(|b| b ^ byte).to_vec();
    let inner = Sha256::digest([pad(0x36), text.to_vec()].concat());
    Sha256::digest([pad(0x5c), inner.to_vec()].concat()).to_vec()
}

async fn notices(rig: &Rig) -> usize {
    let list = rig
        .s
        .get("/api/v1/notifications")
        .by(&rig.alice)
        .await
        .ok()
        .json();
    list.as_array().unwrap().len()
}

/// DER: a value with its tag and length.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut bytes = vec![tag];
    match length {
        0..=127 => bytes.push(length as u8),
        128..=255 => bytes.extend([0x81, length as u8]),
        _ => bytes.extend([0x82, (length >> 8) as u8, length as u8]),
    }
    bytes.extend(content);
    bytes
}

/// An RSA public key with this modulus and exponent, as PEM.
fn rsa_pem(modulus: &[u8], exponent: &[u8]) -> String {
    let key = der(
        0x30,
        &[der(0x02, &[&[0], modulus].concat()), der(0x02, exponent)].concat(),
    );
    let algorithm = [
        0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
    ];
    let whole = der(
        0x30,
        &[
            algorithm.to_vec(),
            der(0x03, &[&[0], key.as_slice()].concat()),
        ]
        .concat(),
    );
    pem("PUBLIC KEY", &STANDARD.encode(whole))
}

fn pem(label: &str, text: &str) -> String {
    format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n")
}

/// What verifying with exponent 1 compares with: the padded hash itself (RFC 8017, section 9.2).
fn padded_hash(text: &[u8], length: usize) -> Vec<u8> {
    let info = [
        0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
        0x05, 0x00, 0x04, 0x20,
    ];
    let hash = Sha256::digest(text);
    let filling = vec![0xff; length - info.len() - hash.len() - 3];
    [&[0, 1][..], &filling, &[0], &info, &hash].concat()
}
