//! `[[contract]]`: term, categories, exceptions, and how its devices are counted.

use crate::datafile::party::ID;
use crate::datafile::reader::{Given, Section};
use crate::domain::category::Category;
use crate::domain::contract::{
    AgreedAccessory, Basis, CategoryTerms, Contract, CountingProfile, DatedPrice, EarlyOrder, Exceptions, ExcludeFrom,
    Ordered, Percent, Proration, Term,
};
use crate::domain::rma::{BillTo, RmaBase, RmaBilling, RmaScope, RmaTerms};

const DAY: &str = "a day, as in 2026-04-01";
const UNITS: &str = "a whole number, 0 or more";
const PERCENT: &str = "a percentage from 0 to 100 in quotes, as in \"5\" or \"7.5\"";
const PRICE: &str = "a price in quotes, digits with a point, as in \"18.00\"";
const CATEGORY: &str = "\"headset\", \"video\" or \"voice\"";

/// Reads a contract.
pub(super) fn contract(mut from: Section<'_>) -> Option<Contract> {
    let id = from.required("id", ID, Given::parsed);
    let customer = from.required("customer", "the id of a customer", Given::parsed);
    let partner = from.opt("partner", "the id of a partner", Given::parsed);
    let term = term(&mut from);
    let managed_from = from.opt("managed_from", DAY, Given::date);
    if let (Some(day), Some(term)) = (managed_from, term)
        && day > term.last_day()
    {
        from.problem("managed_from", day.to_string(), format!("a day not after {}, its last day", term.last_day()));
    }
    let renews = from.opt("renews", "the id of a contract", Given::parsed);
    let currency = from.required("currency", "an ISO 4217 currency code, as in \"EUR\"", Given::parsed);
    let purchase_order = from.opt_text("purchase_order");
    let exceptions = exceptions(&mut from);
    let rma = rma(&mut from);
    let categories = categories(&mut from);
    let prices = prices(&mut from, &categories, term);
    let orders = orders(&mut from, &categories, term);
    let counting = from.section("counting").map_or_else(CountingProfile::default, counting);
    from.finish();
    Some(Contract {
        id: id?,
        customer: customer?,
        partner,
        term: term?,
        managed_from,
        renews,
        currency: currency?,
        purchase_order,
        exceptions,
        rma,
        categories,
        prices,
        orders,
        counting,
    })
}

/// Warnings about categories that order less than their eligibility threshold (R3).
pub(super) fn below_minimum(contract: &Contract) -> Vec<String> {
    let below = |terms: &CategoryTerms| {
        let (total, minimum) = (terms.ordered.total(), terms.minimum?);
        let Contract { id, .. } = contract;
        (total < minimum).then(|| {
            format!("contract {id}: {} has {total} units, below its minimum of {minimum} (R3)", terms.category)
        })
    };
    contract.categories.iter().filter_map(below).collect()
}

fn term(from: &mut Section<'_>) -> Option<Term> {
    let start = from.required("term_start", DAY, Given::date);
    let end = from.required("term_end", DAY, Given::date);
    let ended_on = from.opt("ended_on", DAY, Given::date);
    let term = Term { start: start?, end: end?, ended_on };
    if term.end < term.start {
        from.problem("term_end", term.end.to_string(), format!("a day not before term_start, {}", term.start));
        return None;
    }
    if let Some(day) = ended_on.filter(|day| *day < term.start || *day > term.end) {
        let expected = format!("a day of the term, {} to {}", term.start, term.end);
        from.problem("ended_on", day.to_string(), expected);
        return None;
    }
    Some(term)
}

