//! Documents and their passages.

use proptest::prelude::*;

use super::sentences::size;
use super::{OVERLAP, SMALLEST, TARGET, chunk};

const HOUSE: &str = "# Oak Street\n\nWelcome to the house.\n\n## Cleaning\n\nThe lobby is cleaned every \
    second Tuesday. Residents need not be present, e.g. at work.\n\n## Waste\n### Glass\n\nBring glass \
    on the 15th.\n\nWaste rooms\n-----------\n- Room A\n- Room B\n  (key at the office)\n";

#[test]
fn a_passage_stands_under_its_headings() {
    let found: Vec<_> =
        chunk("Oak Street", HOUSE).into_iter().map(|c| (c.ordinal, c.heading, c.text)).collect();
    let expected = [
        (1, "", "Welcome to the house."),
        (
            2,
            "Cleaning",
            "The lobby is cleaned every second Tuesday. Residents need not be present, e.g. at work.",
        ),
        (3, "Waste > Glass", "Bring glass on the 15th."),
        (4, "Waste rooms", "- Room A\n- Room B\n  (key at the office)"),
    ];
    let expected = expected.map(|(n, heading, text)| (n, heading.to_owned(), text.to_owned()));
    assert_eq!(found, expected);
}

#[test]
fn the_hash_covers_what_is_embedded() {
    let hash = |title, text| chunk(title, text)[0].content_hash.clone();
    assert_eq!(hash("A", "text"), hash("A", "text"));
    assert_ne!(hash("A", "text"), hash("B", "text"));
    assert_ne!(hash("A", "# One\ntext"), hash("A", "# Two\ntext"));
    assert_ne!(hash("A", "text"), hash("A", "texts"));
}

#[test]
fn long_prose_repeats_one_sentence() {
    let sentences: Vec<_> =
        (0..40).map(|n| format!("Sentence {n} has exactly seven words here.")).collect();
    let chunks = chunk("T", &sentences.join(" "));
    assert_eq!(chunks.len(), 3);
    for pair in chunks.windows(2) {
        let last = pair[0].text.rsplit("Sentence").next().unwrap();
        assert!(pair[1].text.starts_with(&format!("Sentence{last}")), "{pair:?}");
    }
    assert!(chunks.iter().all(|c| size(&c.text) <= TARGET + SMALLEST + OVERLAP));
}

#[test]
fn lists_and_tables_keep_their_head() {
    let rows: Vec<_> =
        (0..60).map(|n| format!("| day {n} | somebody | all of the shift |")).collect();
    let table = format!("| Day | Who | When |\n|---|---|---|\n{}", rows.join("\n"));
    let chunks = chunk("T", &table);
    assert!(chunks.len() > 2);
    assert!(chunks.iter().all(|c| c.text.starts_with("| Day | Who | When |\n")), "{chunks:#?}");
    let items: Vec<_> = (0..60).map(|n| format!("{n}. an item with some words in it")).collect();
    let chunks = chunk("T", &format!("Before you leave:\n\n{}", items.join("\n")));
    assert!(chunks.len() > 2);
    assert!(chunks.iter().all(|c| c.text.starts_with("Before you leave:")), "{chunks:#?}");
}

#[test]
fn nothing_and_too_much() {
    assert_eq!(chunk("T", " \n\n# Only a heading\n"), vec![]);
    let endless = chunk("T", &"x".repeat(60_000));
    assert!(endless.len() > 10);
    assert_eq!(endless.iter().map(|c| c.text.matches('x').count()).sum::<usize>(), 60_000);
    let fenced = chunk("T", "```\n# no heading\n```");
    assert_eq!(
        (fenced[0].heading.as_str(), fenced[0].text.as_str()),
        ("", "```\n# no heading\n```")
    );
}

fn document() -> impl Strategy<Value = String> {
    let pieces = [
        "# ",
        "## ",
        "### ",
        "\n",
        "\n\n",
        "- ",
        "* ",
        "1. ",
        "| a | b |\n",
        "|---|---|\n",
        "```\n",
        "---\n",
        "===\n",
        "word ",
        "longer words here ",
        "End. ",
        "Is it? ",
        "e.g. ",
        "日本語の文。",
        "    ",
        "Title:\n",
    ];
    let words = (0..400).map(|n| format!("w{n} ")).collect::<Vec<_>>().concat();
    let piece = prop_oneof![
        40 => prop::sample::select(pieces.map(str::to_owned).to_vec()),
        1 => Just(words),
    ];
    prop::collection::vec(piece, 0..120).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_word_is_lost_and_no_passage_is_huge(text in document()) {
        let chunks = chunk("T", &text);
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
        let kept: usize = chunks.iter().map(|c| letters(&c.text)).sum();
        let headings: usize = text.lines().filter(|line| line.trim().starts_with('#')).map(letters).sum();
        let lines: Vec<&str> = text.lines().collect();
        let underlined: usize = lines.windows(2)
            .filter(|pair| pair[1].trim().len() >= 3 && pair[1].trim().chars().all(|c| matches!(c, '=' | '-')))
            .map(|pair| letters(pair[0])).sum();
        prop_assert!(kept + headings + underlined >= letters(&text));
        for (at, chunk) in chunks.iter().enumerate() {
            prop_assert_eq!(usize::try_from(chunk.ordinal).unwrap(), at + 1);
            prop_assert!(!chunk.text.trim().is_empty());
            prop_assert!(size(&chunk.text) <= 3 * TARGET + SMALLEST + 2 * OVERLAP, "{}", size(&chunk.text));
        }
    }

    #[test]
    fn any_text(text in any::<String>(), title in any::<String>()) {
        prop_assert_eq!(chunk(&title, &text), chunk(&title, &text));
    }
}
