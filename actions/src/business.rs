//! What is read of a business: its settings, its people, its roster.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::notification::NotificationRules;
use domain::tenant::Policy;
use domain::{MemberId, Role, ShiftId};
use sqlx::PgConnection;
use uuid::Uuid;

/// A business and its steward's settings.
#[derive(Debug, Clone)]
pub struct Business {
    /// Its name.
    pub name: String,
    /// What it does, in a sentence.
    pub description: Option<String>,
    /// The zone its days are in.
    pub zone: Tz,
    /// BCP 47 language of its steward.
    pub locale: String,
    /// How the steward presents itself.
    pub persona: Option<String>,
    /// Rules of the house.
    pub rules: Vec<String>,
    /// The model that answers; the deployment's default when absent.
    pub model: Option<String>,
    /// The one that answers when that cannot; the deployment's default when absent.
    pub fallback_model: Option<String>,
    /// How freely it answers, for models that take it.
    pub temperature: Option<f32>,
    /// The most tokens of one answer.
    pub max_output_tokens: Option<u32>,
    /// What the steward may do by itself.
    pub policies: Policies,
    /// How its people are told: the usual rules while it has decided on none.
    pub notification_rules: NotificationRules,
}

/// What the steward may do by itself, by kind of action.
#[derive(Debug, Clone, Default)]
pub struct Policies {
    /// For everybody.
    pub general: BTreeMap<String, Policy>,
    /// Where it differs for members of a role.
    pub by_role: BTreeMap<Role, BTreeMap<String, Policy>>,
}

/// An active member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The member.
    pub id: MemberId,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The business's own word for what they do.
    pub title: String,
}

/// A planned shift.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedShift {
    /// The shift.
    pub id: ShiftId,
    /// Who works.
    pub member: MemberId,
    /// As what.
    pub role: String,
    /// Its begin.
    pub starts_at: DateTime<Utc>,
    /// Its end.
    pub ends_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct BusinessRow {
    name: String,
    description: Option<String>,
    time_zone: String,
    locale: String,
    persona: Option<String>,
    rules: sqlx::types::Json<Vec<String>>,
    model: Option<String>,
    fallback_model: Option<String>,
    temperature: Option<f32>,
    max_output_tokens: Option<i32>,
    policies: sqlx::types::Json<BTreeMap<String, Policy>>,
    policies_by_role: sqlx::types::Json<BTreeMap<Role, BTreeMap<String, Policy>>>,
    notification_rules: Option<sqlx::types::Json<NotificationRules>>,
}

/// The business of the connection's tenant; `None` while its registration is not projected.
pub async fn business(db: &mut PgConnection) -> Result<Option<Business>, sqlx::Error> {
    let row: Option<BusinessRow> = sqlx::query_as(
        "SELECT name, description, time_zone, locale, persona, rules, model, fallback_model, temperature, \
                max_output_tokens, policies, policies_by_role, notification_rules FROM tenants",
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Business {
        name: row.name,
        description: row.description,
        zone: row.time_zone.parse().unwrap_or(Tz::UTC),
        locale: row.locale,
        // An empty one is the usual one.
        persona: row.persona.filter(|persona| !persona.is_empty()),
        rules: row.rules.0,
        model: row.model,
        fallback_model: row.fallback_model,
        temperature: row.temperature,
        max_output_tokens: row.max_output_tokens.map(i32::unsigned_abs),
        policies: Policies { general: row.policies.0, by_role: row.policies_by_role.0 },
        notification_rules: row.notification_rules.map(|rules| rules.0).unwrap_or_default(),
    }))
}

/// Everybody who is active, by name.
pub async fn people(db: &mut PgConnection) -> Result<Vec<Person>, sqlx::Error> {
    let rows: Vec<(Uuid, String, String, String)> = sqlx::query_as(
        "SELECT member_id, name, role, title FROM members \
         WHERE status = 'active' AND name IS NOT NULL ORDER BY name, member_id",
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, name, role, title)| {
            Some(Person { id: MemberId(id), name, role: Role::parse(&role).ok()?, title })
        })
        .collect())
}

type ShiftRow = (Uuid, Uuid, String, DateTime<Utc>, DateTime<Utc>);

/// Planned shifts of active members that overlap `from..to` (for an instant, `to` just after `from`), in order.
pub async fn shifts(
    db: &mut PgConnection,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<PlannedShift>, sqlx::Error> {
    let rows: Vec<ShiftRow> = sqlx::query_as(
        "SELECT shift_id, member_id, role, starts_at, ends_at FROM shifts \
         WHERE status = 'planned' AND starts_at < $2 AND ends_at > $1 AND member_id IN \
             (SELECT m.member_id FROM members m WHERE m.status = 'active' AND m.name IS NOT NULL) \
         ORDER BY starts_at, shift_id",
    )
    .bind(from)
    .bind(to)
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(id, member, role, starts_at, ends_at)| PlannedShift {
            id: ShiftId(id),
            member: MemberId(member),
            role,
            starts_at,
            ends_at,
        })
        .collect())
}

/// The name of a member among `people`.
pub fn name_of(people: &[Person], id: MemberId) -> Option<&str> {
    people.iter().find(|person| person.id == id).map(|person| person.name.as_str())
}
