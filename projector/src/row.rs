//! Rows as data: values by the names of their columns.
//!
//! A value is kept as what most columns hold, so that a COPY need not read ids and numbers
//! from JSON again; all else is JSON.

use std::fmt::Display;

use serde::ser::{Error, Impossible, SerializeMap};
use serde::{Serialize, Serializer};
use serde_json::Value;
use uuid::Uuid;

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

/// A value is more than one number or text.
#[derive(Debug)]
struct NoScalar;

impl Display for NoScalar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no scalar")
    }
}

impl std::error::Error for NoScalar {}

impl Error for NoScalar {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

/// Takes scalars as they are; ids as their bytes.
struct Scalar;

/// A method for a type of number that fits a big one.
macro_rules! int {
    ($($method:ident: $number:ty),*) => {
        $(fn $method(self, value: $number) -> Result<Cell, NoScalar> {
            Ok(Cell::Int(value.into()))
        })*
    };
}

/// What is no scalar.
macro_rules! compound {
    ($($method:ident($($argument:ty),*) -> $made:ident;)*) => {
        $(fn $method(self, $(_: $argument),*) -> Result<Self::$made, NoScalar> {
            Err(NoScalar)
        })*
    };
}

type Never = Impossible<Cell, NoScalar>;

impl Serializer for Scalar {
    type Ok = Cell;
    type Error = NoScalar;
    type SerializeSeq = Never;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Never;
    type SerializeStruct = Never;
    type SerializeStructVariant = Never;

    int!(serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32);

    compound! {
        serialize_f32(f32) -> Ok;
        serialize_f64(f64) -> Ok;
        serialize_seq(Option<usize>) -> SerializeSeq;
        serialize_tuple(usize) -> SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> SerializeTupleVariant;
        serialize_map(Option<usize>) -> SerializeMap;
        serialize_struct(&'static str, usize) -> SerializeStruct;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> SerializeStructVariant;
    }

    fn serialize_bool(self, value: bool) -> Result<Cell, NoScalar> {
        Ok(Cell::Bool(value))
    }

    fn serialize_u64(self, value: u64) -> Result<Cell, NoScalar> {
        i64::try_from(value).map(Cell::Int).map_err(|_| NoScalar)
    }

    fn serialize_char(self, value: char) -> Result<Cell, NoScalar> {
        Ok(Cell::Text(value.to_string()))
    }

    fn serialize_str(self, value: &str) -> Result<Cell, NoScalar> {
        Ok(Cell::Text(value.to_owned()))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Cell, NoScalar> {
        Uuid::from_slice(value).map(Cell::Uuid).map_err(|_| NoScalar)
    }

    fn serialize_none(self) -> Result<Cell, NoScalar> {
        Ok(Cell::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Cell, NoScalar> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Cell, NoScalar> {
        Ok(Cell::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Cell, NoScalar> {
        Ok(Cell::Null)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Cell, NoScalar> {
        Ok(Cell::Text(variant.to_owned()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Cell, NoScalar> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Cell, NoScalar> {
        Err(NoScalar)
    }

    fn is_human_readable(&self) -> bool {
        false
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
        let role = domain::member::Role::Owner;
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
