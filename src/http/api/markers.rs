//! How far one has read, kept for all apps.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::answer::Answer;
use super::entities::Marker;
use super::error::ApiError;
use crate::app::AppRef;
use crate::db::markers::MarkerRow;
use crate::domain::Timeline;
use crate::http::extract::body::Params;
use crate::http::extract::caller::Person;
use crate::http::extract::lenient;
use crate::service::markers;

/// Markers by the name of their timeline.
type Markers = BTreeMap<&'static str, Marker>;

fn entities(rows: Vec<MarkerRow>) -> Json<Markers> {
    let entity = |row: MarkerRow| {
        let marker = Marker {
            last_read_id: row.last_read_id.to_string(),
            version: row.version,
            updated_at: row.updated_at.into(),
        };
        (row.timeline.name(), marker)
    };
    Json(rows.into_iter().map(entity).collect())
}

/// Which markers.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct ShowForm {
    timeline: Vec<String>,
}

/// `GET /api/v1/markers`. Names of other timelines are passed over.
pub async fn show(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<ShowForm>,
) -> Answer<Markers> {
    let names = form.timeline.iter();
    let timelines: Vec<Timeline> = names.filter_map(|name| Timeline::from_name(name)).collect();
    Ok(entities(markers::show(&app, me.id(), &timelines).await?))
}

/// Where a marker is put.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct Place {
    #[serde(deserialize_with = "lenient::blank_is_none")]
    last_read_id: Option<i64>,
}

/// Markers to be set.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct SetForm {
    home: Option<Place>,
    notifications: Option<Place>,
}

/// `POST /api/v1/markers`: answers with those that were set.
pub async fn set(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<SetForm>,
) -> Answer<Markers> {
    let mut places = Vec::new();
    for (timeline, place) in [
        (Timeline::Home, form.home),
        (Timeline::Notifications, form.notifications),
    ] {
        let Some(place) = place else { continue };
        let id = place.last_read_id.filter(|id| *id >= 0).ok_or_else(|| {
            ApiError::invalid(&format!(
                "last_read_id of {} must be an id",
                timeline.name()
            ))
        })?;
        places.push((timeline, id));
    }
    Ok(entities(markers::set(&app, me.id(), places).await?))
}
