//! The protocol: framing, fields, errors.

use serde_json::{Value, json};

use crate::support::{Server, simple};

const CHAT: &str = "/v1beta/models/offline-steward";
const REPORT: &str = "The coffee machine is leaking!";

fn events(body: &str) -> Vec<Value> {
    let events = body.split("\r\n\r\n").filter(|event| !event.is_empty());
    events
        .map(|event| serde_json::from_str(event.strip_prefix("data: ").unwrap()).unwrap())
        .collect()
}

fn with_tool(message: &str) -> Value {
    json!({"contents": [{"role": "user", "parts": [{"text": message}]}],
           "tools": [{"functionDeclarations": [{"name": "notify_user"}]}]})
}

async fn error(response: reqwest::Response) -> (u16, String, String) {
    let status = response.status().as_u16();
    let body: Value = response.json().await.unwrap();
    let error = &body["error"];
    assert_eq!(error["code"], status);
    let text = |key: &str| error[key].as_str().unwrap().to_owned();
    (status, text("status"), text("message"))
}

#[tokio::test]
async fn a_text_streams_in_chunks() {
    let server = Server::start(|_| {}).await;
    let response = server.stream(&simple("What can you do?")).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let body = response.text().await.unwrap();
    assert!(body.ends_with("\r\n\r\n") && !body.contains("[DONE]") && !body.contains("\n\n"));
    let events = events(&body);
    assert!(events.len() > 3, "several chunks");
    let mut written = 0;
    for event in &events {
        assert_eq!(event["responseId"], events[0]["responseId"]);
        assert_eq!(event["modelVersion"], "offline-steward");
        let usage = &event["usageMetadata"];
        let candidates = usage["candidatesTokenCount"].as_u64().unwrap();
        assert!(candidates >= written, "usage is cumulative");
        written = candidates;
        assert_eq!(usage["totalTokenCount"], usage["promptTokenCount"].as_u64().unwrap() + written);
    }
    let last = &events[events.len() - 1]["candidates"][0];
    assert_eq!(last["finishReason"], "STOP");
    assert_eq!(last["content"]["parts"][0]["text"], "");
    assert!(events[0]["candidates"][0].get("finishReason").is_none());
    let streamed: String = events
        .iter()
        .map(|event| event["candidates"][0]["content"]["parts"][0]["text"].as_str().unwrap())
        .collect();
    let whole: Value = server
        .post(&format!("{CHAT}:generateContent"), &simple("What can you do?"))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(whole["candidates"][0]["content"]["parts"], json!([{"text": streamed}]));
    assert_eq!(whole["candidates"][0]["finishReason"], "STOP");
}

#[tokio::test]
async fn without_alt_the_stream_is_an_array() {
    let server = Server::start(|_| {}).await;
    let response =
        server.post(&format!("{CHAT}:streamGenerateContent"), &simple("What can you do?")).await;
    let chunks: Vec<Value> = response.json().await.unwrap();
    assert!(chunks.len() > 3 && chunks[0]["candidates"][0]["content"]["role"] == "model");
    let response = server.post(&format!("{CHAT}:streamGenerateContent"), &json!({})).await;
    assert_eq!(response.status(), 400);
    let errors: Vec<Value> = response.json().await.unwrap();
    assert_eq!(errors[0]["error"]["status"], "INVALID_ARGUMENT");
}

#[tokio::test]
async fn a_call_is_signed_and_ends_with_stop() {
    let server = Server::start(|_| {}).await;
    let mut request = with_tool(REPORT);
    let events = events(&server.stream(&request).await.text().await.unwrap());
    assert_eq!(events.len(), 2);
    let part = events[0]["candidates"][0]["content"]["parts"][0].clone();
    assert_eq!(part["functionCall"]["name"], "notify_user");
    assert!(part["functionCall"]["id"].is_string() && part["thoughtSignature"].is_string());
    let last = &events[1]["candidates"][0];
    assert_eq!(last["finishReason"], "STOP");
    assert_eq!(last["finishMessage"], "Model generated function call(s).");
    assert_eq!(last["content"]["parts"], json!([{"text": ""}]));

    // The part returned as it was is accepted; unsigned or changed it is not.
    let contents = request["contents"].as_array_mut().unwrap();
    contents.push(json!({"role": "model", "parts": [part]}));
    contents.push(json!({"role": "user", "parts": [{"functionResponse": {
        "id": part["functionCall"]["id"], "name": "notify_user",
        "response": {"output": {"status": "performed"}}}}]}));
    assert_eq!(server.stream(&request).await.status(), 200);
    let mut changed = request.clone();
    changed["contents"][1]["parts"][0]["functionCall"]["args"]["text"] = json!("else");
    let (status, _, message) = error(server.stream(&changed).await).await;
    assert_eq!((status, message.as_str()), (400, "Corrupted thought signature."));
    let mut unsigned = request.clone();
    unsigned["contents"][1]["parts"][0].as_object_mut().unwrap().remove("thoughtSignature");
    let (status, name, message) = error(server.stream(&unsigned).await).await;
    assert_eq!((status, name.as_str()), (400, "INVALID_ARGUMENT"));
    assert!(
        message.contains("missing a thought_signature")
            && message.contains("default_api:notify_user")
    );
    // Once a new turn begins, the old one is not checked any more.
    let next = unsigned["contents"].as_array_mut().unwrap();
    next.push(json!({"role": "model", "parts": [{"text": "Thanks."}]}));
    next.push(json!({"role": "user", "parts": [{"text": "hello"}]}));
    assert_eq!(server.stream(&unsigned).await.status(), 200);
}

