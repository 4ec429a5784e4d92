//! PDF: the text of each page.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_extract::{Document, PlainTextOutput, output_doc_page};

use super::{FileProblem, MOST_TEXT};

/// The text of all pages. A page that cannot be read is left out, if others can.
pub(super) fn read(bytes: &[u8]) -> Result<String, FileProblem> {
    // The parser panics on some damaged files; this is in a process of its own.
    let mut document = catch_unwind(|| Document::load_mem(bytes))
        .map_err(|_| FileProblem::Damaged)?
        .map_err(|error| problem(&error))?;
    if document.is_encrypted() {
        // One that only forbids printing opens without a password.
        document.decrypt("").map_err(|_| FileProblem::Encrypted)?;
    }
    let mut text = String::new();
    let (mut read, mut broken) = (0, 0);
    for number in document.get_pages().into_keys() {
        let page = catch_unwind(AssertUnwindSafe(|| {
            let mut page = String::new();
            output_doc_page(&document, &mut PlainTextOutput::new(&mut page), number).map(|()| page)
        }));
        match page {
            Ok(Ok(page)) => {
                read += 1;
                text.push_str(&paragraphs(&page));
                text.push_str("\n\n");
            }
            _ => broken += 1,
        }
        if text.len() > MOST_TEXT {
            return Err(FileProblem::TooMuchText);
        }
    }
    match (read, broken) {
        (0, 0) | (0, _) => Err(FileProblem::Damaged),
        _ => Ok(text),
    }
}

fn problem(error: &pdf_extract::Error) -> FileProblem {
    let encrypted = matches!(
        error,
        pdf_extract::Error::Decryption(_)
            | pdf_extract::Error::InvalidPassword
            | pdf_extract::Error::UnsupportedSecurityHandler(_)
    );
    if encrypted { FileProblem::Encrypted } else { FileProblem::Damaged }
}

/// Lines as a page breaks them, with words that were split at their end joined again.
fn paragraphs(page: &str) -> String {
    let mut text = String::with_capacity(page.len());
    let mut lines = page.lines().map(str::trim).peekable();
    while let Some(line) = lines.next() {
        let stem = line.strip_suffix('-').filter(|stem| stem.ends_with(char::is_alphabetic));
        let goes_on = lines.peek().is_some_and(|next| next.starts_with(char::is_lowercase));
        match stem.filter(|_| goes_on) {
            Some(stem) => text.push_str(stem),
            None => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::paragraphs;

    #[test]
    fn split_words_are_joined_again() {
        assert_eq!(paragraphs("The clean-\ning of\nthe A-\n B\n"), "The cleaning of\nthe A-\nB\n");
    }
}
