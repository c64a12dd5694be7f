use std::{collections::BTreeMap, net::IpAddr};

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::NamePattern;

/// The address policy as an admin writes it. The default is the one for the open internet: public addresses on ports 443
/// and 80, https only, nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PolicyConfig {
    /// Whether public addresses may be reached. A closed network switches it off and lists its ranges in `allow`.
    pub public: bool,
    /// The ports that are open on public addresses; empty means 443 and 80.
    pub public_ports: Vec<u16>,
    /// Ranges that are open although they are private, loopback or otherwise special.
    pub allow: Vec<AllowedRange>,
    /// Ranges that are closed whatever else is said.
    pub deny: Vec<IpNet>,
    /// Names that are closed whatever they resolve to.
    pub deny_names: Vec<NamePattern>,
    /// Names that may be spoken to without TLS.
    pub plain_http: Vec<NamePattern>,
    /// Whether `localhost` and `*.localhost` mean this machine (for demos and development). They are then answered with
    /// 127.0.0.1 without asking the system, on any port, http allowed.
    pub localhost_names: bool,
    /// Names with fixed addresses, instead of asking the system. The addresses need permission like any other.
    pub hosts: BTreeMap<String, IpAddr>,
}

/// A range of addresses that peers may have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllowedRange {
    /// The range, such as `10.20.0.0/16`.
    pub network: IpNet,
    /// The ports that are open in it; empty means 443 and 80.
    #[serde(default)]
    pub ports: Vec<u16>,
}

impl Default for PolicyConfig {
    fn default() -> Self {
        Self {
            public: true,
            public_ports: Vec::new(),
            allow: Vec::new(),
            deny: Vec::new(),
            deny_names: Vec::new(),
            plain_http: Vec::new(),
            localhost_names: false,
            hosts: BTreeMap::new(),
        }
    }
}
