//! How long a provider asks to wait before the next call: in a header, in words.

use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};

/// What the `Retry-After` header asks for, in seconds or as a date.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    parse_retry_after(headers.get(RETRY_AFTER)?.to_str().ok()?, chrono::Utc::now())
}

fn parse_retry_after(header: &str, now: chrono::DateTime<chrono::Utc>) -> Option<Duration> {
    match header.trim().parse::<u32>() {
        Ok(seconds) => Some(Duration::from_secs(seconds.into())),
        Err(_) => {
            let at = chrono::DateTime::parse_from_rfc2822(header.trim()).ok()?;
            (at.to_utc() - now).to_std().ok()
        }
    }
}

/// `Please retry in 34.4s`, `Please try again in 20s.`: where only the message says it.
pub(crate) fn in_words(message: &str) -> Option<Duration> {
    let (_, rest) =
        message.split_once("retry in ").or_else(|| message.split_once("try again in "))?;
    duration(rest.split_whitespace().next()?.trim_end_matches(['.', ',']))
}

/// `22s`, `34.07s`, `845.2ms`, `1h2m3s`; nothing longer than some months.
pub(crate) fn duration(text: &str) -> Option<Duration> {
    let mut seconds = 0.0;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let unit = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        seconds += number
            * match &rest[..unit] {
                "h" => 3600.0,
                "m" => 60.0,
                "s" => 1.0,
                "ms" => 0.001,
                _ => return None,
            };
        rest = &rest[unit..];
    }
    (!text.is_empty() && seconds < 1e7).then(|| Duration::from_secs_f64(seconds))
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};
    use proptest::prelude::*;

    use super::*;

    fn seconds(seconds: f64) -> Option<Duration> {
        Some(Duration::from_secs_f64(seconds))
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = Utc.with_ymd_and_hms(2026, 11, 23, 10, 0, 0).unwrap();
        assert_eq!(parse_retry_after("120", now), seconds(120.0));
        assert_eq!(parse_retry_after("Mon, 23 Nov 2026 10:00:30 GMT", now), seconds(30.0));
        assert_eq!(parse_retry_after("Mon, 23 Nov 2026 09:00:00 GMT", now), None);
        assert_eq!(parse_retry_after("soon", now), None);
    }

    #[test]
    fn durations() {
        assert_eq!(duration("1h2m3.5s"), seconds(3723.5));
        for nonsense in ["", "s", "12", "1.2.3s", "-3s", "3 parsecs", "99999999999s"] {
            assert_eq!(duration(nonsense), None, "{nonsense:?}");
        }
    }

    #[test]
    fn words_may_say_it() {
        assert_eq!(in_words("Quota exceeded. Please retry in 845.2ms."), seconds(0.8452));
        assert_eq!(in_words("Please try again in 1m30s. Visit"), seconds(90.0));
        assert_eq!(in_words("Try again later"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in ".{0,200}") {
            duration(&text);
            in_words(&text);
            parse_retry_after(&text, Utc::now());
        }
    }
}
