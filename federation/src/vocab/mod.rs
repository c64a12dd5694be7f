//! The vocabulary: documents of peers in, typed values out, and our own documents.
//!
//! Reading is lenient and writing is strict. [`parse`] turns bytes into JSON that can be understood in one way only; a
//! reader chosen by `type` ([`Activity`], [`Post`], [`Actor`], [`Collection`], [`Stamp`], [`Tombstone`], or [`AnyDocument`]
//! when the type is open) turns that into values within the [`limits`]. A reader says what a document claims;
//! [`authority`] says who may claim it. [`mod@write`] holds the exact structs of what we send.

pub mod activity;
pub mod actor;
pub mod any;
pub mod audience;
pub mod authority;
pub mod collection;
pub mod document;
pub mod error;
pub mod image;
pub mod kinds;
pub mod limits;
mod links;
pub mod object_ref;
pub mod post;
pub(crate) mod reader;
pub mod recipients;
pub mod stamp;
pub mod tombstone;
pub mod write;

pub use activity::{Activity, ActivityKind};
pub use actor::Actor;
pub use any::AnyDocument;
pub use audience::{Audience, audience, post_audience};
pub use collection::Collection;
pub use document::{Document, DocumentError, parse};
pub use error::ReadError;
pub use image::Picture;
pub use kinds::{ActorKind, CollectionKind, Family, KnownActivity, PostKind, StampKind, family};
pub use object_ref::ObjectRef;
pub use post::Post;
pub use recipients::{PUBLIC, Recipients, is_public};
pub use stamp::Stamp;
pub use tombstone::Tombstone;
