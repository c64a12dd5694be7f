//! `meent doctor`.

use super::unit::ConfigFile;
use super::{Done, Failure, output};
use crate::ap;
use crate::app::AppRef;
use crate::domain::findings::{Finding, Outcome, Side};
use crate::service::health;

/// Members that are asked what time it is.
const CLOCKS: usize = 3;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    file: ConfigFile,
    /// The peer to look at, as in handles; left out: the unit itself
    peer: Option<String>,
    #[arg(long)]
    json: bool,
}

pub async fn run(args: Args) -> Done {
    let app = args.file.open().await?;
    let findings = match &args.peer {
        Some(peer) => ap::doctor::examine(&app, peer).await?,
        None => own(&app).await?,
    };
    if args.json {
        output::json(&findings)?;
    } else {
        for finding in &findings {
            print(finding, args.peer.as_deref())?;
        }
    }
    let failed = findings
        .iter()
        .filter(|finding| finding.outcome == Outcome::Failed);
    match failed.count() {
        0 => Ok(()),
        count => Err(Failure::found(count)),
    }
}

async fn own(app: &AppRef) -> Done<Vec<Finding>> {
    let mut findings = health::examine(app).await?;
    findings.push(ap::doctor::own_certificate(app).await?);
    findings.push(ap::doctor::clock(app, CLOCKS).await?);
    Ok(findings)
}

fn print(finding: &Finding, peer: Option<&str>) -> Done {
    let mark = match finding.outcome {
        Outcome::Ok => "ok",
        Outcome::Skipped => "-",
        Outcome::Warning => "look",
        Outcome::Failed => "FAILED",
    };
    output::line(format!("{mark:<7} {:<24} {}", finding.check, finding.text))?;
    if let Some(advice) = &finding.advice {
        let place = match (advice.side, peer) {
            (Side::There, Some(peer)) => format!("at {peer}"),
            _ => "here".to_owned(),
        };
        output::line(format!("{:<32} {place}: {}", "", advice.text))?;
    }
    Ok(())
}
