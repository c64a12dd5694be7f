//! The languages of the pages, and the texts in them.
//!
//! Texts live in `locales/<language>/*.ftl`. A test holds the languages equal and looks up every key that a template or a
//! view uses, so a missing text is found before anybody reads the page.

use std::{borrow::Cow, collections::HashMap};

use fluent_templates::{LanguageIdentifier, langid, static_loader};

static_loader! {
    pub static LOCALES = {
        locales: "./src/http/web/locales",
        fallback_language: "en",
        // Names get `<bdi>` in the templates; invisible marks in the text would end up in attributes and e-mail subjects.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static ENGLISH: LanguageIdentifier = langid!("en");
static DUTCH: LanguageIdentifier = langid!("nl");

/// A language that every page can be shown in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    #[default]
    En,
    Nl,
}

impl Lang {
    /// All of them, in the order of the language switch.
    pub const ALL: [Lang; 2] = [Lang::Nl, Lang::En];

    /// The code for `<html lang>`, cookies and the database.
    pub fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Nl => "nl",
        }
    }

    /// The language's own name for itself.
    pub fn endonym(self) -> &'static str {
        match self {
            Lang::En => "English",
            Lang::Nl => "Nederlands",
        }
    }

    /// `nl`, `NL`, `nl-BE` are Dutch; anything that we have no texts for is `None`.
    pub fn from_code(code: &str) -> Option<Lang> {
        let primary = code.trim().split(['-', '_']).next().unwrap_or_default();
        Lang::ALL
            .into_iter()
            .find(|lang| lang.code().eq_ignore_ascii_case(primary))
    }

    /// The best match for an `Accept-Language` header (RFC 9110, 12.5.4); English when nothing fits.
    pub fn negotiate(header: Option<&str>) -> Lang {
        let mut best: Option<(Lang, f32)> = None;
        for range in header.unwrap_or_default().split(',').take(20) {
            let mut parts = range.split(';');
            let Some(lang) = parts.next().and_then(Lang::from_code) else {
                continue;
            };
            let quality = parts
                .find_map(|p| p.trim().strip_prefix("q="))
                .map_or(1.0, |q| q.trim().parse().unwrap_or(0.0));
            // The first of equals wins, as browsers list languages in order of preference.
            if quality > 0.0 && best.is_none_or(|(_, q)| quality > q) {
                best = Some((lang, quality));
            }
        }
        best.map_or_else(Lang::default, |(lang, _)| lang)
    }

    fn id(self) -> &'static LanguageIdentifier {
        match self {
            Lang::En => &ENGLISH,
            Lang::Nl => &DUTCH,
        }
    }

    /// The text named `key`.
    pub fn t(self, key: &str) -> String {
        LOCALES
            .lookup_single_language::<&str>(self.id(), key, None)
            .unwrap_or_else(|_| key.to_owned())
    }

    /// The text named `key` for a number, which it calls `$count`.
    pub fn n(self, key: &str, count: i64) -> String {
        let mut args = HashMap::new();
        args.insert(Cow::Borrowed("count"), count.into());
        LOCALES
            .lookup_single_language(self.id(), key, Some(&args))
            .unwrap_or_else(|_| key.to_owned())
    }

    /// The text named `key` around a name, which it calls `$name`.
    pub fn w(self, key: &str, name: &str) -> String {
        let mut args = HashMap::new();
        args.insert(Cow::Borrowed("name"), name.to_owned().into());
        LOCALES
            .lookup_single_language(self.id(), key, Some(&args))
            .unwrap_or_else(|_| key.to_owned())
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    /// The names of the messages in all .ftl files of a language.
    fn keys(lang: Lang) -> BTreeSet<String> {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src/http/web/locales")
            .join(lang.code());
        let mut keys = BTreeSet::new();
        for entry in fs::read_dir(dir).unwrap() {
            for line in fs::read_to_string(entry.unwrap().path()).unwrap().lines() {
                if let Some((key, _)) = line.split_once(" =")
                    && !key.starts_with([' ', '#', '[', '*'])
                {
                    assert!(
                        keys.insert(key.to_owned()),
                        "{key} stands twice in {}",
                        lang.code()
                    );
                }
            }
        }
        keys
    }

    /// Every key written as `.t("key"`, `.n("key"` or `.w("key"` below `dir`.
    fn used(dir: &Path, into: &mut BTreeSet<String>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                used(&path, into);
            } else if path.extension().is_some_and(|e| e == "rs" || e == "html")
                && !path.ends_with("lang.rs")
            {
                let text = fs::read_to_string(&path).unwrap();
                for call in [".t(\"", ".n(\"", ".w(\""] {
                    for (at, _) in text.match_indices(call) {
                        let rest = &text[at + call.len()..];
                        into.insert(rest[..rest.find('"').unwrap()].to_owned());
                    }
                }
            }
        }
    }

    #[test]
    fn languages_have_the_same_texts() {
        assert_eq!(keys(Lang::En), keys(Lang::Nl));
    }

    #[test]
    fn every_text_that_is_used_exists() {
        let mut wanted = BTreeSet::new();
        used(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http/web"),
            &mut wanted,
        );
        assert!(wanted.len() > 100, "the search for keys is broken");
        let have = keys(Lang::En);
        let missing: Vec<_> = wanted.difference(&have).collect();
        assert!(missing.is_empty(), "no text for {missing:?}");
    }

    #[test]
    fn accept_language() {
        assert_eq!(Lang::negotiate(None), Lang::En);
        assert_eq!(Lang::negotiate(Some("nl-NL,nl;q=0.9,en;q=0.8")), Lang::Nl);
        assert_eq!(Lang::negotiate(Some("fr, en;q=0.3, nl;q=0.7")), Lang::Nl);
        assert_eq!(Lang::negotiate(Some("nl;q=0, en;q=0.1")), Lang::En);
        assert_eq!(Lang::negotiate(Some("tlh;;;q=x,,")), Lang::En);
    }

    #[test]
    fn plurals_and_names() {
        assert_eq!(Lang::Nl.n("count-replies", 1), "1 reactie");
        assert_eq!(Lang::Nl.n("count-replies", 3), "3 reacties");
        assert_eq!(Lang::En.w("post-reply-to", "Fatma"), "In reply to Fatma");
    }
}
