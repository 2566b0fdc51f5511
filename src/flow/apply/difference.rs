//! What differs between two versions of an entry, field by field, for people.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_json::Value;

/// A field that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Its path, as in `categories[headset].minimum`.
    pub field: String,
    /// What stood there; none if nothing did.
    pub before: Option<Value>,
    /// What stands there now; none if nothing does.
    pub after: Option<Value>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |value: &Option<Value>| value.as_ref().map_or_else(|| "nothing".to_owned(), Value::to_string);
        write!(f, "{}: {} -> {}", self.field, shown(&self.before), shown(&self.after))
    }
}

/// The fields that differ, in the order of their paths.
pub(in crate::flow) fn differences<T: Serialize>(before: &T, after: &T) -> Result<Vec<Difference>, serde_json::Error> {
    let (mut old, mut new) = (BTreeMap::new(), BTreeMap::new());
    flatten(String::new(), serde_json::to_value(before)?, &mut old);
    flatten(String::new(), serde_json::to_value(after)?, &mut new);
    let mut found = Vec::new();
    let added: Vec<_> = new.keys().filter(|field| !old.contains_key(*field)).cloned().collect();
    for field in old.keys().cloned().chain(added) {
        let (before, after) = (old.get(&field).cloned(), new.get(&field).cloned());
        if before != after {
            found.push(Difference { field, before, after });
        }
    }
    found.sort_by(|one, other| one.field.cmp(&other.field));
    Ok(found)
}

/// Leaves of a value by path; entries of lists go by their category, id or number. A null is no leaf.
fn flatten(path: String, value: Value, leaves: &mut BTreeMap<String, Value>) {
    match value {
        Value::Null => {}
        Value::Object(fields) => {
            for (key, value) in fields {
                let path = if path.is_empty() { key } else { format!("{path}.{key}") };
                flatten(path, value, leaves);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.into_iter().enumerate() {
                // Prices and orders may name a category several times.
                let unique = path == "categories";
                let category = item.get("category").and_then(Value::as_str).filter(|_| unique);
                let name = category.map_or_else(|| (at + 1).to_string(), str::to_owned);
                flatten(format!("{path}[{name}]"), item, leaves);
            }
        }
        leaf @ (Value::Bool(_) | Value::Number(_) | Value::String(_)) => {
            leaves.insert(path, leaf);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_person_sees_the_fields_that_changed_and_no_others() {
        let before = json!({"id": "a", "name": "A", "categories": [{"category": "video", "minimum": 5}], "list": [1]});
        let after = json!({"id": "a", "name": "B", "categories": [{"category": "video"}], "list": [1, 2], "po": null});
        let lines: Vec<_> = differences(&before, &after).unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(lines, ["categories[video].minimum: 5 -> nothing", "list[2]: nothing -> 2", "name: \"A\" -> \"B\""]);
    }
}
