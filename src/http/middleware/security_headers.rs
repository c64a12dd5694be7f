//! The headers that every answer carries, whatever made it: pages, API, media, ActivityPub, and their errors.
//!
//! One outermost layer, so that an answer from a fallback, a limit or a caught panic has them too. What a handler has
//! set itself (a cache rule of an asset, say) stays.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// What the layer must know about this unit.
#[derive(Clone, Copy, Debug)]
pub struct SecurityHeaders {
    /// The public address starts with `https://`: browsers are told to remember that.
    pub https: bool,
}

/// What kind of answer it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteClass {
    Page,
    Asset,
    Api,
    Media,
    ActivityPub,
}

impl RouteClass {
    /// The class of a path; everything that is nothing else is a page.
    pub fn of(path: &str) -> RouteClass {
        let under = |prefix: &str| {
            path.strip_prefix(prefix)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if under("/assets") || under("/pictures") {
            RouteClass::Asset
        } else if under("/media") {
            RouteClass::Media
        } else if under("/users") || under("/actor") || under("/inbox") {
            RouteClass::ActivityPub
        } else if [
            "/api",
            "/.well-known",
            "/nodeinfo",
            "/oauth/token",
            "/oauth/revoke",
            "/healthz",
            "/health",
        ]
        .into_iter()
        .any(under)
        {
            RouteClass::Api
        } else {
            RouteClass::Page
        }
    }
}

/// Put into a response's extensions by the authorize page: the one other place that its form may lead to.
///
/// Browsers apply `form-action` to every redirect after the form, so the app's address has to be named.
#[derive(Clone, Debug)]
pub struct FormTarget(String);

impl FormTarget {
    /// From a redirect address that has been compared with the app's registered ones. The origin for web addresses, the
    /// scheme for apps (`icecubesapp:`), nothing where the code is shown for copying.
    pub fn of(redirect_uri: &str) -> Option<FormTarget> {
        let (scheme, rest) = redirect_uri.split_once(':')?;
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.chars().all(plain) {
            return None;
        }
        let scheme = scheme.to_ascii_lowercase();
        match scheme.as_str() {
            "urn" | "javascript" | "data" | "blob" | "file" | "about" => None,
            "http" | "https" => {
                let authority = rest
                    .strip_prefix("//")?
                    .split(['/', '?', '#', '\\'])
                    .next()?;
                let host = authority.rsplit('@').next()?;
                let fits = |c: char| plain(c) || matches!(c, ':' | '[' | ']' | '_');
                (!host.is_empty() && host.chars().all(fits))
                    .then(|| FormTarget(format!("{scheme}://{host}")))
            }
            _ => Some(FormTarget(format!("{scheme}:"))),
        }
    }
}

const PAGE_START: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; font-src 'self'; form-action 'self'";
const PAGE_END: &str = "; base-uri 'none'; frame-ancestors 'none'";
const NOTHING: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const FILE: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";
const NO_FEATURES: &str = "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(self), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()";

/// The layer: `axum::middleware::from_fn_with_state(SecurityHeaders { .. }, security_headers::apply)`.
pub async fn apply(State(unit): State<SecurityHeaders>, request: Request, next: Next) -> Response {
    let class = RouteClass::of(request.uri().path());
    let mut response = next.run(request).await;
    let target = response.extensions_mut().remove::<FormTarget>();
    // Profiles and posts share their path between readers and programs; the content type says which it became.
    let class = match (class, is_activity(response.headers())) {
        (RouteClass::Page, true) => RouteClass::ActivityPub,
        (class, _) => class,
    };
    write(response.headers_mut(), class, unit, target.as_ref());
    response
}

fn is_activity(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    kind.starts_with("application/activity+json") || kind.starts_with("application/ld+json")
}

fn write(
    headers: &mut HeaderMap,
    class: RouteClass,
    unit: SecurityHeaders,
    target: Option<&FormTarget>,
) {
    let policy = match (class, target) {
        (RouteClass::Page, Some(FormTarget(also))) => {
            HeaderValue::try_from(format!("{PAGE_START} {also}{PAGE_END}"))
                .unwrap_or(HeaderValue::from_static(NOTHING))
        }
        (RouteClass::Page, None) => HeaderValue::try_from(format!("{PAGE_START}{PAGE_END}"))
            .unwrap_or(HeaderValue::from_static(NOTHING)),
        (RouteClass::Media, _) => HeaderValue::from_static(FILE),
        (RouteClass::Asset | RouteClass::Api | RouteClass::ActivityPub, _) => {
            HeaderValue::from_static(NOTHING)
        }
    };
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    let mut fixed = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value))
    };
    fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    fixed(header::REFERRER_POLICY, "same-origin");
    fixed(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    fixed(HeaderName::from_static("permissions-policy"), NO_FEATURES);
    let readers = if class == RouteClass::Media {
        "same-site"
    } else {
        "same-origin"
    };
    fixed(
        HeaderName::from_static("cross-origin-resource-policy"),
        readers,
    );
    if unit.https {
        fixed(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000");
    }
    // Almost everything here depends on who asks: whatever does not say otherwise must not be kept by anybody.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("private, no-store"));
    let vary = match class {
        RouteClass::Page => "Accept, Accept-Language, Cookie, Signature, Authorization",
        RouteClass::ActivityPub => "Accept, Signature, Authorization",
        RouteClass::Api | RouteClass::Media => "Authorization, Cookie",
        RouteClass::Asset => return,
    };
    headers.append(header::VARY, HeaderValue::from_static(vary));
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]
    use axum::{
        Router, body::Body, http::StatusCode, middleware::from_fn_with_state,
        response::IntoResponse, routing::get,
    };
    use tower::ServiceExt;

    use super::*;

    fn site() -> Router {
        let with_target = |uri: &'static str| async move {
            let mut response = "form".into_response();
            if let Some(target) = FormTarget::of(uri) {
                response.extensions_mut().insert(target);
            }
            response
        };
        Router::new()
            .route("/home", get(|| async { "page" }))
            .route("/broken", get(|| async { StatusCode::SERVICE_UNAVAILABLE }))
            .route(
                "/oauth/authorize",
                get(move || with_target("icecubesapp://")),
            )
            .route(
                "/@fatma",
                get(|| async { ([(header::CONTENT_TYPE, "application/activity+json")], "{}") }),
            )
            .route(
                "/assets/1/a.css",
                get(|| async { ([(header::CACHE_CONTROL, "public, max-age=1")], "") }),
            )
            .layer(from_fn_with_state(SecurityHeaders { https: true }, apply))
    }

    async fn headers(path: &str) -> HeaderMap {
        let request = Request::get(path).body(Body::empty()).unwrap();
        site().oneshot(request).await.unwrap().headers().clone()
    }

    #[tokio::test]
    async fn every_class_has_the_baseline_even_when_it_fails() {
        for path in [
            "/home",
            "/broken",
            "/nowhere",
            "/api/v1/x",
            "/media/x.png",
            "/users/x",
            "/oauth/authorize",
            "/assets/1/a.css",
        ] {
            let headers = headers(path).await;
            for name in [
                "content-security-policy",
                "x-content-type-options",
                "referrer-policy",
                "cross-origin-opener-policy",
                "cross-origin-resource-policy",
                "permissions-policy",
                "strict-transport-security",
                "cache-control",
            ] {
                assert!(headers.contains_key(name), "{name} on {path}");
            }
            let policy = headers["content-security-policy"].to_str().unwrap();
            assert!(
                policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
                "{path}: {policy}"
            );
        }
    }

    #[tokio::test]
    async fn only_the_authorize_page_may_lead_to_the_app() {
        let policy = |h: HeaderMap| h["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy(headers("/home").await).contains("form-action 'self';"));
        assert!(
            policy(headers("/oauth/authorize").await).contains("form-action 'self' icecubesapp:;")
        );
    }

    #[tokio::test]
    async fn programs_asking_for_a_profile_get_the_policy_for_programs() {
        let headers = headers("/@fatma").await;
        assert_eq!(headers["content-security-policy"], NOTHING);
        assert_eq!(headers["cache-control"], "private, no-store");
    }

    #[test]
    fn form_targets_cannot_break_out_of_the_policy() {
        let of = |uri| FormTarget::of(uri).map(|t| t.0);
        assert_eq!(
            of("https://app.example:8443/back?x=1").as_deref(),
            Some("https://app.example:8443")
        );
        assert_eq!(
            of("http://user@[::1]:3000/").as_deref(),
            Some("http://[::1]:3000")
        );
        assert_eq!(
            of("mastodon://joinmastodon.org/oauth").as_deref(),
            Some("mastodon:")
        );
        for bad in [
            "urn:ietf:wg:oauth:2.0:oob",
            "https://a b/",
            "https://;script-src *",
            "java\nscript:x",
            "x y:",
            "javascript:1",
            "data:,",
            "*://x",
            "https:app.example",
            "",
        ] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }

    #[test]
    fn classes_by_path() {
        assert_eq!(RouteClass::of("/apiary"), RouteClass::Page);
        assert_eq!(RouteClass::of("/api/v1/statuses"), RouteClass::Api);
        assert_eq!(RouteClass::of("/oauth/authorize"), RouteClass::Page);
        assert_eq!(RouteClass::of("/oauth/token"), RouteClass::Api);
        assert_eq!(
            RouteClass::of("/users/fatma/inbox"),
            RouteClass::ActivityPub
        );
    }
}
