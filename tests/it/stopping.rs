//! How the daemon goes: within ten seconds whatever is in hand, at once when told twice; and what becomes of the work
//! that it leaves behind, in order or not.

use std::time::Duration;

use pretty_assertions::assert_eq;

use crate::support::daemon::Daemon;
use crate::support::databases::{Place, on_both};
use crate::support::program::{Lens, Program, list, word};

const NOW: &str = "2026-11-22T05:00:00Z";
/// When the leases of a daemon that died in the first minute have ended.
const TWO_MINUTES_LATER: &str = "2026-11-22T05:02:00Z";
/// More contracts than are audited at once, with nothing that a person must see.
const CONTRACTS: &str = "a=40:40,b=40:40,c=40:40,d=40:41,e=40:40,f=40:40";

on_both! {
    told_to_end_while_lens_takes_a_minute_for_a_page_it_is_gone_in_ten_seconds_and_leaves_all_to_the_next,
    what_a_dead_daemon_had_in_hand_is_taken_over_when_its_lease_has_ended,
}

async fn told_to_end_while_lens_takes_a_minute_for_a_page_it_is_gone_in_ten_seconds_and_leaves_all_to_the_next(
    place: Place,
) {
    let (mut program, daemon, _slow) = in_a_slow_page(&place);
    daemon.signal("TERM");
    let (code, took, log) = daemon.end();
    assert_eq!(code, Some(0), "{log}");
    assert!(took < Duration::from_secs(10), "{took:?}\n{log}");
    assert_eq!(log.matches("audit left for later").count(), 4, "{log}");
    assert!(!log.contains("with work in hand"), "{log}");

    // At the same moment of the shifted clock, when a lease that was kept would hold for many seconds.
    let fast = lens("0");
    program.go_on(NOW, &fast, None);
    let mut next = Daemon::start(&program);
    next.wait_for("every audit is settled", |_| states(&program).iter().all(|state| state == "audited"));
    next.signal("TERM");
    assert_eq!(next.end().0, Some(0));
}

#[test]
fn told_twice_it_ends_at_once() {
    let place = Place::sqlite();
    let (program, mut daemon, _slow) = in_a_slow_page(&place);
    daemon.signal("TERM");
    daemon.wait_for("it is about to end", |daemon| {
        list(&daemon.ready().1["reasons"]).iter().any(|reason| reason["part"] == "process")
    });
    daemon.signal("TERM");
    let (code, took, log) = daemon.end();
    assert_eq!(code, Some(0), "{log}");
    assert!(took < Duration::from_secs(2), "{took:?}\n{log}");
    assert_eq!(log.matches("at once, as it was told twice").count(), 1, "{log}");
    assert_eq!(states(&program).len(), 6, "the ledger is whole");
}

async fn what_a_dead_daemon_had_in_hand_is_taken_over_when_its_lease_has_ended(place: Place) {
    let (mut program, daemon, _slow) = in_a_slow_page(&place);
    daemon.signal("KILL");
    let (code, _, log) = daemon.end();
    assert_eq!(code, None, "{log}");
    let left = states(&program);
    assert_eq!(left.iter().filter(|state| *state == "collecting").count(), 4, "{left:?}");

    let fast = lens("0");
    program.go_on(TWO_MINUTES_LATER, &fast, None);
    let mut next = Daemon::start(&program);
    next.wait_for("every audit is settled", |_| states(&program).iter().all(|state| state == "audited"));
    next.wait_for("every letter is out", |next| next.metric("trueup_letters{state=\"pending\"}") == 0);
    assert_eq!(next.logged("audit published"), 6);
    next.signal("TERM");
    assert_eq!(next.end().0, Some(0));
    assert_eq!(program.letters().len(), list(&program.json(&["outbox", "list"])).len());
}

fn lens(delay: &str) -> Lens {
    Lens::start(&["--contracts", "0", "--fixed", CONTRACTS, "--delay-ms", delay])
}

/// A daemon that waits for four pages, as many as it asks for at once.
fn in_a_slow_page(place: &Place) -> (Program, Daemon, Lens) {
    let slow = lens("60000");
    let program = Program::on(&place.url, NOW, &slow, None);
    program.apply(&slow);
    let mut daemon = Daemon::start(&program);
    // The token, the tenants, and four pages.
    daemon.wait_for("it asks for pages", |daemon| daemon.metric("trueup_lens_requests_total") >= 6);
    assert_eq!(daemon.metric("trueup_audits{state=\"collecting\"}"), 4);
    (program, daemon, slow)
}

/// The state of each audit of the running month.
fn states(program: &Program) -> Vec<String> {
    let status = program.json(&["status"]);
    list(&status["audits"]).iter().map(|audit| word(audit, "state").to_owned()).collect()
}
