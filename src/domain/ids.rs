//! Names that people give to partners, customers, contracts and CSMs in the data files.
//!
//! An id is `[A-Za-z0-9._-]{1,64}` (product.md section 4), so it is safe in file names, mail headers and addresses of
//! pages. One type for each, so that a customer cannot be looked up by a contract's id.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is not an id: 1 to 64 letters, digits, '.', '_' or '-'")]
pub struct InvalidId {
    found: String,
}

fn check(text: &str) -> Result<(), InvalidId> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    // "." and ".." pass the letter rule but would walk the intake folder.
    let walks = text == "." || text == "..";
    if text.is_empty() || text.len() > 64 || walks || !text.chars().all(allowed) {
        return Err(InvalidId { found: text.chars().take(80).collect() });
    }
    Ok(())
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                check(text)?;
                Ok(Self(text.to_owned()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;

            fn try_from(text: String) -> Result<Self, InvalidId> {
                check(&text)?;
                Ok(Self(text))
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

id!(
    /// A certified partner, who buys the programme and resells it under its own brand (R1).
    PartnerId
);
id!(
    /// A Customer Success Manager, who answers for the monthly audit (R14).
    CsmId
);
id!(
    /// An end customer, whose devices are counted.
    CustomerId
);
id!(
    /// A contract between Poly and a partner for one customer.
    ContractId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_short_and_plain() {
        assert!("PPE-2026-0007".parse::<ContractId>().is_ok());
        for wrong in ["", ".", "..", "a b", "a/b", "è", &"x".repeat(65)] {
            assert!(wrong.parse::<ContractId>().is_err(), "{wrong:?}");
        }
    }
}
