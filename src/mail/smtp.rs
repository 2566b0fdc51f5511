//! The `smtp` transport: one transaction per recipient, driven command by command so that it is known whether a
//! failure came before or after DATA. Before it nothing can have been taken; after it nobody knows.

use std::error::Error as StdError;
use std::fs;
use std::io;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters, TlsParametersBuilder};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Severity;
use secrecy::ExposeSecret;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::domain::party::Email;
use crate::mail::gate::is_loopback;
use crate::mail::transport::{Outcome, Stop, TransportError, plain};
use crate::mail::{MailSettings, SmtpLogin, SmtpSettings, SmtpTls};

/// Time limit for each half of a send: connecting to the answer to DATA, and the message to its answer. The library's
/// own limit ends with connecting, and a server that falls silent would hold a worker for ever. A minute lets a slow
/// server scan an attachment, and is short beside the back-off.
const SEND_LIMIT: Duration = Duration::from_mins(1);
/// Time limit for the goodbye: everything is done by then.
const GOODBYE_LIMIT: Duration = Duration::from_secs(2);
/// Messages over one connection; many servers close it with 421 after a hundred.
const MESSAGES_PER_CONNECTION: u32 = 50;

/// A server, and how to enter it.
pub struct Smtp {
    host: String,
    port: u16,
    security: Security,
    login: Option<SmtpLogin>,
    envelope_sender: Address,
    limit: Duration,
}

enum Security {
    Clear,
    Starttls(TlsParameters),
    Tls(TlsParameters),
}

impl Smtp {
    pub(super) fn new(settings: &MailSettings) -> Result<Self, TransportError> {
        let smtp = settings.smtp.as_ref().ok_or(TransportError::NoSmtp)?;
        let security = match smtp.tls {
            SmtpTls::None if is_loopback(&smtp.host) => Security::Clear,
            SmtpTls::None => return Err(TransportError::ClearText { host: smtp.host.clone() }),
            SmtpTls::Starttls => Security::Starttls(tls_parameters(smtp)?),
            SmtpTls::Tls => Security::Tls(tls_parameters(smtp)?),
        };
        let envelope_sender = match &settings.bounce_to {
            Some(bounce_to) => address(bounce_to).map_err(TransportError::Sender)?,
            None => settings.from.email.clone(),
        };
        let (host, port, login) = (bare(&smtp.host).to_owned(), smtp.port, smtp.login.clone());
        Ok(Self { host, port, security, login, envelope_sender, limit: SEND_LIMIT })
    }

    pub(super) fn with_limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Connects, turns TLS on, logs in.
    async fn enter(&self) -> Result<AsyncSmtpConnection, Failure> {
        let hello = ClientId::default();
        let server = (self.host.as_str(), self.port);
        let connected = match &self.security {
            Security::Tls(parameters) => {
                let parameters = Some(parameters.clone());
                AsyncSmtpConnection::connect_tokio1(server, Some(self.limit), &hello, parameters, None).await
            }
            Security::Clear | Security::Starttls(_) => {
                let away = |error: io::Error| Failure::Unavailable(plain(&format!("{}: {error}", self.host)));
                let stream = TcpStream::connect(server).await.map_err(away)?;
                // The dot that ends a message is a packet of its own: held back until the message is acknowledged, it
                // would cost each letter 40 ms. The library gives no way to say so where TLS comes first.
                stream.set_nodelay(true).map_err(away)?;
                AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello).await
            }
        };
        let mut connection = connected.map_err(|error| at_the_door(&error))?;
        if let Security::Starttls(parameters) = &self.security {
            connection.starttls(parameters.clone(), &hello).await.map_err(|error| at_the_door(&error))?;
        }
        if let Some(login) = &self.login {
            let password = login.password.expose_secret().to_owned();
            let credentials = Credentials::new(login.username.clone(), password);
            let accepted = connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await;
            accepted.map_err(|error| at_the_door(&error))?;
        }
        Ok(connection)
    }
}

/// One worker's connection, kept between letters.
pub struct Session<'a> {
    smtp: &'a Smtp,
    open: Option<Box<Open>>,
}

struct Open {
    connection: AsyncSmtpConnection,
    messages: u32,
    /// A transaction was begun and not finished: RSET first.
    unfinished: bool,
}

impl<'a> Session<'a> {
    pub(super) fn new(smtp: &'a Smtp) -> Self {
        Self { smtp, open: None }
    }

