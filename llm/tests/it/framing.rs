//! Answers byte by byte, over a bare connection: how they are cut and how they end.

use llm::{ChatEvent, ModelError};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::support::{ask, gemini, piece, sse, stream};

const HEAD: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
const ERROR: &str = "{\n  \"error\": {\n    \"code\": 503,\n    \"message\": \"The model is \
                     overloaded.\",\n    \"status\": \"UNAVAILABLE\"\n  }\n}\n";

/// How a body ends.
enum End {
    /// As HTTP wants it.
    Whole,
    /// In the middle of it.
    Cut,
}

/// Serves one answer in the given pieces and returns what the client makes of it.
async fn serve(pieces: Vec<Vec<u8>>, end: End) -> Vec<Result<ChatEvent, ModelError>> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        socket.set_nodelay(true).unwrap();
        read_request(&mut socket).await;
        socket.write_all(HEAD.as_bytes()).await.unwrap();
        for piece in pieces {
            let size = format!("{:x}\r\n", piece.len());
            let chunk = [size.as_bytes(), &piece, b"\r\n"].concat();
            socket.write_all(&chunk).await.unwrap();
            socket.flush().await.unwrap();
            tokio::task::yield_now().await;
        }
        if let End::Whole = end {
            socket.write_all(b"0\r\n\r\n").await.unwrap();
        }
    });
    let events = stream(&gemini(&base).chat(), &ask("x")).await.unwrap();
    server.await.unwrap();
    events
}

async fn read_request(socket: &mut TcpStream) {
    let mut request = Vec::new();
    // The body is JSON that ends so, and only there.
    while !request.ends_with(b"}]}") {
        let mut buffer = [0; 1024];
        let read = socket.read(&mut buffer).await.unwrap();
        assert_ne!(read, 0, "the request ended early");
        request.extend_from_slice(&buffer[..read]);
    }
}

fn words(events: &[Result<ChatEvent, ModelError>]) -> String {
    let words = events.iter().filter_map(|event| match event {
        Ok(ChatEvent::Text(text)) => Some(text.as_str()),
        _ => None,
    });
    words.collect()
}

fn pieces(text: &str) -> Vec<Vec<u8>> {
    vec![text.as_bytes().to_vec()]
}

#[tokio::test]
async fn byte_by_byte() {
    let body = sse(&[
        piece(json!([{"text": "Perché "}]), None),
        piece(json!([{"text": "no 🍕?"}]), Some("STOP")),
    ]);
    let events = serve(body.bytes().map(|byte| vec![byte]).collect(), End::Whole).await;
    assert_eq!(words(&events), "Perché no 🍕?");
    assert!(matches!(events.last(), Some(Ok(ChatEvent::Finished(_)))));
}

#[tokio::test]
async fn everything_up_to_the_end_is_read() {
    let body = sse(&[
        piece(json!([{"text": "one "}]), Some("STOP")),
        piece(json!([{"text": "two"}]), Some("STOP")),
    ]);
    let events = serve(pieces(&body), End::Whole).await;
    let Some(Ok(ChatEvent::Finished(response))) = events.last() else { panic!("not finished") };
    assert_eq!(response.text(), "one two");
}

#[tokio::test]
async fn a_bare_error_after_the_last_event() {
    let body = sse(&[piece(json!([{"text": "Hel"}]), None)]) + ERROR;
    let events = serve(pieces(&body), End::Whole).await;
    assert_eq!(words(&events), "Hel");
    let expected = ModelError::MidStream {
        status: "UNAVAILABLE".into(),
        cause: Box::new(ModelError::Overloaded),
    };
    assert_eq!(events.last(), Some(&Err(expected)));
}

#[tokio::test]
async fn an_end_without_a_finish_reason() {
    let body = sse(&[piece(json!([{"text": "Hel"}]), None)]);
    for end in [End::Whole, End::Cut] {
        let events = serve(pieces(&body), end).await;
        assert_eq!(words(&events), "Hel");
        assert_eq!(events.last(), Some(&Err(ModelError::Incomplete)));
    }
}

#[tokio::test]
async fn an_answer_of_nothing() {
    let events = serve(vec![], End::Whole).await;
    assert_eq!(events, [Err(ModelError::Incomplete)]);
}

#[tokio::test]
async fn an_empty_stop_tells_its_usage_first() {
    let events = serve(pieces(&sse(&[piece(json!([]), Some("STOP"))])), End::Whole).await;
    assert!(matches!(events[0], Ok(ChatEvent::Usage(usage)) if usage.total == 15));
    assert_eq!(events.last(), Some(&Err(ModelError::Empty)));
}

#[tokio::test]
async fn a_connection_that_breaks_after_the_finish() {
    let body = sse(&[piece(json!([{"text": "Done."}]), Some("STOP"))]);
    let events = serve(pieces(&body), End::Cut).await;
    assert!(matches!(events.last(), Some(Ok(ChatEvent::Finished(_)))));
}
