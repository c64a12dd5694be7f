//! The demo's pictures: portraits, and two that hang on posts. Drawn here, so that nothing has to be shipped or asked for.

use image::{ImageFormat, Rgb, RgbImage};

use crate::error::{Error, Result};

type Colour = [f32; 3];

/// Samples along each side of a pixel, for smooth edges.
const SAMPLES: u32 = 3;

const SKIN: &[(&str, Colour)] = &[
    ("light", [0.95, 0.81, 0.70]),
    ("tan", [0.86, 0.67, 0.52]),
    ("brown", [0.68, 0.48, 0.34]),
    ("dark", [0.42, 0.28, 0.20]),
];
const HAIR: &[(&str, Colour)] = &[
    ("black", [0.13, 0.10, 0.09]),
    ("brown", [0.36, 0.22, 0.13]),
    ("blond", [0.83, 0.67, 0.38]),
    ("red", [0.64, 0.29, 0.14]),
    ("grey", [0.64, 0.63, 0.62]),
];
const CLOTHES: &[Colour] = &[
    [0.16, 0.31, 0.52],
    [0.55, 0.18, 0.24],
    [0.18, 0.42, 0.34],
    [0.85, 0.60, 0.20],
    [0.36, 0.26, 0.50],
    [0.24, 0.25, 0.30],
];
const WALLS: &[Colour] = &[
    [0.75, 0.86, 0.90],
    [0.95, 0.84, 0.72],
    [0.80, 0.89, 0.76],
    [0.91, 0.79, 0.84],
    [0.82, 0.80, 0.92],
    [0.96, 0.91, 0.72],
];

/// A head and shoulders, as PNG. `look` names skin and hair (`light blond`), `long` hair, `glasses` and a `beard`; clothes
/// and wall follow from the name.
pub fn portrait(name: &str, look: &str) -> Result<Vec<u8>> {
    let face = Face::of(name, look)?;
    paint(240, 240, |x, y| face.at(x, y))
}

/// The picture of a post, by its name in the story.
pub fn picture(name: &str) -> Result<Vec<u8>> {
    match name {
        "bars" => paint(960, 600, bars),
        "skyline" => paint(960, 600, skyline),
        _ => Err(Error::internal(format!("the story has no picture {name}"))),
    }
}

struct Face {
    skin: Colour,
    hair: Colour,
    clothes: Colour,
    wall: Colour,
    long_hair: bool,
    fringe: f32,
    glasses: bool,
    beard: bool,
}

impl Face {
    /// The same face for the same name, every time.
    fn of(name: &str, look: &str) -> Result<Self> {
        let has = |wanted: &str| look.split(' ').any(|word| word == wanted);
        let named = |from: &[(&str, Colour)]| {
            let found = from.iter().find(|(word, _)| has(word));
            found
                .map(|(_, colour)| *colour)
                .ok_or_else(|| Error::internal(format!("{name}: the look {look} has no colour")))
        };
        let sum: usize = name.bytes().map(usize::from).sum();
        let nth = |from: &[Colour], n: usize| from.get(n % from.len()).copied().unwrap_or_default();
        Ok(Self {
            skin: named(SKIN)?,
            hair: named(HAIR)?,
            clothes: nth(CLOTHES, sum),
            wall: nth(WALLS, sum / CLOTHES.len() + name.len()),
            long_hair: has("long"),
            fringe: 0.30 + (sum % 5) as f32 * 0.015,
            glasses: has("glasses"),
            beard: has("beard"),
        })
    }

    /// The colour at a place; both coordinates run from 0 to 1, downwards.
    fn at(&self, x: f32, y: f32) -> Colour {
        // Left and right are the same.
        let side = 0.5 + (x - 0.5).abs();
        let head = oval(x, y, (0.5, 0.44), (0.185, 0.235));
        let mut colour = mix(self.wall, scale(self.wall, 0.80), y);
        if self.long_hair && oval(x, y, (0.5, 0.47), (0.26, 0.33)) {
            colour = scale(self.hair, 0.85);
        }
        if oval(x, y, (0.5, 1.10), (0.40, 0.36)) {
            colour = self.clothes;
        }
        if oval(x, y, (0.5, 0.70), (0.085, 0.14)) {
            colour = scale(self.skin, 0.86);
        }
        if head || (!self.long_hair && oval(side, y, (0.685, 0.46), (0.03, 0.05))) {
            colour = self.skin;
        }
        if self.beard && head && y > 0.50 {
            colour = self.hair;
        }
        if oval(x, y, (0.5, 0.40), (0.205, 0.235)) && y < self.fringe + (side - 0.5) * 0.45 {
            colour = self.hair;
        }
        if oval(side, y, (0.57, 0.445), (0.019, 0.024)) {
            colour = [0.12, 0.10, 0.10];
        }
        let (rim, lens) = ((0.058, 0.056), (0.048, 0.046));
        let ring = oval(side, y, (0.572, 0.445), rim) && !oval(side, y, (0.572, 0.445), lens);
        if self.glasses && (ring || (side < 0.515 && (y - 0.44).abs() < 0.006)) {
            colour = [0.15, 0.15, 0.18];
        }
        if oval(x, y, (0.5, 0.555), (0.07, 0.045)) && !oval(x, y, (0.5, 0.540), (0.085, 0.042)) {
            colour = [0.66, 0.25, 0.25];
        }
        colour
    }
}

