//! Our posts.

use super::{actor::Image, address::Address, poll::Question, time};
use crate::vocab::kinds::PostKind;
use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer, ser::SerializeMap};
use std::collections::BTreeMap;
use url::Url;

/// A post of ours.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// Its id: https, stable, on our host.
    pub id: Url,
    /// Note, or Article for a long text with a title.
    #[serde(rename = "type")]
    pub kind: PostKind,
    /// The author; always one text, since Misskey and NodeBB refuse arrays.
    pub attributed_to: Url,
    /// The post it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_reply_to: Option<Url>,
    /// The title, of an Article only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The content warning of a Note, the lede of an Article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Media are hidden until asked for.
    pub sensitive: bool,
    /// The text as HTML.
    pub content: String,
    /// The same text under its language; receivers take the language from here.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub content_map: BTreeMap<String, String>,
    /// The text as it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// The page to show for it.
    pub url: Url,
    /// When it was written.
    #[serde(serialize_with = "time::moment")]
    pub published: DateTime<Utc>,
    /// When it was last edited; Mastodon ignores edits without it.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "time::optional"
    )]
    pub updated: Option<DateTime<Utc>>,
    /// Main addressees: see [`crate::vocab::audience()`] for what they mean.
    pub to: Vec<Address>,
    /// Further addressees.
    pub cc: Vec<Address>,
    /// The group it belongs to (FEP-1b12).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience: Option<Url>,
    /// Mentions, hashtags and emoji.
    pub tag: Vec<Tag>,
    /// Files.
    pub attachment: Vec<Document>,
    /// Who may quote it and answer it. Without it Mastodon lets nobody quote.
    pub interaction_policy: InteractionPolicy,
    /// Its replies collection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replies: Option<Url>,
    /// Its conversation (FEP-7888).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<Url>,
    /// The consent that it was given to answer (GoToSocial).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_authorization: Option<Url>,
    /// The post it quotes.
    #[serde(flatten)]
    pub quote: Option<Quote>,
    /// Its poll, where it is a Question.
    #[serde(flatten)]
    pub question: Option<Question>,
    /// A short form of an Article, for servers that show notes only (FEP-b2b8).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preview: Option<Preview>,
}

/// The short form of an Article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename = "Note")]
pub struct Preview {
    /// HTML.
    pub content: String,
}

/// What a post quotes, in every spelling that is read somewhere: FEP-044f, Misskey and its kin, Fedibird.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Quote {
    /// FEP-044f.
    pub quote: Url,
    /// Misskey, Akkoma.
    pub quote_url: Url,
    /// Fedibird, Mastodon.
    pub quote_uri: Url,
    /// Misskey.
    #[serde(rename = "_misskey_quote")]
    pub misskey_quote: Url,
    /// The stamp by which the quoted author allows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote_authorization: Option<Url>,
}

impl Tag {
    /// The object link to a quoted post.
    pub fn quote(quoted: Url) -> Self {
        Self::Link {
            name: format!("RE: {quoted}"),
            href: quoted,
            media_type: "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
            rel: "https://misskey-hub.net/ns#_misskey_quote",
        }
    }
}

impl Quote {
    /// A quote of `quoted`, allowed by a stamp where there is one.
    pub fn of(quoted: Url, stamp: Option<Url>) -> Self {
        Self {
            quote: quoted.clone(),
            quote_url: quoted.clone(),
            quote_uri: quoted.clone(),
            misskey_quote: quoted,
            quote_authorization: stamp,
        }
    }
}

/// The text a post was written in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// The text.
    pub content: String,
    /// `text/markdown` or `text/plain`.
    pub media_type: String,
}

/// What a text refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type")]
pub enum Tag {
    /// Somebody mentioned.
    Mention {
        /// The actor's id.
        href: Url,
        /// `@name@host`, in full (GoToSocial wants it so).
        name: String,
    },
    /// A hashtag (FEP-eb48).
    Hashtag {
        /// Its page here.
        href: Url,
        /// The tag with its `#`.
        name: String,
    },
    /// Another object (FEP-e232), such as the quoted post.
    Link {
        /// Its id.
        href: Url,
        /// How the text shows it to those who do not.
        name: String,
        /// ActivityPub's media type.
        #[serde(rename = "mediaType")]
        media_type: &'static str,
        /// What it is to the post.
        rel: &'static str,
    },
    /// A custom emoji (FEP-9098).
    Emoji {
        /// Its id.
        id: Url,
        /// The code with its colons.
        name: String,
        /// Its picture.
        icon: EmojiIcon,
        /// When the picture last changed.
        #[serde(serialize_with = "time::moment")]
        updated: DateTime<Utc>,
    },
}

/// The picture of a custom emoji.
pub type EmojiIcon = Image;

/// A file attached to a post; the media type says what it is (FEP-1311, the form Mastodon sends).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename = "Document", rename_all = "camelCase")]
pub struct Document {
    /// The media type of the file.
    pub media_type: String,
    /// Where the file is.
    pub url: Url,
    /// Its description for people who cannot see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A blurred preview.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blurhash: Option<String>,
    /// The point to keep in view: x and y, each from -1 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub focal_point: Option<[f64; 2]>,
    /// Width in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// A thumbnail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<Image>,
}

/// Who may quote and answer a post (FEP-044f, GoToSocial's interaction policies).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InteractionPolicy {
    /// Who may quote it.
    pub can_quote: Permission,
    /// Who may answer it, where that is restricted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_reply: Option<Permission>,
}

impl InteractionPolicy {
    /// Everybody may quote.
    pub fn everybody() -> Self {
        Self::quotes(Permission::automatic(vec![Address::Public]))
    }

    /// Only the author may quote. The author must be named: an empty list would read as no policy at all.
    pub fn only(author: Url) -> Self {
        Self::quotes(Permission::automatic(vec![Address::Id(author)]))
    }

    /// These may quote.
    pub fn quotes(can_quote: Permission) -> Self {
        Self {
            can_quote,
            can_reply: None,
        }
    }
}

/// For whom an interaction is allowed at once, and for whom after being asked. Empty lists are left out, as JSON-LD cannot
/// tell them from absent ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Permission {
    /// Allowed at once: Public, a followers collection, or actors.
    pub automatic: Vec<Address>,
    /// Allowed when the author approves.
    pub manual: Vec<Address>,
}

impl Permission {
    /// Allowed at once for these.
    pub fn automatic(automatic: Vec<Address>) -> Self {
        Self {
            automatic,
            manual: Vec::new(),
        }
    }
}

impl Serialize for Permission {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, list) in [
            ("automaticApproval", &self.automatic),
            ("manualApproval", &self.manual),
        ] {
            if !list.is_empty() {
                map.serialize_entry(name, list)?;
            }
        }
        map.end()
    }
}
