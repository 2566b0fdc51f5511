//! What a PDF keeps to and says so of itself.

/// The standard of the PDFs (`[documents] pdf_standard`). Tagged they are in any case; only one that is named here is
/// claimed in the file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PdfStandard {
    /// PDF 1.7, without a claim.
    #[default]
    None,
    /// PDF/A-2a (ISO 19005-2): for archives.
    A2a,
    /// PDF/UA-1 (ISO 14289-1): for those who have it read aloud.
    Ua1,
    /// Both.
    A2aUa1,
}

impl PdfStandard {
    /// All.
    pub const ALL: [Self; 4] = [Self::None, Self::A2a, Self::Ua1, Self::A2aUa1];

    /// The word in the settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::A2a => "a-2a",
            Self::Ua1 => "ua-1",
            Self::A2aUa1 => "a-2a+ua-1",
        }
    }
}
