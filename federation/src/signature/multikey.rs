//! Multikeys (FEP-521a, W3C Controlled Identifiers 1.0 section 2.2.2): a key as one word, which says of what kind it is.

use super::{
    Ed25519PublicKey, PublicKey,
    key::{BadSignature, KeyError},
};

/// The multicodec `ed25519-pub` as a varint.
pub(super) const ED25519_PUBLIC: [u8; 2] = [0xed, 0x01];
/// The multicodec `ed25519-priv`.
pub(super) const ED25519_PRIVATE: [u8; 2] = [0x80, 0x26];
/// The multicodec `rsa-pub`, whose content is a PKCS#1 key.
const RSA_PUBLIC: [u8; 2] = [0x85, 0x24];

/// Longest text that is looked at: an RSA key of 4096 bits takes 722 characters, and reading takes time that grows with
/// the square.
const MAX_LENGTH: usize = 1024;

/// A public key of either kind that signatures are checked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerifyingKey {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rsa(PublicKey),
    /// Ed25519.
    Ed25519(Ed25519PublicKey),
}

impl VerifyingKey {
    /// Reads `publicKeyMultibase`: `z` and base58btc of an Ed25519 key, or of an RSA key of an acceptable size.
    ///
    /// Errors: [`KeyError::Multikey`] for other encodings and kinds of key, and those of [`PublicKey::from_pem`].
    pub fn from_multibase(text: &str) -> Result<Self, KeyError> {
        let bytes = bytes_of(text)?;
        if let Some(key) = bytes.strip_prefix(&ED25519_PUBLIC) {
            return Ed25519PublicKey::from_bytes(key).map(Self::Ed25519);
        }
        match bytes.strip_prefix(&RSA_PUBLIC) {
            Some(der) => PublicKey::from_pkcs1(der).map(Self::Rsa),
            None => Err(KeyError::Multikey),
        }
    }

    /// Checks a signature of `message` by the algorithm that belongs to the key.
    ///
    /// Errors: [`BadSignature`] for every reason.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), BadSignature> {
        match self {
            Self::Rsa(key) => key.verify(message, signature),
            Self::Ed25519(key) => key.verify(message, signature),
        }
    }
}

impl From<PublicKey> for VerifyingKey {
    fn from(key: PublicKey) -> Self {
        Self::Rsa(key)
    }
}

/// `z` and base58btc of a multicodec and its content.
pub(super) fn encode(codec: [u8; 2], content: &[u8]) -> String {
    encode_bytes(&[codec.as_slice(), content].concat())
}

/// `z` and base58btc: the multibase form of bytes, as `proofValue` has it too.
pub(crate) fn encode_bytes(bytes: &[u8]) -> String {
    format!("z{}", bs58::encode(bytes).into_string())
}

/// The content of a Multikey of one kind.
pub(super) fn decode(text: &str, codec: [u8; 2]) -> Result<Vec<u8>, KeyError> {
    let bytes = bytes_of(text)?;
    bytes
        .strip_prefix(&codec)
        .map(<[u8]>::to_vec)
        .ok_or(KeyError::Multikey)
}

/// The bytes of a base58btc multibase text.
pub(crate) fn bytes_of(text: &str) -> Result<Vec<u8>, KeyError> {
    let digits = text
        .strip_prefix('z')
        .filter(|digits| digits.len() <= MAX_LENGTH)
        .ok_or(KeyError::Multikey)?;
    bs58::decode(digits)
        .into_vec()
        .map_err(|_| KeyError::Multikey)
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )]

    use super::*;
    use crate::signature::Ed25519PrivateKey;

    #[test]
    fn ed25519_keys_keep_their_form() {
        // The key pair of FEP-8b32's test vector.
        let private =
            Ed25519PrivateKey::from_multibase("z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq")
                .unwrap();
        let public = private.public_key().unwrap();
        let text = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
        assert_eq!(public.to_multibase(), text);
        assert_eq!(
            private.to_multibase().unwrap(),
            "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
        );
        let read = VerifyingKey::from_multibase(text).unwrap();
        assert_eq!(read, VerifyingKey::Ed25519(public));
        let signature = private.sign(b"hello").unwrap();
        assert_eq!(signature.len(), 64);
        assert!(read.verify(b"hello", &signature).is_ok());
        assert!(read.verify(b"hullo", &signature).is_err());
        assert!(read.verify(b"hello", &signature[..63]).is_err());
        assert!(!format!("{private:?}").contains("z3u2"));
    }

    #[test]
    fn rsa_keys_are_read_too() {
        let key = crate::signature::tests::alice().public_key().unwrap();
        let pem = key.to_pem().unwrap();
        let der: String = pem.lines().filter(|line| !line.contains('-')).collect();
        let spki = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, der).unwrap();
        // An SPKI of a 2048-bit key has 24 bytes in front of the PKCS#1 key.
        let text = encode(RSA_PUBLIC, &spki[24..]);
        assert_eq!(
            VerifyingKey::from_multibase(&text).unwrap(),
            VerifyingKey::Rsa(key)
        );
    }

    #[test]
    fn other_texts_are_no_keys() {
        let key = "6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
        let short = encode(ED25519_PUBLIC, &[7; 31]);
        let private = encode(ED25519_PRIVATE, &[7; 32]);
        let long = format!("z{}", "2".repeat(MAX_LENGTH + 1));
        for text in [
            "",
            "z",
            "z0OIl",
            "u7QE",
            key,
            &format!("m{key}"),
            &short,
            &private,
            &long,
        ] {
            assert!(VerifyingKey::from_multibase(text).is_err(), "{text}");
        }
        assert!(Ed25519PrivateKey::from_multibase(&format!("z{key}")).is_err());
    }
}
