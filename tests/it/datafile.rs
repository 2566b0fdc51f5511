//! Data files: what the product's page shows is accepted, and every mistake is told with its file, key and remedy.

use std::fs;
use std::path::PathBuf;

use chrono::NaiveDate;
use pretty_assertions::assert_eq;
use tempfile::TempDir;
use trueup::datafile::problem::Problems;
use trueup::datafile::{Known, Read, read};
use trueup::domain::category::Category;
use trueup::domain::contract::{Contract, Percent};
use trueup::domain::party::{Inventory, LensTenant, Logo};
use trueup::simulator::Scenario;

/// The section of the product's page on data files, word for word.
const PRODUCT: &str = include_str!("data/datafile.toml");

const LOGO: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path d='M0 0h9v9z'/></svg>";

/// A program that cannot draw shows no SVG, and says so.
const IDLE: &[&str] = if cfg!(feature = "pdf") { &[] } else { &["without effect yet: partner.brand.logo"] };

const GOOD: &str = r#"
[[partner]]
id = "nordcom"
name = "Nordcom S.p.A."
language = "it"
quotes_to = ["ordini@nordcom.example"]
[[csm]]
id = "rossi"
name = "Giulia Rossi"
email = "giulia.rossi@example.com"
language = "it"
[[customer]]
id = "acme"
name = "Acme S.p.A."
partner = "nordcom"
csm = "rossi"
inventory = { source = "lens", credential = "nordcom", tenants = ["t-1"] }
[[contract]]
id = "C-1"
customer = "acme"
term_start = 2026-04-01
term_end = 2027-03-31
currency = "EUR"
[[contract.category]]
category = "headset"
ordered = 1000
unit_annual_price = "18.00"
"#;

struct Stage {
    folder: TempDir,
    known: Known,
}

impl Stage {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        Self {
            folder,
            known: Known { credentials: ["nordcom", "a", "b"].map(str::to_owned).into(), ..Known::default() },
        }
    }

    fn read(&self) -> Result<Read, Problems> {
        read(&[self.folder.path().to_owned()], &self.known)
    }

    /// The problems, without the folder's name.
    fn problems(&self) -> Vec<String> {
        let problems = self.read().unwrap_err().to_string();
        let folder = format!("{}/", self.folder.path().display());
        problems.replace(&folder, "").lines().map(str::to_owned).collect()
    }
}

/// The good file with one part replaced.
fn with(old: &str, new: &str) -> Stage {
    assert!(GOOD.contains(old), "{old:?} is not in the good file");
    let active = ("active.svg", "<svg><script>alert(1)</script></svg>");
    Stage::new(&[("x.toml", &GOOD.replacen(old, new, 1)), active])
}

