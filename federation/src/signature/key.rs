//! RSA keys: made, read, written and used in this file only.
//!
//! PEM and DER are read and written with the `rsa` crate; generating, signing and verifying are done by aws-lc, which is
//! several times faster at both and signs in constant time.

use std::{fmt, sync::Arc};

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use rsa::{
    BigUint, RsaPublicKey, pkcs1,
    pkcs8::{EncodePublicKey, LineEnding, SecretDocument, SubjectPublicKeyInfoRef},
    traits::PublicKeyParts,
};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Smallest modulus that counts as a key, in bits.
pub const MIN_KEY_BITS: usize = 2048;

/// Largest modulus that is accepted from a peer, in bits: verifying time grows with its square.
pub const MAX_KEY_BITS: usize = 4096;

/// Longest PEM text that is looked at, in bytes; a 4096-bit public key takes about 800, a private one 3,300.
const MAX_PEM_LENGTH: usize = 8 * 1024;

/// Why a key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KeyError {
    /// The text is not PEM with one of the expected labels.
    #[error("the key is not PEM with BEGIN {expected}")]
    Pem {
        /// The labels that would do.
        expected: &'static str,
    },
    /// PEM is fine, but what is inside is not an RSA key (for example an EC key).
    #[error("the key is not an RSA key")]
    NotRsa,
    /// The modulus is shorter than [`MIN_KEY_BITS`] or longer than [`MAX_KEY_BITS`].
    #[error("the key has {0} bits; {MIN_KEY_BITS} to {MAX_KEY_BITS} are accepted")]
    Size(usize),
    /// The public exponent is 1, even or over 33 bits.
    #[error("the public exponent of the key is not acceptable")]
    Exponent,
    /// Not a Multikey of a kind that is read here.
    #[error("the key is not a Multikey (base58btc) of Ed25519 or RSA")]
    Multikey,
    /// The crypto library refused, which for a well-formed key does not happen.
    #[error("the key was refused by the crypto library")]
    Crypto,
}

/// A signature did not fit the key and the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the signature does not fit the key")]
pub struct BadSignature;

/// A private RSA key. Cheap to clone; neither `Debug` nor any other formatting shows it.
#[derive(Clone)]
pub struct PrivateKey(Arc<KeyPair>);

/// A public RSA key of 2048 to 4096 bits, parsed once. Cheap to clone.
#[derive(Clone)]
pub struct PublicKey(Arc<Public>);

struct Public {
    rsa: RsaPublicKey,
    verifier: ParsedPublicKey,
}

impl PrivateKey {
    /// Makes a new key of 2048 bits (some 50 ms; call it outside async threads).
    ///
    /// Errors: [`KeyError::Crypto`] when the system has no randomness.
    pub fn generate() -> Result<Self, KeyError> {
        KeyPair::generate(KeySize::Rsa2048)
            .map(|pair| Self(Arc::new(pair)))
            .map_err(|_| KeyError::Crypto)
    }

    /// Reads an unencrypted PKCS#8 key (`BEGIN PRIVATE KEY`).
    ///
    /// Errors: not PEM, not RSA, or under 2048 bits.
    pub fn from_pkcs8_pem(pem: &str) -> Result<Self, KeyError> {
        let expected = "PRIVATE KEY";
        let (label, der) = read_pem(pem).ok_or(KeyError::Pem { expected })?;
        if label != expected {
            return Err(KeyError::Pem { expected });
        }
        KeyPair::from_pkcs8(&der)
            .map(|pair| Self(Arc::new(pair)))
            .map_err(|_| KeyError::NotRsa)
    }

    /// The key as PKCS#8 PEM, for the database. Keep it out of logs.
    ///
    /// Errors: [`KeyError::Crypto`], which a parsed key does not cause.
    pub fn to_pkcs8_pem(&self) -> Result<String, KeyError> {
        let der: Pkcs8V1Der<'_> = self.0.as_der().map_err(|_| KeyError::Crypto)?;
        let document = SecretDocument::try_from(der.as_ref()).map_err(|_| KeyError::Crypto)?;
        let pem = document
            .to_pem("PRIVATE KEY", LineEnding::LF)
            .map_err(|_| KeyError::Crypto)?;
        Ok(pem.as_str().to_owned())
    }

    /// The public half.
    ///
    /// Errors: [`KeyError::Size`] for a key of our own over 4096 bits, which peers would refuse too.
    pub fn public_key(&self) -> Result<PublicKey, KeyError> {
        PublicKey::from_pkcs1(self.0.public_key().as_ref())
    }

