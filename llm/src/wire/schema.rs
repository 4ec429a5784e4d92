//! Schemas of tools' arguments, reduced to what every server can serve.

use serde_json::{Map, Value};

/// Bounds that count against an opaque budget of Gemini's service or blow up the grammar
/// that a server of one's own makes of them, and words that they do not know. Arguments are
/// checked in code anyway.
const DROPPED: &[&str] = &[
    "maxItems",
    "minItems",
    "maxLength",
    "minLength",
    "pattern",
    "uniqueItems",
    "default",
    "examples",
    "$schema",
];

/// Keywords whose members are names chosen by the author, not keywords.
const NAMED: &[&str] = &["properties", "$defs", "definitions"];

/// The schema without what is better checked in code.
pub(crate) fn reduce(schema: &Value) -> Value {
    match schema {
        Value::Object(keywords) => {
            let kept = keywords.iter().filter(|(key, _)| !DROPPED.contains(&key.as_str()));
            let reduced = kept.map(|(key, value)| {
                let value = match value {
                    Value::Object(names) if NAMED.contains(&key.as_str()) => Value::Object(
                        names.iter().map(|(name, schema)| (name.clone(), reduce(schema))).collect(),
                    ),
                    // Values, not schemas.
                    value if key == "enum" || key == "const" => value.clone(),
                    value => reduce(value),
                };
                (key.clone(), value)
            });
            Value::Object(reduced.collect::<Map<_, _>>())
        }
        Value::Array(schemas) => schemas.iter().map(reduce).collect(),
        value => value.clone(),
    }
}

/// Whether a tool takes any arguments.
pub(crate) fn has_properties(schema: &Value) -> bool {
    schema.get("properties").and_then(Value::as_object).is_some_and(|names| !names.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn drops_bounds_but_not_properties_of_the_same_name() {
        let reduced = reduce(&json!({
            "type": "object", "$schema": "x", "required": ["pattern"],
            "properties": {
                "pattern": {"type": "string", "maxLength": 5},
                "maxItems": {"type": "array", "maxItems": 9, "items": {"minLength": 1, "type": "string"}},
                "kind": {"enum": ["default", "pattern"]},
            },
        }));
        assert_eq!(
            reduced,
            json!({
                "type": "object", "required": ["pattern"],
                "properties": {
                    "pattern": {"type": "string"},
                    "maxItems": {"type": "array", "items": {"type": "string"}},
                    "kind": {"enum": ["default", "pattern"]},
                },
            })
        );
    }
}
