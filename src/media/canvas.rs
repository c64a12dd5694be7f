//! A small canvas for pictures drawn by the program: smooth shapes on a gradient.

use image::{DynamicImage, Rgb, RgbImage};

/// A colour, each part from 0 to 1, as displayed (sRGB).
pub(super) type Colour = [f32; 3];

/// Reads `0xRRGGBB`.
pub(super) fn colour(hex: u32) -> Colour {
    let [_, red, green, blue] = hex.to_be_bytes();
    [red, green, blue].map(|part| f32::from(part) / 255.0)
}

/// Blends from `a` (0) to `b` (1).
pub(super) fn mix(a: Colour, b: Colour, share: f32) -> Colour {
    let [a0, a1, a2] = a;
    let [b0, b1, b2] = b;
    let blend = |a: f32, b: f32| a + (b - a) * share.clamp(0.0, 1.0);
    [blend(a0, b0), blend(a1, b1), blend(a2, b2)]
}

/// How much of a pixel a shape covers whose edge is `distance` away (negative inside), in units of pixels.
pub(super) fn coverage(distance: f32) -> f32 {
    (0.5 - distance).clamp(0.0, 1.0)
}

/// The distance from a point to the line from `a` to `b`.
pub(super) fn distance_to_line(point: (f32, f32), a: (f32, f32), b: (f32, f32)) -> f32 {
    let (px, py) = (point.0 - a.0, point.1 - a.1);
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 {
        ((px * dx + py * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (px - along * dx).hypot(py - along * dy)
}

/// Draws a picture by asking for the colour at the middle of each pixel, in pixels from the upper left.
pub(super) fn draw(
    width: u32,
    height: u32,
    colour_at: impl Fn(f32, f32) -> Colour,
) -> DynamicImage {
    let image = RgbImage::from_fn(width, height, |x, y| {
        Rgb(colour_at(middle(x), middle(y)).map(byte))
    });
    DynamicImage::ImageRgb8(image)
}

fn middle(at: u32) -> f32 {
    // Exact: pictures are far smaller than 2^24 pixels a side.
    u16::try_from(at).map_or(f32::from(u16::MAX), f32::from) + 0.5
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0..=255 before"
)]
fn byte(part: f32) -> u8 {
    (part * 255.0).round().clamp(0.0, 255.0) as u8
}
