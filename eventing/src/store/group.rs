//! A group of units on its way to the database, in one round trip.
//!
//! Most groups are appended as a whole: nothing is looked up, the unique keys of the tables
//! say whether that is possible. What they refuse, and groups whose units meet, are decided
//! unit by unit.

use std::collections::HashSet;

use sqlx::PgConnection;
use uuid::Uuid;

use super::appender::{NewEvent, Unit, Verdict};

/// Appends a group, and tells what became of each unit.
pub(super) async fn append(
    connection: &mut PgConnection,
    units: &[Unit],
) -> Result<Vec<Verdict>, sqlx::Error> {
    if let Some(events) = Whole::of(units)
        && let Some(verdicts) = events.append(connection, units).await?
    {
        return Ok(verdicts);
    }
    decide(connection, units).await
}

/// The events of a group that can be appended as a whole, if the database has nothing
/// against it.
#[derive(Default)]
struct Whole<'a> {
    events: Vec<&'a NewEvent>,
    /// Each event's unit, from 1.
    units: Vec<i32>,
    /// Whether it is the first of its stream here.
    opens: Vec<bool>,
    /// Its stream, without the tenant.
    streams: Vec<Uuid>,
    /// How many events there are up to the end of each unit.
    last: Vec<i32>,
}

impl<'a> Whole<'a> {
    /// None when units meet, when one was decided on a stream that it adds nothing to, or
    /// when a stream is none of the unit's tenant.
    fn of(units: &'a [Unit]) -> Option<Self> {
        let mut whole = Self::default();
        let (mut commands, mut named) = (HashSet::new(), HashSet::new());
        for (number, unit) in (1..).zip(units) {
            if !commands.insert((unit.tenant, unit.command_id)) {
                return None;
            }
            let tenant = unit.tenant.to_string();
            let mut opened = 0;
            for event in &unit.events {
                let stream = event.aggregate_id.strip_prefix(&tenant)?.strip_prefix('/')?;
                let opens =
                    named.insert((event.aggregate_type.as_str(), event.aggregate_id.as_str()));
                let check = unit.streams.iter().find(|check| {
                    check.aggregate_id == event.aggregate_id
                        && check.aggregate_type == event.aggregate_type
                })?;
                if opens && event.sequence != check.expected + 1 {
                    return None;
                }
                opened += usize::from(opens);
                whole.streams.push(canonical(stream)?);
                whole.opens.push(opens);
                whole.units.push(number);
                whole.events.push(event);
            }
            // Each stream of the unit is opened by it: neither left alone, nor another's.
            if opened != unit.streams.len() {
                return None;
            }
            whole.last.push(whole.events.len() as i32);
        }
        Some(whole)
    }

