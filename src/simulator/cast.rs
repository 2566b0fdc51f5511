//! The cast of the demo: who owns what in each of the six months. Data only; `scenario` plays it.
//!
//! The numbers are chosen so that the contracts in `sample/contracts.toml` come to the states the demo wants to show;
//! the tests of `scenario` hold both together. Companies, sites and quantities are invented.

use super::estate::Twist;

/// How many months are played.
pub(super) const MONTHS: usize = 6;

/// One model of an estate: name, what is unusual, how many in each month.
pub(super) type Row = (&'static str, Twist, [usize; MONTHS]);

/// What one tenant, or one partner's report, lists over the months.
pub(super) struct Estate {
    /// The customer's id in `sample/customers.toml`.
    pub(super) customer: &'static str,
    /// The seed of its devices.
    pub(super) seed: &'static str,
    pub(super) source: Source,
    pub(super) sites: &'static [&'static str],
    pub(super) rows: &'static [Row],
    /// Months, from 0, in which `totalCount` is off by so many.
    pub(super) total_count_off: &'static [(usize, i64)],
}

/// Where an estate is listed.
pub(super) enum Source {
    /// In Lens: tenant id, tenant name, region, name of the credential that sees it.
    Lens { tenant: &'static str, name: &'static str, region: &'static str, credential: &'static str },
    /// In a file that the partner sends, except in these months.
    Report { missing: &'static [usize] },
}

use Source::{Lens, Report};
use Twist::{BlankSerial, FormulaName, NoModel, Plain, SerialsOf, Stale};

const fn always(count: usize) -> [usize; MONTHS] {
    [count; MONTHS]
}

/// All estates, in the order of the story.
pub(super) const ESTATES: [Estate; 9] = [
    // Quiet: it grows a little, and orders 20 headsets by itself in the third month.
    Estate {
        customer: "lagorio",
        seed: "lagorio",
        source: Lens {
            tenant: "3f0c1a52-6f0e-4a57-9d0e-1b7f6a2c0001",
            name: "Cantieri Lagorio",
            region: "eu-1",
            credential: "nordcom",
        },
        sites: &["La Spezia", "Monfalcone", "Genova"],
        rows: &[
            ("Voyager Focus 2 Series", Plain, [210, 212, 216, 219, 220, 222]),
            ("Blackwire 3225", Plain, [140, 140, 142, 143, 144, 145]),
            ("Poly Studio P15", Plain, [36, 37, 38, 39, 40, 40]),
            ("Voyager 5200 Series", Stale, always(14)),
            ("Poly Studio X52", Plain, always(10)),
            ("Poly Studio X72", Plain, always(6)),
            ("Studio G62", Plain, always(2)),
            ("TC10", Plain, always(16)),
            ("BT 600", Plain, [60, 60, 61, 62, 62, 63]),
            ("Lens Desktop Windows", Plain, always(120)),
        ],
        total_count_off: &[],
    },
    // The large one, in two tenants; headsets come to watch in the fourth month and stay under the baseline.
    Estate {
        customer: "meridiana",
        seed: "meridiana-hq",
        source: Lens {
            tenant: "3f0c1a52-6f0e-4a57-9d0e-1b7f6a2c0002",
            name: "Banca Meridiana - Sede centrale",
            region: "eu-1",
            credential: "nordcom",
        },
        sites: &["Napoli", "Roma"],
        rows: &[
            ("Voyager Focus 2 Series", Plain, [1200, 1210, 1230, 1252, 1262, 1270]),
            ("Blackwire 8225", Plain, always(500)),
            ("Savi 7320 Series", Plain, [309, 310, 312, 314, 315, 315]),
            ("CCX 600", Plain, always(180)),
            ("Poly Studio X72", Plain, always(20)),
            ("TC10", Plain, always(20)),
            ("Lens Desktop Windows", Plain, always(150)),
            ("Lens Desktop Mac", Plain, always(30)),
        ],
        total_count_off: &[],
    },
    Estate {
        customer: "meridiana",
        seed: "meridiana-branches",
        source: Lens {
            tenant: "3f0c1a52-6f0e-4a57-9d0e-1b7f6a2c0003",
            name: "Banca Meridiana - Filiali",
            region: "eu-1",
            credential: "nordcom",
        },
        sites: &["Bari", "Salerno", "Lecce", "Potenza", "Cosenza", "L'Aquila"],
        rows: &[
            ("Blackwire 3225", Plain, [1500, 1510, 1528, 1546, 1556, 1564]),
            ("EncorePro 525 USB", Plain, [700, 705, 712, 720, 724, 728]),
            ("Voyager 4320 Series", Plain, [500, 503, 508, 514, 516, 518]),
            ("Voyager Focus 2 Series", SerialsOf("meridiana-hq"), always(6)),
            ("Blackwire C725", Stale, always(30)),
            ("Edge E350", Plain, always(300)),
            ("CCX 500", Plain, always(118)),
            ("Poly Studio X32", Plain, always(40)),
            ("BT 600", Plain, always(22)),
            ("Lens Desktop Windows", Plain, always(170)),
        ],
        total_count_off: &[],
    },
    // A true-up in the second month and another in the fifth.
    Estate {
        customer: "galenica",
        seed: "galenica",
        source: Lens {
            tenant: "3f0c1a52-6f0e-4a57-9d0e-1b7f6a2c0004",
            name: "Istituti Galenica",
            region: "eu-1",
            credential: "nordcom",
        },
        sites: &["Padova", "Rovigo"],
        rows: &[
            ("Voyager Focus 2 Series", Plain, [300, 330, 334, 340, 352, 353]),
            ("Blackwire 3225", Plain, [228, 240, 242, 247, 256, 257]),
            ("Voyager Free 60 Series", Plain, [100, 106, 108, 110, 116, 116]),
            ("Voyager Free 60+ Charge Case", Plain, [90, 96, 98, 100, 105, 105]),
            ("Edge E350", Plain, always(118)),
            ("Lens Desktop Windows", Plain, always(160)),
            ("Lens Desktop Mac", Plain, always(40)),
        ],
        total_count_off: &[],
    },
    // A decrease: offices close in the fourth and fifth month.
    Estate {
        customer: "northlight",
        seed: "northlight",
        source: Lens {
            tenant: "3f0c1a52-6f0e-4a57-9d0e-1b7f6a2c0005",
            name: "Northlight Insurance",
            region: "us-1",
            credential: "albion",
        },
        sites: &["London", "Leeds", "Belfast"],
        rows: &[
            ("Voyager 5200 Series", Plain, [588, 590, 580, 550, 520, 518]),
            ("Blackwire 5220", Plain, [600, 600, 595, 570, 541, 540]),
            ("Poly Studio X52", Plain, always(44)),
            ("Dell Pro Stereo Headset WH3022", Plain, always(12)),
            ("Lens Desktop Windows", Plain, always(260)),
        ],
        total_count_off: &[],
    },
    // Lens does not know some of its devices from the third month on.
    Estate {
        customer: "aldebrand",
        seed: "aldebrand",
        source: Lens {
            tenant: "3f0c1a52-6f0e-4a57-9d0e-1b7f6a2c0006",
            name: "Aldebrand & Moss",
            region: "eu-1",
            credential: "albion",
        },
        sites: &["London", "Edinburgh"],
        rows: &[
            ("Voyager Focus 2 Series", Plain, [180, 180, 181, 182, 182, 182]),
            ("Savi 7320 Series", Plain, [113, 114, 115, 115, 115, 116]),
            ("Poly Studio X52", Plain, always(22)),
            ("PLT Vega 30", Plain, [0, 0, 18, 18, 19, 19]),
            ("", NoModel, [0, 0, 2, 2, 2, 2]),
            ("Poly VVX 450", Plain, always(15)),
            ("Lens Desktop Windows", Plain, always(70)),
        ],
        total_count_off: &[],
    },
    // The small one, with the awkward rows.
    Estate {
        customer: "corvina",
        seed: "corvina",
        source: Lens {
            tenant: "3f0c1a52-6f0e-4a57-9d0e-1b7f6a2c0007",
            name: "Atelier Corvina",
            region: "eu-1",
            credential: "ponte",
        },
        sites: &["Firenze"],
        rows: &[
            ("Voyager Free 60 Series", Plain, [13, 13, 13, 13, 14, 14]),
            ("Voyager Focus 2 Series", Plain, always(9)),
            ("Voyager Focus 2 Series", BlankSerial, always(2)),
            ("Voyager Focus 2 Series", FormulaName, always(1)),
            ("Poly Studio X32", Plain, always(8)),
            ("TC10", Plain, always(4)),
            ("Lens Desktop Mac", Plain, always(3)),
        ],
        total_count_off: &[],
    },
    // A listing that cannot be proved complete in the third month, and video at exactly 5 % in the fifth.
    Estate {
        customer: "tramonti",
        seed: "tramonti",
        source: Lens {
            tenant: "3f0c1a52-6f0e-4a57-9d0e-1b7f6a2c0008",
            name: "Tramonti Energia",
            region: "eu-1",
            credential: "ponte",
        },
        sites: &["Torino", "Aosta", "Cuneo"],
        rows: &[
            ("Blackwire 5220", Plain, [212, 212, 213, 213, 214, 214]),
            ("Poly Studio X52", Plain, [24, 24, 24, 24, 26, 26]),
            ("Poly Studio X72", Plain, always(8)),
            ("Sync 60", Plain, [7, 7, 7, 7, 8, 8]),
            ("CCX 500", Plain, always(60)),
            ("Poly Trio C60", Plain, [28, 28, 28, 28, 29, 29]),
            ("Lens Desktop Windows", Plain, always(45)),
        ],
        total_count_off: &[(2, 7)],
    },
    // By partner report; none comes in the fourth month.
    Estate {
        customer: "vallombra",
        seed: "vallombra",
        source: Report { missing: &[3] },
        sites: &["Municipio", "Biblioteca", "Polizia locale"],
        rows: &[
            ("Blackwire 3225", Plain, [90, 91, 92, 92, 93, 93]),
            ("Voyager 4320 Series", Plain, [54, 54, 54, 55, 55, 55]),
            ("Poly VVX 450", Plain, always(130)),
            ("Edge E350", Plain, [72, 72, 73, 73, 74, 74]),
            ("Lens Desktop Windows", Plain, always(20)),
        ],
        total_count_off: &[],
    },
];
