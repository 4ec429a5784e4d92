use super::*;
use crate::{Effort, Role, ToolResult};

fn ask(messages: Vec<Message>) -> ChatRequest {
    ChatRequest { messages, ..ChatRequest::default() }
}

fn wire(model: &str, request: &ChatRequest) -> Value {
    build(request, model, true).unwrap()
}

fn call(id: &str, args: Value) -> Part {
    let provider_state = Some(json!({"gemini": {"thoughtSignature": "c2ln"}}));
    Part::ToolCall(ToolCall { id: id.into(), name: format!("tool_{id}"), args, provider_state })
}

fn result(id: &str, response: Value) -> ToolResult {
    ToolResult { id: id.into(), name: format!("tool_{id}"), response }
}

fn tool(name: &str, parameters: Value) -> ToolDeclaration {
    ToolDeclaration { name: name.into(), description: "d".into(), parameters }
}

#[test]
fn the_plainest_request() {
    let body = wire("qwen3", &ask(vec![Message::user(["context", "words"])]));
    assert_eq!(
        body,
        json!({"model": "qwen3", "stream": true, "stream_options": {"include_usage": true},
               "messages": [{"role": "user", "content": "context\n\nwords"}]})
    );
    let whole = build(&ask(vec![Message::user(["words"])]), "qwen3", false).unwrap();
    assert_eq!((&whole["stream"], &whole["stream_options"]), (&json!(false), &Value::Null));
}

#[test]
fn a_conversation_with_parallel_calls() {
    let said = Message {
        role: Role::Model,
        parts: vec![
            Part::text("I look."),
            call("a", json!({"q": "é"})),
            call("b", json!({})),
            Part::Opaque { provider_state: json!({"gemini": {"thought": true}}) },
        ],
    };
    let answers = [result("b", json!({"error": "no"})), result("a", json!({"output": 1}))];
    let request = ChatRequest {
        system: "Be kind.".into(),
        messages: vec![
            Message::user(["one"]),
            Message::model("two"),
            Message::user(["three"]),
            said,
            Message::tool_results(answers),
        ],
        ..ChatRequest::default()
    };
    let wire_call = |id: &str, arguments: &str| {
        json!({"id": id, "type": "function",
               "function": {"name": format!("tool_{id}"), "arguments": arguments}})
    };
    assert_eq!(
        wire("m", &request)["messages"],
        json!([
            {"role": "system", "content": "Be kind."},
            {"role": "user", "content": "one"},
            {"role": "assistant", "content": "two"},
            {"role": "user", "content": "three"},
            {"role": "assistant", "content": "I look.",
             "tool_calls": [wire_call("a", "{\"q\":\"é\"}"), wire_call("b", "{}")]},
            {"role": "tool", "tool_call_id": "a", "content": "{\"output\":1}"},
            {"role": "tool", "tool_call_id": "b", "content": "{\"error\":\"no\"}"},
        ])
    );
}

#[test]
fn tools_and_whether_they_must_be_used() {
    let schema = json!({"type": "object", "properties": {"q": {"type": "string", "maxLength": 9}}});
    let mut request = ask(vec![Message::user(["x"])]);
    request.tools = vec![tool("find", schema), tool("now", Value::Null)];
    let body = wire("m", &request);
    let find = &body["tools"][0]["function"];
    assert_eq!(find["parameters"]["properties"]["q"], json!({"type": "string"}));
    let none = json!({"type": "object", "properties": {}});
    assert_eq!(body["tools"][1]["function"]["parameters"], none);
    assert_eq!(
        (&body["tool_choice"], &body["parallel_tool_calls"]),
        (&json!("auto"), &json!(true))
    );
    request.tool_mode = ToolMode::Any;
    assert_eq!(wire("m", &request)["tool_choice"], "required");
    request.tool_mode = ToolMode::None;
    let body = wire("m", &request);
    assert_eq!((body.get("tools"), body.get("tool_choice")), (None, None));
}

#[test]
fn an_answer_is_held_to_a_schema_where_no_tool_may_be_called() {
    let schema = json!({"type": "object", "properties": {"n": {"type": "integer"}}});
    let mut request = ask(vec![Message::user(["x"])]);
    request.answer_schema = Some(schema.clone());
    request.tools = vec![tool("find", Value::Null)];
    assert_eq!(build(&request, "m", true).unwrap_err().kind(), "invalid_request");
    request.tool_mode = ToolMode::None;
    let format = &wire("m", &request)["response_format"];
    assert_eq!(
        format,
        &json!({"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}})
    );
}

#[test]
fn each_model_gets_the_limits_it_takes() {
    let request = ChatRequest {
        max_output_tokens: Some(100),
        temperature: Some(0.2),
        effort: Some(Effort::Minimal),
        tools: vec![tool("find", Value::Null)],
        ..ask(vec![Message::user(["x"])])
    };
    let limits = |model: &str| {
        let body = wire(model, &request);
        let fields = [
            "max_tokens",
            "max_completion_tokens",
            "temperature",
            "reasoning_effort",
            "parallel_tool_calls",
        ];
        json!(fields.map(|field| body[field].clone()))
    };
    assert_eq!(limits("llama3.3:70b"), json!([100, null, 0.2, null, true]));
    assert_eq!(limits("openai/gpt-oss-20b"), json!([100, null, 0.2, "low", true]));
    assert_eq!(limits("gpt-5.2-mini"), json!([null, 100, null, "low", null]));
}

#[test]
fn what_any_server_would_refuse_is_refused_here() {
    let calls = Message { role: Role::Model, parts: vec![call("a", json!({}))] };
    for messages in [
        vec![],
        vec![Message::user([""])],
        vec![Message::model("x")],
        vec![Message::user(["x"]), calls.clone(), Message::user(["y"])],
        vec![Message::user(["x"]), calls, Message::tool_results([result("z", json!(1))])],
    ] {
        let refused = build(&ask(messages.clone()), "m", true).unwrap_err();
        assert_eq!(refused.kind(), "invalid_request", "{messages:?}");
    }
}
