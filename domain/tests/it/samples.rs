//! One example of every event that can be written now; golden files are made of them.

mod access;
mod ledger;
mod reaction;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::document::*;
use domain::member::*;
use domain::notification::{
    NotificationKind, NotificationPreferences, NotificationRules, QuietHours,
};
use domain::reminder::*;
use domain::roster::*;
use domain::schedule::*;
use domain::tenant::*;
use domain::*;
use uuid::Uuid;

fn id<I: From<Uuid>>(n: u128) -> I {
    Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0000 + n).into()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn luigis<T>(value: T) -> Personal<T> {
    Personal::of(id(1), value)
}

/// About Luigi, who wrote it, and Peach, whom it names.
fn of_both<T>(value: T) -> Personal<T> {
    Personal::of_all(id(1), [id(2)], value)
}

/// The examples, in the order of [`catalogue`].
pub(crate) fn all() -> Vec<Event> {
    let mut all = Vec::new();
    all.extend(tenant().map(Event::Tenant));
    all.extend(member().map(Event::Member));
    all.extend(reaction::conversation().map(Event::Conversation));
    all.extend(reaction::turn().map(Event::Turn));
    all.extend(reaction::action().map(Event::Action));
    all.extend(reaction::notification().map(Event::Notification));
    all.extend(document().map(Event::Document));
    all.extend(roster().map(Event::Roster));
    all.extend(schedule().map(Event::Schedule));
    all.extend(ledger::task().map(Event::Task));
    all.extend(ledger::logbook().map(Event::Logbook));
    all.extend(ledger::memory().map(Event::Memory));
    all.extend(reminder().map(Event::Reminder));
    all.extend(access::access().map(Event::Access));
    all
}

fn tenant() -> [TenantEvent; 9] {
    let time_zone = TimeZone::parse("Europe/Rome").unwrap();
    [
        TenantRegistered {
            tenant_id: id(100),
            name: "Mario's Pizza".into(),
            description: Some("A pizzeria.".into()),
            time_zone,
            locale: "en".into(),
            owner: id(3),
        }
        .into(),
        ProfileChanged {
            name: "Mario's Pizza & Pasta".into(),
            description: None,
            time_zone,
            locale: "it".into(),
        }
        .into(),
        AgentConfigured {
            persona: "Friendly and brief.".into(),
            rules: vec!["Never promise a discount.".into()],
            model: Some("gemini-2.5-flash".into()),
            fallback_model: None,
            temperature: None,
            max_output_tokens: None,
        }
        .into(),
        PolicyChanged {
            policies: BTreeMap::from([("notify_user".into(), Policy::Ask)]),
            by_role: BTreeMap::new(),
        }
        .into(),
        NotificationRulesChanged {
            rules: NotificationRules {
                acknowledge_normal_within: None,
                acknowledge_urgent_within: Some(10),
                quiet_hours: Some(QuietHours {
                    from: "22:00:00".parse().unwrap(),
                    to: "07:00:00".parse().unwrap(),
                }),
                urgent_breaks_quiet_hours: true,
            },
        }
        .into(),
        QuotaSet {
            monthly_cost_micro_usd: Some(25_000_000),
            monthly_tokens: None,
            warn_percent: 80,
        }
        .into(),
        OwnersChanged { owners: vec![id(3), id(4)], changed_by: Some(id(3)) }.into(),
        TenantSuspended { reason: "Three invoices are unpaid.".into(), suspended_by: id(70) }
            .into(),
        TenantResumed { resumed_by: id(70) }.into(),
    ]
}

fn member() -> [MemberEvent; 8] {
    [
        MemberInvited {
            member_id: id(1),
            name: luigis("Luigi".into()),
            email: Some(luigis("luigi@pizza.com".into())),
            role: Role::Member,
            title: "employee".into(),
            invited_by: Some(id(3)),
        }
        .into(),
        InvitationWithdrawn { withdrawn_by: Some(id(3)) }.into(),
        MemberJoined {
            member_id: id(1),
            name: luigis("Luigi".into()),
            role: Role::Member,
            title: "employee".into(),
        }
        .into(),
        RoleChanged { role: Role::Manager, title: "shift lead".into(), changed_by: Some(id(3)) }
            .into(),
        MemberRemoved { removed_by: Some(id(3)) }.into(),
        MemberErased { erased_by: Some(id(3)) }.into(),
        MemberExported { exported_by: Some(id(3)) }.into(),
        NotificationPreferencesChanged {
            preferences: NotificationPreferences {
                not_shown: [NotificationKind::Reminder].into(),
                not_pushed: [NotificationKind::Notice, NotificationKind::Task].into(),
                quiet_hours: Some(QuietHours {
                    from: "22:30:00".parse().unwrap(),
                    to: "06:45:00".parse().unwrap(),
                }),
            },
        }
        .into(),
    ]
}

fn document() -> [DocumentEvent; 3] {
    let content = |text: &str| Content {
        title: "Cleaning schedule".into(),
        text: text.into(),
        sha256: "22".repeat(32),
        file: None,
    };
    [
        DocumentAdded {
            document_id: id(21),
            content: content("The lobby is cleaned every second Tuesday at 9:00."),
            source: Source::Seed,
            trust: Trust::Trusted,
            added_by: id(3),
        }
        .into(),
        DocumentRevised {
            version: 2,
            content: content("The lobby is cleaned every Tuesday at 9:00."),
            source: Source::Upload,
            trust: Trust::Untrusted,
            revised_by: id(3),
        }
        .into(),
        DocumentRemoved { removed_by: id(3) }.into(),
    ]
}

fn roster() -> [ShiftEvent; 3] {
    let period = |ends_at| Period {
        member_id: id(2),
        role: "kitchen".into(),
        starts_at: at("2026-11-24T08:00:00Z"),
        ends_at: at(ends_at),
    };
    [
        ShiftScheduled {
            shift_id: id(30),
            period: period("2026-11-24T16:00:00Z"),
            scheduled_by: Some(id(3)),
            imported: None,
        }
        .into(),
        ShiftChanged { period: period("2026-11-24T17:30:00Z"), changed_by: id(3), imported: None }
            .into(),
        ShiftCancelled { cancelled_by: id(3), imported: None }.into(),
    ]
}

fn schedule() -> [ScheduleEvent; 3] {
    let booking = |day: &str| Booking {
        shift_id: id(30),
        starts_at: at(&format!("{day}T08:00:00Z")),
        ends_at: at(&format!("{day}T16:00:00Z")),
    };
    let forgotten_before = at("2026-10-23T08:00:00Z");
    [
        PeriodBooked { booking: booking("2026-11-24"), forgotten_before }.into(),
        PeriodReleased { shift_id: id(30) }.into(),
        PeriodsAdopted { bookings: vec![booking("2026-11-25")], forgotten_before }.into(),
    ]
}

fn reminder() -> [ReminderEvent; 3] {
    let turn_id = TurnId::of(id(11), 1);
    let action_id = turn_id.action(0, 1);
    [
        ReminderScheduled {
            reminder_id: action_id.reminder(),
            member_id: id(1),
            set_by: id(1),
            text: luigis("Order flour.".into()),
            due_at: at("2026-11-24T09:00:00Z"),
            action_id: Some(action_id),
            turn_id: Some(turn_id),
        }
        .into(),
        ReminderCancelled { cancelled_by: id(1) }.into(),
        ReminderFired { notification: Some(action_id.reminder().notification()) }.into(),
    ]
}
