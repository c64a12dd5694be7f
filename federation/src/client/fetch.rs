//! Fetching: redirects by hand, status, type and size of what comes back.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use reqwest::Response;
use serde::de::DeserializeOwned;
use tokio::time::Instant;
use url::Url;

use super::{
    Client, FetchError,
    body::{read_capped, retry_after},
    media_type::{ACCEPT_ACTIVITY, MediaType},
};
use crate::{
    origin::{IdError, document_of, parse_id},
    signature::{Signer, sign_get},
};

/// Redirects that are followed for one fetch.
const MAX_REDIRECTS: usize = 3;

/// A file takes at most so many times as long as a document may.
const LONG: u32 = 10;

/// A file that is coming in.
pub struct Download {
    response: Response,
    limit: usize,
    left: usize,
    until: Instant,
}

impl Download {
    /// The next piece; `None` at the end.
    ///
    /// Errors: see [`FetchError`]; more than was allowed is one.
    pub async fn piece(&mut self) -> Result<Option<Bytes>, FetchError> {
        let piece = tokio::time::timeout_at(self.until, self.response.chunk()).await;
        let piece = piece.map_err(|_| FetchError::Timeout)??;
        if let Some(piece) = &piece {
            let left = self.left.checked_sub(piece.len());
            self.left = left.ok_or(FetchError::TooLarge(self.limit))?;
        }
        Ok(piece)
    }
}

/// What a fetch brought.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// Where it was in the end, after redirects. A document is only what it says it is when its `id` is this URL.
    pub url: Url,
    /// Its type as the peer wrote it; `None` only for media without one.
    pub content_type: Option<String>,
    /// The body, decompressed.
    pub body: Bytes,
}

impl Fetched {
    /// The body as JSON of a given shape.
    ///
    /// Errors: [`FetchError::Json`]; nesting deeper than 128 levels is one.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, FetchError> {
        Ok(serde_json::from_slice(&self.body)?)
    }
}

/// What is asked for.
struct Want<'a> {
    accept: &'static str,
    signer: Option<&'a Signer>,
    limit: usize,
    fits: fn(&MediaType) -> bool,
    untyped: bool,
    /// May take longer than a document.
    long: bool,
}

impl Client {
    /// Fetches an ActivityPub document (actor, object, collection, key), signed by `signer` where one is given.
    ///
    /// The fragment is not sent. Up to three redirects are followed, each checked and signed like the first request.
    /// The caller compares the `id` inside with [`Fetched::url`]. Errors: see [`FetchError`]; any type but the two of
    /// ActivityPub is one.
    pub async fn fetch_document(
        &self,
        url: &Url,
        signer: Option<&Signer>,
    ) -> Result<Fetched, FetchError> {
        let limit = self.0.config.max_document;
        let fits = MediaType::is_activity;
        self.get(
            url,
            Want {
                accept: ACCEPT_ACTIVITY,
                signer,
                limit,
                fits,
                untyped: false,
                long: false,
            },
        )
        .await
    }

    /// Fetches a WebFinger answer, unsigned.
    ///
    /// Errors: see [`FetchError`]; anything but JSON is one.
    pub async fn fetch_jrd(&self, url: &Url) -> Result<Fetched, FetchError> {
        let limit = self.0.config.max_document;
        let accept = "application/jrd+json, application/json";
        self.get(
            url,
            Want {
                accept,
                signer: None,
                limit,
                fits: MediaType::is_json,
                untyped: false,
                long: false,
            },
        )
        .await
    }

    /// Fetches other JSON (NodeInfo), unsigned.
    ///
    /// Errors: see [`FetchError`]; anything but JSON is one.
    pub async fn fetch_json(&self, url: &Url) -> Result<Fetched, FetchError> {
        let limit = self.0.config.max_document;
        let accept = "application/json";
        self.get(
            url,
            Want {
                accept,
                signer: None,
                limit,
                fits: MediaType::is_json,
                untyped: false,
                long: false,
            },
        )
        .await
    }

    /// Fetches a web page, unsigned.
    ///
    /// Errors: see [`FetchError`]; anything but HTML is one.
    pub async fn fetch_page(&self, url: &Url) -> Result<Fetched, FetchError> {
        self.get(
            url,
            Want {
                accept: "text/html, application/xhtml+xml",
                signer: None,
                limit: self.0.config.max_document,
                fits: MediaType::is_page,
                untyped: false,
                long: false,
            },
        )
        .await
    }

    /// Posts JSON to a service and reads the JSON that it answers with, unsigned. Redirects are not followed.
    ///
    /// Errors: see [`FetchError`]; any status but success is one.
    pub async fn ask_json(&self, url: &Url, body: Bytes) -> Result<Fetched, FetchError> {
        let asked = async {
            let url = document_of(&parse_id(url.as_str())?);
            let mut request = self.request(Method::POST, &url);
            let json = HeaderValue::from_static("application/json");
            let headers = request.headers_mut();
            headers.insert(header::CONTENT_TYPE, json.clone());
            headers.insert(header::ACCEPT, json);
            *request.body_mut() = Some(body.into());
            let response = self.execute(request).await?;
            status(response.status(), response.headers(), self)?;
            let want = Want {
                accept: "application/json",
                signer: None,
                limit: self.0.config.max_document,
                fits: MediaType::is_json,
                untyped: false,
                long: false,
            };
            self.accept(url, response, &want).await
        };
        match tokio::time::timeout(self.0.config.deadline, asked).await {
            Ok(outcome) => outcome,
            Err(_) => Err(FetchError::Timeout),
        }
    }

