//! The bridge to `activitypub_federation`, which brings its own fetch functions but takes a client from outside.

use async_trait::async_trait;
use http::{Extensions, HeaderValue, Method, StatusCode, header};
use reqwest::{Request, Response, ResponseBuilderExt};
use reqwest_middleware::{ClientWithMiddleware, Error, Middleware, Next, Result};
use thiserror::Error;

use super::{Client, ClientError, FetchError};
use crate::signature::Signer;

/// The type that library accepts, which it compares as a string.
const ACTIVITY_JSON: &str = "application/activity+json";

/// Answers the requests of `activitypub_federation` through a guarded [`Client`].
///
/// GET becomes [`Client::fetch_document`] with the signer it holds: policy, gate, redirects, signature, type and size
/// are decided there, and the library sees the final URL, the body, and a content type of the spelling it knows. A
/// document that is gone comes back as 410, by which the library recognises deletion; every other failure is an error.
/// Anything but GET is refused: deliveries go through [`crate::deliver`].
pub struct Fetcher {
    client: Client,
    signer: Option<Signer>,
}

/// The library tried to send something else than a GET.
#[derive(Debug, Error)]
#[error("only documents are fetched this way")]
struct OnlyGet;

impl Client {
    /// This client in the form that `FederationConfig::builder().client(..)` takes. `signer` signs all its fetches.
    ///
    /// Errors: [`ClientError`], which a client that was built once does not cause.
    pub fn for_library(
        &self,
        signer: Option<Signer>,
    ) -> std::result::Result<ClientWithMiddleware, ClientError> {
        let unused = self.for_class(self.policy().port_class(443))?;
        let fetcher = Fetcher {
            client: self.clone(),
            signer,
        };
        Ok(reqwest_middleware::ClientBuilder::new(unused)
            .with(fetcher)
            .build())
    }
}

/// What our client said, in an error of the library that came out of it.
pub fn fetch_error_of(error: &activitypub_federation::error::Error) -> Option<&FetchError> {
    match error {
        activitypub_federation::error::Error::ReqwestMiddleware(Error::Middleware(cause)) => {
            cause.downcast_ref()
        }
        _ => None,
    }
}

#[async_trait]
impl Middleware for Fetcher {
    async fn handle(&self, request: Request, _: &mut Extensions, _: Next<'_>) -> Result<Response> {
        if request.method() != Method::GET {
            return Err(Error::middleware(OnlyGet));
        }
        let (url, status, body) = match self
            .client
            .fetch_document(request.url(), self.signer.as_ref())
            .await
        {
            Ok(fetched) => (fetched.url, StatusCode::OK, fetched.body),
            Err(FetchError::Gone) => (request.url().clone(), StatusCode::GONE, bytes::Bytes::new()),
            Err(error) => return Err(Error::middleware(error)),
        };
        let mut response = http::Response::builder()
            .url(url)
            .body(body)
            .map_err(Error::middleware)?;
        *response.status_mut() = status;
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(ACTIVITY_JSON),
        );
        Ok(Response::from(response))
    }
}
