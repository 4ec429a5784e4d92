//! Scalars as cells of a row: what serializes itself as one number, text or id.

use std::fmt::Display;

use serde::ser::{Error, Impossible};
use serde::{Serialize, Serializer};
use uuid::Uuid;

use crate::row::Cell;

/// A value is more than one number or text.
#[derive(Debug)]
pub(crate) struct NoScalar;

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
pub(crate) struct Scalar;

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
