//! Owners of a business, as steps of the units in which somebody becomes one or stops
//! being one: there is always one left.

use domain::tenant::{OwnerChange, Tenant, TenantCommand};
use domain::{MemberId, TenantId};
use eventing::{Database, Step};
use uuid::Uuid;

use crate::state::AppState;

/// `member` owns the business too, from now on.
pub(crate) async fn gain(
    state: &AppState,
    tenant: TenantId,
    member: MemberId,
    changed_by: Option<MemberId>,
) -> Result<Step, sqlx::Error> {
    let mut known = known(&state.services.database, tenant).await?;
    // Who registered the operators' tenant may never have joined it.
    if tenant == TenantId::OPERATORS {
        known.push(member);
    }
    let change = OwnerChange { add: Some(member), remove: None, known, changed_by };
    Ok(change_owners(tenant, change))
}

/// `member` does not, from now on; refused if nobody else does. Nothing happens if they
/// did not before.
pub(super) async fn lose(
    database: &Database,
    tenant: TenantId,
    member: MemberId,
    changed_by: MemberId,
) -> Result<Step, sqlx::Error> {
    let known = known(database, tenant).await?;
    let changed_by = Some(changed_by);
    Ok(change_owners(tenant, OwnerChange { add: None, remove: Some(member), known, changed_by }))
}

fn change_owners(tenant: TenantId, change: OwnerChange) -> Step {
    Step::new::<Tenant>(tenant, TenantCommand::ChangeOwners(change))
}

/// Who the members' own streams say they are: what counts in a log that is older than the
/// rule.
async fn known(database: &Database, tenant: TenantId) -> Result<Vec<MemberId>, sqlx::Error> {
    let mut connection = database.acquire(tenant).await?;
    let owners: Vec<Uuid> = sqlx::query_scalar(
        "SELECT member_id FROM members WHERE status = 'active' AND role IN ('owner', 'operator')",
    )
    .fetch_all(&mut *connection)
    .await?;
    Ok(owners.into_iter().map(MemberId).collect())
}
