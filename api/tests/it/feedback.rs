//! How answers were received, and the questions that members pass on: words are seen by
//! their member's will alone.

use domain::turn::{
    ContextRetrieved, ModelResponded, PassageRef, ToolAnswered, Turn, TurnCommand, Usage,
};
use domain::{DocumentId, Personal, Role, Trust};
use eventing::Step;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Business, Someone, TestApp, id};

struct Desk {
    app: TestApp,
    pizza: Business,
    manager: Someone,
    document: DocumentId,
}

/// A question and the reply to it.
struct Asked {
    conversation: Uuid,
    reply: Uuid,
}

impl Desk {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let pizza = app.business("pizza.com").await;
        let manager = app.add(&pizza, "daisy@pizza.com", Role::Manager).await;
        let body = json!({ "title": "Opening", "text": "We open at noon." });
        let add = app.post("/api/v1/documents").bearer(&pizza.owner.token).json(body);
        let document = DocumentId(id(&add.expect(201).await.json()["document_id"]));
        Self { app, pizza, manager, document }
    }

    /// Asks, and gets a reply after these tools were called; it cites nothing.
    async fn ask(&self, who: &Someone, text: &str, tools: &[&str]) -> Asked {
        let (app, pizza) = (&self.app, &self.pizza);
        let said = app.say(who, text).await;
        app.begin_turn(pizza, who, said).await;
        let passage = PassageRef {
            n: 1,
            chunk_id: self.document.chunk(1, 1),
            document_id: self.document,
            document_version: 1,
            score: 0.2,
            lexical: 0.1,
            semantic: None,
            trust: Trust::Trusted,
        };
        let context = TurnCommand::RecordContext(ContextRetrieved {
            passages: vec![passage],
            shifts: vec![],
            facts: vec![],
            history: vec![],
            prompt_version: "turn-1".to_owned(),
            block: Personal::of(who.id, "context".to_owned()),
            tainted: false,
        });
        let response = TurnCommand::RecordModelResponse(ModelResponded {
            step: 0,
            attempt: 1,
            model: "m".to_owned(),
            model_version: "m".to_owned(),
            prompt_sha256: "00".to_owned(),
            response: Personal::of(who.id, json!({ "parts": [], "finish": "stop" })),
            finish: "stop".to_owned(),
            calls: u32::try_from(tools.len()).unwrap(),
            usage: Usage::default(),
            cost_micro_usd: 0,
            latency_ms: 1,
        });
        let answers = tools.iter().zip(0..).map(|(tool, call)| {
            TurnCommand::RecordToolResult(ToolAnswered {
                step: 0,
                call,
                tool: (*tool).to_owned(),
                answer: Personal::of(who.id, json!({ "output": {} })),
                passages: vec![],
                action_id: None,
                tainted: false,
            })
        });
        for command in [context, response].into_iter().chain(answers) {
            app.run(pizza.tenant, vec![Step::new::<Turn>(said.2, command)]).await;
        }
        let reply = app.answer(pizza, who, said, vec![]).await;
        app.project().await;
        Asked { conversation: said.0, reply }
    }

    async fn read(&self, who: &Someone, path: &str) -> Value {
        self.app.get(format!("/api/v1/{path}")).bearer(&who.token).expect(200).await.json()
    }

    async fn questions(&self, settled: bool) -> Vec<Value> {
        let path = format!("feedback/questions?settled={settled}");
        self.read(&self.manager, &path).await["items"].as_array().unwrap().clone()
    }

    async fn tell(&self, who: &Someone, asked: &Asked, what: &str, status: u16) {
        let Asked { conversation, reply } = asked;
        let path = format!("/api/v1/conversations/{conversation}/messages/{reply}/{what}");
        self.app.post(path).bearer(&who.token).expect(status).await;
        self.app.project().await;
    }

    async fn rate(&self, who: &Someone, asked: &Asked, body: Value) {
        let Asked { conversation, reply } = asked;
        let path = format!("/api/v1/conversations/{conversation}/messages/{reply}/rating");
        self.app.put(path).bearer(&who.token).json(body).expect(200).await;
        self.app.project().await;
    }
}

