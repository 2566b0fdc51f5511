//! A mail server on loopback that speaks the real protocol, keeps what it takes, and misbehaves on demand.
//!
//! Blocking sockets and a thread per connection: the code under test never shares a runtime with its server.

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Barrier, Mutex, MutexGuard};
use std::thread;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A message that the server took, or may have taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    /// Envelope sender.
    pub(crate) from: String,
    /// Envelope recipients.
    pub(crate) to: Vec<String>,
    /// The message without its dot-stuffing.
    pub(crate) bytes: Vec<u8>,
    /// Whether it came over TLS.
    pub(crate) over_tls: bool,
}

/// One misbehaviour towards one recipient; used up when it happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// Answers RCPT with this code.
    AtRcpt(u16),
    /// Closes the connection at RCPT.
    DropBeforeData,
    /// Falls silent at RCPT.
    HangBeforeData,
    /// Answers RCPT after two meetings with the test.
    MeetBeforeData,
    /// Answers the message with this code and does not keep it.
    AfterData(u16),
    /// Keeps the message and closes the connection without an answer.
    DropAfterData,
    /// Keeps the message and falls silent.
    HangAfterData,
}

/// How the server protects its connections.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protection {
    None,
    Starttls,
    Tls,
}

struct Shared {
    protection: Protection,
    tls: Arc<ServerConfig>,
    /// Who may log in; without it no login is offered.
    login: Option<(String, String)>,
    /// The ways of logging in that EHLO offers.
    mechanisms: &'static str,
    /// Where a connection and the test wait for each other.
    meeting: Arc<Barrier>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    taken: Vec<Taken>,
    acts: BTreeMap<String, VecDeque<Act>>,
    greetings: VecDeque<u16>,
    transactions: Vec<usize>,
    connections: usize,
    /// Connections that are open now, the most there ever were, and how many are let in.
    open: usize,
    peak: usize,
    room: Option<usize>,
}

/// The server; it stops with the test process.
pub(crate) struct FakeSmtp {
    address: SocketAddr,
    /// The private authority that signed its certificate, PEM.
    pub(crate) authority: String,
    shared: Arc<Shared>,
}

impl FakeSmtp {
    /// A server without TLS and without login.
    pub(crate) fn open() -> Self {
        Self::start(Protection::None, None, "PLAIN LOGIN")
    }

    pub(crate) fn start(protection: Protection, login: Option<(&str, &str)>, mechanisms: &'static str) -> Self {
        Self::start_at(0, protection, login, mechanisms)
    }

    /// A server without TLS and without login, at a port where none was.
    pub(crate) fn open_at(port: u16) -> Self {
        Self::start_at(port, Protection::None, None, "PLAIN LOGIN")
    }

    fn start_at(port: u16, protection: Protection, login: Option<(&str, &str)>, mechanisms: &'static str) -> Self {
        let (tls, authority) = certificates();
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        let address = listener.local_addr().unwrap();
        let login = login.map(|(user, password)| (user.to_owned(), password.to_owned()));
        let shared = Arc::new(Shared {
            protection,
            tls,
            login,
            mechanisms,
            meeting: Arc::new(Barrier::new(2)),
            state: Mutex::default(),
        });
        let for_connections = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&for_connections);
                // A client that goes away is an everyday thing.
                thread::spawn(move || drop(serve(&shared, stream)));
            }
        });
        Self { address, authority, shared }
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// What was taken so far, in order.
    pub(crate) fn taken(&self) -> Vec<Taken> {
        self.shared.state().taken.clone()
    }

    /// Misbehave towards a recipient, once for each act.
    pub(crate) fn act(&self, recipient: &str, acts: &[Act]) {
        self.shared.state().acts.entry(recipient.to_owned()).or_default().extend(acts);
    }

    /// Waits until a connection that was told to waits for the test.
    pub(crate) async fn meet(&self) {
        let meeting = Arc::clone(&self.shared.meeting);
        tokio::task::spawn_blocking(move || meeting.wait()).await.unwrap();
    }

    /// Greet the next connections with these codes, and those after them as usual.
    pub(crate) fn greet(&self, codes: &[u16]) {
        self.shared.state().greetings = codes.iter().copied().collect();
    }

    /// Lets in no more than so many at once; the others are told 421.
    pub(crate) fn room_for(&self, connections: usize) {
        self.shared.state().room = Some(connections);
    }

    /// The most connections that were open at once.
    pub(crate) fn peak(&self) -> usize {
        self.shared.state().peak
    }

    /// Recipients in each transaction that reached DATA.
    pub(crate) fn transactions(&self) -> Vec<usize> {
        self.shared.state().transactions.clone()
    }

    /// Connections that were opened so far.
    pub(crate) fn connections(&self) -> usize {
        self.shared.state().connections
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn next_act(&self, recipient: &str, wanted: fn(Act) -> bool) -> Option<Act> {
        let mut state = self.state();
        let acts = state.acts.get_mut(recipient)?;
        if acts.front().copied().is_some_and(wanted) { acts.pop_front() } else { None }
    }
}

