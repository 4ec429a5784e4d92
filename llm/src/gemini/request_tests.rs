use serde_json::json;

use super::*;
use crate::{Role, ToolDeclaration, capabilities::capabilities};

fn ask(messages: Vec<Message>) -> ChatRequest {
    ChatRequest { messages, ..ChatRequest::default() }
}

fn wire(model: &str, request: &ChatRequest) -> Value {
    build(request, capabilities(model)).unwrap()
}

fn refused(messages: Vec<Message>) -> String {
    match build(&ask(messages), capabilities("gemini-3.8-flash")) {
        Err(ModelError::InvalidRequest { message }) => message,
        other => panic!("not refused: {other:?}"),
    }
}

fn call(id: &str, state: Option<Value>) -> Part {
    Part::ToolCall(ToolCall {
        id: id.into(),
        name: format!("tool_{id}"),
        args: json!({"a": 1}),
        provider_state: state,
    })
}

fn model(parts: Vec<Part>) -> Message {
    Message { role: Role::Model, parts }
}

fn result(id: &str, response: Value) -> ToolResult {
    ToolResult { id: id.into(), name: format!("tool_{id}"), response }
}

fn signed(signature: &str, id: Option<&str>) -> Option<Value> {
    let mut state = json!({"gemini": {"thoughtSignature": signature}});
    if let Some(id) = id {
        state["gemini"]["id"] = id.into();
    }
    Some(state)
}

#[test]
fn the_plainest_request_has_nothing_but_its_words() {
    let body = wire("gemini-3.8-flash", &ask(vec![Message::user(["context", "words"])]));
    let parts = json!([{"text": "context"}, {"text": "words"}]);
    assert_eq!(body, json!({"contents": [{"role": "user", "parts": parts}]}));
}

#[test]
fn instructions_tools_and_mode() {
    let tool = |name: &str| ToolDeclaration {
        name: name.into(),
        description: "d".into(),
        parameters: json!({"type": "object", "properties": {"q": {"type": "string"}}}),
    };
    let request = ChatRequest {
        system: "be kind".into(),
        tools: vec![tool("search"), tool("notify")],
        tool_mode: ToolMode::None,
        max_output_tokens: Some(512),
        ..ask(vec![Message::user(["x"])])
    };
    let body = wire("gemini-3.8-flash", &request);
    assert_eq!(body["systemInstruction"], json!({"parts": [{"text": "be kind"}]}));
    let declarations = body["tools"][0]["functionDeclarations"].as_array().unwrap();
    assert_eq!(declarations.len(), 2);
    assert_eq!(declarations[1]["name"], "notify");
    assert_eq!(body["toolConfig"], json!({"functionCallingConfig": {"mode": "NONE"}}));
    assert_eq!(body["generationConfig"], json!({"maxOutputTokens": 512}));
}

#[test]
fn sampling_and_thinking_go_only_to_models_that_take_them() {
    let config = |model: &str, effort| {
        let request = ChatRequest {
            temperature: Some(0.2),
            effort: Some(effort),
            ..ask(vec![Message::user(["x"])])
        };
        wire(model, &request)["generationConfig"].clone()
    };
    assert_eq!(
        config("gemini-2.5-flash", Effort::Minimal),
        json!({"temperature": 0.2, "thinkingConfig": {"thinkingBudget": 0}})
    );
    assert_eq!(
        config("gemini-2.5-pro", Effort::Minimal)["thinkingConfig"],
        json!({"thinkingBudget": 128})
    );
    assert_eq!(
        config("gemini-3.8-flash", Effort::Minimal),
        json!({"thinkingConfig": {"thinkingLevel": "low"}})
    );
    assert_eq!(
        config("gemini-3.6-flash", Effort::Minimal),
        json!({"thinkingConfig": {"thinkingLevel": "minimal"}})
    );
    assert_eq!(config("gemini-9-xenon", Effort::High), Value::Null);
}

#[test]
fn parts_go_back_exactly_as_they_came() {
    let messages = vec![
        Message::user(["x"]),
        model(vec![
            Part::Opaque { provider_state: json!({"gemini": {"text": "hm", "thought": true}}) },
            Part::Text { text: "Looking.".into(), provider_state: signed("s0", None) },
            call("1", signed("s1", Some("wire-1"))),
            call("2", None),
            Part::Text { text: String::new(), provider_state: signed("s2", None) },
        ]),
        Message::tool_results([result("2", json!({"output": 2})), result("1", json!("one"))]),
    ];
    let contents = wire("gemini-3.8-flash", &ask(messages))["contents"].clone();
    assert_eq!(
        contents[1]["parts"],
        json!([
            {"text": "hm", "thought": true},
            {"text": "Looking.", "thoughtSignature": "s0"},
            {"functionCall": {"id": "wire-1", "name": "tool_1", "args": {"a": 1}},
                "thoughtSignature": "s1"},
            {"functionCall": {"name": "tool_2", "args": {"a": 1}}},
            {"text": "", "thoughtSignature": "s2"},
        ])
    );
    // One content, in the order of the calls, with ids only where Gemini gave one.
    assert_eq!(
        contents[2],
        json!({"role": "user", "parts": [
            {"functionResponse": {"id": "wire-1", "name": "tool_1", "response": {"output": "one"}}},
            {"functionResponse": {"name": "tool_2", "response": {"output": 2}}},
        ]})
    );
}

