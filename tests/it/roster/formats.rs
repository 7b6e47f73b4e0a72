//! File formats, encodings, and cells.

use std::io::Write;

use peerpress::certificates::roster::{Options, Roster};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{codes, names, read, read_with, sample, workbook};
use crate::project::Project;

#[test]
fn delimiters_line_ends_and_encodings_are_detected() {
    let rows = [
        ["Name", "E-mail", "Hours"],
        ["Ximena “Mena” Núñez", "x@example.org", "6"],
        ["Zoë Lee", "z@example.org", "4,5"],
        ["Bo\nLi", "", "6"],
    ];
    for delimiter in [',', ';', '\t', '|'] {
        for end in ["\n", "\r\n", "\r"] {
            let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
            let line = |row: &[&str; 3]| {
                row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(&delimiter.to_string())
            };
            let text = rows.iter().map(line).collect::<Vec<_>>().join(end);
            let wide =
                |to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
            let variants = [
                text.clone().into_bytes(),
                [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
                wide(u16::to_le_bytes),
                wide(u16::to_be_bytes),
                [b"\xFF\xFE".to_vec(), wide(u16::to_le_bytes)].concat(),
                [b"\xFE\xFF".to_vec(), wide(u16::to_be_bytes)].concat(),
                encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
                format!("sep={delimiter}{end}{text}").into_bytes(),
            ];
            for (at, bytes) in variants.iter().enumerate() {
                let roster = read("r.csv", bytes);
                assert_eq!(
                    names(&roster),
                    ["Ximena “Mena” Núñez", "Zoë Lee"],
                    "{delimiter:?} {end:?} {at}: {:?}",
                    roster.findings
                );
                assert_eq!(roster.people[1].hours, Some(4.5));
                let mut found = codes(&roster);
                found.retain(|code| *code != "roster-encoding");
                assert_eq!(found, ["roster-control"]);
                assert_eq!(roster.rejected[0].row, 4);
            }
        }
    }
}

#[test]
fn windows_1252_is_guessed() {
    for (text, name) in [
        ("Name\nNúñez\n", "Núñez"),
        ("Name\nJosé\n", "José"),
        ("Nombre;Horas\nMaría Peña;6\n", "María Peña"),
        ("Name\nAnn O’Connor\nZoë Fox\n", "Ann O’Connor"),
    ] {
        let roster = read("r.csv", encoding_rs::WINDOWS_1252.encode(text).0);
        assert_eq!((names(&roster)[0], codes(&roster)), (name, vec!["roster-encoding"]));
    }
}

#[test]
fn rows_and_lines_are_counted_as_a_spreadsheet_counts() {
    let text = "Name,Hours\r\n\r\n\"Ann\r\nLee\",6\r\n  \r\nBo \"B\" Li,\"say \"\"6\"\"\"\r\n";
    let roster = read("r.csv", text);
    let found: Vec<String> = roster
        .findings
        .iter()
        .map(|finding| format!("{}: {}", finding.place.as_ref().unwrap(), finding.message))
        .collect();
    assert_eq!(
        found,
        [
            "r.csv: row 3, column \"Name\": `Ann  Lee` contains a line break",
            "r.csv: row 5 (line 6), column \"Hours\": `say \"6\"` is not a number of hours",
        ]
    );
    let unclosed = read("r.csv", "Name,b\n\nc,\"d\ne");
    assert!(unclosed.findings[0].message.contains("opens on line 3"), "{:?}", unclosed.findings);
}

#[test]
fn a_stray_quote_takes_no_rows() {
    for text in [
        "Name,Email,Hours\n\"Ann Lee,a@x.org,6\nBo Li,b@x.org,6\n\"Cy Ray\",c@x.org,6\n",
        "Name,Email,Hours\n\"Ann Lee,a@x.org,6\nBo Li,b@x.org,6\nCy Ray\",c@x.org,6\n",
        "Name,Email,Note\nAnn Lee,a@x.org,\"late\nBo Li,b@x.org,\"\nCy Ray,c@x.org,\n",
        "Name,Hours\n\"Ann Lee,6\nBo Li,6\nCy Ray\",6\nDi Fu,6\n",
        "Name,\"Email,Hours\nAnn Lee,a@x.org,6\nBo Li\",b@x.org,6\nCy Ray,c@x.org,6\n",
    ] {
        let roster = read("r.csv", text);
        assert_eq!((codes(&roster), names(&roster)), (vec!["roster-file"], vec![]), "{text}");
    }
    let address = "Name,Hours,Address\nAnn Lee,6,\"1 Main St\nMinot, ND\"\nBo Li,6,\"a\nb\nc\"\n";
    assert_eq!(names(&read("r.csv", address)), ["Ann Lee", "Bo Li"]);
    let nickname = "Name,Hours\n\"Bo\" Li,6\nAnn \"Annie\" Lee,6\n\"Cy \"\"C\"\" Ray\",6\n";
    let expected = ["\"Bo\" Li", "Ann \"Annie\" Lee", "Cy \"C\" Ray"];
    assert_eq!(names(&read("r.csv", nickname)), expected);
}

#[test]
fn the_first_line_can_state_the_delimiter() {
    for text in [
        "SEP=\t\nNo,te\tName\n1\tAnn Lee\n",
        "separate,Name\n1,Ann Lee\n",
        "aaañ,Name\n1,Ann Lee\n",
    ] {
        assert_eq!(names(&read("r.csv", text)), ["Ann Lee"], "{text}");
    }
}

#[test]
fn json_is_a_list_of_people() {
    let roster = read(
        "r.json",
        r#"[
            {"name": "Ann Lee", "hours": 6, "email": null},
            {"hours": 6.5, "name": "Bo Li", "veteran": true},
            {"name": [["x"]], "hours": 6}
        ]"#,
    );
    assert_eq!(names(&roster), ["Ann Lee", "Bo Li"]);
    assert_eq!((roster.people[1].hours, roster.people[1].row), (Some(6.5), 2));
    assert_eq!(codes(&roster), ["roster-cell"]);
    assert_eq!(
        roster.findings[0].place.as_ref().unwrap().cell.as_ref().unwrap().to_string(),
        "entry 3, column \"name\""
    );
    let ids = r#"[{"name": "Ann Lee", "id": 12345678901234567890}, {"name": "Bo Li", "id": 7},
        {"name": "Cy Ray", "id": 9007199254740993}, {"name": "Di Fu", "id": 1e30}]"#;
    let roster = read("r.json", ids);
    let read_ids: Vec<_> = roster.people.iter().map(|person| person.id.as_deref()).collect();
    assert_eq!(read_ids, [Some("12345678901234567890"), Some("7"), Some("9007199254740993")]);
    assert_eq!(codes(&roster), ["roster-cell"]);
    for one in [
        "{\"name\": \"Ann Lee\", \"hours\": 6}\n{\"name\": \"Bo Li\", \"hours\": 6}\n",
        "{\"name\": \"Ann Lee\", \"hours\": 6}{\"name\": \"Bo Li\"}",
    ] {
        assert_eq!(names(&read("r.json", one)), ["Ann Lee", "Bo Li"], "{one}");
    }
    let twice = "[{\"name\": \"Ann\", \"name\": \"Bo\"}]";
    let nested = format!("{{\"people\": {twice}}}");
    let several = "{\"people\": [{\"name\": \"Ann\"}]}{\"people\": [{\"name\": \"Bo\"}]}";
    for wrong in ["{}", "[1]", "[{\"name\": \"Ann\"]", "[]", twice, &nested, several, "1"] {
        assert_eq!(codes(&read("r.json", wrong)), ["roster-file"], "{wrong}");
    }
}

