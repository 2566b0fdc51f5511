//! Sample letters about a report that has not come: asked for, reminded of, a month closed without it, and names that try
//! to break the layout.

use crate::document::sample::{day, parsed, samples};
use crate::domain::ids::ContractId;
use crate::domain::missing_report::{MissingReport, REMINDERS, Told};
use crate::domain::month::Month;
use crate::domain::outcome::{Outcome, Parties};
use crate::domain::party::{Customer, Inventory};

pub(super) fn all() -> Vec<(&'static str, MissingReport)> {
    let samples = samples();
    let month = samples[0].outcome.month;
    let (until, asked_on) = (day(2026, 11, 6), day(2026, 11, 2));
    let request = letter(&samples[0].outcome, Told::Request { month, until });
    let reminder = |number| Told::Reminder { month, number, asked_on };
    let closed = |months: Vec<Month>, next| MissingReport {
        told: Told::NotAudited { months, next },
        ..letter(&samples[0].outcome, reminder(1))
    };
    let hostile = samples.iter().find(|sample| sample.name == "hostile").map(|sample| &sample.outcome);
    let many: Vec<ContractId> = (1..=30).map(|number| parsed(&format!("PPE-{}-{number}", "0".repeat(50)))).collect();
    let mut missing = vec![
        ("request", MissingReport { by_answer: true, send_to: parsed("csm-desk@example.com"), ..request.clone() }),
        ("request-first", MissingReport { last_audited: None, ..request.clone() }),
        ("reminder", MissingReport { told: reminder(1), ..request.clone() }),
        ("reminder-last", MissingReport { told: reminder(REMINDERS), ..request }),
        ("not-audited", closed(vec![month], Some(month.next()))),
        ("not-audited-several", closed(vec![month.previous(), month], None)),
        ("not-audited-many", closed(month.previous().through(month.plus(12)).collect(), Some(month.plus(13)))),
    ];
    missing.extend(hostile.map(|outcome| {
        ("request-hostile", MissingReport { contracts: many, ..letter(outcome, Told::Request { month, until }) })
    }));
    missing
}

fn letter(outcome: &Outcome, told: Told) -> MissingReport {
    let customer = Customer { inventory: Inventory::Report, ..outcome.parties.customer.clone() };
    MissingReport {
        told,
        contracts: vec![outcome.contract.id.clone()],
        send_to: outcome.parties.csm.email.clone(),
        by_answer: false,
        last_audited: Some(outcome.month.previous()),
        parties: Parties { customer, ..outcome.parties.clone() },
    }
}
