//! `[mail]`.

use std::num::NonZeroU32;

use crate::datafile::reader::{Given, Section};
use crate::domain::party::Email;
use crate::mail::{MailSettings, SmtpLogin, SmtpSettings, SmtpTls, TransportKind};
use crate::settings::lens::loopback;
use crate::settings::place::Place;

/// Reads the section.
pub(super) fn mail(mut from: Section<'_>, place: &Place) -> Option<MailSettings> {
    let sender = "who letters come from, as in \"Poly+ Enterprise Service <service@example.com>\"";
    let sender = from.required("from", sender, Given::parsed);
    let reply_to = address(&mut from, "reply_to");
    let bounce_to = address(&mut from, "bounce_to");
    let operator = address(&mut from, "operator");
    let transport = from.word("transport", &[("folder", TransportKind::Folder), ("smtp", TransportKind::Smtp)]);
    let folder = place.path(&mut from, "folder").unwrap_or_else(|| place.folder.join("outbox"));
    let redirect_to = address(&mut from, "redirect_to");
    let allow = from.list("allow", "an address or a domain, as in \"example.com\"", |text| text.parse().ok());
    let per_minute = from.opt("per_minute", "a whole number, 0 for no limit", Given::integer::<u32>).unwrap_or(60);
    let smtp = from.section("smtp").and_then(|section| smtp(section, place));
    if transport == TransportKind::Smtp && !from.has("smtp") {
        from.problem("smtp.host", "nothing", "the name of the SMTP server, since mail.transport is \"smtp\"");
    }
    from.finish();
    Some(MailSettings {
        from: sender?,
        reply_to,
        bounce_to,
        operator,
        transport,
        folder,
        redirect_to,
        allow,
        per_minute: NonZeroU32::new(per_minute),
        smtp,
    })
}

fn smtp(mut from: Section<'_>, place: &Place) -> Option<SmtpSettings> {
    let host = from.required("host", "the name of the SMTP server", |given| {
        given.text().filter(|host| !host.contains(|c: char| c.is_whitespace() || c == '/' || c == '@'))
    });
    let port = from.opt("port", "a port, 1 to 65535", |given| given.integer::<u16>().filter(|port| *port > 0));
    let words = [("starttls", SmtpTls::Starttls), ("tls", SmtpTls::Tls), ("none", SmtpTls::None)];
    let tls = from.word("tls", &words);
    if let Some(host) = host
        && tls == SmtpTls::None
        && !loopback(host)
    {
        from.problem("tls", "\"none\"", format!("\"starttls\" or \"tls\": {host} is another machine"));
    }
    let username = from.opt_text("username");
    let password = place.secret(&mut from, "password", "password_file");
    let said = from.has("password") || from.has("password_file");
    let login = match (username, password) {
        (Some(username), Some(password)) => Some(SmtpLogin { username, password }),
        (Some(_), None) if !said => {
            let expected = "`password_file`, `password`, or mail.smtp.password in $CREDENTIALS_DIRECTORY";
            from.problem("password", "nothing", expected);
            None
        }
        (None, Some(_)) => {
            from.problem("username", "nothing", "the user name that the password belongs to");
            None
        }
        (_, None) => None,
    };
    let ca_file = place.path(&mut from, "ca_file");
    if let Some(missing) = ca_file.as_ref().filter(|path| !path.is_file()) {
        let found = format!("{}, which is no file", missing.display());
        from.problem("ca_file", found, "a PEM file with the certificate of the authority");
    }
    from.finish();
    let usual_port = if tls == SmtpTls::Tls { 465 } else { 587 };
    Some(SmtpSettings { host: host?.to_owned(), port: port.unwrap_or(usual_port), tls, login, ca_file })
}

fn address(from: &mut Section<'_>, key: &'static str) -> Option<Email> {
    from.opt_written(key, "a mail address, as in service@example.com", |text| text.parse().ok())
}
