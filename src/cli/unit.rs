//! Opening the unit that a command is about.

use std::path::PathBuf;

use clap::Args;

use super::{Done, Failure, logging};
use crate::app::{App, AppRef};
use crate::config::Config;
use crate::db::{Db, StatementCounter, migrate};
use crate::domain::time::Clock;
use crate::media::Store;

/// Connections for reading. SQLite reads take microseconds and hold no lock; PostgreSQL's wait for the network.
const SQLITE_READERS: usize = 8;
const POSTGRES_CONNECTIONS: usize = 20;

#[derive(Debug, Args)]
pub struct ConfigFile {
    /// The configuration; without it meent.toml, if there is one, and in any case the MEENT_ variables
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
}

impl ConfigFile {
    /// Reads the configuration.
    pub fn load(&self) -> Done<Config> {
        Config::load(self.config.as_deref()).map_err(|error| Failure::config(&error))
    }

    /// Opens the unit for a command that people wait for.
    pub async fn open(&self) -> Done<AppRef> {
        let config = self.load()?;
        logging::start_quiet()?;
        open(config, Clock::System).await
    }
}

/// The database of a unit, as it is.
pub async fn database(config: &Config) -> Done<Db> {
    let size = match config.database_url.starts_with("sqlite://") {
        true => SQLITE_READERS,
        false => POSTGRES_CONNECTIONS,
    };
    let counter = StatementCounter::new(die_at(config)?);
    Ok(Db::open(&config.database_url, size, None, counter).await?)
}

/// Puts the unit together: database, migrations, media.
pub async fn open(config: Config, clock: Clock) -> Done<AppRef> {
    let db = database(&config).await?;
    for name in migrate::run(&db).await? {
        tracing::info!(migration = name, "applied");
    }
    let folder = config.media_dir();
    let store = Store::local(&folder).map_err(|error| {
        Failure::unavailable(format!(
            "cannot use the folder {} for media: {error}. Check data_dir, and that this user may write there",
            folder.display()
        ))
    })?;
    Ok(App::new(config, db, clock, store).await?)
}

/// For crash tests: the process ends itself, without any clean-up, before this statement. In test mode only.
fn die_at(config: &Config) -> Done<Option<u64>> {
    match std::env::var("MEENT_TEST_DIE_AT_STATEMENT") {
        Ok(text) if config.test_mode => text
            .parse()
            .map(Some)
            .map_err(|_| Failure::input("MEENT_TEST_DIE_AT_STATEMENT is not a number")),
        _ => Ok(None),
    }
}
