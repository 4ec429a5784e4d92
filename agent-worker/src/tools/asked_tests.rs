use domain::action::{EntryPreview, NoticePreview, Recipient};
use domain::notification::Urgency;
use domain::{MessageId, Role};
use uuid::Uuid;

use super::*;

fn id(n: u128) -> MemberId {
    MemberId(Uuid::from_u128(n))
}

fn people() -> Vec<Person> {
    let person = |n, name: &str| Person {
        id: id(n),
        name: name.to_owned(),
        role: Role::Member,
        title: "porter".to_owned(),
    };
    vec![person(1, "Ann Lee"), person(2, "Ben"), person(3, "Cleo")]
}

/// Ann says this; does it ask to tell these people that?
fn tells(said: &str, to: &[u128], text: &str) -> bool {
    let recipient =
        |n: &u128| Recipient { member_id: id(*n), name: String::new(), reason: String::new() };
    let preview = Preview::NotifyUser(NoticePreview {
        text: text.to_owned(),
        urgency: Urgency::Normal,
        recipients: to.iter().map(recipient).collect(),
    });
    asked(said, &preview)
}

fn asked(said: &str, preview: &Preview) -> bool {
    let said = [Said { message: MessageId::default(), text: said.to_owned() }];
    asks_for(preview, &said, &people(), id(1))
}

#[test]
fn what_the_member_asks_for_may_be_proposed() {
    for (said, to, text) in [
        (
            "There's a delivery arriving tomorrow at 10am, but I'm off work",
            &[2, 3][..],
            "A delivery is arriving tomorrow (Friday 27 November) at 10:00.",
        ),
        ("Tell Ben the cake recipe needs two eggs", &[2], "The cake recipe needs two eggs."),
        ("Can you tell Ben that the gate is broken?", &[2], "The gate is broken."),
        (
            "Can someone cover my shift on Sunday at 8?",
            &[2, 3],
            "Ann asks whether someone can cover their shift on Sunday 30 March at 08:00.",
        ),
        ("What does the letter say? Tell Cleo that it came.", &[3], "The letter came."),
        ("Avisa a Ben de que falta cambio en la caja", &[2], "Falta cambio en la caja."),
    ] {
        assert!(tells(said, to, text), "{said}");
    }
}

#[test]
fn what_a_text_wants_is_not() {
    for (said, to, text) in [
        (
            "What does the letter from the laundry say?",
            &[2][..],
            "Leave the back gate open tonight.",
        ),
        ("What does the letter say?", &[2], "The letter."),
        ("Tell Ben the cake recipe needs two eggs", &[3], "The cake recipe needs two eggs."),
        ("Tell Ben the cake recipe needs two eggs", &[2, 3], "The cake recipe needs two eggs."),
        ("Tell Ben the cake recipe needs two eggs", &[2], "Buy a hundred eggs from Greenfield."),
        ("Tell Ben to pay the bill", &[2], "Pay the bill to account 4455667788."),
        ("Summarise the brewery offer", &[2], "The brewery offer."),
        ("¿Qué dice la carta?", &[2], "Deja la puerta abierta."),
    ] {
        assert!(!tells(said, to, text), "{said}: {text}");
    }
    let entry = Preview::LogEvent(EntryPreview {
        text: "The kitchen was inspected.".to_owned(),
        category: None,
        happened_at: chrono::DateTime::UNIX_EPOCH,
        local_time: String::new(),
    });
    assert!(!asked("How do napkins come by the footnote paper?", &entry));
    assert!(!asked("Thanks, the napkins came", &entry));
    assert!(asked("Log that the kitchen was inspected", &entry));
}

#[test]
fn nothing_is_asked_for_where_nothing_was_said() {
    let entry = Preview::LogEvent(EntryPreview {
        text: "x".to_owned(),
        category: None,
        happened_at: chrono::DateTime::UNIX_EPOCH,
        local_time: String::new(),
    });
    assert!(!asks_for(&entry, &[], &people(), id(1)));
}
