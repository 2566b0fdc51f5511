//! One line of an RMA as a partner's file told it and as it was accepted (documents.md section 3, R36, A45).
//!
//! What the threshold makes of it is not said here; only what the row itself says about being counted.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::category::Category;
use crate::domain::ids::{CustomerId, PartnerId};
use crate::domain::rma::LeftOut;
use crate::domain::words::words;

words! {
    /// Where a return stands.
    RmaStatus {
        /// Asked for, not authorised yet.
        Requested = "requested",
        /// Authorised.
        Authorised = "authorised",
        /// The replacement is on its way.
        Shipped = "shipped",
        /// The replacement is there, the failed unit is awaited.
        AwaitingReturn = "awaiting_return",
        /// The failed unit is back.
        Returned = "returned",
        /// Done.
        Closed = "closed",
        /// Refused.
        Rejected = "rejected",
        /// Called off.
        Cancelled = "cancelled",
        /// The failed unit never came back (R42).
        NotReturned = "not_returned",
        /// The same return under another number.
        Duplicate = "duplicate",
        /// The manufacturer calls the product back.
        Recall = "recall",
    }
}

words! {
    /// How a row was found to be a customer's.
    MatchedBy {
        /// By the site ID.
        SiteId = "site_id",
        /// By the customer's id in the data files.
        CustomerId = "customer_id",
        /// By the customer's name.
        CustomerName = "customer_name",
        /// By a serial number in the customer's last snapshot.
        Serial = "serial",
    }
}

/// Whose row it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matched {
    /// The customer.
    pub customer: CustomerId,
    /// How that was found.
    pub by: MatchedBy,
}

/// Number and line of an RMA: at most one row of them holds at a time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RmaKey {
    /// Number of the RMA.
    #[serde(rename = "rma_number")]
    pub number: String,
    /// Line in it, from 1.
    #[serde(rename = "rma_line")]
    pub line: u32,
}

impl std::fmt::Display for RmaKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} line {}", self.number, self.line)
    }
}

/// An accepted row. Days are those of the schedule's time zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RmaRow {
    /// What tells it from all others.
    pub key: RmaKey,
    /// The partner whose file it is, if that was said.
    pub partner: Option<PartnerId>,
    /// Whose it is; none if it matches nobody, so that a person has to look.
    pub matched: Option<Matched>,
    /// Support case.
    pub case_number: Option<String>,
    /// Site ID as written.
    pub site_id: Option<String>,
    /// Customer as written.
    pub customer: Option<String>,
    /// When it was asked for.
    pub created_on: Option<NaiveDate>,
    /// When it was authorised: there where the status is `authorised` or anything after it.
    pub authorised_on: Option<NaiveDate>,
    /// Where it stands.
    pub status: RmaStatus,
    /// What was returned, by part number …
    pub part_number: Option<String>,
    /// … and by name, as written.
    pub product: Option<String>,
    /// The catalogue's name of it, if the catalogue or a price list knows it.
    pub model: Option<String>,
    /// Its category; none if nothing tells, or if it is a device of no category.
    pub category: Option<Category>,
    /// Serial number of the failed unit.
    pub serial_failed: Option<String>,
    /// Serial number of its replacement.
    pub serial_replacement: Option<String>,
    /// How many units, at least 1.
    pub quantity: u32,
    /// Why it was returned, as written.
    pub reason_code: Option<String>,
    /// Under which entitlement, as written.
    pub entitlement: Option<String>,
    /// When the replacement was shipped.
    pub shipped_on: Option<NaiveDate>,
    /// Its tracking number.
    pub tracking_number: Option<String>,
    /// When the failed unit is due.
    pub return_due_on: Option<NaiveDate>,
    /// When it came back.
    pub returned_on: Option<NaiveDate>,
    /// When the RMA was closed.
    pub closed_on: Option<NaiveDate>,
    /// Whether the failed unit was in the customer's last snapshot; none if that could not be looked up.
    pub serial_seen: Option<bool>,
}

