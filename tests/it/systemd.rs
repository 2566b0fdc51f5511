//! What the service manager hears: when the daemon is ready, that it goes on, and that it stops.

use std::os::unix::net::UnixDatagram;
use std::time::{Duration, Instant};

use crate::support::daemon::Daemon;
use crate::support::program::{Lens, Program};

const NOW: &str = "2026-11-22T05:00:00Z";
/// The manager restarts a daemon that it does not hear from for so long.
const LIMIT: Duration = Duration::from_secs(6);

#[test]
fn it_says_that_it_is_ready_feeds_the_watchdog_in_time_and_says_that_it_stops() {
    let lens = Lens::start(&["--contracts", "0", "--fixed", "a=40:40"]);
    let program = Program::new(NOW, &lens, None);
    program.apply(&lens);
    let manager = UnixDatagram::bind(program.path("notify")).unwrap();
    manager.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
    let socket = program.path("notify").display().to_string();
    let limit = LIMIT.as_micros().to_string();
    let daemon = Daemon::start_with(&program, &[("NOTIFY_SOCKET", &socket), ("WATCHDOG_USEC", &limit)]);

    assert_eq!(heard(&manager), "READY=1");
    for _ in 0..4 {
        let begun = Instant::now();
        assert_eq!(heard(&manager), "WATCHDOG=1");
        assert!(begun.elapsed() < LIMIT, "{:?}", begun.elapsed());
    }
    daemon.signal("TERM");
    let mut last = heard(&manager);
    while last == "WATCHDOG=1" {
        last = heard(&manager);
    }
    assert_eq!(last, "STOPPING=1");
    assert_eq!(daemon.end().0, Some(0));
}

/// The next word to the manager.
fn heard(manager: &UnixDatagram) -> String {
    let mut word = [0; 64];
    let length = manager.recv(&mut word).unwrap();
    String::from_utf8_lossy(&word[..length]).trim().to_owned()
}
