//! Lanes that run at the same time, one task a peer, so that a slow peer holds up nobody but itself.

use std::collections::{HashMap, HashSet};
use std::future::Future;

use tokio::task::{Id, JoinSet};

use crate::domain::PeerId;

/// The running lanes of one worker.
#[derive(Debug)]
pub(super) struct Lanes {
    limit: usize,
    tasks: JoinSet<()>,
    peers: HashMap<Id, PeerId>,
    running: HashSet<PeerId>,
}

impl Lanes {
    /// At most `limit` lanes run at once.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            tasks: JoinSet::new(),
            peers: HashMap::new(),
            running: HashSet::new(),
        }
    }

    /// How many lanes may be started now.
    pub(super) fn room(&self) -> usize {
        self.limit.saturating_sub(self.running.len())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    pub(super) fn is_running(&self, peer: PeerId) -> bool {
        self.running.contains(&peer)
    }

    /// Starts the lane of a peer; does nothing when it runs already or there is no room. Tells whether it did.
    pub(super) fn start(
        &mut self,
        peer: PeerId,
        lane: impl Future<Output = ()> + Send + 'static,
    ) -> bool {
        if self.room() == 0 || !self.running.insert(peer) {
            return false;
        }
        let id = self.tasks.spawn(lane).id();
        self.peers.insert(id, peer);
        true
    }

    /// Waits for one lane to end; never ends while none runs.
    pub(super) async fn ended(&mut self) {
        let id = match self.tasks.join_next_with_id().await {
            Some(Ok((id, ()))) => id,
            Some(Err(error)) => {
                tracing::error!(%error, "a lane broke down; its lease will run out");
                error.id()
            }
            None => return std::future::pending().await,
        };
        if let Some(peer) = self.peers.remove(&id) {
            self.running.remove(&peer);
        }
    }

    /// Waits for all lanes to end.
    pub(super) async fn all_ended(&mut self) {
        while !self.is_empty() {
            self.ended().await;
        }
    }
}
