//! From what a person typed to the HTML of a post.

use std::collections::HashMap;

use super::escape::{escape, escape_attribute, escape_into};
use super::inline::{Piece, pieces};
use super::mention::Mention;
use super::tag::Tag;
use super::{markdown, sanitise, url_text};

/// How a source is to be read.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize,
)]
pub enum Format {
    /// As it stands: empty lines part paragraphs.
    #[default]
    Plain,
    /// CommonMark with strikethrough; line breaks count, raw HTML is shown as typed.
    Markdown,
}

impl Format {
    /// The media type, as in `content_type` of the client API and `source.mediaType` between servers.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Plain => "text/plain",
            Self::Markdown => "text/markdown",
        }
    }

    /// The format of a media type; none for one that people cannot write in.
    pub fn from_media_type(media_type: &str) -> Option<Self> {
        match media_type.split(';').next().map(str::trim) {
            Some("text/plain") => Some(Self::Plain),
            Some("text/markdown") => Some(Self::Markdown),
            _ => None,
        }
    }
}

/// Somebody who is mentioned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Where the link goes: the profile page.
    pub url: String,
    /// What is shown after the `@`: the user name.
    pub handle: String,
}

/// What mentions and hashtags link to.
pub struct Entities<'a> {
    /// People by [`Mention::key`]. A mention that is not in here stays text.
    pub people: &'a HashMap<String, Person>,
    /// The address of a hashtag's page, given the tag's key.
    pub tag_url: &'a dyn Fn(&str) -> String,
}

/// A mention that was found, to be looked up.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Handle {
    /// [`Mention::key`].
    pub key: String,
    /// The user name as written.
    pub user: String,
    /// The host as written, with its port if any; none means this unit.
    pub host: Option<String>,
}

/// The result of [`compose`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Composed {
    /// Sanitised HTML.
    pub html: String,
    /// Keys of the people that were linked, in order of first mention.
    pub people: Vec<String>,
    /// Hashtags by key, in order of first use, with the first spelling.
    pub tags: Vec<Tag>,
    /// Web addresses in order of first use.
    pub links: Vec<String>,
}

/// The people that `source` mentions, each once, to be looked up before [`compose`]. Code and link texts in Markdown do
/// not count.
pub fn mentioned(source: &str, format: Format) -> Vec<Handle> {
    let mut handles: Vec<Handle> = Vec::new();
    let mut keys = std::collections::HashSet::new();
    let mut found = |mention: Mention<'_>| {
        let key = mention.key();
        if keys.insert(key.clone()) {
            let host = mention.host.map(str::to_owned);
            handles.push(Handle {
                key,
                user: mention.user.to_owned(),
                host,
            });
        }
    };
    match format {
        Format::Plain => super::mention::find(source).for_each(&mut found),
        Format::Markdown => markdown::mentions(source, &mut found),
    }
    handles
}

/// Makes the HTML of a post. Never fails: what cannot be linked stays text. The caller has checked the length
/// ([`super::limits`]).
///
/// The markup of mentions, hashtags and addresses is what Mastodon's clients recognise (federation between servers rests
/// on the `tag` list instead).
pub fn compose(source: &str, format: Format, entities: &Entities<'_>) -> Composed {
    let mut composer = Composer {
        entities,
        result: Composed::default(),
    };
    let html = match format {
        Format::Plain => composer.plain(source),
        Format::Markdown => markdown::to_html(source, |piece, out| composer.piece(piece, out)),
    };
    let mut result = composer.result;
    result.html = sanitise::remote_html(&html);
    result
}

struct Composer<'a> {
    entities: &'a Entities<'a>,
    result: Composed,
}

impl Composer<'_> {
    fn plain(&mut self, source: &str) -> String {
        let source = source.replace("\r\n", "\n");
        let mut out = String::new();
        let mut open = false;
        for line in source.trim().split('\n').map(str::trim_end) {
            if line.is_empty() {
                if open {
                    out.push_str("</p>");
                }
                open = false;
                continue;
            }
            if open {
                out.push_str("<br>");
            } else {
                out.push_str("<p>");
                open = true;
            }
            pieces(line).for_each(|piece| self.piece(piece, &mut out));
        }
        if open {
            out.push_str("</p>");
        }
        out
    }

    fn piece(&mut self, piece: Piece<'_>, out: &mut String) {
        match piece {
            Piece::Text(text) => escape_into(text, out),
            Piece::Url(address) => self.address(address, out),
            Piece::Mention(mention) => self.mention(mention, out),
            Piece::Tag(name) => self.tag(name, out),
        }
    }

    fn address(&mut self, address: &str, out: &mut String) {
        let Some(url) = url_text::parse(address) else {
            escape_into(address, out);
            return;
        };
        url_text::write_link(address, &url, out);
        if !self.result.links.iter().any(|seen| seen == url.as_str()) {
            self.result.links.push(url.into());
        }
    }

    fn mention(&mut self, mention: Mention<'_>, out: &mut String) {
        let key = mention.key();
        let Some(person) = self.entities.people.get(&key) else {
            escape_into(mention.text, out);
            return;
        };
        out.push_str(&format!(
            "<span class=\"h-card\"><a href=\"{}\" class=\"u-url mention\">@<span>{}</span></a></span>",
            escape_attribute(&person.url),
            escape(&person.handle)
        ));
        if !self.result.people.contains(&key) {
            self.result.people.push(key);
        }
    }

    fn tag(&mut self, name: &str, out: &mut String) {
        let tag = Tag::new(name);
        out.push_str(&format!(
            "<a href=\"{}\" class=\"mention hashtag\" rel=\"tag\">#<span>{}</span></a>",
            escape_attribute(&(self.entities.tag_url)(&tag.key)),
            escape(name)
        ));
        if !self.result.tags.iter().any(|seen| seen.key == tag.key) {
            self.result.tags.push(tag);
        }
    }
}

#[cfg(test)]
#[path = "compose_tests.rs"]
mod tests;
