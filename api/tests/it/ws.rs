//! Live updates.

use domain::tenant::Policy;
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Socket, TestApp, in_hours};

#[tokio::test]
async fn a_ticket_is_good_once_and_for_a_while() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let address = app.serve().await;
    let ticket = app.ticket(&pizza.luigi).await;
    let mut socket = Socket::open(address, &ticket, "").await.unwrap();
    assert_eq!(socket.next().await["type"], "welcome");
    assert_eq!(Socket::open(address, &ticket, "").await.err(), Some(401));
    assert_eq!(Socket::open(address, "made-up", "").await.err(), Some(401));
    let late = app.ticket(&pizza.luigi).await;
    sqlx::query("UPDATE ws_tickets SET expires_at = clock_timestamp() - interval '1 second'")
        .execute(app.db.admin_pool())
        .await
        .unwrap();
    assert_eq!(Socket::open(address, &late, "").await.err(), Some(401));
    let ticket = app.ticket(&pizza.luigi).await;
    let foreign = Socket::open_from(address, &ticket, "", Some("https://evil.example")).await;
    assert_eq!(foreign.err(), Some(403));
    let own = format!("http://{address}");
    Socket::open_from(address, &ticket, "", Some(&own)).await.unwrap();
    let ticket = app.ticket(&pizza.luigi).await;
    assert_eq!(Socket::open(address, &ticket, "&position=1").await.err(), Some(422));
    app.get("/api/v1/ws?ticket=x").expect(400).await;
    app.get("/api/v1/ws").expect(422).await;
    app.post("/api/v1/ws/ticket").expect(401).await;
}

#[tokio::test]
async fn events_reach_those_who_may_see_them() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let other = app.business("other.com").await;
    let address = app.serve().await;
    let (mut luigi, log_id, start) = Socket::live(&app, address, &pizza.luigi).await;
    let (mut peach, ..) = Socket::live(&app, address, &pizza.peach).await;
    let (mut mario, ..) = Socket::live(&app, address, &pizza.owner).await;
    let (mut stranger, ..) = Socket::live(&app, address, &other.owner).await;
    assert_eq!(log_id.len(), 36);

    let said = app.say(&pizza.luigi, "A delivery comes tomorrow").await;
    app.begin_turn(&pizza, &pizza.luigi, said).await;
    let acted = app.act(&pizza, &pizza.luigi, &pizza.peach, Policy::Allow).await;
    let document = serde_json::json!({ "title": "A", "text": "a" });
    let end =
        app.post("/api/v1/documents").bearer(&pizza.owner.token).json(document).expect(201).await;
    let end = end.json()["position"].as_u64().unwrap();
    app.project().await;

    let names =
        |seen: Vec<(u64, String)>| seen.into_iter().map(|(_, name)| name).collect::<Vec<_>>();
    let own =
        ["ConversationStarted", "MessageSent", "TurnStarted", "ActionRequested", "ActionPerformed"];
    let seen = luigi.until(end).await;
    assert_eq!(seen[0].0, start + 1);
    assert_eq!(names(seen), [&own[..], &["NotificationIssued", "DocumentAdded"]].concat());
    let notice = peach.next_event().await;
    assert_eq!(notice["event"], "NotificationIssued");
    assert_eq!(notice["resource"]["type"], "notification");
    assert_eq!(notice["resource"]["id"], acted.notification.to_string());
    assert!(
        notice.get("conversation_id").is_none(),
        "the sender's conversation is the sender's: {notice}"
    );
    assert_eq!(names(peach.until(end).await), ["DocumentAdded"]);
    assert_eq!(names(mario.until(end).await), ["DocumentAdded"]);
    assert_eq!(names(stranger.until(end).await), [""; 0]);
}

#[tokio::test]
async fn frames_name_conversation_and_turn() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let address = app.serve().await;
    let (mut luigi, ..) = Socket::live(&app, address, &pizza.luigi).await;
    let said = app.say(&pizza.luigi, "Hello").await;
    app.begin_turn(&pizza, &pizza.luigi, said).await;
    app.project().await;
    luigi.next_event().await;
    for (event, kind, id) in
        [("MessageSent", "conversation", said.0), ("TurnStarted", "turn", said.2)]
    {
        let frame = luigi.next_event().await;
        assert_eq!(frame["event"], event);
        assert_eq!(frame["resource"], serde_json::json!({ "type": kind, "id": id }));
        assert_eq!(frame["conversation_id"], said.0.to_string());
        assert_eq!(frame["turn_id"], said.2.to_string());
        assert!(frame["occurred_at"].is_string());
        // What a frame announces can be read.
        let path = format!(
            "/api/v1/conversations/{}/messages?after_position={}",
            said.0, frame["position"]
        );
        app.get(path).bearer(&pizza.luigi.token).expect(200).await;
    }
}

