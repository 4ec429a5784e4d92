//! What follows from an event that was sent to a tab.

use chrono::Utc;
use domain::Actor;
use domain::notification::{Notification, NotificationCommand, NotificationDelivered};
use eventing::{CommandRequest, Step};
use uuid::Uuid;

use super::audience::Seen;
use super::connection::{Connection, End, away};
use super::frame::Frame;
use super::input::{SESSION_ENDED, SUSPENDED};
use super::outlet::Outlet;
use crate::suspension;

impl Connection {
    /// Does what follows from an event that was sent.
    pub(super) async fn follow_up(&mut self, outlet: &mut Outlet, seen: &Seen) -> Result<(), End> {
        let frame = &seen.frame;
        match (frame.event.as_str(), frame.turn_id, frame.conversation_id) {
            ("TurnStarted", Some(turn), Some(conversation)) => {
                self.show_running(turn, conversation)
            }
            ("TurnCompleted" | "TurnFailed" | "TurnCancelled", Some(turn), _) => {
                if let Some(tail) = self.tails.remove(&turn) {
                    tail.abort();
                }
            }
            ("NotificationIssued", ..) if seen.notice_to == Some(self.holder.member) => {
                self.record_delivery(frame.resource.id);
            }
            ("RoleChanged" | "MemberRemoved", ..) if frame.resource.id == self.holder.member.0 => {
                self.state.sessions.forget(self.holder.session);
                self.check_session().await?;
                // Other things may be seen now.
                let position = self.cursor;
                outlet.send(&Frame::Resync { log_id: self.state.log_id, position }).await?;
            }
            ("TenantSuspended", ..) => {
                self.state.suspensions.forget(self.holder.tenant);
                return Err(End::Close(SUSPENDED, "the business is suspended"));
            }
            _ => {}
        }
        Ok(())
    }

    /// The session may have been ended elsewhere; a database that does not answer says
    /// nothing about it.
    pub(super) async fn check_session(&self) -> Result<(), End> {
        if let Ok(true) = suspension::is_suspended(&self.state, self.holder.tenant).await {
            return Err(End::Close(SUSPENDED, "the business is suspended"));
        }
        match self
            .state
            .sessions
            .facts(&self.state.services.database, self.holder.tenant, self.holder.session)
            .await
        {
            Ok(None) => Err(End::Close(SESSION_ENDED, "the session has ended")),
            Ok(Some(_)) | Err(_) => Ok(()),
        }
    }

    /// Answers may be running already.
    pub(super) async fn join_running_turns(&mut self) -> Result<(), End> {
        let mut db =
            self.state.services.database.acquire(self.holder.tenant).await.map_err(away)?;
        let running: Vec<(Uuid, Uuid)> = sqlx::query_as(
            "SELECT turn_id, conversation_id FROM turns WHERE member_id = $1 AND status = 'running' LIMIT 20",
        )
        .bind(self.holder.member.0)
        .fetch_all(&mut *db)
        .await
        .map_err(away)?;
        drop(db);
        for (turn, conversation) in running {
            self.show_running(turn, conversation);
        }
        Ok(())
    }

    fn show_running(&mut self, turn: Uuid, conversation: Uuid) {
        let (deltas, listener) = (self.state.hub.deltas.clone(), self.deltas.clone());
        self.tails.entry(turn).or_insert_with(|| {
            tokio::spawn(deltas.tail(turn, conversation, listener)).abort_handle()
        });
    }

    /// The notice was put before its recipient: a fact worth recording, once.
    fn record_delivery(&self, notification: Uuid) {
        let request = CommandRequest::caused_by(
            self.holder.tenant,
            Actor::System("api".to_owned()),
            Utc::now(),
            notification,
            notification,
            "delivered/websocket",
        );
        let delivered = NotificationDelivered { channel: "websocket".to_owned() };
        let step =
            Step::new::<Notification>(notification, NotificationCommand::RecordDelivery(delivered));
        let store = self.state.services.store.clone();
        tokio::spawn(async move {
            if let Err(error) = store.execute(request, vec![step]).await {
                tracing::warn!(%error, notification.id = %notification, "a delivery was not recorded");
            }
        });
    }
}
