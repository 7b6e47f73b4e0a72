//! What was printed stays printed: certificates are made again from what the ledger keeps, whatever
//! has changed since, and a new statement is a correction under all checks.

use std::fs;

use peerpress::pdf;
use serde_json::Value;

use crate::certify::contents;
use crate::project::{Project, Run, copy, repository};

const SESSION: &str = "2026-11-minot";
const FOLDER: &str = "out/certificates/2026-11-minot";
const FIRST: &str = "SMALL-2026-00001-4";
const DAY: &str = "2026-11-20";
const TRAININGS: &str = "data/trainings.json";

/// A template that prints everything that may change.
const TEMPLATE: &str = r##"#let job = json("/job.json")
#set document(title: job.piece.title, author: job.author)
#set text(lang: job.lang, font: "Source Sans 3", size: 12pt)
#set page(width: job.page.width * 1pt, height: job.page.height * 1pt, margin: 0.5in)
#for (index, award) in job.awards.enumerate() {
  if index > 0 { pagebreak() }
  heading(level: 1, job.text.title)
  [#block(height: 0.3in, breakable: false, award.name)#label("region:name")]
  block(award.number)
  block(job.program.name)
  block(job.program.signatories.map(it => it.name + ", " + it.title).join("; "))
  block(job.program.provider.approvals.map(it => it.number).join("; "))
  block(award.training.title)
  block[#award.hours hours]
  block(award.session.dates)
  block(award.session.city)
  block(award.session.trainers.map(it => it.name).join(", "))
  block(award.issued.long)
  image(job.pictures.seal.file, alt: job.pictures.seal.alt, width: 0.3in)
  link(award.verify.url, award.verify.show)
}
"##;

const DESCRIPTION: &str = r#"{
  "version": 1,
  "about": "A certificate that prints everything that may change.",
  "trim": { "width": "8in", "height": "8in" },
  "safe": "0.25in",
  "pages": { "min": 1, "max": 256 },
  "editions": ["screen"],
  "needs": ["program", "program.provider", "program.signatories", "awards"],
  "text": ["title"],
  "pictures": ["seal"]
}
"#;

/// The small project with certificates of two people.
fn issued() -> Project {
    let project = Project::small();
    copy(&repository().join("tests/projects/certificates"), project.root());
    project.write("templates/diploma/main.typ", TEMPLATE);
    project.write("templates/diploma/template.json", DESCRIPTION);
    draw_seal(&project, 200);
    let seal = r#""pictures": { "seal": { "file": "seal.png", "alt": { "en": "A", "es": "B" } } },
      "award""#;
    project.edit("data/pieces.json", "\"award\"", seal);
    let trainers =
        "\"trainers\": [{ \"name\": \"Pat Trainer\" }],\n      \"apply_by\": \"2026-10-20\"";
    project.edit(TRAININGS, "\"trainers\": [],\n      \"apply_by\": \"2026-10-20\"", trainers);
    project.write("roster.csv", "Name,E-mail,Hours\nJon Smith,j@example.org,8\nAnn Lee,,8\n");
    project.run_on(DAY, &["keys", "new"]).succeeded();
    certify(&project).succeeded();
    project
}

fn draw_seal(project: &Project, shade: u8) {
    let picture = image::GrayImage::from_pixel(120, 120, image::Luma([shade]));
    picture.save(project.path("seal.png")).unwrap();
}

fn certify(project: &Project) -> Run {
    project.run_on(DAY, &["certify", "roster.csv", "--session", SESSION, "--only", "single"])
}

fn words(project: &Project, number: &str) -> String {
    let file = fs::read(project.path(&format!("{FOLDER}/{number}.pdf"))).unwrap();
    pdf::text(&file).unwrap()[0].text()
}

/// Replaces the last occurrence of a text: that of the session in the past.
fn edit_last(project: &Project, file: &str, find: &str, with: &str) {
    let text = project.read(file);
    let (before, after) = text.rsplit_once(find).unwrap_or_else(|| panic!("{file} has no {find}"));
    project.write(file, format!("{before}{with}{after}"));
}

fn from_data(project: &Project) -> Run {
    let args = ["certificates", "correct", "--session", SESSION, "--from-data"];
    project.run_on(DAY, &args)
}

/// A change of the project, and what a finding says about it.
struct Change {
    expected: &'static str,
    file: &'static str,
    apply: fn(&Project),
}

