//! Each projection, event by event.

mod actions;
mod conversations;
mod directory;
mod knowledge;
mod notifications;
mod roster;
mod turns;
mod usage;

use chrono::{DateTime, Utc};
use domain::action::*;
use domain::conversation::*;
use domain::document::*;
use domain::member::*;
use domain::notification::*;
use domain::roster::*;
use domain::tenant::*;
use domain::turn::*;
use domain::*;
use eventing::Step;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::World;

pub(crate) fn id<T: From<Uuid>>() -> T {
    T::from(Uuid::now_v7())
}

/// The row has these columns with these values, whatever others it has.
pub(crate) fn assert_row(row: &Value, expected: Value) {
    for (column, value) in expected.as_object().unwrap() {
        assert_eq!(&row[column], value, "{column} of {row:#}");
    }
}

#[tokio::test]
async fn the_catalogue_of_tables_agrees_with_the_database() {
    let world = World::new().await;
    let listed: Vec<(String, Vec<String>)> =
        sqlx::query_as("SELECT projection, tables FROM projection_generations ORDER BY projection")
            .fetch_all(world.db.admin_pool())
            .await
            .unwrap();
    let mut ours: Vec<_> = projector::PROJECTIONS
        .iter()
        .map(|p| {
            (p.name.to_owned(), p.tables.iter().map(|&table| table.to_owned()).collect::<Vec<_>>())
        })
        .collect();
    ours.sort();
    assert_eq!(listed, ours);
}
