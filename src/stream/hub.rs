//! All open streams of a process.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::Channel;
use crate::domain::{AccountId, TokenId};

/// So many messages may wait for a reader. Who is slower than that is disconnected: their client comes back and reads the
/// timeline, which costs less than to keep everything for them.
const WAITING: usize = 256;

/// Streams that one person may have open at once.
const A_PERSON: usize = 100;

/// Subscriptions that one stream may carry.
const A_STREAM: usize = 100;

/// One thing told to a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub event: &'static str,
    /// JSON, or a bare id.
    pub payload: Arc<str>,
    /// The whole as one message of a socket, with the name of the stream.
    pub frame: Arc<str>,
}

/// Whose stream it is, and what it listens to.
#[derive(Debug, Clone)]
pub struct Seat {
    pub id: u64,
    pub account: AccountId,
    pub token: TokenId,
    /// The token may also read notifications: those come with [`Channel::User`] then.
    pub notifications: bool,
    pub channels: Vec<Channel>,
}

struct Chair {
    seat: Seat,
    queue: mpsc::Sender<Message>,
    end: CancellationToken,
}

#[derive(Default)]
struct Room {
    last: u64,
    chairs: HashMap<u64, Chair>,
}

/// The open streams. Cheap to clone.
#[derive(Clone, Default)]
pub struct Hub(Arc<Mutex<Room>>);

impl Hub {
    /// Opens a stream; `None` when the person has too many.
    #[must_use]
    pub fn open(
        &self,
        account: AccountId,
        token: TokenId,
        notifications: bool,
    ) -> Option<Listener> {
        let mut room = self.room();
        let open = room.chairs.values();
        if open.filter(|chair| chair.seat.account == account).count() >= A_PERSON {
            return None;
        }
        let (queue, messages) = mpsc::channel(WAITING);
        let end = CancellationToken::new();
        room.last += 1;
        let id = room.last;
        let seat = Seat {
            id,
            account,
            token,
            notifications,
            channels: Vec::new(),
        };
        let chair = Chair {
            seat,
            queue,
            end: end.clone(),
        };
        room.chairs.insert(id, chair);
        Some(Listener {
            hub: self.clone(),
            id,
            messages,
            end,
        })
    }

    /// Everybody who listens, as of now.
    #[must_use]
    pub fn seats(&self) -> Vec<Seat> {
        let room = self.room();
        room.chairs
            .values()
            .map(|chair| chair.seat.clone())
            .collect()
    }

    /// Does nobody listen?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.room().chairs.is_empty()
    }

    /// Hands a message to a stream. One that is not read is ended.
    pub fn send(&self, id: u64, message: Message) {
        if let Some(chair) = self.room().chairs.get(&id)
            && chair.queue.try_send(message).is_err()
        {
            chair.end.cancel();
        }
    }

    /// Ends the streams of these tokens.
    pub fn end_tokens(&self, tokens: &HashSet<TokenId>) {
        for chair in self.room().chairs.values() {
            if tokens.contains(&chair.seat.token) {
                chair.end.cancel();
            }
        }
    }

    /// Ends all streams: the unit stops.
    pub fn end_all(&self) {
        for chair in self.room().chairs.values() {
            chair.end.cancel();
        }
    }

    fn room(&self) -> MutexGuard<'_, Room> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The reader's end of a stream; dropping it closes the stream.
pub struct Listener {
    hub: Hub,
    id: u64,
    messages: mpsc::Receiver<Message>,
    end: CancellationToken,
}

impl Listener {
    /// The next message; `None` once the stream has to end. May be dropped while it waits.
    pub async fn next(&mut self) -> Option<Message> {
        tokio::select! {
            biased;
            () = self.end.cancelled() => None,
            message = self.messages.recv() => message,
        }
    }

    /// Listens to one thing more.
    ///
    /// # Errors
    /// A sentence, when the stream carries too much already.
    pub fn subscribe(&self, channel: Channel) -> Result<(), &'static str> {
        let mut room = self.hub.room();
        let Some(chair) = room.chairs.get_mut(&self.id) else {
            return Ok(());
        };
        let channels = &mut chair.seat.channels;
        if channels.contains(&channel) {
            return Ok(());
        }
        if channels.len() >= A_STREAM {
            return Err("Too many subscriptions on this stream; open another one");
        }
        channels.push(channel);
        Ok(())
    }

    /// Listens to one thing less.
    pub fn unsubscribe(&self, channel: &Channel) {
        if let Some(chair) = self.hub.room().chairs.get_mut(&self.id) {
            chair.seat.channels.retain(|held| held != channel);
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.hub.room().chairs.remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn message() -> Message {
        Message {
            event: "delete",
            payload: "1".into(),
            frame: "{}".into(),
        }
    }

    #[tokio::test]
    async fn a_stream_is_there_from_opening_to_dropping() {
        let hub = Hub::default();
        let mut listener = hub.open(AccountId(1), TokenId(1), true).unwrap();
        listener.subscribe(Channel::User).unwrap();
        listener.subscribe(Channel::User).unwrap();
        let seats = hub.seats();
        let [seat] = seats.as_slice() else {
            panic!("one seat")
        };
        assert_eq!(seat.channels, [Channel::User]);
        hub.send(seat.id, message());
        assert_eq!(listener.next().await, Some(message()));
        listener.unsubscribe(&Channel::User);
        assert!(hub.seats().iter().all(|seat| seat.channels.is_empty()));
        drop(listener);
        assert!(hub.is_empty());
    }

    #[tokio::test]
    async fn who_does_not_read_and_who_may_not_any_more_are_ended() {
        let hub = Hub::default();
        let mut slow = hub.open(AccountId(1), TokenId(1), true).unwrap();
        let mut ended = hub.open(AccountId(2), TokenId(2), true).unwrap();
        let slow_id = hub
            .seats()
            .iter()
            .find(|seat| seat.token == TokenId(1))
            .map(|seat| seat.id);
        for _ in 0..=WAITING {
            hub.send(slow_id.unwrap(), message());
        }
        hub.end_tokens(&HashSet::from([TokenId(2)]));
        assert_eq!(slow.next().await, None);
        assert_eq!(ended.next().await, None);
    }

    #[test]
    fn nobody_takes_all_the_room() {
        let hub = Hub::default();
        let open: Vec<_> = (0..A_PERSON)
            .map(|_| hub.open(AccountId(1), TokenId(1), true).unwrap())
            .collect();
        assert!(hub.open(AccountId(1), TokenId(1), true).is_none());
        assert!(hub.open(AccountId(2), TokenId(2), true).is_some());
        drop(open);
    }
}
