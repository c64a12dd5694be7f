//! Animated GIFs: decoded and encoded again frame by frame, so that nothing but pictures and their timing survives.

use std::io::Cursor;

use image::codecs::gif::{GifDecoder, GifEncoder, Repeat};
use image::{AnimationDecoder, ImageDecoder};

use super::MediaError;
use super::decode::{check_size, explain, guarded, limits};
use super::image::Picture;
use super::sniff::ImageKind;

/// Longer animations are shown as their first frame.
const MAX_FRAMES: usize = 400;
/// So many pixels in all frames together: what encoding takes time by (some seconds at this bound).
const MAX_PIXELS: u64 = 30_000_000;

/// Makes an animated GIF anew. None when it is a single picture, or too long or large to stay animated: the caller then
/// uses the first frame.
pub(super) fn encode_again(bytes: &[u8]) -> Result<Option<Picture>, MediaError> {
    guarded(ImageKind::Gif, || animate(bytes))
}

fn animate(bytes: &[u8]) -> Result<Option<Picture>, MediaError> {
    let broken = |error| explain(ImageKind::Gif, &error);
    let mut decoder = GifDecoder::new(Cursor::new(bytes)).map_err(broken)?;
    decoder.set_limits(limits()).map_err(broken)?;
    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    let per_frame = u64::from(width) * u64::from(height);

    let mut out = Vec::new();
    let mut count = 0;
    {
        let mut encoder = GifEncoder::new_with_speed(&mut out, 20);
        encoder.set_repeat(Repeat::Infinite).map_err(broken)?;
        for frame in decoder.into_frames() {
            let frame = frame.map_err(broken)?;
            count += 1;
            if count > MAX_FRAMES
                || per_frame * u64::try_from(count).unwrap_or(u64::MAX) > MAX_PIXELS
            {
                return Ok(None);
            }
            encoder
                .encode_frame(frame)
                .map_err(|_| MediaError::Failed)?;
        }
    }
    Ok((count > 1).then_some(Picture {
        bytes: out,
        media_type: "image/gif",
        extension: "gif",
        width,
        height,
    }))
}
