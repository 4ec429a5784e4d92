//! The hunts.

use std::collections::BTreeSet;

use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use super::hunt::{Finding, all, hunt, scoped, send};
use super::keys;
use super::logs::Logs;
use super::operation::Filling;
use super::world::{Place, World};
use crate::support::{PASSWORD, Socket, Someone, TestApp};

async fn events_of(app: &TestApp, place: &Place) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM events WHERE tenant_id = $1")
        .bind(place.business.tenant.0)
        .fetch_one(app.db.admin_pool())
        .await
        .unwrap()
}

/// What a place's own people see of it, in all answers to all reads.
async fn seen_at_home(app: &TestApp, place: &Place) -> String {
    let mut seen = String::new();
    let filling = Filling { ids: &place.ids, email: "", cursor: None };
    for (operation, _) in all().iter().filter(|(operation, _)| operation.method == "GET") {
        for (_, who) in place.people() {
            let attempts = operation.attempts(&filling).unwrap();
            seen.push_str(&send(app, operation, &attempts[0], Some(&who.token)).await.text());
        }
    }
    seen
}

#[tokio::test]
async fn nothing_of_another_business_is_seen_changed_or_told() {
    let (logs, _captured) = Logs::capture();
    let world = World::new().await;
    let app = &world.app;
    let victim = Place::open(app, "zkvictim").await;
    let attacker = Place::open(app, "zkattacker").await;
    let address = app.serve().await;

    // They can be seen: by those whose they are.
    let home = seen_at_home(app, &victim).await;
    for (kind, canary) in &victim.canaries {
        assert!(home.contains(canary), "nobody of the business sees the canary in its {kind}");
    }

    let before = events_of(app, &victim).await;
    // Who has left has no more to try.
    let (leaving, staying): (Vec<_>, Vec<_>) =
        all().into_iter().partition(|(operation, _)| operation.path.ends_with("/leave"));
    let (tried, findings) = hunt(app, &staying, &victim, &attacker).await;
    assert_eq!(findings, BTreeSet::new(), "of {tried} requests");
    assert_eq!(events_of(app, &victim).await, before, "the victim's log has grown");
    assert!(tried >= 5 * staying.len(), "{tried} requests are too few");

    // Sockets of the other business, which ask for everything since the log began.
    let mut sockets = Vec::new();
    let log_id = victim.ids["log_id"];
    for (_, who) in attacker.people() {
        // Their sessions were ended, and they registered a business while they tried.
        let tenant = attacker.business.tenant;
        let body = json!({ "email": who.email, "password": PASSWORD, "tenant_id": tenant });
        let reply = app.post("/api/v1/auth/login").json(body).expect(200).await;
        let token = reply.json()["access_token"].as_str().unwrap().to_owned();
        let (id, email) = (who.id, who.email.clone());
        let who = Someone { id, email, token, cookie: reply.cookie() };
        let ticket = app.ticket(&who).await;
        let resume = format!("&log_id={log_id}&position=0");
        sockets.push(Socket::open(address, &ticket, &resume).await.unwrap());
    }
    let (mut owners, ..) = Socket::live(app, address, &victim.business.owner).await;

    // Something happens to the victim while all of them listen.
    let title = json!({ "title": "zkvictimlate", "assignee_id": victim.business.luigi.id });
    let created = app.post("/api/v1/tasks").bearer(&victim.business.owner.token).json(title);
    let created = created.expect(201).await.json();
    let end = created["position"].as_u64().unwrap();
    app.project().await;
    let late = created["task_id"].as_str().unwrap();
    let told = owners.all_until(end).await;
    assert!(told.contains(late), "the victim's own socket is told: {told}");
    for mut socket in sockets {
        let told = socket.all_until(end).await;
        for (name, secret) in victim.secrets() {
            assert!(!told.contains(&secret), "a frame shows the {name}: {told}");
        }
        assert!(!told.contains(late), "{told}");
        // And there is no way to ask for more.
        let wish = json!({ "type": "subscribe", "conversation_id": victim.ids["conversations"] });
        socket.say(Message::Text(wish.to_string().into())).await;
        assert_eq!(socket.closed().await, 1003);
    }

    let (_, findings) = hunt(app, &leaving, &victim, &attacker).await;
    assert_eq!(findings, BTreeSet::new());

    // Neither the log nor Redis holds a word of anybody.
    let logged = logs.text();
    assert!(logged.contains("answered"), "nothing was logged");
    let kept = keys::everything(&app.redis).await;
    for place in [&victim, &attacker] {
        for (kind, canary) in &place.canaries {
            assert!(!logged.contains(canary), "the log tells the canary in a {kind}");
            assert!(!kept.contains(canary), "Redis holds the canary in a {kind}");
        }
        for (_, who) in place.people() {
            for secret in [&who.email, &who.token, &who.cookie] {
                assert!(!logged.contains(secret.as_str()), "the log tells {secret}");
                assert!(!kept.contains(secret.as_str()), "Redis holds {secret}");
            }
        }
    }
    drop(world.redis);
}

