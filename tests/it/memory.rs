//! A template that needs too much memory, or nests too deeply, stops itself and no other piece.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::project::{Project, copy, repository};
use crate::template_access::Trial;
use crate::watch::{Watch, job};

/// What a busy machine may take for one of them. On a machine of its own it takes a second.
const PATIENCE: Duration = Duration::from_secs(20);

/// Typst that asks for more than there is, in one step and in many.
const HOSTILE: &[&str] = &[
    "#range(2000000000).len()",
    "#let a = range(9000000000000000)",
    "#let a = \"a\" * 100000000000000",
    "#let a = \"abc\" * 9000000000000000000",
    "#let a = (1,) * 2000000000",
    "#let a = [a] * 2000000000",
    "#for i in range(99999999) { rect() }",
    "#for i in range(99999999) { pagebreak() }",
    "#let c = []; #for i in range(200000) { c = [#c #c] }\n#c",
    "#let c = []; #for i in range(200000) { c = block(c) }\n#c",
    "#let f(x) = f(x + 1)\n#f(0)",
    "#let f(x) = block(f(x + 1))\n#f(0)",
];

/// The pieces without such a template are checked all the same.
#[test]
fn a_hungry_template_is_a_finding_and_the_others_go_on() {
    let mut trial = Trial::new();
    let first = trial.add("");
    let hostile: Vec<String> = HOSTILE.iter().map(|body| trial.add(body)).collect();
    let last = trial.add("");
    let start = Instant::now();
    let run = trial.run("check");
    assert_eq!(run.code, 1, "{}", run.err);
    for (id, body) in hostile.iter().zip(HOSTILE) {
        let is_named = |line: &str| line.contains(&format!(": {id} (screen, en): "));
        let found = run.err.lines().find(|line| line.contains("error[template-") && is_named(line));
        assert!(found.is_some(), "{body:?} was not reported\n{}", run.err);
        assert!(run.out.contains(&format!("screen/{id}.en.pdf: failed")), "{}", run.out);
    }
    for id in [first, last] {
        assert!(run.out.contains(&format!("screen/{id}.en.pdf: checked")), "{}", run.out);
    }
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
}

/// A build makes the other pieces, and the piece itself once its template is correct. On Linux, no
/// process needs more than a gigabyte.
#[test]
fn a_build_without_a_hungry_template() {
    let mut trial = Trial::new();
    let good = trial.add("");
    let hungry = trial.add("#let a = range(2000000000)");
    let run = trial.run("build");
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(
        run.err.contains(&format!("templates/{hungry}/main.typ: error[template-memory]: {hungry}"))
            && run.err.contains("needs more memory than the 576 MB that a job may use"),
        "{}",
        run.err
    );
    assert!(!run.err.contains("manifest.json is missing"), "{}", run.err);
    let is_made = |id: &str| trial.project.path(&format!("out/screen/{id}.en.pdf")).exists();
    assert!(is_made(&good) && !is_made(&hungry));

    let template = format!("templates/{hungry}/main.typ");
    trial.project.edit(&template, "2000000000", "20");
    let run = trial.run("build").succeeded();
    assert!(run.out.contains(&format!("screen/{good}.en.pdf: up to date")), "{}", run.out);
    assert!(run.out.contains(&format!("screen/{hungry}.en.pdf: made")), "{}", run.out);
}

/// `certify` reports it before any number is given.
#[test]
fn no_number_is_given_for_a_hungry_certificate() {
    let project = Project::small();
    copy(&repository().join("tests/projects/certificates"), project.root());
    project.run(&["keys", "new"]).succeeded();
    project.write("roster.csv", "Name,Hours\nAnn Lee,8\n");
    let template = project.read("templates/diploma/main.typ");
    project.write("templates/diploma/main.typ", format!("{template}\n#range(2000000000).len()"));
    let certify =
        || project.run_on("2027-03-01", &["certify", "roster.csv", "--session", "2027-02-minot"]);
    let run = certify();
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.err.contains("error[template-memory]"), "{run:?}");
    assert!(!project.path("ledger.db").exists() && !project.path("out/certificates").exists());

    project.write("templates/diploma/main.typ", &template);
    let run = certify().succeeded();
    assert!(run.out.contains("1 certificate issued"), "{run:?}");
}

/// The preview goes on at the same address, shows the finding, and draws the piece as soon as its
/// template is correct.
#[test]
fn watch_goes_on_after_a_hungry_template() {
    let project = Project::small();
    let watch = Watch::start(&project, &["--lang", "en"]);
    watch.until_current();
    let template = project.read("templates/note/main.typ");
    project.write("templates/note/main.typ", format!("{template}\n#range(2000000000).len()"));
    let state = watch.until("the preview reports the memory", |state| {
        job(state, "screen/note.en")["status"] == "broken"
    });
    let finding = &job(&state, "screen/note.en")["findings"][0];
    assert_eq!(
        (&finding["code"], &finding["file"]),
        (&json!("template-memory"), &json!("templates/note/main.typ")),
        "{state:#}"
    );
    watch.until("the other piece is drawn", |state| {
        job(state, "screen/dates.2027-02-minot.en")["status"] == "current"
    });
    project.write("templates/note/main.typ", &template);
    watch.until_current();
}
