//! Whether the business may still use a model this month.

use chrono::Utc;
use domain::tenant::{QuotaSet, QuotaState, Used};

use super::TurnRun;
use crate::Error;

#[derive(sqlx::FromRow)]
struct Row {
    monthly_cost_micro_usd: Option<i64>,
    monthly_tokens: Option<i64>,
    used_cost: i64,
    used_tokens: i64,
}

impl TurnRun<'_> {
    /// Whether a limit of this month is reached, as far as the read models know. Turns under
    /// way are not stopped, so a business may end a little above its limit.
    pub(super) async fn over_quota(&self) -> Result<bool, Error> {
        let mut db = self.config.database.acquire(self.tenant()).await?;
        let row: Option<Row> = sqlx::query_as(
            "SELECT t.monthly_cost_micro_usd, t.monthly_tokens, u.cost_micro_usd AS used_cost, \
                    u.tokens AS used_tokens \
             FROM tenants t CROSS JOIN month_usage($1) u \
             WHERE t.monthly_cost_micro_usd IS NOT NULL OR t.monthly_tokens IS NOT NULL",
        )
        .bind(Utc::now())
        .fetch_optional(&mut *db)
        .await?;
        let Some(row) = row else { return Ok(false) };
        let quota = QuotaSet {
            monthly_cost_micro_usd: row.monthly_cost_micro_usd.map(i64::unsigned_abs),
            monthly_tokens: row.monthly_tokens.map(i64::unsigned_abs),
            warn_percent: 100,
        };
        let used = Used {
            cost_micro_usd: row.used_cost.unsigned_abs(),
            tokens: row.used_tokens.unsigned_abs(),
        };
        Ok(quota.state(used) == QuotaState::Exceeded)
    }
}
