//! The gate: what a signature must cover, how old it may be, and whose host it must name.
//!
//! One place decides, for deliveries and for signed fetches alike. Everything that can be refused without the key is
//! refused first, so that a bad request costs no lookup of a key.

use chrono::{DateTime, Duration, Utc};
use http::{HeaderMap, Method, header};
use url::Url;

use super::{
    PublicKey, SignatureError,
    cavage::{self, Algorithm, CREATED, Parameters, REQUEST_TARGET},
    digest::check_digest,
};
use crate::origin::parse_id;

/// How old a signature may be. Mastodon allows an hour; queues and clocks of small servers need some of it.
const MAX_AGE: Duration = Duration::minutes(60);

/// How far in the future a signature may be dated.
const MAX_AHEAD: Duration = Duration::minutes(5);

/// How far away `expires` may be. It never extends [`MAX_AGE`]; a date in ten years only shows that its sender does not
/// mean what it says.
const MAX_LIFETIME: Duration = Duration::hours(24);

/// Headers that are read in several places on the way through proxies and libraries: twice is refused, signed or not.
const UNIQUE: [&str; 5] = ["signature", "host", "date", "digest", "content-length"];

/// The parts of a request that a signature speaks about.
#[derive(Debug, Clone, Copy)]
pub struct RequestView<'a> {
    /// The method.
    pub method: &'a Method,
    /// Path and query exactly as received: no decoding, no removal of dot segments.
    pub path_and_query: &'a str,
    /// All headers. For HTTP/2 the caller puts the `:authority` into `host` first.
    pub headers: &'a HeaderMap,
    /// The body, or `None` for requests that have none.
    pub body: Option<&'a [u8]>,
    /// The names this server answers to, `host[:port]` with default ports left out, lower case.
    pub our_authorities: &'a [String],
    /// The time by which ages are judged.
    pub now: DateTime<Utc>,
}

/// A request whose signature is acceptable in form, age, target and body. It is *not* known to be genuine until
/// [`SignedRequest::verify`] said so with the key that its `keyId` names.
#[derive(Debug, Clone)]
pub struct SignedRequest {
    key_id: Url,
    signature: Vec<u8>,
    with_query: Vec<u8>,
    without_query: Option<Vec<u8>>,
}

impl SignedRequest {
    /// Does every check that needs no key.
    ///
    /// Required: one readable `Signature` header (an `Authorization` header is not looked at); an RSA-SHA256 algorithm;
    /// a `keyId` that is an http(s) URL; `(request-target)`, `host`, and `date` or `(created)` covered; `Host` naming
    /// this server with its port; a signing time within the last 60 minutes or the next 5; `expires`, where given, not
    /// passed; for every method but GET and HEAD, and wherever there is a body or `digest` is covered, a covered
    /// `Digest` that matches the body. No covered header may be absent or repeated.
    ///
    /// Errors: the first rule that is broken, in words for the peer's admin.
    pub fn check(request: RequestView<'_>) -> Result<Self, SignatureError> {
        let parameters = read_header(request.headers)?;
        refuse_repeats(request.headers)?;
        let key_id = parse_id(&parameters.key_id).map_err(SignatureError::KeyId)?;
        check_coverage(&parameters, &request)?;
        check_host(&request)?;
        check_time(&parameters, &request)?;
        check_body(&parameters, &request)?;
        let signing_string = |target: &str| {
            cavage::signing_string(
                &parameters.covered,
                request.method.as_str(),
                target,
                request.headers,
                parameters.created,
                parameters.expires,
            )
        };
        let with_query = signing_string(request.path_and_query)?;
        let without_query = match request.path_and_query.split_once('?') {
            Some((path, _)) => Some(signing_string(path)?),
            None => None,
        };
        Ok(Self {
            key_id,
            signature: parameters.signature,
            with_query,
            without_query,
        })
    }

    /// The URL of the key. The caller fetches it and makes sure that the actor it belongs to lists it.
    pub fn key_id(&self) -> &Url {
        &self.key_id
    }

    /// Checks the signature with the key.
    ///
    /// The query string is tried as part of the target first, then left out: older Mastodon signs without it, and both
    /// Mastodon and GoToSocial try the two forms. Errors: [`SignatureError::Invalid`].
    pub fn verify(&self, key: &PublicKey) -> Result<(), SignatureError> {
        let fits = |text: &[u8]| key.verify(text, &self.signature).is_ok();
        if fits(&self.with_query) || self.without_query.as_deref().is_some_and(fits) {
            Ok(())
        } else {
            Err(SignatureError::Invalid)
        }
    }
}

