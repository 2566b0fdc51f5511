//! The listing of one tenant's devices: page by page, bounded, resumable, and proved complete at its end.
//!
//! A page that has been handed out is final; the caller stores it and may be killed at any time. What the listing
//! keeps in memory is one digest a device and one a page, so the size of a tenant hardly matters.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::num::NonZeroU32;

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::Deserialize;

use super::wire::{self, DevicePage, Named, Node};
use super::{Lens, query};
use crate::domain::device::Observation;
use crate::source::http::{Question, Verdict};
use crate::source::retry::Budget;
use crate::source::text::{digest, kept};
use crate::source::{Problem, SourceError};

/// Pages and rows beyond the plan that a tenant in motion may bring.
const SLACK: u64 = 10;

/// Bytes of a line, so that a page seldom has to grow while it is written.
const USUAL_LINE: usize = 384;

/// One page, ready to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// One [`Observation`] a line, as JSON. A device that was listed before is left out.
    pub lines: Vec<u8>,
    /// The number of those lines.
    pub devices: u64,
    /// Where to go on; none on the last page. It belongs to this module, nobody else reads it.
    pub cursor: Option<String>,
    /// How many devices the server says the tenant has.
    pub total_count: u64,
}

/// A page as it was stored.
#[derive(Debug, Clone, Copy)]
pub struct StoredPage<'a> {
    /// [`Page::lines`].
    pub lines: &'a [u8],
    /// [`Page::cursor`].
    pub cursor: Option<&'a str>,
    /// [`Page::total_count`].
    pub total_count: u64,
}

/// The listing ended with another number of devices than the server says there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{listed} different devices were listed, but Lens says there are {total}")]
pub struct Incomplete {
    /// Distinct devices in the pages.
    pub listed: u64,
    /// `totalCount` of the last page.
    pub total: u64,
}

/// A listing under way.
#[derive(Debug)]
pub struct Listing<'a> {
    lens: &'a Lens,
    tenant: String,
    budget: &'a Budget,
    page_size: u32,
    next: Next,
    ids: BTreeSet<u128>,
    tokens: BTreeSet<u128>,
    pages: u64,
    rows: u64,
    total: u64,
    largest_total: u64,
    /// Pages that the first one allows.
    allowed: u64,
    first_total: u64,
}

#[derive(Debug)]
enum Next {
    First,
    Token(String),
    Nothing,
}

/// What a page tells about the way on, checked against the pages before.
struct Step {
    next: Next,
    token: Option<u128>,
}

impl<'a> Listing<'a> {
    /// A new listing; nothing is asked before [`Listing::next_page`].
    pub fn start(lens: &'a Lens, tenant: &str, budget: &'a Budget) -> Self {
        Self {
            lens,
            tenant: tenant.to_owned(),
            budget,
            page_size: lens.page_size,
            next: Next::First,
            ids: BTreeSet::new(),
            tokens: BTreeSet::new(),
            pages: 0,
            rows: 0,
            total: 0,
            largest_total: 0,
            allowed: u64::MAX,
            first_total: 0,
        }
    }

