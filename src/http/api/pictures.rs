//! The pictures of people, and of films, that have none. Clients want a bitmap at a real address, never null.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use image::{ImageFormat, Rgb, RgbImage};
use std::io::Cursor;
use std::sync::LazyLock;

use super::error::ApiError;

const AVATAR_SIDE: u32 = 240;
const HEADER_SIZE: (u32, u32) = (900, 300);
const FILM_SIZE: (u32, u32) = (640, 360);
const GROUND: Rgb<u8> = Rgb([214, 224, 214]);
const FIGURE: Rgb<u8> = Rgb([120, 145, 124]);

static AVATAR: LazyLock<Option<Bytes>> = LazyLock::new(|| {
    // A head and shoulders, in parts of the side.
    let side = f64::from(AVATAR_SIDE);
    let inside = |x: f64, y: f64, (cx, cy): (f64, f64), (rx, ry): (f64, f64)| {
        ((x / side - cx) / rx).powi(2) + ((y / side - cy) / ry).powi(2) <= 1.0
    };
    png(RgbImage::from_fn(AVATAR_SIDE, AVATAR_SIDE, |x, y| {
        let (x, y) = (f64::from(x), f64::from(y));
        let head = inside(x, y, (0.5, 0.38), (0.18, 0.19));
        let shoulders = inside(x, y, (0.5, 1.0), (0.36, 0.36));
        if head || shoulders { FIGURE } else { GROUND }
    }))
});

static HEADER: LazyLock<Option<Bytes>> =
    LazyLock::new(|| png(RgbImage::from_pixel(HEADER_SIZE.0, HEADER_SIZE.1, GROUND)));

/// A white triangle on a dark disc.
static FILM: LazyLock<Option<Bytes>> = LazyLock::new(|| {
    let (width, height) = (f64::from(FILM_SIZE.0), f64::from(FILM_SIZE.1));
    png(RgbImage::from_fn(FILM_SIZE.0, FILM_SIZE.1, |x, y| {
        let (x, y) = (f64::from(x) - width / 2.0, f64::from(y) - height / 2.0);
        let disc = x.hypot(y) <= 72.0;
        let triangle = (-24.0..=42.0).contains(&x) && y.abs() <= (42.0 - x) * 0.6;
        match (triangle, disc) {
            (true, _) => Rgb([255, 255, 255]),
            (false, true) => FIGURE,
            _ => GROUND,
        }
    }))
});

fn png(picture: RgbImage) -> Option<Bytes> {
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, ImageFormat::Png).ok()?;
    Some(file.into_inner().into())
}

/// `GET /pictures/avatar.png`.
pub async fn avatar() -> Result<Response, ApiError> {
    answer(&AVATAR)
}

/// `GET /pictures/header.png`.
pub async fn header() -> Result<Response, ApiError> {
    answer(&HEADER)
}

/// `GET /pictures/film.png`: what stands for a film whose sender chose no picture.
pub async fn film() -> Result<Response, ApiError> {
    answer(&FILM)
}

fn answer(file: &Option<Bytes>) -> Result<Response, ApiError> {
    let file = file.clone().ok_or(ApiError::Internal)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/png")),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=86400"),
        ),
    ];
    Ok((headers, file).into_response())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn all_are_pictures() {
        for (file, width) in [
            (&AVATAR, AVATAR_SIDE),
            (&HEADER, HEADER_SIZE.0),
            (&FILM, FILM_SIZE.0),
        ] {
            let file = file.as_ref().unwrap();
            assert_eq!(image::load_from_memory(file).unwrap().width(), width);
            assert!(file.len() < 20_000);
        }
    }
}
