//! The rules of the programme, pure: no async, no I/O, no clock, no logging, no floats.
//!
//! Today, prices and thresholds come in as arguments. Rule numbers (R1…, A1…, E1…) are those of the programme's rule
//! book; each is cited where it is decided and where it is tested.
#![deny(clippy::float_arithmetic, clippy::float_cmp)]
#![warn(clippy::wildcard_enum_match_arm)]

pub mod action;
pub mod alert;
pub mod audit;
pub mod calendar;
pub mod catalogue;
pub mod category;
pub mod contract;
pub mod count;
pub mod decide;
pub mod device;
pub mod digest;
pub mod forecast;
pub mod growth;
pub mod guard;
pub mod held;
pub mod ids;
pub mod language;
pub mod missing_report;
pub mod model_name;
pub mod money;
pub mod month;
pub mod onboarding;
pub mod outcome;
pub mod party;
pub mod pdf_standard;
pub mod price_list;
pub mod purchase_order;
pub mod replaced;
pub mod rma;
pub mod rma_file;
pub mod rma_row;
pub mod state;
pub mod true_up;
pub(crate) mod words;
pub mod working_days;
