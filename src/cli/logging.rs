//! Where the log goes: standard error, as text for people or as JSON for machines.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use super::{Done, Failure};
use crate::config::{Log, LogFormat};
use crate::error::Error;

/// Starts logging as the configuration says. A second start in one process changes nothing.
pub fn start(log: &Log) -> Done {
    let filter = EnvFilter::try_new(&log.filter).map_err(|error| {
        let text = format!("log.filter: {error}. Write a level such as info, or meent=debug,warn");
        Failure::config(&Error::invalid(text))
    })?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let started = match log.format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    if let Err(error) = started {
        tracing::debug!(%error, "logging runs already");
    }
    Ok(())
}

/// For commands that people wait for: warnings only, since their results are printed.
pub fn start_quiet() -> Done {
    start(&Log {
        filter: "warn".to_owned(),
        ..Log::default()
    })
}
