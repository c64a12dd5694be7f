//! What every part of a running unit shares.

use std::sync::Arc;

use meent_federation::push::VapidKey;
use tokio::sync::{Notify, Semaphore};

use crate::ap::network::Network;
use crate::config::Config;
use crate::db::Db;
use crate::domain::id::IdGenerator;
use crate::domain::lent::Lender;
use crate::domain::time::Clock;
use crate::domain::urls::Urls;
use crate::domain::{StatusId, Timestamp};
use crate::error::Result;
use crate::media::Store;
use crate::search::Search;
use crate::service::filters;
use crate::service::limits::RateLimits;
use crate::service::throttle::Throttle;
use crate::service::trends::Cache;
use crate::stream::Hub;

pub type AppRef = Arc<App>;

/// A unit. Time, ids and randomness come from here, so that a test can hold them still.
pub struct App {
    pub config: Config,
    pub db: Db,
    pub clock: Clock,
    pub ids: IdGenerator,
    pub urls: Urls,
    pub store: Store,
    pub search: Arc<Search>,
    /// Everything that speaks to peers.
    pub network: Network,
    /// By which push services know this unit.
    pub push_key: VapidKey,
    pub hints: Hints,
    pub throttle: Throttle,
    pub limits: RateLimits,
    /// Who listens to what happens, in this process.
    pub streams: Hub,
    /// What people filter, ready for use.
    pub filters: filters::Cache,
    /// What is going on in the network, as it was worked out last.
    pub trends: Cache,
    /// How many pictures and passwords are worked on at once: both take a core and much memory.
    pub heavy: Arc<Semaphore>,
}

/// Tells workers that there may be work. A lost hint costs time, never data: the workers look at the database.
#[derive(Debug, Default)]
pub struct Hints {
    pub publish: Notify,
    pub delivery: Notify,
    pub inbox: Notify,
    pub fetch: Notify,
    pub directory: Notify,
    pub polls: Notify,
    pub push: Notify,
    pub previews: Notify,
    pub scheduled: Notify,
    pub mutes: Notify,
}

impl App {
    /// Puts a unit together over an open, migrated database.
    pub async fn new(config: Config, db: Db, clock: Clock, store: Store) -> Result<AppRef> {
        let network = Network::new(&config, &clock)?;
        let search = Arc::new(Search::at(config.search_dir()));
        Self::with(config, db, clock, store, network, search).await
    }

    /// As [`App::new`], with a network and an index of the caller's making; for tests that watch what leaves, and that leave
    /// no files.
    pub async fn with(
        config: Config,
        db: Db,
        clock: Clock,
        store: Store,
        network: Network,
        search: Arc<Search>,
    ) -> Result<AppRef> {
        let secret = crate::service::unit::file_secret(&db).await?;
        let push_key = crate::service::unit::push_key(&db).await?;
        let urls = Urls::new(&config.public_url, Lender::new(&secret, clock.clone()));
        let salt = (std::process::id() & 0x3f) as u16;
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let limits = RateLimits::new(!config.test_mode, clock.clone());
        let app = Arc::new(Self {
            config,
            db,
            clock,
            ids: IdGenerator::new(salt),
            urls,
            store,
            search,
            network,
            push_key,
            hints: Hints::default(),
            throttle: Throttle::default(),
            limits,
            streams: Hub::default(),
            filters: filters::Cache::default(),
            trends: Cache::default(),
            heavy: Arc::new(Semaphore::new(cores)),
        });
        crate::service::unit::ensure_actor(&app).await?;
        crate::service::keys::ensure_all(&app).await?;
        Ok(app)
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A new id for something that happens now.
    pub fn next_id(&self) -> i64 {
        self.ids.next(self.now())
    }

    pub fn next_status_id(&self) -> StatusId {
        StatusId(self.next_id())
    }

    /// Runs work that keeps a core busy (passwords, pictures) on a thread of its own, only so much of it at once.
    pub async fn heavy<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let permit = self
            .heavy
            .clone()
            .acquire_owned()
            .await
            .map_err(crate::error::Error::internal)?;
        tokio::task::spawn_blocking(move || {
            let result = work();
            drop(permit);
            result
        })
        .await
        .map_err(crate::error::Error::internal)
    }
}
