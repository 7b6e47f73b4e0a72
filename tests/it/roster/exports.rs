//! The exports of meeting tools, ticket shops, forms, and learning platforms.
//!
//! `tests/exports/ID.csv` is a list with the columns that the vendor documents, filled with
//! invented people; `ID.es.csv` is the Spanish one, and `ID.fr.csv` the
//! French one.

use std::collections::BTreeSet;
use std::fs;

use peerpress::certificates::roster::{
    Attendance, EXPORTS, Export, Field, Options, PLAIN, ReadAs, Roster, parse_read_as,
};

use super::{names, read_with, with_columns};
use crate::project::repository;

const NAMES: [&str; 3] = ["Tamsin Orr", "Núria Solà", "Bo Li"];
const HOURS: [f64; 3] = [6.0, 6.2, 1.5];

/// Reads a list in which everyone came: `attendance` tests the columns that say who did.
fn read(name: &str, bytes: impl AsRef<[u8]>) -> Roster {
    read_with(name, bytes, &Options { attendance: Attendance::Everyone, ..Options::default() })
}

/// A list of cells, as the file has them.
struct Sheet {
    delimiter: u8,
    rows: Vec<Vec<String>>,
}

impl Sheet {
    fn parse(bytes: &[u8]) -> Self {
        let text = match bytes.strip_prefix(b"\xff\xfe") {
            Some(rest) => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0.into_owned(),
            None => String::from_utf8(bytes.to_vec()).unwrap(),
        };
        let delimiter = if text.contains('\t') { b'\t' } else { b',' };
        let mut reader = csv::ReaderBuilder::new();
        let reader = reader.has_headers(false).flexible(true).delimiter(delimiter);
        let rows = reader.from_reader(text.as_bytes()).into_records();
        let rows = rows.map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        Self { delimiter, rows }
    }

    fn text(&self) -> String {
        let mut writer = csv::WriterBuilder::new();
        let writer = writer.flexible(true).delimiter(self.delimiter);
        let mut writer = writer.from_writer(Vec::new());
        self.rows.iter().for_each(|row| writer.write_record(row).unwrap());
        String::from_utf8(writer.into_inner().unwrap()).unwrap()
    }

    /// Changes the rows of the block with the people, which are as long as its header.
    fn with_people(&self, change: impl Fn(&mut Vec<String>)) -> Self {
        let mut rows = self.rows.clone();
        let first = rows.iter().position(|row| row.iter().any(|cell| cell.contains("Tamsin")));
        let width = rows[first.unwrap()].len();
        let people = rows.iter_mut().filter(|row| row.len() == width);
        people.for_each(change);
        Self { delimiter: self.delimiter, rows }
    }
}

/// The files of an export.
fn fixtures(export: &Export) -> Vec<(String, Sheet)> {
    let folder = repository().join("tests/exports");
    let names = ["csv", "es.csv", "fr.csv"].map(|ending| format!("{}.{ending}", export.id));
    let existing = names.into_iter().filter(|name| folder.join(name).exists());
    existing
        .map(|name| (name.clone(), Sheet::parse(&fs::read(folder.join(name)).unwrap())))
        .collect()
}

/// Returns what is wrong with the reading of an export.
fn fault(export: &Export, roster: &Roster) -> Option<String> {
    let errors = roster.findings.iter().filter(|finding| finding.is_error());
    let errors: Vec<&str> = errors.map(|finding| finding.message.as_str()).collect();
    let has_hours = export.columns.iter().any(|(field, _)| *field == Field::Hours);
    let hours_fit = roster.people.iter().zip(HOURS).all(|(person, expected)| match has_hours {
        true => person.hours.is_some_and(|hours| (hours - expected).abs() < 0.001),
        false => person.hours.is_none(),
    });
    let has_email = export.columns.iter().any(|(field, _)| *field == Field::Email);
    let first = roster.people.first();
    let emails_fit = first.is_some_and(|person| person.email.is_some() == has_email)
        || export.id == "microsoft-forms";
    let is_right = errors.is_empty()
        && names(roster) == NAMES
        && roster.mapping.export == Some(export)
        && hours_fit
        && emails_fit;
    (!is_right).then(|| format!("{:?}: {errors:?} {:?}", roster.mapping.lines(), names(roster)))
}

