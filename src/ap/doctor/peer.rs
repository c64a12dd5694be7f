//! The checks of a peer, one after another: each needs what the ones before have shown.

use http::HeaderMap;
use meent_federation::client::{Client, Probe};
use meent_federation::deliver::{Outcome as Sent, deliver};
use meent_federation::nodeinfo;
use meent_federation::origin::{Authority, parse_id};
use meent_federation::signature::{Form, Signer};
use meent_federation::webfinger;
use serde_json::{Map, json};
use url::Url;

use super::trouble;
use crate::ap::cards::{self, Card, short};
use crate::ap::invitations::served_card;
use crate::ap::network;
use crate::app::AppRef;
use crate::config::Reach;
use crate::db;
use crate::domain::PeerState;
use crate::domain::findings::Finding;
use crate::error::{Error, Result};
use crate::service::unit;

/// Clocks may differ by so much before it deserves a look, and before signatures are refused, in seconds.
const CLOCK_WARNING: i64 = 60;
const CLOCK_LIMIT: i64 = 5 * 60;

/// A certificate that ends within so many days deserves a look.
const CERTIFICATE_DAYS: i64 = 21;

/// Tests everything that shows from here. Returns the card of the peer if an actor speaks for it.
pub(super) async fn look(
    app: &AppRef,
    authority: &str,
    findings: &mut Vec<Finding>,
) -> Result<Option<Card>> {
    let peer = db::peers::by_authority(&mut *app.db.read().await?, authority).await?;
    findings.push(allowed(app, authority, peer.map(|peer| peer.state)));
    let client = app.network.client_for(authority)?;
    let name = Authority::parse(authority).map_err(Error::internal)?;
    let Some(told) = reached(app, &client, &name, findings).await? else {
        return Ok(None);
    };
    let card = match &told.application {
        Some(actor) => match served_card(app, &client, actor).await {
            Ok(card) => {
                findings.push(Finding::ok(
                    "actor",
                    format!("{} speaks for it", card.actor),
                ));
                Some(card)
            }
            Err(error) => {
                findings.push(
                    Finding::warning("actor", format!("{actor} cannot be read: {error}"))
                        .there("show the actor of the server to everybody: others need its key"),
                );
                None
            }
        },
        None => {
            findings.push(Finding::skipped(
                "actor",
                "it names no actor that speaks for the server",
            ));
            None
        }
    };
    handles(
        &client,
        &name,
        card.as_ref(),
        told.application.as_ref(),
        findings,
    )
    .await;
    signatures(app, &client, authority, card.as_ref(), findings).await?;
    Ok(card)
}

/// Is the peer let in here?
fn allowed(app: &AppRef, authority: &str, state: Option<PeerState>) -> Finding {
    let check = "allow-list";
    match state {
        Some(PeerState::Member) => Finding::ok(check, format!("{authority} is a member here")),
        Some(PeerState::Paused | PeerState::PausedOut | PeerState::PausedIn) => {
            Finding::warning(check, format!("{authority} is paused here"))
                .here(format!("meent peer resume {authority}"))
        }
        Some(PeerState::Suspended) => {
            Finding::failed(check, format!("{authority} is suspended here"))
                .here(format!("meent peer resume {authority}"))
        }
        Some(PeerState::Left) => {
            Finding::failed(check, format!("{authority} or this unit has left"))
                .here(format!("invite it again: meent peer invite {authority}"))
        }
        Some(PeerState::Invited) => Finding::failed(
            check,
            format!("{authority} is invited here and has not accepted yet"),
        )
        .there("accept the invitation: meent peer accept LINK"),
        None if app.config.reach == Reach::Internet => Finding::ok(
            check,
            format!("{authority} is not known yet; this unit speaks to everybody"),
        ),
        None => Finding::failed(check, format!("{authority} is not known here")).here(format!(
            "meent peer invite {authority}, or meent peer add {authority} for other software"
        )),
    }
}

