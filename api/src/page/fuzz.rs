//! Cursors of any text.

use std::fmt::Debug;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::PageQuery;

const LIST: &str = "things";

/// The bytes as a cursor, and as the JSON in one.
#[test]
fn any_cursor() {
    let next = |key| next_of(&key).into_bytes();
    let seeds =
        [next(0_i64), next(i64::MAX), next_of(&(DateTime::<Utc>::MAX_UTC, Uuid::nil())).into()];
    fuzzing::target!("cursor", seeds, |bytes| {
        for cursor in [String::from_utf8_lossy(bytes).into_owned(), URL_SAFE_NO_PAD.encode(bytes)] {
            leads_on::<i64>(&cursor);
            leads_on::<u64>(&cursor);
            leads_on::<Uuid>(&cursor);
            leads_on::<(DateTime<Utc>, Uuid)>(&cursor);
        }
    });
}

/// The cursor of the page after `key`.
fn next_of<K: Serialize + DeserializeOwned + Clone>(key: &K) -> String {
    let page = PageQuery::new(Some(1), None).of::<K>(LIST).unwrap();
    page.cut(LIST, &mut vec![key.clone(), key.clone()], K::clone).unwrap()
}

/// A cursor that is taken leads to the same place when it is given out, and is a cursor of no
/// other list.
fn leads_on<K>(cursor: &str)
where
    K: Serialize + DeserializeOwned + PartialEq + Debug + Clone,
{
    let of = |cursor: &str, list: &str| {
        PageQuery::new(None, Some(cursor.to_owned())).of::<K>(list).map(|page| page.after)
    };
    match of(cursor, LIST) {
        Ok(key) => {
            let key = key.unwrap();
            assert_eq!(of(&next_of(&key), LIST).unwrap(), Some(key));
            assert!(of(cursor, "others").is_err());
        }
        Err(error) => assert_eq!(error.slug(), "invalid-cursor"),
    }
}
