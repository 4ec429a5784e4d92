use super::*;
use crate::{ChatRequest, Message, ToolResult, capabilities::capabilities, gemini::request};

fn assemble(pieces: &[Value]) -> Result<ChatResponse, ModelError> {
    let mut assembler = Assembler::default();
    for piece in pieces {
        assembler.take(piece, &mut Vec::new())?;
    }
    assembler.finish()
}

fn piece(parts: Value, finish_reason: Option<&str>) -> Value {
    json!({
        "candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": finish_reason}],
        "modelVersion": "m-1", "responseId": "r-1",
    })
}

fn ended(parts: Value, reason: &str) -> Result<ChatResponse, ModelError> {
    assemble(&[piece(parts, Some(reason))])
}

#[test]
fn joins_plain_words_but_never_signed_ones() {
    let response = assemble(&[
        piece(json!([{"text": "a"}]), None),
        piece(json!([{"text": "b"}]), None),
        piece(json!([{"text": "c", "thoughtSignature": "s1"}]), None),
        piece(json!([{"text": "d"}]), None),
        piece(json!([{"text": "", "thoughtSignature": "s2"}]), Some("STOP")),
    ])
    .unwrap();
    assert_eq!(response.text(), "abcd");
    let signature = |s: &str| Some(json!({"gemini": {"thoughtSignature": s}}));
    let text = |text: &str, provider_state| Part::Text { text: text.into(), provider_state };
    assert_eq!(
        response.parts,
        [text("ab", None), text("c", signature("s1")), text("d", None), text("", signature("s2"))]
    );
    assert_eq!(response.finish, Finish::Stop);
    assert_eq!(response.finish_reason.as_deref(), Some("STOP"));
    assert_eq!(response.model_version.as_deref(), Some("m-1"));
}

#[test]
fn a_tool_call_ends_with_stop_and_may_lack_id_and_args() {
    let response = assemble(&[
        piece(
            json!([{"functionCall": {"id": "w1", "name": "a", "args": {"x": 1}},
            "thoughtSignature": "s1"}]),
            None,
        ),
        piece(json!([{"functionCall": {"name": "b"}}, {"text": ""}]), Some("STOP")),
    ])
    .unwrap();
    assert_eq!(response.finish, Finish::ToolCalls);
    let calls: Vec<_> = response.tool_calls().collect();
    assert_eq!(calls[0].id, "w1");
    assert_eq!(
        calls[0].provider_state,
        Some(json!({"gemini": {"id": "w1", "thoughtSignature": "s1"}}))
    );
    assert_eq!(calls[1].id, "r-1.1");
    assert_eq!(calls[1].args, json!({}));
    assert_eq!(calls[1].provider_state, None);
    assert_eq!(response.parts.len(), 2, "the empty text is no part");
}

#[test]
fn minted_ids_differ_between_responses_without_an_id() {
    let call = json!({"candidates": [{"finishReason": "STOP",
        "content": {"parts": [{"functionCall": {"name": "a"}}, {"functionCall": {"name": "a"}}]}}]});
    let ids = || {
        let response = assemble(std::slice::from_ref(&call)).unwrap();
        response.tool_calls().map(|call| call.id.clone()).collect::<Vec<_>>()
    };
    let (first, second) = (ids(), ids());
    assert_ne!(first[0], first[1]);
    assert_ne!(first[0], second[0]);
}

#[test]
fn calls_that_share_an_id_are_told_apart() {
    let call = |id: &str| json!({"functionCall": {"id": id, "name": "a"}});
    let response = ended(json!([call("w1"), call("w1"), call(""), call("r-1.3")]), "STOP").unwrap();
    let ids: Vec<_> = response.tool_calls().map(|call| call.id.as_str()).collect();
    assert_eq!(ids[..3], ["w1", "r-1.1", "r-1.2"]);
    assert_eq!(ids[3], "r-1.3");
    // What Gemini called it is what it gets back.
    let second = response.tool_calls().nth(1).unwrap();
    assert_eq!(second.provider_state, Some(json!({"gemini": {"id": "w1"}})));
}

#[test]
fn a_word_that_is_none_is_cut_short() {
    let long = "X\n".repeat(5000);
    for reason in [ended(json!([]), &long), ended(json!([{"text": "x"}]), "SAFETY")] {
        assert!(reason.unwrap_err().to_string().len() < 200);
    }
    let blocked = assemble(&[json!({"promptFeedback": {"blockReason": long}})]);
    assert_eq!(blocked, Err(ModelError::Blocked { reason: "X".repeat(100) }));
}

