//! What handlers take from a request: parameters, paging, the caller.

pub mod access;
pub mod body;
pub mod lenient;
pub mod paging;
pub mod tree;
