//! The demo's two years: one contract and its renewal, played with an Italian and with an English partner at once.
//!
//! It says day by day what people do, what Lens lists and what the files say; what follows from that is the program's
//! business, and stands nowhere in here. It runs nothing.

mod files;
mod story;

use chrono::{DateTime, NaiveDate, Utc};

use super::estate::{Recipe, Twist};
use super::report;
use super::sample::SampleFile;
use super::scenario::SampleCredential;
use super::world::{Credential, Fault, Tenant, World};

/// Name in the settings, client id and secret of the only credential.
const CREDENTIAL: SampleCredential =
    SampleCredential { name: "seller", client_id: "demo-client-seller", client_secret: "demo-secret-seller" };

/// A customer whose contract is played, with the partner that sells to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side {
    /// The customer's id.
    pub customer: &'static str,
    /// The partner's id.
    pub partner: &'static str,
    /// Who answers for its audits.
    pub csm: &'static str,
    /// As whom that person acts.
    pub acts_as: &'static str,
    /// The contract of the first year and the one that renews it.
    pub contracts: [&'static str; 2],
    /// Language of partner and CSM.
    pub language: &'static str,
    name: &'static str,
    country: &'static str,
    currency: &'static str,
    site: &'static str,
    tenant: &'static str,
    sites: &'static [&'static str],
    /// Why headsets come back, in the partner's words.
    reasons: [&'static str; 2],
}

/// The two sides; to both happens the same.
pub const SIDES: [Side; 2] = [
    Side {
        customer: "vetreria",
        partner: "aurora",
        csm: "rossi",
        acts_as: "giulia.rossi",
        contracts: ["PPE-IT-1", "PPE-IT-2"],
        language: "it",
        name: "Vetreria Brenta S.p.A.",
        country: "IT",
        currency: "EUR",
        site: "400101",
        tenant: "3f0c1a52-6f0e-4a57-9d0e-1b7f6a2c0011",
        sites: &["Padova", "Murano", "Bassano del Grappa"],
        reasons: ["batteria", "audio"],
    },
    Side {
        customer: "harlow",
        partner: "northgate",
        csm: "hughes",
        acts_as: "owen.hughes",
        contracts: ["PPE-EN-1", "PPE-EN-2"],
        language: "en",
        name: "Harlow Instruments Ltd",
        country: "GB",
        currency: "GBP",
        site: "400202",
        tenant: "3f0c1a52-6f0e-4a57-9d0e-1b7f6a2c0012",
        sites: &["Harlow", "Bristol", "Leeds"],
        reasons: ["battery", "audio"],
    },
];

/// What a side owns on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owned {
    /// Headsets of known models.
    pub headsets: usize,
    /// Video systems.
    pub video: usize,
    /// Headsets of a model that the built-in catalogue does not know.
    pub unknown: usize,
}

/// A return of headsets: a line of an RMA.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Returned {
    number: u32,
    /// ISO.
    authorised_at: &'static str,
    status: &'static str,
    units: u32,
    product: Product,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Product {
    Voyager,
    Blackwire,
}

/// Which version of a quote somebody means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// The open one.
    Open,
    /// The one whose place the open one took.
    Before,
}

/// What the people of each side say, each in their language, in the order of `SIDES`.
pub type Words = [&'static str; SIDES.len()];

/// What happens to a side on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// The data files are applied as they stand on that day.
    Apply,
    /// The partner sends its inventory report.
    Report(Owned),
    /// Lens lists this from now on.
    List(Owned),
    /// Lens says that there are so many more than it lists.
    TotalOff(i64),
    /// The customer is counted for the first time.
    Onboard,
    /// The partner's file of returns comes in.
    Returns(&'static [Returned]),
    /// The audit is named, by a person who knows that the source is sound again.
    Run,
    /// A person lets the open quote out.
    Approve,
    /// A person takes the open quote back, for this reason.
    Withdraw(Words),
    /// A published month is audited again, for this reason.
    Reopen(Words),
    /// The partner's purchase order comes in.
    Order {
        /// For which quote.
        version: Version,
        /// Its number.
        po: &'static str,
        /// Its date, if not today.
        date: Option<&'static str>,
        /// Its amount, if it differs.
        amount: Option<&'static str>,
        /// A part order.
        units: &'static [&'static str],
    },
}

/// A file as a partner sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentFile {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The story, of the first year or of both.
#[derive(Debug, Clone, Copy)]
pub struct Years {
    count: u8,
}

impl Years {
    /// How many years there are to play.
    pub const MOST: u8 = 2;

    /// So many of them.
    pub fn of(count: u8) -> Self {
        Self { count: count.min(Self::MOST) }
    }

