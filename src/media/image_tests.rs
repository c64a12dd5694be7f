#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]
use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::*;

/// A picture whose corners differ: red, green, blue, white from the upper left, clockwise.
fn corners(width: u32, height: u32) -> DynamicImage {
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| {
        Rgb(match (x < width / 2, y < height / 2) {
            (true, true) => [250, 10, 10],
            (false, true) => [10, 250, 10],
            (false, false) => [10, 10, 250],
            (true, false) => [250, 250, 250],
        })
    }))
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image.write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn animation(width: u32, height: u32, frames: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = GifEncoder::new_with_speed(&mut out, 30);
    for frame in 0..frames {
        let shade = u8::try_from(frame * 7 % 256).unwrap();
        encoder
            .encode_frame(Frame::new(RgbaImage::from_pixel(
                width,
                height,
                Rgba([shade, 90, 200, 255]),
            )))
            .unwrap();
    }
    drop(encoder);
    out
}

/// One file of each kind, small.
fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let image = corners(40, 30);
    let clear = DynamicImage::ImageRgba8(RgbaImage::from_fn(40, 30, |x, _| {
        Rgba([10, 20, 30, u8::try_from(x * 6).unwrap()])
    }));
    vec![
        ("png", encoded(&image, ImageFormat::Png)),
        ("clear png", encoded(&clear, ImageFormat::Png)),
        ("jpeg", encoded(&image, ImageFormat::Jpeg)),
        ("gif", encoded(&image, ImageFormat::Gif)),
        ("animation", animation(40, 30, 4)),
        ("webp", encoded(&image, ImageFormat::WebP)),
        ("clear webp", encoded(&clear, ImageFormat::WebP)),
    ]
}

/// Puts segments right behind the start of a JPEG.
fn with_segments(jpeg: &[u8], segments: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut out = jpeg[..2].to_vec();
    for (marker, content) in segments {
        out.extend([0xff, *marker]);
        out.extend(u16::try_from(content.len() + 2).unwrap().to_be_bytes());
        out.extend(content);
    }
    out.extend(&jpeg[2..]);
    out
}

/// An EXIF block with an orientation and a place name.
fn exif(orientation: u16) -> Vec<u8> {
    let mut out = b"Exif\0\0II*\0\x08\0\0\0\x02\0".to_vec();
    out.extend([0x0e, 0x01, 2, 0, 12, 0, 0, 0, 38, 0, 0, 0]);
    out.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0]);
    out.extend(orientation.to_le_bytes());
    out.extend([0, 0, 0, 0, 0, 0]);
    out.extend(b"SECRETPLACE\0");
    out
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

fn pixels(picture: &Picture) -> RgbImage {
    let format = ImageFormat::from_mime_type(picture.media_type).unwrap();
    let image = image::load_from_memory_with_format(&picture.bytes, format).unwrap();
    assert_eq!(
        (image.width(), image.height()),
        (picture.width, picture.height)
    );
    image.into_rgb8()
}