    /// Appends them; none when a stream has moved or a command was taken.
    async fn append(
        &self,
        connection: &mut PgConnection,
        units: &[Unit],
    ) -> Result<Option<Vec<Verdict>>, sqlx::Error> {
        let events = || self.events.iter();
        let before: Option<i64> = sqlx::query_scalar(
            "SELECT append_group($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        )
        .bind(units.iter().map(|unit| unit.tenant.0).collect::<Vec<_>>())
        .bind(units.iter().map(|unit| unit.command_id).collect::<Vec<_>>())
        .bind(units.iter().map(|unit| unit.fingerprint.as_slice()).collect::<Vec<_>>())
        .bind(units.iter().map(|unit| unit.result.as_str()).collect::<Vec<_>>())
        .bind(self.last.as_slice())
        .bind(self.units.as_slice())
        .bind(self.opens.as_slice())
        .bind(events().map(|event| event.aggregate_type.as_str()).collect::<Vec<_>>())
        .bind(self.streams.as_slice())
        .bind(events().map(|event| event.sequence as i64).collect::<Vec<_>>())
        .bind(events().map(|event| event.event_type.as_str()).collect::<Vec<_>>())
        .bind(events().map(|event| event.event_version.as_str()).collect::<Vec<_>>())
        .bind(events().map(|event| event.payload.as_str()).collect::<Vec<_>>())
        .bind(events().map(|event| event.metadata.as_str()).collect::<Vec<_>>())
        .bind(events().map(|event| event.event_id).collect::<Vec<_>>())
        .fetch_one(connection)
        .await?;
        let appended = |before: i64| {
            let position = |last: &i32| before.unsigned_abs() + u64::from(last.unsigned_abs());
            self.last.iter().map(|last| Verdict::Appended { position: position(last) }).collect()
        };
        Ok(before.map(appended))
    }
}

/// The id that is written so, and in no other way.
fn canonical(text: &str) -> Option<Uuid> {
    let id = Uuid::try_parse(text).ok()?;
    let mut written = Uuid::encode_buffer();
    (id.hyphenated().encode_lower(&mut written) == text).then_some(id)
}

type VerdictRow = (String, Option<i64>, Option<String>, Option<String>);

/// Has each unit decided, with those before it in the group taken into account.
async fn decide(
    connection: &mut PgConnection,
    units: &[Unit],
) -> Result<Vec<Verdict>, sqlx::Error> {
    let mut bounds: [Vec<i32>; 4] = Default::default();
    let (mut streams, mut events) = (0, 0);
    for unit in units {
        bounds[0].push(streams + 1);
        streams += unit.streams.len() as i32;
        bounds[1].push(streams);
        bounds[2].push(events + 1);
        events += unit.events.len() as i32;
        bounds[3].push(events);
    }
    let [stream_from, stream_to, event_from, event_to] = bounds;
    let checks = || units.iter().flat_map(|unit| &unit.streams);
    let all = || units.iter().flat_map(|unit| &unit.events);
    let rows: Vec<VerdictRow> = sqlx::query_as(
        "SELECT verdict, last_position, result, conflict_stream FROM append_units(\
         $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
    )
    .bind(units.iter().map(|unit| unit.tenant.0).collect::<Vec<_>>())
    .bind(units.iter().map(|unit| unit.command_id).collect::<Vec<_>>())
    .bind(units.iter().map(|unit| unit.fingerprint.as_slice()).collect::<Vec<_>>())
    .bind(units.iter().map(|unit| unit.result.as_str()).collect::<Vec<_>>())
    .bind(stream_from)
    .bind(stream_to)
    .bind(event_from)
    .bind(event_to)
    .bind(checks().map(|check| check.aggregate_type.as_str()).collect::<Vec<_>>())
    .bind(checks().map(|check| check.aggregate_id.as_str()).collect::<Vec<_>>())
    .bind(checks().map(|check| check.expected as i64).collect::<Vec<_>>())
    .bind(all().map(|event| event.aggregate_type.as_str()).collect::<Vec<_>>())
    .bind(all().map(|event| event.aggregate_id.as_str()).collect::<Vec<_>>())
    .bind(all().map(|event| event.sequence as i64).collect::<Vec<_>>())
    .bind(all().map(|event| event.event_type.as_str()).collect::<Vec<_>>())
    .bind(all().map(|event| event.event_version.as_str()).collect::<Vec<_>>())
    .bind(all().map(|event| event.payload.as_str()).collect::<Vec<_>>())
    .bind(all().map(|event| event.metadata.as_str()).collect::<Vec<_>>())
    .bind(all().map(|event| event.event_id).collect::<Vec<_>>())
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(verdict).collect()
}

fn verdict((verdict, position, result, stream): VerdictRow) -> Result<Verdict, sqlx::Error> {
    let position = position.unwrap_or_default().unsigned_abs();
    match verdict.as_str() {
        "appended" => Ok(Verdict::Appended { position }),
        "duplicate" => Ok(Verdict::Duplicate {
            position,
            result: serde_json::from_str(&result.unwrap_or_default())
                .map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
        }),
        "reused" => Ok(Verdict::Reused),
        "conflict" => Ok(Verdict::Conflict { stream: stream.unwrap_or_default() }),
        other => Err(sqlx::Error::Protocol(format!("append_units answered {other}"))),
    }
}
