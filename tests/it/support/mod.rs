//! What several promises need: databases, fakes, builders, and the program itself.

pub(crate) mod campaign;
pub(crate) mod daemon;
pub(crate) mod databases;
pub(crate) mod desk;
pub(crate) mod dump;
pub(crate) mod facts;
pub(crate) mod house;
pub(crate) mod http;
pub(crate) mod ledger;
pub(crate) mod program;
pub(crate) mod reported;
pub(crate) mod returns;
pub(crate) mod smtp;
