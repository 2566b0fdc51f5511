//! One row of an inventory.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A device as a source listed it: only what counting needs, nothing about its user (product.md section 8).
///
/// It is the line format of the evidence: one JSON object per device, empty members left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Observation {
    /// Lens device id, or the row of a partner's file (`row-17`) where it has no id column. Unique in one listing.
    pub id: String,
    /// Model text as listed; empty if the source has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub model: String,
    /// Lens catalogue id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_id: Option<String>,
    /// Serial number as listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// MAC address as listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mac: Option<String>,
    /// Last contact; none if never or not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_detected: Option<DateTime<Utc>>,
    /// Device name. People's names hide in it: never shown unless asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Site by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Room by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// Software version text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub software: Option<String>,
    /// Connected to the cloud when listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connected: Option<bool>,
}

impl Observation {
    /// What makes two rows the same device within one customer: serial number, else MAC address, else id (A20, A31).
    pub fn identity(&self) -> String {
        let serial = self.serial.as_deref().and_then(serial_key);
        let mac = || self.mac.as_deref().and_then(mac_digits);
        match serial {
            Some(serial) => format!("serial {serial}"),
            None => mac().map_or_else(|| format!("id {}", self.id), |mac| format!("mac {mac}")),
        }
    }
}

/// A serial number as it is compared; none for what only stands in its place (A31).
pub fn serial_key(serial: &str) -> Option<String> {
    Some(serial.trim().to_uppercase()).filter(|serial| !is_blank(serial))
}

/// What people and programs write where there is no serial number (A31), in upper case.
const BLANKS: [&str; 7] = ["", "N/A", "NA", "NONE", "NULL", "UNKNOWN", "-"];

fn is_blank(upper: &str) -> bool {
    BLANKS.contains(&upper) || upper.bytes().all(|byte| byte == b'0')
}

/// A MAC address without its separators; none for blanks and the all-zero address.
fn mac_digits(mac: &str) -> Option<String> {
    let upper = mac.trim().to_uppercase();
    let digits: String = upper.chars().filter(|c| !matches!(c, ':' | '-' | '.' | ' ')).collect();
    (!is_blank(&upper) && !is_blank(&digits)).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(id: &str, serial: Option<&str>, mac: Option<&str>) -> Observation {
        let text = |value: Option<&str>| value.map(str::to_owned);
        Observation { id: id.to_owned(), serial: text(serial), mac: text(mac), ..Observation::default() }
    }

    #[test]
    fn a20_a31_identity_is_serial_else_mac_else_id_and_blanks_never_match() {
        let table = [
            (device("1", Some(" ab12 "), None), "serial AB12"),
            (device("1", Some("AB12"), Some("00:11:22:33:44:55")), "serial AB12"),
            (device("1", Some("n/a"), Some("48-25-67-aa-bb-cc")), "mac 482567AABBCC"),
            (device("1", Some("0000"), Some("00:00:00:00:00:00")), "id 1"),
            (device("1", Some("-"), Some("")), "id 1"),
            (device("1", None, Some("unknown")), "id 1"),
        ];
        for (device, expected) in table {
            assert_eq!(device.identity(), expected, "{device:?}");
        }
    }
}
