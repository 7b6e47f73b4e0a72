//! What a list says about itself: the title above its header, the name of its sheet and of its
//! file, another training in a column.

use jiff::civil::date;
use peerpress::certificates::roster::{KnownFacts, Options, Roster};

use super::{codes, names, read_with, workbook};

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
            not_people: people.map(|(name, what)| (name.to_owned(), what.to_owned())).into(),
            addresses: texts(&["doulas@example.org"]),
            days: 2,
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
