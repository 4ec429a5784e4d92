//! Commands at random, for the law that a rebuild gives the incremental rows.

use super::*;

/// One command to one of a few aggregates; many are refused or change nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Op {
    pub(crate) kind: u8,
    which: u8,
    pub(crate) value: u8,
}

pub(crate) fn op() -> impl Strategy<Value = Op> {
    (0_u8..48, 0_u8..3, 0_u8..6).prop_map(|(kind, which, value)| Op { kind, which, value })
}

impl Op {
    pub(crate) fn id<T: From<Uuid>>(self, kind: &str) -> T {
        T::from(Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{kind}/{}", self.which).as_bytes()))
    }

    pub(crate) fn step(self, tenant: TenantId) -> Step {
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
