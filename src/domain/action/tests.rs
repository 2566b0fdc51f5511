use pretty_assertions::assert_eq;
use serde_json::json;

use super::*;
use crate::domain::state::QuoteState;
use crate::domain::true_up::Quote;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn italy() -> WorkingDays {
    WorkingDays::of(Some("IT"))
}

fn classify(model: &str, devices: u64) -> Ask {
    Ask::Classify { model: model.to_owned(), devices }
}

fn order(number: &str) -> Ask {
    Ask::OrderQuote { number: number.to_owned() }
}

fn found(ask: Ask) -> Finding {
    Finding { ask, since: None, due: None }
}

fn open(open: Vec<Finding>) -> Findings {
    Findings { open, ..Findings::default() }
}

/// Since, due, and when it was settled.
fn days(actions: &[Action]) -> Vec<(&str, &str, Option<&str>)> {
    let text = |day: NaiveDate| &*day.to_string().leak();
    actions
        .iter()
        .map(|action| (text(action.since), text(action.due), action.closed.map(|closed| text(closed.on))))
        .collect()
}

#[test]
fn an_action_is_carried_over_from_its_first_day_until_its_fact_is_settled_and_shown_settled_once() {
    let audit = |found: &[Ask], before: &[Action], today: &str| {
        follow(open(found.iter().cloned().map(self::found).collect()), before, day(today), italy())
    };
    let november = audit(&[classify("X500", 2)], &[], "2026-11-02");
    assert_eq!(days(&november), [("2026-11-02", "2026-11-13", None)]);
    // More devices, and a further model: each has its own first day. The Immaculate Conception is a holiday.
    let december = audit(&[classify("X900", 1), classify("X500", 5)], &november, "2026-12-01");
    assert_eq!(days(&december), [("2026-11-02", "2026-11-13", None), ("2026-12-01", "2026-12-15", None)]);
    assert_eq!(december[0].ask, classify("X500", 5));
    assert!(december[0].is_overdue(day("2026-12-01")) && !december[1].is_overdue(day("2026-12-15")));
    let january = audit(&[classify("X900", 1)], &december, "2027-01-04");
    let settled = ("2026-11-02", "2026-11-13", Some("2027-01-04"));
    assert_eq!(days(&january), [("2026-12-01", "2026-12-15", None), settled]);
    // The month is audited again: what it has settled stays settled.
    let again = audit(&[classify("X900", 1)], &january, "2027-01-20");
    assert_eq!(again, january);
    let february = audit(&[], &again, "2027-02-01");
    assert_eq!(days(&february), [("2026-12-01", "2026-12-15", Some("2027-02-01"))]);
    assert_eq!(audit(&[], &february, "2027-03-01"), []);
    // What comes back is a new action.
    let back = audit(&[classify("X900", 1)], &february, "2027-03-01");
    assert_eq!(days(&back), [("2027-03-01", "2027-03-12", None)]);
}

#[test]
fn a_new_version_of_a_quote_asks_for_the_same_order_and_another_quote_for_another_one() {
    let quoted =
        |number: &str, until: &str| open(vec![Finding { ask: order(number), since: None, due: Some(day(until)) }]);
    let first = follow(quoted("TU-PPE-v1-2026-11-v1", "2026-12-02"), &[], day("2026-11-02"), italy());
    let second = follow(quoted("TU-PPE-v1-2026-11-v2", "2026-12-31"), &first, day("2026-12-01"), italy());
    assert_eq!(days(&second), [("2026-11-02", "2026-12-31", None)], "A27");
    let other = follow(quoted("TU-PPE-v1-2027-01-v1", "2027-02-03"), &second, day("2027-01-04"), italy());
    let settled = ("2026-11-02", "2026-12-31", Some("2027-01-04"));
    assert_eq!(days(&other), [("2027-01-04", "2027-02-03", None), settled]);
}