#[test]
fn a_json_list_inside_an_object_is_read() {
    let people = "[{\"name\": \"Ann Lee\", \"hours\": 6}, {\"name\": \"Bo Li\", \"hours\": 5}]";
    for text in [
        format!("{{\"participants\": {people}}}"),
        format!(
            "{{\"page\": 1, \"meeting\": {{\"id\": 7, \"tags\": [\"a\"]}}, \"next\": [], \
             \"participants\": {people}}}"
        ),
        format!("{{\"data\": {{\"items\": {people}}}}}"),
    ] {
        let roster = read("r.json", &text);
        assert_eq!(names(&roster), ["Ann Lee", "Bo Li"], "{text} {:?}", roster.findings);
    }
    let hosts = "[{\"name\": \"Cy Ray\", \"hours\": 6}]";
    let two = format!("{{\"hosts\": {hosts}, \"report\": {{\"people\": {people}}}}}");
    let asked = read("r.json", &two);
    assert_eq!(codes(&asked), ["roster-sheet"]);
    assert_eq!(
        asked.findings[0].message,
        "several lists may have the people: `hosts`, `report.people`"
    );
    let choose = |name: &str| Options { sheet: Some(name.to_owned()), ..Options::default() };
    assert_eq!(names(&read_with("r.json", &two, &choose("report.people"))), ["Ann Lee", "Bo Li"]);
    let unknown = read_with("r.json", &two, &choose("host"));
    assert!(unknown.findings[0].hints[0].contains("`hosts`"), "{:?}", unknown.findings);
}

