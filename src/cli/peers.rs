//! `meent peer`: the other units of the network.

use std::path::Path;

use clap::Subcommand;
use serde::Serialize;

use super::unit::ConfigFile;
use super::{Done, Failure, invitations, output};
use crate::ap;
use crate::app::AppRef;
use crate::domain::{PeerState, Timestamp};
use crate::error::Error;
use crate::service::blocklists::{self, Imported};
use crate::service::peer_states::{self, Pause};
use crate::service::peers::{self, PeerReport};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    file: ConfigFile,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print a link that is good once: whoever accepts it for their unit is a member, on both sides
    Invite {
        /// The only unit that may take it, as in handles; left out: whoever has the link
        host: Option<String>,
        /// How long the link is good
        #[arg(long, default_value_t = crate::service::invitations::DAYS)]
        days: u16,
        #[arg(long)]
        json: bool,
    },
    /// Accept the invitation of another unit, after looking at it
    Accept {
        link: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
        /// Accept only if the key of the inviter has this fingerprint
        #[arg(long)]
        fingerprint: Option<String>,
    },
    /// Who is with whom, and which unit is not with this one
    Network {
        #[arg(long)]
        json: bool,
    },
    /// Let a server in by hand, or in again. For other software; two Meent units use invite and accept
    Add {
        /// As in handles: it.example, or it.example:8443
        host: String,
    },
    /// All peers and how things go with them
    List {
        #[arg(long)]
        json: bool,
    },
    /// One peer: what waits, how long, and what went wrong last
    Show {
        host: String,
        #[arg(long)]
        json: bool,
    },
    /// Hold up what goes to a peer or comes from it, for a while; nothing is lost
    Pause {
        host: String,
        /// Only what goes to it
        #[arg(long, conflicts_with = "incoming")]
        outgoing: bool,
        /// Only what comes from it
        #[arg(long)]
        incoming: bool,
    },
    /// End a pause or a suspension
    Resume { host: String },
    /// Shut a peer out: what it sent goes out of sight, and is deleted after the term of the configuration
    Suspend { host: String },
    /// Leave: nothing goes either way any more, and what came stays in sight
    Leave { host: String },
    /// Forget a peer and what waits for it
    Remove { host: String },
    /// Shut out the servers of a list: Mastodon's CSV of blocked domains; `-` reads standard input
    Import { file: std::path::PathBuf },
    /// Print the servers that are shut out as such a list
    Export,
    /// Try what waits for a peer again now
    Retry { host: String },
}

pub async fn run(args: Args) -> Done {
    let app = args.file.open().await?;
    match args.command {
        Command::Add { host } => {
            let peer = peers::add(&app, &host)
                .await
                .map_err(Failure::about(&host))?;
            output::line(format!("{} is a member now", peer.authority))?;
            match ap::peers::ask(&app, &peer).await {
                Ok(_) => {
                    let told = peers::show(&app, &peer.authority).await?.peer;
                    output::line(format!("It answers: {} ({})", told.title, told.software))?;
                }
                Err(error) => output::line(format!(
                    "It cannot be reached just now; what is sent waits for it. ({error})"
                ))?,
            }
            output::line(format!(
                "It has to let this unit in too, such as by: meent peer add {}",
                app.config.domain
            ))
        }
        Command::List { json } => list(&app, json).await,
        Command::Show { host, json } => show(&app, &host, json).await,
        Command::Invite { host, days, json } => {
            invitations::invite(&app, host.as_deref(), days, json).await
        }
        Command::Accept {
            link,
            yes,
            fingerprint,
        } => invitations::accept(&app, &link, yes, fingerprint.as_deref()).await,
        Command::Network { json } => invitations::network(&app, json).await,
        Command::Pause {
            host,
            outgoing,
            incoming,
        } => {
            let (way, what) = match (outgoing, incoming) {
                (true, _) => (Pause::Out, "nothing is sent to"),
                (_, true) => (Pause::In, "nothing is taken from"),
                _ => (Pause::Both, "nothing is sent to or taken from"),
            };
            known(&host, peer_states::pause(&app, &host, way).await)?;
            output::line(format!("{what} {host} until `meent peer resume {host}`"))
        }
        Command::Resume { host } => {
            known(&host, peer_states::resume(&app, &host).await)?;
            output::line(format!("{host} is a member again"))
        }
        Command::Suspend { host } => {
            known(&host, peer_states::suspend(&app, &host).await)?;
            output::line(format!(
                "{host} is shut out, and what it sent is out of sight; after {} days that is deleted",
                app.config.federation.keep_suspended_days
            ))
        }
        Command::Leave { host } => {
            let told = known(&host, ap::departures::leave(&app, &host).await)?;
            output::line(match told {
                true => format!("this unit has left {host}, which knows it"),
                false => format!("this unit has left {host}, which could not be told"),
            })
        }
        Command::Remove { host } => {
            known(&host, peers::remove(&app, &host).await)?;
            output::line(format!("{host} is forgotten"))
        }
        Command::Import { file } => import(&app, &file).await,
        Command::Export => output::text(&blocklists::export(&app).await?),
        Command::Retry { host } => {
            known(&host, peers::retry_now(&app, &host).await)?;
            output::line(format!("what waits for {host} is tried again now"))
        }
    }
}

async fn import(app: &AppRef, file: &Path) -> Done {
    let text = match file.as_os_str() == "-" {
        true => std::io::read_to_string(std::io::stdin())?,
        false => std::fs::read_to_string(file)
            .map_err(|error| Failure::input(format!("{}: {error}", file.display())))?,
    };
    let outcome = blocklists::import(app, &text).await?;
    let Imported {
        new,
        known,
        members,
        milder,
        unreadable,
    } = &outcome;
    output::line(format!("{} shut out, {known} were already", new.len()))?;
    if !members.is_empty() {
        output::line(format!(
            "members of the network stay: {}. `meent peer suspend` shuts one out",
            members.join(", ")
        ))?;
    }
    if *milder > 0 {
        output::line(format!(
            "{milder} passed over: the list asks for something milder"
        ))?;
    }
    for line in unreadable {
        output::line(format!("not the name of a server: {line}"))?;
    }
    Ok(())
}

