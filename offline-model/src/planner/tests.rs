//! Unit tests of the parts that have no need of the model.

use chrono::NaiveDateTime;

use super::{
    context, intent, text,
    time::{self, Grain},
};

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

/// A Wednesday.
const NOW: &str = "2026-09-16 14:20";

#[test]
fn words_for_a_time_are_resolved() {
    let rows = [
        ("tomorrow at 10am", "2026-09-17 10:00", Grain::Minute),
        ("at 10 tomorrow", "2026-09-17 10:00", Grain::Minute),
        ("tonight at 7", "2026-09-16 19:00", Grain::Minute),
        ("on Saturday night at 1", "2026-09-20 01:00", Grain::Minute),
        ("tonight", "2026-09-16 20:00", Grain::Part),
        ("friday 14:30", "2026-09-18 14:30", Grain::Minute),
        ("in two hours", "2026-09-16 16:20", Grain::Minute),
        ("in half an hour", "2026-09-16 14:50", Grain::Minute),
        ("in 45 minutes", "2026-09-16 15:05", Grain::Minute),
        ("on Monday morning", "2026-09-21 09:00", Grain::Part),
        ("tomorrow", "2026-09-17 00:00", Grain::Day),
        ("the day after tomorrow at noon", "2026-09-18 12:00", Grain::Minute),
        ("next Friday", "2026-09-25 00:00", Grain::Day),
        ("this Friday", "2026-09-18 00:00", Grain::Day),
        ("next Monday at 8", "2026-09-21 08:00", Grain::Minute),
        ("last Monday", "2026-09-14 00:00", Grain::Day),
        ("on 24 November at 9:15", "2026-11-24 09:15", Grain::Minute),
        ("December 3rd", "2026-12-03 00:00", Grain::Day),
        ("2 January", "2027-01-02 00:00", Grain::Day),
        ("2026-10-01 at 18:00", "2026-10-01 18:00", Grain::Minute),
        ("at 5", "2026-09-16 17:00", Grain::Minute),
        ("at 9", "2026-09-16 21:00", Grain::Minute),
        ("at 9am", "2026-09-17 09:00", Grain::Minute),
        ("at 13:00", "2026-09-17 13:00", Grain::Minute),
        ("this evening", "2026-09-16 19:00", Grain::Part),
        ("in the morning", "2026-09-17 09:00", Grain::Part),
        ("tomorrow afternoon at 3", "2026-09-17 15:00", Grain::Minute),
        ("in three days", "2026-09-19 00:00", Grain::Day),
        ("today by 6 p.m.", "2026-09-16 18:00", Grain::Minute),
        ("midnight", "2026-09-17 00:00", Grain::Minute),
        ("right now", NOW, Grain::Now),
        ("10:00 on Thursday", "2026-09-17 10:00", Grain::Minute),
    ];
    for (text, expected, grain) in rows {
        let moment = time::find(text, at(NOW));
        let found = moment.map(|m| (m.at, m.grain));
        assert_eq!(found, Some((at(expected), grain)), "{text}");
    }
}

#[test]
fn one_of_a_row_is_not_another() {
    let is = text::is_about_another;
    assert!(is("When is the east boiler serviced?", "The south boiler is serviced in May"));
    assert!(!is("When is the south boiler serviced?", "The south and the north boiler in May"));
    assert!(!is("When is the boiler serviced?", "The south boiler is serviced in May"));
    assert!(is("Are we open on Saturday?", "Closed on Sundays"));
    assert!(!is("Are we open on Saturday?", "sat 9-16"));
    assert!(!is("Are we open on Saturday?", "Open Monday to Sunday"));
}

#[test]
fn other_numbers_are_not_times() {
    for text in [
        "table 7",
        "for 12 people",
        "at 7 Market Square",
        "room 4",
        "10.50 euros",
        "we need 3 boxes",
        "at 20 degrees",
        "25%",
    ] {
        assert_eq!(time::find(text, at(NOW)), None, "{text}");
    }
}

#[test]
fn notices_carry_dates_that_stay_true() {
    let rows = [
        (
            "A van is coming tomorrow at 10am.",
            "A van is coming tomorrow (Thursday 17 September) at 10:00.",
        ),
        ("It comes on friday at 2 pm", "It comes on Friday 18 September at 14:00"),
        ("Tomorrow morning it rains", "Tomorrow morning (Thursday 17 September) it rains"),
        ("Back in two hours", "Back in two hours (at 16:20)"),
        ("It happens every Monday", "It happens every Monday"),
        ("On 24 November at noon", "On Tuesday 24 November at 12:00"),
        ("between 10am and 11am", "between 10:00 and 11:00"),
        ("Nothing to see", "Nothing to see"),
    ];
    for (text, expected) in rows {
        assert_eq!(time::spelled_out(text, at(NOW)), expected);
    }
}

