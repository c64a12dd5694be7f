//! Requests for other names are refused: this unit answers under its own only. So no request that was made (or signed)
//! for another server has an effect here, and a browser cannot be led here by a name of somebody else's.

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::AppRef;

/// 421 (RFC 9110, 15.5.20) unless the request is for the unit's domain. The default port may be written or left out.
pub async fn guard(State(app): State<AppRef>, request: Request, next: Next) -> Response {
    let asked = match request.uri().authority() {
        // HTTP/2 and absolute targets; these win over the header (RFC 9112, 3.2.2).
        Some(authority) => Some(authority.as_str()),
        None => request
            .headers()
            .get(header::HOST)
            .and_then(|host| host.to_str().ok()),
    };
    if asked.is_some_and(|asked| is_ours(asked, &app.config.domain, app.config.is_https())) {
        return next.run(request).await;
    }
    let text = format!("This server answers at {} only.\n", app.urls.base());
    (StatusCode::MISDIRECTED_REQUEST, text).into_response()
}

fn is_ours(asked: &str, domain: &str, https: bool) -> bool {
    let default_port = if https { ":443" } else { ":80" };
    asked
        .strip_suffix(default_port)
        .unwrap_or(asked)
        .eq_ignore_ascii_case(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_own_name_with_its_port() {
        assert!(is_ours("HRM.example", "hrm.example", true));
        assert!(is_ours("hrm.example:443", "hrm.example", true));
        assert!(is_ours("hrm.localhost:8080", "hrm.localhost:8080", false));
        for other in [
            "",
            "it.example",
            "hrm.example:80",
            "hrm.example:8443",
            "x@hrm.example",
            "hrm.example.",
        ] {
            assert!(!is_ours(other, "hrm.example", true), "{other}");
        }
        assert!(!is_ours("hrm.localhost", "hrm.localhost:8080", false));
    }
}
