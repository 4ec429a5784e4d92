//! Numbers with a fraction, as events hold them. JSON may say more than an `f32` has room for;
//! read as infinite, it would be written as `null`, and nobody could read that.

use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// A number that can be written again.
pub(crate) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f32, D::Error> {
    let number = f32::deserialize(deserializer)?;
    if number.is_finite() { Ok(number) } else { Err(D::Error::custom("a number is too large")) }
}

/// The same where there may be none.
pub(crate) fn optional<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<f32>, D::Error> {
    #[derive(Deserialize)]
    struct Number(#[serde(deserialize_with = "number")] f32);

    Ok(Option::<Number>::deserialize(deserializer)?.map(|Number(number)| number))
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Scores {
        #[serde(deserialize_with = "super::number")]
        one: f32,
        #[serde(default, deserialize_with = "super::optional")]
        other: Option<f32>,
    }

    #[test]
    fn what_could_not_be_written_again_is_refused() {
        let read = |text: &str| serde_json::from_str::<Scores>(text).ok();
        assert_eq!(read(r#"{"one":0.5}"#), Some(Scores { one: 0.5, other: None }));
        let both = Scores { one: 1.0, other: Some(-0.25) };
        assert_eq!(read(r#"{"one":1,"other":-0.25}"#), Some(both));
        assert_eq!(read(r#"{"one":0,"other":null}"#), Some(Scores { one: 0.0, other: None }));
        assert_eq!(read(r#"{"one":1e39}"#), None);
        assert_eq!(read(r#"{"one":0,"other":-1e39}"#), None);
    }
}
