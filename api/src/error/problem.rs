//! The body of an error response.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A problem as RFC 9457 writes it. Clients tell problems apart by `type`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Which problem it is: `/problems/<name>`, stable.
    #[serde(rename = "type")]
    pub kind: String,
    /// The same in words; equal for every occurrence.
    pub title: String,
    /// The HTTP status, again.
    pub status: u16,
    /// What happened this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub detail: Option<String>,
    /// The path of the request.
    pub instance: String,
    /// Values that are not acceptable, each with its place in the body.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<FieldError>,
    /// What to quote when asking for help: the log has it too.
    pub trace_id: String,
    /// Of `/problems/multiple-tenants`: the businesses to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub tenants: Vec<TenantChoice>,
}

/// One value that is not acceptable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// What is wrong with it.
    pub detail: String,
    /// Where it stands in the body, as a JSON pointer; empty for the body itself.
    pub pointer: String,
}

/// A business to choose when signing in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TenantChoice {
    /// The business.
    pub id: Uuid,
    /// Its name.
    pub name: String,
}
