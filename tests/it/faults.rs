//! Every code of a finding has a case in `tests/faults/`, named `<code>` or `<code>+<variant>`.
//!
//! `case.json` says how the small project is changed, `expected.txt` what the program prints.
//! `PEERPRESS_BLESS=1` rewrites `expected.txt`.

mod case;

use std::collections::BTreeSet;
use std::fs;
use std::panic;

use peerpress::diagnostic::{Code, Severity};
use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use similar::TextDiff;

use crate::project::{Project, Run, repository};
use case::Case;

/// What a case showed.
struct Outcome {
    /// The codes that the program printed.
    codes: BTreeSet<Code>,
    /// What is not as expected.
    failures: Vec<String>,
}

#[test]
fn each_case_reports_what_is_expected() {
    let folders = fs::read_dir(repository().join("tests/faults")).unwrap().flatten();
    let mut names: Vec<String> =
        folders.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    // Cases wait for commands. In the pool that all tests share, they would hold up what others
    // read.
    let pool = ThreadPoolBuilder::new().build().unwrap();
    let outcomes: Vec<Outcome> =
        pool.install(|| names.par_iter().map(|name| check_safely(name)).collect());

    let mut report = String::new();
    for (name, outcome) in names.iter().zip(&outcomes) {
        for failure in &outcome.failures {
            report += &format!("\n{name}: {failure}\n");
        }
    }
    for code in Code::ALL {
        if !outcomes.iter().any(|outcome| outcome.codes.contains(code)) {
            report += &format!("\n{code}: no case in tests/faults/ provokes this code\n");
        }
    }
    assert!(report.is_empty(), "PEERPRESS_BLESS=1 accepts what the program prints now\n{report}");
}

/// Checks a case. A panic is a failure of this case and does not hide the others.
fn check_safely(name: &str) -> Outcome {
    panic::catch_unwind(|| check(name)).unwrap_or_else(|panic| {
        let message = panic.downcast_ref::<String>().map_or("panicked", String::as_str);
        Outcome { codes: BTreeSet::new(), failures: vec![message.to_owned()] }
    })
}

fn check(name: &str) -> Outcome {
    let case = Case::read(name);
    let mut failures = Vec::new();
    let run = if case.roster.is_some() {
        case.check_roster(&Project::empty())
    } else {
        let project = Project::small_built();
        let before = project.files("out/screen");
        let run = case.run(&project);
        if project.files("out/screen") != before {
            failures.push("the files in out/screen changed".to_owned());
        }
        run
    };
    compare_with_expected(name, &run, &mut failures);

    let printed = |code: &&Code| run.err.contains(&format!("[{code}]"));
    let codes: BTreeSet<Code> = Code::ALL.iter().filter(printed).copied().collect();
    let expected_code = name.split('+').next().unwrap();
    match Code::ALL.iter().find(|code| code.name() == expected_code) {
        None => failures.push(format!("there is no code `{expected_code}`")),
        Some(code) if !codes.contains(code) => failures.push(format!("`{code}` is not printed")),
        Some(code) if code.severity() == Severity::Warning && run.code != 0 => {
            failures.push(format!("a warning exits with {}", run.code));
        }
        Some(_) => {}
    }
    let expected_exit = i32::from(run.err.contains("error["));
    if run.code != expected_exit {
        failures.push(format!("exits with {}, not {expected_exit}:\n{}", run.code, run.err));
    }
    if run.err.contains("panicked") {
        failures.push(format!("the program panicked:\n{}", run.err));
    }
    Outcome { codes, failures }
}

/// Compares what the program prints with `expected.txt`, or rewrites the file.
fn compare_with_expected(name: &str, run: &Run, failures: &mut Vec<String>) {
    let path = case::folder(name).join("expected.txt");
    if std::env::var_os("PEERPRESS_BLESS").is_some() {
        fs::write(&path, &run.err).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if run.err != expected {
        let diff = TextDiff::from_lines(&expected, &run.err);
        let diff = diff.unified_diff().header("expected", "printed").to_string();
        failures.push(format!("prints something else\n{diff}"));
    }
}

#[test]
fn one_run_reports_all_faults_of_all_files() {
    let project = Project::small();
    project.edit("data/program.json", "\"region\": \"us\",", "\"region\": \"us\"");
    project.edit("data/trainings.json", "2027-02-09", "2027-02-30");
    project.edit("data/certification.json", "\"url\"", "\"urll\"");
    project.edit("data/pieces.json", "\"template\": \"note\"", "\"template\": \"notes\"");
    let run = project.run(&["check", "--format", "short"]);
    assert_eq!(run.code, 1);
    for expected in [
        "program.json:6:17: error[syntax]",
        "error[impossible-date]",
        "error[unknown-field]",
        "error[missing-field]",
        "error[unknown-reference]",
    ] {
        assert!(run.err.contains(expected), "{expected} is not in {}", run.err);
    }
}

#[test]
fn json_findings_have_every_field() {
    let project = Project::small();
    project.edit("data/trainings.json", "2027-02-09", "2027-02-30");
    let run = project.run(&["check", "--format", "json"]);
    assert_eq!(run.code, 1);
    let line: serde_json::Value = serde_json::from_str(run.out.lines().next().unwrap()).unwrap();
    assert_eq!((&line["type"], &line["version"]), (&"finding".into(), &1.into()));
    assert_eq!(line["code"], "impossible-date");
    assert_eq!(line["severity"], "error");
    assert_eq!(line["file"], "data/trainings.json");
    assert_eq!((&line["line"], &line["column"]), (&33.into(), &19.into()));
    assert_eq!(line["pointer"], "/sessions/0/days/1/date");
    assert!(run.err.is_empty(), "{}", run.err);
}

#[test]
fn human_findings_quote_the_line() {
    let project = Project::small();
    project.edit("data/program.json", "\"phone\"", "\"phonne\"");
    let run = project.run(&["check"]);
    assert!(run.err.contains("did you mean `phone`?"), "{}", run.err);
    assert!(run.err.contains("\"phonne\": \"701-328-2310\""), "{}", run.err);
}

#[test]
fn each_code_has_an_explanation() {
    let project = Project::empty();
    let run = project.run(&["explain"]).succeeded();
    for code in Code::ALL {
        assert!(run.out.contains(&format!("{code} ({})\n", code.severity().name())), "{code}");
        assert!(run.out.contains(&code.explanation()), "{code}");
        assert!(code.explanation().ends_with('.'), "{code}: {}", code.explanation());
    }
    let one = project.run(&["explain", "overset"]).succeeded();
    assert_eq!(one.out, format!("overset (error)\n{}\n", Code::Overset.explanation()));
    let unknown = project.run(&["explain", "oversett"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("did you mean `overset`?"), "{}", unknown.err);
}
