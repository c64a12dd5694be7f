//! What people of other units do, after the protocol side has checked who may say it. Shares storage and consequences
//! (`surface`) with what people here do.

mod actors;
mod follows;
mod posts;
mod reactions;

pub use actors::{ProofKey, drop_follows_of_deleted, receive_actor, receive_actor_gone};
pub use follows::{receive_answer, receive_follow, receive_followers, receive_unfollow};
pub use posts::{
    IncomingGroup, IncomingMedia, IncomingPost, Received, is_wanted, receive_delete, receive_edit,
    receive_post,
};
pub use reactions::{receive_boost, receive_favourite, receive_unboost, receive_unfavourite};
