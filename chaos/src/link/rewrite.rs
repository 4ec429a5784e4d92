//! Words of a client that reach the server as others.

/// Words and what is said instead, filled up with spaces, so that no length changes: a
/// statement in Postgres' protocol is told with its length before it. Words that come in two
/// pieces are not found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rewrite {
    /// What a client says.
    pub from: &'static str,
    /// What the server hears; no longer than that.
    pub to: &'static str,
}

impl Rewrite {
    /// Rewrites it wherever it stands.
    pub(super) fn apply(&self, bytes: &mut [u8]) {
        let Self { from, to } = self;
        let mut start = 0;
        while let Some(found) = bytes.get(start..).and_then(|rest| position(rest, from.as_bytes()))
        {
            let place = start + found;
            start = place + from.len();
            let said = to.bytes().chain(std::iter::repeat(b' '));
            let heard = bytes.get_mut(place..start).unwrap_or_default();
            heard.iter_mut().zip(said).for_each(|(byte, said)| *byte = said);
        }
    }
}

/// Where the words begin.
fn position(bytes: &[u8], words: &[u8]) -> Option<usize> {
    bytes.windows(words.len()).position(|window| window == words)
}

#[cfg(test)]
mod tests {
    use super::Rewrite;

    #[test]
    fn every_place_is_rewritten_and_nothing_else() {
        let rewrite = Rewrite { from: "a = 1", to: "b" };
        for (said, heard) in [
            ("", ""),
            ("a = 2", "a = 2"),
            ("a = 1", "b    "),
            ("x a = 1, a = 1; y", "x b    , b    ; y"),
        ] {
            let mut bytes = said.as_bytes().to_vec();
            rewrite.apply(&mut bytes);
            assert_eq!(String::from_utf8(bytes).unwrap(), heard);
        }
    }
}
