//! A Lens inventory report as a partner sends it: CSV as a spreadsheet in Italy writes it, with a byte order mark,
//! semicolons, and a column with the names of users that nobody asked for.

use super::device::Device;

const HEADERS: [&str; 9] = [
    "Device Name",
    "Device Model",
    "Serial Number",
    "MAC Address",
    "Software Version",
    "Last Detected",
    "Site",
    "Room",
    "Device User Name",
];

/// The text of the file.
///
/// # Errors
/// Never in practice: the writer writes to memory, rows are of one length and all text is UTF-8.
pub(super) fn csv_text(devices: &[Device]) -> Result<String, csv::Error> {
    let mut writer = csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(vec![]);
    writer.write_record(HEADERS)?;
    for device in devices {
        let user = device.name.as_deref().and_then(|name| name.strip_prefix("Cuffie di "));
        let row = [
            device.name.as_deref(),
            device.hardware_model.as_deref(),
            device.serial_number.as_deref(),
            device.mac_address.as_deref(),
            device.software_version.as_deref(),
            device.last_detected.as_deref(),
            device.site.as_deref(),
            device.room.as_deref(),
            user,
        ];
        writer.write_record(row.map(Option::unwrap_or_default))?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(format!("\u{feff}{}", String::from_utf8_lossy(&bytes)))
}
