//! Whose paper a letter is written on: name, address, accent and logo of the seller, or of the partner on what its
//! customer may see (R1). The programme is named as the service and nowhere else.

use std::sync::Arc;

use serde::Serialize;

use crate::document::clean;
use crate::document::colour::Accent;
use crate::domain::party::{Brand, Partner, Seller};
use crate::logo;
use crate::template::{Locale, TemplateError};

/// Who a letter comes from, as it shows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sender<'a> {
    name: &'a str,
    address: &'a [String],
    vat_number: Option<&'a str>,
    brand: &'a Brand,
}

impl<'a> From<&'a Seller> for Sender<'a> {
    fn from(seller: &'a Seller) -> Self {
        Self {
            name: &seller.name,
            address: &seller.address,
            vat_number: seller.vat_number.as_deref(),
            brand: &seller.brand,
        }
    }
}

impl<'a> From<&'a Partner> for Sender<'a> {
    fn from(partner: &'a Partner) -> Self {
        Self {
            name: partner.sender(),
            address: &partner.address,
            vat_number: partner.vat_number.as_deref(),
            brand: &partner.brand,
        }
    }
}

impl Sender<'_> {
    /// The accent of its documents.
    pub(super) fn accent(self) -> Accent {
        Accent::of(self.brand.colour.as_deref())
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
    logo: Option<Image>,
}

/// The logo, as the page of a mail names it and how large it shows it.
#[derive(Debug, Serialize)]
struct Image {
    id: String,
    alt: String,
    width: u32,
    height: u32,
}

/// The logo in the head of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailLogo {
    /// How the page names it: `<img src="cid:…">`.
    pub content_id: String,
    /// A PNG.
    pub bytes: Arc<[u8]>,
}

impl Letterhead {
    /// In the language of the letter; with the logo that its page shows.
    pub(super) fn new(locale: &Locale<'_>, sender: Sender<'_>) -> Result<(Self, Option<MailLogo>), TemplateError> {
        let mut lines: Vec<String> = sender.address.iter().map(|line| clean::name(line)).collect();
        if let Some(vat) = sender.vat_number {
            lines.push(locale.say("vat-number", &[("number", &clean::line(vat))])?);
        }
        let (image, logo) = mail_logo(locale, sender)?.unzip();
        Ok((Self { name: sender.name(), lines, logo: image }, logo))
    }
}

/// What is named and not at hand is an error: a mail without its logo would look finished.
fn mail_logo(locale: &Locale<'_>, sender: Sender<'_>) -> Result<Option<(Image, MailLogo)>, TemplateError> {
    let Some(logo) = &sender.brand.logo else { return Ok(None) };
    let content = logo.content.as_ref().ok_or_else(|| TemplateError::Template {
        template: "mail/parts.html.j2".to_owned(),
        language: locale.language.tag(),
        problem: format!("the logo {} is not at hand", logo.digest),
    })?;
    let Some(picture) = logo::picture(&logo.digest, content) else { return Ok(None) };
    // Twelve digits of the digest: another logo is another picture in the same thread of mails.
    let digits: String = logo.digest.chars().skip_while(|c| *c != ':').skip(1).take(12).collect();
    let id = format!("logo.{digits}@document");
    // Where styles are inlined, an attribute keeps its angle brackets as they are: nothing is to read like a tag.
    let alt = sender.name().replace('<', "\u{2039}").replace('>', "\u{203a}");
    let image = Image { id: id.clone(), alt, width: picture.width, height: picture.height };
    Ok(Some((image, MailLogo { content_id: id, bytes: picture.bytes })))
}
