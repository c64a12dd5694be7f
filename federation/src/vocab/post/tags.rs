//! What a text refers to: mentions, hashtags, custom emoji and other objects.

use crate::vocab::{
    image::Picture,
    limits,
    links::media_type,
    reader::{Reader, cut, reference_of, text_of},
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use url::Url;

/// Somebody mentioned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The actor's id (or, from some servers, its page).
    pub href: Url,
    /// How the text names them: `@name`, `@name@host`, or an address.
    pub name: Option<String>,
}

/// A hashtag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hashtag {
    /// The tag without `#`, in the writer's spelling.
    pub name: String,
    /// Its page on the writer's server.
    pub href: Option<Url>,
}

/// A custom emoji (FEP-9098).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emoji {
    /// The code without its colons.
    pub shortcode: String,
    /// Its picture.
    pub url: Url,
    /// The media type of the picture.
    pub media_type: Option<String>,
    /// Its id, where it has one.
    pub id: Option<Url>,
    /// When the picture last changed.
    pub updated: Option<DateTime<Utc>>,
}

/// A link to another object (FEP-e232).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ObjectLink {
    pub(crate) href: Url,
    pub(crate) rel: Vec<String>,
}

/// The entries of `tag`, sorted.
#[derive(Debug, Default)]
pub(crate) struct Tags {
    pub(crate) mentions: Vec<Mention>,
    pub(crate) hashtags: Vec<Hashtag>,
    pub(crate) emoji: Vec<Emoji>,
    pub(crate) links: Vec<ObjectLink>,
}

impl Tags {
    /// Reads `tag`, a bare object or an array. Unknown and unusable entries are passed over.
    pub(crate) fn read(reader: Reader<'_>) -> Self {
        let mut tags = Self::default();
        for value in reader.list("tag", limits::TAGS) {
            tags.add(value);
        }
        tags
    }

    fn add(&mut self, value: &Value) {
        let Ok(tag) = Reader::new(value) else { return };
        for kind in tag.types() {
            match kind {
                "Mention" => self.mentions.extend(mention(tag)),
                "Hashtag" => self.hashtags.extend(hashtag(tag)),
                "Emoji" => self.emoji.extend(emoji(tag)),
                "Link" => self.links.extend(object_link(tag)),
                _ => continue,
            }
            return;
        }
    }
}

fn mention(tag: Reader<'_>) -> Option<Mention> {
    Some(Mention {
        href: tag.reference("href")?,
        name: tag.text("name", limits::HANDLE),
    })
}

fn hashtag(tag: Reader<'_>) -> Option<Hashtag> {
    let name = text_of(tag.get("name")?)?;
    let name = name.trim().trim_start_matches(['#', '＃']).trim();
    (!name.is_empty()).then(|| Hashtag {
        name: cut(name, limits::TAG_NAME),
        href: tag.reference("href"),
    })
}

fn emoji(tag: Reader<'_>) -> Option<Emoji> {
    let name = text_of(tag.get("name")?)?.trim().trim_matches(':');
    let fits = !name.is_empty()
        && name.chars().count() <= limits::TAG_NAME
        && !name.contains(|char: char| char.is_whitespace() || char.is_control() || char == ':');
    let picture = Picture::read(tag, "icon")?;
    fits.then(|| Emoji {
        shortcode: name.to_owned(),
        url: picture.url,
        media_type: picture.media_type,
        id: tag.get("id").and_then(reference_of),
        updated: tag.date("updated"),
    })
}

/// A Link whose media type says that it leads to an object.
fn object_link(tag: Reader<'_>) -> Option<ObjectLink> {
    let kind = media_type(tag)?;
    let leads = kind == "application/activity+json"
        || (kind.starts_with("application/ld+json")
            && kind.contains("https://www.w3.org/ns/activitystreams"));
    let href = tag.reference("href").filter(|_| leads)?;
    let rel = tag
        .list("rel", limits::TYPES)
        .filter_map(Value::as_str)
        .map(|rel| cut(rel, limits::TAG_NAME))
        .collect();
    Some(ObjectLink { href, rel })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use serde_json::json;

    fn read(value: Value) -> Tags {
        let value = json!({ "tag": value });
        Tags::read(Reader::new(&value).unwrap())
    }

    #[test]
    fn sorts_and_passes_over() {
        let tags = read(json!([
            {"type": "Mention", "href": "https://a.example/u/alice", "name": "@alice"},
            {"type": "Mention", "href": null, "name": "@nobody"},
            {"type": ["Hashtag"], "name": " #Kitchen ", "href": "nonsense"},
            {"type": "Hashtag", "name": "#"},
            {"type": "Emoji", "id": null, "name": "blob", "icon": {"url": "https://a.example/e.png"}},
            {"type": "Emoji", "name": ":x y:", "icon": {"url": "https://a.example/e.png"}},
            {"type": "Emoji", "name": ":x:"},
            {"type": "Link", "mediaType": "text/html", "href": "https://a.example/"},
            {"type": "Unheard"}, "text", 7, null,
        ]));
        assert_eq!(tags.mentions.len(), 1);
        assert_eq!(
            (tags.hashtags.len(), tags.hashtags[0].name.as_str()),
            (1, "Kitchen")
        );
        assert_eq!(
            (tags.emoji.len(), tags.emoji[0].shortcode.as_str()),
            (1, "blob")
        );
        assert!(tags.links.is_empty());
        assert_eq!(
            read(json!({"type": "Hashtag", "name": "#x"}))
                .hashtags
                .len(),
            1
        );
    }

    #[test]
    fn ten_thousand_are_cut() {
        let many = vec![json!({"type": "Mention", "href": "https://a.example/u"}); 10_000];
        assert_eq!(read(Value::Array(many)).mentions.len(), limits::TAGS);
    }
}