#[test]
fn results_in_several_messages_become_one_content() {
    let messages = vec![
        Message::user(["x"]),
        model(vec![call("1", None), call("2", None)]),
        Message::tool_results([result("1", json!({}))]),
        Message::tool_results([result("2", json!({}))]),
        Message::user(["and?"]),
    ];
    let contents = wire("gemini-2.5-flash", &ask(messages))["contents"].clone();
    assert_eq!(contents.as_array().unwrap().len(), 4);
    assert_eq!(contents[2]["parts"].as_array().unwrap().len(), 2);
}

#[test]
fn unsigned_history_gets_a_stand_in_where_signatures_are_required() {
    let other = json!({"openai": {"x": 1}});
    let messages = || {
        vec![
            Message::user(["x"]),
            model(vec![call("1", Some(other.clone())), call("2", None)]),
            Message::tool_results([result("1", json!({})), result("2", json!({}))]),
        ]
    };
    let parts = |name| wire(name, &ask(messages()))["contents"][1]["parts"].clone();
    assert_eq!(parts("gemini-3.8-flash")[0]["thoughtSignature"], NO_SIGNATURE);
    assert_eq!(parts("gemini-3.8-flash")[1]["thoughtSignature"], Value::Null);
    assert_eq!(parts("gemini-2.5-flash")[0]["thoughtSignature"], Value::Null);
    assert!(parts("gemini-2.5-flash")[0].get("openai").is_none());
}

#[test]
fn refuses_what_the_service_would_refuse() {
    assert!(refused(vec![]).contains("needs a message"));
    assert!(refused(vec![Message::model("x")]).contains("end with a message of the model"));
    assert!(refused(vec![Message::user([""])]).contains("needs words"));
    let with_results = |results: Vec<ToolResult>| {
        vec![
            Message::user(["x"]),
            model(vec![call("1", None), call("2", None)]),
            Message::tool_results(results),
        ]
    };
    let one = || result("1", json!({}));
    assert!(refused(with_results(vec![one()])).contains("exactly one result"));
    assert!(refused(with_results(vec![one(), result("9", json!({}))])).contains("no result"));
    assert!(refused(vec![Message::tool_results([one()])]).contains("exactly one result"));
}

#[test]
fn recorded_names_do_not_change() {
    let request = ChatRequest {
        system: "s".into(),
        messages: vec![
            Message::user(["x"]),
            model(vec![
                call("1", signed("s1", None)),
                Part::Opaque { provider_state: json!({"gemini": {"z": 1}}) },
            ]),
            Message::tool_results([result("1", json!({"output": 1}))]),
        ],
        effort: Some(Effort::Low),
        ..ChatRequest::default()
    };
    let recorded = json!({
        "system": "s",
        "messages": [
            {"role": "user", "parts": [{"type": "text", "text": "x"}]},
            {"role": "model", "parts": [
                {"type": "tool_call", "id": "1", "name": "tool_1", "args": {"a": 1},
                    "provider_state": {"gemini": {"thoughtSignature": "s1"}}},
                {"type": "opaque", "provider_state": {"gemini": {"z": 1}}},
            ]},
            {"role": "user", "parts": [
                {"type": "tool_result", "id": "1", "name": "tool_1", "response": {"output": 1}},
            ]},
        ],
        "tool_mode": "auto",
        "effort": "low",
    });
    assert_eq!(serde_json::to_value(&request).unwrap(), recorded);
    assert_eq!(serde_json::from_value::<ChatRequest>(recorded).unwrap(), request);
}

#[test]
fn an_answer_is_held_to_a_schema_where_the_model_allows_it() {
    let schema = json!({"type": "object", "properties": {"n": {"type": "integer"}}});
    let tool =
        ToolDeclaration { name: "t".into(), description: "d".into(), parameters: Value::Null };
    let mut request = ask(vec![Message::user(["x"])]);
    request.answer_schema = Some(schema.clone());
    let config = &wire("gemini-2.5-flash", &request)["generationConfig"];
    assert_eq!(
        config,
        &json!({"responseMimeType": "application/json", "responseJsonSchema": schema})
    );
    assert!(build(&request, capabilities("offline-steward")).is_err());
    request.tools.push(tool);
    assert!(build(&request, capabilities("gemini-2.5-flash")).is_err(), "not beside tools");
    assert_eq!(
        wire("gemini-3.8-flash", &request)["generationConfig"]["responseJsonSchema"],
        schema
    );
}
