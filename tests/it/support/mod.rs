//! What several promises need: databases, fakes and builders.

pub(crate) mod smtp;
