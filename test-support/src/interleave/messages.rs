//! Messages of Postgres' protocol, as far as they tell who waits for whom
//! (<https://www.postgresql.org/docs/current/protocol-message-formats.html>).

/// A message: its type, and its first bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    kind: u8,
    body: Vec<u8>,
}

/// Whether a client's message makes the server do something: `Execute` or `Query`.
pub(super) fn executes(message: &Message) -> bool {
    matches!(message.kind, b'E' | b'Q')
}

impl Message {
    /// Whether a server's message says that it has answered: `ReadyForQuery`.
    pub(super) fn is_ready(&self) -> bool {
        self.kind == b'Z'
    }

    /// The process that serves the connection, from `BackendKeyData`.
    pub(super) fn backend(&self) -> Option<i32> {
        let pid = self.body.get(..4).filter(|_| self.kind == b'K')?;
        Some(i32::from_be_bytes(pid.try_into().ok()?))
    }
}

/// Puts messages together from pieces of a stream.
#[derive(Debug)]
pub(super) struct Messages {
    pending: Vec<u8>,
    /// The first message of a client has no type.
    untyped: bool,
}

impl Messages {
    pub(super) fn of_client() -> Self {
        Self { pending: Vec::new(), untyped: true }
    }

    pub(super) fn of_server() -> Self {
        Self { pending: Vec::new(), untyped: false }
    }

    /// The messages that are complete with this piece.
    pub(super) fn take(&mut self, piece: &[u8]) -> Vec<Message> {
        self.pending.extend_from_slice(piece);
        let mut messages = Vec::new();
        while let Some(message) = self.next() {
            messages.push(message);
        }
        messages
    }

    fn next(&mut self) -> Option<Message> {
        let typed = usize::from(!self.untyped);
        let length: [u8; 4] = self.pending.get(typed..typed + 4)?.try_into().ok()?;
        let end = typed + usize::try_from(u32::from_be_bytes(length)).ok()?;
        if end < typed + 4 || self.pending.len() < end {
            return None;
        }
        let message: Vec<u8> = self.pending.drain(..end).collect();
        let kind = if self.untyped { 0 } else { *message.first()? };
        self.untyped = false;
        Some(Message { kind, body: message.get(typed + 4..)?.to_vec() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_put_together_wherever_they_are_cut() {
        let mut stream = vec![0, 0, 0, 8, 0, 3, 0, 0];
        for kind in [b'P', b'E', b'S'] {
            stream.extend([kind, 0, 0, 0, 5, 7]);
        }
        for cut in 0..stream.len() {
            let mut messages = Messages::of_client();
            let (a, b) = stream.split_at(cut);
            let all = [messages.take(a), messages.take(b)].concat();
            let kinds: Vec<u8> = all.iter().map(|message| message.kind).collect();
            assert_eq!(kinds, [0, b'P', b'E', b'S'], "cut at {cut}");
            assert_eq!(all.iter().filter(|message| executes(message)).count(), 1);
        }
    }

    #[test]
    fn a_server_tells_who_serves_and_when_it_has_answered() {
        let mut messages = Messages::of_server();
        let told =
            messages.take(&[b'K', 0, 0, 0, 12, 0, 0, 1, 2, 9, 9, 9, 9, b'Z', 0, 0, 0, 5, b'I']);
        assert_eq!(told.iter().find_map(Message::backend), Some(258));
        assert!(told.iter().any(Message::is_ready));
    }
}
