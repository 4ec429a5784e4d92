//! Connections that are too many, too slow or too long, over real sockets.

use std::net::SocketAddr;
use std::time::Duration;

use api::Limits;
use axum::Router;
use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::support::{Setup, TestApp};

/// Nothing in these tests takes longer.
const PATIENCE: Duration = Duration::from_secs(20);
/// What is configured as too slow.
const SOON: Duration = Duration::from_millis(400);
/// How often a slow client sends a byte.
const NOW_AND_THEN: Duration = Duration::from_millis(20);

async fn serve(router: Router, limits: Limits) -> (SocketAddr, CancellationToken, JoinHandle<()>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let stopping = stop.clone();
    let served = tokio::spawn(async move {
        api::serve(listener, router, &limits, &[], stopping.clone(), stopping).await;
    });
    (address, stop, served)
}

fn small() -> Router {
    Router::new().route("/", get(|| async { "hello" }))
}

async fn connect(address: SocketAddr, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

/// Everything until the server hangs up; a reset is an end too.
async fn until_closed(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = async {
        let mut part = [0; 4096];
        while let Ok(count @ 1..) = stream.read(&mut part).await {
            bytes.extend_from_slice(&part[..count]);
        }
    };
    tokio::time::timeout(PATIENCE, read).await.expect("an end in time");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// One answer with a body of five bytes.
async fn hello(stream: &mut TcpStream) -> bool {
    let mut answer = String::new();
    let mut part = [0; 512];
    while !answer.ends_with("hello") {
        let read = tokio::time::timeout(PATIENCE, stream.read(&mut part)).await.unwrap();
        let Ok(count @ 1..) = read else { return false };
        answer.push_str(&String::from_utf8_lossy(&part[..count]));
    }
    true
}

/// Sends a byte now and then until the server hangs up, and gives what it said.
async fn trickle(mut stream: TcpStream) -> String {
    let (mut reader, mut writer) = stream.split();
    let mut said = Vec::new();
    let sending = async {
        loop {
            tokio::time::sleep(NOW_AND_THEN).await;
            if writer.write_all(b"a").await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    };
    let reading = async {
        let mut part = [0; 4096];
        while let Ok(count @ 1..) = reader.read(&mut part).await {
            said.extend_from_slice(&part[..count]);
        }
    };
    tokio::time::timeout(PATIENCE, async {
        tokio::select! { () = sending => {}, () = reading => {} }
    })
    .await
    .expect("a slow client is cut off");
    String::from_utf8_lossy(&said).into_owned()
}

#[tokio::test]
async fn a_head_that_trickles_is_cut_off() {
    let limits = Limits { header_timeout: SOON, ..Limits::default() };
    let (address, ..) = serve(small(), limits).await;
    let said = trickle(connect(address, "GET / HTTP/1.1\r\nhost: a\r\nx-slow: ").await).await;
    assert!(!said.contains("hello"), "{said}");
    // So is one that says nothing at all, and one that stays idle after its answer.
    until_closed(&mut connect(address, "").await).await;
    let said = until_closed(&mut connect(address, "GET / HTTP/1.1\r\nhost: a\r\n\r\n").await).await;
    assert!(said.ends_with("hello"), "{said}");
}

#[tokio::test]
async fn a_body_that_trickles_is_cut_off_in_words() {
    let limits = Limits { request_timeout: SOON, ..Limits::default() };
    let app = TestApp::with(Setup { limits: limits.clone(), ..Setup::default() }).await;
    let (address, ..) = serve(app.router.clone(), limits).await;
    let head = "POST /api/v1/auth/login HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n\
        content-length: 100000\r\n\r\n";
    let said = trickle(connect(address, head).await).await;
    assert!(said.starts_with("HTTP/1.1 503 ") && said.contains("/problems/timeout"), "{said}");
}

#[tokio::test]
async fn a_client_that_takes_nothing_is_cut_off() {
    let limits = Limits { write_timeout: SOON, ..Limits::default() };
    let much = "x".repeat(1 << 20);
    let router = Router::new().route("/", get(|| async move { much }));
    let (address, ..) = serve(router, limits).await;
    let asked = 64;
    let mut stream = connect(address, &"GET / HTTP/1.1\r\nhost: a\r\n\r\n".repeat(asked)).await;
    // Buffers of both sides fill up, nothing is taken, and time goes by.
    tokio::time::sleep(SOON * 4).await;
    let taken = until_closed(&mut stream).await.len();
    assert!(taken < asked << 20, "all {taken} bytes were kept for whoever took none");
}

#[tokio::test]
async fn connections_are_limited_and_upgraded_ones_count() {
    let limits = Limits { connections_of_address: 2, ..Limits::default() };
    let app = TestApp::with(Setup { limits: limits.clone(), ..Setup::default() }).await;
    let pizza = app.business("pizza.com").await;
    let (address, ..) = serve(app.router.clone().merge(small_at("/hello")), limits).await;
    let ask = "GET /hello HTTP/1.1\r\nhost: a\r\n\r\n";
    let mut first = connect(address, ask).await;
    assert!(hello(&mut first).await);
    let ticket = app.ticket(&pizza.luigi).await;
    let socket = crate::support::Socket::open(address, &ticket, "").await.unwrap();
    let refused = until_closed(&mut connect(address, ask).await).await;
    assert!(refused.is_empty() || refused.starts_with("HTTP/1.1 503 "), "{refused}");
    // A place that is given back is given on.
    drop(first);
    let again = async { while !hello(&mut connect(address, ask).await).await {} };
    tokio::time::timeout(PATIENCE, again).await.expect("a place");
    drop(socket);
}

fn small_at(path: &str) -> Router {
    Router::new().route(path, get(|| async { "hello" }))
}

#[tokio::test]
async fn long_addresses_and_many_headers_are_refused() {
    let app = TestApp::new().await;
    let (address, ..) = serve(app.router.clone(), Limits::default()).await;
    let ask = async |line: String, headers: String| {
        let request =
            format!("GET {line} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{headers}\r\n");
        until_closed(&mut connect(address, &request).await).await
    };
    let long = ask(format!("/api/v1/me?x={}", "x".repeat(9_000)), String::new()).await;
    assert!(
        long.starts_with("HTTP/1.1 414 ") && long.contains("/problems/address-too-long"),
        "{long}"
    );
    let wide = ask("/healthz".to_owned(), format!("x-wide: {}\r\n", "x".repeat(17_000))).await;
    assert!(
        wide.starts_with("HTTP/1.1 431 ") && wide.contains("/problems/headers-too-large"),
        "{wide}"
    );
    let many: String = (0..100).map(|n| format!("x-{n}: 1\r\n")).collect();
    let many = ask("/healthz".to_owned(), many).await;
    assert!(many.starts_with("HTTP/1.1 431 "), "{many}");
    let far = ask("/healthz".to_owned(), format!("x-wide: {}\r\n", "x".repeat(200_000))).await;
    assert!(far.is_empty() || far.starts_with("HTTP/1.1 431 "), "{far}");
    assert!(ask("/healthz".to_owned(), String::new()).await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn a_request_in_flight_is_answered_before_the_end() {
    let (entered, entering) = tokio::sync::oneshot::channel::<()>();
    let (leave, left) = tokio::sync::oneshot::channel::<()>();
    let once = std::sync::Mutex::new(Some((entered, left)));
    let once = std::sync::Arc::new(once);
    let router = Router::new().route(
        "/",
        get(move || {
            let taken = once.lock().unwrap().take();
            async move {
                let (entered, left) = taken.unwrap();
                entered.send(()).unwrap();
                left.await.unwrap();
                "hello"
            }
        }),
    );
    let (address, stop, served) = serve(router, Limits::default()).await;
    let mut stream = connect(address, "GET / HTTP/1.1\r\nhost: a\r\n\r\n").await;
    entering.await.unwrap();
    let idle = TcpStream::connect(address).await.unwrap();
    stop.cancel();
    leave.send(()).unwrap();
    assert!(hello(&mut stream).await);
    tokio::time::timeout(PATIENCE, served).await.expect("the end").unwrap();
    drop(idle);
}

/// Who was asked to stop goes on serving for a while, and says that a connection is over.
#[tokio::test]
async fn a_server_that_is_to_stop_ends_a_connection_with_its_next_answer() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (draining, stop) = (CancellationToken::new(), CancellationToken::new());
    let stops = (draining.clone(), stop.clone());
    let served = tokio::spawn(async move {
        api::serve(listener, small(), &Limits::default(), &[], stops.0, stops.1).await;
    });
    let ask = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
    let mut kept = connect(address, ask).await;
    assert!(hello(&mut kept).await);
    draining.cancel();
    kept.write_all(ask.as_bytes()).await.unwrap();
    let last = until_closed(&mut kept).await;
    assert!(last.contains("connection: close") && last.ends_with("hello"), "{last}");
    let new = until_closed(&mut connect(address, ask).await).await;
    assert!(new.ends_with("hello"), "{new}");
    stop.cancel();
    tokio::time::timeout(PATIENCE, served).await.unwrap().unwrap();
}
