//! What each tab was told: in order, nothing twice, nothing left out.

use std::collections::BTreeSet;

use sqlx::PgPool;

use super::Verdict;
use crate::load::{Load, Mark, Tab};

const OF: &str = "live updates";

pub(super) async fn check(pool: &PgPool, load: &Load, verdict: &mut Verdict) -> anyhow::Result<()> {
    let mut wrong = Vec::new();
    let (mut connections, mut told) = (0, 0);
    for tab in &load.tabs {
        connections += tab.connections();
        told += positions(&tab.marks()).len();
        wrong.extend(out_of_order(tab));
        wrong.extend(left_out(tab, load));
        wrong.extend(sent_back(tab));
    }
    // Two tabs of one person, at different APIs.
    for pair in load.tabs.chunks(2) {
        if let [one, other] = pair {
            wrong.extend(differ(one, other));
        }
    }
    wrong.extend(unknown(pool, load).await?);
    let what =
        format!("{} tabs, connected {connections} times, told of {told} events", load.tabs.len());
    verdict.add(OF, what, wrong);
    Ok(())
}

fn positions(marks: &[Mark]) -> Vec<u64> {
    let events = marks.iter().filter_map(|mark| match mark {
        Mark::Event { position, .. } => Some(*position),
        _ => None,
    });
    events.collect()
}

fn who(tab: &Tab) -> String {
    format!("{} at API {}", tab.person.email(), tab.api + 1)
}

fn out_of_order(tab: &Tab) -> Vec<String> {
    let mut last = 0;
    let mut wrong = Vec::new();
    for mark in tab.marks() {
        match mark {
            Mark::Event { position, event, .. } if position <= last => {
                wrong.push(format!("{}: {event} of {position} after {last}", who(tab)));
            }
            Mark::Begin(position) | Mark::Resync(position) | Mark::Event { position, .. } => {
                last = position;
            }
        }
    }
    wrong
}

/// After this position nothing may be missing.
fn complete_from(marks: &[Mark]) -> u64 {
    let starts = marks.iter().filter_map(|mark| match mark {
        Mark::Begin(position) | Mark::Resync(position) => Some(*position),
        Mark::Event { .. } => None,
    });
    starts.max().unwrap_or(0)
}

/// Nobody misses so much that they must read everything anew.
fn sent_back(tab: &Tab) -> Option<String> {
    let resyncs = tab.marks().iter().filter(|mark| matches!(mark, Mark::Resync(_))).count();
    (resyncs > 0).then(|| format!("{}: told {resyncs} times to read everything anew", who(tab)))
}

/// What somebody did themselves is told to their tabs.
fn left_out(tab: &Tab, load: &Load) -> Vec<String> {
    let marks = tab.marks();
    let (seen, from) =
        (positions(&marks).into_iter().collect::<BTreeSet<_>>(), complete_from(&marks));
    let entries = load.journal.entries();
    let own = entries.iter().filter(|entry| entry.member == tab.person.id);
    own.filter_map(|entry| entry.position.map(|position| (position, entry)))
        .filter(|(position, _)| *position > from && !seen.contains(position))
        .map(|(position, entry)| {
            format!("{}: not told of their own {} of {position}", who(tab), entry.kind)
        })
        .collect()
}

fn differ(one: &Tab, other: &Tab) -> Option<String> {
    let [a, b] = [one, other].map(|tab| tab.marks());
    let from = complete_from(&a).max(complete_from(&b));
    let [a, b] = [a, b].map(|marks| {
        positions(&marks).into_iter().filter(|position| *position > from).collect::<BTreeSet<_>>()
    });
    let missing: Vec<u64> = a.symmetric_difference(&b).copied().take(5).collect();
    (!missing.is_empty())
        .then(|| format!("one tab of {} was told of {missing:?}, the other not", who(one)))
}

/// Frames about what the log does not say.
async fn unknown(pool: &PgPool, load: &Load) -> anyhow::Result<Vec<String>> {
    let mut wrong = Vec::new();
    for tab in &load.tabs {
        let (mut at, mut names) = (Vec::new(), Vec::new());
        for mark in tab.marks() {
            if let Mark::Event { position, event, .. } = mark {
                at.push(position as i64);
                names.push(event);
            }
        }
        let strange: Vec<String> = sqlx::query_scalar(
            "SELECT told.name || ' of ' || told.position \
             FROM unnest($1::bigint[], $2::text[]) AS told (position, name) \
             LEFT JOIN events e ON e.position = told.position AND e.event_type = told.name \
               AND e.tenant_id = $3 \
             WHERE e.position IS NULL",
        )
        .bind(&at)
        .bind(&names)
        .bind(tab.person.tenant)
        .fetch_all(pool)
        .await?;
        wrong.extend(
            strange
                .into_iter()
                .map(|what| format!("{}: {what} is not in the log of their business", who(tab))),
        );
    }
    Ok(wrong)
}
