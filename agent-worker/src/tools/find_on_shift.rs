//! `find_on_shift`: who works at some time, told from the roster.

use chrono::TimeDelta;
use domain::when::{self, When};
use llm::ToolDeclaration;
use serde::Deserialize;
use serde_json::{Value, json};

use actions::{business, in_role, moment, stretch};

use super::{Answered, Scene};
use crate::Error;

/// The longest stretch that is told as an instant.
const INSTANT: TimeDelta = TimeDelta::seconds(1);
/// The longest stretch that is listed.
const LONGEST: TimeDelta = TimeDelta::days(31);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    at: Option<String>,
    from: Option<String>,
    to: Option<String>,
    role: Option<String>,
}

pub(super) fn declaration() -> ToolDeclaration {
    let time = |what: &str| json!({"type": "string", "description": format!("{what}: local time such as 2026-11-24T10:00, or words such as tomorrow at 10am.")});
    ToolDeclaration {
        name: "find_on_shift".to_owned(),
        description:
            "Lists who is on shift at an instant (at) or between two (from, to), and who is not. \
                      Without times: now."
                .to_owned(),
        parameters: json!({
            "type": "object",
            "properties": {
                "at": time("The instant"),
                "from": time("Begin of the stretch"),
                "to": time("End of the stretch"),
                "role": {"type": "string", "description": "Only shifts of this role, such as kitchen."}
            }
        }),
    }
}

pub(super) async fn answer(scene: &Scene<'_>, arguments: Arguments) -> Result<Answered, Error> {
    let run = scene.run;
    let mut db = run.config.database.acquire(run.tenant()).await?;
    let zone = business::business(&mut db).await?.map(|business| business.zone).unwrap_or_default();
    let resolve = |text: &Option<String>| {
        let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        text.map(|text| moment(text, scene.now, zone)).transpose()
    };
    let (at, from, to) =
        match (resolve(&arguments.at), resolve(&arguments.from), resolve(&arguments.to)) {
            (Ok(at), Ok(from), Ok(to)) => (at, from, to),
            (Err(error), ..) | (_, Err(error), _) | (.., Err(error)) => {
                return Ok(Answered::refused(error));
            }
        };
    let (start, end) = match (at, from, to) {
        (Some(at), ..) => stretch(at),
        (None, Some(from), Some(to)) => (stretch(from).0, stretch(to).1),
        (None, Some(from), None) => stretch(from),
        (None, None, _) => stretch(When::At(scene.now)),
    };
    if end <= start || end - start > LONGEST {
        return Ok(Answered::refused(
            "ask for a stretch of at most 31 days that ends after it begins",
        ));
    }
    let people = business::people(&mut db).await?;
    let mut shifts = business::shifts(&mut db, start, end).await?;
    drop(db);
    let off: Vec<_> = people
        .iter()
        .filter(|person| shifts.iter().all(|shift| shift.member != person.id))
        .collect();
    if let Some(role) = arguments.role.as_deref().filter(|role| !role.trim().is_empty()) {
        shifts = in_role(&shifts, role, &people).into_iter().cloned().collect();
    }
    let working: Vec<Value> = shifts
        .iter()
        .map(|shift| {
            json!({
                "name": business::name_of(&people, shift.member).unwrap_or("somebody"),
                "role": shift.role,
                "from": when::describe(shift.starts_at, zone),
                "to": when::describe(shift.ends_at, zone),
            })
        })
        .collect();
    let label = if end - start <= INSTANT {
        json!({ "at": when::describe(start, zone) })
    } else {
        json!({ "from": when::describe(start, zone), "to": when::describe(end, zone) })
    };
    let mut output = json!({ "on_shift": working, "off": off.iter().map(|person| &person.name).collect::<Vec<_>>() });
    if let (Value::Object(output), Value::Object(label)) = (&mut output, label) {
        output.extend(label);
    }
    let named =
        shifts.iter().map(|shift| shift.member).chain(off.iter().map(|person| person.id)).collect();
    Ok(Answered { named, ..Answered::output(output) })
}
