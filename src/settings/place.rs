//! Where values lie that are not in the settings file itself: paths relative to it, and secrets in files of their own.

use std::fs;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret as _, SecretString};

use crate::datafile::reader::Section;

/// A secret file larger than this is some other file.
const LARGEST_SECRET: u64 = 64 * 1024;

/// The folders that settings refer to.
#[derive(Debug)]
pub(super) struct Place {
    /// Folder of the settings file, absolute.
    pub(super) folder: PathBuf,
    /// Systemd's `$CREDENTIALS_DIRECTORY`.
    pub(super) credentials: Option<PathBuf>,
}

impl Place {
    /// A path under a key, relative to the settings file.
    pub(super) fn path(&self, from: &mut Section<'_>, key: &'static str) -> Option<PathBuf> {
        from.opt_text(key).map(|path| self.folder.join(path))
    }

    /// A secret: in the settings, in the file that `file_key` names, or in the credentials directory under the key's
    /// whole path; one trailing newline of a file is not part of it.
    pub(super) fn secret(
        &self,
        from: &mut Section<'_>,
        key: &'static str,
        file_key: &'static str,
    ) -> Option<SecretString> {
        let given = from.given(key);
        let file = from.opt_text(file_key);
        if given.is_some() && file.is_some() {
            from.problem(file_key, format!("both `{key}` and `{file_key}`"), "one of the two");
            return None;
        }
        if let Some(given) = given {
            let secret = given.verbatim().filter(|secret| !secret.is_empty());
            if secret.is_none() {
                from.problem(key, "something that is no text, or empty", "the secret as a text in quotes");
            }
            return secret.map(SecretString::from);
        }
        if let Some(file) = file {
            return Self::secret_file(from, file_key, &self.folder.join(file));
        }
        let path = self.credentials.as_ref().map(|folder| folder.join(from.path(key))).filter(|path| path.is_file())?;
        Self::secret_file(from, key, &path)
    }

    fn secret_file(from: &Section<'_>, key: &str, path: &Path) -> Option<SecretString> {
        let wrong = |found: String| {
            from.problem(
                key,
                format!("{}, {found}", path.display()),
                "a readable file with the secret and nothing else",
            );
        };
        match fs::metadata(path) {
            Ok(about) if about.len() > LARGEST_SECRET => {
                wrong("which is larger than 64 KiB".to_owned());
                return None;
            }
            _ => {}
        }
        let text = fs::read_to_string(path).map_err(|error| wrong(format!("which cannot be read ({error})"))).ok()?;
        let secret = text.strip_suffix('\n').map_or(text.as_str(), |text| text.strip_suffix('\r').unwrap_or(text));
        if secret.is_empty() {
            wrong("which is empty".to_owned());
            return None;
        }
        Some(SecretString::from(secret))
    }

    /// `database.url`: a file beside the settings if nothing is said. It may hold a password, so it is never shown.
    pub(super) fn database_url(&self, from: &mut Section<'_>) -> Option<SecretString> {
        let said = ["url", "url_file"].iter().any(|key| from.has(key));
        let url = self.secret(from, "url", "url_file");
        let Some(url) = url else { return (!said).then(|| self.sqlite("trueup.db").into()) };
        let text = url.expose_secret();
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Some(url);
        }
        let file = text.strip_prefix("sqlite://").or_else(|| text.strip_prefix("sqlite:"));
        let file = file.filter(|file| !file.is_empty() && !file.starts_with('?') && *file != ":memory:");
        if file.is_none() {
            from.problem("url", "something else", "\"sqlite://FILE\" or \"postgres://USER:PASSWORD@HOST/NAME\"");
        }
        file.map(|file| self.sqlite(file).into())
    }

    /// The URL of an SQLite file, its path made absolute. What follows a question mark stays.
    fn sqlite(&self, file: &str) -> String {
        // The folder is no part of a URL yet: what would mean something in one is written as its code.
        let folder = self.folder.display().to_string().replace('%', "%25").replace('?', "%3F").replace('#', "%23");
        format!("sqlite://{}", Path::new(&folder).join(file).display())
    }
}
