//! Price lists: CSV `list,version,valid_from,part_number,model,list_price,currency` (product.md section 4).
//!
//! One file may hold several versions, also of several lists. What two versions are to each other is `check`'s business.

use std::collections::BTreeMap;
use std::fmt::Display;

use chrono::{Datelike, NaiveDate};
use csv::{ReaderBuilder, StringRecord};
use sha2::{Digest, Sha256};

use crate::datafile::problem::Problem;
use crate::domain::ids::CustomerId;
use crate::domain::money::{Currency, Price};
use crate::domain::price_list::{ListPrice, ListVersion, PriceList, model_key, part_key};

const COLUMNS: [&str; 7] = ["list", "version", "valid_from", "part_number", "model", "list_price", "currency"];
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];
/// So many problems of a file are told; the others are counted.
const SHOWN: usize = 50;

/// Whether the first line looks like that of a price list.
pub(super) fn is_one(text: &str) -> bool {
    let headers = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let headers = headers.split([',', ';', '\t']).map(|header| header.trim_matches([' ', '"']).to_lowercase());
    headers.filter(|header| ["list_price", "valid_from"].contains(&header.as_str())).count() == 2
}

/// The versions that a file declares, in the order of their first lines, and everything that is wrong in it.
pub(super) fn read(file: &str, text: &str) -> (Vec<PriceList>, Vec<Problem>) {
    let mut reading = Reading { file, problems: Vec::new(), lists: BTreeMap::new() };
    reading.read(text);
    if reading.problems.len() > SHOWN {
        let more = reading.problems.len() - SHOWN;
        reading.problems.truncate(SHOWN);
        reading.problem(String::new(), format!("{more} more problems"), "a price list without any");
    }
    let mut lists: Vec<PriceList> = reading.lists.into_values().collect();
    for list in &mut lists {
        list.version.prices = list.prices.len() as u64;
        list.version.digest = digest(&list.prices);
    }
    lists.sort_by_key(|list| list.prices.first().map_or(0, |price| price.line));
    (lists, reading.problems)
}

/// Over the prices in no order: a file that was only sorted anew declares the same version.
fn digest(prices: &[ListPrice]) -> String {
    let written = |text: &Option<String>| text.clone().unwrap_or_default();
    let line = |price: &ListPrice| {
        let amount = price.list_price.decimal().normalize();
        format!("{}\t{}\t{amount}\n", written(&price.part_number), written(&price.model))
    };
    let mut lines: Vec<String> = prices.iter().map(line).collect();
    lines.sort_unstable();
    format!("sha256:{}", hex::encode(Sha256::digest(lines.concat().as_bytes())))
}

struct Reading<'a> {
    file: &'a str,
    problems: Vec<Problem>,
    lists: BTreeMap<(String, String), PriceList>,
}

/// A line of the file, cell by cell.
struct Line<'a> {
    number: u64,
    columns: &'a [Option<usize>; 7],
    cells: &'a StringRecord,
}

impl Line<'_> {
    fn cell(&self, column: usize) -> &str {
        self.columns[column].and_then(|at| self.cells.get(at)).unwrap_or_default().trim()
    }
}

