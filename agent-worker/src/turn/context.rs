//! What the steward reads before it thinks: passages, shifts, the conversation so far.

use std::fmt::Write;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use domain::recurrence;
use domain::turn::{ContextRetrieved, PassageRef, TurnCommand};
use domain::{MemberId, Personal, ShiftId, Trust};
use llm::EmbedKind;
use retrieval::{Hit, Query};
use uuid::Uuid;

use super::{Record, TurnRun, prompt};
use crate::business::{self, Business, Person, PlannedShift};
use crate::{Config, Error};

/// Passages in a context.
const PASSAGES: u32 = 6;
/// Earlier messages sent along.
const HISTORY: usize = 12;
/// How long a turn waits for read models to reach the log's head.
const CATCH_UP: Duration = Duration::from_secs(2);
/// How far ahead the next shift is looked for.
const AHEAD: TimeDelta = TimeDelta::days(14);

impl TurnRun<'_> {
    /// Gathers the context and records it.
    pub(super) async fn retrieve(&self, record: &Record) -> Result<(), Error> {
        let head = eventing::log::head(&self.config.database)
            .await
            .map_err(|error| Error::Record { turn: self.id(), reason: error.to_string() })?;
        self.config.signals.projected_beyond(head.position, CATCH_UP).await;

        let now = Utc::now();
        let question = self.due.message.text.clone().unwrap_or_default();
        let hits = search(self.config, self.tenant(), &question, PASSAGES).await?;
        let mut db = self.config.database.acquire(self.tenant()).await?;
        let Some(business) = business::business(&mut db).await? else {
            return Err(Error::Record {
                turn: self.id(),
                reason: "its business is not known yet".to_owned(),
            });
        };
        let people = business::people(&mut db).await?;
        let shifts = business::shifts(&mut db, now, now + AHEAD).await?;
        drop(db);

        let asker = self.due.start.member_id;
        let view = RosterView::new(&shifts, asker, now);
        let block = render(&business, &people, &view, &hits, asker, now);
        let before = &self.due.before[self.due.before.len().saturating_sub(HISTORY)..];
        let shown = view.shown();
        let context = ContextRetrieved {
            passages: hits.iter().zip(1..).map(|(hit, n)| passage_ref(hit, n)).collect(),
            shifts: shown.iter().map(|shift| shift.id).collect::<Vec<ShiftId>>(),
            history: before.iter().map(|said| said.message).collect(),
            prompt_version: prompt::VERSION.to_owned(),
            block: Personal::of_all(asker, shown.iter().map(|shift| shift.member), block),
            tainted: hits.iter().any(|hit| hit.trust == Trust::Untrusted)
                || before.iter().any(|said| said.tainted),
        };
        self.record(record, "context", TurnCommand::RecordContext(context)).await.map(drop)
    }
}

/// The one search, with a query vector when the embedder answers and without it else.
pub(crate) async fn search(
    config: &Config,
    tenant: domain::TenantId,
    question: &str,
    limit: u32,
) -> Result<Vec<Hit>, Error> {
    let embedding = match config.embedder.embed(EmbedKind::Query, &[question.to_owned()]).await {
        Ok(mut vectors) => vectors.pop().map(|vector| (config.embedder.model().to_owned(), vector)),
        Err(error) => {
            tracing::warn!(%error, "question not embedded; searching lexically");
            None
        }
    };
    let mut db = config.database.acquire(tenant).await?;
    let query = Query { text: question.to_owned(), embedding, limit };
    Ok(retrieval::search(&mut db, &query).await?)
}

/// How a passage is recorded.
pub(crate) fn passage_ref(hit: &Hit, n: u32) -> PassageRef {
    PassageRef {
        n,
        chunk_id: hit.chunk_id,
        document_id: hit.document_id,
        document_version: hit.document_version,
        score: hit.score,
        lexical: hit.lexical,
        semantic: hit.semantic,
        trust: hit.trust,
    }
}

/// The shifts that concern a question asked now.
struct RosterView<'a> {
    now: Vec<&'a PlannedShift>,
    next: Vec<&'a PlannedShift>,
    own: Option<&'a PlannedShift>,
}

