//! What a device is told. It is encrypted to the device; its service sees none of it.

use domain::NotificationId;
use serde::Serialize;

/// The most bytes of a notice that are sent; the rest is in the app. A push service takes at
/// least 4096 bytes, of which 3993 are ours (RFC 8291, 4), and a sign may take six in JSON.
const MOST: usize = 560;
const TITLE: usize = 80;

/// A message to the app's service worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Message {
    /// Who sends it.
    pub(crate) title: String,
    /// What the notice says.
    pub(crate) body: String,
    /// The notice: one with the same tag takes its place.
    pub(crate) tag: NotificationId,
    /// Whether it stays on the screen until it is seen to.
    pub(crate) urgent: bool,
}

impl Message {
    pub(crate) fn new(title: &str, text: &str, tag: NotificationId, urgent: bool) -> Self {
        Self { title: shorten(title, TITLE), body: shorten(text, MOST), tag, urgent }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}

fn shorten(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let cut = &text[..text.floor_char_boundary(most)];
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_longest_fits_into_one_record() {
        for sign in ["x", "\u{1f9f9}", "\"", "\u{1}"] {
            let (title, text) = (sign.repeat(500), sign.repeat(5000));
            let message = Message::new(&title, &text, NotificationId(Uuid::nil()), true);
            assert!(message.bytes().len() <= 3993, "{sign:?} {}", message.bytes().len());
        }
        let short = Message::new("Luigi", "Hello", NotificationId(Uuid::nil()), false);
        assert_eq!((short.title.as_str(), short.body.as_str()), ("Luigi", "Hello"));
    }
}
