//! Work that is claimed: audits and duties. Each piece goes to one worker, and who was overtaken writes nothing.

use chrono::TimeDelta;
use trueup::domain::ids::{ContractId, CustomerId};
use trueup::domain::month::Month;
use trueup::domain::outcome::{Outcome, SourceKind};
use trueup::domain::state::AuditState;
use trueup::store::audits::{self, NewAudit, Settlement, Stage, Why};
use trueup::store::duties::{self, NewDuty};
use trueup::store::gaps;
use trueup::store::lease::Lease;
use trueup::store::snapshots::{self, NewSnapshot};
use trueup::store::{Db, Tx, owed};

use crate::support::databases::{Place, on_both};
use crate::support::ledger::{UNICODE, a, assert_fenced, at, lease, opened, outcome, race};

const WHY: Why<'static> = Why { reason: "no_report", text: UNICODE };

async fn evidence(tx: &mut Tx) -> String {
    let customer: CustomerId = a("acme");
    let new =
        NewSnapshot { customer: &customer, month: a("2026-11"), attempt: 1, kind: SourceKind::Lens, source_key: "k" };
    snapshots::open(tx, new, at(0)).await.unwrap().id
}

async fn commit<T>(db: &Db, work: impl AsyncFnOnce(&mut Tx) -> T) -> T {
    let mut tx = db.write().await.unwrap();
    let done = work(&mut tx).await;
    tx.commit().await.unwrap();
    done
}

on_both! {
    a_month_is_opened_once_for_a_contract,
    a_month_lists_its_audits_by_contract,
    of_six_workers_each_audit_has_one,
    an_audit_is_worked_on_under_a_lease_and_settled,
    who_was_overtaken_writes_nothing_to_an_audit,
    what_an_audit_found_comes_back_whole,
    a_published_audit_is_claimed_again_by_one_and_only_in_its_version,
    a_month_that_ended_is_closed_for_good_with_its_reasons,
    what_waited_for_evidence_is_due_again_when_it_has_come,
    a_duty_is_owed_once_and_done_once,
    a_duty_can_be_written_down_when_it_is_done,
    of_six_workers_each_duty_has_one,
}

async fn a_month_is_opened_once_for_a_contract(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let (contract, customer, month): (ContractId, CustomerId, Month) = (a("PPE-1"), a("acme"), a("2026-11"));
    let new = NewAudit { contract: &contract, customer: &customer, month };
    assert_eq!(audits::open(&mut tx, &[new], at(0)).await.unwrap(), [(contract.clone(), new.month)]);
    assert_eq!(audits::open(&mut tx, &[new], at(1)).await.unwrap(), []);
    assert_eq!(audits::insert_not_audited(&mut tx, &[new], WHY, at(1)).await.unwrap(), []);
    let audit = audits::find(&mut tx, &contract, month).await.unwrap().unwrap();
    assert_eq!((audit.state, audit.attempts, audit.version), (AuditState::Due, 0, 0));
    assert_eq!((audit.opened_at, audit.settled_at, audit.lease_until), (at(0), None, None));
    let missed = NewAudit { month: a("2026-10"), ..new };
    let missed = audits::insert_not_audited(&mut tx, &[new, missed], WHY, at(2)).await.unwrap();
    assert_eq!(missed.len(), 1);
    let months = audits::of_contract(&mut tx, &contract).await.unwrap();
    assert_eq!(months.iter().map(|audit| audit.month).collect::<Vec<_>>(), [a("2026-10"), a("2026-11")]);
    assert_eq!(months[0].state, AuditState::NotAudited);
    assert_eq!((months[0].reason.as_deref(), months[0].reason_text.as_deref()), (Some("no_report"), Some(UNICODE)));
    assert_eq!(months[0].settled_at, Some(at(2)));
}

async fn a_month_lists_its_audits_by_contract(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    for contract in ["b", "A", "a-1", "B", "a.1", "_"] {
        opened(&mut tx, contract, "2026-11").await;
    }
    opened(&mut tx, "a", "2026-12").await;
    let audits = audits::by_month(&mut tx, a("2026-11")).await.unwrap();
    let contracts: Vec<_> = audits.iter().map(|audit| audit.contract.as_str()).collect();
    assert_eq!(contracts, ["A", "B", "_", "a-1", "a.1", "b"]);
    assert_eq!(audits::find(&mut tx, &a("nobody"), a("2026-11")).await.unwrap(), None);
}

