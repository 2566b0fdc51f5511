//! A letter becomes a message that every mail program reads, and each way of failing has its own outcome.

use std::fs;
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use mail_parser::{Message, MessageParser, MimeHeaders};
use pretty_assertions::assert_eq;
use tempfile::TempDir;
use trueup::domain::party::Email;
use trueup::domain::state::LetterKind;
use trueup::mail::message::{MessageError, Outgoing, OutgoingAttachment, build};
use trueup::mail::transport::{Outcome, Transport, TransportError};
use trueup::mail::{MailSettings, SmtpLogin, SmtpSettings, SmtpTls, TransportKind};

use crate::support::smtp::{Act, FakeSmtp, Protection};

const ANNA: &str = "anna@nordcom.example";
const BERTA: &str = "berta@nordcom.example";

fn email(text: &str) -> Email {
    text.parse().unwrap()
}

fn sent_at() -> DateTime<Utc> {
    "2026-11-01T05:00:40Z".parse().unwrap()
}

fn settings() -> MailSettings {
    MailSettings {
        from: "Poly+ Enterprise Servizio è <service@example.com>".parse().unwrap(),
        reply_to: Some(email("csm-desk@example.com")),
        bounce_to: Some(email("bounces@example.com")),
        operator: None,
        transport: TransportKind::Folder,
        folder: "outbox".into(),
        redirect_to: None,
        allow: Vec::new(),
        per_minute: None,
        smtp: None,
    }
}

/// Settings for a server that runs on loopback.
fn towards(server: &FakeSmtp, tls: SmtpTls) -> MailSettings {
    let smtp = SmtpSettings { host: "127.0.0.1".to_owned(), port: server.port(), tls, login: None, ca_file: None };
    MailSettings { transport: TransportKind::Smtp, smtp: Some(smtp), ..settings() }
}

fn letter() -> Outgoing {
    Outgoing {
        message_id: "<019ab3-1@example.com>".to_owned(),
        in_reply_to: None,
        sender: None,
        kind: LetterKind::TrueUpQuote,
        contract: Some("PPE-2026-0007".parse().unwrap()),
        month: Some("2026-11".parse().unwrap()),
        subject: "Offerta TU-PPE-2026-0007 per novembre: è pronta".to_owned(),
        html: "<p>Perché 50 unità</p>".to_owned(),
        text: "Perché 50 unità\n.\n..una riga con un punto\n".to_owned(),
        to: vec![email(ANNA), email(BERTA)],
        attachments: vec![
            OutgoingAttachment {
                name: "dispositivi – città.csv".to_owned(),
                media_type: "text/csv; charset=utf-8".to_owned(),
                bytes: "a;b\nè;1\r\n.\n".as_bytes().to_vec(),
                content_id: None,
            },
            OutgoingAttachment {
                name: "quote \"50\" units.bin".to_owned(),
                media_type: "no media type".to_owned(),
                bytes: (0..=255).collect(),
                content_id: None,
            },
        ],
    }
}

fn parse(bytes: &[u8]) -> Message<'_> {
    MessageParser::default().parse(bytes).unwrap()
}

fn header<'a>(message: &'a Message<'_>, name: &'static str) -> Option<&'a str> {
    message.header_raw(name).map(str::trim)
}

fn addresses(list: Option<&mail_parser::Address<'_>>) -> Vec<String> {
    list.map(|list| list.iter().filter_map(|one| one.address()).map(str::to_owned).collect()).unwrap_or_default()
}

