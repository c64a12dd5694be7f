//! What is known of a film or a sound without playing it.

use serde::{Deserialize, Serialize};

/// A film or a sound. Stored as JSON beside its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    /// How long it lasts; not known of some that were written as they came.
    pub millis: Option<u64>,
    pub film: Option<Film>,
    pub sound: Option<Sound>,
}

/// The moving picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Film {
    /// As FFmpeg calls it: `h264`, `vp9` ...
    pub codec: String,
    /// In pixels, as it is shown: turned upright.
    pub width: u32,
    pub height: u32,
    /// Frames in so many seconds.
    pub frame_rate: Option<(u32, u32)>,
}

/// The sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sound {
    /// As FFmpeg calls it: `aac`, `opus` ...
    pub codec: String,
    /// Bits a second.
    pub bitrate: Option<u32>,
    pub channels: Option<u16>,
    /// Samples a second.
    pub hertz: Option<u32>,
}
