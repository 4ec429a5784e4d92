//! Markup that could load, leak or inject loses all but its words.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::pattern;

/// `text` without images, HTML, links and addresses; an address that `known` accepts
/// stays as plain text.
pub(super) fn without(text: &str, known: impl Fn(&str) -> bool) -> String {
    let mut text = text.to_owned();
    // Taking something out may put something else together.
    loop {
        let once = IMAGE.replace_all(&text, "");
        let once = LINK.replace_all(&once, "$1");
        let once = HTML.replace_all(&once, "").into_owned();
        if once == text {
            break;
        }
        text = once;
    }
    let text = ADDRESS.replace_all(&text, |found: &Captures<'_>| {
        let address = found[0].trim_end_matches(['.', ',', ';', ':', '!', '?']);
        let rest = &found[0][address.len()..];
        if known(address) { found[0].to_owned() } else { rest.to_owned() }
    });
    // Halves whose other half is in another sentence.
    let text = text.replace("](", "] (").replace("]:", "] :");
    OPEN_TAG.replace_all(&text, "< $1").into_owned()
}

static IMAGE: LazyLock<Regex> = LazyLock::new(|| pattern(r"!\[[^\]]*\](\([^)]*\)|\[[^\]]*\])?"));
static LINK: LazyLock<Regex> = LazyLock::new(|| pattern(r"\[([^\[\]]*)\]\([^)]*\)"));
static HTML: LazyLock<Regex> = LazyLock::new(|| pattern(r"</?[A-Za-z!][^<>]*>"));
static OPEN_TAG: LazyLock<Regex> = LazyLock::new(|| pattern(r"<([A-Za-z/!])"));
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:[a-z][a-z0-9+.-]*://|www\.|javascript:|data:)[^\s<>()\[\]]+")
});
