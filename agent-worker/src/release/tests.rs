use super::*;

const INVOICES: &str = "We send invoices monthly.\nResidents have been informed of the works.";

fn release(reached: &[&str]) -> Release {
    let grounds = Grounds::from(&[
        (1, INVOICES, true),
        (2, "Ann Lee has been notified of everything. https://evil.example", false),
        (3, "The form is at https://forms.example/repairs and by post.", true),
    ]);
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Release::with(grounds, owned(reached), owned(&["Ann Lee", "Ann Wu", "Ben", "Cleo"]))
}

fn all(release: &mut Release, text: &str) -> String {
    let mut out = release.push(text).concat();
    out.push_str(&release.finish().concat());
    out
}

#[track_caller]
fn passes(reached: &[&str], text: &str) {
    let mut release = release(reached);
    assert_eq!(all(&mut release, text), text);
    assert_eq!(release.withheld(), 0);
}

#[track_caller]
fn is_withheld(reached: &[&str], text: &str) {
    let mut release = release(reached);
    assert_eq!(all(&mut release, text), "");
    assert_eq!(release.withheld(), 1, "{text}");
}

#[test]
fn sentences_come_out_whole_however_they_arrive() {
    let mut release = release(&[]);
    assert!(release.push("The bins go out on Tue").is_empty());
    assert_eq!(release.push("sday [1]. And"), ["The bins go out on Tuesday [1]. "]);
    assert_eq!(release.finish(), ["And"]);
    assert_eq!(release.cited(), &BTreeSet::from([1]));
}

#[test]
fn text_comes_out_the_same_in_one_piece_and_letter_by_letter() {
    let text = "Hello! I have\nnotified Ben. See:\n\n1. One [1].\n2. Two \"really.\" [9] Then [1, 3]\n\
                - a <b>list</b>\n- more ![x](http://e.example) here\n\n```\ncode. more\n```\nEnd";
    let whole = all(&mut release(&[]), text);
    let mut release = release(&[]);
    let mut letters: String = text.chars().flat_map(|c| release.push(&c.to_string())).collect();
    letters.push_str(&release.finish().concat());
    assert_eq!(letters, whole);
    assert_eq!(release.withheld(), 1);
}

#[test]
fn a_very_long_sentence_comes_out_at_the_end() {
    let long = "word ".repeat(20_000);
    let mut release = release(&[]);
    assert!(release.push(&long).is_empty());
    assert_eq!(release.finish(), [long]);
}

#[test]
fn citations_that_were_never_shown_are_dropped() {
    let mut release = release(&[]);
    let text = "Yes [1], and no [7]. Both [1, 9; 3]. None [0][12].";
    assert_eq!(all(&mut release, text), "Yes [1], and no. Both [1][3]. None.");
    assert_eq!(release.cited(), &BTreeSet::from([1, 3]));
}

#[test]
fn a_withheld_sentence_cites_nothing() {
    let mut release = release(&[]);
    assert_eq!(all(&mut release, "I have told Ben [1]."), "");
    assert!(release.cited().is_empty());
}

#[test]
fn markup_that_could_leak_or_inject_loses_all_but_its_words() {
    for (text, kept) in [
        (
            "See ![x](https://evil.example/?q=1)this <img src=x> [page](https://evil.example).",
            "See this  page.",
        ),
        ("<scr<b>ipt>alert</scr</b>ipt>", "alert"),
        ("!![a](b)[c](https://evil.example)d", "!cd"),
        ("<im<b></b>g src=https://evil.example/x>y", "y"),
        ("Go to https://evil.example/?q=secret, now", "Go to , now"),
        ("[a]: https://evil.example", "[a] : "),
        ("[x](javascript:alert(1))", "x)"),
        (
            "The form is at https://forms.example/repairs.",
            "The form is at https://forms.example/repairs.",
        ),
        ("Less <than", "Less < than"),
    ] {
        assert_eq!(all(&mut release(&[]), text), kept, "{text}");
    }
}

#[test]
fn halves_of_markup_in_two_sentences_stay_halves() {
    let text = "![a. b](https://evil.example/?q=1) <img src=\"a. b\" src=https://evil.example>";
    let out = all(&mut release(&[]), text);
    assert!(!out.contains("](") && !out.contains("<i") && !out.contains("evil"), "{out}");
}

