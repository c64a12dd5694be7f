//! Decoding under limits: checked before memory is taken, and no panic of a decoder gets out.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::error::LimitErrorKind;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, Limits};

use super::MediaError;
use super::complete::is_complete;
use super::sniff::{ImageKind, Kind, sniff};

/// Pixels of the largest picture that is worked on.
pub(super) const MAX_PIXELS: u64 = 40_000_000;
/// The longest side of a picture that is worked on.
pub(super) const MAX_SIDE: u32 = 16_384;
/// Bytes that a decoder may take.
const MAX_MEMORY: u64 = 384 * 1024 * 1024;

/// A decoded picture: upright, in RGB or, if any pixel lets the ground through, RGBA, 8 bits a channel.
pub(super) struct Decoded {
    pub image: DynamicImage,
    pub kind: ImageKind,
}

/// Decodes the (first) picture in `bytes`.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, MediaError> {
    let kind = match sniff(bytes)? {
        Kind::Image(kind) => kind,
        Kind::File(_) => return Err(MediaError::NotAPicture),
    };
    guarded(kind, || {
        let image = read(kind, bytes)?;
        if !is_complete(kind, bytes) {
            return Err(MediaError::Broken(kind));
        }
        Ok(Decoded {
            image: eight_bits(image),
            kind,
        })
    })
}

/// Runs `work` on a picture of `kind`; a panic in it means that the picture is broken.
pub(super) fn guarded<T>(
    kind: ImageKind,
    work: impl FnOnce() -> Result<T, MediaError>,
) -> Result<T, MediaError> {
    // Nothing outside is changed by the work, so nothing can be left half done.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(MediaError::Broken(kind)))
}

fn read(kind: ImageKind, bytes: &[u8]) -> Result<DynamicImage, MediaError> {
    let broken = |error: ImageError| explain(kind, &error);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), kind.format());
    // The dimensions are judged below, where they can be named; here only memory is bounded.
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    let orientation = decoder
        .orientation()
        .unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(broken)?;
    image.apply_orientation(orientation);
    Ok(image)
}

pub(super) fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_MEMORY);
    limits
}

pub(super) fn check_size(width: u32, height: u32) -> Result<(), MediaError> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MAX_PIXELS || width > MAX_SIDE || height > MAX_SIDE {
        return Err(MediaError::TooLarge { width, height });
    }
    Ok(())
}

pub(super) fn explain(kind: ImageKind, error: &ImageError) -> MediaError {
    match error {
        ImageError::Limits(limit) if matches!(limit.kind(), LimitErrorKind::DimensionError) => {
            MediaError::TooLarge {
                width: MAX_SIDE,
                height: MAX_SIDE,
            }
        }
        _ => MediaError::Broken(kind),
    }
}

fn eight_bits(image: DynamicImage) -> DynamicImage {
    if !image.color().has_alpha() {
        return DynamicImage::ImageRgb8(image.into_rgb8());
    }
    let rgba = image.into_rgba8();
    if rgba.pixels().all(|pixel| pixel.0[3] == u8::MAX) {
        return DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(rgba).into_rgb8());
    }
    DynamicImage::ImageRgba8(rgba)
}