#[test]
fn known_exports_are_read() {
    let folder = repository().join("tests/exports");
    let files: BTreeSet<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let mut known = BTreeSet::new();
    let mut wrong = Vec::new();
    for export in EXPORTS {
        let fixtures = fixtures(export);
        assert!(!fixtures.is_empty(), "{} has no fixture", export.id);
        for (name, sheet) in fixtures {
            let mut check = |what: &str, bytes: &[u8]| {
                if let Some(fault) = fault(export, &read("list.csv", bytes)) {
                    wrong.push(format!("{name}, {what}: {fault}"));
                }
            };
            check("as it is", &fs::read(folder.join(&name)).unwrap());
            check("in Unicode", sheet.text().as_bytes());
            let backward = sheet.with_people(|row| row.reverse());
            check("columns in another order", backward.text().as_bytes());
            let longer = sheet.with_people(|row| row.insert(1, "Town".to_owned()));
            check("one more column", longer.text().as_bytes());
            for (number, translated) in translations(export, &sheet).iter().enumerate() {
                check(&format!("translation {number}"), translated.text().as_bytes());
            }
            known.insert(name);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(files, known, "a file that is the export of no program");
}

/// The list with its headers written in each way that the table has.
fn translations(export: &Export, sheet: &Sheet) -> Vec<Sheet> {
    let columns = export.columns.iter().map(|(_, names)| *names);
    let forms: Vec<Vec<&str>> = export
        .marks
        .iter()
        .copied()
        .chain(columns)
        .map(|names| names.split('|').map(str::trim).collect())
        .collect();
    let longest = forms.iter().map(Vec::len).max().unwrap_or(0);
    let translate = |at: usize| {
        sheet.with_people(|row| {
            for cell in row {
                let names = forms.iter().find(|names| names.contains(&cell.as_str()));
                if let Some(name) = names.and_then(|names| names.get(at)) {
                    *cell = (*name).to_owned();
                }
            }
        })
    };
    (0..longest).map(translate).collect()
}

#[test]
fn what_was_recognized_can_be_overridden() {
    let bytes = fs::read(repository().join("tests/exports/zoom-participants.csv")).unwrap();
    let plain = Options { read_as: parse_read_as(PLAIN).ok(), ..Options::default() };
    let roster = read_with("list.csv", &bytes, &plain);
    assert_eq!(roster.mapping.export, None);
    let column = with_columns(&["name=User Email"]);
    let roster = read_with("list.csv", &bytes, &column);
    assert_eq!(roster.mapping.columns[&Field::Name], "User Email");
    let meet = "Full name,Email,Duration\nAnn Lee,a@example.org,90\n";
    let forced = Options { read_as: parse_read_as("zoom-participants").ok(), ..Options::default() };
    let roster = read_with("list.csv", meet, &forced);
    assert_eq!(roster.mapping.export.map(|export| export.id), Some("zoom-participants"));
    assert_eq!(roster.people[0].hours, Some(1.5), "its numbers are minutes");
    assert!(matches!(parse_read_as("plain"), Ok(ReadAs::Plain)));
    assert!(parse_read_as("zoom").unwrap_err().contains("zoom-participants"));
}

/// The blocks before and after the people of a report do not make certificates.
#[test]
fn only_the_people_of_a_report_are_read() {
    let bytes = fs::read(repository().join("tests/exports/teams-attendance.csv")).unwrap();
    let roster = read("list.csv", &bytes);
    let lines = roster.mapping.lines();
    let ending = "not read: `3. In-Meeting Activities`, from row 15 on";
    assert!(lines.iter().any(|line| line == ending), "{lines:?}");
    let bytes = fs::read(repository().join("tests/exports/canvas-gradebook.csv")).unwrap();
    let lines = read("list.csv", &bytes).mapping.lines();
    let added = "not read: row 2, 3, 7, which a Canvas gradebook export adds";
    assert!(lines.iter().any(|line| line == added), "{lines:?}");
}

/// A host of a webinar with many panelists above the attendees gets no certificate.
#[test]
fn many_panelists_do_not_hide_the_attendees() {
    let text = fs::read_to_string(repository().join("tests/exports/zoom-webinar.csv")).unwrap();
    let panelist = text.lines().find(|line| line.contains("Trainer")).unwrap().to_owned();
    let many = format!("{panelist}\r\n").repeat(80);
    let roster = read("list.csv", text.replace(&format!("{panelist}\r\n"), &many));
    assert_eq!(names(&roster), NAMES);
}

const TABLE_START: &str = "<!-- Generated from src/certificates/roster/exports by tests. -->\n";

#[test]
fn the_guide_lists_what_is_read() {
    let mut table = "| Export | `--read-as` | What is read |\n|---|---|---|\n".to_owned();
    for export in EXPORTS {
        let reads: Vec<String> = export
            .columns
            .iter()
            .map(|(field, names)| {
                let name = names.split('|').next().unwrap().trim();
                let unit = export.unit.filter(|_| *field == Field::Hours);
                let unit = unit.map(|unit| format!(", in {unit}")).unwrap_or_default();
                format!("{field}: `{name}`{unit}")
            })
            .collect();
        table += &format!(
            "| [{}]({}) | `{}` | {} |\n",
            export.name,
            export.source,
            export.id,
            reads.join("; ")
        );
    }
    let path = repository().join("docs/certificates.md");
    let guide = fs::read_to_string(&path).unwrap();
    let (before, rest) = guide.split_once(TABLE_START).expect("the guide has the table");
    let end = rest.find("\n\n").map_or(rest.len(), |at| at + 1);
    if std::env::var_os("PEERPRESS_BLESS").is_some() {
        fs::write(&path, format!("{before}{TABLE_START}{table}{}", &rest[end..])).unwrap();
    } else {
        assert_eq!(&rest[..end], table, "run it with PEERPRESS_BLESS=1");
    }
}
