//! Tool declarations, with schemas reduced to what Gemini can serve.

use serde_json::{Map, Value, json};

use crate::ToolDeclaration;

/// Bounds that count against an opaque budget of the service, and words that it does not
/// know. Arguments are checked in code anyway.
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

/// A `functionDeclaration`. One without parameters has no schema at all: an empty object
/// is refused by some models.
pub(super) fn declaration(tool: &ToolDeclaration) -> Value {
    let mut declaration = json!({"name": tool.name, "description": tool.description});
    let takes_arguments =
        tool.parameters.get("properties").and_then(Value::as_object).is_some_and(|p| !p.is_empty());
    if takes_arguments {
        declaration["parametersJsonSchema"] = reduce(&tool.parameters);
    }
    declaration
}

fn reduce(schema: &Value) -> Value {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn declare(parameters: Value) -> Value {
        declaration(&ToolDeclaration { name: "t".into(), description: "d".into(), parameters })
    }

    #[test]
    fn drops_bounds_but_not_properties_of_the_same_name() {
        let declared = declare(json!({
            "type": "object", "$schema": "x", "required": ["pattern"],
            "properties": {
                "pattern": {"type": "string", "maxLength": 5},
                "maxItems": {"type": "array", "maxItems": 9, "items": {"minLength": 1, "type": "string"}},
                "kind": {"enum": ["default", "pattern"]},
            },
        }));
        assert_eq!(
            declared["parametersJsonSchema"],
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

    #[test]
    fn a_tool_without_arguments_has_no_schema() {
        for empty in [Value::Null, json!({"type": "object", "properties": {}})] {
            assert_eq!(declare(empty), json!({"name": "t", "description": "d"}));
        }
    }
}
