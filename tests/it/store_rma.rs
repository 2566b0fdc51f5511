//! The ledger keeps the newest row of each RMA line, and the prices of every price-list version.

use pretty_assertions::assert_eq;
use trueup::domain::category::Category;
use trueup::domain::outcome::SourceKind;
use trueup::domain::price_list::{ListPrice, ListVersion};
use trueup::domain::rma_row::{Matched, MatchedBy, RmaKey, RmaRow, RmaStatus};
use trueup::store::register::{self, EntryKind, NewEntry};
use trueup::store::rma::NewFile;
use trueup::store::snapshots::{self, Listed, NewReport, NewSnapshot};
use trueup::store::{Db, StoreError, Tx, blobs, price_lists, rma};

use crate::support::databases::{Place, on_both};
use crate::support::ledger::{UNICODE, a, at};

on_both! {
    the_newest_row_of_a_line_holds,
    rows_come_in_the_order_in_which_an_allowance_is_used_up,
    rows_that_match_nobody_are_kept_apart,
    a_row_is_replaced_only_as_it_was_read,
    of_two_files_at_once_one_is_told_to_begin_again,
    the_last_complete_snapshot_is_that_of_the_latest_month,
    the_version_in_force_changes_on_its_first_day,
    a_price_is_found_by_part_number_then_by_model,
    a_product_missing_from_a_version_has_no_price_there,
}

fn row(number: &str, line: u32, customer: Option<&str>, day: &str) -> RmaRow {
    RmaRow {
        key: RmaKey { number: number.to_owned(), line },
        partner: Some(a("nordcom")),
        matched: customer.map(|customer| Matched { customer: a(customer), by: MatchedBy::SiteId }),
        case_number: Some(UNICODE.to_owned()),
        site_id: Some("100234".to_owned()),
        customer: None,
        created_on: None,
        authorised_on: Some(a(day)),
        status: RmaStatus::Authorised,
        part_number: Some("77Y99AA".to_owned()),
        product: Some("Voyager Focus 2".to_owned()),
        model: Some("Voyager Focus 2 Series".to_owned()),
        category: Some(Category::Headset),
        serial_failed: Some("S-1".to_owned()),
        serial_replacement: None,
        quantity: 2,
        reason_code: None,
        entitlement: None,
        shipped_on: None,
        tracking_number: None,
        return_due_on: None,
        returned_on: None,
        closed_on: None,
        serial_seen: Some(true),
    }
}

async fn file(tx: &mut Tx, name: &str) -> Result<i64, StoreError> {
    let digest = blobs::put(tx, name.as_bytes()).await?;
    let partner = a("nordcom");
    let new = NewFile { partner: Some(&partner), name, digest: &digest, original: &digest, by: "test" };
    rma::insert_file(tx, new, at(0)).await
}

async fn taken(db: &Db, name: &str, rows: &[RmaRow]) {
    let mut tx = db.write().await.unwrap();
    let file = file(&mut tx, name).await.unwrap();
    rma::put(&mut tx, rows, file).await.unwrap();
    tx.commit().await.unwrap();
}

async fn the_newest_row_of_a_line_holds(place: Place) {
    let db = place.ledger().await;
    let first = row("R-1", 1, Some("acme"), "2026-10-02");
    let other = row("R-1", 2, Some("acme"), "2026-10-02");
    taken(&db, "first.csv", &[first.clone(), other.clone()]).await;
    let corrected = RmaRow { status: RmaStatus::Cancelled, ..first };
    taken(&db, "second.csv", std::slice::from_ref(&corrected)).await;
    let mut tx = db.read().await.unwrap();
    assert_eq!(rma::all(&mut tx).await.unwrap(), [corrected, other]);
}

async fn rows_come_in_the_order_in_which_an_allowance_is_used_up(place: Place) {
    let db = place.ledger().await;
    let rows = [
        row("r-1", 1, Some("acme"), "2026-10-02"),
        row("R-9", 1, Some("acme"), "2026-10-02"),
        row("R-10", 10, Some("acme"), "2026-10-02"),
        row("R-10", 9, Some("acme"), "2026-10-02"),
        row("Z", 1, Some("acme"), "2026-10-01"),
        row("A", 1, Some("beta"), "2026-10-01"),
    ];
    taken(&db, "rows.csv", &rows).await;
    let mut tx = db.read().await.unwrap();
    let rows = rma::of_customer(&mut tx, &a("acme")).await.unwrap();
    let keys: Vec<String> = rows.iter().map(|row| row.key.to_string()).collect();
    assert_eq!(keys, ["Z line 1", "R-10 line 9", "R-10 line 10", "R-9 line 1", "r-1 line 1"]);
}

