//! The gate: what a signature must cover, how old it may be, and whose host it must name.
//!
//! One place decides, for deliveries and for signed fetches alike. Everything that can be refused without the key is
//! refused first, so that a bad request costs no lookup of a key.

use chrono::{DateTime, Duration, Utc};
use http::{HeaderMap, Method, header};
use url::Url;

use super::{
    SignatureError, VerifyingKey,
    cavage::{self, CREATED, REQUEST_TARGET},
    digest::{DigestError, check_content_digest, check_digest},
    rfc9421::{self, Message},
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
const UNIQUE: [&str; 7] = [
    "signature",
    "signature-input",
    "host",
    "date",
    "digest",
    "content-digest",
    "content-length",
];

/// The parts of a request that a signature speaks about.
#[derive(Debug, Clone, Copy)]
pub struct RequestView<'a> {
    /// The method.
    pub method: &'a Method,
    /// Path and query exactly as received: no decoding, no removal of dot segments.
    pub path_and_query: &'a str,
    /// `https`, or `http` for a server without TLS: peers sign it as part of `@target-uri`. A proxy in front does not change
    /// it: it is the scheme that the peer used.
    pub scheme: &'a str,
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
    algorithm: rfc9421::Algorithm,
    /// The texts of which one must have been signed.
    texts: Vec<Vec<u8>>,
}

/// The signature that counts, in either form.
enum Claim {
    Cavage(cavage::Parameters),
    Message(rfc9421::Parameters),
}

/// The key that a request says it is signed with, from its headers alone: the one [`SignedRequest::check`] will name.
///
/// # Errors
/// What can be refused without body, clock and key: form, algorithm, coverage, `keyId`.
pub fn claimed_key(method: &Method, headers: &HeaderMap) -> Result<Url, SignatureError> {
    claim(method, headers).and_then(|claim| claim.key_id())
}

impl SignedRequest {
    /// Does every check that needs no key.
    ///
    /// Required of draft-cavage: one readable `Signature` header (an `Authorization` header is not looked at); an
    /// RSA-SHA256 algorithm; a `keyId` that is an http(s) URL; `(request-target)`, `host`, and `date` or `(created)`
    /// covered; `Host` naming this server with its port; a signing time within the last 60 minutes or the next 5;
    /// `expires`, where given, not passed; for every method but GET and HEAD, and wherever there is a body or `digest` is
    /// covered, a covered `Digest` that matches the body. No covered header may be absent or repeated.
    ///
    /// Required of RFC 9421, where a `Signature-Input` says that it is this form: the same under its names. Covered must
    /// be `@method`, the target (`@target-uri`; or `@authority` with `@request-target`, or with `@path` and, where there
    /// is a query, `@query`), and `content-digest` where draft-cavage needs `digest`; `created` must be given. Of several
    /// signatures the first that covers all this counts, and must hold; the others are not looked at.
    ///
    /// Errors: the first rule that is broken, in words for the peer's admin.
    pub fn check(request: RequestView<'_>) -> Result<Self, SignatureError> {
        let claim = claim(request.method, request.headers)?;
        let key_id = claim.key_id()?;
        let authority = check_host(&request)?;
        match claim {
            Claim::Cavage(parameters) => cavage_request(key_id, parameters, &request),
            Claim::Message(parameters) => message_request(key_id, parameters, &request, &authority),
        }
    }

    /// The URL of the key. The caller fetches it and makes sure that the actor it belongs to lists it.
    pub fn key_id(&self) -> &Url {
        &self.key_id
    }

    /// Checks the signature with the key.
    ///
    /// A key of another kind than the algorithm names does not fit. In the form of draft-cavage the query string is tried
    /// as part of the target first, then left out: older Mastodon signs without it, and both Mastodon and GoToSocial try
    /// the two forms. Errors: [`SignatureError::Invalid`].
    pub fn verify(&self, key: &VerifyingKey) -> Result<(), SignatureError> {
        let kind_fits = match self.algorithm {
            rfc9421::Algorithm::Rsa => matches!(key, VerifyingKey::Rsa(_)),
            rfc9421::Algorithm::Ed25519 => matches!(key, VerifyingKey::Ed25519(_)),
            rfc9421::Algorithm::OfTheKey => true,
        };
        let fits = |text: &Vec<u8>| key.verify(text, &self.signature).is_ok();
        if kind_fits && self.texts.iter().any(fits) {
            Ok(())
        } else {
            Err(SignatureError::Invalid)
        }
    }
}

