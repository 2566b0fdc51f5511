//! Opening, migrating and talking to the one database, SQLite or PostgreSQL. The only file that knows which it is.

use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::{Migrate, MigrateError, Migration, MigrationType};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, PgPool, Postgres, SqlSafeStr, Sqlite, SqlitePool, Transaction};

use crate::store::StoreError;

/// Runs one statement on whichever database is open; the text is the same for both, and so are the bound values.
///
/// `sql!(tx, execute, TEXT, a, b)` tells how many rows changed; `fetch_all`, `fetch_optional` and `fetch_one` read
/// rows, `scalar` and `scalar_optional` one value. `..keys` binds each of a list.
macro_rules! sql {
    ($tx:expr, execute, $text:expr $(, $bind:expr)* $(,)?) => {
        match $tx {
            $crate::store::Tx::Sqlite(t) => {
                sqlx::query($text)$(.bind($bind))*.execute(&mut **t).await.map(|done| done.rows_affected())
            }
            $crate::store::Tx::Postgres(t) => {
                sqlx::query($text)$(.bind($bind))*.execute(&mut **t).await.map(|done| done.rows_affected())
            }
        }
    };
    ($tx:expr, scalar, $text:expr $(, $bind:expr)* $(,)?) => {
        sql!(@each $tx, fetch_one, sqlx::query_scalar($text)$(.bind($bind))*)
    };
    ($tx:expr, scalar_optional, $text:expr $(, $bind:expr)* $(,)?) => {
        sql!(@each $tx, fetch_optional, sqlx::query_scalar($text)$(.bind($bind))*)
    };
    ($tx:expr, $fetch:ident, $text:expr, ..$keys:expr) => {
        sql!(@each $tx, $fetch, $keys.iter().fold(sqlx::query_as($text), |query, key| query.bind(*key)))
    };
    ($tx:expr, $fetch:ident, $text:expr $(, $bind:expr)* $(,)?) => {
        sql!(@each $tx, $fetch, sqlx::query_as($text)$(.bind($bind))*)
    };
    (@each $tx:expr, $fetch:ident, $query:expr) => {
        match $tx {
            $crate::store::Tx::Sqlite(t) => $query.$fetch(&mut **t).await,
            $crate::store::Tx::Postgres(t) => $query.$fetch(&mut **t).await,
        }
    };
}

/// Inserts many rows with few statements and gives what they return.
///
/// `sql_insert!(tx, HEAD, rows, |values, row| { values.push_bind(…); }, TAIL)`: the text between is the only one that is
/// put together, of placeholders and nothing else.
macro_rules! sql_insert {
    ($tx:expr, $head:expr, $rows:expr, |$values:ident, $row:ident| $push:block, $tail:expr) => {{
        let mut returned = Vec::new();
        for rows in $rows.chunks($crate::store::ROWS_AT_ONCE) {
            let more = match $tx {
                $crate::store::Tx::Sqlite(t) => {
                    let mut text = sqlx::QueryBuilder::<sqlx::Sqlite>::new($head);
                    text.push_values(rows, |mut $values, $row| $push).push($tail);
                    text.build_query_as().fetch_all(&mut **t).await?
                }
                $crate::store::Tx::Postgres(t) => {
                    let mut text = sqlx::QueryBuilder::<sqlx::Postgres>::new($head);
                    text.push_values(rows, |mut $values, $row| $push).push($tail);
                    text.build_query_as().fetch_all(&mut **t).await?
                }
            };
            returned.extend(more);
        }
        returned
    }};
}

/// Rows of one statement of `sql_insert!`: with ten columns a third of the values that SQLite binds at once.
pub(super) const ROWS_AT_ONCE: usize = 1000;

/// Version, name and text of every migration, in order. A landed one is never edited.
const MIGRATIONS: &[(i64, &str, &str)] = &[(1, "ledger", include_str!("../../migrations/0001_ledger.sql"))];

/// Where sqlx notes what was applied.
const MIGRATIONS_TABLE: &str = "_sqlx_migrations";

/// The schema version this program writes.
pub const SCHEMA: i64 = MIGRATIONS[MIGRATIONS.len() - 1].0;

const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const POOL: u32 = 10;

