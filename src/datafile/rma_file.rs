//! `[partner.rma]`: how a partner's RMA files differ from our own schema.

use std::collections::BTreeMap;

use crate::datafile::reader::{Given, Section};
use crate::domain::rma_file::{RmaColumn, RmaMapping, status_key};
use crate::domain::rma_row::RmaStatus;

/// Reads the table `rma` of a partner.
pub(super) fn mapping(mut from: Section<'_>) -> RmaMapping {
    let columns = from.section("columns").map(columns).unwrap_or_default();
    let formats = "DD, MM and YYYY (or YY) with '/', '.' or '-' between them, as in \"DD/MM/YYYY\"";
    let date_format = from.opt("date_format", formats, Given::parsed);
    let statuses = from.section("statuses").map(|from| statuses(&from)).unwrap_or_default();
    from.finish();
    RmaMapping { columns, date_format, statuses }
}

/// Our column = their header; no header for two columns.
fn columns(mut from: Section<'_>) -> BTreeMap<RmaColumn, String> {
    let mut columns: BTreeMap<RmaColumn, String> = BTreeMap::new();
    for column in RmaColumn::ALL {
        let Some(header) = from.opt_text(column.as_str()) else { continue };
        if let Some((other, _)) = columns.iter().find(|(_, taken)| taken.eq_ignore_ascii_case(&header)) {
            let found = format!("{header:?}, which is the header of {}, too", other.as_str());
            from.problem(column.as_str(), found, "a header of its own for each column");
        }
        columns.insert(*column, header);
    }
    from.finish();
    columns
}

/// Their word = our word.
fn statuses(from: &Section<'_>) -> BTreeMap<String, RmaStatus> {
    let words: Vec<_> = RmaStatus::ALL.iter().map(|status| status.as_str()).collect();
    let mut statuses = BTreeMap::new();
    for word in from.keys() {
        let Some(status) = from.peek(word).and_then(RmaStatus::parse) else {
            let found = from.peek(word).map_or_else(|| "no text".to_owned(), |ours| format!("{ours:?}"));
            from.problem(word, found, format!("one of: {}", words.join(", ")));
            continue;
        };
        if statuses.insert(status_key(word), status).is_some_and(|before| before != status) {
            let found = format!("{:?}, and another word for the same text", status.as_str());
            from.problem(word, found, "one meaning for each of the partner's words, in whatever case");
        }
    }
    statuses
}
