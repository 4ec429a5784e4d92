//! `timers`: moments at which something is due. A stream has at most one timer of a
//! purpose; another event of it may set that anew.

use chrono::{DateTime, Utc};
use domain::action::ActionEvent;
use domain::notification::NotificationEvent;
use domain::reminder::ReminderEvent;
use domain::{Event, Purpose};

use crate::projection::{Projection, Recorded};
use crate::row::row;
use crate::write::{Kind, Statement, Write, update};

pub(crate) const PROJECTION: Projection = Projection {
    name: "timers",
    version: 1,
    aggregates: &["Reminder", "Notification", "Action"],
    tables: &["timers"],
    streams: &["stream_id"],
    indexes: &[],
    batch: 1000,
    fold,
};

static SET_TIMER: Statement = Statement {
    table: "timers",
    sql: "INSERT INTO timers AS t \
          (tenant_id, timer_id, purpose, stream_type, stream_id, due_at, done, position, updated_position) \
          SELECT tenant_id, timer_id, purpose, stream_type, stream_id, due_at, false, updated_position, \
                 updated_position \
          FROM jsonb_populate_recordset(NULL::timers, $1) \
          ON CONFLICT (tenant_id, timer_id) DO UPDATE SET \
            due_at = excluded.due_at, done = false, updated_position = excluded.updated_position",
    kind: Kind::UpdateAny,
    copy: None,
};
/// Whether there is such a timer or not, and whether it is done already.
static FINISH_TIMER: Statement = Statement {
    kind: Kind::UpdateAny,
    ..update!(
        "timers",
        "done = true, updated_position = n.updated_position",
        "t.timer_id = n.timer_id AND NOT t.done"
    )
};

/// What an event does to the timer of a purpose.
enum Change {
    Set(Purpose, DateTime<Utc>),
    Finish(Purpose),
}

fn fold(recorded: &Recorded<'_>, event: Event) -> Vec<Write> {
    let changes = match event {
        Event::Reminder(event) => of_reminder(&event),
        Event::Notification(event) => of_notification(&event),
        Event::Action(event) => of_action(&event),
        _ => Vec::new(),
    };
    changes.into_iter().map(|change| write(recorded, &change)).collect()
}

fn of_reminder(event: &ReminderEvent) -> Vec<Change> {
    match event {
        ReminderEvent::ReminderScheduled(event) => vec![Change::Set(Purpose::Remind, event.due_at)],
        ReminderEvent::ReminderCancelled(_) | ReminderEvent::ReminderFired(_) => {
            vec![Change::Finish(Purpose::Remind)]
        }
    }
}

fn of_notification(event: &NotificationEvent) -> Vec<Change> {
    match event {
        NotificationEvent::NotificationIssued(event) => {
            let release = event.deliver_after.map(|at| Change::Set(Purpose::Release, at));
            let answer = event.acknowledge_by.map(|at| Change::Set(Purpose::Acknowledge, at));
            release.into_iter().chain(answer).collect()
        }
        NotificationEvent::NotificationSnoozed(event) => {
            vec![Change::Set(Purpose::Release, event.until)]
        }
        NotificationEvent::NotificationRead(_) | NotificationEvent::NotificationReleased(_) => {
            vec![Change::Finish(Purpose::Release)]
        }
        NotificationEvent::NotificationAcknowledged(_)
        | NotificationEvent::NotificationWithdrawn(_) => {
            vec![Change::Finish(Purpose::Release), Change::Finish(Purpose::Acknowledge)]
        }
        NotificationEvent::NotificationEscalated(_) | NotificationEvent::EscalationEnded(_) => {
            vec![Change::Finish(Purpose::Acknowledge)]
        }
        NotificationEvent::NotificationDelivered(_) => Vec::new(),
    }
}

fn of_action(event: &ActionEvent) -> Vec<Change> {
    match event {
        ActionEvent::ActionRequested(event) => {
            event.expires_at.map(|at| Change::Set(Purpose::Expire, at)).into_iter().collect()
        }
        ActionEvent::ActionPerformed(_)
        | ActionEvent::ActionRejected(_)
        | ActionEvent::ActionFailed(_)
        | ActionEvent::ActionExpired(_) => vec![Change::Finish(Purpose::Expire)],
        ActionEvent::ActionApproved(_)
        | ActionEvent::ActionRevised(_)
        | ActionEvent::ActionUndone(_) => Vec::new(),
    }
}

fn write(recorded: &Recorded<'_>, change: &Change) -> Write {
    let (statement, purpose, due_at) = match change {
        Change::Set(purpose, due_at) => (&SET_TIMER, purpose, Some(due_at)),
        Change::Finish(purpose) => (&FINISH_TIMER, purpose, None),
    };
    let row = row!({
        "tenant_id": recorded.tenant(),
        "timer_id": purpose.timer(recorded.id()),
        "purpose": purpose.as_str(),
        "stream_type": recorded.event.aggregate_type,
        "stream_id": recorded.id(),
        "due_at": due_at,
        "updated_position": recorded.position(),
    });
    Write { statement, key: recorded.id(), row }
}
