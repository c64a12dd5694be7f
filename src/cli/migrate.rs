//! `meent migrate`.

use super::unit::{self, ConfigFile};
use super::{Done, logging, output};
use crate::db::migrate;

pub async fn run(file: ConfigFile) -> Done {
    let config = file.load()?;
    logging::start_quiet()?;
    let db = unit::database(&config).await?;
    let applied = migrate::run(&db).await?;
    if applied.is_empty() {
        return output::line("The database is up to date.");
    }
    for name in applied {
        output::line(format!("applied {name}"))?;
    }
    Ok(())
}
