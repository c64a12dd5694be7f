//! What handlers take from a request: parameters, paging, the caller.

pub mod access;
pub mod address;
pub mod body;
pub mod caller;
pub mod describe;
pub mod guard;
pub mod lenient;
pub mod paging;
pub mod tree;
