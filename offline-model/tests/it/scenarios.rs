//! The two demo scenarios and paraphrases of them.

use serde_json::{Value, json};

use crate::support::{Desk, NO_SEARCH, TOOLS, answered, call, embedder, say, step};

const RESTAURANT: Desk = Desk {
    head: "now: Monday 2026-11-23 20:41
time zone: Europe/Rome
business: Mario's Pizza
member: Luigi (employee)
on shift now: Peach (kitchen) Monday 2026-11-23 17:00 to 23:00
on shift next: Peach (kitchen) Tuesday 2026-11-24 09:00 to 17:00
your next shift: Wednesday 2026-11-25 09:00 to 17:00",
    passages: &[
        "Deliveries
        Deliveries arrive at the back door between 8:00 and 12:00.
        Whoever is on shift checks the goods against the delivery note and signs it.",
        "Opening hours
        The restaurant is open from Tuesday to Sunday, 12:00 to 15:00 and 18:00 to 23:00. It is closed on Mondays.",
        "Safety
        The oven is switched off by the last person in the kitchen.",
    ],
};

const PROPERTY: Desk = Desk {
    head: "now: Monday 2026-11-23 20:41
time zone: America/New_York
business: Oak Street Property
member: John (tenant)
on shift now: nobody
your next shift: none planned",
    passages: &[
        "Cleaning schedule
        The lobby and stairs are cleaned every second Tuesday at 9:00, counted from Tuesday 6 January 2026.
        Residents need not be present.
        = next: Tuesday, 24 November 2026 at 09:00 | every second Tuesday at 9:00",
        "Waste collection
        Household waste is collected every Thursday at 7:00. Recycling is collected every second Friday at 7:00.
        = next: Thursday, 26 November 2026 at 07:00 | every Thursday at 7:00
        = next: Friday, 27 November 2026 at 07:00 | every second Friday at 7:00",
        "Maintenance
        The elevator is inspected on the first Monday of each month at 10:00.
        Report a fault to office@oakst.com.
        = next: Monday, 7 December 2026 at 10:00 | first Monday of each month at 10:00",
        "House rules
        Quiet hours are from 22:00 to 7:00. Pets are allowed on a lead in shared areas.",
    ],
};

#[tokio::test]
async fn the_delivery_reaches_whoever_is_on_shift() {
    let embedder = embedder();
    let request = RESTAURANT
        .request("There's a delivery arriving tomorrow at 10am, but I'm off work", &TOOLS);
    let (name, args) = call(step(&embedder, &request).await);
    assert_eq!(name, "notify_user");
    let expected = json!({"on_shift_at": "2026-11-24T10:00",
        "text": "A delivery is arriving tomorrow (Tuesday 24 November) at 10:00."});
    assert_eq!(args, expected);
    let performed = json!({"output": {"status": "performed", "action": "a",
        "recipients": [{"name": "Peach", "reason": "on shift"}]}});
    let reply = step(&embedder, &answered(request.clone(), &name, &args, &performed)).await;
    assert_eq!(
        say(&reply),
        "Thanks for the heads-up. This concerns whoever is on shift on Tuesday, 24 November 2026 \
         at 10:00."
    );
    let error = json!({"error": "nobody is on shift at Tuesday, 24 November 2026 at 10:00"});
    let reply = step(&embedder, &answered(request, &name, &args, &error)).await;
    assert!(say(&reply).contains("nobody is on shift at Tuesday"), "{reply:?}");
}

