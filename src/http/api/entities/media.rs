//! MediaAttachment.

use super::Id;
use serde::Serialize;

/// A picture or another file of a post.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
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

/// Sizes of the file and of its small version, where the eye should go, and of films and sound what Mastodon's
/// documentation names.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Meta {
    #[serde(flatten)]
    pub recording: Option<RecordingMeta>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<Original>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub small: Option<Dimensions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub focus: Option<Focus>,
}

/// Width and height in pixels, in the four forms that Mastodon sends.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
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

/// The file itself: sizes of a picture, or what there is to know of a film or a sound.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
#[serde(untagged)]
pub enum Original {
    Picture(Dimensions),
    Recording(OriginalRecording),
}

/// What Mastodon tells of a film or a sound.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct OriginalRecording {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// A fraction, such as `30000/1001`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frame_rate: Option<String>,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<f64>,
    /// Bits a second, of the whole file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bitrate: Option<u64>,
}

/// What older versions of Mastodon told of a film or a sound, and some clients read first.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct RecordingMeta {
    /// `0:01:28.65`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<String>,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fps: Option<u32>,
    #[serde(flatten)]
    pub dimensions: Option<Dimensions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio_encode: Option<String>,
    /// `44100 Hz`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio_bitrate: Option<String>,
    /// `mono`, `stereo` or a number of channels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio_channels: Option<String>,
}

/// From -1 to 1 in both directions, the middle being 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Focus {
    pub x: f64,
    pub y: f64,
}
