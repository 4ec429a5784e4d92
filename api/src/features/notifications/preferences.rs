//! `GET|PUT /me/notification-preferences`: what tells me of a notice, beyond the list in
//! which each of them stands.

use std::collections::BTreeSet;

use axum::Json as Answer;
use axum::extract::State;
use axum::http::header::ETAG;
use axum::http::{HeaderMap, HeaderName};
use axum::response::AppendHeaders;
use domain::member::{Member, MemberCommand, NotificationPreferencesChanged};
use domain::notification::{NotificationKind, NotificationPreferences, NotificationRules};
use eventing::Step;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::types::Json as Column;
use utoipa::ToSchema;

use crate::auth::Reader;
use crate::command::Writer;
use crate::error::ApiError;
use crate::extract::{Json, based_on_event};
use crate::features::Done;
use crate::features::tenants::Quiet;
use crate::openapi::{BodyProblems, CommandParams, ReadParams, ReadProblems, StaleProblem};
use crate::state::AppState;

/// What tells me of a notice. Urgent notices are told on every channel, whatever their kind.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NotificationPreferences)]
pub(crate) struct Preferences {
    /// By kind; one that is left out is told on every channel.
    kinds: Vec<Told>,
    /// When pushes wait until it is over, by the business's clock; null: never.
    #[schema(required)]
    quiet_hours: Option<Quiet>,
}

/// What tells me of the notices of a kind.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NoticeChannels)]
pub(crate) struct Told {
    kind: ToldKind,
    /// Whether they are shown over what I am looking at in the app.
    in_app: bool,
    /// Whether they are pushed to my devices.
    push: bool,
}

/// The kinds of notices that there are: from colleagues, of tasks, reminders, and from the
/// platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = NoticeKind)]
pub(crate) enum ToldKind {
    Notice,
    Task,
    Reminder,
    System,
}

/// What tells me of a notice, and what the business lays down about it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CurrentNotificationPreferences)]
pub(crate) struct Current {
    #[serde(flatten)]
    preferences: Preferences,
    /// Whether urgent notices are pushed in my quiet hours too: a rule of the business.
    urgent_breaks_quiet_hours: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    notification_preferences: Option<Column<NotificationPreferences>>,
    preferences_version: Option<i64>,
    notification_rules: Option<Column<NotificationRules>>,
}

/// What tells me of a notice.
#[utoipa::path(get, path = "/api/v1/me/notification-preferences", tag = "notifications", params(ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Each kind; its `ETag` goes into `If-Match`", body = Current, headers(("ETag" = String))), ReadProblems))]
pub(crate) async fn preferences(
    State(state): State<AppState>,
    reader: Reader,
) -> Result<(AppendHeaders<[(HeaderName, String); 1]>, Answer<Current>), ApiError> {
    let mut db = state.services.database.acquire(reader.tenant).await?;
    let row: Option<Row> = sqlx::query_as(
        "SELECT m.notification_preferences, m.preferences_version, t.notification_rules \
         FROM members m LEFT JOIN tenants t USING (tenant_id) WHERE m.member_id = $1",
    )
    .bind(reader.id.0)
    .fetch_optional(&mut *db)
    .await?;
    let row = row.ok_or_else(|| ApiError::no_such("member"))?;
    let chosen = row.notification_preferences.map(|chosen| chosen.0).unwrap_or_default();
    let rules = row.notification_rules.map(|rules| rules.0).unwrap_or_default();
    let tag = format!("\"{}\"", row.preferences_version.unwrap_or_default());
    let current = Current {
        preferences: chosen.into(),
        urgent_breaks_quiet_hours: rules.urgent_breaks_quiet_hours,
    };
    Ok((AppendHeaders([(ETAG, tag)]), Answer(current)))
}

/// Chooses what tells me of a notice, as a whole; it holds from now on, also for what is not
/// pushed yet.
#[utoipa::path(put, path = "/api/v1/me/notification-preferences", tag = "notifications",
    params(("If-Match" = String, Header, description = "`ETag` of what was read, or `*`"), CommandParams), security(("bearer" = [])),
    request_body = Preferences,
    responses((status = 200, description = "Chosen", body = Done), BodyProblems, StaleProblem,
        (status = 428, description = "Without If-Match", body = crate::error::Problem, content_type = "application/problem+json")))]
pub(crate) async fn set_preferences(
    State(state): State<AppState>,
    writer: Writer,
    headers: HeaderMap,
    Json { value, canonical }: Json<Preferences>,
) -> Result<Answer<Done>, ApiError> {
    let command = writer.command(&state, &canonical);
    if let Some(first) = command.recall(&state).await? {
        return Ok(Answer(first));
    }
    let preferences = value.parse()?;
    let (tenant, id) = (writer.member.tenant, writer.member.id);
    let event = "NotificationPreferencesChanged";
    let sequence = based_on_event::<Member>(&state, tenant, id.0, &headers, event).await?;
    let change = NotificationPreferencesChanged { preferences };
    let step = Step::new::<Member>(id, MemberCommand::ChangeNotificationPreferences(change));
    let step = step.expecting(sequence);
    Ok(Answer(command.run(&state, json!({ "id": id }), vec![step]).await?))
}

impl ToldKind {
    const ALL: [Self; 4] = [Self::Notice, Self::Task, Self::Reminder, Self::System];
}

impl Preferences {
    fn parse(self) -> Result<NotificationPreferences, ApiError> {
        let mut named = BTreeSet::new();
        let mut wishes = NotificationPreferences {
            quiet_hours: self.quiet_hours.map(Into::into),
            ..NotificationPreferences::default()
        };
        for (index, told) in self.kinds.into_iter().enumerate() {
            if !named.insert(told.kind) {
                return Err(ApiError::field(format!("/kinds/{index}"), "is named twice"));
            }
            if !told.in_app {
                wishes.not_shown.insert(told.kind.into());
            }
            if !told.push {
                wishes.not_pushed.insert(told.kind.into());
            }
        }
        wishes.check()?;
        Ok(wishes)
    }
}

impl From<NotificationPreferences> for Preferences {
    fn from(wishes: NotificationPreferences) -> Self {
        let told = |kind: ToldKind| Told {
            kind,
            in_app: !wishes.not_shown.contains(&kind.into()),
            push: !wishes.not_pushed.contains(&kind.into()),
        };
        Self {
            kinds: ToldKind::ALL.map(told).into(),
            quiet_hours: wishes.quiet_hours.map(Into::into),
        }
    }
}

impl From<ToldKind> for NotificationKind {
    fn from(kind: ToldKind) -> Self {
        match kind {
            ToldKind::Notice => Self::Notice,
            ToldKind::Task => Self::Task,
            ToldKind::Reminder => Self::Reminder,
            ToldKind::System => Self::System,
        }
    }
}
