//! Pictures that stand for something: avatars, banners, thumbnails.

use super::{
    limits,
    links::{links, media_type},
    reader::Reader,
};
use serde_json::Value;
use url::Url;

/// A picture's address with what is said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Where the file is; any host.
    pub url: Url,
    /// Its media type, in lower case, as claimed.
    pub media_type: Option<String>,
    /// Its description (`name` or `summary`).
    pub description: Option<String>,
}

impl Picture {
    /// Reads `icon` or `image`: a text, an Image, a Link, or an array of these. Of several the widest is taken (PeerTube
    /// sends an avatar in two sizes), the first when no width is told.
    pub(crate) fn read(reader: Reader<'_>, key: &str) -> Option<Self> {
        let mut best: Option<(u32, Self)> = None;
        for value in reader.list(key, limits::LINKS) {
            let Some((width, picture)) = one(value) else {
                continue;
            };
            if best.as_ref().is_none_or(|(widest, _)| width > *widest) {
                best = Some((width, picture));
            }
        }
        best.map(|(_, picture)| picture)
    }
}

fn one(value: &Value) -> Option<(u32, Picture)> {
    let plain = |url| Picture {
        url,
        media_type: None,
        description: None,
    };
    let Ok(reader) = Reader::new(value) else {
        return crate::origin::parse_id(value.as_str()?)
            .ok()
            .map(|url| (0, plain(url)));
    };
    let link = links(reader, "url")
        .into_iter()
        .chain(links(reader, "href"))
        .next()?;
    let picture = Picture {
        media_type: media_type(reader).or(link.media_type),
        description: reader
            .text("name", limits::DESCRIPTION)
            .or_else(|| reader.text("summary", limits::DESCRIPTION)),
        url: link.url,
    };
    Some((reader.pixels("width").or(link.width).unwrap_or(0), picture))
}
