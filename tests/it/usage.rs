//! Wrong use and bad input, as an operator meets them: the exit code of the handbook, one clear message that names what
//! is wrong, and a ledger in which nothing changed.

use std::fs;
use std::io::Read;
use std::process::Stdio;

use serde_json::Value;
use sqlx::{Connection, SqliteConnection};

use crate::support::desk::{Desk, REPORT, SETTINGS, done, ended_with, has};

#[tokio::test]
async fn wrong_questions_end_with_2_and_change_nothing() {
    let desk = Desk::applied();
    desk.write("report.csv", REPORT);
    desk.refuses(2, &["run", "--month", "2026-10"], &["--month 2026-10", "2026-11", "R24"]).await;
    desk.refuses(2, &["run", "--month", "2026-12", "--dry-run"], &["R24"]).await;
    let late = ["ingest", "inventory", "report.csv", "--customer", "acme", "--month", "2026-10"];
    desk.refuses(2, &late, &["R24"]).await;
    desk.refuses(2, &["ingest", "inventory", "report.csv", "--customer", "nobody"], &["no customer nobody"]).await;
    desk.refuses(2, &["ingest", "inventory", "report.csv", "--customer", "beta"], &["beta", "Lens"]).await;
    desk.refuses(2, &["run", "--contract", "C-8", "--contract", "C-9"], &["no contract C-8, C-9"]).await;
    desk.refuses(2, &["status", "--contract", "C-9"], &["no contract C-9"]).await;
    desk.refuses(2, &["journal", "--contract", "C-9"], &["no contract C-9"]).await;
    desk.refuses(2, &["report", "C-9"], &["no contract C-9"]).await;
    desk.refuses(2, &["report", "C-1", "--month", "2026-07"], &["C-1", "2026-07", "trueup status"]).await;
    desk.refuses(2, &["export", "devices", "C-1"], &["C-1", "2026-11"]).await;
    for command in [&["quote", "show"][..], &["quote", "approve"], &["outbox", "show"], &["outbox", "cancel"]] {
        desk.refuses(2, &[command, &["nothing"]].concat(), &["nothing"]).await;
    }
    desk.refuses(2, &["outbox", "retry", "nothing"], &["no letter nothing"]).await;
    for arguments in [
        &["run", "--month", "2026-13"][..],
        &["run", "--accept-held", " "],
        &["--by", "", "status"],
        &["status", "--contract", "no/id"],
        &["outbox", "list", "--state", "lost"],
        &["nonsense"],
        &["apply"],
    ] {
        desk.refuses(2, arguments, &["error:", "--help"]).await;
    }
}

#[tokio::test]
async fn a_month_without_audits_is_shown_as_such() {
    let desk = Desk::applied();
    let done = desk.expect(0, &["status", "--month", "2026-05", "--contract", "C-1"]);
    assert_eq!(done.stdout, "2026-05: no audits\n");
    let done = desk.expect(0, &["status", "--month", "2026-05", "--json"]);
    let status: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(status, serde_json::json!({"month": "2026-05", "audits": []}));
}

