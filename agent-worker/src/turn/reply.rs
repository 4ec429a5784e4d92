//! The end of a turn: what of the model's words people get, with what backs them.

use actions::business;
use domain::Personal;
use domain::conversation::{Citation, Conversation, ConversationCommand, ReplyGiven};
use domain::turn::{TurnCommand, TurnCompleted};
use eventing::Step;
use serde_json::Value;

use super::{Record, TurnRun};
use crate::release::Release;
use crate::{Error, tools};

impl TurnRun<'_> {
    /// Releases the last response and ends the turn, in one unit.
    pub(super) async fn reply(&self, record: &Record) -> Result<(), Error> {
        let Some((responded, response)) = record.responses.last() else {
            return Err(self.broken("it has no response"));
        };
        let mut db = self.config.database.acquire(self.tenant()).await?;
        let people = business::people(&mut db).await?;
        let locale =
            business::business(&mut db).await?.map(|business| business.locale).unwrap_or_default();
        drop(db);

        let mut release = Release::new(record, &people);
        let mut text: String = release.push(&response.text()).concat();
        text.push_str(&release.finish().concat());
        if text.trim().is_empty() {
            text = tools::words_for(&statuses(record), &locale).to_owned();
        }
        let cited = release.cited();
        let mut citations: Vec<Citation> = record
            .passages()
            .filter(|passage| cited.contains(&passage.n))
            .map(|passage| Citation {
                n: passage.n,
                chunk_id: passage.chunk_id,
                document_id: passage.document_id,
                document_version: passage.document_version,
            })
            .collect();
        citations.sort_by_key(|citation| citation.n);
        citations.dedup_by_key(|citation| citation.n);
        let about = responded.response.about().to_vec();
        let reply = ReplyGiven {
            message_id: self.id().reply(),
            turn_id: self.id(),
            in_reply_to: self.due.start.message_id,
            text: Personal::of_all(self.due.start.member_id, about, text.trim().to_owned()),
            citations,
            actions: record.actions().collect(),
            withheld: release.withheld(),
            model: responded.model_version.clone(),
            tainted: record.tainted(),
        };
        self.complete(record, reply).await
    }

    /// Ends the turn with a reply, in one unit.
    pub(super) async fn complete(&self, record: &Record, reply: ReplyGiven) -> Result<(), Error> {
        let complete = TurnCommand::CompleteTurn(TurnCompleted { reply: reply.message_id });
        let conversation = self.due.start.conversation_id;
        self.append(
            "complete",
            vec![
                self.step(record, complete),
                Step::new::<Conversation>(conversation, ConversationCommand::RecordReply(reply)),
            ],
        )
        .await
        .map(drop)
    }
}

/// The statuses of the actions of this turn, as the model was told.
pub(super) fn statuses(record: &Record) -> Vec<String> {
    let outputs = record.answers.iter().filter(|answer| answer.action_id.is_some());
    outputs
        .filter_map(|answer| {
            answer.answer.known()?.get("output")?.get("status").and_then(Value::as_str)
        })
        .map(str::to_owned)
        .collect()
}
