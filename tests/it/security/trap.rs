//! The network around S, as far as it is not a server.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Mutex;

use futures::future::BoxFuture;
use http::Method;
use meent_federation::address::Lookup;
use meent_federation::observe::Observer;
use url::{Host, Url};

/// Where S listens, and the only range it may connect to.
const RANGE: [u8; 3] = [127, 0, 10];

/// The network around S: answers look-ups from a table, records every connection, and stops what must not happen instead
/// of letting it happen.
#[derive(Debug, Default)]
pub struct Trap {
    names: Mutex<BTreeMap<String, Vec<Vec<IpAddr>>>>,
    caught: Mutex<Vec<String>>,
    requested: Mutex<Vec<String>>,
}

impl Trap {
    fn catch(&self, what: String) {
        self.caught.lock().unwrap().push(what.clone());
        panic!("the guard let {what} through; stopped before any packet");
    }

    /// What a name resolves to. Several answers are given one after the other, the last one for ever.
    pub fn name(&self, name: &str, answers: Vec<Vec<IpAddr>>) {
        self.names.lock().unwrap().insert(name.to_owned(), answers);
    }

    /// URLs that requests were made to.
    pub fn requested(&self) -> Vec<String> {
        self.requested.lock().unwrap().clone()
    }

    pub fn caught(&self) -> Vec<String> {
        self.caught.lock().unwrap().clone()
    }
}

impl Observer for Trap {
    fn requested(&self, _: &Method, url: &Url) {
        self.requested.lock().unwrap().push(url.to_string());
        // A client asks no resolver for an address.
        if !matches!(url.host(), Some(Host::Domain(_))) {
            self.catch(url.to_string());
        }
    }

    fn dialled(&self, name: &str, addresses: &[IpAddr]) {
        let fine =
            |address: &IpAddr| matches!(address, IpAddr::V4(v4) if v4.octets().starts_with(&RANGE));
        if !addresses.iter().all(fine) {
            self.catch(format!("{name} at {addresses:?}"));
        }
    }
}

impl Lookup for Trap {
    fn lookup(&self, name: String) -> BoxFuture<'static, std::io::Result<Vec<IpAddr>>> {
        let mut names = self.names.lock().unwrap();
        let found = names.get_mut(&name).map(|answers| match answers.len() {
            1 => answers[0].clone(),
            _ => answers.remove(0),
        });
        Box::pin(async move { found.ok_or_else(|| std::io::Error::other("no such name")) })
    }
}
