//! Where a form leads afterwards. Never off our own site, whatever the form says.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use url::Url;

/// A path of our own site: from `next` when it is one, else from `otherwise`.
///
/// Browsers read `//host`, `/\host` and paths with control characters as other places than they look; so the text is
/// checked first and then resolved the way a browser does, and only what stayed on the same origin counts.
pub fn own_path(next: &str, otherwise: &str) -> String {
    checked(next).unwrap_or_else(|| otherwise.to_owned())
}

fn checked(next: &str) -> Option<String> {
    let odd = |c: char| c.is_control() || c.is_whitespace() || c == '\\';
    let mut start = next.chars();
    if next.len() > 2000
        || next.contains(odd)
        || start.next() != Some('/')
        || start.next() == Some('/')
    {
        return None;
    }
    let base = Url::parse("https://own.invalid/").ok()?;
    let url = base.join(next).ok()?;
    if url.origin() != base.origin() || !url.username().is_empty() {
        return None;
    }
    // `/.//host` normalises to `//host`.
    let path = url.path();
    if path.starts_with("//") {
        return None;
    }
    let mut own = path.to_owned();
    if let Some(query) = url.query() {
        own.push('?');
        own.push_str(query);
    }
    if let Some(fragment) = url.fragment() {
        own.push('#');
        own.push_str(fragment);
    }
    Some(own)
}

/// 303: the answer to a form is a page to be read with GET.
pub fn see_other(path: &str) -> Response {
    match HeaderValue::try_from(path) {
        Ok(place) => (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response(),
        // Our own paths are always fit for a header; an app's registered address need not be.
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_at_home() {
        for (next, expected) in [
            ("/home", "/home"),
            (
                "/@fatma@hrm.example/12?a=b#post-1",
                "/@fatma@hrm.example/12?a=b#post-1",
            ),
            (
                "/oauth/authorize?redirect_uri=https://app.example/",
                "/oauth/authorize?redirect_uri=https://app.example/",
            ),
            ("/tags/caf%C3%A9", "/tags/caf%C3%A9"),
        ] {
            assert_eq!(own_path(next, "/otherwise"), expected);
        }
        let long = format!("/{}", "a".repeat(3000));
        for bad in [
            "",
            "home",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            " //evil.example",
            "/.//evil.example",
            "/x/..//evil.example",
            "javascript:alert(1)",
            "/%0d%0aSet-Cookie: a=b\r\n",
            "@evil.example",
            long.as_str(),
        ] {
            assert_eq!(own_path(bad, "/home"), "/home", "{bad:?}");
        }
    }
}
