//! `meent serve`.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::unit::{self, ConfigFile};
use super::{Done, Failure, logging, output};
use crate::ap::network::Network;
use crate::config::Config;
use crate::domain::time::Clock;
use crate::http::serve::serve;
use crate::worker::Workers;
use crate::{service, worker};

/// What is under way when the process is told to end has so long.
const GRACE: Duration = Duration::from_secs(8);

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    file: ConfigFile,
    /// Check the configuration and do nothing else
    #[arg(long)]
    check: bool,
}

pub async fn run(args: Args) -> Done {
    let config = args.file.load()?;
    logging::start(&config.log)?;
    if args.check {
        Network::new(&config, &Clock::System).map_err(|error| Failure::config(&error))?;
        return output::line(format!("The configuration of {} is valid.", config.domain));
    }
    // The port first: a second start by mistake must not touch the database of the unit that runs.
    let listener = listen(config.bind, "bind in the configuration or MEENT_BIND").await?;
    run_unit(config, listener).await
}

/// Takes the address; `setting` is what a person changes to choose another.
pub async fn listen(address: SocketAddr, setting: &str) -> Done<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        let advice = match error.kind() {
            ErrorKind::AddrInUse => {
                "Another program listens there, perhaps this unit already. Stop it, or choose another address by"
            }
            ErrorKind::PermissionDenied => {
                "This user may not listen there. Choose a port from 1024 on by"
            }
            _ => "Check",
        };
        Failure::unavailable(format!("cannot listen on {address}: {error}. {advice} {setting}"))
    })
}

async fn run_unit(config: Config, listener: TcpListener) -> Done {
    // Installed before the first work, so that a stop during the start is not lost.
    let stopping = stopped()?;
    let address = listener.local_addr()?;
    let app = unit::open(config, Clock::System).await?;
    output::line(format!("{} listens on {address}", app.urls.base()))?;
    if let Some(link) = service::unit::setup_link(&app).await? {
        output::line(format!(
            "This unit has no owner yet. Open this link to set it up (it works once): {link}"
        ))?;
    }
    tracing::info!(domain = app.config.domain, %address, "ready");
    let workers = worker::start(&app);
    let resting = async {
        stopping.cancelled().await;
        rest(workers).await;
    };
    let serving = serve(app.clone(), listener, stopping.clone().cancelled_owned());
    tokio::join!(serving, resting);
    tracing::info!("stopped");
    Ok(())
}

/// Lets the workers end what they are doing.
pub async fn rest(workers: Workers) {
    // What a worker cannot end in time, it takes up again after the next start.
    drop(tokio::time::timeout(GRACE, workers.stop()).await);
}

/// Is cancelled when the process is told to end: SIGTERM from a service manager, SIGINT from Ctrl-C.
pub fn stopped() -> Done<CancellationToken> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let stopping = CancellationToken::new();
    let told = stopping.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        told.cancel();
    });
    Ok(stopping)
}
