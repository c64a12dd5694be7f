//! Reading a post.

use super::{Post, Source, event::Event, media, owner, poll::Poll, quote, tags::Tags};
use crate::vocab::{
    error::ReadError,
    image::Picture,
    kinds::{PostKind, family_of, kind_of, named},
    limits,
    links::{media_type, page_url},
    reader::{Reader, text_of},
    recipients::Recipients,
};
use serde_json::Value;

impl Post {
    /// Reads a post of any [`PostKind`]. Everything optional that does not fit reads as absent, lists and texts are cut at
    /// the [`limits`], `bto` and `bcc` are never read.
    ///
    /// # Errors
    /// [`ReadError`] when the document is of another sort, when `id` is missing or unusable, or when `attributedTo` does
    /// not name one owner: missing, not an id, or several people.
    pub fn read(value: &Value) -> Result<Self, ReadError> {
        let kind = kind_of(Reader::new(value)?, PostKind::from_name)?;
        Self::read_as(value, kind)
    }

    /// Reads an object of a type that nobody here knows, to be shown as a card: its name, summary and address. Returns the
    /// name of the type with it; the post counts as a Page without a text.
    ///
    /// # Errors
    /// [`ReadError`] for a type that another reader knows, and as [`Post::read`].
    pub fn read_unknown(value: &Value) -> Result<(String, Self), ReadError> {
        let reader = Reader::new(value)?;
        match family_of(reader) {
            Err(ReadError::UnexpectedType(name)) if !name.is_empty() => {}
            Err(error) => return Err(error),
            Ok(_) => return Err(ReadError::UnexpectedType(named(reader))),
        }
        let post = Self::read_as(value, PostKind::Page)?;
        let card = Self {
            content: None,
            attachments: Vec::new(),
            ..post
        };
        Ok((named(reader), card))
    }

    fn read_as(value: &Value, kind: PostKind) -> Result<Self, ReadError> {
        let reader = Reader::new(value)?;
        let id = reader.required_id()?;
        let attributed_to = owner::owner(reader, &id)?;
        let Tags {
            mentions,
            hashtags,
            emoji,
            links,
        } = Tags::read(reader);
        let (content, language) = content(reader);
        Ok(Self {
            kind,
            attributed_to,
            name: reader.text_or_map("name", "nameMap", limits::NAME),
            summary: reader.text_or_map("summary", "summaryMap", limits::SUMMARY),
            content,
            media_type: media_type(reader),
            language,
            source: source(reader),
            url: page_url(reader, &id),
            published: reader.date("published"),
            updated: reader.date("updated"),
            in_reply_to: reader.reference("inReplyTo"),
            to: Recipients::read(reader, "to"),
            cc: Recipients::read(reader, "cc"),
            audience: Recipients::read(reader, "audience"),
            mentions,
            hashtags,
            emoji,
            attachments: media::read(reader),
            image: Picture::read(reader, "image").or_else(|| Picture::read(reader, "icon")),
            sensitive: reader.flag("sensitive").unwrap_or(false),
            replies: reader.reference("replies"),
            context: reader.reference("context"),
            quote: quote::read(reader, &id, &links),
            interaction_policy: reader
                .get("interactionPolicy")
                .filter(|value| value.is_object())
                .cloned(),
            reply_authorization: reader
                .reference("replyAuthorization")
                .or_else(|| reader.reference("approvedBy")),
            poll: Poll::read(reader).filter(|_| kind == PostKind::Question),
            event: (kind == PostKind::Event).then(|| Event::read(reader)),
            id,
        })
    }
}

/// The body and its language. The language is the key of `contentMap` whose text equals `content`, or the first one (Mbin
/// sends a language even where the text is `null`); without a map it is `language` or `inLanguage`.
fn content(reader: Reader<'_>) -> (Option<String>, Option<String>) {
    let map = || {
        reader
            .get("contentMap")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .take(limits::LINKS)
    };
    let raw = reader.get("content").and_then(text_of);
    let language = map()
        .find(|(_, text)| raw.is_some() && text_of(text) == raw)
        .or_else(|| map().next())
        .and_then(|(tag, _)| language_tag(tag))
        .or_else(|| told_language(reader));
    (
        reader.text_or_map("content", "contentMap", limits::CONTENT),
        language,
    )
}

/// `language` as Lemmy and PeerTube (`{identifier, name}`) and others (a tag) send it, or Mobilizon's `inLanguage`.
fn told_language(reader: Reader<'_>) -> Option<String> {
    let told = reader
        .get("language")
        .and_then(|value| match Reader::new(value) {
            Ok(inner) => inner.get("identifier").and_then(text_of),
            Err(_) => text_of(value),
        });
    told.or_else(|| reader.get("inLanguage").and_then(text_of))
        .and_then(language_tag)
}

/// A tag that looks like BCP 47; `und` tells nothing.
fn language_tag(tag: &str) -> Option<String> {
    let tag = tag.trim();
    let fits = (2..=35).contains(&tag.len())
        && tag.starts_with(|char: char| char.is_ascii_alphabetic())
        && tag
            .chars()
            .all(|char| char.is_ascii_alphanumeric() || char == '-' || char == '_');
    (fits && !tag.eq_ignore_ascii_case("und")).then(|| tag.replace('_', "-"))
}

/// `source` as an object (most servers) or as a text (Pleroma).
fn source(reader: Reader<'_>) -> Option<Source> {
    let value = reader.get("source")?;
    match Reader::new(value) {
        Ok(inner) => Some(Source {
            content: inner.text("content", limits::CONTENT)?,
            media_type: media_type(inner),
        }),
        Err(_) => Some(Source {
            content: reader.text("source", limits::CONTENT)?,
            media_type: None,
        }),
    }
}
