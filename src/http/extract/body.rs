//! `Params<Form>`: query string and body of a request as one typed form, whatever the body's kind.

use super::lenient;
use super::tree::{File, Node, TreeError};
use crate::http::api::error::ApiError;
use crate::media::{Spool, Spooling};
use axum::body::{Body, to_bytes};
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;
use std::path::PathBuf;

/// Most bytes of a JSON or form body, and of the texts of a multipart form together.
pub const TEXT_LIMIT: usize = 1024 * 1024;
/// Most bytes of a multipart body with files, room for one film with its picture; the router's body limit layer holds the
/// same number.
pub const UPLOAD_LIMIT: usize = 120 * 1024 * 1024;
/// Most parts of one multipart form.
const MAX_PARTS: usize = 100;

/// Where large files of a form wait until they have come in; the router puts it into each request.
#[derive(Debug, Clone, Default)]
pub struct UploadFolder(pub Option<PathBuf>);

/// The parameters of a request, without files.
///
/// Query string, JSON, form and multipart bodies are accepted on every endpoint, as Mastodon's clients expect; where
/// query and body name the same parameter, the query wins (Rails).
#[derive(Debug)]
pub struct Params<T>(pub T);

/// The same for the few endpoints that take files.
#[derive(Debug)]
pub struct Uploads<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Params<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let tree = read(request, state, TEXT_LIMIT).await?;
        Ok(Self(lenient::decode(tree).map_err(|error| {
            ApiError::BadRequest(error.to_string())
        })?))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Uploads<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let tree = read(request, state, UPLOAD_LIMIT).await?;
        Ok(Self(lenient::decode(tree).map_err(|error| {
            ApiError::BadRequest(error.to_string())
        })?))
    }
}

impl From<TreeError> for ApiError {
    fn from(error: TreeError) -> Self {
        Self::BadRequest(error.to_string())
    }
}

pub async fn read<S: Send + Sync>(
    request: Request,
    state: &S,
    limit: usize,
) -> Result<Node, ApiError> {
    let query = Node::from_urlencoded(request.uri().query().unwrap_or_default().as_bytes())?;
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(|value| {
            value
                .split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase()
        })
        .unwrap_or_default();
    let body = match kind.as_str() {
        "multipart/form-data" => multipart(request, state, limit).await?,
        "application/x-www-form-urlencoded" => {
            Node::from_urlencoded(&bytes(request.into_body()).await?)?
        }
        "application/json" => json(&bytes(request.into_body()).await?)?,
        // Clients also send a content type without a body; a body of another kind would be ignored in silence.
        other => match bytes(request.into_body()).await?.is_empty() {
            true => Node::Null,
            false => {
                return Err(ApiError::BadRequest(format!(
                    "a body of the type {other:?} cannot be read here"
                )));
            }
        },
    };
    Ok(body.merged(query))
}

async fn bytes(body: Body) -> Result<bytes::Bytes, ApiError> {
    to_bytes(body, TEXT_LIMIT)
        .await
        .map_err(|_| ApiError::TooLarge)
}

fn json(body: &[u8]) -> Result<Node, ApiError> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Node::Null);
    }
    match serde_json::from_slice(body) {
        Ok(value @ serde_json::Value::Object(_)) => Ok(Node::from(value)),
        Ok(_) => Err(ApiError::BadRequest(
            "the JSON body is not an object".to_owned(),
        )),
        Err(error) => Err(ApiError::BadRequest(format!(
            "the body is not JSON: {error}"
        ))),
    }
}

async fn multipart<S: Send + Sync>(
    request: Request,
    state: &S,
    limit: usize,
) -> Result<Node, ApiError> {
    let folder = request.extensions().get::<UploadFolder>().cloned();
    let folder = folder.unwrap_or_default().0;
    let mut form = Multipart::from_request(request, state)
        .await
        .map_err(|error| ApiError::BadRequest(error.body_text()))?;
    let mut tree = Node::Map(Vec::new());
    let (mut files, mut texts, mut parts) = (limit, TEXT_LIMIT, 0);
    while let Some(field) = form
        .next_field()
        .await
        .map_err(|error| part_error(&error))?
    {
        parts += 1;
        if parts > MAX_PARTS {
            return Err(TreeError::TooMany.into());
        }
        let key = field.name().unwrap_or_default().to_owned();
        let name = field.file_name().map(str::to_owned);
        let media_type = field.content_type().map(str::to_owned);
        let is_file = name.is_some();
        let value = match is_file {
            true => {
                let data = file(field, Spooling::new(folder.as_deref()), &mut files).await?;
                // A browser sends an empty nameless part for a file input that was left alone.
                if data.is_empty() && name.as_deref() == Some("") {
                    continue;
                }
                Node::File(File {
                    name,
                    media_type,
                    data,
                })
            }
            false => Node::Text(
                String::from_utf8(whole(field, &mut texts).await?)
                    .map_err(|_| ApiError::BadRequest(format!("{key} is not UTF-8 text")))?,
            ),
        };
        tree.insert(&key, value)?;
    }
    Ok(tree)
}

