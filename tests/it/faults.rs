//! Every code of a finding has a fixture in `tests/faults/` that provokes it: `<code>` or `<code>+<variant>`.
//!
//! `case.json` says how the small project is changed, `expected.txt` what the program says of it. `PEERPRESS_BLESS=1` rewrites the latter.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use codespan_reporting::term::termcolor::Buffer;
use peerpress::certificates::roster;
use peerpress::cli::Format;
use peerpress::content::trainings::{Completion, CompletionRule};
use peerpress::diagnostic::{Code, Report, Severity};
use serde::Deserialize;

use crate::project::{Project, Run, repository};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    edits: Vec<Edit>,
    /// `check`, unless another command finds it.
    command: Option<String>,
    #[serde(default)]
    args: Vec<String>,
    today: Option<String>,
    /// A roster that is read and checked, instead of the project.
    roster: Option<Roster>,
}

/// A roster and the training that it is checked against: 6 hours, all of them needed, unless the case says otherwise.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Roster {
    file: String,
    #[serde(default)]
    columns: Vec<String>,
    step: Option<f64>,
    at_least: Option<f64>,
    #[serde(default)]
    categories: Vec<(String, f64)>,
}

impl Roster {
    /// Reads and checks the roster. Names of more than 40 characters do not fit, and no font has emoji.
    fn check(&self, project: &Project) -> Run {
        let options = roster::Options {
            columns: self
                .columns
                .iter()
                .map(|column| roster::parse_column(column).unwrap())
                .collect(),
            categories: self.categories.iter().map(|(name, _)| vec![name.clone()]).collect(),
            ..roster::Options::default()
        };
        let rule = if self.step.is_some() { CompletionRule::Partial } else { CompletionRule::Full };
        let rules = roster::Rules {
            hours: Some(6.0),
            completion: Completion { rule, step: self.step, at_least: self.at_least },
            categories: self.categories.clone(),
            languages: vec![
                ("en".to_owned(), vec!["English".to_owned()]),
                ("es".to_owned(), vec!["Español".to_owned()]),
            ],
            fits: &|name| name.chars().count() <= 40,
            lacking: &|name| name.chars().find(|c| *c > '\u{1f000}'),
        };
        let roster =
            roster::check(roster::read(&project.path(&self.file), &options).unwrap(), &rules);
        let mut report = Report::default();
        report.extend(roster.findings);
        report.sort();
        let mut told = Buffer::no_color();
        report.print(&mut told, Format::Short).unwrap();
        Run {
            code: i32::from(report.has_errors()),
            out: String::new(),
            err: String::from_utf8(told.into_inner()).unwrap(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    file: String,
    find: Option<String>,
    with: Option<String>,
    write: Option<String>,
    remove: Option<bool>,
    encode: Option<String>,
    /// Keeps so many bytes.
    cut: Option<usize>,
    /// Adds so many spaces.
    pad: Option<usize>,
    /// Writes so many lists in each other.
    nest: Option<usize>,
    /// Draws a PNG of so many pixels.
    pixels: Option<(u32, u32)>,
}

impl Edit {
    fn apply(&self, project: &Project) {
        let file = self.file.as_str();
        if let (Some(find), Some(with)) = (&self.find, &self.with) {
            project.edit(file, find, with);
        }
        if let Some(text) = &self.write {
            project.write(file, text);
        }
        if self.remove.is_some() {
            fs::remove_file(project.path(file)).unwrap();
        }
        if let Some(count) = self.cut {
            project.write(file, &project.read(file)[..count]);
        }
        if let Some(count) = self.pad {
            project.write(file, project.read(file) + &" ".repeat(count));
        }
        if let Some(count) = self.nest {
            project.write(file, "[".repeat(count) + &"]".repeat(count));
        }
        if let Some((width, height)) = self.pixels {
            fs::create_dir_all(project.path(file).parent().unwrap()).unwrap();
            image::RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, 90]))
                .save(project.path(file))
                .unwrap();
        }
        match self.encode.as_deref() {
            None => {}
            Some("utf-16le") => {
                let units = std::iter::once('\u{feff}')
                    .chain(project.read(file).chars())
                    .collect::<String>();
                project.write(
                    file,
                    units.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
                );
            }
            Some("utf-8-bom") => project.write(file, format!("\u{feff}{}", project.read(file))),
            Some("windows-1252") => project.write(
                file,
                project.read(file).chars().map(|c| c as u32 as u8).collect::<Vec<u8>>(),
            ),
            Some(other) => panic!("unknown encoding {other}"),
        }
    }
}