#[test]
fn each_kind_is_made_anew() {
    for (name, bytes) in samples() {
        let done = process(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(
            (done.original.width, done.original.height),
            (40, 30),
            "{name}"
        );
        assert_eq!((done.small.width, done.small.height), (40, 30), "{name}");
        let want = match name {
            "jpeg" | "webp" => "image/jpeg",
            "animation" => "image/gif",
            _ => "image/png",
        };
        assert_eq!(done.original.media_type, want, "{name}");
        assert_eq!(done.animated, name == "animation");
        assert_eq!(
            done.small.media_type,
            if name.starts_with("clear") {
                "image/png"
            } else {
                "image/jpeg"
            },
            "{name}"
        );
        assert_eq!(done.blurhash.len(), 6 + 2 * (4 * 3 - 1), "{name}");
        assert!((done.original.aspect() - 4.0 / 3.0).abs() < 1e-9);
        pixels(&done.original);
        pixels(&done.small);
    }
}

#[test]
fn large_pictures_are_scaled_down() {
    let done = process(&encoded(&corners(3000, 1500), ImageFormat::Jpeg)).unwrap();
    assert_eq!((done.original.width, done.original.height), (2048, 1024));
    let area = done.small.width * done.small.height;
    assert!((225_000..=231_000).contains(&area), "{area}");
    assert!((done.small.aspect() - 2.0).abs() < 0.01);
    let upper_left = pixels(&done.original).get_pixel(100, 100).0;
    assert!(upper_left[0] > 230 && upper_left[1] < 40, "{upper_left:?}");
    let thin = process(&encoded(&corners(9000, 2), ImageFormat::Png)).unwrap();
    assert_eq!((thin.original.width, thin.original.height), (2048, 1));
}

#[test]
fn noisy_opaque_pngs_become_jpegs() {
    let mut random = StdRng::seed_from_u64(1);
    let noise = RgbImage::from_fn(1200, 1000, |_, _| Rgb(random.r#gen()));
    let done = process(&encoded(&DynamicImage::ImageRgb8(noise), ImageFormat::Png)).unwrap();
    assert_eq!(done.original.media_type, "image/jpeg");
}

#[test]
fn what_cameras_write_beside_the_picture_is_gone() {
    let jpeg = with_segments(
        &encoded(&corners(40, 30), ImageFormat::Jpeg),
        &[
            (0xe1, exif(1)),
            (
                0xe1,
                b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>SECRETPLACE</x:xmpmeta>".to_vec(),
            ),
            (0xe2, b"ICC_PROFILE\0\x01\x01SECRETPLACE".to_vec()),
            (0xfe, b"SECRETPLACE".to_vec()),
        ],
    );
    let mut trailing = jpeg.clone();
    trailing.extend(b"<script>SECRETPLACE</script>");
    for bytes in [jpeg, trailing] {
        assert!(contains(&bytes, "SECRETPLACE"));
        let done = process(&bytes).unwrap();
        let made = [
            done.original,
            done.small,
            avatar(&bytes).unwrap(),
            header(&bytes).unwrap(),
        ];
        for picture in made {
            for text in ["SECRETPLACE", "Exif", "ICC_PROFILE", "xmpmeta"] {
                assert!(!contains(&picture.bytes, text), "{text}");
            }
        }
    }
}

#[test]
fn pictures_are_turned_upright() {
    // Where the red corner goes: (x, y) in halves, and whether the sides swap.
    for (orientation, red, swapped) in [
        (1, (0, 0), false),
        (2, (1, 0), false),
        (3, (1, 1), false),
        (4, (0, 1), false),
        (5, (0, 0), true),
        (6, (1, 0), true),
        (7, (1, 1), true),
        (8, (0, 1), true),
        (99, (0, 0), false),
    ] {
        let jpeg = with_segments(
            &encoded(&corners(80, 48), ImageFormat::Jpeg),
            &[(0xe1, exif(orientation))],
        );
        let picture = process(&jpeg).unwrap().original;
        let (width, height) = if swapped { (48, 80) } else { (80, 48) };
        assert_eq!(
            (picture.width, picture.height),
            (width, height),
            "orientation {orientation}"
        );
        let [r, g, b] = pixels(&picture)
            .get_pixel(
                width / 4 + red.0 * width / 2,
                height / 4 + red.1 * height / 2,
            )
            .0;
        assert!(
            r > 200 && g < 80 && b < 80,
            "orientation {orientation}: {r} {g} {b}"
        );
    }
}

#[test]
fn people_pictures_are_cut_from_the_middle() {
    let bytes = encoded(&corners(300, 100), ImageFormat::Png);
    let face = avatar(&bytes).unwrap();
    assert_eq!((face.width, face.height), (400, 400));
    let face = pixels(&face);
    assert!(face.get_pixel(20, 20).0[0] > 200 && face.get_pixel(380, 20).0[1] > 200);
    let wide = header(&bytes).unwrap();
    assert_eq!((wide.width, wide.height), (1500, 500));
    assert_eq!(avatar(b"just text"), Err(MediaError::NotAPicture));
}

#[test]
fn long_animations_keep_their_first_frame() {
    let done = process(&animation(8, 8, 401)).unwrap();
    assert!(!done.animated);
    assert_eq!(done.original.media_type, "image/png");
    assert_eq!(pixels(&done.original).get_pixel(0, 0).0, [0, 90, 200]);
    let short = process(&animation(8, 8, 3)).unwrap();
    let frames = image::codecs::gif::GifDecoder::new(Cursor::new(&short.original.bytes)).unwrap();
    assert_eq!(image::AnimationDecoder::into_frames(frames).count(), 3);
}

#[test]
fn cut_off_files_are_refused() {
    for (name, bytes) in samples() {
        for percent in 0..100 {
            let part = &bytes[..bytes.len() * percent / 100];
            let result = process(part);
            // A GIF that lacks the one byte that ends it has its whole picture.
            if name == "gif" && part.len() + 2 >= bytes.len() {
                continue;
            }
            // An animation may have ended earlier, whole frames before the cut.
            if name == "animation" && result.is_ok() {
                continue;
            }
            assert!(result.is_err(), "{name} at {percent} %");
        }
        if name != "gif" && name != "animation" {
            assert!(
                process(&bytes[..bytes.len() - 1]).is_err(),
                "{name} without its last byte"
            );
        }
    }
}

#[test]
fn changed_bytes_never_bring_it_down() {
    for (name, bytes) in samples() {
        let mut random = StdRng::seed_from_u64(20_261_124);
        for _ in 0..150 {
            let mut changed = bytes.clone();
            for _ in 0..random.gen_range(1..=4) {
                let at = random.gen_range(0..changed.len());
                changed[at] ^= 1 << random.gen_range(0..8);
            }
            if let Ok(done) = process(&changed) {
                assert!(
                    done.original.width <= 2048 && done.small.height <= 2048,
                    "{name}"
                );
            }
        }
    }
}

/// The check value of PNG chunks.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |mut crc: u32, byte| {
        crc ^= u32::from(*byte);
        (0..8).for_each(|_| {
            crc = if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        });
        crc
    })
}

