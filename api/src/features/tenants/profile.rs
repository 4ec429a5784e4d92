//! `GET|PUT /tenant/profile`: what the business says of itself, and where its clocks are.

use actions::Language;
use axum::Json as Answer;
use axum::extract::State;
use axum::http::header::ETAG;
use axum::http::{HeaderMap, HeaderName};
use axum::response::AppendHeaders;
use domain::tenant::{ProfileChanged, Tenant, TenantCommand};
use domain::{Description, Name, TimeZone, ValueError};
use eventing::Step;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;
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

/// What a business says of itself.
#[derive(Debug, Serialize, Deserialize, ToSchema, sqlx::FromRow)]
#[serde(deny_unknown_fields)]
pub(crate) struct Profile {
    /// Its name.
    #[schema(max_length = 200)]
    name: String,
    /// The zone that its days, its roster and its quiet hours are in: an IANA name, such as
    /// `Europe/Rome`. What is planned keeps its moment.
    time_zone: String,
    /// The language of its steward, BCP 47: English or Spanish, such as `en` or `es-MX`; or
    /// the one that it has already.
    locale: String,
    /// What it does and is, in a sentence or two; its steward is told. None when null.
    #[serde(default)]
    #[schema(max_length = 500)]
    description: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    profile: Profile,
    profile_version: Option<i64>,
}

async fn current(db: &mut PgConnection) -> Result<Row, sqlx::Error> {
    sqlx::query_as("SELECT name, time_zone, locale, description, profile_version FROM tenants")
        .fetch_one(db)
        .await
}

/// What the business says of itself.
#[utoipa::path(get, path = "/api/v1/tenant/profile", tag = "tenants", params(ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "As it is; its `ETag` goes into `If-Match`", body = Profile, headers(("ETag" = String))), ReadProblems))]
pub(crate) async fn profile(
    State(state): State<AppState>,
    reader: Reader,
) -> Result<(AppendHeaders<[(HeaderName, String); 1]>, Answer<Profile>), ApiError> {
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let Row { profile, profile_version } = current(&mut connection).await?;
    let tag = format!("\"{}\"", profile_version.unwrap_or_default());
    Ok((AppendHeaders([(ETAG, tag)]), Answer(profile)))
}

/// Changes what the business says of itself, as a whole: a description that is left out is none.
#[utoipa::path(put, path = "/api/v1/tenant/profile", tag = "tenants",
    params(("If-Match" = String, Header, description = "`ETag` of what was read, or `*`"), CommandParams), security(("bearer" = [])),
    request_body = Profile,
    responses((status = 200, description = "Changed", body = Done), BodyProblems, RoleProblem, StaleProblem,
        (status = 428, description = "Without If-Match", body = crate::error::Problem, content_type = "application/problem+json")))]
pub(crate) async fn set_profile(
    State(state): State<AppState>,
    writer: Writer,
    headers: HeaderMap,
    Json { value, canonical }: Json<Profile>,
) -> Result<Answer<Done>, ApiError> {
    writer.member.must(Permission::ConfigureBusiness)?;
    let command = writer.command(&state, &canonical);
    if let Some(first) = command.recall(&state).await? {
        return Ok(Answer(first));
    }
    let tenant = writer.member.tenant;
    let mut connection = state.services.database.acquire(tenant).await?;
    let known = current(&mut connection).await?;
    drop(connection);
    let changed = value.parse(&known.profile.locale)?;
    let sequence =
        based_on_event::<Tenant>(&state, tenant, tenant.0, &headers, "ProfileChanged").await?;
    let step = Step::new::<Tenant>(tenant, TenantCommand::ChangeProfile(changed));
    let step = step.expecting(sequence);
    Ok(Answer(command.run(&state, json!({ "id": tenant }), vec![step]).await?))
}

impl Profile {
    /// Checks it, all of it. `spoken` is the language that the business has: it may be one
    /// that is not offered here.
    fn parse(&self, spoken: &str) -> Result<ProfileChanged, ApiError> {
        let parsed = (
            Name::parse(&self.name),
            TimeZone::parse(self.time_zone.trim()),
            locale(&self.locale, spoken),
            description(self.description.as_deref()),
        );
        match parsed {
            (Ok(name), Ok(time_zone), Ok(locale), Ok(description)) => {
                Ok(ProfileChanged { name: name.into_string(), description, time_zone, locale })
            }
            (name, time_zone, locale, description) => {
                let problems = [name.err(), time_zone.err(), locale.err(), description.err()];
                let error = ApiError::new(kinds::INVALID);
                Err(problems.into_iter().flatten().fold(error, |error, problem| {
                    error.with_field(format!("/{}", problem.field), problem.problem)
                }))
            }
        }
    }
}

/// A language that the product has, or the one that is spoken already.
fn locale(given: &str, spoken: &str) -> Result<String, ValueError> {
    let given = given.trim();
    if given == spoken || (is_language(given) && Language::known(given).is_some()) {
        return Ok(given.to_owned());
    }
    let problem = "must be English or Spanish, such as en, en-GB, es or es-MX";
    Err(ValueError::new("locale", problem))
}

/// A description; one without a word is none.
pub(super) fn description(given: Option<&str>) -> Result<Option<String>, ValueError> {
    let given = given.filter(|text| !text.trim().is_empty());
    given.map(|text| Description::parse(text).map(Description::into_string)).transpose()
}

/// Whether it has the form of a BCP 47 language: `en`, `pt-BR`, `zh-Hant-TW`.
pub(super) fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().is_some_and(|part| {
        (2..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic())
    });
    first
        && text.len() <= 35
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}