/// An open ledger; cheap to clone.
#[derive(Clone, Debug)]
pub enum Db {
    /// A local file: one process writes, one transaction at a time.
    Sqlite {
        /// Sees a consistent state, writes nothing.
        readers: SqlitePool,
        /// One connection: SQLite has one write lock.
        writer: SqlitePool,
    },
    /// A server that replicas share.
    Postgres(PgPool),
}

/// A transaction; dropped without `commit`, it did nothing.
#[derive(Debug)]
pub enum Tx {
    /// On SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// What may be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// Only a ledger that is there: a missing SQLite file is an error.
    Existing,
    /// A missing SQLite file is made. (A PostgreSQL database is never made by this program.)
    Create,
    /// An empty SQLite ledger in memory; the URL is not looked at. Readers and the writer share one connection, so
    /// that only one transaction may be open at a time.
    Memory,
}

impl Db {
    /// Opens the ledger at `url` and proves that the database answers. Does not migrate.
    ///
    /// # Errors
    /// `Url`, `NoLedger` or `Open` with the driver's cause; none of them shows a password.
    pub async fn open(url: &str, how: Open) -> Result<Self, StoreError> {
        if how == Open::Memory {
            return memory().await;
        }
        match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => sqlite(url, how).await,
            Some("postgres" | "postgresql") => postgres(url).await,
            _ => Err(StoreError::Url { problem: "it names neither SQLite nor PostgreSQL".to_owned() }),
        }
    }

    /// A transaction that reads one consistent state and writes nothing.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Tx::Sqlite(readers.begin().await?),
            Self::Postgres(pool) => {
                Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    /// A transaction that will write. SQLite must take its single write lock here: asking for it after a read fails at
    /// once instead of waiting.
    pub async fn write(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Tx::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// Brings the ledger to this program's schema, in one transaction, and tells how many migrations that took.
    /// Replicas may do it at the same time.
    ///
    /// # Errors
    /// `Newer` if a newer program has been here; then nothing was written.
    pub async fn migrate(&self) -> Result<usize, StoreError> {
        let mut tx = self.write().await?;
        if let Tx::Postgres(_) = &tx {
            // Held to the end of the transaction, so that a failed migration cannot leave it behind.
            sql!(&mut tx, execute, LOCK_MIGRATION, MIGRATION_LOCK)?;
        }
        let found = version(&mut tx).await?;
        if found > SCHEMA {
            return Err(StoreError::Newer { found, known: SCHEMA });
        }
        let applied = match &mut tx {
            Tx::Sqlite(t) => apply_missing(&mut **t).await,
            Tx::Postgres(t) => apply_missing(&mut **t).await,
        };
        let applied = applied.map_err(StoreError::Migrate)?;
        tx.commit().await?;
        Ok(applied)
    }

    /// Proves that the ledger has exactly this program's schema.
    ///
    /// # Errors
    /// `Newer` or `Older`; a database without a ledger is version 0.
    pub async fn check(&self) -> Result<(), StoreError> {
        let mut tx = self.read().await?;
        match version(&mut tx).await? {
            SCHEMA => Ok(()),
            found if found > SCHEMA => Err(StoreError::Newer { found, known: SCHEMA }),
            found => Err(StoreError::Older { found, known: SCHEMA }),
        }
    }

    /// Ends all connections and waits for them.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Makes what was written hold.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(t) => t.commit().await?,
            Self::Postgres(t) => t.commit().await?,
        }
        Ok(())
    }
}

/// A number that only this program's migrations lock on: "trueup" in ASCII.
const MIGRATION_LOCK: i64 = 0x7472_7565_7570;

const LOCK_MIGRATION: &str = "-- store::db::lock_migration
SELECT pg_advisory_xact_lock($1)";

// The catalogues of the two databases differ; nothing else here does.
const HAS_MIGRATIONS_SQLITE: &str = "-- store::db::has_migrations
SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'";

const HAS_MIGRATIONS_POSTGRES: &str = "-- store::db::has_migrations
SELECT COUNT(*) FROM pg_catalog.pg_class WHERE oid = to_regclass('_sqlx_migrations')";

const VERSION: &str = "-- store::db::version
SELECT MAX(version) FROM _sqlx_migrations";

