//! Sample letters about a first count: for a contract with growth, for a customer without a contract, and names that try to
//! break the layout.

use crate::document::sample::{day, samples};
use crate::domain::category::Category;
use crate::domain::contract::baseline;
use crate::domain::count::ModelDevices;
use crate::domain::growth::Growth;
use crate::domain::onboarding::{CategoryProposal, Confirmation, Proposal};
use crate::domain::outcome::{LifeCycle, LifeCycleModel, NotCounted, Outcome, Reason, UnknownModel};

pub(super) fn all() -> Vec<(&'static str, Confirmation)> {
    let samples = samples();
    let contracted = letter(&samples[0].outcome);
    let mut first = contracted.clone();
    first.proposal.contract = None;
    for found in &mut first.proposal.categories {
        (found.growth, found.total) = (None, found.installed);
        found.baseline = baseline(found.total, 5.into());
    }
    first.proposal.categories.push(category(Category::Video, 41));
    first.proposal.source.counted += 41;
    first.proposal.source.listed += 41;
    first.proposal.unknown_models.clear();
    first.proposal.life_cycle = LifeCycle::default();
    let mut letters = vec![("contract", contracted), ("first", first)];
    let hostile = samples.iter().find(|sample| sample.name == "hostile");
    letters.extend(hostile.map(|sample| ("hostile", hostile_letter(&sample.outcome))));
    letters
}

fn hostile_letter(outcome: &Outcome) -> Confirmation {
    let name = |number: u32| format!("<script>alert({number})</script>\u{202e}\r\n{}", "W".repeat(300));
    let mut letter = letter(outcome);
    let models = (0..40).map(|number| ModelDevices { model: name(number), devices: 1 });
    letter.proposal.own_quote = models.collect();
    letter.proposal.unknown_models =
        (0..40).map(|number| UnknownModel { name: name(number), devices: u64::MAX / 100 }).collect();
    letter
}

fn letter(outcome: &Outcome) -> Confirmation {
    let contract = &outcome.contract;
    let counted = 948;
    let categories = contract.categories.iter().map(|terms| {
        let growth = Growth::of(contract, terms).ok().flatten();
        let total = counted + growth.map_or(0, |growth| growth.units);
        CategoryProposal {
            declared: Some(terms.ordered),
            unit_annual_price: terms.unit_annual_price,
            growth,
            total,
            baseline: baseline(total, contract.exceptions.trigger_percent),
            ..category(terms.category, counted)
        }
    });
    let ending = |model: &str, devices, day| LifeCycleModel { model: model.into(), devices, end_of_support: day };
    let not_counted = [
        (Reason::Excluded, 2),
        (Reason::Accessory, 118),
        (Reason::UnknownModel, 3),
        (Reason::EndOfSupport, 6),
        (Reason::Stale, 17),
    ];
    let mut source = outcome.source.clone();
    (source.counted, source.listed) = (counted, counted + 146);
    let proposal = Proposal {
        customer: contract.customer.clone(),
        contract: Some(contract.id.clone()),
        term: contract.term,
        currency: contract.currency,
        source,
        counting: contract.counting.clone(),
        categories: categories.collect(),
        not_counted: not_counted.map(|(reason, devices)| NotCounted { reason, devices }).to_vec(),
        unknown_models: vec![UnknownModel { name: "X500".into(), devices: 3 }],
        own_quote: vec![ModelDevices { model: "Telehealth Station".into(), devices: 2 }],
        stale: vec![ModelDevices { model: "Voyager 5200".into(), devices: 17 }],
        life_cycle: LifeCycle {
            ended: vec![ending("Savi 700", 6, day(2025, 12, 31))],
            ending: vec![ending("Blackwire 5220", 40, day(2027, 6, 30))],
            without_date: 31,
        },
        odd_detection: outcome.odd_detection,
    };
    let parties = outcome.parties.clone();
    Confirmation {
        proposal,
        partner: parties.partner,
        customer: parties.customer,
        csm: parties.csm,
        ordinal: 1,
        counted_on: day(2026, 11, 2),
        until: day(2026, 11, 13),
    }
}

fn category(category: Category, installed: u64) -> CategoryProposal {
    CategoryProposal {
        category,
        installed,
        declared: None,
        unit_annual_price: None,
        minimum: None,
        growth: None,
        total: installed,
        baseline: baseline(installed, 5.into()),
    }
}
