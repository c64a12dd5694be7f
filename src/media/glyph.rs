//! Capital letters as strokes, so that initials can be drawn without a font file.

use super::canvas::distance_to_line;

/// A letter one unit high, drawn with a round pen; the origin is its upper left.
pub(super) struct Glyph {
    /// From the left edge to the right, without the thickness of the pen.
    pub width: f32,
    lines: Vec<((f32, f32), (f32, f32))>,
}

impl Glyph {
    /// The distance from a point to the nearest stroke.
    pub fn distance(&self, point: (f32, f32)) -> f32 {
        self.lines
            .iter()
            .map(|(a, b)| distance_to_line(point, *a, *b))
            .fold(f32::MAX, f32::min)
    }
}

/// A stroke: a line between two points, or a part of an ellipse (middle, radii, angles in degrees, clockwise from the right).
enum Stroke {
    Line(f32, f32, f32, f32),
    Arc(f32, f32, f32, f32, f32, f32),
}

/// The shape of a capital letter; none for other characters.
pub(super) fn glyph(letter: char) -> Option<Glyph> {
    use Stroke::{Arc, Line};
    let (width, strokes): (f32, &[Stroke]) = match letter {
        'A' => (
            0.78,
            &[
                Line(0.0, 1.0, 0.39, 0.0),
                Line(0.39, 0.0, 0.78, 1.0),
                Line(0.14, 0.66, 0.64, 0.66),
            ],
        ),
        'B' => (
            0.62,
            &[
                Line(0.0, 0.0, 0.0, 1.0),
                Line(0.0, 0.0, 0.33, 0.0),
                Arc(0.33, 0.24, 0.24, 0.24, -90.0, 90.0),
                Line(0.0, 0.48, 0.36, 0.48),
                Arc(0.36, 0.74, 0.26, 0.26, -90.0, 90.0),
                Line(0.0, 1.0, 0.36, 1.0),
            ],
        ),
        'C' => (0.76, &[Arc(0.44, 0.5, 0.44, 0.5, 45.0, 315.0)]),
        'D' => (
            0.72,
            &[
                Line(0.0, 0.0, 0.0, 1.0),
                Line(0.0, 0.0, 0.24, 0.0),
                Line(0.0, 1.0, 0.24, 1.0),
                Arc(0.24, 0.5, 0.48, 0.5, -90.0, 90.0),
            ],
        ),
        'E' => (
            0.54,
            &[
                Line(0.0, 0.0, 0.0, 1.0),
                Line(0.0, 0.0, 0.54, 0.0),
                Line(0.0, 0.49, 0.46, 0.49),
                Line(0.0, 1.0, 0.54, 1.0),
            ],
        ),
        'F' => (
            0.54,
            &[
                Line(0.0, 0.0, 0.0, 1.0),
                Line(0.0, 0.0, 0.54, 0.0),
                Line(0.0, 0.49, 0.45, 0.49),
            ],
        ),
        'G' => (
            0.84,
            &[
                Arc(0.44, 0.5, 0.44, 0.5, 8.0, 315.0),
                Line(0.876, 0.56, 0.5, 0.56),
            ],
        ),
        'H' => (
            0.66,
            &[
                Line(0.0, 0.0, 0.0, 1.0),
                Line(0.66, 0.0, 0.66, 1.0),
                Line(0.0, 0.49, 0.66, 0.49),
            ],
        ),
        'I' => (0.0, &[Line(0.0, 0.0, 0.0, 1.0)]),
        'J' => (
            0.46,
            &[
                Line(0.46, 0.0, 0.46, 0.74),
                Arc(0.22, 0.74, 0.24, 0.26, 0.0, 165.0),
            ],
        ),
        'K' => (
            0.62,
            &[
                Line(0.0, 0.0, 0.0, 1.0),
                Line(0.6, 0.0, 0.0, 0.6),
                Line(0.2, 0.41, 0.62, 1.0),
            ],
        ),
        'L' => (0.52, &[Line(0.0, 0.0, 0.0, 1.0), Line(0.0, 1.0, 0.52, 1.0)]),
        'M' => (
            0.84,
            &[
                Line(0.0, 1.0, 0.0, 0.0),
                Line(0.0, 0.0, 0.42, 0.68),
                Line(0.42, 0.68, 0.84, 0.0),
                Line(0.84, 0.0, 0.84, 1.0),
            ],
        ),
        'N' => (
            0.68,
            &[
                Line(0.0, 1.0, 0.0, 0.0),
                Line(0.0, 0.0, 0.68, 1.0),
                Line(0.68, 1.0, 0.68, 0.0),
            ],
        ),
        'O' => (0.92, &[Arc(0.46, 0.5, 0.46, 0.5, 0.0, 360.0)]),
        'P' => (
            0.6,
            &[
                Line(0.0, 0.0, 0.0, 1.0),
                Line(0.0, 0.0, 0.33, 0.0),
                Arc(0.33, 0.275, 0.27, 0.275, -90.0, 90.0),
                Line(0.0, 0.55, 0.33, 0.55),
            ],
        ),
        'Q' => (
            0.92,
            &[
                Arc(0.46, 0.5, 0.46, 0.5, 0.0, 360.0),
                Line(0.58, 0.72, 0.9, 1.04),
            ],
        ),
        'R' => (
            0.62,
            &[
                Line(0.0, 0.0, 0.0, 1.0),
                Line(0.0, 0.0, 0.33, 0.0),
                Arc(0.33, 0.275, 0.27, 0.275, -90.0, 90.0),
                Line(0.0, 0.55, 0.33, 0.55),
                Line(0.31, 0.55, 0.62, 1.0),
            ],
        ),
        'S' => (
            0.6,
            &[
                Arc(0.3, 0.245, 0.27, 0.245, 90.0, 330.0),
                Arc(0.3, 0.745, 0.3, 0.255, 270.0, 515.0),
            ],
        ),
        'T' => (0.7, &[Line(0.0, 0.0, 0.7, 0.0), Line(0.35, 0.0, 0.35, 1.0)]),
        'U' => (
            0.66,
            &[
                Line(0.0, 0.0, 0.0, 0.67),
                Arc(0.33, 0.67, 0.33, 0.33, 0.0, 180.0),
                Line(0.66, 0.0, 0.66, 0.67),
            ],
        ),
        'V' => (
            0.76,
            &[Line(0.0, 0.0, 0.38, 1.0), Line(0.38, 1.0, 0.76, 0.0)],
        ),
        'W' => (
            1.06,
            &[
                Line(0.0, 0.0, 0.27, 1.0),
                Line(0.27, 1.0, 0.53, 0.12),
                Line(0.53, 0.12, 0.79, 1.0),
                Line(0.79, 1.0, 1.06, 0.0),
            ],
        ),
        'X' => (
            0.68,
            &[Line(0.0, 0.0, 0.68, 1.0), Line(0.68, 0.0, 0.0, 1.0)],
        ),
        'Y' => (
            0.72,
            &[
                Line(0.0, 0.0, 0.36, 0.52),
                Line(0.72, 0.0, 0.36, 0.52),
                Line(0.36, 0.52, 0.36, 1.0),
            ],
        ),
        'Z' => (
            0.62,
            &[
                Line(0.0, 0.0, 0.62, 0.0),
                Line(0.62, 0.0, 0.0, 1.0),
                Line(0.0, 1.0, 0.62, 1.0),
            ],
        ),
        _ => return None,
    };
    Some(Glyph {
        width,
        lines: strokes.iter().flat_map(flatten).collect(),
    })
}

/// A stroke as straight lines, fine enough for 400 pixels.
fn flatten(stroke: &Stroke) -> Vec<((f32, f32), (f32, f32))> {
    match *stroke {
        Stroke::Line(x1, y1, x2, y2) => vec![((x1, y1), (x2, y2))],
        Stroke::Arc(x, y, rx, ry, from, to) => {
            const PARTS: u8 = 24;
            let at = |part: u8| {
                let angle = (from + (to - from) * f32::from(part) / f32::from(PARTS)).to_radians();
                (x + rx * angle.cos(), y + ry * angle.sin())
            };
            (0..PARTS).map(|part| (at(part), at(part + 1))).collect()
        }
    }
}
