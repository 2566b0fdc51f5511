//! Random years of contracts, played to the real binary and to a second, slow statement of the rules that shares nothing
//! with it (`tests/years`): both must say the same, day by day, and every state must have been met.
//!
//! `tests/years/broken.py` shows that this notices mistakes: it breaks the program in one rule after the other.

use std::path::Path;
use std::process::Command;

/// A seed of few years in which every state is met. `TRUEUP_TEST_SEED` draws others, and may miss some.
const SEED: &str = "20";
/// Worlds of it that are played.
const WORLDS: &str = "4";
/// Plays so many contract years, each time others unless a seed is given.
const LONG: &str = "TRUEUP_TEST_YEARS";

#[test]
#[expect(clippy::print_stdout, reason = "what was met is part of what is shown")]
fn random_years_come_out_as_a_second_statement_of_the_rules_says() {
    let variable = |name| std::env::var(name).ok();
    let years = variable(LONG);
    let given = variable("TRUEUP_TEST_SEED");
    let seed = match (&given, &years) {
        (Some(seed), _) => seed.clone(),
        (None, Some(_)) => (uuid::Uuid::new_v4().as_u128() % 1_000_000).to_string(),
        (None, None) => SEED.to_owned(),
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/years/play.py");
    let mut player = Command::new("python3");
    player.arg(script).args(["--binary", env!("CARGO_BIN_EXE_trueup"), "--seed", &seed]);
    player.args(given.is_none().then_some("--every-state"));
    player.args(years.is_none().then_some(["--worlds", WORLDS]).iter().flatten());
    player.args(years.iter().flat_map(|years| ["--years", years]));
    let done = player.output().expect("python3 is needed for the second statement of the rules");
    let [said, complaints] = [&done.stdout, &done.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    println!("{said}");
    assert!(done.status.success(), "{said}\n{complaints}");
}
