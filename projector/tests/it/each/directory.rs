//! Businesses and their people.

use super::*;

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
            "profile_version": null, "position": at, "updated_position": at,
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
            "name": "Mario's", "description": "Pizza", "locale": "it", "profile_version": 2, "persona": "Kind", "rules": ["No shouting"],
            "model": "m", "policies": {"notify_user": "ask"}, "position": at, "updated_position": last,
        }),
    );
    assert_row(
        &world.row("members").await,
        json!({
            "member_id": world.member, "name": "Luigi", "role": "manager", "title": "chef", "status": "active",
        }),
    );
    let preferences = NotificationPreferences {
        not_shown: [NotificationKind::Task].into(),
        ..NotificationPreferences::default()
    };
    let chosen = NotificationPreferencesChanged { preferences: preferences.clone() };
    world.append(member(MemberCommand::ChangeNotificationPreferences(chosen))).await;
    world.project().await;
    assert_row(
        &world.row("members").await,
        json!({
            "notification_preferences": preferences, "preferences_version": 3, "title": "chef",
        }),
    );
    world.append(member(MemberCommand::RemoveMember(MemberRemoved { removed_by: None }))).await;
    world.project().await;
    assert_row(&world.row("members").await, json!({ "status": "removed", "role": "manager" }));
}
