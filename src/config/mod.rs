//! The configuration of a unit: a TOML file, each key also as an environment variable.

mod environment;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use serde::Deserialize;

pub use environment::KEYS;

use crate::error::{Error, Result};

/// Whom the unit talks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reach {
    /// Member peers only; everything is behind the login or a member's signature.
    #[default]
    Network,
    /// Any server that is not suspended.
    Internet,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// `host` or `host:port` in handles. Left out: taken from `public_url`.
    pub domain: String,
    /// Where the process listens; a TLS proxy stands in front.
    pub bind: SocketAddr,
    /// How people and peers reach the unit, without a slash at the end.
    pub public_url: String,
    /// `sqlite://PATH` or `postgres://…`. Left out: `meent.sqlite` in `data_dir`.
    pub database_url: String,
    /// Database and media, unless they are put elsewhere.
    pub data_dir: PathBuf,
    /// The unit's name; can be changed in the web pages afterwards.
    pub title: String,
    pub reach: Reach,
    /// Instant registration, password grant, no rate limits. Only on `localhost` names.
    pub test_mode: bool,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    pub log: Log,
    pub tls: Tls,
    pub federation: Federation,
    pub push: Push,
    pub previews: Previews,
    pub translation: Translation,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// `error`, `warn`, `info`, `debug`, or a filter such as `meent=debug,warn`.
    pub filter: String,
    pub format: LogFormat,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tls {
    /// PEM file with the certificates of an internal CA, believed besides the system's.
    pub extra_ca: Option<PathBuf>,
}

/// Where the unit may connect. Names resolve to public addresses only, unless a range is allowed here.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Federation {
    /// Private ranges that peers may live in, such as `10.20.0.0/16`.
    pub allow_cidrs: Vec<IpNet>,
    /// Ranges that are never connected to; wins over everything.
    pub deny_cidrs: Vec<IpNet>,
    /// Ports that peers may use.
    pub ports: Vec<u16>,
    /// Own answers to name look-ups: name to address.
    pub hosts: BTreeMap<String, IpAddr>,
    /// Names that are reached by plain HTTP. For tests and demos.
    pub plain_http: Vec<String>,
    /// Answer `*.localhost` with 127.0.0.1 and allow it, by plain HTTP and any port. For tests and demos.
    pub localhost_names: bool,
    /// So long is kept, out of sight, what a suspended peer had sent; then it is deleted.
    pub keep_suspended_days: u16,
}

/// Messages to people's devices, by way of push services.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Push {
    /// Names of the push services that may be used, `*.` in front for all names below, `*` for every public host. Left out:
    /// none with reach `network`, every public host with reach `internet`.
    pub hosts: Option<Vec<String>>,
    /// Messages say who did what, with the beginning of the post. They are encrypted; but they stand on lock screens.
    pub content: bool,
}

/// Previews of the pages that posts link to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Previews {
    /// Names of hosts that are asked besides the units of the network, `*.` in front for all names below, `*` for every public
    /// host (and then no private one).
    pub hosts: Vec<String>,
}

/// A service that translates posts, with LibreTranslate's protocol.
#[derive(Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Translation {
    /// Its address, such as `https://translate.example`. Empty: nothing is translated.
    pub url: String,
    /// Its key for this unit, where it wants one.
    pub key: String,
}

impl std::fmt::Debug for Translation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Translation({})", self.url)
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            domain: String::new(),
            bind: SocketAddr::from(([127, 0, 0, 1], 3000)),
            public_url: "http://localhost:3000".to_owned(),
            database_url: String::new(),
            data_dir: PathBuf::from("data"),
            title: "Meent".to_owned(),
            reach: Reach::default(),
            test_mode: false,
            trusted_proxies: Vec::new(),
            log: Log::default(),
            tls: Tls::default(),
            federation: Federation::default(),
            push: Push::default(),
            previews: Previews::default(),
            translation: Translation::default(),
        }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self {
            filter: "info".to_owned(),
            format: LogFormat::Text,
        }
    }
}

impl Default for Federation {
    fn default() -> Self {
        Self {
            allow_cidrs: Vec::new(),
            deny_cidrs: Vec::new(),
            ports: vec![443],
            hosts: BTreeMap::new(),
            plain_http: Vec::new(),
            localhost_names: false,
            keep_suspended_days: 30,
        }
    }
}

impl Config {
    /// Reads the file (if one is named, or `meent.toml` exists here) and the environment, and checks the whole.
    /// Every error names the key, and for the file the line.
    pub fn load(file: Option<&Path>) -> Result<Self> {
        let default = Path::new("meent.toml");
        let path = file.or_else(|| default.exists().then_some(default));
        let text = match path {
            Some(path) => std::fs::read_to_string(path).map_err(|error| {
                Error::invalid(format!(
                    "cannot read the config file {}: {error}",
                    path.display()
                ))
            })?,
            None => String::new(),
        };
        let environment = std::env::vars().filter(|(name, _)| name.starts_with("MEENT_"));
        Self::parse(&text, path, environment)
    }