async fn of_six_workers_each_audit_has_one(place: Place) {
    let db = place.ledger().await;
    let mut rows = commit(&db, async |tx| {
        let mut rows = Vec::new();
        for number in 0..20 {
            rows.push(opened(tx, &format!("PPE-{number}"), "2026-11").await.id);
        }
        rows
    })
    .await;
    let claimed = race(&db, &rows, |db, id| async move {
        let mut tx = db.write().await.unwrap();
        let claimed = audits::claim(&mut tx, &id, &lease(0), at(0)).await.unwrap();
        tx.commit().await.unwrap();
        claimed.is_some()
    })
    .await;
    rows.sort();
    assert_eq!(claimed, rows);
}

async fn an_audit_is_worked_on_under_a_lease_and_settled(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let id = opened(&mut tx, "PPE-1", "2026-11").await.id;
    let snapshot = evidence(&mut tx).await;
    let mine = lease(0);
    let audit = audits::claim(&mut tx, &id, &mine, at(0)).await.unwrap().unwrap();
    assert_eq!((audit.state, audit.attempts, audit.lease_until), (AuditState::Collecting, 1, Some(mine.until)));
    audits::enter_stage(&mut tx, &id, &mine.token, Stage::Render).await.unwrap();
    audits::renew(&mut tx, &id, &mine.renewed(at(8), TimeDelta::minutes(10))).await.unwrap();
    // The first lease would have ended here; the renewed one holds.
    assert_eq!(audits::claim(&mut tx, &id, &lease(11), at(11)).await.unwrap(), None);
    let audit = audits::find(&mut tx, &a("PPE-1"), a("2026-11")).await.unwrap().unwrap();
    assert_eq!((audit.stage, audit.lease_until), (Some(Stage::Render), Some(at(18))));
    let held = Settlement { state: AuditState::Held, why: WHY, snapshot: Some(&snapshot) };
    audits::settle(&mut tx, &id, &mine.token, held, at(12)).await.unwrap();
    let audit = audits::find(&mut tx, &a("PPE-1"), a("2026-11")).await.unwrap().unwrap();
    assert_eq!((audit.state, audit.stage, audit.lease_until), (AuditState::Held, None, None));
    assert_eq!((audit.snapshot, audit.settled_at), (Some(snapshot), Some(at(12))));
    assert_eq!((audit.reason.as_deref(), audit.reason_text.as_deref()), (Some("no_report"), Some(UNICODE)));
    // It may be tried again, and says why it was held until it is settled anew.
    let audit = audits::claim(&mut tx, &id, &lease(13), at(13)).await.unwrap().unwrap();
    assert_eq!((audit.state, audit.attempts, audit.reason.as_deref()), (AuditState::Collecting, 2, Some("no_report")));
}

async fn who_was_overtaken_writes_nothing_to_an_audit(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let id = opened(&mut tx, "PPE-1", "2026-11").await.id;
    let snapshot = evidence(&mut tx).await;
    let (slow, fast) = (lease(0), lease(10));
    audits::claim(&mut tx, &id, &slow, at(0)).await.unwrap().unwrap();
    assert_eq!(audits::claim(&mut tx, &id, &fast, at(9)).await.unwrap(), None);
    audits::claim(&mut tx, &id, &fast, at(10)).await.unwrap().unwrap();
    let failed = Settlement { state: AuditState::Failed, why: WHY, snapshot: None };
    let found = outcome("PPE-1", "2026-11");
    assert_fenced(&audits::enter_stage(&mut tx, &id, &slow.token, Stage::Count).await);
    assert_fenced(&audits::renew(&mut tx, &id, &slow).await);
    assert_fenced(&audits::settle(&mut tx, &id, &slow.token, failed, at(11)).await);
    assert_fenced(&audits::publish(&mut tx, &id, &slow.token, &snapshot, &found, at(11)).await);
    audits::publish(&mut tx, &id, &fast.token, &snapshot, &found, at(12)).await.unwrap();
    assert_fenced(&audits::publish(&mut tx, &id, &fast.token, &snapshot, &found, at(13)).await);
}

