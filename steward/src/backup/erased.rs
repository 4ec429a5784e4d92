//! Who must not come back with a restore: those whose keys are gone in a newer part with keys,
//! and those in lists that `steward erase list --json` printed.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, ensure};
use serde::Deserialize;
use uuid::Uuid;

use super::folder::Folder;

/// Members, each of a business.
pub(crate) type Members = BTreeSet<(Uuid, Uuid)>;

#[derive(Deserialize)]
struct Line {
    tenant_id: Uuid,
    member_id: Uuid,
}

/// All of a list or none: a line that cannot be read is somebody who would come back.
pub(crate) fn listed(list: &Path) -> anyhow::Result<Members> {
    let text = if list.as_os_str() == "-" {
        std::io::read_to_string(std::io::stdin()).context("standard input cannot be read")?
    } else {
        std::fs::read_to_string(list)
            .with_context(|| format!("{} cannot be read", list.display()))?
    };
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            let line: Line = serde_json::from_str(line).with_context(|| {
                let number = number + 1;
                format!("line {number} is none of `steward erase list --json`; nobody was erased")
            })?;
            Ok((line.tenant_id, line.member_id))
        })
        .collect()
}

/// Whose key is gone in a part with keys.
pub(crate) fn without_key(keys: &Folder) -> anyhow::Result<Members> {
    let table = keys.manifest.table("member_keys").context("it has no keys of members")?;
    let place = |name: &str| {
        let found = table.columns.iter().position(|column| column == name);
        found.with_context(|| format!("its keys have no column {name}"))
    };
    let (tenant, member, key) = (place("tenant_id")?, place("member_id")?, place("wrapped_key")?);
    let mut members = Members::new();
    for line in BufReader::new(keys.open(table)?).lines() {
        let line = line?;
        let fields: Vec<&str> = line.split('\t').collect();
        ensure!(fields.len() == table.columns.len(), "a row of its keys cannot be read");
        // As COPY writes NULL.
        if fields.get(key) == Some(&"\\N") {
            let id = |place: usize| fields.get(place).unwrap_or(&"").parse::<Uuid>();
            members.insert((id(tenant)?, id(member)?));
        }
    }
    Ok(members)
}
