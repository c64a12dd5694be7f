//! What the asker wants: a document for a program or a page for a person.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use meent_federation::client::media_type::MediaType;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wants {
    /// `application/activity+json`.
    Activity,
    /// The same document as `application/ld+json` with the profile.
    Linked,
    /// A page.
    Page,
}

impl Wants {
    /// Reads `Accept` by its weights. Who does not say gets the document, as does who takes both alike: browsers always
    /// name HTML first and with more weight than `*/*`.
    pub fn of(headers: &HeaderMap) -> Self {
        let (mut activity, mut linked, mut page) = (0, 0, 0);
        let values = headers.get_all(header::ACCEPT).iter();
        for range in values
            .filter_map(|value| value.to_str().ok())
            .flat_map(split)
        {
            let Some(media_type) = MediaType::parse(range) else {
                continue;
            };
            let weight = weight(&media_type);
            match media_type.essence.as_str() {
                "text/html" | "application/xhtml+xml" => page = page.max(weight),
                "application/activity+json" | "application/json" => activity = activity.max(weight),
                // Without the profile some servers mean it all the same.
                "application/ld+json" => linked = linked.max(weight),
                _ => {}
            }
        }
        if page > activity.max(linked) {
            Self::Page
        } else if linked > activity {
            Self::Linked
        } else {
            Self::Activity
        }
    }

    /// The content type of a document.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Linked => {
                r#"application/ld+json; profile="https://www.w3.org/ns/activitystreams""#
            }
            Self::Activity | Self::Page => "application/activity+json; charset=utf-8",
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Wants {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

/// The ranges of an `Accept` header: split at commas that are not inside quotes.
fn split(value: &str) -> Vec<&str> {
    let mut quoted = false;
    value
        .split(move |c: char| {
            quoted ^= c == '"';
            c == ',' && !quoted
        })
        .collect()
}

/// The weight of a range in thousandths.
fn weight(media_type: &MediaType) -> u16 {
    let Some(text) = media_type.parameter("q") else {
        return 1000;
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    match (whole, digits.parse::<u16>()) {
        ("0", Ok(thousandths)) => thousandths,
        ("1", Ok(0)) => 1000,
        _ => 0,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn wants(accept: &str) -> Wants {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, accept.parse().unwrap());
        Wants::of(&headers)
    }

    #[test]
    fn weights_decide() {
        let profiled = r#"application/ld+json; profile="https://www.w3.org/ns/activitystreams""#;
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        for (accept, expected) in [
            ("application/activity+json", Wants::Activity),
            (profiled, Wants::Linked),
            (
                &format!("application/activity+json, {profiled}"),
                Wants::Activity,
            ),
            (
                &format!("{profiled}, application/activity+json;q=0.9"),
                Wants::Linked,
            ),
            (browser, Wants::Page),
            (
                "text/html;q=0.1, application/activity+json",
                Wants::Activity,
            ),
            ("text/html, application/activity+json;q=0.5", Wants::Page),
            ("*/*", Wants::Activity),
            ("application/json", Wants::Activity),
            ("text/html;q=0", Wants::Activity),
            ("nonsense", Wants::Activity),
        ] {
            assert_eq!(wants(accept), expected, "{accept}");
        }
        assert_eq!(Wants::of(&HeaderMap::new()), Wants::Activity);
    }
}
