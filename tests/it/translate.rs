//! `peerpress translate`: what translators get, what comes back, and who reviewed it.

mod copies;
mod judge;
mod plurals;
mod returned;
mod review;
mod starter;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use calamine::{Reader, Xlsx, open_workbook};

use crate::project::{Project, Run};

/// The columns of a spreadsheet, by their names in the header.
const COLUMNS: [&str; 8] =
    ["place", "source (en)", "translation (es)", "state", "room", "pieces", "id", "seal"];

/// A row of a spreadsheet, by the names of the columns.
type Row = BTreeMap<String, String>;

/// Exports the texts of a project as a spreadsheet, and returns its rows.
fn exported_rows(project: &Project, lang: &str) -> Vec<Row> {
    let file = project.path(&format!("{lang}.xlsx"));
    let _ = fs::remove_file(&file);
    project.run(&["translate", "export", lang, file.to_str().unwrap()]).succeeded();
    read_rows(&file)
}

fn read_rows(file: &Path) -> Vec<Row> {
    let mut workbook: Xlsx<_> = open_workbook(file).unwrap();
    let range = workbook.worksheet_range_at(0).unwrap().unwrap();
    let mut rows = range.rows().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>());
    let header = rows.next().unwrap();
    rows.map(|row| header.iter().cloned().zip(row).collect()).collect()
}

/// Writes rows as CSV, as a spreadsheet program saves them.
fn write_csv(project: &Project, name: &str, rows: &[Row]) {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header: Vec<&String> = rows[0].keys().collect();
    writer.write_record(&header).unwrap();
    for row in rows {
        writer.write_record(row.values()).unwrap();
    }
    project.write(name, writer.into_inner().unwrap());
}

/// The row of a text.
fn row_of<'a>(rows: &'a mut [Row], id: &str) -> &'a mut Row {
    rows.iter_mut().find(|row| row["id"] == id).unwrap_or_else(|| panic!("no row for {id}"))
}

fn import(project: &Project, file: &str, write: bool) -> Run {
    let path = project.path(file);
    let mut args = vec!["translate", "import", path.to_str().unwrap()];
    args.extend(write.then_some("--write"));
    project.run(&args)
}

/// Every data file with its bytes.
fn data(project: &Project) -> BTreeMap<String, Vec<u8>> {
    let names = project.files("data").into_iter().filter(|name| name.ends_with(".json"));
    names.map(|name| (name.clone(), fs::read(project.path("data").join(name)).unwrap())).collect()
}

#[test]
fn what_has_no_words_is_not_sent() {
    let project = Project::small();
    let sessions = "\"city\": \"Minot\",";
    let venue = format!("{sessions} \"venue\": \"101\", \"parking\": \"Lot 7\",");
    project.edit("data/trainings.json", sessions, &venue);
    let rows = exported_rows(&project, "es");
    let sources: Vec<&String> = rows.iter().map(|row| &row["source (en)"]).collect();
    assert!(!sources.iter().any(|source| *source == "101"), "{sources:?}");
    assert!(sources.iter().any(|source| *source == "Lot 7"), "{sources:?}");
    assert!(!sources.iter().any(|source| *source == "{zone}: {times}"), "{sources:?}");
}
