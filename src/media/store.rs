//! Where files are kept: a folder of this machine now, any object store through the same interface.
//!
//! The folder's implementation writes beside the target, syncs, and renames: a name either has its whole content or does
//! not exist, also after a power cut or on a full disk. A crash between may leave a file named `…#1` behind; it is never
//! served, since `#` is in no key.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Datelike, Utc};
use futures::StreamExt;
use futures::stream::BoxStream;
use object_store::local::LocalFileSystem;
use object_store::{
    GetOptions, GetRange, MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload,
};
use tokio::io::AsyncReadExt;

/// A large file is written in pieces of so many bytes.
const PIECE: usize = 5 * 1024 * 1024;

/// The longest key.
const MAX_KEY: usize = 200;

/// The name of a stored file. Only ever made by us: nothing in it comes from a sender.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(String);

impl Key {
    /// A new key, `media/2026/11/<id>-<token>/<file>`. The `token` is random, so that names cannot be guessed from ids.
    ///
    /// # Errors
    /// [`StoreError::BadKey`] if a part holds anything but `a-z`, `0-9`, `-`, `_` and single dots.
    pub fn new(
        area: &str,
        at: DateTime<Utc>,
        id: i64,
        token: &str,
        file: &str,
    ) -> Result<Self, StoreError> {
        if token.is_empty() || file.contains('/') || token.contains('/') || area.contains('/') {
            return Err(StoreError::BadKey);
        }
        Self::parse(&format!(
            "{area}/{:04}/{:02}/{id}-{token}/{file}",
            at.year(),
            at.month()
        ))
    }

    /// Reads a key back, from the database or from an address.
    ///
    /// # Errors
    /// [`StoreError::BadKey`] for whatever could leave the store or is no key of ours.
    pub fn parse(key: &str) -> Result<Self, StoreError> {
        let fine_part = |part: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && !part.contains("..")
                && part
                    .bytes()
                    .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.'))
        };
        let fine =
            key.len() <= MAX_KEY && key.split('/').count() >= 2 && key.split('/').all(fine_part);
        fine.then(|| Self(key.to_owned())).ok_or(StoreError::BadKey)
    }

    /// The same place with another file name, for the small version beside the original.
    ///
    /// # Errors
    /// As [`Key::parse`].
    pub fn sibling(&self, file: &str) -> Result<Self, StoreError> {
        let folder = self.0.rsplit_once('/').map_or("", |(folder, _)| folder);
        if file.contains('/') {
            return Err(StoreError::BadKey);
        }
        Self::parse(&format!("{folder}/{file}"))
    }

    /// The id of the attachment that the file belongs to; `None` for the pictures of profiles.
    pub fn attachment(&self) -> Option<i64> {
        let mut parts = self.0.strip_prefix("posts/")?.split('/').skip(2);
        parts.next()?.split_once('-')?.0.parse().ok()
    }

    /// As text, for the database and for addresses.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn location(&self) -> object_store::path::Path {
        object_store::path::Path::from(self.0.as_str())
    }
}

/// What can go wrong with stored files.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such file.
    #[error("the file does not exist")]
    NotFound,
    /// No space is left, or the quota is used up: nothing was written.
    #[error("the disk for media is full")]
    Full,
    /// The asked for part lies beyond the end.
    #[error("the range is outside the file")]
    BadRange,
    /// Not a key of ours.
    #[error("not a valid key")]
    BadKey,
    /// Anything else, for the log.
    #[error("the media store failed: {0}")]
    Other(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A file, or a part of it, to be sent on.
pub struct Stored {
    /// Bytes of the whole file.
    pub size: u64,
    /// Which of them are in `stream`.
    pub range: Range<u64>,
    /// When it was written.
    pub modified: DateTime<Utc>,
    /// The content.
    pub stream: BoxStream<'static, Result<Bytes, StoreError>>,
}

/// A part of a file, as in a `Range` header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// From the first to before the second; ends at the end of the file at the latest.
    Between(Range<u64>),
    /// From here to the end.
    From(u64),
    /// The last so many bytes.
    Last(u64),
}

/// The place where files are kept. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    inner: Arc<dyn ObjectStore>,
    /// Set when files lie in a folder of this machine.
    folder: Option<PathBuf>,
}

impl Store {
    /// Keeps files in a folder, which is made, for this user alone, if it is missing.
    ///
    /// # Errors
    /// When the folder cannot be made or read.
    pub fn local(folder: &Path) -> Result<Self, StoreError> {
        create_private(folder).map_err(from_io)?;
        let folder = folder.canonicalize().map_err(from_io)?;
        let inner = LocalFileSystem::new_with_prefix(&folder)
            .map_err(from_store)?
            .with_fsync(true)
            .with_automatic_cleanup(true);
        Ok(Self {
            inner: Arc::new(inner),
            folder: Some(folder),
        })
    }

    /// Keeps files in any object store.
    pub fn over(inner: Arc<dyn ObjectStore>) -> Self {
        Self {
            inner,
            folder: None,
        }
    }