async fn rows_that_match_nobody_are_kept_apart(place: Place) {
    let db = place.ledger().await;
    let lost = row("R-2", 1, None, "2026-10-02");
    taken(&db, "rows.csv", &[row("R-1", 1, Some("acme"), "2026-10-02"), lost.clone()]).await;
    let mut tx = db.read().await.unwrap();
    assert_eq!(rma::unmatched(&mut tx).await.unwrap(), [lost]);
    drop(tx);
    taken(&db, "again.csv", &[row("R-2", 1, Some("acme"), "2026-10-02")]).await;
    let mut tx = db.read().await.unwrap();
    assert_eq!(rma::unmatched(&mut tx).await.unwrap(), []);
}

async fn a_row_is_replaced_only_as_it_was_read(place: Place) {
    let db = place.ledger().await;
    let lost = row("R-1", 1, None, "2026-10-02");
    taken(&db, "rows.csv", std::slice::from_ref(&lost)).await;
    let found = RmaRow { serial_seen: None, ..row("R-1", 1, Some("acme"), "2026-10-02") };
    let mut tx = db.write().await.unwrap();
    assert!(rma::replace(&mut tx, &lost, &found).await.unwrap());
    assert!(!rma::replace(&mut tx, &lost, &lost).await.unwrap(), "it is not what was read any more");
    tx.commit().await.unwrap();
    let mut tx = db.read().await.unwrap();
    assert_eq!(rma::of_customer(&mut tx, &a("acme")).await.unwrap(), [found]);
}

async fn of_two_files_at_once_one_is_told_to_begin_again(place: Place) {
    let db = place.ledger().await;
    let mut first = db.write().await.unwrap();
    let ordinal = file(&mut first, "first.csv").await.unwrap();
    let second = {
        let db = db.clone();
        tokio::spawn(async move {
            let mut tx = db.write().await.unwrap();
            let noted = file(&mut tx, "second.csv").await;
            if noted.is_ok() {
                tx.commit().await.unwrap();
            }
            noted
        })
    };
    rma::put(&mut first, &[row("R-1", 1, None, "2026-10-02")], ordinal).await.unwrap();
    first.commit().await.unwrap();
    // SQLite lets the second wait before it begins, PostgreSQL while it writes: either way it saw nothing half done.
    match second.await.unwrap() {
        Ok(second) => assert_eq!(second, ordinal + 1),
        Err(error) => assert!(matches!(error, StoreError::Taken { .. }), "{error}"),
    }
}

async fn the_last_complete_snapshot_is_that_of_the_latest_month(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let (acme, digest) = (a("acme"), blobs::put(&mut tx, b"{}").await.unwrap());
    let mut ids = Vec::new();
    for (month, attempt) in [("2026-10", 1), ("2026-11", 1), ("2026-11", 2), ("2026-09", 1)] {
        let of = NewSnapshot { customer: &acme, month: a(month), attempt, kind: SourceKind::Report, source_key: "k" };
        let listed = Listed { digest: &digest, devices: 1, names: &[] };
        let new = NewReport { of, file_name: "f", original: &digest, chunk: &digest, listed };
        ids.push(snapshots::insert_report(&mut tx, new, at(0)).await.unwrap());
    }
    for (superseded, expected) in [(None, Some(2)), (Some(2), Some(1)), (Some(1), Some(0))] {
        if let Some(at) = superseded {
            snapshots::supersede(&mut tx, &ids[at]).await.unwrap();
        }
        let found = snapshots::last_complete(&mut tx, &acme).await.unwrap().map(|snapshot| snapshot.id);
        assert_eq!(found.as_ref(), expected.map(|at: usize| &ids[at]));
    }
    assert!(snapshots::last_complete(&mut tx, &a("beta")).await.unwrap().is_none());
}

