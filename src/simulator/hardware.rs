//! How a model looks in Lens: family, catalogue id, software version, and how it is attached. Only what the samples use.

/// How a device reaches Lens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attachment {
    /// By its own network connection: it has a MAC address, and its id is made of it.
    Network,
    /// By USB or Bluetooth through the desktop app: an opaque id, no MAC address.
    Computer,
    /// The desktop app itself.
    App,
}

/// What all devices of a model have in common.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hardware {
    pub(super) family: Option<&'static str>,
    pub(super) product_id: Option<&'static str>,
    pub(super) software: &'static str,
    pub(super) attachment: Attachment,
}

/// Model, family, catalogue id, version, attachment.
const KNOWN: [(&str, &str, &str, &str, Attachment); 24] = [
    ("Voyager Focus 2 Series", "Voyager", "154", "2.25", Attachment::Computer),
    ("Voyager 4320 Series", "Voyager", "16a", "3.12", Attachment::Computer),
    ("Voyager 5200 Series", "Voyager", "130", "1.94", Attachment::Computer),
    ("Voyager Free 60 Series", "Voyager", "17d", "10.40", Attachment::Computer),
    ("Blackwire 3225", "Blackwire", "c058", "2.25", Attachment::Computer),
    ("Blackwire 5220", "Blackwire", "c053", "2.25", Attachment::Computer),
    ("Blackwire 8225", "Blackwire", "4315", "2.13", Attachment::Computer),
    ("Savi 7320 Series", "Savi", "ac28", "38.61", Attachment::Computer),
    ("EncorePro 525 USB", "EncorePro", "431e", "1.08", Attachment::Computer),
    ("Sync 20", "Sync", "15c", "12.52", Attachment::Computer),
    ("Sync 60", "Sync", "16d", "12.52", Attachment::Computer),
    ("Poly Studio P15", "Studio P", "9290", "1.3.0.74", Attachment::Computer),
    ("Poly Studio X32", "Studio X", "Poly Studio X32", "4.5.0.447132", Attachment::Network),
    ("Poly Studio X52", "Studio X", "Poly Studio X52", "4.5.0.447132", Attachment::Network),
    ("Poly Studio X72", "Studio X", "Poly Studio X72", "4.5.0.447132", Attachment::Network),
    ("Studio G62", "G Series", "Studio G62", "4.5.0.447132", Attachment::Network),
    ("TC10", "Touch controller", "TC10", "6.5.0.211540", Attachment::Network),
    ("CCX 500", "CCX", "CCX 500", "9.2.1.2211", Attachment::Network),
    ("CCX 600", "CCX", "CCX 600", "9.2.1.2211", Attachment::Network),
    ("Edge E350", "Edge E", "Edge E350", "8.6.0.1321", Attachment::Network),
    ("Poly Trio C60", "Trio", "Poly Trio C60", "9.1.0.1604", Attachment::Network),
    ("Poly VVX 450", "VVX", "Poly VVX 450", "6.4.6.2494", Attachment::Network),
    ("Lens Desktop Windows", "Lens Desktop", "lens-desktop-windows", "2.1.0.5117", Attachment::App),
    ("Lens Desktop Mac", "Lens Desktop", "lens-desktop-mac", "2.1.0.5117", Attachment::App),
];

/// The hardware of a model; what is not in the list is a peripheral of which Lens knows nothing but the name.
pub(super) fn of(model: &str) -> Hardware {
    let found = KNOWN.iter().find(|(name, ..)| *name == model);
    match found {
        Some(&(_, family, product_id, software, attachment)) => {
            Hardware { family: Some(family), product_id: Some(product_id), software, attachment }
        }
        None => Hardware { family: None, product_id: None, software: "1.00", attachment: Attachment::Computer },
    }
}
