//! A proxy in front of each unit, through which the others reach it, and which cuts the way from one to another.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How a way is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Requests never arrive.
    Request,
    /// Requests arrive and are handled, and nobody hears of it.
    Answer,
}

/// The ways that are cut: from one unit to another, by their names without port.
#[derive(Debug, Clone, Default)]
pub struct Ways(Arc<Mutex<BTreeMap<(String, String), Cut>>>);

impl Ways {
    pub fn cut(&self, from: &str, to: &str, how: Cut) {
        self.lock().insert((from.to_owned(), to.to_owned()), how);
    }

    pub fn heal(&self) {
        self.lock().clear();
    }

    fn between(&self, from: &str, to: &str) -> Option<Cut> {
        self.lock().get(&(from.to_owned(), to.to_owned())).copied()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<(String, String), Cut>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Passes on what comes to `listener` for the unit called `name`, which listens at `inside`. Ends with the task.
pub fn start(listener: TcpListener, inside: SocketAddr, name: &str, ways: &Ways) -> JoinHandle<()> {
    let (name, ways) = (name.to_owned(), ways.clone());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (name, ways) = (name.clone(), ways.clone());
            tokio::spawn(async move {
                // A connection that breaks concerns its two ends.
                let _ = relay(stream, inside, &name, &ways).await;
            });
        }
    })
}

/// One request and its answer. Dropping the stream closes the connection.
async fn relay(
    mut outside: TcpStream,
    inside: SocketAddr,
    to: &str,
    ways: &Ways,
) -> std::io::Result<()> {
    let mut request = Vec::new();
    let head = loop {
        if outside.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
        if let Some(end) = request.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            break end;
        }
    };
    let text = String::from_utf8_lossy(request.get(..head).unwrap_or_default()).into_owned();
    let length = header(&text, "content-length").and_then(|value| value.parse().ok());
    while request.len() < head + 4 + length.unwrap_or(0) {
        if outside.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    let from = sender(&text);
    let cut = || from.as_deref().and_then(|from| ways.between(from, to));
    if cut() == Some(Cut::Request) {
        return Ok(());
    }
    let mut unit = TcpStream::connect(inside).await?;
    // So that the end of the answer is the end of the connection.
    request.splice(head..head, b"\r\nConnection: close".iter().copied());
    unit.write_all(&request).await?;
    let mut answer = Vec::new();
    unit.read_to_end(&mut answer).await?;
    if cut() == Some(Cut::Answer) {
        return Ok(());
    }
    outside.write_all(&answer).await?;
    outside.shutdown().await
}

/// The name of the unit that a request is from: units give their address as part of the `User-Agent`.
fn sender(head: &str) -> Option<String> {
    let (_, address) = header(head, "user-agent")?.split_once("(+http://")?;
    Some(address.split([':', '/']).next()?.to_owned())
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}
