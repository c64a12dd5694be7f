//! Attachments.

use super::Renderer;
use crate::db::media::MediaRow;
use crate::domain::{MediaKind, Recording};
use crate::http::api::entities::{
    Attachment, Dimensions, Focus, Meta, Original, OriginalRecording, RecordingMeta,
};

/// The picture of films that have none.
const FILM: &str = "/pictures/film.png";

impl Renderer<'_> {
    /// An attachment. A peer's file is served from here, so that reading a post tells its unit nothing.
    #[must_use]
    pub fn attachment(&self, row: &MediaRow) -> Attachment {
        let file = row.file_key.as_deref().map(|key| self.urls.file(key));
        let remote = row
            .remote_url
            .as_ref()
            .map(|_| self.urls.remote_media(row.id));
        let url = file.or(remote);
        let preview = row.preview_key.as_deref().map(|key| self.urls.file(key));
        // Nothing is decoded here, so a film shows the frame that its sender chose, or a sign; clients want an address.
        let stand_in = || match row.kind {
            MediaKind::Image => url.clone(),
            MediaKind::Video | MediaKind::Gifv => Some(format!("{}{FILM}", self.urls.base())),
            MediaKind::Audio | MediaKind::Unknown => None,
        };
        Attachment {
            id: row.id.into(),
            kind: row.kind.name(),
            preview_url: preview.or_else(stand_in),
            url,
            remote_url: row.remote_url.clone(),
            preview_remote_url: row.preview_remote_url.clone(),
            text_url: None,
            meta: meta(row),
            description: row.description.clone(),
            blurhash: row.blurhash.clone(),
        }
    }
}

fn meta(row: &MediaRow) -> Option<Meta> {
    let original = dimensions(row.width, row.height);
    let small = dimensions(row.preview_width, row.preview_height);
    let focus = row.focus_x.zip(row.focus_y).map(|(x, y)| Focus { x, y });
    let recording = row.recording();
    let meta = Meta {
        original: match &recording {
            Some(recording) => Some(Original::Recording(original_of(row, recording))),
            None => original.clone().map(Original::Picture),
        },
        recording: recording.map(|recording| told(&recording, original)),
        small,
        focus,
    };
    (meta.original.is_some() || meta.focus.is_some()).then_some(meta)
}

fn dimensions(width: Option<i32>, height: Option<i32>) -> Option<Dimensions> {
    Some(Dimensions::new(
        u32::try_from(width?).ok()?,
        u32::try_from(height?).ok()?,
    ))
}

fn original_of(row: &MediaRow, recording: &Recording) -> OriginalRecording {
    let film = recording.film.as_ref();
    let bits = u64::try_from(row.size).unwrap_or(0).saturating_mul(8);
    let rate = film.and_then(|film| film.frame_rate);
    OriginalRecording {
        width: film.map(|film| film.width),
        height: film.map(|film| film.height),
        frame_rate: rate.map(|(frames, seconds)| format!("{frames}/{seconds}")),
        duration: recording.millis.map(seconds),
        bitrate: recording
            .millis
            .and_then(|millis| bits.saturating_mul(1000).checked_div(millis)),
    }
}

fn told(recording: &Recording, dimensions: Option<Dimensions>) -> RecordingMeta {
    let rate = recording.film.as_ref().and_then(|film| film.frame_rate);
    let sound = recording.sound.as_ref();
    RecordingMeta {
        length: recording.millis.map(clock),
        duration: recording.millis.map(seconds),
        fps: rate
            .and_then(|(frames, seconds)| frames.saturating_add(seconds / 2).checked_div(seconds)),
        dimensions,
        audio_encode: sound.map(|sound| sound.codec.clone()),
        audio_bitrate: sound
            .and_then(|sound| sound.hertz)
            .map(|hertz| format!("{hertz} Hz")),
        audio_channels: sound
            .and_then(|sound| sound.channels)
            .map(|channels| match channels {
                1 => "mono".to_owned(),
                2 => "stereo".to_owned(),
                more => format!("{more} channels"),
            }),
    }
}

fn seconds(millis: u64) -> f64 {
    millis as f64 / 1000.0
}

/// `0:01:28.65`
fn clock(millis: u64) -> String {
    let (seconds, hundredths) = (millis / 1000, millis % 1000 / 10);
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours}:{minutes:02}:{:02}.{hundredths:02}", seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_a_clock() {
        assert_eq!(clock(88_654), "0:01:28.65");
        assert_eq!(clock(3_600_000 * 12 + 61_009), "12:01:01.00");
    }
}
