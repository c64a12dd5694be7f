//! The only place that builds an HTTP client, and the guards that every request passes.
//!
//! In order, for every hop: the URL is read strictly, the address policy looks at its scheme, name and port, the host
//! gate is asked, and only then a name is looked up, by a resolver that hands out permitted addresses only. There is no
//! proxy, no redirect that is not looked at, no body that is not counted, and one deadline over everything.

mod body;
mod error;
mod fetch;
mod knock;
pub mod media_type;
mod middleware;
pub mod probe;
mod send;
#[cfg(test)]
pub(crate) mod tests;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Utc};
use http::Method;
use reqwest::{Certificate, Request, Response, redirect};
use url::Url;

pub use error::{ClientError, FetchError};
pub use fetch::{Download, Fetched};
pub use knock::Forms;
pub use middleware::{Fetcher, fetch_error_of};
pub use probe::Probe;
pub use send::Answer;

use crate::{
    address::{AddressPolicy, GuardedResolver, Lookup, PolicyConfig, PortClass, SystemLookup},
    observe::{Observer, Unobserved},
    origin::authority_of,
};

/// Longest document that is read from a peer, in bytes after decompression. Mastodon draws the same line.
pub const MAX_DOCUMENT: usize = 1024 * 1024;

/// Idle connections kept for each peer.
const IDLE_CONNECTIONS: usize = 8;

/// Says which peers may be spoken to at all: the allow-list or block-list of the unit.
pub trait HostGate: Send + Sync {
    /// Whether `authority` (`host[:port]`, canonical) may be contacted. Asked before any lookup, for each redirect too.
    fn allows(&self, authority: &str) -> bool;
}

/// The gate of an open network: everybody that the address policy permits.
#[derive(Debug, Clone, Copy, Default)]
pub struct EveryHost;

impl HostGate for EveryHost {
    fn allows(&self, _authority: &str) -> bool {
        true
    }
}

/// Where the time comes from that signatures are dated with.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// How a [`Client`] behaves.
#[derive(Clone)]
pub struct ClientConfig {
    /// Where it may connect.
    pub policy: PolicyConfig,
    /// PEM bundles of certificate authorities that are trusted besides those of the system.
    pub extra_ca_pem: Vec<Vec<u8>>,
    /// The `User-Agent`, such as `Meent/1.0 (+https://hrm.example/)`.
    pub user_agent: String,
    /// Whom it may contact.
    pub gate: Arc<dyn HostGate>,
    /// Who is told of requests.
    pub observer: Arc<dyn Observer>,
    /// How names are looked up.
    pub lookup: Arc<dyn Lookup>,
    /// The clock for signatures.
    pub clock: Clock,
    /// The time for lookup, TCP and TLS together.
    pub connect_timeout: Duration,
    /// The time for a whole exchange: all redirects, headers and body.
    pub deadline: Duration,
    /// Longest document, in bytes after decompression.
    pub max_document: usize,
    /// In which forms peers want requests signed.
    pub forms: Arc<Forms>,
    /// Keep the certificates of servers for [`Client::probe`].
    pub tls_info: bool,
}

impl ClientConfig {
    /// The settings for the open internet: standard policy, every host, 5 s to connect, 10 s in all, 1 MiB.
    pub fn new(user_agent: impl Into<String>, clock: Clock) -> Self {
        Self {
            policy: PolicyConfig::default(),
            extra_ca_pem: Vec::new(),
            user_agent: user_agent.into(),
            gate: Arc::new(EveryHost),
            observer: Arc::new(Unobserved),
            lookup: Arc::new(SystemLookup),
            clock,
            connect_timeout: Duration::from_secs(5),
            deadline: Duration::from_secs(10),
            max_document: MAX_DOCUMENT,
            forms: Arc::default(),
            tls_info: false,
        }
    }
}

/// The guarded HTTP client. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    config: ClientConfig,
    policy: Arc<AddressPolicy>,
    authorities: Vec<Certificate>,
    /// A resolver is told a name but not the port, and the policy opens addresses per port. So there is one client for
    /// each class of ports that the policy treats alike; in practice one or two.
    by_class: Mutex<HashMap<PortClass, reqwest::Client>>,
}