async fn what_an_audit_found_comes_back_whole(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let snapshot = evidence(&mut tx).await;
    let mut ids = Vec::new();
    for month in ["2026-12", "2026-11"] {
        let id = opened(&mut tx, "PPE-1", month).await.id;
        assert_eq!(audits::outcome(&mut tx, &id).await.unwrap(), None);
        let mine = lease(0);
        audits::claim(&mut tx, &id, &mine, at(0)).await.unwrap().unwrap();
        audits::publish(&mut tx, &id, &mine.token, &snapshot, &outcome("PPE-1", month), at(1)).await.unwrap();
        ids.push(id);
    }
    let audit = audits::find(&mut tx, &a("PPE-1"), a("2026-11")).await.unwrap().unwrap();
    assert_eq!((audit.state, audit.version, audit.snapshot), (AuditState::Audited, 1, Some(snapshot)));
    assert_eq!((audit.settled_at, audit.lease_until, audit.reason), (Some(at(1)), None, None));
    assert_eq!(audits::claim(&mut tx, &ids[1], &lease(60), at(60)).await.unwrap(), None);
    let november = outcome("PPE-1", "2026-11");
    assert_eq!(audits::outcome(&mut tx, &ids[1]).await.unwrap(), Some(november.clone()));
    let of_month = audits::outcomes_of_month(&mut tx, a("2026-11")).await.unwrap();
    assert_eq!(of_month.into_iter().collect::<Vec<_>>(), [(ids[1].clone(), november.clone())]);
    let of_contract = audits::outcomes_of_contract(&mut tx, &a("PPE-1")).await.unwrap();
    assert_eq!(of_contract, [november, outcome("PPE-1", "2026-12")]);
}

async fn a_month_that_ended_is_closed_for_good_with_its_reasons(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let snapshot = evidence(&mut tx).await;
    let mut ids = Vec::new();
    for (contract, month) in [
        ("due", "2026-10"),
        ("waiting", "2026-11"),
        ("running", "2026-11"),
        ("audited", "2026-11"),
        ("later", "2026-12"),
    ] {
        ids.push(opened(&mut tx, contract, month).await.id);
    }
    let (waits, runs, done) = (lease(0), lease(0), lease(0));
    audits::claim(&mut tx, &ids[1], &waits, at(0)).await.unwrap().unwrap();
    let waiting = Settlement { state: AuditState::Waiting, why: WHY, snapshot: None };
    audits::settle(&mut tx, &ids[1], &waits.token, waiting, at(0)).await.unwrap();
    audits::claim(&mut tx, &ids[2], &runs, at(0)).await.unwrap().unwrap();
    audits::claim(&mut tx, &ids[3], &done, at(0)).await.unwrap().unwrap();
    audits::publish(&mut tx, &ids[3], &done.token, &snapshot, &outcome("audited", "2026-11"), at(0)).await.unwrap();
    let closed = audits::close_month(&mut tx, a("2026-12"), at(5)).await.unwrap();
    let told: Vec<_> = closed.iter().map(|audit| (audit.contract.as_str(), audit.reason.as_deref())).collect();
    assert_eq!(told, [("due", Some("not_run")), ("running", Some("not_run")), ("waiting", Some("no_report"))]);
    assert!(closed.iter().all(|audit| audit.state == AuditState::NotAudited && audit.settled_at == Some(at(5))));
    assert_eq!(closed[2].reason_text.as_deref(), Some(UNICODE));
    // Months in a row before a month, of whoever had no audit in between.
    opened(&mut tx, "due", "2026-11").await;
    audits::close_month(&mut tx, a("2026-12"), at(5)).await.unwrap();
    let before = gaps::just_before(&mut tx, a("2026-12")).await.unwrap();
    let before: Vec<_> = before.iter().map(|(contract, months)| (contract.as_str(), months.len())).collect();
    assert_eq!(before, [("due", 2), ("running", 1), ("waiting", 1)]);
    assert_eq!(gaps::just_before(&mut tx, a("2026-11")).await.unwrap().len(), 1);
    assert_fenced(&audits::renew(&mut tx, &ids[2], &runs).await);
    assert_eq!(audits::claim(&mut tx, &ids[1], &lease(60), at(60)).await.unwrap(), None);
    assert_eq!(audits::close_month(&mut tx, a("2026-12"), at(6)).await.unwrap(), []);
    assert!(audits::claim(&mut tx, &ids[4], &lease(60), at(60)).await.unwrap().is_some());
}

