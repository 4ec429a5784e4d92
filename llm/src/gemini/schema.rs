//! Tool declarations.

use serde_json::{Value, json};

use crate::{
    ToolDeclaration,
    wire::schema::{has_properties, reduce},
};

/// A `functionDeclaration`. One without parameters has no schema at all: an empty object
/// is refused by some models.
pub(super) fn declaration(tool: &ToolDeclaration) -> Value {
    let mut declaration = json!({"name": tool.name, "description": tool.description});
    if has_properties(&tool.parameters) {
        declaration["parametersJsonSchema"] = reduce(&tool.parameters);
    }
    declaration
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declare(parameters: Value) -> Value {
        declaration(&ToolDeclaration { name: "t".into(), description: "d".into(), parameters })
    }

    #[test]
    fn a_tool_without_arguments_has_no_schema() {
        for empty in [Value::Null, json!({"type": "object", "properties": {}})] {
            assert_eq!(declare(empty), json!({"name": "t", "description": "d"}));
        }
    }
}
