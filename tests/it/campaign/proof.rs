//! That every letter reached everybody once; and again only where the process or the connection died between DATA and
//! the mark, which the mail server's own notes and the kills say, and the journal tells.

use std::collections::{BTreeMap, BTreeSet};

use super::fleet::Kill;
use crate::support::facts::rows;
use crate::support::program::Taken;

/// What a sender wrote before it died may be read so much later where the machine is busy, in seconds.
const STILL_IN_THE_PIPE: f64 = 0.5;

/// Message-ID and recipient.
const SENT: &str = "SELECT l.message_id || ' ' || r.address FROM recipients r JOIN letters l ON l.id = r.letter";
/// The same with the letter's id before it.
const LETTERS: &str = "SELECT l.message_id || ' ' || l.id FROM letters l";
/// The same, for each attempt after one whose outcome nobody knows.
const TOLD: &str = "SELECT l.message_id || ' ' || r.address FROM journal j JOIN letters l ON l.id = j.subject \
    JOIN recipients r ON r.letter = l.id AND j.body LIKE '% to ' || r.address || ':%' \
    WHERE j.action IN ('letter_sent_again', 'letter_outcome_unknown')";

/// Proves it; gives a sentence with the figures.
pub(super) async fn of_deliveries(url: &str, taken: &[Taken], kills: &[Kill], stalls: &[Kill]) -> String {
    let mut arrivals: BTreeMap<String, Vec<&Taken>> = BTreeMap::new();
    for letter in taken {
        assert_eq!(letter.to.len(), 1, "each recipient has a transaction of their own");
        arrivals.entry(format!("{} {}", letter.message_id, letter.to[0])).or_default().push(letter);
    }
    let sent: BTreeSet<_> = rows(url, SENT).await.into_iter().collect();
    assert_eq!(arrivals.keys().cloned().collect::<BTreeSet<_>>(), sent, "who got what, and who was to");
    let ids = rows(url, LETTERS).await;
    let ids: BTreeMap<&str, &str> = ids.iter().map(|row| row.split_once(' ').unwrap()).collect();
    let told = rows(url, TOLD).await;
    let (mut by_kills, mut by_cuts, mut by_stalls, mut latest) = (0, 0, 0, 0.0_f64);
    for (delivery, arrivals) in &arrivals {
        let known = told.iter().filter(|told| *told == delivery).count();
        assert!(
            arrivals.len() <= 1 + known,
            "{delivery} arrived {} times, the journal knows of {known} more",
            arrivals.len()
        );
        for pair in arrivals.windows(2) {
            let [first, second] = [pair[0], pair[1]];
            let id = ids[first.message_id.as_str()];
            let between = |kill: &Kill| {
                kill.letters.contains(id) && kill.died > first.at - STILL_IN_THE_PIPE && kill.died < second.at
            };
            // Who falls asleep between the message and the mark is to all others as good as dead.
            if first.dropped {
                by_cuts += 1;
            } else if stalls.iter().any(between) {
                by_stalls += 1;
            } else if let Some(kill) = kills.iter().rfind(|kill| between(kill)) {
                by_kills += 1;
                latest = latest.max(first.at - kill.died);
            } else {
                let held = |kills: &[Kill]| {
                    kills.iter().filter(|kill| kill.letters.contains(id)).map(|kill| kill.died).collect::<Vec<_>>()
                };
                panic!(
                    "{delivery} came at {} and at {}; who had it in hand died at {:?} or fell asleep at {:?}",
                    first.at,
                    second.at,
                    held(kills),
                    held(stalls)
                );
            }
        }
    }
    format!(
        "{} letters to {} recipients once, and again {by_kills} times after a kill (read up to {latest:.2} s after it), \
         {by_cuts} times after a cut, {by_stalls} times after a stall",
        ids.len(),
        sent.len()
    )
}
