//! Connections: taken within limits, and not held for ever by clients that are slow.
//!
//! HTTP/1.1 only, as proxies speak it to what is behind them. Whoever is slow loses the
//! connection: in sending a request's head after `Limits::header_timeout` (which is also
//! how long an idle connection is kept), in sending its body when the request's own time
//! is over (`layers::guard`), in taking the answer after `Limits::write_timeout` without
//! progress.

mod caps;
mod stream;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::header::CONNECTION;
use axum::http::{HeaderValue, Request, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use ipnet::IpNet;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use self::caps::{Caps, Place};
use self::stream::Stream;
use crate::config::Limits;
use crate::extract::is_within;

/// The most bytes of a request's head that are read at all; `layers::head` refuses less
/// than that in words.
const HEAD_BYTES: usize = 32 * 1024;
/// The most headers, likewise.
const HEADERS: usize = 128;
/// What is buffered of one connection.
const BUFFER: usize = 64 * 1024;
/// How long to wait when no connection can be taken, for lack of file descriptors say.
const PAUSE: Duration = Duration::from_millis(200);
/// What a connection over the limit is told.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\n\
    content-length: 0\r\nconnection: close\r\n\r\n";

/// Serves `router` until `shutdown`; returns when every request is answered. From `draining`
/// on a connection ends with its next answer, which says so. Connections of `trusted` proxies count towards the limit in all, not towards that of an address.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: &Limits,
    trusted: &[IpNet],
    draining: CancellationToken,
    shutdown: CancellationToken,
) {
    let caps = Arc::new(Caps::new(limits.connections, limits.connections_of_address));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.header_timeout)
        .max_headers(HEADERS)
        .max_header_size(HEAD_BYTES)
        .max_buf_size(BUFFER);
    let connections = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = shutdown.cancelled() => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        match Caps::take(&caps, peer.ip(), is_within(trusted, peer.ip())) {
            Some(place) => {
                let stream = Stream::new(stream, place, limits.write_timeout);
                let stops = (draining.clone(), shutdown.clone());
                connections.spawn(converse(&http, stream, peer, router.clone(), stops));
            }
            None => refuse(&stream),
        }
    }
    drop(listener);
    connections.close();
    connections.wait().await;
}

/// Serves one connection, upgrades included.
fn converse(
    http: &http1::Builder,
    stream: Stream<Place>,
    peer: SocketAddr,
    router: Router,
    (draining, shutdown): (CancellationToken, CancellationToken),
) -> impl Future<Output = ()> + use<> {
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        let (answering, draining) = (router.clone().oneshot(request), draining.clone());
        async move {
            let mut answer = answering.await;
            if draining.is_cancelled()
                && let Ok(answer) = &mut answer
                && answer.status() != StatusCode::SWITCHING_PROTOCOLS
            {
                answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            answer
        }
    });
    let connection = http.serve_connection(TokioIo::new(stream), service).with_upgrades();
    async move {
        let mut connection = std::pin::pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = shutdown.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}

/// Tells a client that there is no room, if it can be told at once, and hangs up.
fn refuse(stream: &TcpStream) {
    metrics::counter!("steward_connections_refused_total").increment(1);
    let _ = stream.try_write(FULL);
}
