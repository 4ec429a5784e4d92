//! A message and the turn that answers it, whole: nothing is left for a worker to do.

use chrono::TimeDelta;
use domain::conversation::{
    Citation, Conversation, ConversationCommand, ConversationStarted, MessageSent, ReplyGiven,
};
use domain::turn::{
    ContextRetrieved, ModelAttemptFailed, ModelResponded, PassageRef, ToolAnswered, Turn,
    TurnCancelled, TurnCommand, TurnCompleted, TurnFailed, TurnStarted, Usage,
};
use domain::{ConversationId, DocumentId, MessageId, Personal, Trust, TurnId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::business::Business;
use super::deeds::Deed;
use super::desk::Desk;
use super::story::Story;

/// The model that is said to have answered.
const MODEL: &str = "gemini-2.5-flash";
/// Messages of one conversation at most.
const MESSAGES: usize = 20;

/// What the turn's events have in common.
pub(super) struct Asked {
    pub(super) conversation: ConversationId,
    pub(super) message: MessageId,
    pub(super) turn: TurnId,
    /// The event of the message.
    pub(super) sent: Uuid,
}

impl Desk {
    /// The member writes, and the steward answers, fails, or is stopped.
    pub(super) fn message(&mut self) -> Story {
        let mut story = self.story("message");
        let (asked, before) = self.ask(&mut story);
        let started = TurnStarted {
            turn_id: asked.turn,
            conversation_id: asked.conversation,
            message_id: asked.message,
            member_id: self.me.id,
            attempt: 1,
        };
        story.begin::<Turn>(asked.turn, TurnCommand::BeginTurn(started.clone()));
        story.by_steward(asked.sent);
        let passages = self.passages();
        let context = self.context(before, passages.clone());
        steward(&mut story, &asked, TurnCommand::RecordContext(context));
        match self.dice.below(100) {
            0..=1 => {
                let cancelled = TurnCancelled { cancelled_by: self.me.id };
                story.tell::<Turn>(asked.turn, TurnCommand::CancelTurn(started, cancelled));
                story.by_member(self.me.id, asked.turn.0);
            }
            2..=4 => self.fail(&mut story, &asked),
            roll => {
                let deed = (roll >= 80).then(|| self.deed(&asked));
                self.answer(&mut story, &asked, &passages, deed);
            }
        }
        story
    }

    fn ask(&mut self, story: &mut Story) -> (Asked, Vec<MessageId>) {
        let me = self.me.id;
        let going = self.conversation.take().filter(|(_, messages)| messages.len() < MESSAGES);
        let (conversation, mut messages) =
            going.filter(|_| !self.dice.chance(8)).unwrap_or_else(|| {
                let conversation = ConversationId(self.dice.id());
                let started = ConversationStarted { conversation_id: conversation, member_id: me };
                let start = ConversationCommand::StartConversation(started);
                story.begin::<Conversation>(conversation, start);
                (conversation, Vec::new())
            });
        let message = MessageId(self.dice.id());
        let turn = TurnId::of(message, 1);
        let sent = MessageSent {
            message_id: message,
            member_id: me,
            text: Personal::of(me, self.say(self.business.words.questions)),
            turn_id: turn,
        };
        story.about(message.0);
        let sent = story.tell::<Conversation>(conversation, ConversationCommand::SendMessage(sent));
        let before = messages.iter().rev().take(6).rev().copied().collect();
        messages.push(message);
        self.conversation = Some((conversation, messages));
        (Asked { conversation, message, turn, sent }, before)
    }

    fn passages(&mut self) -> Vec<PassageRef> {
        let found = self.dice.below(u64::from(Business::DOCUMENTS) + 1);
        let passage = |n: u32| {
            let document: DocumentId = self.business.document(n);
            PassageRef {
                n: n + 1,
                chunk_id: document.chunk(1, 0),
                document_id: document,
                document_version: 1,
                score: 0.5,
                lexical: 0.25,
                semantic: Some(0.75),
                trust: Trust::Trusted,
            }
        };
        (0..u32::try_from(found).unwrap_or_default()).map(passage).collect()
    }

    fn context(&mut self, history: Vec<MessageId>, passages: Vec<PassageRef>) -> ContextRetrieved {
        let mark = &self.dice.id().simple().to_string()[..6];
        let local = self.now.with_timezone(&self.business.zone().0);
        let mut block = format!("[context {mark}]\nnow: {}\n", local.format("%A, %F %R"));
        for passage in &passages {
            let said = self.say(self.business.words.rules);
            block.push_str(&format!("passage {} | version 1 | trusted\n> {said}\n", passage.n));
        }
        block.push_str(&format!("[/context {mark}]"));
        ContextRetrieved {
            passages,
            shifts: Vec::new(),
            facts: self.facts.iter().flatten().copied().collect(),
            history,
            prompt_version: "1".to_owned(),
            block: Personal::of(self.me.id, block),
            tainted: false,
        }
    }

    fn answer(
        &mut self,
        story: &mut Story,
        asked: &Asked,
        passages: &[PassageRef],
        deed: Option<Deed>,
    ) {
        if self.dice.chance(6) {
            self.attempt(story, asked, 1, Some(900));
        }
        let mut step = 0;
        let action = deed.as_ref().map(|deed| deed.action);
        if let Some(deed) = deed {
            let call = json!({"functionCall": {"name": deed.kind, "args": deed.arguments}});
            self.respond(story, asked, step, call, 1);
            let told = ToolAnswered {
                step,
                call: 0,
                tool: deed.kind.to_owned(),
                answer: Personal::of_all(
                    self.me.id,
                    deed.named.clone(),
                    json!({"output": {"status": deed.status(), "action": deed.action}}),
                ),
                passages: Vec::new(),
                action_id: Some(deed.action),
                tainted: false,
            };
            steward(story, asked, TurnCommand::RecordToolResult(told));
            deed.tell(self, story, asked);
            step += 1;
        }
        let said = self.say(self.business.words.answers);
        let cited: Vec<_> = passages.iter().take(1).map(cite).collect();
        let marks: String = cited.iter().map(|cited| format!(" [{}]", cited.n)).collect();
        let text = format!("{said}{marks}");
        self.respond(story, asked, step, json!({ "text": text }), 0);
        let reply = asked.turn.reply();
        steward(story, asked, TurnCommand::CompleteTurn(TurnCompleted { reply }));
        let given = ReplyGiven {
            message_id: reply,
            turn_id: asked.turn,
            in_reply_to: asked.message,
            text: Personal::of(self.me.id, text),
            citations: cited,
            actions: action.into_iter().collect(),
            withheld: 0,
            model: MODEL.to_owned(),
            tainted: false,
        };
        let given = ConversationCommand::RecordReply(given);
        story.tell::<Conversation>(asked.conversation, given);
        story.by_steward(asked.turn.0);
    }

    fn respond(&mut self, story: &mut Story, asked: &Asked, step: u32, part: Value, calls: u32) {
        let (input, output) = (700 + self.dice.below(900), 15 + self.dice.below(90));
        let usage = Usage { input, cached: 0, output, reasoning: 0 };
        let response = json!({
            "candidates": [{"content": {"role": "model", "parts": [part]}, "finishReason": "STOP"}],
            "usageMetadata": {"promptTokenCount": input, "candidatesTokenCount": output},
            "modelVersion": MODEL,
        });
        let responded = ModelResponded {
            step,
            attempt: 1,
            model: MODEL.to_owned(),
            model_version: MODEL.to_owned(),
            prompt_sha256: "0".repeat(64),
            response: Personal::of(self.me.id, response),
            finish: "stop".to_owned(),
            calls,
            usage,
            cost_micro_usd: input * 3 / 10 + output * 5 / 2,
            latency_ms: 300 + self.dice.below(2500),
        };
        steward(story, asked, TurnCommand::RecordModelResponse(responded));
    }

    fn attempt(&mut self, story: &mut Story, asked: &Asked, attempt: u32, retry: Option<u64>) {
        let failed = ModelAttemptFailed {
            step: 0,
            attempt,
            model: MODEL.to_owned(),
            kind: "rate-limited".to_owned(),
            retry_in_ms: retry,
            latency_ms: 40 + self.dice.below(400),
            next_model: None,
            usage: None,
            cost_micro_usd: None,
        };
        steward(story, asked, TurnCommand::RecordAttemptFailure(failed));
    }

    fn fail(&mut self, story: &mut Story, asked: &Asked) {
        self.attempt(story, asked, 1, Some(900));
        self.attempt(story, asked, 2, None);
        let failed = TurnFailed { reason: "model-unavailable".to_owned() };
        steward(story, asked, TurnCommand::FailTurn(failed));
        self.now += TimeDelta::minutes(1);
    }
}

/// The steward goes on with the turn.
fn steward(story: &mut Story, asked: &Asked, command: TurnCommand) {
    story.tell::<Turn>(asked.turn, command);
    story.by_steward(asked.turn.0);
}

fn cite(passage: &PassageRef) -> Citation {
    Citation {
        n: passage.n,
        chunk_id: passage.chunk_id,
        document_id: passage.document_id,
        document_version: passage.document_version,
    }
}
