//! The units of a year as CSV, counted or not: as the annex of a notice with what is billed of them, and with a warning.

use std::collections::BTreeMap;
use std::io;

use crate::document::Attachment;
use crate::document::devices::{BYTE_ORDER_MARK, harmless};
use crate::domain::ids::ContractId;
use crate::domain::rma::notice::{Notice, NoticeLine};
use crate::domain::rma::{Position, RmaUnit};

const COLUMNS: [&str; 11] = [
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
];

const BILLED: [&str; 4] = ["billed_units", "list_price", "price_version", "amount"];

/// Writes the annex of a notice; the same notice gives the same bytes.
pub fn annex(notice: &Notice) -> io::Result<Attachment> {
    let lines: BTreeMap<(&str, u32), &NoticeLine> =
        notice.lines.iter().map(|line| ((line.unit.rma_number.as_str(), line.unit.rma_line), line)).collect();
    let billed = |unit: &RmaUnit| {
        let line = lines.get(&(unit.rma_number.as_str(), unit.rma_line)).filter(|_| unit.left_out.is_none());
        let listed = line.and_then(|line| line.list_price.as_ref());
        [
            line.map_or(0, |line| line.unit.units).to_string(),
            listed.map(|listed| listed.price.in_currency(notice.currency)).unwrap_or_default(),
            listed.map(|listed| format!("{} {}", listed.list, listed.version)).unwrap_or_default(),
            line.and_then(|line| line.amount).map(|amount| amount.to_string()).unwrap_or_default(),
        ]
    };
    write(format!("{}.csv", notice.number), &notice.position, &BILLED, billed)
}

/// Writes the units of a position, without prices.
pub fn units(contract: &ContractId, position: &Position) -> io::Result<Attachment> {
    write(units_name(contract, position), position, &[], |_| [])
}

/// The name of that file.
pub(super) fn units_name(contract: &ContractId, position: &Position) -> String {
    format!("RMA-{contract}-{}.csv", position.as_of)
}

fn write<const N: usize>(
    name: String,
    position: &Position,
    more: &[&str; N],
    cells_of: impl Fn(&RmaUnit) -> [String; N],
) -> io::Result<Attachment> {
    let mut bytes = BYTE_ORDER_MARK.to_vec();
    let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut bytes);
    rows.write_record(COLUMNS.iter().chain(more)).map_err(io::Error::from)?;
    let mut units: Vec<&RmaUnit> = position.counted.iter().chain(&position.left_out).collect();
    units.sort_by_key(|unit| (unit.authorised_on, &unit.rma_number, unit.rma_line));
    for unit in units {
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
        ];
        let cells = cells.into_iter().chain(cells_of(unit));
        rows.write_record(cells.map(|cell| harmless(&cell).into_owned())).map_err(io::Error::from)?;
    }
    rows.flush()?;
    drop(rows);
    Ok(Attachment { name, media_type: "text/csv; charset=utf-8", bytes })
}
