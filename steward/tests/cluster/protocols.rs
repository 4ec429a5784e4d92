//! The same conversation with a model behind Gemini's protocol and behind OpenAI's: the
//! same people are told the same, the same passages are cited, the same words are said.

use serde_json::{Value, json};

use crate::harness::{CLEANING, Cluster, DELIVERY, Log, Member, Sent, alone, eventually};

/// What a worker that speaks OpenAI's protocol is told besides its server's address.
const OPENAI: [(&str, &str); 4] = [
    ("STEWARD_MODEL_PROVIDER", "openai"),
    ("STEWARD_MODEL", "offline-steward"),
    ("STEWARD_EMBEDDING_MODEL", "all-MiniLM-L6-v2"),
    ("STEWARD_EMBEDDING_DIMENSIONS", "384"),
];

#[tokio::test]
async fn both_protocols_lead_to_the_same() {
    let _alone = alone().await;
    let mut cluster = Cluster::start().await;
    let model = cluster.start_offline_model().await;
    for role in ["relay", "projector", "api"] {
        cluster.start_role(role, role).await;
    }
    let log = cluster.log().await;
    let luigi = cluster.sign_in("api", "luigi@pizza.com").await;
    let peach = cluster.sign_in("api", "peach@pizza.com").await;
    let john = cluster.sign_in("api", "john@oakst.com").await;

    cluster.start_role("agent-worker", "gemini").await;
    eventually("every passage has its vector", async || {
        let waiting = "SELECT count(*) FROM embedding_work('all-MiniLM-L6-v2/384')";
        (log.value::<i64>(waiting).await == 0).then_some(())
    })
    .await;
    let gemini = play(&log, &luigi, &peach, &john).await;
    assert!(cluster.role("gemini").end().success());
    let asked = |cluster: &mut Cluster, route: &str| {
        let log = cluster.role("model").log();
        log.matches(&format!("answered {route}")).count()
    };
    let streams = asked(&mut cluster, "streamGenerateContent");
    assert_eq!((streams, asked(&mut cluster, "chat/completions")), (3, 0));

    let url = model.url().to_owned();
    let settings: Vec<_> =
        OPENAI.into_iter().chain([("STEWARD_MODEL_URL", url.as_str())]).collect();
    cluster.start_role_with("agent-worker", "openai", &settings).await;
    let openai = play(&log, &luigi, &peach, &john).await;

    let others = asked(&mut cluster, "chat/completions");
    assert_eq!((others, asked(&mut cluster, "streamGenerateContent")), (3, 3));
    assert_eq!(openai, gemini);
    assert_ne!(gemini["notices"], json!([]), "somebody was told");
    assert_ne!(gemini["question"]["citations"], json!([]), "something was cited");
    log.assert_sound().await;
}

/// Both scenarios, and what came of them without what differs each time.
async fn play(log: &Log, luigi: &Member, peach: &Member, john: &Member) -> Value {
    let delivery = luigi.send(DELIVERY).await;
    log.until(&delivery, "ReplyGiven").await;
    let cleaning = john.send(CLEANING).await;
    log.until(&cleaning, "ReplyGiven").await;
    // The read models know of it all.
    log.until_settled().await;
    let receipt = luigi.wait_for_reply(&delivery).await;
    let answer = john.wait_for_reply(&cleaning).await;
    let notices = peach.notifications_of(&delivery).await;
    let notices: Vec<_> = notices.iter().map(|notice| pick(notice, &NOTICE)).collect();
    json!({
        "report": outcome(luigi, &delivery, &receipt).await,
        "question": outcome(john, &cleaning, &answer).await,
        "notices": notices,
        "stories": [log.story(&delivery).await, log.story(&cleaning).await],
    })
}

const NOTICE: [&str; 7] = ["kind", "urgency", "text", "from", "reason", "status", "answer_wanted"];

/// A reply with its citations and receipts, and how its turn ended.
async fn outcome(member: &Member, sent: &Sent, reply: &Value) -> Value {
    let turn = member.turn(sent).await;
    let actions = reply["actions"].as_array().unwrap().iter();
    let actions: Vec<_> =
        actions.map(|action| pick(action, &["kind", "status", "summary", "preview"])).collect();
    json!({
        "text": reply["text"],
        "citations": reply["citations"],
        "actions": actions,
        "turn": pick(&turn, &["status", "model", "failure"]),
    })
}

fn pick(value: &Value, fields: &[&str]) -> Value {
    fields.iter().map(|field| ((*field).to_owned(), value[*field].clone())).collect()
}
