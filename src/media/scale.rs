//! Making pictures smaller, and encoding them.

use std::io::Cursor;

use fast_image_resize::{ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ImageEncoder};

use super::MediaError;
use super::image::Picture;

/// Scales down so that no side is longer than `side`; smaller pictures stay as they are.
pub(super) fn fit_side(image: &DynamicImage, side: u32) -> Result<DynamicImage, MediaError> {
    let longest = image.width().max(image.height());
    shrink(image, f64::from(side) / f64::from(longest.max(1)))
}

/// Scales down to at most `pixels` pixels, keeping the shape; smaller pictures stay as they are.
pub(super) fn fit_area(image: &DynamicImage, pixels: u32) -> Result<DynamicImage, MediaError> {
    let area = f64::from(image.width()) * f64::from(image.height());
    shrink(image, (f64::from(pixels) / area.max(1.0)).sqrt())
}

fn shrink(image: &DynamicImage, factor: f64) -> Result<DynamicImage, MediaError> {
    if factor >= 1.0 {
        return Ok(image.clone());
    }
    resize(
        image,
        scaled(image.width(), factor),
        scaled(image.height(), factor),
        &ResizeOptions::new(),
    )
}

/// Fills `width` × `height` with the middle of the picture, cutting off what does not fit.
pub(super) fn cover(
    image: &DynamicImage,
    width: u32,
    height: u32,
) -> Result<DynamicImage, MediaError> {
    resize(
        image,
        width,
        height,
        &ResizeOptions::new().fit_into_destination(Some((0.5, 0.5))),
    )
}

fn resize(
    image: &DynamicImage,
    width: u32,
    height: u32,
    options: &ResizeOptions,
) -> Result<DynamicImage, MediaError> {
    let mut out = DynamicImage::new(width.max(1), height.max(1), image.color());
    Resizer::new()
        .resize(image, &mut out, options)
        .map_err(|_| MediaError::Failed)?;
    Ok(out)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "factor is between 0 and 1, so the result is between 0 and the side"
)]
fn scaled(side: u32, factor: f64) -> u32 {
    ((f64::from(side) * factor).round() as u32).max(1)
}

/// Encodes as JPEG; the picture has no transparent parts.
pub(super) fn jpeg(image: &DynamicImage, quality: u8) -> Result<Picture, MediaError> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    image
        .to_rgb8()
        .write_with_encoder(encoder)
        .map_err(|_| MediaError::Failed)?;
    Ok(Picture {
        bytes,
        media_type: "image/jpeg",
        extension: "jpg",
        width: image.width(),
        height: image.height(),
    })
}

/// Encodes as PNG.
pub(super) fn png(image: &DynamicImage) -> Result<Picture, MediaError> {
    let mut bytes = Vec::new();
    PngEncoder::new_with_quality(
        Cursor::new(&mut bytes),
        CompressionType::Default,
        FilterType::Adaptive,
    )
    .write_image(
        image.as_bytes(),
        image.width(),
        image.height(),
        image.color().into(),
    )
    .map_err(|_| MediaError::Failed)?;
    Ok(Picture {
        bytes,
        media_type: "image/png",
        extension: "png",
        width: image.width(),
        height: image.height(),
    })
}

/// The blurred impression that clients show while a picture loads, at most 4 × 4 components. Computed from a tiny copy:
/// the work grows with pixels, the result does not.
pub(super) fn blurhash(image: &DynamicImage) -> Result<String, MediaError> {
    let tiny = fit_side(image, 32)?.into_rgba8();
    let (width, height) = tiny.dimensions();
    let (across, down) = match width.cmp(&height) {
        std::cmp::Ordering::Greater => (4, 3),
        std::cmp::Ordering::Equal => (4, 4),
        std::cmp::Ordering::Less => (3, 4),
    };
    blurhash::encode(across, down, width, height, &on_white(&tiny)).map_err(|_| MediaError::Failed)
}

/// The pixels as they look on a white page.
fn on_white(image: &image::RgbaImage) -> Vec<u8> {
    image
        .pixels()
        .flat_map(|pixel| {
            let [red, green, blue, alpha] = pixel.0.map(u16::from);
            let blend = |value: u16| {
                u8::try_from((value * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
            };
            [blend(red), blend(green), blend(blue), u8::MAX]
        })
        .collect()
}
