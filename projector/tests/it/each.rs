//! Each projection, event by event.

use chrono::{DateTime, Utc};
use domain::action::*;
use domain::conversation::*;
use domain::document::*;
use domain::member::*;
use domain::notification::*;
use domain::roster::*;
use domain::tenant::*;
use domain::turn::*;
use domain::*;
use eventing::Step;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::World;

pub(crate) fn id<T: From<Uuid>>() -> T {
    T::from(Uuid::now_v7())
}

/// The row has these columns with these values, whatever others it has.
pub(crate) fn assert_row(row: &Value, expected: Value) {
    for (column, value) in expected.as_object().unwrap() {
        assert_eq!(&row[column], value, "{column} of {row:#}");
    }
}

#[tokio::test]
async fn directory() {
    let world = World::new().await;
    let tenant = world.tenant;
    let tell = |command| Step::new::<Tenant>(tenant, command);
    let zone = TimeZone::parse("Europe/Rome").unwrap();
    let at = world
        .append(tell(TenantCommand::RegisterTenant(TenantRegistered {
            tenant_id: tenant,
            name: "Pizza".into(),
            description: None,
            time_zone: zone,
            locale: "en".into(),
            owner: world.member,
        })))
        .await;
    world.project().await;
    assert_row(
        &world.row("tenants").await,
        json!({
            "tenant_id": tenant, "name": "Pizza", "description": null, "time_zone": "Europe/Rome", "locale": "en",
            "owner_id": world.member, "persona": null, "rules": [], "model": null, "policies": {},
            "position": at, "updated_position": at,
        }),
    );
    world
        .append(tell(TenantCommand::ChangeProfile(ProfileChanged {
            name: "Mario's".into(),
            description: Some("Pizza".into()),
            time_zone: zone,
            locale: "it".into(),
        })))
        .await;
    world
        .append(tell(TenantCommand::ConfigureAgent(AgentConfigured {
            persona: "Kind".into(),
            rules: vec!["No shouting".into()],
            model: Some("m".into()),
            fallback_model: Some("f".into()),
            temperature: Some(0.5),
            max_output_tokens: Some(1000),
        })))
        .await;
    let last = world
        .append(tell(TenantCommand::ChangePolicy(PolicyChanged {
            policies: [("notify_user".to_owned(), Policy::Ask)].into(),
            by_role: [(Role::Member, [("notify_user".to_owned(), Policy::Deny)].into())].into(),
        })))
        .await;
    let member = |command| Step::new::<Member>(world.member, command);
    world
        .append(member(MemberCommand::JoinTenant(MemberJoined {
            member_id: world.member,
            name: Personal::of(world.member, "Luigi".into()),
            role: Role::Member,
            title: "employee".into(),
        })))
        .await;
    world
        .append(member(MemberCommand::ChangeRole(RoleChanged {
            role: Role::Manager,
            title: "chef".into(),
            changed_by: None,
        })))
        .await;
    world.project().await;
    assert_row(
        &world.row("tenants").await,
        json!({
            "name": "Mario's", "description": "Pizza", "locale": "it", "persona": "Kind", "rules": ["No shouting"],
            "model": "m", "policies": {"notify_user": "ask"}, "position": at, "updated_position": last,
        }),
    );
    assert_row(
        &world.row("members").await,
        json!({
            "member_id": world.member, "name": "Luigi", "role": "manager", "title": "chef", "status": "active",
        }),
    );
    world.append(member(MemberCommand::RemoveMember(MemberRemoved { removed_by: None }))).await;
    world.project().await;
    assert_row(&world.row("members").await, json!({ "status": "removed", "role": "manager" }));
}

