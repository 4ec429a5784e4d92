//! Generated values: few ids, so that they meet; texts and numbers of all sorts.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Personal, Role, TimeZone, Trust};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

/// One of three ids.
pub(crate) fn id<I: From<Uuid> + std::fmt::Debug>() -> impl Strategy<Value = I> {
    (1u128..=3).prop_map(|n| Uuid::from_u128(n).into())
}

pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[ab]", ".{0,12}", Just(String::new()), Just("a\0b".to_owned())]
}

/// Small numbers mostly, and the largest.
pub(crate) fn number() -> impl Strategy<Value = u32> {
    prop_oneof![6 => 0u32..4, 1 => Just(u32::MAX)]
}

pub(crate) fn personal<T: std::fmt::Debug>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Personal<T>> {
    (vec(id(), 0..3), value, any::<bool>()).prop_map(|(about, value, known)| {
        if known { Personal::Known { about, value } } else { Personal::Erased { about } }
    })
}

/// Any JSON, markers of sealed text included.
pub(crate) fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text().prop_map(Value::from),
        Just(json!({"$sealed": {"about": [], "n": "", "c": ""}})),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            vec((text(), inner), 0..3)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

pub(crate) fn time() -> impl Strategy<Value = DateTime<Utc>> {
    let day = 24 * 60;
    prop_oneof![
        (0i64..3 * day).prop_map(|minutes| DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)),
        Just(DateTime::<Utc>::MIN_UTC),
        Just(DateTime::<Utc>::MAX_UTC),
    ]
}

pub(crate) fn time_zone() -> impl Strategy<Value = TimeZone> {
    prop_oneof![Just("Europe/Rome"), Just("America/New_York"), Just("UTC")]
        .prop_map(|name| TimeZone::parse(name).unwrap())
}

pub(crate) fn role() -> impl Strategy<Value = Role> {
    prop_oneof![
        Just(Role::Owner),
        Just(Role::Manager),
        Just(Role::Member),
        Just(Role::Auditor),
        Just(Role::Operator)
    ]
}

pub(crate) fn trust() -> impl Strategy<Value = Trust> {
    prop_oneof![Just(Trust::Trusted), Just(Trust::Untrusted)]
}

/// A score: finite, as retrieval gives it.
pub(crate) fn score() -> impl Strategy<Value = f32> {
    0f32..=1.0
}
