//! The ledger as a whole: opening, migrating, stamping, its transactions, its bytes.

use std::collections::BTreeSet;
use std::path::Path;

use sqlx::{Connection, Executor, PgConnection, QueryBuilder, SqliteConnection};
use trueup::store::blobs::{self, Digest};
use trueup::store::stamp::{self, Kind, Stamp};
use trueup::store::{Db, Open, SCHEMA, StoreError, journal, new_id};

use crate::support::databases::{Place, on_both};
use crate::support::ledger::{UNICODE, a, at};

/// Runs a statement behind the program's back.
async fn meddle(place: &Place, statement: &str) {
    if place.is_sqlite() {
        let mut connection = SqliteConnection::connect(&place.url).await.unwrap();
        connection.execute(QueryBuilder::new(statement).build()).await.unwrap();
    } else {
        let mut connection = PgConnection::connect(&place.url).await.unwrap();
        connection.execute(QueryBuilder::new(statement).build()).await.unwrap();
    }
}

on_both! {
    a_ledger_is_migrated_once_and_then_ready,
    replicas_that_start_together_migrate_once,
    a_newer_ledger_is_left_alone,
    what_is_not_committed_never_was,
    a_reading_transaction_cannot_write,
    a_reading_transaction_sees_one_state,
    writers_wait_for_each_other,
    the_stamp_is_set_once,
    bytes_come_back_as_they_were_put,
    damaged_bytes_are_told_and_not_given,
    the_journal_keeps_the_order_and_every_character,
    what_the_program_did_not_write_is_told_with_its_place,
}

async fn a_ledger_is_migrated_once_and_then_ready(place: Place) {
    let db = place.open().await;
    assert!(matches!(db.check().await, Err(StoreError::Older { found: 0, known: SCHEMA })));
    assert_eq!(db.migrate().await.unwrap(), 1);
    assert_eq!(db.migrate().await.unwrap(), 0);
    db.check().await.unwrap();
    db.close().await;
    let again = Db::open(&place.url, Open::Existing).await.unwrap();
    again.check().await.unwrap();
}

async fn replicas_that_start_together_migrate_once(place: Place) {
    let mut starting = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let db = place.open().await;
        starting.spawn(async move { db.migrate().await.unwrap() });
    }
    assert_eq!(starting.join_all().await.iter().sum::<usize>(), 1);
}

async fn a_newer_ledger_is_left_alone(place: Place) {
    let db = place.ledger().await;
    db.close().await;
    meddle(&place, "UPDATE _sqlx_migrations SET version = 99").await;
    let db = place.open().await;
    assert!(matches!(db.migrate().await, Err(StoreError::Newer { found: 99, known: SCHEMA })));
    assert!(matches!(db.check().await, Err(StoreError::Newer { found: 99, known: SCHEMA })));
    // Nothing was written: a second try says the same, and the version is still the newer one.
    assert!(matches!(db.migrate().await, Err(StoreError::Newer { found: 99, .. })));
}

async fn what_is_not_committed_never_was(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let digest = blobs::put(&mut tx, b"lost").await.unwrap();
    drop(tx);
    let mut tx = db.write().await.unwrap();
    assert_eq!(blobs::get(&mut tx, &digest).await.unwrap(), None);
}

async fn a_reading_transaction_cannot_write(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.read().await.unwrap();
    assert!(matches!(blobs::put(&mut tx, b"no").await, Err(StoreError::Database(_))));
}

async fn a_reading_transaction_sees_one_state(place: Place) {
    let db = place.ledger().await;
    let digest = Digest::of(b"later");
    let mut reader = db.read().await.unwrap();
    assert_eq!(blobs::get(&mut reader, &digest).await.unwrap(), None);
    let mut tx = db.write().await.unwrap();
    blobs::put(&mut tx, b"later").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(blobs::get(&mut reader, &digest).await.unwrap(), None);
}

async fn writers_wait_for_each_other(place: Place) {
    let db = place.ledger().await;
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..20_u8 {
        let db = db.clone();
        writers.spawn(async move {
            let mut tx = db.write().await.unwrap();
            let entry = journal::JournalEntry::new(at(0), "trueup", "test", format!("writer {writer}"));
            let before = journal::list(&mut tx, None, None).await.unwrap().len();
            journal::append(&mut tx, &entry).await.unwrap();
            tx.commit().await.unwrap();
            before
        });
    }
    writers.join_all().await;
    let mut tx = db.read().await.unwrap();
    assert_eq!(journal::list(&mut tx, None, None).await.unwrap().len(), 20);
}

