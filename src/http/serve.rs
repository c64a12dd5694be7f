//! Listening, until the unit is told to stop.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;

use crate::app::AppRef;
use crate::http::api::streaming;
use crate::http::router::router;

/// Requests that are under way when the unit is told to stop have so long to end.
const GRACE: Duration = Duration::from_secs(8);

/// A connection has so long to say what it wants, at first and between two requests. Who is slower than that holds a place
/// and needs none.
const HEAD_TIME: Duration = Duration::from_secs(60);

/// After an error that is not one connection's own, such as too many open files.
const REST: Duration = Duration::from_millis(500);

/// Serves the unit until `stop` comes true; then takes nothing new, and ends when what is under way has ended or the
/// grace is over. A connection that fails concerns nobody else.
pub async fn serve(
    app: AppRef,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) {
    let stopping = CancellationToken::new();
    let connections = TaskTracker::new();
    connections.spawn(streaming::run(app.clone(), stopping.clone()));
    let site = router(app);
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, from)) => {
                let talk = talk(site.clone(), stream, from, stopping.clone());
                connections.spawn(talk);
            }
            Err(error) => {
                tracing::error!(%error, "no connection can be taken");
                if tokio::time::timeout(REST, &mut stop).await.is_ok() {
                    break;
                }
            }
        }
    }
    drop(listener);
    stopping.cancel();
    connections.close();
    if tokio::time::timeout(GRACE, connections.wait())
        .await
        .is_err()
    {
        tracing::warn!("some requests did not end in time");
    }
}

/// Serves one connection to its end; once the unit stops, to the end of the request that is under way.
async fn talk(site: Router, stream: TcpStream, from: SocketAddr, stopping: CancellationToken) {
    // Answers are small: waiting to fill packets would only delay them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY");
    }
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(from));
        let answer = site.clone().call(request);
        async move { answer.await.map_err(|never: Infallible| never) }
    });
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME);
    builder.http2().enable_connect_protocol();
    let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, %from, "a connection ended");
    }
}
