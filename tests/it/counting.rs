//! Which devices count, and why the others do not: product.md's reasons in their order, A13-A16, A23, A24, A31, A32.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use trueup::domain::catalogue::{Catalogue, Kind, Model};
use trueup::domain::category::Category;
use trueup::domain::contract::{AgreedAccessory, Contract, ExcludeFrom};
use trueup::domain::count::{Judge, Repeats, Tally};
use trueup::domain::device::Observation;
use trueup::domain::outcome::{Reason, RecognisedBy};

use crate::programme::{contract, day, terms};

/// When every snapshot of this file is taken: in the morning of 20 November 2026 in Rome.
pub(crate) fn taken_at() -> DateTime<Utc> {
    "2026-11-20T06:00:00Z".parse().unwrap()
}

/// What a snapshot comes to: the final verdict of each device, in the order of the listing, and the sums.
pub(crate) fn count(
    catalogue: impl Into<Arc<Catalogue>>,
    contract: &Contract,
    devices: &[Observation],
) -> (Vec<Counts>, Tally) {
    let mut judge = Judge::new(catalogue.into(), Arc::new(contract.clone()), taken_at(), day("2026-11-20"));
    let placed = || (0..).zip(devices);
    let mut repeats = Repeats::default();
    for (_, device) in placed() {
        if judge.verdict(device).counts.is_ok() {
            repeats.push(device);
        }
    }
    let mut duplicates = repeats.into_duplicates();
    for (position, device) in placed() {
        if judge.verdict(device).counts.is_ok() {
            duplicates.weigh(device, position);
        }
    }
    let (mut found, mut tally) = (Vec::new(), Tally::default());
    for (position, device) in placed() {
        let mut verdict = judge.verdict(device);
        if verdict.counts.is_ok() && duplicates.is_duplicate(device, position) {
            verdict.counts = Err(Reason::Duplicate);
        }
        tally.push(device, &verdict, &judge);
        found.push(verdict.counts);
    }
    (found, tally)
}

pub(crate) type Counts = Result<Category, Reason>;

/// A contract on all three categories.
pub(crate) fn all_categories() -> Contract {
    let categories = Category::ALL.into_iter().map(|category| terms(category, 100, "18.00")).collect();
    Contract { categories, ..contract() }
}

/// The catalogue without models of an operator, read once.
pub(crate) fn builtin() -> Arc<Catalogue> {
    static BUILTIN: LazyLock<Arc<Catalogue>> = LazyLock::new(|| Arc::new(Catalogue::new(Vec::new()).unwrap()));
    BUILTIN.clone()
}

fn device(id: &str, model: &str) -> Observation {
    Observation {
        id: id.to_owned(),
        model: model.to_owned(),
        last_detected: Some(taken_at()),
        ..Observation::default()
    }
}

fn seen(device: Observation, days_ago: i64) -> Observation {
    Observation { last_detected: Some(taken_at() - TimeDelta::days(days_ago)), ..device }
}

fn serial(device: Observation, serial: &str) -> Observation {
    Observation { serial: Some(serial.to_owned()), ..device }
}

fn model(name: &str, kind: Kind) -> Model {
    Model {
        name: name.to_owned(),
        kind,
        line: String::new(),
        aliases: Vec::new(),
        product_ids: Vec::new(),
        end_of_sale: None,
        end_of_support: None,
    }
}

fn verdict_on(contract: &Contract, listed: &str) -> Counts {
    count(builtin(), contract, &[device("1", listed)]).0[0]
}