const CHANGES: &[Change] = &[
    Change {
        expected: "`program.signatories.1.name` was `Sample Signer` and is now `Rosa Vale`",
        file: "data/program.json",
        apply: |project| project.edit("data/program.json", "Sample Signer", "Rosa Vale"),
    },
    Change {
        expected: "`program.name` was `Small Program` and is now `Prairie Peers`",
        file: "data/program.json",
        apply: |project| project.edit("data/program.json", "Small Program", "Prairie Peers"),
    },
    Change {
        expected: "`program.provider.approvals.board.number` was `17` and is now `99`",
        file: "data/program.json",
        apply: |project| project.edit("data/program.json", "\"17\"", "\"99\""),
    },
    Change {
        expected: "`verify` was `https://www.hhs.nd.gov/verify` and is now `https://n.example.org`",
        file: "data/program.json",
        apply: |project| {
            let address = "https://www.hhs.nd.gov/verify";
            edit_last(project, "data/program.json", address, "https://n.example.org");
        },
    },
    Change {
        expected: "`text.title` was `Certificate` and is now `Diploma`",
        file: "data/pieces.json",
        apply: |project| edit_last(project, "data/pieces.json", "\"Certificate\"", "\"Diploma\""),
    },
    Change {
        expected: "`session.dates` was `November 12, 2026` and is now `November 13, 2026`",
        file: TRAININGS,
        apply: |project| project.edit(TRAININGS, "2026-11-12", "2026-11-13"),
    },
    Change {
        expected: "`session.city` was `Minot` and is now `Fargo`",
        file: TRAININGS,
        apply: |project| {
            edit_last(project, TRAININGS, "\"city\": \"Minot\"", "\"city\": \"Fargo\"")
        },
    },
    Change {
        expected: "`session.trainers.1.name` was `Pat Trainer` and is now `Kim Coach`",
        file: TRAININGS,
        apply: |project| project.edit(TRAININGS, "Pat Trainer", "Kim Coach"),
    },
    Change {
        expected: "`training.title` was `Core training` and is now `Base course`",
        file: TRAININGS,
        apply: |project| project.edit(TRAININGS, "Core training", "Base course"),
    },
    Change {
        expected: "`session.dates`",
        file: "data/wording.json",
        apply: |project| {
            let (find, with) =
                ("\"date\": \"{month} {day}, {year}\"", "\"date\": \"{day} {month}\"");
            project.edit("data/wording.json", find, with);
        },
    },
    Change {
        expected: "`templates/diploma/main.typ` has changed",
        file: "templates/diploma/main.typ",
        apply: |project| project.edit("templates/diploma/main.typ", " hours]", " hours in all]"),
    },
    Change {
        expected: "`seal.png` has changed",
        file: "seal.png",
        apply: |project| draw_seal(project, 20),
    },
    Change {
        expected: "`fonts/SourceSans3_400Regular.ttf` has changed",
        file: "fonts/SourceSans3_400Regular.ttf",
        apply: |project| {
            let other = fs::read(project.path("fonts/SourceSans3_700Bold.ttf")).unwrap();
            project.write("fonts/SourceSans3_400Regular.ttf", other);
        },
    },
];

#[test]
fn certificates_are_printed_as_they_were_issued() {
    let project = issued();
    let before = contents(&project.path(FOLDER));
    for change in CHANGES {
        let original = fs::read(project.path(change.file)).unwrap();
        (change.apply)(&project);
        let again = certify(&project).succeeded();
        let warning = format!("certificate-differs]: 2 certificates of `{SESSION}`");
        assert!(
            again.err.contains(&warning) && again.err.contains(change.expected),
            "{}: {}",
            change.expected,
            again.err
        );
        let reissue = project.run_on(DAY, &["certificates", "reissue", FIRST]).succeeded();
        assert!(reissue.err.contains(change.expected), "{}", reissue.err);
        for (name, bytes) in &before {
            let now = fs::read(project.path(&format!("{FOLDER}/{name}"))).unwrap();
            assert!(now == *bytes, "{}: {name} is another file", change.expected);
        }
        project.write(change.file, original);
    }
    let quiet = certify(&project).succeeded();
    assert!(!quiet.err.contains("certificate-differs"), "{}", quiet.err);
    let verify = ["verify", &*format!("{FOLDER}/{FIRST}.pdf")];
    project.run_on(DAY, &verify).succeeded();
    project.run(&["certificates", "check"]).succeeded();
}

