//! Settings: every key of the contract is accepted, everything wrong is told at once, and secrets are never shown.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use pretty_assertions::assert_eq;
use secrecy::ExposeSecret;
use tempfile::TempDir;
use trueup::datafile::problem::Problems;
use trueup::domain::contract::Percent;
use trueup::domain::party::Logo;
use trueup::domain::pdf_standard::PdfStandard;
use trueup::mail::{SmtpTls, TransportKind};
use trueup::settings::{Loaded, Release, SAMPLE, Settings};

/// The section of the product's page on settings, word for word; only the files it names are made first.
const PRODUCT: &str = include_str!("data/settings.toml");

const LEAST: &str = "[seller]\nname = 'S'\n[mail]\nfrom = 'service@example.com'\n";

struct Stage {
    folder: TempDir,
    env: BTreeMap<String, String>,
}

impl Stage {
    fn new(text: &str) -> Self {
        let stage = Self { folder: tempfile::tempdir().unwrap(), env: BTreeMap::new() };
        stage.write("trueup.toml", text);
        stage
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).unwrap();
    }

    fn env(mut self, name: &str, value: &str) -> Self {
        self.env.insert(name.to_owned(), value.to_owned());
        self
    }

    fn load(&self) -> Result<Loaded, Problems> {
        let credentials = self.folder.path().join("credentials");
        Settings::load(Some(&self.folder.path().join("trueup.toml")), self.env.clone().into_iter(), Some(&credentials))
    }

    /// The problems, without the folder's name.
    fn problems(&self) -> Vec<String> {
        let problems = self.load().unwrap_err().to_string();
        let folder = format!("{}/", self.folder.path().display());
        problems.replace(&folder, "").lines().map(str::to_owned).collect()
    }
}

#[test]
fn the_page_of_the_product_is_accepted_word_for_word_and_one_warning_names_what_has_no_effect_yet() {
    let stage = Stage::new(PRODUCT);
    for name in ["lens-secret", "smtp-secret", "ca.pem"] {
        stage.write(name, "hush-hush\n");
    }
    stage.write("seller.svg", "<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0h9v9z'/></svg>");
    let Loaded { settings, warnings } = stage.load().unwrap();
    assert_eq!(
        warnings,
        [format!(
            "without effect yet: documents.retain_evidence_months, intake.folder, release.renewal_proposal{}",
            // A program that cannot draw shows no SVG, and says so.
            if cfg!(feature = "pdf") { "" } else { ", seller.brand.logo" }
        )]
    );
    let folder = stage.folder.path();
    let ledger = format!("sqlite://{}", folder.join("trueup.db").display());
    assert_eq!(settings.database_url.expose_secret(), ledger);
    let logo = settings.seller.brand.logo.unwrap();
    assert_eq!(logo, Logo::of(logo.content.as_ref().unwrap()));
    assert_eq!((settings.lens.page_size, settings.lens.parallel_tenants), (1000, 4));
    assert_eq!(settings.lens.request_timeout, Duration::from_mins(1));
    assert_eq!(settings.lens.retry.give_up_after, Duration::from_mins(30));
    assert_eq!(settings.credentials["nordcom"].client_secret.expose_secret(), "hush-hush");
    assert_eq!(settings.mail.folder, folder.join("outbox"));
    let smtp = settings.mail.smtp.unwrap();
    assert_eq!(
        (smtp.port, smtp.tls, smtp.login.unwrap().password.expose_secret()),
        (587, SmtpTls::Starttls, "hush-hush")
    );
    assert_eq!(settings.mail.per_minute.map(u32::from), Some(60));
    assert_eq!(settings.calendar.zone, chrono_tz::Europe::Rome);
    let november = settings.calendar.due_at("2026-11".parse().unwrap()).unwrap();
    assert_eq!(november.to_rfc3339(), "2026-11-01T05:00:00+00:00");
    assert_eq!(settings.true_up_quote, Release::Auto);
    assert_eq!(settings.limits.hold_growth_percent, Percent::from(30));
    assert_eq!(settings.limits.hold_amount, "50000.00".parse().unwrap());
    assert_eq!(settings.quote_valid_days, 30);
    assert_eq!(settings.quote_reminder_days, [10, 3]);
}

#[test]
fn the_sample_works_as_it_stands_and_so_does_each_line_of_it_that_is_commented_out() {
    Stage::new(SAMPLE).load().unwrap();
    let live = |line: &str| match line.strip_prefix('#') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '[') => format!("{rest}\n"),
        _ => format!("{line}\n"),
    };
    let all: String = SAMPLE.lines().map(live).filter(|line| !line.starts_with("url = ")).collect();
    let all = all.replace("/run/secrets/", "");
    let stage = Stage::new(&all);
    stage.write("database-url", "postgres://trueup@db.example.com/trueup\n");
    for name in ["lens-nordcom", "smtp", "private-ca.pem"] {
        stage.write(name, "hush");
    }
    stage.write("seller.svg", "<svg/>");
    let settings = stage.load().unwrap().settings;
    assert_eq!(settings.database_url.expose_secret(), "postgres://trueup@db.example.com/trueup");
    assert_eq!(settings.templates, Some(stage.folder.path().join("templates")));
    assert_eq!(settings.fonts, Some(stage.folder.path().join("fonts")));
    assert_eq!(settings.pdf_standard, PdfStandard::A2a);
}

