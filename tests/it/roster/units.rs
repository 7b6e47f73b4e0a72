//! What the numbers in columns for hours count.

use peerpress::certificates::roster::{Options, Roster, Unit};

use super::{read, read_with, rules, with_columns};

/// Returns a list of people whose hours are in a column with this header.
fn list(header: &str, values: &str) -> String {
    let values = values.split('|').enumerate();
    let row = |(at, value): (usize, &str)| {
        format!("{}ana Roy\t{value}\n", "ABCDEFGH".get(at..=at).unwrap())
    };
    format!("Name\t{header}\n{}", values.map(row).collect::<String>())
}

/// Returns the hours of everyone, or the code of the first error.
fn hours(roster: &Roster) -> Result<Vec<Option<f64>>, &'static str> {
    match roster.findings.iter().find(|finding| finding.is_error()) {
        Some(error) => Err(error.code.name()),
        None => Ok(roster.people.iter().map(|person| person.hours).collect()),
    }
}

#[test]
fn the_unit_is_known_from_header_and_values() {
    let mut wrong = Vec::new();
    for (header, values, expected) in [
        ("Hours", "40|40,0|40.0|40 hrs|40:00|40:00:00|40h", 40.0),
        ("Horas totales", "40|40,0|40 horas|40:00", 40.0),
        ("Total Duration (Minutes)", "2400|2400,0|2400 min|40 hrs|40:00:00", 40.0),
        ("Duración (minutos)", "2400|2400 minutos|40 h", 40.0),
        ("minutes_attended", "90|1h 30m|90:00|1 hr 30 min", 1.5),
        ("Duration", "40h 0m 0s|40 hrs|40:00:00|2400 mins|PT40H", 40.0),
        ("In-Meeting Duration", "1h 2m 3s|62m 3s|1:02:03", 1.0 + 123.0 / 3600.0),
        ("Duration (h:mm)", "40:00|40 hrs", 40.0),
        ("Duration (mm:ss)", "90:00|90 min", 1.5),
        ("Total seconds", "5400|1.5 h", 1.5),
        ("CEU hours", "6|6,0|6:00", 6.0),
    ] {
        let found = hours(&read("r.tsv", list(header, values)).check(&rules(expected)));
        let is_right = |hours: &Option<f64>| hours.is_some_and(|it| (it - expected).abs() < 1e-3);
        match found {
            Ok(found) if found.iter().all(is_right) => {}
            found => wrong.push(format!("{header}: {values}: {found:?}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn where_the_unit_is_not_clear_nothing_is_issued() {
    let unclear = [
        ("Duration", "40"),
        ("Duration", "40 hrs|40"),
        ("Attendance duration", "40:00"),
        ("Total time", "40,0"),
        ("Tiempo total", "2400"),
        ("CEU", "4"),
        ("Credits", "6"),
        ("Duration (h:mm)", "40"),
    ];
    let mut wrong = Vec::new();
    for (header, values) in unclear {
        let roster = read("r.tsv", list(header, values));
        assert!(roster.people.iter().any(|person| person.hours.is_none()), "{header}");
        let found = roster.check(&rules(40.0));
        if (hours(&found), found.people.len()) != (Err("roster-unit"), 0) {
            wrong.push(format!("{header}: {values}: {:?}", found.findings));
        }
    }
    // Certificates that state no hours do not need to know.
    let no_hours = read("r.tsv", list("Duration", "40"));
    let no_hours = no_hours.check(&super::Rules { hours: None, ..rules(40.0) });
    assert_eq!((hours(&no_hours), no_hours.people.len()), (Ok(vec![None]), 1));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_user_can_state_the_unit() {
    for (header, values, unit, expected) in [
        ("Duration", "2400", Unit::Minutes, 40.0),
        ("Duration", "40", Unit::Hours, 40.0),
        ("Duration", "40:00", Unit::Hours, 40.0),
        ("Duration", "90:00", Unit::Minutes, 1.5),
        ("Duration", "5400", Unit::Seconds, 1.5),
        ("CEUs", "0,6", Unit::Ceu, 6.0),
        ("CEUs", "6", Unit::Hours, 6.0),
    ] {
        let options = Options { unit: Some(unit), ..Options::default() };
        let found =
            hours(&read_with("r.tsv", list(header, values), &options).check(&rules(expected)));
        assert_eq!(found, Ok(vec![Some(expected)]), "{header}: {values} {unit}");
    }
    let minutes = Options { unit: Some(Unit::Hours), ..with_columns(&["hours=Minutes"]) };
    let found = read_with("r.tsv", list("Minutes", "40"), &minutes).check(&rules(40.0));
    assert_eq!(hours(&found), Err("roster-unit"), "minutes never become hours");
}

#[test]
fn two_columns_of_times_must_agree() {
    let read = |text: &str| hours(&read("r.csv", text));
    let differ = "Name,Hours,Minutes\nAnn Lee,6,30\n";
    assert_eq!(hours(&super::read("r.csv", differ).check(&rules(6.0))), Err("roster-unit"));
    assert_eq!(
        read("Name,Hours,Minutes\nAnn Lee,6,360\nBo Li,1.5,90\n"),
        Ok(vec![Some(6.0), Some(1.5)])
    );
    assert_eq!(
        read("Name,Hours,Duration\nAnn Lee,6,400\n"),
        Ok(vec![Some(6.0)]),
        "the unit is not known"
    );
    let chosen = read_with_hours(differ).check(&rules(6.0));
    assert_eq!(hours(&chosen), Ok(vec![Some(6.0)]));
}

fn read_with_hours(text: &str) -> Roster {
    read_with("r.csv", text, &with_columns(&["hours=Hours"]))
}

#[test]
fn hours_by_category_have_units_too() {
    let options = Options { categories: vec![vec!["Ethics".to_owned()]], ..Options::default() };
    let read = |text: &str| {
        let roster = read_with("r.csv", text, &options);
        let ethics = roster.people.iter().map(|person| person.category_hours.clone()).collect();
        (hours(&roster), ethics)
    };
    let one = |hours: f64, ethics: f64| (Ok(vec![Some(hours)]), vec![vec![ethics]]);
    assert_eq!(read("Name,Hours,Ethics hours\nAnn Lee,6,2\n"), one(6.0, 2.0));
    assert_eq!(read("Name,Hours,Ethics minutes\nAnn Lee,6,120\n"), one(6.0, 2.0));
    assert_eq!(read("Name,Minutes,Ethics\nAnn Lee,360,120\n"), one(6.0, 2.0));
    let unclear = read_with("r.csv", "Name,Ethics\nAnn Lee,6\n", &options).check(&rules(6.0));
    assert_eq!(hours(&unclear), Err("roster-unit"));
}

#[test]
fn thousands_are_not_decimals() {
    for (header, value, expected) in [
        ("Minutes", "2,400", Ok(vec![Some(40.0)])),
        ("Minutes", "2.400", Ok(vec![Some(40.0)])),
        ("Hours", "1,000", Err("roster-hours")),
        ("Minutes", "2,40,0", Err("roster-hours")),
        ("Hours", "100%", Err("roster-hours")),
    ] {
        let found = hours(&read("r.tsv", list(header, value)));
        assert_eq!(found, expected, "{header}: {value}");
    }
}
