//! What a unit offers to the units of its network, by a member's signature only: whom it is with, its directory, and a look at
//! the asker from here.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde::Deserialize;

use super::answer::{self, Answer};
use super::negotiation::Wants;
use super::reader::Reader;
use super::refusal::Refusal;
use crate::ap;
use crate::app::AppRef;
use crate::error::Error;

/// Looks at an asker in ten minutes: each makes some ten requests.
const PROBES: u32 = 6;

/// Where a reader of the directory stands.
#[derive(Debug, Default, Deserialize)]
pub struct Place {
    since: Option<String>,
    after: Option<String>,
}

/// Whom the unit is with. `GET /actor/network`.
pub async fn network(State(app): State<AppRef>, wants: Wants, reader: Reader) -> Answer {
    member(reader)?;
    answer::value(wants, &ap::known_network::document(&app).await?)
}

/// The people of the unit who want to be found, as changes from a position on. `GET /actor/directory?since=&after=`.
pub async fn directory(
    State(app): State<AppRef>,
    Query(place): Query<Place>,
    wants: Wants,
    reader: Reader,
) -> Answer {
    member(reader)?;
    let number = |text: Option<String>| {
        text.map(|text| text.parse::<i64>())
            .transpose()
            .map_err(|_| Refusal::new(StatusCode::BAD_REQUEST, "since and after are numbers"))
    };
    let (since, after) = (number(place.since)?, number(place.after)?);
    let document = match (since, after) {
        (None, None) => ap::directory::collection(&app)?,
        _ => ap::directory::page(&app, since, after).await?,
    };
    answer::value(wants, &document)
}

/// How the asking unit looks from here. `GET /actor/probe`.
pub async fn probe(State(app): State<AppRef>, wants: Wants, reader: Reader) -> Answer {
    let unit = member(reader)?;
    let limiter = &app.network.key_fetches;
    if !limiter.allows(&format!("probe {unit}"), PROBES, 600, app.now()) {
        return Err(Error::TooMany { retry_after: 600 }.into());
    }
    answer::value(wants, &ap::doctor::answer(&app, &unit).await?)
}

/// Also a unit of the open internet shows these things to nobody who does not sign.
fn member(reader: Reader) -> Result<String, Refusal> {
    match reader {
        Reader::Peer { authority, .. } => Ok(authority),
        Reader::Anyone => Err(Refusal::new(
            StatusCode::UNAUTHORIZED,
            "this is for the units of the network; sign the request",
        )),
    }
}
