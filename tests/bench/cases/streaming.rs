//! One post to many open sockets, and what sockets cost that nothing is said on.

use std::time::{Duration, Instant};

use futures::StreamExt;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use crate::data;
use crate::rig::Outcome;
use crate::rig::people::Holder;
use crate::rig::unit::Place;
use crate::rig::wire::{self, Wire};
use crate::samples::Samples;
use crate::{Bench, load, say};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Posts, one after another, after one that is not counted.
const ROUNDS: usize = 20;
/// Longest time until a post is on all sockets.
const PATIENCE: Duration = Duration::from_secs(30);

pub async fn run(bench: &Bench) -> Outcome<Value> {
    let place = bench.place("streaming").await?;
    let app = place.open().await?;
    let (listeners, idle) = (bench.options.listeners, bench.options.listeners * 2);
    say("   making people");
    let (author, followers) = data::crowd(&app, listeners).await?;
    drop(app);

    let mut unit = place.start(&bench.options.program(), &[])?;
    unit.ready("/healthz", None).await?;
    let before = unit.resident()?;
    say("   opening sockets");
    let mut sockets = Vec::new();
    for follower in followers.iter().cycle().take(idle) {
        sockets.push(open(&place, follower).await?);
    }
    let silent = unit.resident()?;
    sockets.truncate(listeners);

    say("   measuring");
    let mut wire = Wire::new(place.address);
    let (mut all, mut last) = (Samples::default(), Samples::default());
    for round in 0..=ROUNDS {
        let text = format!("Round {round}: the canteen opens at noon");
        let begin = Instant::now();
        let mut tasks = JoinSet::new();
        for mut socket in sockets.drain(..) {
            tasks.spawn(async move {
                hear(&mut socket).await?;
                Outcome::Ok((socket, begin.elapsed()))
            });
        }
        let body = json!({ "status": text });
        let token = Some(author.token.as_str());
        let request = wire::post(&place.host, "/api/v1/statuses", token, "", &body);
        load::success(&wire.send(&request).await?)?;
        let mut slowest = Duration::ZERO;
        while let Some(heard) = tokio::time::timeout(PATIENCE, tasks.join_next()).await? {
            let (socket, time) = heard??;
            slowest = slowest.max(time);
            if round > 0 {
                all.push(time);
            }
            sockets.push(socket);
        }
        if round > 0 {
            last.push(slowest);
        }
    }
    Ok(json!({
        "sockets": listeners,
        "from_sending_to_each_socket": all.report(),
        "from_sending_to_the_last_socket": last.report(),
        "idle_sockets": idle,
        "resident_bytes_without_sockets": before,
        "resident_bytes_with_idle_sockets": silent,
    }))
}

async fn open(place: &Place, person: &Holder) -> Outcome<Socket> {
    let address = format!(
        "ws://{}/api/v1/streaming?stream=user&access_token={}",
        place.address, person.token
    );
    let mut request = address.into_client_request()?;
    request.headers_mut().insert("host", place.host.parse()?);
    let mut config = WebSocketConfig::default();
    config.read_buffer_size = 4096;
    let (socket, _) = connect_async_with_config(request, Some(config), true).await?;
    Ok(socket)
}

/// Waits for the post.
async fn hear(socket: &mut Socket) -> Outcome<()> {
    loop {
        match socket.next().await {
            Some(Ok(Message::Text(text))) if text.contains("\"update\"") => return Ok(()),
            Some(Ok(_)) => {}
            Some(Err(error)) => return Err(error.into()),
            None => return Err("a socket was closed".into()),
        }
    }
}
