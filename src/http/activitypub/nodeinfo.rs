//! NodeInfo: what the unit runs, for programs that ask.

use axum::extract::State;
use meent_federation::nodeinfo::{self, NodeInfo, Usage, Users, Version};

use super::answer::Answer;
use super::refusal::Refusal;
use super::webfinger::open;
use crate::ap::address;
use crate::app::AppRef;
use crate::db;
use crate::error::Error;
use crate::service::unit;

/// Where the documents are.
pub async fn discovery(State(app): State<AppRef>) -> Answer {
    let document = address::url(&format!("{}/nodeinfo/2.1", app.urls.base()))?;
    let actor = address::url(&app.urls.instance_actor())?;
    let links = nodeinfo::discovery(&document, &actor);
    let body = serde_json::to_vec(&links).map_err(internal)?;
    Ok(open("application/json; charset=utf-8", body))
}

pub async fn version_2_0(State(app): State<AppRef>) -> Answer {
    document(&app, Version::V20).await
}

pub async fn version_2_1(State(app): State<AppRef>) -> Answer {
    document(&app, Version::V21).await
}

async fn document(app: &AppRef, version: Version) -> Answer {
    let about = unit::about(app).await?;
    let (people, posts) = db::accounts::totals(&mut *app.db.read().await?).await?;
    let usage = Usage {
        users: Users {
            total: u64::try_from(people).ok(),
            ..Users::default()
        },
        local_posts: u64::try_from(posts).ok(),
    };
    let info = NodeInfo::ours(
        version,
        env!("CARGO_PKG_VERSION"),
        env!("CARGO_PKG_REPOSITORY"),
        &about.title,
        &about.description,
        usage,
    );
    let body = serde_json::to_vec(&info).map_err(internal)?;
    Ok(open(&version.content_type(), body))
}

fn internal(error: serde_json::Error) -> Refusal {
    Error::internal(error).into()
}
