//! The socket of the streaming API, over real connections.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use meent::http::serve::serve;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{follow, id, post};
use crate::support::{Member, TestApp};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Nothing here takes so long unless it does not come at all.
const LIMIT: Duration = Duration::from_secs(20);

/// A unit that listens, until the guard is dropped.
async fn listening(app: meent::app::AppRef) -> (String, DropGuard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let told = stop.clone().cancelled_owned();
    tokio::spawn(serve(app, listener, told));
    (
        format!("ws://{address}/api/v1/streaming"),
        stop.drop_guard(),
    )
}

/// Opens a socket; the token goes where `place` says.
async fn open(unit: &TestApp, address: &str, query: &str, place: &str, token: &str) -> Socket {
    let query = match place {
        "address" => format!("access_token={token}&{query}"),
        _ => query.to_owned(),
    };
    let mut request = format!("{address}?{query}").into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert("host", unit.app.config.domain.parse().unwrap());
    match place {
        "header" => {
            drop(headers.insert("authorization", format!("Bearer {token}").parse().unwrap()))
        }
        "protocol" => drop(headers.insert("sec-websocket-protocol", token.parse().unwrap())),
        _ => {}
    }
    let (socket, answer) = connect_async(request).await.unwrap();
    if place == "protocol" {
        assert_eq!(answer.headers()["sec-websocket-protocol"], token);
    }
    socket
}

async fn say(socket: &mut Socket, wish: Value) {
    socket
        .send(Message::Text(wish.to_string().into()))
        .await
        .unwrap();
}

