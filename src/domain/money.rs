//! Amounts, prices and the one rounding rule: half up, once per line, to the currency's smallest unit (R25, A5).
//!
//! Everything before that rounding is an exact fraction; there are no floats anywhere in this program's money.

use std::fmt;
use std::str::FromStr;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// An exact number, for everything between a price and its rounded amount.
pub type Fraction = BigRational;

/// A fraction from two whole numbers.
///
/// # Panics
/// If `denominator` is zero: callers pass constants and days of a month.
pub fn fraction(numerator: impl Into<BigInt>, denominator: impl Into<BigInt>) -> Fraction {
    Fraction::new(numerator.into(), denominator.into())
}

/// The exact value of a decimal.
pub fn exact(decimal: Decimal) -> Fraction {
    fraction(decimal.mantissa(), BigInt::from(10).pow(decimal.scale()))
}

/// An ISO 4217 currency that has a smallest unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency {
    code: iso_currency::Currency,
    decimals: u32,
}

/// Why a text is not a currency that amounts can be written in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is not an ISO 4217 currency code, as in EUR")]
pub struct InvalidCurrency {
    found: String,
}

impl Currency {
    /// The three letters.
    pub fn code(self) -> &'static str {
        self.code.code()
    }

    /// Digits after the point: 0 for JPY, 2 for EUR, 3 for KWD.
    pub fn decimals(self) -> u32 {
        self.decimals
    }
}

impl FromStr for Currency {
    type Err = InvalidCurrency;

    fn from_str(text: &str) -> Result<Self, InvalidCurrency> {
        let wrong = || InvalidCurrency { found: text.chars().take(20).collect() };
        let code = iso_currency::Currency::from_code(text).ok_or_else(wrong)?;
        // Precious metals and funds have a code and no smallest unit: nothing can be billed in them.
        let decimals = code.exponent().map(u32::from).ok_or_else(wrong)?;
        Ok(Self { code, decimals })
    }
}

impl TryFrom<String> for Currency {
    type Error = InvalidCurrency;

    fn try_from(text: String) -> Result<Self, InvalidCurrency> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// An amount of money in the smallest unit of its currency (cents for EUR), without VAT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Count of smallest units.
    pub minor: i64,
    /// The currency that says what a smallest unit is.
    pub currency: Currency,
}

/// An amount that does not fit: beyond 9 x 10^18 smallest units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the amount is too large to be written down")]
pub struct AmountTooLarge;

impl Money {
    /// Nothing.
    pub fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// Rounds an exact amount half up (away from zero below it) to the smallest unit. Called once per line (A5).
    pub fn round(amount: &Fraction, currency: Currency) -> Result<Self, AmountTooLarge> {
        let scaled = amount * BigInt::from(10).pow(currency.decimals());
        let half = fraction(1, 2);
        let minor = if scaled.is_negative() { (scaled - half).ceil() } else { (scaled + half).floor() };
        let minor = minor.to_integer().to_i64().ok_or(AmountTooLarge)?;
        Ok(Self { minor, currency })
    }

    /// The sum of rounded lines.
    pub fn sum(lines: impl IntoIterator<Item = Self>, currency: Currency) -> Result<Self, AmountTooLarge> {
        let minor = lines.into_iter().try_fold(0_i64, |sum, line| sum.checked_add(line.minor));
        Ok(Self { minor: minor.ok_or(AmountTooLarge)?, currency })
    }

    /// The amount as a decimal number with all digits of its currency.
    pub fn decimal(self) -> Decimal {
        Decimal::from_i128_with_scale(i128::from(self.minor), self.currency.decimals())
    }
}

/// The plain form for JSON and CSV: `375.00`, without the code.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.decimal().to_string())
    }
}

/// A price or a limit as somebody wrote it: a decimal number of at most six decimals, never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Price(Decimal);

/// Why a text is not a price.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is not a price: digits with a point and at most six decimals, as in \"18.00\"")]
pub struct InvalidPrice {
    found: String,
}

impl Price {
    /// The exact value.
    pub fn decimal(self) -> Decimal {
        self.0
    }

    /// The price with at least the decimals of `currency`: `18` becomes `18.00` in EUR, `18.125` stays.
    pub fn in_currency(self, currency: Currency) -> String {
        let mut value = self.0;
        if value.scale() < currency.decimals() {
            value.rescale(currency.decimals());
        }
        value.to_string()
    }
}

impl FromStr for Price {
    type Err = InvalidPrice;

    fn from_str(text: &str) -> Result<Self, InvalidPrice> {
        let wrong = || InvalidPrice { found: text.chars().take(40).collect() };
        let plain =
            text.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !text.starts_with('.') && !text.ends_with('.');
        let value = Decimal::from_str_exact(text).map_err(|_| wrong())?;
        if !plain || value.scale() > 6 || value > Decimal::from(1_000_000_000_000_i64) {
            return Err(wrong());
        }
        Ok(Self(value))
    }
}

impl TryFrom<String> for Price {
    type Error = InvalidPrice;

    fn try_from(text: String) -> Result<Self, InvalidPrice> {
        text.parse()
    }
}

impl From<Price> for String {
    fn from(price: Price) -> Self {
        price.0.to_string()
    }
}

/// Cuts (never rounds) towards zero to `decimals` places (A29, A43): the form in which shares are shown to readers.
pub fn cut(value: &Fraction, decimals: u32) -> Decimal {
    let scaled = (value * BigInt::from(10).pow(decimals)).trunc().to_integer();
    Decimal::from_i128_with_scale(scaled.to_i128().unwrap_or(i128::from(i64::MAX)), decimals)
}

/// Rounds half up to `decimals` places, for numbers that only help the reader (months, monthly price).
pub fn rounded(value: &Fraction, decimals: u32) -> Decimal {
    let scaled = (value * BigInt::from(10).pow(decimals) + fraction(1, 2)).floor().to_integer();
    Decimal::from_i128_with_scale(scaled.to_i128().unwrap_or(i128::from(i64::MAX)), decimals)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str) -> Currency {
        code.parse().unwrap()
    }

    #[test]
    fn r25_amounts_round_half_up_once_in_currencies_of_0_2_and_3_decimals() {
        let cases = [
            ("EUR", 1005, 1000, "1.01"),
            ("JPY", 5, 2, "3"),
            ("KWD", 12345, 10000, "1.235"),
            ("EUR", 1004, 1000, "1.00"),
        ];
        for (code, numerator, denominator, expected) in cases {
            let money = Money::round(&fraction(numerator, denominator), currency(code)).unwrap();
            assert_eq!(money.to_string(), expected, "{code}");
        }
    }

    #[test]
    fn a_price_is_plain_digits() {
        assert_eq!("18".parse::<Price>().unwrap().in_currency(currency("EUR")), "18.00");
        assert_eq!("18.125".parse::<Price>().unwrap().in_currency(currency("EUR")), "18.125");
        for wrong in ["", "18,00", "-1", "1e3", "+1", "1.0000001", ".5", "1.", "EUR 18", "NaN", "1_000"] {
            assert!(wrong.parse::<Price>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a29_percentages_are_cut_not_rounded() {
        assert_eq!(cut(&fraction(499_999, 100_000), 2).to_string(), "4.99");
        assert_eq!(cut(&fraction(-499_999, 100_000), 2).to_string(), "-4.99");
    }

    #[test]
    fn a_currency_must_have_a_smallest_unit() {
        assert!("XAU".parse::<Currency>().is_err());
        assert!("EURO".parse::<Currency>().is_err());
        assert_eq!(currency("KWD").decimals(), 3);
    }
}
