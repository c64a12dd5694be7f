//! Listening, until the unit is told to stop.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::app::AppRef;
use crate::http::router::router;

/// Requests that are under way when the unit is told to stop have so long to end.
const GRACE: Duration = Duration::from_secs(8);

/// Serves the unit until `stop` comes true; then takes nothing new, and ends when what is under way has ended or the
/// grace is over.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    app: AppRef,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    // Answers are small: waiting to fill packets would only delay them.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY");
        }
    });
    let stopping = CancellationToken::new();
    let told = stopping.clone();
    let site = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, site).with_graceful_shutdown(async move {
        stop.await;
        told.cancel();
    });
    let over = async {
        stopping.cancelled().await;
        tokio::time::timeout(GRACE, std::future::pending::<()>()).await
    };
    tokio::select! {
        ended = server => ended,
        _ = over => {
            tracing::warn!("some requests did not end in time");
            Ok(())
        }
    }
}
