//! Pictures for people who have none: initials on a calm ground, and a wide picture for the profile.
//!
//! Drawn from a name and a seed (an account's id or handle), always the same for the same input, in the same colours for
//! one person.

use image::DynamicImage;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::canvas::{Colour, colour, coverage, draw, mix};
use super::glyph::{Glyph, glyph};
use super::image::Picture;
use super::{MediaError, scale};

/// Grounds, from the upper left to the lower right; white letters are easy to read on all of them.
const PALETTE: [(u32, u32); 12] = [
    (0x3d6f8e, 0x2a5270),
    (0x4a7c6f, 0x2f5d52),
    (0x7a6a9b, 0x594b7d),
    (0xa0627a, 0x7c455c),
    (0xa8683f, 0x864e2b),
    (0x5b7553, 0x41593b),
    (0x4f6fa8, 0x385487),
    (0x8b5e83, 0x6a4364),
    (0x2f7f86, 0x1f5f66),
    (0x8a7035, 0x6b5524),
    (0xb05c54, 0x8c423c),
    (0x5f6b7a, 0x454f5d),
];
const WHITE: Colour = [1.0, 1.0, 1.0];
/// Sides beyond this make no better picture.
const MAX_SIDE: u32 = 1024;

/// Draws the picture of a person, `side` pixels square (at most 1024), as PNG.
///
/// One or two initials when the name begins with Latin letters, rings otherwise.
///
/// # Errors
/// [`MediaError::Failed`] if encoding fails, which takes running out of memory.
pub fn portrait(name: &str, seed: &str, side: u32) -> Result<Picture, MediaError> {
    let side = side.clamp(1, MAX_SIDE);
    let random = Sha256::digest(seed.as_bytes());
    let letters: Vec<Glyph> = initials(name).into_iter().filter_map(glyph).collect();
    let scene = Scene::new(&random);
    let unit = f32::from(u16::try_from(side).unwrap_or(u16::MAX));
    let word = Word::new(letters);
    let image = draw(side, side, |x, y| {
        let (x, y) = (x / unit, y / unit);
        let ground = scene.ground(x, y, unit);
        let ink = if word.is_empty() {
            scene.rings(x, y, unit)
        } else {
            word.ink(x, y, unit)
        };
        mix(ground, WHITE, ink * 0.96)
    });
    scale::png(&image)
}

/// Draws the wide picture above a profile (1500 × 500) in the colours of the person's portrait, as PNG.
///
/// # Errors
/// As [`portrait`].
pub fn banner(seed: &str) -> Result<Picture, MediaError> {
    let random = Sha256::digest(seed.as_bytes());
    scale::png(&waves(&Scene::new(&random), 1500, 500))
}

fn waves(scene: &Scene, width: u32, height: u32) -> DynamicImage {
    let side = |pixels: u32| f32::from(u16::try_from(pixels).unwrap_or(u16::MAX));
    let (wide, high) = (side(width), side(height));
    draw(width, height, |x, y| {
        let (across, down) = (x / wide, y / high);
        let mut colour = mix(scene.light, scene.dark, across * 0.6 + down * 0.4);
        for (index, part) in [0.34_f32, 0.52, 0.7].into_iter().enumerate() {
            let phase = scene.numbers.get(index).copied().unwrap_or(0.5) * std::f32::consts::TAU;
            let line = part
                + 0.1 * (across * (4.0 + part * 3.0) + phase).sin()
                + 0.04 * (across * 11.0 - phase).sin();
            // Below the line, with an edge one pixel soft.
            let inside = coverage((line - down) * high);
            colour = mix(
                colour,
                if index == 1 { scene.dark } else { WHITE },
                inside * 0.08,
            );
        }
        colour
    })
}

/// The colours and numbers that one seed gives.
struct Scene {
    light: Colour,
    dark: Colour,
    /// Numbers between 0 and 1.
    numbers: Vec<f32>,
}

impl Scene {
    fn new(random: &[u8]) -> Self {
        let first = random.first().copied().map_or(0, usize::from);
        let (light, dark) = PALETTE
            .get(first % PALETTE.len())
            .copied()
            .unwrap_or((0x5f6b7a, 0x454f5d));
        let numbers = random
            .iter()
            .skip(1)
            .map(|byte| f32::from(*byte) / 255.0)
            .collect();
        Self {
            light: colour(light),
            dark: colour(dark),
            numbers,
        }
    }

    fn number(&self, index: usize) -> f32 {
        self.numbers.get(index).copied().unwrap_or(0.5)
    }

    /// The ground with one large pale disc, so that two people with the same colours and letters still differ.
    fn ground(&self, x: f32, y: f32, unit: f32) -> Colour {
        let base = mix(self.light, self.dark, (x + y) / 2.0);
        let angle = self.number(0) * std::f32::consts::TAU;
        let middle = (0.5 + 0.55 * angle.cos(), 0.5 + 0.55 * angle.sin());
        let radius = 0.3 + 0.25 * self.number(1);
        let disc = coverage(((x - middle.0).hypot(y - middle.1) - radius) * unit);
        mix(base, WHITE, disc * 0.09)
    }

