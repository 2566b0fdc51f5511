//! A device as the Lens API tells it. Text as it goes over the wire; nothing is checked, for Lens checks nothing either.

use apollo_compiler::response::JsonValue;

/// One row of an inventory. Empty options are null in the answer; fields that are not here are always null.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Device {
    /// Lens id: for IP devices the MAC without separators, for others an opaque text.
    pub id: String,
    /// Name given by people.
    pub name: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// Lower case with colons; only IP devices have one.
    pub mac_address: Option<String>,
    /// Marketing line in plain text.
    pub hardware_family: Option<String>,
    /// Model: what everybody groups by.
    pub hardware_model: Option<String>,
    /// Catalogue id: the model for phones, the USB product id for peripherals, a text for the app.
    pub product_id: Option<String>,
    /// Version of its software.
    pub software_version: Option<String>,
    /// Connected to the cloud.
    pub connected: Option<bool>,
    /// Last contact, ISO 8601 in UTC with milliseconds.
    pub last_detected: Option<String>,
    /// Site by name.
    pub site: Option<String>,
    /// Room by name.
    pub room: Option<String>,
}

impl Device {
    /// The value of a field that is no object; null if the simulator has no data for it.
    pub(super) fn leaf(&self, field: &str) -> JsonValue {
        let text = match field {
            "id" => return self.id.as_str().into(),
            "connected" => return self.connected.map_or(JsonValue::Null, JsonValue::from),
            "name" | "displayName" => &self.name,
            "serialNumber" => &self.serial_number,
            "macAddress" => &self.mac_address,
            "hardwareFamily" => &self.hardware_family,
            "hardwareModel" | "hardwareProduct" => &self.hardware_model,
            "productId" => &self.product_id,
            "softwareVersion" => &self.software_version,
            "lastDetected" => &self.last_detected,
            _ => return JsonValue::Null,
        };
        text.as_deref().map_or(JsonValue::Null, JsonValue::from)
    }
}
