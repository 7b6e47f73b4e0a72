//! Rows of one person: the times that someone came back, the lists of several days, and people who
//! may be one person or two.

use std::path::PathBuf;
use std::time::Instant;

use peerpress::certificates::roster::{Alike, Options, Roster, Rules, Source};
use peerpress::content::trainings::{Completion, CompletionRule};

use super::{codes, names, read_with, rules};
use crate::project::Project;

/// Reads the lists of several days.
pub(super) fn read_days(days: &[&str], options: &Options) -> Roster {
    let project = Project::empty();
    let source = |(index, text): (usize, &&str)| {
        let name = format!("day{}.csv", index + 1);
        project.write(&name, text);
        Source { path: project.path(&name), sheet: None }
    };
    let sources: Vec<Source> = days.iter().enumerate().map(source).collect();
    Roster::read_all(&sources, options).unwrap()
}

pub(super) fn hours(roster: &Roster) -> Vec<Option<f64>> {
    roster.people.iter().map(|person| person.hours).collect()
}

pub(super) fn share(share: f64, step: Option<f64>) -> Completion {
    Completion { rule: CompletionRule::Share, share: Some(share), step, ..Completion::default() }
}

#[test]
fn rows_of_one_person_are_added_up_if_the_user_says_so() {
    let add_up = Options { add_up: true, ..Options::default() };
    let text = "Name,Email,Hours\nImre Sallow,i@example.net,10\nBo Li,b@example.net,40\n\
                Imre  Sallow,I@example.net,12\nImre Sallow,i@example.net,18\n";
    let refused = read_with("r.csv", text, &Options::default());
    assert_eq!(
        (names(&refused), codes(&refused)),
        (vec!["Bo Li"], vec!["roster-spaces", "roster-twice"])
    );
    let message = &refused.findings[1].message;
    assert!(message.contains("add up to 40 hours (10 + 12 + 18)"), "{message}");
    assert_eq!(refused.rejected.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 4, 5]);
    let summed = read_with("r.csv", text, &add_up).check(&rules(40.0));
    assert_eq!(
        (names(&summed), hours(&summed)),
        (vec!["Imre Sallow", "Bo Li"], vec![Some(40.0); 2])
    );
    let many = read_with("r.csv", "Name,Hours\nBo Li,30\nBo Li,20\n", &add_up).check(&rules(40.0));
    assert!(
        many.findings[0].message.contains("50 hours (30 + 20) are more"),
        "{:?}",
        many.findings
    );
    // A row with an error makes the others too few.
    let faulty = "Name,Hours\nBo Li,3\nBo Li,x\n";
    let faulty = read_with("r.csv", faulty, &add_up).check(&rules(6.0));
    assert_eq!((faulty.people.len(), faulty.rejected.len()), (0, 2), "{:?}", faulty.findings);
    let blank = read_with("r.csv", "Name,Hours\nBo Li,3\nBo Li,\n", &add_up).check(&rules(3.0));
    assert_eq!((blank.people.len(), blank.rejected.len()), (0, 2), "{:?}", blank.findings);
}

