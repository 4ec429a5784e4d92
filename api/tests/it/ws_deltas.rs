//! The running answer.

use domain::TurnId;
use eventing::{Piece, RunningAnswer};
use serde_json::{Value, json};
use test_support::TestRedis;
use uuid::Uuid;

use crate::support::{Setup, Socket, TestApp};

async fn release(app: &TestApp, log_id: &str, turn: Uuid, generation: u64, index: u64, text: &str) {
    let mut redis = app.redis.get_multiplexed_async_connection().await.unwrap();
    let stream = RunningAnswer::of(app.store.keys(), log_id.parse().unwrap(), TurnId(turn));
    redis::cmd("XADD")
        .arg(stream.key())
        .arg("*")
        .arg(RunningAnswer::FIELD)
        .arg(stream.seal(&Piece { generation, index, text: text.to_owned() }))
        .exec_async(&mut redis)
        .await
        .unwrap();
}

async fn next_delta(socket: &mut Socket) -> (u64, u64, String) {
    loop {
        let frame = socket.next().await;
        if frame["type"] == "delta" {
            let number = |name: &str| frame[name].as_u64().unwrap();
            return (
                number("generation"),
                number("index"),
                frame["text"].as_str().unwrap().to_owned(),
            );
        }
    }
}

#[tokio::test]
async fn deltas_reach_the_member_live_and_late() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let address = app.serve().await;
    let (mut luigi, log_id, _) = Socket::live(&app, address, &pizza.luigi).await;
    let (mut peach, ..) = Socket::live(&app, address, &pizza.peach).await;
    let said = app.say(&pizza.luigi, "Hello").await;
    app.begin_turn(&pizza, &pizza.luigi, said).await;
    app.project().await;
    release(&app, &log_id, said.2, 1001, 0, "Good ").await;
    assert_eq!(next_delta(&mut luigi).await, (1001, 0, "Good ".to_owned()));
    release(&app, &log_id, said.2, 1001, 1, "morn").await;
    release(&app, &log_id, said.2, 2001, 0, "Good evening.").await;
    // A worker that lost its lease writes on; nobody sees it.
    release(&app, &log_id, said.2, 1001, 2, "ing.").await;
    release(&app, &log_id, said.2, 2001, 1, " How are you?").await;
    assert_eq!(next_delta(&mut luigi).await, (1001, 1, "morn".to_owned()));
    assert_eq!(next_delta(&mut luigi).await, (2001, 0, "Good evening.".to_owned()));
    assert_eq!(next_delta(&mut luigi).await, (2001, 1, " How are you?".to_owned()));
    // Another tab in the middle of the answer gets all of it.
    let (mut late, ..) = Socket::live(&app, address, &pizza.luigi).await;
    assert_eq!(next_delta(&mut late).await, (1001, 0, "Good ".to_owned()));
    assert_eq!(next_delta(&mut late).await, (1001, 1, "morn".to_owned()));
    assert_eq!(next_delta(&mut late).await, (2001, 0, "Good evening.".to_owned()));
    // When the turn has ended nothing more comes.
    let end = app.fail_turn(&pizza, said.2).await;
    app.project().await;
    luigi.until(end).await;
    release(&app, &log_id, said.2, 2001, 2, " Late.").await;
    let position =
        app.act(&pizza, &pizza.luigi, &pizza.peach, domain::tenant::Policy::Allow).await.position;
    app.project().await;
    let mut frame = Value::Null;
    while frame["position"].as_u64() < Some(position) {
        frame = luigi.next().await;
        assert_ne!(frame["type"], "delta", "{frame}");
    }
    // And nothing of it came to anybody else.
    let mut frame = Value::Null;
    while frame["position"].as_u64() < Some(position) {
        frame = peach.next().await;
        assert_ne!(frame["type"], "delta", "{frame}");
    }
}

#[tokio::test]
async fn without_redis_everything_but_deltas_works() {
    let mut redis = TestRedis::start().await;
    let app = TestApp::with(Setup { redis_url: Some(redis.url()), ..Setup::default() }).await;
    let pizza = app.business("pizza.com").await;
    let address = app.serve().await;
    redis.stop();
    let (mut luigi, log_id, _) = Socket::live(&app, address, &pizza.luigi).await;
    let said = app.say(&pizza.luigi, "Hello").await;
    app.begin_turn(&pizza, &pizza.luigi, said).await;
    app.project().await;
    for event in ["ConversationStarted", "MessageSent", "TurnStarted"] {
        assert_eq!(luigi.next_event().await["event"], json!(event));
    }
    // When it is back the answer shows.
    redis.start_again().await;
    release(&app, &log_id, said.2, 1001, 0, "Good morning.").await;
    assert_eq!(next_delta(&mut luigi).await, (1001, 0, "Good morning.".to_owned()));
}
