//! draft-cavage-http-signatures-12: the `Signature` header and the text that is signed.
//!
//! Nothing here decides whether a signature is good enough: that is [`super::policy`].

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use http::HeaderMap;

use super::SignatureError;

/// Longest `Signature` header that is read, in bytes. A real one takes about 600.
const MAX_HEADER_LENGTH: usize = 8 * 1024;

/// Some libraries leave the padding of the signature out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The pseudo-header that stands for method and path.
pub const REQUEST_TARGET: &str = "(request-target)";
/// The pseudo-header that stands for the `created` parameter.
pub const CREATED: &str = "(created)";
/// The pseudo-header that stands for the `expires` parameter.
pub const EXPIRES: &str = "(expires)";

/// What `algorithm` says. Both mean RSASSA-PKCS1-v1_5 with SHA-256 in practice: that is what the field signs with when
/// it says hs2019 and the key is RSA (Mastodon, GoToSocial, Pleroma).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// `rsa-sha256`.
    RsaSha256,
    /// `hs2019`, or no parameter at all: the key decides.
    Hs2019,
}

/// The parameters of a `Signature` header, unquoted and decoded, each at most once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters {
    /// `keyId` as sent.
    pub key_id: String,
    /// `algorithm`.
    pub algorithm: Algorithm,
    /// The names in `headers`, in lower case and in order; none twice.
    pub covered: Vec<String>,
    /// The bytes of `signature`.
    pub signature: Vec<u8>,
    /// `created` in seconds since 1970.
    pub created: Option<i64>,
    /// `expires` in seconds since 1970.
    pub expires: Option<i64>,
}

/// Reads the value of a `Signature` header.
///
/// Unknown parameters are skipped, known ones must stand there once. Errors: grammar, repeated or missing parameters, an
/// algorithm that is not RSA with SHA-256 (`none` and the hmac family among them).
pub fn parse(value: &str) -> Result<Parameters, SignatureError> {
    if value.len() > MAX_HEADER_LENGTH {
        return Err(SignatureError::Syntax("it is too long"));
    }
    let mut found: Vec<(&str, &str)> = Vec::new();
    let mut rest = value.trim();
    while !rest.is_empty() {
        let (name, text, after) = parameter(rest)?;
        if found
            .iter()
            .any(|(other, _)| other.eq_ignore_ascii_case(name))
        {
            return Err(SignatureError::RepeatedParameter(name.to_owned()));
        }
        found.push((name, text));
        rest = after;
    }
    let get = |name: &str| {
        found
            .iter()
            .find(|(other, _)| *other == name)
            .map(|(_, text)| *text)
    };
    let seconds = |name| match get(name) {
        None => Ok(None),
        Some(text) => seconds(text).map(Some),
    };
    Ok(Parameters {
        key_id: get("keyId")
            .ok_or(SignatureError::MissingParameter("keyId"))?
            .to_owned(),
        algorithm: algorithm(get("algorithm"))?,
        covered: covered(get("headers").ok_or(SignatureError::MissingParameter("headers"))?)?,
        signature: BASE64
            .decode(get("signature").ok_or(SignatureError::MissingParameter("signature"))?)
            .map_err(|_| SignatureError::Syntax("signature is not base64"))?,
        created: seconds("created")?,
        expires: seconds("expires")?,
    })
}