#[tokio::test]
async fn conversations() {
    let world = World::new().await;
    let (conversation, message): (ConversationId, MessageId) = (id(), id());
    let turn = TurnId::of(message, 1);
    let tell = |command| Step::new::<Conversation>(conversation, command);
    let member_id = world.member;
    world
        .append(tell(ConversationCommand::StartConversation(ConversationStarted {
            conversation_id: conversation,
            member_id,
        })))
        .await;
    let sent = world
        .append(tell(ConversationCommand::SendMessage(MessageSent {
            message_id: message,
            member_id,
            text: Personal::of(member_id, "Hello".into()),
            turn_id: turn,
        })))
        .await;
    world.project().await;
    assert_row(
        &world.row("conversations").await,
        json!({ "member_id": member_id, "position": sent - 1 }),
    );
    assert_row(
        &world.row("messages").await,
        json!({
            "message_id": message, "role": "member", "text": "Hello", "citations": [], "actions": [], "withheld": 0,
            "turn_id": turn, "answered": false, "position": sent,
        }),
    );
    let (action, document): (ActionId, DocumentId) = (id(), id());
    let citation = Citation {
        n: 1,
        chunk_id: document.chunk(1, 1),
        document_id: document,
        document_version: 1,
    };
    let replied = world
        .append(tell(ConversationCommand::RecordReply(ReplyGiven {
            message_id: turn.reply(),
            turn_id: turn,
            in_reply_to: message,
            text: Personal::of(member_id, "Hi [1].".into()),
            citations: vec![citation.clone()],
            actions: vec![action],
            withheld: 1,
            model: "m".into(),
            tainted: true,
        })))
        .await;
    world.project().await;
    let rows = world.rows("messages").await;
    let of = |role: &str| rows.iter().find(|row| row["role"] == role).unwrap();
    assert_row(
        of("member"),
        json!({ "answered": true, "position": sent, "updated_position": replied }),
    );
    assert_row(
        of("steward"),
        json!({
            "message_id": turn.reply(), "member_id": null, "text": "Hi [1].", "citations": [citation],
            "actions": [action], "withheld": 1, "model": "m", "in_reply_to": message, "turn_id": turn, "tainted": true,
            "position": replied,
        }),
    );
}

#[tokio::test]
async fn turns() {
    let world = World::new().await;
    let (conversation_id, message_id): (ConversationId, MessageId) = (id(), id());
    let turn_id = TurnId::of(message_id, 1);
    let tell = |command| Step::new::<Turn>(turn_id, command);
    let member_id = world.member;
    let about = |value: Value| Personal::of(member_id, value);
    let began = world
        .append(tell(TurnCommand::BeginTurn(TurnStarted {
            turn_id,
            conversation_id,
            message_id,
            member_id,
            attempt: 1,
        })))
        .await;
    world
        .append(tell(TurnCommand::RecordContext(ContextRetrieved {
            passages: vec![],
            shifts: vec![],
            facts: vec![],
            history: vec![],
            prompt_version: "7".into(),
            block: Personal::of(member_id, "[context]".into()),
            tainted: false,
        })))
        .await;
    world.project().await;
    assert_row(
        &world.row("turns").await,
        json!({
            "turn_id": turn_id, "message_id": message_id, "status": "running", "prompt_version": "7",
            "tainted": false, "ended_at": null, "position": began,
        }),
    );
    world
        .append(tell(TurnCommand::RecordModelResponse(ModelResponded {
            step: 0,
            attempt: 1,
            model: "m".into(),
            model_version: "m-1".into(),
            prompt_sha256: "00".into(),
            response: about(json!({"candidates": []})),
            finish: "stop".into(),
            calls: 1,
            usage: Usage::default(),
            cost_micro_usd: 0,
            latency_ms: 5,
        })))
        .await;
    world
        .append(tell(TurnCommand::RecordToolResult(ToolAnswered {
            step: 0,
            call: 0,
            tool: "find_on_shift".into(),
            answer: about(json!({"on_shift": []})),
            passages: vec![],
            action_id: None,
            tainted: true,
        })))
        .await;
    let ended = world
        .append(tell(TurnCommand::FailTurn(TurnFailed { reason: "model-unavailable".into() })))
        .await;
    world.project().await;
    let row = world.row("turns").await;
    assert_row(
        &row,
        json!({
            "status": "failed", "failure": "model-unavailable", "tainted": true, "prompt_version": "7",
            "position": began, "updated_position": ended,
        }),
    );
    assert!(row["ended_at"].is_string());
    let steps: Vec<(String, Vec<Value>)> = sqlx::query_as(
        "SELECT string_agg(event_type, ' ' ORDER BY sequence), array_agg(data ORDER BY sequence) FROM turn_steps",
    ).fetch_all(world.db.admin_pool()).await.unwrap();
    let (types, data) = &steps[0];
    assert_eq!(types, "TurnStarted ContextRetrieved ModelResponded ToolAnswered TurnFailed");
    assert_eq!(data[1]["block"], "[context]");
    assert_eq!(data[3]["answer"], json!({"on_shift": []}));
    // A cancelled turn that had not begun begins and ends at once.
    let other = TurnId::of(message_id, 2);
    let started =
        TurnStarted { turn_id: other, conversation_id, message_id, member_id, attempt: 2 };
    let cancel = TurnCommand::CancelTurn(started, TurnCancelled { cancelled_by: member_id });
    world.append(Step::new::<Turn>(other, cancel)).await;
    world.project().await;
    let rows = world.rows("turns").await;
    let row = rows.iter().find(|row| row["attempt"] == 2).unwrap();
    assert_row(row, json!({ "turn_id": other, "status": "cancelled" }));
}

