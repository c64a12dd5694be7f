//! Our own documents: exact structs, written strictly.
//!
//! Every document is written one way, in the form that every known server reads: `actor` and `attributedTo` are one text,
//! `to` and `cc` are arrays, Public is its full address, times are UTC, what is absent is left out. The outermost document
//! goes through [`WithContext`]; documents inside others carry no `@context`.

mod activity;
mod actor;
mod address;
mod collection;
pub mod context;
mod note;
mod poll;
mod stamp;
mod time;

pub use activity::{Activity, FollowEcho, RequestEcho, Tombstone};
pub use actor::{
    Actor, Capability, Endpoints, Generator, Group, Image, Multikey, PropertyValue, PublicKey,
    Relationship,
};
pub use address::Address;
pub use collection::{OrderedCollection, OrderedCollectionPage};
pub use context::WithContext;
pub use note::{
    Document, EmojiIcon, InteractionPolicy, Note, Permission, Preview, Quote, Source, Tag,
};
pub use poll::{Choice, Question, Vote, Votes};
pub use stamp::Stamp;
