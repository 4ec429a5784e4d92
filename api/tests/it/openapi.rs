//! `frontend/openapi.json` is what the API says of itself; the web app's types come from it.

use std::path::Path;

use serde_json::Value;

fn snapshot() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../frontend/openapi.json")
}

/// `UPDATE_OPENAPI=1 cargo test -p api openapi` rewrites the file.
#[test]
fn the_frontends_copy_is_current() {
    let mut current = serde_json::to_string_pretty(&api::openapi()).unwrap();
    current.push('\n');
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(snapshot(), &current).unwrap();
    }
    let stored = std::fs::read_to_string(snapshot()).unwrap_or_default();
    assert!(
        stored == current,
        "frontend/openapi.json is stale; run UPDATE_OPENAPI=1 cargo test -p api --test it openapi, then npm run generate in frontend"
    );
}

fn operations() -> Vec<(String, String, Value)> {
    let document = serde_json::to_value(api::openapi()).unwrap();
    let paths = document["paths"].as_object().unwrap().clone();
    paths
        .into_iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().clone();
            methods.into_iter().map(move |(method, operation)| (method, path.clone(), operation))
        })
        .collect()
}

#[test]
fn every_failure_of_a_model_is_a_known_kind() {
    let document = serde_json::to_value(api::openapi()).unwrap();
    let known = document["components"]["schemas"]["FailureKind"]["enum"].as_array().unwrap();
    for kind in llm::ModelError::KINDS {
        let kind = Value::from(kind.replace('_', "-"));
        assert!(known.contains(&kind), "{kind} is not among {known:?}");
    }
}

#[test]
fn every_operation_documents_its_problems() {
    for (method, path, operation) in operations() {
        let responses = operation["responses"].as_object().unwrap();
        let has = |status: &str| responses.contains_key(status);
        let name = format!("{method} {path}");
        assert!(has("405"), "{name}");
        if operation.get("security").is_some_and(|security| security.to_string().contains("bearer"))
            && !path.contains("auth")
        {
            assert!(has("401") && has("429") && has("503"), "{name}");
        }
        if operation.get("requestBody").is_some() {
            assert!(has("400") && has("413") && has("415") && has("422"), "{name}");
        }
        if path.contains("{id}") {
            assert!(has("404"), "{name}");
        }
        for (status, response) in
            responses.iter().filter(|(status, _)| status.starts_with(['4', '5']))
        {
            if path != "/readyz" {
                let content = &response["content"]["application/problem+json"];
                assert!(
                    content["schema"].to_string().contains("Problem"),
                    "{name} {status}: {response}"
                );
            }
        }
    }
}

#[test]
fn the_statuses_of_the_contract_are_all_documented() {
    let text: String =
        operations().iter().map(|(.., operation)| operation["responses"].to_string()).collect();
    for status in [400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 428, 429, 500, 503] {
        assert!(text.contains(&format!("\"{status}\"")), "{status}");
    }
}
