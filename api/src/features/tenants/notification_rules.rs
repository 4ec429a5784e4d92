//! `GET|PUT /tenant/notification-rules`: how the business wants its people told.

use axum::Json as Answer;
use axum::extract::State;
use chrono::NaiveTime;
use domain::notification::{NotificationRules, QuietHours};
use domain::tenant::{NotificationRulesChanged, Tenant, TenantCommand};
use eventing::Step;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::auth::Reader;
use crate::command::Writer;
use crate::error::ApiError;
use crate::extract::Json;
use crate::features::Done;
use crate::openapi::{BodyProblems, CommandParams, ReadParams, ReadProblems, RoleProblem};
use crate::permission::Permission;
use crate::state::AppState;

/// How the business wants its people told.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NotificationRules)]
pub(crate) struct Rules {
    /// Minutes within which a normal notice that wants an answer is to be acknowledged
    /// before somebody else is told; null: it waits for ever.
    #[schema(required, minimum = 1, maximum = 10080)]
    acknowledge_normal_within: Option<u32>,
    /// The same for urgent notices, which always want an answer.
    #[schema(required, minimum = 1, maximum = 10080)]
    acknowledge_urgent_within: Option<u32>,
    /// When normal notices wait; null: never.
    #[schema(required)]
    quiet_hours: Option<Quiet>,
    /// Whether urgent notices are put before people in quiet hours too.
    urgent_breaks_quiet_hours: bool,
}

/// A stretch of every day, by the business's clock; over midnight when it ends before it
/// begins.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = QuietHours)]
pub(crate) struct Quiet {
    #[schema(value_type = String, example = "22:00:00")]
    from: NaiveTime,
    #[schema(value_type = String, example = "07:00:00")]
    to: NaiveTime,
}

/// How the business wants its people told.
#[utoipa::path(get, path = "/api/v1/tenant/notification-rules", tag = "tenants", params(ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "The rules; the usual ones while nobody decided on others", body = Rules), ReadProblems))]
pub(crate) async fn notification_rules(
    State(state): State<AppState>,
    reader: Reader,
) -> Result<Answer<Rules>, ApiError> {
    let mut db = state.services.database.acquire(reader.tenant).await?;
    let business = actions::business::business(&mut db).await?;
    Ok(Answer(business.map(|business| business.notification_rules).unwrap_or_default().into()))
}

/// Decides how the business wants its people told; it holds for notices from now on.
#[utoipa::path(put, path = "/api/v1/tenant/notification-rules", tag = "tenants", params(CommandParams), security(("bearer" = [])),
    request_body = Rules,
    responses((status = 200, description = "Decided", body = Done), BodyProblems, RoleProblem))]
pub(crate) async fn set_notification_rules(
    State(state): State<AppState>,
    writer: Writer,
    Json { value, canonical }: Json<Rules>,
) -> Result<Answer<Done>, ApiError> {
    writer.member.must(Permission::ConfigureBusiness)?;
    let rules: NotificationRules = value.into();
    rules.check()?;
    let tenant = writer.member.tenant;
    let change = TenantCommand::ChangeNotificationRules(NotificationRulesChanged { rules });
    let command = writer.command(&state, &canonical);
    let step = Step::new::<Tenant>(tenant, change);
    Ok(Answer(command.run(&state, json!({ "id": tenant }), vec![step]).await?))
}

impl From<QuietHours> for Quiet {
    fn from(quiet: QuietHours) -> Self {
        Self { from: quiet.from, to: quiet.to }
    }
}

impl From<Quiet> for QuietHours {
    fn from(quiet: Quiet) -> Self {
        Self { from: quiet.from, to: quiet.to }
    }
}

impl From<NotificationRules> for Rules {
    fn from(rules: NotificationRules) -> Self {
        Self {
            acknowledge_normal_within: rules.acknowledge_normal_within,
            acknowledge_urgent_within: rules.acknowledge_urgent_within,
            quiet_hours: rules.quiet_hours.map(Into::into),
            urgent_breaks_quiet_hours: rules.urgent_breaks_quiet_hours,
        }
    }
}

impl From<Rules> for NotificationRules {
    fn from(rules: Rules) -> Self {
        Self {
            acknowledge_normal_within: rules.acknowledge_normal_within,
            acknowledge_urgent_within: rules.acknowledge_urgent_within,
            quiet_hours: rules.quiet_hours.map(Into::into),
            urgent_breaks_quiet_hours: rules.urgent_breaks_quiet_hours,
        }
    }
}
