//! Every row of every table as text, to show that nothing changed.

use std::collections::BTreeMap;

use sqlx::{Connection, PgConnection, Postgres, QueryBuilder, Sqlite, SqliteConnection};

/// Rows by table, sorted, whatever the tables are.
pub(crate) type Dump = BTreeMap<String, Vec<String>>;

/// Dumps a ledger.
pub(crate) async fn dump(url: &str) -> Dump {
    if url.starts_with("sqlite:") { sqlite(url).await } else { postgres(url).await }
}

/// How many rows each table has.
pub(crate) fn sizes(dump: &Dump) -> BTreeMap<&str, usize> {
    dump.iter().map(|(table, rows)| (table.as_str(), rows.len())).collect()
}

async fn sqlite(url: &str) -> Dump {
    let mut connection = SqliteConnection::connect(url).await.unwrap();
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut connection).await.unwrap();
    let mut dump = Dump::new();
    for table in tables {
        let columns = sqlx::query_scalar("SELECT name FROM pragma_table_info(?)").bind(&table);
        let columns: Vec<String> = columns.fetch_all(&mut connection).await.unwrap();
        let columns: Vec<_> = columns.iter().map(|column| format!("quote({column})")).collect();
        let mut select = QueryBuilder::<Sqlite>::new("SELECT ");
        select.push(columns.join(" || '|' || ")).push(" FROM ").push(&table).push(" ORDER BY 1");
        let rows = select.build_query_scalar().fetch_all(&mut connection).await.unwrap();
        dump.insert(table, rows);
    }
    connection.close().await.unwrap();
    dump
}

async fn postgres(url: &str) -> Dump {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut connection).await.unwrap();
    let mut dump = Dump::new();
    for table in tables {
        let mut select = QueryBuilder::<Postgres>::new("SELECT whole::text FROM ");
        select.push(&table).push(" AS whole ORDER BY 1");
        let rows = select.build_query_scalar().fetch_all(&mut connection).await.unwrap();
        dump.insert(table, rows);
    }
    connection.close().await.unwrap();
    dump
}
