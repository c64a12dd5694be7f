//! `GET /media/{key}`: stored files.
//!
//! Apps and browsers ask for pictures without a token, so a file is open to whoever knows its name, and the name holds
//! 128 random bits. A file in a closed group is sent to an address that was lent to a member (`domain::lent`) only. What is sent runs nothing: a fixed type that the browser may not doubt, a sandbox, and anything but
//! pictures, films and sound as a download.

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use crate::app::AppRef;
use crate::domain::urls::Urls;
use crate::domain::{MediaId, Timestamp};
use crate::error::Error;
use crate::media::store::Part;
use crate::media::{Container, FileKind, Key, StoreError};
use crate::service;

/// A name never gets other content; what is deleted disappears from browsers after a week at the latest.
const CACHE: HeaderValue = HeaderValue::from_static("private, max-age=604800, immutable");

/// What a stored file is sent as, by the ending that we gave it, and whether pages show it.
fn content_type(key: &str) -> Option<(&'static str, bool)> {
    let documents = [
        FileKind::Pdf,
        FileKind::Text,
        FileKind::Docx,
        FileKind::Xlsx,
        FileKind::Pptx,
        FileKind::Odt,
        FileKind::Ods,
        FileKind::Odp,
    ];
    let ending = key.rsplit('.').next()?;
    match ending {
        "png" => Some(("image/png", true)),
        "jpg" | "jpeg" => Some(("image/jpeg", true)),
        "gif" => Some(("image/gif", true)),
        "webp" => Some(("image/webp", true)),
        _ => match Container::media_type(ending) {
            Some(media_type) => Some((media_type, true)),
            None => documents
                .into_iter()
                .find(|kind| kind.extension() == ending)
                .map(|kind| (kind.media_type(), false)),
        },
    }
}

/// `GET /media/remote/{id}`: where a peer's file will be found once it has been fetched.
pub async fn remote(
    State(app): State<AppRef>,
    Path(id): Path<MediaId>,
    Query(loan): Query<Loan>,
) -> Response {
    match service::media::fetched(&app, id).await {
        Ok((_, true)) if loan.end(&app, &Urls::remote_media_path(id)).is_none() => {
            (StatusCode::NOT_FOUND, "There is no such file.\n").into_response()
        }
        Ok((key, private)) => {
            let address = app.urls.file(&key);
            let address = match private {
                true => app.urls.lent(&address, 1),
                false => address,
            };
            Redirect::temporary(&address).into_response()
        }
        Err(error) => (error.status(), "This file has not arrived yet.\n").into_response(),
    }
}

/// What a lent address carries.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Loan {
    until: String,
    proof: String,
}

impl Loan {
    fn end(&self, app: &AppRef, path: &str) -> Option<Timestamp> {
        app.urls.lender().lent_until(path, &self.until, &self.proof)
    }
}

/// Sends a file, or the part of it that is asked for.
pub async fn serve(
    State(app): State<AppRef>,
    Path(key): Path<String>,
    Query(loan): Query<Loan>,
    headers: HeaderMap,
) -> Response {
    match answer(&app, &key, &loan, &headers).await {
        Ok(response) => response,
        Err(Error::NotFound) => (StatusCode::NOT_FOUND, "There is no such file.\n").into_response(),
        Err(error) => {
            tracing::error!(%error, key, "a file could not be sent");
            (error.status(), "The file cannot be read just now.\n").into_response()
        }
    }
}

