//! The device list of an audit as CSV, written row by row: 100,000 devices never stand in memory as rows.
//!
//! Small lists are plain CSV, larger ones are zipped while they grow, and beyond what a mail can carry nothing is
//! kept at all. The same devices give the same bytes.

use std::borrow::Cow;
use std::io::{self, Cursor, Write};

use chrono::{DateTime, Datelike, SecondsFormat, Timelike, Utc};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::document::Attachment;
use crate::domain::category::Category;
use crate::domain::device::Observation;
use crate::domain::outcome::{Reason, RecognisedBy};

/// Where a list for a mail changes its form, in bytes. Past the second limit, some 40,000 devices, it would burden the
/// reader's mail server and our memory; the report then says which command writes it.
const MAIL: Limits = Limits { plain: 1024 * 1024, zipped: 2 * 1024 * 1024 };
/// Fast rather than small: half the time of the usual level for a tenth more bytes.
const LEVEL: i64 = 3;
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
    rows: csv::Writer<Sink>,
}

impl DeviceList {
    /// An empty list. Device names carry people's names and stand in it only `with_names` (product.md section 8).
    /// `taken_at`, the time of the snapshot, dates the file inside a zipped list.
    pub fn new(with_names: bool, taken_at: DateTime<Utc>) -> io::Result<Self> {
        Self::with_limits(with_names, taken_at, MAIL)
    }

    /// A list that stays plain CSV however long it grows: a file for a person who asked for it, not for a mail.
    pub fn unbounded(with_names: bool, taken_at: DateTime<Utc>) -> io::Result<Self> {
        Self::with_limits(with_names, taken_at, Limits { plain: usize::MAX, ..MAIL })
    }

    fn with_limits(with_names: bool, taken_at: DateTime<Utc>, limits: Limits) -> io::Result<Self> {
        let sink = Sink { taken_at, limits, store: Store::Plain(BYTE_ORDER_MARK.to_vec()) };
        let rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(sink);
        let mut list = Self { with_names, rows };
        let name = with_names.then_some("device_name");
        list.rows.write_record(COLUMNS.into_iter().chain(name)).map_err(io::Error::from)?;
        Ok(list)
    }

