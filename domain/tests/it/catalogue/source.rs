//! Events as their source has them: structs, fields, what is said of them, and who uses them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A field of an event.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    /// As Rust writes it.
    pub(super) kind: String,
    pub(super) says: String,
    /// It is not written when it is absent.
    pub(super) left_out: bool,
}

/// An event's struct.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) name: String,
    pub(super) says: String,
    pub(super) fields: Vec<Field>,
}

/// Every struct of the aggregates' events, by name.
pub(super) fn shapes(workspace: &Path) -> BTreeMap<String, Shape> {
    let mut all = BTreeMap::new();
    for folder in fs::read_dir(workspace.join("domain/src")).unwrap() {
        let path = folder.unwrap().path().join("events.rs");
        if let Ok(text) = fs::read_to_string(path) {
            all.extend(parse(&text));
        }
    }
    all
}

/// The structs of a file, which rustfmt has laid out.
pub(super) fn parse(text: &str) -> BTreeMap<String, Shape> {
    let mut all = BTreeMap::new();
    let (mut says, mut attributes) = (String::new(), String::new());
    let mut inside: Option<Shape> = None;
    for line in text.lines() {
        let line = line.trim();
        if let Some(text) = line.strip_prefix("///") {
            says.push_str(text);
            continue;
        }
        if line.starts_with("#[") {
            attributes.push_str(line);
            continue;
        }
        if let Some(shape) = &mut inside {
            if line == "}" {
                let shape = inside.take().unwrap();
                all.insert(shape.name.clone(), shape);
            } else if let Some((name, kind)) =
                line.strip_prefix("pub ").and_then(|field| field.split_once(": "))
            {
                shape.fields.push(Field {
                    name: name.to_owned(),
                    kind: kind.trim_end_matches(',').to_owned(),
                    says: says.trim().to_owned(),
                    left_out: attributes.contains("skip_serializing_if"),
                });
            }
        } else if let Some(rest) = line.strip_prefix("pub struct ") {
            let name = rest.trim_end_matches(" {").to_owned();
            let says = says.trim().to_owned();
            inside = rest.ends_with('{').then_some(Shape { name, says, fields: Vec::new() });
        }
        says.clear();
        attributes.clear();
    }
    all
}

/// Who uses an event outside the domain.
#[derive(Debug, Default)]
pub(super) struct Users {
    /// Those that make one, to be decided upon.
    pub(super) emit: BTreeSet<String>,
    /// Projections that fold it.
    pub(super) fold: BTreeSet<String>,
    /// Whatever else looks at it.
    pub(super) react: BTreeSet<String>,
}

/// The crates that may use events.
const CRATES: [&str; 6] = ["actions", "agent-worker", "api", "eventing", "projector", "steward"];

/// The users of each of these events.
pub(super) fn users(workspace: &Path, events: &[&'static str]) -> BTreeMap<&'static str, Users> {
    let mut all: BTreeMap<_, Users> =
        events.iter().map(|event| (*event, Users::default())).collect();
    for name in CRATES {
        files(&workspace.join(name).join("src"), &mut |path, text| {
            let place = place(name, path, workspace);
            for (event, users) in &mut all {
                let read =
                    text.contains(&format!("::{event}(")) || text.contains(&format!("\"{event}\""));
                let projection = place.strip_prefix("projector/projections/");
                match projection {
                    Some(projection) if read => _ = users.fold.insert(projection.to_owned()),
                    _ if made(text, event) => _ = users.emit.insert(place.clone()),
                    _ if read => _ = users.react.insert(place.clone()),
                    _ => {}
                }
            }
        });
    }
    all
}

/// Whether a value of it is made here: its name before a brace, not in a pattern.
fn made(text: &str, event: &str) -> bool {
    let literal = format!("{event} {{");
    text.lines().any(|line| {
        line.match_indices(&literal).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
            let pattern = line.contains("=>")
                || line.trim_start().starts_with("let ") && line.contains("} =");
            !word && !pattern
        })
    })
}

fn files(folder: &Path, each: &mut impl FnMut(&Path, &str)) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, each);
        } else if path.extension().is_some_and(|kind| kind == "rs") && !path.ends_with("tests.rs") {
            each(&path, &fs::read_to_string(&path).unwrap());
        }
    }
}

/// `api/features/tasks`: where a stranger finds it.
fn place(name: &str, path: &Path, workspace: &Path) -> String {
    let inner = path.strip_prefix(workspace.join(name).join("src")).unwrap().with_extension("");
    let inner = inner.to_string_lossy().into_owned();
    format!("{name}/{}", inner.trim_end_matches("/mod"))
}