#[test]
fn the_least_that_works_has_the_defaults_of_the_sample() {
    let (least, sample) = (Stage::new(LEAST), Stage::new(SAMPLE));
    let (least, sample) = (least.load().unwrap(), sample.load().unwrap());
    assert_eq!(least.warnings, Vec::<String>::new());
    assert_eq!(least.settings.limits, sample.settings.limits);
    assert_eq!(least.settings.lens.graphql_url, sample.settings.lens.graphql_url);
    assert_eq!(least.settings.lens.retry, sample.settings.lens.retry);
    assert_eq!(least.settings.mail.transport, TransportKind::Folder);
    assert_eq!(least.settings.mail.per_minute, sample.settings.mail.per_minute);
}

#[test]
fn the_environment_beats_the_file_and_is_named_when_it_is_wrong() {
    let stage = Stage::new(&format!("{LEAST}[lens.credentials.Nord-Com]\nclient_id = 'x'\nclient_secret = 'old'\n"))
        .env("TRUEUP__LENS__PAGE_SIZE", "50")
        .env("TRUEUP__LENS__CREDENTIALS__NORD-COM__CLIENT_SECRET", "007")
        .env("TRUEUP__RELEASE__HOLD_FIRST_TRUE_UP", "false")
        .env("TRUEUP__MAIL__ALLOW", "example.com, a@example.org")
        .env("TRUEUP_DATABASE_URL", "is no variable of ours");
    let settings = stage.load().unwrap().settings;
    assert_eq!((settings.lens.page_size, settings.limits.hold_first_true_up), (50, false));
    assert_eq!(settings.credentials["Nord-Com"].client_secret.expose_secret(), "007");
    assert_eq!(settings.mail.allow.len(), 2);

    let stage = Stage::new(LEAST).env("TRUEUP__MAIL__FORM", "x").env("TRUEUP__LENS__PAGE_SIZE", "5001");
    assert_eq!(
        stage.problems(),
        [
            "environment: TRUEUP__LENS__PAGE_SIZE: lens.page_size: found \"5001\"; expected a whole number, 1 to 5000",
            "environment: TRUEUP__MAIL__FORM: mail.form: found an unknown key; expected a known key; did you mean \
             `mail.from`?",
        ]
    );
}

#[test]
fn without_a_file_the_environment_alone_can_say_what_is_required() {
    let stage =
        Stage::new("").env("TRUEUP__SELLER__NAME", "S").env("TRUEUP__MAIL__FROM", "Service <service@example.com>");
    assert_eq!(stage.load().unwrap().settings.seller.name, "S");
    assert_eq!(
        Stage::new("").problems(),
        [
            "trueup.toml: seller.name: found nothing; expected the name of who sells the service, the head of quotes",
            "trueup.toml: mail.from: found nothing; expected who letters come from, as in \"Poly+ Enterprise Service \
             <service@example.com>\"",
        ]
    );
}

#[test]
fn everything_wrong_is_told_at_once_with_its_whole_path() {
    let text = "
        [database]
        url = 'mysql://root:geheim@example.com/x'
        [seller]
        name = 5
        brand = { colour = 'blue', logo = 'no.svg' }
        [lens]
        token_url = 'http://login.example.com/'
        page_size = 0
        request_timeout = '60'
        [lens.credentials.a]
        client_id = 'x'
        [lens.credentials.b]
        client_id = 'x'
        client_secret = 'geheim'
        client_secret_file = 'b'
        [mail]
        from = 'nobody'
        transport = 'pigeon'
        [mail.smtp]
        host = 'smtp.example.com'
        tls = 'none'
        username = 'u'
        pasword = 'geheim'
        [schedule]
        timezone = 'Rome'
        audit = '0 6 31 * *'
        [release]
        hold_growth_percent = 30.5
        hold_amount = 50000.00
        true_up_quote = 'yes'
        [documents]
        quote_valid_days = -1
        quote_reminder_days = [10, -3]
        [weeb]
    ";
    let problems = Stage::new(text).problems();
    let keys: Vec<_> = problems.iter().map(|line| line.split(": ").nth(1).unwrap()).collect();
    assert_eq!(
        keys,
        [
            "database.url",
            "seller.name",
            "seller.brand.colour",
            "seller.brand.logo",
            "lens.token_url",
            "lens.page_size",
            "lens.request_timeout",
            "lens.credentials.a.client_secret",
            "lens.credentials.b.client_secret_file",
            "mail.from",
            "mail.transport",
            "mail.smtp.tls",
            "mail.smtp.password",
            "mail.smtp.pasword",
            "schedule.timezone",
            "schedule.audit",
            "release.true_up_quote",
            "release.hold_growth_percent",
            "release.hold_amount",
            "documents.quote_valid_days",
            "documents.quote_reminder_days",
            "weeb",
        ]
    );
    let all = problems.join("\n");
    assert!(!all.contains("geheim"), "a secret is shown:\n{all}");
    for told in [
        "did you mean `mail.smtp.password`?",
        "did you mean `web`?",
        "lens.credentials.a.client_secret in $CREDENTIALS_DIRECTORY",
        "\"starttls\" or \"tls\": smtp.example.com is another machine",
        "\"no.svg\", which cannot be read",
        "found \"0 6 31 * *\", which has no moment in 2025-02",
    ] {
        assert!(all.contains(told), "{told:?} is not told:\n{all}");
    }
}

