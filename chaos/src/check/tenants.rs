//! Nothing crossed from one business to another: what each person is shown of every list is
//! their business's.

use std::collections::BTreeSet;

use sqlx::PgPool;
use uuid::Uuid;

use super::Verdict;
use crate::load::Load;

const OF: &str = "businesses apart";
/// Lists whose items have an id that is a stream of their business.
const LISTS: [(&str, &str); 5] = [
    ("conversations", "conversation"),
    ("tasks", "task"),
    ("notifications", "notification"),
    ("reminders", "reminder"),
    ("members", "member"),
];

pub(super) async fn check(pool: &PgPool, load: &Load, verdict: &mut Verdict) -> anyhow::Result<()> {
    let (mut wrong, mut items) = (Vec::new(), 0);
    for person in &load.people {
        let streams: Vec<String> = sqlx::query_scalar(
            "SELECT DISTINCT lower(aggregate_type) || ' ' || split_part(aggregate_id, '/', 2) \
             FROM events WHERE tenant_id = $1",
        )
        .bind(person.tenant)
        .fetch_all(pool)
        .await?;
        let own: BTreeSet<String> = streams.into_iter().collect();
        for (list, kind) in LISTS {
            let shown = person.read(&format!("{list}?limit=100")).await?;
            let shown = shown.body["items"].as_array().cloned().unwrap_or_default();
            let ids = shown.iter().filter_map(|item| item["id"].as_str()?.parse::<Uuid>().ok());
            for id in ids {
                items += 1;
                if !own.contains(&format!("{kind} {id}")) {
                    wrong.push(format!("{} is shown {kind} {id}", person.email()));
                }
            }
        }
    }
    verdict.add(OF, format!("{items} items of lists are of the reader's business"), wrong);
    Ok(())
}
