//! Messages that somebody else should read: whom they reach, and in what words.

use offline_model::planner::Plan;
use serde_json::json;

use crate::support::{Desk, TOOLS, answered, embedder, say, step};

const CAFE: Desk = Desk {
    head: "now: Wednesday 2026-09-16 14:20
time zone: Europe/Vienna
business: Blue Kettle
member: Ravi (barista)
on shift now: Ines (bar) Wednesday 2026-09-16 12:00 to 20:00
on shift next: Oleg (kitchen) Thursday 2026-09-17 08:00 to 16:00
your next shift: Friday 2026-09-18 08:00 to 16:00",
    passages: &["Machines
        The espresso machine is serviced every first Monday of the month."],
};

const HOUSE: Desk = Desk {
    head: "now: Wednesday 2026-09-16 14:20
time zone: Europe/Vienna
business: Elm Court
member: Ravi (resident)
on shift now: nobody
your next shift: none planned",
    passages: &[],
};

async fn check(desk: &Desk, rows: &[(&str, &str, &str, &str)]) {
    let embedder = embedder();
    let mut wrong = Vec::new();
    for (message, key, value, text) in rows {
        let plan = step(&embedder, &desk.request(message, &TOOLS)).await;
        println!("{message}\n    -> {plan:?}");
        let right = match &plan {
            Plan::Call { name, args } => {
                let targets =
                    ["on_shift_at", "member", "role"].iter().filter(|k| args.contains_key(**k));
                name == "notify_user"
                    && (targets.count() == 1 || *key == "role")
                    && args.get(*key) == Some(&json!(value))
                    && args["text"] == json!(text)
            }
            Plan::Say(_) => false,
        };
        if !right {
            wrong.push(format!("{message}\n    wanted {key} {value}: {text}\n    got    {plan:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[tokio::test]
async fn notices_reach_the_right_people() {
    let at = "on_shift_at";
    check(&CAFE, &[
        ("please tell whoever is on tomorrow morning that the oven is broken", at,
         "2026-09-17T09:00",
         "For the shift tomorrow morning (Thursday 17 September): the oven is broken."),
        ("Let Ines know that the milk is in the cold room", "member", "Ines",
         "The milk is in the cold room."),
        ("let ines know the milk is in the cold room", "member", "Ines",
         "The milk is in the cold room."),
        ("Can someone cover my shift on Friday at 8?", at, "2026-09-18T08:00",
         "Ravi asks whether someone can cover their shift on Friday 18 September at 08:00."),
        ("I can't make it to the tasting at 6pm tomorrow", at, "2026-09-17T18:00",
         "Ravi can't make it to the tasting at 18:00 tomorrow (Thursday 17 September)."),
        ("The coffee machine is leaking!", at, "2026-09-16T14:20",
         "The coffee machine is leaking."),
        ("We ran out of oat milk.", at, "2026-09-16T14:20", "We ran out of oat milk."),
        ("A technician is coming in two hours to fix the dishwasher", at, "2026-09-16T16:20",
         "A technician is coming in two hours (at 16:20) to fix the dishwasher."),
        ("Ask Oleg to bring the keys tomorrow", "member", "Oleg",
         "Ravi asks you to bring the keys tomorrow (Thursday 17 September)."),
        ("remind the kitchen to order flour", "role", "kitchen",
         "Ravi reminds you to order flour."),
        ("tell the manager that I need new aprons", "role", "manager",
         "Ravi needs new aprons."),
        ("I'm running late, please tell Ines", "member", "Ines", "Ravi is running late."),
        ("There's a party of twelve tonight at 7, please let the team know", at,
         "2026-09-16T19:00",
         "There is a party of twelve tonight (Wednesday 16 September) at 19:00."),
        ("The meeting on Monday morning is cancelled", at, "2026-09-21T09:00",
         "The meeting on Monday morning (21 September) is cancelled."),
        ("Could you inform whoever's on shift on Friday at 14:30 that the inspector will visit?",
         at, "2026-09-18T14:30",
         "For the shift on Friday 18 September at 14:30: the inspector will visit."),
        ("I'm sick and can't come in tomorrow", at, "2026-09-17T08:00",
         "Ravi is sick and can't come in tomorrow (Thursday 17 September)."),
        ("Tell Ines my keys are at the bar", "member", "Ines", "Ravi's keys are at the bar."),
        ("Tell the kitchen we need to close early tonight", "role", "kitchen",
         "We need to close early tonight (Wednesday 16 September)."),
        ("let the team know we need to wash the filters", at, "2026-09-16T14:20",
         "We need to wash the filters."),
        ("Please inform everyone working tomorrow that the milk comes at 8 instead of 9", at,
         "2026-09-17T08:00",
         "For the shift tomorrow (Thursday 17 September): the milk comes at 08:00 instead of 9."),
        ("Tell Ines milk is in the cellar", "member", "Ines", "Milk is in the cellar."),
        ("The electrician comes tomorrow between 9 and 11am, please pass it on", at,
         "2026-09-17T09:00",
         "The electrician comes tomorrow (Thursday 17 September) between 09:00 and 11:00."),
        ("the wifi is down in the bar", at, "2026-09-16T14:20", "The wifi is down in the bar."),
        ("The inspector is visiting next Tuesday at 2pm", at, "2026-09-22T14:00",
         "The inspector is visiting on Tuesday 22 September at 14:00."),
        ("Please let everyone know the toilet on the first floor is blocked", at,
         "2026-09-16T14:20", "The toilet on the first floor is blocked."),
    ]).await;
}

#[tokio::test]
async fn without_a_roster_the_owner_is_told() {
    check(
        &HOUSE,
        &[
            (
                "The heating in my flat is not working",
                "role",
                "owner",
                "The heating in Ravi's flat is not working.",
            ),
            (
                "Tell my neighbour Dana that I found a parcel of hers",
                "role",
                "neighbour dana",
                "Ravi found a parcel of hers.",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn urgent_words_make_it_urgent() {
    let embedder = embedder();
    for (message, urgent) in [("There's smoke in the cellar!", true), ("We ran out of cups", false)]
    {
        let plan = step(&embedder, &CAFE.request(message, &TOOLS)).await;
        let Plan::Call { args, .. } = plan else { panic!("{message}: {plan:?}") };
        assert_eq!(args.get("urgency") == Some(&json!("urgent")), urgent, "{message}");
    }
}

#[tokio::test]
async fn not_everything_is_a_notice() {
    let embedder = embedder();
    let rows = [
        "I prefer tea",
        "My name is Ravi",
        "Tell me about the espresso machine",
        "Can you tell me when the espresso machine is serviced?",
        "I had a nice day yesterday",
        "Let me know when the machine is serviced",
        "Is the machine broken?",
        "How do I report a leak?",
        "ok",
        "Remind me what the rules are",
        "I'm off tomorrow",
        "I was in Rome last week",
        "Please notify the manager",
        "Can anyone use the pool?",
        "Who can help me with the till?",
        "I can't find the manual",
        "Who should I tell that the lamp is broken?",
        "Can someone park here?",
    ];
    for message in rows {
        let plan = step(&embedder, &CAFE.request(message, &["notify_user"])).await;
        assert!(matches!(plan, Plan::Say(_)), "{message}: {plan:?}");
    }
}

#[tokio::test]
async fn only_declared_tools_are_called() {
    let embedder = embedder();
    let message = "The coffee machine is leaking!";
    for tools in [&[][..], &["open_door", "find_on_shift"][..]] {
        let plan = step(&embedder, &CAFE.request(message, tools)).await;
        assert!(say(&plan).starts_with("I cannot pass messages on here."), "{plan:?}");
    }
    let mut request = CAFE.request(message, &TOOLS);
    request["toolConfig"] = json!({"functionCallingConfig": {"mode": "NONE"}});
    assert!(matches!(step(&embedder, &request).await, Plan::Say(_)));
}

#[tokio::test]
async fn the_closing_follows_the_status_and_answers_a_question_beside_it() {
    let embedder = embedder();
    let message = "The espresso machine is leaking. When is it serviced?";
    let request = CAFE.request(message, &TOOLS);
    let Plan::Call { name, args } = step(&embedder, &request).await else { panic!("a call") };
    assert_eq!(args["text"], "The espresso machine is leaking.");
    let args = serde_json::Value::Object(args);
    for (response, expected) in [
        (
            json!({"output": {"status": "performed"}}),
            "This concerns whoever is on shift on Wednesday, 16 September 2026 at 14:20. The espresso \
          machine is serviced every first Monday of the month [1].",
        ),
        (json!({"output": {"status": "waiting_for_approval"}}), "needs approval first"),
        (json!({"output": {"status": "denied"}}), "do not let me pass this on"),
        (
            json!({"error": "nobody is on shift then."}),
            "could not pass this on: nobody is on shift then.",
        ),
    ] {
        let reply = step(&embedder, &answered(request.clone(), &name, &args, &response)).await;
        assert!(say(&reply).contains(expected), "{reply:?}");
    }
}

#[tokio::test]
async fn a_role_of_the_roster_means_its_next_shift() {
    let embedder = embedder();
    let request = CAFE.request("remind the kitchen to order flour", &TOOLS);
    let Plan::Call { args, .. } = step(&embedder, &request).await else { panic!("a call") };
    assert_eq!(args["on_shift_at"], "2026-09-17T08:00");
    // A role that is no title either is looked for on the roster once, and then not again.
    let request = CAFE.request("Tell the cashier that the till is empty", &TOOLS);
    let Plan::Call { name, args } = step(&embedder, &request).await else { panic!("a call") };
    assert_eq!(json!(args), json!({"role": "cashier", "text": "The till is empty."}));
    let error = json!({"error": "nobody else here is cashier"});
    let request = answered(request, &name, &json!(args), &error);
    let Plan::Call { name, args } = step(&embedder, &request).await else { panic!("a call") };
    assert_eq!(args["on_shift_at"], "2026-09-16T14:20");
    let plan = step(&embedder, &answered(request, &name, &json!(args), &error)).await;
    assert!(say(&plan).contains("nobody else here is cashier"), "{plan:?}");
}
