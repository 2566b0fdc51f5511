//! The devices of an estate, written as Lens answers. Everything follows from the number of a device.
//!
//! Ids, serial numbers and MAC addresses look random to a compressor, as real ones do. Among 200 devices there are two
//! that are listed twice under one serial number, one that was not seen for long, one of an unknown model and twenty
//! desktop apps, so that no part of counting has an easy day.

use std::fmt::Write;

/// How many customers, tenants of each, devices of each tenant, devices in a page.
pub(super) struct Estate {
    pub(super) customers: usize,
    pub(super) tenants: usize,
    pub(super) devices: usize,
    pub(super) page: usize,
}

/// Model and catalogue id; those of headsets first.
const MODELS: [(&str, &str); 16] = [
    ("Voyager Focus 2 Series", "154"),
    ("Voyager 4320 Series", "16a"),
    ("Plantronics Voyager 5200", "130"),
    ("Voyager Free 60 Series", "17d"),
    ("Blackwire 3225", "c058"),
    ("Blackwire 5220", "c053"),
    ("Blackwire 8225-M Series", "4315"),
    ("Savi 7320 Series", "ac28"),
    ("EncorePro 525 USB", "431e"),
    ("Sync 20", "15c"),
    ("Poly Studio X52", "Poly Studio X52"),
    ("STUDIO X-32", "Poly Studio X32"),
    ("CCX 500", "CCX 500"),
    ("Edge E350", "Edge E350"),
    ("Poly Trio C60", "Poly Trio C60"),
    ("Poly VVX 450", "Poly VVX 450"),
];

const PEOPLE: [&str; 8] = [
    "Giulia Neri",
    "Niccolò Bassi",
    "Zoë Martin",
    "Owen Price",
    "Ayşe Demir",
    "Jürgen Falk",
    "Elena Costa",
    "Priya Nair",
];

impl Estate {
    /// Devices of all customers.
    pub(super) fn len(&self) -> usize {
        self.customers * self.tenants * self.devices
    }

    /// Tenants of all customers.
    pub(super) fn all_tenants(&self) -> usize {
        self.customers * self.tenants
    }

    /// The id of a tenant by its number among all.
    pub(super) fn tenant(number: usize) -> String {
        format!("7b1e0d52-6f0e-4a57-9d0e-{number:012}")
    }

    /// All answers to the listing of a tenant, first page first. The token of a page is its number.
    pub(super) fn pages(&self, tenant: usize) -> Vec<String> {
        let count = self.devices.div_ceil(self.page);
        (0..count).map(|page| self.page(tenant, page, page + 1 == count)).collect()
    }

    fn page(&self, tenant: usize, page: usize, last: bool) -> String {
        let first = tenant * self.devices;
        let range = first + page * self.page..first + ((page + 1) * self.page).min(self.devices);
        let edges: Vec<String> = range.map(edge).collect();
        let next = if last { "null".to_owned() } else { format!("\"{}\"", page + 1) };
        format!(
            r#"{{"data":{{"tenant":{{"inventory":{{"deviceSearch":{{"edges":[{}],"pageInfo":{{"totalCount":{},"nextToken":{next},"hasNextPage":{}}},"error":null}}}}}}}}}}"#,
            edges.join(","),
            self.devices,
            !last
        )
    }
}

/// A row of the answer.
fn edge(number: usize) -> String {
    let fate = mixed(number as u64);
    // The second of a pair carries the serial number of the first.
    let serial = mixed(if number % 200 == 1 { number as u64 - 1 } else { number as u64 } ^ 0x5e41);
    let (model, product_id) = match number % 200 {
        7 => ("Poly Horizon 9", "horizon-9"),
        10..30 => ("Lens Desktop Windows", "lens-desktop-windows"),
        _ => *pick(&MODELS, fate >> 8),
    };
    let month = if number % 200 == 9 { 1 } else { 10 };
    let mac = fate.to_be_bytes();
    let person = pick(&PEOPLE, fate >> 16);
    let mut row = String::new();
    write!(
        row,
        concat!(
            r#"{{"node":{{"id":"{:016x}{:08x}","name":"{} – {}","serialNumber":"S{:010X}","#,
            r#""macAddress":"48:25:67:{:02x}:{:02x}:{:02x}","hardwareModel":"{}","hardwareProduct":"{}","#,
            r#""hardwareFamily":"{}","productId":"{}","softwareVersion":"{}.{}.0.{}","connected":{},"#,
            r#""lastDetected":"2026-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z","site":{{"name":"Site {}"}},"#,
            r#""room":{{"name":"Room {}.{:03}"}}}}}}"#,
        ),
        fate,
        number,
        person,
        model,
        serial >> 24,
        mac[0],
        mac[1],
        mac[2],
        model,
        model,
        model.split(' ').next().unwrap_or_default(),
        product_id,
        fate % 9,
        fate % 31,
        fate % 5_000,
        !fate.is_multiple_of(3),
        month,
        1 + fate % 28,
        fate % 24,
        (fate >> 4) % 60,
        (fate >> 9) % 60,
        (fate >> 13) % 1_000,
        fate % 40,
        fate % 12,
        fate % 400,
    )
    .expect("a String takes everything");
    row
}

fn pick<T>(list: &[T], fate: u64) -> &T {
    let at = usize::try_from(fate % list.len() as u64).expect("smaller than the list");
    &list[at]
}

/// `SplitMix64`: neighbours become strangers.
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
