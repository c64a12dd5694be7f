//! The index as files, or in memory: opening it, looking into it, and noticing when it is of no use any more.

use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use serde::{Deserialize, Serialize};
use tantivy::directory::{MmapDirectory, RamDirectory};
use tantivy::{Index, IndexReader, ReloadPolicy, TantivyError};

use super::fields::{Fields, VERSION};
use super::find::{Page, Rights};
use super::log::Log;
use super::question::Question;
use super::writing::Writing;
use crate::domain::StatusId;
use crate::error::{Error, Result};

/// How far an index has come. Saved with each commit, so that the two agree whatever happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    version: u32,
    /// Which making of the index this is, by the number that the unit's admin asked for it with.
    pub build: i64,
    /// Changes up to this one are in it.
    pub position: i64,
    /// While it is being made: posts from this one on are in it, older ones are still to come.
    pub below: Option<i64>,
}

impl State {
    /// The beginning of an index: what changes from `position` on comes by itself, what there is already is gone through.
    pub fn begin(build: i64, position: i64) -> Self {
        Self {
            version: VERSION,
            build,
            position,
            below: Some(i64::MAX),
        }
    }
}

enum Place {
    Folder(PathBuf),
    Memory(Mutex<RamDirectory>),
}

/// The index of this process.
pub struct Search {
    place: Place,
    opened: RwLock<Option<Arc<Opened>>>,
    /// The files are whole, as far as is known.
    checked: AtomicBool,
    /// Held by whoever feeds the index: one at a time.
    pub log: tokio::sync::Mutex<Log>,
}

/// An index in use.
pub(super) struct Opened {
    pub index: Index,
    pub reader: IndexReader,
    pub fields: Fields,
}

impl Search {
    /// An index in this folder, which need not be there yet. Nothing is read before it is needed.
    pub fn at(folder: PathBuf) -> Self {
        Self::new(Place::Folder(folder))
    }

    /// An index that ends with the process.
    pub fn in_memory() -> Self {
        Self::new(Place::Memory(Mutex::default()))
    }

    fn new(place: Place) -> Self {
        Self {
            place,
            opened: RwLock::new(None),
            checked: AtomicBool::new(false),
            log: tokio::sync::Mutex::default(),
        }
    }

