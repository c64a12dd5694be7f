//! The load generator: connections that each send the next request when the answer to the last one has come.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::rig::Outcome;
use crate::rig::wire::{Answer, Wire};
use crate::samples::{Samples, per_second};

/// Makes the bytes of a request from the number of the connection and of the request.
pub type Maker = Arc<dyn Fn(usize, usize) -> Vec<u8> + Send + Sync>;
/// Looks at an answer; an error ends the measurement.
pub type Check = fn(&Answer) -> Outcome<()>;

#[derive(Clone)]
pub struct Load {
    pub address: SocketAddr,
    pub connections: usize,
    pub warm_up: Duration,
    pub measure: Duration,
}

impl Load {
    /// Drives requests for the time of the measurement. Answers that began before the end of the warm-up are not counted.
    pub async fn run(&self, make: Maker, check: Check) -> Outcome<Value> {
        let begin = Instant::now() + self.warm_up;
        let end = begin + self.measure;
        let mut tasks = JoinSet::new();
        for connection in 0..self.connections {
            let (make, address) = (make.clone(), self.address);
            tasks.spawn(async move {
                let (mut wire, mut samples) = (Wire::new(address), Samples::default());
                let mut n = 0;
                loop {
                    let request = make(connection, n);
                    let sent = Instant::now();
                    if sent >= end {
                        return Outcome::Ok(samples);
                    }
                    let answer = wire.send(&request).await?;
                    if sent >= begin {
                        samples.push(sent.elapsed());
                    }
                    check(&answer)?;
                    n += 1;
                }
            });
        }
        let samples = together(tasks).await?;
        let rate = per_second(samples.len(), self.measure);
        Ok(json!({ "per_second": rate, "latency": samples.report() }))
    }

    /// Sends prepared requests, each once, and returns how long each took.
    pub async fn all(&self, requests: Vec<Vec<u8>>, check: Check) -> Outcome<Samples> {
        let (next, requests) = (Arc::new(AtomicUsize::new(0)), Arc::new(requests));
        let mut tasks = JoinSet::new();
        for _ in 0..self.connections {
            let (next, requests, address) = (next.clone(), requests.clone(), self.address);
            tasks.spawn(async move {
                let (mut wire, mut samples) = (Wire::new(address), Samples::default());
                while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let sent = Instant::now();
                    check(&wire.send(request).await?)?;
                    samples.push(sent.elapsed());
                }
                Outcome::Ok(samples)
            });
        }
        together(tasks).await
    }
}

async fn together(mut tasks: JoinSet<Outcome<Samples>>) -> Outcome<Samples> {
    let mut samples = Samples::default();
    while let Some(done) = tasks.join_next().await {
        samples.extend(done??);
    }
    Ok(samples)
}

/// Any answer of the 2xx kind.
pub fn success(answer: &Answer) -> Outcome<()> {
    match answer.status {
        200..=299 => Ok(()),
        status => Err(format!("answer {status}: {}", String::from_utf8_lossy(&answer.body)).into()),
    }
}