#[tokio::test]
async fn a_reminder_is_told_to_both_it_concerns() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let address = app.serve().await;
    let (mut luigi, ..) = Socket::live(&app, address, &pizza.luigi).await;
    let (mut peach, ..) = Socket::live(&app, address, &pizza.peach).await;
    let (mut mario, ..) = Socket::live(&app, address, &pizza.owner).await;
    let body = serde_json::json!({
        "text": "Order flour", "due_at": in_hours(5), "member_id": pizza.luigi.id,
    });
    let set = app.post("/api/v1/reminders").bearer(&pizza.owner.token).json(body).expect(201);
    let reminder = set.await.json()["reminder_id"].clone();
    let cancel = format!("/api/v1/reminders/{}/cancel", reminder.as_str().unwrap());
    let cancelled = app.post(cancel).bearer(&pizza.luigi.token).expect(200).await.json();
    let end = cancelled["position"].as_u64().unwrap();
    app.project().await;
    for who in [&mut luigi, &mut mario] {
        for event in ["ReminderScheduled", "ReminderCancelled"] {
            let frame = who.next_event().await;
            assert_eq!(frame["event"], event);
            let resource = serde_json::json!({ "type": "reminder", "id": reminder });
            assert_eq!(frame["resource"], resource);
        }
    }
    assert_eq!(peach.until(end).await, []);
}

#[tokio::test]
async fn a_delivered_notice_is_recorded_once() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let address = app.serve().await;
    let (mut one, ..) = Socket::live(&app, address, &pizza.peach).await;
    let (mut two, ..) = Socket::live(&app, address, &pizza.peach).await;
    let acted = app.act(&pizza, &pizza.luigi, &pizza.peach, Policy::Allow).await;
    app.projecting(async {
        for socket in [&mut one, &mut two] {
            assert_eq!(socket.next_event().await["event"], "NotificationIssued");
            assert_eq!(socket.next_event().await["event"], "NotificationDelivered");
        }
    })
    .await;
    assert_eq!(app.events_of("NotificationDelivered").await, 1);
    app.project().await;
    let list = app.get("/api/v1/notifications").bearer(&pizza.peach.token).expect(200).await.json();
    assert_eq!(list["items"][0]["status"], "delivered");
    assert_eq!(list["items"][0]["id"], acted.notification.to_string());
}

#[tokio::test]
async fn a_client_that_comes_back_misses_nothing_and_sees_nothing_twice() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let address = app.serve().await;
    let (mut socket, log_id, start) = Socket::live(&app, address, &pizza.luigi).await;
    let first = app.say(&pizza.luigi, "One").await;
    app.project().await;
    let mut seen = socket.until(start + 2).await;
    drop(socket);
    // Missed: while away, and while coming back, with the projector at work all the time.
    app.projecting(async {
        for round in 0..6 {
            let cursor = seen.last().map_or(start, |(position, _)| *position);
            let path = format!("/api/v1/conversations/{}/messages", first.0);
            let body = serde_json::json!({ "text": "more" });
            let send = || app.post(&path).bearer(&pizza.luigi.token).json(&body).expect(202);
            send().await;
            let ticket = app.ticket(&pizza.luigi).await;
            let resume = format!("&log_id={log_id}&position={cursor}");
            let (socket, last) = tokio::join!(Socket::open(address, &ticket, &resume), async {
                for _ in 0..round {
                    send().await;
                }
                send().await.json()["position"].as_u64().unwrap()
            });
            let mut socket = socket.unwrap();
            let welcome = socket.next().await;
            assert_eq!(
                (&welcome["type"], &welcome["position"]),
                (&"welcome".into(), &cursor.into())
            );
            seen.extend(socket.until(last).await);
        }
    })
    .await;
    let positions: Vec<u64> = seen.iter().map(|(position, _)| *position).collect();
    let all: Vec<u64> = (start + 1..=app.events().await.unsigned_abs()).collect();
    assert_eq!(positions, all);
}

