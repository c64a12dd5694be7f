//! `meent peer invite`, `accept` and `network`: how units come together.

use std::io::{BufRead, IsTerminal};

use serde::Serialize;

use super::{Done, Failure, output};
use crate::ap;
use crate::ap::invitations::Offer;
use crate::app::AppRef;
use crate::db::peers::PeerRow;
use crate::domain::PeerState;
use crate::error::Error;
use crate::service::{invitations, network, peers};

/// What is known of a peer besides its queue.
#[derive(Serialize)]
pub struct About {
    contact: String,
    /// Of its key, as it is now.
    fingerprint: String,
    /// The key is another one than the one that was agreed with.
    key_changed: bool,
    exchange: Vec<String>,
    agreed_at: Option<String>,
    invited_by: Option<String>,
    accepted_by: Option<String>,
    /// Both seals of the agreement hold.
    agreement_holds: Option<bool>,
    last_read_at: Option<String>,
    read_error: Option<String>,
}

impl About {
    pub async fn of(app: &AppRef, peer: &PeerRow) -> Done<Self> {
        let facts = peers::facts(app, peer.id).await?;
        let agreement = facts
            .agreement
            .as_deref()
            .and_then(ap::invitations::agreement);
        let fingerprint = ap::cards::fingerprint_of(&facts.public_key);
        let agreed = agreement.as_ref();
        let agreed_with = agreed.and_then(|agreed| agreed.fingerprint_of(&peer.authority));
        Ok(Self {
            contact: facts.contact,
            key_changed: agreed_with.is_some_and(|agreed| *agreed != fingerprint),
            fingerprint,
            exchange: agreed
                .map(|agreed| agreed.exchange.clone())
                .unwrap_or_default(),
            agreed_at: facts.agreed_at.map(|at| at.to_rfc3339()),
            invited_by: agreed.map(|agreed| agreed.invited_by.clone()),
            accepted_by: agreed.map(|agreed| agreed.accepted_by.clone()),
            agreement_holds: agreed.map(|agreed| agreed.holds),
            last_read_at: facts.synced_at.map(|at| at.to_rfc3339()),
            read_error: facts.sync_error,
        })
    }

    pub fn lines(&self) -> Vec<(&'static str, String)> {
        let mut lines = vec![
            ("contact", self.contact.clone()),
            ("key", self.fingerprint.clone()),
            ("exchange", self.exchange.join(", ")),
        ];
        if self.key_changed {
            lines.push(("key", "is not the one that was agreed with".to_owned()));
        }
        if let (Some(by), Some(accepted), Some(at)) =
            (&self.invited_by, &self.accepted_by, &self.agreed_at)
        {
            lines.push(("agreed", format!("{at}: {by} invited, {accepted} accepted")));
        }
        if let Some(holds) = self.agreement_holds {
            let text = match holds {
                true => "both hold",
                false => "do NOT hold: what was written down has been changed",
            };
            lines.push(("seals", text.to_owned()));
        }
        if let Some(at) = &self.last_read_at {
            lines.push(("last read", at.clone()));
        }
        if let Some(error) = &self.read_error {
            lines.push(("reading", error.clone()));
        }
        lines
    }
}

#[derive(Serialize)]
struct Printed {
    link: String,
    host: Option<String>,
    expires_at: String,
    fingerprint: String,
}

pub async fn invite(app: &AppRef, host: Option<&str>, days: u16, json: bool) -> Done {
    let made = invitations::invite(app, host, days).await?;
    let printed = Printed {
        link: made.link,
        host: made.host,
        expires_at: made.expires_at.to_rfc3339(),
        fingerprint: ap::cards::own_fingerprint(app).await?,
    };
    if json {
        return output::json(&printed);
    }
    let whom = printed.host.as_deref().unwrap_or("the other unit");
    output::line(format!(
        "Give this link to the admin of {whom}. It is good once, until {}:",
        printed.expires_at
    ))?;
    output::line(format!("\n  {}\n", printed.link))?;
    output::line(format!("There: meent peer accept {}", printed.link))?;
    output::line(format!(
        "The key that will be shown there: {}",
        printed.fingerprint
    ))
}

pub async fn accept(app: &AppRef, link: &str, yes: bool, fingerprint: Option<&str>) -> Done {
    let offer = ap::invitations::look(app, link).await.map_err(refused)?;
    show(&offer)?;
    if !yes && !confirmed()? {
        return Err(Failure::input("nothing was accepted"));
    }
    let shown = fingerprint.unwrap_or(&offer.fingerprint);
    let peer = ap::invitations::accept(app, link, Some(shown))
        .await
        .map_err(refused)?;
    output::line(format!(
        "{} and this unit are members of one network now",
        peer.authority
    ))
}

/// What the admin says yes to.
fn show(offer: &Offer) -> Done {
    let card = &offer.card;
    for (name, value) in [
        ("unit", format!("{} ({})", card.title, card.authority)),
        ("software", card.software.clone()),
        ("contact", card.contact.clone()),
        ("key", offer.fingerprint.clone()),
        ("exchange", offer.exchange.join(", ")),
        ("good until", offer.expires_at.to_rfc3339()),
    ] {
        output::line(format!("{name:<14} {value}"))?;
    }
    Ok(())
}

fn confirmed() -> Done<bool> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::input(
            "nobody is there to say yes: compare the key with the inviter's and repeat with --yes",
        ));
    }
    output::line("Compare the key with the one that the other admin sees. Accept? [y/N]")?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(
        answer.trim().to_lowercase().as_str(),
        "y" | "yes" | "j" | "ja"
    ))
}

fn refused(error: Error) -> Failure {
    match error {
        Error::NotFound | Error::Gone => Failure::input(ap::invitations::explain(&error)),
        other => Failure::from(other),
    }
}

#[derive(Serialize)]
struct Unit {
    domain: String,
    title: String,
    software: String,
    state: Option<&'static str>,
    with: Vec<String>,
    missing: bool,
}

pub async fn network(app: &AppRef, json: bool) -> Done {
    let units: Vec<Unit> = network::map(app)
        .await?
        .into_iter()
        .map(|node| Unit {
            missing: node.is_missing(),
            state: node.state.map(PeerState::name),
            domain: node.authority,
            title: node.title,
            software: node.software,
            with: node.with,
        })
        .collect();
    if json {
        return output::json(&units);
    }
    let rows: Vec<Vec<String>> = units
        .iter()
        .map(|unit| {
            let state = match (unit.missing, unit.state) {
                (true, _) => "not with us",
                (false, state) => state.unwrap_or_default(),
            };
            vec![
                unit.domain.clone(),
                unit.title.clone(),
                state.to_owned(),
                unit.with.join(", "),
            ]
        })
        .collect();
    output::table(&["UNIT", "NAME", "STATE", "IS WITH"], &rows)?;
    for unit in units.iter().filter(|unit| unit.missing) {
        output::line(format!(
            "To invite {}: meent peer invite {}",
            unit.title, unit.domain
        ))?;
    }
    Ok(())
}