#[test]
fn what_is_gone_from_the_data_breaks_nothing() {
    let project = issued();
    let file = format!("{FOLDER}/{FIRST}.pdf");
    let before = fs::read(project.path(&file)).unwrap();
    let mut trainings: Value = serde_json::from_str(&project.read(TRAININGS)).unwrap();
    let sessions = trainings["sessions"].as_array_mut().unwrap();
    sessions.retain(|session| session["id"] != SESSION);
    project.write(TRAININGS, trainings.to_string());
    project.edit("data/certification.json", SESSION, "2027-02-minot");
    project.write("data/pieces.json", "{ \"pieces\": [] }");
    fs::remove_dir_all(project.path("templates/diploma")).unwrap();
    fs::remove_file(project.path("seal.png")).unwrap();
    for args in [
        &["certificates", "list", "--session", SESSION][..],
        &["certificates", "show", FIRST],
        &["certificates", "check"],
        &["certificates", "reissue", FIRST],
        &["certify", "--session", SESSION],
        &["verify", &file],
        &["certificates", "correct", FIRST, "--name", "John Smith"],
    ] {
        let run = project.run_on(DAY, args).succeeded();
        assert!(!run.err.contains("error"), "{args:?}: {}", run.err);
        let now = fs::read(project.path(&file)).unwrap();
        assert_eq!(now == before, args[1] != "correct", "{args:?}");
    }
    let printed = words(&project, FIRST);
    for expected in ["John Smith", "R2", "Sample Signer", "November 12, 2026", "Pat Trainer"] {
        assert!(printed.contains(expected), "{printed}");
    }
}

#[test]
fn a_session_is_corrected_from_the_data_in_one_act() {
    let project = issued();
    let nothing = from_data(&project).succeeded();
    assert!(nothing.out.contains("nothing to correct"), "{nothing:?}");
    project.edit(TRAININGS, "2026-11-12", "2026-11-19");
    edit_last(&project, TRAININGS, "\"city\": \"Minot\"", "\"city\": \"Fargo\"");
    // The new dates are after a certificate was issued.
    project.edit("data/program.json", "Sample Signer", "Rosa Vale");
    let old = project.path(&format!("{FOLDER}/{FIRST}.pdf"));
    let earlier = fs::read(&old).unwrap();
    let run = from_data(&project).succeeded();
    for expected in ["November 12, 2026", "November 19, 2026", "Fargo", "Rosa Vale", "R2"] {
        assert!(run.out.contains(expected), "{expected}: {run:?}");
    }
    assert!(!run.err.contains("certificate-differs"), "{run:?}");
    for number in [FIRST, "SMALL-2026-00002-3"] {
        let printed = words(&project, number);
        for expected in ["R2", "November 19, 2026", "Fargo", "Rosa Vale"] {
            assert!(printed.contains(expected), "{printed}");
        }
    }
    assert!(from_data(&project).succeeded().out.contains("nothing to correct"));
    fs::write(project.path("old.pdf"), earlier).unwrap();
    assert_eq!(project.run_on(DAY, &["verify", "old.pdf"]).code, 16, "it was replaced");
    project.run(&["certificates", "check"]).succeeded();
}

#[test]
fn a_certificate_is_not_issued_before_the_session_is_over() {
    let project = issued();
    project.edit(TRAININGS, "2026-11-12", "2026-11-23");
    let early = from_data(&project);
    assert!(early.code == 1 && early.err.contains("issue-date"), "{early:?}");
    let args = ["certificates", "correct", "--session", SESSION, "--from-data"];
    project.run_on("2026-11-24", &args).succeeded();
    assert!(
        words(&project, FIRST).contains("November 24, 2026"),
        "issued on the day it is corrected"
    );
    let certify = ["certify", "roster.csv", "--session", SESSION, "--issued"];
    for day in ["2026-11-22", "2026-11-25"] {
        let run = project.run_on("2026-11-24", &[&certify[..], &[day]].concat());
        assert!(run.code == 2 && run.err.contains("the issue date"), "{run:?}");
    }
}

