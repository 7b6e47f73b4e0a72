//! Lists, columns, and cells that repeat, contradict, or belong to something else: found by people
//! who tried to get a wrong certificate.

use std::sync::Arc;

use jiff::civil::date;
use peerpress::certificates::roster::{DataNames, Options, Roster, Source};

use super::statements::session;
use super::{codes, names, read, read_with, rules, with_columns};
use crate::project::Project;

/// Returns what is wrong if a list does not have these findings.
fn differs(list: &str, options: &Options, expected: &[&str]) -> Option<String> {
    let roster = read_with("r.csv", list, options).check(&rules(6.0));
    let found: Vec<&str> =
        codes(&roster).into_iter().filter(|it| *it != "roster-capitals").collect();
    (found != expected).then(|| format!("{list}: {:?}", roster.findings))
}

/// Checks lists that have one finding with this code, or none.
fn check(lists: &[(&str, &str)], options: &Options) {
    let wrong: Vec<String> = lists
        .iter()
        .filter_map(|(list, code)| {
            let expected: &[&str] = if code.is_empty() { &[] } else { std::slice::from_ref(code) };
            differs(list, options, expected)
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn short_words_in_capitals_are_not_names_of_people() {
    for word in ["WIC", "UNM", "OK", "SI", "YES"] {
        let list = format!("Name,Email,Hours\nAna Roy,a@x.org,6\n{word},b@x.org,6\n");
        let roster = read("r.csv", &list);
        assert_eq!(names(&roster), ["Ana Roy"], "{word}: {:?}", roster.findings);
        let right = Options { right_names: [word.to_owned()].into(), ..Options::default() };
        let kept = read_with("r.csv", &list, &right).people.len();
        // `YES` also stands for a missing name, which the option settles too.
        assert_eq!(kept, 2, "{word}");
    }
}

#[test]
fn answers_in_a_column_for_the_name_on_the_certificate_are_asked_about() {
    let mut wrong = Vec::new();
    for (answer, is_right) in [
        ("YES", false),
        ("yes", false),
        ("NO", false),
        ("Si", false),
        ("TBD", false),
        ("IHS", false),
        ("Same", false),
        ("Use Above", false),
        ("Already Listed", false),
        ("My Name", false),
        ("Bo Chee", false),
        ("Alma R. Sandoval", true),
        ("Alma Sandoval-Vega", true),
        ("Almita Sandoval", true),
        ("", true),
    ] {
        let header = "Name as it should appear on certificate";
        let list = format!(
            "Name,{header},Hours\nAlma Sandoval,{answer},6\nCy Ray,Cy Ray,6\nDina Pino,,6\n"
        );
        let roster = read("r.csv", &list);
        if names(&roster).len() != 2 + usize::from(is_right) {
            wrong.push(format!("{answer}: {:?}", roster.findings));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn read_files(files: &[(&str, &str)], options: &Options) -> Roster {
    let project = Project::empty();
    let source = |(name, text): &(&str, &str)| {
        project.write(name, text);
        Source { path: project.path(name), sheet: None }
    };
    let sources: Vec<Source> = files.iter().map(source).collect();
    Roster::read_all(&sources, options).unwrap()
}

#[test]
fn a_copy_of_the_list_of_a_day_is_no_other_day() {
    let first = "Name,Email,Hours\nAna Roy,a@x.org,8\nBo Chee,b@x.org,8\n";
    let again = "Name,Email,Hours\nBo Chee,b@x.org,8\nAna Roy,a@x.org,8\n";
    let options =
        Options { days: Some((date(2026, 10, 24), date(2026, 10, 25))), ..Options::default() };
    let mut wrong = Vec::new();
    for (one, other, is_right) in [
        ("day1.csv", "day1 (1).csv", false),
        ("day1.csv", "Copy of day1.csv", false),
        ("day1.csv", "day1 corrected.csv", false),
        ("day1.csv", "day1_v2.csv", false),
        ("2026-10-24.csv", "2026-10-24 (1).csv", false),
        ("2026-10-24.csv", "2026-10-31.csv", false),
        ("day1.csv", "day2.csv", true),
        ("2026-10-24.csv", "2026-10-25.csv", true),
        ("Sat AM.csv", "Sat PM.csv", true),
    ] {
        let roster = read_files(&[(one, first), (other, again)], &options);
        let is_refused = codes(&roster).contains(&"roster-file");
        if is_refused == is_right {
            wrong.push(format!("{one}, {other}: {:?}", roster.findings));
        }
        let kept = Options { same_list_again: true, ..options.clone() };
        if read_files(&[(one, first), (other, again)], &kept).people.len() != 2 {
            wrong.push(format!("{one}, {other}: kept"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_part_of_a_name_in_two_columns_is_asked_about() {
    let odd = "roster-odd-name";
    let list = |row: &str| {
        format!("First Name,Middle Name,Last Name,Second last name,Suffix,Hours\n{row},6\n")
    };
    let mut wrong = Vec::new();
    for (row, code) in [
        ("Luis,,Roybal Jr.,,Jr.", odd),
        ("Luis,,Roybal,Sena Jr,Jr.", odd),
        ("Ana María,María,Roybal,,", odd),
        ("Ana,,Roybal Sena,Sena,", odd),
        ("Ana,María Roybal,Roybal,,", odd),
        ("Ana,María,García,García,", ""),
        ("Luis,,Roybal,Sena,Jr.", ""),
        ("Ana María,Luz,Roybal,Sena,", ""),
    ] {
        let roster = read("r.csv", list(row));
        let found = codes(&roster).first().copied().unwrap_or_default();
        let is_said = code.is_empty() || roster.findings[0].message.contains("repeat each other");
        if found != code || !is_said {
            wrong.push(format!("{row}: {:?}", roster.findings));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_name_without_a_comma_is_an_error_below_a_header_with_one() {
    check(
        &[
            ("\"Last, First\",Hours\n\"Roybal, Ana\",6\nSena,6\n", "roster-name"),
            ("\"Last, First\",Hours\nSena,6\n", "roster-name"),
            ("\"Last, First\",Hours\n\"Roybal, Ana\",6\n\"Sena, Eva\",6\n", ""),
        ],
        &Options::default(),
    );
    let right = Options { right_names: ["Suharto".to_owned()].into(), ..Options::default() };
    check(&[("\"Last, First\",Hours\n\"Roybal, Ana\",6\nSuharto,6\n", "")], &right);
}

#[test]
fn a_column_of_names_that_was_sorted_alone_shows_in_the_addresses() {
    let header = "First Name,Last Name,Email,Hours";
    let mut wrong = Vec::new();
    for (rows, is_right) in [
        (
            "Tiva,Otero,tiva.quintana@x.org|Marcela,Baca,marcela.otero@x.org|\
          Luis,Quintana,luis.baca@x.org",
            false,
        ),
        ("Tiva,Otero,tquintana@x.org|Marcela,Baca,motero@x.org|Luis,Quintana,lbaca@x.org", false),
        (
            "Marcela,Quintana,tiva.quintana@x.org|Luis,Otero,marcela.otero@x.org|\
          Tiva,Baca,luis.baca@x.org",
            false,
        ),
        // One person married, and one address is of the family.
        (
            "Tiva,Otero,tiva.quintana@x.org|Marcela,Baca,marcela.baca@x.org|\
          Luis,Quintana,luis.quintana@x.org",
            true,
        ),
        ("Ana,Roybal Sena,ana.roybal@x.org|Eva,Roybal,eva.r@x.org|Bo,Chee,bo@x.org", true),
    ] {
        let rows: Vec<String> = rows.split('|').map(|row| format!("{row},6")).collect();
        let list = format!("{header}\n{}\n", rows.join("\n"));
        let expected: &[&str] = if is_right { &[] } else { &["roster-identity"] };
        wrong.extend(differs(&list, &Options::default(), expected));
        wrong.extend(differs(&list, &with_columns(&["email=Email"]), &[]));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_state_of_the_program_is_not_a_person() {
    let data = ["New Mexico Lactation Counselors", "Albuquerque"];
    let data_names = Arc::new(DataNames::new(data.into_iter()));
    let options = Options { data_names, ..Options::default() };
    check(
        &[
            ("Name,Hours\nAna Roy,6\nNew Mexico,6\nCy Ray,6\n", "roster-not-person"),
            ("Name,Hours\nAna Roy,6\nNew Mexicano,6\nCy Ray,6\n", ""),
        ],
        &options,
    );
}

#[test]
fn the_title_of_the_meeting_in_an_export_is_asked_about() {
    let zoom = |topic: &str| {
        format!(
            "Topic,ID,Host name,Start time\n{topic},881 2334,Ann Lee,11/16/2026 08:50:00 AM\n\n\
             Name (original name),Email,Total duration (minutes)\nTiva Otero,t@x.org,360\n"
        )
    };
    let webex = |name: &str| {
        format!(
            "Meeting Name,Display Name,Attendee Email,Attendance Duration\n\
             {name},Tiva Otero,t@x.org,360 mins\n"
        )
    };
    let (own, other) = ("Lactation Support", "Weekly WIC staff meeting");
    let ignored = || Options { ignored_texts: vec![other.to_owned()], ..session() };
    for list in [zoom, webex] {
        check(&[(&list(own), ""), (&list(other), "roster-status")], &session());
        check(&[(&list(other), "")], &ignored());
    }
}

#[test]
fn the_start_of_a_meeting_on_another_day_is_asked_about() {
    let zoom = |start: &str| {
        format!(
            "Topic,ID,Start time\nLactation Support,881,{start}\n\n\
             Name (original name),Email,Total duration (minutes)\nTiva Otero,t@x.org,360\n"
        )
    };
    let joined = |one: &str, other: &str| {
        format!("Name,Hours,Join time\nAna Roy,6,{one} 9:00 AM\nBo Chee,6,{other} 9:01 AM\n")
    };
    check(
        &[
            (&zoom("11/16/2026 08:50:00 AM"), ""),
            (&zoom("11/15/2026 08:50:00 AM"), "roster-file"),
            // In Greenwich, the evening is on the next day.
            (&zoom("11/18/2026 01:50:00 AM"), ""),
            (&joined("11/16/2026", "11/16/2026"), ""),
            (&joined("11/15/2026", "11/15/2026"), "roster-file"),
            (&joined("11/15/2026", "11/16/2026"), ""),
        ],
        &session(),
    );
    let mut next = session();
    next.facts.other_days.push((date(2026, 11, 18), date(2026, 11, 18)));
    check(
        &[
            (&zoom("11/18/2026 08:50:00 AM"), "roster-file"),
            (&joined("11/18/2026", "11/18/2026"), "roster-file"),
        ],
        &next,
    );
    let ignored_texts = vec!["11/15/2026 08:50:00 AM".to_owned()];
    check(&[(&zoom("11/15/2026 08:50:00 AM"), "")], &Options { ignored_texts, ..session() });
}

#[test]
fn names_in_lower_case_are_asked_about_in_any_list() {
    let all = "Name,Hours\nbea tapia,6\ncal vega,6\nana roybal,6\n";
    let odd = "roster-odd-name";
    check(
        &[
            ("Name,Hours\nBea Tapia,6\nCal Vega,6\nDina Pino,6\nalma roybal,6\n", odd),
            ("Name,Hours\nBea Tapia,6\nalma roybal,6\n", odd),
            ("Name,Hours\nalma roybal,6\n", odd),
            (all, odd),
            ("Name,Hours\nBEA TAPIA,6\nCAL VEGA,6\n", ""),
        ],
        &Options::default(),
    );
    let asked = read("r.csv", all);
    assert!(asked.findings[0].hints[0].contains("--column name=\"Name\""), "{:?}", asked.findings);
    check(&[(all, "")], &with_columns(&["name=Name"]));
    // The finding names the cell, and the name with capitals.
    let roster = read("r.csv", "First name,Last name,Hours\nana,Roybal,6\nLuz,Vigil,6\n");
    let finding = &roster.findings[0];
    let cell = finding.place.as_ref().unwrap().cell.as_ref().unwrap();
    assert_eq!(cell.column.as_deref(), Some("First name"), "{finding:?}");
    assert!(finding.hints[0].contains("write `Ana Roybal`"), "{finding:?}");
}

#[test]
fn services_and_jobs_are_not_people() {
    for name in [
        "Live Captioning",
        "Sign Language",
        "Milk Bank",
        "Nursing Student",
        "See Attached",
        "Ana Roybal Dietitian",
    ] {
        let list = format!("Name,Email,Hours\nAna Roy,a@x.org,6\n{name},b@x.org,6\n");
        let roster = read("r.csv", &list);
        assert_eq!(names(&roster), ["Ana Roy"], "{name}: {:?}", roster.findings);
    }
}

#[test]
fn a_short_form_without_an_address_may_be_the_person_with_one() {
    let list = |one: &str, other: &str| {
        format!("Name,Email,Hours\n{one} Griego,m@x.org,6\n{other} Griego,,6\n")
    };
    let near = "roster-near-name";
    check(
        &[
            (&list("Mariana", "Mari"), near),
            (&list("M.", "Mariana"), near),
            (&list("Elizabeth", "Liz"), near),
            (&list("Mariana", "Luz"), ""),
            (&list("Juan", "Juana"), ""),
        ],
        &Options::default(),
    );
    let families = "Name,Email,Hours\nMariana Griego,m@x.org,6\nMari Griego,n@x.org,6\n";
    check(&[(families, "")], &Options::default());
}

#[test]
fn rows_with_only_a_number_are_empty() {
    let list = "No.,Name,Hours\n1,Ana Roy,6\n2,Bo Chee,6\n3,,\n4,,\n";
    let roster = read("r.csv", list);
    assert_eq!((names(&roster), codes(&roster)), (vec!["Ana Roy", "Bo Chee"], vec![]));
    assert!(roster.notes.iter().any(|note| note.contains("2 rows")), "{:?}", roster.notes);
}