#[tokio::test]
async fn wrong_data_files_are_refused_whole_with_every_problem() {
    let desk = Desk::applied();
    desk.refuses_data(
        &[("customer = \"acme\"\nterm", "customer = \"nobody\"\nterm")],
        &[&["C-1", "customer", "nobody"]],
    )
    .await;
    desk.refuses_data(&[("id = \"C-1\"", "id = \"C-1\"\ncolour = \"red\"")], &[&["C-1", "colour", "unknown key"]])
        .await;
    desk.refuses_data(&[("\"18.00\"", "\"18,00 EUR\"")], &[&["C-1", "unit_annual_price", "18,00 EUR"]]).await;
    desk.refuses_data(
        &[(
            "[[contract]]\nid = \"C-2\"",
            "[[contract.category]]\ncategory = \"headset\"\nordered = 1\n[[contract]]\nid = \"C-2\"",
        )],
        &[&["C-1", "headset"]],
    )
    .await;
    desk.refuses_data(&[("2027-03-31", "2025-03-31")], &[&["C-1", "term_end", "2025-03-31"]]).await;
    desk.refuses_data(&[("quotes_to = [\"ordini@nordcom.example\"]", "quotes_to = []")], &[&["nordcom", "quotes_to"]])
        .await;
    desk.refuses_data(
        &[("quotes_to", "brand = { sender = \"N\", logo = \"nowhere.svg\" }\nquotes_to")],
        &[&["nordcom", "logo", "nowhere.svg"]],
    )
    .await;
    let twice =
        "[[partner]]\nid = \"nordcom\"\nname = \"N\"\nlanguage = \"it\"\nquotes_to = [\"a@b.example\"]\n[[csm]]";
    desk.refuses_data(&[("[[csm]]", twice)], &[&["partner", "nordcom"]]).await;
    let overlap = "[[contract]]\nid = \"C-3\"\ncustomer = \"acme\"\nterm_start = 2027-01-01\nterm_end = 2027-12-31\n\
                   currency = \"EUR\"\n[[contract.category]]\ncategory = \"headset\"\nordered = 4\n[[contract]]\nid = \"C-2\"";
    desk.refuses_data(&[("[[contract]]\nid = \"C-2\"", overlap)], &[&["C-3", "C-1", "headset"]]).await;
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    let desk = Desk::applied();
    let three = [("\"18.00\"", "\"cheap\""), ("2027-03-31", "2025-03-31"), ("language = \"it\"", "language = \"xx\"")];
    desk.refuses_data(&three, &[&["unit_annual_price"], &["term_end"], &["language", "xx"]]).await;
    desk.write("trueup.toml", SETTINGS.replace("\"1s\"", "\"soon\"").replace("[mail]", "[mail]\ncolour = 1"));
    let done = desk.expect(78, &["check"]);
    has(&done.stderr, &["trueup.toml: lens.give_up_after", "trueup.toml: mail.colour"]);
    assert_eq!(done.stderr.lines().count(), 2, "{}", done.stderr);
}

#[test]
fn the_printed_sample_is_accepted_as_it_is() {
    let desk = Desk::new();
    let sample = desk.expect(0, &["config"]).stdout;
    desk.write("trueup.toml", sample);
    let done = desk.expect(0, &["check"]);
    has(&done.stdout, &["settings", "templates", "there is no ledger"]);
    assert!(!desk.path("trueup.db").exists(), "a check makes no ledger");
}

#[test]
fn without_a_ledger_one_is_told_how_to_make_it_and_without_settings_where_they_are_sought() {
    let desk = Desk::new();
    has(&desk.expect(1, &["status"]).stderr, &["no ledger", "trueup migrate"]);
    desk.expect(2, &["run", "--month", "2020-01"]);
    desk.expect(1, &["ingest", "inventory", "nowhere.csv", "--customer", "acme"]);
    assert!(!desk.path("ledger.db").exists(), "a refused command makes no ledger");
    has(&desk.expect(78, &["--config", "nowhere.toml", "status"]).stderr, &["nowhere.toml", "trueup config"]);
    fs::remove_file(desk.path("trueup.toml")).unwrap();
    has(&desk.expect(78, &["status"]).stderr, &["trueup.toml", "seller.name", "mail.from"]);
}

#[test]
fn the_environment_wins_over_the_file_and_is_named_when_it_is_wrong() {
    let desk = Desk::new();
    let mut command = desk.command(&["check"]);
    command.env("TRUEUP__LENS__PAGE_SIZE", "many").env("TRUEUP__MAIL__COLOUR", "red");
    let done = ended_with(78, &["check"], done(&command.output().unwrap()));
    has(&done.stderr, &["TRUEUP__LENS__PAGE_SIZE", "many", "TRUEUP__MAIL__COLOUR"]);
    let other = desk.command(&["migrate"]).env("TRUEUP__DATABASE__URL", "sqlite://other.db").output().unwrap();
    assert!(other.status.success());
    assert!(desk.path("other.db").exists());
}

