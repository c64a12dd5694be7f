//! Open streams: who has one, what they asked for, and handing messages to them. Knows nothing of HTTP: a stream is a queue that
//! somebody empties.

mod channel;
mod hub;

pub use channel::Channel;
pub use hub::{Hub, Listener, Message, Seat};
