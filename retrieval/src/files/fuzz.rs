//! Files of any bytes: what they are, what they say, and the passages that it gives. PDF is
//! left to the process that reads it (`child`): its parser is slow, and may panic there.

use super::{FileProblem, Kind, MOST_TEXT, detect, read};
use crate::chunk;

/// The first line is the file's name and, after a bar, the type that its sender says.
#[test]
fn any_file() {
    fuzzing::target!("file", |bytes| {
        let cut = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
        let (first, file) = bytes.split_at(cut);
        let first = String::from_utf8_lossy(first);
        let (name, media_type) = first.split_once('|').unwrap_or((&first, ""));
        let file = file.get(1..).unwrap_or_default();
        match detect(file, name, media_type) {
            Ok(Kind::Pdf) => assert!(file.windows(5).any(|window| window == b"%PDF-")),
            Ok(kind) => {
                assert_eq!(kind.word().parse(), Ok(kind));
                // Without what its sender says, it is what its content is.
                assert!(matches!(detect(file, "", ""), Ok(Kind::Plain | Kind::Html)));
                told(kind, file);
            }
            Err(problem) => assert!(problem.to_string().len() < 300, "{problem}"),
        }
    });
}

#[test]
fn any_page() {
    fuzzing::target!("page", |bytes| {
        let Some(text) = told(Kind::Html, bytes) else { return };
        // An item, the densest of elements, gives twice six blanks and its mark for four bytes.
        let most = 5 * bytes.len() + 16;
        assert!(text.len() <= most, "{} bytes of {}", text.len(), bytes.len());
    });
}

#[test]
fn any_table() {
    fuzzing::target!("table", |bytes| {
        let Some(text) = told(Kind::Csv, bytes) else { return };
        assert!(text.lines().all(|line| line.starts_with("- ")), "{text}");
        // Cells may span lines; a row never does.
        assert!(text.lines().count() <= bytes.split(|byte| matches!(byte, b'\n' | b'\r')).count());
    });
}

/// What a file says is text that can be kept and shown.
fn told(kind: Kind, file: &[u8]) -> Option<String> {
    match read(kind, file) {
        Ok(text) => {
            assert!(!text.trim().is_empty() && text.len() <= MOST_TEXT);
            assert!(!text.contains('\0'));
            if kind.needs_parser() {
                let hidden = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
                assert!(!text.contains(hidden), "{text:?}");
                assert!(!text.contains("\n\n\n"), "{text:?}");
            }
            passages("A title", &text);
            Some(text)
        }
        Err(problem) => {
            let never = matches!(problem, FileProblem::Mismatch { .. } | FileProblem::Encrypted);
            assert!(!never, "{problem:?}");
            None
        }
    }
}

/// The first line is the title.
#[test]
fn any_document() {
    fuzzing::target!("document", |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let (title, text) = text.split_once('\n').unwrap_or(("", &text));
        passages(title, text);
    });
}

/// Passages are always the same for the same text, in order, none without words, and all
/// together not much more than the text: a heading, a sentence or a head is repeated.
fn passages(title: &str, text: &str) {
    let chunks = chunk(title, text);
    assert_eq!(chunks, chunk(title, text));
    for (chunk, ordinal) in chunks.iter().zip(1..) {
        assert_eq!(chunk.ordinal, ordinal);
        assert!(!chunk.text.trim().is_empty());
        // Three passages' worth of words at most, of at most eight characters each.
        assert!(chunk.text.split_whitespace().count() <= 500, "{:?}", chunk.text);
        assert!(chunk.text.chars().count() <= 500 * 8, "{:?}", chunk.text);
    }
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let kept: usize =
        chunks.iter().map(|chunk| letters(&chunk.text) + letters(&chunk.heading)).sum();
    let words = text.lines().any(|line| letters(line) > 0 && !line.trim().starts_with('#'));
    assert!(kept > 0 || !words, "nothing is left of {text:?}");
}
