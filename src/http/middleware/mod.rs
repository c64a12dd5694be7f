//! Layers around the routes.

pub mod cors;
pub mod rate_limit;
pub mod security_headers;
