//! Is the unit itself well? What can be told without asking anybody else.

use std::path::Path;

use crate::app::{App, AppRef};
use crate::db;
use crate::domain::findings::Finding;
use crate::error::Result;
use crate::service::{peers, secret, unit};

/// Free space that deserves a look, and that is too little, in mebibytes.
const LITTLE_SPACE: u64 = 2048;
const NO_SPACE: u64 = 200;

/// What waits longer than this is late, in seconds.
const LATE: i64 = 15 * 60;

/// All findings of the unit itself: database, disk, media folder, queues, people, peers.
///
/// # Errors
/// Those of the database, when it cannot be read at all.
pub async fn examine(app: &AppRef) -> Result<Vec<Finding>> {
    let mut findings = vec![
        Finding::ok(
            "configuration",
            format!("{} at {}", app.config.domain, app.urls.base()),
        ),
        database(app).await?,
        space(&app.config.data_dir),
        media_folder(app).await,
    ];
    findings.extend(queues(app).await?);
    findings.extend(readings(app).await?);
    if unit::needs_setup(app).await? {
        findings.push(
            Finding::warning("owner", "the unit has no owner yet")
                .here("open the link that `meent serve` prints at its start"),
        );
    }
    Ok(findings)
}

async fn database(app: &App) -> Result<Finding> {
    let kind = match app.db.is_sqlite() {
        true => "SQLite",
        false => "PostgreSQL",
    };
    let complaints = db::health::complaints(&mut *app.db.read().await?).await?;
    Ok(match complaints.first() {
        None => Finding::ok("database", format!("{kind} answers and is sound")),
        Some(complaint) => Finding::failed("database", format!("{kind}: {complaint}"))
            .here("stop the unit, keep a copy of the database, and restore the last good backup"),
    })
}

fn space(folder: &Path) -> Finding {
    let check = "disk";
    let free = match rustix::fs::statvfs(folder) {
        Ok(stat) => stat.f_bavail.saturating_mul(stat.f_frsize) / (1024 * 1024),
        Err(error) => {
            return Finding::failed(check, format!("{}: {error}", folder.display()))
                .here("check that data_dir exists and may be read");
        }
    };
    let text = format!("{free} MiB are free at {}", folder.display());
    let advice = "make room, or move data_dir to a larger disk: a full one takes no posts";
    match free {
        0..NO_SPACE => Finding::failed(check, text).here(advice),
        NO_SPACE..LITTLE_SPACE => Finding::warning(check, text).here(advice),
        _ => Finding::ok(check, text),
    }
}

/// Writes a file, reads it again and removes it.
async fn media_folder(app: &App) -> Finding {
    let folder = app.config.media_dir();
    let file = folder.join(format!(".doctor-{}", secret::name()));
    let tried = async {
        tokio::fs::write(&file, b"meent").await?;
        let read = tokio::fs::read(&file).await?;
        tokio::fs::remove_file(&file).await?;
        std::io::Result::Ok(read == b"meent")
    };
    match tried.await {
        Ok(true) => Finding::ok("media", format!("{} can be written", folder.display())),
        Ok(false) => Finding::failed("media", "a file came back changed").here("check the disk"),
        Err(error) => Finding::failed("media", format!("{}: {error}", folder.display()))
            .here("give the user of the unit the right to write there"),
    }
}

async fn queues(app: &AppRef) -> Result<Vec<Finding>> {
    let mut conn = app.db.read().await?;
    let unpublished = db::outbox::next(&mut conn, 1).await?;
    let received = db::inbox::count_waiting(&mut conn).await?;
    drop(conn);
    let now = app.now();
    let mut findings = vec![match unpublished.first() {
        Some(row) if row.created_at.plus_seconds(LATE) < now => {
            Finding::failed("worker", "what people do here is not sent out")
                .here("is `meent serve` running, and does its log complain?")
        }
        _ => Finding::ok("worker", format!("{received} received items wait")),
    }];
    for report in peers::list(app).await? {
        let (peer, queue) = (&report.peer, &report.queue);
        if !peer.state.is_in_network() {
            continue;
        }
        let late = queue
            .oldest
            .is_some_and(|oldest| oldest.plus_seconds(LATE) < now);
        let trouble = peer.last_error.as_deref().filter(|_| peer.failures > 0);
        let paused = !peer.state.may_send_to();
        let advice = format!("run: meent doctor {}", peer.authority);
        let name = &peer.authority;
        if late && !paused {
            let text = format!("{} deliveries wait for {name}", queue.waiting);
            let text = trouble.map_or(text.clone(), |error| format!("{text}: {error}"));
            findings.push(Finding::warning("queue", text).here(advice));
        } else if queue.parked > 0 {
            let text = format!("{} deliveries to {name} were given up", queue.parked);
            findings.push(Finding::warning("queue", text).here(advice));
        }
    }
    if findings.len() == 1 {
        findings.push(Finding::ok("queue", "nothing waits longer than it should"));
    }
    Ok(findings)
}

/// Peers that could not be read the last time.
async fn readings(app: &App) -> Result<Vec<Finding>> {
    let mut conn = app.db.read().await?;
    let facts = db::peer_facts::all(&mut conn).await?;
    let peers = db::peers::all(&mut conn).await?;
    let troubled = peers
        .iter()
        .filter(|peer| peer.state.is_in_network())
        .filter_map(|peer| {
            let facts = facts.iter().find(|facts| facts.peer_id == peer.id)?;
            let error = facts.sync_error.as_deref()?;
            let text = format!("{} could not be read: {error}", peer.authority);
            let advice = format!("run: meent doctor {}", peer.authority);
            Some(Finding::warning("directory", text).here(advice))
        });
    Ok(troubled.collect())
}