/// `NotFound` with the name that was asked for.
fn known<T>(host: &str, result: Result<T, Error>) -> Done<T> {
    match result {
        Err(Error::NotFound) => Err(Failure::input(format!(
            "there is no peer {host}. `meent peer list` shows all, `meent peer add {host}` adds it"
        ))),
        other => Ok(other?),
    }
}

/// A peer as the commands print it.
#[derive(Serialize)]
struct Shown<'a> {
    domain: &'a str,
    state: &'static str,
    title: &'a str,
    software: &'a str,
    /// Deliveries that wait their turn.
    waiting: i64,
    /// Deliveries that were given up, and are kept.
    parked: i64,
    /// Seconds since the oldest waiting delivery was made.
    lag: i64,
    failures: i32,
    last_error: Option<&'a str>,
    failing_since: Option<String>,
    /// Only while deliveries fail.
    next_attempt_at: Option<String>,
    parked_at: Option<String>,
    last_success_at: Option<String>,
    last_received_at: Option<String>,
    /// Only where one peer is shown.
    #[serde(flatten)]
    about: Option<invitations::About>,
}

impl<'a> Shown<'a> {
    fn new(report: &'a PeerReport, now: Timestamp) -> Self {
        let PeerReport { peer, queue } = report;
        let time = |time: Option<Timestamp>| time.map(Timestamp::to_rfc3339);
        let lag = queue
            .oldest
            .map_or(0, |oldest| (now.millis() - oldest.millis()).max(0) / 1000);
        Self {
            domain: &peer.authority,
            state: peer.state.name(),
            title: &peer.title,
            software: &peer.software,
            waiting: queue.waiting,
            parked: queue.parked,
            lag,
            failures: peer.failures,
            last_error: peer.last_error.as_deref(),
            failing_since: time(peer.failing_since),
            next_attempt_at: time(Some(peer.next_attempt_at).filter(|_| peer.failures > 0)),
            parked_at: time(peer.parked_at),
            last_success_at: time(peer.last_success_at),
            last_received_at: time(peer.last_received_at),
            about: None,
        }
    }

    /// How things go, in a few words.
    fn health(&self) -> String {
        if self.state != PeerState::Member.name() {
            return self.state.replace('_', " ");
        }
        match (&self.parked_at, self.failures, self.waiting) {
            (Some(_), ..) => "given up for now".to_owned(),
            (None, 0, 0) => "well".to_owned(),
            (None, 0, _) => format!("{} behind", duration(self.lag)),
            (None, 1, _) => "the last delivery failed".to_owned(),
            (None, failures, _) => format!("{failures} deliveries in a row failed"),
        }
    }
}

/// A time span in the largest unit that fits.
fn duration(seconds: i64) -> String {
    match seconds {
        ..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds / 60),
        3600..86_400 => format!("{} h", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}

async fn list(app: &AppRef, json: bool) -> Done {
    let reports = peers::list(app).await?;
    let now = app.now();
    let shown: Vec<_> = reports
        .iter()
        .map(|report| Shown::new(report, now))
        .collect();
    if json {
        return output::json(&shown);
    }
    let rows: Vec<Vec<String>> = shown
        .iter()
        .map(|peer| {
            let waiting = peer.waiting.to_string();
            [
                peer.domain,
                peer.title,
                peer.state,
                &waiting,
                &peer.health(),
            ]
            .map(str::to_owned)
            .to_vec()
        })
        .collect();
    output::table(&["PEER", "NAME", "STATE", "WAITING", "HEALTH"], &rows)
}

async fn show(app: &AppRef, host: &str, json: bool) -> Done {
    let report = known(host, peers::show(app, host).await)?;
    let mut peer = Shown::new(&report, app.now());
    peer.about = Some(invitations::About::of(app, &report.peer).await?);
    if json {
        return output::json(&peer);
    }
    let or_never = |time: &Option<String>| time.clone().unwrap_or_else(|| "never".to_owned());
    let mut lines = vec![
        ("peer", peer.domain.to_owned()),
        ("name", peer.title.to_owned()),
        ("software", peer.software.to_owned()),
        ("state", peer.state.to_owned()),
        ("health", peer.health()),
        (
            "waiting",
            format!(
                "{} deliveries, the oldest for {}",
                peer.waiting,
                duration(peer.lag)
            ),
        ),
        ("parked", format!("{} deliveries", peer.parked)),
        ("last sent", or_never(&peer.last_success_at)),
        ("last received", or_never(&peer.last_received_at)),
    ];
    let optional = [
        ("failing since", &peer.failing_since),
        ("next try", &peer.next_attempt_at),
        ("given up at", &peer.parked_at),
    ];
    lines.extend(
        optional
            .into_iter()
            .filter_map(|(name, time)| Some((name, time.clone()?))),
    );
    if let Some(about) = &peer.about {
        lines.extend(about.lines());
    }
    if let Some(error) = peer.last_error {
        lines.push(("last error", error.to_owned()));
    }
    for (name, value) in lines.into_iter().filter(|(_, value)| !value.is_empty()) {
        output::line(format!("{name:<14} {value}"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_spans_are_short() {
        for (seconds, text) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (7200, "2 h"),
            (200_000, "2 days"),
        ] {
            assert_eq!(duration(seconds), text);
        }
    }
}
