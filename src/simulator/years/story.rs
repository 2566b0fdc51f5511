//! What happens in the two years, day by day. The data files change on the same days: see `files`.

use chrono::NaiveDate;

use super::Product::{Blackwire, Voyager};
use super::Version::{Before, Open};
use super::{Deed, Owned, Product, Returned};
use Deed::{Apply, Approve, List, Onboard, Reopen, Report, Returns, Run, TotalOff, Withdraw};

/// Reports come the day before the audits, if they come in time; audits fall due on the third.
pub(super) const STORY: &[(&str, Deed)] = &[
    // Before the first year: a first count, and what it found is agreed.
    ("2026-03-16", Apply),
    ("2026-03-16", Report(owned(190, 40))),
    ("2026-03-16", Onboard),
    ("2026-03-25", Apply),
    ("2026-04-02", Report(owned(191, 40))),
    ("2026-05-02", Report(owned(204, 40))),
    (
        "2026-05-07",
        Returns(&[
            returned(1, "2026-04-14", "closed", Voyager),
            returned(2, "2026-04-22", "closed", Voyager),
            returned(3, "2026-05-04", "shipped", Blackwire),
        ]),
    ),
    ("2026-06-02", Report(owned(207, 40))),
    // Four fifths of the ten that are allowed.
    (
        "2026-06-08",
        Returns(&[
            returned(3, "2026-05-04", "returned", Blackwire),
            returned(4, "2026-05-12", "closed", Voyager),
            returned(5, "2026-05-19", "closed", Voyager),
            returned(6, "2026-05-27", "closed", Blackwire),
            returned(7, "2026-06-01", "authorised", Voyager),
            returned(8, "2026-06-03", "authorised", Voyager),
        ]),
    ),
    // The first true-up waits for a person, the next rise comes before the order for it.
    ("2026-07-02", Report(owned(212, 40))),
    ("2026-07-06", Approve),
    ("2026-08-02", Report(owned(224, 41))),
    (
        "2026-08-06",
        Returns(&[
            returned(9, "2026-07-03", "closed", Voyager),
            Returned { units: 2, ..returned(10, "2026-07-15", "shipped", Blackwire) },
            returned(11, "2026-07-28", "authorised", Voyager),
            returned(12, "2026-08-03", "authorised", Voyager),
            returned(13, "2026-08-04", "requested", Voyager),
        ]),
    ),
    ("2026-08-20", order(Open, "PO-7101")),
    // A late report; nobody answers its quote until a second version is out.
    ("2026-09-14", Report(owned(226, 42))),
    ("2026-10-02", Report(owned(228, 42))),
    (
        "2026-10-07",
        Returns(&[
            returned(14, "2026-09-08", "closed", Blackwire),
            returned(15, "2026-09-21", "authorised", Voyager),
            returned(16, "2026-09-30", "cancelled", Voyager),
        ]),
    ),
    ("2026-10-20", Approve),
    ("2026-11-02", Deed::Order { version: Before, po: "PO-7134", date: Some("2026-10-12"), amount: None, units: &[] }),
    // November brings no report at all.
    (
        "2026-11-10",
        Returns(&[
            returned(12, "2026-08-03", "rejected", Voyager),
            returned(17, "2026-10-19", "closed", Voyager),
            returned(18, "2026-10-26", "not_returned", Blackwire),
        ]),
    ),
    ("2026-12-02", Report(owned(230, 43))),
    // Ten ordered early, and a new price from the new year on.
    ("2026-12-10", Apply),
    ("2027-01-02", Report(owned(248, 43))),
    ("2027-01-05", Approve),
    (
        "2027-01-18",
        Withdraw([
            "dodici cuffie erano in prestito per una fiera e sono state restituite",
            "twelve headsets were on loan for a trade fair and have gone back",
        ]),
    ),
    ("2027-02-02", Report(owned(236, 43))),
    ("2027-03-02", Report(owned(237, 43))),
    // The renewal is agreed, and from now on the tenant can be read.
    ("2027-03-22", Apply),
    ("2027-04-02", List(owned(240, 43))),
    (
        "2027-04-20",
        Returns(&[
            returned(21, "2027-01-19", "closed", Voyager),
            returned(22, "2027-02-09", "closed", Voyager),
            returned(23, "2027-03-16", "closed", Blackwire),
            returned(24, "2027-04-08", "shipped", Voyager),
        ]),
    ),
    ("2027-05-02", List(owned(271, 43))),
    ("2027-05-05", Approve),
    ("2027-06-02", List(owned(286, 43))),
    ("2027-06-10", Deed::Order { version: Open, po: "PO-7302", date: None, amount: None, units: &["headset=20"] }),
    ("2027-07-02", List(owned(287, 43))),
    // The rest has expired; the next rise takes it along, and the order for it comes afterwards.
    ("2027-08-02", List(owned(301, 43))),
    ("2027-08-18", order(Before, "PO-7340")),
    ("2027-09-02", List(owned(302, 44))),
    ("2027-09-09", Deed::Order { version: Open, po: "PO-7355", date: None, amount: Some("190.00"), units: &[] }),
    (
        "2027-09-14",
        Returns(&[
            returned(25, "2027-05-11", "closed", Voyager),
            returned(26, "2027-06-08", "closed", Voyager),
            Returned { units: 2, ..returned(27, "2027-07-06", "closed", Blackwire) },
            returned(28, "2027-07-20", "closed", Voyager),
            returned(29, "2027-08-10", "shipped", Voyager),
            returned(30, "2027-08-24", "authorised", Blackwire),
            returned(31, "2027-09-07", "authorised", Voyager),
        ]),
    ),
    // A listing that cannot be proved complete, and is sound again the day after.
    ("2027-10-02", List(owned(303, 44))),
    ("2027-10-02", TotalOff(6)),
    ("2027-10-04", TotalOff(0)),
    ("2027-10-04", Run),
    // A model that nobody knows might make a true-up; a month later it is known, and does.
    ("2027-11-02", List(Owned { unknown: 14, ..owned(303, 44) })),
    ("2027-11-12", Apply),
    ("2027-12-02", List(Owned { unknown: 14, ..owned(303, 44) })),
    ("2027-12-06", Approve),
    ("2027-12-15", order(Open, "PO-7412")),
    ("2028-01-02", List(Owned { unknown: 14, ..owned(304, 44) })),
    // Less than before, by mistake: the month is opened again.
    ("2028-02-02", List(Owned { unknown: 14, ..owned(276, 44) })),
    ("2028-02-09", List(Owned { unknown: 14, ..owned(304, 44) })),
    ("2028-02-09", Reopen(["nel tenant mancava una delle sedi", "one of the sites was missing from the tenant"])),
    ("2028-03-02", List(Owned { unknown: 14, ..owned(306, 44) })),
];

const fn owned(headsets: usize, video: usize) -> Owned {
    Owned { headsets, video, unknown: 0 }
}

const fn returned(number: u32, authorised_at: &'static str, status: &'static str, product: Product) -> Returned {
    Returned { number, authorised_at, status, units: 1, product }
}

const fn order(version: super::Version, po: &'static str) -> Deed {
    Deed::Order { version, po, date: None, amount: None, units: &[] }
}

/// A day as it is written above.
pub(super) fn day(iso: &str) -> NaiveDate {
    iso.parse().expect("the days of this file are days")
}
