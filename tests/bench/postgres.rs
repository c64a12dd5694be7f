//! A private PostgreSQL cluster with the settings of its maker, except for more memory: what was answered is on disk.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::rig::{Outcome, unit};

/// A running cluster; stopped and removed when dropped.
pub struct Cluster {
    pub url: String,
    bin: PathBuf,
    data: PathBuf,
    root: bool,
    folder: tempfile::TempDir,
}

impl Cluster {
    pub fn start() -> Outcome<Self> {
        let bin = find()?;
        let folder = tempfile::Builder::new()
            .prefix("meent-bench-pg")
            .tempdir()?;
        let root = run(Command::new("id").arg("-u"))?.trim() == "0";
        if root {
            run(Command::new("chown").arg("postgres").arg(folder.path()))?;
        }
        let port = unit::free_address()?.port();
        let cluster = Self {
            url: format!("postgres://meent@127.0.0.1:{port}/postgres"),
            data: folder.path().join("data"),
            bin,
            root,
            folder,
        };
        run(cluster.command("initdb").args([
            "--username=meent",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
        ]))?;
        let options = format!(
            "-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={} -c shared_buffers=512MB",
            cluster.folder.path().display()
        );
        let log = cluster.data.join("server.log");
        run(cluster
            .command("pg_ctl")
            .args(["start", "--wait", "--silent"])
            .arg("--log")
            .arg(log)
            .arg("--options")
            .arg(options))?;
        Ok(cluster)
    }

    /// One of the cluster's programs. The server refuses to run as root, so root lends it to an account without rights.
    fn command(&self, program: &str) -> Command {
        let path = self.bin.join(program);
        let mut command = if self.root {
            let mut command = Command::new("setpriv");
            command
                .args([
                    "--reuid=postgres",
                    "--regid=postgres",
                    "--clear-groups",
                    "--",
                ])
                .arg(path);
            command
        } else {
            Command::new(path)
        };
        command.current_dir("/").arg("--pgdata").arg(&self.data);
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(error) =
            run(self
                .command("pg_ctl")
                .args(["stop", "--mode=immediate", "--silent"]))
        {
            crate::say(&format!("PostgreSQL does not stop: {error}"));
        }
    }
}

fn find() -> Outcome<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|entries| {
            entries
                .flatten()
                .map(|entry| entry.path().join("bin"))
                .collect()
        })
        .unwrap_or_default();
    found.extend(std::env::var("PATH")?.split(':').map(PathBuf::from));
    found.sort();
    found
        .into_iter()
        .rev()
        .find(|folder: &PathBuf| Path::exists(&folder.join("initdb")))
        .ok_or_else(|| "PostgreSQL is not installed: no initdb found".into())
}

fn run(command: &mut Command) -> Outcome<String> {
    let output = command.output()?;
    if !output.status.success() {
        return Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
