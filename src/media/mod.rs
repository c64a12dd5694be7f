//! Pictures and files: recognised by content, made anew, kept in a store, drawn when there is none.
//!
//! Everything but [`store`] is synchronous and busy with the processor: callers run it on a blocking thread and bound how
//! many run at once (a picture of the largest size takes some 500 MB while it is worked on).

mod animation;
pub mod avatar;
mod canvas;
mod complete;
mod decode;
mod error;
mod glyph;
pub mod image;
mod office;
pub mod recordings;
mod scale;
pub mod sniff;
pub mod spool;
pub mod store;

pub use self::image::{FocalPoint, Picture, Processed};
pub use error::MediaError;
pub use recordings::Container;
pub use sniff::{FileKind, ImageKind, Kind};
pub use spool::{Spool, Spooling};
pub use store::{Key, Store, StoreError};
