//! The protocol half of Meent: ActivityPub vocabulary, signatures, origins, addresses and the guarded HTTP client.
//!
//! Bytes and URLs come in, typed values go out. There is no storage and no web framework here; the application decides
//! what to do with what this crate has read and checked.
//!
//! - [`origin`]: strict reading of ids; who may speak for which id.
//! - [`signature`]: HTTP signatures, incoming and outgoing.
//! - [`proof`]: integrity proofs inside documents.
//! - [`synchronization`]: telling receivers who of them follows.
//! - [`seal`]: what two servers have agreed, signed by both.
//! - [`vocab`]: what peers send, read leniently; what we send, written strictly; who may say what.
//! - [`address`]: where we may connect, and the resolver that enforces it.
//! - [`client`]: the only HTTP client, with all its limits.
//! - [`deliver`]: one POST to an inbox and what its answer means.
//! - [`push`]: messages for people's devices, encrypted for them.
//! - [`observe`]: watching what leaves.
//! - [`webfinger`]: from handles to actors and back.
//! - [`nodeinfo`]: what servers say about themselves.

#![recursion_limit = "256"]

pub mod address;
pub mod client;
pub mod deliver;
pub mod nodeinfo;
pub mod observe;
pub mod origin;
pub mod proof;
pub mod push;
pub mod seal;
pub mod signature;
pub mod synchronization;
pub mod vocab;
pub mod webfinger;