const SEARCH: &str = "search_knowledge";

#[tokio::test]
async fn a_reply_is_no_answer_when_only_a_search_was_made_and_nothing_came_of_it() {
    let desk = Desk::new().await;
    let luigi = &desk.pizza.luigi;
    let cases: [(&[&str], bool); 4] = [
        (&[], false),
        (&[SEARCH], true),
        (&[SEARCH, SEARCH], true),
        (&[SEARCH, "find_on_shift"], false),
    ];
    for (tools, unanswered) in cases {
        let asked = desk.ask(luigi, "Where is the spare key?", tools).await;
        let path = format!("conversations/{}/messages", asked.conversation);
        let messages = desk.read(luigi, &path).await;
        assert_eq!(messages["items"][1]["unanswered"], unanswered, "{tools:?}");
        assert_eq!(messages["items"][0]["unanswered"], false);
    }
    let total = desk.read(&desk.manager, "feedback").await["total"].clone();
    assert_eq!(total, json!({ "answers": 4, "unanswered": 2, "helpful": 0, "unhelpful": 0 }));
}

#[tokio::test]
async fn a_topic_is_named_once_two_people_asked_about_it() {
    let desk = Desk::new().await;
    let (luigi, peach) = (&desk.pizza.luigi, &desk.pizza.peach);
    desk.ask(luigi, "Do we open on Christmas?", &[SEARCH]).await;
    desk.ask(luigi, "And on Easter?", &[SEARCH]).await;
    let alone = desk.read(&desk.manager, "feedback").await;
    assert_eq!((&alone["topics"], &alone["other_questions"]), (&json!([]), &json!(2)));
    let asked = desk.ask(peach, "And on Sundays?", &[]).await;
    desk.rate(peach, &asked, json!({ "rating": "unhelpful", "reason": "Quincethimble" })).await;
    let read = desk.read(&desk.manager, "feedback?days=7").await;
    let topic = json!({ "document_id": desk.document, "title": "Opening", "questions": 3 });
    assert_eq!((&read["topics"], &read["other_questions"]), (&json!([topic]), &json!(0)));
    let received = json!({ "answers": 3, "unanswered": 2, "helpful": 0, "unhelpful": 1 });
    assert_eq!(read["total"], received);
    // Who finds the answer good after all has one.
    desk.rate(peach, &asked, json!({ "rating": "helpful" })).await;
    assert_eq!(desk.read(&desk.manager, "feedback").await["other_questions"], 2);
    // Nobody's words are in it, and no other length of time is to be had.
    assert!(!read.to_string().contains("Quincethimble"));
    let odd = desk.app.get("/api/v1/feedback?days=8").bearer(&desk.manager.token);
    odd.expect(422).await;
}

#[tokio::test]
async fn a_question_is_read_by_managers_from_when_it_is_passed_on_until_it_is_taken_back() {
    let desk = Desk::new().await;
    let (luigi, manager) = (&desk.pizza.luigi, &desk.manager);
    let asked = desk.ask(luigi, "Where is the spare key?", &[SEARCH]).await;
    desk.rate(luigi, &asked, json!({ "rating": "unhelpful", "reason": "It is not in the box." }))
        .await;
    assert_eq!(desk.questions(false).await, Vec::<Value>::new());
    // Only its member passes it on, and nobody settles what was not passed on.
    desk.tell(manager, &asked, "pass-on", 404).await;
    let settle = format!("/api/v1/feedback/questions/{}/settle", asked.reply);
    let settle = async |who: &Someone, status| {
        desk.app.post(settle.clone()).bearer(&who.token).expect(status).await;
        desk.app.project().await;
    };
    settle(manager, 404).await;
    desk.tell(luigi, &asked, "pass-on", 200).await;
    desk.tell(luigi, &asked, "pass-on", 200).await;
    assert_eq!(desk.app.events_of("QuestionPassedOn").await, 1);
    let open = desk.questions(false).await;
    assert_eq!(open.len(), 1);
    assert_eq!(open[0]["question"], "Where is the spare key?");
    assert_eq!(open[0]["reason"], "It is not in the box.");
    assert_eq!((&open[0]["unanswered"], &open[0]["rating"]), (&json!(true), &json!("unhelpful")));
    assert!(!open[0].to_string().contains(&luigi.id.to_string()), "without the name");
    let path = format!("conversations/{}/messages", asked.conversation);
    assert_eq!(desk.read(luigi, &path).await["items"][1]["passed_on"], true);
    // The rest of the conversation stays its member's.
    desk.app.get(format!("/api/v1/{path}")).bearer(&manager.token).expect(404).await;

    settle(luigi, 403).await;
    settle(manager, 200).await;
    settle(manager, 200).await;
    assert_eq!(desk.app.events_of("QuestionSettled").await, 1);
    assert_eq!(desk.questions(false).await.len(), 0);
    assert_eq!(desk.questions(true).await[0]["settled"]["by"]["id"], json!(manager.id));
    desk.tell(luigi, &asked, "take-back", 200).await;
    assert_eq!(desk.questions(true).await.len(), 0);
    settle(manager, 404).await;
}

