//! VAPID (RFC 8292): the key by which push services recognise this server.

use std::{fmt, sync::Arc};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use base64::{
    Engine as _,
    engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD},
};
use url::Url;

use super::PushError;

/// So long a token is good, in seconds; a day is the most that push services take.
const GOOD: i64 = 12 * 3600;

/// The private key. Cheap to clone; no formatting shows it.
#[derive(Clone)]
pub struct VapidKey(Arc<EcdsaKeyPair>);

impl fmt::Debug for VapidKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VapidKey({})", self.public())
    }
}

impl VapidKey {
    /// Makes a new key.
    ///
    /// Errors: [`PushError::Crypto`] when the system has no randomness.
    pub fn generate() -> Result<Self, PushError> {
        EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)
            .map(|pair| Self(Arc::new(pair)))
            .map_err(|_| PushError::Crypto)
    }

    /// Reads what [`Self::to_text`] has written.
    ///
    /// Errors: [`PushError::ServerKey`].
    pub fn from_text(text: &str) -> Result<Self, PushError> {
        let bytes = URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|_| PushError::ServerKey)?;
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &bytes)
            .map(|pair| Self(Arc::new(pair)))
            .map_err(|_| PushError::ServerKey)
    }

    /// The key as text, PKCS #8 in base64url, for the database. Keep it out of logs.
    ///
    /// Errors: [`PushError::Crypto`], which a parsed key does not cause.
    pub fn to_text(&self) -> Result<String, PushError> {
        let document = self.0.to_pkcs8v1().map_err(|_| PushError::Crypto)?;
        Ok(URL_SAFE_NO_PAD.encode(document.as_ref()))
    }

    /// The public half, as clients take it: the uncompressed point in base64url with padding, as Mastodon writes it.
    pub fn public(&self) -> String {
        URL_SAFE.encode(self.0.public_key().as_ref())
    }

    /// The same as it stands in headers, where padding is not allowed.
    pub(super) fn public_unpadded(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.public_key().as_ref())
    }

    /// The token (a JWT, ES256) for messages to the origin of `endpoint`, from `now` in seconds since 1970.
    ///
    /// Errors: [`PushError::Crypto`].
    pub(super) fn token(
        &self,
        endpoint: &Url,
        subject: &str,
        now: i64,
    ) -> Result<String, PushError> {
        let claims = serde_json::json!({
            "aud": endpoint.origin().ascii_serialization(),
            "exp": now + GOOD,
            "sub": subject,
        });
        let signed = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(br#"{"typ":"JWT","alg":"ES256"}"#),
            URL_SAFE_NO_PAD.encode(claims.to_string())
        );
        let signature = self
            .0
            .sign(&SystemRandom::new(), signed.as_bytes())
            .map_err(|_| PushError::Crypto)?;
        Ok(format!(
            "{signed}.{}",
            URL_SAFE_NO_PAD.encode(signature.as_ref())
        ))
    }
}
