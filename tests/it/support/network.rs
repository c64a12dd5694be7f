//! Units that talk to each other over loopback sockets.

use meent::domain::time::Clock;
use meent::http::serve::serve;
use meent::service::peers;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{START, TestApp};

/// Some units under one clock, each a member of the others' networks. They stop listening when this is dropped.
pub struct Network {
    pub units: Vec<TestApp>,
    pub clock: Clock,
    _running: DropGuard,
}

impl Network {
    /// Units at `http://NAME.localhost:PORT`, one for each name, peered with each other.
    pub async fn new(names: &[&str]) -> Self {
        let clock = Clock::fake(START);
        let stop = CancellationToken::new();
        let mut units = Vec::new();
        for name in names {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let port = listener.local_addr().expect("an address").port();
            let config = format!("public_url = 'http://{name}.localhost:{port}'\ntitle = '{name}'");
            let unit = TestApp::at(&config, clock.clone()).await;
            let stopped = stop.clone().cancelled_owned();
            tokio::spawn(serve(unit.app.clone(), listener, stopped));
            units.push(unit);
        }
        for unit in &units {
            for peer in &units {
                if unit.app.config.domain != peer.app.config.domain {
                    peers::add(&unit.app, &peer.app.config.domain)
                        .await
                        .expect("a peer");
                }
            }
        }
        Self {
            units,
            clock,
            _running: stop.drop_guard(),
        }
    }

    /// Turns the clock of all units forward.
    pub fn advance(&self, seconds: i64) {
        self.clock.advance_millis(seconds * 1000);
    }

    /// Lets all units work until nothing that is due is left anywhere.
    pub async fn run_workers(&self) {
        let mut before = None;
        loop {
            let mut left = Vec::new();
            for unit in &self.units {
                unit.run_workers().await;
            }
            for unit in &self.units {
                left.push(unit.left_over().await);
            }
            // What is still there and did not change waits for the clock.
            if left.iter().all(Vec::is_empty) || before.as_ref() == Some(&left) {
                return;
            }
            before = Some(left);
        }
    }
}

impl std::ops::Index<usize> for Network {
    type Output = TestApp;

    fn index(&self, index: usize) -> &TestApp {
        &self.units[index]
    }
}
