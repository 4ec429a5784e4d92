//! What came of it: in the log, and in the read models.

use domain::turn::{ModelAttemptFailed, ToolAnswered, Turn, TurnEvent};
use domain::{Event, TurnId};
use serde_json::Value;

use super::{Asked, World};

impl World {
    /// The rows of a read model that meet a condition on `$1`, oldest first.
    async fn rows(&self, table: &str, column: &str, id: uuid::Uuid) -> Vec<Value> {
        let sql =
            format!("SELECT to_jsonb(t) FROM {table} t WHERE {column} = $1 ORDER BY position");
        sqlx::query_scalar(&sql).bind(id).fetch_all(self.db.admin_pool()).await.unwrap()
    }

    /// Every notice there is, oldest first.
    pub(crate) async fn all_notices(&self) -> Vec<Value> {
        self.rows("notifications", "tenant_id", self.tenant.0).await
    }

    /// Every task there is, oldest first.
    pub(crate) async fn tasks(&self) -> Vec<Value> {
        self.rows("tasks", "tenant_id", self.tenant.0).await
    }

    /// Every timer there is, by its moment.
    pub(crate) async fn all_timers(&self) -> Vec<Value> {
        let mut timers = self.rows("timers", "tenant_id", self.tenant.0).await;
        timers.sort_by_key(|timer| timer["due_at"].as_str().unwrap().to_owned());
        timers
    }

    /// The only reply to a message.
    pub(crate) async fn reply(&self, asked: Asked) -> Value {
        let mut replies = self.replies(asked).await;
        assert_eq!(replies.len(), 1, "{replies:#?}");
        replies.remove(0)
    }

    pub(crate) async fn replies(&self, asked: Asked) -> Vec<Value> {
        self.rows("messages", "in_reply_to", asked.message.0).await
    }

    pub(crate) async fn actions(&self, asked: Asked) -> Vec<Value> {
        self.rows("actions", "conversation_id", asked.conversation.0).await
    }

    /// Notices that came of a message's first turn.
    pub(crate) async fn notices(&self, asked: Asked) -> Vec<Value> {
        self.rows("notifications", "turn_id", TurnId::of(asked.message, 1).0).await
    }

    /// A turn as the read model shows it.
    pub(crate) async fn turn(&self, asked: Asked, attempt: u32) -> Value {
        let mut rows = self.rows("turns", "turn_id", TurnId::of(asked.message, attempt).0).await;
        assert_eq!(rows.len(), 1, "{rows:#?}");
        rows.remove(0)
    }

    /// The events of a message's turn, from the log.
    pub(crate) async fn events(&self, asked: Asked, attempt: u32) -> Vec<TurnEvent> {
        let turn = TurnId::of(asked.message, attempt);
        let loaded = self.store.load::<Turn>(self.tenant, turn.0).await.unwrap();
        let decoded = loaded.events.iter().map(|recorded| recorded.decode().unwrap());
        let events = decoded.map(|event| match event {
            Event::Turn(event) => event,
            other => panic!("{other:?}"),
        });
        events.collect()
    }

    /// What the tools answered in a message's first turn.
    pub(crate) async fn answers(&self, asked: Asked) -> Vec<ToolAnswered> {
        let events = self.events(asked, 1).await.into_iter();
        let answers = events.filter_map(|event| match event {
            TurnEvent::ToolAnswered(answered) => Some(answered),
            _ => None,
        });
        answers.collect()
    }

    /// The failed attempts of a message's first turn.
    pub(crate) async fn failures(&self, asked: Asked) -> Vec<ModelAttemptFailed> {
        let events = self.events(asked, 1).await.into_iter();
        let failures = events.filter_map(|event| match event {
            TurnEvent::ModelAttemptFailed(failed) => Some(failed),
            _ => None,
        });
        failures.collect()
    }
}
