//! What people write down by hand: tasks, the logbook, facts, documents, reminders.

use chrono::TimeDelta;
use domain::document::{
    Content, Document, DocumentAdded, DocumentCommand, DocumentRevised, Source as Origin,
};
use domain::logbook::{Entry, EntryLogged, EntryStruck, LogbookCommand};
use domain::memory::{
    Fact, FactForgotten, FactRemembered, Memory, MemoryCommand, Source as Learned,
};
use domain::notification::NotificationKind;
use domain::reminder::{
    Reminder, ReminderCancelled, ReminderCommand, ReminderFired, ReminderScheduled,
};
use domain::task::{
    Outcome, Task, TaskAssigned, TaskCommand, TaskCompleted, TaskCreated, TaskReopened,
};
use domain::{DocumentId, EntryId, FactId, MemberId, Personal, ReminderId, TaskId, Trust};
use sha2::{Digest, Sha256};

use super::business::Business;
use super::desk::Desk;
use super::dice::Dice;
use super::notices::Notice;
use super::story::Story;

impl Desk {
    /// A task is created, passed on, done or reopened.
    pub(super) fn task(&mut self) -> Story {
        let mut story = self.story("task");
        let (me, role) = (self.me.id, self.me.role);
        let done = TaskCompleted { completed_by: me, outcome: Outcome::Done, action_id: None };
        if self.tasks.len() > 2 && self.dice.chance(60) {
            let task = self.tasks.remove(0);
            story.tell::<Task>(task, TaskCommand::CompleteTask(done.clone(), role));
            if self.dice.chance(5) {
                let reopened = TaskReopened { reopened_by: me, action_id: None };
                story.tell::<Task>(task, TaskCommand::ReopenTask(reopened, role));
                story.tell::<Task>(task, TaskCommand::CompleteTask(done, role));
            }
            return story;
        }
        let task = TaskId(self.dice.id());
        let colleague = self.colleague().id;
        let assignee = self.dice.chance(50).then_some(colleague);
        let title = self.say(self.business.words.tasks);
        let created = TaskCreated {
            task_id: task,
            created_by: me,
            assignee,
            title: Personal::of_all(me, assignee, title),
            notes: None,
            due_at: None,
            action_id: None,
        };
        story.begin::<Task>(task, TaskCommand::CreateTask(created));
        if assignee.is_some() && self.dice.chance(25) {
            let back = TaskAssigned { assignee: Some(me), assigned_by: me, action_id: None };
            story.tell::<Task>(task, TaskCommand::AssignTask(back, role));
        }
        self.tasks.push(task);
        story
    }

    /// Something is written into the logbook; some of it was a mistake.
    pub(super) fn entry(&mut self) -> Story {
        let mut story = self.story("entry");
        let entry_id = EntryId(self.dice.id());
        let text = self.say(self.business.words.entries);
        let category = self.dice.pick(self.business.words.categories);
        let logged = EntryLogged {
            entry_id,
            logged_by: self.me.id,
            text: Personal::of(self.me.id, text),
            category: category.map(|word| Personal::of(self.me.id, word.to_owned())),
            happened_at: self.now - TimeDelta::minutes(self.dice.between(0, 90)),
            action_id: None,
        };
        story.begin::<Entry>(entry_id, LogbookCommand::LogEntry(logged));
        if self.dice.chance(3) {
            let struck = EntryStruck { struck_by: self.me.id, action_id: None };
            story.tell::<Entry>(entry_id, LogbookCommand::StrikeEntry(struck, self.me.role));
        }
        story
    }

    /// The number in a fact tells it from all earlier ones, so each is news.
    pub(super) fn fact_text(&mut self) -> (usize, String) {
        let all = self.business.words.facts;
        let place = usize::try_from(self.dice.below(all.len() as u64)).unwrap_or_default();
        let template = all.get(place).copied().unwrap_or_default();
        (place, template.replace("{n}", &self.told.to_string()))
    }