    /// Goes on after `pages`, all those stored so far, in their order.
    ///
    /// Their ids are read again, so that the proof covers the whole listing, and the size of a page stays what it was,
    /// whatever the settings say now.
    pub fn resume<'p>(
        lens: &'a Lens,
        tenant: &str,
        budget: &'a Budget,
        pages: impl IntoIterator<Item = StoredPage<'p>>,
    ) -> Result<Self, SourceError> {
        let mut listing = Self::start(lens, tenant, budget);
        for page in pages {
            if let Err(problem) = listing.take_in(page) {
                return Err(lens.error(Some(tenant), problem));
            }
        }
        Ok(listing)
    }

    /// The next page; none after the last. After an error it may be called again and asks for the same page.
    pub async fn next_page(&mut self) -> Result<Option<Page>, SourceError> {
        let token = match &self.next {
            Next::First => None,
            Next::Token(token) => Some(token.clone()),
            Next::Nothing => return Ok(None),
        };
        let body = query::devices(&self.tenant, self.page_size, token.as_deref());
        let (lens, tenant, budget) = (self.lens, self.tenant.clone(), self.budget);
        let page = lens
            .ask(&body, Some(&tenant), budget, |answer, question| {
                let page = wire::devices(answer, question)?;
                self.accept(page, question)
            })
            .await?;
        Ok(Some(page))
    }

    /// Once [`Listing::next_page`] has given none: whether the pages hold every device, as far as the server tells.
    pub fn proof(&self) -> Result<(), Incomplete> {
        let listed = self.ids.len() as u64;
        let ended = matches!(self.next, Next::Nothing);
        if ended && listed == self.total { Ok(()) } else { Err(Incomplete { listed, total: self.total }) }
    }

    /// Takes a page in: all of it, or nothing if anything in it is wrong.
    fn accept(&mut self, page: DevicePage<'_>, question: &Question<'_>) -> Result<Page, Verdict> {
        let rows = page.devices.len() as u64;
        let step = self.step(rows, page.total_count, page.next)?;
        let mut fresh = Vec::new();
        let lines = match self.write(page.devices, &mut fresh) {
            Ok(lines) => lines,
            Err(found) => {
                for id in &fresh {
                    self.ids.remove(id);
                }
                return Err(Problem::Malformed { found: question.quote(&found) }.into());
            }
        };
        self.advance(rows, page.total_count, step);
        let cursor = match &self.next {
            Next::Token(token) => Some(format!("{} {token}", self.page_size)),
            Next::First | Next::Nothing => None,
        };
        Ok(Page { lines, devices: fresh.len() as u64, cursor, total_count: page.total_count })
    }

    /// The lines of the devices that are new in this listing; their marks are added to `fresh`. Device by device, so
    /// that a page is never in memory a second time.
    fn write(&mut self, devices: Vec<Node<'_>>, fresh: &mut Vec<u128>) -> Result<Vec<u8>, String> {
        let mut lines = Vec::with_capacity(devices.len() * USUAL_LINE);
        for node in devices {
            let device = observation(node)?;
            let mark = digest(&device.id);
            if self.ids.insert(mark) {
                fresh.push(mark);
                serde_json::to_writer(&mut lines, &device).map_err(|error| error.to_string())?;
                lines.push(b'\n');
            }
        }
        Ok(lines)
    }

    /// The way on after a page, or why there must be none.
    fn step(&self, rows: u64, total: u64, next: Option<wire::Next>) -> Result<Step, Problem> {
        let page = self.pages + 1;
        let largest = self.largest_total.max(total);
        if self.rows + rows > largest + u64::from(self.page_size) + SLACK {
            return Err(Problem::TooManyRows { rows: self.rows + rows, total: largest });
        }
        let Some(next) = next else { return Ok(Step { next: Next::Nothing, token: None }) };
        let Some(token) = next.token else { return Err(Problem::TokenMissing) };
        if rows == 0 {
            return Err(Problem::EmptyPage { page });
        }
        let mark = digest(&token);
        if self.tokens.contains(&mark) {
            return Err(Problem::TokenRepeated);
        }
        if page >= self.allowed {
            return Err(Problem::TooManyPages { allowed: self.allowed, total: self.first_total });
        }
        Ok(Step { next: Next::Token(token), token: Some(mark) })
    }

    fn advance(&mut self, rows: u64, total: u64, step: Step) {
        if self.pages == 0 {
            // The server may give smaller pages than asked for, so the plan is made of what the first one holds. Twice
            // as many leave room for a tenant in motion.
            self.first_total = total;
            self.allowed = total.div_ceil(rows.max(1)).saturating_mul(2).saturating_add(SLACK);
        }
        self.pages += 1;
        self.rows += rows;
        self.total = total;
        self.largest_total = self.largest_total.max(total);
        self.tokens.extend(step.token);
        self.next = step.next;
    }

    /// Takes a stored page in as if it had just come.
    fn take_in(&mut self, stored: StoredPage<'_>) -> Result<(), Problem> {
        let page = self.pages + 1;
        let wrong = |found: &str| Problem::StoredPage { page, found: found.to_owned() };
        let next = match stored.cursor {
            None => None,
            Some(cursor) => {
                let (size, token) = cursor.split_once(' ').ok_or_else(|| wrong("its cursor has no page size"))?;
                let size: NonZeroU32 = size.parse().map_err(|_| wrong("its cursor has no page size"))?;
                self.page_size = size.get();
                Some(wire::Next { token: Some(token.to_owned()) })
            }
        };
        let mut rows = 0;
        for line in stored.lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let id: IdOnly<'_> = serde_json::from_slice(line).map_err(|error| wrong(&error.to_string()))?;
            self.ids.insert(digest(&id.id));
            rows += 1;
        }
        // A page of nothing but repeated devices was not empty when it came.
        let step = self.step(rows.max(1), stored.total_count, next)?;
        self.advance(rows, stored.total_count, step);
        Ok(())
    }
}