#[tokio::test]
async fn snake_case_and_nulls_are_accepted() {
    let server = Server::start(|_| {}).await;
    let body = json!({"contents": [{"role": "user", "parts": [{"text": REPORT, "thought_signature": null}]}],
        "system_instruction": {"parts": [{"text": "Reply in: en"}]}, "safetySettings": null,
        "tools": [{"function_declarations": [{"name": "notify_user"}]}],
        "tool_config": {"function_calling_config": {"mode": "AUTO", "allowed_function_names": null}},
        "generation_config": {"temperature": 0.2, "max_output_tokens": null}});
    let events = events(&server.stream(&body).await.text().await.unwrap());
    let part = &events[0]["candidates"][0]["content"]["parts"][0];
    assert_eq!(part["functionCall"]["name"], "notify_user");
}

#[tokio::test]
async fn errors_are_worded_like_the_real_ones() {
    let server = Server::start(|_| {}).await;
    let path = format!("{CHAT}:generateContent");
    let user = json!({"role": "user", "parts": [{"text": "hi"}]});
    let rows = [
        (json!({}), "contents is not specified"),
        (
            json!({"contents": [{"role": "robot", "parts": [{"text": "x"}]}]}),
            "valid role: user, model",
        ),
        (json!({"contents": [user], "colour": 1}), "Unknown name \"colour\": Cannot find field."),
        (
            json!({"contents": [{"role": "user", "parts": [{"txt": "x"}]}]}),
            "Unknown name \"txt\" at 'contents[0].parts[0]': Cannot find field.",
        ),
        (json!({"contents": "hi"}), "Invalid JSON payload received."),
        (
            json!({"contents": [user, {"role": "model", "parts": [{"text": "x"}]}]}),
            "Requests ending with a model turn are not supported",
        ),
        (
            json!({"contents": [user, {"role": "model", "parts": [
            {"functionCall": {"name": "a"}, "thoughtSignature": "skip_thought_signature_validator"},
            {"functionCall": {"name": "b"}}]},
            {"role": "user", "parts": [{"functionResponse": {"name": "a", "response": {}}}]}]}),
            "number of function response parts is equal",
        ),
        (
            json!({"contents": [user], "generationConfig": {"responseMimeType": "application/json"}}),
            "text/plain only",
        ),
    ];
    for (body, expected) in rows {
        let (status, name, message) = error(server.post(&path, &body).await).await;
        assert_eq!((status, name.as_str()), (400, "INVALID_ARGUMENT"), "{body}");
        assert!(message.contains(expected), "{body}: {message}");
    }
    let broken = server.client.post(format!("{}{path}", server.base)).body("{\"contents\": [");
    let broken = broken.header("x-goog-api-key", "k").send().await.unwrap();
    assert_eq!(error(broken).await.0, 400);
    let unknown = server.post("/v1beta/models/gemini-9:generateContent", &simple("hi")).await;
    let (status, name, message) = error(unknown).await;
    assert_eq!((status, name.as_str()), (404, "NOT_FOUND"));
    assert!(
        message.starts_with("models/gemini-9 is not found for API version v1beta"),
        "{message}"
    );
    let keyless = server.client.post(format!("{}{path}", server.base)).json(&simple("hi"));
    let (status, name, _) = error(keyless.send().await.unwrap()).await;
    assert_eq!((status, name.as_str()), (403, "PERMISSION_DENIED"));
    assert_eq!(server.get("/v1beta/nothing").await.status(), 404);
    let sse = server.stream(&json!({})).await;
    assert_eq!(sse.headers()["content-type"], "text/event-stream");
    assert!(
        serde_json::from_str::<Value>(&sse.text().await.unwrap()).unwrap()["error"].is_object()
    );
}

#[tokio::test]
async fn models_and_tokens() {
    let server = Server::start(|_| {}).await;
    let list: Value = server.get("/v1beta/models?pageSize=50").await.json().await.unwrap();
    let names: Vec<_> =
        list["models"].as_array().unwrap().iter().map(|m| m["name"].clone()).collect();
    assert_eq!(names, ["models/offline-steward", "models/all-MiniLM-L6-v2"]);
    let one: Value = server.get("/v1beta/models/all-MiniLM-L6-v2").await.json().await.unwrap();
    assert_eq!(one["supportedGenerationMethods"], json!(["embedContent"]));
    assert_eq!(server.get("/v1beta/models/other").await.status(), 404);
    let path = format!("{CHAT}:countTokens");
    let count: Value = server.post(&path, &simple("twelve chars")).await.json().await.unwrap();
    assert_eq!(count["totalTokens"], 3);
    let nested = json!({"generateContentRequest": simple("twelve chars")});
    let count: Value = server.post(&path, &nested).await.json().await.unwrap();
    assert_eq!(count["totalTokens"], 3);
}

#[tokio::test]
async fn the_answer_is_cut_at_the_limit() {
    let server = Server::start(|_| {}).await;
    let mut body = simple("What can you do?");
    body["generationConfig"] = json!({"maxOutputTokens": 8});
    let reply: Value =
        server.post(&format!("{CHAT}:generateContent"), &body).await.json().await.unwrap();
    assert_eq!(reply["candidates"][0]["finishReason"], "MAX_TOKENS");
    let text = reply["candidates"][0]["content"]["parts"][0]["text"].as_str().unwrap();
    assert!(!text.is_empty() && text.len() <= 32, "{text}");
}
