#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed; a panic says where")]

mod architecture;
mod lens;
mod lens_server;
mod mail;
mod report;
mod simulator;
mod support;