    /// Something is to be remembered of this person, or forgotten.
    pub(super) fn fact(&mut self) -> Story {
        let (place, text) = self.fact_text();
        let known = self.facts.get(place).copied().flatten();
        let mut story = self.story("fact");
        if let Some(fact_id) = known.filter(|_| !self.live && self.dice.chance(15)) {
            let forgotten = FactForgotten { fact_id, action_id: None };
            story.tell::<Memory>(self.me.id, MemoryCommand::ForgetFact(forgotten));
            self.facts[place] = None;
            return story;
        }
        let Ok(fact) = Fact::parse(&text, None, None) else { return self.entry() };
        let fact_id = FactId(self.dice.id());
        let remembered = FactRemembered {
            fact_id,
            member_id: self.me.id,
            fact: Personal::of(self.me.id, fact),
            source: Learned::Typed,
            valid_from: self.now,
            learned_at: self.now,
            action_id: None,
        };
        story.tell::<Memory>(self.me.id, MemoryCommand::RememberFact(remembered));
        self.facts[place] = known.or(Some(fact_id));
        story
    }

    /// Owners and managers add documents and revise them; the others write down what happened.
    pub(super) fn document(&mut self) -> Story {
        if !self.me.role.manages() || self.paper == 0 {
            return self.entry();
        }
        self.paper -= 1;
        let content = content(&self.business, &mut self.dice);
        let mut story = self.story("document");
        let known = self.documents.clone();
        let revised = (self.dice.chance(50) && !known.is_empty()).then(|| {
            let place = usize::try_from(self.dice.below(known.len() as u64)).unwrap_or_default();
            known.get(place).copied()
        });
        if let Some(document) = revised.flatten() {
            let revised = DocumentRevised {
                version: 0,
                content,
                source: Origin::Typed,
                trust: Trust::Trusted,
                revised_by: self.me.id,
            };
            story.tell::<Document>(document, DocumentCommand::ReviseDocument(revised));
            return story;
        }
        let document = DocumentId(self.dice.id());
        let added = added(document, content, self.me.id);
        story.begin::<Document>(document, DocumentCommand::AddDocument(added));
        self.documents.push(document);
        story
    }

    /// A reminder that was given, or taken back: none is left to come.
    pub(super) fn reminder(&mut self) -> Story {
        let mut story = self.story("reminder");
        let me = self.me.id;
        let reminder = ReminderId(self.dice.id());
        let text = self.say(self.business.words.reminders);
        let scheduled = ReminderScheduled {
            reminder_id: reminder,
            member_id: me,
            set_by: me,
            text: Personal::of(me, text.clone()),
            due_at: self.now + TimeDelta::minutes(self.dice.between(5, 600)),
            action_id: None,
            turn_id: None,
        };
        let set = story.begin::<Reminder>(reminder, ReminderCommand::ScheduleReminder(scheduled));
        if self.dice.chance(30) {
            let cancelled = ReminderCancelled { cancelled_by: me };
            story.tell::<Reminder>(reminder, ReminderCommand::CancelReminder(cancelled));
            return story;
        }
        let notification = reminder.notification();
        let fired = ReminderFired { notification: Some(notification) };
        story.tell::<Reminder>(reminder, ReminderCommand::FireReminder(fired));
        story.by_steward(set);
        let notice = Notice {
            kind: NotificationKind::Reminder,
            reminder: Some(reminder),
            ..Notice::new(notification, me, me, text)
        };
        notice.tell(self, &mut story, set);
        story
    }
}

/// A document as it is added.
pub(super) fn added(
    document_id: DocumentId,
    content: Content,
    added_by: MemberId,
) -> DocumentAdded {
    DocumentAdded { document_id, content, source: Origin::Typed, trust: Trust::Trusted, added_by }
}

/// What a document says.
pub(super) fn content(business: &Business, dice: &mut Dice) -> Content {
    let words = business.words;
    let title = words.say(dice, words.titles);
    let text = words.text(dice, words.rules, 6);
    let sha256 = hex::encode(Sha256::digest(format!("{title}\n{text}")));
    Content { title, text, sha256, file: None }
}