#[tokio::test]
async fn usage() {
    let world = World::new().await;
    let turn_id = TurnId::of(id(), 1);
    let tell = |command| Step::new::<Turn>(turn_id, command);
    let (conversation_id, message_id, member_id) = (id(), id(), world.member);
    let begun = TurnStarted { turn_id, conversation_id, message_id, member_id, attempt: 1 };
    world.append(tell(TurnCommand::BeginTurn(begun))).await;
    world
        .append(tell(TurnCommand::RecordContext(ContextRetrieved {
            passages: vec![],
            shifts: vec![],
            facts: vec![],
            history: vec![],
            prompt_version: "7".into(),
            block: Personal::of(member_id, String::new()),
            tainted: false,
        })))
        .await;
    let failed = |attempt, kind: &str, usage| {
        tell(TurnCommand::RecordAttemptFailure(ModelAttemptFailed {
            step: 0,
            attempt,
            model: "big".into(),
            kind: kind.into(),
            retry_in_ms: Some(0),
            latency_ms: 3,
            next_model: None,
            usage,
            cost_micro_usd: usage.map(|_| 7),
        }))
    };
    world.append(failed(1, "down", None)).await;
    world.append(failed(2, "timeout", None)).await;
    let spent = Usage { input: 10, cached: 1, output: 2, reasoning: 3 };
    world.append(failed(3, "malformed", Some(spent))).await;
    let position = world
        .append(tell(TurnCommand::RecordModelResponse(ModelResponded {
            step: 0,
            attempt: 4,
            model: "small".into(),
            model_version: "small-1".into(),
            prompt_sha256: "00".into(),
            response: Personal::of(member_id, json!({})),
            finish: "stop".into(),
            calls: 0,
            usage: Usage { input: u64::MAX, ..spent },
            cost_micro_usd: 9,
            latency_ms: 5,
        })))
        .await;
    world.project().await;
    let rows = world.rows("model_calls").await;
    let told: Vec<_> = rows.iter().map(|row| (&row["model"], &row["failure"])).collect();
    let (big, small) = (json!("big"), json!("small"));
    let (timeout, malformed) = (json!("timeout"), json!("malformed"));
    assert_eq!(told, [(&big, &timeout), (&big, &malformed), (&small, &Value::Null)]);
    assert_row(&rows[0], json!({ "input_tokens": 0, "cost_micro_usd": 0, "latency_ms": 3 }));
    assert_row(
        &rows[1],
        json!({ "input_tokens": 10, "cached_tokens": 1, "output_tokens": 2, "reasoning_tokens": 3,
                "cost_micro_usd": 7, "turn_id": turn_id }),
    );
    assert_row(
        &rows[2],
        json!({ "input_tokens": i64::MAX, "cost_micro_usd": 9, "position": position }),
    );
}