#[tokio::test]
async fn the_hunt_sees_what_lies_in_redis_and_in_the_log() {
    let (logs, _captured) = Logs::capture();
    let redis = test_support::TestRedis::start().await;
    let client = redis::Client::open(redis.url()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    for (command, key) in
        [("SET", "zkstring"), ("RPUSH", "zklist"), ("SADD", "zkset"), ("PUBLISH", "zkgone")]
    {
        redis::cmd(command)
            .arg(key)
            .arg(format!("{key}value"))
            .exec_async(&mut connection)
            .await
            .unwrap();
    }
    let add = &["zkhash", "zkfield", "zkhashvalue"];
    redis::cmd("HSET").arg(add).exec_async(&mut connection).await.unwrap();
    let add = &["zkstream", "*", "zkfield", "zkstreamvalue"];
    redis::cmd("XADD").arg(add).exec_async(&mut connection).await.unwrap();
    redis::cmd("ZADD")
        .arg(&["zksorted", "1", "zksortedvalue"])
        .exec_async(&mut connection)
        .await
        .unwrap();
    let kept = keys::everything(&client).await;
    for kind in ["string", "list", "set", "hash", "stream", "sorted"] {
        assert!(kept.contains(&format!("zk{kind}value")), "{kind}: {kept}");
    }
    tracing::debug!(word = "zklogged", "a line");
    assert!(logs.text().contains("zklogged"));
}

/// Level three of the boundary taken away from one table: the queries that read it lean on
/// it alone, so the hunt must report their routes, and no others.
#[tokio::test]
async fn a_table_without_its_policy_is_found() {
    let world = World::new().await;
    let app = &world.app;
    let victim = Place::open(app, "zkvictim").await;
    let attacker = Place::open(app, "zkattacker").await;
    let reads: Vec<_> =
        all().into_iter().filter(|(operation, _)| operation.method == "GET").collect();
    for (table, routes) in [
        ("tasks", &["GET /api/v1/tasks", "GET /api/v1/tasks/{id}"][..]),
        ("log_entries", &["GET /api/v1/logbook"]),
        ("shifts", &["GET /api/v1/shifts", "GET /api/v1/shifts.ics", "GET /api/v1/shifts/{id}"]),
    ] {
        let mut owner = app.db.admin_pool().acquire().await.unwrap();
        let mut change = async |condition: &str| {
            let sql = format!("ALTER POLICY tenant_rows ON {table} USING ({condition})");
            sqlx::query(&sql).execute(&mut *owner).await.unwrap();
        };
        change("true").await;
        let (_, findings) = hunt(app, &reads, &victim, &attacker).await;
        let found: BTreeSet<&str> =
            findings.iter().map(|finding| finding.operation.as_str()).collect();
        assert_eq!(found, routes.iter().copied().collect(), "{table}: {findings:#?}");
        change("tenant_id = current_tenant()").await;
    }
    let (_, findings) = hunt(app, &reads, &victim, &attacker).await;
    assert_eq!(findings, BTreeSet::new(), "with their policies again");
}

/// The other two levels alone: whoever asks as one business has no row of another, in any
/// table that has rows of businesses.
#[tokio::test]
async fn no_table_gives_rows_of_another_business() {
    let world = World::new().await;
    let app = &world.app;
    let victim = Place::open(app, "zkvictim").await;
    let attacker = Place::open(app, "zkattacker").await;
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT c.relname::text FROM pg_class c \
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' \
         WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace",
    )
    .fetch_all(app.db.admin_pool())
    .await
    .unwrap();
    assert!(tables.len() > 20, "{tables:?}");
    let mut with_rows = 0;
    for table in &tables {
        let forced: bool = sqlx::query_scalar(
            "SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = $1::regclass",
        )
        .bind(table)
        .fetch_one(app.db.admin_pool())
        .await
        .unwrap();
        assert!(forced, "{table} has no row-level security");
        let may: bool =
            sqlx::query_scalar("SELECT has_table_privilege('steward_api', $1, 'SELECT')")
                .bind(table)
                .fetch_one(app.db.admin_pool())
                .await
                .unwrap();
        if !may {
            continue;
        }
        let count = async |as_of: &Place, of: &Place| {
            let mut connection = app.api.acquire(as_of.business.tenant).await.unwrap();
            let sql = format!("SELECT count(*) FROM {table} WHERE tenant_id = $1");
            let count: i64 = sqlx::query_scalar(&sql)
                .bind(of.business.tenant.0)
                .fetch_one(&mut *connection)
                .await
                .unwrap();
            count
        };
        assert_eq!(count(&attacker, &victim).await, 0, "{table}");
        with_rows += i32::from(count(&victim, &victim).await > 0);
    }
    assert!(with_rows > 10, "only {with_rows} tables hold rows of their own business");
}

#[test]
fn an_operation_without_a_scope_or_a_filling_is_found() {
    let mut document = serde_json::to_value(api::openapi()).unwrap();
    assert!(scoped(&document).is_ok());
    document["paths"]["/api/v1/secrets/{id}"] = json!({ "get": { "responses": {} } });
    let unknown = scoped(&document).unwrap_err();
    assert_eq!(unknown.len(), 1);
    let Finding { operation, what } = &unknown[0];
    assert_eq!(operation, "GET /api/v1/secrets/{id}");
    assert!(what.contains("scopes.rs"), "{what}");

    // Ids in paths, in queries and in bodies.
    let uuid = json!({ "type": "string", "format": "uuid" });
    document["paths"] = json!({
        "/api/v1/secrets/{id}": { "get": {} },
        "/api/v1/a": { "get": { "parameters": [{ "in": "query", "name": "secret_id", "schema": uuid }] } },
        "/api/v1/b": { "post": { "requestBody": { "content": { "application/json": { "schema": {
            "type": "object", "properties": { "secret_id": uuid } } } } } } },
        "/api/v1/c": { "post": { "requestBody": { "content": { "application/json": { "schema": {
            "type": "object", "required": ["secret_id"], "properties": { "secret_id": uuid } } } } } } },
    });
    let ids = super::operation::Ids::new();
    let filling = Filling { ids: &ids, email: "", cursor: None };
    let made_up = super::operation::operations(&document);
    assert_eq!(made_up.len(), 4);
    for operation in made_up {
        let error = operation.attempts(&filling).unwrap_err();
        assert!(error.contains("no filling for the id"), "{error}");
    }
}
