//! The chat request and the checks that the real service makes before it answers.

use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{error::WireError, response::signature};

/// `generateContent`'s body, as far as this server reads it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct GenerateRequest {
    /// The conversation, oldest first.
    #[serde(deserialize_with = "null")]
    pub contents: Vec<Content>,
    /// Persona and rules.
    #[serde(alias = "system_instruction")]
    pub system_instruction: Option<Content>,
    /// Declared functions.
    #[serde(deserialize_with = "null")]
    pub tools: Vec<Tool>,
    /// Which of them may be called.
    #[serde(alias = "tool_config")]
    pub tool_config: Option<ToolConfig>,
    /// Limits and formats.
    #[serde(alias = "generation_config")]
    pub generation_config: Option<GenerationConfig>,
}

/// One message.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Content {
    /// `user` or `model`; absent means `user`.
    pub role: Option<String>,
    /// Its parts.
    #[serde(deserialize_with = "null")]
    pub parts: Vec<Part>,
}

/// One part of a message.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Part {
    /// Plain text.
    pub text: Option<String>,
    /// A call the model made.
    #[serde(alias = "function_call")]
    pub function_call: Option<FunctionCall>,
    /// The client's answer to a call.
    #[serde(alias = "function_response")]
    pub function_response: Option<FunctionResponse>,
    /// The opaque signature that came with the part.
    #[serde(alias = "thought_signature")]
    pub thought_signature: Option<String>,
}

/// A call of a declared function.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FunctionCall {
    /// The call's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The function.
    pub name: String,
    /// Its arguments.
    #[serde(default, deserialize_with = "null")]
    pub args: Map<String, Value>,
}

/// The answer to a call.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct FunctionResponse {
    /// The function.
    pub name: String,
    /// What it answered.
    #[serde(default, deserialize_with = "null")]
    pub response: Map<String, Value>,
}

/// A group of declared functions.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Tool {
    /// The functions.
    #[serde(alias = "function_declarations", deserialize_with = "null")]
    pub function_declarations: Vec<FunctionDeclaration>,
}

/// A declared function; only its name matters here.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct FunctionDeclaration {
    /// Its name.
    pub name: String,
}

/// Which functions may be called.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ToolConfig {
    /// The mode and the allowed names.
    #[serde(alias = "function_calling_config")]
    pub function_calling_config: FunctionCallingConfig,
}

/// See [`ToolConfig`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct FunctionCallingConfig {
    /// `AUTO`, `ANY`, `NONE` or `VALIDATED`.
    #[serde(deserialize_with = "null")]
    pub mode: String,
    /// Empty means all.
    #[serde(alias = "allowed_function_names", deserialize_with = "null")]
    pub allowed_function_names: Vec<String>,
}

/// Limits and formats.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct GenerationConfig {
    /// The longest answer, in tokens.
    #[serde(alias = "max_output_tokens")]
    pub max_output_tokens: Option<usize>,
    /// Only `text/plain` is supported.
    #[serde(alias = "response_mime_type")]
    pub response_mime_type: Option<String>,
}

/// JSON `null` means the default, as in protobuf's JSON mapping.
pub(crate) fn null<'de, D: Deserializer<'de>, T: Default + DeserializeOwned>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

const REQUEST_FIELDS: [&str; 11] = [
    "model",
    "contents",
    "systemInstruction",
    "tools",
    "toolConfig",
    "safetySettings",
    "generationConfig",
    "cachedContent",
    "serviceTier",
    "store",
    "labels",
];
const PART_FIELDS: [&str; 14] = [
    "text",
    "inlineData",
    "fileData",
    "functionCall",
    "functionResponse",
    "executableCode",
    "codeExecutionResult",
    "toolCall",
    "toolResponse",
    "thought",
    "thoughtSignature",
    "videoMetadata",
    "partMetadata",
    "mediaResolution",
];

/// Accepts `camelCase` and `snake_case`, and words a stranger as the real service does.
fn known_fields(value: &Value, known: &[&str], at: &str) -> Result<(), WireError> {
    for name in value.as_object().into_iter().flat_map(Map::keys) {
        let plain = name.replace('_', "").to_lowercase();
        if !known.iter().any(|field| field.to_lowercase() == plain) {
            let place = if at.is_empty() { String::new() } else { format!(" at '{at}'") };
            return Err(WireError::invalid(format!(
                "Invalid JSON payload received. Unknown name \"{name}\"{place}: Cannot find field."
            )));
        }
    }
    Ok(())
}

