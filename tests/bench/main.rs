//! Measures a unit under load and prints one JSON document. The method stands in `README.md` beside this file.

mod cases;
mod data;
mod load;
mod machine;
mod options;
mod postgres;
#[path = "../rig/mod.rs"]
#[allow(dead_code, reason = "the crash tests use the rest")]
mod rig;
mod samples;

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use serde_json::{Map, json};

use load::Load;
use options::{Case, Database, Options};
use postgres::Cluster;
use rig::Outcome;
use rig::unit::Place;

/// What the cases need of the surroundings.
pub struct Bench {
    pub options: Options,
    folder: std::path::PathBuf,
    cluster: Option<Cluster>,
}

impl Bench {
    /// A unit's place with an empty database of the kind that is measured.
    pub async fn place(&self, name: &str) -> Outcome<Place> {
        let url = match (&self.options.postgres_url, &self.cluster) {
            (Some(url), _) => Some(self.new_database(url, name).await?),
            (None, Some(cluster)) => Some(self.new_database(&cluster.url, name).await?),
            (None, None) => None,
        };
        Place::new(name, &self.folder.join(name), url.as_deref())
    }

    async fn new_database(&self, url: &str, name: &str) -> Outcome<String> {
        use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
        let mut conn = AsyncPgConnection::establish(url).await?;
        conn.batch_execute(&format!("CREATE DATABASE bench_{name}"))
            .await?;
        let (server, _) = url
            .rsplit_once('/')
            .ok_or("the PostgreSQL address names no database")?;
        Ok(format!("{server}/bench_{name}"))
    }

    pub fn load(&self, place: &Place) -> Load {
        let measure = Duration::from_secs(self.options.seconds);
        Load {
            address: place.address,
            connections: self.options.connections,
            warm_up: measure / 3,
            measure,
        }
    }
}

/// Tells the person who waits how far it is.
pub fn say(text: &str) {
    // Nothing depends on these lines arriving.
    drop(writeln!(std::io::stderr(), "{text}"));
}

async fn run(options: Options) -> Outcome<serde_json::Value> {
    let temporary = tempfile::Builder::new().prefix("meent-bench").tempdir()?;
    let folder = options
        .keep
        .clone()
        .unwrap_or_else(|| temporary.path().to_owned());
    std::fs::create_dir_all(&folder)?;
    let private = options.database == Database::Postgres && options.postgres_url.is_none();
    let bench = Bench {
        cluster: private.then(Cluster::start).transpose()?,
        folder: Path::canonicalize(&folder)?,
        options,
    };
    let before = machine::describe()?;
    let mut results = Map::new();
    for (case, name) in [
        (Case::Posts, "posts"),
        (Case::Timelines, "timelines"),
        (Case::Inbox, "inbox"),
        (Case::Visible, "visible"),
        (Case::Fanout, "fanout"),
        (Case::Catchup, "catchup"),
        (Case::Backfill, "backfill"),
        (Case::Streaming, "streaming"),
        (Case::Notices, "notices"),
        (Case::Search, "search"),
    ] {
        if !bench.options.wants(case) {
            continue;
        }
        say(&format!("== {name}"));
        let outcome = match case {
            Case::Posts => cases::posts::run(&bench).await,
            Case::Timelines => cases::timelines::run(&bench).await,
            Case::Inbox => cases::inbox::run(&bench).await,
            Case::Visible => cases::visible::run(&bench).await,
            Case::Fanout => cases::fanout::run(&bench).await,
            Case::Catchup => cases::catchup::run(&bench).await,
            Case::Backfill => cases::backfill::run(&bench).await,
            Case::Streaming => cases::streaming::run(&bench).await,
            Case::Notices => cases::notices::run(&bench).await,
            Case::Search => cases::search::run(&bench).await,
        };
        // One case that fails does not take the others' figures away.
        let value = outcome.unwrap_or_else(|error| json!({ "error": error.to_string() }));
        say(&value.to_string());
        results.insert(name.to_owned(), value);
    }
    Ok(json!({
        "machine": before,
        "load_after": machine::load_average(),
        "database": format!("{:?}", bench.options.database).to_lowercase(),
        "connections": bench.options.connections,
        "seconds": bench.options.seconds,
        "results": results,
    }))
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let report = run(Options::read()).await?;
    writeln!(
        std::io::stdout(),
        "{}",
        serde_json::to_string_pretty(&report)?
    )?;
    Ok(())
}
