//! What a turn was shown of the asking member's memory.

use std::collections::HashMap;

use domain::MemberId;
use sqlx::PgConnection;
use uuid::Uuid;

use super::dto::{ContextFact, FactState};
use crate::features::facts::{self, FactRow, FactSource};

/// The facts of `asker` with these ids, in this order, as they are now. `position` is that
/// of the event that names them: what the fact went through later is told. An id that is
/// no fact of the asker's gives nothing.
pub(super) async fn facts(
    db: &mut PgConnection,
    asker: MemberId,
    ids: &[Uuid],
    position: i64,
) -> Result<Vec<ContextFact>, sqlx::Error> {
    let rows = facts::shown(db, asker, ids).await?;
    let mut known: HashMap<Uuid, FactRow> =
        rows.into_iter().map(|row| (row.fact_id, row)).collect();
    Ok(ids.iter().filter_map(|id| known.remove(id)).map(|row| fact(row, position)).collect())
}

fn fact(row: FactRow, position: i64) -> ContextFact {
    let fact_id = row.fact_id;
    if row.status == "forgotten" {
        return ContextFact { fact_id, state: FactState::Forgotten, text: None, source: None };
    }
    let later = row.updated_position > position;
    let state = if later { FactState::Revised } else { FactState::Unchanged };
    let text = row.text.clone();
    ContextFact { fact_id, state, text, source: Some(FactSource::from(row)) }
}
