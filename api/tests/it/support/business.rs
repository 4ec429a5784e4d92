//! Businesses with people, made through commands like everything else.

use api::{NewAccount, PasswordRules, create_account};
use chrono::{DateTime, Duration, Utc};
use domain::action::{
    Action, ActionCommand, ActionPerformed, ActionRequested, Effect, NoticePreview, Preview,
    Recipient,
};
use domain::conversation::{Conversation, ConversationCommand, ReplyGiven};
use domain::member::{Member, MemberCommand, MemberJoined};
use domain::notification::{
    Notification, NotificationCommand, NotificationIssued, NotificationKind, Urgency,
};
use domain::tenant::{Policy, Tenant, TenantCommand, TenantRegistered};
use domain::turn::{Turn, TurnCommand, TurnCompleted, TurnFailed, TurnStarted};
use domain::{
    ActionId, Actor, ConversationId, MemberId, NotificationId, Personal, Role, TenantId, TimeZone,
    TurnId,
};
use eventing::{CommandRequest, Step};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Call, TestApp};

pub(crate) const PASSWORD: &str = "correct horse";

/// A business with an owner, and two members.
pub(crate) struct Business {
    pub(crate) tenant: TenantId,
    pub(crate) owner: Someone,
    pub(crate) luigi: Someone,
    pub(crate) peach: Someone,
}

/// A signed-in person.
pub(crate) struct Someone {
    pub(crate) id: MemberId,
    pub(crate) email: String,
    pub(crate) token: String,
    pub(crate) cookie: String,
}

impl TestApp {
    /// Makes a business; `domain` keeps the addresses of several apart.
    pub(crate) async fn business(&self, domain: &str) -> Business {
        let tenant = TenantId(Uuid::now_v7());
        let people = [("mario", Role::Owner), ("luigi", Role::Member), ("peach", Role::Member)];
        let ids: Vec<MemberId> = people.iter().map(|_| MemberId(Uuid::now_v7())).collect();
        let registered = TenantRegistered {
            tenant_id: tenant,
            name: format!("Business of {domain}"),
            description: None,
            time_zone: TimeZone::parse("Europe/Rome").unwrap(),
            locale: "en".to_owned(),
            owner: ids[0],
        };
        let mut steps =
            vec![Step::new::<Tenant>(tenant, TenantCommand::RegisterTenant(registered))];
        for ((name, role), id) in people.iter().zip(&ids) {
            let account = NewAccount {
                tenant,
                member: *id,
                email: format!("{name}@{domain}"),
                password: PASSWORD.to_owned(),
            };
            create_account(&self.api, account, PasswordRules::Enforced).await.unwrap();
            steps.push(join(*id, name, *role));
        }
        self.run(tenant, steps).await;
        self.project().await;
        let mut signed_in = Vec::new();
        for ((name, _), id) in people.iter().zip(ids) {
            signed_in.push(self.sign_in(id, &format!("{name}@{domain}")).await);
        }
        let [owner, luigi, peach] = <[Someone; 3]>::try_from(signed_in).ok().unwrap();
        Business { tenant, owner, luigi, peach }
    }

    /// Adds somebody with another role.
    pub(crate) async fn add(&self, business: &Business, email: &str, role: Role) -> Someone {
        let (id, tenant) = (MemberId(Uuid::now_v7()), business.tenant);
        let account = NewAccount {
            tenant,
            member: id,
            email: email.to_owned(),
            password: PASSWORD.to_owned(),
        };
        create_account(&self.api, account, PasswordRules::Enforced).await.unwrap();
        self.run(tenant, vec![join(id, email.split('@').next().unwrap(), role)]).await;
        self.project().await;
        self.sign_in(id, email).await
    }

    pub(crate) async fn sign_in(&self, id: MemberId, email: &str) -> Someone {
        let reply = self.login(email, PASSWORD).expect(200).await;
        let token = reply.json()["access_token"].as_str().unwrap().to_owned();
        // That is an event as well.
        self.project().await;
        Someone { id, email: email.to_owned(), token, cookie: reply.cookie() }
    }

    pub(crate) fn login(&self, email: &str, password: &str) -> Call {
        self.post("/api/v1/auth/login").json(json!({ "email": email, "password": password }))
    }

    /// Carries out steps as the steward does.
    pub(crate) async fn run(&self, tenant: TenantId, steps: Vec<Step>) -> u64 {
        let request = CommandRequest::new(tenant, Actor::Steward, Utc::now());
        self.store.execute(request, steps).await.unwrap().position
    }

    /// Starts a conversation of somebody.
    pub(crate) async fn conversation(&self, who: &Someone) -> Uuid {
        let reply = self.post("/api/v1/conversations").bearer(&who.token).expect(201).await;
        id(&reply.json()["conversation_id"])
    }

    /// Writes to the steward: conversation, message, turn.
    pub(crate) async fn say(&self, who: &Someone, text: &str) -> (Uuid, Uuid, Uuid) {
        let conversation = self.conversation(who).await;
        let call =
            self.post(format!("/api/v1/conversations/{conversation}/messages")).bearer(&who.token);
        let reply = call.json(json!({ "text": text })).expect(202).await.json();
        (conversation, id(&reply["message_id"]), id(&reply["turn_id"]))
    }

    /// The turn of a message begins.
    pub(crate) async fn begin_turn(
        &self,
        business: &Business,
        who: &Someone,
        said: (Uuid, Uuid, Uuid),
    ) -> u64 {
        let begun = TurnStarted {
            turn_id: TurnId(said.2),
            conversation_id: ConversationId(said.0),
            message_id: said.1.into(),
            member_id: who.id,
            attempt: 1,
        };
        self.run(business.tenant, vec![Step::new::<Turn>(said.2, TurnCommand::BeginTurn(begun))])
            .await
    }