/// The schema version of the ledger, 0 where there is none.
async fn version(tx: &mut Tx) -> Result<i64, StoreError> {
    let has = match tx {
        Tx::Sqlite(_) => HAS_MIGRATIONS_SQLITE,
        Tx::Postgres(_) => HAS_MIGRATIONS_POSTGRES,
    };
    let tables: i64 = sql!(tx, scalar, has)?;
    if tables == 0 {
        return Ok(0);
    }
    let found: Option<i64> = sql!(tx, scalar, VERSION)?;
    Ok(found.unwrap_or(0))
}

/// Applies what is missing and tells how many that were.
async fn apply_missing<C: Migrate>(connection: &mut C) -> Result<usize, MigrateError> {
    connection.ensure_migrations_table(MIGRATIONS_TABLE).await?;
    let before = connection.list_applied_migrations(MIGRATIONS_TABLE).await?;
    let mut applied = 0;
    for &(version, name, text) in MIGRATIONS {
        let migration = Migration::new(version, name.into(), MigrationType::Simple, text.into_sql_str(), false);
        match before.iter().find(|before| before.version == version) {
            None => {
                connection.apply(MIGRATIONS_TABLE, &migration).await?;
                applied += 1;
            }
            Some(before) if before.checksum != migration.checksum => {
                return Err(MigrateError::VersionMismatch(version));
            }
            Some(_) => {}
        }
    }
    Ok(applied)
}

async fn sqlite(url: &str, how: Open) -> Result<Db, StoreError> {
    let options =
        SqliteConnectOptions::from_str(url).map_err(|error| StoreError::Url { problem: error.to_string() })?;
    let file = options.get_filename().to_owned();
    let place = file.display().to_string();
    if place.is_empty() || url.contains(":memory:") || url.contains("mode=memory") {
        return Err(StoreError::Url { problem: "it names no file, and a ledger has to last".to_owned() });
    }
    if how == Open::Existing && !file.exists() {
        return Err(StoreError::NoLedger { place });
    }
    let options = tuned(options).create_if_missing(how == Open::Create).journal_mode(SqliteJournalMode::Wal);
    let failed = |source| StoreError::Open { place: place.clone(), source };
    // The writer comes first: it makes the file and sets its journal mode, which a reader may not.
    let writer = pool().max_connections(1).connect_with(options.clone()).await.map_err(failed)?;
    let reading = options.create_if_missing(false).pragma("query_only", "ON");
    let readers = pool().max_connections(POOL).connect_with(reading).await.map_err(failed)?;
    Ok(Db::Sqlite { readers, writer })
}

/// Where the disk is full, SQLite ends a transaction by itself; the driver does not see that, and every later transaction
/// of the connection would fail. Such a connection is given up, and the next one is a new one.
fn pool() -> SqlitePoolOptions {
    SqlitePoolOptions::new().before_acquire(|connection, _| Box::pin(async { Ok(!connection.is_in_transaction()) }))
}

async fn memory() -> Result<Db, StoreError> {
    let options = tuned(SqliteConnectOptions::new().in_memory(true));
    // The ledger lives as long as the one connection: it must never be closed for being idle or old.
    let one = SqlitePoolOptions::new().max_connections(1).min_connections(1).idle_timeout(None).max_lifetime(None);
    let failed = |source| StoreError::Open { place: "memory".to_owned(), source };
    let pool = one.connect_with(options).await.map_err(failed)?;
    Ok(Db::Sqlite { readers: pool.clone(), writer: pool })
}

fn tuned(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options.synchronous(SqliteSynchronous::Normal).busy_timeout(BUSY_TIMEOUT).foreign_keys(true)
}

async fn postgres(url: &str) -> Result<Db, StoreError> {
    let options = PgConnectOptions::from_str(url).map_err(|error| StoreError::Url { problem: error.to_string() })?;
    let options = options.application_name("trueup");
    let place =
        format!("{} on {}:{}", options.get_database().unwrap_or("(default)"), options.get_host(), options.get_port());
    let failed = |source| StoreError::Open { place: place.clone(), source };
    // A pool would hide the real cause behind "pool timed out": the first connection is made without one.
    let first = tokio::time::timeout(CONNECT_TIMEOUT, options.connect()).await;
    let first = first.unwrap_or(Err(sqlx::Error::PoolTimedOut)).map_err(failed)?;
    first.close().await.map_err(failed)?;
    Ok(Db::Postgres(PgPoolOptions::new().max_connections(POOL).connect_lazy_with(options)))
}
