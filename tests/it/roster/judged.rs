//! Lists that looked right and gave a wrong certificate, or none: found by people who tried.

use peerpress::certificates::roster::{Attendance, KnownFacts, Options, parse_column_value};

use super::days::{hours, read_days};
use super::{codes, names, read, read_with, rules, with_columns};

/// A session of some days of so many hours each, and the hours of its training.
fn session(days: usize, of_a_day: f64, training: f64) -> Options {
    let facts = KnownFacts {
        days,
        longest_day: Some(of_a_day),
        all_days: Some(days as f64 * of_a_day),
        training_hours: Some(training),
        ..KnownFacts::default()
    };
    Options { facts, ..Options::default() }
}

fn morning() -> Options {
    session(1, 4.0, 4.0)
}

#[test]
fn minutes_below_a_header_of_hours_are_asked_and_never_cut_down() {
    let text = "Name,Email,Hours\nAna Roy,a@x.org,240\nBo Li,b@x.org,180\nCy Ray,c@x.org,60\n";
    let at_most = |most| Options { at_most: Some(most), ..morning() };
    for options in [morning(), at_most(4.0)] {
        let roster = read_with("r.csv", text, &options).check(&rules(4.0));
        assert_eq!(codes(&roster), ["roster-unit"], "{:?}", roster.findings);
        let hint = &roster.findings[0].hints[0];
        assert!(hint.contains("Minutes") && !hint.contains("--at-most"), "{hint}");
    }
    // One number among others is a slip.
    let text = "Name,Hours\nAna Roy,4\nBo Li,4\nCy Ray,40\n";
    let roster = read_with("r.csv", text, &at_most(4.0)).check(&rules(4.0));
    assert_eq!((names(&roster), codes(&roster)), (vec!["Ana Roy", "Bo Li"], vec!["roster-hours"]));
    // Someone who stayed an hour longer is cut down, as are minutes of a program that measured.
    let text = "Name,Hours\nAna Roy,5\nBo Li,300 min\nCy Ray,4\n";
    let roster = read_with("r.csv", text, &at_most(4.0)).check(&rules(4.0));
    assert_eq!(hours(&roster), [Some(4.0); 3], "{:?}", roster.findings);
}

#[test]
fn minutes_in_the_list_of_one_day_are_asked() {
    let options = Options { at_most: Some(8.0), ..session(3, 9.0, 24.0) };
    let day =
        |hours: u32| format!("Name,Email,Hours\nAna Roy,a@x.org,{hours}\nBo Li,b@x.org,{hours}\n");
    let days = [day(60), day(8), day(9)];
    let days: Vec<&str> = days.iter().map(String::as_str).collect();
    let roster = read_days(&days, &options).check(&rules(24.0));
    assert_eq!(codes(&roster), ["roster-unit"], "{:?}", roster.findings);
}

#[test]
fn one_name_with_two_addresses_in_one_list_is_asked() {
    let text = "Name,Email,Hours\nAna Roy,a@x.org,4\nAna Roy,roy@y.org,4\nBo Li,b@x.org,4\n";
    let roster = read("r.csv", text);
    assert_eq!(codes(&roster), ["roster-identity"], "{:?}", roster.findings);
    let hint = &roster.findings[0].hints[0];
    assert!(hint.contains("--same-person") && hint.contains("--allow-alike"), "{hint}");
}

#[test]
fn a_row_with_an_error_and_the_address_of_a_person_holds_the_person_back() {
    let text =
        "Name,Email,Minutes\nAna Roy,a@x.org,120\nAna’s iPad,a@x.org,120\nBo Li,b@x.org,240\n";
    let options = Options { add_up: true, ..Options::default() };
    let roster = read_with("r.csv", text, &options);
    assert_eq!(names(&roster), ["Bo Li"], "{:?}", roster.findings);
    let held = roster.findings.iter().find(|it| it.code.name() == "roster-twice").unwrap();
    assert!(held.message.contains("may also be in row 3"), "{}", held.message);
    // Another member of a family is certified when both have one row.
    let text = "Name,Email,Minutes\nAna Roy,a@x.org,240\nBo Roy (2),a@x.org,240\n";
    assert_eq!(names(&read("r.csv", text)), ["Ana Roy"]);
}