fn request(
    world: &World,
    action_id: ActionId,
    decision: Policy,
    recipient: MemberId,
) -> ActionRequested {
    let preview = Preview::NotifyUser(NoticePreview {
        text: "A delivery comes".into(),
        urgency: Urgency::Urgent,
        recipients: vec![Recipient {
            member_id: recipient,
            name: "Peach".into(),
            reason: "on shift".into(),
        }],
    });
    ActionRequested {
        action_id,
        turn_id: id(),
        conversation_id: id(),
        member_id: world.member,
        kind: "notify_user".into(),
        arguments: Personal::of(world.member, json!({"text": "A delivery comes"})),
        preview: Personal::of_all(world.member, [recipient], preview),
        tag: "tag".into(),
        decision,
        tainted: false,
        resolved_at: None,
        expires_at: None,
    }
}

#[tokio::test]
async fn actions() {
    let world = World::new().await;
    let (first, second, third, fourth): (ActionId, ActionId, ActionId, ActionId) =
        (id(), id(), id(), id());
    let peach: MemberId = id();
    let tell = |action: ActionId, command| Step::new::<Action>(action, command);
    world
        .append(tell(
            first,
            ActionCommand::RequestAction(request(&world, first, Policy::Ask, peach)),
        ))
        .await;
    world.project().await;
    assert_row(
        &world.row("actions").await,
        json!({
            "status": "waiting", "decision": "ask", "tag": "tag", "effects": [],
            "preview": {
                "kind": "notify_user", "text": "A delivery comes", "urgency": "urgent",
                "recipients": [{"member_id": peach, "name": "Peach", "reason": "on shift"}],
            },
            "arguments": {"text": "A delivery comes"}, "kind": "notify_user", "performed_at": null,
        }),
    );
    let revised = ActionRevised {
        revised_by: world.member,
        arguments: Personal::of(world.member, json!({"text": "It comes early"})),
        preview: Personal::of(
            world.member,
            Preview::NotifyUser(NoticePreview {
                text: "It comes early".into(),
                urgency: Urgency::Normal,
                recipients: vec![],
            }),
        ),
        tag: "new".into(),
        resolved_at: chrono::DateTime::UNIX_EPOCH,
    };
    world.append(tell(first, ActionCommand::ReviseAction(revised))).await;
    world.project().await;
    let row = world.row("actions").await;
    assert_row(&row, json!({ "status": "waiting", "tag": "new" }));
    assert_row(&row["arguments"], json!({"text": "It comes early"}));
    assert_row(&row["preview"], json!({ "text": "It comes early", "recipients": [] }));
    let approve = ActionApproved { approved_by: world.member, tag: "new".into() };
    let effect = Effect::on::<Notification>(first.notification(peach));
    let done = ActionPerformed { effects: vec![effect.clone()] };
    world.append(tell(first, ActionCommand::ApproveAndPerform(approve, done))).await;
    world.project().await;
    let row = world.row("actions").await;
    assert_row(&row, json!({ "status": "performed", "effects": [effect], "undone_at": null }));
    assert!(row["performed_at"].is_string() && row["performed_at"] == row["settled_at"]);
    let undo = ActionCommand::UndoAction(ActionUndone { undone_by: world.member });
    world.append(tell(first, undo)).await;
    world.project().await;
    let row = world.row("actions").await;
    assert_row(&row, json!({ "status": "undone" }));
    assert!(row["performed_at"].is_string() && row["undone_at"].is_string());
    world
        .append(tell(
            second,
            ActionCommand::RequestAction(request(&world, second, Policy::Ask, peach)),
        ))
        .await;
    let no = Some(Personal::of(world.member, "not now".into()));
    world
        .append(tell(
            second,
            ActionCommand::RejectAction(ActionRejected { rejected_by: world.member, reason: no }),
        ))
        .await;
    world
        .append(tell(
            third,
            ActionCommand::RequestAction(request(&world, third, Policy::Allow, peach)),
        ))
        .await;
    world.project().await;
    let of = async |action: ActionId| {
        let rows = world.rows("actions").await;
        rows.into_iter().find(|row| row["action_id"] == json!(action)).unwrap()
    };
    assert_row(
        &of(second).await,
        json!({ "status": "rejected", "reason": "not now", "performed_at": null }),
    );
    assert_row(&of(third).await, json!({ "status": "requested", "decision": "allow" }));
    world
        .append(tell(third, ActionCommand::FailAction(ActionFailed { reason: "nobody".into() })))
        .await;
    let both = ActionCommand::RequestAndPerform(
        request(&world, fourth, Policy::Allow, peach),
        ActionPerformed { effects: vec![] },
    );
    world.append(tell(fourth, both)).await;
    world.project().await;
    assert_row(&of(third).await, json!({ "status": "failed", "failure": "nobody" }));
    assert_row(&of(fourth).await, json!({ "status": "performed" }));
}