    /// Adds a device.
    pub fn push(&mut self, device: &Observation, verdict: Verdict<'_>) -> io::Result<()> {
        if matches!(self.rows.get_ref().store, Store::TooLong) {
            return Ok(());
        }
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

    /// The attachment `<base_name>.csv` or `<base_name>.zip`, or none if the list is too large for a mail.
    pub fn finish(self, base_name: &str) -> io::Result<Option<Attachment>> {
        let sink = self.rows.into_inner().map_err(|error| io::Error::new(error.error().kind(), error.to_string()))?;
        match sink.store {
            Store::Plain(bytes) => {
                Ok(Some(Attachment { name: format!("{base_name}.csv"), media_type: "text/csv; charset=utf-8", bytes }))
            }
            Store::Zipped(zip) => {
                let bytes = zip.finish()?.into_inner();
                let list = Attachment { name: format!("{base_name}.zip"), media_type: "application/zip", bytes };
                Ok(Some(list).filter(|list| list.bytes.len() <= sink.limits.zipped))
            }
            Store::TooLong => Ok(None),
        }
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

/// Takes the CSV text and turns to zip when it has become long.
#[derive(Debug)]
struct Sink {
    taken_at: DateTime<Utc>,
    limits: Limits,
    store: Store,
}

#[derive(Debug, Clone, Copy)]
struct Limits {
    /// Plain CSV up to here.
    plain: usize,
    /// Zipped up to here; longer lists are let go.
    zipped: usize,
}

#[derive(Debug)]
enum Store {
    Plain(Vec<u8>),
    Zipped(Box<ZipWriter<Cursor<Vec<u8>>>>),
    /// Past the limit: nothing is kept, and nothing is worth writing any more.
    TooLong,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.store {
            Store::Plain(held) if bytes.len() <= self.limits.plain.saturating_sub(held.len()) => {
                held.extend_from_slice(bytes);
            }
            Store::Plain(held) => {
                let mut zip = zip_from(self.taken_at, self.limits.zipped)?;
                zip.write_all(held)?;
                zip.write_all(bytes)?;
                self.store = Store::Zipped(Box::new(zip));
            }
            Store::Zipped(zip) => {
                zip.write_all(bytes)?;
                if zip.get_ref().is_some_and(|held| held.get_ref().len() > self.limits.zipped) {
                    zip.abort_file()?;
                    self.store = Store::TooLong;
                }
            }
            Store::TooLong => {}
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn zip_from(taken_at: DateTime<Utc>, capacity: usize) -> io::Result<ZipWriter<Cursor<Vec<u8>>>> {
    let small = |number: u32| u8::try_from(number).unwrap_or_default();
    let dated = zip::DateTime::from_date_and_time(
        u16::try_from(taken_at.year()).unwrap_or_default(),
        small(taken_at.month()),
        small(taken_at.day()),
        small(taken_at.hour()),
        small(taken_at.minute()),
        small(taken_at.second()),
    );
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .last_modified_time(dated.unwrap_or_default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(capacity)));
    zip.start_file("devices.csv", options)?;
    Ok(zip)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken_at() -> DateTime<Utc> {
        "2026-11-01T05:00:09Z".parse().unwrap()
    }

    fn device(number: u32) -> Observation {
        Observation {
            id: format!("device-{number}"),
            model: "Poly Voyager Focus 2".into(),
            serial: Some(format!("S{:08X}", number.wrapping_mul(2_654_435_761))),
            last_detected: Some(taken_at()),
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

    fn list(devices: u32, with_names: bool) -> Option<Attachment> {
        let mut list = DeviceList::new(with_names, taken_at()).unwrap();
        (0..devices).for_each(|number| list.push(&device(number), COUNTED).unwrap());
        list.finish("devices-PPE-2026-0007-2026-11").unwrap()
    }

    #[test]
    fn a_small_list_is_csv_that_a_spreadsheet_reads_and_does_not_run() {
        let attachment = list(1, false).unwrap();
        let text = String::from_utf8(attachment.bytes).unwrap();
        assert_eq!(attachment.name, "devices-PPE-2026-0007-2026-11.csv");
        assert!(text.starts_with("\u{feff}id,serial_number,mac_address,"));
        assert!(text.contains(",headset,yes,,2026-11-01T05:00:09Z,\"'=HYPERLINK(\"\"http://example.com\"\")\",,"));
        assert!(!text.contains("Anna"));
        let named = String::from_utf8(list(1, true).unwrap().bytes).unwrap();
        assert!(named.contains("software,device_name\r\n") && named.contains(",Anna's headset\r\n"));
    }

    #[test]
    fn a_long_list_is_zipped_and_the_same_devices_give_the_same_bytes() {
        let (one, other) = (list(12_000, false).unwrap(), list(12_000, false).unwrap());
        assert_eq!(one.media_type, "application/zip");
        assert_eq!(one, other);
        let mut archive = zip::ZipArchive::new(Cursor::new(one.bytes)).unwrap();
        let text = io::read_to_string(archive.by_name("devices.csv").unwrap()).unwrap();
        assert_eq!(text.lines().count(), 12_001);
    }

    #[test]
    fn a_list_too_long_for_a_mail_is_let_go_and_costs_nothing_more() {
        let mut list = DeviceList::with_limits(false, taken_at(), Limits { plain: 1_000, zipped: 50_000 }).unwrap();
        (0..30_000).for_each(|number| list.push(&device(number), COUNTED).unwrap());
        assert!(matches!(list.rows.get_ref().store, Store::TooLong));
        assert_eq!(list.finish("devices").unwrap(), None);
    }
}
