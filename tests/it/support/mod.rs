//! What several promises need: databases, fakes and builders.

pub(crate) mod databases;
pub(crate) mod ledger;
pub(crate) mod smtp;
