//! A corrected name is checked like a name in a roster.

use crate::publish::{ANN, BO, SESSION, office, revoke, run};

#[test]
fn a_corrected_name_is_checked_like_one_in_a_roster() {
    let project = office();
    let mut failures = Vec::new();
    for (name, code, words) in [
        ("Mar\u{c3}\u{ad}a L\u{f3}pez", 1, "error[roster-garbled]"),
        ("Jos\u{e9} Jos\u{c3}\u{a9}", 1, "error[roster-garbled]"),
        ("42", 1, "error[roster-name]"),
        ("A\u{322}nn Lee", 1, "error[roster-glyph]"),
        ("ann@example.org", 1, "looks like an email address"),
        ("=1+1", 1, "looks like a formula"),
        ("Dr. Ann Lee", 1, "add `--name-is-right`"),
        ("Ann  Lee", 2, "already has this name"),
        ("ANN LEE", 0, "warning[roster-capitals]"),
        ("Bó Lí", 1, "error[roster-holder]"),
    ] {
        let run = run(&project, &["certificates", "correct", ANN, "--name", name]);
        if run.code != code || !run.err.contains(words) {
            failures.push(format!("{name}: {words}: {run:?}"));
        }
    }
    let alike = ["certificates", "correct", ANN, "--name", "Bó Lí", "--allow-alike"];
    let alike = run(&project, &alike);
    if alike.code != 0 {
        failures.push(format!("{alike:?}"));
    }
    let odd = ["certificates", "correct", ANN, "--name", "Dr. Ann Lee", "--name-is-right"];
    let run = run(&project, &odd);
    if run.code != 0 || !run.err.is_empty() {
        failures.push(format!("{run:?}"));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn hours_that_the_data_no_longer_allow_are_not_what_the_data_state() {
    let project = office();
    project.edit("data/trainings.json", "\"hours\": 8", "\"hours\": 7");
    let from_data = ["certificates", "correct", "--session", SESSION, "--from-data"];
    let refused = run(&project, &from_data);
    let message = "8 hours are more than the 7 hours of the training";
    assert!(refused.code == 1 && refused.err.matches(message).count() == 2, "{refused:?}");
}

#[test]
fn a_person_with_a_valid_certificate_gets_no_other_one_for_a_revoked_one() {
    let project = office();
    revoke(&project, BO).succeeded();
    let certify = ["certify", "first.csv", "--session", SESSION, "--replace-revoked"];
    run(&project, &certify).succeeded();
    project.write("first.csv", "Name,E-mail,Hours\nBo Li,other@example.org,8\n");
    let refused = run(&project, &certify);
    let valid = "SMALL-2026-00003-8";
    assert!(refused.code == 1 && refused.err.contains(valid), "{refused:?}");
}
