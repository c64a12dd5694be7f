//! Text of people: what they type becomes HTML, what peers send becomes harmless HTML. Pure functions, no input or output.
//!
//! Two ways in: [`compose::compose`] for what is written here, [`sanitise::remote_html`] for what comes from elsewhere.
//! Both end in the same sanitiser, so a template may print the result unescaped and nothing else.

pub mod compose;
pub mod emoji;
mod escape;
pub mod inline;
pub mod keyword;
pub mod limits;
mod link;
mod markdown;
pub mod mention;
mod normalise;
pub mod page;
pub mod plain;
pub mod sanitise;
pub mod tag;
mod token;
mod url_text;

pub use escape::{escape, escape_attribute};