/// A certificate for "localhost" and 127.0.0.1, and the authority that signed it.
fn certificates() -> (Arc<ServerConfig>, String) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let leaf = CertificateParams::new(names).unwrap().signed_by(&key, &authority).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![leaf.der().clone()], key).unwrap();
    (Arc::new(config), authority.pem())
}

enum Wire {
    Clear(TcpStream),
    Tls(Box<StreamOwned<ServerConnection, TcpStream>>),
}

impl Wire {
    fn tls(stream: TcpStream, config: &Arc<ServerConfig>) -> Self {
        let connection = ServerConnection::new(Arc::clone(config)).unwrap();
        Self::Tls(Box::new(StreamOwned::new(connection, stream)))
    }
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Clear(stream) => stream.read(buffer),
            Self::Tls(stream) => stream.read(buffer),
        }
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Clear(stream) => stream.write(bytes),
            Self::Tls(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Clear(stream) => stream.flush(),
            Self::Tls(stream) => stream.flush(),
        }
    }
}

fn serve(shared: &Shared, stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let greeting = {
        let mut state = shared.state();
        state.connections += 1;
        state.open += 1;
        state.peak = state.peak.max(state.open);
        let full = state.room.is_some_and(|room| state.open > room);
        state.greetings.pop_front().unwrap_or(if full { 421 } else { 220 })
    };
    let _leaving = Leaving(shared);
    let wire = match shared.protection {
        Protection::Tls => Wire::tls(stream, &shared.tls),
        Protection::None | Protection::Starttls => Wire::Clear(stream),
    };
    let over_tls = shared.protection == Protection::Tls;
    let mut talk = Talk { shared, wire: BufReader::new(wire), over_tls, logged_in: false, from: None, to: Vec::new() };
    talk.say(greeting, "loopback.example")?;
    if greeting != 220 {
        return Ok(());
    }
    while let Some(line) = talk.line()? {
        if !talk.answer(&line)? {
            break;
        }
    }
    Ok(())
}

/// A connection that is counted until it ends.
struct Leaving<'a>(&'a Shared);

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        self.0.state().open -= 1;
    }
}

/// One conversation.
struct Talk<'a> {
    shared: &'a Shared,
    wire: BufReader<Wire>,
    over_tls: bool,
    logged_in: bool,
    from: Option<String>,
    to: Vec<String>,
}

