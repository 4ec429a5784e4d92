//! People who go on working, so that there is something to deliver, to show and to answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::load::{Deed, Meter, Person};

/// Those who work. Others are left for drills that would disturb them.
const WORKING: [&str; 4] =
    ["mario@pizza.com", "luigi@pizza.com", "john@oakst.com", "jane@oakst.com"];
/// The pause of each after a deed.
const PAUSE: Duration = Duration::from_millis(700);
/// Of a hundred deeds, after how many they look for what they did.
const LOOKED_FOR: u32 = 30;

/// People at work, until this value ends.
#[derive(Debug)]
pub(super) struct People {
    people: Vec<Arc<Person>>,
    work: JoinSet<()>,
}

impl People {
    /// Signs them in, and lets them begin.
    pub(super) async fn start(apis: [SocketAddr; 2], meter: Arc<Meter>) -> anyhow::Result<Self> {
        let mut all = Self { people: Vec::new(), work: JoinSet::new() };
        for email in WORKING {
            let person = Person::sign_in(apis, email, meter.clone()).await;
            all.people.push(Arc::new(person.with_context(|| email.to_owned())?));
        }
        all.go_on();
        Ok(all)
    }

    /// Lets them work.
    pub(super) fn go_on(&mut self) {
        for (number, person) in self.people.iter().enumerate() {
            self.work.spawn(work(person.clone(), number as u64));
        }
    }

    /// Lets nobody do anything.
    pub(super) async fn rest(&mut self) {
        self.work.shutdown().await;
    }

    /// The owner of the first business.
    pub(super) fn owner(&self) -> anyhow::Result<&Person> {
        Ok(self.people.first().context("nobody is there")?)
    }
}

async fn work(person: Arc<Person>, seed: u64) {
    let mut dice = StdRng::seed_from_u64(seed);
    let mut conversations: Vec<Uuid> = Vec::new();
    let mut tasks: Vec<Uuid> = Vec::new();
    loop {
        tokio::time::sleep(PAUSE).await;
        let deed = Deed::choose(&mut dice, &conversations, &mut tasks);
        // What fails for long is not told here: whether an alert is, is the question.
        let key = format!("drill-{:032x}", rand::random::<u128>());
        let Ok(answer) = person.ask(&deed, &key).await else { continue };
        match (&deed, answer.id()) {
            (Deed::Start, Some(id)) => conversations.push(id),
            (Deed::Task(_), Some(id)) => tasks.push(id),
            _ => {}
        }
        if dice.random_range(0..100) < LOOKED_FOR {
            person.look_for(&deed, &answer).await;
        }
    }
}
