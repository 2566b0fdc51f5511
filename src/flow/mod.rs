//! Where the siblings meet: audits, deliveries and what time alone brings.

pub mod apply;
pub mod deliver;
mod mark;
