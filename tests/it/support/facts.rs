//! What a ledger and a mailbox say, so that two runs over the same world can be held against each other: every column of
//! every table, except when something happened, how often it was tried and whose hands it was in. Ids, which are drawn
//! anew in each run, are replaced by what they name. Nothing here knows the schema: a new column is compared as it comes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::sync::LazyLock;

use mail_parser::{MessageParser, MimeHeaders};
use regex::Regex;
use sqlx::{Postgres, QueryBuilder, Sqlite};
use trueup::store::blobs::{self, Digest};
use trueup::store::{Db, Open, Tx};
use zip::ZipArchive;

use crate::support::program::Taken;

/// Rows by table, sorted.
pub(crate) type Facts = BTreeMap<String, Vec<String>>;

/// Columns that are not compared, with the tables where that is so.
const DIFFERENT: [(&str, &str); 7] = [
    ("audits", "attempts"),
    ("recipients", "attempts"),
    // As `attempts`: whether the one before the last was cut short.
    ("recipients", "interrupted"),
    ("journal", "id"),
    // Compressed; the digest beside it says what is in there.
    ("blobs", "content"),
    // Of the same, with the times of day that it tells.
    ("blobs", "size"),
    // A small one is compressed only where that makes it smaller, which hangs on the ids and moments in it.
    ("blobs", "encoding"),
];

/// The rows of a table that tell of interruptions, not of the month.
const INTERRUPTIONS: &str = " WHERE action NOT IN ('letter_sent_again', 'letter_outcome_unknown')";

/// What ids stand for.
const NAMES: [&str; 4] = [
    "SELECT id || ' (audit ' || contract || ' ' || month || ')' FROM audits",
    "SELECT id || ' (snapshot ' || customer || ' ' || month || ' ' || CAST(attempt AS TEXT) || ')' FROM snapshots",
    "SELECT id || ' (letter ' || dedupe_key || ')' FROM letters",
    "SELECT id || ' (duty ' || kind || ' ' || subject || ' ' || period || ' ' || CAST(ordinal AS TEXT) || ')' \
     FROM duties",
];

/// Table, column and type.
const SCHEMA_SQLITE: &str = "SELECT t.name || ' ' || c.name || ' ' || c.type FROM sqlite_master t \
    JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name NOT LIKE '\\_%' \
    ESCAPE '\\' ORDER BY t.name, c.cid";
const SCHEMA_POSTGRES: &str = "SELECT table_name || ' ' || column_name || ' ' || data_type \
    FROM information_schema.columns WHERE table_schema = current_schema() AND table_name NOT LIKE '\\_%' \
    ORDER BY table_name, ordinal_position";

// In documents, in JSON, in every row that names bytes.
static TIME_OF_DAY: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\d\d:\d\d(\x{a0}|&nbsp;)UTC").unwrap());
static MOMENT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\d{4}-\d\d-\d\dT[\d:.]+Z").unwrap());
static DIGEST: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"sha256:[0-9a-f]{64}").unwrap());

static ID: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").unwrap());

/// Everything that a ledger says.
pub(crate) async fn facts(url: &str) -> Facts {
    let db = Db::open(url, Open::Existing).await.unwrap();
    let mut tx = db.read().await.unwrap();
    let mut facts = Facts::new();
    for (table, columns) in schema(&mut tx).await {
        let interruptions = if table == "journal" { INTERRUPTIONS } else { "" };
        let text = format!("SELECT {} FROM {table}{interruptions}", columns.join(" || ' | ' || "));
        facts.insert(table, scalars(&mut tx, &text).await);
    }
    let mut names = BTreeMap::new();
    for text in NAMES {
        let pairs = scalars(&mut tx, text).await;
        names.extend(
            pairs.iter().map(|row| row.split_once(' ').unwrap()).map(|(id, name)| (id.to_owned(), name.to_owned())),
        );
    }
    for digest in scalars(&mut tx, "SELECT digest FROM blobs").await {
        let bytes = blobs::get(&mut tx, &digest.parse().unwrap()).await.unwrap().unwrap();
        names.insert(digest, without_times(&bytes));
    }
    drop(tx);
    db.close().await;
    let name = |found: &regex::Captures<'_>| names.get(&found[0]).cloned().unwrap_or_else(|| found[0].to_owned());
    for rows in facts.values_mut() {
        for row in rows.iter_mut() {
            // Bytes are named by what they say whenever they say it.
            let renamed = DIGEST.replace_all(row, name);
            let renamed = ID.replace_all(&renamed, name).into_owned();
            *row = MOMENT.replace_all(&renamed, "(moment)").into_owned();
        }
        rows.sort();
    }
    facts
}

