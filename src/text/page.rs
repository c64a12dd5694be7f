//! What a web page says of itself, for the preview under a post that links to it: OpenGraph, Twitter's names, and plain
//! HTML. Only texts and addresses are read; no markup of a page is ever kept.

use encoding_rs::{Encoding, UTF_8};

use super::escape::decode;
use super::sanitise::remote_text_within;
use super::token::{Token, tokens};

/// The longest title or name, in characters.
const NAME: usize = 300;

/// The longest description, in characters.
const DESCRIPTION: usize = 600;

/// The longest address, in bytes.
const ADDRESS: usize = 2048;

/// Elements of one page that are looked at: what describes a page stands at its beginning.
const MOST: usize = 5_000;

/// What was found; an empty text for what was not. Texts are one line each. Addresses are as the page writes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    pub title: String,
    pub description: String,
    pub author: String,
    /// The site.
    pub provider: String,
    pub image: String,
    /// Alt text.
    pub image_description: String,
    /// As a code, such as `nl`.
    pub language: String,
    /// As written, RFC 3339 on most pages.
    pub published: String,
    /// Where the same is told as JSON (oEmbed).
    pub oembed: String,
    /// It has a field for a password: then it is not the page that was linked, but a door in front of it.
    pub asks_to_log_in: bool,
}

/// The characters of a page: in the encoding that its type names, else the one that it names itself, else UTF-8. What cannot be
/// read becomes U+FFFD.
pub fn characters(bytes: &[u8], content_type: Option<&str>) -> String {
    let named = |text: &str| {
        let (_, after) = text.split_once("charset=")?;
        let label = after.trim_start_matches(['"', '\'', ' ']);
        let end = label.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | ':'));
        Encoding::for_label(label.get(..end.unwrap_or(label.len()))?.as_bytes())
    };
    let stated = content_type.and_then(|kind| named(&kind.to_ascii_lowercase()));
    let inside = || {
        let start = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
        named(&String::from_utf8_lossy(start).to_ascii_lowercase())
    };
    let encoding = stated.or_else(inside).unwrap_or(UTF_8);
    encoding.decode(bytes).0.into_owned()
}

/// Keeps the first value that a page gives for something.
fn first(known: &mut String, value: String) {
    if known.is_empty() {
        *known = value;
    }
}

/// Reads the beginning of a page.
pub fn read(html: &str) -> Page {
    let (mut page, mut fallback) = (Page::default(), Page::default());
    for token in tokens(html).take(MOST) {
        let Token::Start { name, attributes } = token else {
            continue;
        };
        let get = |wanted: &str| {
            let found = attributes.iter().find(|(name, _)| name == wanted);
            found.map_or_else(String::new, |(_, value)| decode(value).trim().to_owned())
        };
        match name.as_str() {
            "html" => first(&mut fallback.language, get("lang")),
            "meta" => {
                let known = Some(get("property")).filter(|name| !name.is_empty());
                let named = known.unwrap_or_else(|| get("name")).to_ascii_lowercase();
                meta(&mut page, &mut fallback, &named, &get("content"));
            }
            "link" if get("type").eq_ignore_ascii_case("application/json+oembed") => {
                first(&mut page.oembed, address(&get("href")));
            }
            "input" if get("type").eq_ignore_ascii_case("password") => page.asks_to_log_in = true,
            _ => {}
        }
    }
    first(&mut fallback.title, title_element(html));
    first(&mut page.title, fallback.title);
    first(&mut page.description, fallback.description);
    first(&mut page.author, fallback.author);
    first(&mut page.image, fallback.image);
    first(&mut page.language, language(&fallback.language));
    page
}

/// OpenGraph comes first, whatever the order on the page.
fn meta(page: &mut Page, fallback: &mut Page, name: &str, content: &str) {
    let line = |limit| remote_text_within(content, limit);
    match name {
        "og:title" => first(&mut page.title, line(NAME)),
        "twitter:title" => first(&mut fallback.title, line(NAME)),
        "og:description" => first(&mut page.description, line(DESCRIPTION)),
        "twitter:description" | "description" => {
            first(&mut fallback.description, line(DESCRIPTION));
        }
        "og:site_name" => first(&mut page.provider, line(NAME)),
        "author" => first(&mut fallback.author, line(NAME)),
        "og:image:secure_url" | "og:image" | "og:image:url" => {
            first(&mut page.image, address(content));
        }
        "twitter:image" | "twitter:image:src" => first(&mut fallback.image, address(content)),
        "og:image:alt" | "twitter:image:alt" => {
            first(&mut page.image_description, line(DESCRIPTION));
        }
        "og:locale" => first(&mut page.language, language(content)),
        "article:published_time" => first(&mut page.published, line(NAME)),
        _ => {}
    }
}

