//! Headers, queries and bodies of any bytes.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::header::{COOKIE, HOST, IF_MATCH, ORIGIN};
use axum::http::{HeaderMap, HeaderValue, Request};
use futures::FutureExt;
use ipnet::IpNet;
use serde_json::Value;

use super::address::{client, is_within, network};
use super::text::find_nul;
use super::{Query, after_position, based_on, idempotency, json};
use crate::auth::{cookie, origin};
use crate::page::PageQuery;

/// One header of each kind with the same value.
#[test]
fn any_header() {
    fuzzing::target!("header", |bytes| {
        idempotency_key(bytes);
        let Ok(value) = HeaderValue::from_bytes(bytes) else { return };
        if_match(&value);
        forwarded(&value);
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, value.clone());
        for token in [cookie::read(&headers), cookie::read_device(&headers)].into_iter().flatten() {
            assert!((1..=128).contains(&token.len()) && !token.contains(';'), "{token}");
        }
        headers.insert(ORIGIN, value.clone());
        headers.insert(HOST, HeaderValue::from_static("steward.example"));
        let own = [&b"https://steward.example"[..], b"http://steward.example"];
        let allowed = origin::check(&headers, &["http://localhost:5173".to_owned()]).is_ok();
        assert_eq!(allowed, own.contains(&bytes) || bytes == b"http://localhost:5173");
    });
}

/// A key is the same quoted and bare.
fn idempotency_key(bytes: &[u8]) {
    if let Ok(key) = idempotency::parse(bytes) {
        assert!((1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()));
        assert_eq!(idempotency::parse(format!("\"{key}\"").as_bytes()), Ok(key));
    }
}

/// A version is meant only by the tag that was given out with it.
fn if_match(value: &HeaderValue) {
    let mut headers = HeaderMap::new();
    headers.insert(IF_MATCH, value.clone());
    let given = value.to_str().unwrap_or_default().trim();
    match based_on(&headers).unwrap() {
        None => assert_eq!(given, "*"),
        // No version at all.
        Some(u64::MAX) => {}
        Some(version) => assert_eq!(given, format!("\"{version}\"")),
    }
}

/// Only a trusted hop can name another address.
fn forwarded(value: &HeaderValue) {
    let trusted: Vec<IpNet> =
        ["10.0.0.0/8", "2001:db8::/32"].map(|net| net.parse().unwrap()).into();
    let mut headers = HeaderMap::new();
    headers.insert("x-forwarded-for", value.clone());
    let of = |connected: &str| client(connected.parse().unwrap(), &headers, &trusted);
    assert_eq!(of("192.0.2.7"), "192.0.2.7".parse::<IpAddr>().unwrap());
    let named = of("10.0.0.1");
    let told = value.to_str().unwrap_or_default();
    let last = told.rsplit(',').next().unwrap_or_default();
    assert!(is_within(&trusted, named) || last.trim().contains(['.', ':']), "{named} of {told:?}");
    assert!(network(named).len() < 40);
}

/// `after_position` is a position and nothing else; the rest of the query is typed.
#[test]
fn any_query() {
    fuzzing::target!("query", |bytes| {
        let text = String::from_utf8_lossy(bytes);
        if let Ok(Some(position)) = after_position(Some(&text)) {
            assert!(i64::try_from(position).is_ok());
            let said = |pair: &str| {
                pair.strip_prefix("after_position=").is_some_and(|digits| {
                    digits.bytes().all(|byte| byte.is_ascii_digit())
                        && digits.parse() == Ok(position)
                })
            };
            assert!(text.split('&').any(said), "{position} is not what {text:?} says");
        }
        let Ok(request) = Request::builder().uri(format!("/?{text}")).body(()) else { return };
        let (mut parts, ()) = request.into_parts();
        let read = Query::<PageQuery>::from_request_parts(&mut parts, &()).now_or_never();
        if let Ok(Query(query)) = read.expect("nothing is waited for") {
            match query.of::<i64>("things") {
                Ok(page) => assert!((1..=200).contains(&page.limit)),
                Err(error) => assert!(error.status().is_client_error()),
            }
        }
    });
}

/// The one form of a body has one form, and says the same.
#[test]
fn any_body() {
    fuzzing::target!("body", |bytes| match json::parse::<Value>(bytes) {
        Ok(body) => {
            assert!(find_nul(&body.value).is_none());
            assert_eq!(serde_json::from_slice::<Value>(bytes).unwrap(), body.value);
            let again = json::parse::<Value>(&body.canonical).unwrap();
            assert!(fuzzing::alike(&again.value, &body.value), "{} of {}", again.value, body.value);
            if again.value == body.value {
                assert_eq!(again.canonical, body.canonical);
            }
        }
        Err(error) => assert!(error.status().is_client_error()),
    });
}
