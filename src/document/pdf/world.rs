//! What Typst may see while it lays a document out: the layouts in use, two files of texts, a logo, the fonts. No disk, no
//! network, no packages, no clock.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use serde_json::Value;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::template::{Fonts, Templates};

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// One document to lay out.
pub(super) struct Desk<'a> {
    main: FileId,
    layouts: Vec<(FileId, Source)>,
    fonts: &'a Fonts,
    files: Vec<(FileId, Bytes)>,
}

/// A logo as a file beside the layouts.
pub(super) struct LogoFile {
    /// Its name: `logo.svg` or `logo.png`.
    pub(super) name: &'static str,
    pub(super) content: Vec<u8>,
    /// How wide it stands on the page, in points.
    pub(super) width: f64,
}

impl<'a> Desk<'a> {
    /// The layout `main` (its path below `templates/`), all others beside it, the logo, and the files that layouts read
    /// their texts from: `json("/data.json")`.
    pub(super) fn new(main: &str, templates: &'a Templates, texts: [(&str, Value); 2], logo: Option<LogoFile>) -> Self {
        let source = |(name, text): (&String, &String)| (file(name), parsed(name, text));
        let text = |(name, text): (&str, Value)| (file(name), Bytes::new(text.to_string().into_bytes()));
        let logo = logo.map(|logo| (file(logo.name), Bytes::new(logo.content)));
        Self {
            main: file(main),
            layouts: templates.layouts().iter().map(source).collect(),
            fonts: templates.fonts(),
            files: texts.into_iter().map(text).chain(logo).collect(),
        }
    }
}

/// A layout, parsed once: it changes with the templates only.
fn parsed(name: &str, text: &str) -> Source {
    static PARSED: Mutex<BTreeMap<String, Source>> = Mutex::new(BTreeMap::new());
    let mut parsed = PARSED.lock().unwrap_or_else(PoisonError::into_inner);
    match parsed.get(name) {
        Some(known) if known.text() == text => known.clone(),
        _ => {
            let source = Source::new(file(name), text.to_owned());
            parsed.insert(name.to_owned(), source.clone());
            source
        }
    }
}

/// The id of a path. Ids are kept for the life of the process and are not many: the same few paths for every document.
fn file(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("a path below templates/");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = self.layouts.iter().find(|(known, _)| *known == id);
        found.map(|(_, source)| source.clone()).ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let found = self.files.iter().find(|(known, _)| *known == id);
        found.map(|(_, bytes)| bytes.clone()).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index)
    }

    /// A document shows no date that its data does not say.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