#[tokio::test]
async fn paraphrases_of_the_delivery_reach_the_same_shift() {
    let embedder = embedder();
    let rows = [
        "A delivery is arriving tomorrow at 10am but I'm off work",
        "There's a delivery coming tomorrow at 10, I'm not working",
        "Tomorrow at 10:00 a delivery arrives and I won't be there.",
        "Hi! We're expecting a delivery tomorrow at 10 am. I'm off.",
        "please tell whoever is working tomorrow at 10am that a delivery is arriving",
        "Can you let whoever is on shift know that a delivery will arrive tomorrow at 10 a.m.?",
        "Heads up: delivery tomorrow at 10am, I'm off work tomorrow",
        "The supplier is coming at 10am tomorrow but I have the day off",
        "there will be a delivery arriving tomorrow at 10 o'clock. I am off tomorrow",
        "a delivery arrives Tuesday at 10, please let the team know",
    ];
    let mut wrong = Vec::new();
    for row in rows {
        let plan = step(&embedder, &RESTAURANT.request(row, &TOOLS)).await;
        let shown = format!("{plan:?}");
        let right = match plan {
            offline_model::planner::Plan::Call { name, args } => {
                let text = args["text"].as_str().unwrap_or_default().to_owned();
                println!("{row}\n    -> {text}");
                name == "notify_user"
                    && args["on_shift_at"] == "2026-11-24T10:00"
                    && text.contains("uesday 24 November")
                    && text.contains("10:00")
                    && !text.contains("I'm")
                    && !text.contains("off")
            }
            offline_model::planner::Plan::Say(_) => false,
        };
        if !right {
            wrong.push(format!("{row}\n    {shown}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn the_next_cleaning_comes_from_the_computed_date() {
    let embedder = embedder();
    let plan =
        step(&embedder, &PROPERTY.request("When is the next cleaning scheduled?", &TOOLS)).await;
    assert_eq!(say(&plan), "The next cleaning is on Tuesday, 24 November 2026 at 09:00 [1].");
}

#[tokio::test]
async fn paraphrases_of_the_schedule_question() {
    let embedder = embedder();
    let cleaning = "Tuesday, 24 November 2026 at 09:00 [1].";
    let rows: [(&str, &str); 17] = [
        ("when's the next cleaning?", cleaning),
        ("When will the stairs be cleaned?", cleaning),
        ("What day do the cleaners come?", cleaning),
        ("When is the lobby getting cleaned again?", cleaning),
        ("Could you tell me when the next cleaning is?", cleaning),
        ("Hi, when is the cleaning scheduled?", cleaning),
        ("How often are the stairs cleaned?", cleaning),
        ("When is the next waste collection?", "Thursday, 26 November 2026 at 07:00 [2]."),
        ("When is the trash picked up?", "Thursday, 26 November 2026 at 07:00 [2]."),
        ("What day is recycling?", "Friday, 27 November 2026 at 07:00 [2]."),
        ("when is the next elevator inspection?", "Monday, 7 December 2026 at 10:00 [3]."),
        ("When does the lift get inspected?", "Monday, 7 December 2026 at 10:00 [3]."),
        ("When do quiet hours start?", "Quiet hours are from 22:00 to 7:00 [4]."),
        ("Are pets allowed?", "Pets are allowed on a lead in shared areas [4]."),
        ("Do I have to be there for the cleaning?", "Residents need not be present [1]."),
        ("When is the next cleaning of the garage?", "I don't know that. "),
        ("Who do I contact about a fault?", "office@oakst.com [3]."),
    ];
    let mut wrong = Vec::new();
    for (question, expected) in rows {
        let plan = step(&embedder, &PROPERTY.request(question, &NO_SEARCH)).await;
        let shown = format!("{plan:?}");
        println!("{question}\n    -> {shown}");
        if !shown.contains(expected) {
            wrong.push(format!("{question}\n    {shown}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn what_the_documents_do_not_say_is_not_known() {
    let embedder = embedder();
    let request = PROPERTY.request("What is the wifi password?", &TOOLS);
    let (name, args) = call(step(&embedder, &request).await);
    assert_eq!(
        (name.as_str(), &args),
        ("search_knowledge", &json!({"query": "What is the wifi password?"}))
    );
    let nothing = json!({"output": {"passages": []}});
    let reply = step(&embedder, &answered(request.clone(), &name, &args, &nothing)).await;
    assert!(say(&reply).starts_with("I don't know that. "), "{reply:?}");
    let found: Value = json!({"output": {"passages": [{"n": 5, "title": "Internet", "version": 1,
        "trusted": true, "text": "The wifi password is on the router: blue-door-17.", "next": []}]}});
    let reply = step(&embedder, &answered(request, &name, &args, &found)).await;
    assert_eq!(say(&reply), "The wifi password is on the router: blue-door-17 [5].");
}