#[derive(Deserialize)]
struct IdOnly<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
}

/// The device as evidence, or what is wrong with the row.
fn observation(node: Node<'_>) -> Result<Observation, String> {
    let id = node.id.filled().ok_or("a device without id")?;
    let last_detected = match node.last_detected.filled() {
        None => None,
        // Taking it for "never" would count a device that may be stale.
        Some(text) => Some(moment(&text).ok_or_else(|| {
            format!("device {id} has lastDetected {text:?}; expected a time such as 2026-08-12T09:18:43.740Z")
        })?),
    };
    let model = [node.hardware_model, node.hardware_product, node.hardware_family];
    let named = |place: Option<Named<'_>>| place.and_then(|place| place.name.filled()).map(kept);
    Ok(Observation {
        id: kept(id),
        model: model.into_iter().find_map(wire::Text::filled).map(kept).unwrap_or_default(),
        product_id: node.product_id.filled().map(kept),
        serial: node.serial_number.filled().map(kept),
        mac: node.mac_address.filled().map(kept),
        last_detected,
        name: node.name.filled().map(kept),
        site: named(node.site),
        room: named(node.room),
        software: node.software_version.filled().map(kept),
        connected: node.connected,
    })
}

/// The moment of an ISO 8601 text; one without offset is UTC.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let with_offset = DateTime::parse_from_rfc3339(text).map(|moment| moment.to_utc());
    with_offset.or_else(|_| text.parse().map(|moment: NaiveDateTime| moment.and_utc())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(json: &str) -> Result<Observation, String> {
        observation(serde_json::from_str(json).unwrap())
    }

    #[test]
    fn the_model_is_the_first_of_three_texts_that_is_not_blank() {
        let model = |json| row(json).unwrap().model;
        assert_eq!(model(r#"{"id":"1","hardwareModel":"A","hardwareProduct":"B","hardwareFamily":"C"}"#), "A");
        assert_eq!(model(r#"{"id":"1","hardwareModel":" ","hardwareProduct":"B","hardwareFamily":"C"}"#), "B");
        assert_eq!(model(r#"{"id":"1","hardwareProduct":null,"hardwareFamily":"C"}"#), "C");
        assert_eq!(model(r#"{"id":"1"}"#), "");
    }

    #[test]
    fn a_date_that_cannot_be_read_is_no_date_of_never() {
        assert_eq!(row(r#"{"id":"1","lastDetected":null}"#).unwrap().last_detected, None);
        let expected = DateTime::parse_from_rfc3339("2026-08-12T09:18:43.740Z").unwrap().to_utc();
        for good in ["2026-08-12T09:18:43.740Z", "2026-08-12T11:18:43.740+02:00", "2026-08-12T09:18:43.740"] {
            let json = format!(r#"{{"id":"1","lastDetected":"{good}"}}"#);
            assert_eq!(row(&json).unwrap().last_detected, Some(expected), "{good}");
        }
        let found = row(r#"{"id":"abc","lastDetected":"yesterday"}"#).unwrap_err();
        assert!(found.contains("abc") && found.contains("yesterday"), "{found}");
        assert!(row(r#"{"id":"abc","lastDetected":1786526323740}"#).is_err());
    }

    #[test]
    fn a_row_of_nulls_is_a_device_and_one_without_id_is_not() {
        let empty = row(r#"{"id":7,"name":null,"site":{"name":null},"connected":null}"#).unwrap();
        assert_eq!(empty, Observation { id: "7".to_owned(), ..Observation::default() });
        assert!(row(r#"{"name":"x"}"#).is_err());
    }
}
