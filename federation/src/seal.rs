//! Seals: a document signed with the RSA key of the server that made it, the key that its HTTP signatures are checked with and
//! whose fingerprint people compare. For agreements between two servers, which are kept and must be checkable later without
//! asking anybody.
//!
//! The property `seal` holds `keyId`, `algorithm` (`rsa-sha256`) and `value`: base64 of RSASSA-PKCS1-v1_5 with SHA-256 over
//! the document without `seal`, in the canonical form of RFC 8785. A reader that does not know it loses nothing else.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use thiserror::Error;

use crate::{
    proof::canonical,
    signature::{PublicKey, Signer, key::KeyError},
};

/// The property.
const SEAL: &str = "seal";

const ALGORITHM: &str = "rsa-sha256";

/// Why a seal cannot be made or does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SealError {
    /// Not an object.
    #[error("only an object can be sealed")]
    NotAnObject,
    /// No seal, or one of another form.
    #[error("the document has no readable seal")]
    Missing,
    /// Made by another key, or the document was changed.
    #[error("the seal does not fit the document and the key")]
    Broken,
    /// The key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// The document with a seal in place of any it had.
///
/// Errors: [`SealError::NotAnObject`]; [`SealError::Key`] when the key does not sign.
pub fn seal(document: Value, signer: &Signer) -> Result<Value, SealError> {
    let Value::Object(mut map) = document else {
        return Err(SealError::NotAnObject);
    };
    map.shift_remove(SEAL);
    let mut document = Value::Object(map);
    let signature = signer.key.sign(canonical(&document).as_bytes())?;
    if let Some(map) = document.as_object_mut() {
        let seal = json!({
            "keyId": signer.key_id,
            "algorithm": ALGORITHM,
            "value": STANDARD.encode(signature),
        });
        map.insert(SEAL.to_owned(), seal);
    }
    Ok(document)
}

/// The value of a document's seal, unchecked: names exactly this document.
pub fn value(document: &Value) -> Option<&str> {
    document.get(SEAL)?.get("value")?.as_str()
}

/// Checks the seal of a document with the key of the server that is said to have made it.
///
/// Errors: [`SealError::Missing`] and [`SealError::Broken`].
pub fn check(document: &Value, key: &PublicKey) -> Result<(), SealError> {
    let algorithm = document.get(SEAL).and_then(|seal| seal.get("algorithm"));
    if algorithm.and_then(Value::as_str) != Some(ALGORITHM) {
        return Err(SealError::Missing);
    }
    let text = value(document).ok_or(SealError::Missing)?;
    let signature = STANDARD.decode(text).map_err(|_| SealError::Missing)?;
    let mut bare = document.as_object().ok_or(SealError::NotAnObject)?.clone();
    bare.shift_remove(SEAL);
    key.verify(canonical(&Value::Object(bare)).as_bytes(), &signature)
        .map_err(|_| SealError::Broken)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::signature::PrivateKey;

    #[test]
    fn a_seal_holds_for_one_document_and_one_key() {
        let key = PrivateKey::generate().unwrap();
        let signer = Signer {
            key_id: "https://hrm.example/actor#main-key".to_owned(),
            key: key.clone(),
        };
        let public = key.public_key().unwrap();
        let sealed = seal(json!({"type": "Invite", "b": 1, "a": [true, "é"]}), &signer).unwrap();
        check(&sealed, &public).unwrap();
        // The order of the properties is nothing.
        let text = r#"{"a": [true, "é"], "b": 1, "type": "Invite"}"#;
        let mut turned: Value = serde_json::from_str(text).unwrap();
        let map = turned.as_object_mut().unwrap();
        map.insert(SEAL.to_owned(), sealed.get(SEAL).unwrap().clone());
        check(&turned, &public).unwrap();
        let mut changed = sealed.clone();
        changed
            .as_object_mut()
            .unwrap()
            .insert("b".to_owned(), json!(2));
        assert_eq!(check(&changed, &public), Err(SealError::Broken));
        let other = PrivateKey::generate().unwrap().public_key().unwrap();
        assert_eq!(check(&sealed, &other), Err(SealError::Broken));
        assert_eq!(
            check(&json!({"type": "Invite"}), &public),
            Err(SealError::Missing)
        );
        // Sealing anew replaces the seal.
        assert_eq!(seal(sealed.clone(), &signer).unwrap(), sealed);
        let fingerprint = public.fingerprint().unwrap();
        assert_eq!(
            (fingerprint.len(), fingerprint.split(' ').count()),
            (79, 16)
        );
    }
}
