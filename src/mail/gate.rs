//! Whether a letter may go to a recipient, and where it goes in a rehearsal. Pure.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use crate::domain::party::{Email, InvalidEmail};
use crate::mail::{MailSettings, TransportKind};

/// What happens with a letter to one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gate {
    /// It goes there.
    Send(Email),
    /// It goes elsewhere: `mail.redirect_to` is set.
    Redirect {
        /// Where it goes.
        to: Email,
        /// Whom it was written to.
        instead_of: Email,
    },
    /// It stays here, for this reason.
    Hold(String),
}

/// Decides about one recipient. What `mail.allow` names is where mail really goes: a redirected letter is held too if
/// `mail.redirect_to` itself is not allowed.
pub fn gate(settings: &MailSettings, recipient: &Email) -> Gate {
    let target = settings.redirect_to.as_ref().unwrap_or(recipient);
    if !settings.allow.is_empty() && !settings.allow.iter().any(|allowed| allowed.covers(target)) {
        return Gate::Hold(format!("{target} is not in mail.allow"));
    }
    match &settings.redirect_to {
        Some(to) => Gate::Redirect { to: to.clone(), instead_of: recipient.clone() },
        None => Gate::Send(recipient.clone()),
    }
}

/// One entry of `mail.allow`: an address, or a domain without its subdomains. Letter case does not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// This address.
    Address(Email),
    /// Every address of this domain, in lower case.
    Domain(String),
}

impl Allowed {
    /// Whether the entry names the address.
    pub fn covers(&self, address: &Email) -> bool {
        match self {
            Self::Address(allowed) => allowed.as_str().to_lowercase() == address.as_str().to_lowercase(),
            Self::Domain(domain) => address.domain() == *domain,
        }
    }
}

impl FromStr for Allowed {
    type Err = InvalidEmail;

    /// Reads `orders@example.com`, `example.com` or `@example.com`.
    fn from_str(text: &str) -> Result<Self, InvalidEmail> {
        let domain = text.strip_prefix('@').unwrap_or(text);
        if domain.contains('@') {
            return Ok(Self::Address(text.parse()?));
        }
        let probe: Email = format!("postmaster@{domain}").parse()?;
        Ok(Self::Domain(probe.domain()))
    }
}

impl fmt::Display for Allowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(f),
            Self::Domain(domain) => f.pad(domain),
        }
    }
}

/// Why a rehearsal may not send.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "mail.smtp.host is {host}, which is not on loopback: a rehearsal must not write to partners; set mail.redirect_to, \
     or mail.transport = \"folder\""
)]
pub struct RehearsalRefused {
    host: String,
}

/// A rehearsal (product.md section 2) sends to a server that is not on loopback only when every letter is redirected.
pub fn rehearsal_allowed(settings: &MailSettings) -> Result<(), RehearsalRefused> {
    if settings.transport == TransportKind::Folder || settings.redirect_to.is_some() {
        return Ok(());
    }
    match &settings.smtp {
        Some(smtp) if !is_loopback(&smtp.host) => Err(RehearsalRefused { host: smtp.host.clone() }),
        _ => Ok(()),
    }
}

/// Whether the host is this machine by its name alone; no name is looked up.
pub fn is_loopback(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    if let Ok(address) = bare.parse::<IpAddr>() {
        return address.to_canonical().is_loopback();
    }
    // RFC 6761: every name under "localhost" is loopback.
    let name = bare.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::mail::{SmtpSettings, SmtpTls};

    fn settings(redirect_to: &str, allow: &[&str]) -> MailSettings {
        MailSettings {
            from: "Service <service@example.com>".parse().unwrap(),
            reply_to: None,
            bounce_to: None,
            operator: None,
            transport: TransportKind::Smtp,
            folder: PathBuf::from("outbox"),
            redirect_to: redirect_to.parse().ok(),
            allow: allow.iter().map(|entry| entry.parse().unwrap()).collect(),
            per_minute: None,
            smtp: Some(SmtpSettings {
                host: "smtp.example.com".to_owned(),
                port: 587,
                tls: SmtpTls::Starttls,
                login: None,
                ca_file: None,
            }),
        }
    }

    fn email(text: &str) -> Email {
        text.parse().unwrap()
    }

    #[test]
    fn without_settings_a_letter_goes_to_its_recipient() {
        let to = email("a@nordcom.example");
        assert_eq!(gate(&settings("", &[]), &to), Gate::Send(to));
    }

    #[test]
    fn a_redirected_letter_goes_elsewhere_and_remembers_whom_it_was_for() {
        let (to, instead_of) = (email("test@example.com"), email("a@nordcom.example"));
        assert_eq!(gate(&settings("test@example.com", &[]), &instead_of), Gate::Redirect { to, instead_of });
    }

    #[test]
    fn the_allow_list_takes_addresses_and_whole_domains() {
        let settings = settings("", &["Anna@Nordcom.example", "@example.com"]);
        for allowed in ["anna@nordcom.example", "any@EXAMPLE.com"] {
            assert_eq!(gate(&settings, &email(allowed)), Gate::Send(email(allowed)));
        }
        for held in ["berta@nordcom.example", "any@sub.example.com", "any@notexample.com", "any@example.com.evil.org"] {
            assert!(matches!(gate(&settings, &email(held)), Gate::Hold(_)), "{held}");
        }
    }

    #[test]
    fn the_allow_list_is_about_where_mail_really_goes() {
        let to = email("a@nordcom.example");
        assert!(matches!(gate(&settings("test@example.com", &["example.com"]), &to), Gate::Redirect { .. }));
        assert!(matches!(gate(&settings("test@example.com", &["nordcom.example"]), &to), Gate::Hold(_)));
    }

    #[test]
    fn an_entry_that_is_neither_address_nor_domain_is_refused() {
        for wrong in ["", "@", "a b", "a@b@c", "exa mple.com"] {
            assert!(wrong.parse::<Allowed>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn loopback_is_known_by_its_name() {
        for host in
            ["localhost", "LOCALHOST.", "mail.localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]", "::ffff:127.0.0.1"]
        {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["localhost.example.com", "10.0.0.1", "smtp.example.com", "::2", "0.0.0.0", "127.0.0.1.nip.io"] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn a_rehearsal_writes_to_the_world_only_when_redirected() {
        assert!(rehearsal_allowed(&settings("", &[])).unwrap_err().to_string().contains("mail.redirect_to"));
        assert!(rehearsal_allowed(&settings("test@example.com", &[])).is_ok());
        let mut local = settings("", &[]);
        local.smtp.as_mut().unwrap().host = "127.0.0.1".to_owned();
        assert!(rehearsal_allowed(&local).is_ok());
        let mut folder = settings("", &[]);
        folder.transport = TransportKind::Folder;
        assert!(rehearsal_allowed(&folder).is_ok());
    }
}
