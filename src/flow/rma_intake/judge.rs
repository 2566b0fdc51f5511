//! Under which contract a row falls, and why its units are none of the threshold (R36). It says what an import can tell;
//! the position of a year is worked out anew each time.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::domain::category::Category;
use crate::domain::contract::Contract;
use crate::domain::ids::CustomerId;
use crate::domain::rma::{LeftOut, RmaScope};
use crate::domain::rma_file::RmaColumn;
use crate::domain::rma_row::RmaRow;
use crate::flow::register::Register;
use crate::flow::rma::is_headset;

/// Judges rows by the contracts that are declared.
pub(super) struct Judge<'a> {
    register: &'a Register,
    today: NaiveDate,
}

impl<'a> Judge<'a> {
    pub(super) fn new(register: &'a Register, today: NaiveDate) -> Self {
        Self { register, today }
    }

    fn of(&self, customer: &'a CustomerId) -> impl Iterator<Item = &'a Arc<Contract>> {
        let contracts = self.register.contracts.values().map(|declared| &declared.contract);
        contracts.filter(move |contract| contract.customer == *customer)
    }

    /// The contract of a row: one of its customer that covers headsets, in force on its day if there is such a one.
    pub(super) fn contract(&self, row: &RmaRow) -> Option<Arc<Contract>> {
        let register = self.register;
        let customer = register.customers.get_key_value(&row.matched.as_ref()?.customer)?.0;
        let day = row.authorised_on.or(row.created_on).unwrap_or(self.today);
        let rank = |contract: &&Arc<Contract>| {
            (covers(contract, day), contract.terms(Category::Headset).is_some(), contract.term.start)
        };
        self.of(customer).max_by_key(rank).cloned()
    }

    /// Why the units of a row do not count, whether a person should look, and the column that says so.
    pub(super) fn left_out(&self, row: &RmaRow) -> Option<(LeftOut, bool, RmaColumn, String)> {
        if let Some(reason) = row.left_out() {
            let by_reason = reason.as_str() != row.status.as_str() && reason != LeftOut::NotAuthorised;
            let column = if by_reason { RmaColumn::ReasonCode } else { RmaColumn::Status };
            return Some((reason, false, column, "left out of the threshold (R36)".to_owned()));
        }
        let customer = self.register.customers.get_key_value(&row.matched.as_ref()?.customer)?.0;
        let headsets: Vec<_> = self.of(customer).filter(|one| one.terms(Category::Headset).is_some()).collect();
        if headsets.is_empty() {
            let text = format!("but no contract of {customer} covers headsets");
            return Some((LeftOut::OutsideTerm, true, RmaColumn::AuthorisedAt, text));
        }
        let Some(category) = row.category else {
            let column = if row.part_number.is_some() { RmaColumn::PartNumber } else { RmaColumn::Product };
            let text = "which tells no category: fill the column category, or apply the model, or a price list with the \
                        part; `trueup run` looks again";
            return Some((LeftOut::UnknownCategory, true, column, text.to_owned()));
        };
        if category != Category::Headset {
            let text = "whose rate is information only (R40)".to_owned();
            return Some((LeftOut::OtherCategory, false, RmaColumn::Category, text));
        }
        let day = row.authorised_on?;
        if let Some(contract) = headsets.iter().find(|contract| covers(contract, day)) {
            let left_out = contract.rma.scope == RmaScope::HeadsetsOnly && !is_headset(self.register, row);
            let text = "which is no headset; the contract counts headsets alone (A10)".to_owned();
            return left_out.then_some((LeftOut::NotHeadset, false, RmaColumn::Product, text));
        }
        let first = headsets.iter().min_by_key(|contract| contract.term.start);
        let text = match first {
            Some(first) if day < first.term.start => {
                format!("which is before the term of {}, from {} on", first.id, first.term.start)
            }
            _ => format!("when no contract of {customer} gave cover"),
        };
        Some((LeftOut::OutsideTerm, true, RmaColumn::AuthorisedAt, text))
    }
}

fn covers(contract: &Contract, day: NaiveDate) -> bool {
    (contract.term.start..=contract.term.last_day()).contains(&day)
}
