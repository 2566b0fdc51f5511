//! The demo's story: three partners, eight customers, six months in a row.
//!
//! It gives the data files to apply, the world to serve, and for each month what the tenants list, what goes wrong and
//! which reports the partners send. It runs nothing.

use chrono::{DateTime, Utc};

use super::cast::{ESTATES, Estate, MONTHS, Source};
use super::device::Device;
use super::estate::Recipe;
use super::report;
use super::sample::{self, SampleFile};
use super::world::{Credential, Fault, Tenant, World};
use crate::domain::month::Month;

/// Credential name in the settings, client id, secret. Not secret at all: they open nothing but the simulator.
const CREDENTIALS: [(&str, &str, &str); 3] = [
    ("nordcom", "demo-client-nordcom", "demo-secret-nordcom"),
    ("albion", "demo-client-albion", "demo-secret-albion"),
    ("ponte", "demo-client-ponte", "demo-secret-ponte"),
];

/// The story, beginning in a month of choice.
#[derive(Debug, Clone, Copy)]
pub struct Scenario {
    first: Month,
}

/// A credential as the settings need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SampleCredential {
    /// Its name under `[lens.credentials]`.
    pub name: &'static str,
    /// Client id.
    pub client_id: &'static str,
    /// Secret; it opens nothing but the simulator.
    pub client_secret: &'static str,
}

/// What one month brings.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Every tenant, with what it lists and what goes wrong.
    pub tenants: Vec<TenantStage>,
    /// The inventories that partners send as a file this month.
    pub reports: Vec<ReportStage>,
}

/// One tenant in one month.
#[derive(Debug, Clone)]
pub struct TenantStage {
    /// The customer it belongs to.
    pub customer: &'static str,
    /// Tenant id.
    pub tenant: &'static str,
    /// What it lists.
    pub recipe: Recipe,
    /// What goes wrong.
    pub faults: Vec<Fault>,
}

/// One report in one month.
#[derive(Debug, Clone)]
pub struct ReportStage {
    /// The customer it is for.
    pub customer: &'static str,
    /// The name that the partner gives to the file.
    pub file_name: String,
    /// What it lists.
    pub recipe: Recipe,
}

impl Scenario {
    /// The story with `first` as its first month.
    pub fn starting(first: Month) -> Self {
        Self { first }
    }

    /// The months played, in order.
    pub fn months(self) -> impl Iterator<Item = Month> {
        (0..).take(MONTHS).map(move |number| self.first.plus(number))
    }

    /// The data files, and the logos they name.
    pub fn files(self) -> Vec<SampleFile> {
        sample::files(self.first)
    }

    /// The credentials to put into the settings.
    pub fn credentials(self) -> impl Iterator<Item = SampleCredential> {
        CREDENTIALS.into_iter().map(|(name, client_id, client_secret)| SampleCredential {
            name,
            client_id,
            client_secret,
        })
    }

    /// The world before the first month: credentials and tenants, no devices.
    pub fn world(self) -> World {
        let world = World::new();
        for (name, client_id, secret) in CREDENTIALS {
            let seen = tenants().filter(|(_, credential)| *credential == name).map(|(tenant, _)| tenant.id).collect();
            world.set_credential(Credential { client_id: client_id.to_owned(), secret: secret.into(), tenants: seen });
        }
        tenants().for_each(|(tenant, _)| world.set_tenant(tenant));
        world
    }

    /// What `month` brings; none if the story is over or has not begun.
    pub fn stage(self, month: Month) -> Option<Stage> {
        let number = self.months().position(|played| played == month)?;
        let mut stage = Stage { tenants: Vec::new(), reports: Vec::new() };
        for estate in &ESTATES {
            let recipe = recipe(estate, number);
            let customer = estate.customer;
            match estate.source {
                Source::Lens { tenant, .. } => {
                    let off = estate.total_count_off.iter().filter(|(when, _)| *when == number);
                    let faults = off.map(|&(_, by)| Fault::TotalCountOff(by)).collect();
                    stage.tenants.push(TenantStage { customer, tenant, recipe, faults });
                }
                Source::Report { missing } if missing.contains(&number) => {}
                Source::Report { .. } => {
                    let file_name = format!("{customer}-{month}.csv");
                    stage.reports.push(ReportStage { customer, file_name, recipe });
                }
            }
        }
        Some(stage)
    }
}

