//! The `folder` transport: one `.eml` file per letter, whole or not there at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::mail::transport::Outcome;

/// A folder that takes letters.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Writes `<letter>.eml`; the same letter again takes the place of its file. A folder that cannot be written (no
    /// right, no space) is our own fault: [`Outcome::Misconfigured`].
    pub(super) async fn write(&self, letter: &str, message: Vec<u8>) -> Outcome {
        if !is_plain_name(letter) {
            return Outcome::Refused(format!("{letter:?} cannot be the name of a file"));
        }
        let (folder, letter) = (self.path.clone(), letter.to_owned());
        let written = tokio::task::spawn_blocking(move || write_whole(&folder, &letter, &message)).await;
        match written.unwrap_or_else(|stopped| Err(io::Error::other(stopped))) {
            Ok(()) => Outcome::Sent,
            Err(error) => Outcome::Misconfigured(format!("mail.folder {}: {error}", self.path.display())),
        }
    }

    /// Whether the folder is there, or can be made, and takes files.
    pub(super) fn probe(&self) -> io::Result<()> {
        fs::create_dir_all(&self.path)?;
        let probe = self.path.join(format!(".probe.{}", std::process::id()));
        File::create(&probe)?;
        fs::remove_file(&probe)
    }
}

fn is_plain_name(letter: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !letter.is_empty() && letter.len() <= 128 && !letter.starts_with('.') && letter.chars().all(plain)
}

/// Another name first, then the right one: who looks at the folder never sees half a letter, also after a power cut.
fn write_whole(folder: &Path, letter: &str, message: &[u8]) -> io::Result<()> {
    static WRITES: AtomicU64 = AtomicU64::new(0);
    fs::create_dir_all(folder)?;
    // Two recipients of one letter may be served at the same time, by two workers or by two processes.
    let (process, write) = (std::process::id(), WRITES.fetch_add(1, Ordering::Relaxed));
    let begun = folder.join(format!(".{letter}.{process}.{write}.part"));
    let whole = || -> io::Result<()> {
        let mut file = File::create(&begun)?;
        file.write_all(message)?;
        file.sync_all()?;
        fs::rename(&begun, folder.join(format!("{letter}.eml")))?;
        File::open(folder)?.sync_all()
    };
    whole().inspect_err(|_| {
        // What is left of a failed attempt is of no use; the first error is the one to tell.
        let _ = fs::remove_file(&begun);
    })
}
