//! Where the siblings meet: audits, deliveries and what time alone brings.

pub mod deliver;
mod mark;
