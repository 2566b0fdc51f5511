//! What audits stand on: the register of what was declared, snapshots with their chunks, documents.

use chrono::TimeDelta;
use serde_json::Value;
use trueup::domain::ids::CustomerId;
use trueup::domain::language::Language;
use trueup::domain::outcome::SourceKind;
use trueup::store::blobs;
use trueup::store::chunks::{self, Chunk};
use trueup::store::documents::{self, Document, DocumentKey, DocumentKind, Format};
use trueup::store::register::{self, EntryKind, NewEntry};
use trueup::store::snapshots::{self, Listed, NewReport, NewSnapshot, SnapshotState};
use trueup::store::{StoreError, Tx};

use crate::support::databases::{Place, on_both};
use crate::support::ledger::{UNICODE, a, assert_fenced, at, lease, opened, race};

fn attempt(customer: &CustomerId, attempt: u32) -> NewSnapshot<'_> {
    NewSnapshot { customer, month: a("2026-11"), attempt, kind: SourceKind::Lens, source_key: "tenants" }
}

async fn chunk(tx: &mut Tx, tenant: u32, page: u32) -> Chunk {
    let content = blobs::put(tx, format!("{tenant}/{page} {UNICODE}").as_bytes()).await.unwrap();
    Chunk { tenant, page, content, devices: 5_000, next_token: Some(UNICODE.to_owned()), total_count: Some(12_000) }
}

on_both! {
    every_version_of_what_was_declared_is_kept,
    what_is_retired_holds_no_more_until_it_is_declared_again,
    a_snapshot_is_begun_once_and_completed_under_a_lease,
    a_listing_goes_on_where_another_replica_left_it,
    of_six_workers_each_snapshot_has_one,
    an_incomplete_snapshot_keeps_what_was_seen_and_a_later_one_follows,
    a_partners_report_is_a_snapshot_at_once,
    a_document_is_kept_byte_for_byte_and_never_changed,
}

async fn every_version_of_what_was_declared_is_kept(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let body = serde_json::to_string(&Value::from(UNICODE)).unwrap();
    let first = NewEntry { kind: EntryKind::Customer, id: "acme", body: &body, by: UNICODE };
    assert_eq!(register::put(&mut tx, first, at(0)).await.unwrap(), 1);
    assert_eq!(register::put(&mut tx, NewEntry { body: "2", ..first }, at(1)).await.unwrap(), 2);
    assert_eq!(register::put(&mut tx, NewEntry { id: "beta", ..first }, at(2)).await.unwrap(), 1);
    for kind in EntryKind::ALL.iter().copied().filter(|kind| *kind != EntryKind::Customer) {
        assert_eq!(register::put(&mut tx, NewEntry { kind, ..first }, at(2)).await.unwrap(), 1);
        assert_eq!(register::current(&mut tx, kind).await.unwrap().len(), 1);
    }
    let current = register::current(&mut tx, EntryKind::Customer).await.unwrap();
    let told: Vec<_> = current.iter().map(|entry| (entry.id.as_str(), entry.version)).collect();
    assert_eq!(told, [("acme", 2), ("beta", 1)]);
    assert_eq!((current[0].applied_at, current[0].first_applied_at), (at(1), at(0)));
    assert_eq!((current[0].parse::<u32>().unwrap(), current[0].applied_by.as_str()), (2, UNICODE));
    assert!(matches!(current[0].parse::<String>(), Err(StoreError::Corrupt { table: "entries", .. })));
    assert_eq!(current[1].parse::<String>().unwrap(), UNICODE);
}

async fn what_is_retired_holds_no_more_until_it_is_declared_again(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let new = NewEntry { kind: EntryKind::Contract, id: "PPE-1", body: "{}", by: "ann" };
    register::put(&mut tx, new, at(0)).await.unwrap();
    register::retire(&mut tx, EntryKind::Contract, "PPE-1", at(1)).await.unwrap();
    assert_eq!(register::current(&mut tx, EntryKind::Contract).await.unwrap(), []);
    let twice = register::retire(&mut tx, EntryKind::Contract, "PPE-1", at(2)).await;
    assert!(matches!(twice, Err(StoreError::Missing { table: "entries", .. })));
    assert_eq!(register::put(&mut tx, new, at(3)).await.unwrap(), 2);
    assert_eq!(register::current(&mut tx, EntryKind::Contract).await.unwrap().len(), 1);
    let history = register::history(&mut tx, EntryKind::Contract, "PPE-1").await.unwrap();
    let told: Vec<_> = history.iter().map(|entry| (entry.version, entry.retired_at)).collect();
    assert_eq!(told, [(1, Some(at(1))), (2, None)]);
    assert_eq!(history[1].first_applied_at, at(0));
}