#[tokio::test]
async fn no_other_business_and_nobody_without_the_role_sees_it() {
    let desk = Desk::new().await;
    let other = desk.app.business("other.com").await;
    let auditor = desk.app.add(&desk.pizza, "toad@pizza.com", Role::Auditor).await;
    let asked = desk.ask(&desk.pizza.luigi, "Where is the spare key?", &[SEARCH]).await;
    desk.tell(&desk.pizza.luigi, &asked, "pass-on", 200).await;
    let theirs = desk.read(&other.owner, "feedback").await;
    assert_eq!((&theirs["total"]["answers"], &theirs["other_questions"]), (&json!(0), &json!(0)));
    assert_eq!(desk.read(&other.owner, "feedback/questions").await["items"], json!([]));
    let settle = format!("/api/v1/feedback/questions/{}/settle", asked.reply);
    desk.app.post(settle).bearer(&other.owner.token).expect(404).await;
    for who in [&desk.pizza.luigi, &auditor] {
        for path in ["/api/v1/feedback", "/api/v1/feedback/questions"] {
            desk.app.get(path).bearer(&who.token).expect(403).await;
        }
    }
    assert_eq!(
        desk.read(&desk.pizza.owner, "feedback/questions").await["items"][0]["id"],
        json!(asked.reply)
    );
}

#[tokio::test]
async fn who_is_erased_is_in_none_of_it_and_a_rebuild_makes_the_same_rows() {
    let desk = Desk::new().await;
    let (luigi, peach) = (&desk.pizza.luigi, &desk.pizza.peach);
    for (who, text) in [(luigi, "Marzipanweaving?"), (peach, "Where is the spare key?")] {
        let asked = desk.ask(who, text, &[SEARCH]).await;
        let reason = json!({ "rating": "unhelpful", "reason": format!("{text} Quincethimble") });
        desk.rate(who, &asked, reason).await;
        desk.tell(who, &asked, "pass-on", 200).await;
    }
    assert_eq!(desk.questions(false).await.len(), 2);
    let erase = desk.app.post(format!("/api/v1/members/{}/erase", luigi.id));
    let erase = erase.bearer(&desk.pizza.owner.token).json(json!({ "confirm": luigi.id }));
    erase.expect(202).await;
    desk.app.project().await;
    assert_eq!(desk.app.erase_pending().await, 1);
    let left = desk.questions(false).await;
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(left[0]["question"], "Where is the spare key?");
    let counts = desk.read(&desk.manager, "feedback").await;
    assert_eq!(counts["total"]["unanswered"], 1);
    assert_eq!((&counts["topics"], &counts["other_questions"]), (&json!([]), &json!(1)));
    desk.app.rebuild("conversations").await;
    desk.app.rebuild("turns").await;
    assert_eq!(desk.questions(false).await, left);
    assert_eq!(desk.read(&desk.manager, "feedback").await, counts);
}