/// The picture belongs to the page, not to the files: no mail program lists it beside them.
#[test]
fn a_picture_is_shown_by_the_page_that_names_it() {
    let mut letter = letter();
    letter.html = "<img src=\"cid:chart.CSM-1@trueup\">".to_owned();
    letter.attachments.insert(
        0,
        OutgoingAttachment {
            name: "CSM-1.png".to_owned(),
            media_type: "image/png".to_owned(),
            bytes: vec![0x89, b'P', b'N', b'G'],
            content_id: Some("chart.CSM-1@trueup".to_owned()),
        },
    );
    let bytes = build(&settings(), letter.clone(), sent_at()).unwrap();
    assert_eq!(bytes, build(&settings(), letter, sent_at()).unwrap());
    let message = parse(&bytes);
    let kinds: Vec<_> = message.parts.iter().filter_map(|part| part.content_type()?.subtype()).collect();
    assert_eq!(kinds, ["mixed", "alternative", "plain", "related", "html", "png", "csv", "octet-stream"]);
    let picture = message.parts.iter().find(|part| part.content_id().is_some()).unwrap();
    assert_eq!(picture.content_id(), Some("chart.CSM-1@trueup"));
    assert!(picture.content_disposition().unwrap().is_inline());
    assert_eq!(picture.contents(), [0x89, b'P', b'N', b'G']);
}

#[test]
fn a_letter_has_both_bodies_and_its_files_byte_for_byte() {
    let bytes = build(&settings(), letter(), sent_at()).unwrap();
    let message = parse(&bytes);
    assert_eq!(message.subject(), Some("Offerta TU-PPE-2026-0007 per novembre: è pronta"));
    assert_eq!(message.body_html(0).unwrap().trim_end(), "<p>Perché 50 unità</p>");
    let text = message.body_text(0).unwrap().replace("\r\n", "\n");
    assert_eq!(text.trim_end(), "Perché 50 unità\n.\n..una riga con un punto");
    let files: Vec<_> = message.attachments().collect();
    assert_eq!(files.len(), 2);
    assert_eq!(files[0].attachment_name(), Some("dispositivi – città.csv"));
    assert_eq!(files[0].content_type().unwrap().ctype(), "text");
    assert_eq!(files[0].content_type().unwrap().subtype(), Some("csv"));
    assert_eq!(files[0].contents(), "a;b\nè;1\r\n.\n".as_bytes());
    assert_eq!(files[1].attachment_name(), Some("quote \"50\" units.bin"));
    assert_eq!(files[1].content_type().unwrap().subtype(), Some("octet-stream"));
    assert_eq!(files[1].contents(), (0..=255).collect::<Vec<u8>>());
    let kinds: Vec<_> = message.parts.iter().filter_map(|part| part.content_type()?.subtype()).collect();
    assert_eq!(kinds, ["mixed", "alternative", "plain", "html", "csv", "octet-stream"]);
}

#[test]
fn a_letter_carries_the_headers_that_mail_systems_expect() {
    let bytes = build(&settings(), letter(), sent_at()).unwrap();
    let message = parse(&bytes);
    assert_eq!(message.message_id(), Some("019ab3-1@example.com"));
    assert_eq!(header(&message, "Date"), Some("Sun, 01 Nov 2026 05:00:40 +0000"));
    assert_eq!(header(&message, "Auto-Submitted"), Some("auto-generated"));
    assert_eq!(header(&message, "X-Trueup-Kind"), Some("true_up_quote"));
    assert_eq!(header(&message, "X-Trueup-Contract"), Some("PPE-2026-0007"));
    assert_eq!(header(&message, "X-Trueup-Month"), Some("2026-11"));
    assert_eq!(header(&message, "X-Trueup-To"), None);
    assert_eq!(header(&message, "Sender"), None);
    assert_eq!(addresses(message.from()), ["service@example.com"]);
    assert_eq!(message.from().unwrap().first().unwrap().name(), Some("Poly+ Enterprise Servizio è"));
    assert_eq!(addresses(message.reply_to()), ["csm-desk@example.com"]);
    assert_eq!(addresses(message.to()), [ANNA, BERTA]);
}

#[test]
fn a_letter_may_go_out_under_another_name_but_under_no_other_address() {
    let sender = Some("Nordcom Service\r\nBcc: <evil@example.com>".to_owned());
    let message = build(&settings(), Outgoing { sender, ..letter() }, sent_at()).unwrap();
    let message = parse(&message);
    assert_eq!(addresses(message.from()), ["service@example.com"]);
    assert_eq!(message.from().unwrap().first().unwrap().name(), Some("Nordcom Service Bcc: <evil@example.com>"));
    assert_eq!(header(&message, "Bcc"), None);
}