impl Claim {
    fn key_id(&self) -> Result<Url, SignatureError> {
        let text = match self {
            Self::Cavage(parameters) => &parameters.key_id,
            Self::Message(parameters) => &parameters.key_id,
        };
        parse_id(text).map_err(SignatureError::KeyId)
    }
}

/// Reads the headers, in the form they are of.
fn claim(method: &Method, headers: &HeaderMap) -> Result<Claim, SignatureError> {
    refuse_repeats(headers)?;
    let text = |name: &str| match headers.get(name) {
        None => Ok(None),
        Some(value) => value
            .to_str()
            .map(Some)
            .map_err(|_| SignatureError::Syntax("it is not ASCII")),
    };
    let signature = text("signature")?.ok_or(SignatureError::Missing)?;
    let Some(input) = text("signature-input")? else {
        let parameters = cavage::parse(signature)?;
        return cavage_coverage(&parameters).map(|()| Claim::Cavage(parameters));
    };
    let usable = |candidate: Result<rfc9421::Parameters, SignatureError>| {
        let parameters = candidate?;
        message_coverage(&parameters, method, headers)?;
        parse_id(&parameters.key_id).map_err(SignatureError::KeyId)?;
        Ok(parameters)
    };
    let mut refused = None;
    for candidate in rfc9421::parse(input, signature)? {
        match usable(candidate) {
            Ok(parameters) => return Ok(Claim::Message(parameters)),
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    Err(refused.unwrap_or(SignatureError::Missing))
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

fn cavage_request(
    key_id: Url,
    parameters: cavage::Parameters,
    request: &RequestView<'_>,
) -> Result<SignedRequest, SignatureError> {
    let covers = |name: &str| covers(&parameters.covered, name);
    if covers("date") {
        check_date(request)?;
    }
    check_parameters(parameters.created, parameters.expires, request.now)?;
    if needs_digest(request) || covers("digest") {
        if !covers("digest") {
            return Err(SignatureError::NotCovered("digest"));
        }
        let value = header_text(request, "digest", DigestError::NoSha256)?;
        check_digest(value, request.body.unwrap_or_default())?;
    }
    let text = |target: &str| {
        cavage::signing_string(
            &parameters.covered,
            request.method.as_str(),
            target,
            request.headers,
            parameters.created,
            parameters.expires,
        )
    };
    let mut texts = vec![text(request.path_and_query)?];
    if let Some((path, _)) = request.path_and_query.split_once('?') {
        texts.push(text(path)?);
    }
    Ok(SignedRequest {
        key_id,
        signature: parameters.signature,
        // What `rsa-sha256` and `hs2019` both mean in the field.
        algorithm: rfc9421::Algorithm::Rsa,
        texts,
    })
}

fn message_request(
    key_id: Url,
    parameters: rfc9421::Parameters,
    request: &RequestView<'_>,
    authority: &str,
) -> Result<SignedRequest, SignatureError> {
    let covers = |name: &str| covers(&parameters.covered, name);
    if request.path_and_query.contains('?') && covers("@path") && !covers_whole_target(&parameters)
    {
        return Err(SignatureError::NotCovered("@query"));
    }
    if covers("date") {
        check_date(request)?;
    }
    check_parameters(parameters.created, parameters.expires, request.now)?;
    if needs_digest(request) || covers("content-digest") {
        if !covers("content-digest") {
            return Err(SignatureError::NotCovered("content-digest"));
        }
        let value = header_text(request, "content-digest", DigestError::NoContentDigest)?;
        check_content_digest(value, request.body.unwrap_or_default())?;
    }
    let message = Message {
        method: request.method.as_str(),
        scheme: request.scheme,
        authority,
        path_and_query: request.path_and_query,
        headers: request.headers,
    };
    let text = rfc9421::signature_base(&parameters, message)?;
    Ok(SignedRequest {
        key_id,
        signature: parameters.signature,
        algorithm: parameters.algorithm,
        texts: vec![text],
    })
}

fn covers(covered: &[String], name: &str) -> bool {
    covered.iter().any(|other| other == name)
}

fn reads(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

fn needs_digest(request: &RequestView<'_>) -> bool {
    !reads(request.method) || request.body.is_some_and(|body| !body.is_empty())
}

fn cavage_coverage(parameters: &cavage::Parameters) -> Result<(), SignatureError> {
    let covers = |name: &str| covers(&parameters.covered, name);
    for name in [REQUEST_TARGET, "host"] {
        if !covers(name) {
            return Err(SignatureError::NotCovered(name));
        }
    }
    if !covers("date") && !covers(CREATED) {
        return Err(SignatureError::NotCovered("date"));
    }
    // The draft keeps the pseudo-headers for hs2019, and Mastodon refuses them elsewhere: no second reading here.
    let pseudo = covers(CREATED) || covers(cavage::EXPIRES);
    if pseudo && parameters.algorithm != cavage::Algorithm::Hs2019 {
        return Err(SignatureError::Syntax(
            "(created) and (expires) belong to algorithm hs2019",
        ));
    }
    Ok(())
}

/// Path and query in one.
fn covers_whole_target(parameters: &rfc9421::Parameters) -> bool {
    ["@target-uri", "@request-target", "@query"]
        .iter()
        .any(|name| covers(&parameters.covered, name))
}

/// What can be asked for without knowing path and body. `@path` without `@query` is looked at again when they are known.
fn message_coverage(
    parameters: &rfc9421::Parameters,
    method: &Method,
    headers: &HeaderMap,
) -> Result<(), SignatureError> {
    let covers = |name: &str| covers(&parameters.covered, name);
    if !covers("@method") {
        return Err(SignatureError::NotCovered("@method"));
    }
    let by_parts = covers("@authority") && (covers("@request-target") || covers("@path"));
    if !covers("@target-uri") && !by_parts {
        return Err(SignatureError::NotCovered("@target-uri"));
    }
    if parameters.created.is_none() {
        return Err(SignatureError::MissingParameter("created"));
    }
    if !reads(method) && !covers("content-digest") {
        return Err(SignatureError::NotCovered("content-digest"));
    }
    let absent = |name: &&String| !name.starts_with('@') && !headers.contains_key(name.as_str());
    match parameters.covered.iter().find(absent) {
        Some(name) => Err(SignatureError::CoveredButAbsent(name.clone())),
        None => Ok(()),
    }
}

/// `Host` must be one of our names, port included: a signature made for another server proves nothing here. Returns it
/// as components of RFC 9421 have it: in lower case, without the port that the scheme has anyway.
fn check_host(request: &RequestView<'_>) -> Result<String, SignatureError> {
    let host = cavage::single(request.headers, "host").map_err(|_| SignatureError::WrongHost)?;
    let host = std::str::from_utf8(host)
        .map_err(|_| SignatureError::WrongHost)?
        .to_ascii_lowercase();
    let usual = if request.scheme == "http" {
        ":80"
    } else {
        ":443"
    };
    let plain = host.strip_suffix(":443").unwrap_or(&host);
    let ours = |name: &String| *name == host || *name == plain;
    if request.our_authorities.iter().any(ours) {
        Ok(host.strip_suffix(usual).unwrap_or(&host).to_owned())
    } else {
        Err(SignatureError::WrongHost)
    }
}

fn header_text<'a>(
    request: &RequestView<'a>,
    name: &str,
    error: DigestError,
) -> Result<&'a str, SignatureError> {
    let value = cavage::single(request.headers, name)?;
    std::str::from_utf8(value).map_err(|_| error.into())
}

fn check_date(request: &RequestView<'_>) -> Result<(), SignatureError> {
    let value = cavage::single(request.headers, header::DATE.as_str())?;
    let text = std::str::from_utf8(value).map_err(|_| SignatureError::Date)?;
    let date = httpdate::parse_http_date(text.trim()).map_err(|_| SignatureError::Date)?;
    check_age(DateTime::from(date), request.now)
}

fn check_parameters(
    created: Option<i64>,
    expires: Option<i64>,
    now: DateTime<Utc>,
) -> Result<(), SignatureError> {
    if let Some(created) = created {
        let created = DateTime::from_timestamp(created, 0).ok_or(SignatureError::InFuture)?;
        check_age(created, now)?;
    }
    if let Some(expires) = expires {
        let expires = DateTime::from_timestamp(expires, 0).ok_or(SignatureError::ExpiresTooLate)?;
        if expires <= now || created.is_some_and(|created| expires.timestamp() < created) {
            return Err(SignatureError::Expired);
        }
        if expires - now > MAX_LIFETIME {
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