/// Reads one part to its end, taking its length off what is left of the budget.
async fn whole(mut field: Field<'_>, left: &mut usize) -> Result<Vec<u8>, ApiError> {
    let mut data = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| part_error(&error))? {
        *left = left.checked_sub(chunk.len()).ok_or(ApiError::TooLarge)?;
        data.extend_from_slice(&chunk);
    }
    Ok(data)
}

/// The same for a file, which does not have to fit into memory.
async fn file(
    mut field: Field<'_>,
    mut spooling: Spooling,
    left: &mut usize,
) -> Result<Spool, ApiError> {
    while let Some(chunk) = field.chunk().await.map_err(|error| part_error(&error))? {
        *left = left.checked_sub(chunk.len()).ok_or(ApiError::TooLarge)?;
        spooling.write(&chunk).await.map_err(|error| disk(&error))?;
    }
    spooling.finish().await.map_err(|error| disk(&error))
}

fn disk(error: &std::io::Error) -> ApiError {
    tracing::error!(%error, "a file that came in could not be put down");
    ApiError::Unavailable(
        "The unit's disk cannot take the file now. Tell your admin and try again later".to_owned(),
    )
}

fn part_error(error: &MultipartError) -> ApiError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::TooLarge,
        _ => ApiError::BadRequest(error.body_text()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default)]
    struct Form {
        status: Option<String>,
        sensitive: Option<bool>,
        media_ids: Vec<String>,
        file: Option<File>,
    }

    async fn send(query: &str, kind: &str, body: impl Into<Body>) -> Result<Form, ApiError> {
        let request = Request::post(format!("/x?{query}"))
            .header("content-type", kind)
            .body(body.into())
            .unwrap();
        Uploads::<Form>::from_request(request, &())
            .await
            .map(|Uploads(form)| form)
    }

    #[tokio::test]
    async fn every_body_kind_gives_the_same_form() {
        let expected = Form {
            status: Some("hé".into()),
            sensitive: Some(true),
            media_ids: vec!["1".into(), "2".into()],
            file: None,
        };
        let form = "status=h%C3%A9&sensitive=1&media_ids[]=1&media_ids[]=2";
        assert_eq!(send(form, "", "").await.unwrap(), expected);
        assert_eq!(
            send("", "application/x-www-form-urlencoded", form)
                .await
                .unwrap(),
            expected
        );
        let json = r#"{"status":"hé","sensitive":"true","media_ids":[1,2]}"#;
        assert_eq!(
            send("", "application/json; charset=utf-8", json)
                .await
                .unwrap(),
            expected
        );
        let parts: String = [
            ("status", "hé"),
            ("sensitive", "on"),
            ("media_ids[]", "1"),
            ("media_ids[]", "2"),
        ]
        .iter()
        .map(|(name, value)| {
            format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        })
        .collect();
        assert_eq!(
            send(
                "",
                "multipart/form-data; boundary=B",
                format!("{parts}--B--\r\n")
            )
            .await
            .unwrap(),
            expected
        );
    }

    #[tokio::test]
    async fn the_query_wins_over_the_body() {
        let form = send(
            "status=query",
            "application/json",
            r#"{"status":"body","sensitive":true}"#,
        )
        .await
        .unwrap();
        assert_eq!(
            (form.status.as_deref(), form.sensitive),
            (Some("query"), Some(true))
        );
    }

    #[tokio::test]
    async fn a_file_keeps_its_bytes() {
        let mut body = b"--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n".to_vec();
        body.extend([137, 0, 255]);
        body.extend(b"\r\n--B--\r\n");
        let file = send("", "multipart/form-data; boundary=B", body)
            .await
            .unwrap()
            .file
            .unwrap();
        assert_eq!(
            (file.name.as_deref(), file.media_type.as_deref()),
            (Some("a.png"), Some("image/png"))
        );
        assert_eq!(file.data.bytes().unwrap(), [137, 0, 255]);
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_said() {
        for (kind, body) in [
            ("application/json", "{"),
            ("application/json", "[]"),
            ("application/json", r#"{"sensitive":{}}"#),
            ("text/plain", "status=x"),
            ("multipart/form-data", "x"),
            ("multipart/form-data; boundary=B", "--B\r\nbroken"),
        ] {
            let error = send("", kind, body).await.unwrap_err();
            assert!(
                matches!(error, ApiError::BadRequest(_)),
                "{kind} {body}: {error:?}"
            );
        }
        let long = format!("status={}", "x".repeat(TEXT_LIMIT));
        assert!(matches!(
            send("", "application/x-www-form-urlencoded", long).await,
            Err(ApiError::TooLarge)
        ));
    }
}