#[test]
fn every_device_gets_its_one_reason() {
    let mut ended = model("Voyager Old", Kind::Headset);
    ended.end_of_support = Some(day("2026-01-31"));
    let devices = [
        (device("01", "Lens Desktop Mac"), Err(Reason::Software)),
        (device("02", "HP 320/325 Webcam"), Err(Reason::ThirdParty)),
        (device("03", "RealPresence OTX 100"), Err(Reason::Excluded)),
        (device("04", "RealPresence DMA"), Err(Reason::Infrastructure)),
        (device("05", "Studio E70"), Err(Reason::Accessory)),
        (device("06", "Mystery 3000"), Err(Reason::UnknownModel)),
        (device("07", "Voyager Old"), Err(Reason::EndOfSupport)),
        (seen(device("08", "Voyager 5200"), 400), Err(Reason::Stale)),
        (device("09", "CCX 400"), Err(Reason::CategoryNotContracted)),
        (serial(device("10", "Voyager 5200"), "AB1"), Ok(Category::Headset)),
        (serial(device("11", "Voyager 5200"), "ab1 "), Err(Reason::Duplicate)),
    ];
    let (listed, expected): (Vec<_>, Vec<_>) = devices.into_iter().unzip();
    let (found, tally) = count(Catalogue::new(vec![ended]).unwrap(), &contract(), &listed);
    assert_eq!(found, expected);

    let reasons: Vec<_> = tally.not_counted().iter().map(|left| (left.reason, left.devices)).collect();
    // `replaced` (A21) needs RMA data, which no source gives yet.
    let once: Vec<_> =
        Reason::ALL.iter().copied().filter(|reason| *reason != Reason::Replaced).map(|r| (r, 1)).collect();
    assert_eq!(reasons, once, "in the order of product.md section 5");
    let left_out: u64 = tally.not_counted().iter().map(|left| left.devices).sum();
    assert_eq!(tally.listed(), tally.counted().values().sum::<u64>() + left_out);
}

#[test]
fn the_first_reason_in_the_order_wins() {
    let headsets_only = contract();
    let old = |kind| Model { end_of_support: Some(day("2020-01-01")), ..model("Old Thing", kind) };
    let table = [
        (Kind::Software, Reason::Software),
        (Kind::ThirdParty, Reason::ThirdParty),
        (Kind::Excluded, Reason::Excluded),
        (Kind::Infrastructure, Reason::Infrastructure),
        (Kind::Accessory, Reason::Accessory),
        (Kind::Voice, Reason::EndOfSupport),
    ];
    let copies = || [1, 2].map(|id: u32| serial(seen(device(&id.to_string(), "Old Thing"), 400), "SN1"));
    for (kind, reason) in table {
        let (found, _) = count(Catalogue::new(vec![old(kind)]).unwrap(), &headsets_only, &copies());
        assert_eq!(found, [Err(reason); 2], "{kind:?}: also past support, stale, not contracted and listed twice");
    }
    let copies = |model: &str, days| [1, 2].map(|id: u32| serial(seen(device(&id.to_string(), model), days), "SN1"));
    let found = |model, days| count(builtin(), &headsets_only, &copies(model, days)).0;
    assert_eq!(found("Mystery 3000", 400), [Err(Reason::UnknownModel); 2]);
    assert_eq!(found("CCX 400", 400), [Err(Reason::Stale); 2]);
    assert_eq!(found("CCX 400", 0), [Err(Reason::CategoryNotContracted); 2]);
    assert_eq!(found("Voyager 5200", 0), [Ok(Category::Headset), Err(Reason::Duplicate)]);
}

#[test]
fn a13_a14_a35_a_device_leaves_the_count_on_the_day_its_support_ends() {
    let ends = |end_of_sale: Option<&str>, end_of_support: Option<&str>| Model {
        end_of_sale: end_of_sale.map(day),
        end_of_support: end_of_support.map(day),
        ..model("Voyager Old", Kind::Headset)
    };
    let out = Err(Reason::EndOfSupport);
    // end of sale, end of support, verdict by default, verdict with exclude_from = end_of_sale; the day is 2026-11-20
    let table = [
        (None, Some("2026-11-21"), Ok(Category::Headset), Ok(Category::Headset)),
        (None, Some("2026-11-20"), out, out),
        (None, Some("2026-11-19"), out, out),
        (Some("2026-11-20"), Some("2031-11-20"), Ok(Category::Headset), out),
        (Some("2026-11-21"), Some("2031-11-20"), Ok(Category::Headset), Ok(Category::Headset)),
        (Some("2026-11-20"), None, Ok(Category::Headset), out),
        (None, None, Ok(Category::Headset), Ok(Category::Headset)),
    ];
    for (sale, support, by_default, by_sale) in table {
        let mut contract = contract();
        for (exclude_from, expected) in [(ExcludeFrom::EndOfSupport, by_default), (ExcludeFrom::EndOfSale, by_sale)] {
            contract.exceptions.exclude_from = exclude_from;
            let catalogue = Catalogue::new(vec![ends(sale, support)]).unwrap();
            let (found, _) = count(catalogue, &contract, &[device("1", "Voyager Old")]);
            assert_eq!(found, [expected], "sold until {sale:?}, supported until {support:?}, {exclude_from:?}");
        }
    }
}

