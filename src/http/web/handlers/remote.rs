//! Between units: somebody of ours who comes from a page elsewhere, and somebody of another unit who reads a page of ours.

use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use crate::{
    ap::resolve,
    app::AppRef,
    config::Reach,
    domain::handle::Handle,
    error::Error,
    http::{
        extract::address::ClientAddress,
        web::{
            errors::WebError,
            posted::Knock,
            redirects::see_other,
            views::{frame::Place, remote::RemoteFollowPage},
        },
    },
    service::{
        accounts,
        limits::{Caller, Rule},
    },
};

/// What somebody of ours wants to look at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    uri: String,
    acct: String,
}

/// `GET /authorize_interaction?uri=`: where pages of other servers send our people, to follow or to answer. The search finds
/// what they mean, once they are logged in. (Mastodon's address for it.)
pub async fn look(Query(wish): Query<Wish>) -> Response {
    let wanted = if wish.uri.is_empty() {
        wish.acct
    } else {
        wish.uri
    };
    let wanted = wanted.trim();
    let wanted = wanted.strip_prefix("acct:").unwrap_or(wanted);
    let short: String = wanted.chars().take(2000).collect();
    let query = utf8_percent_encode(&short, NON_ALPHANUMERIC);
    see_other(&format!("/people?q={query}"))
}

/// Who wants to follow.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct FromElsewhere {
    account: String,
}

/// `POST /@{name}/follow-from`: shows a reader of another unit where they can follow a person of this one. Only a unit that is
/// open to the internet has readers from elsewhere.
pub async fn follow(
    State(app): State<AppRef>,
    Path(name): Path<String>,
    ClientAddress(address): ClientAddress,
    Knock { visitor, form }: Knock<FromElsewhere>,
) -> Result<Response, WebError> {
    if app.config.reach != Reach::Internet {
        return Err(Error::NotFound.into());
    }
    let caller = address.map_or(Caller::Others, Caller::address);
    let standing = app.limits.count(Rule::Lookups, caller);
    if standing.is_some_and(|standing| !standing.allowed) {
        return Err(Error::TooMany { retry_after: 600 }.into());
    }
    let person = Handle::parse(&name).filter(|handle| handle.host.is_none());
    let person = accounts::lookup(&app, None, &person.ok_or(Error::NotFound)?).await?;
    let reader = Handle::parse(&form.account).map(|one| one.relative_to(&app.config.domain));
    let reader = reader.filter(|handle| handle.host.is_some());
    let (place, trouble) = match &reader {
        None => (None, Some(visitor.t("remote-bad-account"))),
        Some(reader) => match resolve::interaction(&app, reader, &person.uri).await {
            Ok(Some(place)) => (Some(place), None),
            Ok(None) | Err(Error::NotFound | Error::Gone | Error::Invalid(_)) => {
                (None, Some(visitor.t("remote-no-way")))
            }
            Err(Error::Forbidden(_)) => (None, Some(visitor.t("people-unit-unknown"))),
            Err(Error::Unavailable(_)) => (None, Some(visitor.t("people-unit-unreachable"))),
            Err(error) => return Err(error.into()),
        },
    };
    let host = reader.and_then(|handle| handle.host).unwrap_or_default();
    let show = visitor.show().await?;
    let page = RemoteFollowPage {
        frame: visitor
            .frame(&visitor.t("remote-title"), Place::Elsewhere)
            .await?,
        person: show.person(&person),
        account: form.account,
        submit: visitor.lang.w("remote-go", &host),
        place,
        trouble,
        address: person.url,
    };
    visitor.render(&page)
}
