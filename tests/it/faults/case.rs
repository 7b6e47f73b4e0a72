//! A case of `tests/faults/`: how the small project is changed, and which command finds the fault.

use std::fs;
use std::path::PathBuf;

use codespan_reporting::term::termcolor::Buffer;
use peerpress::certificates::ledger::Ledger;
use peerpress::certificates::roster;
use peerpress::cli::Format;
use peerpress::content::trainings::{Completion, CompletionRule};
use peerpress::content::vendors::Vendors;
use peerpress::diagnostic::{Finding, Report};
use peerpress::preflight::Preflight;
use serde::Deserialize;
use serde_json::json;

use crate::ledger::{act, entry, format, session};
use crate::project::{Project, Run, copy, repository};
use crate::tamper::Tamper;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    #[serde(skip)]
    folder: PathBuf,
    /// A folder of `tests/projects` that is copied over the small project.
    project: Option<String>,
    edits: Vec<Edit>,
    /// Commands that run before, and succeed.
    #[serde(default)]
    before: Vec<Vec<String>>,
    /// What is changed after those commands.
    #[serde(default)]
    then: Vec<Edit>,
    /// A file of `tests/ledgers` that is the ledger of the project.
    ledger: Option<String>,
    /// The command that finds the fault; `check` if it is missing.
    command: Option<String>,
    #[serde(default)]
    args: Vec<String>,
    today: Option<String>,
    /// Someone who is issued a certificate by a command that was killed before it made files.
    interrupted: Option<String>,
    /// A change to the finished press file of `note`, which preflight finds.
    tamper: Option<Tamper>,
    /// A roster that is read and checked instead of the project.
    pub(super) roster: Option<Roster>,
}

/// Returns the folder of a case.
pub(super) fn folder(name: &str) -> PathBuf {
    repository().join("tests/faults").join(name)
}

impl Case {
    /// Reads a case.
    pub(super) fn read(name: &str) -> Self {
        let folder = folder(name);
        let json = fs::read_to_string(folder.join("case.json")).unwrap();
        let case = serde_json::from_str(&json).unwrap_or_else(|error| panic!("case.json: {error}"));
        Self { folder, ..case }
    }

    /// Changes the project and runs the command.
    pub(super) fn run(&self, project: &Project) -> Run {
        if let Some(folder) = &self.project {
            copy(&repository().join("tests/projects").join(folder), project.root());
        }
        self.edits.iter().for_each(|edit| edit.apply(project));
        if let Some(tamper) = &self.tamper {
            let is_changed = self.project.is_some() || !self.edits.is_empty();
            return preflight(project, tamper, is_changed);
        }
        if let Some(ledger) = &self.ledger {
            let file = repository().join("tests/ledgers").join(ledger);
            fs::copy(file, project.path("ledger.db")).unwrap();
        }
        if let Some(name) = &self.interrupted {
            let mut ledger = Ledger::open(&project.path("ledger.db")).unwrap();
            ledger.issue(&session("2026-10"), &[entry(name, None)], &format(), &act()).unwrap();
        }
        let today = self.today.as_deref().unwrap_or("2027-01-01");
        for command in &self.before {
            let args: Vec<&str> = command.iter().map(String::as_str).collect();
            project.run_on(today, &args).succeeded();
        }
        self.then.iter().for_each(|edit| edit.apply(project));
        let mut args = vec![self.command.as_deref().unwrap_or("check"), "--format", "short"];
        args.extend(self.args.iter().map(String::as_str));
        project.run_on(today, &args)
    }

    /// Changes the project and checks the roster, which an edit writes or the case's folder holds.
    pub(super) fn check_roster(&self, project: &Project) -> Run {
        self.edits.iter().for_each(|edit| edit.apply(project));
        let roster = self.roster.as_ref().unwrap();
        let file = self.folder.join(&roster.file);
        if file.exists() {
            fs::copy(file, project.path(&roster.file)).unwrap();
        }
        roster.check(project)
    }
}

