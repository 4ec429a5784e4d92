//! JSON changed a little: still JSON, so that what comes after its parser is reached.

use serde_json::{Map, Value, json};

use crate::Choices;

/// Strings that mean something to somebody.
const STRINGS: &[&str] = &[
    "",
    " ",
    "\0",
    "a\"b\\c",
    "é日\u{1F600}",
    "\u{202e}",
    "1",
    "-1",
    "true",
    "00000000-0000-0000-0000-000000000000",
    "01920000-0000-7000-8000-000000000001",
    "2016-12-31T23:59:60Z",
    "2016-12-31T23:59:60.999999999Z",
    "+262142-12-31T23:59:59Z",
    "-262143-01-01T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "2026-11-24T09:00:00.123456789+14:00",
    "23:59:60",
    "Europe/Rome",
    "member:",
    "steward",
    "system:",
    "$personal",
    "$sealed",
    "$erased",
];

/// One of the JSON texts in `text` (all of it, or a line's from its first bracket on) with one
/// change; none when there is no JSON.
pub(crate) fn changed(
    text: &[u8],
    seeds: &[Vec<u8>],
    choices: &mut Choices<'_>,
) -> Option<Vec<u8>> {
    if let Ok(value) = serde_json::from_slice(text) {
        return Some(change(value, seeds, choices).to_string().into_bytes());
    }
    let mut lines: Vec<Vec<u8>> =
        text.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let at = choices.below(lines.len());
    let line = lines.get_mut(at)?;
    let from = line.iter().position(|byte| matches!(byte, b'{' | b'['))?;
    let (before, json) = line.split_at_checked(from)?;
    let end = json.trim_ascii_end().len();
    let value = serde_json::from_slice(json.get(..end)?).ok()?;
    let changed = change(value, seeds, choices).to_string();
    *line = [before, changed.as_bytes(), json.get(end..)?].concat();
    Some(lines.concat())
}

fn change(mut value: Value, seeds: &[Vec<u8>], choices: &mut Choices<'_>) -> Value {
    let others: Vec<Value> = {
        let seed = choices.one_of(seeds).and_then(|seed| serde_json::from_slice(seed).ok());
        let from: Value = seed.unwrap_or_else(|| value.clone());
        let mut all = Vec::new();
        each(&from, &mut |node| all.push(node.clone()));
        all
    };
    let mut count = 0;
    each(&value, &mut |_| count += 1);
    let mut skipped = choices.below(count);
    if let Some(node) = nth(&mut value, &mut skipped) {
        alter(node, &others, choices);
    }
    value
}

/// Tells of each value, from the outermost in.
fn each(value: &Value, tell: &mut impl FnMut(&Value)) {
    tell(value);
    match value {
        Value::Array(items) => items.iter().for_each(|item| each(item, tell)),
        Value::Object(map) => map.values().for_each(|item| each(item, tell)),
        _ => {}
    }
}

/// The value that so many others come before.
fn nth<'a>(value: &'a mut Value, skipped: &mut usize) -> Option<&'a mut Value> {
    if *skipped == 0 {
        return Some(value);
    }
    *skipped -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, skipped)),
        Value::Object(map) => map.values_mut().find_map(|item| nth(item, skipped)),
        _ => None,
    }
}

fn alter(node: &mut Value, others: &[Value], choices: &mut Choices<'_>) {
    match choices.below(9) {
        0 | 1 => *node = scalar(choices),
        2 => *node = choices.one_of(others).cloned().unwrap_or_default(),
        3 => remove(node, choices),
        4 => add(node, others, choices),
        5 => *node = json!([node.take()]),
        6 => {
            let key = choices.one_of(STRINGS).copied().unwrap_or_default();
            *node = Value::Object(Map::from_iter([(key.to_owned(), node.take())]));
        }
        7 => {
            let about = json!(["01920000-0000-7000-8000-000000000001"]);
            *node = match choices.below(3) {
                0 => json!({ "$personal": { "about": about, "value": node.take() } }),
                1 => json!({ "$erased": { "about": about } }),
                _ => json!({ "$personal": { "about": [], "value": node.take() } }),
            };
        }
        _ => {
            let depth = [1, 20, 140][choices.below(3)];
            for _ in 0..depth {
                *node = json!([node.take()]);
            }
        }
    }
}

fn scalar(choices: &mut Choices<'_>) -> Value {
    let numbers = [
        json!(0),
        json!(1),
        json!(-1),
        json!(u8::MAX),
        json!(u32::MAX),
        json!(i64::MIN),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(1e39),
        json!(-0.0),
        json!(0.1),
        json!(f64::MAX),
    ];
    match choices.below(4) {
        0 => [json!(null), json!(true), json!({}), json!([])][choices.below(4)].clone(),
        1 => choices.one_of(&numbers).cloned().unwrap_or_default(),
        2 => "x".repeat(choices.below(5000)).into(),
        _ => choices.one_of(STRINGS).copied().unwrap_or_default().into(),
    }
}

fn remove(node: &mut Value, choices: &mut Choices<'_>) {
    match node {
        Value::Array(items) if !items.is_empty() => {
            items.remove(choices.below(items.len()));
        }
        Value::Object(map) => {
            if let Some(key) = map.keys().nth(choices.below(map.len())).cloned() {
                map.remove(&key);
            }
        }
        other => *other = Value::Null,
    }
}

fn add(node: &mut Value, others: &[Value], choices: &mut Choices<'_>) {
    let more = choices.one_of(others).cloned().unwrap_or_default();
    match node {
        Value::Array(items) => items.insert(choices.below(items.len() + 1), more),
        Value::Object(map) => {
            let known: Vec<&String> =
                others.iter().filter_map(Value::as_object).flat_map(Map::keys).collect();
            let key = choices.one_of(&known).map_or("more".to_owned(), |key| (*key).clone());
            map.insert(key, more);
        }
        Value::String(text) => text.push_str(choices.one_of(STRINGS).copied().unwrap_or_default()),
        other => *other = more,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_stays_json_wherever_it_stands() {
        let seeds = [br#"{"a":{"b":[1,"x"]},"c":null}"#.to_vec(), b"data: {\"a\":1}\r\n".to_vec()];
        let mut random: u64 = 7;
        for round in 0..2_000_usize {
            let bytes: Vec<u8> = (0..12)
                .map(|_| {
                    random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    (random >> 56) as u8
                })
                .collect();
            let changed = changed(&seeds[round % 2], &seeds, &mut Choices::of(&bytes)).unwrap();
            let json = changed.strip_prefix(b"data: ").unwrap_or(&changed).trim_ascii();
            let deep = json.windows(100).any(|window| window.iter().all(|byte| *byte == b'['));
            assert!(deep || serde_json::from_slice::<Value>(json).is_ok());
        }
        assert_eq!(changed(b"no json", &seeds, &mut Choices::of(&[1])), None);
    }
}
