//! Frames of any content.

use axum::extract::ws::{CloseFrame, Message};
use serde_json::{Value, json};

use super::MESSAGE_LIMIT;
use super::input::{FLOOD, Heard, Listener, TOO_LARGE, UNSUPPORTED};

/// The bytes as one frame of each kind.
#[test]
fn any_frame() {
    fuzzing::target!("frame", |bytes| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        match heard(&Message::Text(text.as_str().into())) {
            Heard::Ping => assert_eq!(json_of(&text), Some(json!({ "type": "ping" }))),
            Heard::Looking(looking) => {
                assert_eq!(json_of(&text), Some(json!({ "type": "looking", "looking": looking })));
            }
            Heard::Refuse(code, reason) => {
                assert_eq!(code == TOO_LARGE, text.len() > MESSAGE_LIMIT);
                assert!(code == UNSUPPORTED || code == TOO_LARGE);
                // What a close frame has room for.
                assert!(reason.len() <= 123);
            }
            heard => panic!("{heard:?} of a text"),
        }
        let data = || bytes.to_vec().into();
        assert!(matches!(heard(&Message::Binary(data())), Heard::Refuse(..)));
        assert_eq!(heard(&Message::Ping(data())), Heard::Noise);
        assert_eq!(heard(&Message::Pong(data())), Heard::Noise);
        let close = CloseFrame { code: 1000, reason: text.as_str().into() };
        assert_eq!(heard(&Message::Close(Some(close))), Heard::Goodbye);
    });
}

fn heard(message: &Message) -> Heard {
    Listener::new().hear(message)
}

fn json_of(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

/// Whatever comes, and in whatever order, a client that says too much is cut off.
#[test]
fn any_conversation() {
    fuzzing::target!("conversation", |bytes| {
        let mut listener = Listener::new();
        let mut said = 0;
        for byte in bytes.iter().cycle().take(if bytes.is_empty() { 0 } else { 60 }) {
            let text = ["{\"type\":\"ping\"}", "{\"type\":\"looking\",\"looking\":false}", "?"];
            let message = match byte % 5 {
                kind @ 0..=2 => Message::Text(text[usize::from(kind)].into()),
                3 => Message::Ping(Vec::new().into()),
                _ => Message::Pong(Vec::new().into()),
            };
            said += 1;
            let refused = matches!(listener.hear(&message), Heard::Refuse(FLOOD, _));
            // Forty at once; nobody takes a second for sixty of them.
            assert!(!refused || said > 40, "message {said} is too many");
            assert!(refused || said < 55, "message {said} is not too many");
        }
    });
}