#[test]
fn the_audit_has_exactly_one_moment_a_month() {
    let with = |audit: &str| Stage::new(&format!("{LEAST}[schedule]\naudit = '{audit}'\n"));
    for good in ["0 6 1 * *", "0 30 6 1 * *", "0 6 L * *", "30 2 28 * *", "0 6 * * MON#1"] {
        with(good).load().unwrap();
    }
    for wrong in ["0 6 * * *", "* * * * * *", "0 6 1 1 *", "0 6 29 * *", "@monthly", "6 1", "0 6 1,15 * *", "often", ""]
    {
        let problems = with(wrong).problems();
        assert!(problems[0].contains("exactly one moment a month"), "{wrong:?}: {problems:?}");
    }
}

#[test]
fn a_secret_comes_from_a_file_or_from_the_credentials_directory_less_one_newline() {
    let text = format!(
        "{LEAST}[mail.smtp]\nhost = 'localhost'\ntls = 'none'\nusername = 'u'\n[lens.credentials.a]\nclient_id = 'x'\n"
    );
    let stage = Stage::new(&text);
    fs::create_dir(stage.folder.path().join("credentials")).unwrap();
    stage.write("credentials/lens.credentials.a.client_secret", " hush \n\n");
    stage.write("credentials/mail.smtp.password", "pass\r\n");
    stage.write("credentials/database.url", "postgres://u:p@localhost/x");
    let settings = stage.load().unwrap().settings;
    assert_eq!(settings.credentials["a"].client_secret.expose_secret(), " hush \n");
    assert_eq!(settings.mail.smtp.unwrap().login.unwrap().password.expose_secret(), "pass");
    assert_eq!(settings.database_url.expose_secret(), "postgres://u:p@localhost/x");

    stage.write("credentials/mail.smtp.password", "\n");
    assert!(stage.problems()[0].contains("which is empty"), "{:?}", stage.problems());
}

#[test]
fn no_secret_is_ever_shown() {
    let stage = Stage::new(
        "[database]\nurl = 'postgres://u:geheim@localhost/x'\n[seller]\nname = 'S'\n[mail]\nfrom = 'a@example.com'\n\
         [mail.smtp]\nhost = 'localhost'\nusername = 'u'\npassword = 'geheim'\n[lens.credentials.a]\nclient_id = 'x'\n\
         client_secret = 'geheim'\n",
    );
    let shown = format!("{:?}", stage.load().unwrap());
    assert!(!shown.contains("geheim"), "{shown}");
    let broken = Stage::new("[lens.credentials.a]\nclient_secret = 'geheim\n").problems();
    assert!(broken[0].contains("line 2") && !broken[0].contains("geheim"), "{broken:?}");
    let number =
        Stage::new(&format!("{LEAST}[lens.credentials.a]\nclient_id = 'x'\nclient_secret = 4711\n")).problems();
    assert!(!number[0].contains("4711"), "{number:?}");
}

#[test]
fn relative_paths_start_at_the_folder_of_the_settings_file() {
    let odd = tempfile::Builder::new().prefix("100% sure? #1 ").tempdir().unwrap();
    let file = odd.path().join("trueup.toml");
    fs::write(&file, format!("{LEAST}[database]\nurl = 'sqlite://data/x.db?mode=ro'\n")).unwrap();
    let settings = Settings::load(Some(&file), std::iter::empty(), None).unwrap().settings;
    let url = settings.database_url.expose_secret();
    assert!(
        url.starts_with("sqlite:///") && url.ends_with("/data/x.db?mode=ro") && url.contains("100%25 sure%3F"),
        "{url}"
    );
    let absolute = Stage::new(&format!("{LEAST}[database]\nurl = 'sqlite:///var/lib/x.db'\n")).load().unwrap();
    assert_eq!(absolute.settings.database_url.expose_secret(), "sqlite:///var/lib/x.db");
    let missing = Settings::load(Some(Path::new("/nowhere/trueup.toml")), std::iter::empty(), None).unwrap_err();
    assert!(missing.to_string().contains("/nowhere/trueup.toml: the file cannot be read"), "{missing}");
}
