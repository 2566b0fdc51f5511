//! `trueup` audits Partner Branded Poly+ Enterprise contracts each month: it counts devices, reports, and quotes.

pub mod domain;
