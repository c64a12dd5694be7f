//! Cross-origin access for clients that run in a browser, with the same reach as Mastodon's.
//!
//! Tokens travel in a header that the client sets itself, so every origin may be let in; cookies never are
//! (`Access-Control-Allow-Credentials` is not sent), which keeps the web pages' session out of it.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// What a script may read of an answer, beyond the body.
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "Link, X-RateLimit-Reset, X-RateLimit-Limit, X-RateLimit-Remaining, X-Request-Id",
);
/// How long a browser may keep the answer to a preflight, in seconds.
const MAX_AGE: HeaderValue = HeaderValue::from_static("7200");

/// The methods that other origins may use on a path; `None` where they may not come at all.
fn methods(path: &str) -> Option<&'static str> {
    if path.starts_with("/api/") {
        return Some("GET, POST, PUT, PATCH, DELETE, OPTIONS");
    }
    match path {
        "/oauth/token" | "/oauth/revoke" => Some("POST, OPTIONS"),
        "/oauth/userinfo" => Some("GET, POST, OPTIONS"),
        _ if path.starts_with("/.well-known/") || path.starts_with("/nodeinfo/") => {
            Some("GET, OPTIONS")
        }
        _ if path.starts_with("/users/") || path.starts_with("/@") => Some("GET, OPTIONS"),
        _ => None,
    }
}

/// Answers preflights and marks the answers that other origins may read. Wraps the whole router, so that errors and
/// unknown paths are marked as well: a browser hides an unmarked error from the client.
pub async fn cors(request: Request, next: Next) -> Response {
    let Some(methods) = methods(request.uri().path()) else {
        return next.run(request).await;
    };
    let preflight = request.method() == Method::OPTIONS
        && request
            .headers()
            .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    if preflight {
        let mut response = StatusCode::OK.into_response();
        let wanted = request
            .headers()
            .get(header::ACCESS_CONTROL_REQUEST_HEADERS)
            .cloned();
        let headers = response.headers_mut();
        allow_origin(headers);
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static(methods),
        );
        // Any header is welcome. They are repeated, since `*` would leave `Authorization` out.
        if let Some(wanted) = wanted {
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, wanted);
        }
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        headers.insert(
            header::VARY,
            HeaderValue::from_static("Access-Control-Request-Headers"),
        );
        return response;
    }
    let mut response = next.run(request).await;
    allow_origin(response.headers_mut());
    response
}

fn allow_origin(headers: &mut HeaderMap) {
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use axum::Router;
    use axum::body::Body;
    use axum::routing::get;
    use tower::ServiceExt;

    async fn send(method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
        let router = Router::new()
            .route("/api/v1/x", get(|| async { "x" }))
            .route("/home", get(|| async { "home" }))
            .layer(axum::middleware::from_fn(cors));
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        router
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn a_preflight_is_answered_for_any_header() {
        let asked = [
            ("origin", "https://elk.example"),
            ("access-control-request-method", "POST"),
            (
                "access-control-request-headers",
                "authorization, idempotency-key",
            ),
        ];
        let response = send("OPTIONS", "/api/v1/statuses", &asked).await;
        assert_eq!(response.status(), StatusCode::OK);
        let headers = response.headers();
        assert_eq!(headers["access-control-allow-origin"], "*");
        assert_eq!(
            headers["access-control-allow-headers"],
            "authorization, idempotency-key"
        );
        assert!(
            headers["access-control-allow-methods"]
                .to_str()
                .unwrap()
                .contains("PATCH")
        );
        assert!(!headers.contains_key("access-control-allow-credentials"));
    }

    #[tokio::test]
    async fn answers_and_errors_are_marked_and_pages_are_not() {
        for path in [
            "/api/v1/x",
            "/api/v1/missing",
            "/nodeinfo/2.0",
            "/.well-known/webfinger",
            "/oauth/token",
        ] {
            let response = send("GET", path, &[]).await;
            assert_eq!(
                response.headers()["access-control-allow-origin"],
                "*",
                "{path}"
            );
            assert!(
                response.headers()["access-control-expose-headers"]
                    .to_str()
                    .unwrap()
                    .contains("Link")
            );
        }
        for path in ["/home", "/oauth/authorize", "/login"] {
            assert!(
                !send("GET", path, &[])
                    .await
                    .headers()
                    .contains_key("access-control-allow-origin"),
                "{path}"
            );
        }
        let preflight = [("access-control-request-method", "POST")];
        assert!(
            !send("OPTIONS", "/login", &preflight)
                .await
                .headers()
                .contains_key("access-control-allow-origin")
        );
    }
}