#[test]
fn the_life_cycle_tells_what_has_left_what_will_and_what_has_no_date() {
    let ends = |name: &str, end: &str| Model { end_of_support: Some(day(end)), ..model(name, Kind::Headset) };
    let own = vec![
        ends("Voyager Ended", "2026-11-20"),
        ends("Voyager Ending", "2027-11-20"),
        ends("Voyager Young", "2027-11-21"),
    ];
    let names = ["Voyager Ended", "Voyager Ending", "Voyager Ending", "Voyager Young", "Voyager 5200"];
    let devices: Vec<_> = names.iter().enumerate().map(|(id, name)| device(&id.to_string(), name)).collect();
    let facts = count(Catalogue::new(own).unwrap(), &contract(), &devices).1.life_cycle_facts();
    let of = |models: &[trueup::domain::outcome::LifeCycleModel]| -> Vec<(String, u64, NaiveDate)> {
        models.iter().map(|model| (model.model.clone(), model.devices, model.end_of_support)).collect()
    };
    assert_eq!(of(&facts.ended), [("Voyager Ended".to_owned(), 1, day("2026-11-20"))]);
    assert_eq!(of(&facts.ending), [("Voyager Ending".to_owned(), 2, day("2027-11-20"))], "within twelve months");
    assert_eq!(facts.without_date, 1, "A13: counted, and listed as without a date");
}

#[test]
fn a15_a_device_is_stale_when_it_was_not_detected_for_180_days() {
    let limit = taken_at() - TimeDelta::days(180);
    let table = [
        (limit + TimeDelta::seconds(1), 180, Ok(Category::Headset)),
        (limit, 180, Err(Reason::Stale)),
        (limit - TimeDelta::seconds(1), 180, Err(Reason::Stale)),
        (limit, 181, Ok(Category::Headset)),
        (taken_at() - TimeDelta::days(1), 1, Err(Reason::Stale)),
        (taken_at() - TimeDelta::days(5000), 0, Ok(Category::Headset)),
        (limit, u32::MAX, Ok(Category::Headset)),
    ];
    for (last, stale_days, expected) in table {
        let mut contract = contract();
        contract.counting.stale_days = stale_days;
        let device = Observation { last_detected: Some(last), ..device("1", "Voyager 5200") };
        assert_eq!(count(builtin(), &contract, &[device]).0, [expected], "{last}, {stale_days} days");
    }
}

#[test]
fn a32_never_detected_or_in_the_future_counts_and_is_flagged() {
    let never = Observation { last_detected: None, ..device("1", "Voyager 5200") };
    let (found, tally) =
        count(builtin(), &contract(), &[never, seen(device("2", "Voyager 5200"), -1), device("3", "Voyager 5200")]);
    assert_eq!(found, [Ok(Category::Headset); 3]);
    assert_eq!((tally.odd_detection().never, tally.odd_detection().in_future), (1, 1));
}

#[test]
fn a23_sync_40_and_60_count_where_the_contract_has_them() {
    let mut contract = all_categories();
    for listed in ["Sync 40", "Poly Sync 60-M", "Sync 40+"] {
        assert_eq!(verdict_on(&contract, listed), Ok(Category::Headset), "{listed}");
    }
    contract.counting.sync_rooms_as = Category::Video;
    for listed in ["Sync 40", "Poly Sync 60-M", "Sync 40+"] {
        assert_eq!(verdict_on(&contract, listed), Ok(Category::Video), "{listed}");
    }
    for listed in ["Sync 10", "Sync 20+", "Voyager 5200"] {
        assert_eq!(verdict_on(&contract, listed), Ok(Category::Headset), "{listed}");
    }
}

