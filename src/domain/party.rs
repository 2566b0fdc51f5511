//! Who is involved: the seller of the service, partners, CSMs and customers, as the data files describe them.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::ids::{CsmId, CustomerId, PartnerId};
use crate::domain::language::Language;
use crate::domain::rma_file::RmaMapping;

/// A mail address that can be written into a header.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// Why a text is not a mail address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is not a mail address, as in orders@example.com")]
pub struct InvalidEmail {
    found: String,
}

impl Email {
    /// The address as text, `local@domain`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part after the `@`, in lower case.
    pub fn domain(&self) -> String {
        self.0.rsplit_once('@').map_or_else(String::new, |(_, domain)| domain.to_lowercase())
    }
}

impl FromStr for Email {
    type Err = InvalidEmail;

    fn from_str(text: &str) -> Result<Self, InvalidEmail> {
        text.parse::<lettre::Address>().map_err(|_| InvalidEmail { found: text.chars().take(80).collect() })?;
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for Email {
    type Error = InvalidEmail;

    fn try_from(text: String) -> Result<Self, InvalidEmail> {
        text.parse()
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// How a party looks on what it sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// Name shown as the sender.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<String>,
    /// Accent colour, `#rrggbb` in lower case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
    /// Logo, written down as its digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<Logo>,
}

/// A logo: the digest of what is kept of its file, and that itself where a document is about to show it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Logo {
    /// `sha256:…` over the content.
    pub digest: String,
    /// An SVG or a PNG; none as long as nobody has fetched it.
    pub content: Option<Arc<[u8]>>,
}

impl Logo {
    /// The logo of that content.
    pub fn of(content: &[u8]) -> Self {
        let digest = format!("sha256:{}", hex::encode(Sha256::digest(content)));
        Self { digest, content: Some(content.into()) }
    }
}

/// The digest says all; whether the content is at hand makes no other logo.
impl PartialEq for Logo {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

impl Eq for Logo {}

impl From<String> for Logo {
    fn from(digest: String) -> Self {
        Self { digest, content: None }
    }
}

impl From<Logo> for String {
    fn from(logo: Logo) -> Self {
        logo.digest
    }
}

/// Who sells the service to the partners: the head of quotes, notices and renewals (documents.md section 0).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seller {
    /// Legal name.
    pub name: String,
    /// Address, a line each.
    pub address: Vec<String>,
    /// VAT number.
    pub vat_number: Option<String>,
    /// Where purchase orders go.
    pub orders_to: Option<Email>,
    /// Colour and logo of its documents.
    pub brand: Brand,
}

/// A certified partner (R1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// Its id in the data files.
    pub id: PartnerId,
    /// Legal name.
    pub name: String,
    /// Language of all that it receives.
    pub language: Language,
    /// Address, a line each.
    pub address: Vec<String>,
    /// VAT number.
    pub vat_number: Option<String>,
    /// Its number at the seller.
    pub partner_id: Option<String>,
    /// Where true-up quotes go; never empty.
    pub quotes_to: Vec<Email>,
    /// Where RMA notices, reminders and renewals go.
    pub notices_to: Vec<Email>,
    /// Copies of the monthly report.
    pub reports_to: Vec<Email>,
    /// How its own documents look.
    pub brand: Brand,
    /// How its RMA files differ from our own schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rma: Option<RmaMapping>,
}

impl Partner {
    /// The name under which its customers know it.
    pub fn sender(&self) -> &str {
        self.brand.sender.as_deref().unwrap_or(&self.name)
    }
}

/// A Customer Success Manager (R14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Csm {
    /// Its id in the data files.
    pub id: CsmId,
    /// Full name.
    pub name: String,
    /// Where reports go.
    pub email: Email,
    /// Language of all that they receive.
    pub language: Language,
}

/// An end customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// Its id in the data files.
    pub id: CustomerId,
    /// Legal name.
    pub name: String,
    /// The partner who serves it.
    pub partner: PartnerId,
    /// The CSM who audits it.
    pub csm: CsmId,
    /// Master account ID at Poly (R7).
    pub site_id: Option<String>,
    /// ISO 3166 code of its country, for working days.
    pub country: Option<String>,
    /// Copies of the monthly report.
    pub reports_to: Vec<Email>,
    /// Where its devices are listed.
    pub inventory: Inventory,
}

/// Where a customer's devices are listed (R15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "source", rename_all = "lowercase")]
pub enum Inventory {
    /// In Poly Lens, read with the credentials of the settings.
    Lens {
        /// The tenants that together hold the customer's devices, in the order of the data file; never empty.
        tenants: Vec<LensTenant>,
    },
    /// In an inventory report that the partner sends each month.
    Report,
}

/// One Lens tenant and the credential that sees it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LensTenant {
    /// Name of the credential in `[lens.credentials]`.
    pub credential: String,
    /// Tenant id.
    pub id: String,
}