/// `nl_NL` and `nl-NL` are `nl`; what is no code is nothing.
fn language(text: &str) -> String {
    let code = text.split(['_', '-']).next().unwrap_or_default();
    match (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphabetic()) {
        true => code.to_ascii_lowercase(),
        false => String::new(),
    }
}

fn address(text: &str) -> String {
    let fine = text.len() <= ADDRESS && !text.chars().any(char::is_control);
    if fine { text.to_owned() } else { String::new() }
}

/// The text of `<title>`, whose content is no markup.
fn title_element(html: &str) -> String {
    let lower = html.to_ascii_lowercase();
    let Some((before, after)) = lower.split_once("<title") else {
        return String::new();
    };
    let Some(open) = after.find('>') else {
        return String::new();
    };
    let start = before.len() + "<title".len() + open + 1;
    let text = html.get(start..).unwrap_or_default();
    let end = lower.get(start..).and_then(|rest| rest.find("</title"));
    let text = text.get(..end.unwrap_or(0)).unwrap_or_default();
    remote_text_within(&decode(text), NAME)
}

/// The first address that sanitised HTML of a post links to as such: not a person, a hashtag or an attachment.
pub fn first_link(html: &str) -> Option<String> {
    tokens(html).find_map(|token| {
        let Token::Start { name, attributes } = token else {
            return None;
        };
        let get = |wanted: &str| {
            let found = attributes.iter().find(|(name, _)| name == wanted);
            found.map(|(_, value)| decode(value).into_owned())
        };
        let of_us = |names: Option<String>, own: &[&str]| {
            names.is_some_and(|names| names.split_whitespace().any(|name| own.contains(&name)))
        };
        if name != "a"
            || of_us(get("class"), &["mention", "hashtag", "u-url"])
            || of_us(get("rel"), &["tag", "me"])
        {
            return None;
        }
        get("href").filter(|href| href.starts_with("http"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opengraph_comes_before_everything_else() {
        let page = read(
            "<!doctype html><html lang='nl-NL'><head><TITLE>Titel &amp; meer</TITLE>
             <meta name=description content='gewoon'><meta name='twitter:title' content='van twitter'>
             <meta property='og:title' content='  Het   &lt;b&gt;nieuws&lt;/b&gt; '>
             <meta property=og:image content='/a.png'><meta property='og:image:alt' content='een foto'>
             <meta property='og:site_name' content='Krant'><meta name=author content='An'>
             <meta property='article:published_time' content='2026-01-02T03:04:05Z'>
             <link rel=alternate type='application/json+oembed' href='/oembed?u=1&amp;x=2'></head>
             <script>var x = \"<meta property='og:title' content='nee'>\";</script>",
        );
        let expected = Page {
            title: "Het nieuws".to_owned(),
            description: "gewoon".to_owned(),
            author: "An".to_owned(),
            provider: "Krant".to_owned(),
            image: "/a.png".to_owned(),
            image_description: "een foto".to_owned(),
            language: "nl".to_owned(),
            published: "2026-01-02T03:04:05Z".to_owned(),
            oembed: "/oembed?u=1&x=2".to_owned(),
            asks_to_log_in: false,
        };
        assert_eq!(page, expected);
        assert_eq!(read("<title>Kaal &lt;3</title>").title, "Kaal <3");
        assert!(read("<input TYPE=password>").asks_to_log_in);
        for odd in [
            "",
            "<title",
            "<title>",
            "<meta",
            "<meta property=og:title>",
            "İ<title>x",
        ] {
            assert_eq!(read(odd).title, "", "{odd}");
        }
    }

    #[test]
    fn old_encodings_are_read() {
        let latin = b"<meta charset=iso-8859-1><title>Caf\xe9</title>";
        let read = |bytes: &[u8], kind| characters(bytes, kind);
        assert!(read(latin, None).contains("Café"));
        assert!(read(latin, Some("text/html")).contains("Café"));
        assert!(read(latin, Some("text/html; Charset=\"UTF-8\"")).contains("Caf\u{FFFD}"));
        assert!(read("Café".as_bytes(), Some("text/html; charset=nonsense")).contains("Café"));
        assert_eq!(read(b"", None), "");
    }

    #[test]
    fn the_first_link_is_none_of_ours() {
        let mention = "<a href=\"https://it.example/@bo\" class=\"u-url mention\">@bo</a>";
        let tag =
            "<a href=\"https://it.example/tags/x\" class=\"mention hashtag\" rel=\"tag\">#x</a>";
        let link = "<a href=\"https://a.example/?x=1&amp;y=2\" rel=\"nofollow noopener\">a</a>";
        assert_eq!(first_link(&format!("<p>{mention} {tag}</p>")), None);
        assert_eq!(
            first_link(&format!("<p>{mention}{tag}{link}</p>")).as_deref(),
            Some("https://a.example/?x=1&y=2")
        );
    }
}
