//! HTTP signatures: proof that a request was sent by the owner of a key, to this server, now, with this body.
//!
//! - [`key`]: RSA keys.
//! - [`digest`]: the `Digest` header.
//! - [`cavage`]: the form every server of the field speaks, draft-cavage-http-signatures-12: parser and signing string.
//! - [`policy`]: what a signature must cover, how old it may be, whose host it must name. [`SignedRequest::check`] is the
//!   gate; nothing of a request counts before it passed the gate *and* [`SignedRequest::verify`].
//! - [`outgoing`]: signing our own requests.
//!
//! RFC 9421 (HTTP Message Signatures) is the second form of the same proof. Its home is a module `rfc9421` beside
//! `cavage`: it parses `Signature-Input`, and `policy` asks of it the same things under their other names (`@method`,
//! `@target-uri`, `content-digest`, `created`).

pub mod cavage;
pub mod digest;
pub mod key;
pub mod outgoing;
pub mod policy;

mod error;
#[cfg(test)]
pub(crate) mod tests;

pub use error::SignatureError;
pub use key::{PrivateKey, PublicKey};
pub use outgoing::{SignError, Signer, sign_get, sign_post};
pub use policy::{RequestView, SignedRequest};
