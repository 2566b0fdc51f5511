//! The ledger: one SQL text on SQLite and PostgreSQL, a file per table family.
//!
//! Every function takes `&mut Tx`, so that callers make any set of them atomic; nobody but `db.rs` knows which database
//! is open. Times, ids and who acts come in as arguments. After an error the transaction is to be dropped: PostgreSQL
//! takes nothing more on it.

#[macro_use]
mod db;
mod cell;

pub mod audits;
pub mod blobs;
pub mod chunks;
pub mod daemon_lock;
pub mod delivery;
pub mod documents;
pub mod duties;
mod error;
pub mod gaps;
pub mod journal;
pub mod lease;
mod letters;
pub mod notices;
pub mod onboardings;
pub mod outbox;
pub mod overview;
pub mod owed;
pub mod price_lists;
pub mod purchase_orders;
pub mod quotes;
pub mod register;
pub mod rma;
pub mod snapshots;
pub mod stamp;
pub mod waiting;

pub use cell::new_id;
use db::ROWS_AT_ONCE;
pub use db::{Db, Open, SCHEMA, Tx};
pub use error::StoreError;