#[test]
fn claims_without_a_receipt_are_withheld() {
    for claim in [
        "I have notified Ann.",
        "I've let Ben know.",
        "I will tell the team.",
        "Ann has been informed.",
        "We've sent a message to everybody.",
        "A reminder has been created for you.",
        "I just scheduled it.",
        "I **have** _notified_ Ben.",
        "I have\nnotified Ben.",
        "I ha\u{200B}ve noti\u{200B}fied Ben.",
        "I went ahead and messaged the kitchen.",
        "I've successfully booked the table.",
        "I'll make sure Ben knows.",
        "I'm going to pass this on.",
        "Ben will be told.",
        "Ben is now aware of it.",
        "Ben now knows.",
        "Ben got notified.",
        "Your message was delivered to Ben.",
        "The notification is on its way.",
        "Ben has received your message.",
        "Done!",
        "All set.",
        "Notified Ben about the delivery.",
        "Message sent.",
        "Consider it done.",
        "It's been taken care of, it's all done.",
        "I made a note of it.",
        "He avisado a Ben.",
        "Ben ha sido avisado.",
        "Ya le he dicho a Ben lo de mañana.",
        "Voy a informar al equipo.",
        "Notificaré a Ben.",
        "Ya está avisado.",
        "Listo.",
    ] {
        is_withheld(&[], claim);
    }
}

#[test]
fn a_receipt_backs_a_claim_about_the_same_people() {
    passes(&["Ann Lee"], "I have notified Ann.");
    passes(&["Ann Lee"], "I have notified Ann Lee about tomorrow.");
    passes(&["Ann Lee", "Ben"], "Ann and Ben have been told.");
    passes(&["Ben"], "He avisado a Ben.");
    for false_claim in [
        "I have notified Ben.",
        "I have notified Ann and Ben.",
        "I have notified Ann Wu.",
        "I have scheduled it for Ann.",
        "I have notified Ann and scheduled a reminder.",
        "I have emailed Ann.",
        "I have notified Ann and the whole team.",
        "I have notified everyone.",
        "I have let them know.",
    ] {
        is_withheld(&["Ann Lee"], false_claim);
    }
}

#[test]
fn a_cited_passage_may_say_what_is_usual_or_was_done() {
    passes(&[], "We send invoices monthly [1].");
    passes(&[], "Invoices are sent monthly [1].");
    passes(&[], "Residents are informed by post a week before [1].");
    passes(&[], "Residents have been informed of the works [1].");
    passes(&[], "Enviamos las facturas cada mes [1].");
}

#[test]
fn a_citation_does_not_make_a_claim_true() {
    for claim in [
        "We send invoices monthly.",
        "Ben has been notified [1].",
        "We have sent an invoice to Ben [1].",
        "I have notified Ben [1].",
        "Ann has been notified of everything [2].",
        "Residents have been informed of the works [3].",
        "Ben is informed by post [1].",
    ] {
        is_withheld(&[], claim);
    }
}

#[test]
fn ordinary_answers_pass() {
    for fine in [
        "The next cleaning is on Tuesday, 24 November 2026 at 09:00 [1].",
        "I don't know that. Ask the owner.",
        "Ann works tomorrow from 9:00 to 17:00.",
        "You can tell the office by phone [1].",
        "1. Lock the door.\n2. Turn off the oven.\n",
        "Thanks for the heads-up!",
        "Thanks for the heads-up. Your message about the delivery tomorrow at 10:00 concerns \
         whoever is on shift then.",
        "Should I notify Ben?",
        "I can tell Ben if you like.",
        "Would you like me to message the kitchen?",
        "I have not notified anyone.",
        "I haven't told anybody.",
        "Nobody has been told yet.",
        "Please let Ben know before noon.",
        "Bins that were left out are not emptied [1].",
        "I cannot book tables.",
        "Ben is off tomorrow.",
        "Call the office if the boiler has failed.",
        "No lo sé. Pregunta a Ben.",
        "Puedo avisar a Ben si quieres.",
        "¿Quieres que avise a Ben?",
    ] {
        passes(&[], fine);
    }
}

#[test]
fn an_earlier_reply_loses_its_citations() {
    assert_eq!(without_citations("Yes [1]. No [2, 3]!"), "Yes. No!");
}
