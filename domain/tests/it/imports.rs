//! Imports run one way (ARCHITECTURE.md): `{domain, audit} <- eventing <- {llm, retrieval,
//! actions} <- {api, projector, agent-worker} <- steward`, and roles never import each other.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

/// Which of our crates each crate may import. A crate that is not here fails the test.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("migrations", &[]),
    ("offline-model", &[]),
    ("audit", &[]),
    ("eventing", &["domain", "migrations", "audit"]),
    ("llm", &["domain", "eventing"]),
    ("retrieval", &["domain", "eventing"]),
    ("actions", &["domain", "eventing"]),
    // Readiness compares the migrations of the database with those of the build.
    ("api", &["domain", "migrations", "audit", "eventing", "llm", "retrieval", "actions", "push"]),
    ("push", &["domain", "eventing"]),
    ("projector", &["domain", "eventing", "llm", "retrieval", "actions"]),
    ("agent-worker", &["domain", "eventing", "llm", "retrieval", "actions"]),
    (
        "steward",
        &[
            "domain",
            "migrations",
            "audit",
            "eventing",
            "llm",
            "retrieval",
            "actions",
            "offline-model",
            "api",
            "projector",
            "agent-worker",
            "push",
        ],
    ),
    ("test-support", &["migrations"]),
    ("fuzzing", &[]),
    // Measures the parts that a user's code would call; the rest of it is the program's.
    ("bench", &["domain", "migrations", "eventing", "projector", "retrieval"]),
    ("chaos", &["bench"]),
];

/// The imports of each crate of the workspace, without those of its tests.
fn imports() -> BTreeMap<String, Vec<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| {
            let ours = package["dependencies"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|import| import["path"].is_string() && import["kind"] != "dev")
                .map(|import| import["name"].as_str().unwrap().to_owned());
            (package["name"].as_str().unwrap().to_owned(), ours.collect())
        })
        .collect()
}

/// What of `imports` goes against the direction.
fn wrong(imports: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let allowed: BTreeMap<_, _> = MAY_IMPORT.iter().copied().collect();
    let mut wrong = Vec::new();
    for (name, ours) in imports {
        let Some(allowed) = allowed.get(name.as_str()) else {
            wrong.push(format!("{name} has no place in the direction of imports"));
            continue;
        };
        for import in ours.iter().filter(|import| !allowed.contains(&import.as_str())) {
            wrong.push(format!("{name} imports {import}"));
        }
    }
    wrong
}

#[test]
fn imports_run_one_way() {
    assert_eq!(wrong(&imports()), Vec::<String>::new());
}

#[test]
fn an_import_against_the_direction_is_noticed() {
    let imports = [
        ("api", vec!["eventing", "agent-worker"]),
        ("domain", vec!["eventing"]),
        ("steward", vec!["api", "projector"]),
        ("utils", vec![]),
    ];
    let imports = imports.map(|(name, ours)| {
        (name.to_owned(), ours.into_iter().map(str::to_owned).collect::<Vec<_>>())
    });
    assert_eq!(
        wrong(&imports.into()),
        [
            "api imports agent-worker",
            "domain imports eventing",
            "utils has no place in the direction of imports"
        ]
    );
}