#[test]
fn a_preferred_name_takes_the_place_of_the_first_name() {
    let text = "First name,Last name,Preferred name,Hours\nMarisol,Baca,Mari,4\nBo,Li,,4\n";
    let asked = read("r.csv", text);
    assert!(asked.findings[0].hints[0].contains("preferred-first-name=\"Preferred name\""));
    let printed = read_with("r.csv", text, &with_columns(&["preferred-first-name=Preferred name"]));
    assert_eq!(names(&printed), ["Mari Baca", "Bo Li"], "{:?}", printed.findings);
    let alone = read_with("r.csv", text, &with_columns(&["corrected-name=Preferred name"]));
    assert_eq!((names(&alone), codes(&alone)), (vec!["Bo Li"], vec!["roster-odd-name"]));
}

#[test]
fn yes_below_a_header_of_intentions_does_not_say_that_people_came() {
    let mut wrong = Vec::new();
    for header in [
        "Will attend",
        "Plans to attend",
        "RSVP",
        "Registered",
        "Invited",
        "Interested",
        "Opted out",
        "Needs make-up",
        "Confirmed",
    ] {
        let text = format!("Name,Hours,{header}\nAna Roy,4,Yes\nBo Li,4,Yes\nCy Ray,4,Yes\n");
        let roster = read("r.csv", text);
        if codes(&roster) != ["roster-status"] {
            wrong.push(format!("{header}: {:?}", codes(&roster)));
        }
    }
    for header in ["Attended", "Present", "Completed", "Signed in"] {
        let text = format!("Name,Hours,{header}\nAna Roy,4,Yes\nBo Li,4,Yes\nCy Ray,4,Yes\n");
        let roster = read("r.csv", text);
        if !codes(&roster).is_empty() {
            wrong.push(format!("{header}: {:?}", codes(&roster)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn first_names_alone_are_asked() {
    let text = "Name,Email,Hours\nAna Roy,a@x.org,4\nBo Li,b@x.org,4\nMarisol,m@x.org,4\n";
    let roster = read("r.csv", text);
    assert_eq!(
        (names(&roster), codes(&roster)),
        (vec!["Ana Roy", "Bo Li"], vec!["roster-odd-name"])
    );
    let right = Options { right_names: ["Marisol".to_owned()].into(), ..Options::default() };
    assert_eq!(read_with("r.csv", text, &right).people.len(), 3);
    let all = "Name,Email,Hours\nAna,a@x.org,4\nBo,b@x.org,4\nMarisol,m@x.org,4\n\
               Tom,t@x.org,4\n";
    assert_eq!(codes(&read("r.csv", all)), ["roster-header"]);
    assert_eq!(read_with("r.csv", all, &with_columns(&["name=Name"])).people.len(), 4);
}

#[test]
fn one_grade_is_enough_and_may_be_a_least_one() {
    let text = "Name,Hours,Quiz 1 (10),Quiz 2 (10),Final Score\nAna Roy,4,3,10,92\n\
                Bo Li,4,9,2,80\nCy Ray,4,8,8,79.5\n";
    let only = |choice: &str| Options {
        attendance: Attendance::Only(vec![parse_column_value(choice).unwrap()]),
        ..Options::default()
    };
    let roster = read_with("r.csv", text, &only("Final Score>=80"));
    assert_eq!((names(&roster), codes(&roster)), (vec!["Ana Roy", "Bo Li"], vec![]));
    assert!(parse_column_value("Final Score>=high").is_err());
}

#[test]
fn particles_of_many_languages_are_parts_of_names() {
    for name in ["Ma. Cristina dela Cruz", "Ana delos Santos", "Dafydd ap Rhys", "Ali ould Ahmed"] {
        let roster = read("r.csv", format!("Name,Hours\n{name},4\nBo Li,4\n"));
        assert_eq!(codes(&roster), [""; 0], "{name}: {:?}", roster.findings);
    }
}

#[test]
fn people_above_the_header_of_another_block_are_never_left_out_unseen() {
    let text = "Nombre,Correo electrónico,Duración\nMarisol Baca,a@x.org,4 h\n\
                Kim Nguyen,k@x.org,4 h\n\n3. Actividades\n\
                Nombre,Hora de entrada,Hora de salida,Duración,Correo electrónico\n\
                Ana Ortiz,9:00,13:00,4 h,o@x.org\n";
    let roster = read_with("r.csv", text, &with_columns(&["name=Nombre"]));
    assert_eq!(codes(&roster), ["roster-header"], "{:?}", roster.findings);
    assert!(roster.findings[0].message.contains("Marisol Baca"), "{:?}", roster.findings);
}

#[test]
fn every_column_of_hours_counts_or_is_asked_about() {
    let categories = vec![vec!["Ethics".to_owned()], vec!["Recovery practice".to_owned()]];
    let options = Options { categories, ..Options::default() };
    for other in ["Recovery hours", "Practice", "Core hours", "Other hours", "Horas de práctica"] {
        let text = format!("Name,Email,Ethics hours,{other}\nCy Reed,c@x.org,4,2\n");
        let roster = read_with("r.csv", text, &options).check(&rules(6.0));
        let hints: String = roster.findings.iter().flat_map(|it| it.hints.clone()).collect();
        let option = format!("--column \"hours:Recovery practice={other}\"");
        assert!(roster.has_errors() && hints.contains(&option), "{other}: {:?}", roster.findings);
    }
    // The sum of the others is no more hours.
    let text = "Name,Email,Ethics hours,Recovery practice hours,Practice total\n\
                Cy Reed,c@x.org,4,2,6\n";
    let roster = read_with("r.csv", text, &options).check(&rules(6.0));
    assert!(!roster.has_errors(), "{:?}", roster.findings);
}

#[test]
fn a_column_says_in_every_form_who_did_not_come() {
    let notes = "Minot (withdrew)|Minot (cancelled)|Minot, cancelled|Minot - cancelled|\
                 Minot *cancelled*|Minot cancelled|Minot (no-show)|Minot (absent)|\
                 Minot (waitlist)|Minot (retirada)";
    for header in ["City", "Employer", "Region", "Job title"] {
        for note in notes.split('|') {
            let text = format!("Name,Hours,{header}\nAna Roy,6,Minot\nBo Lee,6,\"{note}\"\n");
            assert!(read("r.csv", &text).has_errors(), "{header}: {note}");
        }
    }
    for id in ["cancelled", "Withdrawn", "NO SHOW", "ND-13*", "ND-13 withdrew"] {
        let text = format!("Name,Hours,ID\nAna Roy,6,ND-12\nBo Lee,6,{id}\n");
        assert_eq!(codes(&read("r.csv", &text)), ["roster-id"], "{id}");
    }
    for place in ["Minot (Ward County)", "Baja, MX", "St. John's, NL", "Minot - downtown"] {
        let text = format!("Name,Hours,City\nAna Roy,6,Minot\nBo Lee,6,\"{place}\"\n");
        let roster = read("r.csv", &text);
        assert!(!roster.has_errors(), "{place}: {:?}", roster.findings);
    }
}

#[test]
fn what_the_list_says_about_names_counts() {
    let text = "Name,Hours,Name is right\nAna Roy,6,yes\nBo Lee,6,no\n";
    let roster = read_with("r.csv", text, &with_columns(&["name-is-right=Name is right"]));
    assert_eq!((names(&roster), codes(&roster)), (vec!["Ana Roy"], vec!["roster-name"]));
    let text = "Full name,Preferred name,Hours\nMara Holt,Mimi,6\n";
    let given = with_columns(&["preferred-first-name=Preferred name"]);
    assert_eq!(codes(&read_with("r.csv", text, &given)), ["roster-header"]);
    assert_eq!(codes(&read("r.csv", "Name,Hours\nM H,6\n")), ["roster-odd-name"]);
    // The name on the certificate counts where it is filled in.
    let text = "First,Last,Name on certificate,Hours\nMara,Holt,Mara Holt-Vega,6\nJun,Brandt,,6\n";
    let roster = read("r.csv", text);
    assert_eq!(names(&roster), ["Mara Holt-Vega", "Jun Brandt"], "{:?}", roster.findings);
    let real = "Name,Hours\nKätlin Õun,6\nMadis Õispuu,6\nJüri Õim,6\nMel Little Owl,6\n";
    assert!(!read("r.csv", real).has_errors(), "{:?}", read("r.csv", real).findings);
    let french = "Nom,Prénom,Nom d'usage,Heures\nHolt,Mara,Vidal,6\nBrandt,Jun,,6\n";
    let hints: String =
        read("r.csv", french).findings.iter().flat_map(|it| it.hints.clone()).collect();
    assert!(hints.contains("--column last-name=\"Nom\""), "{hints}");
}