#[test]
fn a_reminder_stands_in_the_thread_of_what_it_reminds_of() {
    let (usual, asked) = (letter(), "<019ab2-7@example.com>");
    let bytes =
        build(&settings(), Outgoing { in_reply_to: Some(asked.to_owned()), ..usual.clone() }, sent_at()).unwrap();
    let message = parse(&bytes);
    assert_eq!((header(&message, "In-Reply-To"), header(&message, "References")), (Some(asked), Some(asked)));
    let bytes = build(&settings(), usual, sent_at()).unwrap();
    assert_eq!(header(&parse(&bytes), "In-Reply-To"), None);
}

#[test]
fn a_letter_sent_again_has_the_same_bytes() {
    let first = build(&settings(), letter(), sent_at()).unwrap();
    assert_eq!(first, build(&settings(), letter(), sent_at()).unwrap());
}

#[test]
fn a_redirected_letter_names_whom_it_was_for() {
    let settings = MailSettings { redirect_to: Some(email("test@example.com")), ..settings() };
    let bytes = build(&settings, letter(), sent_at()).unwrap();
    let message = parse(&bytes);
    assert_eq!(addresses(message.to()), ["test@example.com"]);
    assert_eq!(header(&message, "X-Trueup-To"), Some("anna@nordcom.example, berta@nordcom.example"));
}

#[test]
fn hostile_names_and_subjects_stay_inside_their_header() {
    let mut hostile = letter();
    hostile.subject = format!("A\r\nBcc: all@evil.example\r\n\r\n\u{202e}<b>{}", "x".repeat(3000));
    hostile.attachments[0].name = "../../etc/\"\r\nContent-Type: text/html\r\n\r\npass;wd\u{0}.csv".to_owned();
    hostile.attachments[0].media_type = "text/csv\r\nX-Evil: 1".to_owned();
    let bytes = build(&settings(), hostile, sent_at()).unwrap();
    assert!(bytes.is_ascii(), "a message is plain ASCII on the wire");
    assert!(bytes.split(|byte| *byte == b'\n').all(|line| line.len() <= 998), "RFC 5322: no line beyond 998");
    let message = parse(&bytes);
    assert!(message.bcc().is_none() && header(&message, "X-Evil").is_none());
    assert!(!String::from_utf8_lossy(&bytes).lines().any(|line| line.starts_with("Bcc") || line.starts_with("X-Evil")));
    assert!(message.subject().unwrap().starts_with("A Bcc: all@evil.example <b>xxx"));
    assert_eq!(message.attachment_count(), 2);
    let name = message.attachments().next().unwrap().attachment_name().unwrap().to_owned();
    assert!(!name.contains(['/', '\r', '\n', '\0']) && name.ends_with("wd .csv"), "{name:?}");
}

#[test]
fn a_letter_without_recipient_or_with_a_broken_message_id_is_refused() {
    let nobody = Outgoing { to: Vec::new(), ..letter() };
    assert!(matches!(build(&settings(), nobody, sent_at()), Err(MessageError::NoRecipient(_))));
    for id in ["", "a@b", "<a>", "<a b@c>", "<a@b>\r\nBcc: x@y", "<@>", "<a@b@c>"] {
        let broken = Outgoing { message_id: id.to_owned(), ..letter() };
        assert!(matches!(build(&settings(), broken, sent_at()), Err(MessageError::MessageId(_))), "{id:?}");
    }
}

