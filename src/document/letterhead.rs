//! Whose paper a letter is written on: name, address and accent of the seller, or of the partner on what its customer may
//! see (R1). The programme is named as the service and nowhere else.

use serde::Serialize;

use crate::document::clean;
use crate::document::colour::Accent;
use crate::domain::party::{Partner, Seller};
use crate::template::{Locale, TemplateError};

/// Who a letter comes from, as it shows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sender<'a> {
    name: &'a str,
    address: &'a [String],
    vat_number: Option<&'a str>,
    colour: Option<&'a str>,
}

impl<'a> From<&'a Seller> for Sender<'a> {
    fn from(seller: &'a Seller) -> Self {
        Self {
            name: &seller.name,
            address: &seller.address,
            vat_number: seller.vat_number.as_deref(),
            colour: seller.brand.colour.as_deref(),
        }
    }
}

impl<'a> From<&'a Partner> for Sender<'a> {
    fn from(partner: &'a Partner) -> Self {
        Self {
            name: partner.sender(),
            address: &partner.address,
            vat_number: partner.vat_number.as_deref(),
            colour: partner.brand.colour.as_deref(),
        }
    }
}

impl Sender<'_> {
    /// The accent of its documents.
    pub(super) fn accent(self) -> Accent {
        Accent::of(self.colour)
    }

    /// The name, made safe for a line.
    pub(super) fn name(self) -> String {
        clean::name(self.name)
    }
}

/// Head and foot of every letter, already written.
#[derive(Debug, Serialize)]
pub(super) struct Letterhead {
    name: String,
    /// Address and VAT number.
    lines: Vec<String>,
}

impl Letterhead {
    /// In the language of the letter.
    pub(super) fn new(locale: &Locale<'_>, sender: Sender<'_>) -> Result<Self, TemplateError> {
        let mut lines: Vec<String> = sender.address.iter().map(|line| clean::name(line)).collect();
        if let Some(vat) = sender.vat_number {
            lines.push(locale.say("vat-number", &[("number", &clean::line(vat))])?);
        }
        Ok(Self { name: sender.name(), lines })
    }
}