#[tokio::test]
async fn a_live_ledger_is_never_written_at_another_time() {
    let desk = Desk::new();
    assert!(desk.command(&["apply", "data.toml"]).output().unwrap().status.success());
    desk.refuses(2, &["run"], &["--now", "live"]).await;
    desk.refuses(2, &["apply", "data.toml"], &["--now", "live"]).await;
    desk.expect(0, &["status"]);
}

#[tokio::test]
async fn a_newer_ledger_is_left_alone() {
    let desk = Desk::applied();
    let mut connection = SqliteConnection::connect(&desk.ledger()).await.unwrap();
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 VALUES (9999, 'from tomorrow', true, x'00', 0)";
    sqlx::query(newer).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    for arguments in [&["status"][..], &["run"], &["run", "--dry-run"], &["apply", "data.toml"], &["migrate"]] {
        desk.refuses(1, arguments, &["9999", "newer"]).await;
    }
    has(&desk.expect(1, &["check"]).stdout, &["problem", "9999"]);
}

#[tokio::test]
async fn a_report_that_cannot_be_read_is_refused_by_row_and_column_and_nothing_is_kept() {
    let desk = Desk::applied();
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(REPORT.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let cases: [(&str, Vec<u8>, &[&str]); 6] = [
        ("empty.csv", Vec::new(), &["empty.csv"]),
        ("binary.csv", (0..=255).cycle().take(4096).collect(), &["binary.csv"]),
        ("utf16.csv", utf16, &["utf16.csv"]),
        ("header.csv", b"Device Name,Device Model,Serial Number,Last Detected\n".into(), &["header.csv"]),
        ("models.csv", REPORT.replace("Device Model", "Colour").into(), &["models.csv", "Device Model"]),
        ("day.csv", REPORT.replacen("2026-10-30", "02/11/2026", 1).into(), &["day.csv", "row 2", "02/11/2026"]),
    ];
    for (name, bytes, words) in cases {
        desk.write(name, bytes);
        desk.refuses(1, &["ingest", "inventory", name, "--customer", "acme"], words).await;
    }
}

#[tokio::test]
async fn a_report_for_a_month_that_is_out_is_refused() {
    let desk = Desk::applied();
    desk.write("report.csv", REPORT);
    let ingest = ["ingest", "inventory", "report.csv", "--customer", "acme"];
    desk.expect(0, &ingest);
    desk.expect(0, &["run", "--contract", "C-1"]);
    desk.refuses(1, &ingest, &["acme", "2026-11", "C-1", "already"]).await;
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let desk = Desk::applied();
    for arguments in [&["config"][..], &["journal", "--json"], &["completions", "bash"]] {
        let mut child = desk.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut complaints = String::new();
        child.stderr.take().unwrap().read_to_string(&mut complaints).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0), "{complaints}");
        assert!(!complaints.contains("panic"), "{complaints}");
    }
}

#[test]
fn every_command_has_help_and_colours_are_only_where_they_are_wanted() {
    let desk = Desk::applied();
    for command in [
        "demo", "run", "apply", "ingest", "status", "report", "quote", "outbox", "journal", "export", "preview",
        "check",
    ] {
        has(&desk.expect(0, &[command, "--help"]).stdout, &["Usage: trueup", "--config"]);
    }
    desk.expect(3, &["run", "--contract", "C-1"]);
    assert!(!desk.expect(0, &["status"]).stdout.contains('\u{1b}'));
    assert!(desk.expect(0, &["--color", "always", "status"]).stdout.contains('\u{1b}'));
    has(&desk.expect(3, &["status", "--exit-code"]).stdout, &["waiting"]);
}