impl<'a> RosterView<'a> {
    fn new(shifts: &'a [PlannedShift], asker: MemberId, now: DateTime<Utc>) -> Self {
        let upcoming = || shifts.iter().filter(|shift| shift.starts_at > now);
        let first = upcoming().map(|shift| shift.starts_at).min();
        Self {
            now: shifts.iter().filter(|shift| shift.starts_at <= now).collect(),
            next: upcoming().filter(|shift| Some(shift.starts_at) == first).collect(),
            own: upcoming().find(|shift| shift.member == asker),
        }
    }

    fn shown(&self) -> Vec<&'a PlannedShift> {
        self.now.iter().chain(&self.next).chain(&self.own).copied().collect()
    }
}

/// The context block: see `ARCHITECTURE.md` for its form. Its delimiter is random, so
/// that no quoted text can close it.
fn render(
    business: &Business,
    people: &[Person],
    view: &RosterView<'_>,
    hits: &[Hit],
    asker: MemberId,
    now: DateTime<Utc>,
) -> String {
    let id = &Uuid::new_v4().simple().to_string()[..8];
    let local = now.with_timezone(&business.zone);
    let mut block = format!("[context {id}]\nnow: {}\n", local.format("%A %Y-%m-%d %H:%M"));
    let mut line = |text: String| {
        block.push_str(&text);
        block.push('\n');
    };
    line(format!("time zone: {}", business.zone.name()));
    line(format!("business: {}", one_line(&business.name)));
    if let Some(description) = &business.description {
        line(format!("about: {}", one_line(description)));
    }
    if let Some(person) = people.iter().find(|person| person.id == asker) {
        line(format!("member: {} ({})", one_line(&person.name), one_line(&person.title)));
    }
    if view.now.is_empty() {
        line("on shift now: nobody".to_owned());
    }
    for shift in &view.now {
        line(format!("on shift now: {}", shift_line(shift, people, business.zone, true)));
    }
    for shift in &view.next {
        line(format!("on shift next: {}", shift_line(shift, people, business.zone, true)));
    }
    line(match view.own {
        Some(shift) => {
            format!("your next shift: {}", shift_line(shift, people, business.zone, false))
        }
        None => "your next shift: none planned".to_owned(),
    });
    for (hit, n) in hits.iter().zip(1..) {
        line(passage(hit, n, business.zone, now));
    }
    let _ = write!(block, "[/context {id}]");
    block
}

fn shift_line(shift: &PlannedShift, people: &[Person], zone: Tz, with_name: bool) -> String {
    let from = shift.starts_at.with_timezone(&zone);
    let to = shift.ends_at.with_timezone(&zone);
    let until = if from.date_naive() == to.date_naive() { "%H:%M" } else { "%A %Y-%m-%d %H:%M" };
    let time = format!("{} to {}", from.format("%A %Y-%m-%d %H:%M"), to.format(until));
    if !with_name {
        return time;
    }
    let name = business::name_of(people, shift.member).unwrap_or("somebody");
    format!("{} ({}) {time}", one_line(name), one_line(&shift.role))
}

/// A passage with its lines marked as quotations, and what code computed from it.
fn passage(hit: &Hit, n: u32, zone: Tz, now: DateTime<Utc>) -> String {
    let mut text = format!(
        "passage {n} | {} | version {} | {}",
        one_line(&hit.title),
        hit.document_version,
        hit.trust.as_str()
    );
    let heading = one_line(&hit.heading);
    if !heading.is_empty() && heading != hit.title {
        let _ = write!(text, "\n> {heading}");
    }
    for line in visible(&hit.text).lines().filter(|line| !line.trim().is_empty()) {
        let _ = write!(text, "\n> {}", line.trim());
    }
    for (phrase, when) in occurrences(&hit.text, zone, now) {
        let _ = write!(text, "\n= next: {when} | {phrase}");
    }
    text
}

/// The next occurrence of each recurrence in a text: its phrase, and when.
pub(crate) fn occurrences(text: &str, zone: Tz, now: DateTime<Utc>) -> Vec<(String, String)> {
    recurrence::find(text)
        .into_iter()
        .filter_map(|found| Some((one_line(&found.phrase), found.describe_next(now, zone)?)))
        .collect()
}

/// A text on one line, without what could imitate the block's own lines.
fn one_line(text: &str) -> String {
    visible(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without zero-width, bidirectional and tag characters, which hide text from people.
pub(crate) fn visible(text: &str) -> String {
    text.chars()
        .filter(|c| {
            !matches!(*c,
                '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}'
                | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}')
        })
        .collect()
}