/// Name, connection, certificate, clock and NodeInfo: what needs no signature.
async fn reached(
    app: &AppRef,
    client: &Client,
    name: &Authority,
    findings: &mut Vec<Finding>,
) -> Result<Option<nodeinfo::Told>> {
    let mut outcome = None;
    for scheme in client.policy().schemes(name.host()) {
        let mut url = name.root(scheme).map_err(Error::internal)?;
        url.set_path("/.well-known/nodeinfo");
        let probed = client.probe(&url, None).await;
        let done = probed.is_ok();
        outcome = Some((url, probed));
        if done {
            break;
        }
    }
    let Some((url, probed)) = outcome else {
        return Ok(None);
    };
    let probe = match probed {
        Ok(probe) => probe,
        Err(error) => {
            findings.push(trouble::finding(name.as_str(), &error));
            return Ok(None);
        }
    };
    findings.push(Finding::ok(
        "connection",
        format!("{name} answers over {}", url.scheme()),
    ));
    findings.push(certificate(app, name.as_str(), url.scheme(), &probe));
    findings.push(clocks(app, name.as_str(), &probe));
    match nodeinfo::ask(client, name).await {
        Ok(told) => {
            let software = &told.info.software;
            let text = format!(
                "{} ({} {})",
                short(told.title()),
                short(&software.name),
                short(&software.version)
            );
            findings.push(Finding::ok("nodeinfo", text));
            Ok(Some(told))
        }
        Err(error) => {
            findings.push(
                Finding::failed("nodeinfo", error.to_string())
                    .there("let the proxy pass /.well-known/nodeinfo on to the unit"),
            );
            Ok(None)
        }
    }
}

fn certificate(app: &AppRef, name: &str, scheme: &str, probe: &Probe) -> Finding {
    let Some(ends) = probe.certificate_ends else {
        return match scheme {
            "https" => Finding::skipped("tls", "its certificate was not shown"),
            _ => Finding::warning("tls", format!("{name} speaks without TLS"))
                .there("put a proxy with a certificate in front of the unit"),
        };
    };
    let days = (ends - app.now().to_datetime()).num_days();
    let text = format!("the certificate is good for another {days} days");
    match days {
        ..CERTIFICATE_DAYS => Finding::warning("tls", text).there("renew the certificate"),
        _ => Finding::ok("tls", text),
    }
}

fn clocks(app: &AppRef, name: &str, probe: &Probe) -> Finding {
    let check = "clock";
    let Some(date) = probe.date else {
        return Finding::skipped(check, format!("{name} does not say what time it is"));
    };
    let ahead = (date - app.now().to_datetime()).num_seconds();
    let text = match ahead {
        0.. => format!("the clock of {name} is {ahead} seconds ahead of ours"),
        _ => format!("the clock of {name} is {} seconds behind ours", -ahead),
    };
    let advice = "set the clocks of both machines by a time server (NTP)";
    if ahead.abs() >= CLOCK_LIMIT {
        Finding::failed(check, format!("{text}: signatures are refused")).there(advice)
    } else if ahead.abs() > CLOCK_WARNING {
        Finding::warning(check, text).there(advice)
    } else {
        Finding::ok(check, text)
    }
}

/// Do handles of the peer lead to its actors?
async fn handles(
    client: &Client,
    name: &Authority,
    card: Option<&Card>,
    application: Option<&Url>,
    findings: &mut Vec<Finding>,
) {
    let check = "webfinger";
    let (Some(card), Some(actor)) = (card, application) else {
        findings.push(Finding::skipped(check, "there is no actor to look for"));
        return;
    };
    let handle = webfinger::Handle::new(&card.username, name.clone());
    let Ok(handle) = handle else {
        findings.push(Finding::skipped(check, "its actor has no name to look for"));
        return;
    };
    findings.push(match webfinger::lookup(client, &handle).await {
        Ok(found) if found.is(actor) => Finding::ok(check, format!("{handle} leads to its actor")),
        Ok(found) => Finding::failed(check, format!("{handle} leads to {}", found.actor))
            .there("two units answer for one name: look at the proxy"),
        Err(error) if card.directory.is_some() => Finding::failed(check, error.to_string())
            .there("let the proxy pass /.well-known/webfinger on to the unit, with its query"),
        // Other software does not have to know a handle for the actor of its server.
        Err(error) => Finding::warning(check, error.to_string()),
    });
}

