//! How cells look: the accent of the brand, and number formats whose separators the reader's own program chooses.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::document::colour::Accent;
use crate::domain::language::Language;
use crate::domain::party::Seller;

/// Pale enough for black text on it, and to print.
const SHADE: Color = Color::RGB(0x00F2_F5F8);
const LINE: Color = Color::RGB(0x00BF_C8D2);
const GREY: Color = Color::RGB(0x0055_5F6B);
const COUNT: &str = "#,##0";
const CHANGE: &str = "+#,##0;-#,##0;0";
const PERCENT: &str = "0.00%";
const PERCENT_CHANGE: &str = "+0.00%;-0.00%;0.00%";

/// The looks of one workbook.
#[derive(Debug)]
pub(super) struct Styles {
    pub(super) title: Format,
    pub(super) verdict: Format,
    pub(super) heading: Format,
    pub(super) header: Format,
    pub(super) header_right: Format,
    pub(super) plain: Format,
    pub(super) note: Format,
    pub(super) label: Format,
    pub(super) value: Format,
    pub(super) text: Format,
    pub(super) count: Format,
    pub(super) change: Format,
    pub(super) percent: Format,
    pub(super) percent_change: Format,
    pub(super) day: Format,
    pub(super) missing: Format,
    pub(super) total: Format,
    pub(super) total_count: Format,
}

impl Styles {
    /// With the seller's accent and the month names of a language.
    pub(super) fn new(seller: &Seller, language: Language) -> Self {
        let accent = Color::from(Accent::of(seller.brand.colour.as_deref()).light.as_str());
        let cell = Format::new().set_border_bottom(FormatBorder::Thin).set_border_bottom_color(LINE);
        let number = cell.clone().set_align(FormatAlign::Right);
        let header = Format::new()
            .set_bold()
            .set_font_color(Color::White)
            .set_background_color(accent)
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter);
        let total = Format::new()
            .set_bold()
            .set_background_color(SHADE)
            .set_border_top(FormatBorder::Thin)
            .set_border_top_color(accent);
        let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        Self {
            title: Format::new().set_bold().set_font_size(16).set_font_color(accent),
            verdict: wrapped.clone().set_bold().set_font_size(12),
            heading: Format::new().set_bold().set_font_size(12).set_font_color(accent),
            header_right: header.clone().set_align(FormatAlign::Right),
            header,
            plain: wrapped.clone(),
            note: wrapped.clone().set_font_color(GREY),
            label: wrapped.clone().set_font_color(GREY),
            value: wrapped,
            text: cell.clone(),
            count: number.clone().set_num_format(COUNT),
            change: number.clone().set_num_format(CHANGE),
            percent: number.clone().set_num_format(PERCENT),
            percent_change: number.clone().set_num_format(PERCENT_CHANGE),
            day: number.clone().set_num_format(day_format(language)),
            missing: number,
            total_count: total.clone().set_num_format(COUNT).set_align(FormatAlign::Right),
            total,
        }
    }

    /// Money with so many decimals.
    pub(super) fn money(&self, decimals: u32) -> Format {
        self.missing.clone().set_num_format(decimal_format(decimals))
    }

    /// A sum of money.
    pub(super) fn total_money(&self, decimals: u32) -> Format {
        self.total.clone().set_num_format(decimal_format(decimals)).set_align(FormatAlign::Right)
    }
}

/// The times of devices: ISO, for it is data that is sorted and taken elsewhere.
pub(super) fn instant() -> Format {
    Format::new().set_num_format("yyyy\\-mm\\-dd hh:mm").set_align(FormatAlign::Left)
}

/// The head of a list of devices.
pub(super) fn list_header() -> Format {
    Format::new()
        .set_bold()
        .set_background_color(SHADE)
        .set_border_bottom(FormatBorder::Medium)
        .set_border_bottom_color(GREY)
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
}

/// Day, month and year as the document's language orders and names them, whatever the reader's.
fn day_format(language: Language) -> &'static str {
    match language {
        Language::It => "[$-410]d mmm yyyy",
        Language::En => "[$-809]d mmm yyyy",
        Language::De => "[$-407]d\\. mmm yyyy",
        Language::Fr => "[$-40C]d mmm yyyy",
        Language::Es => "[$-C0A]d mmm yyyy",
    }
}

fn decimal_format(decimals: u32) -> String {
    let places = "0".repeat(usize::try_from(decimals).unwrap_or_default());
    if places.is_empty() { COUNT.to_owned() } else { format!("{COUNT}.{places}") }
}
