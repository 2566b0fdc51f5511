//! Devices that an RMA has replaced: after it the old and the new serial number may both be listed, and then the old one
//! is not counted (A21, A45).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::domain::device::{Observation, serial_key};
use crate::domain::rma::LeftOut;
use crate::domain::rma_row::RmaRow;

/// Old serial number -> the one that took its place, as serial numbers are compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Replacements(BTreeMap<String, String>);

impl Replacements {
    /// What the rows of a customer say, given in the order of their authorisation. Whatever is not authorised, or called
    /// off, has replaced nothing. A unit that was repaired and sent out again is no old one any more.
    pub fn of(rows: &[RmaRow]) -> Self {
        let mut pairs = BTreeMap::new();
        for row in rows.iter().filter(|row| matches!(row.left_out(), None | Some(LeftOut::Recall))) {
            let key = |serial: &Option<String>| serial.as_deref().and_then(serial_key);
            if let (Some(old), Some(new)) = (key(&row.serial_failed), key(&row.serial_replacement))
                && old != new
            {
                pairs.remove(&new);
                pairs.insert(old, new);
            }
        }
        Self(pairs)
    }

    /// Whether nothing was replaced.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A walk over a snapshot before it is counted: which of the serial numbers that replacements name are listed.
#[derive(Debug)]
pub struct Listed {
    wanted: BTreeSet<String>,
    seen: BTreeSet<String>,
}

impl Listed {
    /// Looks for the serial numbers of these replacements.
    pub fn new(replacements: &Replacements) -> Self {
        let wanted = replacements.0.iter().flat_map(|(old, new)| [old.clone(), new.clone()]).collect();
        Self { wanted, seen: BTreeSet::new() }
    }

    /// Notes a listed device, whether it counts or not.
    pub fn push(&mut self, device: &Observation) {
        let key = device.serial.as_deref().and_then(serial_key);
        self.seen.extend(key.filter(|key| self.wanted.contains(key)));
    }

    /// The old serial numbers to leave out: those that are listed beside the new one.
    pub fn replaced(&self, replacements: &Replacements) -> BTreeSet<String> {
        let both = |(old, new): &(&String, &String)| self.seen.contains(*old) && self.seen.contains(*new);
        replacements.0.iter().filter(both).map(|(old, _)| old.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rma_row::{RmaStatus, tests::row};

    fn pair(number: &str, old: &str, new: &str) -> RmaRow {
        let text = |serial: &str| Some(serial.to_owned());
        RmaRow { serial_failed: text(old), serial_replacement: text(new), ..row(number, 1) }
    }

    fn replaced(rows: &[RmaRow], listed: &[&str]) -> Vec<String> {
        let replacements = Replacements::of(rows);
        let mut walk = Listed::new(&replacements);
        for serial in listed {
            walk.push(&Observation { serial: Some((*serial).to_owned()), ..Observation::default() });
        }
        walk.replaced(&replacements).into_iter().collect()
    }

    #[test]
    fn a21_a45_the_old_one_is_replaced_only_where_both_are_listed() {
        let rows = [pair("R-1", " a1 ", "b1")];
        assert_eq!(replaced(&rows, &["A1", "B1"]), ["A1"]);
        assert_eq!(replaced(&rows, &["b1", " a1"]), ["A1"]);
        assert_eq!(replaced(&rows, &["A1"]), [""; 0]);
        assert_eq!(replaced(&rows, &["B1"]), [""; 0]);
        assert_eq!(replaced(&[], &["A1", "B1"]), [""; 0]);
    }

    #[test]
    fn only_rmas_that_were_carried_out_replace_something_and_blanks_never_do() {
        let with = |status| RmaRow { status, ..pair("R-1", "A1", "B1") };
        for (status, expected) in [
            (RmaStatus::Requested, 0),
            (RmaStatus::Authorised, 1),
            (RmaStatus::Shipped, 1),
            (RmaStatus::NotReturned, 1),
            (RmaStatus::Rejected, 0),
            (RmaStatus::Cancelled, 0),
            (RmaStatus::Duplicate, 0),
            (RmaStatus::Recall, 1),
        ] {
            assert_eq!(replaced(&[with(status)], &["A1", "B1"]).len(), expected, "{status:?}");
        }
        assert_eq!(replaced(&[pair("R-1", "N/A", "0000"), pair("R-2", "A1", "a1 ")], &["N/A", "0000", "A1"]), [""; 0]);
    }

    #[test]
    fn a_unit_that_came_back_into_use_is_no_old_one_and_a_chain_drops_each_link() {
        let back = [pair("R-1", "A1", "B1"), pair("R-2", "B1", "A1")];
        assert_eq!(replaced(&back, &["A1", "B1"]), ["B1"]);
        let chain = [pair("R-1", "A1", "B1"), pair("R-2", "B1", "C1")];
        assert_eq!(replaced(&chain, &["A1", "B1", "C1"]), ["A1", "B1"]);
    }
}
