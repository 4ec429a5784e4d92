//! Given/when/then.

use std::collections::BTreeMap;

use super::*;
use crate::testing::{given, id};
use crate::{MemberId, TimeZone};

const MARIO: u128 = 1;
const LUIGI: u128 = 2;

fn registered(owner: u128) -> TenantRegistered {
    TenantRegistered {
        tenant_id: id(100),
        name: "Mario's Pizza".into(),
        description: None,
        time_zone: TimeZone::parse("Europe/Rome").unwrap(),
        locale: "en".into(),
        owner: id::<MemberId>(owner),
    }
}

fn profile(name: &str) -> ProfileChanged {
    let known = registered(MARIO);
    ProfileChanged {
        name: name.into(),
        description: known.description,
        time_zone: known.time_zone,
        locale: known.locale,
    }
}

fn agent(persona: &str) -> AgentConfigured {
    AgentConfigured {
        persona: persona.into(),
        rules: vec!["Be brief.".into()],
        model: None,
        fallback_model: None,
        temperature: None,
        max_output_tokens: None,
    }
}

fn policy(policy: Policy) -> PolicyChanged {
    PolicyChanged {
        policies: BTreeMap::from([("notify_user".to_owned(), policy)]),
        by_role: BTreeMap::new(),
    }
}

#[test]
fn a_business_registers_with_its_owner() {
    given::<Tenant>([])
        .when(TenantCommand::RegisterTenant(registered(MARIO)))
        .then([registered(MARIO).into()]);
}

#[test]
fn registering_again_by_the_same_owner_changes_nothing() {
    given::<Tenant>([registered(MARIO).into()])
        .when(TenantCommand::RegisterTenant(registered(MARIO)))
        .then_nothing();
}

#[test]
fn another_owner_cannot_register_the_same_business() {
    given::<Tenant>([registered(MARIO).into()])
        .when(TenantCommand::RegisterTenant(registered(LUIGI)))
        .then_err(TenantError::AlreadyRegistered);
}

#[test]
fn a_profile_changes_once() {
    given::<Tenant>([registered(MARIO).into()])
        .when(TenantCommand::ChangeProfile(profile("Mario & Luigi")))
        .then([profile("Mario & Luigi").into()]);
    given::<Tenant>([registered(MARIO).into(), profile("Mario & Luigi").into()])
        .when(TenantCommand::ChangeProfile(profile("Mario & Luigi")))
        .then_nothing();
}

#[test]
fn the_agent_is_configured_once() {
    given::<Tenant>([registered(MARIO).into()])
        .when(TenantCommand::ConfigureAgent(agent("dry")))
        .then([agent("dry").into()]);
    given::<Tenant>([registered(MARIO).into(), agent("dry").into()])
        .when(TenantCommand::ConfigureAgent(agent("dry")))
        .then_nothing();
    given::<Tenant>([registered(MARIO).into(), agent("dry").into()])
        .when(TenantCommand::ConfigureAgent(agent("warm")))
        .then([agent("warm").into()]);
}

#[test]
fn a_policy_is_decided_once() {
    given::<Tenant>([registered(MARIO).into()])
        .when(TenantCommand::ChangePolicy(policy(Policy::Ask)))
        .then([policy(Policy::Ask).into()]);
    given::<Tenant>([registered(MARIO).into(), policy(Policy::Ask).into()])
        .when(TenantCommand::ChangePolicy(policy(Policy::Ask)))
        .then_nothing();
}

fn quota(tokens: u64) -> QuotaSet {
    QuotaSet { monthly_cost_micro_usd: Some(1_000), monthly_tokens: Some(tokens), warn_percent: 80 }
}

#[test]
fn a_quota_is_set_once() {
    given::<Tenant>([registered(MARIO).into()])
        .when(TenantCommand::SetQuota(quota(5)))
        .then([quota(5).into()]);
    given::<Tenant>([registered(MARIO).into(), quota(5).into()])
        .when(TenantCommand::SetQuota(quota(5)))
        .then_nothing();
}

#[test]
fn a_month_stands_as_its_nearest_limit_says() {
    let state = |cost_micro_usd, tokens| quota(10).state(Used { cost_micro_usd, tokens });
    assert_eq!(state(0, 7), QuotaState::Within);
    assert_eq!(state(0, 8), QuotaState::Warning);
    assert_eq!(state(800, 0), QuotaState::Warning);
    assert_eq!(state(0, 10), QuotaState::Exceeded);
    assert_eq!(state(2_000, 8), QuotaState::Exceeded);
    let none = QuotaSet { monthly_cost_micro_usd: None, monthly_tokens: None, ..quota(0) };
    let used = Used { cost_micro_usd: u64::MAX, tokens: u64::MAX };
    assert_eq!(none.state(used), QuotaState::Within);
    assert_eq!(quota(u64::MAX).state(Used { cost_micro_usd: 0, tokens: 5 }), QuotaState::Within);
    assert_eq!(quota(0).state(Used::default()), QuotaState::Exceeded, "a limit of nothing");
}