    /// One transaction. A connection that is lost before DATA is opened anew and tried once more at once. None if the
    /// message is not `ours` to send any more.
    pub(super) async fn send(
        &mut self,
        to: &Email,
        message: &[u8],
        ours: impl AsyncFnOnce() -> bool,
    ) -> Option<Outcome> {
        let recipient = match address(to) {
            Ok(recipient) => recipient,
            Err(text) => return Some(Outcome::Refused(format!("{text} is not an address"))),
        };
        let mut tried_again = false;
        loop {
            match self.up_to_data(&recipient, message).await {
                Ok(()) => break,
                Err(Failure::Lost(_)) if !tried_again => tried_again = true,
                Err(failure) => return Some(failure.into()),
            }
        }
        if ours().await {
            return Some(self.hand_over(message).await);
        }
        // A message whose end never comes is thrown away with its connection.
        self.open = None;
        None
    }

    /// Whether the server lets us in.
    pub(super) async fn probe(mut self) -> Result<(), Stop> {
        let entered = self.entered().await.map(|_| ());
        self.close().await;
        entered.map_err(|failure| match failure {
            Failure::Misconfigured(text) => Stop::Misconfigured(text),
            other => Stop::Unavailable(other.text()),
        })
    }

    pub(super) async fn close(mut self) {
        self.leave().await;
    }

    async fn leave(&mut self) {
        if let Some(mut open) = self.open.take() {
            // Nothing hangs on the answer.
            let _ = timeout(GOODBYE_LIMIT, open.connection.quit()).await;
        }
    }

    /// An open connection, with nothing begun on it.
    async fn entered(&mut self) -> Result<&mut Open, Failure> {
        if self.open.as_ref().is_some_and(|open| open.messages >= MESSAGES_PER_CONNECTION) {
            self.leave().await;
        }
        let open = match self.open.take() {
            Some(open) => open,
            None => match timeout(self.smtp.limit, self.smtp.enter()).await {
                Ok(entered) => Box::new(Open { connection: entered?, messages: 0, unfinished: false }),
                Err(_) => return Err(Failure::Unavailable(self.silent("while connecting"))),
            },
        };
        Ok(self.open.insert(open))
    }

    /// Everything before the message itself: when this fails, nothing was taken.
    async fn up_to_data(&mut self, recipient: &Address, message: &[u8]) -> Result<(), Failure> {
        let (sender, limit) = (&self.smtp.envelope_sender, self.smtp.limit);
        let open = self.entered().await?;
        let begun = match timeout(limit, open.begin(sender, recipient, message)).await {
            Ok(begun) => begun,
            Err(_) => Err(Failure::Silent(self.silent("before DATA"))),
        };
        if let Err(Failure::Lost(_) | Failure::Silent(_)) = begun {
            self.open = None;
        }
        begun
    }

    /// The message and its answer.
    async fn hand_over(&mut self, message: &[u8]) -> Outcome {
        let Some(mut open) = self.open.take() else {
            return Outcome::TryLater("the connection was lost before DATA".to_owned());
        };
        let outcome = match timeout(self.smtp.limit, open.connection.message(message)).await {
            Ok(Ok(response)) if response.code().severity == Severity::PositiveCompletion => Outcome::Sent,
            Ok(Ok(response)) => Outcome::Unknown(format!("the server answered the message with {}", response.code())),
            Ok(Err(error)) if error.is_transient() => Outcome::TryLater(text(&error)),
            Ok(Err(error)) if error.is_permanent() => Outcome::Refused(text(&error)),
            Ok(Err(error)) => Outcome::Unknown(format!("the connection was lost after DATA: {}", text(&error))),
            Err(_) => Outcome::Unknown(self.silent("after DATA")),
        };
        // With its answer the transaction is over, whatever it was; without one the connection is of no use.
        if !matches!(outcome, Outcome::Unknown(_)) {
            open.messages += 1;
            open.unfinished = false;
            self.open = Some(open);
        }
        outcome
    }

    fn silent(&self, when: &str) -> String {
        format!("no answer from {} within {:?} {when}", self.smtp.host, self.smtp.limit)
    }
}

impl Open {
    /// RSET if need be, MAIL, RCPT, DATA.
    async fn begin(&mut self, sender: &Address, recipient: &Address, message: &[u8]) -> Result<(), Failure> {
        let parameters = self.parameters(sender, recipient, message)?;
        if self.unfinished {
            self.connection.command(Rset).await.map_err(|error| Failure::Lost(text(&error)))?;
        }
        self.unfinished = true;
        let mail = Mail::new(Some(sender.clone()), parameters);
        // The sender is ours and the same for every letter: a server that refuses it refuses all of them.
        self.connection.command(mail).await.map_err(|error| in_transaction(&error, Failure::Misconfigured))?;
        let rcpt = Rcpt::new(recipient.clone(), Vec::new());
        self.connection.command(rcpt).await.map_err(|error| in_transaction(&error, Failure::Refused))?;
        let go_on = self.connection.command(Data).await.map_err(|error| in_transaction(&error, Failure::Refused))?;
        if go_on.has_code(354) {
            return Ok(());
        }
        Err(Failure::Lost(format!("the server answered DATA with {}", go_on.code())))
    }

