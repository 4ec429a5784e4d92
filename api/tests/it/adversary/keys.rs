//! Everything that lies in a Redis.

/// Keys and values as text, one after the other.
pub(super) async fn everything(client: &redis::Client) -> String {
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let keys: Vec<Vec<u8>> =
        redis::cmd("KEYS").arg("*").query_async(&mut connection).await.unwrap();
    let mut text = String::new();
    for key in keys {
        text.push_str(&String::from_utf8_lossy(&key));
        text.push('\n');
        let kind: String = redis::cmd("TYPE").arg(&key).query_async(&mut connection).await.unwrap();
        let read: &[&str] = match kind.as_str() {
            "string" => &["GET"],
            "hash" => &["HGETALL"],
            "list" => &["LRANGE", "0", "-1"],
            "set" => &["SMEMBERS"],
            "zset" => &["ZRANGE", "0", "-1"],
            "stream" => &["XRANGE", "-", "+"],
            // It ran out in between.
            "none" => continue,
            other => panic!("a {other} in Redis: say how it is read"),
        };
        let mut command = redis::cmd(read[0]);
        command.arg(&key).arg(&read[1..]);
        let value: redis::Value = command.query_async(&mut connection).await.unwrap();
        tell(&value, &mut text);
    }
    text
}

fn tell(value: &redis::Value, text: &mut String) {
    match value {
        redis::Value::BulkString(bytes) => text.push_str(&String::from_utf8_lossy(bytes)),
        redis::Value::SimpleString(line) => text.push_str(line),
        redis::Value::Array(values) | redis::Value::Set(values) => {
            values.iter().for_each(|value| tell(value, text));
        }
        redis::Value::Map(pairs) => pairs.iter().for_each(|(key, value)| {
            tell(key, text);
            tell(value, text);
        }),
        other => text.push_str(&format!("{other:?}")),
    }
    text.push('\n');
}
