//! Mails: what people are told outside the app.
//!
//! A mail is put into a bounded queue and sent beside the request, so a request takes
//! equally long whether it causes one or not. What a server does not take for now is tried
//! again; a process that stops drops what still waits, and says how much that was.
//!
//! - [`Transport`]: by SMTP, or into a folder
//! - `letter`: what is sent

mod letter;
mod transport;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::server::Error;
use letter::{Letter, Sender};
pub use transport::Transport;
use transport::{Failure, Route};

/// Mails that may wait.
const WAITING: usize = 1_000;
/// Mails on their way at the same time.
const AT_ONCE: usize = 4;

/// How mails leave.
#[derive(Debug, Clone)]
pub struct MailConfig {
    /// By what.
    pub transport: Transport,
    /// Whom they are from, such as `Steward <steward@example.com>`.
    pub from: String,
    /// How long to wait before each further attempt.
    pub pauses: Vec<Duration>,
}

impl MailConfig {
    /// By `transport`, with the usual pauses: three more attempts within ten minutes.
    pub fn new(transport: Transport, from: impl Into<String>) -> Self {
        let pauses = [5, 60, 480].map(Duration::from_secs).to_vec();
        Self { transport, from: from.into(), pauses }
    }
}

/// Takes mails to be sent. Clones share the queue.
#[derive(Debug, Clone)]
pub struct Mailer {
    queue: mpsc::Sender<Letter>,
}

struct Office {
    sender: Sender,
    route: Route,
    pauses: Vec<Duration>,
}

impl Mailer {
    /// Checks the configuration, and sends what is put into the queue until `shutdown`.
    pub fn start(config: MailConfig, shutdown: CancellationToken) -> Result<Self, Error> {
        let office = Office {
            sender: Sender::parse(&config.from)?,
            route: Route::new(config.transport)?,
            pauses: config.pauses,
        };
        let (queue, waiting) = mpsc::channel(WAITING);
        tokio::spawn(run(Arc::new(office), waiting, shutdown));
        Ok(Self { queue })
    }

    /// Queues a mail of plain text. It never waits: with the queue full the mail is dropped,
    /// with a line in the log.
    pub fn send(&self, to: &str, subject: &str, text: &str) {
        let letter = Letter {
            id: Uuid::now_v7(),
            to: to.to_owned(),
            subject: subject.to_owned(),
            text: text.to_owned(),
        };
        if let Err(refused) = self.queue.try_send(letter) {
            let id = refused.into_inner().id;
            tracing::error!(mail.id = %id, "too many mails wait: one was dropped");
            count("dropped");
        }
    }
}

async fn run(
    office: Arc<Office>,
    mut waiting: mpsc::Receiver<Letter>,
    shutdown: CancellationToken,
) {
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    loop {
        let next = async {
            let turn = turns.clone().acquire_owned().await.ok()?;
            Some((turn, waiting.recv().await?))
        };
        let (turn, letter) = tokio::select! {
            () = shutdown.cancelled() => break,
            next = next => match next {
                Some(next) => next,
                None => return,
            },
        };
        let office = office.clone();
        tokio::spawn(async move { office.deliver(letter, turn).await });
    }
    waiting.close();
    if !waiting.is_empty() {
        tracing::warn!(mails = waiting.len(), "stopped with mails unsent");
    }
}

impl Office {
    /// Sends one mail, with pauses between attempts in which others have their turn.
    async fn deliver(&self, letter: Letter, turn: tokio::sync::OwnedSemaphorePermit) {
        let id = letter.id;
        let mut turn = Some(turn);
        let mail = match self.sender.sign(letter) {
            Ok(mail) => mail,
            Err(error) => {
                tracing::warn!(mail.id = %id, %error, "a mail cannot be written");
                return count("refused");
            }
        };
        let mut pauses = self.pauses.iter();
        loop {
            let failure = match self.route.send(id, &mail).await {
                Ok(()) => return count("sent"),
                Err(failure) => failure,
            };
            turn.take();
            let (cause, lasting) = match failure {
                Failure::ForNow(cause) => (cause, false),
                Failure::ForGood(cause) => (cause, true),
            };
            match pauses.next().filter(|_| !lasting) {
                Some(pause) => {
                    tracing::warn!(mail.id = %id, cause, "a mail was not taken; trying again");
                    tokio::time::sleep(*pause).await;
                }
                None => {
                    tracing::error!(mail.id = %id, cause, "a mail was not taken; given up");
                    return count(if lasting { "refused" } else { "given-up" });
                }
            }
        }
    }
}

fn count(outcome: &'static str) {
    metrics::counter!("steward_mails_total", "outcome" => outcome).increment(1);
}