    /// Signs `message` with RSASSA-PKCS1-v1_5 over SHA-256 (`rsa-sha256`); the result has the length of the modulus.
    ///
    /// Errors: [`KeyError::Crypto`], which a parsed key does not cause.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                message,
                &mut signature,
            )
            .map_err(|_| KeyError::Crypto)?;
        Ok(signature)
    }
}

impl PublicKey {
    /// Reads the `publicKeyPem` of an actor: SPKI (`BEGIN PUBLIC KEY`), or PKCS#1 (`BEGIN RSA PUBLIC KEY`) as some
    /// older servers send it. Odd line breaks and spaces around the text are tolerated.
    ///
    /// Errors: anything that is not an RSA key within the bounds of [`KeyError`].
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let expected = "PUBLIC KEY";
        let (label, der) = read_pem(pem).ok_or(KeyError::Pem { expected })?;
        match label {
            "PUBLIC KEY" => Self::from_spki(&der),
            "RSA PUBLIC KEY" => Self::from_pkcs1(&der),
            _ => Err(KeyError::Pem { expected }),
        }
    }

    fn from_spki(der: &[u8]) -> Result<Self, KeyError> {
        let spki = SubjectPublicKeyInfoRef::try_from(der).map_err(|_| KeyError::NotRsa)?;
        spki.algorithm
            .assert_algorithm_oid(pkcs1::ALGORITHM_OID)
            .map_err(|_| KeyError::NotRsa)?;
        Self::from_pkcs1(spki.subject_public_key.as_bytes().ok_or(KeyError::NotRsa)?)
    }

    /// What people compare to know that they mean the same key: SHA-256 of the key in SPKI form, in sixteen groups of four
    /// hexadecimal digits.
    ///
    /// Errors: [`KeyError::Crypto`], which a parsed key does not cause.
    pub fn fingerprint(&self) -> Result<String, KeyError> {
        let der = self
            .0
            .rsa
            .to_public_key_der()
            .map_err(|_| KeyError::Crypto)?;
        let digest = Sha256::digest(der.as_bytes());
        let groups = digest.chunks(2).map(|pair| {
            pair.iter()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>()
        });
        Ok(groups.collect::<Vec<_>>().join(" "))
    }

    /// Bounds first: no arithmetic is done with a modulus before its size is known to be sane.
    pub(super) fn from_pkcs1(der: &[u8]) -> Result<Self, KeyError> {
        let parts = pkcs1::RsaPublicKey::try_from(der).map_err(|_| KeyError::NotRsa)?;
        let modulus = BigUint::from_bytes_be(parts.modulus.as_bytes());
        let exponent = BigUint::from_bytes_be(parts.public_exponent.as_bytes());
        let bits = modulus.bits();
        if !(MIN_KEY_BITS..=MAX_KEY_BITS).contains(&bits) {
            return Err(KeyError::Size(bits));
        }
        let rsa = RsaPublicKey::new(modulus, exponent).map_err(|error| match error {
            rsa::Error::InvalidModulus => KeyError::NotRsa,
            _ => KeyError::Exponent,
        })?;
        let verifier =
            ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der).map_err(|_| KeyError::Crypto)?;
        Ok(Self(Arc::new(Public { rsa, verifier })))
    }

    /// The key as SPKI PEM, the form that belongs into `publicKeyPem`.
    ///
    /// Errors: [`KeyError::Crypto`], which a parsed key does not cause.
    pub fn to_pem(&self) -> Result<String, KeyError> {
        self.0
            .rsa
            .to_public_key_pem(LineEnding::LF)
            .map_err(|_| KeyError::Crypto)
    }

    /// Checks an RSASSA-PKCS1-v1_5 SHA-256 signature of `message`.
    ///
    /// Errors: [`BadSignature`] for every reason; the reasons are nobody's business.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), BadSignature> {
        self.0
            .verifier
            .verify_sig(message, signature)
            .map_err(|_| BadSignature)
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.rsa == other.0.rsa
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(..)")
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({} bits)", self.0.rsa.n().bits())
    }
}

/// Label and content of the first PEM block. More forgiving than RFC 7468 about white space, since keys travel through
/// JSON strings that people and templates have edited.
fn read_pem(text: &str) -> Option<(&str, Vec<u8>)> {
    if text.len() > MAX_PEM_LENGTH {
        return None;
    }
    let (_, after) = text.split_once("-----BEGIN ")?;
    let (label, after) = after.split_once("-----")?;
    let (body, after) = after.split_once("-----END ")?;
    if !after.starts_with(label) {
        return None;
    }
    let compact: String = body.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    STANDARD.decode(compact).ok().map(|der| (label, der))
}

#[cfg(test)]
mod tests;
