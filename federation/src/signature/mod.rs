//! HTTP signatures: proof that a request was sent by the owner of a key, to this server, now, with this body.
//!
//! - [`key`]: RSA keys; [`ed25519`]: the other kind; [`multikey`]: both as one word.
//! - [`digest`]: the `Digest` header.
//! - [`cavage`]: the form every server of the field speaks, draft-cavage-http-signatures-12: parser and signing string.
//! - [`rfc9421`]: the second form of the same proof, HTTP Message Signatures.
//! - [`policy`]: what a signature must cover, how old it may be, whose host it must name. [`SignedRequest::check`] is the
//!   gate; nothing of a request counts before it passed the gate *and* [`SignedRequest::verify`].
//! - [`outgoing`]: signing our own requests.

pub mod cavage;
pub mod digest;
pub mod ed25519;
pub mod key;
pub mod multikey;
pub mod outgoing;
pub mod policy;
pub mod rfc9421;

mod error;
mod structured;
#[cfg(test)]
pub(crate) mod tests;

pub use ed25519::{Ed25519PrivateKey, Ed25519PublicKey};
pub use error::SignatureError;
pub use key::{PrivateKey, PublicKey};
pub use multikey::VerifyingKey;
pub use outgoing::{Form, SignError, Signer, sign_get, sign_post, sign_post_with};
pub use policy::{RequestView, SignedRequest, claimed_key};
