//! What open streams are told: ids only. Who hears of it, and in which words, is worked out where the streams are.

use serde::{Deserialize, Serialize};

use super::id::{AccountId, NotificationId, StatusId};

/// Something that somebody who looks may want to see at once. A lost one costs a reload, never data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    /// A new post or boost has reached its readers.
    Posted(StatusId),
    Edited(StatusId),
    /// A post or boost is no more; its row stays as a tombstone.
    Gone(StatusId),
    Notified {
        to: AccountId,
        notification: NotificationId,
    },
    /// A post to people named in it has come into somebody's conversations.
    Conversed {
        to: AccountId,
        status: StatusId,
    },
    FiltersChanged(AccountId),
    /// What was held back from somebody stands among the notifications now.
    NoticesMerged(AccountId),
    /// A new announcement of the unit.
    Announced(i64),
    /// Somebody put an emoji under one, or took it back.
    Reacted {
        announcement: i64,
        name: String,
    },
    /// An announcement is no more.
    Unannounced(i64),
}
