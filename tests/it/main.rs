#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed; a panic says where")]

mod apply;
mod architecture;
mod counting;
mod crash;
mod datafile;
mod deliver;
mod guards;
mod lens;
mod lens_server;
mod letters;
mod mail;
mod many_contracts;
mod month_on_real_input;
mod next_month;
mod programme;
mod properties;
mod report;
mod settings;
mod simulator;
mod store_evidence;
mod store_ledger;
mod store_outbox;
mod store_quotes;
mod store_work;
mod support;
mod usage;