    /// Fetches a file of at most `limit` bytes, unsigned. Its type is what the peer says: look at the bytes.
    ///
    /// Errors: see [`FetchError`].
    pub async fn fetch_media(&self, url: &Url, limit: usize) -> Result<Fetched, FetchError> {
        self.get(
            url,
            Want {
                accept: "*/*",
                signer: None,
                limit,
                fits: |_| true,
                untyped: true,
                long: false,
            },
        )
        .await
    }

    /// Begins to fetch a file that may be too large for memory, of at most `limit` bytes, unsigned.
    ///
    /// Errors: see [`FetchError`].
    pub async fn open_media(&self, url: &Url, limit: usize) -> Result<Download, FetchError> {
        let want = Want {
            accept: "*/*",
            signer: None,
            limit,
            fits: |_| true,
            untyped: true,
            long: true,
        };
        let deadline = self.0.config.deadline;
        let found = tokio::time::timeout(deadline, self.follow(url, &want)).await;
        let (_, response) = found.map_err(|_| FetchError::Timeout)??;
        let announced = response.content_length().unwrap_or_default();
        if usize::try_from(announced).map_or(true, |announced| announced > limit) {
            return Err(FetchError::TooLarge(limit));
        }
        Ok(Download {
            response,
            limit,
            left: limit,
            until: Instant::now() + deadline * LONG,
        })
    }

    async fn get(&self, url: &Url, want: Want<'_>) -> Result<Fetched, FetchError> {
        let fetched = async {
            let (url, response) = self.follow(url, &want).await?;
            self.accept(url, response, &want).await
        };
        match tokio::time::timeout(self.0.config.deadline, fetched).await {
            Ok(outcome) => outcome,
            Err(_) => Err(FetchError::Timeout),
        }
    }

    /// The answer at the end of all redirects, and where that was.
    async fn follow(&self, url: &Url, want: &Want<'_>) -> Result<(Url, Response), FetchError> {
        let mut url = document_of(&parse_id(url.as_str())?);
        for _ in 0..=MAX_REDIRECTS {
            let response = self.ask(&url, want).await?;
            match redirect(&url, &response)? {
                Some(next) => url = next,
                None => {
                    status(response.status(), response.headers(), self)?;
                    return Ok((url, response));
                }
            }
        }
        Err(FetchError::TooManyRedirects)
    }

    async fn ask(&self, url: &Url, want: &Want<'_>) -> Result<Response, FetchError> {
        // What may not be sent needs no signature.
        self.check(url)?;
        let make = |headers: HeaderMap| {
            let mut request = self.request(Method::GET, url);
            *request.headers_mut() = headers;
            if want.long {
                *request.timeout_mut() = Some(self.0.config.deadline * LONG);
            }
            request
                .headers_mut()
                .insert(header::ACCEPT, HeaderValue::from_static(want.accept));
            request
        };
        match want.signer {
            None => self.execute(make(HeaderMap::new())).await,
            Some(signer) => {
                self.knock(url, |form| {
                    Ok(make(sign_get(signer, url, self.now(), form)?))
                })
                .await
            }
        }
    }

    async fn accept(
        &self,
        url: Url,
        response: Response,
        want: &Want<'_>,
    ) -> Result<Fetched, FetchError> {
        let content_type = response
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let content_type = content_type.map(str::to_owned);
        match MediaType::of(response.headers()) {
            Some(media_type) if (want.fits)(&media_type) => {}
            _ if want.untyped => {}
            _ => return Err(FetchError::ContentType(content_type)),
        }
        let body = read_capped(response, want.limit).await?;
        Ok(Fetched {
            url,
            content_type,
            body,
        })
    }
}

/// Success, or what the status means.
fn status(status: StatusCode, headers: &HeaderMap, client: &Client) -> Result<(), FetchError> {
    match status.as_u16() {
        200..=299 => Ok(()),
        401 | 403 => Err(FetchError::Refused(status)),
        404 => Err(FetchError::NotFound),
        410 => Err(FetchError::Gone),
        408 | 425 | 429 | 500..=599 => Err(FetchError::Unavailable {
            status,
            after: retry_after(headers, client.now()),
        }),
        _ => Err(FetchError::Status(status)),
    }
}

/// Where a response sends us on to, read as strictly as any other URL of a peer.
pub(super) fn redirect(from: &Url, response: &Response) -> Result<Option<Url>, FetchError> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = response
        .headers()
        .get(header::LOCATION)
        .and_then(|value| value.to_str().ok());
    let location = location.ok_or(FetchError::BadRedirect)?;
    let next = match parse_id(location) {
        Ok(absolute) => absolute,
        Err(IdError::Scheme) => {
            let joined = from.join(location).map_err(|_| FetchError::BadRedirect)?;
            parse_id(joined.as_str()).map_err(|_| FetchError::BadRedirect)?
        }
        Err(_) => return Err(FetchError::BadRedirect),
    };
    if from.scheme() == "https" && next.scheme() == "http" {
        return Err(FetchError::Downgrade);
    }
    Ok(Some(document_of(&next)))
}
