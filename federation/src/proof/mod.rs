//! Integrity proofs (FEP-8b32, cryptosuite `eddsa-jcs-2022` of W3C Data Integrity EdDSA Cryptosuites 1.0): a document that
//! proves by itself who made it, whoever brings it. Groups relay activities this way.
//!
//! What a proof says is who wrote the document. Whether that actor may say what stands in it is decided by
//! [`crate::vocab::authority`], as for a document that came with an HTTP signature.

mod jcs;

use aws_lc_rs::digest::{SHA256, digest};
use chrono::{DateTime, Duration, SecondsFormat, Utc};
use serde_json::{Map, Value, json};
use thiserror::Error;
use url::Url;

pub use jcs::canonical;

use crate::{
    origin::{parse_id, same_origin},
    signature::{Ed25519PrivateKey, VerifyingKey, key::KeyError, multikey},
    vocab::{actor::Multikey, reader::Reader},
};

const SUITE: &str = "eddsa-jcs-2022";

/// How far in the future a proof may be dated, as for signatures of requests.
const MAX_AHEAD: Duration = Duration::minutes(5);

/// Why a document has no proof that counts.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ProofError {
    /// No `proof`.
    #[error("the document has no proof")]
    Missing,
    /// More than one, or one that is no object.
    #[error("the proof must be one object")]
    NotOne,
    /// A property of the proof is missing, or is not what it has to be.
    #[error("the {0} of the proof cannot be used")]
    Property(&'static str),
    /// Made by a cryptosuite that is not read here.
    #[error("the proof is not of the cryptosuite eddsa-jcs-2022")]
    Suite,
    /// The document's `@context` is not the one that was signed.
    #[error("the @context of the document is not that of its proof")]
    Context,
    /// Dated in the future.
    #[error("the proof is dated in the future")]
    InFuture,
    /// `expires` has passed.
    #[error("the proof has expired")]
    Expired,
    /// The document names no actor and no author, or several.
    #[error("the document has not one owner")]
    NoOwner,
    /// The key of the proof is not among those of the document's owner.
    #[error("the key of the proof is not one of the owner of the document")]
    NotTheOwner,
    /// The key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Not made by the key over this document.
    #[error("the proof does not fit the document and the key")]
    Invalid,
}

/// The document with a proof of `eddsa-jcs-2022` in place of any it had.
///
/// `verification_method` is the id of the key in its owner's `assertionMethod`; it must belong to the `actor` or
/// `attributedTo` of the document, or nobody believes the proof. Source: FEP-8b32; Data Integrity EdDSA Cryptosuites 1.0,
/// section 3.3.1.
///
/// Errors: [`ProofError::NotOne`] for what is no object, [`ProofError::Key`] when the key does not sign.
pub fn sign(
    document: Value,
    key: &Ed25519PrivateKey,
    verification_method: &Url,
    now: DateTime<Utc>,
) -> Result<Value, ProofError> {
    let Value::Object(mut document) = document else {
        return Err(ProofError::NotOne);
    };
    document.shift_remove("proof");
    let mut proof = Map::new();
    if let Some(context) = document.get("@context") {
        proof.insert("@context".to_owned(), context.clone());
    }
    proof.insert("type".to_owned(), json!("DataIntegrityProof"));
    proof.insert("cryptosuite".to_owned(), json!(SUITE));
    proof.insert(
        "created".to_owned(),
        json!(now.to_rfc3339_opts(SecondsFormat::Secs, true)),
    );
    proof.insert(
        "verificationMethod".to_owned(),
        json!(verification_method.as_str()),
    );
    proof.insert("proofPurpose".to_owned(), json!("assertionMethod"));
    let (document, proof) = (Value::Object(document), Value::Object(proof));
    let signature = key.sign(&hashes(&proof, &document))?;
    let (Value::Object(mut document), Value::Object(mut proof)) = (document, proof) else {
        return Err(ProofError::NotOne);
    };
    let text = multikey::encode_bytes(&signature);
    proof.insert("proofValue".to_owned(), json!(text));
    document.insert("proof".to_owned(), Value::Object(proof));
    Ok(Value::Object(document))
}

/// The id of the key that a document's proof names, for looking it up. Nothing is checked yet but the form.
///
/// Errors: no proof, several, or one without a usable `verificationMethod`.
pub fn verification_method(document: &Value) -> Result<Url, ProofError> {
    method_of(proof_of(document)?)
}

