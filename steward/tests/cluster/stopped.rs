//! A worker that is stopped in the middle of a turn, beyond its lease, and continued.

use serde_json::{Value, json};

use crate::harness::{Cluster, DELIVERY, Log, Member, ScriptedModel, Sent, alone, eventually};

#[tokio::test]
async fn a_stopped_worker_cannot_answer_twice() {
    let _alone = alone().await;
    let model = ScriptedModel::start().await;
    let mut cluster = Cluster::start().await;
    cluster.ask(&model.url);
    for (role, name) in [
        ("api", "api"),
        ("relay", "relay"),
        ("projector", "projector"),
        ("agent-worker", "one"),
        ("agent-worker", "other"),
    ] {
        cluster.start_role(role, name).await;
    }
    let luigi = cluster.sign_in("api", "luigi@pizza.com").await;
    let peach = cluster.sign_in("api", "peach@pizza.com").await;
    let log = cluster.log().await;

    overtaken_while_stopped(&mut cluster, &model, &log, &luigi, &peach).await;
    continued_beside_its_successor(&mut cluster, &model, &log, &luigi).await;
    assert!(model.is_idle().await);
    assert!(cluster.all_live());
}

/// The notice is out, the words are on their way; the other worker finishes. What the
/// first one finds in its hands when it wakes up is too late.
async fn overtaken_while_stopped(
    cluster: &mut Cluster,
    model: &ScriptedModel,
    log: &Log,
    luigi: &Member,
    peach: &Member,
) {
    let mut tab = luigi.live().await;
    let sent = luigi.send(DELIVERY).await;
    let notice = json!({ "text": "A delivery comes at 10:00.", "on_shift_at": "tomorrow at 10am" });
    model.call().await.uses("notify_user", notice);
    let first = model.call().await;
    let stopped = first.worker.clone();
    assert_eq!(log.count(&sent, "NotificationIssued").await, 1);
    let holder = log.holder(&sent).await;
    cluster.role(&stopped).stop();
    first.says("The early bird sings in the morning.");

    let second = model.call().await;
    assert_ne!(second.worker, stopped);
    assert_ne!(log.holder(&sent).await, holder);
    second.says("The second mouse sits in the kitchen.");
    log.until(&sent, "ReplyGiven").await;
    assert!(lost(cluster, &stopped).is_empty());

    cluster.role(&stopped).cont();
    eventually("the stopped worker learns that it was overtaken", async || {
        (!lost(cluster, &stopped).is_empty()).then_some(())
    })
    .await;
    log.assert_sound().await;
    let story = log.story(&sent).await;
    assert_eq!(story["ModelResponded"], 2, "{story:?}");
    for event in ["ActionPerformed", "NotificationIssued", "ReplyGiven", "TurnCompleted"] {
        assert_eq!(story[event], 1, "{event} in {story:?}");
    }
    let reply = assert_reply_is_as_recorded(luigi, &sent).await;
    assert_eq!(reply["text"], "The second mouse sits in the kitchen.");
    assert_eq!(peach.notifications_of(&sent).await.len(), 1);

    // Whoever watched saw generations that only grow, the last one being the reply.
    tab.event("ReplyGiven", &sent).await;
    let pieces = tab.pieces(&sent);
    assert!(pieces.is_sorted_by_key(|(generation, ..)| *generation), "{pieces:?}");
    if let Some((last, ..)) = pieces.last() {
        let text: String =
            pieces.iter().filter(|piece| piece.0 == *last).map(|piece| piece.2.as_str()).collect();
        assert_eq!(text.trim(), "The second mouse sits in the kitchen.");
    }
}

/// It is continued while the other one waits for the model: whichever records its answer
/// first, that answer is the reply.
async fn continued_beside_its_successor(
    cluster: &mut Cluster,
    model: &ScriptedModel,
    log: &Log,
    luigi: &Member,
) {
    let sent = luigi.send("Who is in the kitchen?").await;
    let first = model.call().await;
    let stopped = first.worker.clone();
    let before = lost(cluster, &stopped).len();
    cluster.role(&stopped).stop();
    let second = model.call().await;
    assert_ne!(second.worker, stopped);
    first.says("The sun is in the east.");
    cluster.role(&stopped).cont();
    eventually("the continued worker answers or gives way", async || {
        let answered = log.count(&sent, "ModelResponded").await > 0;
        (answered || lost(cluster, &stopped).len() > before).then_some(())
    })
    .await;
    second.says("The moon is in the west.");
    log.until(&sent, "ReplyGiven").await;
    log.assert_sound().await;
    let story = log.story(&sent).await;
    for event in ["ModelResponded", "ReplyGiven", "TurnCompleted"] {
        assert_eq!(story[event], 1, "{event} in {story:?}");
    }
    assert_reply_is_as_recorded(luigi, &sent).await;
}

/// Lines in which a worker says that it was overtaken.
fn lost(cluster: &mut Cluster, worker: &str) -> Vec<String> {
    let log = cluster.role(worker).log();
    let words = ["lease lost to another worker", "somebody else went on with this turn"];
    let lines = log.lines().filter(|line| words.iter().any(|words| line.contains(words)));
    lines.map(str::to_owned).collect()
}

/// The one reply holds the words of the last recorded response.
async fn assert_reply_is_as_recorded(luigi: &Member, sent: &Sent) -> Value {
    let reply = luigi.wait_for_reply(sent).await;
    let turn = luigi.turn(sent).await;
    assert_eq!(turn["status"], "completed");
    let steps = turn["steps"].as_array().unwrap();
    let responded = steps.iter().rfind(|step| step["event"] == "ModelResponded").unwrap();
    let recorded = responded["data"]["response"].to_string();
    let text = reply["text"].as_str().unwrap();
    assert!(recorded.contains(text), "{text:?} is not in {recorded}");
    reply
}