/// Changes the press file of `note`, which is made again if the project was changed, and runs
/// preflight on it.
fn preflight(project: &Project, tamper: &Tamper, is_changed: bool) -> Run {
    if is_changed {
        let args = ["build", "note", "--edition", "press", "--lang", "en"];
        project.run_on("2027-01-01", &args).succeeded();
    }
    let bytes = fs::read(project.path("out/press/note.en.pdf")).unwrap();
    let vendors: Vendors = serde_json::from_str(&project.read("data/vendors.json")).unwrap();
    let opened = peerpress::project::Project::open(project.root()).unwrap();
    let sides = ["front".to_owned()];
    let new = Preflight::new(&vendors.vendors[0]);
    let job = json!({ "brand": { "colors": { "headline": [90, 60, 45, 45] } } });
    let preflight = Preflight { sides: &sides, job: Some(&job), project: Some(&opened), ..new };
    print(preflight.check(&tamper.apply(&bytes)))
}

/// Prints findings as a command does.
fn print(findings: Vec<Finding>) -> Run {
    let mut report = Report::default();
    report.extend(findings);
    report.sort();
    let mut printed = Buffer::no_color();
    report.print(&mut printed, Format::Short).unwrap();
    Run {
        code: i32::from(report.has_errors()),
        out: String::new(),
        err: String::from_utf8(printed.into_inner()).unwrap(),
    }
}

/// A roster and the training that it is checked against: 6 hours, all of them required, unless the
/// case says otherwise.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Roster {
    file: String,
    #[serde(default)]
    columns: Vec<String>,
    step: Option<f64>,
    at_least: Option<f64>,
    #[serde(default)]
    categories: Vec<(String, f64)>,
}

impl Roster {
    /// Reads and checks the roster. Names of more than 40 characters do not fit, and no font has
    /// emoji.
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
            completion: Completion {
                rule,
                step: self.step,
                at_least: self.at_least,
                ..Completion::default()
            },
            categories: self.categories.clone(),
            minimums: Vec::new(),
            must_split: true,
            languages: vec![
                ("en".to_owned(), vec!["English".to_owned()]),
                ("es".to_owned(), vec!["Español".to_owned()]),
            ],
            fits: &|name| name.chars().count() <= 40,
            missing_glyph: &|name| name.chars().find(|c| *c > '\u{1f000}'),
        };
        let path = project.path(&self.file);
        print(roster::Roster::read(&path, &options).unwrap().check(&rules).findings)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    file: String,
    find: Option<String>,
    with: Option<String>,
    /// Replaces the text wherever it is, and not only in its one place.
    #[serde(default)]
    everywhere: bool,
    write: Option<String>,
    remove: Option<bool>,
    /// Copies this file of the starter.
    copy: Option<String>,
    encode: Option<String>,
    /// Keeps this many bytes.
    cut: Option<usize>,
    /// Adds this many spaces.
    pad: Option<usize>,
    /// Writes this many nested lists.
    nest: Option<usize>,
    /// Draws a PNG with this many pixels.
    pixels: Option<(u32, u32)>,
}

impl Edit {
    fn apply(&self, project: &Project) {
        let file = self.file.as_str();
        if let (Some(find), Some(with)) = (&self.find, &self.with) {
            match self.everywhere {
                true => project.write(file, project.read(file).replace(find, with)),
                false => project.edit(file, find, with),
            }
        }
        if let Some(text) = &self.write {
            project.write(file, text);
        }
        if let Some(from) = &self.copy {
            project.write(file, fs::read(repository().join(from)).unwrap());
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
                let text = format!("\u{feff}{}", project.read(file));
                let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
                project.write(file, bytes);
            }
            Some("utf-8-bom") => project.write(file, format!("\u{feff}{}", project.read(file))),
            Some("windows-1252") => {
                let bytes: Vec<u8> = project.read(file).chars().map(|c| c as u32 as u8).collect();
                project.write(file, bytes);
            }
            Some(other) => panic!("unknown encoding {other}"),
        }
    }
}
