//! `log_event`: what happened is written into the logbook.

use async_trait::async_trait;
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use domain::action::{Effect, EntryPreview, Preview};
use domain::logbook::{Entry, EntryLogged, EntryStruck, LogbookCommand};
use domain::when::When;
use domain::{Category, EntryText, Personal};
use eventing::Step;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::business::Business;
use crate::receipt::Words;
use crate::{
    Cause, Kind, Language, Performance, Scene, Status, Unresolved, arguments, moment, spoken,
};

pub(crate) struct LogEvent;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    text: String,
    category: Option<String>,
    happened: Option<String>,
}

/// When it happened, `text` says; now, when it says nothing. Nothing has happened yet
/// that is to come.
fn happened_at(scene: &Scene<'_>, text: Option<&str>) -> Result<DateTime<Utc>, Unresolved> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(scene.now.trunc_subsecs(6));
    };
    let (When::At(at) | When::Range(at, _)) =
        moment(text, scene.now, scene.business.zone).map_err(Unresolved::Refused)?;
    if at > scene.present + TimeDelta::minutes(1) {
        return Err(Unresolved::because(
            "the logbook holds what has happened; for what is to come use create_task",
        ));
    }
    Ok(at.trunc_subsecs(6))
}

#[async_trait]
impl Kind for LogEvent {
    fn name(&self) -> &'static str {
        "log_event"
    }

    fn declaration(&self) -> (&'static str, Value) {
        let description = "Writes what has happened into the business's logbook, which everybody there reads. \
             Only when the member asks for that.";
        let parameters = json!({
            "type": "object",
            "properties": {
                "text": {"type": "string", "description": "What happened, as the member said it."},
                "category": {"type": "string", "description": "One word for what sort of thing, such as delivery or incident."},
                "happened": {"type": "string", "description": "When, unless it is now: local time such as 2026-11-24T10:00, or words such as yesterday at 5pm."}
            },
            "required": ["text"]
        });
        (description, parameters)
    }

    async fn resolve(
        &self,
        scene: &mut Scene<'_>,
        arguments: &Value,
    ) -> Result<Preview, Unresolved> {
        let arguments: Arguments = self::arguments(arguments)?;
        let invalid = |error: domain::ValueError| Unresolved::because(error.to_string());
        let text = EntryText::parse(&arguments.text).map_err(invalid)?;
        let category = arguments.category.as_deref().map(str::trim);
        let category = category.filter(|category| !category.is_empty()).map(Category::parse);
        let category = category.transpose().map_err(invalid)?;
        let happened_at = happened_at(scene, arguments.happened.as_deref())?;
        let language = Language::of(&scene.business.locale);
        Ok(Preview::LogEvent(EntryPreview {
            text: text.into_string(),
            category: category.map(Category::into_string),
            happened_at,
            local_time: spoken(happened_at, scene.business.zone, language),
        }))
    }

    fn perform(&self, cause: &Cause, _: &Business, preview: &Preview) -> Performance {
        let Preview::LogEvent(entry) = preview else { return Performance::default() };
        let id = cause.action.entry();
        let logged = EntryLogged {
            entry_id: id,
            logged_by: cause.member,
            text: Personal::of(cause.member, entry.text.clone()),
            category: entry.category.clone().map(|word| Personal::of(cause.member, word)),
            happened_at: entry.happened_at,
            action_id: Some(cause.action),
        };
        Performance {
            effects: vec![Effect::on::<Entry>(id)],
            steps: vec![Step::new::<Entry>(id, LogbookCommand::LogEntry(logged))],
        }
    }

    fn undo(&self, cause: &Cause, preview: &Preview) -> Vec<Step> {
        let Preview::LogEvent(_) = preview else { return Vec::new() };
        let struck = EntryStruck { struck_by: cause.member, action_id: Some(cause.action) };
        let strike = LogbookCommand::StrikeEntry(struck, cause.role);
        vec![Step::new::<Entry>(cause.action.entry(), strike)]
    }

    fn receipt(&self, preview: &Preview, status: Status, language: Language) -> String {
        let Preview::LogEvent(entry) = preview else { return String::new() };
        let words = match language {
            Language::English => {
                Words { done: "Logged", to: "log", undone: "Struck out of the logbook:" }
            }
            Language::Spanish => Words {
                done: "Anotado en el registro:",
                to: "anotar en el registro",
                undone: "Tachado en el registro:",
            },
        };
        let what = format!("“{}” ({})", entry.text.trim_end_matches('.'), entry.local_time);
        words.sentence(status, language, &what)
    }
}
