//! Counting a snapshot under a contract: exactly one verdict per device (product.md section 5).
//!
//! Three walks over the evidence, none of which holds it: [`Repeats`] finds identities that occur twice, [`Duplicates`]
//! chooses the copy to keep among them, [`Tally`] sums up. Memory grows with models and duplicates, not with devices.
//! Where RMAs have replaced devices, one more goes before them (`domain::replaced`).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};
use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::domain::catalogue::{Catalogue, Kind, Recognised};
use crate::domain::category::Category;
use crate::domain::contract::{Contract, ExcludeFrom};
use crate::domain::device::{Observation, serial_key};
use crate::domain::model_name::{cleaned, normalise};
use crate::domain::outcome::{LifeCycle, LifeCycleModel, NotCounted, OddDetection, Reason, RecognisedBy, UnknownModel};

/// What one device is to a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Where it counts, or why it does not.
    pub counts: Result<Category, Reason>,
    /// Catalogue name, or the listed name, cleaned.
    pub model: String,
    /// How the model was recognised; none for an unknown one.
    pub by: Option<RecognisedBy>,
}

/// Decides on devices one by one, before duplicates are known.
pub struct Judge {
    catalogue: Arc<Catalogue>,
    contract: Arc<Contract>,
    taken_at: DateTime<Utc>,
    day: NaiveDate,
    agreed: BTreeMap<String, Category>,
    replaced: Arc<BTreeSet<String>>,
    known: BTreeMap<String, BTreeMap<Option<String>, Option<Known>>>,
}

/// What is the same for all devices of one model: worked out once.
#[derive(Debug, Clone)]
struct Known {
    recognised: Recognised,
    /// Where the model counts, as far as its kind and the counting profile go.
    category: Result<Category, Reason>,
    /// First day on which the contract leaves it out as too old.
    leaves: Option<NaiveDate>,
}

impl Judge {
    /// Judges a snapshot taken at `taken_at`, which is `day` in the schedule's time zone.
    pub fn new(catalogue: Arc<Catalogue>, contract: Arc<Contract>, taken_at: DateTime<Utc>, day: NaiveDate) -> Self {
        // By the catalogue's name: the contract may write any other name of the model.
        let agreed = contract.counting.accessories.iter().map(|agreed| {
            let model = catalogue.recognise(&agreed.model, None).map_or(agreed.model.clone(), |found| found.model);
            (normalise(&model), agreed.category)
        });
        let agreed = agreed.collect();
        Self { catalogue, contract, taken_at, day, agreed, replaced: Arc::default(), known: BTreeMap::new() }
    }

    /// The same, leaving out the devices with these serial numbers, as they are compared: an RMA has replaced them (A21).
    #[must_use]
    pub fn without_replaced(self, replaced: Arc<BTreeSet<String>>) -> Self {
        Self { replaced, ..self }
    }

    /// The verdict on one device as if it had no copies.
    pub fn verdict(&mut self, device: &Observation) -> Verdict {
        self.learn(device);
        let Some(known) = self.known(device) else {
            return Verdict { counts: Err(Reason::UnknownModel), model: cleaned(&device.model), by: None };
        };
        let counts = known.category.and_then(|category| self.covered(device, known.leaves, category));
        Verdict { counts, model: known.recognised.model.clone(), by: Some(known.recognised.by) }
    }

    fn known(&self, device: &Observation) -> Option<&Known> {
        self.known.get(&device.model)?.get(&device.product_id)?.as_ref()
    }

    fn learn(&mut self, device: &Observation) {
        let seen = self.known.get(&device.model).is_some_and(|by_id| by_id.contains_key(&device.product_id));
        if seen {
            return;
        }
        let recognised = self.catalogue.recognise(&device.model, device.product_id.as_deref());
        let known = recognised.map(|recognised| Known {
            category: self.category(&recognised),
            leaves: match self.contract.exceptions.exclude_from {
                ExcludeFrom::EndOfSupport => recognised.end_of_support,
                ExcludeFrom::EndOfSale => {
                    [recognised.end_of_sale, recognised.end_of_support].into_iter().flatten().min()
                }
            },
            recognised,
        });
        self.known.entry(device.model.clone()).or_default().insert(device.product_id.clone(), known);
    }

    /// The category of a kind under the counting profile (A23, A24).
    pub fn category(&self, recognised: &Recognised) -> Result<Category, Reason> {
        let profile = &self.contract.counting;
        let name = normalise(&recognised.model);
        match recognised.kind {
            Kind::Software => Err(Reason::Software),
            Kind::ThirdParty => Err(Reason::ThirdParty),
            Kind::Excluded => Err(Reason::Excluded),
            Kind::Infrastructure => Err(Reason::Infrastructure),
            Kind::Accessory => match self.agreed.get(&name) {
                Some(category) => Ok(*category),
                None if profile.count_qd_adapters && QD_ADAPTER.is_match(&name) => Ok(Category::Headset),
                None => Err(Reason::Accessory),
            },
            Kind::Headset if SYNC_ROOM.is_match(&name) => Ok(profile.sync_rooms_as),
            Kind::Headset => Ok(Category::Headset),
            Kind::Video if recognised.line == "Room PC" && !profile.room_pcs => Err(Reason::Excluded),
            Kind::Video => Ok(Category::Video),
            Kind::Voice => Ok(Category::Voice),
        }
    }

