//! `GET|PUT /tenant/agent`: the steward's character, rules and models.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::header::ETAG;
use axum::http::{HeaderMap, HeaderName};
use axum::response::AppendHeaders;
use domain::tenant::{AgentConfigured, Tenant, TenantCommand};
use eventing::Step;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::types::Json as Column;
use utoipa::ToSchema;

use crate::auth::Reader;
use crate::command::Writer;
use crate::error::{ApiError, kinds};
use crate::extract::{Json, based_on_event};
use crate::features::Done;
use crate::openapi::{
    BodyProblems, CommandParams, ReadParams, ReadProblems, RoleProblem, StaleProblem,
};
use crate::permission::Permission;
use crate::state::AppState;

const LONGEST_PERSONA: usize = 2_000;
const MOST_RULES: usize = 50;
const LONGEST_RULE: usize = 500;
/// Fewer tokens do not hold an answer with its thoughts; no model gives more.
const OUTPUT_TOKENS: std::ops::RangeInclusive<u32> = 256..=65_536;

/// The steward of a business.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Agent {
    /// How it presents itself; empty for the usual way. At most 2,000 characters.
    #[serde(default)]
    #[schema(max_length = 2000)]
    persona: String,
    /// Rules of the house that it follows: at most 50 of 500 characters.
    #[serde(default)]
    rules: Vec<String>,
    /// The model that answers, one of `models`; the deployment's default when null.
    #[serde(default)]
    model: Option<String>,
    /// The model that answers when that one cannot, one of `models`; the deployment's
    /// default when null.
    #[serde(default)]
    fallback_model: Option<String>,
    /// Sampling temperature, 0 to 2; models that take none ignore it.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 2)]
    temperature: Option<f32>,
    /// The most tokens of one answer, thinking included: 256 to 65,536.
    #[serde(default)]
    #[schema(minimum = 256, maximum = 65536)]
    max_output_tokens: Option<u32>,
}

/// The steward of a business, and what it can be set to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CurrentAgent {
    #[serde(flatten)]
    agent: Agent,
    /// The models to choose from; the deployment's default is the first.
    models: Vec<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    persona: Option<String>,
    rules: Column<Vec<String>>,
    model: Option<String>,
    fallback_model: Option<String>,
    temperature: Option<f32>,
    max_output_tokens: Option<i32>,
    agent_version: Option<i64>,
}

/// How the steward is set up.
#[utoipa::path(get, path = "/api/v1/tenant/agent", tag = "tenants", params(ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "As it is; its `ETag` goes into `If-Match`", body = CurrentAgent, headers(("ETag" = String))), ReadProblems, RoleProblem))]
pub(crate) async fn agent(
    State(state): State<AppState>,
    reader: Reader,
) -> Result<(AppendHeaders<[(HeaderName, String); 1]>, Answer<CurrentAgent>), ApiError> {
    reader.must(Permission::ReadSettings)?;
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let row: Row = sqlx::query_as(
        "SELECT persona, rules, model, fallback_model, temperature, max_output_tokens, agent_version FROM tenants",
    )
    .fetch_one(&mut *connection)
    .await?;
    let agent = Agent {
        persona: row.persona.unwrap_or_default(),
        rules: row.rules.0,
        model: row.model,
        fallback_model: row.fallback_model,
        temperature: row.temperature,
        max_output_tokens: row.max_output_tokens.map(i32::unsigned_abs),
    };
    let tag = format!("\"{}\"", row.agent_version.unwrap_or_default());
    let models = state.model.offered.clone();
    Ok((AppendHeaders([(ETAG, tag)]), Answer(CurrentAgent { agent, models })))
}

/// Sets the steward up, as a whole: what is left out gets its default.
#[utoipa::path(put, path = "/api/v1/tenant/agent", tag = "tenants",
    params(("If-Match" = String, Header, description = "`ETag` of what was read, or `*`"), CommandParams), security(("bearer" = [])),
    request_body = Agent,
    responses((status = 200, description = "Set up", body = Done), BodyProblems, RoleProblem, StaleProblem,
        (status = 428, description = "Without If-Match", body = crate::error::Problem, content_type = "application/problem+json")))]
pub(crate) async fn set_agent(
    State(state): State<AppState>,
    writer: Writer,
    headers: HeaderMap,
    Json { value, canonical }: Json<Agent>,
) -> Result<Answer<Done>, ApiError> {
    writer.member.must(Permission::ConfigureBusiness)?;
    let command = writer.command(&state, &canonical);
    if let Some(first) = command.recall(&state).await? {
        return Ok(Answer(first));
    }
    let configured = value.parse(&state.model.offered)?;
    let tenant = writer.member.tenant;
    let sequence =
        based_on_event::<Tenant>(&state, tenant, tenant.0, &headers, "AgentConfigured").await?;
    let step = Step::new::<Tenant>(tenant, TenantCommand::ConfigureAgent(configured));
    let step = step.expecting(sequence);
    Ok(Answer(command.run(&state, json!({ "id": tenant }), vec![step]).await?))
}

impl Agent {
    /// Checks it against the models that are offered.
    fn parse(self, offered: &[String]) -> Result<AgentConfigured, ApiError> {
        let mut problems: Vec<(String, String)> = Vec::new();
        let mut check = |fine: bool, pointer: String, problem: String| {
            if !fine {
                problems.push((pointer, problem));
            }
        };
        let length = |text: &str| text.chars().count();
        check(
            length(&self.persona) <= LONGEST_PERSONA,
            "/persona".to_owned(),
            format!("must have at most {LONGEST_PERSONA} characters"),
        );
        check(
            self.rules.len() <= MOST_RULES,
            "/rules".to_owned(),
            format!("must be at most {MOST_RULES}"),
        );
        for (index, rule) in self.rules.iter().enumerate() {
            check(
                !rule.trim().is_empty() && length(rule) <= LONGEST_RULE,
                format!("/rules/{index}"),
                format!("must have 1 to {LONGEST_RULE} characters"),
            );
        }
        for (field, model) in [("model", &self.model), ("fallback_model", &self.fallback_model)] {
            check(
                model.as_ref().is_none_or(|model| offered.contains(model)),
                format!("/{field}"),
                format!("must be one of {}", offered.join(", ")),
            );
        }
        check(
            self.temperature.is_none_or(|temperature| (0.0..=2.0).contains(&temperature)),
            "/temperature".to_owned(),
            "must be between 0 and 2".to_owned(),
        );
        check(
            self.max_output_tokens.is_none_or(|tokens| OUTPUT_TOKENS.contains(&tokens)),
            "/max_output_tokens".to_owned(),
            format!("must be between {} and {}", OUTPUT_TOKENS.start(), OUTPUT_TOKENS.end()),
        );
        if !problems.is_empty() {
            let error = ApiError::new(kinds::INVALID);
            return Err(problems
                .into_iter()
                .fold(error, |error, (pointer, problem)| error.with_field(pointer, problem)));
        }
        Ok(AgentConfigured {
            persona: self.persona.trim().to_owned(),
            rules: self.rules.iter().map(|rule| rule.trim().to_owned()).collect(),
            model: self.model,
            fallback_model: self.fallback_model,
            temperature: self.temperature,
            max_output_tokens: self.max_output_tokens,
        })
    }
}
