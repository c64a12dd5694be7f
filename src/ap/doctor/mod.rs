//! The doctor: looks at a peer from here, and asks it how this unit looks from there. Both are the same examination, so that
//! each side finds what the other would.

mod peer;
mod trouble;

use std::time::Duration;

use meent_federation::vocab;
use serde_json::{Map, Value, json};

use super::cards;
use crate::app::AppRef;
use crate::domain::findings::{Finding, Side};
use crate::error::{Error, Result};
use crate::service::peers;

pub use peer::{clock, own_certificate};

/// How long an answer to a peer may take: it waits for ten seconds.
const PATIENCE: Duration = Duration::from_secs(8);

/// Findings that are read of a peer, and how long each of their texts may be, in characters.
const MOST_FINDINGS: usize = 40;
const LONGEST: usize = 500;

/// Tests everything between this unit and the peer, in both directions where the peer can help.
///
/// # Errors
/// [`Error::Invalid`] for what is no name of a peer; those of the database. What is wrong with the peer is a finding.
pub async fn examine(app: &AppRef, authority: &str) -> Result<Vec<Finding>> {
    let authority = peers::parse_authority(authority)?;
    if authority == app.config.domain {
        return Err(Error::invalid(format!(
            "{authority} is this unit itself: run the doctor without a name"
        )));
    }
    let mut findings = Vec::new();
    let card = peer::look(app, &authority, &mut findings).await?;
    if let Some(card) = card {
        peer::deliver_something(app, &card, &mut findings).await?;
        findings.extend(peer::from_there(app, &card).await?);
    }
    Ok(findings)
}

/// What this unit finds of a member that asks, as a document. Whatever is not done in time is left out.
///
/// # Errors
/// Those of the database.
pub async fn answer(app: &AppRef, authority: &str) -> Result<Value> {
    let mut findings = Vec::new();
    let look = peer::look(app, authority, &mut findings);
    let in_time = match tokio::time::timeout(PATIENCE, look).await {
        Ok(ended) => ended.map(|_| true)?,
        Err(_) => false,
    };
    if !in_time {
        findings.push(Finding::warning(
            "time",
            "not everything could be tested in time",
        ));
    }
    let mut document = Map::new();
    document.insert("type".to_owned(), json!("Note"));
    document.insert("attributedTo".to_owned(), json!(app.urls.instance_actor()));
    document.insert(
        "content".to_owned(),
        json!(format!("How {authority} looks from {}", app.config.domain)),
    );
    let findings = serde_json::to_value(findings).map_err(Error::internal)?;
    document.insert("findings".to_owned(), findings);
    Ok(cards::with_context(document))
}

/// The findings of a peer about this unit: shortened, and with both sides turned round. What cannot be read is left out.
fn read(document: &[u8]) -> Result<Vec<Finding>> {
    let document = vocab::parse(document)?;
    let list = document.get("findings").and_then(Value::as_array);
    let found = list.into_iter().flatten().take(MOST_FINDINGS);
    let read = found.filter_map(|value| serde_json::from_value::<Finding>(value.clone()).ok());
    Ok(read
        .map(|finding| Finding {
            check: format!("there: {}", shortened(&finding.check)),
            text: shortened(&finding.text),
            advice: finding
                .advice
                .map(|advice| crate::domain::findings::Advice {
                    side: Side::turned(advice.side),
                    text: shortened(&advice.text),
                }),
            ..finding
        })
        .collect())
}

fn shortened(text: &str) -> String {
    let plain = text.chars().filter(|c| !c.is_control());
    plain.take(LONGEST).collect()
}
