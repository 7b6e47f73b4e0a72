//! What a list says about itself: the title above its header, the name of its sheet and of its
//! file, another training in a column.

use std::collections::BTreeMap;

use jiff::civil::date;
use peerpress::certificates::roster::{Field, KnownFacts, Options, Roster};

use super::{codes, names, read, read_with, workbook};

/// A session on November 16 and 17, 2026, among others.
pub(super) fn session() -> Options {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let people = [
        ("Margaux Thibault", "the person who signs the certificates"),
        ("Vermont Doulas", "the program"),
    ];
    Options {
        days: Some((date(2026, 11, 16), date(2026, 11, 17))),
        facts: KnownFacts {
            own: texts(&["Lactation Support", "2026-11-barre"]),
            about: texts(&["Vermont Doulas", "Barre", "Aldrich Library", "Margaux Thibault"]),
            others: texts(&["Postpartum Doula", "2026-10-rutland", "level ii"]),
            other_cities: texts(&["Rutland", "St. Albans"]),
            other_days: vec![(date(2026, 11, 30), date(2026, 12, 1))],
            not_people: people.map(|(name, what)| (name.to_owned(), what.to_owned())).into(),
            addresses: texts(&["doulas@example.org"]),
            days: 2,
            all_days: None,
            training_hours: None,
            longest_day: Some(9.0),
            day_hours: vec![9.0, 9.0],
            one_day: None,
        },
        ..Options::default()
    }
}

const LIST: &str = "Name,Hours\nAnn Lee,6\nBo Li,6\n";

/// Returns the answers that the hints of a roster offer.
fn offered(roster: &Roster) -> Vec<String> {
    let hints = roster.findings.iter().flat_map(|finding| &finding.hints);
    let texts = hints.flat_map(|hint| hint.split("--ignore-text \"").skip(1));
    texts.filter_map(|text| Some(text.split_once('"')?.0.to_owned())).collect()
}

