//! What only a lost ledger or a later status list knew: revocations, and corrected revisions.

use std::fs;

use crate::lost_ledger::{CY, accept, code, later, lose, numbers, remove, report, signing_office};
use crate::publish::{ANN, BO, FILES, SESSION, is_listed, list, revoke, run};

/// A revocation that only a later list has would be lost with an older one.
#[test]
fn an_older_status_list_is_not_accepted() {
    let (project, older) = later();
    let last = list(&project).sequence;
    let published = fs::read(project.path("verify/status.json")).unwrap();
    run(&project, &["certificates", "revoke", CY, "--reason", "a test"]).succeeded();
    let accept =
        |args: &[&str]| run(&project, &[&["certificates", "accept-ledger"], args].concat());
    for older in [None, Some(&older[..])] {
        lose(&project, older);
        for list in [Some(&published), None] {
            let path = project.path("verify/status.json");
            list.map_or_else(|| fs::remove_file(&path), |list| fs::write(&path, list)).unwrap();
            let refused = accept(&[]);
            assert!(refused.code == 2 && refused.err.contains("--list-lost"), "{refused:?}");
            let number = format!("number {} was signed", last + 1);
            assert!(refused.err.contains(&number), "{refused:?}");
        }
    }
    project.write("verify/status.json", &published);
    let lost = accept(&["--list-lost"]).succeeded();
    assert!(lost.out.contains(" --list-lost --confirm "), "{lost:?}");
    assert!(lost.out.contains(&format!("The status list here is number {last}, of ")), "{lost:?}");
    assert_eq!(accept(&["--confirm", &code(&lost)]).code, 2, "the option is missing");
    accept(&["--list-lost", "--confirm", &code(&lost)]).succeeded();
    assert_eq!(list(&project).sequence, last + 2, "no number of a list comes twice");
}

/// With `--list-lost`, revocations may be lost. Whoever accepts that is told which.
#[test]
fn what_a_missing_list_may_have_revoked_is_named() {
    let project = signing_office();
    let files = ["ledger.db", "verify/status.json"];
    let older = files.map(|file| fs::read(project.path(file)).unwrap());
    let last = list(&project).sequence;
    revoke(&project, BO).succeeded();
    project.write(files[0], &older[0]);
    project.write(files[1], &older[1]);
    let lost = run(&project, &["certificates", "accept-ledger", "--list-lost"]).succeeded();
    let missing = format!("Status list {} is missing. Every certificate that only it", last + 1);
    for part in [missing.as_str(), "1 certificate may have been revoked", &format!("  {BO}\n")] {
        assert!(lost.out.contains(part), "{part}: {lost:?}");
    }
    assert!(!lost.out.contains(&format!("  {ANN}\n")), "{lost:?}");
    let confirm = ["accept-ledger", "--list-lost", "--confirm", &code(&lost)];
    let accepted = run(&project, &[&["certificates"][..], &confirm].concat()).succeeded();
    let is_news = accepted.out.contains("signed from the ledger that was accepted");
    assert!(is_news && list(&project).sequence == last + 2, "{accepted:?}");
    revoke(&project, BO).succeeded();
    assert!(is_listed(&project, BO));
}

/// What a later revision replaced is not made, counted, or handed out.
#[test]
fn a_certificate_whose_correction_is_lost_needs_a_new_revision() {
    let project = signing_office();
    let first = fs::read(project.path(&format!("{FILES}/{BO}.pdf"))).unwrap();
    run(&project, &["certificates", "correct", BO, "--name", "Robert Li"]).succeeded();
    lose(&project, None);
    remove(&project, &["out"]);
    project.write(&format!("{FILES}/{BO}.pdf"), &first);
    let lost = report(&project);
    for part in ["1 revision stays replaced", "1 correction is lost", &format!("  {BO}\n")] {
        assert!(lost.out.contains(part), "{part}: {}", lost.out);
    }
    accept(&project);
    let listed = run(&project, &["certificates", "list"]).succeeded();
    assert!(listed.out.contains("replaced") && listed.err.contains("1 replaced"), "{listed:?}");
    let way_on = format!("certificates correct {BO} --name \"Bo Li\"");
    for args in [
        &["certificates", "reissue", BO][..],
        &["certificates", "transcript", "--person", BO],
        &["certify", "--session", SESSION],
    ] {
        let refused = run(&project, args);
        assert!(refused.code == 2 && refused.err.contains(&way_on), "{refused:?}");
    }
    project.write("roster.csv", "Name,E-mail,Hours\nBo Li,bo@example.org,8\nEd Xu,,8\n");
    let again = ["certify", "roster.csv", "--session", SESSION, "--same-person"];
    let again = run(&project, &again).succeeded();
    assert!(again.err.contains(&way_on), "{again:?}");
    let mailed = fs::read_to_string(project.path(&format!("{FILES}/mailmerge.csv"))).unwrap();
    assert!(mailed.contains("Ed Xu") && !mailed.contains("Bo Li"), "{mailed}");
    run(&project, &["certificates", "correct", BO, "--name", "Bo Li"]).succeeded();
    assert_eq!(numbers(&project)[&format!("{BO} R3")], "Bo Li");
    assert_eq!(run(&project, &["verify", &format!("{FILES}/{BO}.pdf")]).code, 0);
}
