//! Hosts outside the network that the unit speaks to for one purpose, each purpose with a list of its own. They are reached
//! through the same guarded client as peers; only who may be spoken to differs.

use meent_federation::address::NamePattern;
use meent_federation::client::{Client, HostGate};
use meent_federation::origin::parse_id;

use crate::app::App;
use crate::config::{Config, Reach};
use crate::error::{Error, Result};

/// The longest address of a device at a push service, in bytes.
const ENDPOINT: usize = 2048;

/// The hosts of one purpose.
#[derive(Debug, Clone)]
pub struct Listed {
    /// This unit never speaks to itself.
    own: String,
    names: Vec<NamePattern>,
    /// Every public host.
    any: bool,
    /// The machine itself, for tests.
    localhost: bool,
}

impl Listed {
    /// Reads names, `*.` patterns and `*` from the configuration.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming the key.
    pub fn new(config: &Config, key: &str, hosts: &[String]) -> Result<Self> {
        let names = hosts.iter().filter(|host| *host != "*").map(|host| {
            host.parse()
                .map_err(|error| Error::invalid(format!("{key}: {error}")))
        });
        Ok(Self {
            own: config.domain.clone(),
            names: names.collect::<Result<_>>()?,
            any: hosts.iter().any(|host| host == "*"),
            localhost: config.test_mode,
        })
    }

    /// Push services. Where the configuration names none, a unit that keeps to its network has none, and one that is open to
    /// the internet any.
    ///
    /// # Errors
    /// As [`Listed::new`].
    pub fn of_push(config: &Config) -> Result<Self> {
        let hosts = match (&config.push.hosts, config.reach) {
            (Some(hosts), _) => hosts.clone(),
            (None, Reach::Internet) => vec!["*".to_owned()],
            (None, Reach::Network) => Vec::new(),
        };
        Self::new(config, "push.hosts", &hosts)
    }

    /// Does the list open every public host? Then private addresses that peers may have stay closed: nobody named them.
    pub fn is_open(&self) -> bool {
        self.any
    }
}

impl HostGate for Listed {
    fn allows(&self, authority: &str) -> bool {
        let name = authority
            .rsplit_once(':')
            .map_or(authority, |(name, _)| name);
        let here = name == "localhost" || name.ends_with(".localhost");
        let named = self.names.iter().any(|pattern| pattern.matches(name));
        authority != self.own && (named || (here && self.localhost) || (self.any && !here))
    }
}

/// Checks the address of a device at a push service: whether messages may be sent there, as far as that is possible without
/// looking its name up, which is done when something is sent.
///
/// # Errors
/// [`Error::Invalid`], saying what is wrong with it.
pub async fn check_push_endpoint(app: &App, endpoint: &str) -> Result<()> {
    let wrong = |why: String| Error::invalid(format!("Validation failed: Endpoint {why}"));
    if endpoint.is_empty() {
        return Err(wrong("can't be blank".to_owned()));
    }
    if endpoint.len() > ENDPOINT {
        return Err(wrong(format!("is longer than {ENDPOINT} characters")));
    }
    let url =
        parse_id(endpoint).map_err(|error| wrong(format!("is not a web address: {error}")))?;
    let client: &Client = app.network.push().await?;
    client.check(&url).map_err(|error| {
        wrong(format!(
            "is at a host that this unit sends nothing to ({error}). Its admin can allow a push service by push.hosts in the configuration"
        ))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn listed(reach: Reach, hosts: Option<&[&str]>) -> Listed {
        let mut config = Config {
            domain: "hrm.example".to_owned(),
            reach,
            ..Config::default()
        };
        config.push.hosts =
            hosts.map(|hosts| hosts.iter().map(|host| (*host).to_owned()).collect());
        Listed::of_push(&config).unwrap()
    }

    #[test]
    fn only_listed_hosts_are_spoken_to() {
        let none = listed(Reach::Network, None);
        let open = listed(Reach::Internet, None);
        let some = listed(Reach::Internet, Some(&["ntfy.example", "*.push.example"]));
        for (authority, expected) in [
            ("ntfy.example", (false, true, true)),
            ("ntfy.example:8443", (false, true, true)),
            ("a.push.example", (false, true, true)),
            ("push.example", (false, true, false)),
            ("other.example", (false, true, false)),
            ("hrm.example", (false, false, false)),
            ("localhost:3000", (false, false, false)),
        ] {
            let allowed = [&none, &open, &some].map(|list| list.allows(authority));
            assert_eq!(allowed, <[bool; 3]>::from(expected), "{authority}");
        }
        assert!(open.is_open() && !some.is_open());
        let wrong = Config {
            push: crate::config::Push {
                hosts: Some(vec!["https://x".to_owned()]),
                content: false,
            },
            ..Config::default()
        };
        let error = Listed::of_push(&wrong).unwrap_err().to_string();
        assert!(error.contains("push.hosts"), "{error}");
    }
}
