//! Given/when/then.

use super::*;
use crate::notification::NotificationKind;
use crate::testing::{given, id};
use crate::{MemberId, Personal};

const PEACH: u128 = 1;
const MARIO: u128 = 2;

fn joined() -> MemberJoined {
    MemberJoined {
        member_id: id(PEACH),
        name: Personal::of(id(PEACH), "Peach".into()),
        role: Role::Member,
        title: "kitchen".into(),
    }
}

fn role(role: Role, title: &str) -> RoleChanged {
    RoleChanged { role, title: title.into(), changed_by: Some(id::<MemberId>(MARIO)) }
}

fn removed() -> MemberRemoved {
    MemberRemoved { removed_by: Some(id(MARIO)) }
}

#[test]
fn someone_joins_once() {
    given::<Member>([]).when(MemberCommand::JoinTenant(joined())).then([joined().into()]);
    given::<Member>([joined().into()]).when(MemberCommand::JoinTenant(joined())).then_nothing();
}

#[test]
fn a_role_changes_once() {
    let manager = || role(Role::Manager, "kitchen");
    given::<Member>([joined().into()])
        .when(MemberCommand::ChangeRole(manager()))
        .then([manager().into()]);
    given::<Member>([joined().into(), manager().into()])
        .when(MemberCommand::ChangeRole(manager()))
        .then_nothing();
}

#[test]
fn another_title_under_the_same_role_is_a_change() {
    given::<Member>([joined().into()])
        .when(MemberCommand::ChangeRole(role(Role::Member, "counter")))
        .then([role(Role::Member, "counter").into()]);
}

#[test]
fn a_member_is_removed_once() {
    given::<Member>([joined().into()])
        .when(MemberCommand::RemoveMember(removed()))
        .then([removed().into()]);
    given::<Member>([joined().into(), removed().into()])
        .when(MemberCommand::RemoveMember(removed()))
        .then_nothing();
}

#[test]
fn who_was_removed_cannot_come_back_or_change() {
    for command in
        [MemberCommand::JoinTenant(joined()), MemberCommand::ChangeRole(role(Role::Owner, "x"))]
    {
        given::<Member>([joined().into(), removed().into()])
            .when(command)
            .then_err(MemberError::Removed);
    }
}

#[test]
fn nobody_can_be_changed_before_joining() {
    for command in
        [MemberCommand::RemoveMember(removed()), MemberCommand::ChangeRole(role(Role::Owner, "x"))]
    {
        given::<Member>([]).when(command).then_err(MemberError::Unknown);
    }
}

fn invited() -> MemberInvited {
    MemberInvited {
        member_id: id(PEACH),
        name: Personal::of(id(PEACH), "Peach".into()),
        email: None,
        role: Role::Member,
        title: "kitchen".into(),
        invited_by: Some(id(MARIO)),
    }
}

fn withdrawn() -> InvitationWithdrawn {
    InvitationWithdrawn { withdrawn_by: Some(id(MARIO)) }
}

#[test]
fn who_is_invited_joins_as_what_they_were_invited_for() {
    given::<Member>([]).when(MemberCommand::InviteMember(invited())).then([invited().into()]);
    given::<Member>([invited().into()]).when(MemberCommand::InviteMember(invited())).then_nothing();
    let wanted = MemberJoined { role: Role::Owner, title: "boss".into(), ..joined() };
    given::<Member>([invited().into()])
        .when(MemberCommand::JoinTenant(wanted))
        .then([joined().into()]);
}

#[test]
fn an_invitation_is_withdrawn_once_and_then_good_no_more() {
    let withdraw = || MemberCommand::WithdrawInvitation(withdrawn());
    given::<Member>([invited().into()]).when(withdraw()).then([withdrawn().into()]);
    let gone = || [invited().into(), withdrawn().into()];
    given::<Member>(gone()).when(withdraw()).then_nothing();
    given::<Member>(gone())
        .when(MemberCommand::JoinTenant(joined()))
        .then_err(MemberError::Withdrawn);
}

#[test]
fn who_has_joined_is_neither_invited_nor_withdrawn() {
    for command in
        [MemberCommand::InviteMember(invited()), MemberCommand::WithdrawInvitation(withdrawn())]
    {
        given::<Member>([invited().into(), joined().into()])
            .when(command)
            .then_err(MemberError::Joined);
    }
}