    /// The day before the first thing happens.
    pub fn eve(self) -> NaiveDate {
        story::day("2026-03-15")
    }

    /// The first day of the month after the last, which closes it.
    pub fn last_day(self) -> NaiveDate {
        if self.count < Self::MOST { Self::renewed_on() } else { story::day("2028-04-01") }
    }

    /// The first day of the contract that renews the first.
    pub fn renewed_on() -> NaiveDate {
        story::day("2027-04-01")
    }

    /// What happens to each side, in order.
    pub fn deeds(self) -> impl Iterator<Item = (NaiveDate, Deed)> {
        let last = self.last_day();
        story::STORY.iter().map(|(at, deed)| (story::day(at), *deed)).filter(move |(day, _)| *day < last)
    }

    /// Data files and price lists as they stand on a day.
    pub fn files(self, day: NaiveDate) -> Vec<SampleFile> {
        files::files(day)
    }

    /// The credential to put into the settings.
    pub fn credential(self) -> SampleCredential {
        CREDENTIAL
    }

    /// The tenants, without devices.
    pub fn world(self) -> World {
        let world = World::new();
        world.set_credential(Credential {
            client_id: CREDENTIAL.client_id.to_owned(),
            secret: CREDENTIAL.client_secret.into(),
            tenants: SIDES.iter().map(|side| side.tenant.to_owned()).collect(),
        });
        for side in SIDES {
            world.set_tenant(Tenant { id: side.tenant.into(), name: side.name.into(), region: "eu-1".into() });
        }
        world
    }
}

impl Side {
    /// What its people say.
    pub fn own(&self, words: Words) -> &'static str {
        let own = SIDES.iter().zip(words).find(|(side, _)| *side == self);
        own.map_or(words[0], |(_, words)| words)
    }

    /// The inventory report of what is owned, as exported at `now`.
    ///
    /// # Errors
    /// Never in practice: it is written to memory.
    pub fn report(&self, owned: Owned, now: DateTime<Utc>) -> Result<SentFile, csv::Error> {
        let text = report::csv_text(&self.recipe(owned).devices(now))?;
        Ok(SentFile { name: format!("{}-{}.csv", self.customer, now.format("%Y-%m")), text })
    }

    /// Makes the tenant list what is owned, as seen at `now`.
    pub fn list(&self, world: &World, owned: Owned, now: DateTime<Utc>) {
        world.set_devices(self.tenant, self.recipe(owned).devices(now));
    }

    /// Makes the tenant say that there are so many more than it lists.
    pub fn total_off(&self, world: &World, by: i64) {
        let faults = if by == 0 { Vec::new() } else { vec![Fault::TotalCountOff(by)] };
        world.set_faults(self.tenant, faults);
    }

    /// The partner's file of returns, sent at `now`.
    pub fn returns(&self, rows: &[Returned], now: DateTime<Utc>) -> SentFile {
        let all = Owned { headsets: 200, video: 0, unknown: 0 };
        // Of devices that the inventory lists.
        let devices = self.recipe(all).devices(now);
        let serial = |row: &Returned| {
            let model = Some(row.product.model());
            let mut of_model = devices.iter().filter(|device| device.hardware_model.as_deref() == model);
            let found = of_model.nth(usize::try_from(row.number).unwrap_or_default());
            found.and_then(|device| device.serial_number.clone()).unwrap_or_default()
        };
        let mut text = String::from(files::RETURNS_HEADER);
        for row in rows {
            text += &files::return_row(self, row, &serial(row));
        }
        SentFile { name: format!("{}-returns-{}.csv", self.customer, now.format("%Y-%m-%d")), text }
    }

    fn recipe(&self, owned: Owned) -> Recipe {
        const BLACKWIRE: usize = 70;
        Recipe::new(self.customer)
            .at(self.sites)
            .of("Voyager Focus 2 Series", owned.headsets.saturating_sub(BLACKWIRE))
            .of("Blackwire 3225", owned.headsets.min(BLACKWIRE))
            .twisted("Voyager 5200 Series", 3, Twist::Stale)
            .of("PLT Vega 30", owned.unknown)
            .of("Poly Studio X52", owned.video)
            .of("TC10", 12)
            .of("BT 600", 25)
            .of("Lens Desktop Windows", 40)
    }
}

impl Product {
    fn model(self) -> &'static str {
        match self {
            Self::Voyager => "Voyager Focus 2 Series",
            Self::Blackwire => "Blackwire 3225",
        }
    }

    fn part_number(self) -> &'static str {
        match self {
            Self::Voyager => "DEMO-VF2",
            Self::Blackwire => "DEMO-BW3225",
        }
    }
}