#[test]
fn other_files_are_named_for_what_they_are() {
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    archive.write_all(b"<w/>").unwrap();
    let word = archive.finish().unwrap().into_inner();
    let xlsx = std::fs::read(sample("roster-sample.xlsx")).unwrap();
    let old = [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), &[0; 600]].concat();
    let cases: [(&[u8], &str); 10] = [
        (b"%PDF-1.7", "PDF"),
        (&word, "Word"),
        (&xlsx[..xlsx.len() / 2], "damaged"),
        (&old, "old Excel"),
        (b"<!DOCTYPE html><table>", "web page"),
        (b"<?xml version=\"1.0\"?><Workbook/>", "XML"),
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\x00\x01\x02\x03\x00\x00\xff\x00", "not a workbook or text"),
    ];
    for (bytes, expected) in cases {
        let roster = read("roster.csv", bytes);
        assert!(roster.is_unusable() && roster.people.is_empty());
        assert_eq!(codes(&roster), ["roster-file"], "{expected}");
        assert!(roster.findings[0].message.contains(expected), "{expected}: {:?}", roster.findings);
    }
    let project = Project::empty();
    assert!(
        Roster::read(&project.path("none.csv"), &Options::default())
            .unwrap_err()
            .to_string()
            .contains("the file does not exist")
    );
    assert!(
        Roster::read(project.root(), &Options::default())
            .unwrap_err()
            .to_string()
            .contains("this is a folder")
    );
}

#[test]
fn a_workbook_that_expands_without_end_is_refused() {
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("xl/workbook.xml", SimpleFileOptions::default()).unwrap();
    let nothing = vec![b' '; 1 << 20];
    for _ in 0..800 {
        archive.write_all(&nothing).unwrap();
    }
    let bomb = archive.finish().unwrap().into_inner();
    let roster = read("r.xlsx", &bomb);
    assert!(roster.findings[0].message.contains("far too large"), "{:?}", roster.findings);
}

#[test]
fn hidden_rows_are_reported_wherever_they_are() {
    let name = |cell: &str, hidden: &str| {
        let text = if cell == "A1" { "Name" } else { "Ann Lee" };
        format!("<c r=\"{cell}\" t=\"inlineStr\"{hidden}><is><t>{text}</t></is></c>")
    };
    for padding in (7900..8200).step_by(7) {
        let row = |hidden: &str, in_cell: &str| {
            let (space, cell) = (" ".repeat(padding), name("A2", in_cell));
            let header = name("A1", "");
            workbook(&format!(
                "<row r=\"1\">{header}</row>{space}<row r=\"2\"{hidden}>{cell}</row>"
            ))
        };
        let hidden = read("r.xlsx", row(" spans=\"1:2\" hidden=\"1\"", ""));
        assert_eq!(codes(&hidden), ["roster-hidden"], "{padding}");
        assert!(codes(&read("r.xlsx", row("", " hidden=\"1\""))).is_empty());
    }
}

#[test]
fn cells_of_workbooks_have_types() {
    let text = |cell: &str, text: &str| {
        format!(r#"<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>"#)
    };
    let rows = [
        text("A1", "ID") + &text("B1", "Name") + &text("C1", "Hours"),
        String::new(),
        text("A3", "007") + &text("B3", "Ann Lee") + r#"<c r="C3"><f>3*2</f><v>6</v></c>"#,
        r#"<c r="A4"><v>12</v></c>"#.to_owned()
            + &text("B4", "Bo Li")
            + r#"<c r="C4" s="1"><v>0.270833333333333</v></c>"#,
        r#"<c r="A5"><v>13</v></c><c r="B5" t="str"><f>"Cy"</f><v>Cy Ray</v></c>"#.to_owned()
            + r#"<c r="C5" s="2"><v>46332</v></c>"#,
        r#"<c r="A6"><v>14</v></c><c r="B6" t="e"><f>X1</f><v>#NAME?</v></c>"#.to_owned()
            + r#"<c r="C6" t="b"><v>1</v></c>"#,
        r#"<c r="B7"><f>X7</f><v/></c><c r="C7"><f>X8</f></c>"#.to_owned(),
        r#"<c r="B8" t="str"><f>""</f><v></v></c><c r="C8" s="1"/>"#.to_owned(),
    ];
    let rows = rows.iter().enumerate();
    let mut sheet: String =
        rows.map(|(at, cells)| format!(r#"<row r="{}">{cells}</row>"#, at + 1)).collect();
    sheet += r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    let roster = read("r.xlsx", workbook(&sheet));
    let read: Vec<_> = roster
        .people
        .iter()
        .map(|person| (person.row, person.id.as_deref(), person.name.as_str(), person.hours))
        .collect();
    assert_eq!(read, [(3, Some("007"), "Ann Lee", Some(6.0)), (4, Some("12"), "Bo Li", Some(6.5))]);
    assert_eq!(
        codes(&roster),
        ["roster-hours", "roster-cell", "roster-hours", "roster-cell", "roster-cell", "roster-id"],
        "{:?}",
        roster.findings
    );
    assert_eq!(
        roster.rejected.iter().map(|row| row.row).collect::<Vec<_>>(),
        [5, 6, 7],
        "a row with a formula without a value is not empty"
    );
}
