//! The index of posts: the words of every post, with what else it can be asked for and who may read it. It stands in files
//! of this process alone and is made from the database, so that losing it costs time and nothing else.
//!
//! Who may read a post stands in the index as terms, so that a search walks over the posts of its reader only. The last word
//! has the rule in the database: what is found here is a proposal.

mod document;
mod fields;
mod find;
mod index;
mod log;
mod marks;
mod question;
mod stems;
mod writing;

pub use document::{Document, Reader, readers_of};
pub use find::{Page, Rights};
pub use index::{Search, State};
pub use log::Log;
pub use marks::{Piece, marked};
pub use question::{Clause, Feature, Library, Question, What, Who};
pub use writing::Writing;
