//! Which days: a few lengths, so that two periods cannot be held against each other to see
//! what a single day has added.

use serde::Deserialize;
use utoipa::IntoParams;

use crate::error::{ApiError, kinds};

/// The periods there are, in days.
const LENGTHS: [u32; 3] = [7, 30, 90];

/// Which days, in the business's zone.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Period {
    /// So many days up to today: 7, 30 or 90; otherwise 30.
    days: Option<u32>,
}

impl Period {
    pub(super) fn days(&self) -> Result<u32, ApiError> {
        let days = self.days.unwrap_or(30);
        if LENGTHS.contains(&days) {
            return Ok(days);
        }
        let detail = "In the query string: days must be 7, 30 or 90.";
        Err(ApiError::because(kinds::INVALID, detail))
    }
}
