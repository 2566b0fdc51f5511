//! Why the ledger could not do what it was asked. Each error names table, row and column, as far as there is one; no
//! text in here holds a password or a whole database URL.

use sqlx::error::DatabaseError;
use sqlx::postgres::PgDatabaseError;

/// An error of the store.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The address of the database is not one.
    #[error("database.url: {problem}; expected sqlite://FILE or postgres://USER@HOST/DATABASE")]
    Url {
        /// What is wrong with it.
        problem: String,
    },
    /// A command that needs a ledger found none.
    #[error("there is no ledger at {place}: `trueup migrate` makes one")]
    NoLedger {
        /// File, or host and database.
        place: String,
    },
    /// The database did not let us in; the cause says why.
    #[error("cannot open the database {place}")]
    Open {
        /// File, or host and database.
        place: String,
        /// What the driver said.
        #[source]
        source: sqlx::Error,
    },
    /// Another daemon is at work on this file.
    #[error("{place} has a daemon already: only one may serve an SQLite ledger (on PostgreSQL, any number)")]
    SecondDaemon {
        /// The SQLite file.
        place: String,
    },
    /// The file that keeps a second daemon away.
    #[error("cannot lock {place}")]
    Lock {
        /// The lock file.
        place: String,
        /// What the operating system said.
        #[source]
        source: std::io::Error,
    },
    /// The ledger was written by a newer program; nothing was changed.
    #[error("the ledger has schema version {found}, this program knows {known}: install the newer program")]
    Newer {
        /// Version of the ledger.
        found: i64,
        /// Version of this program.
        known: i64,
    },
    /// The ledger has to be migrated first.
    #[error("the ledger has schema version {found}, this program needs {known}: run `trueup migrate`")]
    Older {
        /// Version of the ledger.
        found: i64,
        /// Version of this program.
        known: i64,
    },
    /// A migration failed; it was rolled back.
    #[error("the ledger could not be migrated")]
    Migrate(#[source] sqlx::migrate::MigrateError),
    /// A statement failed.
    #[error("the database refused a statement")]
    Database(#[source] sqlx::Error),
    /// What was read is not what this program wrote.
    #[error("the ledger is damaged: {table}, row {id}, column {column}: {problem}")]
    Corrupt {
        /// Table.
        table: &'static str,
        /// Key of the row.
        id: String,
        /// Column.
        column: &'static str,
        /// What was found and expected.
        problem: String,
    },
    /// A row with that key is there already.
    #[error("{constraint} is taken")]
    Taken {
        /// The unique constraint, as the database names it.
        constraint: String,
    },
    /// Somebody else took the work over, or it was settled without us: what we have is not written.
    #[error("{table}, row {id}: the lease was lost")]
    LeaseLost {
        /// Table.
        table: &'static str,
        /// Key of the row.
        id: String,
    },
    /// Somebody is at work on it just now.
    #[error("{table}, row {id} is being worked on: try again when it is done")]
    Busy {
        /// Table.
        table: &'static str,
        /// Key of the row.
        id: String,
    },
    /// There is no such row.
    #[error("{table} has no row {id}")]
    Missing {
        /// Table.
        table: &'static str,
        /// Key that was asked for.
        id: String,
    },
    /// A value does not fit its column.
    #[error("{table}.{column} cannot hold the value: {problem}")]
    Unfit {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
        /// Why.
        problem: String,
    },
}

impl StoreError {
    /// Whether the database as such is out of order, and nothing is wrong with what it was asked: it is away, shuts
    /// down, is full, or gave way to another transaction. The same may succeed later.
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Open { .. } => true,
            Self::Database(sqlx::Error::Database(refused)) => passes(&**refused),
            Self::Database(error) => matches!(
                error,
                sqlx::Error::Io(_)
                    | sqlx::Error::Tls(_)
                    | sqlx::Error::PoolTimedOut
                    | sqlx::Error::WorkerCrashed
                    | sqlx::Error::BeginFailed
            ),
            _ => false,
        }
    }
}

/// SQLSTATE classes of PostgreSQL: connection, rollback for another's sake, resources (a full disk), an operator, the
/// system below. Primary result codes of SQLite: busy, locked, read-only, input/output, full, cannot open.
fn passes(refused: &dyn DatabaseError) -> bool {
    let code = refused.code().unwrap_or_default();
    if refused.try_downcast_ref::<PgDatabaseError>().is_some() {
        return ["08", "40", "53", "57", "58"].iter().any(|class| code.starts_with(class));
    }
    code.parse::<u32>().is_ok_and(|code| [5, 6, 8, 10, 13, 14].contains(&(code & 0xff)))
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error() {
            Some(refused) if refused.is_unique_violation() => {
                // PostgreSQL names the constraint, SQLite only lists its columns in the message.
                let constraint = refused.constraint().unwrap_or_else(|| refused.message()).to_owned();
                Self::Taken { constraint }
            }
            _ => Self::Database(error),
        }
    }
}
