//! Status and what hangs on it: context, source, history.

use super::{
    Account, Attachment, CustomEmoji, Empty, Event, FilterResult, Id, Poll, PreviewCard, Reaction,
    TagLink, Time,
};
use serde::Serialize;

/// A post, or the boost of one (then `reblog` holds the post).
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Status {
    pub id: Id,
    pub created_at: Time,
    pub in_reply_to_id: Option<Id>,
    pub in_reply_to_account_id: Option<Id>,
    pub sensitive: bool,
    pub spoiler_text: String,
    /// `public`, `unlisted`, `private` or `direct`.
    pub visibility: &'static str,
    pub language: Option<String>,
    pub uri: String,
    /// The page for people; a boost has the one of its post.
    pub url: Option<String>,
    pub replies_count: i64,
    pub reblogs_count: i64,
    pub favourites_count: i64,
    pub quotes_count: i64,
    pub edited_at: Option<Time>,
    /// Only for a caller with a person's token.
    #[serde(flatten)]
    pub viewer: Option<Viewer>,
    /// HTML. Absent, with `text` in its place, in the answer to a deletion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// What the author typed; only in the answer to a deletion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    pub quote_approval: QuoteApproval,
    pub quote: Option<Quote>,
    pub reblog: Option<Box<Status>>,
    /// Posts of this unit only; null where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<Option<StatusApplication>>,
    pub account: Account,
    pub media_attachments: Vec<Attachment>,
    pub mentions: Vec<Mention>,
    pub tags: Vec<TagLink>,
    pub emojis: Vec<CustomEmoji>,
    /// What the first page that it links to says of itself.
    pub card: Option<PreviewCard>,
    pub poll: Option<Poll>,
    /// True for posts that never leave the unit. The name is the one that other servers with such posts use.
    pub local_only: bool,
    /// The group that it was written in, or null. The name is ours.
    pub group: Option<Box<Account>>,
    /// The emoji that people put under it.
    pub meent_reactions: Vec<Reaction>,
    /// The title of an article, which also stands in front of `content`; null for other posts.
    pub meent_title: Option<String>,
    /// The type that its unit gave it, where it is none that is shown as a post.
    pub meent_type: Option<String>,
    /// Time and place of an event.
    pub meent_event: Option<Event>,
    /// True for a reply of the caller that waits for consent: nobody else sees it.
    pub meent_waiting: bool,
}

/// The post inside a post.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[serde(untagged)]
pub enum Quote {
    Full {
        /// `pending`, `accepted`, `rejected`, `revoked`, `deleted` or `unauthorized`; with a post that is accepted, and by somebody
        /// whom the caller does not want to see, `blocked_account`, `blocked_domain` or `muted_account`.
        state: &'static str,
        quoted_status: Option<Box<Status>>,
    },
    /// Inside a quoted post.
    Shallow {
        state: &'static str,
        quoted_status_id: Option<Id>,
    },
}

/// What the caller has to do with a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Viewer {
    pub favourited: bool,
    pub reblogged: bool,
    pub muted: bool,
    pub bookmarked: bool,
    /// Only on the caller's own posts that can be pinned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinned: Option<bool>,
    /// The caller's filters that match.
    pub filtered: Vec<FilterResult>,
}

/// Who may quote the post: `public`, `followers`, `following` or `unsupported_policy`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct QuoteApproval {
    /// At once.
    pub automatic: Vec<&'static str>,
    /// When its author gives consent.
    pub manual: Vec<&'static str>,
    /// `automatic`, `manual`, `denied` or `unknown`.
    pub current_user: &'static str,
}

/// The app that a post was written with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct StatusApplication {
    pub name: String,
    pub website: Option<String>,
}

/// Somebody named in a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Mention {
    pub id: Id,
    pub username: String,
    pub url: String,
    pub acct: String,
}

/// The thread around a post, each side in the order to be read.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Context {
    pub ancestors: Vec<Status>,
    pub descendants: Vec<Status>,
}

/// What to put into the editor when a post is changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct StatusSource {
    pub id: Id,
    pub text: String,
    pub spoiler_text: String,
    /// `text/plain` or `text/markdown`. The name is the one that other servers with Markdown use.
    pub content_type: &'static str,
}

/// One version of a post, the oldest first.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct StatusEdit {
    pub content: String,
    pub spoiler_text: String,
    pub sensitive: bool,
    pub created_at: Time,
    pub account: Account,
    pub quote: Option<Empty>,
    pub media_attachments: Vec<Attachment>,
    pub emojis: [Empty; 0],
}
