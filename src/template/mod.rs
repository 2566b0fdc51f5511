//! Strict templates, wording, numbers, dates and money by language.
