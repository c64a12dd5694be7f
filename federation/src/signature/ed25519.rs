//! Ed25519 keys, for integrity proofs and for signatures of RFC 9421. Written and read as Multikeys (FEP-521a).

use std::{fmt, sync::Arc};

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, ParsedPublicKey};

use super::{
    key::{BadSignature, KeyError},
    multikey,
};

/// A private Ed25519 key. Cheap to clone; neither `Debug` nor any other formatting shows it.
#[derive(Clone)]
pub struct Ed25519PrivateKey(Arc<Ed25519KeyPair>);

/// A public Ed25519 key, parsed once. Cheap to clone.
#[derive(Clone)]
pub struct Ed25519PublicKey {
    bytes: [u8; 32],
    verifier: Arc<ParsedPublicKey>,
}

impl Ed25519PrivateKey {
    /// Makes a new key (some 20 µs).
    ///
    /// Errors: [`KeyError::Crypto`] when the system has no randomness.
    pub fn generate() -> Result<Self, KeyError> {
        Ed25519KeyPair::generate()
            .map(|pair| Self(Arc::new(pair)))
            .map_err(|_| KeyError::Crypto)
    }

    /// Reads what [`Self::to_multibase`] has written: `z`, and base58btc of the multicodec `ed25519-priv` and the seed.
    ///
    /// Errors: [`KeyError::Multikey`].
    pub fn from_multibase(text: &str) -> Result<Self, KeyError> {
        let seed = multikey::decode(text, multikey::ED25519_PRIVATE)?;
        Ed25519KeyPair::from_seed_unchecked(&seed)
            .map(|pair| Self(Arc::new(pair)))
            .map_err(|_| KeyError::Multikey)
    }

    /// The key as text, for the database. Keep it out of logs.
    ///
    /// Errors: [`KeyError::Crypto`], which a parsed key does not cause.
    pub fn to_multibase(&self) -> Result<String, KeyError> {
        let seed = self.0.seed().map_err(|_| KeyError::Crypto)?;
        let bytes = aws_lc_rs::encoding::AsBigEndian::<
            aws_lc_rs::encoding::Curve25519SeedBin<'_>,
        >::as_be_bytes(&seed)
        .map_err(|_| KeyError::Crypto)?;
        Ok(multikey::encode(multikey::ED25519_PRIVATE, bytes.as_ref()))
    }

    /// The public half.
    ///
    /// Errors: [`KeyError::Crypto`], which a parsed key does not cause.
    pub fn public_key(&self) -> Result<Ed25519PublicKey, KeyError> {
        Ed25519PublicKey::from_bytes(self.0.public_key().as_ref()).map_err(|_| KeyError::Crypto)
    }

    /// Signs `message` (RFC 8032, pure Ed25519): 64 bytes.
    ///
    /// Errors: [`KeyError::Crypto`], which a parsed key does not cause.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.0
            .try_sign(message)
            .map(|signature| signature.as_ref().to_vec())
            .map_err(|_| KeyError::Crypto)
    }
}

impl Ed25519PublicKey {
    /// The key with these 32 bytes.
    ///
    /// Errors: [`KeyError::Multikey`] when they are not a key.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| KeyError::Multikey)?;
        let verifier = ParsedPublicKey::new(&ED25519, bytes).map_err(|_| KeyError::Multikey)?;
        Ok(Self {
            bytes,
            verifier: Arc::new(verifier),
        })
    }

    /// The key as it stands in `publicKeyMultibase`.
    pub fn to_multibase(&self) -> String {
        multikey::encode(multikey::ED25519_PUBLIC, &self.bytes)
    }

    /// Checks a signature of `message`.
    ///
    /// Errors: [`BadSignature`] for every reason.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), BadSignature> {
        self.verifier
            .verify_sig(message, signature)
            .map_err(|_| BadSignature)
    }
}

impl PartialEq for Ed25519PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Ed25519PublicKey {}

impl fmt::Debug for Ed25519PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ed25519PrivateKey(..)")
    }
}

impl fmt::Debug for Ed25519PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ed25519PublicKey({})", self.to_multibase())
    }
}
