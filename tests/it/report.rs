//! A partner's inventory file is taken whole or rejected with all that is wrong in it.

use trueup::source::report::{Note, Rejected, Report, read};

fn accepted(text: &str) -> Report {
    read("inventory.csv", text.as_bytes()).unwrap_or_else(|rejected| panic!("{rejected}"))
}

fn rejected(bytes: impl AsRef<[u8]>) -> Rejected {
    read("inventory.csv", bytes.as_ref()).expect_err("the file has problems")
}

#[test]
fn separators_byte_order_marks_and_headers_in_any_dress_are_read_alike() {
    let comma = accepted("Device Model,Serial Number,Last Detected\nCCX 500,S1,2026-11-02\n").observations;
    assert_eq!(comma.len(), 1);
    assert_eq!(comma[0].model, "CCX 500");
    assert_eq!(comma[0].serial.as_deref(), Some("S1"));
    assert_eq!(comma[0].last_detected.unwrap().to_rfc3339(), "2026-11-02T00:00:00+00:00");
    for same in [
        "\u{feff}device_model;serial_number;last_detected\r\nCCX 500;S1;2026-11-02\r\n",
        "MODEL\tserial\tLast-Detected\tSite\nCCX 500\tS1\t2026-11-02\t\n",
        "\n\nModel , Serial,lastdetected,,\n\"CCX 500\", S1 ,2026-11-02T00:00:00Z,,\n,,,,\n",
    ] {
        let mut read = accepted(same).observations;
        read[0].id.clone_from(&comma[0].id);
        assert_eq!(read, comma, "{same:?}");
    }
}

#[test]
fn columns_about_people_are_read_by_nobody_and_kept_nowhere() {
    let file =
        "Model;Device User Name;Serial;E-Mail\nCCX 500;Mario Rossi;S1;mario@example.com\n;;;\n\"a;b\";Anna;S2;\n";
    let report = accepted(file);
    assert_eq!(String::from_utf8(report.stripped.clone()).unwrap(), "Model;Serial\nCCX 500;S1\n\"a;b\";S2\n");
    let everything = format!("{report:?}");
    for person in ["Mario", "mario@", "Anna"] {
        assert!(!everything.contains(person), "{everything}");
    }
    assert!(report.notes.contains(&Note::UserColumn("Device User Name".to_owned())));
    assert_eq!(accepted(std::str::from_utf8(&report.stripped).unwrap()).observations.len(), 2);
}

#[test]
fn a_file_without_columns_about_people_is_kept_as_it_came() {
    let file = "\u{feff}Model,MAC,Colour\r\nCCX 500,48:25:67:13:97:33,red\r\n";
    let report = accepted(file);
    assert_eq!(report.stripped, file.as_bytes());
    assert_eq!(report.notes, [Note::UnknownColumn("Colour".to_owned()), Note::NoLastDetected]);
}

#[test]
fn ids_are_unique_whether_listed_or_given() {
    let report = accepted("Model,Serial,Id\nA,S1,\nB,S2,x\n\nB,S2,x\nC,S3,\n");
    let ids: Vec<_> = report.observations.iter().map(|device| device.id.as_str()).collect();
    assert_eq!(ids, ["row-2", "x", "row-6"]);
    assert!(report.notes.contains(&Note::RepeatedRow { row: 5, first: 3 }));
    let text = rejected("Model,Serial,Id\nA,S1,x\nB,S2,x\n").to_string();
    assert!(text.contains("row 3, column \"Id\"") && text.contains("row 2"), "{text}");
}

#[test]
fn every_problem_is_told_with_row_and_column() {
    let file = "Model,Serial,MAC,Last Detected\n\
                A,1.23E+15,,\n\
                B,S2,,02/11/2026\n\
                ,,,2026-11-02\n\
                C,S4,,,extra\n\
                D,S5,,25.11.2026\n";
    let rejected = rejected(file);
    let text = rejected.to_string();
    for part in [
        "inventory.csv is rejected",
        "row 2, column \"Serial\", found \"1.23E+15\"",
        "row 3, column \"Last Detected\", found \"02/11/2026\", which can be 2026-11-02 or 2026-02-11; expected YYYY-MM-DD",
        "row 4, found neither a model nor a serial number",
        "row 5, found 1 cells more",
        "row 6, column \"Last Detected\", found \"25.11.2026\"; expected",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert_eq!((rejected.problems.len(), rejected.more), (5, 0));
}

#[test]
fn a_file_that_cannot_be_an_inventory_is_rejected() {
    let latin: &[u8] = b"Model,Serial\nCCX 500,S1\nCaff\xe8,S2\n";
    let utf16: &[u8] = b"\xff\xfeM\0o\0";
    let cases: [(&[u8], &str); 14] = [
        (b"", "an empty file"),
        (b"\n\r\n", "an empty file"),
        (b"Model,Serial\n", "no rows"),
        (b"Model,Serial\n,\n", "no rows"),
        (b"Model,Serial\n,S1\n,S2\n", "not one row with a model"),
        (b"Serial,Site\nS1,Home\n", "expected a column \"Device Model\""),
        (b"Model,Site\nCCX 500,Home\n", "expected a column \"Serial Number\", \"MAC Address\" or \"Lens Device Id\""),
        (b"Model,Serial,serial\nCCX 500,S1,S1\n", "the same header twice"),
        (b"Model,Hardware Model,Serial\nCCX 500,x,S1\n", "a second column for Device Model"),
        (b"Model,Serial\n\"CCX 500,S1\nCCX 500,S2\n", "a line break inside a cell"),
        (latin, "row 3, found bytes that are not UTF-8"),
        (utf16, "UTF-16"),
        (b"PK\x03\x04whatever", "XLSX"),
        (b"<html><body>Sign in</body></html>", "expected a column \"Device Model\""),
    ];
    for (bytes, part) in cases {
        let text = rejected(bytes).to_string();
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn fifty_problems_are_shown_and_the_others_counted() {
    let rows: String = (0..75).map(|_| "A,1.23E+15\n").collect();
    let rejected = rejected(format!("Model,Serial\n{rows}"));
    assert_eq!((rejected.problems.len(), rejected.more), (50, 25));
    assert!(rejected.to_string().ends_with("and 25 more"));
}

#[test]
fn whatever_the_bytes_reading_ends_without_a_panic() {
    proptest::proptest!(|(bytes: Vec<u8>)| {
        let _ = read("inventory.csv", &bytes);
    });
    proptest::proptest!(|(text in "(model|serial|user|[,;\t\"\r\n]|[a-z0-9]){0,60}")| {
        if let Ok(report) = read("inventory.csv", text.as_bytes()) {
            let ids: std::collections::BTreeSet<_> = report.observations.iter().map(|device| &device.id).collect();
            proptest::prop_assert_eq!(ids.len(), report.observations.len());
        }
    });
}
