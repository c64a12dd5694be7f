//! The `url` and `href` properties: a text, a Link, or an array of these.

use super::{
    limits,
    reader::{Reader, cut, text_of},
};
use crate::origin::parse_id;
use serde_json::Value;
use url::Url;

/// One address with what is said about it.
pub(crate) struct Link {
    pub(crate) url: Url,
    pub(crate) media_type: Option<String>,
    pub(crate) width: Option<u32>,
    pub(crate) height: Option<u32>,
}

/// The usable addresses of a property, in order. Only `http` and `https` without userinfo pass, as for ids: everything
/// shown or fetched later goes through here.
pub(crate) fn links(reader: Reader<'_>, key: &str) -> Vec<Link> {
    reader.list(key, limits::LINKS).filter_map(link).collect()
}

fn link(value: &Value) -> Option<Link> {
    if let Value::String(text) = value {
        return Some(Link {
            url: parse_id(text.trim()).ok()?,
            media_type: None,
            width: None,
            height: None,
        });
    }
    let reader = Reader::new(value).ok()?;
    let address = ["href", "url"]
        .into_iter()
        .find_map(|key| text_of(reader.get(key)?))?;
    Some(Link {
        url: parse_id(address.trim()).ok()?,
        media_type: media_type(reader),
        width: reader.pixels("width"),
        height: reader.pixels("height"),
    })
}

/// `mediaType`, or Prismo's `mimeType`, in lower case.
pub(crate) fn media_type(reader: Reader<'_>) -> Option<String> {
    ["mediaType", "mimeType"]
        .into_iter()
        .find_map(|key| text_of(reader.get(key)?))
        .map(|text| cut(text.trim(), limits::MEDIA_TYPE).to_ascii_lowercase())
        .filter(|text| {
            text.contains('/')
                && text
                    .chars()
                    .all(|char| char.is_ascii_graphic() || char == ' ')
        })
}

/// The page to show for an object: the first HTML link, or the first link whose type is not told, on the object's own
/// host. A link to another host would let an author borrow another site's name, so it is dropped.
pub(crate) fn page_url(reader: Reader<'_>, id: &Url) -> Option<Url> {
    let mut links: Vec<_> = links(reader, "url")
        .into_iter()
        .filter(|link| link.url.host() == id.host())
        .collect();
    let html = links.iter().position(|link| {
        link.media_type
            .as_deref()
            .is_some_and(|kind| kind.starts_with("text/html"))
    });
    let best = html.or_else(|| links.iter().position(|link| link.media_type.is_none()))?;
    Some(links.swap_remove(best).url)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn page(url: Value) -> Option<String> {
        let value = json!({ "url": url });
        let id = Url::parse("https://a.example/1").unwrap();
        page_url(Reader::new(&value).unwrap(), &id).map(|url| url.to_string())
    }

    #[test]
    fn only_pages_of_the_own_host() {
        assert_eq!(
            page(json!("https://a.example/@alice/1")).as_deref(),
            Some("https://a.example/@alice/1")
        );
        let many = json!([
            {"type": "Link", "mediaType": "video/mp4", "href": "https://a.example/v.mp4"},
            {"type": "Link", "mediaType": "text/html", "href": "https://evil.example/w"},
            {"type": "Link", "mediaType": "text/html", "href": "https://a.example/w"},
        ]);
        assert_eq!(page(many).as_deref(), Some("https://a.example/w"));
        for bad in [
            json!("https://evil.example/1"),
            json!("javascript:alert(1)"),
            json!("data:text/html,x"),
            json!("//evil.example/1"),
            json!("https://a.example@evil.example/1"),
            json!({"href": "https://evil.example/1"}),
            json!(null),
            json!(7),
        ] {
            assert_eq!(page(bad.clone()), None, "{bad}");
        }
    }
}
