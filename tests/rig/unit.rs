//! A unit in a process of its own.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use meent::app::{App, AppRef};
use meent::config::Config;
use meent::db::{Db, migrate};
use meent::domain::time::Clock;
use meent::media::Store;
use rand::Rng;

use super::Outcome;
use super::wire::{self, Wire};

/// How long a unit may take to answer before something must be wrong.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where a unit lives: `NAME.localhost` at a port of its own, with its data in a folder of its own.
#[derive(Debug, Clone)]
pub struct Place {
    pub address: SocketAddr,
    /// `NAME.localhost:PORT`: the unit's authority, and what belongs into `Host`.
    pub host: String,
    pub folder: PathBuf,
    pub database: String,
}

impl Place {
    /// A place with a free port. `database`: none for SQLite in the folder.
    pub fn new(name: &str, folder: &Path, database: Option<&str>) -> Outcome<Self> {
        std::fs::create_dir_all(folder)?;
        let address = free_address()?;
        let sqlite = || format!("sqlite://{}", folder.join("meent.sqlite").display());
        Ok(Self {
            address,
            host: format!("{name}.localhost:{}", address.port()),
            folder: folder.to_owned(),
            database: database.map_or_else(sqlite, str::to_owned),
        })
    }

    fn settings(&self) -> Vec<(String, String)> {
        let set = |name: &str, value: String| (format!("MEENT_{name}"), value);
        vec![
            set("PUBLIC_URL", format!("http://{}", self.host)),
            set("BIND", self.address.to_string()),
            set("DATABASE_URL", self.database.clone()),
            set("DATA_DIR", self.folder.display().to_string()),
            set("TEST_MODE", "true".to_owned()),
            set("LOG_FILTER", "warn".to_owned()),
        ]
    }

    /// The unit without a server, in this process: the way to make data through its own functions.
    pub async fn open(&self) -> Outcome<AppRef> {
        let config = Config::parse("", None, self.settings().into_iter())?;
        let db = Db::open(&self.database, 4, None, Default::default()).await?;
        migrate::run(&db).await?;
        let store = Store::local(&config.media_dir())?;
        Ok(App::new(config, db, Clock::System, store).await?)
    }

    /// Starts the server with further variables, and returns at once.
    pub fn start(&self, program: &Path, more: &[(&str, String)]) -> Outcome<Unit> {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.folder.join("log"))?;
        let mut command = Command::new(program);
        command.arg("serve").current_dir(&self.folder);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("MEENT_")) {
            command.env_remove(name);
        }
        let started = Instant::now();
        let child = command
            .envs(self.settings())
            .envs(more.iter().map(|(name, value)| (*name, value)))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        Ok(Unit {
            place: self.clone(),
            child,
            started,
        })
    }

    /// The last lines that the unit's processes wrote.
    pub fn log(&self) -> String {
        let text = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines
            .get(lines.len().saturating_sub(20)..)
            .unwrap_or_default()
            .join("\n")
    }
}

/// A running unit; killed when dropped.
#[derive(Debug)]
pub struct Unit {
    pub place: Place,
    child: Child,
    started: Instant,
}

impl Unit {
    /// Asks `path` until the unit says 200, and returns how long that took since the start of the process.
    pub async fn ready(&mut self, path: &str, token: Option<&str>) -> Outcome<Duration> {
        let request = wire::get(&self.place.host, path, token);
        let mut turns = tokio::time::interval(Duration::from_millis(2));
        loop {
            turns.tick().await;
            let mut wire = Wire::new(self.place.address);
            match wire.send(&request).await {
                Ok(answer) if answer.status == 200 => return Ok(self.started.elapsed()),
                Ok(answer) => return Err(format!("{path} answers {}", answer.status).into()),
                Err(_) => {}
            }
            if let Some(status) = self.child.try_wait()? {
                return Err(format!("the unit ended with {status}:\n{}", self.place.log()).into());
            }
            if self.started.elapsed() > PATIENCE {
                return Err(format!("the unit does not start:\n{}", self.place.log()).into());
            }
        }
    }

    /// Resident memory in bytes, as the kernel counts it.
    pub fn resident(&self) -> Outcome<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let kilobytes = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .and_then(|rest| rest.trim().strip_suffix(" kB"))
            .ok_or("no VmRSS")?;
        Ok(kilobytes.trim().parse::<u64>()? * 1024)
    }

    /// SIGKILL: the process gets no chance to tidy up.
    pub fn kill(&mut self) -> Outcome<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Has the process ended by itself?
    pub fn ended(&mut self) -> Outcome<bool> {
        Ok(self.child.try_wait()?.is_some())
    }
}

impl Drop for Unit {
    fn drop(&mut self) {
        // It may have ended already; there is nobody to tell.
        drop(self.kill());
    }
}

/// A port that nobody listens at, and that the kernel gives to no connection: a test stops and starts units at theirs.
/// (Linux takes those from 32,768 on, others from 49,152 on.)
pub fn free_address() -> Outcome<SocketAddr> {
    for _ in 0..100 {
        let address = (
            Ipv4Addr::LOCALHOST,
            rand::thread_rng().gen_range(10_000..32_000),
        );
        if let Ok(listener) = TcpListener::bind(address) {
            return Ok(listener.local_addr()?);
        }
    }
    Err("none of a hundred ports is free".into())
}
