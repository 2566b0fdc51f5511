//! Sample alerts: to an operator of everything, to a CSM of their own letters, hostile texts, too much for a mail.

use chrono::{DateTime, TimeDelta, Utc};

use crate::document::sample::{parsed, samples};
use crate::domain::alert::{Addressee, Alert, Failing, Undelivered, matters};
use crate::domain::state::{LetterKind, LetterState};

pub(super) fn all() -> Vec<(&'static str, Alert)> {
    let outcome = &samples()[0].outcome;
    let began = outcome.source.taken_at;
    let refused = "Lens refused the credential nordcom (401): set lens.credentials.nordcom.client_secret_file anew";
    let not_allowed = "csm@example.com is not in mail.allow";
    let unknown = "permanent error (550): 5.1.1 no such user here";
    let failing = |count: u64, text: &str| audits(count, began, text);
    let orders = ["ordini@nordcom.example", "orders@nordcom.example"];
    let mut undelivered: Vec<Undelivered> = (1..=7)
        .map(|number| letter(number, LetterKind::TrueUpQuote, orders[0], LetterState::Dead, unknown, began))
        .collect();
    undelivered.push(letter(8, LetterKind::HeldDocument, orders[1], LetterState::Dead, unknown, began));
    let mut digest = letter(9, LetterKind::CsmDigest, "csm@example.com", LetterState::Held, not_allowed, began);
    (digest.contract, digest.customer) = (None, None);
    let own = undelivered.clone();
    undelivered.push(digest);
    let hostile = "\u{202e}<script>alert(1)</script>\r\nBcc: all@example.com \u{1b}[31m".repeat(9);
    let mut audits_of_all = failing(37, refused);
    audits_of_all.extend(failing(1, "Lens (credential bianchi) answered 503 for 30 minutes"));
    let many = (0..3000).map(|number| {
        let address = format!("orders-{number}@partner-{number}.example");
        letter(number, LetterKind::TrueUpQuote, &address, LetterState::Dead, unknown, began)
    });
    let operator = || Addressee::Operator(parsed("ops@example.com"));
    let csm = Addressee::Csm(outcome.parties.csm.clone());
    let alert =
        |to, failing, undelivered| Alert { to, day: outcome.audited_on, matters: matters(failing, undelivered) };
    vec![
        ("full", alert(operator(), audits_of_all, undelivered)),
        ("csm", alert(csm, Vec::new(), own)),
        ("hostile", alert(operator(), failing(2, &hostile), Vec::new())),
        ("many", alert(operator(), failing(3000, refused), many.collect())),
    ]
}

fn audits(count: u64, began: DateTime<Utc>, text: &str) -> Vec<Failing> {
    let audit = |number: u64| Failing {
        contract: parsed(&format!("PPE-2026-{number:04}")),
        text: text.to_owned(),
        since: began + TimeDelta::minutes(2),
    };
    (1..=count).map(audit).collect()
}

fn letter(
    number: u32,
    kind: LetterKind,
    address: &str,
    state: LetterState,
    error: &str,
    began: DateTime<Utc>,
) -> Undelivered {
    Undelivered {
        letter: format!("019ab3c2-7d41-7c11-b2a4-{number:012}"),
        kind,
        contract: Some(parsed(&format!("PPE-2026-{number:04}"))),
        customer: Some(parsed("acme")),
        address: parsed(address),
        state,
        error: error.to_owned(),
        since: began + TimeDelta::minutes(i64::from(number)),
    }
}
