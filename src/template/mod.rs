//! Strict templates, wording, numbers, dates and money by language.

pub mod dates;
pub mod engine;
pub mod error;
pub mod fonts;
mod french;
#[cfg(test)]
mod glossary;
mod italian;
pub mod locale;
pub mod numbers;
pub mod wording;

pub use engine::Templates;
pub use error::{TemplateError, TemplateErrors};
pub use fonts::Fonts;
pub use locale::Locale;