#[test]
fn a_quote_asks_for_what_its_state_leaves_to_do() {
    let quote = |total: bool| -> Quote {
        let total = total.then(|| json!({"minor": 37500, "currency": "EUR"}));
        serde_json::from_value(json!({
            "number": "TU-PPE-2026-11-v1", "contract": "PPE", "month": "2026-11", "version": 1, "currency": "EUR",
            "tranches": [], "lines": [], "total": total, "after": [], "supersedes": null,
        }))
        .unwrap()
    };
    let (priced, unpriced) = (quote(true), quote(false));
    let number = priced.number.clone();
    let (release, reissue) =
        (Ask::ReleaseQuote { number: number.clone() }, Ask::ReissueQuote { number: number.clone() });
    let price = Ask::StatePrice { document: number.clone() };
    #[rustfmt::skip]
    let table = [
        (&priced,   QuoteState::Draft,      vec![(release.clone(), Owner::Csm)]),
        (&priced,   QuoteState::Held,       vec![(release.clone(), Owner::Csm)]),
        (&unpriced, QuoteState::Held,       vec![(price, Owner::Seller), (release, Owner::Csm)]),
        (&priced,   QuoteState::Approved,   vec![(order(&number), Owner::Partner)]),
        (&priced,   QuoteState::Sent,       vec![(order(&number), Owner::Partner)]),
        (&priced,   QuoteState::Expired,    vec![(order(&number), Owner::Partner), (reissue, Owner::Csm)]),
        (&priced,   QuoteState::PoReceived, vec![]),
        (&priced,   QuoteState::Superseded, vec![]),
        (&priced,   QuoteState::Withdrawn,  vec![]),
    ];
    for (quote, state, asked) in table {
        let valid_until = Some(day("2026-12-02"));
        let quoted = Quoted { quote, state, since: None, valid_until };
        let found = findings(None, Some(quoted), &Waiting::default());
        let found: Vec<_> = found.open.into_iter().map(|found| (found.ask.clone(), found.ask.owner())).collect();
        assert_eq!(found, asked, "{state:?}");
    }
}

#[test]
fn what_waits_beside_an_audit_has_its_own_first_day_and_its_own_last_one() {
    let (since, until) = (day("2026-11-04"), day("2026-11-17"));
    let notice = |number: &str, price_missing| WaitingNotice { number: number.to_owned(), since, price_missing };
    let waiting = Waiting {
        notices: vec![notice("RMA-PPE-2026-v1", true), notice("RMA-PPE-2027-v1", false)],
        totals: Some(WaitingTotals { since, until }),
        ..Waiting::default()
    };
    let found = findings(None, None, &waiting);
    let asked: Vec<_> = follow(found, &[], day("2026-12-01"), italy());
    assert_eq!(days(&asked), [("2026-11-04", "2026-11-17", None); 4]);
    let owners: Vec<_> = asked.iter().map(|action| action.owner).collect();
    assert_eq!(owners, [Owner::Seller, Owner::Csm, Owner::Csm, Owner::Partner]);
}

#[test]
fn a_report_and_an_access_are_due_while_they_can_still_save_the_month() {
    let month = "2026-11".parse().unwrap();
    // The day it was first seen, the report's day, and that of the access.
    for (since, report, access) in
        [("2026-11-01", "2026-11-06", "2026-11-13"), ("2026-11-26", "2026-11-30", "2026-11-30")]
    {
        let due = |ask| found(ask).opened(day(since), italy()).due;
        assert_eq!((due(Ask::SendReport { month }), due(Ask::RenewAccess)), (day(report), day(access)));
    }
}

#[test]
fn what_something_else_has_taken_the_place_of_is_not_shown_as_settled() {
    let growth = |category| Ask::DiscussGrowth { category };
    let (headset, video) = (growth(Category::Headset), growth(Category::Video));
    let before = follow(open(vec![found(headset.clone()), found(video)]), &[], day("2026-11-02"), italy());
    let gone = Findings { overtaken: vec![headset.clone(), order("TU-PPE-2026-11-v1")], ..Findings::default() };
    let after = follow(gone, &before, day("2026-12-01"), italy());
    let why: Vec<_> = after.iter().map(|action| action.closed.unwrap().why).collect();
    assert_eq!(why, [Why::Overtaken, Why::Settled]);
    // Found again it is open, whatever was said of it before.
    let both = Findings { open: vec![found(headset.clone())], overtaken: vec![headset] };
    assert!(follow(both, &after, day("2026-12-20"), italy())[0].is_open());
}