fn read_header(headers: &HeaderMap) -> Result<Parameters, SignatureError> {
    let mut values = headers.get_all("signature").iter();
    let Some(value) = values.next() else {
        return Err(SignatureError::Missing);
    };
    if headers.contains_key("signature-input") {
        return Err(SignatureError::OtherForm);
    }
    if values.next().is_some() {
        return Err(SignatureError::RepeatedHeader("signature".to_owned()));
    }
    let text = value
        .to_str()
        .map_err(|_| SignatureError::Syntax("it is not ASCII"))?;
    cavage::parse(text)
}

fn refuse_repeats(headers: &HeaderMap) -> Result<(), SignatureError> {
    match UNIQUE
        .iter()
        .find(|name| headers.get_all(**name).iter().nth(1).is_some())
    {
        Some(name) => Err(SignatureError::RepeatedHeader((*name).to_owned())),
        None => Ok(()),
    }
}

fn covers(parameters: &Parameters, name: &str) -> bool {
    parameters.covered.iter().any(|covered| covered == name)
}

fn needs_digest(parameters: &Parameters, request: &RequestView<'_>) -> bool {
    let reading = matches!(*request.method, Method::GET | Method::HEAD);
    !reading || request.body.is_some_and(|body| !body.is_empty()) || covers(parameters, "digest")
}

fn check_coverage(
    parameters: &Parameters,
    request: &RequestView<'_>,
) -> Result<(), SignatureError> {
    for name in [REQUEST_TARGET, "host"] {
        if !covers(parameters, name) {
            return Err(SignatureError::NotCovered(name));
        }
    }
    if !covers(parameters, "date") && !covers(parameters, CREATED) {
        return Err(SignatureError::NotCovered("date"));
    }
    if needs_digest(parameters, request) && !covers(parameters, "digest") {
        return Err(SignatureError::NotCovered("digest"));
    }
    // The draft keeps the pseudo-headers for hs2019, and Mastodon refuses them elsewhere: no second reading here.
    let pseudo = covers(parameters, CREATED) || covers(parameters, cavage::EXPIRES);
    if pseudo && parameters.algorithm != Algorithm::Hs2019 {
        return Err(SignatureError::Syntax(
            "(created) and (expires) belong to algorithm hs2019",
        ));
    }
    Ok(())
}

/// `Host` must be one of our names, port included: a signature made for another server proves nothing here.
fn check_host(request: &RequestView<'_>) -> Result<(), SignatureError> {
    let host = cavage::single(request.headers, "host").map_err(|_| SignatureError::WrongHost)?;
    let host = std::str::from_utf8(host)
        .map_err(|_| SignatureError::WrongHost)?
        .to_ascii_lowercase();
    let plain = host.strip_suffix(":443").unwrap_or(&host);
    let ours = |name: &String| *name == host || *name == plain;
    if request.our_authorities.iter().any(ours) {
        Ok(())
    } else {
        Err(SignatureError::WrongHost)
    }
}

fn check_time(parameters: &Parameters, request: &RequestView<'_>) -> Result<(), SignatureError> {
    if covers(parameters, "date") {
        let value = cavage::single(request.headers, header::DATE.as_str())?;
        let text = std::str::from_utf8(value).map_err(|_| SignatureError::Date)?;
        let date = httpdate::parse_http_date(text.trim()).map_err(|_| SignatureError::Date)?;
        check_age(DateTime::from(date), request.now)?;
    }
    if let Some(created) = parameters.created {
        let created = DateTime::from_timestamp(created, 0).ok_or(SignatureError::InFuture)?;
        check_age(created, request.now)?;
    }
    if let Some(expires) = parameters.expires {
        let expires = DateTime::from_timestamp(expires, 0).ok_or(SignatureError::ExpiresTooLate)?;
        if expires <= request.now || parameters.created.is_some_and(|c| expires.timestamp() < c) {
            return Err(SignatureError::Expired);
        }
        if expires - request.now > MAX_LIFETIME {
            return Err(SignatureError::ExpiresTooLate);
        }
    }
    Ok(())
}

fn check_age(signed: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), SignatureError> {
    let age = now - signed;
    if age > MAX_AGE {
        Err(SignatureError::TooOld)
    } else if age < -MAX_AHEAD {
        Err(SignatureError::InFuture)
    } else {
        Ok(())
    }
}

fn check_body(parameters: &Parameters, request: &RequestView<'_>) -> Result<(), SignatureError> {
    if !needs_digest(parameters, request) {
        return Ok(());
    }
    let value = cavage::single(request.headers, "digest")?;
    let text = std::str::from_utf8(value).map_err(|_| super::digest::DigestError::NoSha256)?;
    check_digest(text, request.body.unwrap_or_default())?;
    Ok(())
}
