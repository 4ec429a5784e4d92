//! No sentence of a conversation lies in clear where it should not: in the log, in any
//! table that is no read model, in Redis or on the way there, in what processes print.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use futures::StreamExt;
use redis::Value;
use redis::aio::MultiplexedConnection;

use crate::harness::{Cluster, DELIVERY, Log, eventually};

/// Where sentences may stand in clear: what people read, and what they wrote down for all.
const READ_MODELS: [&str; 13] = [
    "tenants",
    "members",
    "conversations",
    "messages",
    "turns",
    "turn_steps",
    "actions",
    "notifications",
    "shifts",
    "documents",
    "document_versions",
    "chunks",
    "embeddings",
];

/// Every command that Redis was sent, as it came.
pub(crate) type Wire = Arc<Mutex<Vec<String>>>;

/// Listens to all commands from now on.
pub(crate) async fn listen_in(redis_url: &str) -> Wire {
    let wire = Wire::default();
    let heard = wire.clone();
    let client = redis::Client::open(redis_url).unwrap();
    let mut commands = client.get_async_monitor().await.unwrap().into_on_message::<String>();
    tokio::spawn(async move {
        while let Some(command) = commands.next().await {
            heard.lock().unwrap().push(command);
        }
    });
    wire
}

/// Looks for everything that was `said`, whole and in fragments, everywhere.
pub(crate) async fn assert_sealed(cluster: &Cluster, log: &Log, wire: &Wire, said: &[String]) {
    let needles: BTreeSet<String> = said.iter().flat_map(|text| fragments(text)).collect();
    let mut places = vec![];
    for table in tables(log).await {
        let rows: Vec<String> =
            log.column(&format!("SELECT row_to_json(t)::text FROM {table} t")).await;
        assert!(table != "events" || rows.len() > 50, "the log is empty");
        places.extend(rows.into_iter().map(|row| (format!("table {table}"), row)));
    }
    // An address stands where its owner signs in by it, and nowhere else.
    let addresses = ["luigi@pizza.com", "peach@pizza.com", "john@oakst.com"];
    let keys = redis_contents(&cluster.redis.url()).await;
    assert!(keys.iter().any(|(key, _)| key.ends_with(":events")), "no log's stream in Redis");
    assert!(keys.iter().any(|(key, _)| key.contains(":turn:")), "no running answer in Redis");
    places.extend(keys.into_iter().map(|(key, value)| (format!("Redis key {key}"), value)));
    eventually("the running answers were heard on the wire", async || {
        let heard = wire.lock().unwrap();
        heard
            .iter()
            .any(|command| command.contains("XADD") && command.contains(":turn:"))
            .then_some(())
    })
    .await;
    let heard = wire.lock().unwrap().clone();
    places.extend(heard.into_iter().map(|command| ("command to Redis".to_owned(), command)));
    places.extend(cluster.logs().into_iter().flat_map(|(file, text)| {
        let lines = text.lines().map(|line| (file.clone(), line.to_owned())).collect::<Vec<_>>();
        assert!(
            !file.starts_with("agent-worker-1.err") || lines.len() > 20,
            "{file} has no debug log"
        );
        lines
    }));

    let mut leaks = BTreeSet::new();
    for (place, text) in places {
        let text = text.to_lowercase();
        let sentences = needles.iter().map(String::as_str);
        let addresses = addresses.into_iter().filter(|_| place != "table accounts");
        let found = sentences.chain(addresses).find(|needle| text.contains(needle));
        leaks.extend(found.map(|needle| {
            let around: String = text.chars().take(400).collect();
            format!("{needle:?} in {place}: {around}")
        }));
    }
    assert!(leaks.is_empty(), "{} leaks:\n{}", leaks.len(), Vec::from_iter(leaks).join("\n"));
    // The same look finds them where they belong, so it can find something.
    let shown: Vec<String> = log.column("SELECT row_to_json(m)::text FROM messages m").await;
    let shown = shown.join("\n").to_lowercase();
    assert!(fragments(DELIVERY).iter().all(|needle| shown.contains(needle)));
}

/// Every table that is no read model, as the catalogue has them: none can be forgotten.
async fn tables(log: &Log) -> Vec<String> {
    let mut tables: Vec<String> =
        log.column("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'").await;
    assert!(READ_MODELS.iter().all(|known| tables.iter().any(|table| table == known)));
    tables.retain(|table| !READ_MODELS.contains(&table.as_str()));
    tables
}

/// A text, and each five words of it that follow each other.
fn fragments(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(5.min(words.len())).map(|words| words.join(" ")).chain([text.clone()]).collect()
}

/// Every key with all that it holds.
pub(crate) async fn redis_contents(url: &str) -> Vec<(String, String)> {
    let client = redis::Client::open(url).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let keys: Vec<String> = redis::cmd("KEYS").arg("*").query_async(&mut connection).await.unwrap();
    let mut contents = Vec::new();
    for key in keys {
        let value = redis_value(&mut connection, &key).await;
        contents.push((key, value));
    }
    contents
}

async fn redis_value(connection: &mut MultiplexedConnection, key: &str) -> String {
    let kind: String = redis::cmd("TYPE").arg(key).query_async(connection).await.unwrap();
    let (command, arguments): (&str, &[&str]) = match kind.as_str() {
        "string" => ("GET", &[]),
        "hash" => ("HGETALL", &[]),
        "set" => ("SMEMBERS", &[]),
        "list" => ("LRANGE", &["0", "-1"]),
        "zset" => ("ZRANGE", &["0", "-1"]),
        "stream" => ("XRANGE", &["-", "+"]),
        // It ended its time since the keys were listed.
        "none" => return String::new(),
        other => panic!("{key} is a {other}"),
    };
    let mut read = redis::cmd(command);
    read.arg(key).arg(arguments);
    let value: Value = read.query_async(connection).await.unwrap();
    let mut text = String::new();
    flatten(&value, &mut text);
    text
}

fn flatten(value: &Value, text: &mut String) {
    match value {
        Value::BulkString(bytes) => text.push_str(&String::from_utf8_lossy(bytes)),
        Value::SimpleString(word) => text.push_str(word),
        Value::Array(values) | Value::Set(values) => {
            values.iter().for_each(|value| flatten(value, text));
        }
        Value::Map(pairs) => pairs.iter().for_each(|(name, value)| {
            flatten(name, text);
            flatten(value, text);
        }),
        other => text.push_str(&format!("{other:?}")),
    }
    text.push('\n');
}