#[test]
fn time_with_breaks_counts_at_most_what_the_user_says() {
    let options = |most| Options { at_most: Some(most), add_up: true, ..Options::default() };
    let text = "Name,Email,Minutes\nAnn Lee,a@example.org,2550\nBo Li,b@example.org,2400\n\
                Cy Ray,c@example.org,1400\nCy Ray,c@example.org,1100\nDi Fox,d@example.org,2300\n";
    let refused = read_with("r.csv", text, &Options::default()).check(&rules(40.0));
    let hints: Vec<&String> = refused.findings.iter().flat_map(|it| &it.hints).collect();
    assert!(hints.iter().any(|hint| hint.contains("`--at-most 40`")), "{hints:?}");
    let counted = read_with("r.csv", text, &options(40.0)).check(&rules(40.0));
    assert_eq!(names(&counted), ["Ann Lee", "Bo Li", "Cy Ray"], "{:?}", counted.findings);
    assert_eq!(hours(&counted), [Some(40.0); 3]);
    // A long day does not make up for a missing one.
    let day = |rows: &str| format!("Name,Email,Hours\n{rows}");
    let one = day("Ann Lee,a@example.org,9\nBo Li,b@example.org,16\n");
    let two = day("Ann Lee,a@example.org,5\nAnn Lee,a@example.org,4\n");
    let counted = read_days(&[&one, &two], &options(8.0)).check(&rules(16.0));
    assert_eq!((names(&counted), hours(&counted)), (vec!["Ann Lee"], vec![Some(16.0)]));
    assert_eq!(counted.hours_by_day(0), [Some(8.0); 2]);
    let message = &counted.findings[0].message;
    assert!(message.starts_with("8 hours are fewer than the 16 hours"), "{message}");
}

#[test]
fn the_lists_of_several_days_make_one_roster() {
    let day = |rows: &str| format!("Name,Email,Hours\n{rows}");
    let (one, two) = (
        day("Ann Lee,a@example.org,8\nBo Li,b@example.org,8\nCy Ray,c@example.org,4\n"),
        "Email;Hours;Participant\nb@example.org;8;Bo LI\na@example.org;7,5;Ann Lee\n".to_owned(),
    );
    let read = |completion: Completion| {
        let rules = Rules { completion, ..rules(16.0) };
        read_days(&[&one, &two], &Options::default()).check(&rules)
    };
    let full = read(Completion::default());
    assert_eq!(names(&full), ["Bo Li"]);
    assert_eq!((full.hours_by_day(0), full.rejected.len()), (vec![Some(8.0); 2], 3));
    let most = read(share(0.9, None));
    assert_eq!(
        (names(&most), hours(&most)),
        (vec!["Ann Lee", "Bo Li"], vec![Some(15.5), Some(16.0)])
    );
    assert_eq!(hours(&read(share(0.9, Some(1.0)))), [Some(15.0), Some(16.0)], "rounded down");
    let message = &most.findings[0].message;
    assert!(message.contains("4 hours are fewer than 90% of 16, 14.4 hours"), "{message}");

    let same = read_days(&[&one, &one], &Options::default());
    assert!(same.is_unusable() && same.findings[0].message.contains("same contents"));
    let back = day("Bo Li,b@example.org,3\nBo Li,b@example.org,5\n");
    let refused = read_days(&[&one, &back], &Options::default());
    assert!(codes(&refused).contains(&"roster-twice"), "{:?}", refused.findings);
    let add_up = Options { add_up: true, ..Options::default() };
    assert_eq!(read_days(&[&one, &back], &add_up).people[1].hours, Some(16.0));
    let no_hours = read_days(&[&one, "Name\nAnn Lee\n"], &Options::default()).check(&rules(16.0));
    assert!(no_hours.is_unusable(), "{:?}", no_hours.findings);
    let unclear = "Name,Email,Duration\nBo Li,b@example.org,480\n";
    let unclear = read_days(&[&one, unclear], &Options::default()).check(&rules(16.0));
    assert!(unclear.is_unusable() && unclear.people.is_empty(), "{:?}", unclear.findings);
}

