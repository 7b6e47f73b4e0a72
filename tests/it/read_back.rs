//! Certificates that were read back from their files after the ledger was lost: what their pages
//! state is kept, and one that cannot be printed again stops nothing else.

use std::fs;

use peerpress::certificates::ledger::Ledger;

use crate::ledger::{act, entry, format, session};
use crate::lost_ledger::{CY, accept, code, lose, remove, report};
use crate::project::{Project, Run, copy, repository};
use crate::publish::{ANN, BO, FILES, SESSION, is_listed, pending, run};

/// What the training of the office counts, and how.
const CATEGORIES: &str = r#""hours": 8,
      "hours_by_category": [
        { "category": { "en": "Ethics", "es": "Ética" }, "hours": 5 },
        { "category": { "en": "Law & order", "es": "Leyes" }, "hours": 3 }
      ],
      "completion": { "rule": "partial", "step": 0.5, "at_least": 3 },"#;

/// The small program with certificates of continuing education: Ann's of all 8 hours, Bo's of 3.5
/// hours, and Cy's of 3.
fn office() -> Project {
    let project = Project::small();
    copy(&repository().join("tests/projects/certificates"), project.root());
    let page = "block(award.number)
  for it in award.hours_by_category [#it.category: #it.hours \\ ]
  [Total #award.hours]
  link(award.verify.url, award.verify.show)";
    project.edit("templates/diploma/main.typ", "block(award.number)", page);
    project.edit("data/authorities.json", "continuing-education", "completion");
    let categories = CATEGORIES.split_once("\"hours_by").unwrap().1.rsplit_once(",\n").unwrap().0;
    let kind = format!("\"continuing-education\", \"hours_by{categories}");
    project.edit("data/certification.json", "\"completion\"", &kind);
    project.edit("data/trainings.json", "\"hours\": 8,", CATEGORIES);
    run(&project, &["keys", "new"]).succeeded();
    project.write(
        "roster.csv",
        "Name,Ethics hours,Law & order hours\nAnn Lee,5,3\nBo Li,2,1.5\nCy Ma,3,\n",
    );
    certify(&project, &["roster.csv"]).succeeded();
    project
}

fn certify(project: &Project, more: &[&str]) -> Run {
    run(project, &[&["certify", "--session", SESSION], more].concat())
}

fn certificates(project: &Project, args: &[&str]) -> Run {
    run(project, &[&["certificates"], args].concat())
}

/// The hours by category that the ledger has of each certificate.
fn hours(project: &Project) -> Vec<(String, Vec<(String, f64)>)> {
    let ledger = Ledger::open_to_read(&project.path("ledger.db")).unwrap();
    let all = ledger.all().unwrap().into_iter();
    let of_one = |one: peerpress::certificates::ledger::Certificate| {
        let hours = one.hours_by_category.iter().map(|it| (it.category.clone(), it.hours));
        (one.printed_number(), hours.collect())
    };
    all.map(of_one).collect()
}

/// Changes the word on the pages that the data prints.
fn retitle(project: &Project, from: &str, to: &str) {
    let title = |word| format!("\"text\": {{ \"title\": {{ \"en\": \"{word}\"");
    project.edit("data/pieces.json", &title(from), &title(to));
}

/// Loses the ledger and what the computer saw of it.
fn lose_all(project: &Project) {
    lose(project, None);
    let _ = fs::remove_dir_all(project.state());
}

/// The bytes of the single files.
fn files(project: &Project) -> Vec<Vec<u8>> {
    [ANN, BO, CY].map(|one| fs::read(project.path(&format!("{FILES}/{one}.pdf"))).unwrap()).into()
}

#[test]
fn hours_by_category_come_back() {
    let project = office();
    let (before, printed) = (hours(&project), files(&project));
    assert_eq!(before[1].1, [("Ethics".to_owned(), 2.0), ("Law & order".to_owned(), 1.5)]);
    lose_all(&project);
    let singles: Vec<_> = files(&project);
    for has_singles in [true, false] {
        if !has_singles {
            // The pages of `all.pdf` say the same.
            lose_all(&project);
            for one in [ANN, BO, CY] {
                remove(&project, &[&format!("{FILES}/{one}.pdf")]);
            }
        }
        let accepted = accept(&project);
        assert!(!accepted.err.contains("certificate-unkept"), "{accepted:?}");
        assert_eq!(hours(&project), before, "{has_singles}");
        // Everything is printed again as it was, whatever the data says now.
        remove(&project, &["out"]);
        retitle(&project, "Certificate", "Diploma");
        certify(&project, &[]).succeeded();
        retitle(&project, "Diploma", "Certificate");
        assert!(files(&project) == printed && files(&project) == singles, "{has_singles}");
    }
    let again = certify(&project, &["roster.csv"]).succeeded();
    assert!(again.out.contains("0 certificates issued; 3 people already had one"), "{again:?}");
}

/// The data is no longer that of the certificates.
#[test]
fn what_cannot_be_printed_again_stops_nothing() {
    let project = office();
    let printed = files(&project);
    lose_all(&project);
    let original = project.read("data/pieces.json");
    retitle(&project, "Certificate", "Diploma");
    let accepted = accept(&project);
    for part in
        ["2 more certificates were read back after the ledger was lost", "states", "Diploma"]
    {
        assert!(accepted.err.contains(part), "{part}: {accepted:?}");
    }
    assert!(!accepted.err.contains("earlier Peerpress"), "{accepted:?}");
    // Today's data is never printed under the same number and revision.
    for args in [&["--accept-data"][..], &[]] {
        let refused = certify(&project, args);
        assert!(refused.code == 1 && refused.err.contains("--from-data"), "{refused:?}");
    }
    let refused = certificates(&project, &["reissue", BO]);
    assert!(refused.code == 1 && refused.err.contains("nothing was re-created"), "{refused:?}");
    assert!(files(&project) == printed);
    // Others are issued, and everyone is listed.
    project.write("more.csv", "Name,Ethics hours,Law & order hours\nDi Wu,5,3\n");
    certify(&project, &["more.csv"]).succeeded();
    let mailed = project.read(&format!("{FILES}/mailmerge.csv"));
    for name in ["Ann Lee", "Bo Li", "Cy Ma", "Di Wu"] {
        assert!(mailed.contains(name), "{name}: {mailed}");
    }
    assert!(files(&project) == printed);
    certificates(&project, &["revoke", CY, "--reason", "a test"]).succeeded();
    assert!(is_listed(&project, CY) && pending(&project).is_empty());
    certificates(&project, &["correct", ANN, "--from-data"]).succeeded();
    certificates(&project, &["correct", BO, "--name", "Bob Li"]).succeeded();
    let now = hours(&project);
    let bo = now.iter().find(|(number, _)| number == &format!("{BO} R2")).unwrap();
    assert_eq!(bo.1, [("Ethics".to_owned(), 2.0), ("Law & order".to_owned(), 1.5)]);
    project.write("data/pieces.json", original);
    certify(&project, &[]).succeeded();
    certificates(&project, &["check"]).succeeded();
}

/// The session, or even its training, is not in the data any more.
#[test]
fn a_session_that_is_gone_is_named() {
    let project = office();
    let printed = files(&project);
    let original = project.read("data/trainings.json");
    let gone = original.replace(SESSION, "2026-12-elsewhere");
    let without_training =
        gone.replace("\"en\": \"Core training\"", "\"en\": \"Another training\"").replace(
            "\"en\": \"Ethics\", \"es\": \"Ética\" }, \"hours\": 5",
            "\"en\": \"X\", \"es\": \"Y\" }, \"hours\": 5",
        );
    for data in [gone, without_training] {
        project.write("data/trainings.json", &data);
        lose_all(&project);
        let lost = report(&project);
        let gone = format!("does not have the session `{SESSION}`");
        assert!(lost.out.contains(&gone), "{lost:?}");
        accept(&project);
        let back = format!("put the session `{SESSION}` back into `data/trainings.json`");
        for (args, exit) in [
            (&["certificates", "reissue", BO][..], 1),
            (&["certificates", "correct", BO, "--name", "Bob Li"], 2),
            (&["certificates", "correct", BO, "--from-data"], 2),
            (&["certify", "--session", SESSION, "--accept-data"], 1),
        ] {
            let refused = run(&project, args);
            assert!(refused.code == exit && refused.err.contains(&back), "{args:?}: {refused:?}");
            assert!(!refused.err.contains("there is no piece"), "{refused:?}");
        }
        let listed = certificates(&project, &["list"]).succeeded();
        assert!(!listed.err.contains("warning"), "{listed:?}");
        project.write("data/trainings.json", &original);
        certify(&project, &[]).succeeded();
        assert!(files(&project) == printed);
        assert_eq!(hours(&project)[2].1, [("Ethics".to_owned(), 3.0)]);
        certificates(&project, &["check"]).succeeded();
        certificates(&project, &["transcript", "--person", BO]);
    }
    // A revocation needs no data.
    project.write("data/trainings.json", original.replace(SESSION, "2026-12-elsewhere"));
    lose_all(&project);
    accept(&project);
    certificates(&project, &["revoke", BO, "--reason", "a test"]).succeeded();
    assert!(is_listed(&project, BO) && pending(&project).is_empty());
    assert!(!project.path(&format!("{FILES}/{BO}.pdf")).exists());
}

/// Nothing proves what a page says that another program saved again.
#[test]
fn hours_that_nothing_proves_are_asked_for() {
    let project = office();
    // The categories have other names now, so the page says nothing about them.
    project.edit(
        "data/trainings.json",
        "\"en\": \"Ethics\", \"es\": \"Ética\" }, \"hours\": 5",
        "\"en\": \"Care\", \"es\": \"Ética\" }, \"hours\": 5",
    );
    project.edit("data/trainings.json", "Law & order", "Rights");
    lose_all(&project);
    let lost = report(&project);
    for part in ["the hours by category are not known", "--category-hours", BO] {
        assert!(lost.out.contains(part), "{part}: {lost:?}");
    }
    accept(&project);
    let correct = |more: &[&str]| {
        certificates(&project, &[&["correct", BO, "--reason", "a test"], more].concat())
    };
    let refused = correct(&["--name", "Bob Li"]);
    assert!(
        refused.code == 1 && refused.err.contains("hours by category are not known"),
        "{refused:?}"
    );
    let refused = correct(&["--category-hours", "Care=2"]);
    assert!(refused.code == 2 && refused.err.contains("add up to 2"), "{refused:?}");
    let refused = correct(&["--category-hours", "Sports=2"]);
    assert!(refused.code == 2 && refused.err.contains("Care"), "{refused:?}");
    correct(&["--category-hours", "Rights=1.5", "--category-hours", "Care=2"]).succeeded();
    let now = hours(&project);
    let bo = now.iter().find(|(number, _)| number == &format!("{BO} R2")).unwrap();
    assert_eq!(bo.1, [("Care".to_owned(), 2.0), ("Rights".to_owned(), 1.5)]);
    assert_eq!(run(&project, &["verify", &format!("{FILES}/{BO}.pdf")]).code, 0);
}

/// Lost numbers below the highest one are named too.
#[test]
fn every_lost_number_is_named() {
    let project = office();
    lose_all(&project);
    for one in [ANN, BO] {
        remove(&project, &[&format!("{FILES}/{one}.pdf")]);
    }
    remove(&project, &[&format!("{FILES}/all.pdf"), &format!("{FILES}/issued.csv")]);
    remove(&project, &[&format!("{FILES}/mailmerge.csv")]);
    let lost = report(&project);
    let part = format!(
        "2 numbers were given, but nothing here says to whom. You can revoke them:\n  {ANN} to \
         {BO}\n"
    );
    assert!(lost.out.contains(&part), "{}", lost.out);
    let given = ["accept-ledger", "--given", "SMALL-2026-00004-6"];
    let one = certificates(&project, &given).succeeded();
    assert!(one.out.contains("SMALL-2026-00004-6\n"), "{one:?}");
    certificates(&project, &[&given[..], &["--confirm", &code(&one)]].concat()).succeeded();
    let whole = certificates(&project, &["accept-ledger"]);
    assert!(whole.code == 2 && whole.err.contains("--given NUMBER"), "{whole:?}");
}

/// An earlier Peerpress may not have kept with which piece a certificate is printed.
#[test]
fn certificates_without_details_are_printed_from_the_data() {
    let project = crate::publish::office();
    let mut ledger = Ledger::open(&project.path("ledger.db")).unwrap();
    let people = [entry("Cy Ma", None)];
    let mut issue = |id| ledger.issue(&session(id), &people, &format(), &act()).unwrap();
    let (here, gone) = (issue(SESSION).remove(0).number, issue("2026-10-minot").remove(0).number);
    drop(ledger);
    for (number, part) in [
        (&here, "its file is not in the output folder"),
        (&gone, "put the session `2026-10-minot` back into `data/trainings.json`"),
    ] {
        let refused = certificates(&project, &["reissue", number]);
        assert!(refused.code == 1 && refused.err.contains(part), "{refused:?}");
    }
    assert!(pending(&project).is_empty());
    certify(&project, &["--accept-data"]).succeeded();
    assert!(project.path(&format!("{FILES}/{here}.pdf")).exists());
    certificates(&project, &["revoke", &gone, "--reason", "a test"]).succeeded();
    assert!(is_listed(&project, &gone) && pending(&project).is_empty());
    certificates(&project, &["check"]).succeeded();
}
