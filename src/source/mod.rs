//! Where devices come from.
