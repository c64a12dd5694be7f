//! Public keys of an actor.

use crate::{
    origin::{document_of, parse_id},
    signature::{VerifyingKey, key::KeyError},
    vocab::{limits, reader::Reader},
};
use serde_json::Value;
use url::Url;

/// A key in its actor's document.
///
/// Only keys that belong to the actor are read: the id lies within the actor's own id, and the owner is the actor.
/// Otherwise anybody could publish somebody else's key id with a key of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// Its id, as it stands in `keyId` of a signature.
    pub id: Url,
    /// The actor.
    pub owner: Url,
    /// The key, as PEM, unchecked.
    pub pem: String,
}

/// A key in `assertionMethod` of its actor (FEP-521a): for integrity proofs, and for signatures of RFC 9421.
///
/// Read by the rule of [`PublicKey`]: the id lies within the actor's own id, and the controller is the actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Multikey {
    /// Its id, as it stands in `verificationMethod` of a proof and in `keyid` of a signature.
    pub id: Url,
    /// The actor.
    pub controller: Url,
    /// The key, unchecked.
    pub multibase: String,
}

impl Multikey {
    /// The key itself.
    ///
    /// # Errors
    /// [`KeyError`] for one that is not Ed25519 or acceptable RSA.
    pub fn key(&self) -> Result<VerifyingKey, KeyError> {
        VerifyingKey::from_multibase(&self.multibase)
    }
}

pub(super) fn read_multikeys(reader: Reader<'_>, actor: &Url) -> Vec<Multikey> {
    reader
        .list("assertionMethod", limits::KEYS)
        .filter_map(|value| one_multikey(value, actor))
        .collect()
}

fn one_multikey(value: &Value, actor: &Url) -> Option<Multikey> {
    let reader = Reader::new(value).ok()?;
    let id = reader.id().ok()??;
    let controller = parse_id(reader.get("controller")?.as_str()?).ok()?;
    let multibase = reader.get("publicKeyMultibase")?.as_str()?;
    let own = lies_within(&id, actor) && controller == *actor;
    (own && reader.is("Multikey") && multibase.len() <= limits::PEM).then(|| Multikey {
        id,
        controller,
        multibase: multibase.to_owned(),
    })
}

pub(super) fn read(reader: Reader<'_>, actor: &Url) -> Vec<PublicKey> {
    reader
        .list("publicKey", limits::KEYS)
        .filter_map(|value| one(value, actor))
        .collect()
}

/// A key id that nobody but this actor may claim: the actor's id (Hubzilla), or one with a fragment (most) or further path
/// (GoToSocial, Misskey) behind it. Two people of one server share an origin, and must not list each other's keys.
fn lies_within(id: &Url, actor: &Url) -> bool {
    id.as_str()
        .strip_prefix(actor.as_str())
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['#', '/', '?']))
}

fn one(value: &Value, actor: &Url) -> Option<PublicKey> {
    let reader = Reader::new(value).ok()?;
    let id = reader.id().ok()??;
    if !lies_within(&id, actor) {
        return None;
    }
    let owner = ["owner", "controller"]
        .into_iter()
        .find_map(|key| reader.get(key));
    let own = match owner {
        Some(owner) => owner.as_str().and_then(|text| parse_id(text).ok()).as_ref() == Some(actor),
        // Bridgy Fed names no owner: then the key must be a fragment of the actor itself.
        None => document_of(&id) == *actor && id.fragment().is_some(),
    };
    let pem = reader.get("publicKeyPem")?.as_str()?;
    (own && pem.len() <= limits::PEM).then(|| PublicKey {
        id,
        owner: actor.clone(),
        pem: pem.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use serde_json::json;

    fn keys(value: Value) -> Vec<PublicKey> {
        let value = json!({ "publicKey": value });
        read(
            Reader::new(&value).unwrap(),
            &Url::parse("https://e.example/u/mallory").unwrap(),
        )
    }

    #[test]
    fn own_multikeys_only() {
        let own = json!({"id": "https://e.example/u/mallory#ed25519-key", "type": "Multikey", "controller": "https://e.example/u/mallory", "publicKeyMultibase": "z6Mk"});
        let changed = |key: &str, value: &str| {
            let mut changed = own.clone();
            changed[key] = json!(value);
            changed
        };
        let document = json!({ "assertionMethod": [
            own,
            changed("id", "https://v.example/u/victim#ed25519-key"),
            changed("controller", "https://v.example/u/victim"),
            changed("controller", "https://e.example/u/victim"),
            changed("type", "JsonWebKey"),
            changed("publicKeyMultibase", &"z".repeat(9_000)),
            "https://e.example/u/mallory#ed25519-key",
            null,
        ]});
        let actor = Url::parse("https://e.example/u/mallory").unwrap();
        let keys = read_multikeys(Reader::new(&document).unwrap(), &actor);
        assert_eq!(keys.len(), 1);
        assert_eq!(keys[0].id.fragment(), Some("ed25519-key"));
    }

    #[test]
    fn own_keys_only() {
        let own = json!({"id": "https://e.example/u/mallory#main-key", "owner": "https://e.example/u/mallory", "publicKeyPem": "x"});
        let path = json!({"id": "https://e.example/u/mallory/main-key", "owner": "https://e.example/u/mallory", "publicKeyPem": "x"});
        let victims_id = json!({"id": "https://v.example/u/victim#main-key", "owner": "https://e.example/u/mallory", "publicKeyPem": "x"});
        let victims = json!({"id": "https://e.example/u/mallory#main-key", "owner": "https://v.example/u/victim", "publicKeyPem": "x"});
        let neighbour = json!({"id": "https://e.example/u/victim#main-key", "publicKeyPem": "x"});
        let neighbours = json!({"id": "https://e.example/u/victim#main-key", "owner": "https://e.example/u/mallory", "publicKeyPem": "x"});
        let longer = json!({"id": "https://e.example/u/mallory2#main-key", "owner": "https://e.example/u/mallory", "publicKeyPem": "x"});
        let ownerless = json!({"id": "https://e.example/u/mallory#key", "publicKeyPem": "x"});
        assert_eq!(
            keys(json!([
                own, victims_id, victims, neighbour, neighbours, longer, path, ownerless, "key",
                null
            ]))
            .len(),
            3
        );
        assert_eq!(keys(own)[0].owner.as_str(), "https://e.example/u/mallory");
    }
}
