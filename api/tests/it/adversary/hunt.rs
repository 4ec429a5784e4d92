//! Trying an operation, and looking at what came back.

use std::collections::BTreeSet;

use serde_json::Value;

use super::operation::{Attempt, Filling, Operation, operations};
use super::scopes::{Scope, scope};
use super::world::Place;
use crate::support::{PASSWORD, Reply, Someone, TestApp};

/// Something that should not have been.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Finding {
    pub(super) operation: String,
    pub(super) what: String,
}

/// The operations of this API, each with its scope; those without one are findings.
pub(super) fn scoped(document: &Value) -> Result<Vec<(Operation, Scope)>, Vec<Finding>> {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for operation in operations(document) {
        match scope(&operation.name()) {
            Some(scope) => known.push((operation, scope)),
            None => unknown.push(Finding {
                operation: operation.name(),
                what: "it has no scope; add a line to api/tests/it/adversary/scopes.rs".to_owned(),
            }),
        }
    }
    if unknown.is_empty() { Ok(known) } else { Err(unknown) }
}

/// The operations of the API under test. What ends a session or a membership comes last.
pub(super) fn all() -> Vec<(Operation, Scope)> {
    let document = serde_json::to_value(api::openapi()).unwrap();
    let mut all = scoped(&document).unwrap_or_else(|unknown| panic!("{unknown:#?}"));
    all.sort_by_key(|(operation, _)| {
        (operation.path.ends_with("/leave"), ends_sessions(operation))
    });
    all
}

fn ends_sessions(operation: &Operation) -> bool {
    let words = ["/sessions", "/password", "/auth/", "/leave", "/members"];
    operation.method != "GET" && words.iter().any(|word| operation.path.contains(word))
}

/// Sends an attempt as somebody or as nobody.
pub(super) async fn send(
    app: &TestApp,
    operation: &Operation,
    attempt: &Attempt,
    token: Option<&str>,
) -> Reply {
    let method = match operation.method.as_str() {
        "GET" => "GET",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        _ => "POST",
    };
    let mut call = app.call(method, &attempt.path).header("if-match", "*");
    if let Some(token) = token {
        call = call.bearer(token);
    }
    match &attempt.body {
        None => call.send().await,
        Some((kind, _)) if kind.starts_with("multipart/") => {
            call.file("probe.txt", "text/plain", "A probe.").send().await
        }
        Some((_, body)) => call.json(body).send().await,
    }
}

/// Who tries: somebody of another business, or nobody.
struct Stranger<'a> {
    role: Option<&'static str>,
    who: Option<&'a Someone>,
    token: Option<String>,
}

/// Tries operations on what belongs to `victim`, as everybody of `attacker` and as nobody.
pub(super) async fn hunt(
    app: &TestApp,
    operations: &[(Operation, Scope)],
    victim: &Place,
    attacker: &Place,
) -> (usize, BTreeSet<Finding>) {
    let (mut tried, mut findings) = (0, BTreeSet::new());
    let secrets = victim.secrets();
    let mut people = vec![Stranger { role: None, who: None, token: None }];
    for (role, who) in attacker.people() {
        // One of each role.
        if people.iter().any(|known| known.role == Some(role)) {
            continue;
        }
        people.push(Stranger { role: Some(role), who: Some(who), token: Some(who.token.clone()) });
    }
    for (operation, scope) in operations {
        let cursor = cursor_of(app, operation, victim).await;
        for Stranger { role, who, token } in &mut people {
            let email = who.map_or("nobody@nowhere.example", |who| &who.email);
            let filling = Filling { ids: &victim.ids, email, cursor: cursor.as_deref() };
            let attempts = operation.attempts(&filling).unwrap_or_else(|error| panic!("{error}"));
            for attempt in &attempts {
                let reply = send(app, operation, attempt, token.as_deref()).await;
                tried += 1;
                let verdict = judge(operation, *scope, *role, attempt, &reply, &secrets);
                findings.extend(verdict.into_iter().map(|what| Finding {
                    operation: operation.name(),
                    what: format!("as {}: {what}", role.unwrap_or("nobody")),
                }));
            }
            // What was tried may have ended the session: the next one begins with a new one.
            if let (Some(who), Some(token)) = (who, token)
                && ends_sessions(operation)
            {
                renew(app, who, token).await;
            }
        }
    }
    (tried, findings)
}

async fn cursor_of(app: &TestApp, operation: &Operation, victim: &Place) -> Option<String> {
    if !operation.is_list() {
        return None;
    }
    let filling = Filling { ids: &victim.ids, email: "", cursor: None };
    let mut attempt = operation.attempts(&filling).ok()?.remove(0);
    attempt.path.push_str(if attempt.path.contains('?') { "&limit=1" } else { "?limit=1" });
    for (_, who) in victim.people() {
        let reply = send(app, operation, &attempt, Some(&who.token)).await;
        if reply.status.is_success()
            && let Some(cursor) = reply.json()["next_cursor"].as_str()
        {
            return Some(cursor.to_owned());
        }
    }
    None
}

async fn renew(app: &TestApp, who: &Someone, token: &mut String) {
    if app.get("/api/v1/me").bearer(&token).send().await.status != 401 {
        return;
    }
    let again = app.login(&who.email, PASSWORD).send().await;
    if again.status.is_success() {
        *token = again.json()["access_token"].as_str().unwrap().to_owned();
    }
}

/// What is wrong with an answer.
fn judge(
    operation: &Operation,
    scope: Scope,
    role: Option<&str>,
    attempt: &Attempt,
    reply: &Reply,
    secrets: &[(String, String)],
) -> Vec<String> {
    let mut wrong = Vec::new();
    let status = reply.status.as_u16();
    if reply.status.is_server_error() {
        wrong.push(format!("answers {status}"));
    }
    let body_says = attempt.body.as_ref().map(|(_, body)| body.to_string()).unwrap_or_default();
    let headers: String =
        reply.headers.iter().map(|(name, value)| format!("{name}: {value:?}\n")).collect();
    for (name, secret) in secrets {
        // An answer may repeat what it was asked.
        if body_says.contains(secret) && reply.status.is_success() {
            wrong.push(format!("takes the {name} from a stranger"));
        }
        if attempt.path.contains(secret) || body_says.contains(secret) {
            continue;
        }
        if reply.text().contains(secret) || headers.contains(secret) {
            wrong.push(format!("is shown the {name}"));
        }
    }
    if !scope.admits(role) {
        match role {
            None if !matches!(status, 401 | 413 | 415 | 422 | 400) => {
                wrong.push(format!("answers {status} without a session"));
            }
            Some(_) if reply.status.is_success() => {
                wrong.push(format!("answers {status}, which is for {scope:?}"));
            }
            _ => {}
        }
    } else if operation.has_id() && reply.status.is_success() {
        wrong.push(format!("answers {status} for a thing of others"));
    }
    wrong
}