#[test]
fn a24_room_pcs_count_unless_the_contract_leaves_them_out() {
    let mut contract = all_categories();
    let room_pc = "HP Mini Conf G9 (Teams Rooms)";
    assert_eq!(verdict_on(&contract, room_pc), Ok(Category::Video));
    assert_eq!(verdict_on(&contract, "HP Presence Control"), Err(Reason::ThirdParty), "its agent entry never does");
    contract.counting.room_pcs = false;
    assert_eq!(verdict_on(&contract, room_pc), Err(Reason::Excluded));
    assert_eq!(verdict_on(&contract, "Studio X50"), Ok(Category::Video));
    let own = Model { end_of_support: Some(day("2034-01-31")), ..model(room_pc, Kind::Video) };
    let (found, _) = count(Catalogue::new(vec![own]).unwrap(), &contract, &[device("1", room_pc)]);
    assert_eq!(found, [Err(Reason::Excluded)], "a date added by the operator does not make it count");
}

#[test]
fn qd_adapters_count_only_where_they_stand_for_a_headset() {
    let mut contract = contract();
    for count_qd_adapters in [false, true] {
        contract.counting.count_qd_adapters = count_qd_adapters;
        let expected = if count_qd_adapters { Ok(Category::Headset) } else { Err(Reason::Accessory) };
        for listed in ["DA70", "DA-90", "Plantronics DA 85", "MDA220", "MDA526 QD"] {
            assert_eq!(verdict_on(&contract, listed), expected, "{listed}");
        }
        for listed in ["BT 600", "BT700", "APU-75", "D400", "Voyager Base CD"] {
            assert_eq!(verdict_on(&contract, listed), Err(Reason::Accessory), "{listed}");
        }
    }
}

#[test]
fn agreed_accessories_count_by_any_name_of_theirs() {
    let mut contract = all_categories();
    assert_eq!(verdict_on(&contract, "TC10"), Err(Reason::Accessory));
    let agreed = |model: &str, category| AgreedAccessory { model: model.to_owned(), category };
    contract.counting.accessories = vec![
        agreed("poly tc-10", Category::Video),
        agreed("VVX Expansion Module", Category::Voice),
        agreed("Studio E99", Category::Video),
    ];
    let table = [
        ("TC10", Ok(Category::Video)),
        ("Poly TC10 TAA", Ok(Category::Video)),
        ("VVX Expanision Module", Ok(Category::Voice)),
        ("Studio E99", Ok(Category::Video)),
        ("TC8", Err(Reason::Accessory)),
        ("Rove B4", Err(Reason::Accessory)),
    ];
    for (listed, expected) in table {
        assert_eq!(verdict_on(&contract, listed), expected, "{listed}");
    }
}

#[test]
fn an_operators_model_beats_the_catalogue() {
    let own =
        vec![model("Studio X50", Kind::Excluded), model("Mystery 3000", Kind::Voice), model("Sync 60", Kind::Video)];
    let devices = [
        device("1", "Poly Studio X50"),
        device("2", "mystery 3000"),
        device("3", "Sync 60-M"),
        device("4", "Studio X30"),
    ];
    let (found, tally) = count(Catalogue::new(own).unwrap(), &all_categories(), &devices);
    assert_eq!(found, [Err(Reason::Excluded), Ok(Category::Voice), Ok(Category::Video), Ok(Category::Video)]);
    assert_eq!(tally.models()[&(Category::Voice, "Mystery 3000".to_owned())].by, RecognisedBy::Name);
}

#[test]
fn a21_a_replaced_device_is_left_out_after_what_is_stale_and_before_what_is_not_contracted() {
    let replaced = ["S1", "S2", "S3", "S4"].map(str::to_owned).into();
    let judge = Judge::new(builtin(), Arc::new(contract()), taken_at(), day("2026-11-20"));
    let mut judge = judge.without_replaced(Arc::new(replaced));
    let table = [
        (serial(device("1", "Voyager 5200"), " s1 "), Err(Reason::Replaced)),
        (serial(seen(device("2", "Voyager 5200"), 400), "S2"), Err(Reason::Stale)),
        (serial(device("3", "CCX 400"), "S3"), Err(Reason::Replaced)),
        (serial(device("4", "Mystery 3000"), "S4"), Err(Reason::UnknownModel)),
        (serial(device("5", "Voyager 5200"), "S5"), Ok(Category::Headset)),
        (device("6", "Voyager 5200"), Ok(Category::Headset)),
    ];
    for (device, expected) in table {
        assert_eq!(judge.verdict(&device).counts, expected, "{device:?}");
    }
}

