//! The pages for people: rendered on the server, complete without JavaScript, in Dutch and English.

pub mod assets;
pub mod lang;
pub mod notices;
pub mod redirects;
pub mod reltime;
pub mod same_origin;
pub mod views;