impl RmaRow {
    /// Why its units are none of the threshold, whatever contract and year (R36, A45); none if they may be.
    pub fn left_out(&self) -> Option<LeftOut> {
        let reason = self.reason_code.as_deref().map(|reason| reason.trim().to_lowercase());
        match self.status {
            RmaStatus::Requested => Some(LeftOut::NotAuthorised),
            RmaStatus::Rejected => Some(LeftOut::Rejected),
            RmaStatus::Cancelled => Some(LeftOut::Cancelled),
            RmaStatus::Duplicate => Some(LeftOut::Duplicate),
            RmaStatus::Recall => Some(LeftOut::Recall),
            RmaStatus::Authorised
            | RmaStatus::Shipped
            | RmaStatus::AwaitingReturn
            | RmaStatus::Returned
            | RmaStatus::Closed
            | RmaStatus::NotReturned => match reason.as_deref() {
                Some("recall") => Some(LeftOut::Recall),
                Some("duplicate") => Some(LeftOut::Duplicate),
                _ => None,
            },
        }
    }

    /// The order in which the allowance is used up: date, number as text, line (A45).
    pub fn order(&self) -> impl Ord + '_ {
        (self.authorised_on, &self.key)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// An authorised row with nothing else in it.
    pub(crate) fn row(number: &str, line: u32) -> RmaRow {
        RmaRow {
            key: RmaKey { number: number.to_owned(), line },
            partner: None,
            matched: None,
            case_number: None,
            site_id: None,
            customer: None,
            created_on: None,
            authorised_on: NaiveDate::from_ymd_opt(2026, 10, 2),
            status: RmaStatus::Authorised,
            part_number: None,
            product: None,
            model: None,
            category: Some(Category::Headset),
            serial_failed: None,
            serial_replacement: None,
            quantity: 1,
            reason_code: None,
            entitlement: None,
            shipped_on: None,
            tracking_number: None,
            return_due_on: None,
            returned_on: None,
            closed_on: None,
            serial_seen: None,
        }
    }

    #[test]
    fn r36_a45_every_status_and_reason_says_whether_its_units_may_count() {
        let table = [
            (RmaStatus::Requested, "", Some(LeftOut::NotAuthorised)),
            (RmaStatus::Authorised, "", None),
            (RmaStatus::Shipped, "broken boom", None),
            (RmaStatus::AwaitingReturn, "", None),
            (RmaStatus::Returned, "", None),
            (RmaStatus::Closed, "", None),
            (RmaStatus::NotReturned, "", None),
            (RmaStatus::Rejected, "recall", Some(LeftOut::Rejected)),
            (RmaStatus::Cancelled, "", Some(LeftOut::Cancelled)),
            (RmaStatus::Duplicate, "", Some(LeftOut::Duplicate)),
            (RmaStatus::Closed, " Duplicate", Some(LeftOut::Duplicate)),
            (RmaStatus::Recall, "", Some(LeftOut::Recall)),
            (RmaStatus::Closed, "Recall ", Some(LeftOut::Recall)),
            (RmaStatus::Closed, "recalled by user", None),
        ];
        for (status, reason, expected) in table {
            let row = RmaRow { status, reason_code: Some(reason.to_owned()), ..row("R-1", 1) };
            assert_eq!(row.left_out(), expected, "{status:?} {reason:?}");
        }
        assert_eq!(table.map(|(status, _, _)| status).iter().collect::<std::collections::BTreeSet<_>>().len(), 11);
    }

    #[test]
    fn r37_a45_rows_go_by_date_then_number_as_text_then_line_as_number() {
        let dated = |day: u32, row: RmaRow| RmaRow { authorised_on: NaiveDate::from_ymd_opt(2026, 10, day), ..row };
        let mut rows =
            [dated(2, row("R-9", 1)), dated(2, row("R-10", 10)), dated(2, row("R-10", 9)), dated(1, row("Z", 1))];
        rows.sort_by(|one, other| one.order().cmp(&other.order()));
        let keys: Vec<String> = rows.iter().map(|row| row.key.to_string()).collect();
        assert_eq!(keys, ["Z line 1", "R-10 line 9", "R-10 line 10", "R-9 line 1"]);
    }
}