#[test]
fn a_category_can_have_a_minimum() {
    let options = Options {
        categories: vec![vec!["Ethics".into()], vec!["Skills".into()]],
        ..Options::default()
    };
    let days = [
        "Name,Ethics hours,Skills hours\nAnn Lee,1,7\nBo Li,2,6\n",
        "Name,Ethics hours,Skills hours\nAnn Lee,0.5,7\nBo Li,2,6\n",
    ];
    let rules = Rules {
        completion: share(0.9, None),
        categories: vec![("Ethics".into(), 4.0), ("Skills".into(), 14.0)],
        minimums: vec![Some(3.0), None],
        ..rules(16.0)
    };
    let roster = read_days(&days, &options).check(&rules);
    assert_eq!(
        (names(&roster), &roster.people[0].category_hours),
        (vec!["Bo Li"], &vec![4.0, 12.0])
    );
    let message = &roster.findings[0].message;
    assert!(message.contains("1.5 hours of Ethics are fewer than the 3"), "{message}");
    let unsplit = read_with("r.csv", "Name,Hours\nAnn Lee,15\n", &options).check(&rules);
    assert!(unsplit.people.is_empty(), "a minimum needs the split");
    let free = Rules { minimums: Vec::new(), must_split: false, ..rules };
    let unsplit = read_with("r.csv", "Name,Hours\nAnn Lee,15\n", &options).check(&free);
    assert_eq!(hours(&unsplit), [Some(15.0)], "completion states the hours");
}

