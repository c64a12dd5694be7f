//! The `Digest` header (RFC 3230 as draft-cavage signatures use it): SHA-256 of the body, nothing weaker, nothing else; and
//! `Content-Digest` (RFC 9530), which signatures of RFC 9421 use: SHA-256 or SHA-512.

use aws_lc_rs::{
    constant_time::verify_slices_are_equal,
    digest::{SHA256, SHA512, digest},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use thiserror::Error;

use super::structured;

/// Why a `Digest` header does not vouch for the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DigestError {
    /// No `SHA-256=` part: missing, md5, SHA-512 alone, or not `label=value`.
    #[error("the Digest header has no SHA-256 part")]
    NoSha256,
    /// More than one `SHA-256=` part.
    #[error("the Digest header has more than one SHA-256 part")]
    Repeated,
    /// The value is not the base64 of 32 bytes.
    #[error("the SHA-256 part of the Digest header is not base64 of 32 bytes")]
    Encoding,
    /// `Content-Digest` cannot be read, or has neither `sha-256` nor `sha-512`.
    #[error("the Content-Digest header has no readable sha-256 or sha-512")]
    NoContentDigest,
    /// The body is not the one that was digested.
    #[error("the digest header does not match the body")]
    Mismatch,
}

/// The header value for a body: `SHA-256=<base64>`.
pub fn digest_header(body: &[u8]) -> String {
    format!("SHA-256={}", STANDARD.encode(digest(&SHA256, body)))
}

/// Checks a header value against the body, in constant time.
///
/// The label counts in any case. Other algorithms may stand beside SHA-256 and are not looked at.
/// Errors: see [`DigestError`].
pub fn check_digest(header: &str, body: &[u8]) -> Result<(), DigestError> {
    let mut parts = header
        .split(',')
        .filter_map(|part| part.trim().split_once('='))
        .filter(|(label, _)| label.trim_end().eq_ignore_ascii_case("sha-256"));
    let (_, value) = parts.next().ok_or(DigestError::NoSha256)?;
    if parts.next().is_some() {
        return Err(DigestError::Repeated);
    }
    let given = STANDARD
        .decode(value.trim())
        .map_err(|_| DigestError::Encoding)?;
    if given.len() != SHA256.output_len() {
        return Err(DigestError::Encoding);
    }
    verify_slices_are_equal(&given, digest(&SHA256, body).as_ref())
        .map_err(|_| DigestError::Mismatch)
}

/// The value of `Content-Digest` for a body: `sha-256=:<base64>:`.
pub fn content_digest_header(body: &[u8]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(digest(&SHA256, body)))
}

/// Checks `Content-Digest` against the body, in constant time: `sha-256` or `sha-512` must be there, and each of them must
/// match. Other algorithms are not looked at (RFC 9530, section 5 calls them insecure).
/// Errors: see [`DigestError`].
pub fn check_content_digest(header: &str, body: &[u8]) -> Result<(), DigestError> {
    let members = structured::byte_sequences(header).map_err(|_| DigestError::NoContentDigest)?;
    let mut seen = false;
    for (label, given) in &members {
        let algorithm = match label.as_str() {
            "sha-256" => &SHA256,
            "sha-512" => &SHA512,
            _ => continue,
        };
        seen = true;
        verify_slices_are_equal(given, digest(algorithm, body).as_ref())
            .map_err(|_| DigestError::Mismatch)?;
    }
    if seen {
        Ok(())
    } else {
        Err(DigestError::NoContentDigest)
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]

    use proptest::prelude::*;

    use super::*;

    const HELLO: &str = "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=";

    #[test]
    fn sha256_counts_in_any_case_and_company() {
        for header in [
            format!("SHA-256={HELLO}"),
            format!("sha-256={HELLO}"),
            format!("Sha-256= {HELLO} "),
            format!("SHA-512=AAAA,SHA-256={HELLO}"),
            format!("SHA-256={HELLO}, SHA-512=AAAA"),
            format!("md5=XUFAKrxLKna5cZ2REBfFkg==, SHA-256={HELLO}"),
        ] {
            assert_eq!(check_digest(&header, b"hello"), Ok(()), "{header}");
        }
        assert_eq!(digest_header(b"hello"), format!("SHA-256={HELLO}"));
    }

    #[test]
    fn everything_else_is_refused() {
        for (header, error) in [
            (String::new(), DigestError::NoSha256),
            (HELLO.to_owned(), DigestError::NoSha256),
            (
                "md5=XUFAKrxLKna5cZ2REBfFkg==".to_owned(),
                DigestError::NoSha256,
            ),
            (format!("SHA-512={HELLO}"), DigestError::NoSha256),
            (format!("SHA256={HELLO}"), DigestError::NoSha256),
            (
                format!("SHA-256={HELLO},sha-256={HELLO}"),
                DigestError::Repeated,
            ),
            (
                format!("SHA-256=AAAA,SHA-256={HELLO}"),
                DigestError::Repeated,
            ),
            ("SHA-256=".to_owned(), DigestError::Encoding),
            ("SHA-256=AAAA".to_owned(), DigestError::Encoding),
            (format!("SHA-256=:{HELLO}:"), DigestError::Encoding),
            (digest_header(b"hellO"), DigestError::Mismatch),
        ] {
            assert_eq!(check_digest(&header, b"hello"), Err(error), "{header}");
        }
    }

    proptest! {
        #[test]
        fn made_headers_fit_their_body_only(body: Vec<u8>, other: Vec<u8>) {
            let header = digest_header(&body);
            prop_assert_eq!(check_digest(&header, &body), Ok(()));
            prop_assert_eq!(check_digest(&header, &other).is_ok(), body == other);
        }

        #[test]
        fn never_panics(header in "\\PC*") {
            let _ = check_digest(&header, b"x");
        }
    }
}
