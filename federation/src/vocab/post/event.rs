//! Events (Mobilizon, Gancio, FEP-8a8e).

use crate::vocab::{
    limits,
    reader::{Reader, cut},
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use url::Url;

/// Time and place of an Event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Event {
    /// When it starts.
    pub start: Option<DateTime<Utc>>,
    /// When it ends; open when absent.
    pub end: Option<DateTime<Utc>>,
    /// The time zone it is planned in, as a name.
    pub timezone: Option<String>,
    /// Where it takes place.
    pub places: Vec<Place>,
    /// `CONFIRMED`, `TENTATIVE` or `CANCELLED`, in upper case.
    pub status: Option<String>,
    /// `free`, `restricted`, `external`, `invite` or `none`.
    pub join_mode: Option<String>,
}

/// A place, real or on line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its name.
    pub name: Option<String>,
    /// Its postal address on one line.
    pub address: Option<String>,
    /// Its page, or the address of the meeting room.
    pub url: Option<Url>,
    /// A `VirtualLocation`.
    pub online: bool,
}

impl Event {
    pub(super) fn read(reader: Reader<'_>) -> Self {
        Self {
            start: reader.date("startTime"),
            end: reader
                .date("endTime")
                .or_else(|| reader.date("displayEndTime")),
            timezone: reader.text("timezone", limits::WORD),
            places: reader
                .list("location", limits::PLACES)
                .filter_map(place)
                .collect(),
            status: ["eventStatus", "ical:status", "status"]
                .into_iter()
                .find_map(|key| reader.text(key, limits::WORD))
                .map(|status| {
                    status
                        .rsplit(['/', '#'])
                        .next()
                        .unwrap_or_default()
                        .to_uppercase()
                }),
            join_mode: reader.text("joinMode", limits::WORD),
        }
    }
}

fn place(value: &Value) -> Option<Place> {
    if let Value::String(name) = value {
        return (!name.trim().is_empty()).then(|| Place {
            name: Some(cut(name, limits::NAME)),
            address: None,
            url: None,
            online: false,
        });
    }
    let reader = Reader::new(value).ok()?;
    let place = Place {
        name: reader.text("name", limits::NAME),
        address: address(reader),
        url: reader.reference("url"),
        online: reader.is("VirtualLocation"),
    };
    (place.name.is_some() || place.address.is_some() || place.url.is_some()).then_some(place)
}

/// An address as a text or as schema.org's `PostalAddress`.
fn address(reader: Reader<'_>) -> Option<String> {
    let Some(Ok(postal)) = reader.get("address").map(Reader::new) else {
        return reader.text("address", limits::NAME);
    };
    let parts: Vec<_> = [
        "streetAddress",
        "postalCode",
        "addressLocality",
        "addressRegion",
        "addressCountry",
    ]
    .into_iter()
    .filter_map(|key| postal.text(key, limits::FIELD_NAME))
    .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