fn version(name: &str, from: &str) -> ListVersion {
    ListVersion {
        list: "poly-eur".to_owned(),
        version: name.to_owned(),
        valid_from: a(from),
        currency: a("EUR"),
        prices: 1,
        digest: "sha256:0".to_owned(),
    }
}

async fn applied(db: &Db, version: &ListVersion, prices: &[(&str, &str, &str)]) {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let prices: Vec<ListPrice> = (2..)
        .zip(prices)
        .map(|(line, (part, model, price))| ListPrice {
            line,
            part_number: some(part),
            model: some(model),
            list_price: a(price),
        })
        .collect();
    let mut tx = db.write().await.unwrap();
    let (id, body) = (version.id(), serde_json::to_string(version).unwrap());
    let entry = NewEntry { kind: EntryKind::PriceList, id: &id, body: &body, by: "test" };
    register::put(&mut tx, entry, at(0)).await.unwrap();
    price_lists::insert(&mut tx, version, &prices).await.unwrap();
    assert_eq!(price_lists::all(&mut tx, &version.list, &version.version).await.unwrap(), prices);
    tx.commit().await.unwrap();
}

async fn the_version_in_force_changes_on_its_first_day(place: Place) {
    let db = place.ledger().await;
    applied(&db, &version("2026-10", "2026-10-01"), &[("P-1", "", "99.00")]).await;
    applied(&db, &version("2026-04", "2026-04-01"), &[("P-1", "", "98.00")]).await;
    let mut tx = db.read().await.unwrap();
    let versions = price_lists::versions(&mut tx).await.unwrap();
    assert_eq!(versions, [version("2026-04", "2026-04-01"), version("2026-10", "2026-10-01")]);
    for (day, expected) in [
        ("2026-03-31", None),
        ("2026-09-30", Some("2026-04")),
        ("2026-10-01", Some("2026-10")),
        ("2030-01-01", Some("2026-10")),
    ] {
        let found = price_lists::version_in_force(&mut tx, "poly-eur", a(day)).await.unwrap();
        assert_eq!(found.map(|found| found.version).as_deref(), expected, "{day}");
    }
    assert_eq!(price_lists::version_in_force(&mut tx, "poly-usd", a("2026-10-01")).await.unwrap(), None);
}

async fn a_price_is_found_by_part_number_then_by_model(place: Place) {
    let db = place.ledger().await;
    let version = version("2026-10", "2026-10-01");
    let prices = [
        ("77Y99AA", "Voyager Focus 2", "319.00"),
        ("77Y98AA", "Voyager Focus 2", "299.00"),
        ("", "Blackwire 5220", "99.00"),
        ("8X1", "Savi 8220", "199.00"),
        ("8X2", "Plantronics SAVI 8220 Series", "199.0"),
    ];
    applied(&db, &version, &prices).await;
    let mut tx = db.read().await.unwrap();
    for (part, models, expected) in [
        (Some(" 77y99aa "), &["Voyager Focus 2"][..], Some("319.00")),
        (Some("77Y98AA"), &[], Some("299.00")),
        (None, &["Voyager Focus 2"], None),
        (Some("unknown"), &["poly blackwire 5220 Series"], Some("99.00")),
        (None, &["Blackwire 5220 USB-C", "Blackwire 5220"], Some("99.00")),
        (None, &["Savi 8220"], Some("199.00")),
        (Some(""), &[""], None),
    ] {
        let found = price_lists::price(&mut tx, &version, part, models).await.unwrap();
        assert_eq!(found.map(|found| String::from(found.list_price)).as_deref(), expected, "{part:?} {models:?}");
    }
    let mut models = price_lists::models(&mut tx).await.unwrap();
    models.sort();
    assert_eq!(models[0], ("77Y98AA".to_owned(), "Voyager Focus 2".to_owned()));
    assert_eq!(models.len(), 4);
}

async fn a_product_missing_from_a_version_has_no_price_there(place: Place) {
    let db = place.ledger().await;
    applied(&db, &version("2026-04", "2026-04-01"), &[("P-1", "", "98.00")]).await;
    let new = version("2026-10", "2026-10-01");
    applied(&db, &new, &[("P-2", "", "99.00")]).await;
    let mut tx = db.read().await.unwrap();
    assert_eq!(price_lists::price(&mut tx, &new, Some("P-1"), &[]).await.unwrap(), None);
}
