//! How a month stands against its quota.

use super::QuotaSet;

/// What a business has used in a calendar month.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Used {
    /// In millionths of a US dollar.
    pub cost_micro_usd: u64,
    /// Tokens read and written.
    pub tokens: u64,
}

/// How a month stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum QuotaState {
    /// Below the warning.
    Within,
    /// From the warning's share on.
    Warning,
    /// A limit is reached: no turn begins.
    Exceeded,
}

impl QuotaSet {
    /// How a month stands in which so much was used: the worse of both limits.
    pub fn state(&self, used: Used) -> QuotaState {
        let of = |limit: Option<u64>, used: u64| match limit {
            Some(limit) if used >= limit => QuotaState::Exceeded,
            Some(limit)
                if u128::from(used) * 100 >= u128::from(limit) * u128::from(self.warn_percent) =>
            {
                QuotaState::Warning
            }
            Some(_) | None => QuotaState::Within,
        };
        of(self.monthly_cost_micro_usd, used.cost_micro_usd)
            .max(of(self.monthly_tokens, used.tokens))
    }
}
