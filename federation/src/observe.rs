//! Watching what leaves: for logs, for metrics, and for tests that assert that nothing left at all.

use std::{
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use http::Method;
use url::Url;

/// Told of every request and every connection before it happens. The methods must not block.
pub trait Observer: Send + Sync {
    /// A request passed the gate and the policy and is about to be sent (each redirect hop counts).
    fn requested(&self, method: &Method, url: &Url) {
        let _ = (method, url);
    }

    /// A name was looked up, all its addresses are permitted, and the first that answers will be connected to.
    fn dialled(&self, name: &str, addresses: &[IpAddr]) {
        let _ = (name, addresses);
    }
}

/// Watches nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unobserved;

impl Observer for Unobserved {}

/// Keeps everything in memory, in order. Meant for tests.
#[derive(Debug, Default)]
pub struct Recorder {
    requests: Mutex<Vec<(Method, Url)>>,
    dials: Mutex<Vec<(String, Vec<IpAddr>)>>,
}

impl Recorder {
    /// The requests so far.
    pub fn requests(&self) -> Vec<(Method, Url)> {
        self.requests
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The names and addresses that were connected to so far. Kept-alive connections are used without a new entry.
    pub fn dials(&self) -> Vec<(String, Vec<IpAddr>)> {
        self.dials
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Observer for Recorder {
    fn requested(&self, method: &Method, url: &Url) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        requests.push((method.clone(), url.clone()));
    }

    fn dialled(&self, name: &str, addresses: &[IpAddr]) {
        let mut dials = self.dials.lock().unwrap_or_else(PoisonError::into_inner);
        dials.push((name.to_owned(), addresses.to_vec()));
    }
}