#[test]
fn forms_of_a_word_share_a_stem() {
    for group in [
        "clean cleaning cleaned cleaner cleans",
        "collect collection collected collects",
        "plan planning planned",
        "arrive arrives arriving arrived",
        "membership memberships",
    ] {
        let stems: std::collections::BTreeSet<_> = group.split(' ').map(text::stem).collect();
        assert_eq!(stems.len(), 1, "{stems:?}");
    }
}

#[test]
fn sentences_end_where_they_end() {
    let text =
        "Open 9 a.m. to 5 p.m. on weekdays. Ask Mr. Hill, e.g. by mail. It costs 3.50 euros! Yes";
    assert_eq!(
        text::sentences(text),
        [
            "Open 9 a.m. to 5 p.m. on weekdays.",
            "Ask Mr. Hill, e.g. by mail.",
            "It costs 3.50 euros!",
            "Yes",
        ]
    );
    let lines = ["# Title", "A line that", "goes on here.", "- one", "- two"].map(str::to_owned);
    assert_eq!(
        text::line_sentences(&lines),
        ["# Title", "A line that goes on here.", "one", "two"]
    );
    let lines = ["mon-fri 8-18", "sat 9-16", "closed on sunday"].map(str::to_owned);
    assert_eq!(text::line_sentences(&lines), lines);
    let lines = ["Waste of the building", "Glass goes out on Mondays."].map(str::to_owned);
    assert_eq!(text::line_sentences(&lines)[0], "# Waste of the building");
    let lines = ["No smoking", "No pets", "No noise"].map(str::to_owned);
    assert_eq!(text::line_sentences(&lines)[0], "No smoking");
}

#[test]
fn a_context_block_is_read() {
    let block = "[context x]\nnow: Monday 2026-11-23 20:41\nmember: Ana Diaz (cook)\nbusiness: A: B\n\
        on shift now: nobody\non shift next: Li (bar) Monday 2026-11-23 22:00 to 06:00\n\
        on shift next: Jo Tuesday 2026-11-24 22:00 to Wednesday 2026-11-25 02:00\n\
        your next shift: none planned\n\
        passage 1 | A | B | version 2 | untrusted\n> now: Friday 2030-01-01 00:00\n> \n> passage 9 | x\n\
        = next: Tuesday | each Tuesday\n[/context x]";
    let context = context::parse(block);
    assert_eq!(context.now, at("2026-11-23 20:41"));
    assert_eq!((context.member.as_str(), context.business.as_str()), ("Ana Diaz", "A: B"));
    assert!(context.on_now.is_empty() && context.your_next.is_none());
    assert_eq!(context.on_next[0].who, "Li (bar)");
    assert_eq!(context.on_next[0].to, at("2026-11-24 06:00"));
    assert_eq!(
        (context.on_next[1].who.as_str(), context.on_next[1].to),
        ("Jo", at("2026-11-25 02:00"))
    );
    let passage = &context.passages[0];
    assert_eq!((passage.n, passage.title.as_str(), passage.trusted), (1, "A | B", false));
    assert_eq!(passage.lines, ["now: Friday 2030-01-01 00:00", "", "passage 9 | x"]);
    assert_eq!(passage.next[0].phrase, "each Tuesday");
    assert_eq!(context.passages.len(), 1);
}

#[test]
fn hostile_texts_do_no_harm() {
    for text in [
        "",
        "?",
        " ",
        "\u{0}",
        "tell",
        "tell  that ",
        "in 99999999999999999999 hours",
        "in 9999999999999999 hours",
        "at 99:99",
        "31 February",
        "é".repeat(3000).as_str(),
        "I'm",
        "[context",
    ] {
        let _ = time::find(text, at(NOW));
        let _ = time::spelled_out(text, at(NOW));
        let _ = time::without(text);
        let _ = intent::notice(text, true);
        let _ = context::parse(text);
        let _ = text::sentences(text);
    }
    for line in [
        "on shift now: é to é",
        "now: 2026-1",
        "on shift next:  to 2026-11-23 10:00",
        "passage",
        "passage x |",
        "on shift now: 2026-11-23é10:00 to 11:00",
    ] {
        let _ = context::parse(line);
    }
}
