//! C. Fetching objects, and keeping them.

mod answers;
mod bodies;
mod kept;

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::letters::{FORMS, Letter};
use super::peers::{ACTIVITY, Reply, answer, key};
use super::rows::Row;
use super::support::{Rig, rig};

const LD: &str = "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";

/// Serves a note of mallory at E with an answer made of it.
fn served(rig: &Rig, number: u32, marker: &str, make: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let note = rig.e.note("mallory", number, marker);
    let path = format!("/n/{number}");
    rig.e
        .reply(&path, Reply::Raw(make(note.to_string().as_bytes())));
    rig.e.url(&path)
}

/// Asks for it in the three ways that lead to a fetch: a search, a Create that only names it, a boost.
async fn ask(rig: &Rig, url: &str) {
    rig.search(url).await;
    rig.deliver(
        &rig.mallory(),
        &rig.e.activity("mallory", "Create", json!(url)),
    )
    .await;
    rig.deliver(
        &rig.mallory(),
        &rig.e.activity("mallory", "Announce", json!(url)),
    )
    .await;
}

async fn control(rig: &Rig, number: u32, marker: &str) {
    let url = served(rig, number, marker, |body| {
        answer(200, &[("Content-Type", ACTIVITY)], body)
    });
    rig.search(&url).await;
    rig.something_of("a plain answer", marker).await;
}

/// `{"id":…,"content":"<p>MARKER</p>` and two million spaces, made with `gzip -9`.
fn bomb() -> Vec<u8> {
    // A gzip member whose one block repeats a space: fixed Huffman codes, match of 258 at distance 1, over and over.
    let mut bits = Bits::default();
    bits.push(0b1, 1);
    bits.push(0b01, 2);
    // The literal ' ' (0x20): its code is 0x30 + 0x20 in eight bits.
    bits.push_reversed(0x50, 8);
    for _ in 0..8_000 {
        // Length 258 is symbol 285: eight bits, 0xC0 + 5; distance 1 is symbol 0: five bits.
        bits.push_reversed(0xC5, 8);
        bits.push_reversed(0, 5);
    }
    bits.push_reversed(0, 7);
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    bytes.extend(bits.finish());
    // The checksum is wrong, and nobody gets as far as to look at it.
    bytes.extend([0; 8]);
    bytes
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    fn push(&mut self, value: u32, count: u32) {
        for index in 0..count {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let last = self.bytes.len() - 1;
            self.bytes[last] |= (((value >> index) & 1) as u8) << (self.used % 8);
            self.used += 1;
        }
    }

    fn push_reversed(&mut self, value: u32, count: u32) {
        for index in (0..count).rev() {
            self.push(value >> index, 1);
        }
    }

    fn finish(self) -> Vec<u8> {
        self.bytes
    }
}
