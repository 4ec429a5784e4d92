//! What a client may say: next to nothing.

use std::time::Instant;

use axum::extract::ws::{CloseCode, Message};
use serde::Deserialize;

use super::MESSAGE_LIMIT;

/// What is not understood.
pub(super) const UNSUPPORTED: CloseCode = 1003;
/// Too much at a time.
pub(super) const FLOOD: CloseCode = 1008;
/// Too large.
pub(super) const TOO_LARGE: CloseCode = 1009;
/// The session has ended.
pub(super) const SESSION_ENDED: CloseCode = 4401;
/// The business is suspended.
pub(super) const SUSPENDED: CloseCode = 4403;
/// The server stops or cannot go on.
pub(super) const AWAY: CloseCode = 1001;

/// Messages that may come at once, and how many per second after that.
const BURST: f64 = 40.0;
const PER_SECOND: f64 = 5.0;

/// What follows from a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// Answer `pong`.
    Ping,
    /// Its tab is looked at now, or is not any more.
    Looking(bool),
    /// Nothing.
    Noise,
    /// The client closes.
    Goodbye,
    /// Close, with this code and reason.
    Refuse(CloseCode, &'static str),
}

/// Listens to one client.
pub(super) struct Listener {
    left: f64,
    since: Instant,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum Said {
    Ping {},
    Looking { looking: bool },
}

impl Listener {
    pub(super) fn new() -> Self {
        Self { left: BURST, since: Instant::now() }
    }

    /// Judges a message.
    pub(super) fn hear(&mut self, message: &Message) -> Heard {
        let now = Instant::now();
        self.left =
            (self.left + now.duration_since(self.since).as_secs_f64() * PER_SECOND).min(BURST);
        self.since = now;
        self.left -= 1.0;
        if self.left < 0.0 {
            return Heard::Refuse(FLOOD, "too many messages");
        }
        match message {
            Message::Text(text) if text.len() > MESSAGE_LIMIT => {
                Heard::Refuse(TOO_LARGE, "over 64 KB")
            }
            Message::Binary(bytes) if bytes.len() > MESSAGE_LIMIT => {
                Heard::Refuse(TOO_LARGE, "over 64 KB")
            }
            Message::Text(text) => match said(text) {
                Some(Said::Ping {}) => Heard::Ping,
                Some(Said::Looking { looking }) => Heard::Looking(looking),
                None => Heard::Refuse(UNSUPPORTED, "only ping and looking are understood"),
            },
            Message::Binary(_) => Heard::Refuse(UNSUPPORTED, "only text is understood"),
            Message::Ping(_) | Message::Pong(_) => Heard::Noise,
            Message::Close(_) => Heard::Goodbye,
        }
    }
}

/// What a text says. An array of the same values would be read too, and says nothing.
fn said(text: &str) -> Option<Said> {
    let object = text.trim_ascii_start().starts_with('{');
    object.then(|| serde_json::from_str(text).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn understands_ping_and_looking_and_nothing_else() {
        let mut listener = Listener::new();
        assert_eq!(listener.hear(&Message::Text(r#"{"type":"ping"}"#.into())), Heard::Ping);
        let looking = Message::Text(r#"{"type":"looking","looking":true}"#.into());
        assert_eq!(listener.hear(&looking), Heard::Looking(true));
        assert_eq!(listener.hear(&Message::Pong(Vec::new().into())), Heard::Noise);
        for bad in [
            "",
            "hello",
            "{}",
            r#"{"type":"subscribe"}"#,
            r#"{"type":"ping","more":1}"#,
            r#"{"type":"looking"}"#,
            // Found by fuzzing.
            r#"["ping"]"#,
            r#"["looking",true]"#,
        ] {
            let heard = listener.hear(&Message::Text(bad.into()));
            assert!(matches!(heard, Heard::Refuse(UNSUPPORTED, _)), "{bad}: {heard:?}");
        }
        let large = Message::Text("x".repeat(MESSAGE_LIMIT + 1).into());
        assert!(matches!(listener.hear(&large), Heard::Refuse(TOO_LARGE, _)));
    }

    #[test]
    fn a_flood_is_refused() {
        let mut listener = Listener::new();
        let ping = Message::Text(r#"{"type":"ping"}"#.into());
        let heard: Vec<_> = (0..60).map(|_| listener.hear(&ping)).collect();
        assert_eq!(heard[0], Heard::Ping);
        assert!(matches!(heard[59], Heard::Refuse(FLOOD, _)));
    }
}