async fn a_snapshot_is_begun_once_and_completed_under_a_lease(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let customer = a("acme");
    assert_eq!(snapshots::latest(&mut tx, &customer, a("2026-11")).await.unwrap(), None);
    let begun = snapshots::open(&mut tx, attempt(&customer, 1), at(0)).await.unwrap();
    assert_eq!((begun.state, begun.attempt, begun.kind), (SnapshotState::Collecting, 1, SourceKind::Lens));
    assert_eq!(snapshots::open(&mut tx, attempt(&customer, 1), at(1)).await.unwrap(), begun);
    let mine = lease(0);
    let claimed = snapshots::claim(&mut tx, &begun.id, &mine, at(0)).await.unwrap().unwrap();
    assert_eq!(claimed.lease_until, Some(mine.until));
    assert_eq!(snapshots::claim(&mut tx, &begun.id, &lease(1), at(1)).await.unwrap(), None);
    snapshots::renew(&mut tx, &begun.id, &mine.renewed(at(5), TimeDelta::minutes(10))).await.unwrap();
    let digest = blobs::Digest::of(b"all of it");
    let names = [UNICODE.to_owned(), String::new()];
    let listed = Listed { digest: &digest, devices: 10_000, names: &names };
    snapshots::complete(&mut tx, &begun.id, &mine.token, listed, at(9)).await.unwrap();
    let complete = snapshots::load(&mut tx, &begun.id).await.unwrap().unwrap();
    assert_eq!(
        (complete.state, complete.taken_at, complete.listed),
        (SnapshotState::Complete, Some(at(9)), Some(10_000))
    );
    assert_eq!((complete.digest, &complete.names[..], complete.lease_until), (Some(digest), &names[..], None));
    assert_eq!(snapshots::claim(&mut tx, &begun.id, &lease(60), at(60)).await.unwrap(), None);
    assert_eq!(snapshots::load(&mut tx, "nothing").await.unwrap(), None);
}

async fn a_listing_goes_on_where_another_replica_left_it(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let customer = a("acme");
    let id = snapshots::open(&mut tx, attempt(&customer, 1), at(0)).await.unwrap().id;
    let (slow, fast) = (lease(0), lease(10));
    snapshots::claim(&mut tx, &id, &slow, at(0)).await.unwrap().unwrap();
    // Out of order, and past nine: pages are numbers.
    let mut pages = Vec::new();
    for (tenant, page) in [(1, 0), (0, 10), (0, 2), (0, 0)] {
        let page = chunk(&mut tx, tenant, page).await;
        chunks::add(&mut tx, &id, &slow.token, &page).await.unwrap();
        pages.insert(0, page);
    }
    assert_eq!(chunks::of(&mut tx, &id).await.unwrap(), pages);
    snapshots::claim(&mut tx, &id, &fast, at(10)).await.unwrap().unwrap();
    let late = Chunk { next_token: None, total_count: None, ..chunk(&mut tx, 1, 1).await };
    let digest = blobs::Digest::of(b"");
    let nothing = Listed { digest: &digest, devices: 0, names: &[] };
    assert_fenced(&chunks::add(&mut tx, &id, &slow.token, &late).await);
    assert_fenced(&chunks::clear_tenant(&mut tx, &id, &slow.token, 0).await);
    assert_fenced(&snapshots::renew(&mut tx, &id, &slow).await);
    assert_fenced(&snapshots::release(&mut tx, &id, &slow.token).await);
    assert_fenced(&snapshots::complete(&mut tx, &id, &slow.token, nothing, at(11)).await);
    assert_fenced(&snapshots::give_up(&mut tx, &id, &slow.token, "", nothing, at(11)).await);
    chunks::add(&mut tx, &id, &fast.token, &late).await.unwrap();
    assert_eq!(chunks::clear_tenant(&mut tx, &id, &fast.token, 0).await.unwrap(), 3);
    assert_eq!(chunks::of(&mut tx, &id).await.unwrap(), [pages[3].clone(), late.clone()]);
    // Given back unfinished, it can be taken at once.
    snapshots::release(&mut tx, &id, &fast.token).await.unwrap();
    let next = lease(12);
    assert!(snapshots::claim(&mut tx, &id, &next, at(12)).await.unwrap().is_some());
    tx.commit().await.unwrap();
    let mut tx = db.write().await.unwrap();
    assert!(matches!(chunks::add(&mut tx, &id, &next.token, &late).await, Err(StoreError::Taken { .. })));
}

async fn of_six_workers_each_snapshot_has_one(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let (customer, mut rows) = (a("acme"), Vec::new());
    for number in 1..=20 {
        rows.push(snapshots::open(&mut tx, attempt(&customer, number), at(0)).await.unwrap().id);
    }
    tx.commit().await.unwrap();
    let claimed = race(&db, &rows, |db, id| async move {
        let mut tx = db.write().await.unwrap();
        let claimed = snapshots::claim(&mut tx, &id, &lease(0), at(0)).await.unwrap();
        tx.commit().await.unwrap();
        claimed.is_some()
    })
    .await;
    rows.sort();
    assert_eq!(claimed, rows);
}

