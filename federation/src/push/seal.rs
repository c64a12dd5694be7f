//! Encryption of messages: RFC 8291 over RFC 8188 (`aes128gcm`), and what came before it, which clients that do not ask for the
//! standard still read (`aesgcm`, draft-ietf-webpush-encryption-04 over draft-ietf-httpbis-encryption-encoding-03).

use std::fmt;

use aws_lc_rs::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree},
    hkdf::{HKDF_SHA256, KeyType, Prk, Salt},
    rand,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::PushError;

/// Bytes of a public key: X9.62, uncompressed.
const PUBLIC: usize = 65;

/// Bytes of a salt.
const SALT: usize = 16;

/// Record size: push services take bodies of 4096 bytes, and a message is one record.
const RECORD: u32 = 4096;

/// Longest message, in bytes: what 4096 bytes leave beside header (86), tag (16) and the mark or length of the padding (2).
pub const LONGEST: usize = 4096 - 86 - 16 - 2;

/// Messages are filled up to a multiple of so many bytes, so that the push service cannot tell kinds apart by length.
const STEP: usize = 512;

/// How a message is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// RFC 8291.
    Aes128Gcm,
    /// The draft before it.
    AesGcm,
}

impl Encoding {
    /// The name in `Content-Encoding`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Aes128Gcm => "aes128gcm",
            Self::AesGcm => "aesgcm",
        }
    }
}

/// The keys of a device, as it gave them.
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient {
    public: [u8; PUBLIC],
    auth: [u8; 16],
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Recipient")
    }
}

impl Recipient {
    /// Reads the keys in base64url; the older alphabet and padding pass too, since clients send both.
    ///
    /// Errors: [`PushError::PublicKey`] for anything but a point of the curve, [`PushError::Auth`] for anything but 16 bytes.
    pub fn new(p256dh: &str, auth: &str) -> Result<Self, PushError> {
        let public: [u8; PUBLIC] = decode(p256dh).ok_or(PushError::PublicKey)?;
        let auth = decode(auth).ok_or(PushError::Auth)?;
        let recipient = Self { public, auth };
        // Agreeing on a secret is what tells a point of the curve from other bytes.
        let trial = PrivateKey::generate(&ECDH_P256).map_err(|_| PushError::Crypto)?;
        recipient
            .secret(&trial)
            .map_err(|_| PushError::PublicKey)
            .map(|_| recipient)
    }

    fn secret(&self, sender: &PrivateKey) -> Result<Vec<u8>, PushError> {
        // Compressed points and other forms that the library reads are none that devices have.
        if self.public.first() != Some(&4) {
            return Err(PushError::PublicKey);
        }
        let public = UnparsedPublicKey::new(&ECDH_P256, &self.public[..]);
        agree(sender, public, PushError::PublicKey, |secret| {
            Ok(secret.to_vec())
        })
    }
}

/// A message that only its recipient reads.
pub(super) struct Sealed {
    pub body: Vec<u8>,
    /// With `aesgcm` these stand in headers, with `aes128gcm` in the body.
    pub salt: [u8; SALT],
    pub sender: Vec<u8>,
}

/// Encrypts under keys that are used this once.
///
/// Errors: [`PushError::TooLong`]; [`PushError::Crypto`].
pub(super) fn seal(
    encoding: Encoding,
    recipient: &Recipient,
    text: &[u8],
) -> Result<Sealed, PushError> {
    let sender = PrivateKey::generate(&ECDH_P256).map_err(|_| PushError::Crypto)?;
    let mut salt = [0; SALT];
    rand::fill(&mut salt).map_err(|_| PushError::Crypto)?;
    let filled = text.len().next_multiple_of(STEP).min(LONGEST);
    let padding = filled.saturating_sub(text.len());
    seal_with(encoding, recipient, text, &sender, salt, padding)
}

/// As [`seal`], with everything given that it takes by chance.
pub(super) fn seal_with(
    encoding: Encoding,
    recipient: &Recipient,
    text: &[u8],
    sender: &PrivateKey,
    salt: [u8; SALT],
    padding: usize,
) -> Result<Sealed, PushError> {
    if text.len() + padding > LONGEST {
        return Err(PushError::TooLong);
    }
    let public = sender.compute_public_key().map_err(|_| PushError::Crypto)?;
    let public = public.as_ref();
    let secret = recipient.secret(sender)?;
    let from_secret = Salt::new(HKDF_SHA256, &recipient.auth).extract(&secret);
    let length = u8::try_from(PUBLIC).map_err(|_| PushError::Crypto)?;
    let (mut body, mut record, prk, context);
    match encoding {
        Encoding::Aes128Gcm => {
            let info = [b"WebPush: info\0".as_slice(), &recipient.public, public];
            let input: [u8; 32] = expand(&from_secret, &info)?;
            prk = Salt::new(HKDF_SHA256, &salt).extract(&input);
            context = Vec::new();
            // RFC 8188, section 2.1: salt, record size, and the sender's key as key id.
            body = salt.to_vec();
            body.extend(RECORD.to_be_bytes());
            body.push(length);
            body.extend(public);
            record = text.to_vec();
            record.push(2);
            record.resize(text.len() + 1 + padding, 0);
        }
        Encoding::AesGcm => {
            let info = [b"Content-Encoding: auth\0".as_slice()];
            let input: [u8; 32] = expand(&from_secret, &info)?;
            prk = Salt::new(HKDF_SHA256, &salt).extract(&input);
            let of_both = [b"P-256\0\0".as_slice(), &[length], &recipient.public];
            context = [of_both.concat(), vec![0, length], public.to_vec()].concat();
            body = Vec::new();
            let stated = u16::try_from(padding).map_err(|_| PushError::TooLong)?;
            record = stated.to_be_bytes().to_vec();
            record.resize(2 + padding, 0);
            record.extend(text);
        }
    }
    let named = format!("Content-Encoding: {}\0", encoding.name());
    let key: [u8; 16] = expand(&prk, &[named.as_bytes(), &context])?;
    let nonce: [u8; 12] = expand(&prk, &[b"Content-Encoding: nonce\0", &context])?;
    let key = UnboundKey::new(&AES_128_GCM, &key).map_err(|_| PushError::Crypto)?;
    let nonce = Nonce::assume_unique_for_key(nonce);
    LessSafeKey::new(key)
        .seal_in_place_append_tag(nonce, Aad::empty(), &mut record)
        .map_err(|_| PushError::Crypto)?;
    body.extend(record);
    Ok(Sealed {
        body,
        salt,
        sender: public.to_vec(),
    })
}

/// So many bytes of key.
struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// HKDF-Expand (RFC 5869, section 2.3) with the parts of `info` one after the other.
fn expand<const N: usize>(prk: &Prk, info: &[&[u8]]) -> Result<[u8; N], PushError> {
    let mut out = [0; N];
    let expanded = prk.expand(info, Length(N)).map_err(|_| PushError::Crypto)?;
    expanded.fill(&mut out).map_err(|_| PushError::Crypto)?;
    Ok(out)
}

pub(super) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    let plain = text.trim().trim_end_matches('=');
    let plain = plain.replace('+', "-").replace('/', "_");
    URL_SAFE_NO_PAD.decode(plain).ok()?.try_into().ok()
}
