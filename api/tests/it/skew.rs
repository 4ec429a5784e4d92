//! A log that a newer build has written to, beside this one.

use serde_json::json;

use crate::support::{TestApp, id};

#[tokio::test]
async fn what_a_newer_build_wrote_is_not_guessed_at() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let luigi = &pizza.luigi.token;
    app.get("/readyz").expect(200).await;
    let made = app.post("/api/v1/tasks").bearer(luigi).json(json!({ "title": "Count the boxes" }));
    let task = id(&made.expect(201).await.json()["task_id"]);
    app.project().await;
    // The same event as a later build might write it: as a change of the task's stream.
    let mut newer = app.db.admin_pool().begin().await.unwrap();
    sqlx::query(
        "WITH head AS (UPDATE log_head SET position = position + 1 RETURNING position) \
         INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version, \
           payload, metadata, position, event_id, command_id, recorded_at) \
         SELECT aggregate_type, aggregate_id, sequence + 1, 'TaskReopened', '9', '{\"TaskReopened\":{}}', \
           metadata, head.position, gen_random_uuid(), gen_random_uuid(), clock_timestamp() \
         FROM events, head WHERE aggregate_type = 'Task' AND aggregate_id LIKE '%' || $1",
    )
    .bind(task.to_string())
    .execute(&mut *newer)
    .await
    .unwrap();
    newer.commit().await.unwrap();
    let complete = app.post(format!("/api/v1/tasks/{task}/complete")).bearer(luigi);
    let refused = complete.expect(503).await;
    assert_eq!(refused.problem(), "outdated");
    assert_eq!(refused.headers["retry-after"], "5");
    let ready = app.get("/readyz").send().await;
    assert_eq!(ready.status, 503);
    assert_eq!(ready.json()["build"], "failing");
    // Everything else goes on.
    let other = app.post("/api/v1/tasks").bearer(luigi).json(json!({ "title": "Sweep" }));
    other.expect(201).await;
}