#[tokio::test]
async fn notifications() {
    let world = World::new().await;
    let (notification, peach): (NotificationId, MemberId) = (id(), id());
    let tell = |command| Step::new::<Notification>(notification, command);
    world
        .append(tell(NotificationCommand::IssueNotification(NotificationIssued {
            notification_id: notification,
            recipient: peach,
            sender: world.member,
            kind: NotificationKind::Notice,
            urgency: Urgency::Normal,
            answer_wanted: false,
            text: Personal::of_all(world.member, [peach], "A delivery comes".into()),
            reason: Personal::of(peach, "on shift".into()),
            deliver_after: None,
            acknowledge_by: None,
            ladder_id: id(),
            rung: 0,
            action_id: Some(id()),
            turn_id: Some(id()),
            reminder_id: None,
        })))
        .await;
    world.project().await;
    assert_row(
        &world.row("notifications").await,
        json!({
            "recipient_id": peach, "sender_id": world.member, "kind": "notice", "urgency": "normal",
            "text": "A delivery comes", "reason": "on shift", "status": "issued", "read_at": null,
        }),
    );
    world
        .append(tell(NotificationCommand::RecordDelivery(NotificationDelivered {
            channel: "websocket".into(),
        })))
        .await;
    world.append(tell(NotificationCommand::MarkRead(NotificationRead { member_id: peach }))).await;
    world.project().await;
    let row = world.row("notifications").await;
    assert_row(&row, json!({ "status": "read", "acknowledged_at": null }));
    assert!(row["delivered_at"].is_string() && row["read_at"].is_string());
    world
        .append(tell(NotificationCommand::Acknowledge(NotificationAcknowledged {
            member_id: peach,
        })))
        .await;
    world.project().await;
    let after = world.row("notifications").await;
    assert_row(&after, json!({ "status": "acknowledged", "read_at": row["read_at"] }));
}

