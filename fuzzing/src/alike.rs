//! JSON that was written and read again.

use serde_json::Value;

/// Whether two values are the same but for the last digit of numbers with a fraction: of those
/// with 16 or 17 digits, `serde_json` reads some as their neighbour (its feature
/// `float_roundtrip` would not).
pub fn alike(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.is_f64() && other.is_f64() && near(one.as_f64(), other.as_f64())
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| alike(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let same = |(key, one)| other.get(key).is_some_and(|other| alike(one, other));
            one.len() == other.len() && one.iter().all(same)
        }
        _ => one == other,
    }
}

fn near(one: Option<f64>, other: Option<f64>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return false };
    (one - other).abs() <= 4.0 * f64::EPSILON * one.abs()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::alike;

    #[test]
    fn only_the_last_digit_may_differ() {
        assert!(alike(
            &json!({"a": [1.7976931348623155, 1]}),
            &json!({"a": [1.7976931348623157, 1]})
        ));
        for (one, other) in [
            (json!(1.5), json!(1.5000001)),
            (json!(1), json!(1.0)),
            (json!([1]), json!([1, 2])),
            (json!({"a": 1}), json!({"b": 1})),
            (json!("1.5"), json!(1.5)),
        ] {
            assert!(!alike(&one, &other), "{one} {other}");
        }
    }
}