#[test]
fn a31_the_best_copy_is_kept_and_ties_go_by_id() {
    let copy = |id: &str, days| serial(seen(device(id, "Voyager 5200"), days), "SN1");
    let never = |id: &str| Observation { last_detected: None, ..copy(id, 0) };
    let (kept, out) = (Ok(Category::Headset), Err(Reason::Duplicate));
    let table = [
        ("the most recent one", vec![copy("a", 9), copy("b", 3), copy("c", 5)], vec![out, kept, out]),
        ("the lower id", vec![copy("b", 3), copy("a", 3)], vec![out, kept]),
        ("a detected one rather than one never detected", vec![never("a"), copy("b", 100)], vec![out, kept]),
        ("a stale copy is stale", vec![copy("a", 400), copy("b", 3)], vec![Err(Reason::Stale), kept]),
        ("two stale copies are stale", vec![copy("a", 400), copy("b", 300)], vec![Err(Reason::Stale); 2]),
        ("the same id in two tenants", vec![device("a", "Voyager 5200"), device("a", "Voyager 5200")], vec![kept, out]),
        (
            "the recent copy of a category not under contract does not displace the one that counts",
            vec![copy("a", 9), Observation { model: "CCX 400".to_owned(), ..copy("b", 1) }],
            vec![kept, Err(Reason::CategoryNotContracted)],
        ),
    ];
    for (what, devices, expected) in table {
        assert_eq!(count(builtin(), &contract(), &devices).0, expected, "{what}");
    }
}

#[test]
fn a31_blanks_never_match_and_the_serial_number_comes_before_the_mac_address() {
    for blank in ["", " ", "0", "0000000", "N/A", "na", "None", "NULL", "unknown", "-"] {
        let copies = ["a", "b"].map(|id| serial(device(id, "Voyager 5200"), blank));
        assert_eq!(count(builtin(), &contract(), &copies).0, [Ok(Category::Headset); 2], "serial {blank:?}");
        let copies = copies.map(|copy| Observation { serial: None, mac: Some(blank.to_owned()), ..copy });
        assert_eq!(count(builtin(), &contract(), &copies).0, [Ok(Category::Headset); 2], "mac {blank:?}");
    }
    let mac = |device, mac: &str| Observation { mac: Some(mac.to_owned()), ..device };
    let (kept, out) = (Ok(Category::Headset), Err(Reason::Duplicate));
    let written =
        [mac(device("a", "Voyager 5200"), "48:25:67:aa:bb:cc"), mac(device("b", "Voyager 5200"), "482567-AABBCC")];
    assert_eq!(count(builtin(), &contract(), &written).0, [kept, out], "one address in two spellings");
    let two = written.map(|copy| serial(copy.clone(), &format!("SN-{}", copy.id)));
    assert_eq!(count(builtin(), &contract(), &two).0, [kept, kept], "two serial numbers are two devices");
}

#[test]
fn a16_unknown_models_are_listed_by_their_cleaned_name_most_devices_first() {
    let names = ["Zeta 1", "Alpha\u{7} 1", "Zeta 1", "", "Beta 1"];
    let devices: Vec<_> = names.iter().enumerate().map(|(id, name)| device(&id.to_string(), name)).collect();
    let (_, tally) = count(builtin(), &contract(), &devices);
    let unknown: Vec<_> = tally.unknown_models().into_iter().map(|model| (model.name, model.devices)).collect();
    let expected =
        [("Zeta 1", 2), ("", 1), ("Alpha 1", 1), ("Beta 1", 1)].map(|(name, devices)| (name.to_owned(), devices));
    assert_eq!(unknown, expected);
    assert_eq!(tally.unknown(), 5);
}

#[test]
fn models_recognised_by_their_line_only_are_told_apart() {
    let devices = [device("1", "Voyager 5200"), device("2", "Voyager Focus 2 UC"), device("3", "Voyager Focus 2 UC")];
    let (_, tally) = count(builtin(), &contract(), &devices);
    assert_eq!((tally.counted().clone(), tally.recognised_by_line()), (BTreeMap::from([(Category::Headset, 3)]), 2));
}