impl Stage {
    /// Makes the world list what this month brings, as seen at `now`.
    pub fn set(&self, world: &World, now: DateTime<Utc>) {
        for stage in &self.tenants {
            world.set_devices(stage.tenant, stage.recipe.devices(now));
            world.set_faults(stage.tenant, stage.faults.clone());
        }
    }
}

impl ReportStage {
    /// The text of the file as the partner exports it at `now`.
    ///
    /// # Errors
    /// Never in practice: it is written to memory.
    pub fn csv_text(&self, now: DateTime<Utc>) -> Result<String, csv::Error> {
        report::csv_text(&self.devices(now))
    }

    /// The devices in it.
    pub fn devices(&self, now: DateTime<Utc>) -> Vec<Device> {
        self.recipe.devices(now)
    }
}

/// The tenants in Lens, each with the credential that sees it.
fn tenants() -> impl Iterator<Item = (Tenant, &'static str)> {
    ESTATES.iter().filter_map(|estate| match estate.source {
        Source::Lens { tenant, name, region, credential } => {
            let tenant = Tenant { id: tenant.to_owned(), name: name.to_owned(), region: region.to_owned() };
            Some((tenant, credential))
        }
        Source::Report { .. } => None,
    })
}

fn recipe(estate: &Estate, number: usize) -> Recipe {
    let empty = Recipe::new(estate.seed).at(estate.sites);
    estate.rows.iter().fold(empty, |recipe, &(model, twist, counts)| recipe.twisted(model, counts[number], twist))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use pretty_assertions::assert_eq;

    use super::*;
    use crate::domain::catalogue::Catalogue;
    use crate::simulator::hardware;
    use crate::simulator::sample::WRITTEN_FOR;

    fn scenario() -> Scenario {
        Scenario::starting(WRITTEN_FOR.parse().unwrap())
    }

    fn now() -> DateTime<Utc> {
        "2026-06-01T04:00:00Z".parse().unwrap()
    }

    /// Every device that a customer lists in a month, tenants and reports together.
    fn listed(customer: &str, month: Month) -> Vec<Device> {
        let stage = scenario().stage(month).unwrap();
        let lens = stage.tenants.into_iter().map(|of| (of.customer, of.recipe));
        let all = lens.chain(stage.reports.into_iter().map(|of| (of.customer, of.recipe)));
        all.filter(|(whose, _)| *whose == customer).flat_map(|(_, recipe)| recipe.devices(now())).collect()
    }

    /// The built-in catalogue's word for each model of the cast.
    fn kinds() -> BTreeMap<&'static str, String> {
        let catalogue = Catalogue::new(Vec::new()).unwrap();
        let models = ESTATES.iter().flat_map(|estate| estate.rows).map(|&(model, ..)| model);
        let kind = |model| match catalogue.recognise(model, hardware::of(model).product_id) {
            // The only contract with rooms of this kind counts them as video.
            Some(_) if model == "Sync 60" => "Video".to_owned(),
            Some(recognised) => format!("{:?}", recognised.kind),
            None => "unknown".to_owned(),
        };
        models.map(|model| (model, kind(model))).collect()
    }

    /// How many devices of each kind a customer lists, month by month; `stale` and `copy` are kinds of their own.
    struct Sums(Vec<BTreeMap<String, usize>>);

    impl Sums {
        fn of(customer: &str) -> Self {
            let kinds = kinds();
            let tally = |month| {
                let (mut serials, mut sums) = (BTreeSet::new(), BTreeMap::new());
                for device in listed(customer, month) {
                    let seen: DateTime<Utc> = device.last_detected.unwrap().parse().unwrap();
                    let serial = device.serial_number.filter(|serial| serial != "N/A");
                    let kind = match kinds[device.hardware_model.as_deref().unwrap_or_default()].as_str() {
                        _ if serial.is_some_and(|serial| !serials.insert(serial)) => "copy",
                        _ if (now() - seen).num_days() >= 180 => "stale",
                        kind => kind,
                    };
                    *sums.entry(kind.to_owned()).or_insert(0) += 1;
                }
                sums
            };
            Self(scenario().months().map(tally).collect())
        }

        fn get(&self, kind: &str) -> Vec<usize> {
            self.0.iter().map(|month| month.get(kind).copied().unwrap_or_default()).collect()
        }
    }

    /// Contracted total of a category as the sample files have them; later quotes come on top.
    fn ordered(customer: &str, category: &str) -> usize {
        let contracts = scenario().files().into_iter().find(|file| file.name == "contracts.toml").unwrap();
        let table: toml::Table = contracts.text.parse().unwrap();
        let contracts = table["contract"].as_array().unwrap();
        let contract = contracts.iter().find(|contract| contract["customer"].as_str() == Some(customer)).unwrap();
        let categories = contract["category"].as_array().unwrap();
        let found = categories.iter().find(|entry| entry["category"].as_str() == Some(category)).unwrap();
        let units = |key: &str| found.get(key).map_or(0, |value| usize::try_from(value.as_integer().unwrap()).unwrap());
        let growth = (units("growth_forecast") * units("growth_prepaid_percent")).div_ceil(100);
        units("ordered") + units("installed") + growth
    }

    fn triggers(counted: usize, total: usize) -> bool {
        counted > total && 20 * counted >= 21 * total
    }

    fn at_watch(counted: usize, total: usize) -> bool {
        counted > total && 100 * (counted - total) >= 3 * total && !triggers(counted, total)
    }

    #[test]
    fn every_month_lists_what_the_cast_says_by_model() {
        let customers: BTreeSet<_> = ESTATES.iter().map(|estate| estate.customer).collect();
        assert_eq!(customers.len(), 8);
        for (number, month) in scenario().months().enumerate() {
            for customer in &customers {
                let mut expected = BTreeMap::new();
                for estate in ESTATES.iter().filter(|estate| estate.customer == *customer) {
                    let sent = !matches!(estate.source, Source::Report { missing } if missing.contains(&number));
                    for (model, _, counts) in estate.rows.iter().filter(|(.., counts)| sent && counts[number] > 0) {
                        *expected.entry((*model).to_owned()).or_insert(0) += counts[number];
                    }
                }
                let mut found = BTreeMap::new();
                for device in listed(customer, month) {
                    *found.entry(device.hardware_model.unwrap_or_default()).or_insert(0) += 1;
                }
                assert_eq!(found, expected, "{customer} in {month}");
            }
        }
    }

    #[test]
    fn lagorio_is_quiet_all_the_time() {
        let sums = Sums::of("lagorio");
        let headsets = sums.get("Headset");
        assert_eq!(headsets, [386, 389, 396, 401, 404, 407]);
        assert_eq!(ordered("lagorio", "headset"), 400);
        assert!(headsets.iter().all(|&counted| !at_watch(counted, 400) && !triggers(counted, 400)));
        assert_eq!(sums.get("Video"), [18; MONTHS]);
        assert_eq!(sums.get("stale"), [14; MONTHS]);
    }

    #[test]
    fn meridiana_comes_to_watch_and_no_further() {
        let sums = Sums::of("meridiana");
        let headsets = sums.get("Headset");
        assert_eq!(headsets, [4709, 4738, 4790, 4846, 4873, 4895]);
        let total = ordered("meridiana", "headset");
        let watched: Vec<_> = headsets.iter().map(|&counted| at_watch(counted, total)).collect();
        assert_eq!(watched, [false, false, false, true, true, true]);
        assert_eq!(sums.get("Voice"), [598; MONTHS]);
        assert_eq!(sums.get("Video"), [60; MONTHS]);
        assert_eq!((sums.get("copy"), sums.get("stale")), (vec![6; MONTHS], vec![30; MONTHS]));
        assert_eq!(listed("meridiana", scenario().months().last().unwrap()).len(), 5981);
    }

    #[test]
    fn galenica_is_trued_up_twice() {
        let sums = Sums::of("galenica");
        let mut total = ordered("galenica", "headset");
        assert_eq!(total, 640);
        let mut increases = Vec::new();
        for counted in sums.get("Headset") {
            if triggers(counted, total) {
                increases.push(counted - total);
                total = counted;
            }
        }
        assert_eq!((increases, total), (vec![36, 48], 724));
    }

    #[test]
    fn northlight_shrinks_but_not_so_fast_that_it_is_held() {
        let sums = Sums::of("northlight");
        let headsets = sums.get("Headset");
        assert_eq!(headsets, [1188, 1190, 1175, 1120, 1061, 1058]);
        assert!(headsets.windows(2).all(|pair| 10 * pair[1] > 7 * pair[0]));
        assert!(headsets.iter().all(|&counted| counted <= ordered("northlight", "headset")));
    }

    #[test]
    fn aldebrand_comes_to_watch_only_if_its_unknown_models_counted() {
        let sums = Sums::of("aldebrand");
        let headsets = sums.get("Headset");
        let unknown = sums.get("unknown");
        assert_eq!(
            (headsets.as_slice(), unknown.as_slice()),
            (&[293, 294, 296, 297, 297, 298][..], &[0, 0, 20, 20, 21, 21][..])
        );
        let total = ordered("aldebrand", "headset");
        for month in 0..MONTHS {
            assert!(!triggers(headsets[month], total));
            assert_eq!(triggers(headsets[month] + unknown[month], total), month >= 2);
        }
    }

    #[test]
    fn corvina_is_small_and_awkward() {
        let sums = Sums::of("corvina");
        let headsets = sums.get("Headset");
        assert_eq!(headsets, [25, 25, 25, 25, 26, 26]);
        assert_eq!(listed("corvina", scenario().first).len(), 40);
        assert_eq!(ordered("corvina", "headset"), 26);
    }

    #[test]
    fn tramonti_cannot_be_proved_complete_once_and_reaches_exactly_five_percent() {
        let sums = Sums::of("tramonti");
        let faults = scenario().months().map(|month| {
            let stage = scenario().stage(month).unwrap();
            stage.tenants.into_iter().flat_map(|of| of.faults).collect::<Vec<_>>()
        });
        let expected = [vec![], vec![], vec![Fault::TotalCountOff(7)], vec![], vec![], vec![]];
        assert_eq!(faults.collect::<Vec<_>>(), expected);
        let video = sums.get("Video");
        assert_eq!(video, [39, 39, 39, 39, 42, 42]);
        assert_eq!((ordered("tramonti", "video"), 20 * 42), (40, 21 * 40));
        assert_eq!(sums.get("Voice"), [88, 88, 88, 88, 89, 89]);
    }

    #[test]
    fn vallombra_sends_no_report_in_the_fourth_month() {
        let sums = Sums::of("vallombra");
        let headsets = sums.get("Headset");
        assert_eq!(headsets, [144, 145, 146, 0, 148, 148]);
        assert_eq!(sums.get("Voice"), [202, 202, 203, 0, 204, 204]);
        let report = scenario().stage(WRITTEN_FOR.parse().unwrap()).unwrap().reports.remove(0);
        assert_eq!(report.file_name, "vallombra-2026-06.csv");
        let text = report.csv_text(now()).unwrap();
        assert!(text.starts_with("\u{feff}Device Name;Device Model;"));
        assert_eq!(text.lines().count(), 1 + report.devices(now()).len());
    }

    #[test]
    fn the_sample_files_are_toml_and_every_tenant_in_them_is_served() {
        let files = scenario().files();
        let toml = files.iter().filter(|file| !file.text.starts_with("<svg"));
        assert!(toml.map(|file| file.text.parse::<toml::Table>()).all(|parsed| parsed.is_ok()));
        let customers = &files.iter().find(|file| file.name == "customers.toml").unwrap().text;
        let world = scenario().world();
        for stage in scenario().stage(WRITTEN_FOR.parse().unwrap()).unwrap().tenants {
            assert!(customers.contains(stage.tenant), "{}", stage.tenant);
            assert!(world.has_tenant(stage.tenant), "{}", stage.tenant);
        }
    }
}