impl Client {
    /// Builds the client.
    ///
    /// Errors: a policy that contradicts itself, a CA file that holds no certificate, a user agent that is no header
    /// value.
    pub fn new(config: ClientConfig) -> Result<Self, ClientError> {
        let policy = Arc::new(AddressPolicy::new(config.policy.clone())?);
        let mut authorities = Vec::new();
        for pem in &config.extra_ca_pem {
            let certificates =
                Certificate::from_pem_bundle(pem).map_err(|_| ClientError::Authority)?;
            if certificates.is_empty() {
                return Err(ClientError::Authority);
            }
            authorities.extend(certificates);
        }
        let client = Self(Arc::new(Inner {
            config,
            policy,
            authorities,
            by_class: Mutex::default(),
        }));
        // The one for https is built now, so that what is wrong shows at the start.
        client.for_class(client.policy().port_class(443))?;
        Ok(client)
    }

    /// The policy it connects by.
    pub fn policy(&self) -> &AddressPolicy {
        &self.0.policy
    }

    /// The time that signatures are dated with.
    pub fn now(&self) -> DateTime<Utc> {
        (self.0.config.clock)()
    }

    /// Whether a URL may be requested, as far as that is known without looking up its name.
    ///
    /// Errors: what the policy or the gate object to.
    pub fn check(&self, url: &Url) -> Result<(), FetchError> {
        self.admit(url).map(|_| ())
    }

    fn admit(&self, url: &Url) -> Result<PortClass, FetchError> {
        let class = self.0.policy.check_url(url)?;
        let authority = authority_of(url).ok_or(FetchError::HostRefused(String::new()))?;
        if self.0.config.gate.allows(authority.as_str()) {
            Ok(class)
        } else {
            Err(FetchError::HostRefused(authority.into()))
        }
    }

    /// Sends one request to wherever its URL points, if that is permitted. Follows nothing.
    async fn execute(&self, request: Request) -> Result<Response, FetchError> {
        let class = self.admit(request.url())?;
        let http = self.for_class(class)?;
        self.0
            .config
            .observer
            .requested(request.method(), request.url());
        http.execute(request).await.map_err(FetchError::from)
    }

    fn request(&self, method: Method, url: &Url) -> Request {
        Request::new(method, url.clone())
    }

    fn for_class(&self, class: PortClass) -> Result<reqwest::Client, ClientError> {
        let mut by_class = self
            .0
            .by_class
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(http) = by_class.get(&class) {
            return Ok(http.clone());
        }
        let http = self.build(&class)?;
        by_class.insert(class, http.clone());
        Ok(http)
    }

    fn build(&self, class: &PortClass) -> Result<reqwest::Client, ClientError> {
        let with_system = self
            .builder(class)
            .tls_certs_merge(self.0.authorities.clone())
            .build();
        match with_system {
            Ok(http) => Ok(http),
            // A machine without any trusted authority can still speak plain http where that is permitted.
            Err(error) if self.0.authorities.is_empty() => {
                tracing::warn!(%error, "no certificate authorities found: https will fail");
                self.builder(class)
                    .tls_certs_only(Vec::new())
                    .build()
                    .map_err(ClientError::Build)
            }
            Err(error) => Err(ClientError::Build(error)),
        }
    }

    /// HTTP/1.1 only: a signature covers `Host`, which HTTP/2 replaces by `:authority`, and proxies that are sent both
    /// refuse the request as having two hosts.
    #[allow(clippy::disallowed_methods, reason = "this is the one place")]
    fn builder(&self, class: &PortClass) -> reqwest::ClientBuilder {
        let config = &self.0.config;
        reqwest::Client::builder()
            .user_agent(&config.user_agent)
            .http1_only()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            .tls_info(config.tls_info)
            .connect_timeout(config.connect_timeout)
            .timeout(config.deadline)
            .pool_idle_timeout(Duration::from_secs(60))
            .pool_max_idle_per_host(IDLE_CONNECTIONS)
            .dns_resolver(GuardedResolver::new(
                Arc::clone(&self.0.policy),
                Arc::clone(&config.lookup),
                Arc::clone(&config.observer),
                class.clone(),
            ))
    }
}
