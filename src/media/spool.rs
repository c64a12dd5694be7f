//! Files on their way in: small ones in memory, large ones on the disk, without a name there, so that nothing is left of one
//! that breaks off.

use std::io::{Read, Result, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use tokio::io::AsyncWriteExt;

/// Bytes of a file that is kept in memory.
const IN_MEMORY: usize = 256 * 1024;

/// A file that has come in whole. Cheap to clone; all clones read one file, one after the other.
#[derive(Debug, Clone)]
pub struct Spool(Content);

#[derive(Debug, Clone)]
enum Content {
    Memory(Bytes),
    Disk(Arc<std::fs::File>, u64),
}

/// The content, to be changed.
#[derive(Debug)]
pub enum Opened {
    Memory(Vec<u8>),
    Disk(std::fs::File),
}

impl Spool {
    /// How many bytes.
    pub fn len(&self) -> u64 {
        match &self.0 {
            Content::Memory(bytes) => bytes.len() as u64,
            Content::Disk(_, len) => *len,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The first bytes, at most `most`.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn head(&self, most: usize) -> Result<Vec<u8>> {
        match &self.0 {
            Content::Memory(bytes) => Ok(bytes.iter().take(most).copied().collect()),
            Content::Disk(file, _) => read(file, most as u64),
        }
    }

    /// All of it, in memory: to be asked for only when [`Spool::len`] is small enough.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        match &self.0 {
            Content::Memory(bytes) => Ok(bytes.to_vec()),
            Content::Disk(file, len) => read(file, *len),
        }
    }

    /// The content, to be changed in place.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn open(&self) -> Result<Opened> {
        match &self.0 {
            Content::Memory(bytes) => Ok(Opened::Memory(bytes.to_vec())),
            Content::Disk(file, _) => file.try_clone().map(Opened::Disk),
        }
    }
}

fn read(mut file: &std::fs::File, most: u64) -> Result<Vec<u8>> {
    file.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

impl Default for Spool {
    fn default() -> Self {
        Self(Content::Memory(Bytes::new()))
    }
}

impl From<Vec<u8>> for Spool {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Content::Memory(bytes.into()))
    }
}

/// The same content in memory, or the same file.
impl PartialEq for Spool {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Content::Memory(a), Content::Memory(b)) => a == b,
            (Content::Disk(a, _), Content::Disk(b, _)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

impl Eq for Spool {}

/// A file that is coming in.
#[derive(Debug)]
pub struct Spooling {
    folder: PathBuf,
    memory: Vec<u8>,
    file: Option<tokio::fs::File>,
    len: u64,
}

impl Spooling {
    /// Begins one; a large one goes to `folder`, or where this machine keeps such files.
    pub fn new(folder: Option<&Path>) -> Self {
        Self {
            folder: folder.map_or_else(std::env::temp_dir, Path::to_owned),
            memory: Vec::new(),
            file: None,
            len: 0,
        }
    }

    /// How many bytes have come.
    pub fn len(&self) -> u64 {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds what has come.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn write(&mut self, chunk: &[u8]) -> Result<()> {
        self.len += chunk.len() as u64;
        if let Some(file) = &mut self.file {
            return file.write_all(chunk).await;
        }
        self.memory.extend_from_slice(chunk);
        if self.memory.len() > IN_MEMORY {
            let mut file = tokio::fs::File::from_std(tempfile::tempfile_in(&self.folder)?);
            file.write_all(&std::mem::take(&mut self.memory)).await?;
            self.file = Some(file);
        }
        Ok(())
    }

    /// All has come.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn finish(self) -> Result<Spool> {
        let Some(mut file) = self.file else {
            return Ok(self.memory.into());
        };
        file.flush().await?;
        let mut file = file.into_std().await;
        file.flush()?;
        Ok(Spool(Content::Disk(Arc::new(file), self.len)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    #[tokio::test]
    async fn large_files_go_to_the_disk_and_leave_no_name() {
        let folder = tempfile::tempdir().unwrap();
        for (length, on_disk) in [(0, false), (IN_MEMORY, false), (IN_MEMORY + 1, true)] {
            let content: Vec<u8> = (0..length).map(|n| n.to_le_bytes()[0]).collect();
            let mut spooling = Spooling::new(Some(folder.path()));
            for chunk in content.chunks(10_000) {
                spooling.write(chunk).await.unwrap();
            }
            let spool = spooling.finish().await.unwrap();
            assert_eq!(spool.len(), length as u64);
            assert_eq!(spool.bytes().unwrap(), content);
            assert_eq!(spool.head(3).unwrap(), content.get(..3).unwrap_or(&content));
            assert_eq!(spool.bytes().unwrap(), content);
            assert_eq!(matches!(spool.open().unwrap(), Opened::Disk(_)), on_disk);
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        }
    }
}