#[tokio::test]
async fn cursors_move_past_what_is_not_seen_and_foreign_ones_start_anew() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let address = app.serve().await;
    let (mut mario, log_id, _) = Socket::live(&app, address, &pizza.owner).await;
    app.say(&pizza.luigi, "Nothing for Mario").await;
    app.project().await;
    let head = app.events().await.unsigned_abs();
    // How the business began may still be on its way; of what Luigi does nothing is.
    let told = mario.all_until(head).await;
    assert!(told.contains("cursor") && !told.contains("conversation"), "{told}");
    let elsewhere = uuid::Uuid::now_v7();
    for resume in
        [format!("&log_id={elsewhere}&position=1"), format!("&log_id={log_id}&position=99999")]
    {
        let ticket = app.ticket(&pizza.owner).await;
        let mut socket = Socket::open(address, &ticket, &resume).await.unwrap();
        assert_eq!(socket.next().await["type"], "welcome");
        let resync = socket.next().await;
        assert_eq!((&resync["type"], &resync["position"]), (&"resync".into(), &head.into()));
        assert_eq!(resync["log_id"], log_id);
    }
}

#[tokio::test]
async fn garbage_and_floods_are_shut_out() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let address = app.serve().await;
    let cases = [
        (Message::text("hello"), 1003),
        (Message::text("{\"type\":\"subscribe\",\"tenant\":\"other\"}"), 1003),
        (Message::binary(vec![0u8, 1, 2]), 1003),
        (Message::text("x".repeat(64 * 1024 + 1)), 1009),
        (Message::text("x".repeat(1024 * 1024)), 1009),
    ];
    for (message, code) in cases {
        let (mut socket, ..) = Socket::live(&app, address, &pizza.luigi).await;
        socket.say(message).await;
        assert_eq!(socket.closed().await, code);
    }
    let (mut socket, ..) = Socket::live(&app, address, &pizza.luigi).await;
    socket.say(Message::text("{\"type\":\"ping\"}")).await;
    assert_eq!(socket.next().await["type"], "pong");
    for _ in 0..100 {
        socket.say(Message::text("{\"type\":\"ping\"}")).await;
    }
    assert_eq!(socket.closed().await, 1008);
    // Nobody else is bothered.
    Socket::live(&app, address, &pizza.peach).await;
}

#[tokio::test]
async fn a_session_that_ends_closes_its_sockets() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let address = app.serve().await;
    let (mut luigi, ..) = Socket::live(&app, address, &pizza.luigi).await;
    let (mut peach, ..) = Socket::live(&app, address, &pizza.peach).await;
    app.post("/api/v1/auth/logout").bearer(&pizza.luigi.token).expect(204).await;
    assert_eq!(luigi.closed().await, 4401);
    let removed = domain::member::MemberRemoved { removed_by: None };
    let command = domain::member::MemberCommand::RemoveMember(removed);
    app.run(
        pizza.tenant,
        vec![eventing::Step::new::<domain::member::Member>(pizza.peach.id, command)],
    )
    .await;
    app.project().await;
    assert_eq!(peach.next_event().await["event"], "MemberRemoved");
    assert_eq!(peach.closed().await, 4401);
}

#[tokio::test]
async fn another_role_means_reading_anew() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let address = app.serve().await;
    let (mut peach, ..) = Socket::live(&app, address, &pizza.peach).await;
    let changed = domain::member::RoleChanged {
        role: domain::Role::Manager,
        title: "manager".to_owned(),
        changed_by: None,
    };
    let command = domain::member::MemberCommand::ChangeRole(changed);
    app.run(
        pizza.tenant,
        vec![eventing::Step::new::<domain::member::Member>(pizza.peach.id, command)],
    )
    .await;
    app.project().await;
    assert_eq!(peach.next_event().await["event"], "RoleChanged");
    assert_eq!(peach.next_event().await["type"], "resync");
}

#[tokio::test]
async fn what_tells_a_member_of_a_notice_is_told_to_them_alone() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let address = app.serve().await;
    let (mut luigi, ..) = Socket::live(&app, address, &pizza.luigi).await;
    let (mut mario, ..) = Socket::live(&app, address, &pizza.owner).await;
    let task = serde_json::json!({ "kind": "task", "in_app": false, "push": true });
    let body = serde_json::json!({ "kinds": [task], "quiet_hours": null });
    let call = app.put("/api/v1/me/notification-preferences").bearer(&pizza.luigi.token);
    let done = call.header("if-match", "*").json(body).expect(200).await.json();
    let end = done["position"].as_u64().unwrap();
    app.project().await;
    let seen = luigi.until(end).await;
    assert_eq!(seen.last().map(|(_, name)| &**name), Some("NotificationPreferencesChanged"));
    assert!(mario.until(end).await.is_empty());
}
