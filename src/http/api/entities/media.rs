//! MediaAttachment.

use super::Id;
use serde::Serialize;

/// A picture or another file of a post.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Attachment {
    pub id: Id,
    /// `image`, `gifv`, `video`, `audio` or `unknown`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Null while the file is still being worked on.
    pub url: Option<String>,
    pub preview_url: Option<String>,
    /// Where the file is at its home, if that is another unit.
    pub remote_url: Option<String>,
    pub preview_remote_url: Option<String>,
    /// Deprecated, always null.
    pub text_url: Option<String>,
    /// Null where nothing is known about the file.
    pub meta: Option<Meta>,
    pub description: Option<String>,
    pub blurhash: Option<String>,
}

/// Sizes of the file and of its small version, and where the eye should go.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Meta {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<Dimensions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub small: Option<Dimensions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub focus: Option<Focus>,
}

/// Width and height in pixels, in the four forms that Mastodon sends.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dimensions {
    width: u32,
    height: u32,
    size: String,
    aspect: f64,
}

impl Dimensions {
    #[must_use]
    pub fn new(width: u32, height: u32) -> Self {
        let aspect = f64::from(width) / f64::from(height.max(1));
        Self {
            width,
            height,
            size: format!("{width}x{height}"),
            aspect,
        }
    }
}

/// From -1 to 1 in both directions, the middle being 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Focus {
    pub x: f64,
    pub y: f64,
}