#[test]
fn a_correction_passes_the_checks_of_a_new_certificate() {
    let project = issued();
    let ledger = fs::read(project.path("ledger.db")).unwrap();
    let long = "Maximiliana ".repeat(15);
    for (correction, code) in [
        (["--name", long.trim()], "roster-long"),
        (["--name", "山田太郎"], "roster-glyph"),
        (["--hours", "9"], "roster-hours"),
        (["--hours", "4"], "roster-hours"),
        (["--issued", "2026-11-21"], "issue-date"),
        (["--issued", "2026-11-11"], "issue-date"),
    ] {
        let args = ["certificates", "correct", FIRST, correction[0], correction[1]];
        let run = project.run_on(DAY, &args);
        assert!(run.code == 1 && run.err.contains(&format!("[{code}]")), "{correction:?}: {run:?}");
        assert!(run.err.contains("nothing was corrected"), "{run:?}");
    }
    assert!(fs::read(project.path("ledger.db")).unwrap() == ledger);
    // A font that came later serves a name that needs it, and is kept.
    let font = "fonts/NotoSansHebrew-Regular.ttf";
    let hebrew = repository().join("fonts/noto/NotoSansHebrew-Regular.ttf");
    fs::copy(hebrew, project.path(font)).unwrap();
    let correct = ["certificates", "correct", FIRST, "--name", "יוסף לוי"];
    project.run_on(DAY, &correct).succeeded();
    let file = project.path(&format!("{FOLDER}/{FIRST}.pdf"));
    let before = fs::read(&file).unwrap();
    fs::remove_file(project.path(font)).unwrap();
    project.run_on(DAY, &["certificates", "reissue", FIRST]).succeeded();
    assert!(fs::read(&file).unwrap() == before);
}

#[test]
fn a_revoked_person_gets_a_new_certificate_only_on_request() {
    let project = issued();
    let reason = ["--reason", "the training was not approved"];
    let session = ["certificates", "revoke", "--session", SESSION];
    assert_eq!(project.run_on(DAY, &session).code, 2, "a reason is required");
    let run = project.run_on(DAY, &[&session[..], &reason].concat()).succeeded();
    assert_eq!(run.out.lines().filter(|line| line.ends_with(": revoked")).count(), 2, "{run:?}");
    assert!(contents(&project.path(FOLDER)).keys().all(|name| !name.ends_with(".pdf")));
    let again = certify(&project);
    assert!(
        again.err.contains("roster-revoked") && again.err.contains("--replace-revoked"),
        "{again:?}"
    );
    let list = |args: &[&str]| {
        let args = [&["certificates", "list", "--session", SESSION], args].concat();
        project.run_on(DAY, &args).succeeded().out
    };
    assert_eq!(list(&[]).matches("revoked").count(), 2);
    let args = ["certify", "roster.csv", "--session", SESSION, "--replace-revoked"];
    let run = project.run_on(DAY, &args).succeeded();
    assert!(run.out.contains("2 certificates issued; 0 people already had one"), "{run:?}");
    let valid: Vec<_> =
        list(&[]).lines().filter(|line| line.contains(" valid ")).map(str::to_owned).collect();
    assert!(valid.len() == 2 && valid[0].starts_with("SMALL-2026-00003"), "{valid:?}");
    let run = project.run_on(DAY, &args).succeeded();
    assert!(run.out.contains("0 certificates issued; 2 people already had one"), "{run:?}");
    project.run(&["certificates", "check"]).succeeded();
}

#[test]
fn old_certificates_are_printed_from_data_that_state_the_same() {
    let project = Project::small();
    copy(&repository().join("tests/projects/certificates"), project.root());
    let ledger = repository().join("tests/ledgers/version-2-small.db");
    fs::copy(ledger, project.path("ledger.db")).unwrap();
    project.run_on(DAY, &["keys", "new"]).succeeded();
    let certify = ["certify", "--session", SESSION];
    let accept = [&certify[..], &["--accept-data"]].concat();
    let run = project.run_on(DAY, &certify);
    assert!(run.code == 1 && run.err.contains("[certificate-unkept]"), "{run:?}");
    project.run_on(DAY, &accept).succeeded();
    let shown = project.run_on(DAY, &["certificates", "show", "NDPS-2026-00001-4"]).succeeded();
    assert!(shown.out.contains("kept"), "{}", shown.out);

    // The files that an earlier Peerpress made decide.
    let ledger = repository().join("tests/ledgers/version-2-small.db");
    let restart = || {
        fs::copy(&ledger, project.path("ledger.db")).unwrap();
        for folder in [project.path("verify"), project.state()] {
            let _ = fs::remove_dir_all(folder);
        }
    };
    restart();
    project.run_on(DAY, &certify).succeeded();
    restart();
    project.edit(
        "data/pieces.json",
        "\"title\": { \"en\": \"Certificate\"",
        "\"title\": { \"en\": \"Diploma\"",
    );
    edit_last(&project, "data/pieces.json", "\"en\": \"Certificate\"", "\"en\": \"Diploma\"");
    let run = project.run_on(DAY, &certify);
    let parts = ["[certificate-unkept]", "states \"Certificate", "Diploma"];
    assert!(parts.iter().all(|part| run.err.contains(part)), "{run:?}");
    project.run_on(DAY, &accept).succeeded();
    project.run(&["certificates", "check"]).succeeded();
}
