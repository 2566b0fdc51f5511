//! What a ledger and a mailbox say, by natural keys: without ids, times, leases and counters of attempts, so that two
//! runs over the same world can be held against each other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use mail_parser::{MessageParser, MimeHeaders};
use regex::Regex;
use sqlx::{Postgres, QueryBuilder, Sqlite};
use trueup::store::blobs::{self, Digest};
use trueup::store::{Db, Open, Tx};

use crate::support::program::Taken;

/// Rows by table, sorted.
pub(crate) type Facts = BTreeMap<&'static str, Vec<String>>;

/// A table, where its rows come from, and what of them is compared.
const TABLES: [(&str, &str, &str); 14] = [
    ("stamp", "stamp", "kind, program"),
    ("entries", "entries", "kind, id, version, body, applied_by, retired_at IS NULL"),
    (
        "snapshots",
        "snapshots",
        "customer, month, attempt, kind, source_key, state, digest, listed, names, file_name, original, detail, \
         lease_token IS NULL",
    ),
    (
        "chunks",
        "chunks c JOIN snapshots s ON s.id = c.snapshot",
        "s.customer, s.month, s.attempt, c.tenant, c.page, c.content, c.devices, c.next_token IS NULL, c.total_count",
    ),
    (
        "audits",
        "audits a LEFT JOIN snapshots s ON s.id = a.snapshot",
        "a.contract, a.customer, a.month, a.state, a.reason, a.reason_text, a.stage, a.version, s.customer, s.attempt, \
         a.outcome, a.lease_token IS NULL",
    ),
    (
        "quotes",
        "quotes q JOIN audits a ON a.id = q.audit",
        "q.number, q.contract, q.customer, q.partner, q.month, q.version, q.state, q.reason, a.contract, a.month, \
         q.currency, q.total, q.body, q.issued_on, q.valid_until",
    ),
    ("quote_events", "quote_events", "number, ordinal, state, by_whom, reason"),
    (
        "documents",
        "documents d JOIN audits a ON a.id = d.audit",
        "a.contract, a.month, d.kind, d.subject, d.language, d.format, d.version, d.name, d.media_type, d.content",
    ),
    ("letters", "letters", "dedupe_key, kind, contract, customer, month, quote, language, subject, html, plain"),
    (
        "recipients",
        "recipients r JOIN letters l ON l.id = r.letter",
        "l.dedupe_key, r.address, r.ordinal, r.state, r.reason, r.last_error, r.lease_token IS NULL",
    ),
    (
        "attachments",
        "attachments f JOIN letters l ON l.id = f.letter",
        "l.dedupe_key, f.ordinal, f.name, f.media_type, f.content",
    ),
    ("duties", "duties", "kind, subject, period, ordinal, due_at, done_at IS NULL, note, lease_token IS NULL"),
    // A letter that goes out again tells of the interruption, not of the month.
    (
        "journal",
        "journal j LEFT JOIN letters l ON l.id = j.subject WHERE j.action <> 'letter_sent_again'",
        "j.by_whom, j.action, j.contract, j.customer, j.month, \
         CASE WHEN l.id IS NULL THEN j.subject ELSE l.dedupe_key END, j.body, j.reason",
    ),
    ("blobs", "blobs", "digest"),
];

// In documents, in JSON, in every row that names bytes.
static TIME_OF_DAY: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\d\d:\d\d(\x{a0}|&nbsp;)UTC").unwrap());
static MOMENT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\d{4}-\d\d-\d\dT[\d:.]+Z").unwrap());
static DIGEST: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"sha256:[0-9a-f]{64}").unwrap());

/// Everything that a ledger says.
pub(crate) async fn facts(url: &str) -> Facts {
    let db = Db::open(url, Open::Existing).await.unwrap();
    let mut tx = db.read().await.unwrap();
    let mut facts = Facts::new();
    for (table, from, columns) in TABLES {
        let columns: Vec<_> =
            columns.split(", ").map(|column| format!("COALESCE(CAST({column} AS TEXT), '-')")).collect();
        let text = format!("SELECT {} FROM {from}", columns.join(" || ' | ' || "));
        facts.insert(table, scalars(&mut tx, &text).await);
    }
    let mut timeless = BTreeMap::new();
    for digest in &facts["blobs"] {
        let bytes = blobs::get(&mut tx, &digest.parse().unwrap()).await.unwrap().unwrap();
        timeless.insert(digest.clone(), without_times(&bytes));
    }
    drop(tx);
    db.close().await;
    // Bytes are named by what they say whenever they say it.
    for rows in facts.values_mut() {
        for row in rows.iter_mut() {
            let renamed = DIGEST.replace_all(row, |found: &regex::Captures<'_>| {
                timeless.get(&found[0]).cloned().unwrap_or_else(|| found[0].to_owned())
            });
            *row = MOMENT.replace_all(&renamed, "(moment)").into_owned();
        }
        rows.sort();
    }
    facts
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

async fn scalars(tx: &mut Tx, text: &str) -> Vec<String> {
    match tx {
        Tx::Sqlite(tx) => QueryBuilder::<Sqlite>::new(text).build_query_scalar().fetch_all(&mut **tx).await.unwrap(),
        Tx::Postgres(tx) => {
            QueryBuilder::<Postgres>::new(text).build_query_scalar().fetch_all(&mut **tx).await.unwrap()
        }
    }
}

/// The digest of a content, whatever the time of day that it tells.
fn without_times(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => Digest::of(TIME_OF_DAY.replace_all(text, "(time)").as_bytes()).to_string(),
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
