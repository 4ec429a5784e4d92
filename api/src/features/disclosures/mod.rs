//! Reading another member's words: by owners and auditors, for a reason, for an hour, by an
//! event in that conversation of which the member is told.

mod dto;

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Duration, Utc};
use domain::conversation::{Conversation, ConversationCommand, WordsDisclosed};
use domain::notification::{
    Notification, NotificationCommand, NotificationIssued, NotificationKind, Urgency,
};
use domain::{DisclosureId, MemberId, Personal};
use eventing::Step;
use serde_json::json;
use uuid::Uuid;

use self::dto::{Disclosed, Disclosure, DisclosureList, DisclosureReason, Told};
use crate::auth::Reader;
use crate::command::Writer;
use crate::error::{ApiError, kinds};
use crate::extract::{Json, Path, Query};
use crate::features::conversations::{MessageList, Order, messages_of};
use crate::openapi::{
    BodyProblems, CommandParams, ItemProblems, ListProblems, ReadParams, RoleProblem,
};
use crate::page::PageQuery;
use crate::permission::Permission;
use crate::state::AppState;

/// How long the words may be read.
const OPEN_FOR: Duration = Duration::hours(1);

/// Lets me read a conversation of somebody else for an hour. They are told, with my reason.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/disclosures", tag = "audit",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])), request_body = DisclosureReason,
    responses((status = 201, description = "Disclosed until then", body = Disclosed), BodyProblems, RoleProblem))]
pub(crate) async fn disclose(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
    Json { value, canonical }: Json<DisclosureReason>,
) -> Result<(StatusCode, Answer<Disclosed>), ApiError> {
    let reader = &writer.member;
    reader.must(Permission::DiscloseWords)?;
    let reason = value.parse()?;
    let command = writer.command(&state, &canonical);
    if let Some(first) = command.recall(&state).await? {
        return Ok((StatusCode::CREATED, Answer(first)));
    }
    let loaded = state.services.store.load::<Conversation>(reader.tenant, id).await?;
    let member = loaded.aggregate.member().ok_or_else(|| ApiError::no_such("conversation"))?;
    let disclosure = DisclosureId(Uuid::new_v5(&command.id(), b"disclosure"));
    let expires_at = Utc::now() + OPEN_FOR;
    let about_both = |text: String| Personal::of_all(reader.id, [member], text);
    let disclosed = WordsDisclosed {
        disclosure_id: disclosure,
        member_id: member,
        disclosed_to: reader.id,
        reason: about_both(reason.clone()),
        expires_at,
    };
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let locale: Option<String> =
        sqlx::query_scalar("SELECT locale FROM tenants").fetch_optional(&mut *connection).await?;
    drop(connection);
    let told = Told {
        by: reader.name.as_deref(),
        reason: &reason,
        language: actions::Language::of(locale.as_deref().unwrap_or_default()),
    };
    let notice = disclosure.notification();
    let issued = NotificationIssued {
        notification_id: notice,
        recipient: member,
        sender: reader.id,
        kind: NotificationKind::System,
        urgency: Urgency::Normal,
        answer_wanted: false,
        text: about_both(told.text()),
        reason: about_both(told.why().to_owned()),
        deliver_after: None,
        acknowledge_by: None,
        ladder_id: notice.ladder(),
        rung: 0,
        action_id: None,
        turn_id: None,
        reminder_id: None,
    };
    let steps = vec![
        Step::new::<Conversation>(id, ConversationCommand::DiscloseWords(disclosed)),
        Step::new::<Notification>(notice, NotificationCommand::IssueNotification(issued)),
    ];
    let result = json!({ "disclosure_id": disclosure, "expires_at": expires_at });
    Ok((StatusCode::CREATED, Answer(command.run(&state, result, steps).await?)))
}

#[derive(sqlx::FromRow)]
struct Open {
    conversation_id: Uuid,
    member_id: Uuid,
    expires_at: DateTime<Utc>,
}

/// The messages that were disclosed to me, oldest first, for an hour.
#[utoipa::path(get, path = "/api/v1/disclosures/{id}/messages", tag = "audit",
    params(("id" = Uuid, Path), PageQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Messages", body = MessageList),
        (status = 410, description = "The hour is over", body = crate::error::Problem, content_type = "application/problem+json"),
        ListProblems, ItemProblems, RoleProblem))]
pub(crate) async fn messages(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<Uuid>,
    Query(query): Query<PageQuery>,
) -> Result<Answer<MessageList>, ApiError> {
    reader.must(Permission::DiscloseWords)?;
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let open: Option<Open> = sqlx::query_as(
        "SELECT conversation_id, member_id, expires_at FROM disclosures \
         WHERE disclosure_id = $1 AND disclosed_to = $2",
    )
    .bind(id)
    .bind(reader.id.0)
    .fetch_optional(&mut *connection)
    .await?;
    let open = open.ok_or_else(|| ApiError::no_such("disclosure"))?;
    if open.expires_at <= Utc::now() {
        let detail = "Words are disclosed for an hour; give a reason again to read on.";
        return Err(ApiError::because(kinds::DISCLOSURE_OVER, detail));
    }
    let whose = MemberId(open.member_id);
    messages_of(&mut connection, open.conversation_id, whose, Order::Oldest, &query)
        .await
        .map(Answer)
}

/// Who read whose words why: all of the business for owners and auditors, those about me
/// for others; the newest first.
#[utoipa::path(get, path = "/api/v1/disclosures", tag = "audit", params(PageQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Disclosures", body = DisclosureList), ListProblems))]
pub(crate) async fn list(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<PageQuery>,
) -> Result<Answer<DisclosureList>, ApiError> {
    let page = query.of::<i64>("disclosures")?;
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let mut rows: Vec<dto::Row> = sqlx::query_as(
        "SELECT d.disclosure_id, d.conversation_id, d.member_id, m.name AS member_name, d.disclosed_to, \
                r.name AS reader_name, d.reason, d.created_at, d.expires_at, d.position \
         FROM disclosures d \
         LEFT JOIN members m ON m.tenant_id = d.tenant_id AND m.member_id = d.member_id \
         LEFT JOIN members r ON r.tenant_id = d.tenant_id AND r.member_id = d.disclosed_to \
         WHERE ($1 OR d.member_id = $2) AND ($3::bigint IS NULL OR d.position < $3) \
         ORDER BY d.position DESC LIMIT $4",
    )
    .bind(reader.may(Permission::DiscloseWords))
    .bind(reader.id.0)
    .bind(page.after)
    .bind(page.rows())
    .fetch_all(&mut *connection)
    .await?;
    let next_cursor = page.cut("disclosures", &mut rows, |row| row.position);
    let items = rows.into_iter().map(Disclosure::from).collect();
    Ok(Answer(DisclosureList { items, next_cursor }))
}