#[test]
fn thoughts_and_strangers_are_kept_but_not_shown() {
    let thought = json!({"text": "hm", "thought": true, "thoughtSignature": "s"});
    let stranger = json!({"executableCode": {"code": "1+1"}});
    let response = ended(json!([thought, stranger, {"text": "2"}]), "STOP").unwrap();
    assert_eq!(response.text(), "2");
    assert_eq!(response.parts[0], Part::Opaque { provider_state: json!({"gemini": thought}) });
    assert_eq!(response.parts[1], Part::Opaque { provider_state: json!({"gemini": stranger}) });
}

#[test]
fn the_last_usage_counts_and_includes_everything() {
    let usage = |value: Value| json!({ "usageMetadata": value });
    let response = assemble(&[
        usage(json!({"promptTokenCount": 91, "totalTokenCount": 302, "thoughtsTokenCount": 211})),
        piece(json!([{"text": "x"}]), Some("STOP")),
        usage(
            json!({"promptTokenCount": 91, "candidatesTokenCount": 93, "thoughtsTokenCount": 211,
            "toolUsePromptTokenCount": 574, "cachedContentTokenCount": 40, "totalTokenCount": 969}),
        ),
    ])
    .unwrap();
    let expected = Usage { input: 665, cached: 40, output: 93, reasoning: 211, total: 969 };
    assert_eq!(response.usage, expected);
}

#[test]
fn an_empty_stop_is_empty() {
    for parts in [json!([]), json!([{"text": ""}]), json!(null)] {
        assert_eq!(ended(parts, "STOP"), Err(ModelError::Empty));
    }
    let no_content = json!({"candidates": [{"finishReason": "STOP"}]});
    assert_eq!(assemble(&[no_content]), Err(ModelError::Empty));
    let signature_only = json!([{"text": "", "thoughtSignature": "s"}]);
    assert_eq!(ended(signature_only, "STOP"), Err(ModelError::Empty));
}

#[test]
fn words_without_a_finish_reason_are_incomplete() {
    assert_eq!(assemble(&[piece(json!([{"text": "x"}]), None)]), Err(ModelError::Incomplete));
    assert_eq!(assemble(&[]), Err(ModelError::Incomplete));
    assert_eq!(assemble(&[json!({})]), Err(ModelError::Incomplete));
}

#[test]
fn the_finish_reason_may_come_without_content_or_twice() {
    let finish = |reason| json!({"candidates": [{"finishReason": reason}]});
    let words = piece(json!([{"text": "x"}]), None);
    assert_eq!(assemble(&[words.clone(), finish("STOP")]).unwrap().text(), "x");
    let twice = [piece(json!([{"text": "x"}]), Some("STOP")), words.clone(), finish("STOP")];
    assert_eq!(assemble(&twice).unwrap().text(), "xx");
    let cut = [finish("MAX_TOKENS"), words, finish("STOP")];
    assert_eq!(assemble(&cut).unwrap().finish, Finish::Length);
}

#[test]
fn at_the_length_limit_no_call_runs() {
    let response =
        ended(json!([{"text": "I"}, {"functionCall": {"name": "a"}}]), "MAX_TOKENS").unwrap();
    assert_eq!(response.finish, Finish::Length);
    assert_eq!(response.tool_calls().count(), 0);
    assert_eq!(ended(json!([]), "MAX_TOKENS").unwrap().text(), "");
}

#[test]
fn malformed_calls_never_run() {
    for reason in [
        "MALFORMED_FUNCTION_CALL",
        "UNEXPECTED_TOOL_CALL",
        "TOO_MANY_TOOL_CALLS",
        "MALFORMED_RESPONSE",
    ] {
        let error = ended(json!([{"functionCall": {"name": "a"}}]), reason).unwrap_err();
        assert_eq!(error, ModelError::Malformed { reason: reason.into() });
        assert!(error.retryable());
    }
    let nameless = ended(json!([{"functionCall": {"args": {}}}]), "STOP");
    assert_eq!(nameless.unwrap_err().kind(), "malformed");
    let listed = ended(json!([{"functionCall": {"name": "a", "args": []}}]), "STOP");
    assert_eq!(listed.unwrap_err().kind(), "malformed");
}

