//! The ledger: one SQL text on SQLite and PostgreSQL.