async fn the_stamp_is_set_once(place: Place) {
    let db = place.ledger().await;
    let live = Stamp { kind: Kind::Live, created_at: at(0), program: "0.1.0".to_owned() };
    let rehearsal = Stamp { kind: Kind::Rehearsal, created_at: at(1), program: "0.2.0".to_owned() };
    let mut tx = db.write().await.unwrap();
    assert_eq!(stamp::read(&mut tx).await.unwrap(), None);
    assert_eq!(stamp::set_if_absent(&mut tx, &live).await.unwrap(), live);
    assert_eq!(stamp::set_if_absent(&mut tx, &rehearsal).await.unwrap(), live);
    assert_eq!(stamp::read(&mut tx).await.unwrap(), Some(live));
}

async fn bytes_come_back_as_they_were_put(place: Place) {
    let db = place.ledger().await;
    let page = "{\"id\":\"1\",\"name\":\"Voyager Focus 2\"}\n".repeat(5_000);
    let noise: Vec<u8> =
        (0..1_000_u32).flat_map(|i| *uuid::Uuid::from_u64_pair(u64::from(i) << 48, 7).as_bytes()).collect();
    let mut tx = db.write().await.unwrap();
    let long = noise.repeat(200);
    for bytes in [page.as_bytes(), UNICODE.as_bytes(), b"", b"\0\xff", &noise, &long] {
        let digest = blobs::put(&mut tx, bytes).await.unwrap();
        assert_eq!(digest, Digest::of(bytes));
        assert_eq!(digest, blobs::put(&mut tx, bytes).await.unwrap());
        assert_eq!(blobs::get(&mut tx, &digest).await.unwrap().as_deref(), Some(bytes));
    }
    assert_eq!(blobs::get(&mut tx, &Digest::of(b"never put")).await.unwrap(), None);
}

async fn damaged_bytes_are_told_and_not_given(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let plain = blobs::put(&mut tx, b"x").await.unwrap();
    let packed = blobs::put(&mut tx, &[b'x'; 1_000]).await.unwrap();
    let parted = blobs::put(&mut tx, &vec![b'x'; 5_000_000]).await.unwrap();
    tx.commit().await.unwrap();
    let nothing = if place.is_sqlite() { "x'00'" } else { "'\\x00'" };
    meddle(&place, &format!("UPDATE blobs SET content = {nothing}")).await;
    let mut tx = db.read().await.unwrap();
    for digest in [plain, packed, parted] {
        match blobs::get(&mut tx, &digest).await {
            Err(StoreError::Corrupt { table, id, column, .. }) => {
                assert_eq!((table, id.as_str(), column), ("blobs", digest.as_str(), "content"));
            }
            other => panic!("{other:?}"),
        }
    }
}

async fn the_journal_keeps_the_order_and_every_character(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let first = journal::JournalEntry {
        contract: Some(a("PPE-1")),
        customer: Some(a("acme")),
        month: Some(a("2026-11")),
        subject: Some(UNICODE.to_owned()),
        reason: Some(UNICODE.to_owned()),
        ..journal::JournalEntry::new(at(0), UNICODE, "audit_published", UNICODE.to_owned())
    };
    journal::append(&mut tx, &first).await.unwrap();
    // PostgreSQL keeps no NUL: both ledgers mark its place.
    let hostile = journal::JournalEntry::new(at(1), "trueup", "test", "550\0 no".to_owned());
    journal::append(&mut tx, &hostile).await.unwrap();
    // Many of one instant: they keep the order in which they were written.
    for number in 0..50 {
        let entry = journal::JournalEntry::new(at(5), "trueup", "test", format!("{number}"));
        journal::append(&mut tx, &entry).await.unwrap();
    }
    let all = journal::list(&mut tx, None, None).await.unwrap();
    assert_eq!(all[0], first);
    assert_eq!(all[1].text, "550\u{FFFD} no");
    let texts: Vec<_> = all[2..].iter().map(|entry| entry.text.clone()).collect();
    assert_eq!(texts, (0..50).map(|number| number.to_string()).collect::<Vec<_>>());
    assert_eq!(journal::list(&mut tx, Some(&a("PPE-1")), None).await.unwrap(), std::slice::from_ref(&first));
    assert_eq!(journal::about(&mut tx, UNICODE).await.unwrap(), [first]);
    assert_eq!(journal::list(&mut tx, None, Some(at(5))).await.unwrap().len(), 50);
    assert_eq!(journal::list(&mut tx, Some(&a("PPE-1")), Some(at(1))).await.unwrap(), []);
}

