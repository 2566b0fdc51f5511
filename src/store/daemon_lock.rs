//! One daemon for each SQLite ledger: a lock beside the file, held by the operating system, so that it goes with its
//! process however that ends. Commands do not ask for it; on PostgreSQL, where replicas share the work, there is none.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use sqlx::sqlite::SqliteConnectOptions;

use crate::store::StoreError;

/// Held by the daemon of a ledger for as long as this value lives.
#[derive(Debug)]
pub struct DaemonLock {
    /// Empty on PostgreSQL.
    _file: Option<File>,
}

impl DaemonLock {
    /// Takes the lock of the ledger at `url`, which need not be there yet.
    ///
    /// # Errors
    /// `SecondDaemon` if another process holds it; `Lock` if the file cannot be made.
    pub fn take(url: &str) -> Result<Self, StoreError> {
        if !url.starts_with("sqlite:") {
            return Ok(Self { _file: None });
        }
        let options = SqliteConnectOptions::from_str(url);
        let options = options.map_err(|error| StoreError::Url { problem: error.to_string() })?;
        let ledger = options.get_filename();
        // Two names of one file are one ledger. A lock on the ledger itself would not do: closing it would drop
        // SQLite's own locks.
        let mut path = real(ledger).into_os_string();
        path.push(".daemon-lock");
        let path = PathBuf::from(path);
        let failed = |source| StoreError::Lock { place: path.display().to_string(), source };
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: Some(file) }),
            Err(TryLockError::WouldBlock) => Err(StoreError::SecondDaemon { place: ledger.display().to_string() }),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }
}

/// The one name of a file that may not be there yet.
fn real(file: &Path) -> PathBuf {
    let folder = || Some(file.parent()?.canonicalize().ok()?.join(file.file_name()?));
    file.canonicalize().ok().or_else(folder).unwrap_or_else(|| file.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_daemon_is_refused_also_under_another_name_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("ledger.db"), folder.path().join("link.db"));
        std::fs::write(&file, "").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let url = |path: &Path| format!("sqlite://{}", path.display());
        let first = DaemonLock::take(&url(&file)).unwrap();
        for name in [&file, &link] {
            assert!(matches!(DaemonLock::take(&url(name)), Err(StoreError::SecondDaemon { .. })), "{}", name.display());
        }
        drop(first);
        DaemonLock::take(&url(&link)).unwrap();
    }
}