    fn rings(&self, x: f32, y: f32, unit: f32) -> f32 {
        let pen = 0.045;
        let ring = |middle: (f32, f32), radius: f32| {
            coverage((((x - middle.0).hypot(y - middle.1) - radius).abs() - pen / 2.0) * unit)
        };
        let angle = self.number(2) * std::f32::consts::TAU;
        let offset = |turn: f32| {
            (
                0.5 + 0.11 * (angle + turn).cos(),
                0.5 + 0.11 * (angle + turn).sin(),
            )
        };
        [0.0, 2.094, 4.189]
            .into_iter()
            .map(|turn| ring(offset(turn), 0.17))
            .fold(0.0, f32::max)
    }
}

/// One or two letters in the middle of the picture.
struct Word {
    letters: Vec<Glyph>,
    /// Height of a letter, thickness of the pen and gap between letters, in parts of the picture's side.
    height: f32,
    pen: f32,
    gap: f32,
}

impl Word {
    fn new(letters: Vec<Glyph>) -> Self {
        // Wide letters are drawn smaller, so that the edge stays free.
        let widths: f32 = letters.iter().map(|letter| letter.width).sum();
        let height = if letters.len() > 1 {
            (0.62 / (widths + 0.42)).min(0.3)
        } else {
            0.38
        };
        Self {
            letters,
            height,
            pen: height * 0.17,
            gap: height * 0.42,
        }
    }

    fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    /// How much of the pixel at a point is letter.
    fn ink(&self, x: f32, y: f32, unit: f32) -> f32 {
        let widths: f32 = self
            .letters
            .iter()
            .map(|letter| letter.width * self.height)
            .sum();
        let gaps = if self.letters.len() > 1 {
            self.gap
        } else {
            0.0
        };
        let mut left = 0.5 - (widths + gaps) / 2.0;
        let top = 0.5 - self.height / 2.0;
        // Most of a picture is far from all letters.
        if (y - 0.5).abs() > (self.height + self.pen) / 2.0 + 1.0 / unit {
            return 0.0;
        }
        let mut ink = 0.0_f32;
        for letter in &self.letters {
            let point = ((x - left) / self.height, (y - top) / self.height);
            let distance = letter.distance(point) * self.height - self.pen / 2.0;
            ink = ink.max(coverage(distance * unit));
            left += letter.width * self.height + self.gap;
        }
        ink
    }
}

/// The initials of a name: of the first and the last word, without accents.
fn initials(name: &str) -> Vec<char> {
    let mut words = name.split_whitespace().filter_map(initial);
    let first = words.next();
    first.into_iter().chain(words.next_back()).collect()
}

/// The first letter of a word as a capital from A to Z, if that is what it begins with.
fn initial(word: &str) -> Option<char> {
    let letter = word.chars().find(|c| c.is_alphanumeric())?;
    let base = match letter {
        'Ø' | 'ø' => 'O',
        'Æ' | 'æ' => 'A',
        'Œ' | 'œ' => 'O',
        'Þ' | 'þ' => 'T',
        'Đ' | 'đ' | 'Ð' | 'ð' => 'D',
        'Ł' | 'ł' => 'L',
        'ß' => 'S',
        other => other.nfkd().next()?,
    };
    base.is_ascii_alphabetic()
        .then(|| base.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_last_word() {
        for (name, want) in [
            ("Anna de Vries", "AV"),
            ("anna", "A"),
            ("Émile Østergård", "EO"),
            ("(Jan) \"Piet\"", "JP"),
            ("李小龙", ""),
            ("42", ""),
            ("", ""),
            ("👩 Łukasz", "L"),
        ] {
            assert_eq!(
                initials(name).into_iter().collect::<String>(),
                want,
                "{name}"
            );
        }
        assert!(('A'..='Z').all(|letter| glyph(letter).is_some()));
    }

    #[test]
    fn the_same_person_has_the_same_picture_and_others_another() {
        let draw = |name, seed, side| portrait(name, seed, side).unwrap();
        assert_eq!(
            draw("Anna de Vries", "1", 48),
            draw("Anna de Vries", "1", 48)
        );
        assert_ne!(
            draw("Anna de Vries", "1", 48),
            draw("Anna de Vries", "2", 48)
        );
        assert_ne!(draw("Anna de Vries", "1", 48), draw("Bob", "1", 48));
        let unnamed = draw("李小龙", "1", 400);
        assert_eq!(
            (unnamed.width, unnamed.height, unnamed.media_type),
            (400, 400, "image/png")
        );
        assert_eq!(draw("x", "1", 0).width, 1);
        assert_eq!(draw("x", "1", u32::MAX).width, 1024);
    }

    #[test]
    fn letters_are_white_on_a_darker_ground_and_stay_inside() {
        for letter in ('A'..='Z').map(|c| c.to_string()) {
            let picture = portrait(&format!("{letter} {letter}"), "1", 96).unwrap();
            let image = ::image::load_from_memory(&picture.bytes)
                .unwrap()
                .into_luma8();
            let bright = image
                .enumerate_pixels()
                .filter(|(_, _, pixel)| pixel.0[0] > 225);
            let (mut count, mut inside) = (0, 0);
            for (x, y, _) in bright {
                count += 1;
                inside += i32::from((10..86).contains(&x) && (20..76).contains(&y));
            }
            assert!(count > 120, "{letter}: {count} bright pixels");
            assert_eq!(count, inside, "{letter} reaches the edge");
        }
    }

    #[test]
    fn banners_have_the_size_of_headers() {
        let banner = banner("1").unwrap();
        assert_eq!((banner.width, banner.height), (1500, 500));
        assert!(banner.bytes.len() < 1_000_000);
    }
}
