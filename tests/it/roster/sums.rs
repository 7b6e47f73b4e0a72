//! How hours that are added up or rounded are described.

use peerpress::certificates::roster::{Options, Roster, Rules};
use peerpress::content::trainings::{Completion, CompletionRule};

use super::days::{read_days, share};
use super::{read_with, rules};

fn messages(roster: &Roster) -> Vec<&str> {
    roster.findings.iter().map(|finding| finding.message.as_str()).collect()
}

#[test]
fn sums_of_several_lists_name_the_lists() {
    let day = |rows: &str| format!("Name,Email,Minutes\n{rows}");
    let lists = [
        day("Bo Li,b@x.org,485\nCy Ray,c@x.org,480\n"),
        day("Bo Li,b@x.org,290\nBo Li,b@x.org,190\n"),
    ];
    let lists: Vec<&str> = lists.iter().map(String::as_str).collect();
    let twice = read_days(&lists, &Options::default());
    let message = "`Bo Li` has 2 rows in day2.csv: 2, 3; all rows add up to 16 h 5 min \
                   (8 h 5 min + 8 h)";
    assert_eq!(messages(&twice), [message]);
    let three = [lists[0], "Name,Email,Minutes\nDi Roe,d@x.org,470\n", lists[0]];
    let options = Options { same_list_again: true, ..Options::default() };
    let short = read_days(&three, &options).check(&rules(24.0));
    let expected = "16 hours (8 + 0 + 8) are fewer than the 24 hours";
    assert!(messages(&short).iter().any(|it| it.starts_with(expected)), "{:?}", messages(&short));
}

#[test]
fn every_rounding_is_said() {
    let share = Rules { completion: share(0.9, Some(0.25)), ..rules(6.0) };
    let text = "Name,Minutes\nBo Li,350\nCy Ray,360\n";
    let rounded = read_with("r.csv", text, &Options::default()).check(&share);
    let note = "hours rounded down, because the training counts in steps of 0.25 hours: 5.83 \
                count as 5.75 (1 person)";
    assert!(rounded.notes.iter().any(|it| it == note), "{:?}", rounded.notes);
    // Minutes by category are rounded one by one.
    let options = Options {
        categories: vec![vec!["Ethics".to_owned()], vec!["Practice".to_owned()]],
        ..Options::default()
    };
    let partial = Rules {
        completion: Completion {
            rule: CompletionRule::Partial,
            step: Some(0.25),
            at_least: Some(2.0),
            ..Completion::default()
        },
        categories: vec![("Ethics".to_owned(), 2.0), ("Practice".to_owned(), 4.0)],
        ..rules(6.0)
    };
    let text = "Name,Ethics minutes,Practice minutes\nBo Li,118,230\nCy Ray,120,240\n";
    let list = read_with("r.csv", text, &options).check(&partial);
    assert_eq!(
        (list.people[0].hours, &list.people[0].category_hours),
        (Some(5.5), &vec![1.75, 3.75]),
        "{:?}",
        list.findings
    );
    assert_eq!(list.people[1].hours, Some(6.0));
    // A category without a unit is read like the hours, which the hint says.
    let text = "Name,Ethics,Practice,Minutes\nBo Li,2,4,360\n";
    let list = read_with("r.csv", text, &options).check(&partial);
    assert!(list.findings[0].hints[0].starts_with("write the unit"), "{:?}", list.findings);
}

#[test]
fn a_list_of_nothing_but_names_has_no_header() {
    let roster = super::read("r.csv", "Ana Baca\nBo Chee\nCy Ray\n");
    assert_eq!(messages(&roster), ["row 1 is a person, so the list has no header"]);
}
