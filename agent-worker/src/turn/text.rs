//! Text on its way into a prompt, without what people cannot see.

/// Without characters that hide text from people or let it pose as other text:
/// zero-width, bidirectional and tag characters, controls, variation selectors beyond
/// those of emoji. Each kind of line break becomes a line feed.
pub(crate) fn visible(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.chars()
        .filter(|c| !is_hidden(*c))
        .map(|c| match c {
            '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
            c => c,
        })
        .collect()
}

fn is_hidden(c: char) -> bool {
    matches!(c,
        '\0'..='\u{08}' | '\u{0E}'..='\u{1F}' | '\u{7F}'..='\u{84}' | '\u{86}'..='\u{9F}'
        | '\u{AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0E}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// A text on one line, without what could imitate the block's own lines.
pub(crate) fn one_line(text: &str) -> String {
    visible(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_text_is_dropped() {
        assert_eq!(
            visible("pay\u{200B}load\u{202E}\u{E0041}\u{E0100}\u{0}\u{1B}[0m"),
            "payload[0m"
        );
        assert_eq!(visible("¡Qué tal, señor! 早上好 🍕"), "¡Qué tal, señor! 早上好 🍕");
    }

    #[test]
    fn every_line_break_is_one_that_can_be_marked() {
        assert_eq!(visible("a\r\nb\rc\u{2028}d\u{85}e\u{0C}f"), "a\nb\nc\nd\ne\nf");
        assert_eq!(one_line(" a\r= next: b\u{2029}\tc "), "a = next: b c");
    }
}