    /// As [`Config::load`], from text already read.
    pub fn parse(
        text: &str,
        path: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self> {
        let in_file = |error: toml::de::Error| {
            let place = path.map_or_else(|| "config".to_owned(), |path| path.display().to_string());
            Error::invalid(format!("{place}: {}", error.to_string().trim_end()))
        };
        toml::from_str::<Self>(text).map_err(in_file)?;
        let mut table: toml::Table = text.parse().map_err(in_file)?;
        environment::overlay(&mut table, environment)?;
        let mut config: Self = table.try_into().map_err(|error| {
            Error::invalid(format!("environment: {}", error.to_string().trim_end()))
        })?;
        config.complete()?;
        Ok(config)
    }

    /// Fills what follows from other keys, and refuses what cannot work.
    fn complete(&mut self) -> Result<()> {
        while self.public_url.ends_with('/') {
            self.public_url.pop();
        }
        let url = url::Url::parse(&self.public_url).map_err(|error| {
            Error::invalid(format!(
                "public_url: {error}; write it as https://hrm.example"
            ))
        })?;
        let host = url.host_str().unwrap_or_default().to_owned();
        let authority = url
            .port()
            .map_or_else(|| host.clone(), |port| format!("{host}:{port}"));
        if url.path() != "/" || url.query().is_some() || !url.username().is_empty() {
            return Err(Error::invalid(
                "public_url: only scheme, name and port, such as https://hrm.example",
            ));
        }
        if url.scheme() != "https" && !(url.scheme() == "http" && is_localhost(&host)) {
            return Err(Error::invalid(
                "public_url: must start with https:// (http:// works on localhost names only)",
            ));
        }
        if self.domain.is_empty() {
            self.domain.clone_from(&authority);
        }
        self.domain = self.domain.to_ascii_lowercase();
        if self.domain != authority {
            return Err(Error::invalid(format!(
                "domain: {} is not the name in public_url ({authority}). Both must be the same; change one of them",
                self.domain
            )));
        }
        if self.test_mode && !is_localhost(&host) {
            return Err(Error::invalid(format!(
                "test_mode: refuses to start on {host}, because it lets anybody register and log in. Remove it, or use a localhost name"
            )));
        }
        if is_localhost(&host) {
            self.federation.localhost_names = true;
        }
        if self.database_url.is_empty() {
            self.database_url =
                format!("sqlite://{}", self.data_dir.join("meent.sqlite").display());
        }
        Ok(())
    }

    /// Are people served over TLS, so that cookies can be `__Host-` and `Secure`?
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    pub fn media_dir(&self) -> PathBuf {
        self.data_dir.join("media")
    }

    /// Where this process keeps its index of posts: made from the database, and of no use to another one.
    pub fn search_dir(&self) -> PathBuf {
        self.data_dir.join("search")
    }
}

fn is_localhost(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn parse(text: &str, environment: &[(&str, &str)]) -> Result<Config> {
        let environment = environment
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::parse(text, Some(Path::new("unit.toml")), environment)
    }

    #[test]
    fn nothing_given_is_a_unit_on_localhost() {
        let config = parse("", &[]).unwrap();
        assert_eq!(config.domain, "localhost:3000");
        assert_eq!(config.database_url, "sqlite://data/meent.sqlite");
        assert!(config.federation.localhost_names);
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let config = parse(
            "public_url = 'https://hrm.example'\n[federation]\nports = [443]",
            &[
                ("MEENT_BIND", "0.0.0.0:9000"),
                ("MEENT_FEDERATION_PORTS", "443, 8443"),
                ("MEENT_REACH", "internet"),
            ],
        )
        .unwrap();
        assert_eq!(config.bind.port(), 9000);
        assert_eq!(config.federation.ports, [443, 8443]);
        assert_eq!(config.reach, Reach::Internet);
        assert!(!config.federation.localhost_names);
    }

    #[test]
    fn mistakes_name_the_key_and_the_place() {
        let cases: &[(&str, &[(&str, &str)], &[&str])] = &[
            (
                "title = 'x'\ndomian = 'y'",
                &[],
                &["unit.toml", "line 2", "domian"],
            ),
            ("bind = 5", &[], &["unit.toml", "line 1"]),
            ("[tls]\nextra = 'x'", &[], &["line 2", "extra"]),
            ("", &[("MEENT_DOMIAN", "x")], &["MEENT_DOMIAN"]),
            ("", &[("MEENT_BIND", "nowhere")], &["environment", "bind"]),
            (
                "public_url = 'http://hrm.example'",
                &[],
                &["public_url", "https"],
            ),
            ("public_url = 'https://hrm.example/x'", &[], &["public_url"]),
            (
                "public_url = 'https://hrm.example'\ndomain = 'it.example'",
                &[],
                &["domain", "it.example"],
            ),
            (
                "public_url = 'https://hrm.example'\ntest_mode = true",
                &[],
                &["test_mode", "hrm.example"],
            ),
        ];
        for (text, environment, words) in cases {
            let error = parse(text, environment).unwrap_err().to_string();
            for word in *words {
                assert!(error.contains(word), "{error:?} lacks {word}");
            }
        }
    }
}
