//! The accent colour of a document: a brand's own, moved as little as needed to stay readable (WCAG 2 AA).

use serde::Serialize;

/// Calm blue-grey for brands that set no colour.
const NEUTRAL: Rgb = Rgb(0x24, 0x40, 0x5e);
const WHITE: Rgb = Rgb(0xff, 0xff, 0xff);
/// The page of the dark layout; the same value stands in `templates/mail/base.html.j2`.
const DARK_PAGE: Rgb = Rgb(0x1c, 0x22, 0x29);
/// WCAG AA for text of normal size.
const ENOUGH: f64 = 4.5;

/// An accent for light and for dark pages, `#rrggbb`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Accent {
    /// Readable on white, and white on it.
    pub light: String,
    /// Readable on the dark page.
    pub dark: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rgb(u8, u8, u8);

impl Accent {
    /// From a brand's colour, or the neutral one where there is none or it is not `#rrggbb`.
    pub fn of(colour: Option<&str>) -> Self {
        let own = colour.and_then(parse).unwrap_or(NEUTRAL);
        Self { light: readable(own, WHITE, Rgb(0, 0, 0)), dark: readable(own, DARK_PAGE, WHITE) }
    }
}

/// Mixes `colour` towards `end` in steps of a twentieth until it stands out enough from `page`.
fn readable(colour: Rgb, page: Rgb, end: Rgb) -> String {
    let mix = |from: u8, to: u8, step: u16| {
        u8::try_from((u16::from(from) * (20 - step) + u16::from(to) * step) / 20).unwrap_or(to)
    };
    let steps = (0..=20).map(|s| Rgb(mix(colour.0, end.0, s), mix(colour.1, end.1, s), mix(colour.2, end.2, s)));
    let Rgb(r, g, b) = steps.into_iter().find(|candidate| contrast(*candidate, page) >= ENOUGH).unwrap_or(end);
    format!("#{r:02x}{g:02x}{b:02x}")
}

fn parse(text: &str) -> Option<Rgb> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let bytes = hex::decode(digits).ok()?;
    Some(Rgb(*bytes.first()?, *bytes.get(1)?, *bytes.get(2)?))
}

/// Contrast ratio of two colours, from 1 to 21 (WCAG 2.2, definition of contrast ratio).
fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(Rgb(r, g, b): Rgb) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_accent_meets_aa_on_its_page() {
        for colour in ["#ffff00", "#ffffff", "#000000", "#0a5c8f", "#ff6600", "#7fffd4", "#808080"] {
            let accent = Accent::of(Some(colour));
            assert!(contrast(parse(&accent.light).unwrap(), WHITE) >= ENOUGH, "{colour} -> {}", accent.light);
            assert!(contrast(parse(&accent.dark).unwrap(), DARK_PAGE) >= ENOUGH, "{colour} -> {}", accent.dark);
        }
    }

    #[test]
    fn a_colour_that_is_readable_stays_as_it_is() {
        assert_eq!(Accent::of(Some("#0a5c8f")).light, "#0a5c8f");
        assert_eq!(Accent::of(Some("blue")), Accent::of(None));
        assert_eq!(Accent::of(Some("#ééé")), Accent::of(None));
    }
}