fn exceptions(from: &mut Section<'_>) -> Exceptions {
    let usual = Exceptions::default();
    let basis = [("ordered", Basis::Ordered), ("baseline", Basis::Baseline)];
    let proration = [("month", Proration::Month), ("day", Proration::Day)];
    let exclude = [("end_of_support", ExcludeFrom::EndOfSupport), ("end_of_sale", ExcludeFrom::EndOfSale)];
    Exceptions {
        trigger_percent: from.opt("trigger_percent", PERCENT, Given::percent).unwrap_or(usual.trigger_percent),
        trigger_basis: from.word("trigger_basis", &basis),
        charge_basis: from.word("charge_basis", &basis),
        proration: from.word("proration", &proration),
        discount_percent: from.opt("discount_percent", PERCENT, Given::percent).unwrap_or(usual.discount_percent),
        exclude_from: from.word("exclude_from", &exclude),
    }
}

fn rma(from: &mut Section<'_>) -> RmaTerms {
    let percent = from.opt("rma_percent", PERCENT, Given::percent).unwrap_or(RmaTerms::default().percent);
    RmaTerms {
        percent,
        base: from.word("rma_base", &worded(RmaBase::ALL, RmaBase::as_str)),
        scope: from.word("rma_scope", &worded(RmaScope::ALL, RmaScope::as_str)),
        billing: from.word("rma_billing", &worded(RmaBilling::ALL, RmaBilling::as_str)),
        bill_to: from.word("bill_to", &worded(BillTo::ALL, BillTo::as_str)),
        price_list: from.opt_text("price_list"),
    }
}

/// The choices by their words, the default first.
fn worded<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str) -> Vec<(&'static str, T)> {
    all.iter().map(|one| (word(*one), *one)).collect()
}

fn categories(from: &mut Section<'_>) -> Vec<CategoryTerms> {
    let mut terms: Vec<CategoryTerms> = Vec::new();
    let sections = from.sections("category", "category");
    if sections.is_empty() && !from.has("category") {
        from.problem("category", "nothing", "at least one [[contract.category]]");
    }
    for mut section in sections {
        let category = section.required("category", CATEGORY, category);
        if let Some(twice) = category.filter(|category| terms.iter().any(|terms| terms.category == *category)) {
            section.problem("category", format!("{:?} a second time", twice.as_str()), "each category once");
        }
        let ordered = ordered(&mut section);
        let unit_annual_price = section.opt("unit_annual_price", PRICE, Given::price);
        let minimum = section.opt("minimum", UNITS, units);
        section.finish();
        if let (Some(category), Some(ordered)) = (category, ordered) {
            terms.push(CategoryTerms { category, ordered, unit_annual_price, minimum });
        }
    }
    terms.sort_by_key(|terms| terms.category);
    terms
}

/// The total itself, or installed devices and growth, or both where they agree (R12). Without a percentage the agreed
/// growth is ordered in full (A4).
fn ordered(from: &mut Section<'_>) -> Option<Ordered> {
    let total = from.opt("ordered", UNITS, units);
    let installed = from.opt("installed", UNITS, units);
    let growth_forecast = from.opt("growth_forecast", UNITS, units);
    let percent = from.opt("growth_prepaid_percent", PERCENT, Given::percent);
    let Some(installed) = installed else {
        if !from.has("installed") && (from.has("growth_forecast") || from.has("growth_prepaid_percent")) {
            from.problem("installed", "nothing", "the number of devices at the start, since growth is given");
        } else if !from.has("installed") && !from.has("ordered") {
            from.problem("installed", "nothing", "either `installed`, with its growth, or `ordered`");
        }
        return total.map(|ordered| Ordered::Total { ordered });
    };
    let by_growth = Ordered::Growth {
        installed,
        growth_forecast: growth_forecast.unwrap_or(0),
        growth_prepaid_percent: percent.unwrap_or(Percent::from(100)),
    };
    if let Some(total) = total.filter(|total| *total != by_growth.total()) {
        let expected =
            format!("{}, which installed devices and growth come to; or leave one of the two out", by_growth.total());
        from.problem("ordered", total.to_string(), expected);
    }
    Some(by_growth)
}

