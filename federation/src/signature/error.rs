use thiserror::Error;

use super::digest::DigestError;
use crate::origin::IdError;

/// Why a request is not accepted as signed. The texts are sent to the peer: they tell its admin what to change, and
/// nothing about us.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SignatureError {
    /// No `Signature` header.
    #[error(
        "the request is not signed: send a Signature header (draft-cavage-http-signatures-12 or RFC 9421)"
    )]
    Missing,
    /// A header that must be unique came more than once.
    #[error("the {0} header is there more than once")]
    RepeatedHeader(String),
    /// The `Signature` header does not follow its grammar.
    #[error("the Signature header cannot be read: {0}")]
    Syntax(&'static str),
    /// A parameter of the `Signature` header came more than once.
    #[error("the parameter {0} stands more than once in the Signature header")]
    RepeatedParameter(String),
    /// A required parameter is missing.
    #[error("the Signature header has no {0} parameter")]
    MissingParameter(&'static str),
    /// `algorithm` is not one of those that are accepted.
    #[error(
        "the algorithm is not accepted: sign with RSA and SHA-256 and say rsa-sha256 or hs2019 (rsa-v1_5-sha256 or ed25519 in the form of RFC 9421)"
    )]
    Algorithm,
    /// The `keyId` is not an http(s) URL in plain form.
    #[error("the keyId is not a usable URL: {0}")]
    KeyId(#[source] IdError),
    /// Something that has to be signed is not in the list of signed headers.
    #[error("the signature does not cover {0}: add it to the signed headers")]
    NotCovered(&'static str),
    /// A name is listed as signed, but the request has no such header.
    #[error("the signature covers {0}, which the request does not have")]
    CoveredButAbsent(String),
    /// A derived component that requests do not have, or that is not read here.
    #[error("the component {0} is not one that is read here")]
    Component(String),
    /// The `Host` header is missing or does not name this server.
    #[error("the Host header does not name this server")]
    WrongHost,
    /// `Date` cannot be read.
    #[error("the Date header is not an HTTP date")]
    Date,
    /// The signature is older than an hour.
    #[error("the signature is too old: sign each attempt anew and check the clock of your server")]
    TooOld,
    /// The signature was made in the future.
    #[error("the signature is dated in the future: check the clock of your server")]
    InFuture,
    /// `expires` has passed, or is before `created`.
    #[error("the signature has expired")]
    Expired,
    /// `expires` is more than a day away.
    #[error("the signature expires too far in the future: one day is the most")]
    ExpiresTooLate,
    /// The `Digest` header does not vouch for the body.
    #[error(transparent)]
    Digest(#[from] DigestError),
    /// The signature is not one that the key made over this request.
    #[error("the signature does not fit the request and the key of its keyId")]
    Invalid,
}