/// One `name=value` or `name="value"` and what follows its comma.
fn parameter(text: &str) -> Result<(&str, &str, &str), SignatureError> {
    let (name, rest) = text
        .split_once('=')
        .ok_or(SignatureError::Syntax("a parameter has no value"))?;
    let name = name.trim();
    if name.is_empty()
        || !name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    {
        return Err(SignatureError::Syntax("a parameter has an odd name"));
    }
    let rest = rest.trim_start();
    let (value, rest) = match rest.strip_prefix('"') {
        Some(quoted) => quoted
            .split_once('"')
            .ok_or(SignatureError::Syntax("a quote is not closed"))?,
        None => {
            let end = rest.find(',').unwrap_or(rest.len());
            rest.split_at(end)
        }
    };
    // No value of this format needs an escape: whoever sends one wants it to be read in two ways.
    if value.contains(['\\', '"']) {
        return Err(SignatureError::Syntax(
            "a value contains a quote or a backslash",
        ));
    }
    let rest = rest.trim_start();
    match rest.strip_prefix(',') {
        Some(after) if !after.trim().is_empty() => Ok((name, value.trim(), after.trim_start())),
        None if rest.is_empty() => Ok((name, value.trim(), rest)),
        _ => Err(SignatureError::Syntax(
            "parameters must be separated by one comma",
        )),
    }
}

fn algorithm(text: Option<&str>) -> Result<Algorithm, SignatureError> {
    match text {
        None => Ok(Algorithm::Hs2019),
        Some(text) if text.eq_ignore_ascii_case("hs2019") => Ok(Algorithm::Hs2019),
        Some(text) if text.eq_ignore_ascii_case("rsa-sha256") => Ok(Algorithm::RsaSha256),
        Some(_) => Err(SignatureError::Algorithm),
    }
}

/// The list of signed names. A name twice would let two verifiers read different values under it.
fn covered(text: &str) -> Result<Vec<String>, SignatureError> {
    let mut names: Vec<String> = Vec::new();
    for name in text.split_ascii_whitespace().map(str::to_ascii_lowercase) {
        if names.contains(&name) {
            return Err(SignatureError::Syntax("headers names one header twice"));
        }
        names.push(name);
    }
    if names.is_empty() {
        return Err(SignatureError::MissingParameter("headers"));
    }
    Ok(names)
}

/// Whole seconds: the draft forbids fractions, and a sign would be a second spelling.
fn seconds(text: &str) -> Result<i64, SignatureError> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(SignatureError::Syntax(
            "created and expires must be whole seconds",
        ));
    }
    text.parse()
        .map_err(|_| SignatureError::Syntax("created or expires is out of range"))
}

/// The text that is signed: one line per covered name, in order, without a line break at the end.
///
/// `target` is what stands after the method in `(request-target)`: path and query as they were on the wire. Values are
/// taken as bytes, trimmed. Errors: a covered header that is absent or there more than once; `(created)` or `(expires)`
/// without their parameter.
pub fn signing_string(
    covered: &[String],
    method: &str,
    target: &str,
    headers: &HeaderMap,
    created: Option<i64>,
    expires: Option<i64>,
) -> Result<Vec<u8>, SignatureError> {
    let mut text = Vec::with_capacity(256);
    for name in covered {
        if !text.is_empty() {
            text.push(b'\n');
        }
        text.extend_from_slice(name.as_bytes());
        text.extend_from_slice(b": ");
        match name.as_str() {
            REQUEST_TARGET => {
                text.extend_from_slice(method.to_ascii_lowercase().as_bytes());
                text.push(b' ');
                text.extend_from_slice(target.as_bytes());
            }
            CREATED => {
                let created = created.ok_or(SignatureError::MissingParameter("created"))?;
                text.extend_from_slice(created.to_string().as_bytes());
            }
            EXPIRES => {
                let expires = expires.ok_or(SignatureError::MissingParameter("expires"))?;
                text.extend_from_slice(expires.to_string().as_bytes());
            }
            header => text.extend_from_slice(single(headers, header)?.trim_ascii()),
        }
    }
    Ok(text)
}

/// The one value of a header, as bytes.
pub(super) fn single<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a [u8], SignatureError> {
    let mut values = headers.get_all(name).iter();
    let value = values
        .next()
        .ok_or_else(|| SignatureError::CoveredButAbsent(name.to_owned()))?;
    if values.next().is_some() {
        return Err(SignatureError::RepeatedHeader(name.to_owned()));
    }
    Ok(value.as_bytes())
}
