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
