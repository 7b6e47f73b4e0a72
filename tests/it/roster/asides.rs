//! What is said beside a list: notes on its cells, and text on other sheets of its workbook.

use std::io::{Cursor, Write};

use peerpress::certificates::roster::{Attendance, Hidden, Options, parse_column_value};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::statements::session;
use super::workbooks::{ods_text, text};
use super::{codes, names, read_with};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const THREADED: &str = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment";

fn zip(parts: &[(String, String)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn links(links: &[(String, String)]) -> String {
    let link = |(at, (kind, target)): (usize, &(String, String))| {
        format!("<Relationship Id=\"r{at}\" Type=\"{kind}\" Target=\"{target}\"/>")
    };
    let inside: String = links.iter().enumerate().map(link).collect();
    format!("<Relationships xmlns=\"{PACKAGE}\">{inside}</Relationships>")
}

/// Returns an XLSX workbook of sheets, each with its name and its rows of texts. `more` are further
/// parts, and `of_list` the links of the first sheet to them.
fn book(
    sheets: &[(&str, &[&[&str]])],
    of_list: &[(String, String)],
    more: &[(&str, String)],
) -> Vec<u8> {
    let mut parts = vec![("[Content_Types].xml".to_owned(), "<Types/>".to_owned())];
    let target = |at: usize| (format!("{OFFICE}/worksheet"), format!("worksheets/sheet{at}.xml"));
    let targets: Vec<(String, String)> = (0..sheets.len()).map(target).collect();
    let mut listed = String::new();
    for (at, (name, rows)) in sheets.iter().enumerate() {
        listed += &format!("<sheet name=\"{name}\" sheetId=\"{}\" r:id=\"r{at}\"/>", at + 1);
        let cell = |row: usize, column: usize, value: &str| {
            let place = format!("{}{}", char::from(b'A' + column as u8), row + 1);
            if value.is_empty() { String::new() } else { text(&place, value) }
        };
        let rows: String = (rows.iter().enumerate())
            .map(|(row, cells)| {
                let cells = cells.iter().enumerate();
                let cells: String = cells.map(|(at, value)| cell(row, at, value)).collect();
                format!("<row r=\"{}\">{cells}</row>", row + 1)
            })
            .collect();
        let sheet =
            format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>");
        parts.push((format!("xl/worksheets/sheet{at}.xml"), sheet));
    }
    let root = format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{listed}</sheets>");
    let book = (format!("{OFFICE}/officeDocument"), "xl/workbook.xml".to_owned());
    parts.push(("_rels/.rels".to_owned(), links(&[book])));
    parts.push(("xl/workbook.xml".to_owned(), root + "</workbook>"));
    parts.push(("xl/_rels/workbook.xml.rels".to_owned(), links(&targets)));
    if !of_list.is_empty() {
        parts.push(("xl/worksheets/_rels/sheet0.xml.rels".to_owned(), links(of_list)));
    }
    parts.extend(more.iter().map(|(name, text)| ((*name).to_owned(), text.clone())));
    zip(&parts)
}

const LIST: &[&[&str]] =
    &[&["Name", "Status"], &["Ana Example", "in"], &["Bo Example", "in"], &["Cy Sample", "in"]];

const PEOPLE: [&str; 3] = ["Ana Example", "Bo Example", "Cy Sample"];

/// Returns a list with comments, each a cell and the contents of its `text`.
fn commented(comments: &[(&str, &str)]) -> Vec<u8> {
    let comment = |(place, text): &(&str, &str)| {
        format!("<comment ref=\"{place}\" authorId=\"0\"><text>{text}</text></comment>")
    };
    let comments: String = comments.iter().map(comment).collect();
    let part = format!(
        "<comments xmlns=\"{MAIN}\"><authors><author>Dee Host</author></authors>\
         <commentList>{comments}</commentList></comments>"
    );
    let link = (format!("{OFFICE}/comments"), "../comments1.xml".to_owned());
    book(&[("List", LIST)], &[link], &[("xl/comments1.xml", part)])
}

fn certified() -> Options {
    Options { unused: vec!["Status".to_owned()], ..session() }
}

#[test]
fn a_note_on_a_cell_is_asked_about_once() {
    let mut wrong = Vec::new();
    for (place, note, shown) in [
        ("A3", "<t>did not attend</t>", "did not attend"),
        ("A1", "<t>Left column: the legal names</t>", "Left column: the legal names"),
        (
            "B3",
            "<r><rPr><b/></rPr><t>Dee Host:</t></r><r><t xml:space=\"preserve\">\nleft </t></r>\
             <r><t>at &#110;oon &amp; slept</t></r>",
            "left at noon & slept",
        ),
        ("D9", "<t><![CDATA[Cy is a \"guest\"]]></t>", "Cy is a \"guest\""),
    ] {
        let bytes = commented(&[(place, note)]);
        let roster = read_with("r.xlsx", &bytes, &certified());
        let finding = roster.findings.iter().find(|it| it.code.name() == "roster-status");
        let message = finding.map(|it| it.message.clone()).unwrap_or_default();
        if !message.ends_with(&format!("`{shown}` (List!{place})")) {
            wrong.push(format!("{place} {note}: {:?}", roster.findings));
        }
        let ignored_texts = vec![shown.to_owned()];
        let settled = read_with("r.xlsx", &bytes, &Options { ignored_texts, ..certified() });
        if names(&settled) != PEOPLE || settled.has_errors() {
            wrong.push(format!("{shown} is not settled: {:?}", settled.findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let empty = commented(&[("A2", "<t>Dee Host:</t>"), ("A3", "<t> </t>")]);
    assert_eq!(names(&read_with("r.xlsx", empty, &certified())), PEOPLE);
}

#[test]
fn the_notes_of_a_list_are_asked_about_together() {
    let bytes = commented(&[("A3", "<t>call her</t>"), ("A4", "<t>call $her</t>")]);
    let roster = read_with("r.xlsx", bytes, &certified());
    assert_eq!(codes(&roster), ["roster-status"]);
    let finding = &roster.findings[0];
    assert_eq!(
        finding.message,
        "cells have notes, which may say who came: `call her` (List!A3), `call $her` (List!A4)"
    );
    assert!(
        finding.hints[0].ends_with("add `--ignore-text \"call her\" --ignore-text 'call $her'`")
    );
}

#[test]
fn a_note_on_a_row_that_is_left_out_does_not_matter() {
    let only = vec![parse_column_value("Name=Ana Example").unwrap()];
    let options = Options { attendance: Attendance::Only(only), ..certified() };
    let roster = read_with("r.xlsx", commented(&[("A3", "<t>no show</t>")]), &options);
    assert_eq!(names(&roster), ["Ana Example"], "{:?}", roster.findings);
    let hidden = super::edited(&commented(&[("A3", "<t>no show</t>")]), |part, text| match part {
        "xl/worksheets/sheet0.xml" => text.replace("<row r=\"3\">", "<row r=\"3\" hidden=\"1\">"),
        _ => text,
    });
    let options = Options { hidden: Some(Hidden::Skip), ..certified() };
    let roster = read_with("r.xlsx", hidden, &options);
    assert_eq!(names(&roster), ["Ana Example", "Cy Sample"], "{:?}", roster.findings);
}

#[test]
fn a_threaded_comment_is_read_without_its_copy_for_older_programs() {
    let plain = format!(
        "<comments xmlns=\"{MAIN}\"><authors><author>tc={{1}}</author></authors><commentList>\
         <comment ref=\"A3\" authorId=\"0\"><text><t>[Threaded comment] Your version …</t></text>\
         </comment></commentList></comments>"
    );
    let threaded = "<ThreadedComments xmlns=\"t\"><threadedComment ref=\"A3\" id=\"{1}\">\
                    <text>came late?</text></threadedComment><threadedComment ref=\"A3\" \
                    id=\"{2}\" parentId=\"{1}\"><text>never came</text></threadedComment>\
                    </ThreadedComments>";
    let bytes = book(
        &[("List", LIST)],
        &[
            (format!("{OFFICE}/comments"), "/xl/comments1.xml".to_owned()),
            (THREADED.to_owned(), "../threadedComments/threadedComment1.xml".to_owned()),
        ],
        &[
            ("xl/comments1.xml", plain),
            ("xl/threadedComments/threadedComment1.xml", threaded.to_owned()),
        ],
    );
    let roster = read_with("r.xlsx", bytes, &certified());
    assert_eq!(
        roster.findings[0].message,
        "cells have notes, which may say who came: `came late?` (List!A3), `never came` (List!A3)"
    );
}

#[test]
fn the_annotations_of_an_ods_list_are_notes() {
    let note = "<office:annotation><dc:creator>Dee</dc:creator><dc:date>2026-11-16</dc:date>\
                <text:p>did <text:span>not</text:span></text:p><text:p>attend</text:p>\
                </office:annotation>";
    let row = |name: &str, more: &str| {
        format!(
            "<table:table-row><table:table-cell table:number-columns-repeated=\"2\"/>\
             <table:table-cell office:value-type=\"string\">{more}<text:p>{name}</text:p>\
             </table:table-cell></table:table-row>"
        )
    };
    let header = ods_text("") + &ods_text("") + &ods_text("Name");
    let rows = format!("<table:table-row>{header}</table:table-row>");
    let rows = rows + &row("Ana Example", "") + &row("Bo Example", note);
    let roster = read_with("r.ods", super::workbooks::ods(&rows), &session());
    assert_eq!(
        roster.findings[0].message,
        "a cell has a note, which may say who came: `did not attend` (List!C3)"
    );
    let ignored_texts = vec!["did not attend".to_owned()];
    let options = Options { ignored_texts, ..session() };
    let roster = read_with("r.ods", super::workbooks::ods(&rows), &options);
    assert_eq!(names(&roster), ["Ana Example", "Bo Example"], "{:?}", roster.findings);
}

#[test]
fn the_name_of_another_sheet_is_asked_about() {
    for (name, asks) in
        [("Absent", true), ("No shows", true), ("Withdrawn", true), ("Lists", false)]
    {
        let sheets: [(&str, &[&[&str]]); 2] = [("List", LIST), (name, &[&["Row", "x3"]])];
        let roster = read_with("r.xlsx", book(&sheets, &[], &[]), &certified());
        assert_eq!(roster.has_errors(), asks, "{name}: {:?}", roster.findings);
    }
}

#[test]
fn what_is_beside_a_list_in_json_is_asked_about() {
    let people = "[{\"name\": \"Ana Example\", \"email\": \"ana@example.org\"}, \
                  {\"name\": \"Bo Example\", \"email\": \"bo@example.org\"}]";
    for (text, code) in [
        (format!("{{\"no_shows\": {people}}}"), "roster-status"),
        (format!("{{\"waitlist\": {people}}}"), "roster-status"),
        (format!("{{\"title\": \"NO SHOWS\", \"people\": {people}}}"), "roster-status"),
        (format!("{{\"note\": \"Bo did not come\", \"people\": {people}}}"), "roster-status"),
        (format!("{{\"absent\": [\"Bo Example\"], \"people\": {people}}}"), "roster-sheet"),
        (format!("{{\"left\": [\"bo@example.org\"], \"people\": {people}}}"), "roster-sheet"),
        (
            format!("{{\"seen\": {{\"bo@example.org\": false}}, \"people\": {people}}}"),
            "roster-sheet",
        ),
    ] {
        let roster = read_with("r.json", &text, &Options::default());
        assert_eq!(codes(&roster), [code], "{text} {:?}", roster.findings);
        assert!(roster.has_errors(), "{text}");
    }
    let harmless = format!(
        "{{\"page\": 1, \"next\": \"\", \"host\": {{\"email\": \"cy@example.org\"}}, \
         \"participants\": {people}}}"
    );
    let roster = read_with("r.json", &harmless, &Options::default());
    assert_eq!(names(&roster), ["Ana Example", "Bo Example"], "{:?}", roster.findings);
    let chosen = Options { sheet: Some("no_shows".to_owned()), ..Options::default() };
    let roster = read_with("r.json", format!("{{\"no_shows\": {people}}}"), &chosen);
    assert!(!roster.has_errors(), "{:?}", roster.findings);
}

#[test]
fn text_on_another_sheet_that_is_about_the_list_is_asked_about() {
    let mut wrong = Vec::new();
    let cases: &[(&[&[&str]], bool)] = &[
        (&[&["Bo Example did not attend day 2"]], true),
        (&[&["Certify only: Ana, Cy"]], true),
        (&[&["Certify only:"], &["Ana Example"], &["Cy Sample", "yes please"]], true),
        (&[&["Bo Example", "no show"]], true),
        (&[&["No shows"], &["Bo Example"]], true),
        (&[&["Example, Bo is spelled Bow"]], true),
        (&[&["Do not certify the interns"]], true),
        (&[&["Two people left early on Monday"]], true),
        (&[], false),
        (&[&["Status"], &["Attended"], &["No show"], &["Left early"]], false),
        (&[&["Grant County"], &["Sample County"], &["Barre"]], false),
        (
            &[
                &["Row Labels", "Count"],
                &["Ana Example", "1"],
                &["Bo Example", "1"],
                &["Cy Sample", "1"],
                &["Grand Total", "3"],
            ],
            false,
        ),
        // Some of the people, in any order of their names.
        (&[&["Bo Example"]], true),
        (&[&["EXAMPLE, BO"]], true),
        (&[&["red", "absent"]], true),
        (&[&["Enter one row for each person."]], false),
        (&[&["Chart data"], &["Mon", "3"], &["Tue", "2"]], false),
        (&[&["Lactation Support", "November 16-17, 2026"]], false),
    ];
    for (rows, asks) in cases {
        for order in [["List", "Notes"], ["Notes", "List"]] {
            let sheets = order.map(|name| (name, if name == "List" { LIST } else { *rows }));
            let bytes = book(&sheets, &[], &[]);
            let roster = read_with("r.xlsx", &bytes, &certified());
            let found = roster.findings.iter().filter(|it| it.code.name() == "roster-sheet");
            if found.count() != usize::from(*asks) || roster.has_errors() != *asks {
                wrong.push(format!("{rows:?}: {:?}", roster.findings));
            }
            let options = Options { sheet: Some("List".to_owned()), ..certified() };
            let settled = read_with("r.xlsx", &bytes, &options);
            if names(&settled) != PEOPLE || settled.has_errors() {
                wrong.push(format!("{rows:?} is not settled: {:?}", settled.findings));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