    /// Our own messages are plain ASCII; an address need not be (RFC 6531).
    fn parameters(&self, sender: &Address, to: &Address, message: &[u8]) -> Result<Vec<MailParameter>, Failure> {
        let ascii = |address: &Address| AsRef::<str>::as_ref(address).is_ascii();
        if ascii(sender) && ascii(to) && message.is_ascii() {
            return Ok(Vec::new());
        }
        let server = self.connection.server_info();
        if !server.supports_feature(Extension::SmtpUtfEight) || !server.supports_feature(Extension::EightBitMime) {
            return Err(Failure::Refused("an address is not ASCII, and the server has no SMTPUTF8".to_owned()));
        }
        Ok(vec![MailParameter::SmtpUtfEight, MailParameter::Body(MailBodyParameter::EightBitMime)])
    }
}

/// Why the message itself was not even begun.
enum Failure {
    /// The connection ended: another one may do.
    Lost(String),
    /// The connection fell silent: another one would cost as long again.
    Silent(String),
    /// 4xx.
    Later(String),
    /// 5xx for this recipient.
    Refused(String),
    /// The server takes nothing at present.
    Unavailable(String),
    /// Our own fault.
    Misconfigured(String),
}

impl Failure {
    fn text(self) -> String {
        match self {
            Self::Lost(text)
            | Self::Silent(text)
            | Self::Later(text)
            | Self::Refused(text)
            | Self::Unavailable(text)
            | Self::Misconfigured(text) => text,
        }
    }
}

impl From<Failure> for Outcome {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Lost(text) => Self::TryLater(format!("the connection was lost before DATA: {text}")),
            Failure::Silent(text) | Failure::Later(text) => Self::TryLater(text),
            Failure::Refused(text) => Self::Refused(text),
            Failure::Unavailable(text) => Self::Unavailable(text),
            Failure::Misconfigured(text) => Self::Misconfigured(text),
        }
    }
}

/// A failure of connecting, TLS or login: it concerns every letter.
fn at_the_door(error: &Error) -> Failure {
    // "client" errors are of our own making: STARTTLS or a way to log in that the server does not offer.
    if error.is_permanent() || error.is_client() || error.is_tls() || is_tls_failure(error) {
        return Failure::Misconfigured(text(error));
    }
    Failure::Unavailable(text(error))
}

/// A failure between MAIL and DATA; `refused` is what a 5xx means there.
fn in_transaction(error: &Error, refused: fn(String) -> Failure) -> Failure {
    match error.status().map(u16::from) {
        // 421: the server closes the connection, a long idle one perhaps. None: it just did.
        Some(421) | None => Failure::Lost(text(error)),
        // RFC 4954: it wants a login, or another one.
        Some(530 | 534 | 535 | 538) => Failure::Misconfigured(text(error)),
        Some(_) if error.is_transient() => Failure::Later(text(error)),
        Some(_) => refused(text(error)),
    }
}

/// Whether TLS itself failed, a certificate for instance; a connection that ended during the handshake does not count.
fn is_tls_failure(error: &Error) -> bool {
    let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(current) = cause {
        // An I/O error hides what it wraps from `source`.
        let within = current.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        let tls = within.and_then(|inner| inner.downcast_ref::<rustls::Error>());
        if tls.is_some() || current.is::<rustls::Error>() {
            return true;
        }
        cause = current.source();
    }
    false
}

fn tls_parameters(smtp: &SmtpSettings) -> Result<TlsParameters, TransportError> {
    let mut builder = TlsParametersBuilder::new(bare(&smtp.host).to_owned());
    if let Some(path) = &smtp.ca_file {
        let wrong = |reason: String| TransportError::CaFile { path: path.clone(), reason };
        let pem = fs::read(path).map_err(|error| wrong(error.to_string()))?;
        if !pem.windows(11).any(|part| part == b"-----BEGIN ") {
            return Err(wrong("holds no PEM certificate".to_owned()));
        }
        builder = builder.add_root_certificate(Certificate::from_pem(&pem).map_err(|error| wrong(error.to_string()))?);
    }
    builder.build().map_err(|error| TransportError::Tls { host: smtp.host.clone(), reason: error.to_string() })
}

fn address(email: &Email) -> Result<Address, String> {
    let text = email.as_str();
    let parsed = text.parse().map_err(|_| plain(text))?;
    // A line break would begin a command of its own.
    if text.contains(char::is_control) { Err(plain(text)) } else { Ok(parsed) }
}

/// An IPv6 address may stand in brackets.
fn bare(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

fn text(error: &Error) -> String {
    plain(&error.to_string())
}
