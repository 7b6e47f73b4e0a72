//! What the hints of hours and columns say: each must work when it is followed.

use peerpress::certificates::roster::{KnownFacts, Options};
use peerpress::content::trainings::{Completion, CompletionRule};

use super::days::hours;
use super::{codes, read, read_with, rules, with_columns};

fn training(hours: f64) -> Options {
    let facts = KnownFacts { training_hours: Some(hours), ..KnownFacts::default() };
    Options { facts, ..Options::default() }
}

#[test]
fn units_of_continuing_education_that_contradict_the_hours_are_asked_about() {
    for (units, code) in [("1.2", "roster-unit"), ("1.6", ""), ("16", "")] {
        let list = format!("Name,Hours,CEUs earned\nAna Roy,16,{units}\nBo Chee,16,{units}\n");
        let roster = read("r.csv", &list).check(&rules(16.0));
        assert_eq!(codes(&roster).join(" "), code, "{units}: {:?}", roster.findings);
    }
}

#[test]
fn columns_of_hours_with_one_header_are_named_by_their_letters() {
    let list = "Name,Email,AM,PM,AM,PM\nAna Roy,a@x.org,4,4,4,4\nBo Chee,b@x.org,4,3.5,4,4.5\n";
    let asked = read("r.csv", list);
    let hint = &asked.findings[0].hints[0];
    let letters = "--column hours=C --column hours=D --column hours=E --column hours=F";
    assert!(hint.contains(letters), "{hint}");
    let mut named = with_columns(&["hours=C"]);
    named.more_hours = ["D", "E", "F"].map(str::to_owned).to_vec();
    named.unit = Some(peerpress::certificates::roster::Unit::Hours);
    let roster = read_with("r.csv", list, &named).check(&rules(16.0));
    assert_eq!(hours(&roster), [Some(16.0); 2], "{:?}", roster.findings);
}

#[test]
fn a_step_is_proposed_for_the_hours_of_the_category() {
    let categories = vec![vec!["Ethics".to_owned()], vec!["Clinical skills".to_owned()]];
    let options = Options { categories, ..Options::default() };
    let list = "Name,Ethics hours,Clinical skills hours\nAna Roy,2,5.9\n";
    let completion = Completion {
        rule: CompletionRule::Partial,
        step: Some(0.25),
        at_least: Some(4.0),
        ..Completion::default()
    };
    let mut rules = rules(8.0);
    rules.completion = completion;
    rules.categories = vec![("Ethics".to_owned(), 2.0), ("Clinical skills".to_owned(), 6.0)];
    rules.minimums = vec![None, None];
    let roster = read_with("r.csv", list, &options).check(&rules);
    let finding = roster.findings.first().unwrap();
    assert!(finding.hints[0].contains("5.75 for `Clinical skills`"), "{finding:?}");
    let cell = finding.place.as_ref().unwrap().cell.as_ref().unwrap();
    assert_eq!(cell.column.as_deref(), Some("Clinical skills hours"));
    let followed = list.replace("5.9", "5.75");
    let roster = read_with("r.csv", &followed, &options).check(&rules);
    assert_eq!(hours(&roster), [Some(7.75)], "{:?}", roster.findings);
}

#[test]
fn lists_of_times_say_what_to_do() {
    let list = "Name,Email,Time in,Time out\nAna Roy,a@x.org,9:00 AM,3:00 PM\n";
    let roster = read("r.csv", list).check(&rules(6.0));
    let hint = &roster.findings[0].hints[0];
    assert!(hint.contains("`=(D2-C2)*24`"), "{:?}", roster.findings);
    let list = "Full Name\tUser Action\tTimestamp\nAna Roy\tJoined\t11/14/2026, 9:00:00 AM\n\
                Ana Roy\tLeft\t11/14/2026, 3:00:00 PM\n";
    let roster = read_with("r.csv", list, &training(6.0));
    assert_eq!(codes(&roster), ["roster-header"], "{:?}", roster.findings);
    assert!(roster.findings[0].hints[0].contains("attendance report"), "{:?}", roster.findings);
}

#[test]
fn a_share_is_explained_by_the_hours_of_the_training() {
    let roster = read_with("r.csv", "Name,Hours\nAna Roy,100%\nBo Chee,6\n", &training(6.0));
    let hints = &roster.findings[0].hints;
    assert!(hints.iter().any(|hint| hint == "100% of this training is 6 hours"), "{hints:?}");
}

#[test]
fn the_name_in_a_form_without_accounts_is_named() {
    let list = "ID,Start time,Completion time,Email,Name,Full name for the certificate,Hours\n\
                1,11/14/26 15:00:00,11/14/26 15:02:00,anonymous,,Alma Sandoval,6\n\
                2,11/14/26 15:00:00,11/14/26 15:02:00,anonymous,,Bea Tapia,6\n";
    let roster = read("r.csv", list);
    let hint = &roster.findings[0].hints[0];
    assert!(hint.contains("--column name=\"Full name for the certificate\""), "{hint}");
}
