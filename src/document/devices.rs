//! The device list of an audit as CSV, written row by row: 100,000 devices never stand in memory as rows.
//!
//! For programs; people get the workbook. The same devices give the same bytes.

use std::borrow::Cow;
use std::io;

use chrono::SecondsFormat;

use crate::domain::category::Category;
use crate::domain::device::Observation;
use crate::domain::outcome::{Reason, RecognisedBy};

/// Excel takes a file for UTF-8 only with it.
pub(super) const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

const COLUMNS: [&str; 13] = [
    "id",
    "serial_number",
    "mac_address",
    "model",
    "recognised_as",
    "recognised_by",
    "category",
    "counted",
    "reason",
    "last_detected",
    "site",
    "room",
    "software",
];

/// What counting said of one device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict<'a> {
    /// Where it counts, or would count if it had no reason against it.
    pub category: Option<Category>,
    /// Why it is not counted; none for a counted device.
    pub reason: Option<Reason>,
    /// Catalogue name; empty if unknown.
    pub model: &'a str,
    /// How the model was recognised.
    pub recognised_by: Option<RecognisedBy>,
}

/// A device list in the making.
#[derive(Debug)]
pub struct DeviceList {
    with_names: bool,
    rows: csv::Writer<Vec<u8>>,
}

impl DeviceList {
    /// An empty list. Device names carry people's names and stand in it only `with_names` (product.md section 8).
    pub fn new(with_names: bool) -> io::Result<Self> {
        let rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(BYTE_ORDER_MARK.to_vec());
        let mut list = Self { with_names, rows };
        let name = with_names.then_some("device_name");
        list.rows.write_record(COLUMNS.into_iter().chain(name)).map_err(io::Error::from)?;
        Ok(list)
    }

    /// Adds a device.
    pub fn push(&mut self, device: &Observation, verdict: Verdict<'_>) -> io::Result<()> {
        let detected = device.last_detected.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true));
        let cells = [
            device.id.as_str(),
            device.serial.as_deref().unwrap_or_default(),
            device.mac.as_deref().unwrap_or_default(),
            &device.model,
            verdict.model,
            verdict.recognised_by.map_or("", RecognisedBy::as_str),
            verdict.category.map_or("", Category::as_str),
            if verdict.reason.is_none() { "yes" } else { "no" },
            verdict.reason.map_or("", Reason::as_str),
            detected.as_deref().unwrap_or_default(),
            device.site.as_deref().unwrap_or_default(),
            device.room.as_deref().unwrap_or_default(),
            device.software.as_deref().unwrap_or_default(),
        ];
        let name = self.with_names.then(|| device.name.as_deref().unwrap_or_default());
        for cell in cells.into_iter().chain(name) {
            self.rows.write_field(&*harmless(cell)).map_err(io::Error::from)?;
        }
        self.rows.write_record(None::<&[u8]>).map_err(io::Error::from)
    }

    /// The whole file.
    pub fn finish(self) -> io::Result<Vec<u8>> {
        self.rows.into_inner().map_err(|error| io::Error::new(error.error().kind(), error.to_string()))
    }
}

/// A cell that no spreadsheet takes for a formula.
pub(super) fn harmless(cell: &str) -> Cow<'_, str> {
    if is_formula(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// Spreadsheets run such cells as formulas (CWE-1236).
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device() -> Observation {
        Observation {
            id: "device-1".into(),
            model: "Poly Voyager Focus 2".into(),
            serial: Some("S1".into()),
            last_detected: Some("2026-11-01T05:00:09Z".parse().unwrap()),
            name: Some("Anna's headset".into()),
            site: Some("=HYPERLINK(\"http://example.com\")".into()),
            ..Observation::default()
        }
    }

    const COUNTED: Verdict<'_> = Verdict {
        category: Some(Category::Headset),
        reason: None,
        model: "Voyager Focus 2 Series",
        recognised_by: Some(RecognisedBy::Name),
    };

    fn list(with_names: bool) -> String {
        let mut list = DeviceList::new(with_names).unwrap();
        list.push(&device(), COUNTED).unwrap();
        String::from_utf8(list.finish().unwrap()).unwrap()
    }

    #[test]
    fn a_list_is_csv_that_a_spreadsheet_reads_and_does_not_run() {
        let text = list(false);
        assert!(text.starts_with("\u{feff}id,serial_number,mac_address,"));
        assert!(text.contains(",headset,yes,,2026-11-01T05:00:09Z,\"'=HYPERLINK(\"\"http://example.com\"\")\",,"));
        assert!(!text.contains("Anna"));
        let named = list(true);
        assert!(named.contains("software,device_name\r\n") && named.contains(",Anna's headset\r\n"));
    }
}
