//! Two moments side by side.

use std::collections::BTreeSet;

use super::dto::{Comparison, FieldChange, HistoryItem, ItemChange, Moment};
use super::items::Items;

/// What came, what went, and what became different.
pub(super) fn compare((from, before): (Moment, Items), (to, after): (Moment, Items)) -> Comparison {
    let (before, after) = (before.listed(), after.listed());
    let ids = |items: &[HistoryItem]| items.iter().map(|item| item.id).collect::<BTreeSet<_>>();
    let (known, there) = (ids(&before), ids(&after));
    let changed = before.iter().filter_map(|old| {
        let new = after.iter().find(|new| new.id == old.id)?;
        let fields = changes(old, new);
        (!fields.is_empty()).then_some(ItemChange { id: old.id, fields })
    });
    Comparison {
        from,
        to,
        changed: changed.collect(),
        added: after.iter().filter(|item| !known.contains(&item.id)).cloned().collect(),
        removed: before.into_iter().filter(|item| !there.contains(&item.id)).collect(),
    }
}

fn changes(old: &HistoryItem, new: &HistoryItem) -> Vec<FieldChange> {
    let names: BTreeSet<&String> = old.fields.keys().chain(new.fields.keys()).collect();
    let different = names.into_iter().filter(|name| old.fields.get(*name) != new.fields.get(*name));
    different
        .map(|name| FieldChange {
            name: name.clone(),
            from: old.fields.get(name).cloned(),
            to: new.fields.get(name).cloned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::super::items::Sight;
    use super::*;

    fn moment(position: u64) -> Moment {
        Moment { position, recorded_at: None }
    }

    #[test]
    fn tells_what_came_what_went_and_what_changed() {
        let id = Uuid::from_u128;
        let mut before = Items::seen_by(Sight::All);
        before.set(id(1), "title", json!("Basil"));
        before.set(id(1), "due_at", json!("today"));
        before.set(id(2), "title", json!("Flour"));
        let mut after = Items::seen_by(Sight::All);
        after.set(id(1), "title", json!("Basil"));
        after.set(id(1), "assignee", json!("Luigi"));
        after.set(id(3), "title", json!("Salt"));
        let compared = compare((moment(1), before), (moment(2), after));
        assert_eq!(compared.added[0].id, id(3));
        assert_eq!(compared.removed[0].id, id(2));
        let change = |name: &str, from, to| FieldChange { name: name.to_owned(), from, to };
        let fields = vec![
            change("assignee", None, Some(json!("Luigi"))),
            change("due_at", Some(json!("today")), None),
        ];
        assert_eq!(compared.changed, [ItemChange { id: id(1), fields }]);
    }
}
