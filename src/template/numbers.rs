//! Numbers, percentages and money as a language writes them, from exact values only.
//!
//! Thousands are always grouped, so that columns of four and five digits read alike. Spaces inside a value are
//! no-break spaces.

use fixed_decimal::{Decimal as Digits, SignDisplay};
use icu_decimal::DecimalFormatter;
use icu_decimal::options::GroupingStrategy;
use icu_locale_core::locale;
use rust_decimal::Decimal;

use crate::domain::language::Language;
use crate::domain::money::{Currency, Money, Price};
use crate::template::error::TemplateError;

/// Writes numbers in one language.
#[derive(Debug)]
pub struct Numbers {
    language: Language,
    decimal: DecimalFormatter,
}

impl Numbers {
    /// The patterns of a language.
    pub fn new(language: Language) -> Result<Self, TemplateError> {
        // Italian and Spanish data group from five digits on ("1050"), and `Always` does not override that. German data
        // has the same point and comma and groups from four.
        let tag = match language {
            Language::It | Language::De | Language::Es => locale!("de"),
            Language::En => locale!("en-GB"),
            Language::Fr => locale!("fr"),
        };
        let decimal = DecimalFormatter::try_new(tag.into(), GroupingStrategy::Always.into());
        let decimal = decimal.map_err(|cause| TemplateError::Locale {
            language: language.tag(),
            what: "number patterns",
            problem: cause.to_string(),
        })?;
        Ok(Self { language, decimal })
    }

    /// A count: `1.050` / `1,050`.
    pub fn count(&self, value: u64) -> String {
        self.decimal.format(&Digits::from(value)).to_string()
    }

    /// A difference with its sign, nought without: `+50`, `-12`, `0`.
    pub fn change(&self, value: i64) -> String {
        let digits = Digits::from(value).with_sign_display(SignDisplay::ExceptZero);
        self.decimal.format(&digits).to_string()
    }

    /// A decimal number with the digits it has: `5,4667`.
    pub fn decimal(&self, value: Decimal) -> String {
        self.decimal.format(&digits(value)).to_string()
    }

    /// A percentage with the digits it has: `5,00 %` / `5.00%`.
    pub fn percent(&self, value: Decimal) -> String {
        self.with_sign(&self.decimal(value))
    }

    /// A percentage with two decimals and its sign: `+5,00 %`.
    pub fn percent_change(&self, value: Decimal) -> String {
        let digits = digits(value).with_sign_display(SignDisplay::ExceptZero);
        self.with_sign(&self.decimal.format(&digits).to_string())
    }

    /// An amount with its ISO 4217 code written out, where the language puts it: `375,00 EUR` / `EUR 375.00`.
    pub fn money(&self, amount: Money) -> String {
        self.with_code(&self.decimal(amount.decimal()), amount.currency)
    }

    /// A unit price with at least the decimals of its currency.
    pub fn price(&self, price: Price, currency: Currency) -> String {
        self.decimal_money(price.decimal(), currency)
    }

    /// A number of money that is not an amount (a monthly price), with at least the decimals of its currency.
    pub fn decimal_money(&self, value: Decimal, currency: Currency) -> String {
        let mut value = value;
        if value.scale() < currency.decimals() {
            value.rescale(currency.decimals());
        }
        self.with_code(&self.decimal(value), currency)
    }

    fn with_sign(&self, number: &str) -> String {
        match self.language {
            Language::It | Language::De | Language::Es => format!("{number}\u{a0}%"),
            Language::Fr => format!("{number}\u{202f}%"),
            Language::En => format!("{number}%"),
        }
    }

    fn with_code(&self, number: &str, currency: Currency) -> String {
        match self.language {
            Language::It | Language::De | Language::Fr | Language::Es => format!("{number}\u{a0}{}", currency.code()),
            Language::En => format!("{}\u{a0}{number}", currency.code()),
        }
    }
}

/// The same number as decimal digits, trailing zeros kept.
fn digits(value: Decimal) -> Digits {
    let mut digits = Digits::from(value.mantissa());
    digits.multiply_pow10(-i16::try_from(value.scale()).unwrap_or(0));
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(language: Language) -> Numbers {
        Numbers::new(language).unwrap()
    }

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_are_written_as_each_language_does() {
        let (it, en) = (numbers(Language::It), numbers(Language::En));
        let money = Money { minor: 123_456_750, currency: "EUR".parse().unwrap() };
        let yen = Money { minor: 1050, currency: "JPY".parse().unwrap() };
        assert_eq!((it.count(1050), en.count(1050)), ("1.050".into(), "1,050".into()));
        assert_eq!((it.count(250_000), en.count(0)), ("250.000".into(), "0".into()));
        assert_eq!((it.change(50), it.change(-1200), it.change(0)), ("+50".into(), "-1.200".into(), "0".into()));
        assert_eq!(it.percent(decimal("5.00")), "5,00\u{a0}%");
        assert_eq!(en.percent(decimal("5.00")), "5.00%");
        assert_eq!(en.percent_change(decimal("-4.99")), "-4.99%");
        assert_eq!(it.money(money), "1.234.567,50\u{a0}EUR");
        assert_eq!(en.money(money), "EUR\u{a0}1,234,567.50");
        assert_eq!(en.money(yen), "JPY\u{a0}1,050");
        assert_eq!(it.price("18".parse().unwrap(), money.currency), "18,00\u{a0}EUR");
        assert_eq!(it.decimal(decimal("5.4667")), "5,4667");
        let (de, fr, es) = (numbers(Language::De), numbers(Language::Fr), numbers(Language::Es));
        assert_eq!([de.count(1050), es.count(1050), fr.count(1050)], ["1.050", "1.050", "1\u{202f}050"]);
        assert_eq!([de.money(money), es.money(money)], ["1.234.567,50\u{a0}EUR"; 2]);
        assert_eq!(fr.money(money), "1\u{202f}234\u{202f}567,50\u{a0}EUR");
        assert_eq!([de.percent_change(decimal("-4.99")), es.percent(decimal("5.00"))], ["-4,99\u{a0}%", "5,00\u{a0}%"]);
        assert_eq!(fr.percent(decimal("5.00")), "5,00\u{202f}%");
    }
}
