use std::{io, net::IpAddr, net::SocketAddr, sync::Arc};

use futures::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::{AddressPolicy, PolicyError, PortClass};
use crate::observe::Observer;

/// How names become addresses. The system does it ([`SystemLookup`]); tests answer by script.
pub trait Lookup: Send + Sync {
    /// All addresses of a name.
    fn lookup(&self, name: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>>;
}

/// The resolver of the operating system: DNS, the hosts file, whatever the machine is set up with.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemLookup;

impl Lookup for SystemLookup {
    fn lookup(&self, name: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// The resolver that the HTTP client connects by. It returns addresses that the policy permits, or an error: what was
/// checked is what is connected to, and a name with a single address that is not permitted is not connected to at all.
pub struct GuardedResolver {
    policy: Arc<AddressPolicy>,
    lookup: Arc<dyn Lookup>,
    observer: Arc<dyn Observer>,
    class: PortClass,
}

impl GuardedResolver {
    /// A resolver for connections to ports of one class, see [`AddressPolicy::check_url`].
    pub fn new(
        policy: Arc<AddressPolicy>,
        lookup: Arc<dyn Lookup>,
        observer: Arc<dyn Observer>,
        class: PortClass,
    ) -> Self {
        Self {
            policy,
            lookup,
            observer,
            class,
        }
    }
}

/// The permitted addresses of a name, in the order of the lookup.
///
/// Errors: see [`PolicyError`].
async fn permitted(
    policy: &AddressPolicy,
    lookup: &dyn Lookup,
    class: &PortClass,
    name: &str,
) -> Result<Vec<IpAddr>, PolicyError> {
    policy.check_name(name)?;
    let addresses = match policy.own_answer(name) {
        Some((address, true)) if !policy.denies(address) => return Ok(vec![address]),
        Some((address, _)) => vec![address],
        None => lookup
            .lookup(name.to_owned())
            .await
            .map_err(|error| PolicyError::Lookup {
                name: name.to_owned(),
                reason: error.to_string(),
            })?,
    };
    if addresses.is_empty() {
        return Err(PolicyError::NoAddress(name.to_owned()));
    }
    for address in &addresses {
        policy.check_address(name, *address, class)?;
    }
    Ok(addresses)
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (policy, lookup) = (Arc::clone(&self.policy), Arc::clone(&self.lookup));
        let (observer, class) = (Arc::clone(&self.observer), self.class.clone());
        Box::pin(async move {
            let addresses = permitted(&policy, lookup.as_ref(), &class, name.as_str()).await?;
            observer.dialled(name.as_str(), &addresses);
            // Port 0 is replaced by the port of the URL.
            let sockets: Addrs = Box::new(
                addresses
                    .into_iter()
                    .map(|address| SocketAddr::new(address, 0)),
            );
            Ok(sockets)
        })
    }
}
