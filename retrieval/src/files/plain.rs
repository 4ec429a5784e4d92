//! Text as it is.

use super::{FileProblem, MOST_TEXT};

/// The text of a plain or Markdown file, without a byte order mark.
pub fn plain(bytes: &[u8]) -> Result<String, FileProblem> {
    let text =
        std::str::from_utf8(bytes).map_err(|error| FileProblem::NotUtf8(error.valid_up_to()))?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if text.contains('\0') {
        return Err(FileProblem::Nul);
    }
    if text.trim().is_empty() {
        return Err(FileProblem::Empty);
    }
    if text.len() > MOST_TEXT { Err(FileProblem::TooMuchText) } else { Ok(text.to_owned()) }
}
