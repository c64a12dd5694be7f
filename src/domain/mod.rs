//! Pure types and rules. Depends on nothing of ours, does no IO.

pub mod backoff;
pub mod event;
pub mod findings;
pub mod groups;
pub mod handle;
pub mod happening;
pub mod id;
pub mod kinds;
pub mod lent;
pub mod names;
pub mod notices;
pub mod policy;
pub mod push;
pub mod recordings;
pub mod role;
pub mod scope;
pub mod time;
pub mod urls;
pub mod visibility;

pub use happening::Happening;
pub use id::{
    AccountId, AppId, EmojiId, FilterId, FollowId, ListId, MediaId, NoticeRequestId,
    NotificationId, PeerId, ReportId, StampId, StatusId, TokenId,
};
pub use kinds::{
    ActorKind, AttendanceState, FilterAction, FilterContext, FollowState, MediaKind, NoticeChoice,
    NotificationKind, PeerState, QuoteState, RepliesPolicy, ReportCategory, StampKind, TextFormat,
    Timeline,
};
pub use policy::{Asker, Consent, Policy, QuotePolicy, Rule, Who};
pub use push::{ALERTS, Alerts, PushPolicy};
pub use recordings::{Film, Recording, Sound};
pub use role::Role;
pub use time::Timestamp;
pub use visibility::Visibility;