/// The bar chart of a survey: five answers, most given first.
fn bars(x: f32, y: f32) -> Colour {
    const SHARES: [f32; 5] = [0.78, 0.55, 0.47, 0.41, 0.24];
    let paper = [0.98, 0.98, 0.96];
    let step = 0.84 / SHARES.len() as f32;
    let line = ((x * 10.0).fract() - 0.5).abs() > 0.49 && (0.08..0.92).contains(&y);
    for (index, share) in SHARES.iter().enumerate() {
        let top = 0.08 + step * index as f32 + step * 0.18;
        if (0.08..0.08 + share * 0.84).contains(&x) && (top..top + step * 0.64).contains(&y) {
            return mix([0.12, 0.36, 0.52], [0.40, 0.68, 0.72], index as f32 / 4.0);
        }
    }
    if line { scale(paper, 0.90) } else { paper }
}

/// The town at sunset, seen over solar panels.
fn skyline(x: f32, y: f32) -> Colour {
    let mut colour = mix([0.24, 0.26, 0.48], [0.98, 0.62, 0.36], (y / 0.62).powf(1.4));
    if oval(x, y, (0.68, 0.50), (0.055, 0.088)) {
        colour = [1.0, 0.90, 0.62];
    }
    for (layer, shade) in [(0_u16, 0.62_f32), (1, 0.38)] {
        let far = f32::from(layer);
        let column = (x * (14.0 + far * 5.0)).floor();
        let height = 0.10
            + 0.16
                * ((column * 12.9898 + far * 4.1).sin() * 43.758)
                    .fract()
                    .abs();
        if y > 0.66 - height + far * 0.08 {
            colour = scale([0.46, 0.32, 0.46], shade + 0.25);
            let (across, down) = ((x * 120.0).fract(), (y * 70.0).fract());
            let lit = ((x * 120.0).floor() * 7.31 + (y * 70.0).floor() * 3.77).sin() > 0.82;
            if far > 0.5 && lit && across < 0.6 && down < 0.5 {
                colour = [0.99, 0.84, 0.50];
            }
        }
    }
    if y > 0.76 {
        // Panels grow towards the eye: rows and columns are counted in perspective.
        let depth = 0.18 / (y - 0.70);
        let (row, column) = (
            (depth * 4.0).fract(),
            ((x - 0.5) * 14.0 / depth.max(0.3)).fract(),
        );
        let frame = row < 0.14 || column.abs() < 0.06;
        let glass = mix(
            [0.10, 0.16, 0.32],
            [0.42, 0.36, 0.44],
            1.0 - (y - 0.76) / 0.24,
        );
        colour = if frame { [0.55, 0.52, 0.54] } else { glass };
    }
    colour
}

fn oval(x: f32, y: f32, centre: (f32, f32), radius: (f32, f32)) -> bool {
    let (across, down) = ((x - centre.0) / radius.0, (y - centre.1) / radius.1);
    across * across + down * down <= 1.0
}

fn mix(from: Colour, to: Colour, share: f32) -> Colour {
    let share = share.clamp(0.0, 1.0);
    let mut mixed = from;
    for (value, to) in mixed.iter_mut().zip(to) {
        *value += (to - *value) * share;
    }
    mixed
}

fn scale(colour: Colour, by: f32) -> Colour {
    colour.map(|value| value * by)
}

/// Asks `at` for the colour of every place, several times a pixel, and encodes what comes out.
fn paint(width: u32, height: u32, at: impl Fn(f32, f32) -> Colour) -> Result<Vec<u8>> {
    let place = |pixel: u32, sample: u32, length: u32| {
        (pixel as f32 + (sample as f32 + 0.5) / SAMPLES as f32) / length as f32
    };
    let image = RgbImage::from_fn(width, height, |column, row| {
        let mut sum = [0.0; 3];
        for sample in 0..SAMPLES * SAMPLES {
            let x = place(column, sample % SAMPLES, width);
            let y = place(row, sample / SAMPLES, height);
            for (total, value) in sum.iter_mut().zip(at(x, y)) {
                *total += value;
            }
        }
        Rgb(sum.map(|total| byte(total / (SAMPLES * SAMPLES) as f32)))
    });
    let mut bytes = Vec::new();
    image
        .write_to(&mut std::io::Cursor::new(&mut bytes), ImageFormat::Png)
        .map_err(Error::internal)?;
    Ok(bytes)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value is brought into the range of a byte first"
)]
fn byte(value: f32) -> u8 {
    (value.clamp(0.0, 1.0) * 255.0).round() as u8
}