    /// Whether cover reaches a device of a category: support (R6, A13, A35), detection (A15), replacement (A21), contract
    /// (A17).
    fn covered(&self, device: &Observation, leaves: Option<NaiveDate>, category: Category) -> Result<Category, Reason> {
        let stale_days = self.contract.counting.stale_days;
        let limit = TimeDelta::days(i64::from(stale_days));
        let is_stale = |seen: DateTime<Utc>| stale_days > 0 && self.taken_at - seen >= limit;
        let is_replaced = |serial: &str| serial_key(serial).is_some_and(|key| self.replaced.contains(&key));
        if leaves.is_some_and(|day| day <= self.day) {
            Err(Reason::EndOfSupport)
        } else if device.last_detected.is_some_and(is_stale) {
            Err(Reason::Stale)
        } else if !self.replaced.is_empty() && device.serial.as_deref().is_some_and(is_replaced) {
            Err(Reason::Replaced)
        } else if self.contract.terms(category).is_none() {
            Err(Reason::CategoryNotContracted)
        } else {
            Ok(category)
        }
    }
}

static QD_ADAPTER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(da|mda) ?\d"));
static SYNC_ROOM: LazyLock<Regex> = LazyLock::new(|| pattern(r"^sync (40|60)\b"));

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the patterns of this file are constants that its tests compile")
}

/// First walk: which identities occur more than once among countable devices. Eight bytes a device.
#[derive(Debug, Default)]
pub struct Repeats {
    hashes: Vec<u64>,
}

impl Repeats {
    /// Notes a device that counts.
    pub fn push(&mut self, device: &Observation) {
        self.hashes.push(hash(&device.identity()));
    }

    /// The identities to look at in the second walk. A hash that two identities share costs time, not truth: the second
    /// walk compares the identities themselves.
    pub fn into_duplicates(mut self) -> Duplicates {
        self.hashes.sort_unstable();
        let repeated = self.hashes.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        Duplicates { repeated, kept: BTreeMap::new() }
    }
}

/// Second walk: the copy to keep of each device that is listed more than once (A31).
#[derive(Debug)]
pub struct Duplicates {
    repeated: BTreeSet<u64>,
    kept: BTreeMap<String, Copy>,
}

#[derive(Debug, PartialEq, Eq)]
struct Copy {
    last_detected: Option<DateTime<Utc>>,
    id: String,
    model: String,
    product_id: Option<String>,
    position: u64,
}

impl Copy {
    /// The copy of the lowest rank is kept.
    fn rank(&self) -> impl Ord + '_ {
        (Reverse(self.last_detected), &self.id, &self.model, &self.product_id, self.position)
    }
}

impl Duplicates {
    /// Whether there is nothing to choose, so that the second walk can be left out.
    pub fn is_empty(&self) -> bool {
        self.repeated.is_empty()
    }

    /// Weighs a device that counts; `position` is its place in the snapshot. The most recently detected copy is kept,
    /// ties by id, then by model, so that the order of the listing does not change the count.
    pub fn weigh(&mut self, device: &Observation, position: u64) {
        let identity = device.identity();
        if !self.repeated.contains(&hash(&identity)) {
            return;
        }
        let copy = Copy {
            last_detected: device.last_detected,
            id: device.id.clone(),
            model: device.model.clone(),
            product_id: device.product_id.clone(),
            position,
        };
        match self.kept.get(&identity) {
            Some(best) if best.rank() <= copy.rank() => {}
            _ => {
                self.kept.insert(identity, copy);
            }
        }
    }

    /// Whether the device at `position` is a copy of the one that is kept.
    pub fn is_duplicate(&self, device: &Observation, position: u64) -> bool {
        let identity = device.identity();
        self.repeated.contains(&hash(&identity))
            && self.kept.get(&identity).is_some_and(|kept| kept.position != position)
    }
}

fn hash(identity: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    identity.hash(&mut hasher);
    hasher.finish()
}

/// Third walk: the sums of a snapshot under a contract. Listed = counted + not counted, always.
#[derive(Debug, Default)]
pub struct Tally {
    listed: u64,
    counted: BTreeMap<Category, u64>,
    not_counted: BTreeMap<Reason, u64>,
    models: BTreeMap<(Category, String), ModelTally>,
    unknown: BTreeMap<String, u64>,
    ended: BTreeMap<(String, NaiveDate), u64>,
    ending: BTreeMap<(String, NaiveDate), u64>,
    without_date: u64,
    own_quote: BTreeMap<String, u64>,
    stale: BTreeMap<String, u64>,
    odd: OddDetection,
    by_line: u64,
}

/// Devices of one model, by its name in the catalogue, or as listed where only the line is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelDevices {
    /// Which.
    pub model: String,
    /// How many.
    pub devices: u64,
}

/// Counted devices of one model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelTally {
    /// How many.
    pub counted: u64,
    /// How it was recognised; where its devices differ, the less certain way.
    pub by: RecognisedBy,
}