#[test]
fn filtered_answers_and_prompts_are_blocked() {
    for reason in ["SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE"] {
        let blocked = Err(ModelError::Blocked { reason: reason.into() });
        assert_eq!(ended(json!([{"text": "half a"}]), reason), blocked);
    }
    let prompt = json!({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}});
    let blocked = Err(ModelError::Blocked { reason: "PROHIBITED_CONTENT".into() });
    assert_eq!(assemble(&[prompt]), blocked);
}

#[test]
fn unknown_reasons_are_kept() {
    let response =
        ended(json!([{"text": "x"}, {"functionCall": {"name": "a"}}]), "NEW_REASON").unwrap();
    assert_eq!((response.finish, response.tool_calls().count()), (Finish::Other, 0));
    assert_eq!(response.finish_reason.as_deref(), Some("NEW_REASON"));
    let nothing = ended(json!([]), "NEW_REASON");
    assert_eq!(nothing, Err(ModelError::Malformed { reason: "NEW_REASON".into() }));
}

#[test]
fn a_missing_signature_is_not_retried() {
    let error = ended(json!([]), "MISSING_THOUGHT_SIGNATURE").unwrap_err();
    assert!(!error.retryable());
}

#[test]
fn other_candidates_nulls_and_unknown_fields_are_harmless() {
    let piece = json!({"candidates": [
        {"index": 1, "content": {"parts": [{"text": "other"}]}, "finishReason": "SAFETY"},
        {"index": 0, "content": {"parts": [{"text": "x", "functionCall": null}]},
            "finishReason": "STOP", "safetyRatings": [], "tokenCount": null},
    ], "usageMetadata": null, "promptFeedback": {"safetyRatings": []}, "modelStatus": {}});
    assert_eq!(assemble(&[piece]).unwrap().text(), "x");
    assert_eq!(assemble(&[json!([1])]).unwrap_err().kind(), "malformed");
}

#[test]
fn a_recorded_response_is_replayed_as_it_came() {
    let parts = json!([
        {"text": "Let me see.", "thoughtSignature": "s0"},
        {"functionCall": {"id": "w1", "name": "a", "args": {"x": [1, 2.5, "é"]}},
            "thoughtSignature": "s1"},
        {"functionCall": {"id": "w2", "name": "b", "args": {}}},
    ]);
    let response = ended(parts.clone(), "STOP").unwrap();
    let recorded = serde_json::to_string(&response).unwrap();
    let replayed: ChatResponse = serde_json::from_str(&recorded).unwrap();
    assert_eq!(replayed, response);
    let results = replayed.tool_calls().map(|call| ToolResult {
        id: call.id.clone(),
        name: call.name.clone(),
        response: json!({}),
    });
    let results = Message::tool_results(results);
    let messages = vec![Message::user(["x"]), Message::response(&replayed), results];
    let request = ChatRequest { messages, ..ChatRequest::default() };
    let body = request::build(&request, capabilities("gemini-3.8-flash")).unwrap();
    assert_eq!(body["contents"][1], json!({"role": "model", "parts": parts}));
    assert_eq!(body["contents"][2]["parts"][1]["functionResponse"]["id"], "w2");
}

#[test]
fn token_counts() {
    assert_eq!(token_count(&json!({"totalTokens": 31})), Ok(31));
    assert_eq!(token_count(&json!({})), Ok(0));
    assert!(token_count(&json!({"totalTokens": "many"})).is_err());
}

#[test]
fn recorded_names_do_not_change() {
    let parts = json!([{"text": "x"}, {"functionCall": {"name": "a", "args": {"b": 1}}}]);
    let response = ended(parts, "STOP").unwrap();
    let recorded = json!({
        "parts": [
            {"type": "text", "text": "x"},
            {"type": "tool_call", "id": "r-1.0", "name": "a", "args": {"b": 1}},
        ],
        "finish": "tool_calls",
        "finish_reason": "STOP",
        "usage": {"input": 0, "cached": 0, "output": 0, "reasoning": 0, "total": 0},
        "model_version": "m-1",
        "response_id": "r-1",
    });
    assert_eq!(serde_json::to_value(&response).unwrap(), recorded);
    assert_eq!(serde_json::from_value::<ChatResponse>(recorded).unwrap(), response);
}