/// The good file with lines after its last table.
fn and(lines: &str) -> Stage {
    Stage::new(&[("x.toml", &format!("{GOOD}{lines}"))])
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn the_contract(stage: &Stage) -> Contract {
    stage.read().unwrap().set.contracts.remove(0)
}

#[test]
fn the_page_of_the_product_is_accepted_word_for_word() {
    let stage = Stage::new(&[("x.toml", PRODUCT), ("nordcom.svg", LOGO)]);
    let Read { set, warnings, .. } = stage.read().unwrap();
    assert_eq!(warnings, IDLE);
    let contract = &set.contracts[0];
    assert_eq!(contract.terms(Category::Headset).unwrap().ordered.total(), 1000);
    assert_eq!(contract.price_on(Category::Headset, day("2027-01-01")).unwrap(), "18.50".parse().unwrap());
    assert_eq!(contract.ordered_on(day("2026-08-03"))[&Category::Headset], 1040);
    assert_eq!(contract.exceptions.trigger_percent, Percent::from(5));
    assert_eq!(contract.counting.stale_days, 180);
    assert_eq!(set.models[0].end_of_support, Some(day("2034-01-31")));
    let logo = set.partners[0].brand.logo.as_ref().unwrap();
    assert_eq!(logo, &Logo::of(logo.content.as_ref().unwrap()));
    assert!(logo.content.as_ref().unwrap().starts_with(b"<svg xmlns="));
}

#[test]
fn the_keys_that_the_page_shows_in_comments_are_accepted_too() {
    let text = PRODUCT
        .replace("# partner = \"…\"", "partner = \"nordcom\"")
        .replace("# ended_on", "ended_on")
        .replace("# managed_from", "managed_from")
        .replace("# renews = \"PPE-2025-0003\"", "renews = \"PPE-2025-0003\"")
        .replace("accessories = []", "accessories = [{ model = \"TC10\", category = \"video\" }]")
        .replace(
            "[[contract.category]]",
            "trigger_percent = \"7.5\"\ntrigger_basis = \"baseline\"\ncharge_basis = \"baseline\"\nproration = \"day\"\n\
             rma_percent = \"5\"\nrma_base = \"max\"\nrma_scope = \"category\"\nprice_list = \"poly-eur\"\n\
             rma_billing = \"overage\"\nbill_to = \"partner\"\nexclude_from = \"end_of_sale\"\ndiscount_percent = \"0\"\n\
             [[contract.category]]",
        );
    let before = "[[contract]]\nid = \"PPE-2025-0003\"\ncustomer = \"acme\"\nterm_start = \"2025-04-01\"\n\
                  term_end = \"2026-03-31\"\ncurrency = \"EUR\"\n[[contract.category]]\ncategory = \"headset\"\n\
                  installed = 900\ngrowth_forecast = 10\n";
    let prices = "list,version,valid_from,part_number,model,list_price,currency\npoly-eur,1,2026-01-01,P,,1.00,EUR\n";
    let files = [("x.toml", &*text), ("before.toml", before), ("nordcom.svg", LOGO), ("prices.csv", prices)];
    let stage = Stage::new(&files);
    let Read { set, warnings, .. } = stage.read().unwrap();
    assert_eq!(warnings, IDLE);
    assert_eq!(set.contracts[0].terms(Category::Headset).unwrap().ordered.total(), 910, "A4: all growth without p");
    let contract = &set.contracts[1];
    assert_eq!(contract.term.last_day(), day("2026-12-31"));
    assert_eq!(contract.exceptions.trigger_percent.decimal().to_string(), "7.5");
    assert_eq!(contract.counting.accessories[0].model, "TC10");
}

#[test]
fn an_inventory_has_three_forms() {
    let inventory = |new: &str| {
        let old = r#"{ source = "lens", credential = "nordcom", tenants = ["t-1"] }"#;
        with(old, new).read().unwrap().set.customers.remove(0).inventory
    };
    let tenant = |credential: &str, id: &str| LensTenant { credential: credential.to_owned(), id: id.to_owned() };
    assert_eq!(inventory(r#"{ source = "report" }"#), Inventory::Report);
    assert_eq!(
        inventory(r#"{ source = "lens", tenants = [{ credential = "a", id = "1" }, { credential = "b", id = "2" }] }"#),
        Inventory::Lens { tenants: vec![tenant("a", "1"), tenant("b", "2")] }
    );
    assert_eq!(
        inventory(r#"{ source = "lens", credential = "a", tenants = ["2", "1"] }"#),
        Inventory::Lens { tenants: vec![tenant("a", "2"), tenant("a", "1")] }
    );
}

#[test]
fn each_mistake_is_told_with_key_and_remedy() {
    let table = [
        (r#"id = "C-1""#, r#"id = "C 1""#, r#"contract[C 1].id: found "C 1"; expected an id: 1 to 64 letters"#),
        (r#"customer = "acme""#, r#"customer = "acne""#, r#"contract[C-1].customer: found "acne", which is unknown"#),
        (r#"partner = "nordcom""#, r#"partner = "x""#, r#"customer[acme].partner: found "x", which is unknown"#),
        (r#"csm = "rossi""#, r#"csm = "x""#, r#"customer[acme].csm: found "x", which is unknown"#),
        (r#"credential = "nordcom""#, r#"credential = "x""#, "add [lens.credentials.x] to the settings"),
        (r#"["ordini@nordcom.example"]"#, "[]", "partner[nordcom].quotes_to: found no address; expected at least one"),
        (r#""ordini@nordcom.example""#, r#""ordini""#, r#"partner[nordcom].quotes_to[1]: found "ordini""#),
        (
            r#"language = "it""#,
            r#"language = "xx""#,
            r#"partner[nordcom].language: found "xx"; expected one of: it, en, de, fr, es"#,
        ),
        ("2027-03-31", "2026-03-31", "contract[C-1].term_end: found 2026-03-31; expected a day not before term_start"),
        ("2027-03-31", "2027-02-30", "x.toml: this is not TOML"),
        (
            r#"currency = "EUR""#,
            r#"currency = "EURO""#,
            r#"contract[C-1].currency: found "EURO"; expected an ISO 4217"#,
        ),
        (
            "currency = ",
            "ended_on = 2027-04-01\ncurrency = ",
            "contract[C-1].ended_on: found 2027-04-01; expected a day of",
        ),
        ("currency = ", "managed_from = 2027-04-01\ncurrency = ", "contract[C-1].managed_from: found 2027-04-01"),
        ("currency = ", "renews = \"C-1\"\ncurrency = ", "contract[C-1].renews: found \"C-1\", which is no other"),
        (
            "currency = ",
            "trigger_percent = 101\ncurrency = ",
            "contract[C-1].trigger_percent: found 101; expected a perc",
        ),
        ("currency = ", "proration = \"week\"\ncurrency = ", "found \"week\"; expected \"month\" or \"day\""),
        (
            "\"18.00\"",
            "\"18,00\"",
            "contract[C-1].category[headset].unit_annual_price: found \"18,00\"; expected a price in",
        ),
        ("\"18.00\"", "18.0", "unit_annual_price: found 18, a number with a point; expected a price in quotes"),
        ("ordered = 1000", "", "category[headset].installed: found nothing; expected either `installed`"),
        ("ordered = 1000", "growth_forecast = 5", "category[headset].installed: found nothing; expected the number of"),
        ("ordered = 1000", "ordered = 1000\ninstalled = 990", "category[headset].ordered: found 1000; expected 990"),
        ("ordered = 1000", "ordered = -1", "category[headset].ordered: found -1; expected a whole number"),
        ("unit_annual_price", "unit_anual_price", "did you mean `contract[C-1].category[headset].unit_annual_price`?"),
        (
            "Acme S.p.A.",
            "Acme\\nBcc: x@example.com",
            "customer[acme].name: found \"Acme\\nBcc: x@example.com\"; expected a name on",
        ),
        ("[[csm]]", "[[scm]]", "x.toml: scm: found an unknown key; expected a known key; did you mean `csm`?"),
        ("tenants = [\"t-1\"]", "tenants = []", "customer[acme].inventory.tenants: found no tenant"),
        ("tenants = [\"t-1\"]", "tenants = [\"t\", \"t\"]", "inventory.tenants: found tenant t twice"),
        (
            "source = \"lens\"",
            "source = \"excel\"",
            "inventory.source: found \"excel\"; expected \"lens\" or \"report\"",
        ),
        (
            "language = \"it\"",
            "language = \"it\"\nbrand = { logo = \"no.png\" }",
            "found \"no.png\", which cannot be read",
        ),
        ("language = \"it\"", "language = \"it\"\nbrand = { logo = \"x.toml\" }", "which is neither SVG nor PNG"),
        (
            "language = \"it\"",
            "language = \"it\"\nbrand = { logo = \"active.svg\" }",
            "brand.logo: found \"active.svg\", which contains <script>, more than a picture needs; expected a drawing of shapes",
        ),
        ("category = \"headset\"", "category = \"desk\"", "contract[C-1].category[desk].category: found \"desk\""),
    ];
    for (old, new, told) in table {
        let problems = with(old, new).problems();
        assert!(
            problems.iter().any(|line| line.starts_with("x.toml: ") && line.contains(told)),
            "{told}\n{problems:#?}"
        );
    }
}

#[test]
fn each_mistake_in_the_tables_of_a_contract_is_told() {
    let table = [
        ("[[contract.category]]\ncategory = \"headset\"\nordered = 5", "found \"headset\" a second time"),
        (
            "[[contract.price]]\ncategory = \"video\"\nfrom = 2027-01-01\nunit_annual_price = \"1\"",
            "price[#1].category: found \"video\", which is not under contract",
        ),
        (
            "[[contract.price]]\ncategory = \"headset\"\nfrom = 2028-01-01\nunit_annual_price = \"1\"",
            "price[#1].from: found 2028-01-01; expected a day of the term, 2026-04-01 to 2027-03-31",
        ),
        (
            "[[contract.order]]\ncategory = \"headset\"\ndate = 2027-04-01\nunits = 1",
            "order[#1].date: found 2027-04-01; expected a day of the term",
        ),
        (
            "[[contract.order]]\ncategory = \"headset\"\ndate = 2026-05-01\nunits = 0",
            "order[#1].units: found 0; expected a whole number, 1 or more",
        ),
        (
            "[contract.counting]\nsync_rooms_as = \"voice\"",
            "counting.sync_rooms_as: found \"voice\"; expected \"headset\" or \"video\"",
        ),
        ("[contract.counting]\nstale_days = -1", "counting.stale_days: found -1"),
        ("[contract.counting]\naccessories = [\"TC10\"]", "counting.accessories[#1]: found \"TC10\"; expected a table"),
        ("[contract.counting]\naccessories = [{ model = \"TC10\" }]", "accessories[TC10].category: found nothing"),
        (
            "[[model]]\nname = \"X\"\nkind = \"phone\"",
            "model[X].kind: found \"phone\"; expected one of: headset, video",
        ),
        (
            "[[model]]\nname = \"X\"\nkind = \"voice\"\naliases = [\"Y\"]\n[[model]]\nname = \"poly y\"\nkind = \"video\"",
            "model[poly y].name: found \"poly y\", which also means the model \"X\"",
        ),
        (
            "[[model]]\nname = \"X\"\nkind = \"voice\"\nend_of_sale = 2030-01-01\nend_of_support = 2029-01-01",
            "model[X].end_of_support: found 2029-01-01",
        ),
        (
            "[[contract]]\nid = \"C-2\"\ncustomer = \"acme\"\nterm_start = 2027-03-31\nterm_end = 2028-03-31\ncurrency = \"EUR\"\n[[contract.category]]\ncategory = \"headset\"\nordered = 1",
            "contract[C-2].category[headset]: found a term that overlaps with contract C-1, which runs from 2026-04-01 to 2027-03-31",
        ),
    ];
    for (lines, told) in table {
        let problems = and(lines).problems();
        assert!(problems.iter().any(|line| line.contains(told)), "{told}\n{problems:#?}");
    }
    and("minimum = 2000").read().unwrap();
    let warned = and("minimum = 2000").read().unwrap().warnings;
    assert_eq!(warned, ["contract C-1: headset has 1000 units, below its minimum of 2000 (R3)"]);
}

#[test]
fn two_partners_with_one_id_are_told_with_both_files() {
    let again = "[[partner]]\nid = 'nordcom'\nname = 'N'\nlanguage = 'en'\nquotes_to = ['a@example.com']\n";
    let stage = Stage::new(&[("a.toml", GOOD), ("b.toml", again)]);
    let problems = stage.problems();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].starts_with("b.toml: partner[nordcom].id: found \"nordcom\", which is already declared in "));
    assert!(problems[0].contains("a.toml"), "{problems:?}");
}

#[test]
fn everything_wrong_in_all_files_is_told_at_once() {
    let wrong = "[[csm]]\nid = 'x'\nname = ''\nemail = 'x'\nlanguage = 'xx'\nphone = '1'\n";
    let stage =
        Stage::new(&[("a.toml", &GOOD.replace("acme\"\nterm", "b\"\nterm")), ("b.toml", wrong), ("c.toml", "= 1")]);
    let problems = stage.problems();
    let keys: Vec<_> = problems.iter().map(|line| line.split(": ").take(2).collect::<Vec<_>>().join(": ")).collect();
    let known = ["b.toml: csm[x].name", "b.toml: csm[x].email", "b.toml: csm[x].language", "b.toml: csm[x].phone"];
    for key in known.into_iter().chain(["c.toml: this is not TOML", "a.toml: contract[C-1].customer"]) {
        assert!(keys.iter().any(|told| told == key), "{key}\n{problems:#?}");
    }
}

#[test]
fn what_is_stored_already_may_be_referred_to_and_must_not_be_overlapped() {
    let (before, after) = GOOD.split_once("[[contract]]").unwrap();
    let stored = Stage::new(&[("x.toml", GOOD)]);
    let read = stored.read().unwrap();
    let known = Known {
        partners: read.set.partners.iter().map(|partner| partner.id.clone()).collect(),
        csms: read.set.csms.iter().map(|csm| csm.id.clone()).collect(),
        customers: read.set.customers.iter().map(|customer| customer.id.clone()).collect(),
        contracts: read.set.contracts.clone(),
        ..stored.known.clone()
    };
    let stage = |text: &str| Stage { known: known.clone(), ..Stage::new(&[("x.toml", text)]) };
    let same = format!("[[contract]]{after}");
    assert_eq!(the_contract(&stage(&same)), read.set.contracts[0]);
    assert_eq!(stage(before).read().unwrap().set.contracts, []);
    let another = stage(&same.replace("C-1", "C-2")).problems();
    assert!(another[0].contains("contract[C-2].category[headset]: found a term that overlaps with contract C-1"));
    stage(&same.replace("C-1", "C-2").replace("headset", "video")).read().unwrap();
}

#[test]
fn the_demos_own_files_are_right() {
    let scenario = Scenario::starting("2026-06".parse().unwrap());
    let files = scenario.files();
    let mut stage = Stage::new(&files.iter().map(|file| (file.name, file.text.as_str())).collect::<Vec<_>>());
    stage.known.credentials = scenario.credentials().map(|credential| credential.name.to_owned()).collect();
    let set = stage.read().unwrap().set;
    assert_eq!((set.partners.len(), set.customers.len(), set.contracts.len()), (3, 8, 8));
}

#[test]
fn a_table_in_a_folder_that_is_no_price_list_is_left_out_and_one_that_is_named_is_refused() {
    let stage = Stage::new(&[("x.toml", GOOD), ("list.csv", "Device Model,Serial Number\n")]);
    let path: PathBuf = stage.folder.path().join("list.csv");
    let refused = read(&[path], &stage.known).unwrap_err().to_string();
    assert!(refused.contains("list.csv: line 1: found no column \"valid_from\""), "{refused}");
    let warnings = stage.read().unwrap().warnings;
    assert!(warnings[0].ends_with("list.csv: left out, it is no price list"), "{warnings:?}");
    let nothing = read(&[PathBuf::from("/nowhere.toml")], &stage.known).unwrap_err().to_string();
    assert!(nothing.contains("/nowhere.toml: the file cannot be read"), "{nothing}");
}
