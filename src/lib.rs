//! `trueup` audits Partner Branded Poly+ Enterprise contracts each month: it counts devices, reports, and quotes.
//!
//! Data flows one way: `source` -> `domain` -> `document` -> `mail`; `store` keeps what happened; `flow` is where the
//! siblings meet. Who may import whom is checked by `tests/it/architecture.rs`.

pub mod cli;
pub mod clock;
pub mod daemon;
pub mod datafile;
pub mod document;
pub mod domain;
pub mod flow;
#[cfg(feature = "pdf")]
pub mod fonts;
pub mod logo;
pub mod mail;
pub mod settings;
pub mod simulator;
pub mod source;
pub mod store;
pub mod telemetry;
pub mod template;
pub mod web;
