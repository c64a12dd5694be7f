//! Posts of peers: notes, articles, forum pages, questions, events, videos.

pub mod event;
pub mod media;
mod owner;
pub mod poll;
mod quote;
mod read;
pub mod tags;

pub use event::{Event, Place};
pub use media::{Attachment, AttachmentKind};
pub use poll::{Poll, PollOption};
pub use quote::Quote;
pub use tags::{Emoji, Hashtag, Mention};

use super::{image::Picture, kinds::PostKind, recipients::Recipients};
use chrono::{DateTime, Utc};
use serde_json::Value;
use url::Url;

/// The text a post was written in, before it became HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The text.
    pub content: String,
    /// Its media type: `text/markdown`, `text/plain`, `text/x.misskeymarkdown`, ….
    pub media_type: Option<String>,
}

/// One post as its document claims it to be. Text is as sent: HTML is sanitised where it is stored or shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    /// The id.
    pub id: Url,
    /// What sort of post.
    pub kind: PostKind,
    /// The one owner. Where a video names a person and a channel, the person.
    pub attributed_to: Url,
    /// The title of an article, page, event or video; the chosen option of a poll vote.
    pub name: Option<String>,
    /// A content warning or a lede: see [`Post::content_warning`]. Misskey's empty warning is one zero-width space.
    pub summary: Option<String>,
    /// The body as HTML (Pixelfed: plain text; PeerTube: see `media_type`).
    pub content: Option<String>,
    /// The media type of `content` when it is told; HTML otherwise.
    pub media_type: Option<String>,
    /// The language of `content` as a BCP 47 tag.
    pub language: Option<String>,
    /// The text before it became HTML.
    pub source: Option<Source>,
    /// The page to show for it, on the same host as `id`.
    pub url: Option<Url>,
    /// When it was written, by the sender's clock; may lie in the future.
    pub published: Option<DateTime<Utc>>,
    /// When it was last edited.
    pub updated: Option<DateTime<Utc>>,
    /// The post it answers.
    pub in_reply_to: Option<Url>,
    /// Main addressees.
    pub to: Recipients,
    /// Further addressees.
    pub cc: Recipients,
    /// The groups it belongs to (FEP-1b12).
    pub audience: Recipients,
    /// People and groups mentioned.
    pub mentions: Vec<Mention>,
    /// Hashtags, without their `#`.
    pub hashtags: Vec<Hashtag>,
    /// Custom emoji used in the text.
    pub emoji: Vec<Emoji>,
    /// Files and link cards.
    pub attachments: Vec<Attachment>,
    /// The picture that stands for it: a thumbnail or a header.
    pub image: Option<Picture>,
    /// Media are hidden until asked for.
    pub sensitive: bool,
    /// Its replies collection.
    pub replies: Option<Url>,
    /// Its conversation, when that is an address (FEP-7888).
    pub context: Option<Url>,
    /// The post it quotes.
    pub quote: Option<Quote>,
    /// Who may quote, answer, like or boost it (GoToSocial's `interactionPolicy`), as sent.
    pub interaction_policy: Option<Value>,
    /// The stamp that allows this reply (`replyAuthorization`, formerly `approvedBy`).
    pub reply_authorization: Option<Url>,
    /// The poll of a Question.
    pub poll: Option<Poll>,
    /// Time and place of an Event.
    pub event: Option<Event>,
}

impl Post {
    /// True for a vote in a poll: a title without a text, in answer to something. Votes are counted, never shown.
    pub fn is_vote(&self) -> bool {
        self.kind == PostKind::Note
            && self.name.is_some()
            && self.content.is_none()
            && self.attachments.is_empty()
            && self.in_reply_to.is_some()
    }

    /// The summary where it is a content warning: on notes and questions always, elsewhere only when the post is marked
    /// sensitive, since articles, pages and events carry a lede there.
    pub fn content_warning(&self) -> Option<&str> {
        let warns = self.sensitive
            || matches!(
                self.kind,
                PostKind::Note | PostKind::Question | PostKind::ChatMessage
            );
        self.summary.as_deref().filter(|_| warns)
    }

    /// The summary where it introduces a longer text.
    pub fn lede(&self) -> Option<&str> {
        match self.content_warning() {
            Some(_) => None,
            None => self.summary.as_deref(),
        }
    }
}
