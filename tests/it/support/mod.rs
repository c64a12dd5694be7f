//! What tests are given: a whole unit with a database of its own, people in it, and other units to talk to.
//!
//! ```ignore
//! let unit = TestApp::new().await;
//! let anna = unit.person("anna").await;
//! let post = unit.post("/api/v1/statuses").by(&anna).json(json!({"status": "Hoi"})).await.ok().json();
//! ```
#![allow(dead_code)]

pub mod answers;
pub mod calls;
pub mod database;
pub mod devices;
pub mod network;
pub mod people;
pub mod sites;
pub mod streams;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock};

use meent::ap::network::{Network, Surroundings};
use meent::app::{App, AppRef};
use meent::config::Config;
use meent::domain::time::Clock;
use meent::domain::{Happening, Timestamp};
use meent::http::router::router;
use meent::media::Store;
use meent::search::Search;
use tempfile::TempDir;
use tokio::sync::{OnceCell, mpsc};

use database::Database;

pub use answers::Answer;
pub use calls::Call;
pub use people::Member;

/// Monday 2 March 2026, 09:00 UTC: where every test's clock stands at first.
pub const START: Timestamp = Timestamp::from_millis(1_772_442_000_000);

/// A unit, by default `https://hrm.example`. Its clock stands still until [`TestApp::advance`].
pub struct TestApp {
    pub app: AppRef,
    database: Database,
    client: OnceCell<meent::db::oauth::AppRow>,
    /// What open streams are to hear; held from the first stream on.
    told: OnceLock<Mutex<mpsc::Receiver<Happening>>>,
    /// Set by [`TestApp::run_workers`]: then nothing may be left at the end.
    drained: AtomicBool,
    _folder: TempDir,
}

impl TestApp {
    /// A new unit in the network, with nobody in it.
    pub async fn new() -> Self {
        Self::with("public_url = 'https://hrm.example'").await
    }

    /// A new unit with this configuration (TOML). Folder and database are the test's own in any case.
    pub async fn with(config: &str) -> Self {
        Self::at(config, Clock::fake(START)).await
    }

    /// As [`TestApp::with`], under a clock that is shared with other units.
    pub async fn at(config: &str, clock: Clock) -> Self {
        Self::among(config, clock, Surroundings::default()).await
    }

    /// As [`TestApp::at`], in a network that the test plays.
    pub async fn among(config: &str, clock: Clock, around: Surroundings) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = Config::parse(config, None, std::iter::empty()).expect("a configuration");
        config.data_dir = folder.path().to_owned();
        let database = Database::fresh(folder.path()).await;
        config.database_url.clone_from(&database.url);
        let store = Store::local(&config.media_dir()).expect("a store");
        let db = database.open().await;
        let network = Network::among(&config, &clock, around).expect("a network");
        let search = Arc::new(Search::in_memory());
        let app = App::with(config, db, clock, store, network, search)
            .await
            .expect("a unit");
        Self {
            app,
            database,
            client: OnceCell::new(),
            told: OnceLock::new(),
            drained: AtomicBool::new(false),
            _folder: folder,
        }
    }

    /// A request straight into the router; send it by awaiting it.
    pub fn call(&self, method: &str, path: &str) -> Call {
        Call::new(
            router(self.app.clone()),
            &self.app.config.domain,
            method,
            path,
        )
    }

    pub fn get(&self, path: &str) -> Call {
        self.call("GET", path)
    }

    pub fn post(&self, path: &str) -> Call {
        self.call("POST", path)
    }

    pub fn put(&self, path: &str) -> Call {
        self.call("PUT", path)
    }

    pub fn patch(&self, path: &str) -> Call {
        self.call("PATCH", path)
    }

    pub fn delete(&self, path: &str) -> Call {
        self.call("DELETE", path)
    }

    /// Turns the clock forward.
    pub fn advance(&self, seconds: i64) {
        self.app.clock.advance_millis(seconds * 1000);
    }

    /// Statements that the database has run for this unit so far.
    pub fn statements(&self) -> u64 {
        self.app.db.statements()
    }

    fn told(&self) -> MutexGuard<'_, mpsc::Receiver<Happening>> {
        let told = self.told.get_or_init(|| Mutex::new(self.app.db.hear()));
        told.lock().expect("the ear")
    }

    /// A second process on the same database, such as the command line beside a running unit. It looks into the same index.
    pub async fn beside(&self) -> AppRef {
        let store = Store::local(&self.app.config.media_dir()).expect("a store");
        let db = self.database.open().await;
        let (config, clock) = (self.app.config.clone(), self.app.clock.clone());
        let network = Network::among(&config, &clock, Surroundings::default()).expect("a network");
        App::with(config, db, clock, store, network, self.app.search.clone())
            .await
            .expect("a second process")
    }

    /// As [`TestApp::beside`], with an index of its own in files.
    pub async fn on_disk(&self) -> AppRef {
        let store = Store::local(&self.app.config.media_dir()).expect("a store");
        let db = self.database.open().await;
        App::new(self.app.config.clone(), db, self.app.clock.clone(), store)
            .await
            .expect("a second process")
    }

    /// Does all work that is due now (publish, deliver, inbox, fetch, index) until there is none. From then on the end of the
    /// test checks that nothing was left undone.
    pub async fn run_workers(&self) {
        meent::worker::drain(&self.app).await.expect("the workers");
        self.drained.store(true, Ordering::Relaxed);
    }

    /// What waits in the queues, in words; empty when nothing does.
    pub async fn left_over(&self) -> Vec<String> {
        database::left_over(&self.app.db).await
    }

    /// The address that requests of [`TestApp::call`] come from.
    pub fn caller() -> SocketAddr {
        SocketAddr::from(([192, 0, 2, 1], 40_000))
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let check = *self.drained.get_mut() && !std::thread::panicking();
        self.database.end(check);
    }
}
