//! The operations of the OpenAPI document, and requests for them that name what belongs
//! to somebody else.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::support::{PASSWORD, in_hours};

/// What there is of a business, by the name that paths and bodies give it.
pub(super) type Ids = BTreeMap<&'static str, Uuid>;

/// An operation.
#[derive(Debug, Clone)]
pub(super) struct Operation {
    pub(super) method: String,
    pub(super) path: String,
    parameters: Vec<Value>,
    body: Option<(String, Value)>,
    schemas: Value,
}

/// A request for one.
#[derive(Debug, Clone)]
pub(super) struct Attempt {
    pub(super) path: String,
    /// Its type, and what it says.
    pub(super) body: Option<(String, Value)>,
}

/// What an operation is filled with.
pub(super) struct Filling<'a> {
    pub(super) ids: &'a Ids,
    pub(super) email: &'a str,
    /// `next_cursor` of the same list as its owner sees it.
    pub(super) cursor: Option<&'a str>,
}

/// Every operation of a document.
pub(super) fn operations(document: &Value) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if !["get", "post", "put", "delete", "patch"].contains(&method.as_str()) {
                continue;
            }
            let contents = operation["requestBody"]["content"].as_object();
            let body = contents.and_then(|contents| contents.iter().next());
            operations.push(Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                parameters: operation["parameters"].as_array().cloned().unwrap_or_default(),
                body: body.map(|(kind, content)| (kind.clone(), content["schema"].clone())),
                schemas: document["components"]["schemas"].clone(),
            });
        }
    }
    operations
}

impl Operation {
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Whether its path names a thing.
    pub(super) fn has_id(&self) -> bool {
        self.path.contains('{')
    }

    /// Whether it is a list that is read on by a cursor.
    pub(super) fn is_list(&self) -> bool {
        self.method == "GET" && self.parameters.iter().any(|given| given["name"] == "cursor")
    }

    /// Requests that name foreign things in every place where one can be named; an error
    /// when some id has no known filling.
    pub(super) fn attempts(&self, filling: &Filling<'_>) -> Result<Vec<Attempt>, String> {
        let path = self.filled_path(filling)?;
        let bodies = self.bodies(filling)?;
        let mut attempts: Vec<Attempt> =
            bodies.into_iter().map(|body| Attempt { path: path.clone(), body }).collect();
        for parameter in self.parameters.iter().filter(|given| given["in"] == "query") {
            let name = parameter["name"].as_str().unwrap_or_default();
            let value = match name {
                "cursor" => match filling.cursor {
                    Some(cursor) => cursor.to_owned(),
                    None => continue,
                },
                "of" => "conversations".to_owned(),
                "from" | "to" => self.id("position", filling)?.as_u128().to_string(),
                _ if is_id(&parameter["schema"]) => self.id(name, filling)?.to_string(),
                _ if parameter["required"] == true => "made-up".to_owned(),
                _ => continue,
            };
            let mark = if path.contains('?') { '&' } else { '?' };
            attempts.push(Attempt { path: format!("{path}{mark}{name}={value}"), body: None });
        }
        Ok(attempts)
    }

    /// Streams are named by type and id: that of a conversation here.
    fn filled_path(&self, filling: &Filling<'_>) -> Result<String, String> {
        let mut parts: Vec<String> = Vec::new();
        for part in self.path.split('/') {
            let before = parts.last().map_or("", String::as_str).to_owned();
            parts.push(match part {
                "{type}" => "Conversation".to_owned(),
                // A projection.
                "{name}" => "tasks".to_owned(),
                // A number, kept among the ids.
                "{position}" => self.id("position", filling)?.as_u128().to_string(),
                "{message_id}" => self.id("message_id", filling)?.to_string(),
                "{id}" | "{member_id}" => self.id(&before, filling)?.to_string(),
                part if part.contains('{') => return Err(self.unfilled(part)),
                part => part.to_owned(),
            });
        }
        Ok(parts.join("/"))
    }

    fn id(&self, name: &str, filling: &Filling<'_>) -> Result<Uuid, String> {
        filling.ids.get(name).copied().ok_or_else(|| self.unfilled(name))
    }

    fn unfilled(&self, what: &str) -> String {
        format!("{}: there is no filling for the id {what:?}; add it to `Things::ids`", self.name())
    }

    /// One body with what is required, and one more for each id that may be named.
    fn bodies(&self, filling: &Filling<'_>) -> Result<Vec<Option<(String, Value)>>, String> {
        let Some((kind, schema)) = &self.body else { return Ok(vec![None]) };
        if kind != "application/json" {
            return Ok(vec![Some((kind.clone(), Value::Null))]);
        }
        let schema = self.resolved(schema);
        let required = self.object(schema, filling)?;
        let mut bodies = vec![required.clone()];
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            if is_id(field) && !required.contains_key(name) {
                let mut body = required.clone();
                body.insert(name.clone(), json!(self.id(name, filling)?));
                bodies.push(body);
            }
        }
        Ok(bodies.into_iter().map(|body| Some((kind.clone(), Value::Object(body)))).collect())
    }

    fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let name = schema["$ref"].as_str().and_then(|to| to.rsplit('/').next());
        name.map_or(schema, |name| &self.schemas[name])
    }

    fn object(&self, schema: &Value, filling: &Filling<'_>) -> Result<Map<String, Value>, String> {
        let mut object = Map::new();
        for name in schema["required"].as_array().into_iter().flatten() {
            let name = name.as_str().unwrap_or_default();
            let value = self.value(name, &schema["properties"][name], filling)?;
            object.insert(name.to_owned(), value);
        }
        Ok(object)
    }

    fn value(&self, name: &str, schema: &Value, filling: &Filling<'_>) -> Result<Value, String> {
        let schema = self.resolved(schema);
        if is_id(schema) {
            return Ok(json!(self.id(name, filling)?));
        }
        if let Some(first) = schema["enum"].as_array().and_then(|values| values.first()) {
            return Ok(first.clone());
        }
        let known = match name {
            "email" => json!(filling.email),
            "password" => json!(PASSWORD),
            // It stays as it is.
            "current_password" => json!("a wrong one"),
            "new_password" => json!("a phrase that nobody guesses 47"),
            "time_zone" => json!("Europe/Rome"),
            "locale" => json!("en"),
            "from" => json!("22:00:00"),
            "to" => json!("07:00:00"),
            "ends_at" => json!(in_hours(31)),
            "scopes" => json!(["tasks:read"]),
            // What finds the victim's documents when it is allowed to.
            "query" => json!("basil from the garden behind the house"),
            _ if schema["format"] == "date-time" => json!(in_hours(30)),
            _ => Value::Null,
        };
        if !known.is_null() {
            return Ok(known);
        }
        let kinds = schema["type"].as_array().cloned().unwrap_or(vec![schema["type"].clone()]);
        Ok(match kinds[0].as_str() {
            Some("object") => Value::Object(self.object(schema, filling)?),
            Some("array") => json!([]),
            Some("integer" | "number") => schema["minimum"].as_u64().unwrap_or(1).into(),
            Some("boolean") => json!(true),
            Some("string") => json!("a probe"),
            _ => Value::Null,
        })
    }
}

/// Whether a value is the id of something.
fn is_id(schema: &Value) -> bool {
    schema["format"] == "uuid"
}
