//! Did this form come from our own pages? Asked of every POST, before the token of the session is compared, and the only
//! guard of the forms that are there before anybody is signed in.

use axum::http::HeaderMap;

/// Browsers say where a form comes from in `Sec-Fetch-Site` (which pages cannot set) or, older ones, in `Origin`.
/// A request that says neither is no form of ours.
///
/// `origin` is our own: `https://hrm.example`, without a path.
pub fn is_own_form(headers: &HeaderMap, origin: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if headers.get_all("origin").iter().count() > 1
        || headers.get_all("sec-fetch-site").iter().count() > 1
    {
        return false;
    }
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => site == "same-origin",
        (None, Some(from)) => from.eq_ignore_ascii_case(origin),
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn own(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        is_own_form(&headers, "https://hrm.example")
    }

    #[test]
    fn only_our_own_pages() {
        assert!(own(&[("origin", "https://hrm.example")]));
        assert!(own(&[
            ("sec-fetch-site", "same-origin"),
            ("origin", "https://hrm.example")
        ]));
        for bad in [
            &[][..],
            &[("origin", "null")],
            &[("origin", "https://evil.example")],
            &[("origin", "https://x.hrm.example")],
            &[("origin", "http://hrm.example")],
            &[("origin", "https://hrm.example:8443")],
            &[("origin", "https://hrm.example.evil")],
            &[
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://hrm.example"),
            ],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
            &[
                ("sec-fetch-site", "same-origin"),
                ("sec-fetch-site", "cross-site"),
            ],
            &[
                ("origin", "https://hrm.example"),
                ("origin", "https://evil.example"),
            ],
        ] {
            assert!(!own(bad), "{bad:?}");
        }
    }
}
