//! Server-sent events as models send them, taken from bytes that may be cut anywhere.
//!
//! Events are `data:` lines up to a blank line, ended by CRLF or LF. Gemini's error in
//! mid-stream is not an event but a bare JSON text after the last one, over several lines; its end is
//! where its brackets close.

/// A JSON text found in the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Frame {
    /// The data of an event.
    Data(String),
    /// A text outside events.
    Bare(String),
}

/// Collects bytes into frames.
#[derive(Debug, Default)]
pub(crate) struct SseParser {
    /// The line that has not ended yet. Splitting at newlines before decoding keeps
    /// characters of several bytes whole.
    line: Vec<u8>,
    /// The event that has not ended yet.
    data: Option<String>,
    /// The bare text that has not ended yet.
    bare: Option<Bare>,
    /// Whether a line was seen; the first may begin with a byte order mark.
    begun: bool,
}

impl SseParser {
    /// Takes more bytes and returns the frames that they complete.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Vec<Frame> {
        let mut frames = Vec::new();
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                let line = std::mem::take(&mut self.line);
                self.take_line(&line, &mut frames);
            }
        }
        frames
    }

    /// Takes the end of the stream and returns what had begun before it, complete or not.
    pub(crate) fn finish(mut self) -> Vec<Frame> {
        let mut frames = Vec::new();
        let line = std::mem::take(&mut self.line);
        if !line.is_empty() {
            self.take_line(&line, &mut frames);
        }
        frames.extend(self.data.take().map(Frame::Data));
        frames.extend(self.bare.take().map(|bare| Frame::Bare(bare.text)));
        frames
    }

    fn take_line(&mut self, line: &[u8], frames: &mut Vec<Frame>) {
        let line = String::from_utf8_lossy(line);
        let line = line.trim_end_matches(['\r', '\n']);
        let line = if self.begun { line } else { line.trim_start_matches('\u{feff}') };
        self.begun = true;

        if self.bare.is_some() {
            self.take_bare(line, frames);
        } else if line.is_empty() {
            frames.extend(self.data.take().map(Frame::Data));
        } else if let Some(data) = line.strip_prefix("data:") {
            let data = data.strip_prefix(' ').unwrap_or(data);
            match &mut self.data {
                Some(begun) => {
                    begun.push('\n');
                    begun.push_str(data);
                }
                None => self.data = Some(data.to_owned()),
            }
        } else if line.trim_start().starts_with(['{', '[']) {
            frames.extend(self.data.take().map(Frame::Data));
            self.take_bare(line, frames);
        }
        // What is left are comments and fields without meaning here (event, id, retry).
    }

    fn take_bare(&mut self, line: &str, frames: &mut Vec<Frame>) {
        let bare = self.bare.get_or_insert_default();
        if bare.take(line) {
            frames.extend(self.bare.take().map(|bare| Frame::Bare(bare.text)));
        }
    }
}

/// A JSON text in the making.
#[derive(Debug, Default)]
struct Bare {
    text: String,
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Bare {
    /// Adds a line; true once all brackets are closed.
    fn take(&mut self, line: &str) -> bool {
        self.text.push_str(line);
        self.text.push('\n');
        for c in line.chars() {
            match c {
                _ if self.escaped => self.escaped = false,
                '\\' if self.in_string => self.escaped = true,
                '"' => self.in_string = !self.in_string,
                _ if self.in_string => {}
                '{' | '[' => self.depth += 1,
                '}' | ']' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
        self.depth == 0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Vec<Frame> {
        parse_pieces(&[text.as_bytes()])
    }

    fn parse_pieces(pieces: &[&[u8]]) -> Vec<Frame> {
        let mut parser = SseParser::default();
        let mut frames: Vec<Frame> = pieces.iter().flat_map(|piece| parser.push(piece)).collect();
        frames.extend(parser.finish());
        frames
    }

    fn data(text: &str) -> Frame {
        Frame::Data(text.to_owned())
    }

    #[test]
    fn takes_both_line_ends() {
        let expected = [data("{\"a\":1}"), data("{\"b\":2}")];
        assert_eq!(parse("data: {\"a\":1}\r\n\r\ndata: {\"b\":2}\r\n\r\n"), expected);
        assert_eq!(parse("data: {\"a\":1}\n\ndata: {\"b\":2}\n\n"), expected);
    }

    #[test]
    fn takes_an_event_that_the_end_of_the_stream_completes() {
        assert_eq!(parse("data: {\"a\":1}"), [data("{\"a\":1}")]);
    }

    #[test]
    fn joins_the_lines_of_one_event() {
        assert_eq!(parse("data: {\r\ndata: \"a\":1}\r\n\r\n"), [data("{\n\"a\":1}")]);
    }

    #[test]
    fn ignores_comments_other_fields_and_a_byte_order_mark() {
        let stream = "\u{feff}: hello\r\nevent: x\r\nid: 7\r\nretry: 5\r\ndata:{}\r\n\r\n";
        assert_eq!(parse(stream), [data("{}")]);
    }

    #[test]
    fn finds_the_bare_error_after_the_last_event() {
        let error = "{\n  \"error\": {\n    \"message\": \"a } and \\\" in words\"\n  }\n}\n";
        let stream = format!("data: {{\"a\":1}}\r\n\r\n{error}data: {{}}\n\n");
        let expected = [data("{\"a\":1}"), Frame::Bare(error.to_owned()), data("{}")];
        assert_eq!(parse(&stream), expected);
    }

    #[test]
    fn a_bare_text_may_be_an_array_and_may_be_cut() {
        assert_eq!(parse("[{\"error\":{}}]"), [Frame::Bare("[{\"error\":{}}]\n".into())]);
        assert_eq!(parse("{\n\"error\": {"), [Frame::Bare("{\n\"error\": {\n".into())]);
    }

    fn line_end() -> impl Strategy<Value = &'static str> {
        prop_oneof![Just("\n"), Just("\r\n")]
    }

    proptest! {
        #[test]
        fn cuts_between_chunks_never_matter(
            texts in prop::collection::vec("[^\r\n\u{feff}]{0,40}", 0..6),
            end in line_end(),
            with_error in any::<bool>(),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        ) {
            let mut stream: String =
                texts.iter().map(|text| format!("data: {text}{end}{end}")).collect();
            let mut expected: Vec<Frame> = texts.iter().map(|text| data(text)).collect();
            if with_error {
                stream.push_str("{\n \"error\": \"é {\"\n}");
                expected.push(Frame::Bare("{\n \"error\": \"é {\"\n}\n".into()));
            }
            let bytes = stream.as_bytes();
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|cut| &bytes[cut[0]..cut[1]]).collect();
            prop_assert_eq!(parse_pieces(&pieces), expected);
        }

        #[test]
        fn never_fails_on_garbage(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            parse_pieces(&[&bytes]);
        }
    }
}