#[test]
fn who_is_only_invited_is_no_member_yet() {
    for command in
        [MemberCommand::RemoveMember(removed()), MemberCommand::ChangeRole(role(Role::Owner, "x"))]
    {
        given::<Member>([invited().into()]).when(command).then_err(MemberError::Unknown);
    }
}

fn erased() -> MemberErased {
    MemberErased { erased_by: Some(id(MARIO)) }
}

#[test]
fn who_is_here_is_removed_when_they_are_erased() {
    given::<Member>([joined().into()])
        .when(MemberCommand::EraseMember(erased()))
        .then([removed().into(), erased().into()]);
    given::<Member>([joined().into(), removed().into()])
        .when(MemberCommand::EraseMember(erased()))
        .then([erased().into()]);
}

#[test]
fn who_was_invited_can_be_erased() {
    let withdrawn = || InvitationWithdrawn { withdrawn_by: Some(id(MARIO)) };
    given::<Member>([invited().into()])
        .when(MemberCommand::EraseMember(erased()))
        .then([withdrawn().into(), erased().into()]);
    given::<Member>([invited().into(), withdrawn().into()])
        .when(MemberCommand::EraseMember(erased()))
        .then([erased().into()]);
}

#[test]
fn erasure_is_once_and_for_ever() {
    let given = || given::<Member>([joined().into(), removed().into(), erased().into()]);
    given().when(MemberCommand::EraseMember(erased())).then_nothing();
    given().when(MemberCommand::RemoveMember(removed())).then_nothing();
    given().when(MemberCommand::JoinTenant(joined())).then_err(MemberError::Erased);
    let manager = role(Role::Manager, "kitchen");
    given().when(MemberCommand::ChangeRole(manager)).then_err(MemberError::Erased);
}

#[test]
fn nobody_can_be_erased_who_never_was() {
    given::<Member>([]).when(MemberCommand::EraseMember(erased())).then_err(MemberError::Unknown);
}

#[test]
fn what_is_known_of_somebody_is_given_out_as_often_as_it_is_asked_for() {
    let exported = || MemberExported { exported_by: Some(id(PEACH)) };
    given::<Member>([joined().into(), exported().into()])
        .when(MemberCommand::ExportMember(exported()))
        .then([exported().into()]);
    given::<Member>([joined().into(), removed().into(), erased().into()])
        .when(MemberCommand::ExportMember(exported()))
        .then_err(MemberError::Erased);
}

/// Peach does not want tasks pushed.
fn chosen() -> NotificationPreferencesChanged {
    let preferences = NotificationPreferences {
        not_pushed: [NotificationKind::Task].into(),
        ..NotificationPreferences::default()
    };
    NotificationPreferencesChanged { preferences }
}

#[test]
fn how_a_member_is_told_changes_once_and_back() {
    let choose = MemberCommand::ChangeNotificationPreferences;
    given::<Member>([joined().into()]).when(choose(chosen())).then([chosen().into()]);
    let after = || [joined().into(), chosen().into()];
    given::<Member>(after()).when(choose(chosen())).then_nothing();
    let all = || NotificationPreferencesChanged { preferences: NotificationPreferences::default() };
    given::<Member>(after()).when(choose(all())).then([all().into()]);
    // Everything is what holds while nobody has chosen.
    given::<Member>([joined().into()]).when(choose(all())).then_nothing();
}

#[test]
fn another_role_leaves_how_a_member_is_told() {
    given::<Member>([joined().into(), chosen().into(), role(Role::Manager, "kitchen").into()])
        .when(MemberCommand::ChangeNotificationPreferences(chosen()))
        .then_nothing();
}

#[test]
fn only_who_is_here_chooses_how_they_are_told() {
    let choose = || MemberCommand::ChangeNotificationPreferences(chosen());
    given::<Member>([]).when(choose()).then_err(MemberError::Unknown);
    given::<Member>([invited().into()]).when(choose()).then_err(MemberError::Unknown);
    given::<Member>([joined().into(), removed().into()])
        .when(choose())
        .then_err(MemberError::Removed);
}