async fn answer(
    app: &AppRef,
    key: &str,
    loan: &Loan,
    asked: &HeaderMap,
) -> Result<Response, Error> {
    let key = Key::parse(key)?;
    let (kind, is_shown) = content_type(key.as_str()).ok_or(Error::NotFound)?;
    let file = service::media::file(app, &key).await?;
    let cache = match file.private {
        // Not longer than the address is good: who leaves the group shall lose it.
        true => {
            let end = loan
                .end(app, &Urls::file_path(key.as_str()))
                .ok_or(Error::NotFound)?;
            let left = (end.millis() - app.now().millis()) / 1000;
            HeaderValue::try_from(format!("private, max-age={left}")).map_err(Error::internal)?
        }
        false => CACHE,
    };
    let tag = HeaderValue::try_from(format!("\"{}\"", key.as_str())).map_err(Error::internal)?;
    if asked.get(header::IF_NONE_MATCH) == Some(&tag) {
        let headers = [(header::ETAG, tag), (header::CACHE_CONTROL, cache)];
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    // A part that belongs to another version of the file is of no use.
    let same = asked.get(header::IF_RANGE).is_none_or(|seen| seen == tag);
    let part = asked.get(header::RANGE).filter(|_| same).and_then(part);
    let partial = part.is_some();
    let stored = match app.store.open(&key, part).await {
        Ok(stored) => stored,
        Err(StoreError::BadRange) => return out_of_range(app, &key).await,
        Err(error) => return Err(error.into()),
    };
    let length = stored.range.end.saturating_sub(stored.range.start);
    let mut response = Response::new(Body::from_stream(stored.stream));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_LENGTH, length.into());
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::ETAG, tag);
    headers.insert(header::CACHE_CONTROL, cache);
    if !is_shown {
        headers.insert(header::CONTENT_DISPOSITION, download(file.name.as_deref())?);
    }
    if partial {
        let last = stored.range.end.saturating_sub(1);
        let text = format!("bytes {}-{last}/{}", stored.range.start, stored.size);
        let range = HeaderValue::try_from(text).map_err(Error::internal)?;
        headers.insert(header::CONTENT_RANGE, range);
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    Ok(response)
}

/// 416 says how long the file is (RFC 9110, 15.5.17).
async fn out_of_range(app: &AppRef, key: &Key) -> Result<Response, Error> {
    let size = app.store.open(key, None).await?.size;
    let range = HeaderValue::try_from(format!("bytes */{size}")).map_err(Error::internal)?;
    let headers = [(header::CONTENT_RANGE, range)];
    Ok((StatusCode::RANGE_NOT_SATISFIABLE, headers).into_response())
}

/// One range of bytes (RFC 9110, 14.1.2). Several at once, other units and nonsense count as none, as the RFC allows:
/// the whole file is sent.
fn part(range: &HeaderValue) -> Option<Part> {
    let (first, last) = range
        .to_str()
        .ok()?
        .strip_prefix("bytes=")?
        .split_once('-')?;
    match (first.trim(), last.trim()) {
        ("", last) => last.parse().ok().map(Part::Last),
        (first, "") => first.parse().ok().map(Part::From),
        (first, last) => {
            let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
            let end = last.checked_add(1)?;
            (first <= last).then_some(Part::Between(first..end))
        }
    }
}

/// A download under the sender's name (RFC 6266, RFC 8187). Everything but letters and digits is escaped.
fn download(name: Option<&str>) -> Result<HeaderValue, Error> {
    let text = match name {
        Some(name) => format!(
            "attachment; filename*=UTF-8''{}",
            utf8_percent_encode(name, NON_ALPHANUMERIC)
        ),
        None => "attachment".to_owned(),
    };
    HeaderValue::try_from(text).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_read_and_the_rest_ignored() {
        let read = |text: &'static str| part(&HeaderValue::from_static(text));
        assert_eq!(read("bytes=0-3"), Some(Part::Between(0..4)));
        assert_eq!(read("bytes=7-"), Some(Part::From(7)));
        assert_eq!(read("bytes=-5"), Some(Part::Last(5)));
        for other in [
            "bytes=4-3",
            "bytes=0-1,3-4",
            "bytes=-",
            "lines=1-2",
            "bytes=0-18446744073709551615",
            "bytes=a-b",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn names_cannot_leave_their_header() -> Result<(), Error> {
        let header = download(Some("Notulen \"maart\"; x=\r\nÉén.pdf"))?;
        assert_eq!(
            header,
            "attachment; filename*=UTF-8''Notulen%20%22maart%22%3B%20x%3D%0D%0A%C3%89%C3%A9n%2Epdf"
        );
        Ok(())
    }

    #[test]
    fn types_follow_our_own_endings() {
        assert_eq!(
            content_type("posts/2026/01/1-a/small.webp"),
            Some(("image/webp", true))
        );
        assert_eq!(
            content_type("posts/2026/01/1-a/file.pdf"),
            Some(("application/pdf", false))
        );
        for (ending, media_type) in [
            ("mp4", "video/mp4"),
            ("m4a", "audio/mp4"),
            ("weba", "audio/webm"),
            ("mp3", "audio/mpeg"),
        ] {
            assert_eq!(
                content_type(&format!("posts/a.{ending}")),
                Some((media_type, true))
            );
        }
        assert_eq!(content_type("posts/2026/01/1-a/file.html"), None);
        assert_eq!(content_type("posts/2026/01/1-a/file.svg"), None);
    }
}