    /// The turn ends with an answer; the answer.
    pub(crate) async fn answer(
        &self,
        business: &Business,
        who: &Someone,
        said: (Uuid, Uuid, Uuid),
        actions: Vec<ActionId>,
    ) -> Uuid {
        self.begin_turn(business, who, said).await;
        let turn_id = TurnId(said.2);
        let given = ReplyGiven {
            message_id: turn_id.reply(),
            turn_id,
            in_reply_to: said.1.into(),
            text: Personal::of(who.id, "Call the technician.".to_owned()),
            citations: vec![],
            actions,
            withheld: 0,
            model: "offline-model".to_owned(),
            tainted: false,
        };
        let completed = TurnCompleted { reply: turn_id.reply() };
        let record = ConversationCommand::RecordReply(given);
        let steps = vec![
            Step::new::<Conversation>(said.0, record),
            Step::new::<Turn>(said.2, TurnCommand::CompleteTurn(completed)),
        ];
        self.run(business.tenant, steps).await;
        turn_id.reply().0
    }

    /// The turn ends without an answer.
    pub(crate) async fn fail_turn(&self, business: &Business, turn: Uuid) -> u64 {
        let failed = TurnFailed { reason: "model-unavailable".to_owned() };
        self.run(business.tenant, vec![Step::new::<Turn>(turn, TurnCommand::FailTurn(failed))])
            .await
    }

    /// An action of somebody that notifies somebody else: performed, or waiting. Its
    /// arguments name peach, so resolving them again gives another reason than its preview.
    pub(crate) async fn act(
        &self,
        business: &Business,
        from: &Someone,
        to: &Someone,
        decision: Policy,
    ) -> Acted {
        self.act_saying(business, from, to, decision, TEXT).await
    }

    /// The same with other words.
    pub(crate) async fn act_saying(
        &self,
        business: &Business,
        from: &Someone,
        to: &Someone,
        decision: Policy,
        text: &str,
    ) -> Acted {
        let action = ActionId(Uuid::now_v7());
        let turn = TurnId(Uuid::now_v7());
        let notification = action.notification(to.id);
        let preview = Preview::NotifyUser(NoticePreview {
            text: text.to_owned(),
            urgency: Urgency::Normal,
            recipients: vec![Recipient {
                member_id: to.id,
                name: "peach".to_owned(),
                reason: "on shift Tuesday, 24 November 2026 at 10:00".to_owned(),
            }],
        });
        let arguments = json!({"text": text, "member": "peach"});
        let requested = ActionRequested {
            action_id: action,
            turn_id: turn,
            conversation_id: ConversationId(Uuid::now_v7()),
            member_id: from.id,
            kind: "notify_user".to_owned(),
            arguments: Personal::of(from.id, arguments),
            preview: Personal::of_all(from.id, [to.id], preview.clone()),
            tag: "0123abcd".to_owned(),
            decision,
            tainted: false,
            resolved_at: None,
            expires_at: None,
        };
        let mut steps = Vec::new();
        if decision == Policy::Allow {
            let performed =
                ActionPerformed { effects: vec![Effect::on::<Notification>(notification)] };
            steps.push(Step::new::<Action>(
                action,
                ActionCommand::RequestAndPerform(requested, performed),
            ));
            steps.push(issue(notification, action, turn, from.id, to.id, text));
        } else {
            steps.push(Step::new::<Action>(action, ActionCommand::RequestAction(requested)));
        }
        let position = self.run(business.tenant, steps).await;
        Acted { action: action.0, notification: notification.0, position }
    }
}

/// What an action's recipient reads.
const TEXT: &str = "A delivery arrives tomorrow at 10:00.";

/// What [`TestApp::act`] made.
pub(crate) struct Acted {
    pub(crate) action: Uuid,
    pub(crate) notification: Uuid,
    pub(crate) position: u64,
}

fn issue(
    notification_id: NotificationId,
    action_id: ActionId,
    turn_id: TurnId,
    sender: MemberId,
    recipient: MemberId,
    text: &str,
) -> Step {
    let issued = NotificationIssued {
        notification_id,
        recipient,
        sender,
        kind: NotificationKind::Notice,
        urgency: Urgency::Normal,
        answer_wanted: false,
        text: Personal::of_all(sender, [recipient], text.to_owned()),
        reason: Personal::of_all(sender, [recipient], "on shift then".to_owned()),
        deliver_after: None,
        acknowledge_by: None,
        ladder_id: action_id.ladder(),
        rung: 0,
        action_id: Some(action_id),
        turn_id: Some(turn_id),
        reminder_id: None,
    };
    Step::new::<Notification>(notification_id, NotificationCommand::IssueNotification(issued))
}

fn join(member_id: MemberId, name: &str, role: Role) -> Step {
    let joined = MemberJoined {
        member_id,
        name: Personal::of(member_id, name.to_owned()),
        role,
        title: role.as_str().to_owned(),
    };
    Step::new::<Member>(member_id, MemberCommand::JoinTenant(joined))
}

pub(crate) fn id(value: &Value) -> Uuid {
    value.as_str().unwrap_or_else(|| panic!("no id: {value}")).parse().unwrap()
}

pub(crate) fn in_hours(hours: i64) -> DateTime<Utc> {
    Utc::now() + Duration::hours(hours)
}
