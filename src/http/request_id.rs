//! A number for each request: in the log beside everything that is said about it, and in the answer, so that somebody who
//! reports trouble can name it.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

/// Where the number stands, in the request as the inner layers see it and in the answer.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Numbers the request anew, whatever number it brought: who asks does not write our log.
pub async fn number(mut request: Request, next: Next) -> Response {
    let id = format!("{:016x}", rand::random::<u64>());
    let Ok(value) = HeaderValue::try_from(id.as_str()) else {
        return next.run(request).await;
    };
    request.headers_mut().insert(HEADER, value.clone());
    let span = tracing::info_span!(
        "request",
        id,
        method = %request.method(),
        path = request.uri().path()
    );
    let mut response = async {
        let response = next.run(request).await;
        tracing::debug!(status = response.status().as_u16(), "answered");
        response
    }
    .instrument(span)
    .await;
    response.headers_mut().insert(HEADER, value);
    response
}
