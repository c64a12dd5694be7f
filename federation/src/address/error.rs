use std::net::IpAddr;

use thiserror::Error;

/// Why a connection is not made. The texts are for our own admin.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PolicyError {
    /// Not http or https.
    #[error("{0}: is not a scheme that is fetched")]
    Scheme(String),
    /// The host is an IP address.
    #[error("the host is an IP address: peers are known by name")]
    IpLiteral,
    /// Not a usable host name.
    #[error("{0:?} is not a host name")]
    Name(String),
    /// The name is in `deny_names`.
    #[error("{0} is a denied name")]
    DeniedName(String),
    /// A name that means this machine, while `localhost_names` is off.
    #[error("{0} means this machine, which is not a peer (localhost_names is off)")]
    Localhost(String),
    /// http where only https is allowed.
    #[error("{0} may be reached by https only (plain_http does not list it)")]
    PlainHttp(String),
    /// The port is open neither for public addresses nor in any allowed range.
    #[error("port {0} is not open in the address policy")]
    Port(u16),
    /// The name has this address, which is not open; other addresses of the name do not matter then.
    #[error(
        "{name} has the address {address}, which the address policy does not open for this port"
    )]
    Address {
        /// The name that was looked up.
        name: String,
        /// The first address that is not open.
        address: IpAddr,
    },
    /// The lookup gave no address.
    #[error("{0} has no address")]
    NoAddress(String),
    /// The lookup failed.
    #[error("{name} cannot be looked up: {reason}")]
    Lookup {
        /// The name that was looked up.
        name: String,
        /// What the system said.
        reason: String,
    },
}

impl PolicyError {
    /// Whether the same request may succeed later without anybody changing the configuration or the URL: name servers
    /// fail for a while, and names change their addresses.
    pub fn may_pass_later(&self) -> bool {
        matches!(
            self,
            Self::Address { .. } | Self::NoAddress(_) | Self::Lookup { .. }
        )
    }
}