fn prices(from: &mut Section<'_>, contracted: &[CategoryTerms], term: Option<Term>) -> Vec<DatedPrice> {
    let mut prices: Vec<DatedPrice> = Vec::new();
    for mut section in from.sections("price", "") {
        let category = contracted_category(&mut section, contracted);
        let day = day_of_term(&mut section, "from", term);
        let price = section.required("unit_annual_price", PRICE, Given::price);
        if let (Some(category), Some(from), Some(unit_annual_price)) = (category, day, price) {
            if prices.iter().any(|price| price.category == category && price.from == from) {
                section.problem("from", format!("{from} a second time for {category}"), "one price from a day on");
            }
            prices.push(DatedPrice { category, from, unit_annual_price });
        }
        section.finish();
    }
    prices.sort_by_key(|price| (price.category, price.from));
    prices
}

fn orders(from: &mut Section<'_>, contracted: &[CategoryTerms], term: Option<Term>) -> Vec<EarlyOrder> {
    let mut orders = Vec::new();
    for mut section in from.sections("order", "") {
        let date = day_of_term(&mut section, "date", term);
        let category = contracted_category(&mut section, contracted);
        let units = section.required("units", "a whole number, 1 or more", |given| units(given).filter(|n| *n > 0));
        let purchase_order = section.opt_text("purchase_order");
        section.finish();
        if let (Some(date), Some(category), Some(units)) = (date, category, units) {
            orders.push(EarlyOrder { date, category, units, purchase_order });
        }
    }
    orders.sort_by_key(|order| (order.date, order.category));
    orders
}

fn contracted_category(from: &mut Section<'_>, contracted: &[CategoryTerms]) -> Option<Category> {
    let category = from.required("category", CATEGORY, category)?;
    if contracted.iter().all(|terms| terms.category != category) {
        let expected = "a category of this contract's [[contract.category]]";
        from.problem("category", format!("{:?}, which is not under contract", category.as_str()), expected);
    }
    Some(category)
}

fn day_of_term(from: &mut Section<'_>, key: &'static str, term: Option<Term>) -> Option<chrono::NaiveDate> {
    let day = from.required(key, DAY, Given::date)?;
    if let Some(term) = term.filter(|term| day < term.start || day > term.end) {
        from.problem(key, day.to_string(), format!("a day of the term, {} to {}", term.start, term.end));
    }
    Some(day)
}

fn counting(mut from: Section<'_>) -> CountingProfile {
    let usual = CountingProfile::default();
    let yes_or_no = "true or false";
    let days = |given: Given<'_>| given.integer::<u32>().filter(|days| *days <= 3650);
    let stale_days = from.opt("stale_days", "a whole number of days up to 3650; 0 means never", days);
    let count_qd_adapters = from.opt("count_qd_adapters", yes_or_no, Given::boolean);
    let sync_rooms_as = from.word("sync_rooms_as", &[("headset", Category::Headset), ("video", Category::Video)]);
    let room_pcs = from.opt("room_pcs", yes_or_no, Given::boolean);
    let accessory = |mut from: Section<'_>| {
        let model = from.required("model", "a model name", Given::text);
        let category = from.required("category", CATEGORY, category);
        from.finish();
        Some(AgreedAccessory { model: model?.to_owned(), category: category? })
    };
    let accessories = from.sections("accessories", "model").into_iter().filter_map(accessory).collect();
    from.finish();
    CountingProfile {
        stale_days: stale_days.unwrap_or(usual.stale_days),
        count_qd_adapters: count_qd_adapters.unwrap_or(usual.count_qd_adapters),
        sync_rooms_as,
        room_pcs: room_pcs.unwrap_or(usual.room_pcs),
        accessories,
    }
}

fn category(given: Given<'_>) -> Option<Category> {
    Category::parse(given.text()?)
}

/// More than a thousand million devices are a typing error; below that no sum can overflow.
fn units(given: Given<'_>) -> Option<u64> {
    given.integer::<u64>().filter(|units| *units <= 1_000_000_000)
}
