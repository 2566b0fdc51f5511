//! What a column of an inventory file means, told by its header.
//!
//! No published sample of the portal's inventory export exists, so the headers of its lists and of its settings file
//! are taken, in any case and with or without spaces, underscores and hyphens.

use std::fmt;

use super::normalise;

/// A column that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Id,
    Model,
    ProductId,
    Serial,
    Mac,
    LastDetected,
    Name,
    Site,
    Room,
    Software,
}

/// What a header announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A column that is read.
    Field(Field),
    /// Who uses the device: dropped at intake (product.md section 8).
    User,
    /// A column of the portal that counting has no use for.
    Unused,
    /// A column that nobody told us of.
    Unknown,
}

/// Normalised headers of the columns that are read.
const ALIASES: [(Field, &[&str]); 10] = [
    (Field::Id, &["lensdeviceid", "deviceid", "id"]),
    (Field::Model, &["devicemodel", "model", "modelname", "hardwaremodel"]),
    (Field::ProductId, &["productid"]),
    (Field::Serial, &["serialnumber", "serial", "serialno", "deviceserialnumber"]),
    (Field::Mac, &["macaddress", "mac"]),
    (Field::LastDetected, &["lastdetected", "lastdetecteddate", "lastseen"]),
    (Field::Name, &["devicename", "name"]),
    (Field::Site, &["site", "sitename"]),
    (Field::Room, &["room", "roomname"]),
    (Field::Software, &["softwareversion", "software", "version"]),
];

/// Normalised headers of the portal's lists that say nothing about counting.
const UNUSED: [&str; 10] = [
    "status",
    "state",
    "connected",
    "displayname",
    "linkeddevices",
    "privateip",
    "client",
    "appversion",
    "devicecount",
    "primarydevice",
];

/// Parts of a normalised header that point to a person, in the languages of the partners.
const USER: [&str; 14] = [
    "user",
    "email",
    "owner",
    "employee",
    "assignedto",
    "principalname",
    "firstname",
    "lastname",
    "fullname",
    "utente",
    "benutzer",
    "utilisateur",
    "usuario",
    "mitarbeiter",
];

impl Field {
    /// Whether a second column for it would leave open which device or model is meant.
    pub(super) fn decides(self) -> bool {
        match self {
            Self::Id | Self::Model | Self::ProductId | Self::Serial | Self::Mac | Self::LastDetected => true,
            Self::Name | Self::Site | Self::Room | Self::Software => false,
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Id => "Lens Device Id",
            Self::Model => "Device Model",
            Self::ProductId => "Product Id",
            Self::Serial => "Serial Number",
            Self::Mac => "MAC Address",
            Self::LastDetected => "Last Detected",
            Self::Name => "Device Name",
            Self::Site => "Site",
            Self::Room => "Room",
            Self::Software => "Software Version",
        })
    }
}

/// What a column with this header holds.
pub(super) fn meaning(header: &str) -> Meaning {
    let header = normalise(header);
    if let Some((field, _)) = ALIASES.iter().find(|(_, names)| names.contains(&header.as_str())) {
        return Meaning::Field(*field);
    }
    if is_personal(&header) {
        return Meaning::User;
    }
    if UNUSED.contains(&header.as_str()) { Meaning::Unused } else { Meaning::Unknown }
}

/// Whether a normalised header announces names or addresses of people.
pub(in crate::source) fn is_personal(header: &str) -> bool {
    header == "mail" || USER.iter().any(|word| header.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_known_in_any_dress() {
        for (header, field) in [
            ("\u{feff}Device Model", Field::Model),
            ("device_model", Field::Model),
            ("HARDWARE-MODEL", Field::Model),
            ("serial_number", Field::Serial),
            ("Mac\u{a0}Address", Field::Mac),
            ("lens_device_id", Field::Id),
            ("Last Detected", Field::LastDetected),
        ] {
            assert_eq!(meaning(header), Meaning::Field(field), "{header}");
        }
        assert_eq!(meaning("Linked Devices"), Meaning::Unused);
        assert_eq!(meaning("sip.line.1"), Meaning::Unknown);
    }

    #[test]
    fn columns_about_people_are_told_from_columns_about_devices() {
        for header in ["Device User Name", "user", "E-Mail", "User Email", "Primary_User", "Nome utente", "Owner"] {
            assert_eq!(meaning(header), Meaning::User, "{header}");
        }
        assert_eq!(meaning("Device Name"), Meaning::Field(Field::Name));
    }
}
