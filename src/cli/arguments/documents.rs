//! What can be typed about the documents to partners and what they rest on.

use clap::Subcommand;

use crate::domain::ids::ContractId;

/// `trueup quote …`.
#[derive(Debug, Subcommand)]
pub enum Quote {
    /// All quotes
    List {
        /// Exit with 3 if one waits for a person
        #[arg(long)]
        exit_code: bool,
    },
    /// One quote with its lines and history
    Show {
        /// Its number
        number: String,
    },
    /// Release a quote that waits; an expired one is issued again as its next version
    Approve {
        /// Its number
        number: String,
    },
    /// Take a quote back; its units count no more in what audits compare with
    Withdraw {
        /// Its number
        number: String,
        /// Why, for the journal
        #[arg(long)]
        reason: String,
    },
    /// Record the partner's purchase order; what it leaves is issued again as the next version
    RecordPo {
        /// Its number
        number: String,
        /// The partner's order number
        #[arg(long, value_name = "NUMBER")]
        po: String,
        /// Whose order it is, by ID; refused where the quote is another partner's (default: the partner of the quote)
        #[arg(long, value_name = "ID")]
        partner: Option<String>,
        /// Date of the order (default: today); the contracted total rises from this day
        #[arg(long, value_name = "YYYY-MM-DD", allow_hyphen_values = true)]
        date: Option<String>,
        /// Amount of the order without VAT (default: what the units come to); another one is taken and flagged
        #[arg(long, allow_hyphen_values = true)]
        amount: Option<String>,
        /// Only these units, oldest first: a part order
        #[arg(long, value_name = "CATEGORY=N", allow_hyphen_values = true)]
        units: Vec<String>,
    },
}

/// `trueup notice …`.
#[derive(Debug, Subcommand)]
pub enum Notice {
    /// All notices
    List {
        /// Exit with 3 if one waits for a person
        #[arg(long)]
        exit_code: bool,
    },
    /// One notice with its lines and history
    Show {
        /// Its number
        number: String,
    },
    /// Release a notice that waits, at the list prices of today
    Approve {
        /// Its number
        number: String,
    },
    /// Take a notice back; what follows it in its year waits for a person
    Withdraw {
        /// Its number
        number: String,
        /// Why, for the journal
        #[arg(long)]
        reason: String,
    },
}

/// `trueup rma …`.
#[derive(Debug, Subcommand)]
pub enum Rma {
    /// All lines, and whether each counts against the threshold
    List {
        /// Only those of this contract
        #[arg(long, value_name = "ID")]
        contract: Option<ContractId>,
        /// Only those authorised in this calendar year
        #[arg(long, value_name = "YYYY")]
        year: Option<i32>,
        /// Only those that match no customer
        #[arg(long)]
        unmatched: bool,
        /// Only those that are left out of the threshold
        #[arg(long)]
        left_out: bool,
        /// Exit with 3 if a person should look at one
        #[arg(long)]
        exit_code: bool,
    },
    /// One RMA with all that is known of its lines, and their corrections
    Show {
        /// Its number
        number: String,
    },
}