/// Parses and checks a chat request.
pub fn parse(body: &Value) -> Result<GenerateRequest, WireError> {
    known_fields(body, &REQUEST_FIELDS, "")?;
    let contents = body["contents"].as_array().into_iter().flatten();
    for (index, content) in contents.enumerate() {
        known_fields(content, &["role", "parts"], &format!("contents[{index}]"))?;
        for (part, value) in content["parts"].as_array().into_iter().flatten().enumerate() {
            known_fields(value, &PART_FIELDS, &format!("contents[{index}].parts[{part}]"))?;
        }
    }
    let request: GenerateRequest = serde_json::from_value(body.clone()).map_err(|error| {
        WireError::invalid(format!("Invalid JSON payload received. Invalid value: {error}"))
    })?;
    request.check()?;
    Ok(request)
}

impl Content {
    fn calls(&self) -> impl Iterator<Item = (&FunctionCall, Option<&String>)> {
        self.parts.iter().filter_map(|part| {
            part.function_call.as_ref().map(|call| (call, part.thought_signature.as_ref()))
        })
    }

    fn responses(&self) -> usize {
        self.parts.iter().filter(|part| part.function_response.is_some()).count()
    }

    pub(crate) fn is_model(&self) -> bool {
        self.role.as_deref() == Some("model")
    }
}

impl GenerateRequest {
    /// Where the current turn begins: the last user message with ordinary content.
    #[must_use]
    pub fn turn_start(&self) -> usize {
        let ordinary = |content: &Content| !content.is_model() && content.responses() == 0;
        self.contents.iter().rposition(ordinary).unwrap_or(0)
    }

    fn check(&self) -> Result<(), WireError> {
        let Some(last) = self.contents.last() else {
            return Err(WireError::invalid(
                "* GenerateContentRequest.contents: contents is not specified\n",
            ));
        };
        for content in &self.contents {
            if !matches!(content.role.as_deref(), None | Some("user" | "model" | "function")) {
                return Err(WireError::invalid("Please use a valid role: user, model."));
            }
            if content.parts.is_empty() {
                return Err(WireError::invalid(
                    "* GenerateContentRequest.contents.parts: contents.parts must not be empty.\n",
                ));
            }
        }
        if last.is_model() {
            return Err(WireError::invalid(
                "Requests ending with a model turn are not supported unless the last part is a \
                 function response.",
            ));
        }
        let mime = self.generation_config.as_ref().and_then(|c| c.response_mime_type.as_deref());
        if mime.is_some_and(|mime| mime != "text/plain") {
            return Err(WireError::invalid("The offline model answers in text/plain only."));
        }
        self.check_calls()
    }

    /// Every call is answered in the next content; in the current turn each step is signed.
    fn check_calls(&self) -> Result<(), WireError> {
        let start = self.turn_start();
        for (index, content) in self.contents.iter().enumerate() {
            let calls = content.calls().count();
            if calls > 0 && self.contents.get(index + 1).is_none_or(|c| c.responses() != calls) {
                return Err(WireError::invalid(
                    "Please ensure that the number of function response parts is equal to the \
                     number of function call parts of the function call turn.",
                ));
            }
            let first = content.calls().next().filter(|_| index > start);
            match first {
                Some((call, None)) => {
                    return Err(WireError::invalid(format!(
                        "Function call is missing a thought_signature in functionCall parts. \
                         This is required for tools to work correctly, and missing \
                         thought_signature may lead to degraded model performance. Additional \
                         data, function call `default_api:{}`, position {}.",
                        call.name,
                        index + 1
                    )));
                }
                Some((call, Some(given))) if !valid_signature(call, given) => {
                    return Err(WireError::invalid("Corrupted thought signature."));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn valid_signature(call: &FunctionCall, given: &str) -> bool {
    let skip = ["skip_thought_signature_validator", "context_engineering_is_the_way_to_go"];
    skip.contains(&given) || signature(call) == given
}
