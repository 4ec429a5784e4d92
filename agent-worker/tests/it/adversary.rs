//! Another business's turns call every tool there is with ids and words of a business that
//! is full of canaries. Nothing of them may reach the model, and nothing may happen there.

use std::collections::BTreeMap;

use domain::tenant::Policy;
use domain::{MemberId, TenantId, Trust};
use llm::ChatRequest;
use llm::testing::{Script, ScriptedModel};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{World, day, search, text};

const WORDS: &str = "basil from the garden behind the house";

/// Where a canary sits, and its word.
const CANARIES: [(&str, &str); 6] = [
    ("passage", "zkpassage"),
    ("title", "zktitle"),
    ("task", "zktask"),
    ("fact", "zkfact"),
    ("shift", "zkshift"),
    ("message", "zkmessage"),
];

/// The business that is full of them.
struct Victim {
    tenant: TenantId,
    member: MemberId,
    task: Uuid,
    fact: Uuid,
}

async fn one(world: &World, sql: &str) -> Uuid {
    sqlx::query_scalar(sql).bind(world.tenant.0).fetch_one(world.db.admin_pool()).await.unwrap()
}

async fn plant(world: &World) -> Victim {
    world.policy(Policy::Allow).await;
    world.document("zktitle", &format!("zkpassage: {WORDS}."), Trust::Trusted).await;
    world.task("zktask", Some(world.luigi), None).await;
    world.plan(world.peach, "zkshift", &day(1, "08:00"), &day(1, "20:00")).await;
    let said = "My zkmessage: my shoe size is zkfact";
    world.ask(said).await;
    let quote = "my shoe size is zkfact";
    let fact = json!({ "text": "My shoe size is zkfact", "quote": quote });
    let model = ScriptedModel::new([Script::tool_call("f", "remember_fact", fact), text("Noted.")]);
    world.run(&model).await;
    Victim {
        tenant: world.tenant,
        member: world.peach,
        task: one(world, "SELECT task_id FROM tasks WHERE tenant_id = $1").await,
        fact: one(world, "SELECT fact_id FROM facts WHERE tenant_id = $1").await,
    }
}

/// What each tool is called with; one that is missing here fails the test.
fn calls(victim: &Victim) -> BTreeMap<&'static str, Vec<Value>> {
    let Victim { member, task, fact, .. } = victim;
    let at = day(1, "10:00");
    BTreeMap::from([
        ("search_knowledge", vec![json!({ "query": WORDS })]),
        ("find_on_shift", vec![json!({ "at": at })]),
        ("list_tasks", vec![json!({}), json!({ "whose": "all" })]),
        ("recall_facts", vec![json!({})]),
        (
            "notify_user",
            vec![
                json!({ "text": "Hello", "member": member }),
                json!({ "text": "Hello", "on_shift_at": at }),
            ],
        ),
        ("schedule_reminder", vec![json!({ "text": "Hello", "when": at, "member": member })]),
        ("create_task", vec![json!({ "title": "Hello", "assignee": member })]),
        ("assign_task", vec![json!({ "task": task, "assignee": "Peach" })]),
        ("complete_task", vec![json!({ "task": task })]),
        ("log_event", vec![json!({ "text": "Hello", "category": "kitchen" })]),
        ("remember_fact", vec![json!({ "text": "I like rain", "quote": "the size of my shoes" })]),
        ("forget_fact", vec![json!({ "fact": fact })]),
    ])
}

/// The tools that a model is told of: asked of a turn, as the model is.
async fn declared(world: &World) -> Vec<String> {
    let model = ScriptedModel::new([text("Hello!")]);
    world.ask("Hello").await;
    world.run(&model).await;
    model.requests()[0].tools.iter().map(|tool| tool.name.clone()).collect()
}

fn shown(requests: &[ChatRequest]) -> String {
    format!("{requests:?}")
}

async fn events_of(world: &World, tenant: TenantId) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM events WHERE tenant_id = $1")
        .bind(tenant.0)
        .fetch_one(world.db.admin_pool())
        .await
        .unwrap()
}

#[tokio::test]
async fn no_tool_crosses_from_one_business_to_another() {
    let mut world = World::new().await;
    let victim = plant(&world).await;
    // Their own model is shown them: so a model that is not shown them would be shown.
    let home = ScriptedModel::new([
        search(WORDS),
        Script::tool_call("t", "list_tasks", json!({})),
        Script::tool_call("r", "recall_facts", json!({})),
        Script::tool_call("s", "find_on_shift", json!({ "at": day(1, "10:00") })),
        text("Hello!"),
    ]);
    world.ask(&format!("zkmessage: who knows of {WORDS}?")).await;
    world.run(&home).await;
    let at_home = shown(&home.requests());
    for (place, word) in CANARIES {
        assert!(at_home.contains(word), "the business's own model is not shown the {place}");
    }

    world.next_business().await;
    world.policy(Policy::Allow).await;
    let before = events_of(&world, victim.tenant).await;
    let mut calls = calls(&victim);
    for tool in declared(&world).await {
        let calls = calls.remove(tool.as_str());
        let calls = calls.unwrap_or_else(|| panic!("{tool} is a tool without calls in this test"));
        for arguments in calls {
            let script = Script::tool_call("x", tool.as_str(), arguments.clone());
            let model =
                ScriptedModel::new([script, text("Hello!"), text("Hello!"), text("Hello!")]);
            world.ask(&format!("What about {WORDS}, and the size of my shoes?")).await;
            world.run(&model).await;
            let requests = model.requests();
            assert!(requests.len() > 1, "{tool} was not answered");
            let shown = shown(&requests);
            for (place, word) in CANARIES {
                assert!(!shown.contains(word), "{tool} {arguments} shows the {place}: {shown}");
            }
        }
    }
    assert!(calls.is_empty(), "no tools any more: {calls:?}");
    assert_eq!(events_of(&world, victim.tenant).await, before);
    let named: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM events WHERE tenant_id = $1 AND payload::text LIKE '%' || $2 || '%'",
    )
    .bind(world.tenant.0)
    .bind(victim.member.0.to_string())
    .fetch_one(world.db.admin_pool())
    .await
    .unwrap();
    assert_eq!(named, 0, "an event of the other business names a member of this one");
}

/// The same against a boundary with a hole: the hunt must see it.
#[tokio::test]
async fn a_table_without_its_policy_is_seen_by_the_model() {
    let mut world = World::new().await;
    plant(&world).await;
    world.next_business().await;
    sqlx::query("ALTER POLICY tenant_rows ON tasks USING (true)")
        .execute(world.db.admin_pool())
        .await
        .unwrap();
    let model = ScriptedModel::new([
        Script::tool_call("t", "list_tasks", json!({ "whose": "all" })),
        text("Hello!"),
    ]);
    world.ask_as(world.mario, "What is to be done?").await;
    world.run(&model).await;
    assert!(shown(&model.requests()).contains("zktask"));
}