/// Checks the proof of a document with the keys of the actor who is said to have made it, and returns that actor.
///
/// The key must be listed by the document's `actor`, or `attributedTo` where there is no actor: each of `keys` says by its
/// `controller` whose it is. The proof must be one, of `eddsa-jcs-2022`, for `assertionMethod`, not from the future, not
/// expired, and made over this `@context`. A linked-data `signature` beside it is not part of what was signed. How old a
/// proof may be is not limited: relayed posts are old, and an activity has its effect once.
/// Source: FEP-8b32; Data Integrity EdDSA Cryptosuites 1.0, section 3.3.2.
///
/// Errors: the first rule that is broken.
pub fn verify(document: &Value, keys: &[Multikey], now: DateTime<Utc>) -> Result<Url, ProofError> {
    let proof = proof_of(document)?;
    let signature = check_form(proof, now)?;
    let method = method_of(proof)?;
    let owner = owner(document)?;
    let key = keys
        .iter()
        .find(|key| key.id == method && key.controller == owner && same_origin(&method, &owner))
        .ok_or(ProofError::NotTheOwner)?;
    let VerifyingKey::Ed25519(key) = key.key()? else {
        return Err(ProofError::Suite);
    };
    let bare = without_proofs(document, proof)?;
    let mut options = proof.clone();
    options.shift_remove("proofValue");
    key.verify(&hashes(&Value::Object(options), &bare), &signature)
        .map_err(|_| ProofError::Invalid)?;
    Ok(owner)
}

fn proof_of(document: &Value) -> Result<&Map<String, Value>, ProofError> {
    match document.get("proof") {
        None | Some(Value::Null) => Err(ProofError::Missing),
        Some(Value::Object(proof)) => Ok(proof),
        Some(Value::Array(proofs)) => match proofs.as_slice() {
            [Value::Object(proof)] => Ok(proof),
            _ => Err(ProofError::NotOne),
        },
        Some(_) => Err(ProofError::NotOne),
    }
}

fn method_of(proof: &Map<String, Value>) -> Result<Url, ProofError> {
    text(proof, "verificationMethod")
        .and_then(|text| parse_id(text).ok())
        .ok_or(ProofError::Property("verificationMethod"))
}

fn text<'a>(proof: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    proof.get(name).and_then(Value::as_str)
}

/// Everything that the proof says of itself; returns the signature.
fn check_form(proof: &Map<String, Value>, now: DateTime<Utc>) -> Result<Vec<u8>, ProofError> {
    if text(proof, "type") != Some("DataIntegrityProof")
        || text(proof, "cryptosuite") != Some(SUITE)
    {
        return Err(ProofError::Suite);
    }
    if text(proof, "proofPurpose") != Some("assertionMethod") {
        return Err(ProofError::Property("proofPurpose"));
    }
    let moment = |name: &'static str| match proof.get(name) {
        None => Ok(None),
        Some(value) => value
            .as_str()
            .and_then(|text| DateTime::parse_from_rfc3339(text).ok())
            .map(|moment| Some(moment.with_timezone(&Utc)))
            .ok_or(ProofError::Property(name)),
    };
    if moment("created")?.is_some_and(|created| created > now + MAX_AHEAD) {
        return Err(ProofError::InFuture);
    }
    if moment("expires")?.is_some_and(|expires| expires <= now) {
        return Err(ProofError::Expired);
    }
    text(proof, "proofValue")
        .and_then(|text| multikey::bytes_of(text).ok())
        .filter(|signature| signature.len() == 64)
        .ok_or(ProofError::Property("proofValue"))
}

/// Whose document it says it is, for looking up keys: its `actor`, or `attributedTo` where there is no actor (FEP-fe34).
/// Nothing is proven by it.
///
/// Errors: [`ProofError::NoOwner`] for none or several.
pub fn owner(document: &Value) -> Result<Url, ProofError> {
    let reader = Reader::new(document).map_err(|_| ProofError::NoOwner)?;
    let property = ["actor", "attributedTo"]
        .into_iter()
        .find(|name| reader.get(name).is_some())
        .ok_or(ProofError::NoOwner)?;
    reader.sole(property).map_err(|_| ProofError::NoOwner)
}

/// The document as it was when it was signed.
fn without_proofs(document: &Value, proof: &Map<String, Value>) -> Result<Value, ProofError> {
    let Value::Object(map) = document else {
        return Err(ProofError::NotOne);
    };
    let mut bare = map.clone();
    bare.shift_remove("proof");
    bare.shift_remove("signature");
    // What was signed may have been put into a wider context since (section 3.3.2, step 4): the signed one counts.
    if let Some(signed) = proof.get("@context") {
        let list = |value: Option<&Value>| match value {
            Some(Value::Array(items)) => items.clone(),
            Some(one) => vec![one.clone()],
            None => Vec::new(),
        };
        if !list(bare.get("@context")).starts_with(&list(Some(signed))) {
            return Err(ProofError::Context);
        }
        bare.insert("@context".to_owned(), signed.clone());
    }
    Ok(Value::Object(bare))
}

/// What is signed: the hash of the proof without its value, then that of the document without its proof.
fn hashes(options: &Value, document: &Value) -> Vec<u8> {
    let hash = |value: &Value| digest(&SHA256, canonical(value).as_bytes());
    [hash(options).as_ref(), hash(document).as_ref()].concat()
}

#[cfg(test)]
mod tests;
