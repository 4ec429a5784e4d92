//! Actions of the steward, of the kinds that businesses use: asked for in a turn, decided
//! on, performed with their effects.

use domain::action::{
    Action, ActionApproved, ActionCommand, ActionPerformed, ActionRejected, ActionRequested,
    Effect, EntryPreview, NoticePreview, Preview, Recipient, TaskPreview,
};
use domain::logbook::{Entry, EntryLogged, LogbookCommand};
use domain::notification::{Notification, Urgency};
use domain::task::{Task, TaskCommand, TaskCreated};
use domain::tenant::Policy;
use domain::{ActionId, MemberId, Personal};
use eventing::Step;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::chat::Asked;
use super::desk::Desk;
use super::notices::Notice;
use super::story::Story;

/// What the steward was asked to do.
pub(super) struct Deed {
    pub(super) action: ActionId,
    pub(super) kind: &'static str,
    pub(super) arguments: Value,
    /// Whom it names besides the one who asks.
    pub(super) named: Vec<MemberId>,
    preview: Preview,
    decision: Policy,
}

impl Desk {
    /// Something to do for this person.
    pub(super) fn deed(&mut self, asked: &Asked) -> Deed {
        let action = asked.turn.action(0, 0);
        let words = self.business.words;
        let decision = if self.dice.chance(70) { Policy::Allow } else { Policy::Ask };
        let mut named = Vec::new();
        let (kind, arguments, preview) = match self.dice.below(3) {
            0 => {
                let text = self.say(words.entries);
                let preview = EntryPreview {
                    text: text.clone(),
                    category: None,
                    happened_at: self.now,
                    local_time: self.local(),
                };
                ("log_event", json!({ "text": text }), Preview::LogEvent(preview))
            }
            1 => {
                let title = self.say(words.tasks);
                let preview = TaskPreview {
                    title: title.clone(),
                    notes: None,
                    assignee: None,
                    due_at: None,
                    local_time: None,
                };
                ("create_task", json!({ "title": title }), Preview::CreateTask(preview))
            }
            _ => {
                let text = self.say(words.notices);
                let colleague = self.colleague();
                named.push(colleague.id);
                let recipient = Recipient {
                    member_id: colleague.id,
                    name: colleague.name.to_owned(),
                    reason: self.say(words.reasons),
                };
                let preview = NoticePreview {
                    text: text.clone(),
                    urgency: Urgency::Normal,
                    recipients: vec![recipient],
                };
                let arguments = json!({ "text": text, "on_shift_at": "tomorrow at 10:00" });
                ("notify_user", arguments, Preview::NotifyUser(preview))
            }
        };
        Deed { action, kind, arguments, named, preview, decision }
    }

    fn local(&self) -> String {
        let local = self.now.with_timezone(&self.business.zone().0);
        local.format("%A, %-d %B %Y at %H:%M").to_string()
    }
}

impl Deed {
    /// What the model is told at first.
    pub(super) fn status(&self) -> &'static str {
        if self.decision == Policy::Allow { "performed" } else { "waiting_for_approval" }
    }

    /// Asks for it; it is performed as policy allows, or as the member decides.
    pub(super) fn tell(self, desk: &mut Desk, story: &mut Story, asked: &Asked) {
        let (me, action) = (desk.me.id, self.action);
        let tag =
            hex::encode(Sha256::digest(serde_json::to_vec(&self.preview).unwrap_or_default()));
        let requested = ActionRequested {
            action_id: action,
            turn_id: asked.turn,
            conversation_id: asked.conversation,
            member_id: me,
            kind: self.kind.to_owned(),
            arguments: Personal::of_all(me, self.named.clone(), self.arguments.clone()),
            preview: Personal::of_all(me, self.named.clone(), self.preview.clone()),
            tag: tag.clone(),
            decision: self.decision,
            tainted: false,
            resolved_at: Some(desk.now),
            expires_at: None,
        };
        let performed = ActionPerformed { effects: vec![self.effect()] };
        let both = |command| Step::new::<Action>(action, command);
        if self.decision == Policy::Allow {
            let command = ActionCommand::RequestAndPerform(requested, performed);
            story.push(both(command).expecting(0), 2);
            story.by_steward(asked.turn.0);
        } else {
            story.begin::<Action>(action, ActionCommand::RequestAction(requested));
            story.by_steward(asked.turn.0);
            if desk.dice.chance(25) {
                let rejected = ActionRejected { rejected_by: me, reason: None };
                story.tell::<Action>(action, ActionCommand::RejectAction(rejected));
                story.by_member(me, action.0);
                return;
            }
            let approved = ActionApproved { approved_by: me, tag };
            story.push(both(ActionCommand::ApproveAndPerform(approved, performed)), 2);
            story.by_member(me, action.0);
        }
        self.effects(desk, story, asked);
    }

    fn effect(&self) -> Effect {
        match &self.preview {
            Preview::CreateTask(_) => Effect::on::<Task>(self.action.task()),
            Preview::NotifyUser(_) => {
                let recipient = self.named.first().copied().unwrap_or_default();
                Effect::on::<Notification>(self.action.notification(recipient))
            }
            _ => Effect::on::<Entry>(self.action.entry()),
        }
    }

    fn effects(self, desk: &mut Desk, story: &mut Story, asked: &Asked) {
        let (me, action) = (desk.me.id, self.action);
        match self.preview {
            Preview::CreateTask(task) => {
                let created = TaskCreated {
                    task_id: action.task(),
                    created_by: me,
                    assignee: None,
                    title: Personal::of(me, task.title),
                    notes: None,
                    due_at: None,
                    action_id: Some(action),
                };
                story.begin::<Task>(action.task(), TaskCommand::CreateTask(created));
                story.by_steward(action.0);
                desk.tasks.push(action.task());
            }
            Preview::NotifyUser(notice) => {
                let recipient = self.named.first().copied().unwrap_or_default();
                let id = action.notification(recipient);
                let notice = Notice {
                    action: Some((action, asked.turn)),
                    ..Notice::new(id, recipient, me, notice.text)
                };
                notice.tell(desk, story, action.0);
            }
            Preview::LogEvent(entry) => {
                let logged = EntryLogged {
                    entry_id: action.entry(),
                    logged_by: me,
                    text: Personal::of(me, entry.text),
                    category: entry.category.map(|word| Personal::of(me, word)),
                    happened_at: entry.happened_at,
                    action_id: Some(action),
                };
                story.begin::<Entry>(action.entry(), LogbookCommand::LogEntry(logged));
                story.by_steward(action.0);
            }
            _ => {}
        }
    }
}
