//! A desk to which partners send their RMA exports, and files as programs write them.

use std::fmt::Write as _;
use std::io::Write as _;

use serde_json::Value;

use crate::support::desk::{DATA, Desk, Done, REPORT, SETTINGS};

pub(crate) const HEAD: &str = "rma_number,rma_line,site_id,customer,authorised_at,status,part_number,product,category,serial_failed,\
    serial_replacement,quantity,reason_code\n";

/// A desk with an inventory of acme, site IDs, a mapping of nordcom's, and another partner with a customer.
pub(crate) fn desk() -> Desk {
    desk_on("sqlite://ledger.db")
}

pub(crate) fn desk_on(url: &str) -> Desk {
    let desk = Desk::new();
    let web = "[web]\nlisten = \"127.0.0.1:0\"\n";
    desk.write("trueup.toml", SETTINGS.replace("sqlite://ledger.db", url) + web);
    let data = DATA
        .replacen(
            "quotes_to = [\"ordini@nordcom.example\"]",
            "quotes_to = [\"ordini@nordcom.example\"]\n[partner.rma]\ndate_format = \"DD/MM/YYYY\"\n\
             [partner.rma.columns]\nrma_number = \"RMA No.\"\nauthorised_at = \"Approved\"\nstatus = \"State\"\n\
             serial_failed = \"S/N\"\nproduct = \"Item\"\n[partner.rma.statuses]\n\"Approved by HP\" = \"authorised\"\n\
             Void = \"cancelled\"",
            1,
        )
        .replacen("name = \"Acme S.p.A.\"", "name = \"Acme S.p.A.\"\nsite_id = \"100234\"", 1)
        .replacen("name = \"Beta S.p.A.\"", "name = \"Beta S.p.A.\"\nsite_id = \"100235\"", 1);
    let other = "[[partner]]\nid = \"zeta\"\nname = \"Zeta\"\nlanguage = \"en\"\nquotes_to = [\"z@zeta.example\"]\n\
        [[customer]]\nid = \"omega\"\nname = \"Omega\"\npartner = \"zeta\"\ncsm = \"rossi\"\nsite_id = \"900\"\n\
        inventory = { source = \"report\" }\n";
    desk.write("data.toml", format!("{data}{other}"));
    desk.expect(0, &["apply", "data.toml"]);
    desk.write("report.csv", REPORT);
    desk.expect(0, &["ingest", "inventory", "report.csv", "--customer", "acme"]);
    desk
}

pub(crate) fn ingest(desk: &Desk, code: i32, text: impl AsRef<[u8]>) -> Done {
    desk.write("rma.csv", text);
    desk.expect(code, &["ingest", "rma", "rma.csv"])
}

pub(crate) fn document(desk: &Desk, code: i32, text: impl AsRef<[u8]>) -> Value {
    desk.write("rma.csv", text);
    serde_json::from_str(&desk.expect(code, &["ingest", "rma", "rma.csv", "--json"]).stdout).unwrap()
}

/// The last file that was kept, as text.
pub(crate) async fn kept(desk: &Desk) -> String {
    let db = trueup::store::Db::open(&desk.ledger(), trueup::store::Open::Existing).await.unwrap();
    let mut tx = db.read().await.unwrap();
    let journal = trueup::store::journal::list(&mut tx, None, None).await.unwrap();
    let entry = journal.iter().rfind(|entry| entry.action == "rma_taken_in").unwrap();
    let digest = entry.text.rsplit("kept as ").next().unwrap().parse().unwrap();
    let bytes = trueup::store::blobs::get(&mut tx, &digest).await.unwrap().unwrap();
    String::from_utf8(bytes).unwrap()
}

pub(crate) fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        let options = zip::write::SimpleFileOptions::default();
        if name.ends_with('/') {
            zip.add_directory(*name, options).unwrap();
        } else {
            zip.start_file(*name, options).unwrap();
            zip.write_all(content).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook as programs write it, with one sheet of these rows; each cell is its XML.
pub(crate) fn workbook(rows: &str) -> Vec<u8> {
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
    );
    let parts = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" \
             ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" \
             ContentType=\"application/xml\"/></Types>"
                .to_owned(),
        ),
        (
            "_rels/.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" \
             Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
             Target=\"xl/workbook.xml\"/></Relationships>"
                .to_owned(),
        ),
        (
            "xl/workbook.xml",
            "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
             xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>\
             <sheet name=\"Notes\" sheetId=\"1\" r:id=\"rId2\"/><sheet name=\"Export\" sheetId=\"2\" r:id=\"rId1\"/></sheets></workbook>"
                .to_owned(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" \
             Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" \
             Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" \
             Target=\"worksheets/sheet2.xml\"/><Relationship Id=\"rId3\" \
             Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>\
             </Relationships>"
                .to_owned(),
        ),
        (
            "xl/styles.xml",
            "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cellXfs count=\"2\">\
             <xf numFmtId=\"0\"/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
                .to_owned(),
        ),
        ("xl/worksheets/sheet1.xml", sheet.clone()),
        (
            "xl/worksheets/sheet2.xml",
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\">\
             <c r=\"A1\" t=\"inlineStr\"><is><t>by Anna Verdi</t></is></c></row></sheetData></worksheet>"
                .to_owned(),
        ),
    ];
    zipped(&parts.iter().map(|(name, text)| (*name, text.as_bytes())).collect::<Vec<_>>())
}

pub(crate) fn cells(row: usize, values: &[&str]) -> String {
    let mut text = format!("<row r=\"{row}\">");
    for (column, value) in values.iter().enumerate() {
        let at = format!("{}{row}", char::from(b'A' + u8::try_from(column).unwrap()));
        match value.strip_prefix('#') {
            Some(raw) => write!(text, "<c r=\"{at}\" {raw}</c>").unwrap(),
            None => write!(text, "<c r=\"{at}\" t=\"inlineStr\"><is><t>{value}</t></is></c>").unwrap(),
        }
    }
    text + "</row>"
}

pub(crate) const SHEET: [&str; 8] =
    ["RMA Number", "rma_line", "site_id", "authorised_at", "status", "category", "serial_failed", "quantity"];
