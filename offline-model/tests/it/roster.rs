//! Questions about shifts.

use offline_model::planner::Plan;
use serde_json::{Value, json};

use crate::support::{Desk, NO_SEARCH, answered, embedder, say, step};

const CAFE: Desk = Desk {
    head: "now: Wednesday 2026-09-16 14:20
time zone: Europe/Vienna
business: Blue Kettle
member: Ravi (barista)
on shift now: Ines (bar) Wednesday 2026-09-16 12:00 to 20:00
on shift next: Oleg (kitchen) Thursday 2026-09-17 08:00 to 16:00
your next shift: Friday 2026-09-18 08:00 to 16:00",
    passages: &["Repairs
        The caretaker is working on the lift until Friday."],
};

#[tokio::test]
async fn questions_become_the_right_call() {
    let embedder = embedder();
    let rows: [(&str, Value); 13] = [
        ("Who is working tomorrow at 10am?", json!({"at": "tomorrow at 10am"})),
        ("who's on shift tonight at 7?", json!({"at": "tonight at 7"})),
        ("Who works on Friday 14:30?", json!({"at": "friday 14:30"})),
        ("Who is on tomorrow?", json!({"at": "tomorrow"})),
        (
            "Who is in the kitchen tomorrow morning?",
            json!({"at": "tomorrow morning", "role": "kitchen"}),
        ),
        ("Is anyone working in two hours?", json!({"at": "in two hours"})),
        ("Am I working tomorrow?", json!({"at": "tomorrow"})),
        ("Do I work on Monday?", json!({"at": "monday"})),
        ("Is Oleg working on Friday?", json!({"at": "friday"})),
        ("Can you tell me who is on duty on Monday morning?", json!({"at": "monday morning"})),
        ("Who will be there today at 18:00?", json!({"at": "today at 18:00"})),
        ("who else is working tomorrow evening?", json!({"at": "tomorrow evening"})),
        (
            "When does Oleg work next?",
            json!({"from": "2026-09-16T14:20", "to": "2026-09-30T14:20"}),
        ),
    ];
    let mut wrong = Vec::new();
    for (question, expected) in rows {
        let plan = step(&embedder, &CAFE.request(question, &NO_SEARCH)).await;
        let right = matches!(&plan, Plan::Call { name, args }
            if name == "find_on_shift" && json!(args) == expected);
        if !right {
            wrong.push(format!("{question}\n    wanted {expected}\n    got    {plan:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn the_context_answers_about_now_and_next() {
    let embedder = embedder();
    let rows = [
        ("Who is working right now?", "On shift now: Ines (12:00 to 20:00, bar)."),
        ("who is on shift?", "On shift now: Ines (12:00 to 20:00, bar)."),
        ("When do I work?", "Your next shift is Friday 2026-09-18 08:00 to 16:00."),
        ("When's my next shift?", "Your next shift is Friday 2026-09-18 08:00 to 16:00."),
        ("What is my schedule?", "Your next shift is Friday 2026-09-18 08:00 to 16:00."),
        ("Is Ines working now?", "Yes, Ines is on shift now: 12:00 to 20:00, bar."),
        ("Am I on shift?", "Your next shift is Friday 2026-09-18 08:00 to 16:00."),
        ("Who is working on the lift?", "The caretaker is working on the lift until Friday [1]."),
    ];
    for (question, expected) in rows {
        let plan = step(&embedder, &CAFE.request(question, &NO_SEARCH)).await;
        assert_eq!(say(&plan), expected, "{question}");
    }
    let plan = step(&embedder, &CAFE.request("Can I swap my shift?", &[])).await;
    assert!(say(&plan).starts_with("I don't know that."), "{plan:?}");
    let plan = step(&embedder, &CAFE.request("Who is working tomorrow at 10?", &[])).await;
    assert!(say(&plan).starts_with("I don't know that."), "{plan:?}");
}

#[tokio::test]
async fn the_tools_answer_becomes_the_reply() {
    let embedder = embedder();
    let day = |on_shift: Value| {
        json!({"output": {
            "from": "Thursday, 17 September 2026 at 00:00", "to": "Friday, 18 September 2026 at 00:00",
            "off": ["Ravi", "Ines"], "on_shift": on_shift,
        }})
    };
    let oleg = day(json!([{
        "name": "Oleg", "role": "kitchen",
        "from": "Thursday, 17 September 2026 at 08:00", "to": "Thursday, 17 September 2026 at 16:00",
    }]));
    let nobody = day(json!([]));
    let error = json!({"error": "the time is not clear."});
    let rows = [
        ("Who is on tomorrow?", &error, "I could not look into the roster: the time is not clear."),
        (
            "Who is on tomorrow?",
            &oleg,
            "On shift on Thursday, 17 September 2026: Oleg (08:00 to 16:00, kitchen).",
        ),
        ("Who is on tomorrow?", &nobody, "Nobody is on shift on Thursday, 17 September 2026."),
        ("Who is off tomorrow?", &oleg, "Off on Thursday, 17 September 2026: Ravi, Ines."),
        (
            "Am I working tomorrow?",
            &oleg,
            "No, you are not on shift on Thursday, 17 September 2026.",
        ),
        (
            "Is Oleg working tomorrow?",
            &oleg,
            "Yes, Oleg is on shift on Thursday, 17 September 2026: 08:00 to 16:00, kitchen.",
        ),
        (
            "Is Oleg off tomorrow?",
            &oleg,
            "No, Oleg is on shift on Thursday, 17 September 2026: 08:00 to 16:00, kitchen.",
        ),
        (
            "When does Oleg work next?",
            &oleg,
            "Oleg works next on Thursday, 17 September 2026, 08:00 to 16:00.",
        ),
    ];
    for (question, response, expected) in rows {
        let request = CAFE.request(question, &NO_SEARCH);
        let Plan::Call { name, args } = step(&embedder, &request).await else { panic!("a call") };
        let plan = step(&embedder, &answered(request, &name, &json!(args), response)).await;
        assert_eq!(say(&plan), expected, "{question}");
    }
}
