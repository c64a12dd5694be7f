//! Pictures that people upload or peers send: made anew, in the sizes that are served.
//!
//! Nothing of the original file is kept but its pixels: place, camera, colour profile, comments and whatever was hidden
//! behind the end are gone because they are never copied (colours are taken as sRGB). The picture is turned upright first.

use image::DynamicImage;

use super::sniff::ImageKind;
use super::{MediaError, animation, decode, scale};

/// The longest side of what is kept.
const ORIGINAL_SIDE: u32 = 2048;
/// Pixels of the small version: as many as in 640 × 360.
const SMALL_PIXELS: u32 = 640 * 360;
/// Opaque PNGs beyond this size become JPEGs: they are photos.
const PNG_BYTES: usize = 2 * 1024 * 1024;
const AVATAR_SIDE: u32 = 400;
const HEADER_SIZE: (u32, u32) = (1500, 500);
const EMOJI_SIDE: u32 = 128;
/// A moving emoji beyond this size stands still.
const EMOJI_BYTES: usize = 512 * 1024;
const QUALITY: u8 = 85;
const SMALL_QUALITY: u8 = 80;

/// An encoded picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub media_type: &'static str,
    /// The ending of its name, without the dot.
    pub extension: &'static str,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

impl Picture {
    /// Width divided by height, as clients want it in `meta`.
    pub fn aspect(&self) -> f64 {
        f64::from(self.width) / f64::from(self.height.max(1))
    }
}

/// What [`process`] makes of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Processed {
    /// The picture to show, at most 2048 pixels a side.
    pub original: Picture,
    /// The small version for timelines.
    pub small: Picture,
    /// See <https://blurha.sh>.
    pub blurhash: String,
    /// Whether `original` moves.
    pub animated: bool,
}

/// Reads a picture and makes the versions that are served.
///
/// JPEG stays JPEG, GIF animations stay GIF if they are short enough (else their first frame is used), other pictures
/// become PNG, or JPEG if they are opaque and large. Takes up to some seconds of processor time.
///
/// # Errors
/// [`MediaError`], with words for the sender. No content makes it panic.
pub fn process(bytes: &[u8]) -> Result<Processed, MediaError> {
    let decoded = decode::decode(bytes)?;
    decode::guarded(decoded.kind, || {
        let animation = match decoded.kind {
            ImageKind::Gif => animation::encode_again(bytes)?,
            _ => None,
        };
        let animated = animation.is_some();
        let image = scale::fit_side(&decoded.image, ORIGINAL_SIDE)?;
        let original = match animation {
            Some(animation) => animation,
            None => encode(&image, decoded.kind)?,
        };
        let small = small(&image)?;
        Ok(Processed {
            original,
            small,
            blurhash: scale::blurhash(&image)?,
            animated,
        })
    })
}

/// Makes the picture of a person: the middle, 400 × 400 pixels.
///
/// # Errors
/// As [`process`].
pub fn avatar(bytes: &[u8]) -> Result<Picture, MediaError> {
    cropped(bytes, AVATAR_SIDE, AVATAR_SIDE)
}

/// Makes the wide picture above a profile: the middle, 1500 × 500 pixels.
///
/// # Errors
/// As [`process`].
pub fn header(bytes: &[u8]) -> Result<Picture, MediaError> {
    cropped(bytes, HEADER_SIZE.0, HEADER_SIZE.1)
}

/// Makes a custom emoji: at most 128 pixels a side, as PNG; a GIF that moves stays one if it is small.
///
/// # Errors
/// As [`process`].
pub fn emoji(bytes: &[u8]) -> Result<Picture, MediaError> {
    let decoded = decode::decode(bytes)?;
    decode::guarded(decoded.kind, || {
        if decoded.kind == ImageKind::Gif
            && let Some(moving) = animation::encode_again(bytes)?
            && moving.bytes.len() <= EMOJI_BYTES
        {
            return Ok(moving);
        }
        scale::png(&scale::fit_side(&decoded.image, EMOJI_SIDE)?)
    })
}

fn cropped(bytes: &[u8], width: u32, height: u32) -> Result<Picture, MediaError> {
    let decoded = decode::decode(bytes)?;
    decode::guarded(decoded.kind, || {
        encode(&scale::cover(&decoded.image, width, height)?, decoded.kind)
    })
}

fn encode(image: &DynamicImage, from: ImageKind) -> Result<Picture, MediaError> {
    if image.color().has_alpha() {
        return scale::png(image);
    }
    if matches!(from, ImageKind::Jpeg | ImageKind::WebP) {
        return scale::jpeg(image, QUALITY);
    }
    let png = scale::png(image)?;
    if png.bytes.len() > PNG_BYTES {
        scale::jpeg(image, QUALITY)
    } else {
        Ok(png)
    }
}

fn small(image: &DynamicImage) -> Result<Picture, MediaError> {
    let image = scale::fit_area(image, SMALL_PIXELS)?;
    if image.color().has_alpha() {
        scale::png(&image)
    } else {
        scale::jpeg(&image, SMALL_QUALITY)
    }
}

/// The point of a picture that stays visible when it is cropped: from (-1, -1) at the lower left to (1, 1) at the upper
/// right, as in Mastodon's `focus` and `focalPoint`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct FocalPoint {
    /// From left to right.
    pub x: f64,
    /// From below to above.
    pub y: f64,
}

impl FocalPoint {
    /// A point; coordinates beyond the edges are moved to them. None if one is not a number.
    pub fn new(x: f64, y: f64) -> Option<Self> {
        (x.is_finite() && y.is_finite()).then(|| Self {
            x: x.clamp(-1.0, 1.0),
            y: y.clamp(-1.0, 1.0),
        })
    }
}

#[cfg(test)]
#[path = "image_tests.rs"]
mod tests;
