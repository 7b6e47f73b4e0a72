//! Who came: columns that look like a status, hidden rows and columns, and several sheets.

use peerpress::certificates::roster::{Attendance, Hidden, Options, Roster, parse_column_value};

use super::{codes, names, read, read_with, workbook_with};
use crate::project::repository;

#[test]
fn columns_that_say_who_came_stop_the_run() {
    let mut wrong = Vec::new();
    for (header, values, is_status) in [
        ("Attendee Status", &["Attending", "Not Attending", "Cancelled"][..], true),
        ("Attendance", &["Present", "Absent"], true),
        ("Attended", &["Yes", "No"], true),
        ("Attended?", &["1", "0"], true),
        ("Attended", &["TRUE", "FALSE"], true),
        ("Present", &["x", ""], true),
        ("Registration Status", &["Registered", "Registered"], true),
        ("RSVP", &["Going", "Maybe"], true),
        ("checked_in_at", &["2026-10-05T08:31:00Z", ""], true),
        ("Asistencia", &["Asistió", "No asistió"], true),
        ("Estado", &["Inscrita", "Cancelada"], true),
        ("Result", &["Completed", "In progress"], true),
        ("Comment", &["", "No show, called in sick"], true),
        ("No-show", &["No", "Yes"], true),
        ("Day 2", &["x", ""], true),
        ("Monday", &["P", "A"], true),
        ("Nov 12 2026 9.00AM All students", &["P (2/2)", "A (0/2)"], true),
        ("approval_status", &["approved", "approved"], true),
        // Everyone came, or the column says something else.
        ("Attendee Status", &["Attended", "Checked in"], false),
        ("Present", &["x", "x"], false),
        ("No-show", &["No", "No"], false),
        ("In Waiting Room", &["No", "No"], false),
        ("Employment status", &["Full time", "Part time"], false),
        ("Estado", &["Sonora", "Jalisco"], false),
        ("State", &["ND", "MN"], false),
        ("Vegetarian", &["Yes", "No"], false),
        ("City", &["Fargo", "Minot"], false),
        ("Attendance (days)", &["5", "4"], false),
        ("Attendance time", &["2026-10-05 08:31", "2026-10-05 08:40"], false),
        ("Phone", &["701-555-0100", ""], false),
        ("Status", &["", ""], false),
    ] {
        let people = ["Ann Lee", "Bo Li", "Cy Ray"];
        let rows = values.iter().zip(people).map(|(value, name)| format!("{name},\"{value}\",6\n"));
        let text = format!("Name,{header},Hours\n{}", rows.collect::<String>());
        let found = codes(&read("r.csv", &text)).contains(&"roster-status");
        if found != is_status {
            wrong.push(format!("{header} {values:?}: {found}"));
        }
        let everyone = Options { attendance: Attendance::Everyone, ..Options::default() };
        let all = read_with("r.csv", &text, &everyone);
        if all.people.len() != values.len() {
            wrong.push(format!("{header}: not everyone: {:?}", all.findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_user_chooses_who_came() {
    let text = "Name,Status,Track\nAnn Lee,Attended,A\nBo Li,cancelled,A\nCy Ray,ATTENDED ,B\n\
                Di Fox,Checked in,A\nEd Poe,,A\n";
    let only = |choices: &[&str]| {
        let choices = choices.iter().map(|text| parse_column_value(text).unwrap()).collect();
        let options = Options { attendance: Attendance::Only(choices), ..Options::default() };
        read_with("r.csv", text, &options)
    };
    for (choices, kept) in [
        (&["Status=attended"][..], &["Ann Lee", "Cy Ray"][..]),
        (&["status=Attended", "Status=Checked in"], &["Ann Lee", "Cy Ray", "Di Fox"]),
        (&["Status=Attended", "Track=B"], &["Cy Ray"]),
        (&["Status=*"], &["Ann Lee", "Bo Li", "Cy Ray", "Di Fox"]),
        (&["Status="], &["Ed Poe"]),
    ] {
        let roster = only(choices);
        assert_eq!(names(&roster), kept, "{choices:?}: {:?}", roster.findings);
        assert!(roster.notes[0].starts_with("left out by \"Status\""), "{:?}", roster.notes);
    }
    let slip = only(&["Status=Atended"]);
    assert_eq!((codes(&slip), slip.people.len()), (vec!["roster-status"], 0));
    assert!(slip.findings[0].hints[0].contains("`Attended`"), "{:?}", slip.findings);
    assert_eq!(codes(&only(&["Stauts=Attended"])), ["roster-header"]);
    assert!(parse_column_value("Status").is_err() && parse_column_value("=x").is_err());
}

#[test]
fn hidden_rows_and_columns_need_a_choice() {
    let cell = |cell: &str, text: &str| {
        format!("<x:c r=\"{cell}\" t=\"inlineStr\"><x:is><x:t>{text}</x:t></x:is></x:c>")
    };
    let row = |number: u32, attributes: &str, name: &str, hours: &str| {
        let cells = cell(&format!("A{number}"), name) + &cell(&format!("B{number}"), hours);
        format!("<x:row r=\"{number}\"{attributes}>{cells}</x:row>")
    };
    let book = |columns: &str, attributes: &str| {
        let rows = row(1, "", "Name", "Hours")
            + &row(2, "", "Ann Lee", "6")
            + &row(3, attributes, "Bo Li", "6");
        // Any prefix can stand for the namespace.
        let bytes = workbook_with(columns, &rows);
        prefixed(&bytes)
    };
    let hidden = |choice| Options { hidden: choice, ..Options::default() };
    for (columns, attributes, people, has_hours) in [
        ("", " hidden='true'", 1, true),
        ("", " ht=\"0\" customHeight=\"1\"", 1, true),
        ("<x:sheetFormatPr zeroHeight=\"1\"/>", " hidden=\"1\"", 0, true),
        ("<x:cols><x:col min=\"2\" max=\"3\" width=\"0\" hidden=\"1\"/></x:cols>", "", 2, false),
    ] {
        let bytes = book(columns, attributes);
        let shown = format!("{columns} {attributes}");
        let unstated = read_with("r.xlsx", &bytes, &hidden(None));
        assert_eq!(codes(&unstated), ["roster-hidden"], "{shown}: {:?}", unstated.findings);
        assert!(unstated.people.is_empty());
        let all = read_with("r.xlsx", &bytes, &hidden(Some(Hidden::Include)));
        assert_eq!((all.people.len(), codes(&all).len()), (2, 0), "{shown}");
        let some = read_with("r.xlsx", &bytes, &hidden(Some(Hidden::Skip)));
        let hours = some.people.first().is_some_and(|first| first.hours.is_some());
        assert_eq!((some.people.len(), hours), (people, people > 0 && has_hours), "{shown}");
    }
}

/// Returns the workbook with `x` as the prefix of the elements of its sheet.
fn prefixed(bytes: &[u8]) -> Vec<u8> {
    use std::io::{Cursor, Read, Write};
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        if name.contains("worksheets") {
            text = text
                .replace("worksheet xmlns=", "x:worksheet xmlns:x=")
                .replace("/worksheet>", "/x:worksheet>")
                .replace("<sheetData>", "<x:sheetData>")
                .replace("</sheetData>", "</x:sheetData>");
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn one_of_several_sheets_is_named() {
    let path = repository().join("tests/faults/roster-sheet/roster.xlsx");
    let unstated = Roster::read(&path, &Options::default()).unwrap();
    assert_eq!((codes(&unstated), unstated.people.len()), (vec!["roster-sheet"], 0));
    let hint = &unstated.findings[0].hints[0];
    let name = hint.split('"').nth(1).unwrap().to_owned();
    let chosen = Options { sheet: Some(name), ..Options::default() };
    assert!(!Roster::read(&path, &chosen).unwrap().people.is_empty());
}