/// Does the peer take this unit's signatures, in both forms, and show nothing without one?
async fn signatures(
    app: &AppRef,
    client: &Client,
    authority: &str,
    card: Option<&Card>,
    findings: &mut Vec<Finding>,
) -> Result<()> {
    let person = db::hosts::somebody(&mut *app.db.read().await?, authority).await?;
    let closed = card
        .and_then(|card| card.network.clone())
        .or_else(|| person.and_then(|uri| parse_id(&uri).ok()));
    let Some(closed) = closed else {
        findings.push(Finding::skipped(
            "signed fetch",
            "nobody of it is known here yet, so that there is nothing closed to ask for",
        ));
        return Ok(());
    };
    let signer = network::signer(&unit::actor(app).await?)?;
    let own = &app.config.domain;
    let old = client.probe(&closed, Some((&signer, Form::Cavage))).await;
    let new = client.probe(&closed, Some((&signer, Form::Message))).await;
    let works = |probe: &std::result::Result<Probe, _>| {
        probe
            .as_ref()
            .is_ok_and(|probe: &Probe| probe.status.is_success())
    };
    let either = works(&old) || works(&new);
    for (check, probed) in [("signed fetch", old), ("signed fetch (RFC 9421)", new)] {
        findings.push(match probed {
            Ok(probe) if probe.status.is_success() => Finding::ok(check, "our signature is taken"),
            Ok(probe) => refused(check, own, &probe, either),
            Err(error) => trouble::finding(authority, &error),
        });
    }
    if app.config.reach == Reach::Network {
        let open = client.probe(&closed, None).await;
        findings.push(match open {
            Ok(probe) if probe.status.is_success() => {
                Finding::failed("strangers", format!("{closed} is shown to everybody")).there(
                    "show documents to signed requests only (Meent: reach = \"network\"; Mastodon: AUTHORIZED_FETCH)",
                )
            }
            Ok(probe) => Finding::ok(
                "strangers",
                format!("who does not sign gets {}", probe.status.as_u16()),
            ),
            Err(error) => trouble::finding(authority, &error),
        });
    }
    Ok(())
}

/// A signed request was refused. One form is enough: a peer need not read both.
fn refused(check: &str, own: &str, probe: &Probe, either: bool) -> Finding {
    let text = format!("{}: {}", probe.status, probe.excerpt);
    match (either, probe.status.as_u16()) {
        (true, _) => Finding::warning(check, format!("this form is not taken ({text})")),
        (false, 403) => Finding::failed(check, text).there(format!(
            "let this unit in: meent peer add {own}, or accept its invitation"
        )),
        (false, 401) => Finding::failed(check, text).there(format!(
            "it cannot check our signature: can it reach {own}, and are the clocks right?"
        )),
        (false, 400..=499) => Finding::failed(check, text).there("look at the proxy of the unit"),
        (false, _) => Finding::failed(check, text).there("look at the log of the unit"),
    }
}

