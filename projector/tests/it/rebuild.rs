//! A rebuild from position 1 makes the same rows, beside readers and live work.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Duration, Utc};
use domain::action::*;
use domain::conversation::*;
use domain::document::*;
use domain::member::*;
use domain::notification::{Notification, Urgency};
use domain::roster::*;
use domain::tenant::*;
use domain::turn::*;
use domain::*;
use eventing::Step;
use projector::{PROJECTIONS, Projector};
use proptest::prelude::*;
use serde_json::json;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::support::World;

/// One command to one of a few aggregates; many are refused or change nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Op {
    pub(crate) kind: u8,
    which: u8,
    pub(crate) value: u8,
}

fn op() -> impl Strategy<Value = Op> {
    (0_u8..48, 0_u8..3, 0_u8..6).prop_map(|(kind, which, value)| Op { kind, which, value })
}

impl Op {
    pub(crate) fn id<T: From<Uuid>>(self, kind: &str) -> T {
        T::from(Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{kind}/{}", self.which).as_bytes()))
    }

    fn step(self, tenant: TenantId) -> Step {
        let member: MemberId = self.id("member");
        let said = |words: &str| Personal::of(member, format!("{words} {}", self.value));
        let message = MessageId(Uuid::new_v5(&self.id::<Uuid>("message"), &[self.value]));
        let turn_id = TurnId::of(message, 1);
        let start = DateTime::<Utc>::UNIX_EPOCH + Duration::hours(self.value.into());
        let period = Period {
            member_id: member,
            role: "r".into(),
            starts_at: start,
            ends_at: start + Duration::hours(1),
        };
        let content = Content {
            title: format!("T{}", self.value % 2),
            text: format!("# H\nword {}", self.value),
            sha256: self.value.to_string(),
            file: None,
        };
        let tenant_step = |command| Step::new::<Tenant>(tenant, command);
        let member_step = |command| Step::new::<Member>(member, command);
        let talk = |command| Step::new::<Conversation>(self.id::<Uuid>("conversation"), command);
        let turn = |command| Step::new::<Turn>(turn_id, command);
        let act = |command| Step::new::<Action>(self.id::<Uuid>("action"), command);
        let shift = |command| Step::new::<Shift>(self.id::<Uuid>("shift"), command);
        let document = |command| Step::new::<Document>(self.id::<Uuid>("document"), command);
        let zone = TimeZone::parse("Europe/Rome").unwrap();
        let begun = TurnStarted {
            turn_id,
            conversation_id: self.id("conversation"),
            message_id: message,
            member_id: member,
            attempt: 1,
        };
        match self.kind {
            0 => tenant_step(TenantCommand::RegisterTenant(TenantRegistered {
                tenant_id: tenant,
                name: "N".into(),
                description: None,
                time_zone: zone,
                locale: "en".into(),
                owner: member,
            })),
            1 if self.value == 1 => tenant_step(TenantCommand::SuspendTenant(TenantSuspended {
                reason: "r".into(),
                suspended_by: member,
            })),
            1 if self.value == 2 => {
                tenant_step(TenantCommand::ResumeTenant(TenantResumed { resumed_by: member }))
            }
            1 if self.value == 3 => tenant_step(TenantCommand::ChangeOwners(OwnerChange {
                add: Some(member),
                ..OwnerChange::default()
            })),
            1 => tenant_step(TenantCommand::ChangeProfile(ProfileChanged {
                name: format!("N{}", self.value),
                description: Some("d".into()),
                time_zone: zone,
                locale: "it".into(),
            })),
            2 if self.value % 2 == 1 => tenant_step(TenantCommand::SetQuota(QuotaSet {
                monthly_cost_micro_usd: Some(self.value.into()),
                monthly_tokens: None,
                warn_percent: 80,
            })),
            2 => tenant_step(TenantCommand::ConfigureAgent(AgentConfigured {
                persona: format!("P{}", self.value),
                rules: vec!["r".into()],
                model: None,
                fallback_model: None,
                temperature: Some(0.25),
                max_output_tokens: None,
            })),
            3 if self.value < 2 => member_step(MemberCommand::InviteMember(MemberInvited {
                member_id: member,
                name: said("name"),
                email: Some(said("address")),
                role: Role::Member,
                title: "t".into(),
                invited_by: None,
            })),
            3 => member_step(MemberCommand::JoinTenant(MemberJoined {
                member_id: member,
                name: said("name"),
                role: Role::Member,
                title: "t".into(),
            })),
            4 => member_step(MemberCommand::ChangeRole(RoleChanged {
                role: Role::Manager,
                title: format!("t{}", self.value),
                changed_by: None,
            })),
            5 if self.value < 2 => {
                let withdrawn = InvitationWithdrawn { withdrawn_by: None };
                member_step(MemberCommand::WithdrawInvitation(withdrawn))
            }
            5 => member_step(MemberCommand::RemoveMember(MemberRemoved { removed_by: None })),
            6 => talk(ConversationCommand::StartConversation(ConversationStarted {
                conversation_id: self.id("conversation"),
                member_id: member,
            })),
            7 if self.value == 1 => talk(ConversationCommand::DiscloseWords(WordsDisclosed {
                disclosure_id: self.id("disclosure"),
                member_id: member,
                disclosed_to: self.id("reader"),
                reason: said("reason"),
                expires_at: start,
            })),
            7 | 8 => talk(ConversationCommand::SendMessage(MessageSent {
                message_id: message,
                member_id: member,
                text: said("hello"),
                turn_id,
            })),
            9 => talk(ConversationCommand::RecordReply(ReplyGiven {
                message_id: turn_id.reply(),
                turn_id,
                in_reply_to: message,
                text: said("hi"),
                citations: vec![],
                actions: vec![self.id("action")],
                withheld: 0,
                model: "m".into(),
                tainted: false,
            })),
            10 | 11 => turn(TurnCommand::BeginTurn(begun)),
            12 => turn(TurnCommand::RecordContext(ContextRetrieved {
                passages: vec![],
                shifts: vec![],
                facts: vec![],
                history: vec![message],
                prompt_version: "1".into(),
                block: said("block"),
                tainted: self.value == 1,
            })),
            13 if self.value % 2 == 1 => {
                turn(TurnCommand::RecordAttemptFailure(ModelAttemptFailed {
                    step: 0,
                    attempt: 1,
                    model: "m".into(),
                    kind: if self.value == 1 { "down" } else { "empty" }.into(),
                    retry_in_ms: Some(1),
                    latency_ms: 1,
                    next_model: Some("n".into()),
                    usage: Some(Usage { input: 3, ..Usage::default() }),
                    cost_micro_usd: Some(1),
                }))
            }
            13 => turn(TurnCommand::RecordModelResponse(ModelResponded {
                step: 0,
                attempt: 1,
                model: "m".into(),
                model_version: "m".into(),
                prompt_sha256: "0".into(),
                response: Personal::of(member, json!({"n": 0.1})),
                finish: "stop".into(),
                calls: 1,
                usage: Usage::default(),
                cost_micro_usd: 1,
                latency_ms: 1,
            })),
            14 => turn(TurnCommand::RecordToolResult(ToolAnswered {
                step: 0,
                call: 0,
                tool: "t".into(),
                answer: Personal::of(member, json!([1])),
                passages: vec![],
                action_id: None,
                tainted: true,
            })),
            15 => turn(TurnCommand::CompleteTurn(TurnCompleted { reply: turn_id.reply() })),
            16 => turn(TurnCommand::CancelTurn(begun, TurnCancelled { cancelled_by: member })),
            17 | 18 => act(ActionCommand::RequestAction(ActionRequested {
                action_id: self.id("action"),
                turn_id,
                conversation_id: self.id("conversation"),
                member_id: member,
                kind: "notify_user".into(),
                arguments: Personal::of(member, json!({})),
                preview: Personal::of(
                    member,
                    Preview::NotifyUser(NoticePreview {
                        text: "p".into(),
                        urgency: Urgency::Normal,
                        recipients: vec![],
                    }),
                ),
                tag: "t".into(),
                decision: if self.value < 3 { Policy::Ask } else { Policy::Allow },
                tainted: false,
                resolved_at: None,
                expires_at: None,
            })),
            19 => act(ActionCommand::ApproveAndPerform(
                ActionApproved { approved_by: member, tag: "t".into() },
                ActionPerformed {
                    effects: vec![Effect::on::<Notification>(self.id::<NotificationId>("note"))],
                },
            )),
            20 => act(ActionCommand::UndoAction(ActionUndone { undone_by: member })),
            21 | 22 | 36.. => self.timed(tenant),
            23 => shift(ShiftCommand::ScheduleShift(ShiftScheduled {
                shift_id: self.id("shift"),
                period,
                scheduled_by: None,
                imported: None,
            })),
            24 if self.value == 0 => shift(ShiftCommand::CancelShift(ShiftCancelled {
                cancelled_by: member,
                imported: None,
            })),
            24 => shift(ShiftCommand::ChangeShift(ShiftChanged {
                period,
                changed_by: member,
                imported: None,
            })),
            25 => document(DocumentCommand::AddDocument(DocumentAdded {
                document_id: self.id("document"),
                content,
                source: Source::Typed,
                trust: Trust::Trusted,
                added_by: member,
            })),
            27..36 => crate::ledger::step(self.kind - 27, self.which, self.value, member),
            _ if self.value == 5 => {
                document(DocumentCommand::RemoveDocument(DocumentRemoved { removed_by: member }))
            }
            _ => document(DocumentCommand::ReviseDocument(DocumentRevised {
                version: 0,
                content,
                source: Source::Upload,
                trust: Trust::Untrusted,
                revised_by: member,
            })),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_rebuild_equals_the_incremental_rows(
        ops in prop::collection::vec(op(), 20..150), batch in 1_u32..40, pump in 1_usize..50,
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let world = World::new().await;
            let mut config = world.config();
            config.batch = batch;
            let incremental = Projector::new(config).unwrap();
            for (n, op) in ops.iter().enumerate() {
                let _ = world.try_append(vec![op.step(world.tenant)]).await;
                if n % pump == 0 {
                    incremental.run_until_idle().await.unwrap();
                }
            }
            incremental.run_until_idle().await.unwrap();
            assert_eq!(world.parked().await, vec![]);
            let before = world.dump().await;
            for projection in PROJECTIONS {
                let generation = world.projector().rebuild(projection.name, |_| ()).await.unwrap();
                assert_eq!(generation, 2);
            }
            assert_eq!(world.dump().await, before);
        });
    }
}

fn start(member_id: MemberId) -> Step {
    let conversation_id = ConversationId(Uuid::now_v7());
    let command = ConversationStarted { conversation_id, member_id };
    Step::new::<Conversation>(conversation_id, ConversationCommand::StartConversation(command))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rebuild_beside_readers_and_live_work() {
    let world = Arc::new(World::new().await);
    for _ in 0..300 {
        world.append(start(world.member)).await;
    }
    world.project().await;
    let stop = CancellationToken::new();
    let (projector, stopped) = (world.projector(), stop.clone());
    let live = tokio::spawn(async move { projector.run(stopped).await });
    let done = Arc::new(AtomicBool::new(false));
    // Somebody reads all the time: never an error, never fewer rows than before.
    let reader = tokio::spawn({
        let (world, done) = (Arc::clone(&world), Arc::clone(&done));
        async move {
            let mut most = 0_i64;
            while !done.load(Ordering::Relaxed) {
                let count: i64 = sqlx::query_scalar("SELECT count(*) FROM conversations")
                    .fetch_one(world.db.admin_pool())
                    .await
                    .unwrap();
                assert!(count >= most, "{count} rows after {most}");
                most = count;
            }
        }
    });
    let writer = tokio::spawn({
        let (world, done) = (Arc::clone(&world), Arc::clone(&done));
        async move {
            let mut last = 0;
            while !done.load(Ordering::Relaxed) {
                last = world.append(start(world.member)).await;
            }
            last
        }
    });
    for generation in 2..5 {
        let mut seen = 0;
        let made = world
            .projector()
            .rebuild("conversations", |progress| {
                assert!(progress.position >= seen && progress.position <= progress.head);
                seen = progress.position;
            })
            .await
            .unwrap();
        assert_eq!(made, generation);
    }
    done.store(true, Ordering::Relaxed);
    reader.await.unwrap();
    let last = writer.await.unwrap();
    let soon = std::time::Duration::from_secs(60);
    assert!(
        eventing::checkpoint::wait_for(&world.system, &world.signals, &[], last, soon)
            .await
            .unwrap()
    );
    stop.cancel();
    live.await.unwrap().unwrap();
    assert_eq!(world.rows("conversations").await.len() as u64, last);
    assert_eq!(world.parked().await, vec![]);
}

#[tokio::test]
async fn rebuilt_tables_are_as_protected_and_indexed_as_migrated_ones() {
    let world = World::new().await;
    let describe = async || -> Vec<(String, String)> {
        sqlx::query_as(
            "SELECT relname::text, concat_ws(' ', relrowsecurity, relforcerowsecurity, relacl::text, \
               relowner::regrole, pg_get_indexdef(oid), \
               (SELECT string_agg(concat_ws(' ', polname, polroles::regrole[]::text, pg_get_expr(polqual, polrelid)), ';' ORDER BY polname) \
                FROM pg_policy WHERE polrelid = pg_class.oid), \
               (SELECT string_agg(pg_get_constraintdef(k.oid), ';' ORDER BY conname) FROM pg_constraint k WHERE conrelid = pg_class.oid)) \
             FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i') ORDER BY relname",
        ).fetch_all(world.db.admin_pool()).await.unwrap()
    };
    let before = describe().await;
    for projection in PROJECTIONS {
        world.projector().rebuild(projection.name, |_| ()).await.unwrap();
    }
    assert_eq!(describe().await, before);
}

#[tokio::test]
async fn a_broken_off_rebuild_leaves_the_live_rows_and_can_be_repeated() {
    let world = World::new().await;
    for _ in 0..5 {
        world.append(start(world.member)).await;
    }
    world.project().await;
    sqlx::query("SELECT begin_rebuild('conversations')")
        .execute(world.system.pool())
        .await
        .unwrap();
    assert_eq!(world.rows("conversations").await.len(), 5);
    let early =
        sqlx::query("SELECT finish_rebuild('conversations', 2)").execute(world.system.pool()).await;
    assert!(early.unwrap_err().to_string().contains("no rebuild under way"));
    let other = sqlx::query("SELECT begin_rebuild('events')").execute(world.system.pool()).await;
    assert!(other.is_err(), "only projections can be rebuilt");
    assert_eq!(world.projector().rebuild("conversations", |_| ()).await.unwrap(), 2);
    assert_eq!(world.rows("conversations").await.len(), 5);
}

#[tokio::test]
async fn what_was_about_an_erased_member_is_null_after_a_rebuild() {
    let world = World::new().await;
    let peach = MemberId(Uuid::now_v7());
    let joined = |member_id: MemberId, name: &str| {
        let name = Personal::of(member_id, name.to_owned());
        let event = MemberJoined { member_id, name, role: Role::Member, title: "t".into() };
        Step::new::<Member>(member_id, MemberCommand::JoinTenant(event))
    };
    world.append(joined(world.member, "Luigi")).await;
    world.append(joined(peach, "Peach")).await;
    world.project().await;
    sqlx::query("SELECT erase_member_key($1, $2)")
        .bind(world.tenant.0)
        .bind(peach.0)
        .execute(world.system.pool())
        .await
        .unwrap();
    world.projector().rebuild("directory", |_| ()).await.unwrap();
    let names: Vec<(Uuid, Option<String>)> =
        sqlx::query_as("SELECT member_id, name FROM members ORDER BY position")
            .fetch_all(world.db.admin_pool())
            .await
            .unwrap();
    assert_eq!(names, [(world.member.0, Some("Luigi".to_owned())), (peach.0, None)]);
}