#[test]
fn an_unclear_identity_is_refused_until_the_user_says_who_is_who() {
    let same = |alike| Options { alike, add_up: true, ..Options::default() };
    let mut wrong = Vec::new();
    // Each case: the days, the code, and the people as one person and as two.
    for (days, code, one, two) in [
        (
            &["Name,Email,Hours\nJory Blake,j@example.org,4\nJory Blake,,2\n"][..],
            "roster-identity",
            1,
            2,
        ),
        (&["ID,Name,Hours\nA7,Jory Blake,4\nA7,Mia Stone,2\n"], "roster-identity", 1, 0),
        (
            &["ID,Name,Email,Hours\nA7,Bo Li,b@example.org,4\nA8,Bo Li,b@example.org,2\n"],
            "roster-identity",
            1,
            2,
        ),
        (
            &["Name,Email,Hours\nJon Smith,j@example.org,4\nJohn Smith,j@example.org,2\n"],
            "roster-near-name",
            1,
            2,
        ),
        (
            &["Name,Email,Hours\nAnn Lee,j@example.org,4\nAnn Stone,j@example.org,2\n"],
            "roster-near-name",
            1,
            2,
        ),
        (
            &["Name,Email,Hours\nJory Blake,j@example.org,4\n", "Name,Hours\nJory Blake,2\n"],
            "roster-identity",
            1,
            2,
        ),
        (
            &["Name,Hours\nXimena Núñez,4\n", "Name,Hours\nXimena Nunez,2\n"],
            "roster-near-name",
            1,
            2,
        ),
        (
            &[
                "Name,Email,Hours\nBo Li,b@example.org,4\n",
                "Name,Email,Hours\nBo Li,b@example.com,2\n",
            ],
            "roster-identity",
            1,
            2,
        ),
        (&["ID,Name,Hours\nA7,Bo Li,4\n", "Name,Hours\nBo Li,2\n"], "roster-identity", 1, 2),
    ] {
        let refused = read_days(days, &same(None));
        let as_one = read_days(days, &same(Some(Alike::SamePerson)));
        let as_two = read_days(days, &same(Some(Alike::DifferentPeople)));
        let found = (codes(&refused), refused.people.len(), refused.rejected.len());
        let counts = (as_one.people.len(), as_two.people.len());
        if found != (vec![code], 0, 2)
            || counts != (one, two)
            || as_one.people[0].hours != Some(6.0)
        {
            wrong.push(format!("{days:?}: {found:?} {counts:?} {:?}", as_two.findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let numbers = "ID,Name,Hours\nA7,Jory Blake,4\nA7,Mia Stone,2\n";
    let no_ids = read_with("r.csv", numbers, &Options { no_ids: true, ..Options::default() });
    assert_eq!(no_ids.people.len(), 2);
}

#[test]
fn a_family_is_fine_and_noted() {
    let text = "Name,Email,Hours\nAna Ruiz,r@example.org,6\nLuis Ruiz,r@example.org,6\n\
                Eva Ruiz,R@example.org,6\n";
    let roster = read_with("r.csv", text, &Options::default());
    assert_eq!((roster.people.len(), codes(&roster)), (3, vec!["roster-family"]));
    assert!(!roster.has_errors(), "{:?}", roster.findings);
    // Row numbers are not IDs.
    for numbers in [["1", "2", "3"], ["#1", "#2", "#3"], ["0", "1", "2"], ["2)", "3)", "4)"]] {
        let rows =
            ["Ana", "Bo", "Cy"].iter().zip(numbers).map(|(name, it)| format!("{it},{name} Li\n"));
        let roster = read_with(
            "r.csv",
            "ID,Name\n".to_owned() + &rows.collect::<String>(),
            &Options::default(),
        );
        assert!(roster.people.iter().all(|person| person.id.is_none()), "{numbers:?}");
    }
}

#[test]
fn five_lists_of_three_hundred_people_are_added_up_quickly() {
    let project = Project::empty();
    let row = |at: usize| format!("Person{at} Family{},p{at}@example.org,8\n", at * 7 % 300);
    let sources: Vec<Source> = (1..=5)
        .map(|day| {
            let rows: String = (0..300).map(|at| row((at + day * 11) % 300)).collect();
            let path: PathBuf = project.path(&format!("day{day}.csv"));
            std::fs::write(&path, format!("Name,Email,Hours\n{rows}")).unwrap();
            Source { path, sheet: None }
        })
        .collect();
    let start = Instant::now();
    let roster = Roster::read_all(&sources, &Options::default()).unwrap().check(&rules(40.0));
    let took = start.elapsed();
    assert_eq!((roster.people.len(), roster.rejected.len()), (300, 0), "{:?}", roster.findings);
    assert!(took.as_secs() < 10, "{took:?}");
    println!("5 lists of 300 people: {took:?}");
}

#[test]
fn a_list_that_was_downloaded_twice_asks() {
    let list = "Name,Hours\nAna Ray,8\nBo Li,6\n";
    let more = "Name,Hours\nBo Li,6\nAna Ray,8\nCy Poe,8\n";
    let other_order = "Hours,Name\n6,Bo Li\n8,Ana Ray\n";
    let mut wrong = Vec::new();
    for (files, texts, asks) in [
        (["list.csv", "list (1).csv"], [list, more], true),
        (["list (1).csv", "list.csv"], [more, list], true),
        (["list.csv", "new.csv"], [list, other_order], true),
        (["list.csv", "new.csv"], [list, "Name,Hours\nAna Ray,8\nBo Li,5\n"], false),
        (["day1.csv", "day2.csv"], [list, more], false),
        (["2026-10-05.csv", "2026-10-06.csv"], [list, more], false),
    ] {
        let project = Project::empty();
        let source = |(name, text): (&str, &str)| {
            project.write(name, text);
            Source { path: project.path(name), sheet: None }
        };
        let sources: Vec<Source> = files.into_iter().zip(texts).map(source).collect();
        let again = Options { same_list_again: true, ..Options::default() };
        for (options, asks) in [(Options::default(), asks), (again, false)] {
            let roster = Roster::read_all(&sources, &options).unwrap();
            if codes(&roster).contains(&"roster-file") != asks {
                wrong.push(format!("{files:?} {texts:?}: {:?}", roster.findings));
            }
        }
    }
    // Nobody is in more lists than the session has days.
    let one_day = Options { day_count: Some(1), ..Options::default() };
    let days = ["Name,Hours\nAna Ray,4\n", "Name,Hours\nAna Ray,3\n"];
    if codes(&read_days(&days, &one_day)) != ["roster-file"] {
        wrong.push(format!("two lists of one day: {:?}", read_days(&days, &one_day).findings));
    }
    let rooms = ["Name,Hours\nAna Ray,4\n", "Name,Hours\nBo Li,3\n"];
    if read_days(&rooms, &one_day).people.len() != 2 {
        wrong.push(format!("two rooms: {:?}", read_days(&rooms, &one_day).findings));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_may_be_two_people_or_one_asks() {
    let cases = [
        (
            "Name,Date of birth,Hours\nAna Ray,1980-01-02,8",
            "Name,Date of birth,Hours\nAna Ray,1991-03-04,8",
        ),
        ("Name,License #,Hours\nAna Ray,1234,8", "Name,License #,Hours\nAna Ray,1299,8"),
        (
            "Name,Personal email,Hours\nAna Ray,a@x.org,8",
            "Name,Personal email,Hours\nAna Ray,b@x.org,8",
        ),
        ("Student ID,Name,Hours\n0901,Ana Ray,8", "Student ID,Name,Hours\n901,Ana Ray,8"),
        ("Name,Hours\nÁngel Peña,8", "Name,Hours\nÁngel Peña Ruiz,8"),
        ("Name,Hours\nFrancisco Peña,8", "Name,Hours\nPaco Peña,8"),
        ("Name,Hours\nJuan A. Peña,8", "Name,Hours\nJuan Peña,8"),
        ("Name,Hours\nAna De La Cruz,8", "Name,Hours\nAna Delacruz,8"),
        ("Name,Hours\nMohamed Ali Nur,8", "Name,Hours\nMuhammad Ali Noor,8"),
        ("Name,Hours\nJ. Peña,8", "Name,Hours\nJuan Peña,8"),
        ("Name,Hours\nPeña Ángel,8", "Name,Hours\nÁngel Peña,8"),
        ("Name,Hours,Language\nAna Ray,8,es", "Name,Hours,Language\nAna Ray,8,en"),
        (
            "Name,Date,Hours\nAna Ray,2026-11-09,8",
            "Name,Date,Hours\nAna Ray,2026-11-09,8\nBo Li,2026-11-09,8",
        ),
        // A row with an error holds back its person.
        ("Name,Hours\nMaría Peña,8", "Name,Hours\nMarÃ\u{ad}a PeÃ±a,8"),
        ("Name,Hours\nAna Ray,8", "Name,Hours\nAna Ray (late),8"),
        ("Name,Email,Hours\nAna Ray,a@x.org,8", "Name,Email,Hours\nAna Ray (late),a@x.org,8"),
    ];
    let mut wrong = Vec::new();
    for (one, two) in cases {
        let roster = read_days(&[one, two], &Options::default());
        if !roster.has_errors() || !roster.people.is_empty() {
            wrong.push(format!("{one} + {two}: {:?}", names(&roster)));
        }
    }
    // With `--same-person`, a row does not go to the first of two people of its name.
    let (two, one) =
        ("Name,Email,Hours\nAna Ray,a@x.org,8\nAna Ray,b@x.org,8", "Name,Email,Hours\nAna Ray,,8");
    let options = Options { alike: Some(Alike::SamePerson), ..Options::default() };
    for lists in [[two, one], [one, two]] {
        let roster = read_days(&lists, &options);
        if !roster.has_errors() {
            wrong.push(format!("{lists:?}: {:?}", names(&roster)));
        }
    }
    let day = "Name,Hours\nANA RAY,8";
    let roster = read_days(&[day, "Name,Hours\nAna Ray,8"], &Options::default());
    if names(&roster) != ["Ana Ray"] {
        wrong.push(format!("capitals: {:?}", names(&roster)));
    }
    let joins = "Name,First Join,Last Leave,Hours\nAna Ray,11/9/26 8:00,11/9/26 16:00,8\n\
                 Ana Ray,11/9/26 8:00,11/9/26 16:00,8\n";
    let roster = read_with("r.csv", joins, &Options { add_up: true, ..Options::default() });
    if roster.people.first().and_then(|person| person.hours) != Some(8.0) {
        wrong.push(format!("joins: {:?} {:?}", roster.people, roster.findings));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