    /// The newest posts that answer a question; none while there is no index. Takes some milliseconds of a core.
    ///
    /// # Errors
    /// When the index cannot be read. The next look of the worker then finds out whether it is damaged.
    pub fn find(&self, question: &Question, rights: &Rights, page: Page) -> Result<Vec<StatusId>> {
        let Some(opened) = self.look().map_err(failed)? else {
            return Ok(Vec::new());
        };
        // Files that somebody cut short can make the library panic.
        let found =
            std::panic::catch_unwind(AssertUnwindSafe(|| opened.find(question, rights, page)));
        match found {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(error)) => {
                self.doubt();
                Err(failed(error))
            }
            Err(_) => {
                self.doubt();
                Err(Error::internal("a search in the index broke down"))
            }
        }
    }

    /// How far the index has come; `None` when there is none, or none that can be used: that one is thrown away.
    ///
    /// # Errors
    /// When the files can neither be read nor removed.
    pub fn state(&self) -> Result<Option<State>> {
        let gone = matches!(&self.place, Place::Folder(path) if !has_index(path));
        if gone {
            self.doubt();
        }
        if !self.checked.load(Ordering::Relaxed) {
            self.close();
            match self.open(true) {
                Ok(opened) => self.keep(opened),
                Err(error) => {
                    tracing::warn!(%error, "the index for searching cannot be used; it is made anew");
                    self.wipe()?;
                }
            }
            self.checked.store(true, Ordering::Relaxed);
        }
        let Some(opened) = self.look().map_err(failed)? else {
            return Ok(None);
        };
        opened.state().map_err(failed)
    }

    /// Begins to write, into a new index if there is none. `None` when another process writes into these files: then they
    /// are read again here, for what it has written.
    ///
    /// # Errors
    /// When the files cannot be made or written.
    pub fn begin(&self) -> Result<Option<Writing>> {
        let opened = match self.look().map_err(failed)? {
            Some(opened) => opened,
            None => self.create().map_err(failed)?,
        };
        match Writing::begin(opened.clone()) {
            Ok(writing) => Ok(Some(writing)),
            Err(TantivyError::LockFailure(_, _)) => {
                opened.reader.reload().map_err(failed)?;
                Ok(None)
            }
            Err(error) => {
                self.doubt();
                Err(failed(error))
            }
        }
    }

    /// Whether the files are whole is found out anew before the next writing.
    pub fn doubt(&self) {
        self.checked.store(false, Ordering::Relaxed);
    }

    /// The index as it is open, or opened now.
    fn look(&self) -> tantivy::Result<Option<Arc<Opened>>> {
        let known = self.opened.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(opened) = &*known {
            return Ok(Some(opened.clone()));
        }
        drop(known);
        // Held while it is opened: what is closed meanwhile stays closed.
        let mut known = self.opened.write().unwrap_or_else(PoisonError::into_inner);
        if known.is_none() {
            *known = self.open(false)?;
        }
        Ok(known.clone())
    }

    fn keep(&self, opened: Option<Arc<Opened>>) {
        *self.opened.write().unwrap_or_else(PoisonError::into_inner) = opened;
    }

    fn close(&self) {
        self.keep(None);
    }

    /// `None` when there is none. With `whole`, all files are read through.
    fn open(&self, whole: bool) -> tantivy::Result<Option<Arc<Opened>>> {
        // Files that somebody cut short can make the library panic.
        std::panic::catch_unwind(AssertUnwindSafe(|| self.open_files(whole)))
            .unwrap_or_else(|_| strange("it breaks down when it is read"))
    }

    fn open_files(&self, whole: bool) -> tantivy::Result<Option<Arc<Opened>>> {
        let index = match &self.place {
            Place::Folder(path) if !has_index(path) => return Ok(None),
            Place::Folder(path) => Index::open(MmapDirectory::open(path)?)?,
            Place::Memory(directory) => {
                let directory = held(directory).clone();
                if !Index::exists(&directory)? {
                    return Ok(None);
                }
                Index::open(directory)?
            }
        };
        let (schema, _) = Fields::new();
        if index.schema() != schema {
            return strange("its fields are those of another version");
        }
        if whole && matches!(self.place, Place::Folder(_)) {
            let damaged = index.validate_checksum()?;
            if !damaged.is_empty() {
                return strange(&format!("{} of its files are damaged", damaged.len()));
            }
        }
        let opened = Opened::new(index)?;
        if let Some(state) = opened.state()?
            && state.version != VERSION
        {
            return strange("it was made by another version");
        }
        Ok(Some(Arc::new(opened)))
    }

    fn create(&self) -> tantivy::Result<Arc<Opened>> {
        let (schema, _) = Fields::new();
        let settings = Fields::settings();
        let index = match &self.place {
            Place::Folder(path) => {
                create_private(path)?;
                Index::create(MmapDirectory::open(path)?, schema, settings)?
            }
            Place::Memory(directory) => Index::create(held(directory).clone(), schema, settings)?,
        };
        let opened = Arc::new(Opened::new(index)?);
        self.keep(Some(opened.clone()));
        Ok(opened)
    }

    /// Throws the files away.
    fn wipe(&self) -> Result<()> {
        self.close();
        match &self.place {
            Place::Folder(path) => match std::fs::remove_dir_all(path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    Err(Error::unavailable(format!(
                        "the index for searching in {} cannot be removed: {error}",
                        path.display()
                    )))
                }
                _ => Ok(()),
            },
            Place::Memory(directory) => {
                *held(directory) = RamDirectory::default();
                Ok(())
            }
        }
    }
}

impl Opened {
    fn new(index: Index) -> tantivy::Result<Self> {
        Fields::register(&index);
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        let (_, fields) = Fields::new();
        Ok(Self {
            index,
            reader,
            fields,
        })
    }

    fn state(&self) -> tantivy::Result<Option<State>> {
        let Some(payload) = self.index.load_metas()?.payload else {
            return Ok(None);
        };
        serde_json::from_str(&payload)
            .map(Some)
            .map_err(|error| TantivyError::SchemaError(format!("its state: {error}")))
    }
}

/// An index that is of no use.
fn strange<T>(what: &str) -> tantivy::Result<T> {
    Err(TantivyError::SchemaError(what.to_owned()))
}

fn has_index(folder: &Path) -> bool {
    folder.join("meta.json").exists()
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The words of private posts stand in it: for nobody else on the machine to read.
fn create_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

pub(super) fn failed(error: TantivyError) -> Error {
    Error::internal(format!("the index for searching: {error}"))
}
