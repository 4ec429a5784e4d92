//! Every acknowledged command exactly once, and nothing that nobody was told of.

use std::collections::{BTreeMap, HashMap};

use sqlx::PgPool;
use uuid::Uuid;

use super::Verdict;
use crate::load::{Entry, Journal, KINDS};

const OF: &str = "acknowledged commands";

pub(super) async fn check(
    pool: &PgPool,
    journal: &Journal,
    begun_at: u64,
    verdict: &mut Verdict,
) -> anyhow::Result<()> {
    let entries = journal.entries();
    let events = Events::read(pool, begun_at).await?;
    let done = entries.iter().filter(|entry| entry.id.is_some());
    let mut wrong: Vec<String> = done.filter_map(|entry| events.misses(entry)).collect();
    wrong.extend(too_many(&entries, &events));
    let late = entries.iter().filter(|entry| entry.attempts > 1).count();
    verdict.add(
        OF,
        format!("{} commands were answered, {late} of them after several attempts", entries.len()),
        wrong,
    );
    // A reminder may have become due while it was being asked for.
    let refused = entries.iter().filter(|entry| entry.id.is_none() && entry.kind != "reminder");
    let refused = refused.map(|entry| {
        format!("{} {} was refused: {} {:?}", entry.kind, entry.key, entry.status, entry.refusal)
    });
    verdict.add(OF, "none of them could be refused", refused.collect());
    let repeated = journal.repeated();
    verdict.add(
        OF,
        format!("{repeated} were asked for again, and answered as before; some were looked for"),
        journal.complaints(),
    );
    Ok(())
}

/// Events that members caused by themselves.
struct Events {
    /// By business, position and name: what they happened to.
    at: HashMap<(Uuid, u64, String), Uuid>,
    /// By member and name.
    counts: BTreeMap<(Uuid, String), usize>,
}

impl Events {
    async fn read(pool: &PgPool, begun_at: u64) -> anyhow::Result<Self> {
        let rows: Vec<(Uuid, i64, String, Uuid, Uuid)> = sqlx::query_as(
            "SELECT tenant_id, position, event_type, \
                    coalesce((payload->event_type->>'message_id'), split_part(aggregate_id, '/', 2))::uuid, \
                    substr(metadata->>'actor', 8)::uuid \
             FROM events WHERE position > $1 AND metadata->>'actor' LIKE 'member:%'",
        )
        .bind(begun_at as i64)
        .fetch_all(pool)
        .await?;
        let (mut at, mut counts) = (HashMap::new(), BTreeMap::new());
        for (tenant, position, name, subject, actor) in rows {
            *counts.entry((actor, name.clone())).or_default() += 1;
            at.insert((tenant, position.unsigned_abs(), name), subject);
        }
        Ok(Self { at, counts })
    }

    /// That what somebody was told is not in the log.
    fn misses(&self, entry: &Entry) -> Option<String> {
        let position = entry.position?;
        let name = event_of(entry.kind)?;
        let found = self.at.get(&(entry.tenant, position, name.to_owned()));
        // A fact lies in the stream of its member.
        let fits = found.is_some_and(|id| entry.kind == "fact" || Some(*id) == entry.id);
        (!fits).then(|| {
            format!("{} {:?} of {position} ({}) is not in the log", entry.kind, entry.id, entry.key)
        })
    }
}

/// Of each member and kind: as many events as answers.
fn too_many(entries: &[Entry], events: &Events) -> Vec<String> {
    let mut told: BTreeMap<(Uuid, String), usize> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.id.is_some()) {
        if let Some(name) = event_of(entry.kind) {
            *told.entry((entry.member, name.to_owned())).or_default() += 1;
        }
    }
    let of_interest =
        events.counts.iter().filter(|((_, name), _)| KINDS.iter().any(|(_, event)| event == name));
    of_interest
        .filter_map(|(key, found)| {
            let told = told.get(key).copied().unwrap_or(0);
            (told != *found)
                .then(|| format!("{found} events {} of {}, who was told of {told}", key.1, key.0))
        })
        .collect()
}

fn event_of(kind: &str) -> Option<&'static str> {
    KINDS.iter().find(|(name, _)| *name == kind).map(|(_, event)| *event)
}
