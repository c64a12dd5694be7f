//! The JSON of the client API: the shapes of Mastodon 4.5, with every field it sends.
//!
//! Clients in typed languages break on a missing key or another type, so keys with no value are sent as `null` and
//! empty lists as `[]`; only what Mastodon itself leaves out in some situations is left out, and each such field says
//! when. Nothing here reads storage or decides anything.

mod account;
mod admin;
mod announcement;
mod conversation;
mod emoji;
mod event;
mod filter;
mod group;
mod instance;
mod list;
mod marker;
mod media;
mod notification;
mod oauth;
mod people;
mod poll;
mod preferences;
mod preview_card;
mod push_subscription;
mod relationship;
mod report;
mod scheduled;
mod search;
mod status;
mod tag;
mod translation;
mod unit;

pub use account::{Account, CredentialRole, Field, Role, Source};
pub use admin::{AdminAccount, AdminReport, DomainAllow, DomainBlock};
pub use announcement::{AnnouncedStatus, Announcement, AnnouncementReaction};
pub use conversation::Conversation;
pub use emoji::{CustomEmoji, Reaction};
pub use event::{Event, EventPlace};
pub use filter::{Filter, FilterKeyword, FilterResult, FilterStatus, FilterV1};
pub use group::{Group, GroupLogEntry, GroupMember, GroupRequest};
pub use instance::{
    AccountLimits, ActiveUsers, ApiVersions, Contact, FeedAccess, Icon, InstanceV1, InstanceV2,
    MediaLimits, PollLimits, Registrations, Rule, Stats, StatusLimits, Thumbnail, TimelinesAccess,
    Translation, Usage, V1Configuration, V1Urls, V2Configuration, V2Urls, Vapid,
};
pub use list::List;
pub use marker::Marker;
pub use media::{Attachment, Dimensions, Focus, Meta, Original, OriginalRecording, RecordingMeta};
pub use notification::{
    GroupedNotifications, Merged, Notification, NotificationGroup, NotificationPolicy,
    NotificationPolicyV1, NotificationRequest, PartialAccount, PolicySummary, UnreadCount,
};
pub use oauth::{Application, AuthorizationServer, Token, UserInfo, VerifiedApplication};
pub use people::{DomainBlockPreview, FamiliarFollowers, Suggestion};
pub use poll::{Poll, PollOption};
pub use preferences::Preferences;
pub use preview_card::{PreviewAuthor, PreviewCard};
pub use push_subscription::PushSubscription;
pub use relationship::Relationship;
pub use report::Report;
pub use scheduled::{ScheduledParams, ScheduledPoll, ScheduledStatus};
pub use search::SearchResults;
pub use status::{
    Context, Mention, Quote, QuoteApproval, Status, StatusApplication, StatusEdit, StatusSource,
    Viewer,
};
pub use tag::{FeaturedTag, Tag, TagDay, TagLink};
pub use translation::{TranslatedAttachment, TranslatedOption, TranslatedPoll, TranslatedStatus};
pub use unit::{ActivityWeek, Language, ShutOut, TermsOfService, UnitText};

use crate::domain::Timestamp;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// An id: a number with us, a string on the wire (JavaScript cannot hold 64 bits).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub i64);

impl JsonSchema for Id {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Id".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^-?[0-9]+$" })
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

macro_rules! from_ids {
    ($($name:ident)+) => {$(
        impl From<crate::domain::$name> for Id {
            fn from(id: crate::domain::$name) -> Self {
                Self(id.0)
            }
        }
    )+};
}
from_ids! { AccountId StatusId MediaId NoticeRequestId NotificationId AppId ReportId ListId FilterId PeerId }

/// A point in time, sent with exactly three fraction digits and `Z`: some apps parse nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub Timestamp);

impl Time {
    /// Midnight of the same day: account entities do not tell the hour of registration.
    #[must_use]
    pub fn midnight(self) -> Self {
        const DAY: i64 = 24 * 60 * 60 * 1000;
        let millis = self.0.millis();
        Self(Timestamp::from_millis(millis - millis.rem_euclid(DAY)))
    }
}

impl JsonSchema for Time {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Time".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time" })
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_rfc3339())
    }
}

impl From<Timestamp> for Time {
    fn from(time: Timestamp) -> Self {
        Self(time)
    }
}

/// An object without members, the answer of endpoints that have nothing to say; and an element of lists that are always
/// empty here (custom emoji in versions of posts, trending links).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Empty {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn ids_are_strings_and_times_have_three_digits() {
        assert_eq!(
            serde_json::to_value(Id(i64::MAX)).unwrap(),
            "9223372036854775807"
        );
        let time = |text: &str| {
            Time(
                text.parse::<chrono::DateTime<chrono::Utc>>()
                    .unwrap()
                    .into(),
            )
        };
        assert_eq!(
            serde_json::to_value(time("2026-01-02T03:04:05Z")).unwrap(),
            "2026-01-02T03:04:05.000Z"
        );
        assert_eq!(
            serde_json::to_value(time("2026-01-02T03:04:05.123456Z")).unwrap(),
            "2026-01-02T03:04:05.123Z"
        );
        assert_eq!(
            serde_json::to_value(time("2026-01-02T03:04:05.1Z").midnight()).unwrap(),
            "2026-01-02T00:00:00.000Z"
        );
    }
}
