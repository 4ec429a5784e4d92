//! What a file is, by its content; its name and its declared type may only agree.

use std::str::FromStr;

use super::FileProblem;

/// Kinds of files that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text without structure.
    Plain,
    /// Markdown.
    Markdown,
    /// Comma-separated values, or with semicolons or tabs.
    Csv,
    /// A page of the web.
    Html,
    /// Portable Document Format.
    Pdf,
}

/// What name or declared type say.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Claim {
    /// Nothing that is known.
    Nothing,
    Known(Kind),
    /// Some other kind, in words.
    Other(String),
}

impl Kind {
    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Plain => "text/plain",
            Self::Markdown => "text/markdown",
            Self::Csv => "text/csv",
            Self::Html => "text/html",
            Self::Pdf => "application/pdf",
        }
    }

    /// What reads it, with the version of its rules: recorded with the document.
    pub fn extractor(self) -> &'static str {
        match self {
            Self::Plain | Self::Markdown => "text/1",
            Self::Csv => "csv/2",
            Self::Html => "html/1",
            Self::Pdf => "pdf/1",
        }
    }

    /// Whether it needs a parser, and so a process of its own.
    pub fn needs_parser(self) -> bool {
        !matches!(self, Self::Plain | Self::Markdown)
    }

    fn in_words(self) -> &'static str {
        match self {
            Self::Plain => "plain text",
            Self::Markdown => "Markdown",
            Self::Csv => "CSV",
            Self::Html => "HTML",
            Self::Pdf => "PDF",
        }
    }

    /// One word for it on a command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Markdown => "markdown",
            Self::Csv => "csv",
            Self::Html => "html",
            Self::Pdf => "pdf",
        }
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        [Self::Plain, Self::Markdown, Self::Csv, Self::Html, Self::Pdf]
            .into_iter()
            .find(|kind| kind.word() == word)
            .ok_or_else(|| format!("no kind of file is called {word}"))
    }
}

/// The kind of a file from its content. `name` and `media_type` are what the sender says:
/// they choose among kinds of text, and are refused when the content is something else.
pub fn detect(bytes: &[u8], name: &str, media_type: &str) -> Result<Kind, FileProblem> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(FileProblem::Empty);
    }
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let claims = [by_ending(&ending), by_media_type(&essence)];
    let actual = content(bytes)?;
    for claim in &claims {
        let claimed = match claim {
            Claim::Nothing => continue,
            Claim::Known(kind) if agrees(*kind, actual, bytes) => continue,
            Claim::Known(kind) => kind.in_words().to_owned(),
            Claim::Other(words) => words.clone(),
        };
        return Err(FileProblem::Mismatch { claimed, actual: actual.in_words().to_owned() });
    }
    // Among kinds of text the more precise word counts: a CSV file is often sent as text/plain.
    let precise = claims.iter().find_map(|claim| match claim {
        Claim::Known(kind) if *kind != Kind::Plain => Some(*kind),
        _ => None,
    });
    Ok(if actual == Kind::Plain { precise.unwrap_or(actual) } else { actual })
}

/// PDF, HTML or text, by the bytes alone.
fn content(bytes: &[u8]) -> Result<Kind, FileProblem> {
    let head = bytes.get(..1024).unwrap_or(bytes);
    if head.windows(5).any(|window| window == b"%PDF-") {
        return Ok(Kind::Pdf);
    }
    if let Some(kind) = infer::get(bytes).filter(|kind| !kind.mime_type().starts_with("text/")) {
        return Err(FileProblem::Unsupported(kind.mime_type().to_owned()));
    }
    if head.contains(&0) && std::str::from_utf8(bytes).is_err() {
        return Err(FileProblem::Unsupported("of no known type".to_owned()));
    }
    let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let opens =
        |with: &[u8]| start.get(..with.len()).is_some_and(|given| given.eq_ignore_ascii_case(with));
    let page = [&b"<!doctype html"[..], b"<html", b"<head", b"<body"].into_iter().any(opens);
    let comment = opens(b"<!--") && contains(head, b"<html");
    Ok(if page || comment { Kind::Html } else { Kind::Plain })
}

/// Whether content of kind `actual` may be called `claimed`.
fn agrees(claimed: Kind, actual: Kind, bytes: &[u8]) -> bool {
    match (claimed, actual) {
        (Kind::Pdf, actual) => actual == Kind::Pdf,
        // A fragment of a page begins with any tag, or with none.
        (Kind::Html, Kind::Plain) => {
            bytes.windows(2).any(|pair| matches!(pair, [b'<', next] if next.is_ascii_alphabetic()))
        }
        (Kind::Html, actual) => actual == Kind::Html,
        (_, actual) => actual == Kind::Plain,
    }
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word))
}

fn by_ending(ending: &str) -> Claim {
    Claim::Known(match ending {
        "txt" | "text" | "log" => Kind::Plain,
        "md" | "markdown" => Kind::Markdown,
        "csv" | "tsv" => Kind::Csv,
        "html" | "htm" | "xhtml" => Kind::Html,
        "pdf" => Kind::Pdf,
        "doc" | "docx" | "odt" | "rtf" | "xls" | "xlsx" | "ods" | "ppt" | "pptx" | "png"
        | "jpg" | "jpeg" | "gif" | "webp" | "heic" | "svg" | "zip" | "exe" | "mp3" | "mp4"
        | "mov" => {
            return Claim::Other(format!("a .{ending} file"));
        }
        _ => return Claim::Nothing,
    })
}

fn by_media_type(essence: &str) -> Claim {
    Claim::Known(match essence {
        "text/plain" => Kind::Plain,
        "text/markdown" | "text/x-markdown" => Kind::Markdown,
        "text/csv" | "text/tab-separated-values" => Kind::Csv,
        "text/html" | "application/xhtml+xml" => Kind::Html,
        "application/pdf" => Kind::Pdf,
        other if ["image/", "audio/", "video/", "font/"].iter().any(|of| other.starts_with(of)) => {
            return Claim::Other(other.to_owned());
        }
        // Browsers call a CSV file what the office suite of the machine calls it.
        _ => return Claim::Nothing,
    })
}
