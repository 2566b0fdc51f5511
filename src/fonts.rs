//! The fonts that every program brings with it, so that a document looks the same on any machine. All under the OFL 1.1,
//! which lies beside them.

/// Inter: Latin, Greek and Cyrillic; Noto: what runs from the right.
pub const EMBEDDED: [&[u8]; 4] = [
    include_bytes!("../fonts/Inter-Regular.otf"),
    include_bytes!("../fonts/Inter-SemiBold.otf"),
    include_bytes!("../fonts/NotoSansHebrew-Regular.ttf"),
    include_bytes!("../fonts/NotoSansArabic-Regular.ttf"),
];
