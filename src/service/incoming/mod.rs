//! What people of other units do, after the protocol side has checked who may say it. Shares storage and consequences
//! (`surface`) with what people here do.

mod actors;
mod extras;
mod follows;
mod pins;
mod polls;
mod posts;
mod quotes;
mod reactions;

pub use actors::{ProofKey, drop_follows_of_deleted, receive_actor, receive_actor_gone};
pub use extras::IncomingExtras;
pub use follows::{receive_answer, receive_follow, receive_followers, receive_unfollow};
pub use pins::{receive_pin, receive_pins, wants_pins};
pub use polls::{IncomingPoll, receive_vote};
pub use posts::{
    IncomingGroup, IncomingMedia, IncomingPost, Received, is_wanted, receive_delete, receive_edit,
    receive_post,
};
pub use quotes::{
    IncomingQuote, confirm_quote, receive_quote_answer, receive_quote_request,
    receive_quote_revoked,
};
pub use reactions::{
    IncomingReaction, receive_boost, receive_favourite, receive_unboost, receive_unfavourite,
    receive_unreaction,
};
