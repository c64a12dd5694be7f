//! Signing our own requests: in the form that every server of the field reads, draft-cavage with `Date` and `rsa-sha256`,
//! or in that of RFC 9421 for those who want it.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use thiserror::Error;
use url::Url;

use super::{
    PrivateKey, SignatureError, cavage,
    digest::{content_digest_header, digest_header},
    key::KeyError,
    rfc9421::{self, Message},
};

/// The content type of what is delivered to inboxes.
pub const ACTIVITY_JSON: &str = "application/activity+json";

/// Who signs: the id of the key as it stands in the actor document, and the key.
#[derive(Debug, Clone)]
pub struct Signer {
    /// The `keyId` to send, such as `https://hrm.example/users/alice#main-key`.
    pub key_id: String,
    /// The key itself. Read it at signing time; it belongs in no queue and no log.
    pub key: PrivateKey,
}

/// How a request is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Form {
    /// draft-cavage-http-signatures-12, which every server reads.
    #[default]
    Cavage,
    /// RFC 9421.
    Message,
}

impl Form {
    /// The form to try when a peer does not take this one.
    pub fn other(self) -> Self {
        match self {
            Self::Cavage => Self::Message,
            Self::Message => Self::Cavage,
        }
    }
}

/// Why a request could not be signed. All of them are faults of the caller or the key, never of the peer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SignError {
    /// The URL has no host, or the key id has characters that cannot stand in a header.
    #[error("{0} cannot be put into a header")]
    Unusable(&'static str),
    /// The signing text could not be made.
    #[error(transparent)]
    Text(#[from] SignatureError),
    /// The key did not sign.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// The headers of a signed GET: `Host`, `Date`, and `Signature` over `(request-target) host date`; or `Signature-Input` and
/// `Signature` over `@method @target-uri`.
///
/// The query string is part of the target. `now` becomes `Date` and `created`, so sign each attempt anew.
/// Errors: see [`SignError`].
pub fn sign_get(
    signer: &Signer,
    url: &Url,
    now: DateTime<Utc>,
    form: Form,
) -> Result<HeaderMap, SignError> {
    let headers = base_headers(url, now)?;
    if form == Form::Message {
        return finish_message(
            signer,
            "GET",
            url,
            headers,
            &["@method", "@target-uri"],
            now,
        );
    }
    finish(
        signer,
        "get",
        url,
        headers,
        &[cavage::REQUEST_TARGET, "host", "date"],
    )
}

/// The headers of a signed POST: those of a GET, `Digest` (or `Content-Digest`) and `Content-Type`, all covered.
///
/// Errors: see [`SignError`].
pub fn sign_post(
    signer: &Signer,
    url: &Url,
    body: &[u8],
    now: DateTime<Utc>,
    form: Form,
) -> Result<HeaderMap, SignError> {
    sign_post_with(signer, url, body, &HeaderMap::new(), now, form)
}

/// As [`sign_post`], with `more` headers, covered too.
///
/// Errors: see [`SignError`].
pub fn sign_post_with(
    signer: &Signer,
    url: &Url,
    body: &[u8],
    more: &HeaderMap,
    now: DateTime<Utc>,
    form: Form,
) -> Result<HeaderMap, SignError> {
    let mut headers = base_headers(url, now)?;
    headers.extend(more.clone());
    let names = more.keys().map(HeaderName::as_str);
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(ACTIVITY_JSON),
    );
    if form == Form::Message {
        headers.insert(
            HeaderName::from_static("content-digest"),
            value("the digest", &content_digest_header(body))?,
        );
        let covered = ["@method", "@target-uri", "content-digest", "content-type"];
        let covered: Vec<&str> = covered.into_iter().chain(names).collect();
        return finish_message(signer, "POST", url, headers, &covered, now);
    }
    headers.insert(
        HeaderName::from_static("digest"),
        value("the digest", &digest_header(body))?,
    );
    let covered = [
        cavage::REQUEST_TARGET,
        "host",
        "date",
        "digest",
        "content-type",
    ];
    let covered: Vec<&str> = covered.into_iter().chain(names).collect();
    finish(signer, "post", url, headers, &covered)
}

fn authority(url: &Url) -> Result<String, SignError> {
    let host = url
        .host_str()
        .ok_or(SignError::Unusable("a URL without host"))?;
    Ok(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

fn target(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}

fn base_headers(url: &Url, now: DateTime<Utc>) -> Result<HeaderMap, SignError> {
    let host = authority(url)?;
    let mut headers = HeaderMap::new();
    headers.insert(header::HOST, value("the host", &host)?);
    headers.insert(
        header::DATE,
        value(
            "the date",
            &now.format("%a, %d %b %Y %H:%M:%S GMT").to_string(),
        )?,
    );
    Ok(headers)
}

fn finish(
    signer: &Signer,
    method: &str,
    url: &Url,
    mut headers: HeaderMap,
    covered: &[&str],
) -> Result<HeaderMap, SignError> {
    if signer.key_id.contains(['"', '\\']) {
        return Err(SignError::Unusable("the key id"));
    }
    let names: Vec<String> = covered.iter().map(|name| (*name).to_owned()).collect();
    let text = cavage::signing_string(&names, method, &target(url), &headers, None, None)?;
    let signature = STANDARD.encode(signer.key.sign(&text)?);
    let line = format!(
        r#"keyId="{}",algorithm="rsa-sha256",headers="{}",signature="{signature}""#,
        signer.key_id,
        covered.join(" "),
    );
    headers.insert(
        HeaderName::from_static("signature"),
        value("the key id", &line)?,
    );
    Ok(headers)
}

/// Signs with `rsa-v1_5-sha256`, which all readers of the form know.
fn finish_message(
    signer: &Signer,
    method: &str,
    url: &Url,
    mut headers: HeaderMap,
    covered: &[&str],
    now: DateTime<Utc>,
) -> Result<HeaderMap, SignError> {
    if signer.key_id.contains(['"', '\\']) {
        return Err(SignError::Unusable("the key id"));
    }
    let names: Vec<String> = covered.iter().map(|name| (*name).to_owned()).collect();
    let parameters = format!(
        r#"("{}");created={};keyid="{}";alg="rsa-v1_5-sha256""#,
        covered.join("\" \""),
        now.timestamp(),
        signer.key_id,
    );
    let message = Message {
        method,
        scheme: url.scheme(),
        authority: &authority(url)?,
        path_and_query: &target(url),
        headers: &headers,
    };
    let text = rfc9421::base(&names, &parameters, message)?;
    let signature = STANDARD.encode(signer.key.sign(&text)?);
    headers.insert(
        HeaderName::from_static("signature-input"),
        value("the key id", &format!("sig1={parameters}"))?,
    );
    headers.insert(
        HeaderName::from_static("signature"),
        value("the signature", &format!("sig1=:{signature}:"))?,
    );
    Ok(headers)
}

fn value(what: &'static str, text: &str) -> Result<HeaderValue, SignError> {
    HeaderValue::from_str(text).map_err(|_| SignError::Unusable(what))
}
