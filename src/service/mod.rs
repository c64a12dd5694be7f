//! The use-cases: what a person or a peer can make happen, free of HTTP and HTML.

pub mod bundle;
