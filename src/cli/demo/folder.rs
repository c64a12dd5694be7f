//! The demo's folder: one subfolder for each unit, and a file that says what was made.

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::cli::{Done, Failure};

const MANIFEST: &str = "demo.json";

/// What `--json` prints, and what is kept for the next start.
#[derive(Debug, Serialize, Deserialize)]
pub struct Announcement {
    pub units: Vec<AnnouncedUnit>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct AnnouncedUnit {
    pub name: String,
    pub url: String,
    /// As in handles.
    pub domain: String,
    pub people: Vec<AnnouncedPerson>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct AnnouncedPerson {
    pub username: String,
    pub name: String,
    pub password: String,
    /// For the client API.
    pub token: String,
    pub role: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    port: u16,
    /// Missing while the demo is being made.
    made: Option<Announcement>,
}

/// A folder that belongs to the demo.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    port: u16,
}

impl Folder {
    /// Takes the folder into use; returns what an earlier start made there. What a start that did not get to its end has
    /// left is removed. Refuses a folder of something else, and one made for other ports: the port is part of every
    /// address in it.
    pub fn open(path: &Path, port: u16) -> Done<(Self, Option<Announcement>)> {
        let folder = Self {
            path: path.to_owned(),
            port,
        };
        fs::create_dir_all(path).map_err(|error| folder.cannot("make", &error))?;
        let made = match fs::read(folder.manifest()) {
            Ok(bytes) => {
                let manifest: Manifest = serde_json::from_slice(&bytes)
                    .map_err(|error| folder.cannot("understand demo.json in", &error))?;
                if manifest.port != port {
                    return Err(Failure::input(format!(
                        "the demo in {} was made for port {}: use --port {}, or another folder with --dir",
                        path.display(),
                        manifest.port,
                        manifest.port
                    )));
                }
                manifest.made
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let mut inside =
                    fs::read_dir(path).map_err(|error| folder.cannot("read", &error))?;
                if inside.next().is_some() {
                    return Err(Failure::input(format!(
                        "{} holds something else than a demo. Name an empty or a new folder with --dir",
                        path.display()
                    )));
                }
                None
            }
            Err(error) => return Err(folder.cannot("read", &error)),
        };
        if made.is_none() {
            folder.write(None)?;
        }
        Ok((folder, made))
    }

    /// Where a unit keeps its data.
    pub fn of(&self, unit: &str) -> PathBuf {
        self.path.join(unit)
    }

    /// Removes what an unfinished start has left of a unit.
    pub fn clear(&self, unit: &str) -> Done {
        match fs::remove_dir_all(self.of(unit)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(self.cannot("clear", &error))
            }
            _ => Ok(()),
        }
    }

    /// Notes that the demo is complete, and what is in it.
    pub fn finish(&self, made: Announcement) -> Done<Announcement> {
        self.write(Some(&made))?;
        Ok(made)
    }

    /// The file holds passwords and tokens: nobody else may read it. It is there whole or as it was.
    fn write(&self, made: Option<&Announcement>) -> Done {
        let value = serde_json::json!({ "port": self.port, "made": made });
        let new = self.path.join("demo.json.new");
        let written = fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&new)
            .and_then(|mut file| {
                file.write_all(value.to_string().as_bytes())?;
                file.sync_all()
            })
            .and_then(|()| fs::rename(&new, self.manifest()));
        written.map_err(|error| self.cannot("write in", &error))
    }

    fn manifest(&self) -> PathBuf {
        self.path.join(MANIFEST)
    }

    fn cannot(&self, what: &str, error: &dyn std::fmt::Display) -> Failure {
        Failure::unavailable(format!(
            "cannot {what} the folder {}: {error}. Check it, or name another one with --dir",
            self.path.display()
        ))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_the_demos_or_refused() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("demo");
        let (folder, made) = Folder::open(&path, 8080).unwrap();
        assert!(made.is_none());
        // A start that ended in the middle is followed by a new one.
        assert!(Folder::open(&path, 8080).unwrap().1.is_none());
        folder.finish(Announcement { units: Vec::new() }).unwrap();
        assert!(Folder::open(&path, 8080).unwrap().1.is_some());
        assert!(Folder::open(&path, 9090).is_err());

        let other = temp.path().join("other");
        fs::create_dir(&other).unwrap();
        fs::write(other.join("letter"), "dear").unwrap();
        assert!(Folder::open(&other, 8080).is_err());
    }
}
