//! Lists of several days that differ, columns of several days, and times that overlap.

use peerpress::certificates::roster::{
    Alike, Attendance, Options, SavedMappings, Unit, parse_column_value,
};

use super::days::{hours, read_days};
use super::{codes, read, read_with, rules, with_columns};

#[test]
fn times_that_overlap_count_once() {
    let mut wrong = Vec::new();
    for (first, second, hours) in [
        // Two devices, the same or nearly the same times, and one inside the other.
        (
            "11/09/2026 08:00:00 AM,11/09/2026 08:00:00 PM",
            "11/09/2026 08:00:00 AM,11/09/2026 08:00:00 PM",
            Some(12.0),
        ),
        ("2026-11-09 08:00,2026-11-09 20:00", "2026-11-09 09:00,2026-11-09 21:00", Some(13.0)),
        (
            "2026-11-09T08:00:00Z,2026-11-09T20:00:00Z",
            "2026-11-09T06:00:00Z,2026-11-09T18:00:00Z",
            Some(14.0),
        ),
        // A return in the evening, over midnight, and another day.
        ("9/11/2026 0:00,9/11/2026 12:00", "9/11/2026 12:00,10/11/2026 0:00", Some(24.0)),
        ("2026-11-09 20:00,2026-11-10 08:00", "2026-11-10 08:00,2026-11-10 20:00", Some(24.0)),
        ("2026-11-09 08:00,2026-11-09 20:00", "2026-11-10 08:00,2026-11-10 20:00", Some(24.0)),
        // Without dates or in words, nobody knows.
        ("08:00,20:00", "08:00,20:00", None),
        ("8 a.m.: early,20:00", "7 in the morning,at night", None),
        ("Nov 9 08:00,Nov 9 20:00", "Nov 9 8:00 or so,Nov 9 20:00", None),
    ] {
        let header = "Name,Email,Join time,Leave time,Hours";
        let text = format!("{header}\nAnn Lee,a@x.org,{first},12\nAnn Lee,a@x.org,{second},12\n");
        let options = Options { add_up: true, ..Options::default() };
        let roster = read_with("r.csv", &text, &options);
        let found = roster.people.first().and_then(|person| person.hours);
        if found != hours || (hours.is_none() && !roster.has_errors()) {
            wrong.push(format!("{first}; {second}: {found:?} {:?}", roster.findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // The lists of two rooms of one day.
    let day = |time: &str| format!("Name,Email,Hours,Date,In,Out\nAnn Lee,a@x.org,4,{time}\n");
    let lists = [day("2026-11-09,9:00,13:00"), day("2026-11-09,11:00,15:00")];
    let roster = read_days(&[&lists[0], &lists[1]], &Options::default());
    assert_eq!(hours(&roster), [Some(6.0)], "{:?}", roster.findings);
    assert!(roster.notes.iter().any(|note| note.contains("count once")), "{:?}", roster.notes);
}

#[test]
fn a_short_first_name_on_another_day_may_be_the_same_person() {
    let day = |names: &[&str]| {
        let rows = names.iter().map(|name| format!("{name},roy@example.org,8\n"));
        format!("Name,Email,Hours\n{}", rows.collect::<String>())
    };
    let mut wrong = Vec::new();
    for (first, second, alike, people) in [
        (&["Liz Roy"][..], &["Elizabeth Roy"][..], None, 0),
        (&["Liz Roy"], &["Elizabeth Roy"], Some(Alike::SamePerson), 1),
        (&["Liz Roy"], &["Elizabeth Roy"], Some(Alike::DifferentPeople), 2),
        (&["Paco Roy"], &["Francisco Roy"], None, 0),
        (&["Xiomara Roy"], &["Chichi Roy"], None, 0),
        (&["Xiomara Roy"], &["Chichi Roy"], Some(Alike::DifferentPeople), 2),
        // A family comes together.
        (&["Ana Roy", "Bo Roy"], &["Ana Roy", "Bo Roy"], None, 2),
        (&["Ana Roy", "Bo Roy"], &["Bo Roy", "Ana Roy"], Some(Alike::SamePerson), 2),
        (&["Ana Roy"], &["Bo Lee"], None, 2),
    ] {
        let options = Options { alike, same_list_again: true, ..Options::default() };
        let roster = read_days(&[&day(first), &day(second)], &options);
        if roster.people.len() != people || roster.has_errors() != (people == 0) {
            wrong.push(format!("{first:?} {second:?} {alike:?}: {:?}", roster.findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn lists_of_several_days_may_differ_in_their_columns() {
    let everyone = "Name,Email,Hours\nAnn Lee,a@x.org,8\nBo Li,b@x.org,8\n";
    let again = Options { same_list_again: true, ..Options::default() };
    let roster = read_days(&[everyone, everyone, everyone], &again);
    assert_eq!(hours(&roster), [Some(24.0); 2], "{:?}", roster.findings);
    let refused = read_days(&[everyone, everyone], &Options::default());
    assert!(refused.findings[0].hints[0].contains("--same-list-again"), "{:?}", refused.findings);

    let attended = "Name,Email,Hours,Attended\nAnn Lee,a@x.org,8,Yes\nBo Li,b@x.org,8,No\n";
    let status = "Name,Email,Hours,Status\nAnn Lee,a@x.org,8,came\nBo Li,b@x.org,8,absent\n";
    let only = |choices: &[&str]| Options {
        attendance: Attendance::Only(
            choices.iter().map(|text| parse_column_value(text).unwrap()).collect(),
        ),
        ..Options::default()
    };
    let lists = [attended, status, everyone];
    let roster = read_days(&lists, &only(&["Attended=Yes", "Status=came"]));
    assert_eq!(hours(&roster), [Some(24.0), Some(8.0)], "{:?}", roster.findings);
    let note = roster.notes.iter().find(|note| note.contains("all its rows count"));
    assert!(note.is_some_and(|note| note.starts_with("day3.csv")), "{:?}", roster.notes);
    let partly = read_days(&lists, &only(&["Attended=Yes"]));
    assert_eq!((codes(&partly), partly.people.len()), (vec!["roster-status"], 0));
    let slip = read_days(&lists, &only(&["Attendd=Yes"]));
    assert_eq!(codes(&slip), ["roster-header"], "{:?}", slip.findings);

    let minutes = "Name,Email,Minutes\nAnn Lee,a@x.org,480\n";
    let unclear = "Name,Email,Duration\nAnn Lee,a@x.org,480\n";
    let short = "Name,Email,Duration\nAnn Lee,a@x.org,8\n";
    let unit = |unit, lists: &[(&str, Unit)]| Options {
        unit,
        list_units: lists.iter().map(|(list, unit)| ((*list).to_owned(), *unit)).collect(),
        ..Options::default()
    };
    let stated = read_days(&[minutes, everyone, unclear], &unit(Some(Unit::Minutes), &[]));
    let stated = stated.check(&rules(24.0));
    assert_eq!(stated.people[0].hours, Some(24.0), "{:?}", stated.findings);
    let each = [("day2.csv", Unit::Hours), ("day1.csv", Unit::Minutes)];
    let mixed = read_days(&[unclear, short], &unit(None, &each)).check(&rules(16.0));
    assert_eq!(hours(&mixed), [Some(16.0)], "{:?}", mixed.findings);
    let unstated = read_days(&[everyone, unclear], &Options::default()).check(&rules(16.0));
    assert_eq!(codes(&unstated), ["roster-unit"], "{:?}", unstated.findings);
    let wrong = read_days(&[minutes, minutes], &unit(Some(Unit::Hours), &[])).check(&rules(16.0));
    assert!(codes(&wrong).contains(&"roster-unit"), "{:?}", wrong.findings);
    let unknown = read_days(&[unclear, short], &unit(None, &[("day9.csv", Unit::Hours)]));
    assert!(codes(&unknown).contains(&"roster-unit"), "{:?}", unknown.findings);
}

#[test]
fn columns_of_days_are_added_up_when_each_is_named() {
    let text = "Name,Day 1 hours,Day 2 hours,Day 3 minutes\nAnn Lee,8,8,480\nBo Li,8,,480\n\
                Di Fox,8,x,480\n";
    let named = |more: &[&str]| Options {
        more_hours: more.iter().map(|name| (*name).to_owned()).collect(),
        ..with_columns(&["hours=Day 1 hours"])
    };
    let roster = read_with("r.csv", text, &named(&["Day 2 hours", "Day 3 minutes"]));
    assert_eq!(hours(&roster), [Some(24.0), Some(16.0)], "{:?}", roster.findings);
    assert_eq!((codes(&roster), roster.rejected.len()), (vec!["roster-hours"], 1));
    let lines = roster.mapping.lines().join("\n");
    assert!(lines.contains("+ C \"Day 2 hours\" + D \"Day 3 minutes\""), "{lines}");
    let slip = read_with("r.csv", text, &named(&["Day 2 hours", "Day 4 hours"]));
    assert_eq!((codes(&slip).contains(&"roster-header"), slip.people.len()), (true, 0));
    let none = read_with("r.csv", text, &Options::default()).check(&rules(24.0));
    let hint = none.findings.iter().flat_map(|it| &it.hints).find(|it| it.contains("hours="));
    let both = "--column hours=\"Day 1 hours\" --column hours=\"Day 2 hours\"";
    assert!(hint.is_some_and(|hint| hint.contains(both)), "{:?}", none.findings);
    // The rejected rows are read in the same way, without naming the columns again.
    let mut saved = SavedMappings::default();
    assert!(saved.remember(&roster.mapping));
    let later = read_with("r.csv", text, &Options { saved, ..Options::default() });
    assert_eq!(hours(&later), hours(&roster), "{:?}", later.findings);
}

#[test]
fn a_header_of_two_rows_is_refused_in_words() {
    let people =
        "Ana Roy,a@x.org,8:00 AM,4:00 PM,8:00 AM,4:00 PM\nBo Li,b@x.org,8:00 AM,4:00 PM,,\n";
    let text = format!("Name,Email,Day 1,,Day 2,\n,,In,Out,In,Out\n{people}");
    let roster = read("r.csv", text);
    assert_eq!(codes(&roster), ["roster-header"], "{:?}", roster.findings);
    assert_eq!(
        roster.findings[0].message,
        "the header seems to have two rows: row 2 has `In`, `Out`, `In`, `Out` below the other \
         headers"
    );
    assert!(roster.findings[0].hints[0].ends_with("and delete row 2"));
}

#[test]
fn nobody_has_more_hours_on_a_list_than_a_day_has() {
    let session = super::statements::session();
    let day = |hours: f64| format!("Name,Email,Hours\nAnn Lee,a@x.org,{hours}\n");
    let lists = [day(12.0), day(4.0)];
    let refused = read_days(&[&lists[0], &lists[1]], &session);
    assert_eq!((codes(&refused), refused.people.len()), (vec!["roster-hours"], 0));
    let message = &refused.findings[0].message;
    assert!(message.contains("12 hours in `day1.csv`") && message.contains("9 hours"), "{message}");
    let allowed = Options { at_most: Some(12.0), ..session.clone() };
    assert_eq!(hours(&read_days(&[&lists[0], &lists[1]], &allowed)), [Some(16.0)]);
    // Someone who came early, too, and lists that are not of days have more.
    let early = [day(9.5), day(6.5)];
    assert_eq!(codes(&read_days(&[&early[0], &early[1]], &session)), ["roster-hours"]);
    let three = [day(12.0), day(2.0), day(1.0)];
    assert_eq!(hours(&read_days(&[&three[0], &three[1], &three[2]], &session)), [Some(15.0)]);
}