    /// Writes a whole file; replaces one of the same key. When it returns, the file survives a power cut.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Other`]; then nothing was written.
    pub async fn put(&self, key: &Key, bytes: Bytes) -> Result<(), StoreError> {
        self.inner
            .put(&key.location(), PutPayload::from_bytes(bytes))
            .await
            .map_err(from_store)?;
        self.protect(key).await
    }

    /// Writes a large file, from its beginning, without holding it in memory. As [`Store::put`] else.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Other`]; then nothing was written.
    pub async fn put_file(&self, key: &Key, file: std::fs::File) -> Result<(), StoreError> {
        let mut upload = self
            .inner
            .put_multipart(&key.location())
            .await
            .map_err(from_store)?;
        if let Err(error) = copy(file, upload.as_mut()).await {
            // What was written so far has no name yet.
            if let Err(trouble) = upload.abort().await {
                tracing::warn!(%trouble, "what was written of a file was not removed");
            }
            return Err(error);
        }
        self.protect(key).await
    }

    /// Where uploads wait on the disk that they will be kept on; `None` when that is not of this machine.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    async fn protect(&self, key: &Key) -> Result<(), StoreError> {
        match &self.folder {
            Some(folder) => make_private(&folder.join(key.as_str()))
                .await
                .map_err(from_io),
            None => Ok(()),
        }
    }

    /// Reads a whole file into memory.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] and [`StoreError::Other`].
    pub async fn get(&self, key: &Key) -> Result<Bytes, StoreError> {
        let found = self.inner.get(&key.location()).await.map_err(from_store)?;
        found.bytes().await.map_err(from_store)
    }

    /// Opens a file, or a part of it, for sending on without holding it in memory.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::BadRange`] and [`StoreError::Other`].
    pub async fn open(&self, key: &Key, part: Option<Part>) -> Result<Stored, StoreError> {
        let location = key.location();
        let size = self.inner.head(&location).await.map_err(from_store)?.size;
        let range = match part {
            Some(Part::Between(range)) if range.start >= size || range.end <= range.start => {
                return Err(StoreError::BadRange);
            }
            Some(Part::From(start)) if start >= size => return Err(StoreError::BadRange),
            Some(Part::Last(0)) => return Err(StoreError::BadRange),
            Some(Part::Between(range)) => Some(GetRange::Bounded(range)),
            Some(Part::From(start)) => Some(GetRange::Offset(start)),
            Some(Part::Last(count)) => Some(GetRange::Suffix(count)),
            None => None,
        };
        let options = GetOptions::default().with_range(range);
        let found = self
            .inner
            .get_opts(&location, options)
            .await
            .map_err(from_store)?;
        Ok(Stored {
            size,
            range: found.range.clone(),
            modified: found.meta.last_modified,
            stream: found
                .into_stream()
                .map(|piece| piece.map_err(from_store))
                .boxed(),
        })
    }

    /// Removes a file. One that does not exist counts as removed.
    ///
    /// # Errors
    /// [`StoreError::Other`].
    pub async fn delete(&self, key: &Key) -> Result<(), StoreError> {
        match self.inner.delete(&key.location()).await.map_err(from_store) {
            Err(StoreError::NotFound) => Ok(()),
            other => other,
        }
    }
}

async fn copy(file: std::fs::File, upload: &mut dyn MultipartUpload) -> Result<(), StoreError> {
    use std::io::Seek;
    (&file).rewind().map_err(from_io)?;
    let mut file = tokio::fs::File::from_std(file);
    loop {
        let mut piece = Vec::with_capacity(PIECE);
        let mut part = (&mut file).take(PIECE as u64);
        if part.read_to_end(&mut piece).await.map_err(from_io)? == 0 {
            break;
        }
        upload
            .put_part(PutPayload::from(piece))
            .await
            .map_err(from_store)?;
    }
    upload.complete().await.map_err(from_store)?;
    Ok(())
}

#[cfg(unix)]
fn create_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

#[cfg(not(unix))]
fn create_private(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)
}

/// The folder already keeps others out; this holds when files are copied elsewhere, as backups are.
#[cfg(unix)]
async fn make_private(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    match tokio::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).await {
        // Removed meanwhile by somebody else: nothing to protect.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(not(unix))]
async fn make_private(_file: &Path) -> std::io::Result<()> {
    Ok(())
}

fn from_io(error: std::io::Error) -> StoreError {
    if is_full(&error) {
        StoreError::Full
    } else {
        StoreError::Other(Box::new(error))
    }
}

fn from_store(error: object_store::Error) -> StoreError {
    if matches!(error, object_store::Error::NotFound { .. }) {
        return StoreError::NotFound;
    }
    // The cause is some levels down, under wrappers that differ per operation.
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    while let Some(current) = cause {
        if current
            .downcast_ref::<std::io::Error>()
            .is_some_and(is_full)
        {
            return StoreError::Full;
        }
        cause = current.source();
    }
    StoreError::Other(Box::new(error))
}

fn is_full(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded)
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