#[test]
fn nothing_can_be_changed_before_registration() {
    for command in [
        TenantCommand::ChangeProfile(profile("x")),
        TenantCommand::ConfigureAgent(agent("x")),
        TenantCommand::ChangePolicy(policy(Policy::Deny)),
        TenantCommand::SetQuota(quota(1)),
    ] {
        given::<Tenant>([]).when(command).then_err(TenantError::NotRegistered);
    }
}

#[test]
fn rules_for_notices_are_decided_once_and_the_usual_ones_hold_until_then() {
    let usual = NotificationRulesChanged { rules: NotificationRules::default() };
    let strict = NotificationRulesChanged {
        rules: NotificationRules { acknowledge_urgent_within: Some(5), ..usual.rules.clone() },
    };
    let change =
        |event: &NotificationRulesChanged| TenantCommand::ChangeNotificationRules(event.clone());
    let known = [registered(MARIO).into()];
    given::<Tenant>(known.clone()).when(change(&usual)).then_nothing();
    given::<Tenant>(known.clone()).when(change(&strict)).then([strict.clone().into()]);
    let [known] = known;
    given::<Tenant>([known, strict.clone().into()]).when(change(&strict)).then_nothing();
    given::<Tenant>([]).when(change(&strict)).then_err(TenantError::NotRegistered);
}

fn owners(owners: &[u128]) -> OwnersChanged {
    let owners = owners.iter().map(|owner| id(*owner)).collect();
    OwnersChanged { owners, changed_by: Some(id(MARIO)) }
}

fn owner_change(add: Option<u128>, remove: Option<u128>, known: &[u128]) -> TenantCommand {
    TenantCommand::ChangeOwners(OwnerChange {
        add: add.map(id),
        remove: remove.map(id),
        known: known.iter().map(|owner| id(*owner)).collect(),
        changed_by: Some(id(MARIO)),
    })
}

#[test]
fn the_last_owner_stays() {
    let alone = || [registered(MARIO).into()];
    given::<Tenant>(alone())
        .when(owner_change(None, Some(MARIO), &[]))
        .then_err(TenantError::LastOwner);
    given::<Tenant>(alone())
        .when(owner_change(Some(LUIGI), None, &[]))
        .then([owners(&[MARIO, LUIGI]).into()]);
    given::<Tenant>([registered(MARIO).into(), owners(&[MARIO, LUIGI]).into()])
        .when(owner_change(None, Some(MARIO), &[]))
        .then([owners(&[LUIGI]).into()]);
    given::<Tenant>([registered(MARIO).into(), owners(&[LUIGI]).into()])
        .when(owner_change(None, Some(LUIGI), &[]))
        .then_err(TenantError::LastOwner);
}

#[test]
fn who_is_an_owner_already_or_is_none_changes_nothing() {
    let both = || [registered(MARIO).into(), owners(&[MARIO, LUIGI]).into()];
    given::<Tenant>(both()).when(owner_change(Some(LUIGI), None, &[])).then_nothing();
    given::<Tenant>(both()).when(owner_change(None, Some(9), &[])).then_nothing();
}

#[test]
fn an_older_log_says_who_the_owners_are_until_this_stream_does() {
    // Mario registered it, and is gone since; Luigi became an owner, before there was a rule.
    given::<Tenant>([registered(MARIO).into()])
        .when(owner_change(None, Some(LUIGI), &[LUIGI]))
        .then_err(TenantError::LastOwner);
    given::<Tenant>([registered(MARIO).into()])
        .when(owner_change(None, Some(MARIO), &[MARIO, LUIGI]))
        .then([owners(&[LUIGI]).into()]);
    given::<Tenant>([registered(MARIO).into(), owners(&[LUIGI]).into()])
        .when(owner_change(None, Some(LUIGI), &[MARIO, LUIGI]))
        .then_err(TenantError::LastOwner);
}

#[test]
fn a_business_is_suspended_and_goes_on_once() {
    let suspended = TenantSuspended { reason: "unpaid".into(), suspended_by: id(7) };
    let resumed = TenantResumed { resumed_by: id(7) };
    let suspend = || TenantCommand::SuspendTenant(suspended.clone());
    let resume = || TenantCommand::ResumeTenant(resumed.clone());
    let known = || -> Vec<TenantEvent> { vec![registered(MARIO).into()] };
    let with = |mut events: Vec<TenantEvent>, event: TenantEvent| {
        events.push(event);
        events
    };
    given::<Tenant>(known()).when(resume()).then_nothing();
    given::<Tenant>(known()).when(suspend()).then([suspended.clone().into()]);
    let stopped = || with(known(), suspended.clone().into());
    given::<Tenant>(stopped()).when(suspend()).then_nothing();
    given::<Tenant>(stopped()).when(resume()).then([resumed.clone().into()]);
    given::<Tenant>(with(stopped(), resumed.clone().into()))
        .when(suspend())
        .then([suspended.clone().into()]);
    for command in [suspend(), resume(), owner_change(Some(MARIO), None, &[])] {
        given::<Tenant>([]).when(command).then_err(TenantError::NotRegistered);
    }
}
