//! Rows as data: values by the names of their columns.
//!
//! A value is kept as what most columns hold, so that a COPY need not read ids and numbers
//! from JSON again; all else is JSON.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;
use uuid::Uuid;

use crate::scalar::{NoScalar, Scalar};

/// A value of a column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Null,
    Bool(bool),
    Int(i64),
    Text(String),
    Uuid(Uuid),
    Json(Value),
}

/// The columns that an event changes; those not named are null.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Row(Vec<(&'static str, Cell)>);

/// A row from its columns, as `json!` makes an object.
macro_rules! row {
    ({ $($name:literal: $value:expr),* $(,)? }) => {
        $crate::row::Row::with_room_for(<[&str]>::len(&[$($name),*]))$(.with($name, &$value))*
    };
}
pub(crate) use row;

impl Row {
    /// Without a column yet; a few more than `columns` are set later.
    pub(crate) fn with_room_for(columns: usize) -> Self {
        Self(Vec::with_capacity(columns + 3))
    }

    /// With a column that is not there yet.
    pub(crate) fn with(mut self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        self.0.push((name, Cell::of(value)));
        self
    }

    /// Adds a column, or changes it.
    pub(crate) fn set(&mut self, name: &'static str, value: impl Serialize) {
        self.0.retain(|(other, _)| *other != name);
        self.0.push((name, Cell::of(&value)));
    }

    /// A column's value. It is looked for at `hint` first, where it was in the row before.
    pub(crate) fn get(&self, name: &str, hint: &mut usize) -> &Cell {
        let is = |(other, _): &(&'static str, Cell)| {
            std::ptr::eq(other.as_ptr(), name.as_ptr()) || *other == name
        };
        if !self.0.get(*hint).is_some_and(is) {
            *hint = self.0.iter().position(is).unwrap_or(usize::MAX);
        }
        self.0.get(*hint).map_or(&Cell::Null, |(_, value)| value)
    }

    /// As a JSON object.
    pub(crate) fn into_json(self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

impl Cell {
    /// What a value is in a column; null if it cannot be told in JSON.
    fn of(value: &(impl Serialize + ?Sized)) -> Self {
        match value.serialize(Scalar) {
            Ok(cell) => cell,
            Err(NoScalar) => serde_json::to_value(value).map_or(Self::Null, Self::Json),
        }
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::Uuid(value) => value.serialize(serializer),
            Self::Json(value) => value.serialize(serializer),
        }
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use domain::MemberId;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_tells_the_same_as_json() {
        let (id, at) = (MemberId(Uuid::from_u128(7)), DateTime::<Utc>::UNIX_EPOCH);
        let role = domain::Role::Owner;
        let some = Some(vec![1]);
        let mut row =
            row!({ "id": id, "at": at, "n": 7_u32, "none": None::<bool>, "large": u64::MAX });
        row.set("role", role);
        row.set("some", &some);
        row.set("n", 8);
        let same = json!({
            "id": id, "at": at, "n": 8, "none": null, "large": u64::MAX, "role": role, "some": [1],
        });
        assert_eq!(row.clone().into_json(), same);
        assert_eq!(row.get("id", &mut 0), &Cell::Uuid(id.0));
        assert_eq!(row.get("n", &mut 0), &Cell::Int(8));
        assert_eq!(row.get("some", &mut 3), &Cell::Json(json!([1])));
        assert_eq!(row.get("other", &mut 0), &Cell::Null);
    }
}
