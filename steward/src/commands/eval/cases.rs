//! The sets and the businesses they play in, as they lie in `evals/`.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use chrono_tz::Tz;
use domain::Role;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The cases of `<name>.jsonl`, one a line.
pub(super) fn read<T: DeserializeOwned>(folder: &Path, name: &str) -> anyhow::Result<Vec<T>> {
    let path = folder.join(format!("{name}.jsonl"));
    let text = std::fs::read_to_string(&path).with_context(|| {
        format!("{} cannot be read; run this in the repository, or pass --folder", path.display())
    })?;
    let lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    lines
        .map(|(line, n)| serde_json::from_str(line).with_context(|| format!("{name}, line {n}")))
        .collect()
}

/// A business.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Business {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) zone: Tz,
    pub(super) locale: String,
    pub(super) people: Vec<Person>,
    shifts: Vec<Pattern>,
    /// The Mondays of the weeks that the patterns are planned for.
    weeks: Vec<NaiveDate>,
    /// Title and text of each document.
    #[serde(skip)]
    pub(super) documents: Vec<(String, String)>,
}

/// Somebody who works there; the first is the owner.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) title: String,
}

/// A shift that comes again each week, in local time.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pattern {
    who: String,
    #[serde(rename = "as")]
    role: String,
    /// Such as `mon tue`.
    days: String,
    from: String,
    to: String,
}

/// A shift of one day, in local time.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    pub(super) who: String,
    pub(super) role: String,
    pub(super) from: NaiveDateTime,
    pub(super) to: NaiveDateTime,
}

impl Business {
    /// Reads `<folder>/businesses/<slug>`.
    pub(super) fn read(folder: &Path, slug: &str) -> anyhow::Result<Self> {
        let folder = folder.join("businesses").join(slug);
        let read = |path: &Path| {
            std::fs::read_to_string(path)
                .with_context(|| format!("{} cannot be read", path.display()))
        };
        let mut business: Self = serde_json::from_str(&read(&folder.join("business.json"))?)
            .with_context(|| format!("the business {slug}"))?;
        let mut files = BTreeMap::new();
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "md") {
                let text = read(&path)?;
                files.insert(path, text);
            }
        }
        business.documents = files
            .into_values()
            .filter_map(|text| {
                let (title, rest) = text.split_once('\n')?;
                Some((title.trim_start_matches(['#', ' ']).to_owned(), rest.trim().to_owned()))
            })
            .collect();
        Ok(business)
    }

    /// Every shift of its weeks.
    pub(super) fn shifts(&self) -> anyhow::Result<Vec<Planned>> {
        let mut planned = Vec::new();
        for (pattern, monday) in
            self.shifts.iter().flat_map(|p| self.weeks.iter().map(move |w| (p, w)))
        {
            anyhow::ensure!(monday.weekday() == Weekday::Mon, "{monday} is no Monday");
            let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M");
            let (from, to) = (time(&pattern.from)?, time(&pattern.to)?);
            for day in pattern.days.split(' ') {
                let weekday: Weekday =
                    day.parse().map_err(|_| anyhow::anyhow!("{day} is no weekday"))?;
                let date = *monday + Days::new(weekday.num_days_from_monday().into());
                let end = if to > from { date } else { date + Days::new(1) };
                planned.push(Planned {
                    who: pattern.who.clone(),
                    role: pattern.role.clone(),
                    from: date.and_time(from),
                    to: end.and_time(to),
                });
            }
        }
        Ok(planned)
    }
}

/// A local time as the sets write it: `2031-03-27T10:20`.
pub(super) fn local<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<NaiveDateTime, D::Error> {
    let text = String::deserialize(deserializer)?;
    NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M").map_err(serde::de::Error::custom)
}
