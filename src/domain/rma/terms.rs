//! What a contract agrees about its RMA threshold; the default of each exception is the programme's rule.

use serde::{Deserialize, Serialize};

use crate::domain::contract::Percent;
use crate::domain::words::words;

words! {
    /// What the threshold is a percentage of (A9).
    RmaBase {
        /// The largest total of the year so far (R35).
        Max = "max",
        /// The total on the day of the position.
        AtDate = "at_date",
        /// The total on the year's last day of cover, as far as it is ordered.
        YearEnd = "year_end",
    }
}

words! {
    /// Which returns count (A10).
    RmaScope {
        /// All of the category headsets/personal devices.
        Category = "category",
        /// Headsets alone, without speakerphones and cameras.
        HeadsetsOnly = "headsets_only",
    }
}

words! {
    /// What is billed once the threshold is passed (A34).
    RmaBilling {
        /// The units above the allowance.
        Overage = "overage",
        /// All units of the year.
        All = "all",
    }
}

words! {
    /// Who is to pay (A34). The notice goes to the partner in either case (A12).
    BillTo {
        /// The partner.
        Partner = "partner",
        /// The end customer.
        Customer = "customer",
    }
}

/// The rules for RMA overage of a contract (R33-R39), as agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RmaTerms {
    /// The yearly threshold.
    pub percent: Percent,
    /// What it is a percentage of.
    pub base: RmaBase,
    /// Which returns count.
    pub scope: RmaScope,
    /// What is billed.
    pub billing: RmaBilling,
    /// Who pays.
    pub bill_to: BillTo,
    /// The price list, where the currency alone does not tell (A44).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_list: Option<String>,
}

impl Default for RmaTerms {
    fn default() -> Self {
        Self {
            percent: Percent::from(5),
            base: RmaBase::Max,
            scope: RmaScope::Category,
            billing: RmaBilling::Overage,
            bill_to: BillTo::Partner,
            price_list: None,
        }
    }
}
