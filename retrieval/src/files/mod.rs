//! From an uploaded file to text: what kind of file it really is, and what it says.
//!
//! Plain text and Markdown are taken as they are. Everything that needs a parser is read
//! by `child`, in a process of its own with limits that it sets on itself, so that a
//! hostile file can end that process and nothing else.

mod child;
#[cfg(test)]
mod fuzz;
mod html;
mod kind;
mod pdf;
mod plain;
mod table;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use child::{Answer, child};
pub use kind::{Kind, detect};
pub use plain::plain;

/// The most bytes of text that are taken from one file: about 1,300 pages.
pub const MOST_TEXT: usize = 4 * 1024 * 1024;

/// Why a file gives no text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum FileProblem {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is of a kind that is not read here.
    #[error("the file is {0}")]
    Unsupported(String),
    /// Its content is not what its name or its declared type says.
    #[error("the file says it is {claimed}, but its content is {actual}")]
    Mismatch {
        /// What name or declared type say.
        claimed: String,
        /// What the content is.
        actual: String,
    },
    /// Text that is not UTF-8.
    #[error("byte {0} cannot be read as UTF-8")]
    NotUtf8(usize),
    /// Text with the character U+0000.
    #[error("the text holds the character U+0000")]
    Nul,
    /// It opens with a password only.
    #[error("the file is encrypted")]
    Encrypted,
    /// It can be read, and there is no text in it: pictures of pages, say.
    #[error("there is no text in the file")]
    NoText,
    /// It is damaged.
    #[error("the file is damaged")]
    Damaged,
    /// Reading it takes more memory or time than one file may take.
    #[error("the file takes too much memory or time to read")]
    TooComplex,
    /// It has more text than [`MOST_TEXT`].
    #[error("the file has too much text")]
    TooMuchText,
}

/// Reads a file of `kind` here and now; see [`mod@child`] for where that is safe.
pub(crate) fn read(kind: Kind, bytes: &[u8]) -> Result<String, FileProblem> {
    let text = match kind {
        Kind::Plain | Kind::Markdown => return plain(bytes),
        Kind::Csv => table::read(&plain(bytes)?)?,
        Kind::Html => html::read(&plain(bytes)?),
        Kind::Pdf => pdf::read(bytes)?,
    };
    let text = tidy(&text);
    if text.is_empty() {
        return Err(FileProblem::NoText);
    }
    if text.len() > MOST_TEXT { Err(FileProblem::TooMuchText) } else { Ok(text) }
}

/// Text without characters that cannot be stored or seen, trailing blanks and more than
/// one empty line in a row.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines() {
        let line: String =
            line.chars().filter(|c| *c == '\t' || !c.is_control() && *c != '\u{FEFF}').collect();
        let line = line.trim_end();
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            tidied.push_str(line);
            tidied.push('\n');
        }
    }
    tidied.trim().to_owned()
}