#[test]
fn what_a_list_says_about_itself_is_asked_once() {
    let mut wrong = Vec::new();
    for (file, title, is_right) in [
        ("r.csv", "NO SHOWS", false),
        ("r.csv", "Did not attend", false),
        ("r.csv", "Lista de espera,,", false),
        ("r.csv", "Bajas", false),
        ("r.csv", "Trainers", false),
        ("r.csv", "Registered (not confirmed)", false),
        ("r.csv", "DRAFT - do not certify", false),
        ("r.csv", "Day 1 only", false),
        ("r.csv", "Keep for later", false),
        ("r.csv", "Status: cancelled", false),
        ("r.csv", "\"Postpartum Doula, October 19-22, 2026\"", false),
        ("r.csv", "Lactation Support 2025", false),
        ("r.csv", "Lactation Support,\"Oct 19, 2026\"", false),
        ("r.csv", "Topic: Legal Interpreting", false),
        ("no-shows.csv", "", false),
        ("waitlist.csv", "", false),
        ("No asistieron.csv", "", false),
        ("trainers.csv", "", false),
        ("Attendance 2025-11-16.csv", "", false),
        ("oct-19-attendance.csv", "", false),
        ("2026-10-rutland.csv", "", false),
        ("Rutland.csv", "", false),
        ("st_albans roster.csv", "", false),
        ("2026-11-30.csv", "", false),
        ("Registration list Nov 16.csv", "", false),
        ("RSVP.csv", "", false),
        ("Applicants 2026.csv", "", false),
        ("r.csv", "Rutland", false),
        ("2026-11-29.csv", "", true),
        ("Barre roster.csv", "", true),
        ("r.csv", "Lactation Support - Sign-in\n\"November 16-17, 2026 - Barre VT\"", true),
        ("r.csv", "Vermont Doulas,Attendance sheet,Page 1", true),
        ("r.csv", "Participants (16 hours)", true),
        ("r.csv", "Instructor: Robin Sample\nLocation:,Room 210\nPrinted:,11/20/2026", true),
        ("r.csv", "Lista de asistencia\nLugar: Aldrich Library, Main St", true),
        ("r.csv", "Topic,Start time\nLactation Support,11/16/2026 08:55", true),
        ("Lactation 2026-11-20.csv", "", true),
        ("monday.csv", "", true),
        ("Jan's list (2).csv", "", true),
    ] {
        let text = if title.is_empty() { LIST.to_owned() } else { format!("{title}\n\n{LIST}") };
        let shown = format!("{file}: {title}");
        let roster = read_with(file, &text, &session());
        if roster.has_errors() == is_right {
            wrong.push(format!("{shown}: {:?}", roster.findings));
        }
        let settled = Options { ignored_texts: offered(&roster), ..session() };
        let settled = read_with(file, &text, &settled);
        if settled.people.len() != 2 || settled.has_errors() {
            wrong.push(format!("{shown} is not settled: {:?}", settled.findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Returns a workbook of a sheet with a name.
fn named_sheet(name: &str) -> Vec<u8> {
    let cell = |cell: &str, text: &str| {
        format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    };
    let rows = format!(
        "<row r=\"1\">{}{}</row><row r=\"2\">{}{}</row>",
        cell("A1", "Name"),
        cell("B1", "Hours"),
        cell("A2", "Ann Lee"),
        cell("B2", "6")
    );
    super::renamed_sheet(&workbook(&rows), name)
}

#[test]
fn the_name_of_a_sheet_says_who_is_on_the_list() {
    let mut wrong = Vec::new();
    for (name, is_right) in [
        ("No shows", false),
        ("Waitlist", false),
        ("Bajas", false),
        ("Trainers", false),
        ("Draft", false),
        ("Oct 19", false),
        ("Sheet1", true),
        ("Hoja 1", true),
        ("Attendance", true),
        ("Nov 16", true),
        ("Form Responses 1", true),
        ("Barre", true),
    ] {
        let bytes = named_sheet(name);
        let roster = read_with("r.xlsx", &bytes, &session());
        if roster.has_errors() == is_right {
            wrong.push(format!("{name}: {:?}", roster.findings));
        }
        let chosen = Options { sheet: Some(name.to_owned()), ..session() };
        if names(&read_with("r.xlsx", &bytes, &chosen)) != ["Ann Lee"] {
            wrong.push(format!("{name} is not settled"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let nothing_known = read_with("r.xlsx", named_sheet("Cohort B"), &Options::default());
    assert!(codes(&nothing_known).is_empty());
}

#[test]
fn dates_of_another_time_stop_a_list() {
    let mut wrong = Vec::new();
    for (header, value, is_right) in [
        ("Completion Date", "11/17/2025", false),
        ("Date completed", "2025-11-17", false),
        ("Completed on", "\"November 17, 2025\"", false),
        ("Date attended", "10/19/2026", false),
        ("Date", "11/18/2026", false),
        ("Date", "11/15/2026", false),
        ("Nov 18", "8", false),
        ("First day", "11/17/2026", false),
        ("Last day", "11/16/2026", false),
        ("Último día", "16/11/2026", false),
        ("Last day of attendance", "Nov 16", false),
        ("Training date", "Oct 19", false),
        ("Class date", "Mon 10/19", false),
        ("Dates", "\"Oct 19-22, 2026\"", false),
        ("Fecha de término", "17/11/2025", false),
        ("Fecha del curso", "19 de octubre", false),
        ("End Date", "11/17/2025", false),
        ("Submitted", "2025-11-17 10:00", false),
        ("Certificate date", "11/17/2025", false),
        ("Date", "20261019", false),
        ("Date", "19-oct", false),
        ("Date", "October 2026", false),
        ("Date", "2025", false),
        ("Date", "Fall 2025", false),
        ("Year", "2025", false),
        ("Año", "2025", false),
        ("Oct 19", "8", false),
        ("11/16/2025", "8", false),
        ("Date", "11/17/2026", true),
        ("Join time", "11/17/2026 23:30", true),
        ("Joined at", "2026-11-18 00:10", true),
        ("First day", "11/16/2026", true),
        ("Last day", "11/17/2026", true),
        ("Last updated", "11/20/2026", true),
        ("Completion Date", "11/20/2026", true),
        ("Training date", "Nov 16-17", true),
        ("Dates", "\"November 16-17, 2026\"", true),
        ("Date", "16-nov", true),
        ("Year", "2026", true),
        ("Fecha", "16/11/2026", true),
        ("Registered on", "9/1/2026", true),
        ("Date registered", "9/1/2026", true),
        ("Date of birth", "3/2/1980", true),
        ("License expiration", "3/2/2029", true),
        ("Valid until", "3/2/2029", true),
        ("Nov 16", "8", true),
        ("11/16", "8", true),
        ("Order #", "20251019", true),
    ] {
        let text = format!("Name,Hours,{header}\nAnn Lee,8,{value}\nBo Li,8,{value}\n");
        let roster = read_with("r.csv", &text, &session());
        if roster.has_errors() == is_right {
            wrong.push(format!("{header}: {value}: {:?}", roster.findings));
        }
        let unused = Options { unused: vec![header.to_owned()], ..session() };
        let settled = read_with("r.csv", &text, &unused);
        if settled.people.len() != 2 {
            wrong.push(format!("{header}: {value} is not settled: {:?}", settled.findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_header_that_says_more_is_asked_once() {
    let mut wrong = Vec::new();
    for (header, hours, is_right) in [
        ("Name (no shows in red)", "Hours", false),
        ("Name [struck out = did not attend]", "Hours", false),
        ("Name", "Hours (registered)", false),
        ("Name (first and last)", "Hours", true),
        ("Name (as it should be printed)", "Hours (0-16)", true),
    ] {
        let text = format!("{header},{hours}\nAnn Lee,8\nBo Li,8\n");
        let roster = read_with("r.csv", &text, &session());
        if roster.has_errors() == is_right {
            wrong.push(format!("{header},{hours}: {:?}", roster.findings));
        }
        let settled = Options { ignored_texts: offered(&roster), ..session() };
        if read_with("r.csv", &text, &settled).people.len() != 2 {
            wrong.push(format!("{header},{hours} is not settled: {:?}", roster.findings));
        }
    }
    for legend in ["red = did not attend", "yellow: no show"] {
        let text = format!("Name,Hours,,{legend}\nAnn Lee,8\nBo Li,8\n");
        if codes(&read_with("r.csv", &text, &session())) != ["roster-status"] {
            wrong.push(format!("{legend}: {:?}", read_with("r.csv", &text, &session()).findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn addresses_of_other_people_are_asked() {
    let mut wrong = Vec::new();
    for (headers, is_right) in [
        ("Name,Email (manager)", false),
        ("Name,Email [agency]", false),
        ("Name,Contact Email", false),
        ("Name,Supervisor Email", false),
        ("Name,Work Email", false),
        ("Name,Correo personal", false),
        ("Name,UPN", false),
        ("Name,Email", true),
        ("Name,Email (required)", true),
        ("Name,Email (work)", true),
        ("Name,Correo electrónico", true),
    ] {
        let text = format!("{headers},Hours\nAnn Lee,ann@example.org,6\nBo Li,bo@example.org,6\n");
        let roster = read_with("r.csv", &text, &session());
        if roster.has_errors() == is_right {
            wrong.push(format!("{headers}: {:?}", roster.findings));
        }
        let (_, header) = headers.split_once(',').unwrap();
        let own = read_with("r.csv", &text, &Options { columns: email(header), ..session() });
        let unused = Options { unused: vec![header.to_owned()], ..session() };
        let without = read_with("r.csv", &text, &unused);
        if own.people.len() != 2 || (without.people.len() != 2 && !is_right) {
            wrong.push(format!("{headers}: {:?} {:?}", own.findings, without.findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Returns the options of a column of addresses.
fn email(header: &str) -> BTreeMap<Field, String> {
    BTreeMap::from([(Field::Email, header.to_owned())])
}

#[test]
fn people_who_run_the_training_are_asked() {
    let turned = read_with("r.csv", "Name,Hours\nThibault Margaux,6\nCy Ray,6\n", &session());
    assert_eq!(codes(&turned), ["roster-not-person"], "{:?}", turned.findings);
    let text = "Name,Email,Hours\nMargaux Thibault,m@example.org,6\n\
                Vermont Doulas,v@example.org,6\nBo Li,Doulas@example.org,6\nCy Ray,,6\n";
    let roster = read_with("r.csv", text, &session());
    assert_eq!(names(&roster), ["Cy Ray"], "{:?}", roster.findings);
    assert_eq!(codes(&roster), ["roster-not-person", "roster-not-person", "roster-email"]);
    let right_names = ["Margaux Thibault".to_owned()].into();
    let settled = read_with("r.csv", text, &Options { right_names, ..session() });
    assert_eq!(names(&settled), ["Margaux Thibault", "Cy Ray"]);
}

#[test]
fn a_status_below_a_header_of_facts_is_asked_about() {
    let mut wrong = Vec::new();
    for header in ["Department", "City", "Agency", "Employer"] {
        for status in ["Terminated", "TERMINATED 10/2", "Withdrawn", "Resigned", "Cancelled"] {
            let text = format!("Name,Hours,{header}\nAna Roy,6,North\nBo Li,6,{status}\n");
            let roster = read("r.csv", &text);
            if codes(&roster) != ["roster-status"] {
                wrong.push(format!("{text}: {:?}", roster.findings));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn options_that_a_hint_offers_can_be_copied() {
    let empty = read("r.csv", "Name,Hours,Attended\nAna Roy,6,\nBo Li,6,\n");
    let hint = &empty.findings[0].hints[0];
    assert!(hint.starts_with("fill in the column, or add `--unused \"Attended\"`"), "{hint}");
    assert!(!hint.contains("--only"), "{hint}");
    let dollar = read("r.csv", "Name,Hours,Paid $5\nAna Roy,6,yes\nBo Li,6,\n");
    let hint = &dollar.findings[0].hints[0];
    assert!(hint.contains("`--only 'Paid $5=VALUE'`"), "{hint}");
}
