//! What Typst may see while it lays a document out: the layouts in use, one file of data, the embedded fonts. No disk,
//! no network, no packages, no clock.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

/// The file that a layout reads its texts from: `json("/data.json")`.
const DATA: &str = "data.json";

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    // All under the OFL 1.1, which lies beside them. Inter: Latin, Greek and Cyrillic; Noto: what runs from the right.
    let files: [&'static [u8]; 4] = [
        include_bytes!("../../../fonts/Inter-Regular.otf"),
        include_bytes!("../../../fonts/Inter-SemiBold.otf"),
        include_bytes!("../../../fonts/NotoSansHebrew-Regular.ttf"),
        include_bytes!("../../../fonts/NotoSansArabic-Regular.ttf"),
    ];
    files.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect()
});

static BOOK: LazyLock<LazyHash<FontBook>> = LazyLock::new(|| LazyHash::new(FontBook::from_fonts(&*FONTS)));

/// One document to lay out.
pub(super) struct Desk {
    main: FileId,
    layouts: Vec<(FileId, Source)>,
    data: (FileId, Bytes),
}

impl Desk {
    /// The layout `main` (its path below `templates/`), all others beside it, and the data.
    pub(super) fn new(main: &str, layouts: &BTreeMap<String, String>, data: Vec<u8>) -> Self {
        let source = |(name, text): (&String, &String)| (file(name), Source::new(file(name), text.clone()));
        Self { main: file(main), layouts: layouts.iter().map(source).collect(), data: (file(DATA), Bytes::new(data)) }
    }
}

/// Whether an embedded font can show a character.
pub(super) fn can_show(c: char) -> bool {
    FONTS.iter().any(|font| font.info().coverage.contains(u32::from(c)))
}

/// The id of a path. Ids are kept for the life of the process and are not many: the same few paths for every document.
fn file(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("a path below templates/");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = self.layouts.iter().find(|(known, _)| *known == id);
        found.map(|(_, source)| source.clone()).ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let (known, data) = &self.data;
        if *known == id { Ok(data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    /// A document shows no date that its data does not say.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
