//! The annex of a notice: every RMA unit of the year as CSV, counted or not, with what is billed of it.

use std::collections::BTreeMap;
use std::io;

use crate::document::Attachment;
use crate::document::devices::{BYTE_ORDER_MARK, harmless};
use crate::domain::rma::RmaUnit;
use crate::domain::rma::notice::{Notice, NoticeLine};

const COLUMNS: [&str; 15] = [
    "rma_number",
    "rma_line",
    "authorised_on",
    "case_number",
    "part_number",
    "model",
    "serial",
    "reason",
    "units",
    "counted",
    "left_out",
    "billed_units",
    "list_price",
    "price_version",
    "amount",
];

/// Writes it; the same notice gives the same bytes.
pub fn annex(notice: &Notice) -> io::Result<Attachment> {
    let mut bytes = BYTE_ORDER_MARK.to_vec();
    let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut bytes);
    rows.write_record(COLUMNS).map_err(io::Error::from)?;
    let billed: BTreeMap<(&str, u32), &NoticeLine> =
        notice.lines.iter().map(|line| ((line.unit.rma_number.as_str(), line.unit.rma_line), line)).collect();
    let position = &notice.position;
    let mut units: Vec<&RmaUnit> = position.counted.iter().chain(&position.left_out).collect();
    units.sort_by_key(|unit| (unit.authorised_on, &unit.rma_number, unit.rma_line));
    for unit in units {
        let line = billed.get(&(unit.rma_number.as_str(), unit.rma_line)).filter(|_| unit.left_out.is_none());
        let listed = line.and_then(|line| line.list_price.as_ref());
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let cells = [
            unit.rma_number.clone(),
            unit.rma_line.to_string(),
            unit.authorised_on.to_string(),
            text(&unit.case_number),
            text(&unit.part_number),
            unit.model.clone(),
            text(&unit.serial),
            text(&unit.reason),
            unit.units.to_string(),
            if unit.left_out.is_none() { "yes" } else { "no" }.to_owned(),
            unit.left_out.map_or("", |reason| reason.as_str()).to_owned(),
            line.map_or(0, |line| line.unit.units).to_string(),
            listed.map(|listed| listed.price.in_currency(notice.currency)).unwrap_or_default(),
            listed.map(|listed| format!("{} {}", listed.list, listed.version)).unwrap_or_default(),
            line.and_then(|line| line.amount).map(|amount| amount.to_string()).unwrap_or_default(),
        ];
        rows.write_record(cells.iter().map(|cell| harmless(cell).into_owned())).map_err(io::Error::from)?;
    }
    rows.flush()?;
    drop(rows);
    Ok(Attachment { name: format!("{}.csv", notice.number), media_type: "text/csv; charset=utf-8", bytes })
}
