//! Attachments.
//!
//! A file is complete when the upload is answered, so both versions of the endpoint answer 200 with the final address:
//! the older one is the only one that some clients use, the newer may answer 202 and never has to here, since films and
//! sound are kept as they are and not made anew.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::answer::Answer;
use super::entities::{Attachment, Empty};
use super::error::ApiError;
use super::render::Renderer;
use crate::app::AppRef;
use crate::db::media::MediaRow;
use crate::domain::MediaId;
use crate::http::extract::body::Uploads;
use crate::http::extract::caller::{Id, Person};
use crate::http::extract::tree::File;
use crate::service::media::{self, Description, Upload};

/// A file with what is said about it.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct UploadForm {
    file: Option<File>,
    description: Option<String>,
    focus: Option<String>,
    thumbnail: Option<File>,
}

fn shown(app: &AppRef, me: &Person, row: &MediaRow) -> Json<Attachment> {
    Json(
        Renderer {
            urls: &app.urls,
            viewer: Some(me.id()),
        }
        .attachment(row),
    )
}

/// `POST /api/v1/media` and `POST /api/v2/media`.
pub async fn upload(
    State(app): State<AppRef>,
    me: Person,
    Uploads(form): Uploads<UploadForm>,
) -> Answer<Attachment> {
    let file = form
        .file
        .ok_or_else(|| ApiError::invalid("File can't be blank"))?;
    let upload = Upload {
        content: file.data,
        file_name: file.name,
        description: form.description,
        focus: form.focus.as_deref().and_then(focus).transpose()?,
        thumbnail: form.thumbnail.map(|file| file.data),
    };
    Ok(shown(
        &app,
        &me,
        &media::upload(&app, me.id(), upload).await?,
    ))
}

/// `GET /api/v1/media/{id}`.
pub async fn show(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<MediaId>,
) -> Answer<Attachment> {
    Ok(shown(&app, &me, &media::show(&app, me.id(), id).await?))
}

/// What is said about a file.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct DescriptionForm {
    description: Option<String>,
    focus: Option<String>,
    thumbnail: Option<File>,
}

/// `PUT /api/v1/media/{id}`.
pub async fn update(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<MediaId>,
    Uploads(form): Uploads<DescriptionForm>,
) -> Answer<Attachment> {
    let new = Description {
        text: form.description,
        focus: form.focus.as_deref().and_then(focus).transpose()?,
        thumbnail: form.thumbnail.map(|file| file.data),
    };
    let row = media::describe(&app, me.id(), id, new).await?;
    Ok(shown(&app, &me, &row))
}

/// `DELETE /api/v1/media/{id}`.
pub async fn delete(State(app): State<AppRef>, me: Person, Id(id): Id<MediaId>) -> Answer<Empty> {
    media::delete(&app, me.id(), id).await?;
    Ok(Json(Empty {}))
}

/// Describes an attachment that a form names.
pub(super) async fn describe(
    app: &AppRef,
    me: &Person,
    id: &str,
    description: Option<String>,
    point: Option<&str>,
) -> Result<(), ApiError> {
    let id = id
        .trim()
        .parse()
        .map_err(|_| ApiError::invalid("Media ids are not valid"))?;
    let new = Description {
        text: description,
        focus: point.and_then(focus).transpose()?,
        thumbnail: None,
    };
    media::describe(app, me.id(), id, new).await?;
    Ok(())
}

/// `x,y`, both from -1 to 1; an empty text is no point.
fn focus(text: &str) -> Option<Result<(f64, f64), ApiError>> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let number = |text: &str| {
        text.trim()
            .parse::<f64>()
            .ok()
            .filter(|number| (-1.0..=1.0).contains(number))
    };
    let point = text
        .split_once(',')
        .and_then(|(x, y)| Some((number(x)?, number(y)?)));
    Some(point.ok_or_else(|| {
        ApiError::invalid("Focus must be two numbers from -1.0 to 1.0, separated by a comma")
    }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_focal_point_is_two_numbers() {
        assert_eq!(focus("0.5,-0.25").unwrap().unwrap(), (0.5, -0.25));
        assert_eq!(focus(" 0 , 1 ").unwrap().unwrap(), (0.0, 1.0));
        assert!(focus("").is_none());
        for bad in ["1", "a,b", "NaN,0", "1,inf", "1,2,3"] {
            assert!(focus(bad).unwrap().is_err(), "{bad}");
        }
    }
}
