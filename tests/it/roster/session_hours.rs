//! Hours compared with the days and the times of the session.

use peerpress::certificates::roster::{KnownFacts, Options};

use super::days::{hours, read_days};
use super::{codes, names, read_with, rules, with_columns};

/// A session of two days from 8 to 17 o'clock, with 16 hours of training.
fn weekend() -> Options {
    let facts = KnownFacts {
        days: 2,
        day_hours: vec![9.0, 9.0],
        longest_day: Some(9.0),
        all_days: Some(18.0),
        training_hours: Some(16.0),
        ..KnownFacts::default()
    };
    Options { facts, ..Options::default() }
}

/// A session from 9 to 15 o'clock.
fn one_day(training: f64) -> Options {
    let facts = KnownFacts {
        days: 1,
        day_hours: vec![6.0],
        one_day: Some((9.0, 15.0)),
        longest_day: Some(6.0),
        all_days: Some(6.0),
        training_hours: Some(training),
        ..KnownFacts::default()
    };
    Options { facts, ..Options::default() }
}

#[test]
fn a_long_day_never_makes_up_for_a_missing_one() {
    let day = |hours: f64| format!("Name,Hours\nAna Roy,{hours}\nBo Li,8\n");
    for (first, second) in [(10.0, 6.0), (9.25, 6.75), (12.0, 4.0)] {
        let (one, two) = (day(first), day(second));
        let roster = read_days(&[&one, &two], &weekend()).check(&rules(16.0));
        assert_eq!((names(&roster), codes(&roster)), (vec!["Bo Li"], vec!["roster-hours"]));
        let hint = &roster.findings[0].hints[0];
        assert!(hint.contains("`--at-most 9`"), "the hours of the day: {hint}");
    }
    // Days of different lengths: nobody knows which list is of which day.
    let mut options = weekend();
    options.facts.day_hours = vec![9.0, 4.0];
    let (one, two) = ("Name,Hours\nAna Roy,6\nBo Li,4\n", "Name,Hours\nAna Roy,6\nBo Li,9\n");
    assert_eq!(names(&read_days(&[one, two], &options)), ["Bo Li"]);
    // Columns of days.
    let text = "Name,Day 1,Day 2\nAna Roy,12,4\nBo Li,8,8\n";
    let mut options = with_columns(&["hours=Day 1"]);
    options.more_hours = vec!["Day 2".to_owned()];
    options.unit = Some(peerpress::certificates::roster::Unit::Hours);
    options.facts = weekend().facts;
    let roster = read_with("r.csv", text, &options);
    assert_eq!((names(&roster), codes(&roster)), (vec!["Bo Li"], vec!["roster-hours"]));
    let text = "Name,Hours,Day 1,Day 2\nAna Roy,16,12,4\nBo Li,16,8,8\n";
    let roster = read_with("r.csv", text, &weekend());
    assert_eq!((names(&roster), codes(&roster)), (vec!["Bo Li"], vec!["roster-hours"]));
}

#[test]
fn the_time_of_coming_or_of_leaving_alone_limits_the_hours() {
    for (text, expected) in [
        ("Name,Arrived,Hours\nAna Roy,11:30 AM,6\nBo Li,9:00 AM,6\nCy Ray,,6\n", 2),
        ("Name,Time out,Hours\nAna Roy,12:00,6\nBo Li,15:00,6\nCy Ray,3:00,6\n", 2),
        ("Name,Time in,Time out,Hours\nAna Roy,11:30,,6\nBo Li,8:45,15:00,6\nCy Ray,,,6\n", 2),
        ("Name,Arrived,Hours\nAna Roy,11:30,3.5\nBo Li,8:30,6\nCy Ray,1:00,2\n", 3),
    ] {
        let mut options = one_day(6.0);
        options.attendance = peerpress::certificates::roster::Attendance::Everyone;
        let roster = read_with("r.csv", text, &options);
        assert_eq!(names(&roster).len(), expected, "{text}: {:?}", roster.findings);
        assert!(codes(&roster).iter().all(|code| *code == "roster-hours"), "{text}");
    }
    // A form says when people started to answer it.
    let form = "ID,Start time,Completion time,Email,Name,Hours\n\
                1,11/14/26 15:01:02,11/14/26 15:02:02,a@x.org,Ana Roy,6\n\
                2,11/14/26 15:01:02,11/14/26 15:02:02,b@x.org,Bo Li,6\n";
    let roster = read_with("r.csv", form, &one_day(6.0));
    assert!(!codes(&roster).contains(&"roster-hours"), "{:?}", roster.findings);
}

#[test]
fn the_session_says_what_a_column_counts_if_only_one_unit_fits() {
    let long = || {
        let mut options = one_day(40.0);
        options.facts.days = 5;
        options.facts.all_days = Some(45.0);
        options
    };
    let list =
        |values: [&str; 2]| format!("Name,Duration\nAna Roy,{}\nBo Li,{}\n", values[0], values[1]);
    for (values, options, expected) in [
        (["360", "360"], one_day(6.0), Some([6.0, 6.0])),
        (["6:00", "5:30"], one_day(6.0), Some([6.0, 5.5])),
        (["40:00", "36:30"], long(), Some([40.0, 36.5])),
        // What may be minutes is asked.
        (["6", "6"], one_day(6.0), None),
        (["40", "38"], long(), None),
        (["2:30", "2:00"], one_day(6.0), None),
    ] {
        let roster = read_with("r.csv", list(values), &options).check(&rules(40.0));
        match expected {
            Some(expected) => {
                let read = read_with("r.csv", list(values), &options);
                assert_eq!(hours(&read), expected.map(Some), "{values:?}: {:?}", read.findings);
                assert!(read.notes.iter().any(|note| note.contains("fits the session")));
            }
            None => assert_eq!(codes(&roster), ["roster-unit"], "{values:?}"),
        }
    }
}
