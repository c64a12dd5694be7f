//! Web push (RFC 8030): one message for somebody's device, by way of a push service that cannot read it.
//!
//! No library that is kept up offers both encodings without a TLS library of its own, and what is needed is short: the
//! primitives come from aws-lc, which this program has already.

mod seal;
#[cfg(test)]
mod tests;
mod vapid;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use thiserror::Error;
use url::Url;

pub use seal::{Encoding, LONGEST, Recipient};
pub use vapid::VapidKey;

use crate::{
    client::Client,
    deliver::{Outcome, judge, unanswered},
};

/// What is wrong with keys for push.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PushError {
    /// `p256dh` is no point of P-256 in its uncompressed form, in base64url.
    #[error("p256dh is not a public key of the curve P-256")]
    PublicKey,
    /// `auth` is not 16 bytes in base64url.
    #[error("auth is not a secret of 16 bytes")]
    Auth,
    /// The stored key of the server cannot be read.
    #[error("the stored push key cannot be read")]
    ServerKey,
    /// More than [`LONGEST`] bytes.
    #[error("the message is too long for push")]
    TooLong,
    /// The cryptographic library failed, such as without randomness.
    #[error("the message could not be encrypted")]
    Crypto,
}

/// A message on its way to one device.
#[derive(Debug, Clone)]
pub struct Message<'a> {
    /// Where the push service takes messages for the device.
    pub endpoint: &'a Url,
    /// Who can read it.
    pub recipient: &'a Recipient,
    /// How.
    pub encoding: Encoding,
    /// What only the device reads; at most [`LONGEST`] bytes.
    pub text: &'a [u8],
    /// How long the push service may keep it for a device that is off, in seconds.
    pub ttl: u32,
    /// At most 32 characters of base64url: a later message with the same topic takes the place of one that still waits there.
    pub topic: &'a str,
    /// Who is responsible for the sender: an `https:` or `mailto:` URI (RFC 8292, section 2.1).
    pub subject: &'a str,
}

/// Sends a message once. It does not fail: every failure is an [`Outcome`], with the meaning of statuses as for deliveries;
/// [`Outcome::Gone`] says that the device does not want any more.
pub async fn push(client: &Client, key: &VapidKey, message: &Message<'_>) -> Outcome {
    let rejected = |reason: String| Outcome::Rejected {
        status: None,
        reason,
    };
    // What may not be sent is not encrypted either.
    if let Err(error) = client.check(message.endpoint) {
        return unanswered(&error);
    }
    let (headers, body) = match letter(key, message, client.now().timestamp()) {
        Ok(letter) => letter,
        Err(error) => return rejected(error.to_string()),
    };
    match client
        .post_unsigned(message.endpoint, headers, Bytes::from(body))
        .await
    {
        Ok(answer) => judge(answer),
        Err(error) => unanswered(&error),
    }
}

/// Headers and body of the request, at `now` (seconds since 1970). The two encodings name keys and sender in different headers.
fn letter(
    key: &VapidKey,
    message: &Message<'_>,
    now: i64,
) -> Result<(HeaderMap, Vec<u8>), PushError> {
    let sealed = seal::seal(message.encoding, message.recipient, message.text)?;
    let token = key.token(message.endpoint, message.subject, now)?;
    let server = key.public_unpadded();
    let (salt, sender) = (seal::encode(&sealed.salt), seal::encode(&sealed.sender));
    let mut headers = HeaderMap::new();
    let mut set = |name: HeaderName, value: String| -> Result<(), PushError> {
        let value = HeaderValue::try_from(value).map_err(|_| PushError::Crypto)?;
        headers.insert(name, value);
        Ok(())
    };
    set(header::CONTENT_TYPE, "application/octet-stream".to_owned())?;
    set(header::CONTENT_ENCODING, message.encoding.name().to_owned())?;
    set(HeaderName::from_static("ttl"), message.ttl.to_string())?;
    set(HeaderName::from_static("urgency"), "normal".to_owned())?;
    set(HeaderName::from_static("topic"), message.topic.to_owned())?;
    match message.encoding {
        Encoding::Aes128Gcm => set(header::AUTHORIZATION, format!("vapid t={token},k={server}"))?,
        Encoding::AesGcm => {
            set(header::AUTHORIZATION, format!("WebPush {token}"))?;
            set(
                HeaderName::from_static("encryption"),
                format!("salt={salt}"),
            )?;
            set(
                HeaderName::from_static("crypto-key"),
                format!("dh={sender};p256ecdsa={server}"),
            )?;
        }
    }
    Ok((headers, sealed.body))
}
