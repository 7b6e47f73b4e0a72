//! Rows that are not people, lists of another session, and columns of other hours.

use jiff::civil::{Date, date};
use peerpress::certificates::roster::{Attendance, Options, parse_column_value};
use peerpress::content::trainings::{Completion, CompletionRule};

use super::days::hours;
use super::{codes, names, read, read_with, rules, with_columns};

#[test]
fn people_below_the_title_of_a_section_are_not_certified() {
    let mut wrong = Vec::new();
    for title in [
        "BAJAS,,",
        "Did not finish,,",
        "Do not certify,,",
        "Left Early,,",
        "Oyentes,,",
        "Absent,,",
        "ABSENT:",
        "Ausentes,,",
        "Presentes,,",
        "Moved to next session,,",
        ",Did not finish,",
        ",,Withdrew",
    ] {
        let text =
            format!("Name,Email,Hours\nAnn Lee,a@example.org,6\n{title}\nBo Li,b@example.org,6\n");
        let roster = read("r.csv", &text);
        let is_refused = roster.is_unusable() && codes(&roster) == ["roster-header"];
        if !is_refused || roster.findings[0].hints[0].contains("delete the row") {
            wrong.push(format!("{title}: {:?}", roster.findings));
        }
    }
    for (text, count) in [
        // At the end of a list, nobody is below it.
        ("Name,Email,Hours\nAnn Lee,a@example.org,6\nPrepared by Bo,,\n", 1),
        ("Name,Hours\nAnn Lee,6\nWithdrew,\n", 1),
        // The subtotal of a part of the list, and someone without an address.
        ("Name,Email,Hours\nAnn Lee,a@example.org,6\nTotal,,\nBo Li,b@example.org,6\n", 2),
        ("Name,Email\nAnn Lee,a@example.org\nBo Li,\nCy Ray,c@example.org\n", 3),
    ] {
        let roster = read("r.csv", text);
        if roster.is_unusable() || roster.people.len() < count {
            wrong.push(format!("{text}: {:?}", roster.findings));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_row_without_an_address_is_a_person_if_its_name_is_one() {
    let rows = |names: &[&str]| -> String {
        let rows = names.iter().map(|name| format!("{name},,6\n"));
        format!(
            "Name,Email,Hours\nAnn Lee,a@example.org,6\nBo Li,b@example.org,6\n\
             Cy Ray,c@example.org,6\nDi Fox,d@example.org,6\n{}",
            rows.collect::<String>()
        )
    };
    for name in ["Subtotal Taos", "Promedio del grupo", "Course length", "Meta", "x", "Sala B 2"] {
        let roster = read("r.csv", rows(&[name]));
        assert_eq!((roster.people.len(), roster.rejected.len()), (4, 1), "{name}");
    }
    let people = read("r.csv", rows(&["Ed de la Cruz", "Flo Poe"]));
    assert_eq!((people.people.len(), codes(&people).len()), (6, 0), "{:?}", people.findings);
    let right = Options { right_names: ["Sukarno".to_owned()].into(), ..Options::default() };
    assert_eq!(read_with("r.csv", rows(&["Sukarno"]), &right).people.len(), 5);
}

#[test]
fn the_days_of_a_list_are_those_of_the_session() {
    let session = |days: Option<(Date, Date)>| Options {
        days,
        attendance: Attendance::Everyone,
        ..Options::default()
    };
    let november = session(Some((date(2026, 11, 9), date(2026, 11, 11))));
    let zoom = |day: &str, duration: u32| {
        format!(
            "Name (original name),Email,Join time,Leave time,Duration (minutes)\n\
             Ann Lee,a@example.org,{day} 08:00:00,{day} 16:00:00,{duration}\n"
        )
    };
    let mut wrong = Vec::new();
    for (text, is_right) in [
        (zoom("11/09/2026", 480), true),
        (
            zoom("\"Nov 09, 2026", 480)
                .replace("08:00:00", "08:00:00\"")
                .replace("16:00:00", "16:00:00\""),
            true,
        ),
        (zoom("9 nov 2026", 480), true),
        (zoom("05/04/2025", 480), false),
        (zoom("4 mayo 2025", 480), false),
        (zoom("11/09/2026", 600), false),
        ("Name,Date\nAnn Lee,2026-11-09\nBo Li,2025-03-02\n".to_owned(), false),
        ("Name,Date\nAnn Lee,9/11/2026\nBo Li,11/11/2026\n".to_owned(), true),
        ("Name,Birth date\nAnn Lee,1980-01-02\nBo Li,1990-01-02\n".to_owned(), true),
        ("Topic,Start time\nEthics,05/04/2025 08:55\n\nName,Hours\nAnn Lee,6\n".to_owned(), false),
        ("Topic,Start time\nEthics,11/09/2026 08:55\n\nName,Hours\nAnn Lee,6\n".to_owned(), true),
    ] {
        let roster = read_with("r.csv", &text, &november);
        if roster.has_errors() == is_right {
            wrong.push(format!("{text}: {:?}", roster.findings));
        }
    }
    let old = zoom("05/04/2025", 480);
    let unused =
        Options { unused: vec!["Join time".to_owned(), "Leave time".to_owned()], ..november };
    for options in [unused, session(None)] {
        let roster = read_with("r.csv", &old, &options);
        assert_eq!(names(&roster), ["Ann Lee"], "{:?}", roster.findings);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn another_column_of_hours_is_settled_by_the_user() {
    let other = |header: &str, first: &str, second: &str| {
        format!("Name,Hours,{header}\nAnn Lee,6,{first}\nBo Li,6,{second}\n")
    };
    let mut wrong = Vec::new();
    for (text, is_right) in [
        (other("Actual hours", "6", "2"), false),
        (other("Horas reales", "2", "2"), false),
        (other("Time attended", "1:30", "6:00"), false),
        (other("Missing hours", "", "2"), false),
        (other("Ethics credits", "2", "2"), false),
        (other("Hours again", "6", "6"), true),
        (other("Minutes", "360", "360"), true),
    ] {
        let roster = read("r.csv", &text).check(&rules(6.0));
        if roster.people.is_empty() == is_right {
            wrong.push(format!("{text}: {:?}", roster.findings));
        }
    }
    let text = other("Actual hours", "6", "2");
    let chosen = read_with("r.csv", &text, &with_columns(&["hours=Actual hours"]));
    assert_eq!(hours(&chosen), [Some(6.0), Some(2.0)], "{:?}", chosen.findings);
    let unused = Options { unused: vec!["Actual hours".to_owned()], ..Options::default() };
    assert_eq!(read_with("r.csv", &text, &unused).check(&rules(6.0)).people.len(), 2);
    // The column for a category is named as such.
    let categories = vec![vec!["Ethics".to_owned()], vec!["Skills".to_owned()]];
    let split = Options { categories, ..Options::default() };
    let roster = read_with("r.csv", other("Professional ethics", "2", "2"), &split);
    let roster = roster.check(&rules(6.0));
    let hint = &roster.findings[0].hints[0];
    assert!(hint.contains("Ethics=Professional ethics"), "{hint}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn time_that_a_program_measured_is_rounded_down_to_the_step() {
    let completion = Completion {
        rule: CompletionRule::Partial,
        step: Some(0.5),
        at_least: Some(1.0),
        ..Completion::default()
    };
    let check = |text: &str| {
        let only = parse_column_value("Name=*").unwrap();
        let options = Options { attendance: Attendance::Only(vec![only]), ..Options::default() };
        let partial = super::Rules { completion: completion.clone(), ..rules(6.0) };
        read_with("r.csv", text, &options).check(&partial)
    };
    let measured = check("Name,Minutes\nAnn Lee,359\nBo Li,360\nCy Ray,91\nDi Fox,40\n");
    assert_eq!(hours(&measured), [Some(5.5), Some(6.0), Some(1.5)], "{:?}", measured.findings);
    assert!(measured.notes.iter().any(|note| note.contains("2 people")), "{:?}", measured.notes);
    // What a person wrote is not rounded.
    let written = check("Name,Hours\nAnn Lee,5.9\n");
    assert_eq!((written.people.len(), codes(&written)), (0, vec!["roster-hours"]));
}
