//! Actions and their states.

use super::*;

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