#[tokio::test]
async fn the_folder_keeps_one_whole_file_per_letter() {
    let dir = TempDir::new().unwrap();
    let folder = dir.path().join("deep/outbox");
    let transport = Transport::new(&MailSettings { folder: folder.clone(), ..settings() }).unwrap();
    assert_eq!(transport.probe().await, Ok(()));
    let mut sender = transport.sender();
    for text in [b"first".as_slice(), b"second"] {
        assert_eq!(sender.send("019ab3", &email(ANNA), text, async || true).await, Some(Outcome::Sent));
    }
    assert_eq!(names(&folder), ["019ab3.eml"]);
    assert_eq!(fs::read(folder.join("019ab3.eml")).unwrap(), b"second");
    assert!(matches!(sender.send("../escape", &email(ANNA), b"x", async || true).await, Some(Outcome::Refused(_))));
    assert_eq!(names(&folder), ["019ab3.eml"]);
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_our_own_fault() {
    let dir = TempDir::new().unwrap();
    let folder = dir.path().join("file");
    fs::write(&folder, "not a folder").unwrap();
    let transport = Transport::new(&MailSettings { folder, ..settings() }).unwrap();
    let outcome = transport.sender().send("a", &email(ANNA), b"x", async || true).await;
    assert!(matches!(outcome, Some(Outcome::Misconfigured(_))), "{outcome:?}");
    assert!(transport.probe().await.is_err());
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Sends the letter to each address over one sender.
async fn send(settings: &MailSettings, to: &[&str]) -> Vec<Outcome> {
    let transport = Transport::new(settings).unwrap().with_limit(Duration::from_millis(700));
    let message = build(settings, letter(), sent_at()).unwrap();
    let mut sender = transport.sender();
    let mut outcomes = Vec::new();
    for to in to {
        outcomes.push(sender.send("019ab3", &email(to), &message, async || true).await.unwrap());
    }
    sender.close().await;
    outcomes
}

#[tokio::test]
async fn each_recipient_has_a_transaction_of_its_own_over_one_connection() {
    let server = FakeSmtp::open();
    assert_eq!(send(&towards(&server, SmtpTls::None), &[ANNA, BERTA]).await, [Outcome::Sent, Outcome::Sent]);
    let taken = server.taken();
    assert_eq!(server.transactions(), [1, 1]);
    assert_eq!(server.connections(), 1);
    assert_eq!(taken.iter().map(|one| one.to.clone()).collect::<Vec<_>>(), [[ANNA], [BERTA]]);
    assert!(taken.iter().all(|one| one.from == "bounces@example.com"));
    for one in &taken {
        let message = parse(&one.bytes);
        assert_eq!(message.message_id(), Some("019ab3-1@example.com"));
        assert_eq!(addresses(message.to()), [ANNA, BERTA]);
        assert!(message.body_text(0).unwrap().contains("..una riga con un punto"));
        assert_eq!(message.attachments().nth(1).unwrap().contents(), (0..=255).collect::<Vec<u8>>());
    }
}

#[tokio::test]
async fn without_bounce_to_the_envelope_names_the_sender() {
    let server = FakeSmtp::open();
    let settings = MailSettings { bounce_to: None, ..towards(&server, SmtpTls::None) };
    assert_eq!(send(&settings, &[ANNA]).await, [Outcome::Sent]);
    assert_eq!(server.taken()[0].from, "service@example.com");
}

#[tokio::test]
async fn what_the_server_says_of_one_recipient_concerns_nobody_else() {
    let server = FakeSmtp::open();
    server.act(ANNA, &[Act::AtRcpt(451), Act::AtRcpt(550), Act::AfterData(452), Act::AfterData(554)]);
    let outcomes = send(&towards(&server, SmtpTls::None), &[ANNA, BERTA, ANNA, BERTA, ANNA, BERTA, ANNA, ANNA]).await;
    let words: Vec<_> = outcomes.iter().map(|outcome| format!("{outcome:?}")).collect();
    let word = |index: usize| words[index].split('(').next().unwrap();
    let expected = ["TryLater", "Sent", "Refused", "Sent", "TryLater", "Sent", "Refused", "Sent"];
    assert_eq!((0..8).map(word).collect::<Vec<_>>(), expected, "{words:#?}");
    assert!(words[0].contains("451") && words[2].contains("550"), "the answer is quoted: {words:#?}");
    assert_eq!(server.taken().len(), 4);
}

#[tokio::test]
async fn a_connection_lost_before_data_is_tried_once_more_at_once() {
    let server = FakeSmtp::open();
    server.act(ANNA, &[Act::DropBeforeData]);
    assert_eq!(send(&towards(&server, SmtpTls::None), &[ANNA]).await, [Outcome::Sent]);
    assert_eq!(server.taken().len(), 1);
    server.act(ANNA, &[Act::DropBeforeData, Act::DropBeforeData]);
    let outcomes = send(&towards(&server, SmtpTls::None), &[ANNA]).await;
    assert!(matches!(&outcomes[..], [Outcome::TryLater(_)]), "{outcomes:?}");
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test]
async fn a_message_that_is_not_ours_any_more_ends_without_its_dot() {
    let server = FakeSmtp::open();
    let transport = Transport::new(&towards(&server, SmtpTls::None)).unwrap();
    let message = build(&settings(), letter(), sent_at()).unwrap();
    let mut sender = transport.sender();
    assert_eq!(sender.send("019ab3", &email(ANNA), &message, async || false).await, None);
    assert_eq!(sender.send("019ab3", &email(BERTA), &message, async || true).await, Some(Outcome::Sent));
    assert_eq!(server.taken().into_iter().map(|one| one.to).collect::<Vec<_>>(), [[BERTA]]);
}

#[tokio::test]
async fn a_server_that_closes_with_421_is_entered_again() {
    let server = FakeSmtp::open();
    server.act(ANNA, &[Act::AtRcpt(421)]);
    assert_eq!(send(&towards(&server, SmtpTls::None), &[ANNA]).await, [Outcome::Sent]);
    server.act(ANNA, &[Act::AtRcpt(421), Act::AtRcpt(421)]);
    assert!(matches!(&send(&towards(&server, SmtpTls::None), &[ANNA]).await[..], [Outcome::TryLater(_)]));
}

#[tokio::test]
async fn a_connection_lost_after_data_leaves_the_outcome_unknown() {
    let server = FakeSmtp::open();
    server.act(ANNA, &[Act::DropAfterData]);
    let outcomes = send(&towards(&server, SmtpTls::None), &[ANNA, ANNA]).await;
    assert!(matches!(&outcomes[..], [Outcome::Unknown(_), Outcome::Sent]), "{outcomes:?}");
    let ids: Vec<_> = server.taken().iter().map(|one| parse(&one.bytes).message_id().unwrap().to_owned()).collect();
    assert_eq!(ids, ["019ab3-1@example.com", "019ab3-1@example.com"], "both copies can be told to be one letter");
}

#[tokio::test]
async fn a_silent_server_is_left_after_the_limit() {
    let server = FakeSmtp::open();
    server.act(ANNA, &[Act::HangBeforeData, Act::HangAfterData]);
    let outcomes = send(&towards(&server, SmtpTls::None), &[ANNA, ANNA, ANNA]).await;
    assert!(matches!(&outcomes[..], [Outcome::TryLater(_), Outcome::Unknown(_), Outcome::Sent]), "{outcomes:?}");
}

#[tokio::test]
async fn a_server_that_takes_nothing_is_unavailable() {
    let server = FakeSmtp::open();
    server.greet(&[421]);
    assert!(matches!(&send(&towards(&server, SmtpTls::None), &[ANNA]).await[..], [Outcome::Unavailable(_)]));
    server.greet(&[554]);
    assert!(matches!(&send(&towards(&server, SmtpTls::None), &[ANNA]).await[..], [Outcome::Misconfigured(_)]));
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut settings = towards(&server, SmtpTls::None);
    settings.smtp.as_mut().unwrap().port = closed.local_addr().unwrap().port();
    drop(closed);
    assert!(matches!(&send(&settings, &[ANNA]).await[..], [Outcome::Unavailable(_)]));
}

/// Settings with the private authority of the server.
fn trusting(server: &FakeSmtp, tls: SmtpTls, dir: &TempDir) -> MailSettings {
    let ca_file = dir.path().join("ca.pem");
    fs::write(&ca_file, &server.authority).unwrap();
    let mut settings = towards(server, tls);
    settings.smtp.as_mut().unwrap().ca_file = Some(ca_file);
    settings
}

fn with_login(mut settings: MailSettings, password: &str) -> MailSettings {
    let login = SmtpLogin { username: "trueup".to_owned(), password: password.to_owned().into() };
    settings.smtp.as_mut().unwrap().login = Some(login);
    settings
}

#[tokio::test]
async fn tls_holds_with_the_private_authority_and_not_without_it() {
    let dir = TempDir::new().unwrap();
    for (protection, tls) in [(Protection::Starttls, SmtpTls::Starttls), (Protection::Tls, SmtpTls::Tls)] {
        let server = FakeSmtp::start(protection, None, "PLAIN");
        assert_eq!(send(&trusting(&server, tls, &dir), &[ANNA]).await, [Outcome::Sent]);
        assert!(server.taken()[0].over_tls);
        let outcomes = send(&towards(&server, tls), &[ANNA]).await;
        assert!(matches!(&outcomes[..], [Outcome::Misconfigured(_)]), "{outcomes:?}");
        assert_eq!(server.taken().len(), 1);
    }
}

#[tokio::test]
async fn a_server_without_starttls_gets_nothing_in_the_clear() {
    let server = FakeSmtp::start(Protection::None, Some(("trueup", "secret")), "PLAIN");
    let settings = with_login(towards(&server, SmtpTls::Starttls), "secret");
    assert!(matches!(&send(&settings, &[ANNA]).await[..], [Outcome::Misconfigured(_)]));
    assert!(server.taken().is_empty());
}

#[tokio::test]
async fn a_login_by_plain_or_login_is_accepted_and_a_wrong_one_is_our_own_fault() {
    let dir = TempDir::new().unwrap();
    for mechanisms in ["PLAIN", "LOGIN"] {
        let server = FakeSmtp::start(Protection::Starttls, Some(("trueup", "sécret")), mechanisms);
        let settings = trusting(&server, SmtpTls::Starttls, &dir);
        assert_eq!(send(&with_login(settings.clone(), "sécret"), &[ANNA]).await, [Outcome::Sent]);
        let wrong = with_login(settings.clone(), "wrong");
        let outcomes = send(&wrong, &[ANNA]).await;
        let [Outcome::Misconfigured(text)] = &outcomes[..] else { panic!("{outcomes:?}") };
        assert!(text.contains("535") && !text.contains(char::is_control), "{text:?}");
        assert!(matches!(&send(&settings, &[ANNA]).await[..], [Outcome::Misconfigured(_)]), "no login at all");
        assert!(Transport::new(&wrong).unwrap().probe().await.unwrap_err().to_string().contains("535"));
        assert_eq!(server.taken().len(), 1);
    }
    let server = FakeSmtp::start(Protection::Starttls, Some(("trueup", "secret")), "XOAUTH2");
    let settings = with_login(trusting(&server, SmtpTls::Starttls, &dir), "secret");
    assert!(matches!(&send(&settings, &[ANNA]).await[..], [Outcome::Misconfigured(_)]));
}

#[test]
fn clear_text_to_another_machine_is_refused_before_anything_is_sent() {
    let server = FakeSmtp::open();
    let mut settings = towards(&server, SmtpTls::None);
    settings.smtp.as_mut().unwrap().host = "smtp.example.com".to_owned();
    assert!(matches!(Transport::new(&settings), Err(TransportError::ClearText { .. })));
    settings.smtp = None;
    assert!(matches!(Transport::new(&settings), Err(TransportError::NoSmtp)));
}

#[test]
fn an_authority_that_cannot_be_read_is_named() {
    let (dir, server) = (TempDir::new().unwrap(), FakeSmtp::open());
    let mut settings = trusting(&server, SmtpTls::Starttls, &dir);
    let path = dir.path().join("ca.pem");
    for content in ["", "-----BEGIN CERTIFICATE-----\nnot base64 !\n-----END CERTIFICATE-----\n"] {
        fs::write(&path, content).unwrap();
        let error = Transport::new(&settings).err().unwrap().to_string();
        assert!(error.contains("ca.pem"), "{error}");
    }
    settings.smtp.as_mut().unwrap().ca_file = Some(dir.path().join("missing.pem"));
    assert!(matches!(Transport::new(&settings), Err(TransportError::CaFile { .. })));
}