impl Tally {
    /// Adds one device with its final verdict; `judge` is the one that gave it.
    pub fn push(&mut self, device: &Observation, verdict: &Verdict, judge: &Judge) {
        self.listed += 1;
        let end = judge.known(device).and_then(|known| known.leaves);
        match verdict.counts {
            Ok(category) => {
                *self.counted.entry(category).or_default() += 1;
                let by = verdict.by.unwrap_or(RecognisedBy::Line);
                let model = self.models.entry((category, verdict.model.clone()));
                let model = model.or_insert(ModelTally { counted: 0, by });
                model.counted += 1;
                model.by = model.by.max(by);
                self.by_line += u64::from(by == RecognisedBy::Line);
                self.life_cycle(&verdict.model, end, judge.day);
                self.odd.never += u64::from(device.last_detected.is_none());
                self.odd.in_future += u64::from(device.last_detected.is_some_and(|seen| seen > judge.taken_at));
            }
            Err(reason) => {
                *self.not_counted.entry(reason).or_default() += 1;
                if reason == Reason::UnknownModel {
                    *self.unknown.entry(verdict.model.clone()).or_default() += 1;
                }
                self.left_out(reason, &verdict.model, judge.known(device));
                if let (Reason::EndOfSupport, Some(end)) = (reason, end) {
                    *self.ended.entry((verdict.model.clone(), end)).or_default() += 1;
                }
            }
        }
    }

    /// Keeps by model what somebody has to see one by one.
    fn left_out(&mut self, reason: Reason, model: &str, known: Option<&Known>) {
        // What the counting profile leaves out needs no quote of its own.
        let own = known.is_some_and(|known| matches!(known.recognised.kind, Kind::Excluded | Kind::Infrastructure));
        if own {
            *self.own_quote.entry(model.to_owned()).or_default() += 1;
        } else if reason == Reason::Stale {
            *self.stale.entry(model.to_owned()).or_default() += 1;
        }
    }

    fn life_cycle(&mut self, model: &str, end: Option<NaiveDate>, day: NaiveDate) {
        let horizon = day.checked_add_months(Months::new(12)).unwrap_or(day);
        match end {
            Some(end) if end <= horizon => *self.ending.entry((model.to_owned(), end)).or_default() += 1,
            Some(_) => {}
            None => self.without_date += 1,
        }
    }

    /// Devices listed.
    pub fn listed(&self) -> u64 {
        self.listed
    }

    /// N of each category.
    pub fn counted(&self) -> &BTreeMap<Category, u64> {
        &self.counted
    }

    /// Devices of unknown model (A16).
    pub fn unknown(&self) -> u64 {
        self.not_counted.get(&Reason::UnknownModel).copied().unwrap_or(0)
    }

    /// How many counted devices were recognised by their line only.
    pub fn recognised_by_line(&self) -> u64 {
        self.by_line
    }

    /// Devices not counted, by reason, in the order of the reasons.
    pub fn not_counted(&self) -> Vec<NotCounted> {
        self.not_counted.iter().map(|(reason, devices)| NotCounted { reason: *reason, devices: *devices }).collect()
    }

    /// Counted devices by category and model.
    pub fn models(&self) -> &BTreeMap<(Category, String), ModelTally> {
        &self.models
    }

    /// Unknown models, most devices first.
    pub fn unknown_models(&self) -> Vec<UnknownModel> {
        let model = |(name, devices): (&String, &u64)| UnknownModel { name: name.clone(), devices: *devices };
        let mut models: Vec<_> = self.unknown.iter().map(model).collect();
        models.sort_by(|a, b| b.devices.cmp(&a.devices).then_with(|| a.name.cmp(&b.name)));
        models
    }

    /// What needs a quote of its own: vertical solutions, infrastructure and the like (R5), most devices first.
    pub fn own_quote(&self) -> Vec<ModelDevices> {
        by_devices(&self.own_quote)
    }

    /// What was not detected for too long (A15), most devices first.
    pub fn stale(&self) -> Vec<ModelDevices> {
        by_devices(&self.stale)
    }

    /// Support dates of what was listed.
    pub fn life_cycle_facts(&self) -> LifeCycle {
        let models = |ends: &BTreeMap<(String, NaiveDate), u64>| {
            let model = |((model, end), devices): (&(String, NaiveDate), &u64)| LifeCycleModel {
                model: model.clone(),
                devices: *devices,
                end_of_support: *end,
            };
            ends.iter().map(model).collect()
        };
        LifeCycle { ended: models(&self.ended), ending: models(&self.ending), without_date: self.without_date }
    }

    /// Counted devices with an odd time of detection (A32).
    pub fn odd_detection(&self) -> OddDetection {
        self.odd
    }
}

fn by_devices(models: &BTreeMap<String, u64>) -> Vec<ModelDevices> {
    let model = |(model, devices): (&String, &u64)| ModelDevices { model: model.clone(), devices: *devices };
    let mut models: Vec<_> = models.iter().map(model).collect();
    models.sort_by(|a, b| b.devices.cmp(&a.devices).then_with(|| a.model.cmp(&b.model)));
    models
}