impl Reading<'_> {
    fn problem(&mut self, key: String, found: impl Display, expected: impl Display) {
        let (file, found, expected) = (self.file.to_owned(), found.to_string(), expected.to_string());
        self.problems.push(Problem { file, key, found, expected });
    }

    /// A cell that is not as expected.
    fn wrong(&mut self, line: &Line<'_>, column: usize, expected: impl Display) {
        let cell = line.cell(column);
        let shown: String = cell.chars().filter(|c| !c.is_control()).take(80).collect();
        let found = if cell.is_empty() { "nothing".to_owned() } else { format!("{shown:?}") };
        self.problem(format!("line {}, {}", line.number, COLUMNS[column]), found, expected);
    }

    fn read(&mut self, text: &str) {
        let separator = SEPARATORS.into_iter().rev().max_by_key(|separator| columns(text, *separator).0);
        let separator = separator.unwrap_or(b',');
        let (_, columns, unknown) = columns(text, separator);
        for header in unknown {
            self.problem("line 1".to_owned(), format!("the column {header:?}"), format!("only {}", COLUMNS.join(", ")));
        }
        let there = |name: &str| COLUMNS.iter().position(|column| *column == name).and_then(|at| columns[at]).is_some();
        for name in ["list", "version", "valid_from", "list_price", "currency"] {
            if !there(name) {
                self.problem("line 1".to_owned(), format!("no column {name:?}"), COLUMNS.join(","));
            }
        }
        if !there("part_number") && !there("model") {
            self.problem("line 1".to_owned(), "neither \"part_number\" nor \"model\"", COLUMNS.join(","));
        }
        if !self.problems.is_empty() {
            return;
        }
        let mut reader =
            ReaderBuilder::new().delimiter(separator).has_headers(true).flexible(true).from_reader(text.as_bytes());
        for record in reader.records() {
            match record {
                Ok(cells) if cells.iter().all(|cell| cell.trim().is_empty()) => {}
                Ok(cells) => {
                    let number = cells.position().map_or(0, |at| line_number(text, at));
                    self.line(&Line { number, columns: &columns, cells: &cells });
                }
                Err(error) => return self.problem(String::new(), error, "a price list in CSV"),
            }
        }
        if self.lists.is_empty() && self.problems.is_empty() {
            self.problem(String::new(), "no line below the headers", "one line for each price");
        }
        self.twice();
    }

    /// Products that a version prices a second time: nobody could say which price holds.
    fn twice(&mut self) {
        let mut found = Vec::new();
        for list in self.lists.values() {
            let mut first_lines = BTreeMap::new();
            for price in &list.prices {
                let first = *first_lines.entry(price.product()).or_insert(price.line);
                if first != price.line {
                    let column = if price.part_number.is_some() { "part_number" } else { "model" };
                    let product = price.part_number.as_ref().or(price.model.as_ref()).cloned().unwrap_or_default();
                    found.push((price.line, column, product, first));
                }
            }
        }
        found.sort_unstable();
        for (line, column, product, first) in found {
            let found = format!("{product:?} a second time, after line {first}");
            self.problem(format!("line {line}, {column}"), found, "each product once in a version");
        }
    }

    fn line(&mut self, line: &Line<'_>) {
        let before = self.problems.len();
        let width = self.width(line);
        for column in [0, 1] {
            // Both are ids, like those of the data files.
            if line.cell(column).parse::<CustomerId>().is_err() {
                self.wrong(line, column, "1 to 64 letters, digits, '.', '_' or '-'");
            }
        }
        let valid_from = NaiveDate::parse_from_str(line.cell(2), "%Y-%m-%d").ok();
        let valid_from = valid_from.filter(|day| line.cell(2).len() == 10 && (1990..2200).contains(&day.year()));
        if valid_from.is_none() {
            self.wrong(line, 2, "a day, as in 2026-10-01");
        }
        let list_price: Option<Price> = line.cell(5).parse().ok();
        if list_price.is_none() {
            self.wrong(line, 5, "a price without VAT, digits with a point, as in 319.00");
        }
        let currency: Option<Currency> = line.cell(6).parse().ok();
        if currency.is_none() {
            self.wrong(line, 6, "an ISO 4217 currency code, as in EUR");
        }
        let (part_number, model) = (named(line.cell(3), part_key), named(line.cell(4), model_key));
        if part_number.is_none() && model.is_none() {
            self.wrong(line, 3, "a part number, or the name of a model");
        }
        for column in [3, 4] {
            if line.cell(column).chars().count() > 200 || line.cell(column).contains(char::is_control) {
                self.wrong(line, column, "a text of at most 200 characters on one line");
            }
        }
        if self.problems.len() > before || !width {
            return;
        }
        if let (Some(valid_from), Some(list_price), Some(currency)) = (valid_from, list_price, currency) {
            let price = ListPrice { line: line.number, part_number, model, list_price };
            self.add(line, valid_from, currency, price);
        }
    }

    /// Whether there are no more cells than headers: a comma inside of a price would move all that follows.
    fn width(&mut self, line: &Line<'_>) -> bool {
        let width = line.columns.iter().flatten().max().map_or(0, |last| last + 1);
        let beyond = line.cells.iter().skip(width).filter(|cell| !cell.trim().is_empty()).count();
        if beyond > 0 {
            let found = format!("{beyond} cells more than there are headers");
            self.problem(format!("line {}", line.number), found, "a separator inside a cell to be quoted");
        }
        beyond == 0
    }

    fn add(&mut self, line: &Line<'_>, valid_from: NaiveDate, currency: Currency, price: ListPrice) {
        let (list, version) = (line.cell(0).to_owned(), line.cell(1).to_owned());
        let new = || ListVersion {
            list: list.clone(),
            version: version.clone(),
            valid_from,
            currency,
            prices: 0,
            digest: String::new(),
        };
        let key = (list.clone(), version.clone());
        let of = self.lists.entry(key).or_insert_with(|| PriceList { version: new(), prices: Vec::new() });
        let first = of.prices.first().map_or(line.number, |price| price.line);
        if of.version.valid_from != valid_from {
            let expected = format!("{}, as in line {first}: a version has one first day", of.version.valid_from);
            return self.wrong(line, 2, expected);
        }
        if of.version.currency != currency {
            let expected = format!("{}, as in line {first}: a list has one currency", of.version.currency);
            return self.wrong(line, 6, expected);
        }
        of.prices.push(price);
    }
}

/// The line on which a record begins: the reader counts the blank lines before it to it.
fn line_number(text: &str, at: &csv::Position) -> u64 {
    let start = usize::try_from(at.byte()).unwrap_or(usize::MAX);
    let before =
        text.as_bytes().get(start..).unwrap_or_default().iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    at.line() + before.filter(|byte| **byte == b'\n').count() as u64
}

fn named(cell: &str, key: fn(&str) -> Option<String>) -> Option<String> {
    key(cell).map(|_| cell.to_owned())
}

/// How many of our columns the first line has with that separator, where they stand, and which others there are.
fn columns(text: &str, separator: u8) -> (usize, [Option<usize>; 7], Vec<String>) {
    let mut reader =
        ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let headers = reader.records().next().and_then(Result::ok).unwrap_or_default();
    let mut columns = [None; 7];
    let mut unknown = Vec::new();
    for (at, header) in headers.iter().enumerate() {
        let header = header.trim().to_lowercase();
        match COLUMNS.iter().position(|column| *column == header) {
            Some(column) if columns[column].is_none() => columns[column] = Some(at),
            _ if header.is_empty() => {}
            _ => unknown.push(header.chars().take(80).collect()),
        }
    }
    (columns.iter().flatten().count(), columns, unknown)
}
