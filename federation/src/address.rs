//! Where we may connect: names, ports and address ranges, and the resolver that hands out nothing else.
//!
//! A server that fetches what strangers name is a way into the network it stands in. An intranet makes that worse: its
//! peers live on private addresses, so "no private addresses" is no rule. The policy is therefore a list: public
//! addresses pass unless switched off, every special range is closed unless a configured range opens it for certain
//! ports, and what is denied stays denied whatever else allows it. Hosts are names only.
//!
//! The check happens where the connection is made, on the addresses that are connected to ([`GuardedResolver`]); there
//! is no second lookup that could answer differently.

mod config;
mod error;
mod name;
mod resolver;
mod special;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, net::IpAddr};

use ipnet::IpNet;
use url::{Host, Url};

pub use config::{AllowedRange, PolicyConfig};
pub use error::PolicyError;
pub use name::NamePattern;
pub use resolver::{GuardedResolver, Lookup, SystemLookup};

/// Ports that are open where the configuration names none.
const DEFAULT_PORTS: [u16; 2] = [443, 80];

/// The rules of a [`PolicyConfig`], checked and ready.
#[derive(Debug, Clone)]
pub struct AddressPolicy {
    config: PolicyConfig,
    hosts: BTreeMap<String, IpAddr>,
}

/// What the policy says of a port: whether public addresses may be reached on it, and which configured ranges.
///
/// Ports with the same class are treated alike for every address, so one resolver serves all of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PortClass {
    public: bool,
    ranges: Vec<usize>,
}

impl AddressPolicy {
    /// Takes over a configuration.
    ///
    /// Errors: [`PolicyError::Name`] for an entry of `hosts` that is not a plain host name.
    pub fn new(config: PolicyConfig) -> Result<Self, PolicyError> {
        let mut hosts = BTreeMap::new();
        for (host, address) in &config.hosts {
            let authority = crate::origin::Authority::parse(host)
                .map_err(|_| PolicyError::Name(host.clone()))?;
            if authority.host() != authority.as_str() {
                return Err(PolicyError::Name(host.clone()));
            }
            hosts.insert(authority.host().to_owned(), *address);
        }
        Ok(Self { config, hosts })
    }

    /// Everything that can be said of a URL without looking its name up. Returns the class of its port.
    ///
    /// Errors: another scheme than http or https; http to a name it is not open for; a host that is an address, a denied
    /// name or one of the `localhost` family; a port that is open nowhere.
    pub fn check_url(&self, url: &Url) -> Result<PortClass, PolicyError> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(PolicyError::Scheme(url.scheme().to_owned()));
        }
        let name = match url.host() {
            Some(Host::Domain(name)) => name,
            Some(Host::Ipv4(_) | Host::Ipv6(_)) => return Err(PolicyError::IpLiteral),
            None => return Err(PolicyError::Name(String::new())),
        };
        self.check_name(name)?;
        if url.scheme() == "http" && !self.allows_plain_http(name) {
            return Err(PolicyError::PlainHttp(name.to_owned()));
        }
        let port = url.port_or_known_default().unwrap_or_default();
        let class = self.port_class(port);
        if !class.public && class.ranges.is_empty() && !self.answers_localhost(name) {
            return Err(PolicyError::Port(port));
        }
        Ok(class)
    }

    /// Whether `http:` may be spoken to a name: it is listed, or of the localhost family where that is switched on.
    pub fn allows_plain_http(&self, name: &str) -> bool {
        self.answers_localhost(name)
            || self
                .config
                .plain_http
                .iter()
                .any(|pattern| pattern.matches(name))
    }

    /// The schemes to try for a peer of which only the name is known, best first. A name that is open for plain http is
    /// asked that way first: it is listed because it speaks nothing better.
    pub fn schemes(&self, name: &str) -> &'static [&'static str] {
        if self.allows_plain_http(name) {
            &["http", "https"]
        } else {
            &["https"]
        }
    }

    /// The class of a port.
    pub fn port_class(&self, port: u16) -> PortClass {
        let open = |ports: &[u16]| match ports {
            [] => DEFAULT_PORTS.contains(&port),
            ports => ports.contains(&port),
        };
        let ranges = self.config.allow.iter().enumerate();
        PortClass {
            public: self.config.public && open(&self.config.public_ports),
            ranges: ranges
                .filter(|(_, range)| open(&range.ports))
                .map(|(index, _)| index)
                .collect(),
        }
    }

    /// Whether a name may be looked up at all.
    ///
    /// Errors: a dot at the end, a denied name, a name of the localhost family that is not switched on.
    pub fn check_name(&self, name: &str) -> Result<(), PolicyError> {
        if name.is_empty() || name.ends_with('.') || name.parse::<IpAddr>().is_ok() {
            return Err(PolicyError::Name(name.to_owned()));
        }
        if self
            .config
            .deny_names
            .iter()
            .any(|pattern| pattern.matches(name))
        {
            return Err(PolicyError::DeniedName(name.to_owned()));
        }
        if name::means_this_machine(name) && !self.answers_localhost(name) {
            return Err(PolicyError::Localhost(name.to_owned()));
        }
        Ok(())
    }

    /// Whether an address that `name` resolves to may be connected to, on ports of `class`.
    ///
    /// Errors: [`PolicyError::Address`].
    pub fn check_address(
        &self,
        name: &str,
        address: IpAddr,
        class: &PortClass,
    ) -> Result<(), PolicyError> {
        if self.permits(address, class) {
            Ok(())
        } else {
            Err(PolicyError::Address {
                name: name.to_owned(),
                address,
            })
        }
    }

    /// Deny wins, also over an address inside another one; then what is opened; then what is public.
    fn permits(&self, address: IpAddr, class: &PortClass) -> bool {
        let inner = special::embedded_v4(address).map(IpAddr::from);
        if self.denies(address) || inner.is_some_and(|inner| self.denies(inner)) {
            return false;
        }
        let opened = class
            .ranges
            .iter()
            .filter_map(|index| self.config.allow.get(*index))
            .any(|range| range.network.contains(&address));
        if opened {
            // A translated address reaches the one inside it, which must be fit to reach by itself.
            return inner.is_none_or(|inner| self.permits(inner, class));
        }
        class.public && inner.is_none() && !special::is_special(address)
    }

    fn denies(&self, address: IpAddr) -> bool {
        self.config
            .deny
            .iter()
            .any(|network: &IpNet| network.contains(&address))
    }

    /// The answer for a name that is not asked of the system: an entry of `hosts`, or 127.0.0.1 for localhost names.
    /// The flag says that the address needs no further permission than not to be denied.
    fn own_answer(&self, name: &str) -> Option<(IpAddr, bool)> {
        if let Some(address) = self.hosts.get(name) {
            return Some((*address, false));
        }
        self.answers_localhost(name)
            .then_some((IpAddr::from([127, 0, 0, 1]), true))
    }

    fn answers_localhost(&self, name: &str) -> bool {
        self.config.localhost_names && name::is_localhost(name)
    }
}