impl Talk<'_> {
    fn say(&mut self, code: u16, text: &str) -> io::Result<()> {
        write!(self.wire.get_mut(), "{code} {text}\r\n")?;
        self.wire.get_mut().flush()
    }

    fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = String::new();
        Ok((self.wire.read_line(&mut line)? > 0).then(|| line.trim_end().to_owned()))
    }

    /// Silent until the client gives up.
    fn hang(&mut self) -> io::Result<bool> {
        io::copy(&mut self.wire, &mut io::sink())?;
        Ok(false)
    }

    /// Answers one command; `false` ends the conversation.
    fn answer(&mut self, line: &str) -> io::Result<bool> {
        let command = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        match command.as_str() {
            "EHLO" => self.ehlo()?,
            "STARTTLS" => return self.starttls(),
            "AUTH" => self.auth(line)?,
            "MAIL" if self.shared.login.is_some() && !self.logged_in => self.say(530, "5.7.0 log in first")?,
            "MAIL" => {
                self.from = Some(path(line));
                self.say(250, "ok")?;
            }
            "RCPT" => return self.rcpt(path(line)),
            "DATA" => return self.data(),
            "RSET" => {
                (self.from, self.to) = (None, Vec::new());
                self.say(250, "ok")?;
            }
            "NOOP" => self.say(250, "ok")?,
            "QUIT" => {
                self.say(221, "bye")?;
                return Ok(false);
            }
            _ => self.say(502, "what?")?,
        }
        Ok(true)
    }

    fn ehlo(&mut self) -> io::Result<()> {
        let mut lines = vec!["loopback.example".to_owned(), "8BITMIME".to_owned()];
        if self.shared.protection == Protection::Starttls && !self.over_tls {
            lines.push("STARTTLS".to_owned());
        } else if self.shared.login.is_some() {
            lines.push(format!("AUTH {}", self.shared.mechanisms));
        }
        for line in &lines {
            write!(self.wire.get_mut(), "250-{line}\r\n")?;
        }
        self.say(250, "HELP")
    }

    fn starttls(&mut self) -> io::Result<bool> {
        self.say(220, "go ahead")?;
        let Wire::Clear(stream) = self.wire.get_ref() else { return Ok(false) };
        let stream = stream.try_clone()?;
        self.wire = BufReader::new(Wire::tls(stream, &self.shared.tls));
        self.over_tls = true;
        Ok(true)
    }

    /// Compares what the client sends with what it must send, so that no base64 has to be read here.
    fn auth(&mut self, line: &str) -> io::Result<()> {
        let (user, password) = self.shared.login.clone().unwrap_or_default();
        let words: Vec<&str> = line.split(' ').collect();
        self.logged_in = match words.get(1).copied() {
            Some("PLAIN") => words.get(2) == Some(&base64(&format!("\0{user}\0{password}")).as_str()),
            Some("LOGIN") => {
                self.say(334, "VXNlcm5hbWU6")?;
                let sent_user = self.line()?;
                self.say(334, "UGFzc3dvcmQ6")?;
                sent_user == Some(base64(&user)) && self.line()? == Some(base64(&password))
            }
            _ => false,
        };
        if self.logged_in { self.say(235, "welcome") } else { self.say(535, "5.7.8 wrong\u{7} user or password") }
    }

    fn rcpt(&mut self, recipient: String) -> io::Result<bool> {
        let at_rcpt = |act| !matches!(act, Act::AfterData(_) | Act::DropAfterData | Act::HangAfterData);
        let act = self.shared.next_act(&recipient, at_rcpt);
        if act == Some(Act::MeetBeforeData) {
            self.shared.meeting.wait();
            self.shared.meeting.wait();
        }
        match act {
            Some(Act::AtRcpt(code)) => self.say(code, &format!("not <{recipient}>"))?,
            Some(Act::DropBeforeData) => return Ok(false),
            Some(Act::HangBeforeData) => return self.hang(),
            _ => {
                self.to.push(recipient);
                self.say(250, "ok")?;
            }
        }
        Ok(true)
    }

    fn data(&mut self) -> io::Result<bool> {
        if self.to.is_empty() {
            self.say(503, "no recipient")?;
            return Ok(true);
        }
        self.say(354, "go ahead")?;
        self.shared.state().transactions.push(self.to.len());
        let Some(bytes) = self.message()? else { return Ok(false) };
        let to = std::mem::take(&mut self.to);
        let act = to.iter().find_map(|recipient| self.shared.next_act(recipient, |_| true));
        if let Some(Act::AfterData(code)) = act {
            self.say(code, "not this one")?;
            return Ok(true);
        }
        let from = self.from.take().unwrap_or_default();
        self.shared.state().taken.push(Taken { from, to, bytes, over_tls: self.over_tls });
        match act {
            Some(Act::DropAfterData) => return Ok(false),
            Some(Act::HangAfterData) => return self.hang(),
            _ => self.say(250, "queued")?,
        }
        Ok(true)
    }

    /// Everything up to the lone dot, without its dot-stuffing; `None` when the client went away first.
    fn message(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        loop {
            let mut line = Vec::new();
            if self.wire.read_until(b'\n', &mut line)? == 0 {
                return Ok(None);
            }
            if line == b".\r\n" {
                return Ok(Some(bytes));
            }
            bytes.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
    }
}

/// The address between angle brackets.
fn path(line: &str) -> String {
    let inside = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map(|(path, _)| path.to_owned()).unwrap_or_default()
}

fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::new();
    for group in text.as_bytes().chunks(3) {
        let bits = (0..3).fold(0u32, |bits, i| bits << 8 | u32::from(group.get(i).copied().unwrap_or(0)));
        for place in 0..4usize {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
            encoded.push(if place <= group.len() { char::from(letter) } else { '=' });
        }
    }
    encoded
}
