//! Estates: lists of believable devices, made from a seed and a recipe, the same each time.
//!
//! Every device is a function of the seed, its line and its number in the line: the bytes of one SHA-256 decide its
//! address, serial, name and last contact. So there is no generator with a state, a longer line begins with the devices
//! of the shorter one (growth appends, a decrease takes away the newest), and no random-number crate is needed.

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use super::device::Device;
use super::hardware::{self, Attachment, Hardware};

/// What is unusual about the devices of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Twist {
    /// Nothing.
    Plain,
    /// Last seen 200 to 455 days ago, beyond the usual 180 (A15).
    Stale,
    /// Serial number `N/A`, which must never match another (A31).
    BlankSerial,
    /// No model at all.
    NoModel,
    /// A name that a spreadsheet would take for a formula.
    FormulaName,
    /// The serials of the plain line of this model in the estate of that seed: duplicates across tenants (A20).
    SerialsOf(&'static str),
}

/// What an estate is made of.
#[derive(Debug, Clone)]
pub struct Recipe {
    seed: String,
    sites: Vec<String>,
    lines: Vec<Line>,
}

#[derive(Debug, Clone)]
struct Line {
    model: String,
    twist: Twist,
    count: usize,
}

/// The bytes that decide about one device.
struct Fate([u8; 32]);

const PEOPLE: [&str; 24] = [
    "Giulia",
    "Matteo",
    "Chiara",
    "Niccolò",
    "Zoë",
    "Søren",
    "Łukasz",
    "José",
    "Ayşe",
    "Françoise",
    "Owen",
    "Priya",
    "Jürgen",
    "Elena",
    "Tomás",
    "Hannah",
    "Davide",
    "Maëlle",
    "Bjørn",
    "Sofia",
    "Anaïs",
    "Pietro",
    "Zsófia",
    "Emma",
];
const ROOMS: [&str; 8] =
    ["Boardroom", "Sala Leonardo", "Sala Galilei", "Studio 2", "Reception", "Café Überblick", "Focus 4", "Aula Magna"];

impl Recipe {
    /// An empty estate. Two estates of one seed share their devices.
    pub fn new(seed: impl Into<String>) -> Self {
        Self { seed: seed.into(), sites: vec!["Headquarters".to_owned()], lines: Vec::new() }
    }

    /// Where its devices are; without it all are at `Headquarters`.
    #[must_use]
    pub fn at(mut self, sites: &[&str]) -> Self {
        self.sites = sites.iter().map(|&site| site.to_owned()).collect();
        self
    }

    /// `count` ordinary devices of a model, recently seen.
    #[must_use]
    pub fn of(self, model: &str, count: usize) -> Self {
        self.twisted(model, count, Twist::Plain)
    }

    /// `count` devices of a model with something unusual about them.
    #[must_use]
    pub fn twisted(mut self, model: &str, count: usize, twist: Twist) -> Self {
        self.lines.push(Line { model: model.to_owned(), twist, count });
        self
    }

    /// The devices as they are listed at `now`, line by line.
    pub fn devices(&self, now: DateTime<Utc>) -> Vec<Device> {
        let each = self.lines.iter().flat_map(|line| (0..line.count).map(move |number| (line, number)));
        each.map(|(line, number)| self.device(line, number, now)).collect()
    }

    fn device(&self, line: &Line, number: usize, now: DateTime<Utc>) -> Device {
        let Line { model, twist, .. } = line;
        let fate = Fate::of(&self.seed, model, *twist, number);
        let hardware = hardware::of(model);
        let network = hardware.attachment == Attachment::Network;
        // 02 marks an address as given locally: it can never be that of a real device.
        let mac = [&[0x02][..], fate.bytes::<5>(0)].concat();
        let site = (!fate.one_in(3, 29)).then(|| fate.pick(4, &self.sites).cloned()).flatten();
        Device {
            id: if network { hex::encode(&mac) } else { uuid::Uuid::from_bytes(*fate.bytes::<16>(0)).to_string() },
            name: Some(name(&fate, *twist, model, hardware)),
            serial_number: (hardware.attachment != Attachment::App).then(|| serial(line, number, &fate)),
            mac_address: network.then(|| mac.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":")),
            hardware_family: hardware.family.map(str::to_owned),
            hardware_model: (*twist != Twist::NoModel).then(|| model.clone()),
            product_id: hardware.product_id.map(str::to_owned),
            software_version: Some(hardware.software.to_owned()),
            connected: Some(*twist != Twist::Stale && !fate.one_in(12, 4)),
            last_detected: Some(last_detected(&fate, *twist, now).format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()),
            room: (network && site.is_some()).then(|| fate.pick(6, &ROOMS).map(|&room| room.to_owned())).flatten(),
            site,
        }
    }
}

impl Fate {
    fn of(seed: &str, model: &str, twist: Twist, number: usize) -> Self {
        Self(Sha256::digest(format!("{seed}\0{model}\0{twist:?}\0{number}")).into())
    }

    /// `N` bytes from a place on; the places are all far from the end.
    fn bytes<const N: usize>(&self, from: usize) -> &[u8; N] {
        self.0[from..].first_chunk().expect("32 bytes reach for every use in this file")
    }

    fn pick<'a, T>(&self, place: usize, among: &'a [T]) -> Option<&'a T> {
        among.get(usize::from(u16::from_be_bytes(*self.bytes(place + 16))) % among.len().max(1))
    }

    fn one_in(&self, place: usize, times: u8) -> bool {
        self.0[place + 16].is_multiple_of(times)
    }

    fn serial(&self) -> String {
        hex::encode_upper(self.bytes::<6>(10))
    }
}