/// The next thing that is said; `None` when the socket is closed.
async fn hear(socket: &mut Socket) -> Option<Value> {
    let next = async {
        loop {
            match socket.next().await {
                Some(Ok(Message::Text(text))) => {
                    return Some(serde_json::from_str(text.as_str()).unwrap());
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    };
    tokio::time::timeout(LIMIT, next).await.expect("in time")
}

/// Asks for a stream that does not exist, and waits for the complaint: what was said before has been heard by then.
async fn settle(socket: &mut Socket) {
    say(socket, json!({ "type": "subscribe", "stream": "nothing" })).await;
    let complaint = hear(socket).await.unwrap();
    assert_eq!(complaint["status"], 400);
    assert_eq!(complaint["error"], "Unknown stream type");
}

async fn two() -> (TestApp, Member, Member) {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    follow(&unit, &bram, &anna).await;
    (unit, anna, bram)
}

#[tokio::test]
async fn a_socket_carries_several_streams_and_takes_the_token_in_three_ways() {
    let (unit, anna, bram) = two().await;
    let (address, _stop) = listening(unit.app.clone()).await;
    let mut sockets = Vec::new();
    for place in ["header", "address", "protocol"] {
        let mut socket = open(&unit, &address, "", place, &bram.token).await;
        say(
            &mut socket,
            json!({ "type": "subscribe", "stream": "user" }),
        )
        .await;
        say(
            &mut socket,
            json!({ "type": "subscribe", "stream": "hashtag", "tag": "Verhuizing" }),
        )
        .await;
        settle(&mut socket).await;
        sockets.push(socket);
    }
    let mut first = open(
        &unit,
        &address,
        "stream=public:local",
        "header",
        &bram.token,
    )
    .await;
    settle(&mut first).await;
    let sent = post(&unit, &anna, "Wij gaan #verhuizing vieren").await;
    for socket in &mut sockets {
        let mut streams = Vec::new();
        for _ in 0..2 {
            let told = hear(socket).await.unwrap();
            assert_eq!(told["event"], "update");
            let payload: Value = serde_json::from_str(told["payload"].as_str().unwrap()).unwrap();
            assert_eq!(id(&payload), id(&sent));
            streams.push(told["stream"].clone());
        }
        streams.sort_by_key(ToString::to_string);
        assert_eq!(streams, [json!(["hashtag", "Verhuizing"]), json!(["user"])]);
        say(socket, json!({ "type": "unsubscribe", "stream": "user" })).await;
        settle(socket).await;
    }
    assert_eq!(
        hear(&mut first).await.unwrap()["stream"],
        json!(["public:local"])
    );
    unit.delete(&format!("/api/v1/statuses/{}", id(&sent)))
        .by(&anna)
        .await
        .ok();
    for socket in &mut sockets {
        let told = hear(socket).await.unwrap();
        assert_eq!(told["event"], "delete");
        assert_eq!(told["payload"], id(&sent));
        assert_eq!(told["stream"], json!(["hashtag", "Verhuizing"]));
    }
}

#[tokio::test]
async fn mistakes_are_answered_and_the_socket_stays() {
    let (unit, anna, _) = two().await;
    let (address, _stop) = listening(unit.app.clone()).await;
    let mut socket = open(&unit, &address, "stream=nonsense", "header", &anna.token).await;
    assert_eq!(
        hear(&mut socket).await.unwrap()["error"],
        "Unknown stream type"
    );
    for (wish, status) in [
        (json!({ "type": "subscribe" }), 400),
        (json!({ "type": "shout", "stream": "user" }), 400),
        (json!({ "type": "subscribe", "stream": "hashtag" }), 400),
        (
            json!({ "type": "subscribe", "stream": "list", "list": 7 }),
            404,
        ),
        (json!(["user"]), 400),
    ] {
        say(&mut socket, wish.clone()).await;
        let complaint = hear(&mut socket).await.unwrap();
        assert_eq!(complaint["status"], status, "{wish}: {complaint}");
    }
    socket.send(Message::Text("not JSON".into())).await.unwrap();
    assert_eq!(hear(&mut socket).await.unwrap()["status"], 400);
    settle(&mut socket).await;
    // Who talks too much at once is cut off.
    socket
        .send(Message::Text("x".repeat(64 * 1024).into()))
        .await
        .unwrap();
    assert_eq!(hear(&mut socket).await, None);
}

#[tokio::test]
async fn without_a_good_token_there_is_no_socket() {
    let (unit, ..) = two().await;
    let (address, _stop) = listening(unit.app.clone()).await;
    for query in ["", "?access_token=wrong"] {
        let mut request = format!("{address}{query}").into_client_request().unwrap();
        let host = unit.app.config.domain.parse().unwrap();
        request.headers_mut().insert("host", host);
        let error = connect_async(request).await.unwrap_err();
        assert!(error.to_string().contains("401"), "{error}");
    }
}

#[tokio::test]
async fn a_revoked_token_and_a_stop_close_the_socket() {
    let (unit, anna, _) = two().await;
    let (address, stop) = listening(unit.app.clone()).await;
    let token = unit.token(anna.id(), "read").await;
    let mut revoked = open(&unit, &address, "stream=user", "header", &token).await;
    let mut kept = open(&unit, &address, "stream=user", "header", &anna.token).await;
    settle(&mut kept).await;
    let client = unit.client().await.clone();
    meent::service::oauth::revoke(&unit.app, &client, &token)
        .await
        .unwrap();
    assert_eq!(hear(&mut revoked).await, None);
    settle(&mut kept).await;
    drop(stop);
    assert_eq!(hear(&mut kept).await, None);
}

#[tokio::test]
async fn another_process_on_the_same_database_is_heard() {
    let (unit, anna, bram) = two().await;
    if unit.app.db.is_sqlite() {
        // A SQLite file has one process that serves.
        return;
    }
    let (address, _stop) = listening(unit.app.clone()).await;
    let other = unit.beside().await;
    let (_, _other_stop) = listening(other.clone()).await;
    let mut socket = open(&unit, &address, "stream=user", "header", &bram.token).await;
    settle(&mut socket).await;
    // The way between the two is open when something has come along it: until then, posts are written.
    let text = |number: usize| meent::service::drafts::Draft {
        text: format!("Bericht {number}"),
        ..Default::default()
    };
    let heard = hear(&mut socket);
    tokio::pin!(heard);
    let mut number = 0;
    let told = loop {
        meent::service::statuses::create(&other, &anna.person, text(number))
            .await
            .unwrap();
        number += 1;
        if let Ok(told) = tokio::time::timeout(Duration::from_millis(200), &mut heard).await {
            break told.unwrap();
        }
    };
    assert_eq!(told["event"], "update");
}