async fn what_the_program_did_not_write_is_told_with_its_place(place: Place) {
    let db = place.ledger().await;
    meddle(
        &place,
        &format!(
            "INSERT INTO journal (id, at, by_whom, action, contract, body) \
        VALUES ('{}', '2026-11-01T05:00:00+00:00', 'x', 'x', 'no id', 'x')",
            new_id(at(0))
        ),
    )
    .await;
    let mut tx = db.read().await.unwrap();
    match journal::list(&mut tx, None, None).await {
        Err(StoreError::Corrupt { table: "journal", column: "contract", problem, .. }) => {
            assert!(problem.contains("no id"), "{problem}");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_missing_ledger_is_not_made_by_a_command_that_only_reads() {
    let place = Place::sqlite();
    assert!(matches!(Db::open(&place.url, Open::Existing).await, Err(StoreError::NoLedger { .. })));
    assert!(!Path::new(place.url.trim_start_matches("sqlite://")).exists());
}

#[tokio::test]
async fn a_ledger_in_memory_holds_what_is_written() {
    let db = Db::open("", Open::Memory).await.unwrap();
    db.migrate().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let digest = blobs::put(&mut tx, b"kept").await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.read().await.unwrap();
    assert_eq!(blobs::get(&mut tx, &digest).await.unwrap().as_deref(), Some(&b"kept"[..]));
}

#[tokio::test]
async fn an_error_on_opening_names_the_cause_and_no_password() {
    let refused = "postgres://somebody:hunter2@127.0.0.1:1/ledger";
    for url in [refused, "mysql://u:hunter2@h/d", "postgres://u:hunter2@[broken/d", "sqlite::memory:", "ledger.db"] {
        let error = Db::open(url, Open::Create).await.unwrap_err();
        let debug = format!("{error:?}");
        let said = format!("{debug} {:#}", anyhow::Error::from(error));
        assert!(!said.contains("hunter2"), "{said}");
        if url == refused {
            assert!(said.contains("ledger on 127.0.0.1:1") && said.contains("refused"), "{said}");
        } else {
            assert!(said.contains("database.url"), "{said}");
        }
    }
}

#[test]
fn every_statement_names_its_function_and_says_nothing_one_database_only_knows() {
    let forbidden =
        ["CURRENT_TIMESTAMP", "NOW()", "INTERVAL", "ILIKE", "UNNEST", "ANY(", "SELECT *", "RANDOM", "->>", "STRFTIME"];
    let mut statements = BTreeSet::new();
    for file in std::fs::read_dir("src/store").unwrap() {
        let file = file.unwrap().path();
        let text = std::fs::read_to_string(&file).unwrap();
        let module = file.file_stem().unwrap().to_string_lossy().into_owned();
        for (start, _) in text.match_indices("\"-- store::") {
            let statement = text[start + 1..].split_once(';').unwrap().0;
            assert!(statement.starts_with(&format!("-- store::{module}::")), "{}: {statement}", file.display());
            let found: Vec<_> = forbidden.iter().filter(|word| statement.to_uppercase().contains(**word)).collect();
            assert!(found.is_empty(), "{}: {found:?} in {statement}", file.display());
            statements.insert(statement.to_owned());
        }
        let upper = ["\"SELECT ", "\"INSERT ", "\"UPDATE ", "\"DELETE "];
        assert!(!upper.iter().any(|verb| text.contains(verb)), "{}: a statement without a name", file.display());
    }
    assert!(
        statements.len() > 50,
        "only {} statements were found: the test looks in the wrong place",
        statements.len()
    );
}

#[test]
fn every_function_of_the_store_is_exercised_on_both_databases() {
    let files = |folder| std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let is_store_test = |file: &Path| file.file_name().unwrap().to_string_lossy().starts_with("store_");
    let tests: String = files("tests/it")
        .filter(|file| is_store_test(file))
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect();
    let mut missing = Vec::new();
    for file in files("src/store") {
        let module = file.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&file).unwrap();
        for line in text.lines().filter_map(|line| line.strip_prefix("pub async fn ")) {
            let call = format!("{module}::{}(", line.split(['(', '<']).next().unwrap());
            if !tests.contains(&call) {
                missing.push(call);
            }
        }
    }
    assert!(missing.is_empty(), "no store test calls {missing:?}");
}