/// Each table with the expressions that show its columns.
async fn schema(tx: &mut Tx) -> BTreeMap<String, Vec<String>> {
    let text = if matches!(tx, Tx::Sqlite(_)) { SCHEMA_SQLITE } else { SCHEMA_POSTGRES };
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in scalars(tx, text).await {
        let words: Vec<_> = row.splitn(3, ' ').collect();
        let [table, column, kind] = words[..] else { panic!("{row}") };
        let columns = tables.entry(table.to_owned()).or_default();
        if DIFFERENT.contains(&(table, column)) {
            continue;
        }
        let is_there = kind.to_lowercase().starts_with("timestamp") || column.starts_with("lease_");
        columns.push(if is_there {
            format!("'{column} ' || CASE WHEN {column} IS NULL THEN '-' ELSE 'is there' END")
        } else {
            format!("'{column} ' || COALESCE(CAST({column} AS TEXT), '-')")
        });
    }
    tables
}

/// The first column of a query as text; nothing without a ledger.
pub(crate) async fn rows(url: &str, text: &str) -> Vec<String> {
    let Ok(db) = Db::open(url, Open::Existing).await else { return Vec::new() };
    let rows = match db.check().await {
        Ok(()) => scalars(&mut db.read().await.unwrap(), text).await,
        Err(_) => Vec::new(),
    };
    db.close().await;
    rows
}

/// The first column of a query as text.
pub(crate) async fn scalars(tx: &mut Tx, text: &str) -> Vec<String> {
    match tx {
        Tx::Sqlite(tx) => QueryBuilder::<Sqlite>::new(text).build_query_scalar().fetch_all(&mut **tx).await.unwrap(),
        Tx::Postgres(tx) => {
            QueryBuilder::<Postgres>::new(text).build_query_scalar().fetch_all(&mut **tx).await.unwrap()
        }
    }
}

/// The digest of a content, whatever the time of day that it tells; of a workbook, of what it holds.
fn without_times(bytes: &[u8]) -> String {
    if let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) {
        let mut parts = String::new();
        for index in 0..archive.len() {
            let mut part = Vec::new();
            archive.by_index(index).unwrap().read_to_end(&mut part).unwrap();
            parts.push_str(&without_times(&part));
        }
        return Digest::of(parts.as_bytes()).to_string();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Digest::of(TIME_OF_DAY.replace_all(text, "(time)").as_bytes()).to_string(),
        // Its page of HTML says the same, and is compared.
        Err(_) if bytes.starts_with(b"%PDF-") => "(a PDF)".to_owned(),
        Err(_) => Digest::of(bytes).to_string(),
    }
}

/// What reached whom, as digests of what a reader sees; the same letter twice is once.
pub(crate) fn arrived(taken: &[Taken]) -> BTreeSet<String> {
    taken.iter().map(letter).collect()
}

fn letter(taken: &Taken) -> String {
    let mail = MessageParser::default().parse(&taken.bytes).unwrap();
    let header = |name: &str| mail.header(name).and_then(|value| value.as_text()).unwrap_or("-").to_owned();
    let text = without_times(mail.body_text(0).unwrap().as_bytes());
    let html = without_times(mail.body_html(0).unwrap().as_bytes());
    let files = mail
        .attachments()
        .map(|file| format!("{} {}", file.attachment_name().unwrap_or("-"), without_times(file.contents())));
    let files: Vec<_> = files.collect();
    let (kind, contract) = (header("X-Trueup-Kind"), header("X-Trueup-Contract"));
    let (to, subject) = (taken.to.join(", "), mail.subject().unwrap_or("-"));
    format!("{to} | {kind} | {contract} | {subject} | text {text} | html {html} | {}", files.join(", "))
}