async fn what_waited_for_evidence_is_due_again_when_it_has_come(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let (customer, month): (CustomerId, Month) = (a("acme"), a("2026-11"));
    assert!(!owed::any(&mut tx, month).await.unwrap());
    for (contract, state) in [("waits", AuditState::Waiting), ("held", AuditState::Held)] {
        let (id, mine) = (opened(&mut tx, contract, "2026-11").await.id, lease(0));
        assert!(owed::any(&mut tx, month).await.unwrap());
        audits::claim(&mut tx, &id, &mine, at(0)).await.unwrap().unwrap();
        audits::settle(&mut tx, &id, &mine.token, Settlement { state, why: WHY, snapshot: None }, at(1)).await.unwrap();
    }
    assert!(!owed::any(&mut tx, month).await.unwrap());
    assert_eq!(owed::evidence_has_come(&mut tx, &a("beta"), month).await.unwrap(), 0);
    assert_eq!(owed::evidence_has_come(&mut tx, &customer, a("2026-12")).await.unwrap(), 0);
    assert_eq!(owed::evidence_has_come(&mut tx, &customer, month).await.unwrap(), 1);
    let found = audits::by_month(&mut tx, month).await.unwrap();
    let states: Vec<_> = found.iter().map(|audit| (audit.state, audit.reason.as_deref())).collect();
    assert_eq!(states, [(AuditState::Held, Some("no_report")), (AuditState::Due, None)]);
    assert!(owed::any(&mut tx, month).await.unwrap() && !owed::any(&mut tx, a("2026-12")).await.unwrap());
}

async fn a_duty_is_owed_once_and_done_once(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let digest = NewDuty { kind: "csm_digest", subject: UNICODE, period: "2026-11", ordinal: 0, due_at: at(10) };
    assert!(duties::open(&mut tx, digest, at(0)).await.unwrap());
    assert!(!duties::open(&mut tx, digest, at(1)).await.unwrap());
    let again = NewDuty { ordinal: 1, due_at: at(5), ..digest };
    assert!(duties::open(&mut tx, again, at(0)).await.unwrap());
    assert_eq!(duties::due(&mut tx, at(4)).await.unwrap(), []);
    let due = duties::due(&mut tx, at(10)).await.unwrap();
    assert_eq!(due.iter().map(|duty| duty.ordinal).collect::<Vec<_>>(), [1, 0]);
    assert_eq!((due[1].subject.as_str(), due[1].due_at, due[1].done_at), (UNICODE, at(10), None));
    let (id, slow, fast) = (due[1].id.clone(), lease(10), lease(30));
    assert_eq!(duties::claim(&mut tx, &id, &lease(9), at(9)).await.unwrap(), None);
    assert_eq!(duties::claim(&mut tx, &id, &slow, at(10)).await.unwrap().unwrap(), due[1]);
    assert_eq!(duties::due(&mut tx, at(10)).await.unwrap(), due[..1]);
    duties::renew(&mut tx, &id, &Lease { until: at(25), ..slow.clone() }).await.unwrap();
    assert_eq!(duties::claim(&mut tx, &id, &fast, at(24)).await.unwrap(), None);
    assert!(duties::claim(&mut tx, &id, &fast, at(25)).await.unwrap().is_some());
    assert_fenced(&duties::renew(&mut tx, &id, &slow).await);
    assert_fenced(&duties::done(&mut tx, &id, &slow.token, "late", at(26)).await);
    assert_eq!(duties::note(&mut tx, "csm_digest", UNICODE, "2026-11", 0).await.unwrap(), None, "not done yet");
    duties::done(&mut tx, &id, &fast.token, UNICODE, at(26)).await.unwrap();
    let note = duties::note(&mut tx, "csm_digest", UNICODE, "2026-11", 0).await.unwrap();
    assert_eq!(note.as_deref(), Some(UNICODE));
    assert_eq!(duties::claim(&mut tx, &id, &lease(90), at(90)).await.unwrap(), None);
    assert_eq!(duties::due(&mut tx, at(90)).await.unwrap(), due[..1]);
    // The one that is there stays as it is; what is done is not pending.
    duties::open_all(&mut tx, &[NewDuty { due_at: at(2), ..again }, NewDuty { ordinal: 2, ..digest }], at(90))
        .await
        .unwrap();
    let pending = async |tx: &mut Tx, at| duties::pending(tx, "csm_digest", UNICODE, at).await.unwrap();
    let ordinals = pending(&mut tx, at(10)).await.iter().map(|duty| (duty.ordinal, duty.due_at)).collect::<Vec<_>>();
    assert_eq!(ordinals, [(1, at(5)), (2, at(10))]);
    assert_eq!(pending(&mut tx, at(9)).await, due[..1]);
    assert_eq!(duties::pending(&mut tx, "csm_digest", "somebody else", at(10)).await.unwrap(), []);
}

