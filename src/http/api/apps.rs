//! Client applications.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::entities::{Application, VerifiedApplication};
use super::error::ApiError;
use crate::app::{App, AppRef};
use crate::db::oauth::AppRow;
use crate::http::extract::body::Params;
use crate::http::extract::caller::Client;
use crate::service::apps::{self, NewApp};

/// What an app says of itself.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct AppForm {
    client_name: String,
    /// A list, or one text with a URI a line.
    redirect_uris: Vec<String>,
    scopes: Option<String>,
    website: Option<String>,
}

/// `POST /api/v1/apps`.
pub async fn create(
    State(app): State<AppRef>,
    Params(form): Params<AppForm>,
) -> Result<Json<Application>, ApiError> {
    let uris = form
        .redirect_uris
        .iter()
        .flat_map(|text| text.split_whitespace())
        .map(str::to_owned);
    let new = NewApp {
        name: form.client_name,
        website: form.website,
        redirect_uris: uris.collect(),
        scopes: form.scopes.unwrap_or_default(),
    };
    let (row, client_secret) = apps::register(&app, new).await?;
    Ok(Json(Application {
        client_id: row.client_id.clone(),
        client_secret,
        client_secret_expires_at: 0,
        app: verified(&app, &row),
    }))
}

/// `GET /api/v1/apps/verify_credentials`.
pub async fn verify_credentials(
    State(app): State<AppRef>,
    Client(bearer): Client,
) -> Json<VerifiedApplication> {
    Json(verified(&app, &bearer.app))
}

fn verified(app: &App, row: &AppRow) -> VerifiedApplication {
    VerifiedApplication {
        id: row.id.into(),
        name: row.name.clone(),
        website: row.website.clone(),
        scopes: row.scopes.split(' ').map(str::to_owned).collect(),
        redirect_uris: row.redirect_uris.lines().map(str::to_owned).collect(),
        vapid_key: app.push_key.public(),
        redirect_uri: row.redirect_uris.clone(),
    }
}