#[test]
fn headers_that_promise_too_much_are_believed_and_refused() {
    let mut png = encoded(&corners(40, 30), ImageFormat::Png);
    png[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    png[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
    let check = crc(&png[12..29]);
    png[29..33].copy_from_slice(&check.to_be_bytes());

    let mut jpeg = encoded(&corners(40, 30), ImageFormat::Jpeg);
    let frame = jpeg
        .windows(2)
        .position(|pair| pair == [0xff, 0xc0])
        .unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xea, 0x60, 0xea, 0x60]);

    let mut gif = encoded(&corners(40, 30), ImageFormat::Gif);
    gif[6..10].copy_from_slice(&60_000_u16.to_le_bytes().repeat(2));

    for bytes in [png, jpeg, gif] {
        assert_eq!(
            process(&bytes),
            Err(MediaError::TooLarge {
                width: 60_000,
                height: 60_000
            })
        );
    }
    let text = MediaError::TooLarge {
        width: 60_000,
        height: 60_000,
    }
    .to_string();
    assert!(
        text.contains("60000 × 60000") && text.contains("40 megapixels"),
        "{text}"
    );
    let long = encoded(&corners(16_385, 1), ImageFormat::Png);
    assert_eq!(
        process(&long),
        Err(MediaError::TooLarge {
            width: 16_385,
            height: 1
        })
    );
}

#[test]
fn focal_points_stay_on_the_picture() {
    for (given, want) in [
        ((0.5, -0.25), Some((0.5, -0.25))),
        ((7.0, -7.0), Some((1.0, -1.0))),
        ((f64::NAN, 0.0), None),
        ((f64::INFINITY, 0.0), None),
    ] {
        let point = FocalPoint::new(given.0, given.1).map(|point| (point.x, point.y));
        assert_eq!(point, want, "{given:?}");
    }
}
