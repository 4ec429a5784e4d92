//! Changing the deployment key: each member key is wrapped anew, while whoever knows both
//! deployment keys reads either wrapping.

use domain::{MemberId, TenantId};
use uuid::Uuid;

use super::{KeyError, KeyRing};

impl KeyRing {
    /// Wraps every member key anew that another deployment key wrapped, and tells of each
    /// that it looks at; how many were wrapped anew. May be stopped and begun again. Needs
    /// the system's role.
    pub async fn rewrap(&self, mut looked: impl FnMut()) -> Result<u64, KeyError> {
        let pool = self.database.pool();
        let (mut last, mut anew) = ((Uuid::nil(), Uuid::nil()), 0);
        loop {
            let rows: Vec<(Uuid, Uuid, Vec<u8>)> = sqlx::query_as(
                "SELECT tenant_id, member_id, wrapped_key FROM wrapped_keys_after($1, $2, 500)",
            )
            .bind(last.0)
            .bind(last.1)
            .fetch_all(pool)
            .await?;
            let Some((tenant, member, _)) = rows.last() else { return Ok(anew) };
            last = (*tenant, *member);
            for (tenant, member, former) in rows {
                looked();
                let id = (TenantId(tenant), MemberId(member));
                if self.deployment().unwrap(id, &former).is_some() {
                    continue;
                }
                let wrapped = self.deployment().wrap(id, &self.unwrap(id, &former)?);
                let replaced: bool =
                    sqlx::query_scalar("SELECT replace_wrapped_key($1, $2, $3, $4)")
                        .bind(tenant)
                        .bind(member)
                        .bind(former)
                        .bind(wrapped)
                        .fetch_one(pool)
                        .await?;
                anew += u64::from(replaced);
            }
        }
    }
}
