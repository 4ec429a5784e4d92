//! Models that fail on the wire, byte by byte as servers do it, in both protocols: what the
//! member gets, what the log records, and that nothing happened twice.
//! `docs/model-failures.md` is the same as a table.

mod answers;
mod bytes;
mod calls;
mod outages;
mod refused;
mod server;
mod slow;

use std::sync::Arc;
use std::time::Duration;

use agent_worker::Config;
use llm::{Gemini, GeminiConfig, Models, OpenAi, OpenAiConfig, Provider, Timeouts};
use serde_json::json;

use self::bytes::Answer;
use self::server::Server;
use crate::support::{Asked, World};

/// What a server speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Protocol {
    Gemini,
    OpenAi,
}

const BOTH: [Protocol; 2] = [Protocol::Gemini, Protocol::OpenAi];

/// Longer than anything here takes, and shorter than a test may.
const LONG: Duration = Duration::from_secs(30);

/// One failure and what must come of it.
struct Row {
    name: &'static str,
    /// What the server does; then it says "Hello!".
    answers: Vec<Answer>,
    /// The kinds of the attempts that fail, and whether each is tried again.
    failures: &'static [(&'static str, bool)],
    end: End,
    /// How long the client waits for the next piece.
    idle: Duration,
}

/// What the member gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// These words.
    Reply(&'static str),
    /// A failure of this kind, with a retry that works; or, where something was done
    /// already, its receipt.
    Failure(&'static str),
}

impl Row {
    fn new(
        name: &'static str,
        answers: Vec<Answer>,
        failures: &'static [(&'static str, bool)],
        end: End,
    ) -> Self {
        Self { name, answers, failures, end, idle: LONG }
    }
}

/// A worker whose model is at `server`.
async fn worker(world: &World, server: &Server, protocol: Protocol, idle: Duration) -> Config {
    worker_of(world, &server.url, protocol, idle).await
}

/// The same by the server's address.
async fn worker_of(world: &World, url: &str, protocol: Protocol, idle: Duration) -> Config {
    let timeouts = Timeouts { idle, ..Timeouts::default() };
    let provider: Arc<dyn Provider> = match protocol {
        Protocol::Gemini => {
            let config = GeminiConfig {
                base_url: url.to_owned(),
                timeouts,
                ..GeminiConfig::google("key".into())
            };
            Arc::new(Gemini::new(&config).unwrap())
        }
        Protocol::OpenAi => {
            let config = OpenAiConfig {
                base_url: url.to_owned(),
                api_key: None,
                chat_model: String::new(),
                embed_model: String::new(),
                dims: 1,
                timeouts,
            };
            Arc::new(OpenAi::new(&config).unwrap())
        }
    };
    let unused = llm::testing::ScriptedModel::new([]);
    Config { models: Models::new(provider, "gemini-3.8-flash"), ..world.worker(unused).await }
}

/// The call with which a turn does something.
fn tell_peach() -> Answer {
    Answer::Call("notify_user", json!({"text": "The oven is cold.", "member": "Peach"}))
}

/// Plays each row in both protocols: as the first thing that a turn meets, and after the
/// turn has done something.
async fn play(rows: impl Fn() -> Vec<Row>) {
    let world = World::new().await;
    for protocol in BOTH {
        for acted in [false, true] {
            for row in rows() {
                let told = format!("{} ({protocol:?}, acted: {acted})", row.name);
                play_one(&world, protocol, acted, row)
                    .await
                    .map_err(|e| format!("{told}: {e}"))
                    .unwrap();
            }
        }
    }
}

async fn play_one(world: &World, protocol: Protocol, acted: bool, row: Row) -> Result<(), String> {
    let asked = world.ask("Hello").await;
    let first = acted.then(tell_peach);
    let failing = first.into_iter().chain(row.answers).chain([Answer::Say("Hello!")]);
    let server = Server::start(protocol, failing).await;
    world.run_as(worker(world, &server, protocol, row.idle).await).await;

    let failures = world.failures(asked).await;
    let kinds: Vec<_> =
        failures.iter().map(|f| (f.kind.as_str(), f.retry_in_ms.is_some())).collect();
    expect("attempts", &kinds[..], row.failures)?;
    let turn = world.turn(asked, 1).await;
    match row.end {
        End::Reply(words) => {
            expect("reply", &world.reply(asked).await["text"], &json!(words))?;
            expect("status", &turn["status"], &json!("completed"))?;
        }
        // What was done is told, so that nobody tries again and does it twice.
        End::Failure(_) if acted => {
            let reply = world.reply(asked).await;
            expect("receipt", &reply["text"], &json!("Here is what was done:"))?;
            expect("model", &reply["model"], &json!("none"))?;
        }
        End::Failure(kind) => {
            expect("failure", &turn["failure"], &json!(kind))?;
            expect("replies", &world.replies(asked).await.len(), &0)?;
            retried(world, protocol, asked).await?;
        }
    }
    expect("replies in the end", &world.replies(asked).await.len(), &1)?;
    once(world, asked, acted).await
}

/// The member's retry works.
async fn retried(world: &World, protocol: Protocol, asked: Asked) -> Result<(), String> {
    world.retry(asked, 2).await;
    let server = Server::start(protocol, [Answer::Say("Hello again!")]).await;
    world.run_as(worker(world, &server, protocol, LONG).await).await;
    expect("reply to the retry", &world.reply(asked).await["text"], &json!("Hello again!"))
}

/// What the turn did is there once.
async fn once(world: &World, asked: Asked, acted: bool) -> Result<(), String> {
    let count = usize::from(acted);
    expect("actions", &world.actions(asked).await.len(), &count)?;
    expect("notices", &world.notices(asked).await.len(), &count)?;
    // And whoever looks again finds nothing to do.
    let idle = Server::start(Protocol::Gemini, []).await;
    world.run_as(worker(world, &idle, Protocol::Gemini, LONG).await).await;
    expect("calls afterwards", &idle.requests().len(), &0)
}

fn expect<T, U>(what: &str, found: &T, wanted: &U) -> Result<(), String>
where
    T: PartialEq<U> + std::fmt::Debug + ?Sized,
    U: std::fmt::Debug + ?Sized,
{
    if found == wanted { Ok(()) } else { Err(format!("{what}: {found:?} instead of {wanted:?}")) }
}
