//! What one person of a business does, one story after the other. A story touches that
//! person's own streams and new ones alone, so that desks do not wait for each other.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::roster::Period;
use domain::{Actor, ConversationId, DocumentId, FactId, MessageId, ShiftId, TaskId};

use super::business::{Business, Person};
use super::dice::Dice;
use super::story::Story;

/// A person's place, and what they left there.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) business: Arc<Business>,
    pub(super) me: Person,
    pub(super) dice: Dice,
    /// Names its stories: `generate`, or one of a live load.
    run: String,
    /// How many stories it has told.
    pub(super) told: u64,
    pub(super) now: DateTime<Utc>,
    /// The conversation that goes on, and its messages.
    pub(super) conversation: Option<(ConversationId, Vec<MessageId>)>,
    pub(super) tasks: Vec<TaskId>,
    pub(super) facts: Vec<Option<FactId>>,
    /// In a live load, which cannot know what earlier ones left.
    pub(super) live: bool,
    pub(super) documents: Vec<DocumentId>,
    /// How many documents this person may write yet: each is embedded.
    pub(super) paper: u32,
    /// The last shift, and until when this person's time is taken.
    pub(super) shift: Option<(ShiftId, Period)>,
    pub(super) taken_until: DateTime<Utc>,
}

/// Documents of one desk at most, versions included.
const PAPER: u32 = 6;

type Doing = fn(&mut Desk) -> Story;

/// What one can do at it, and how often out of a hundred.
const DOINGS: [(u64, Doing); 7] = [
    (44, Desk::message),
    (62, Desk::task),
    (78, Desk::entry),
    (86, Desk::plan),
    (92, Desk::fact),
    (97, Desk::reminder),
    (100, Desk::document),
];

impl Desk {
    /// Every desk of a business.
    pub(super) fn all(business: &Arc<Business>, run: &str, from: DateTime<Utc>) -> Vec<Self> {
        let acting = business.people.iter().filter(|person| person.role.as_str() != "auditor");
        acting.map(|person| Self::new(business, person, run, from)).collect()
    }

    fn new(business: &Arc<Business>, me: &Person, run: &str, from: DateTime<Utc>) -> Self {
        let name = format!("{run}/{}/{}", business.number, me.name);
        Self {
            business: Arc::clone(business),
            me: me.clone(),
            dice: Dice::new(business.seed, &name),
            run: run.to_owned(),
            told: 0,
            now: from,
            conversation: None,
            tasks: Vec::new(),
            facts: vec![None; business.words.facts.len()],
            live: false,
            documents: Vec::new(),
            paper: PAPER,
            shift: None,
            taken_until: from,
        }
    }

    /// From here on it tells what happens now. No document is written, and the numbers in
    /// its facts are others than those of earlier loads.
    pub(super) fn go_live(&mut self, taken_until: DateTime<Utc>, now: DateTime<Utc>) {
        self.live = true;
        self.paper = 0;
        self.told = now.timestamp_millis().unsigned_abs();
        self.taken_until = taken_until;
    }

    /// The next thing that this person does, some time later by the made-up clock.
    pub(super) fn later(&mut self) -> Story {
        let pause = self.dice.between(20, 300);
        self.now += TimeDelta::minutes(pause);
        self.next()
    }

    /// The next thing, at this moment.
    pub(super) fn at(&mut self, now: DateTime<Utc>) -> Story {
        self.now = now;
        self.next()
    }

    fn next(&mut self) -> Story {
        self.told += 1;
        let roll = self.dice.below(100);
        let doing = DOINGS.iter().find(|(until, _)| roll < *until);
        match doing {
            Some((_, doing)) => doing(self),
            None => self.entry(),
        }
    }

    /// A story that this person begins.
    pub(super) fn story(&self, what: &str) -> Story {
        let purpose = format!("{}/{}/{}/{what}", self.run, self.me.name, self.told);
        Story::new(self.business.tenant, Actor::Member(self.me.id), self.now, &purpose)
    }

    /// A sentence.
    pub(super) fn say(&mut self, templates: &[&'static str]) -> String {
        self.business.words.say(&mut self.dice, templates)
    }

    /// One of the others.
    pub(super) fn colleague(&mut self) -> Person {
        let others: Vec<_> =
            self.business.people.iter().filter(|person| person.id != self.me.id).collect();
        self.dice.pick(&others).cloned().unwrap_or_else(|| self.me.clone())
    }
}