#[tokio::test]
async fn roster() {
    let world = World::new().await;
    let shift: ShiftId = id();
    let tell = |command| Step::new::<Shift>(shift, command);
    let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc);
    let period = Period {
        member_id: world.member,
        role: "kitchen".into(),
        starts_at: at("2026-11-24T09:00:00Z"),
        ends_at: at("2026-11-24T17:00:00Z"),
    };
    world
        .append(tell(ShiftCommand::ScheduleShift(ShiftScheduled {
            shift_id: shift,
            period: period.clone(),
            scheduled_by: None,
            imported: None,
        })))
        .await;
    let other: MemberId = id();
    world
        .append(tell(ShiftCommand::ChangeShift(ShiftChanged {
            period: Period { member_id: other, ..period },
            changed_by: world.member,
            imported: Some(Imported { series: shift.0, said: shift.0 }),
        })))
        .await;
    world.project().await;
    assert_row(
        &world.row("shifts").await,
        json!({
            "shift_id": shift, "member_id": other, "role": "kitchen", "starts_at": "2026-11-24T09:00:00+00:00",
            "ends_at": "2026-11-24T17:00:00+00:00", "status": "planned", "version": 2, "series": shift, "position": 1, "updated_position": 2,
        }),
    );
    world
        .append(tell(ShiftCommand::CancelShift(ShiftCancelled {
            cancelled_by: world.member,
            imported: None,
        })))
        .await;
    world.project().await;
    assert_row(
        &world.row("shifts").await,
        json!({ "status": "cancelled", "member_id": other, "version": 3, "series": shift }),
    );
}

#[tokio::test]
async fn knowledge() {
    let world = World::new().await;
    let document: DocumentId = id();
    let tell = |command| Step::new::<Document>(document, command);
    let content = |text: &str| Content {
        title: "Waste".into(),
        text: text.into(),
        sha256: text.len().to_string(),
        file: None,
    };
    world
        .append(tell(DocumentCommand::AddDocument(DocumentAdded {
            document_id: document,
            content: content("# Glass\nOn Mondays.\n# Paper\nOn Fridays."),
            source: Source::Typed,
            trust: Trust::Trusted,
            added_by: world.member,
        })))
        .await;
    world.project().await;
    assert_row(
        &world.row("documents").await,
        json!({
            "document_id": document, "version": 1, "title": "Waste", "trust": "trusted", "source": "typed",
            "status": "current", "added_by": world.member,
        }),
    );
    assert_eq!(world.rows("chunks").await.len(), 2);
    // Revised twice and withdrawn within one batch.
    for text in ["On Tuesdays.", "On Wednesdays at noon."] {
        world
            .append(tell(DocumentCommand::ReviseDocument(DocumentRevised {
                version: 0,
                content: content(text),
                source: Source::Upload,
                trust: Trust::Untrusted,
                revised_by: world.member,
            })))
            .await;
    }
    world.project().await;
    assert_row(
        &world.row("documents").await,
        json!({
            "version": 3, "text": "On Wednesdays at noon.", "trust": "untrusted", "source": "upload", "position": 1,
        }),
    );
    assert_eq!(world.rows("document_versions").await.len(), 3);
    let chunks = world.rows("chunks").await;
    let current: Vec<_> = chunks.iter().filter(|chunk| chunk["current"] == true).collect();
    assert_eq!((chunks.len(), current.len()), (4, 1));
    assert_row(
        current[0],
        json!({
            "chunk_id": document.chunk(3, 1), "version": 3, "ordinal": 1, "title": "Waste", "heading": "",
            "text": "On Wednesdays at noon.", "trust": "untrusted", "words": 5,
        }),
    );
    world
        .append(tell(DocumentCommand::RemoveDocument(DocumentRemoved { removed_by: world.member })))
        .await;
    world.project().await;
    assert_row(&world.row("documents").await, json!({ "status": "removed", "version": 3 }));
    assert!(world.rows("chunks").await.iter().all(|chunk| chunk["current"] == false));
}

#[tokio::test]
async fn the_catalogue_of_tables_agrees_with_the_database() {
    let world = World::new().await;
    let listed: Vec<(String, Vec<String>)> =
        sqlx::query_as("SELECT projection, tables FROM projection_generations ORDER BY projection")
            .fetch_all(world.db.admin_pool())
            .await
            .unwrap();
    let mut ours: Vec<_> = projector::PROJECTIONS
        .iter()
        .map(|p| {
            (p.name.to_owned(), p.tables.iter().map(|&table| table.to_owned()).collect::<Vec<_>>())
        })
        .collect();
    ours.sort();
    assert_eq!(listed, ours);
}
