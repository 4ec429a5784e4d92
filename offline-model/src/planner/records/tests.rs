use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::ask::{Ask, ask};

fn asked(text: &str) -> Option<Ask> {
    // A Wednesday.
    let now = NaiveDateTime::parse_from_str("2026-09-16 14:20", "%Y-%m-%d %H:%M").unwrap();
    ask(text, now)
}

#[test]
fn requests_become_calls() {
    let rows: [(&str, &str, Value); 11] = [
        (
            "Remind me to call the supplier tomorrow at 9am",
            "schedule_reminder",
            json!({"text": "Call the supplier.", "when": "2026-09-17T09:00"}),
        ),
        (
            "Please remind me in two hours to turn off the oven.",
            "schedule_reminder",
            json!({"text": "Turn off the oven.", "when": "2026-09-16T16:20"}),
        ),
        (
            "Create a task for Ann to order flour by Friday",
            "create_task",
            json!({"title": "Order flour", "assignee": "Ann", "due": "2026-09-18"}),
        ),
        ("Add a task: clean the hood", "create_task", json!({"title": "Clean the hood"})),
        ("Put new candles on the task list", "create_task", json!({"title": "New candles"})),
        (
            "Log that the fridge stood at 9 degrees",
            "log_event",
            json!({"text": "The fridge stood at 9 degrees."}),
        ),
        (
            "Write down in the logbook: a window broke yesterday at 5pm",
            "log_event",
            json!({"text": "A window broke yesterday at 5pm.", "happened": "2026-09-15T17:00"}),
        ),
        (
            "Remember that my locker is 12.",
            "remember_fact",
            json!({"text": "My locker is 12.", "quote": "Remember that my locker is 12."}),
        ),
        (
            "I'm allergic to peanuts",
            "remember_fact",
            json!({"text": "I'm allergic to peanuts.", "quote": "I'm allergic to peanuts"}),
        ),
        (
            "By the way, my favourite tea is Assam",
            "remember_fact",
            json!({
                "text": "My favourite tea is Assam.",
                "quote": "By the way, my favourite tea is Assam",
            }),
        ),
        (
            "Recuerda que soy alérgico a los frutos secos",
            "remember_fact",
            json!({
                "text": "Soy alérgico a los frutos secos.",
                "quote": "Recuerda que soy alérgico a los frutos secos",
            }),
        ),
    ];
    for (text, tool, expected) in rows {
        let Some(Ask::Call(called, args)) = asked(text) else {
            panic!("{text}: {:?}", asked(text))
        };
        assert_eq!((called, Value::Object(args)), (tool, expected), "{text}");
    }
}

#[test]
fn others_need_a_look_first() {
    for (text, expected) in [
        ("Remind me to call the supplier", Ask::RemindWhen),
        ("What tasks do I have?", Ask::Tasks { mine: true }),
        ("Show all open tasks", Ask::Tasks { mine: false }),
        ("What do you know about me?", Ask::Recall),
        ("Forget my locker", Ask::Forget("my locker".to_owned())),
        ("Mark the task order flour as done", Ask::Complete("order flour".to_owned())),
        (
            "Assign the task order flour to Ben",
            Ask::Assign { task: "order flour".to_owned(), assignee: "Ben".to_owned() },
        ),
    ] {
        assert_eq!(asked(text), Some(expected), "{text}");
    }
}

#[test]
fn the_rest_is_left_alone() {
    for text in [
        "A van brings the flour tomorrow at 10am, but I am away",
        "Remind Ann to lock the door",
        "Tell Ann that the log burner is out",
        "When does the pool open?",
        "Who is on shift tomorrow?",
        "Do you remember my name?",
        "What is the login for the till?",
        "Please note that the pool closes early.",
    ] {
        assert_eq!(asked(text), None, "{text}");
    }
}
