//! Paging of `deviceSearch`: sizes, order and continuation tokens, as the documentation limits them.
//!
//! A token is opaque to the client: it carries what was searched, the page size, the order and where to go on, and a
//! checksum, so that a token of another tenant, a changed page size or an invented token is refused.

use std::ops::Range;

use apollo_compiler::response::{JsonMap, JsonValue};
use sha2::{Digest, Sha256};

const DEFAULT_SIZE: usize = 10;
const MAX_SIZE: usize = 5000;
const CHECKSUM: usize = 8;

/// One page that was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Page {
    scope: String,
    size: usize,
    descending: bool,
    offset: usize,
}

impl Page {
    /// Reads the `params` argument of a search over `scope`: a tenant's id, or another text for the root search.
    pub(super) fn asked(scope: &str, arguments: &JsonMap) -> Result<Self, String> {
        let Some(params) = arguments.get("params").and_then(JsonValue::as_object) else {
            return Ok(Self { scope: scope.to_owned(), size: DEFAULT_SIZE, descending: false, offset: 0 });
        };
        if params.get("filter").is_some_and(|filter| !filter.is_null()) {
            return Err("The simulator has no filters: list all devices and filter the answer".to_owned());
        }
        let size = size(params.get("pageSize"))?;
        let descending = descending(params.get("sort"))?;
        let mut page = Self { scope: scope.to_owned(), size, descending, offset: 0 };
        if let Some(token) = params.get("nextToken").and_then(JsonValue::as_str) {
            page.go_on(token)?;
        }
        Ok(page)
    }

    /// Which of `count` devices are on it, as positions in ascending order of id.
    pub(super) fn cut(&self, count: usize) -> Range<usize> {
        let (from, to) = (self.offset.min(count), self.end(count));
        if self.descending { count - to..count - from } else { from..to }
    }

    /// Whether it is to be read backwards.
    pub(super) fn descending(&self) -> bool {
        self.descending
    }

    /// The token of the page after it; none on the last page.
    pub(super) fn next_token(&self, count: usize) -> Option<String> {
        let end = self.end(count);
        (end < count).then(|| {
            let plain = format!("{}\n{}\n{}\n{end}", self.scope, self.size, self.descending);
            hex::encode([plain.as_bytes(), &checksum(plain.as_bytes())].concat())
        })
    }

    fn end(&self, count: usize) -> usize {
        self.offset.saturating_add(self.size).min(count)
    }

    fn go_on(&mut self, token: &str) -> Result<(), String> {
        let invalid = || "nextToken is not valid".to_owned();
        let bytes = hex::decode(token).map_err(|_| invalid())?;
        let (plain, sum) = bytes.split_last_chunk::<CHECKSUM>().ok_or_else(invalid)?;
        if checksum(plain) != *sum {
            return Err(invalid());
        }
        let plain = std::str::from_utf8(plain).map_err(|_| invalid())?;
        let [scope, size, descending, offset] = plain.split('\n').collect::<Vec<_>>()[..] else {
            return Err(invalid());
        };
        if scope != self.scope {
            return Err("nextToken belongs to another search".to_owned());
        }
        if size != self.size.to_string() || descending != self.descending.to_string() {
            return Err("pageSize and sort must not change on follow-up pages".to_owned());
        }
        self.offset = offset.parse().map_err(|_| invalid())?;
        Ok(())
    }
}

fn size(asked: Option<&JsonValue>) -> Result<usize, String> {
    let Some(asked) = asked.filter(|value| !value.is_null()) else { return Ok(DEFAULT_SIZE) };
    let size = asked.as_u64().and_then(|size| usize::try_from(size).ok()).filter(|size| (1..=MAX_SIZE).contains(size));
    size.ok_or_else(|| format!("pageSize must be between 1 and {MAX_SIZE}, found {asked}"))
}

fn descending(sort: Option<&JsonValue>) -> Result<bool, String> {
    let fields = sort.and_then(|sort| sort.get("fields")).and_then(JsonValue::as_array).map_or(&[][..], Vec::as_slice);
    let [field] = fields else {
        return if fields.is_empty() { Ok(false) } else { Err("only one sort field is known: id".to_owned()) };
    };
    if field.get("name").and_then(JsonValue::as_str) != Some("id") {
        return Err("only one sort field is known: id".to_owned());
    }
    Ok(field.get("direction").and_then(JsonValue::as_str) == Some("DESC"))
}

fn checksum(plain: &[u8]) -> [u8; CHECKSUM] {
    let mut sum = [0; CHECKSUM];
    sum.copy_from_slice(&Sha256::digest(plain)[..CHECKSUM]);
    sum
}

#[cfg(test)]
mod tests {
    use apollo_compiler::response::serde_json_bytes::json;

    use super::*;

    fn asked(scope: &str, params: &JsonValue) -> Result<Page, String> {
        let arguments = json!({ "params": params });
        Page::asked(scope, arguments.as_object().unwrap())
    }

    #[test]
    fn pages_join_without_gap_in_both_directions() {
        for (direction, expected) in [("ASC", vec![0..4, 4..8, 8..9]), ("DESC", vec![5..9, 1..5, 0..1])] {
            let sort = json!({"fields": [{"name": "id", "direction": direction}]});
            let mut token = None;
            for range in expected {
                let page = asked("t", &json!({"pageSize": 4, "sort": sort.clone(), "nextToken": token})).unwrap();
                assert_eq!(page.cut(9), range);
                token = page.next_token(9);
            }
            assert_eq!(token, None);
        }
    }

    #[test]
    fn a_token_is_bound_to_its_search() {
        let token = asked("one", &json!({"pageSize": 4})).unwrap().next_token(9).unwrap();
        assert!(asked("one", &json!({"pageSize": 4, "nextToken": token.clone()})).is_ok());
        assert!(asked("two", &json!({"pageSize": 4, "nextToken": token.clone()})).is_err());
        assert!(asked("one", &json!({"pageSize": 5, "nextToken": token.clone()})).is_err());
        assert!(asked("one", &json!({"pageSize": 4, "nextToken": token.replace('6', "7")})).is_err());
        assert!(asked("one", &json!({"pageSize": 4, "nextToken": "zz"})).is_err());
    }

    #[test]
    fn sizes_have_limits_and_a_default() {
        assert_eq!(asked("t", &json!({"pageSize": null, "nextToken": null})).unwrap().cut(99), 0..10);
        assert_eq!(asked("t", &JsonValue::Null).unwrap().cut(99), 0..10);
        for wrong in [0, -1, 5001] {
            assert!(asked("t", &json!({"pageSize": wrong})).is_err());
        }
    }
}
