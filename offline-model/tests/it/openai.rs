//! OpenAI's protocol: the same planner and the same vectors, in other words.

use offline_model::{Fault, planner::Plan};
use serde_json::{Map, Value, json};

use crate::support::{Server, simple};

const CHAT: &str = "/v1/chat/completions";

fn ask(message: &str, more: Value) -> Value {
    let mut body =
        json!({"model": "offline-steward", "messages": [{"role": "user", "content": message}]});
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

/// The data of every event.
fn events(body: &str) -> Vec<&str> {
    body.split("\n\n").filter_map(|event| event.strip_prefix("data: ")).collect()
}

/// What the model calls `tell` with when it is asked to tell them.
fn told() -> Map<String, Value> {
    let text = json!("The oven é is cold, and has been cold since the morning.");
    Map::from_iter([("text".to_owned(), text)])
}

#[tokio::test]
async fn the_same_words_as_over_the_other_protocol() {
    let server = Server::start(|_| {}).await;
    let path = "/v1beta/models/offline-steward:generateContent";
    let other: Value = server.post(path, &simple("What can you do?")).await.json().await.unwrap();
    let said = other["candidates"][0]["content"]["parts"][0]["text"].as_str().unwrap();
    let body = ask("What can you do?", json!({}));
    let whole: Value = server.post(CHAT, &body).await.json().await.unwrap();
    assert_eq!(whole["choices"][0]["message"]["content"], said);
    assert_eq!(whole["choices"][0]["finish_reason"], "stop");
    let usage = &whole["usage"];
    let sum =
        usage["prompt_tokens"].as_u64().unwrap() + usage["completion_tokens"].as_u64().unwrap();
    assert_eq!(usage["total_tokens"], sum);

    let more = json!({"stream": true, "stream_options": {"include_usage": true}});
    let body = ask("What can you do?", more);
    let stream = server.post(CHAT, &body).await.text().await.unwrap();
    let events = events(&stream);
    assert_eq!(events.last(), Some(&"[DONE]"));
    let pieces: Vec<Value> =
        events[..events.len() - 1].iter().map(|data| serde_json::from_str(data).unwrap()).collect();
    let words = pieces.iter().filter_map(|piece| piece["choices"][0]["delta"]["content"].as_str());
    assert_eq!(words.collect::<String>(), said);
    assert_eq!(pieces.last().unwrap()["usage"]["total_tokens"], sum);
    assert_eq!(server.state.chat_requests(), 3);
}

#[tokio::test]
async fn a_call_comes_in_fragments_and_goes_on_with_its_answer() {
    let call = Plan::Call { name: "tell".to_owned(), args: told() };
    let steps = vec![call, Plan::Say("It is told.".to_owned())];
    let server = Server::start(|config| config.scripts.play("Tell them", steps)).await;
    let body = ask("Tell them", json!({"stream": true}));
    let stream = server.post(CHAT, &body).await.text().await.unwrap();
    let mut arguments = String::new();
    let mut fragments = 0;
    let mut id = Value::Null;
    for event in events(&stream).iter().filter(|event| **event != "[DONE]") {
        let piece: Value = serde_json::from_str(event).unwrap();
        assert_eq!(piece.get("usage"), None, "not asked for");
        let call = &piece["choices"][0]["delta"]["tool_calls"][0];
        if call["id"].is_string() {
            assert_eq!(call["function"]["name"], "tell");
            id = call["id"].clone();
        }
        if let Some(fragment) = call["function"]["arguments"].as_str() {
            arguments.push_str(fragment);
            fragments += 1;
        }
    }
    assert!(fragments > 3, "{stream}");
    let args: Map<String, Value> = serde_json::from_str(&arguments).unwrap();
    assert_eq!(args, told());

    let call = json!({"id": id, "type": "function",
                      "function": {"name": "tell", "arguments": arguments}});
    let mut body = body;
    let messages = body["messages"].as_array_mut().unwrap();
    messages.push(json!({"role": "assistant", "content": null, "tool_calls": [call]}));
    let unanswered = server.post(CHAT, &body).await;
    assert_eq!(unanswered.status(), 400, "a call must be answered");
    let messages = body["messages"].as_array_mut().unwrap();
    messages.push(json!({"role": "tool", "tool_call_id": id, "content": "{\"output\": 1}"}));
    body["stream"] = json!(false);
    let whole: Value = server.post(CHAT, &body).await.json().await.unwrap();
    assert_eq!(whole["choices"][0]["message"]["content"], "It is told.");
    let messages = body["messages"].as_array_mut().unwrap();
    messages.push(json!({"role": "tool", "tool_call_id": id, "content": "again"}));
    assert_eq!(server.post(CHAT, &body).await.status(), 400, "and once only");
}

#[tokio::test]
async fn faults_speak_this_protocol_too() {
    let server = Server::start(|config| {
        config.faults.push_chat([
            Fault::RateLimited { retry_seconds: 1.5 },
            Fault::DailyQuota,
            Fault::Internal,
            Fault::Unavailable,
            Fault::MalformedCall,
            Fault::EmptyStop,
            Fault::Blocked,
            Fault::MaxTokens,
        ]);
    })
    .await;
    let body = ask("What can you do?", json!({}));
    let limited = server.post(CHAT, &body).await;
    assert_eq!(
        (limited.status().as_u16(), &limited.headers()["retry-after"]),
        (429, &"2".parse().unwrap())
    );
    let limited: Value = limited.json().await.unwrap();
    assert_eq!(limited["error"]["code"], "rate_limit_exceeded");
    let daily: Value = server.post(CHAT, &body).await.json().await.unwrap();
    assert_eq!(daily["error"]["code"], "insufficient_quota");
    for status in [500, 503] {
        assert_eq!(server.post(CHAT, &body).await.status(), status);
    }
    for finish in ["tool_calls", "stop", "content_filter", "length"] {
        let whole: Value = server.post(CHAT, &body).await.json().await.unwrap();
        assert_eq!(whole["choices"][0]["finish_reason"], finish);
        let call = &whole["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"];
        let unreadable =
            call.as_str().is_some_and(|text| serde_json::from_str::<Value>(text).is_err());
        assert_eq!(unreadable, finish == "tool_calls");
    }
    let body = ask("What can you do?", json!({"stream": true}));
    server
        .post(
            "/_faults",
            &json!({"chat": [{"kind": "stream_error", "after": 2},
                                             {"kind": "stream_cut", "after": 2}]}),
        )
        .await;
    let broken = server.post(CHAT, &body).await.text().await.unwrap();
    let last: Value = serde_json::from_str(events(&broken)[2]).unwrap();
    assert_eq!(last["error"]["type"], "overloaded_error");
    assert!(server.post(CHAT, &body).await.text().await.is_err(), "cut");
}

#[tokio::test]
async fn the_same_vectors_as_over_the_other_protocol() {
    let server = Server::start(|_| {}).await;
    let path = "/v1beta/models/all-MiniLM-L6-v2:embedContent";
    let other = json!({"content": {"parts": [{"text": "red bins"}]}});
    let other: Value = server.post(path, &other).await.json().await.unwrap();
    let embed = async |body: Value| {
        let answer = server.post("/v1/embeddings", &body).await;
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
    };
    let (_, many) =
        embed(json!({"model": "all-MiniLM-L6-v2", "input": ["blue bins", "red bins"]})).await;
    assert_eq!(many["data"][1]["embedding"], other["embedding"]["values"]);
    assert_eq!((&many["data"][1]["index"], many["data"].as_array().unwrap().len()), (&json!(1), 2));
    let (_, short) =
        embed(json!({"model": "all-MiniLM-L6-v2", "input": "red bins", "dimensions": 64})).await;
    assert_eq!(short["data"][0]["embedding"].as_array().unwrap().len(), 64);
    for refused in [
        json!({"model": "all-MiniLM-L6-v2", "input": ""}),
        json!({"model": "all-MiniLM-L6-v2", "input": "x", "dimensions": 385}),
        json!({"model": "all-MiniLM-L6-v2"}),
    ] {
        assert_eq!(embed(refused).await.0, 400);
    }
    let (status, error) = embed(json!({"model": "other", "input": "x"})).await;
    assert_eq!((status, &error["error"]["code"]), (404, &json!("model_not_found")));
    let models: Value = server.get("/v1/models").await.json().await.unwrap();
    assert_eq!(models["data"][0]["id"], "offline-steward");
}