fn serial(line: &Line, number: usize, fate: &Fate) -> String {
    match line.twist {
        Twist::BlankSerial => "N/A".to_owned(),
        Twist::SerialsOf(seed) => Fate::of(seed, &line.model, Twist::Plain, number).serial(),
        Twist::Plain | Twist::Stale | Twist::NoModel | Twist::FormulaName => fate.serial(),
    }
}

fn last_detected(fate: &Fate, twist: Twist, now: DateTime<Utc>) -> DateTime<Utc> {
    let days = if twist == Twist::Stale { 200 + i64::from(fate.0[24]) } else { i64::from(fate.0[24] % 20) };
    // Never just now and never in the future: at least a minute ago.
    let minutes = 1 + i64::from(u16::from_be_bytes(*fate.bytes(25)) % 1440);
    now - TimeDelta::days(days) - TimeDelta::minutes(minutes)
}

/// Names as people give them, and as nobody gives them: then a peripheral carries its model.
fn name(fate: &Fate, twist: Twist, model: &str, hardware: Hardware) -> String {
    let person = fate.pick(8, &PEOPLE).copied().unwrap_or_default();
    let room = fate.pick(6, &ROOMS).copied().unwrap_or_default();
    if twist == Twist::FormulaName {
        return format!("=1+1 {room}");
    }
    let model = if model.is_empty() { "USB Audio Device" } else { model };
    let hardware_is_shared = matches!(hardware.family, Some("Studio X" | "G Series" | "Touch controller" | "Trio"));
    match hardware.attachment {
        Attachment::App => format!("LAPTOP-{}", hex::encode_upper(fate.bytes::<3>(10))),
        Attachment::Network if hardware_is_shared => format!("{room} – {model}"),
        Attachment::Network => format!("{person}, ext. {}", 4000 + usize::from(fate.0[11]) * 7),
        Attachment::Computer => match fate.0[12] % 4 {
            0 => format!("{person}'s headset"),
            1 => format!("Cuffie di {person}"),
            2 => format!("{person} – {model}"),
            _ => model.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-06-01T04:00:00Z".parse().unwrap()
    }

    #[test]
    fn the_same_recipe_makes_the_same_devices_and_growth_appends() {
        let small = Recipe::new("acme").of("CCX 500", 40).devices(now());
        let grown = Recipe::new("acme").of("CCX 500", 55).devices(now());
        assert_eq!(small, Recipe::new("acme").of("CCX 500", 40).devices(now()));
        assert_eq!(small[..], grown[..40]);
        assert_ne!(small, Recipe::new("other").of("CCX 500", 40).devices(now()));
    }

    #[test]
    fn ids_serials_and_addresses_are_unique() {
        let recipe = Recipe::new("acme").of("CCX 500", 3000).of("Blackwire 3225", 3000).of("Lens Desktop Mac", 500);
        let devices = recipe.devices(now());
        let ids: BTreeSet<_> = devices.iter().map(|device| &device.id).collect();
        let serials: BTreeSet<_> = devices.iter().filter_map(|device| device.serial_number.as_ref()).collect();
        let macs: BTreeSet<_> = devices.iter().filter_map(|device| device.mac_address.as_ref()).collect();
        assert_eq!((ids.len(), serials.len(), macs.len()), (6500, 6000, 3000));
    }

    #[test]
    fn a_network_device_has_its_address_as_id_and_a_peripheral_none() {
        let devices = Recipe::new("acme").of("Edge E350", 1).of("Voyager Focus 2 Series", 1).devices(now());
        assert_eq!(devices[0].mac_address.clone().unwrap().replace(':', ""), devices[0].id);
        assert_eq!(devices[0].product_id.as_deref(), Some("Edge E350"));
        assert_eq!(devices[1].mac_address, None);
        assert_eq!(devices[1].product_id.as_deref(), Some("154"));
    }

    #[test]
    fn plain_devices_were_seen_lately_and_stale_ones_were_not() {
        let seen = |twist| {
            let devices = Recipe::new("acme").twisted("Blackwire 3225", 400, twist).devices(now());
            let at =
                devices.iter().map(|device| device.last_detected.clone().unwrap().parse::<DateTime<Utc>>().unwrap());
            at.map(|at| (now() - at).num_days()).collect::<Vec<_>>()
        };
        assert!(seen(Twist::Plain).iter().all(|days| (0..=20).contains(days)));
        assert!(seen(Twist::Stale).iter().all(|days| *days >= 200));
    }

    #[test]
    fn awkward_rows_are_awkward() {
        let one = |twist| Recipe::new("b").twisted("Voyager Focus 2 Series", 1, twist).devices(now()).remove(0);
        assert_eq!(one(Twist::BlankSerial).serial_number.as_deref(), Some("N/A"));
        assert_eq!(one(Twist::NoModel).hardware_model, None);
        assert!(one(Twist::FormulaName).name.unwrap().starts_with('='));
        let original = Recipe::new("a").of("Voyager Focus 2 Series", 1).devices(now()).remove(0);
        let copy = one(Twist::SerialsOf("a"));
        assert_eq!(copy.serial_number, original.serial_number);
        assert_ne!(copy.id, original.id);
    }

    #[test]
    fn some_names_are_not_ascii() {
        let devices = Recipe::new("acme").of("Blackwire 3225", 100).devices(now());
        assert!(devices.iter().any(|device| !device.name.as_ref().unwrap().is_ascii()));
    }
}