async fn an_incomplete_snapshot_keeps_what_was_seen_and_a_later_one_follows(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let customer = a("acme");
    let id = snapshots::open(&mut tx, attempt(&customer, 1), at(0)).await.unwrap().id;
    let mine = lease(0);
    snapshots::claim(&mut tx, &id, &mine, at(0)).await.unwrap().unwrap();
    let digest = blobs::Digest::of(b"some");
    let seen = Listed { digest: &digest, devices: 7, names: &[] };
    snapshots::give_up(&mut tx, &id, &mine.token, UNICODE, seen, at(3)).await.unwrap();
    let given_up = snapshots::load(&mut tx, &id).await.unwrap().unwrap();
    assert_eq!((given_up.state, given_up.detail.as_deref()), (SnapshotState::Incomplete, Some(UNICODE)));
    assert_eq!((given_up.digest, given_up.listed, given_up.taken_at), (Some(digest), Some(7), Some(at(3))));
    assert_eq!(snapshots::claim(&mut tx, &id, &lease(60), at(60)).await.unwrap(), None);
    let second = snapshots::open(&mut tx, attempt(&customer, 2), at(4)).await.unwrap();
    assert_eq!(snapshots::latest(&mut tx, &customer, a("2026-11")).await.unwrap(), Some(second.clone()));
    let mine = lease(5);
    snapshots::claim(&mut tx, &second.id, &mine, at(5)).await.unwrap().unwrap();
    snapshots::supersede(&mut tx, &second.id).await.unwrap();
    assert_fenced(&snapshots::renew(&mut tx, &second.id, &mine).await);
    assert_eq!(snapshots::load(&mut tx, &second.id).await.unwrap().unwrap().state, SnapshotState::Superseded);
    assert!(matches!(snapshots::supersede(&mut tx, "nothing").await, Err(StoreError::Missing { .. })));
}

async fn a_partners_report_is_a_snapshot_at_once(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let customer = a("beta");
    let original = blobs::put(&mut tx, UNICODE.as_bytes()).await.unwrap();
    let devices = blobs::put(&mut tx, b"{}\n{}\n").await.unwrap();
    let names = [UNICODE.to_owned()];
    let report = NewReport {
        of: NewSnapshot { kind: SourceKind::Report, ..attempt(&customer, 1) },
        file_name: UNICODE,
        original: &original,
        chunk: &devices,
        listed: Listed { digest: &devices, devices: 2, names: &names },
    };
    let id = snapshots::insert_report(&mut tx, report, at(0)).await.unwrap();
    let kept = snapshots::latest(&mut tx, &customer, a("2026-11")).await.unwrap().unwrap();
    assert_eq!((kept.id.as_str(), kept.kind, kept.state), (id.as_str(), SourceKind::Report, SnapshotState::Complete));
    assert_eq!((kept.file_name.as_deref(), kept.original.as_ref()), (Some(UNICODE), Some(&original)));
    assert_eq!((kept.taken_at, kept.opened_at, kept.names), (Some(at(0)), at(0), names.to_vec()));
    let chunks = chunks::of(&mut tx, &id).await.unwrap();
    assert_eq!((chunks.len(), &chunks[0].content, chunks[0].devices), (1, &devices, 2));
    tx.commit().await.unwrap();
    let mut tx = db.write().await.unwrap();
    assert!(matches!(snapshots::insert_report(&mut tx, report, at(1)).await, Err(StoreError::Taken { .. })));
}

async fn a_document_is_kept_byte_for_byte_and_never_changed(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let audit = opened(&mut tx, "PPE-1", "2026-11").await.id;
    let content = blobs::put(&mut tx, UNICODE.as_bytes()).await.unwrap();
    let mut kept = Vec::new();
    for kind in DocumentKind::ALL.iter().copied() {
        for language in Language::ALL {
            for format in Format::ALL.iter().copied() {
                let parts: &[&str] = if format == Format::Png { &["counts", UNICODE] } else { &[""] };
                for part in parts {
                    let (subject, part) = (UNICODE.to_owned(), (*part).to_owned());
                    let key = DocumentKey { audit: audit.clone(), kind, subject, language, format, part, version: 1 };
                    let (name, media_type) = (UNICODE.to_owned(), "text/plain; charset=utf-8".to_owned());
                    let document = Document { key, name, media_type, content: content.clone(), created_at: at(0) };
                    documents::put(&mut tx, &document).await.unwrap();
                    assert_eq!(documents::find(&mut tx, &document.key).await.unwrap().as_ref(), Some(&document));
                    kept.push(document);
                }
            }
        }
    }
    kept.sort_by(|a, b| a.key.cmp(&b.key));
    assert_eq!(documents::of_audit(&mut tx, &audit).await.unwrap(), kept);
    let second = DocumentKey { version: 2, ..kept[0].key.clone() };
    assert_eq!(documents::find(&mut tx, &second).await.unwrap(), None);
    tx.commit().await.unwrap();
    let mut tx = db.write().await.unwrap();
    assert!(matches!(documents::put(&mut tx, &kept[0]).await, Err(StoreError::Taken { .. })));
}
