//! What the columns of an RMA file mean, told by their headers: our own schema, or the partner's names for it.

use crate::domain::rma_file::{RmaColumn, RmaMapping};
use crate::source::report::is_personal;
use crate::source::rma::Note;
use crate::source::table::{Problem, Problems, Table, normalise};
use crate::source::text::excerpt;

/// Parts of a normalised header that point to a person, besides those that inventories have: RMA exports say where the
/// replacement goes, and who asked for it.
const PERSON: [&str; 20] = [
    "contact",
    "phone",
    "mobile",
    "recipient",
    "requester",
    "requestedby",
    "createdby",
    "attention",
    "attn",
    "shipto",
    "address",
    "street",
    "contatto",
    "telefono",
    "cellulare",
    "destinatario",
    "indirizzo",
    "referente",
    "richiedente",
    "telefon",
];

/// Columns that every file must have.
const REQUIRED: [RmaColumn; 3] = [RmaColumn::RmaNumber, RmaColumn::AuthorisedAt, RmaColumn::Status];
/// Columns of which one must be there: whose return it is, and of what.
const ONE_OF: [(&[RmaColumn], &str); 2] = [
    (&[RmaColumn::SiteId, RmaColumn::Customer, RmaColumn::SerialFailed], "whose return it is"),
    (&[RmaColumn::PartNumber, RmaColumn::Product, RmaColumn::Category], "what is returned"),
];

/// The headers to look for.
pub(super) struct Headers {
    /// Column, its header, that header as it is compared, and whether the partner's mapping names it.
    wanted: Vec<(RmaColumn, String, String, bool)>,
}

/// Where each column stands, and which columns go.
pub(super) struct Layout {
    columns: Vec<(RmaColumn, usize)>,
    pub(super) dropped: Vec<usize>,
    pub(super) notes: Vec<Note>,
}

impl Layout {
    pub(super) fn column(&self, column: RmaColumn) -> Option<usize> {
        self.columns.iter().find(|(known, _)| *known == column).map(|(_, at)| *at)
    }

    /// The headers as they stand in the file.
    pub(super) fn headers(&self, table: &Table) -> Vec<(RmaColumn, String)> {
        let header = |at: usize| table.headers.get(at).map(|header| excerpt(header, &[])).unwrap_or_default();
        self.columns.iter().map(|(column, at)| (*column, header(*at))).collect()
    }
}

impl Headers {
    pub(super) fn of(mapping: &RmaMapping) -> Self {
        let wanted = |column: &RmaColumn| {
            let mapped = mapping.columns.get(column);
            let header = mapped.map_or(column.as_str(), String::as_str);
            (*column, header.to_owned(), normalise(header), mapped.is_some())
        };
        Self { wanted: RmaColumn::ALL.iter().map(wanted).collect() }
    }

    pub(super) fn knows(&self, header: &str) -> bool {
        self.find(&normalise(header)).is_some()
    }

    /// The column of a normalised header. What a partner named beats what we would call something else so.
    fn find(&self, header: &str) -> Option<RmaColumn> {
        let named = |mapped: bool| self.wanted.iter().find(|wanted| wanted.2 == header && wanted.3 == mapped);
        named(true).or_else(|| named(false)).map(|wanted| wanted.0)
    }

    fn header(&self, column: RmaColumn) -> &str {
        self.wanted.iter().find(|wanted| wanted.0 == column).map_or(column.as_str(), |wanted| &wanted.1)
    }

    /// Reads the headers; what is missing or double is a problem.
    pub(super) fn layout(&self, table: &Table, problems: &mut Problems) -> Layout {
        let mut layout = Layout { columns: Vec::new(), dropped: Vec::new(), notes: Vec::new() };
        let line = 1;
        for (at, header) in table.headers.iter().enumerate() {
            let shown = excerpt(header, &[]);
            let name = normalise(header);
            match self.find(&name) {
                Some(column) if layout.column(column).is_none() => layout.columns.push((column, at)),
                Some(column) => problems.add(Problem {
                    row: Some(line),
                    column: Some(shown),
                    found: format!("a second column for {}", column.as_str()),
                    expected: "one column for it".to_owned(),
                }),
                None if is_personal(&name) || PERSON.iter().any(|word| name.contains(word)) => {
                    layout.dropped.push(at);
                    layout.notes.push(Note::UserColumn(shown));
                }
                None if name.is_empty() => {}
                None => layout.notes.push(Note::UnknownColumn(shown)),
            }
        }
        self.missing(&mut layout, table, problems);
        layout
    }

    fn missing(&self, layout: &mut Layout, table: &Table, problems: &mut Problems) {
        let shown: Vec<String> =
            table.headers.iter().take(30).map(|header| format!("{:?}", excerpt(header, &[]))).collect();
        let found = format!("the headers {}", shown.join(", "));
        for column in REQUIRED.into_iter().filter(|column| layout.column(*column).is_none()) {
            let expected = format!("a column {:?} (a partner's own names go into [partner.rma])", self.header(column));
            problems.add(Problem::file(found.clone(), &expected));
        }
        for (columns, what) in ONE_OF {
            if columns.iter().all(|column| layout.column(*column).is_none()) {
                let names: Vec<String> = columns.iter().map(|column| format!("{:?}", self.header(*column))).collect();
                let expected = format!("one of the columns {}: {what}", names.join(", "));
                problems.add(Problem::file(found.clone(), &expected));
            }
        }
        let mapped = self.wanted.iter().filter(|wanted| wanted.3 && layout.column(wanted.0).is_none());
        let missing = mapped.filter(|wanted| !REQUIRED.contains(&wanted.0));
        let note = |wanted: &(RmaColumn, String, String, bool)| Note::MissingColumn {
            column: wanted.0,
            header: wanted.1.clone(),
        };
        let missing: Vec<Note> = missing.map(note).collect();
        layout.notes.extend(missing);
    }
}
