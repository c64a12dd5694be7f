//! Files and link cards of a post.

use crate::vocab::{
    image::Picture,
    limits,
    links::{Link, links, media_type},
    reader::Reader,
};
use serde_json::Value;
use url::Url;

/// What an attachment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AttachmentKind {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// A sound.
    Audio,
    /// Another file, or one whose media type is not told.
    Document,
    /// A page to show as a card (Lemmy's links, FEP-8967), not a file.
    Link,
}

/// One attachment.
#[derive(Debug, Clone, PartialEq)]
pub struct Attachment {
    /// What it is: by its type, or by its media type for a Document.
    pub kind: AttachmentKind,
    /// Where the file or the page is; any host.
    pub url: Url,
    /// Its media type as claimed, in lower case.
    pub media_type: Option<String>,
    /// Its description for people who cannot see it: `name`, or GoToSocial's `summary`.
    pub description: Option<String>,
    /// A blurred preview, unchecked.
    pub blurhash: Option<String>,
    /// The point to keep in view when cropping: x and y, each from -1 to 1.
    pub focal_point: Option<(f64, f64)>,
    /// Width in pixels.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
    /// A thumbnail.
    pub icon: Option<Url>,
}

pub(super) fn read(reader: Reader<'_>) -> Vec<Attachment> {
    reader
        .list("attachment", limits::ATTACHMENTS)
        .filter_map(one)
        .collect()
}

fn one(value: &Value) -> Option<Attachment> {
    let reader = Reader::new(value).ok()?;
    let told = media_type(reader);
    let link = best(links(reader, "url"), told.as_deref())
        .or_else(|| links(reader, "href").into_iter().next())?;
    let media_type = told.or(link.media_type);
    Some(Attachment {
        kind: kind(reader, media_type.as_deref())?,
        url: link.url,
        media_type,
        description: reader
            .text("name", limits::DESCRIPTION)
            .or_else(|| reader.text("summary", limits::DESCRIPTION)),
        blurhash: reader.text("blurhash", limits::BLURHASH),
        focal_point: focal_point(reader),
        width: reader.pixels("width").or(link.width),
        height: reader.pixels("height").or(link.height),
        icon: Picture::read(reader, "icon").map(|picture| picture.url),
    })
}

/// Of several addresses of one file, the one of the attachment's own media type, or else the first.
fn best(mut links: Vec<Link>, told: Option<&str>) -> Option<Link> {
    let matching = links
        .iter()
        .position(|link| told.is_some() && link.media_type.as_deref() == told);
    let at = matching.unwrap_or(0);
    (at < links.len()).then(|| links.swap_remove(at))
}

/// `None` for what is no attachment to show: profile fields, metadata, proofs.
fn kind(reader: Reader<'_>, media_type: Option<&str>) -> Option<AttachmentKind> {
    let by_media_type = || match media_type.and_then(|name| name.split('/').next()) {
        Some("image") => AttachmentKind::Image,
        Some("video") => AttachmentKind::Video,
        Some("audio") => AttachmentKind::Audio,
        _ => AttachmentKind::Document,
    };
    let mut types = reader.types().peekable();
    if types.peek().is_none() {
        return Some(by_media_type());
    }
    types.find_map(|name| match name {
        "Image" => Some(AttachmentKind::Image),
        "Video" => Some(AttachmentKind::Video),
        "Audio" => Some(AttachmentKind::Audio),
        "Document" => Some(by_media_type()),
        "Link" | "Page" | "Article" => Some(AttachmentKind::Link),
        _ => None,
    })
}

fn focal_point(reader: Reader<'_>) -> Option<(f64, f64)> {
    let mut point = reader.list("focalPoint", 2).map(Value::as_f64);
    let (x, y) = (point.next()??, point.next()??);
    let inside = |part: f64| (-1.0..=1.0).contains(&part);
    (inside(x) && inside(y)).then_some((x, y))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use serde_json::json;

    fn read_all(value: Value) -> Vec<Attachment> {
        let value = json!({ "attachment": value });
        read(Reader::new(&value).unwrap())
    }

    #[test]
    fn forms_of_a_picture() {
        let full = read_all(json!({
            "type": "Document", "mediaType": "image/PNG", "name": null, "summary": "a cat", "width": 3, "height": "4",
            "url": [{"type": "Link", "href": "https://a.example/x.png"}], "focalPoint": [0.5, -1], "blurhash": "U",
            "icon": {"type": "Image", "url": "https://a.example/t.png"},
        }));
        let cat = &full[0];
        assert_eq!(
            (cat.kind, cat.media_type.as_deref()),
            (AttachmentKind::Image, Some("image/png"))
        );
        assert_eq!(
            (cat.description.as_deref(), cat.width, cat.height),
            (Some("a cat"), Some(3), Some(4))
        );
        assert_eq!(cat.focal_point, Some((0.5, -1.0)));
        assert!(cat.icon.is_some() && cat.blurhash.is_some());
    }

    #[test]
    fn what_is_no_file() {
        assert_eq!(
            read_all(json!([{"type": "Link", "href": "https://a.example/"}]))[0].kind,
            AttachmentKind::Link
        );
        for bad in [
            json!({"type": "PropertyValue", "name": "a", "value": "b", "url": "https://a.example/"}),
            json!({"type": "Image", "url": "javascript:x"}),
            json!({"type": "Image"}),
            json!("text"),
            json!(null),
        ] {
            assert!(read_all(bad.clone()).is_empty(), "{bad}");
        }
        let many = Value::Array(vec![
            json!({"type": "Image", "url": "https://a.example/1"});
            500
        ]);
        assert_eq!(read_all(many).len(), limits::ATTACHMENTS);
    }
}
