//! Lists: a page at a time, by keyset, with opaque cursors.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use crate::error::{ApiError, kinds};

/// Which page of a list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// The most items: 1 to 200, otherwise 50.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A page asked for: its cursor parsed.
#[derive(Debug, Clone)]
pub(crate) struct Page<K> {
    /// The most items.
    pub(crate) limit: usize,
    /// The key of the last item of the page before.
    pub(crate) after: Option<K>,
}

/// A cursor names its list, so that one list's cursor is not taken for another's.
#[derive(Serialize, Deserialize)]
struct Cursor<K> {
    l: String,
    k: K,
}

const MOST: u32 = 200;
const USUAL: u32 = 50;

impl PageQuery {
    /// A query with these fields, where a list has parameters of its own.
    pub(crate) fn new(limit: Option<u32>, cursor: Option<String>) -> Self {
        Self { limit, cursor }
    }

    /// The page of the list called `list`.
    pub(crate) fn of<K: DeserializeOwned>(&self, list: &str) -> Result<Page<K>, ApiError> {
        let limit = self.limit.unwrap_or(USUAL);
        if !(1..=MOST).contains(&limit) {
            return Err(ApiError::because(
                kinds::INVALID,
                format!("In the query string: limit must be between 1 and {MOST}."),
            ));
        }
        let after = self.cursor.as_deref().map(|cursor| parse(cursor, list)).transpose()?;
        Ok(Page { limit: limit as usize, after })
    }
}

impl<K> Page<K> {
    /// How many rows to ask for: one more than fits tells whether there is another page.
    pub(crate) fn rows(&self) -> i64 {
        self.limit as i64 + 1
    }

    /// Cuts the rows to the page, and gives the cursor of the next one.
    pub(crate) fn cut<R>(
        &self,
        list: &str,
        rows: &mut Vec<R>,
        key: impl Fn(&R) -> K,
    ) -> Option<String>
    where
        K: Serialize,
    {
        if rows.len() <= self.limit {
            return None;
        }
        rows.truncate(self.limit);
        let cursor = Cursor { l: list.to_owned(), k: key(rows.last()?) };
        serde_json::to_vec(&cursor).ok().map(|json| URL_SAFE_NO_PAD.encode(json))
    }
}

fn parse<K: DeserializeOwned>(cursor: &str, list: &str) -> Result<K, ApiError> {
    let json = URL_SAFE_NO_PAD.decode(cursor).ok();
    let parsed: Option<Cursor<K>> = json.and_then(|json| serde_json::from_slice(&json).ok());
    match parsed {
        Some(cursor) if cursor.l == list => Ok(cursor.k),
        _ => Err(ApiError::because(
            kinds::INVALID_CURSOR,
            "Use next_cursor of this list unchanged, or leave the cursor out to begin anew.",
        )),
    }
}

/// Declares the page of a list: `items` and `next_cursor`.
macro_rules! list {
    ($(#[$meta:meta])* $name:ident of $item:ty) => {
        $(#[$meta])*
        #[derive(Debug, serde::Serialize, utoipa::ToSchema)]
        pub(crate) struct $name {
            /// This page.
            pub(crate) items: Vec<$item>,
            /// `cursor` of the next page; null on the last one.
            #[schema(required)]
            pub(crate) next_cursor: Option<String>,
        }
    };
}
pub(crate) use list;

#[cfg(test)]
mod fuzz;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_on_and_belongs_to_one_list() {
        let first = PageQuery::new(Some(2), None).of::<i64>("things").unwrap();
        let mut rows = vec![10, 20, 30];
        let next = first.cut("things", &mut rows, |row| *row);
        assert_eq!(rows, [10, 20]);
        let query = PageQuery::new(Some(2), next);
        assert_eq!(query.of::<i64>("things").unwrap().after, Some(20));
        assert_eq!(query.of::<i64>("others").unwrap_err().slug(), "invalid-cursor");
        let mut last = vec![30];
        assert_eq!(first.cut("things", &mut last, |row| *row), None);
    }

    #[test]
    fn refuses_garbage() {
        for bad in ["", "!!", "e30", "eyJsIjoidGhpbmdzIiwiayI6IngifQ"] {
            assert!(
                PageQuery::new(None, Some(bad.to_owned())).of::<i64>("things").is_err(),
                "{bad}"
            );
        }
        assert!(PageQuery::new(Some(0), None).of::<i64>("things").is_err());
        assert!(PageQuery::new(Some(201), None).of::<i64>("things").is_err());
    }
}