fn check(name: &str) -> Run {
    let folder = repository().join("tests/faults").join(name);
    let case: Case =
        serde_json::from_str(&fs::read_to_string(folder.join("case.json")).unwrap()).unwrap();
    let project = Project::small();
    let expected = folder.join("expected.txt");
    if let Some(roster) = &case.roster {
        case.edits.iter().for_each(|edit| edit.apply(&project));
        if folder.join(&roster.file).exists() {
            fs::copy(folder.join(&roster.file), project.path(&roster.file)).unwrap();
        }
        let run = roster.check(&project);
        expect(&run, &expected, name);
        return run;
    }
    project.run(&["build"]).succeeded();
    let before = project.files("out/screen");
    case.edits.iter().for_each(|edit| edit.apply(&project));

    let args: Vec<&str> = [case.command.as_deref().unwrap_or("check"), "--format", "short"]
        .into_iter()
        .chain(case.args.iter().map(String::as_str))
        .collect();
    let today = case.today.as_deref().unwrap_or("2027-01-01");
    let run = project.run_on(today, &args);
    expect(&run, &expected, name);
    assert_eq!(
        project.files("out/screen"),
        before,
        "{name}: a check writes nothing, and no good file is lost"
    );
    run
}

/// What the program says is what the fixture expects.
fn expect(run: &Run, expected: &Path, name: &str) {
    if std::env::var_os("PEERPRESS_BLESS").is_some() {
        fs::write(expected, &run.err).unwrap();
    }
    assert_eq!(run.err, fs::read_to_string(expected).unwrap_or_default(), "{name}");
}

#[test]
fn each_fault_is_told() {
    let mut seen = BTreeSet::new();
    let mut cases: Vec<String> = fs::read_dir(repository().join("tests/faults"))
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    cases.sort();
    for name in &cases {
        let run = check(name);
        let wanted = name.split('+').next().unwrap();
        let told = Code::ALL.iter().copied().filter(|code| run.err.contains(&format!("[{code}]")));
        seen.extend(told);
        let severity =
            Code::ALL.iter().find(|code| code.name() == wanted).map(|code| code.severity());
        let is_variant_of_another = name.contains('+')
            && severity.is_none_or(|_| !run.err.contains(&format!("[{wanted}]")));
        assert!(
            run.err.contains(&format!("[{wanted}]")) || is_variant_of_another,
            "{name}: {}",
            run.err
        );
        let code = if run.err.contains("error[") { 1 } else { 0 };
        assert_eq!(run.code, code, "{name}: {}", run.err);
        assert!(!run.err.contains("panicked"), "{name}: {}", run.err);
        assert!(severity != Some(Severity::Warning) || code == 0, "{name}: a warning is no error");
    }
    let missing: Vec<_> = Code::ALL.iter().filter(|code| !seen.contains(code)).collect();
    assert!(missing.is_empty(), "codes without a fixture: {missing:?}");
}

#[test]
fn all_faults_of_all_files_are_told_in_one_run() {
    let project = Project::small();
    project.edit("data/program.json", "\"region\": \"us\",", "\"region\": \"us\"");
    project.edit("data/trainings.json", "2027-02-09", "2027-02-30");
    project.edit("data/certification.json", "\"steps\"", "\"stepps\"");
    project.edit("data/pieces.json", "\"template\": \"note\"", "\"template\": \"notes\"");
    let run = project.run(&["check", "--format", "short"]);
    assert_eq!(run.code, 1);
    for told in [
        "program.json:6:17: error[syntax]",
        "error[impossible-date]",
        "error[unknown-field]",
        "error[missing-field]",
        "error[unknown-reference]",
    ] {
        assert!(run.err.contains(told), "{told} is not in {}", run.err);
    }
}

#[test]
fn json_lines_say_the_same() {
    let project = Project::small();
    project.edit("data/trainings.json", "2027-02-09", "2027-02-30");
    let run = project.run(&["check", "--format", "json"]);
    assert_eq!(run.code, 1);
    let line: serde_json::Value = serde_json::from_str(run.out.lines().next().unwrap()).unwrap();
    assert_eq!(line["code"], "impossible-date");
    assert_eq!(line["severity"], "error");
    assert_eq!(line["file"], "data/trainings.json");
    assert_eq!((&line["line"], &line["column"]), (&33.into(), &19.into()));
    assert_eq!(line["pointer"], "/sessions/0/days/1/date");
    assert!(run.err.is_empty(), "{}", run.err);
}

#[test]
fn people_see_the_line_that_is_wrong() {
    let project = Project::small();
    project.edit("data/program.json", "\"phone\"", "\"phonne\"");
    let run = project.run(&["check"]);
    assert!(run.err.contains("did you mean `phone`?"), "{}", run.err);
    assert!(run.err.contains("\"phonne\": \"701-328-2310\""), "{}", run.err);
}

#[test]
fn each_code_is_explained() {
    let project = Project::small();
    for code in Code::ALL {
        let run = project.run(&["explain", code.name()]).succeeded();
        assert!(run.out.lines().count() > 1, "{code}");
    }
    assert_eq!(project.run(&["explain", "oversett"]).code, 2);
}
