//! `directory` and `conversations`: invitations, suspension, disclosures.

use chrono::{DateTime, Utc};
use domain::conversation::*;
use domain::member::*;
use domain::tenant::*;
use domain::*;
use eventing::Step;
use serde_json::{Value, json};

use crate::each::{assert_row, id};
use crate::support::World;

fn invited(member: MemberId, email: Option<&str>) -> MemberInvited {
    MemberInvited {
        member_id: member,
        name: Personal::of(member, "Toad".into()),
        email: email.map(|email| Personal::of(member, email.to_owned())),
        role: Role::Member,
        title: "kitchen".into(),
        invited_by: None,
    }
}

#[tokio::test]
async fn an_invitation_is_pending_until_it_is_used_or_withdrawn() {
    let world = World::new().await;
    let tell = |member: MemberId, command| Step::new::<Member>(member, command);
    let (toad, daisy): (MemberId, MemberId) = (id(), id());
    let invite = MemberCommand::InviteMember(invited(toad, Some("toad@pizza.com")));
    let at = world.append(tell(toad, invite)).await;
    world.project().await;
    assert_row(
        &world.row("invitations").await,
        json!({
            "member_id": toad, "name": "Toad", "email": "toad@pizza.com", "bound": true, "role": "member",
            "title": "kitchen", "invited_by": null, "status": "pending", "position": at,
        }),
    );
    assert!(world.rows("members").await.is_empty());
    let joined = MemberJoined {
        member_id: toad,
        name: Personal::of(toad, "Toad".into()),
        role: Role::Member,
        title: "kitchen".into(),
    };
    let at = world.append(tell(toad, MemberCommand::JoinTenant(joined))).await;
    world.project().await;
    let accepted = json!({ "status": "accepted", "updated_position": at });
    assert_row(&world.row("invitations").await, accepted);
    assert_row(&world.row("members").await, json!({ "member_id": toad, "status": "active" }));

    world.append(tell(daisy, MemberCommand::InviteMember(invited(daisy, None)))).await;
    let withdrawn = InvitationWithdrawn { withdrawn_by: None };
    world.append(tell(daisy, MemberCommand::WithdrawInvitation(withdrawn))).await;
    world.project().await;
    let rows = world.rows("invitations").await;
    let daisys = rows.iter().find(|row| row["member_id"] == json!(daisy)).unwrap();
    assert_row(daisys, json!({ "status": "withdrawn", "bound": false, "email": null }));
    assert!(world.parked().await.is_empty());
}

#[tokio::test]
async fn a_business_is_suspended_and_goes_on() {
    let world = World::new().await;
    let tell = |command| Step::new::<Tenant>(world.tenant, command);
    world
        .append(tell(TenantCommand::RegisterTenant(TenantRegistered {
            tenant_id: world.tenant,
            name: "Pizza".into(),
            description: None,
            time_zone: TimeZone::parse("Europe/Rome").unwrap(),
            locale: "en".into(),
            owner: world.member,
        })))
        .await;
    let change = OwnerChange { add: Some(id()), ..OwnerChange::default() };
    world.append(tell(TenantCommand::ChangeOwners(change))).await;
    let suspended = TenantSuspended { reason: "unpaid".into(), suspended_by: id() };
    world.append(tell(TenantCommand::SuspendTenant(suspended))).await;
    world.project().await;
    let row = world.row("tenants").await;
    assert!(row["suspended_at"].is_string(), "{row}");
    assert_row(&row, json!({ "suspension_reason": "unpaid", "name": "Pizza" }));
    let resumed = TenantResumed { resumed_by: id() };
    world.append(tell(TenantCommand::ResumeTenant(resumed))).await;
    world.project().await;
    let goes_on = json!({ "suspended_at": null, "suspension_reason": null, "name": "Pizza" });
    assert_row(&world.row("tenants").await, goes_on);
    assert!(world.parked().await.is_empty());
}

#[tokio::test]
async fn a_disclosure_is_a_row() {
    let world = World::new().await;
    let conversation: ConversationId = id();
    let tell = |command| Step::new::<Conversation>(conversation, command);
    let member_id = world.member;
    let started = ConversationStarted { conversation_id: conversation, member_id };
    world.append(tell(ConversationCommand::StartConversation(started))).await;
    let (disclosure_id, reader): (DisclosureId, MemberId) = (id(), id());
    let expires_at: DateTime<Utc> = "2026-11-23T11:00:00Z".parse().unwrap();
    let disclosed = WordsDisclosed {
        disclosure_id,
        member_id,
        disclosed_to: reader,
        reason: Personal::of_all(member_id, [reader], "A dispute.".into()),
        expires_at,
    };
    let at = world.append(tell(ConversationCommand::DiscloseWords(disclosed))).await;
    world.project().await;
    let row: Value = world.row("disclosures").await;
    assert_row(
        &row,
        json!({
            "disclosure_id": disclosure_id, "conversation_id": conversation, "member_id": member_id,
            "disclosed_to": reader, "reason": "A dispute.", "position": at,
        }),
    );
}
