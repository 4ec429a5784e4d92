//! People of the demo's two businesses, who write, read and listen while things break.

mod deed;
mod journal;
mod meter;
mod pace;
mod person;
mod pushes;
mod stretch;
mod tab;
mod writer;

use std::sync::Arc;

use anyhow::Context;
use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

pub use deed::{Deed, KINDS};
pub use journal::{Entry, Journal};
pub use meter::{Meter, Wait};
pub use pace::Pace;
pub use person::{Answer, Person};
pub use pushes::PushService;
pub use stretch::{Stretch, at};
pub use tab::{Mark, Tab};

use writer::Writer;

/// The demo's accounts.
const ACCOUNTS: [&str; 7] = [
    "mario@pizza.com",
    "luigi@pizza.com",
    "peach@pizza.com",
    "office@oakst.com",
    "john@oakst.com",
    "jane@oakst.com",
    "bob@oakst.com",
];
/// What goes on beside the faults.
#[derive(Debug)]
pub struct Load {
    /// Everybody.
    pub people: Vec<Arc<Person>>,
    /// What they were told.
    pub journal: Arc<Journal>,
    /// What they noticed, and when.
    pub meter: Arc<Meter>,
    /// Two tabs of each.
    pub tabs: Vec<Arc<Tab>>,
    writing: JoinSet<anyhow::Result<()>>,
    listening: JoinSet<()>,
    stop_writing: CancellationToken,
    stop_listening: CancellationToken,
}

impl Load {
    /// Signs everybody in, opens their tabs, and lets them begin.
    pub async fn start(
        apis: [std::net::SocketAddr; 2],
        seed: u64,
        pace: Pace,
        journal: Journal,
        pushes: &PushService,
    ) -> anyhow::Result<Self> {
        let meter = pushes.meter.clone();
        let journal = Arc::new(journal);
        let (stop_writing, stop_listening) = (CancellationToken::new(), CancellationToken::new());
        let mut load = Self {
            people: Vec::new(),
            journal,
            meter,
            tabs: Vec::new(),
            writing: JoinSet::new(),
            listening: JoinSet::new(),
            stop_writing,
            stop_listening,
        };
        for (number, email) in ACCOUNTS.into_iter().enumerate() {
            let person = Person::sign_in(apis, email, load.meter.clone()).await;
            let person = Arc::new(person.with_context(|| email.to_owned())?);
            person.add_device(pushes, number).await?;
            for api in 0..apis.len() {
                let tab = Arc::new(Tab::of(person.clone(), api, seed ^ (number * 2 + api) as u64));
                load.listening.spawn(tab.clone().listen(load.stop_listening.clone()));
                load.tabs.push(tab);
            }
            load.people.push(person);
        }
        for tab in &load.tabs {
            tab.is_open().await?;
        }
        for (number, person) in load.people.iter().enumerate() {
            let dice = StdRng::seed_from_u64(seed.wrapping_add(number as u64 * 7919));
            let writer =
                Writer::new(person.clone(), load.journal.clone(), load.meter.clone(), dice);
            let beat = pace.beat(number, load.people.len());
            load.writing.spawn(writer.write(beat, load.stop_writing.clone()));
        }
        Ok(load)
    }

    /// Lets everybody finish what they began; each deed is answered then, one way or another.
    pub async fn settle(&mut self) -> anyhow::Result<()> {
        self.stop_writing.cancel();
        while let Some(done) = self.writing.join_next().await {
            done??;
        }
        Ok(())
    }

    /// Closes the tabs.
    pub async fn close(&mut self) {
        self.stop_listening.cancel();
        while self.listening.join_next().await.is_some() {}
    }
}
