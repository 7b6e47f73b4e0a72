//! Rosters: every format is read, and every problem is reported with its row and column.

mod asides;
mod attendance;
mod cell_forms;
mod cells;
mod clear_columns;
mod columns;
mod contradicted;
mod copies;
mod data_names;
mod days;
mod encodings;
mod exports;
mod formats;
mod judged;
mod labels;
mod languages;
mod limits;
mod lists;
mod owners;
mod people;
mod saved;
mod session_hours;
mod spellings;
mod statements;
mod sums;
mod units;
mod ways_on;
mod workbooks;
mod wrong_rows;

use std::io::{Read, Write};

use peerpress::certificates::roster::{Options, Roster, Rules, parse_column};
use peerpress::content::trainings::Completion;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::project::{Project, repository};

fn read(name: &str, bytes: impl AsRef<[u8]>) -> Roster {
    read_with(name, bytes, &Options::default())
}

fn read_with(name: &str, bytes: impl AsRef<[u8]>, options: &Options) -> Roster {
    let project = Project::empty();
    project.write(name, bytes);
    Roster::read(&project.path(name), options).unwrap()
}

fn with_columns(columns: &[&str]) -> Options {
    Options {
        columns: columns.iter().map(|column| parse_column(column).unwrap()).collect(),
        ..Options::default()
    }
}

fn names(roster: &Roster) -> Vec<&str> {
    roster.people.iter().map(|person| person.name.as_str()).collect()
}

fn codes(roster: &Roster) -> Vec<&'static str> {
    roster.findings.iter().map(|finding| finding.code.name()).collect()
}

fn rules(hours: f64) -> Rules<'static> {
    Rules {
        hours: Some(hours),
        completion: Completion::default(),
        categories: Vec::new(),
        minimums: Vec::new(),
        must_split: true,
        languages: Vec::new(),
        fits: &|_| true,
        missing_glyph: &|_| None,
    }
}

fn sample(name: &str) -> std::path::PathBuf {
    repository().join("data/samples").join(name)
}

/// Returns the smallest XLSX file with a sheet. Cell style 1 is a time, and 2 is a date.
pub(crate) fn workbook(rows: &str) -> Vec<u8> {
    workbook_with("", rows)
}

/// Returns a workbook with another name of its sheet.
fn renamed_sheet(bytes: &[u8], name: &str) -> Vec<u8> {
    edited(bytes, |part, text| match part {
        "xl/workbook.xml" => text.replace("name=\"List\"", &format!("name=\"{name}\"")),
        _ => text,
    })
}

/// Returns a workbook with changed parts.
fn edited(bytes: &[u8], edit: impl Fn(&str, String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut out = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        out.start_file(&name, SimpleFileOptions::default()).unwrap();
        out.write_all(edit(&name, text).as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// Returns such a file with more in the sheet before its rows.
fn workbook_with(before: &str, rows: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let relationship = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{package}/relationships\">\
             <Relationship Id=\"rId1\" Type=\"{office}/{kind}\" Target=\"{target}\"/>\
             </Relationships>"
        )
    };
    let parts = [
        ("[Content_Types].xml", format!("<Types xmlns=\"{package}/content-types\"/>")),
        ("_rels/.rels", relationship("officeDocument", "xl/workbook.xml")),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>\
                 <sheet name=\"List\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        ("xl/_rels/workbook.xml.rels", relationship("worksheet", "worksheets/sheet1.xml")),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{main}\"><cellXfs><xf numFmtId=\"0\"/>\
                 <xf numFmtId=\"20\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(
                "<worksheet xmlns=\"{main}\">{before}<sheetData>{rows}</sheetData></worksheet>"
            ),
        ),
    ];
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}
