//! Requests of any shape: understood, or refused as the real services refuse.

use offline_model::wire::{
    openai,
    request::{self, GenerateRequest},
    response::{prompt_tokens, signature},
};
use serde_json::Value;

#[test]
fn any_request() {
    fuzzing::target!("gemini-request", |bytes| {
        let Ok(body) = serde_json::from_slice::<Value>(bytes) else { return };
        if let Ok(request) = request::parse(&body) {
            answerable(&request);
            let ordinary = request.contents.get(request.turn_start()).unwrap();
            assert!(ordinary.role.as_deref() != Some("model") || request.turn_start() == 0);
            // Its length is known before it is answered; JSON has escapes and names besides.
            assert!(prompt_tokens(&request) <= 8 * bytes.len() + 64);
        }
    });
}

/// It ends with somebody's word, and each call has its answer.
fn answerable(request: &GenerateRequest) {
    assert_ne!(request.contents.last().unwrap().role.as_deref(), Some("model"));
    for pair in request.contents.windows(2) {
        let calls: Vec<_> =
            pair[0].parts.iter().filter_map(|part| part.function_call.as_ref()).collect();
        let answers = pair[1].parts.iter().filter(|part| part.function_response.is_some()).count();
        assert!(calls.is_empty() || calls.len() == answers);
        for call in calls {
            assert_eq!(signature(call), signature(&call.clone()));
        }
    }
}

#[test]
fn any_request_of_openais_protocol() {
    fuzzing::target!("openai-request", |bytes| {
        let Ok(body) = serde_json::from_slice::<Value>(bytes) else { return };
        let Ok(Ok(request)) = openai::parse(&body).map(|request| request.planned()) else { return };
        answerable(&request);
        // No word of a member is lost where the context block is divided from what they said.
        let said =
            request.contents.iter().filter(|content| content.role.as_deref() == Some("user"));
        let words: String =
            said.flat_map(|content| &content.parts).filter_map(|part| part.text.clone()).collect();
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
        let sent = body["messages"].as_array().into_iter().flatten();
        let sent: usize = sent
            .filter(|message| message["role"] == "user")
            .map(|message| match &message["content"] {
                Value::String(text) => letters(text),
                Value::Array(parts) => {
                    parts.iter().filter_map(|part| part["text"].as_str()).map(letters).sum()
                }
                _ => 0,
            })
            .sum();
        assert_eq!(letters(&words), sent);
    });
}
