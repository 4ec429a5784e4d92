//! Somebody at work.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rand::Rng;
use rand::rngs::StdRng;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::meter::{Meter, Wait};
use super::pace::Beat;
use super::{Answer, Deed, Entry, Journal, Person};

/// Of a hundred deeds, how many are asked for again later under the same key.
const REPEATED: u32 = 10;
/// Of a hundred, after how many the writer looks for what they wrote.
const LOOKED_FOR: u32 = 30;
/// After so many messages somebody leaves a conversation, and begins another one.
const MESSAGES: usize = 15;
/// Facts that one person tells, at most: 200 can be known of somebody.
const FACTS: usize = 150;
/// How often somebody has a look at their notices.
const NOTICES_EVERY: Duration = Duration::from_secs(30);

/// Somebody at work.
pub(super) struct Writer {
    person: Arc<Person>,
    journal: Arc<Journal>,
    meter: Arc<Meter>,
    dice: StdRng,
    /// Those that go on, and how many messages each has had.
    conversations: BTreeMap<Uuid, usize>,
    open_tasks: Vec<Uuid>,
    /// How many they told.
    facts: usize,
    read_at: Instant,
    /// Who looks for something does other things meanwhile.
    looking: JoinSet<anyhow::Result<()>>,
}

impl Writer {
    pub(super) fn new(
        person: Arc<Person>,
        journal: Arc<Journal>,
        meter: Arc<Meter>,
        dice: StdRng,
    ) -> Self {
        Self {
            person,
            journal,
            meter,
            dice,
            conversations: BTreeMap::new(),
            open_tasks: Vec::new(),
            facts: 0,
            read_at: Instant::now(),
            looking: JoinSet::new(),
        }
    }

    /// Works until `stop`, and finishes what was begun.
    pub(super) async fn write(
        mut self,
        mut beat: Beat,
        stop: CancellationToken,
    ) -> anyhow::Result<()> {
        while !stop.is_cancelled() {
            let conversations: Vec<Uuid> = self.conversations.keys().copied().collect();
            let mut deed = Deed::choose(&mut self.dice, &conversations, &mut self.open_tasks);
            if matches!(deed, Deed::Fact(_)) && self.facts >= FACTS {
                deed = Deed::Entry("Nothing new to tell".to_owned());
            }
            let key = format!("chaos-{:032x}", self.dice.random::<u128>());
            let waited = self.meter.begin(Wait::Answer);
            let answer = self.person.ask(&deed, &key).await?;
            self.meter.end(waited, self.person.id, answer.position());
            self.remember(&deed, &answer);
            self.journal.note(Entry::new(&self.person, &deed, &key, &answer))?;
            if self.dice.random_range(0..100) < REPEATED {
                let again = self.person.ask(&deed, &key).await?;
                self.journal.note_repeated(&key, &answer, &again);
            }
            let shown = answer.id().is_some_and(|id| deed.shown_at(id).is_some());
            if self.dice.random_range(0..100) < LOOKED_FOR && shown {
                let looking = self.look_for(deed, answer);
                if beat.is_steady() {
                    self.looking.spawn(looking);
                } else {
                    looking.await?;
                }
            }
            if beat.is_steady() && self.read_at.elapsed() > NOTICES_EVERY {
                self.person.read_notices(&format!("{key}-read")).await?;
                self.read_at = Instant::now();
            }
            while let Some(looked) = self.looking.try_join_next() {
                looked??;
            }
            beat.next(&mut self.dice).await;
        }
        while let Some(looked) = self.looking.join_next().await {
            looked??;
        }
        Ok(())
    }

    fn look_for(
        &self,
        deed: Deed,
        answer: Answer,
    ) -> impl Future<Output = anyhow::Result<()>> + Send + 'static {
        let (person, journal) = (self.person.clone(), self.journal.clone());
        let meter = self.meter.clone();
        async move {
            let waited = meter.begin(Wait::Sight);
            if let Some(complaint) = person.look_for(&deed, &answer).await {
                journal.complain(complaint);
            }
            meter.end(waited, person.id, None);
            Ok(())
        }
    }

    fn remember(&mut self, deed: &Deed, answer: &Answer) {
        match (deed, answer.id()) {
            (Deed::Start, Some(id)) => {
                self.conversations.insert(id, 0);
            }
            (Deed::Task(_), Some(id)) => self.open_tasks.push(id),
            (Deed::Fact(_), _) => self.facts += 1,
            (Deed::Message(id, _), _) => {
                let said = self.conversations.entry(*id).or_default();
                *said += 1;
                if *said >= MESSAGES {
                    self.conversations.remove(id);
                }
            }
            _ => {}
        }
    }
}