async fn a_duty_can_be_written_down_when_it_is_done(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let alert = NewDuty { kind: "operator_alert", subject: UNICODE, period: "2026-11-01", ordinal: 1, due_at: at(10) };
    assert_eq!(duties::last_done(&mut tx, alert.kind, UNICODE).await.unwrap(), None);
    assert!(duties::open_done(&mut tx, alert, UNICODE, at(11)).await.unwrap());
    assert!(!duties::open_done(&mut tx, alert, "twice", at(12)).await.unwrap(), "of two at once one writes");
    assert_eq!(duties::due(&mut tx, at(90)).await.unwrap(), [], "nobody does it again");
    let note = duties::note(&mut tx, alert.kind, UNICODE, alert.period, 1).await.unwrap();
    assert_eq!(note.as_deref(), Some(UNICODE));
    // What is only owed is not done; of what is done the latest counts, whenever it was written down.
    let owed = NewDuty { period: "2026-11-03", due_at: at(30), ..alert };
    assert!(duties::open(&mut tx, owed, at(13)).await.unwrap());
    assert!(!duties::open_done(&mut tx, owed, "owed before", at(30)).await.unwrap());
    assert_eq!(duties::last_done(&mut tx, alert.kind, UNICODE).await.unwrap(), Some(at(10)));
    let next = NewDuty { period: "2026-11-02", due_at: at(20), ..alert };
    assert!(duties::open_done(&mut tx, next, "", at(31)).await.unwrap());
    assert_eq!(duties::last_done(&mut tx, alert.kind, UNICODE).await.unwrap(), Some(at(20)));
    assert_eq!(duties::last_done(&mut tx, "csm_digest", UNICODE).await.unwrap(), None);
}

async fn of_six_workers_each_duty_has_one(place: Place) {
    let db = place.ledger().await;
    let mut rows = commit(&db, async |tx| {
        for ordinal in 0..20 {
            let new = NewDuty { kind: "k", subject: "s", period: "p", ordinal, due_at: at(0) };
            duties::open(tx, new, at(0)).await.unwrap();
        }
        duties::due(tx, at(0)).await.unwrap().into_iter().map(|duty| duty.id).collect::<Vec<_>>()
    })
    .await;
    let claimed = race(&db, &rows, |db, id| async move {
        let mut tx = db.write().await.unwrap();
        let claimed = duties::claim(&mut tx, &id, &lease(0), at(0)).await.unwrap();
        tx.commit().await.unwrap();
        claimed.is_some()
    })
    .await;
    rows.sort();
    assert_eq!(claimed, rows);
}

async fn a_published_audit_is_claimed_again_by_one_and_only_in_its_version(place: Place) {
    let db = place.ledger().await;
    let mut tx = db.write().await.unwrap();
    let audit = opened(&mut tx, "PPE-1", "2026-11").await;
    let (first, second, late) = (lease(1), lease(2), lease(30));
    assert!(!audits::claim_again(&mut tx, &audit.id, 0, &first, at(1)).await.unwrap(), "it is not published");
    audits::claim(&mut tx, &audit.id, &first, at(1)).await.unwrap().unwrap();
    let found = outcome("PPE-1", "2026-11");
    let snapshot = evidence(&mut tx).await;
    audits::publish(&mut tx, &audit.id, &first.token, &snapshot, &found, at(1)).await.unwrap();
    assert!(!audits::claim_again(&mut tx, &audit.id, 2, &second, at(2)).await.unwrap(), "another version");
    assert!(audits::claim_again(&mut tx, &audit.id, 1, &second, at(2)).await.unwrap());
    assert!(!audits::claim_again(&mut tx, &audit.id, 1, &late, at(3)).await.unwrap(), "somebody is at it");
    let kept = audits::find(&mut tx, &a("PPE-1"), a("2026-11")).await.unwrap().unwrap();
    assert_eq!((kept.state, kept.version), (AuditState::Audited, 1), "it stands meanwhile");
    assert!(audits::claim_again(&mut tx, &audit.id, 1, &late, at(30)).await.unwrap(), "whose holder has died");
    let again = Outcome { version: 2, ..found };
    audits::publish(&mut tx, &audit.id, &late.token, &snapshot, &again, at(31)).await.unwrap();
    assert_eq!(audits::outcome(&mut tx, &audit.id).await.unwrap().unwrap().version, 2);
}
