//! Every page in both languages: well formed, labelled, nothing inline, everything escaped.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use super::{html_check::complaints, sample_pages::pages};
use crate::http::web::lang::Lang;

#[test]
fn every_page_is_well_made_in_both_languages() {
    for lang in Lang::ALL {
        for (name, html) in pages(lang) {
            // For looking at the pages in a browser while designing them.
            if let Some(dir) = std::env::var_os("MEENT_PAGES_DIR") {
                std::fs::write(
                    std::path::Path::new(&dir).join(format!("{name}.{}.html", lang.code())),
                    &html,
                )
                .unwrap();
            }
            let wrong = complaints(&html);
            assert!(wrong.is_empty(), "{name} in {}: {wrong:#?}", lang.code());
            assert!(
                html.contains(&format!("<html lang=\"{}\">", lang.code())),
                "{name}"
            );
        }
    }
}

#[test]
fn names_and_addresses_are_escaped() {
    let all: String = pages(Lang::En).into_iter().map(|(_, html)| html).collect();
    assert!(!all.contains("<b>van</b>"));
    assert!(all.contains("&#60;b&#62;van&#60;/b&#62;"));
    assert!(!all.contains("c5rf\"token"));
}

#[test]
fn every_text_was_found() {
    // A text that is missing, or lacks its number or name, shows as its key.
    for lang in Lang::ALL {
        for (name, html) in pages(lang) {
            for start in ["{ $", "Unknown localization"] {
                assert!(!html.contains(start), "{name}");
            }
        }
    }
}

#[test]
fn every_form_carries_the_token() {
    for (name, html) in pages(Lang::Nl) {
        let posts = html.matches("method=\"post\"").count();
        let tokens = html.matches("name=\"csrf\"").count();
        assert_eq!(posts, tokens, "{name}");
    }
}

#[test]
fn no_jargon() {
    for lang in Lang::ALL {
        for (name, html) in pages(lang) {
            let lower = html.to_lowercase();
            for word in [
                "toot<",
                "fediverse",
                "federat",
                "instance",
                "activitypub",
                ">boost",
                "mastodon",
                "server ",
            ] {
                assert!(
                    !lower.contains(word),
                    "{name} in {} says {word}",
                    lang.code()
                );
            }
        }
    }
}
