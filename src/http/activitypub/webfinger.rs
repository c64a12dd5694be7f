//! WebFinger and host-meta: from handles to ids, for everybody.

use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use meent_federation::origin::Authority;
use meent_federation::webfinger::{Handle, JRD_JSON, Jrd, Resource};
use serde::Deserialize;
use url::Url;

use super::answer::Answer;
use super::refusal::Refusal;
use crate::ap::address;
use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::domain::ActorKind;
use crate::error::{Error, Result};
use crate::service::groups;

#[derive(Debug, Deserialize)]
pub struct Question {
    resource: Option<String>,
}

/// Who a handle, the address of a profile, an actor id, or the unit's own address stands for.
pub async fn webfinger(State(app): State<AppRef>, Query(question): Query<Question>) -> Answer {
    let bad = |text: String| Refusal::new(StatusCode::BAD_REQUEST, text);
    let text = question
        .resource
        .ok_or_else(|| bad("ask for a resource, such as acct:name@host".to_owned()))?;
    let resource = Resource::parse(&text).map_err(|error| bad(error.to_string()))?;
    let jrd = match resource {
        Resource::Account(handle) => account(&app, by_handle(&app, &handle).await?).await?,
        Resource::Url(url) if url.as_str().trim_end_matches('/') == app.urls.base() => {
            Jrd::for_server(&url, &address::url(&app.urls.instance_actor())?)
        }
        Resource::Url(url) => account(&app, by_url(&app, &url).await?).await?,
    };
    let body = serde_json::to_vec(&jrd).map_err(|error| Refusal::from(Error::internal(error)))?;
    Ok(open(JRD_JSON, body))
}

/// The template of WebFinger in the form of RFC 6415, which some older servers ask for first.
pub async fn host_meta(State(app): State<AppRef>) -> Response {
    let base = app.urls.base();
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<XRD xmlns=\"http://docs.oasis-open.org/ns/xri/xrd-1.0\">\n  \
         <Link rel=\"lrdd\" template=\"{base}/.well-known/webfinger?resource={{uri}}\"/>\n</XRD>\n"
    );
    open("application/xrd+xml; charset=utf-8", xml.into_bytes())
}

/// An answer that is the same for everybody, web pages of other sites included.
pub(super) fn open(content_type: &str, body: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::CACHE_CONTROL, "public, max-age=600"),
    ];
    (headers, body).into_response()
}

async fn account(app: &AppRef, row: AccountRow) -> Result<Jrd> {
    // Secret groups are found by invitation alone.
    if !groups::is_known_to(app, None, &row).await? {
        return Err(Error::NotFound);
    }
    let authority = Authority::parse(&app.config.domain).map_err(Error::internal)?;
    let handle = Handle::new(&row.username, authority).map_err(Error::internal)?;
    let (actor, page) = (address::url(&row.uri)?, address::url(&row.url)?);
    let (subscribe, look) = (app.urls.interaction("uri"), app.urls.interaction("object"));
    let answer = Jrd::for_account(&handle, &actor, &page, Some(&subscribe));
    let mut intents: Vec<(&str, String)> = ["Follow", "Object", "Like", "Announce"]
        .map(|kind| (kind, look.clone()))
        .to_vec();
    intents.push(("Create", app.urls.share("content")));
    Ok(match row.kind {
        // Who cannot log in does nothing here.
        ActorKind::Person => answer.with_intents(&intents),
        _ => Jrd::for_account(&handle, &actor, &page, None),
    })
}

async fn by_handle(app: &AppRef, handle: &Handle) -> Result<AccountRow> {
    if handle.authority().as_str() != app.config.domain {
        return Err(Error::NotFound);
    }
    let name = handle.user().to_lowercase();
    let row = db::accounts::by_handle(&mut *app.db.read().await?, &name).await?;
    living(row)
}

async fn by_url(app: &AppRef, url: &Url) -> Result<AccountRow> {
    let path = app.urls.local_path(url.as_str()).ok_or(Error::NotFound)?;
    let mut conn = app.db.read().await?;
    let row = match path.strip_prefix("/@") {
        Some(name) => db::accounts::by_handle(&mut conn, &name.to_lowercase()).await?,
        None => db::accounts::by_uri(&mut conn, url.as_str()).await?,
    };
    living(row)
}

fn living(row: Option<AccountRow>) -> Result<AccountRow> {
    row.filter(|row| row.is_local() && row.is_active())
        .ok_or(Error::NotFound)
}
