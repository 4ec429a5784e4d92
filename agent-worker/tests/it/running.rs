//! The worker as it runs in a process: started, stopped, hurt.

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use agent_worker::Config;
use llm::ModelError;
use llm::testing::{Script, ScriptedModel};
use tokio_util::sync::CancellationToken;

use crate::support::{Asked, Gate, Panicking, World, text};

/// Far less than any wait or call under test, and more than a busy machine needs.
const PROMPTLY: Duration = Duration::from_secs(8);
/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(50);

fn start(config: Config) -> (CancellationToken, tokio::task::JoinHandle<()>) {
    let stop = CancellationToken::new();
    let running = agent_worker::run(config, stop.clone());
    (stop, tokio::spawn(async move { running.await.unwrap() }))
}

/// Returns once the log shows the end of a message's turn.
async fn answered(world: &World, config: &Config, asked: Asked) {
    let wait = async {
        let mut position = 0;
        while !matches!(world.events(asked, 1).await.last(), Some(event) if is_end(event)) {
            config.signals.head_beyond(position, Duration::from_millis(100)).await;
            position += 1;
        }
    };
    tokio::time::timeout(Duration::from_secs(50), wait).await.unwrap();
}

fn is_end(event: &domain::turn::TurnEvent) -> bool {
    use domain::turn::TurnEvent::{TurnCancelled, TurnCompleted, TurnFailed};
    matches!(event, TurnCompleted(_) | TurnFailed(_) | TurnCancelled(_))
}

#[tokio::test]
async fn it_finds_work_without_hints() {
    let world = World::new().await;
    let asked = world.ask("Hello").await;
    world.project().await;
    let config = world.worker(ScriptedModel::new([text("Hello!")])).await;
    let (stop, running) = start(config.clone());
    answered(&world, &config, asked).await;
    stop.cancel();
    tokio::time::timeout(PROMPTLY, running).await.unwrap().unwrap();
    world.project().await;
    assert_eq!(world.reply(asked).await["text"], "Hello!");
}

#[tokio::test]
async fn it_stops_promptly_while_the_model_is_silent() {
    let world = World::new().await;
    let asked = world.ask("Hello").await;
    world.project().await;
    let gate = Gate::new([]);
    let (stop, running) = start(world.worker(gate.clone()).await);
    gate.called().await;
    stop.cancel();
    tokio::time::timeout(PROMPTLY, running).await.unwrap().unwrap();
    // The lease was given back: the next worker goes on at once.
    world.run(&ScriptedModel::new([text("Hello!")])).await;
    assert_eq!(world.reply(asked).await["text"], "Hello!");
}

#[tokio::test]
async fn it_stops_promptly_while_it_waits_to_try_again() {
    let world = World::new().await;
    let asked = world.ask("Hello").await;
    world.project().await;
    let later =
        ModelError::RateLimited { retry_after: Some(Duration::from_secs(50)), daily: false };
    let model = ScriptedModel::new([Script::Fail(later)]);
    let config = world.worker(model).await;
    let (stop, running) = start(config.clone());
    let failed = async {
        while world.failures(asked).await.is_empty() {
            config.signals.head_beyond(u64::MAX, Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(50), failed).await.unwrap();
    stop.cancel();
    tokio::time::timeout(PROMPTLY, running).await.unwrap().unwrap();
    assert!(world.failures(asked).await[0].retry_in_ms.unwrap() >= 50_000);
}

#[tokio::test]
async fn a_panic_in_a_turn_keeps_its_conversation_for_nobody() {
    let world = World::new().await;
    let asked = world.ask("Hello").await;
    world.project().await;
    let model = ScriptedModel::new([text("Hello!")]);
    let mut config = world.worker(Panicking { model, panicked: AtomicBool::new(false) }).await;
    config.lease = Duration::from_millis(300);
    config.concurrency = 1;
    let (stop, running) = start(config.clone());
    answered(&world, &config, asked).await;
    stop.cancel();
    tokio::time::timeout(PROMPTLY, running).await.unwrap().unwrap();
    world.project().await;
    assert_eq!(world.reply(asked).await["text"], "Hello!");
}

/// A busy business takes at most its share of the places; what waits is not begun, which is
/// what people see as queued.
#[tokio::test]
async fn a_busy_business_keeps_no_other_one_waiting() {
    let mut world = World::new().await;
    let gate = Gate::new((0..7).map(|_| text("Hello!")));
    let mut config = world.worker(gate.clone()).await;
    config.concurrency = 4;
    let mut busy = Vec::new();
    for _ in 0..6 {
        busy.push(world.ask("Hello").await);
    }
    world.project().await;
    let (stop, running) = start(config.clone());
    for _ in 0..3 {
        tokio::time::timeout(PATIENCE, gate.called()).await.unwrap();
    }
    let crowded = world.tenant;
    world.next_business().await;
    let other = world.ask("Hello").await;
    world.project().await;
    tokio::time::timeout(PATIENCE, gate.called()).await.unwrap();
    assert!(!world.events(other, 1).await.is_empty(), "its turn has begun");

    world.tenant = crowded;
    let mut begun = 0;
    for asked in &busy {
        begun += usize::from(!world.events(*asked, 1).await.is_empty());
    }
    assert_eq!(begun, 3, "the last place was not for a fourth one");
    gate.open();
    for asked in &busy {
        answered(&world, &config, *asked).await;
    }
    stop.cancel();
    tokio::time::timeout(PATIENCE, running).await.unwrap().unwrap();
    world.project().await;
    for asked in busy {
        assert_eq!(world.reply(asked).await["text"], "Hello!");
    }
}
