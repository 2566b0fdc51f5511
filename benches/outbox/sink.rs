//! A mail server on loopback that counts what it takes and, if told to, puts each tenth letter off once.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::Result;

/// The server; it ends with this process.
pub(super) struct Sink {
    port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    refusing: bool,
    /// Recipients that were put off.
    refused: BTreeSet<String>,
    /// How often each Message-ID was taken.
    copies: BTreeMap<String, usize>,
    open: usize,
    peak: usize,
}

/// How a recipient is to be put off.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Refusal {
    BeforeData,
    AfterData,
}

impl Sink {
    pub(super) fn start(refusing: bool) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let state = Arc::new(Mutex::new(State { refusing, ..State::default() }));
        let shared = state.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = shared.clone();
                thread::spawn(move || {
                    state_of(&state).enter();
                    // A client that goes away is an everyday thing; the others get their goodbye from here.
                    let mut goodbye = stream.try_clone();
                    let parting = converse(&state, stream);
                    state_of(&state).open -= 1;
                    if let (Ok(true), Ok(stream)) = (parting, &mut goodbye) {
                        drop(stream.write_all(b"221 bye\r\n"));
                    }
                });
            }
        });
        Ok(Self { port, state })
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Recipients that were put off so far.
    pub(super) fn refused(&self) -> usize {
        state_of(&self.state).refused.len()
    }

    /// How often each letter was taken.
    pub(super) fn copies(&self) -> Vec<usize> {
        state_of(&self.state).copies.values().copied().collect()
    }

    /// The most connections at once.
    pub(super) fn peak(&self) -> usize {
        state_of(&self.state).peak
    }
}

fn state_of(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    fn enter(&mut self) {
        self.open += 1;
        self.peak = self.peak.max(self.open);
    }

    /// Each tenth is put off the first time that it comes, before DATA and after it by turns.
    fn refusal(&mut self, recipient: &str) -> Option<Refusal> {
        let number: usize = recipient.trim_matches(|c: char| !c.is_ascii_digit()).parse().ok()?;
        let put_off = self.refusing && number.is_multiple_of(10) && self.refused.insert(recipient.to_owned());
        put_off.then_some(if number.is_multiple_of(20) { Refusal::BeforeData } else { Refusal::AfterData })
    }
}

/// Whether the client said goodbye.
fn converse(state: &Mutex<State>, stream: TcpStream) -> io::Result<bool> {
    stream.set_nodelay(true)?;
    let mut lines = BufReader::new(stream.try_clone()?);
    let mut out = stream;
    let mut refusal = None;
    out.write_all(b"220 sink.example\r\n")?;
    let mut line = String::new();
    while lines.read_line(&mut line)? > 0 {
        let answer: &[u8] = match line.get(..4).unwrap_or_default() {
            "EHLO" => b"250-sink.example\r\n250 8BITMIME\r\n",
            "RCPT" => {
                refusal = state_of(state).refusal(&line);
                if refusal == Some(Refusal::BeforeData) { b"451 4.7.1 later\r\n" } else { b"250 ok\r\n" }
            }
            "DATA" => {
                out.write_all(b"354 go ahead\r\n")?;
                let Some(message_id) = take(&mut lines)? else { return Ok(false) };
                if refusal.take() == Some(Refusal::AfterData) {
                    b"452 4.3.1 later\r\n"
                } else {
                    *state_of(state).copies.entry(message_id).or_default() += 1;
                    b"250 queued\r\n"
                }
            }
            "QUIT" => return Ok(true),
            _ => b"250 ok\r\n",
        };
        out.write_all(answer)?;
        line.clear();
    }
    Ok(false)
}

/// Reads a message up to its dot and gives its Message-ID; none if the client went away first.
fn take(lines: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut message_id = String::new();
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        if line == b".\r\n" {
            return Ok(Some(message_id));
        }
        if message_id.is_empty()
            && let Some(id) = line.strip_prefix(b"Message-ID: ")
        {
            String::from_utf8_lossy(id).trim().clone_into(&mut message_id);
        }
        line.clear();
    }
    Ok(None)
}
