//! What goes with the samples: workbooks with all their devices, and the units of a notice or warning as CSV.

use chrono::TimeDelta;

use crate::document::devices::Verdict;
use crate::document::preview::PreviewError;
use crate::document::quote::QuoteFacts;
use crate::document::report::ReportFacts;
use crate::document::rma::{self, WarningFacts};
use crate::document::sample::facts::Facts;
use crate::document::workbook::{self, BookFacts, DeviceSheets, WorkbookError};
use crate::document::{Attachment, report};
use crate::domain::device::Observation;
use crate::domain::language::Language;
use crate::domain::outcome::Outcome;
use crate::template::Templates;

/// A workbook lists the devices up to here.
const LISTED: u64 = 10_000;

/// The files of a document, under the names that they have in the mail.
pub(super) fn of(
    facts: &Facts<'_>,
    templates: &Templates,
    language: Language,
) -> Result<Vec<Attachment>, PreviewError> {
    let book = |name: &str, bytes: Vec<u8>| Attachment {
        name: format!("{name}.xlsx"),
        media_type: workbook::MEDIA_TYPE,
        bytes,
    };
    match *facts {
        Facts::Report(ReportFacts { outcome, seller, .. }) => {
            let devices = devices(templates, outcome, language)?;
            let bytes = workbook::of_report(templates, BookFacts { outcome, seller }, devices, language)?;
            Ok(vec![book(&report::number(outcome), bytes)])
        }
        Facts::Quote(QuoteFacts { outcome, issued, seller }) => {
            let devices = devices(templates, outcome, language)?;
            let bytes = workbook::of_quote(templates, BookFacts { outcome, seller }, issued, devices, language)?;
            Ok(vec![book(&issued.quote.number, bytes)])
        }
        Facts::Notice(facts) => Ok(vec![rma::annex(facts.notice)?]),
        Facts::Warning(WarningFacts { contract, position, .. }) => Ok(vec![rma::units(&contract.id, position)?]),
        Facts::Copy(_)
        | Facts::Held(_)
        | Facts::Digest(..)
        | Facts::Missing(..)
        | Facts::Alert(..)
        | Facts::Reminder(_)
        | Facts::HeldNotice(..)
        | Facts::Confirmation(..) => Ok(Vec::new()),
    }
}

/// Devices that are as many as the outcome says, with invented serial numbers; none if they are too many.
pub fn devices(
    templates: &Templates,
    outcome: &Outcome,
    language: Language,
) -> Result<Option<DeviceSheets>, WorkbookError> {
    if outcome.source.listed > LISTED {
        return Ok(None);
    }
    let mut sheets = DeviceSheets::new(templates, language, false)?;
    let mut number = 0;
    let mut next = |model: &str| {
        number += 1;
        let age = TimeDelta::hours(3 + number * 7 % 700);
        Observation {
            id: format!("00000000-0000-4000-8000-{number:012x}"),
            model: model.to_owned(),
            serial: Some(format!("SN{:08}", 20_480_000 + number * 37)),
            last_detected: Some(outcome.source.taken_at - age),
            site: Some("Milano".to_owned()),
            ..Observation::default()
        }
    };
    for model in &outcome.models {
        for _ in 0..model.counted {
            let (category, recognised_by) = (Some(model.category), Some(model.recognised_by));
            let verdict = Verdict { category, reason: None, model: &model.model, recognised_by };
            sheets.push(&next(&model.model), verdict)?;
        }
    }
    for left_out in &outcome.not_counted {
        for _ in 0..left_out.devices {
            let reason = Some(left_out.reason);
            sheets.push(&next(""), Verdict { category: None, reason, model: "", recognised_by: None })?;
        }
    }
    Ok(Some(sheets))
}