/// Delivers an Update of this unit's own actor, which changes nothing.
pub(super) async fn deliver_something(
    app: &AppRef,
    card: &Card,
    findings: &mut Vec<Finding>,
) -> Result<()> {
    let check = "delivery";
    let Some(inbox) = &card.inbox else {
        findings.push(Finding::skipped(check, "it has no inbox"));
        return Ok(());
    };
    let actor = cards::document(app).await?;
    let id = app.urls.unit_statement("updates", app.next_id());
    let mut update = Map::new();
    update.insert("id".to_owned(), json!(id));
    update.insert("type".to_owned(), json!("Update"));
    update.insert("actor".to_owned(), json!(app.urls.instance_actor()));
    update.insert("to".to_owned(), json!([card.actor]));
    update.insert("object".to_owned(), json!(actor));
    let body = cards::with_context(update).to_string().into_bytes().into();
    let signer: Signer = network::signer(&unit::actor(app).await?)?;
    let client = app.network.client_for(&card.authority)?;
    let own = &app.config.domain;
    findings.push(
        match deliver(&client, inbox, body, &signer, &HeaderMap::new()).await {
            Sent::Accepted => Finding::ok(check, "its inbox takes what we send"),
            Sent::Gone => Finding::failed(check, format!("there is no inbox at {inbox}"))
                .there("let the proxy pass POST /inbox on to the unit"),
            Sent::Unauthorized { reason } => Finding::failed(check, reason).there(format!(
                "let this unit in: meent peer add {own}, or accept its invitation"
            )),
            Sent::Rejected { reason, .. } | Sent::Retry { reason, .. } => {
                Finding::failed(check, reason).there("look at the log of the unit")
            }
        },
    );
    Ok(())
}

/// How this unit looks from the peer, which is asked to look.
pub(super) async fn from_there(app: &AppRef, card: &Card) -> Result<Vec<Finding>> {
    let check = "the other way";
    let Some(probe) = &card.probe else {
        return Ok(vec![Finding::skipped(
            check,
            "this is no Meent unit: how we look from there can only be tested there",
        )]);
    };
    let signer = network::signer(&unit::actor(app).await?)?;
    let client = app.network.client_for(&card.authority)?;
    match client.fetch_document(probe, Some(&signer)).await {
        Ok(fetched) => super::read(&fetched.body),
        Err(error) => Ok(vec![
            Finding::skipped(check, format!("it does not look for us now: {error}"))
                .there(format!("run there: meent doctor {}", app.config.domain)),
        ]),
    }
}

/// What certificate this unit shows to the world.
///
/// # Errors
/// Those of an unreadable configuration.
pub async fn own_certificate(app: &AppRef) -> Result<Finding> {
    let authority = &app.config.domain;
    let url =
        parse_id(&format!("{}/.well-known/nodeinfo", app.urls.base())).map_err(Error::internal)?;
    let client = app.network.client_for(authority)?;
    let mut finding = match client.probe(&url, None).await {
        Ok(probe) => certificate(app, authority, app.urls.scheme(), &probe),
        Err(error) => trouble::finding(authority, &error),
    };
    finding.check = "address".to_owned();
    // Both sides are this one.
    if let Some(advice) = &mut finding.advice {
        advice.side = crate::domain::findings::Side::Here;
    }
    Ok(finding)
}

/// How the clock of this machine compares with those of some members.
///
/// # Errors
/// Those of the database.
pub async fn clock(app: &AppRef, look_at: usize) -> Result<Finding> {
    let members = crate::service::network::members(app).await?;
    let mut seen = Vec::new();
    for peer in members.into_iter().take(look_at) {
        let client = app.network.client_for(&peer.authority)?;
        let name = Authority::parse(&peer.authority).map_err(Error::internal)?;
        for scheme in client.policy().schemes(name.host()) {
            let mut url = name.root(scheme).map_err(Error::internal)?;
            url.set_path("/.well-known/nodeinfo");
            if let Ok(probe) = client.probe(&url, None).await {
                seen.push(clocks(app, name.as_str(), &probe));
                break;
            }
        }
    }
    // One peer with a wrong clock says nothing about ours; the best fit does.
    let best = seen.into_iter().min_by_key(|finding| finding.outcome);
    Ok(best.unwrap_or_else(|| Finding::skipped("clock", "no member could be asked for the time")))
}
