//! Findings: what is wrong with the data, the templates or the finished pages, and how it is told.
//!
//! A finding is plain data, made by the stage that saw the fault and printed once, at the end of the run, so that the first
//! fault never hides the others.

mod codes;

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::ops::Range;

use codespan_reporting::diagnostic::{Diagnostic, Label};
use codespan_reporting::files::SimpleFile;
use codespan_reporting::term::{self, termcolor::WriteColor};
use serde::{Deserialize, Serialize};

pub use codes::Code;

/// How findings and results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// With the line of the file that they are about
    Human,
    /// One line each
    Short,
    /// One JSON object each, on standard output
    Json,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The piece is not made.
    Error,
    /// The piece is made; a person should look.
    Warning,
}

/// A cell of a list such as a roster, in the words of whoever looks at it in a spreadsheet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Spot {
    /// The row as a spreadsheet numbers it, from 1; the entry's number in a JSON list.
    pub row: u32,
    /// Whether the row is an entry of a JSON list.
    pub entry: bool,
    /// The line of a text file, where it is another than the row.
    pub line: Option<u32>,
    /// The column's header.
    pub column: Option<String>,
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", if self.entry { "entry" } else { "row" }, self.row)?;
        if let Some(line) = self.line.filter(|line| *line != self.row) {
            write!(f, " (line {line})")?;
        }
        self.column.as_ref().map_or(Ok(()), |column| write!(f, ", column \"{column}\""))
    }
}

/// Where something is wrong: a file of the project and, where known, the bytes in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Place {
    /// Path from the project's root, with forward slashes.
    pub file: String,
    /// JSON pointer of the value, for data files.
    pub pointer: Option<String>,
    /// First and last byte in the file; none for the file as a whole.
    pub range: Option<(usize, usize)>,
    /// The cell, for rosters.
    pub spot: Option<Spot>,
}

impl Place {
    /// The file as a whole.
    pub fn file(path: impl Into<String>) -> Self {
        Self { file: path.into(), ..Self::default() }
    }

    /// A range of bytes in a file.
    pub fn at(path: impl Into<String>, range: Range<usize>) -> Self {
        Self { file: path.into(), range: Some((range.start, range.end)), ..Self::default() }
    }

    /// A cell of a list.
    pub fn cell(path: impl Into<String>, spot: Spot) -> Self {
        Self { file: path.into(), spot: Some(spot), ..Self::default() }
    }

    /// The file, with the cell where there is one.
    fn shown(&self) -> String {
        self.spot
            .as_ref()
            .map_or_else(|| self.file.clone(), |spot| format!("{}: {spot}", self.file))
    }
}

/// Something wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What kind of fault.
    pub code: Code,
    /// What is wrong: a lower-case fragment.
    pub message: String,
    /// Where in the files.
    pub place: Option<Place>,
    /// The job it concerns, as `piece (edition, language)`.
    pub job: Option<String>,
    /// The page it concerns, from 0.
    pub page: Option<usize>,
    /// What to do next, in the coordinator's words.
    pub hints: Vec<String>,
}

impl Finding {
    /// A finding without place or hint.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            place: None,
            job: None,
            page: None,
            hints: Vec::new(),
        }
    }

    /// With a place.
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// With a hint.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// With the job that it concerns.
    pub fn of(mut self, job: impl Into<String>) -> Self {
        self.job = Some(job.into());
        self
    }

    /// With the page that it concerns, from 0.
    pub fn on_page(mut self, page: usize) -> Self {
        self.page = Some(page);
        self
    }

    /// Whether the piece cannot be made.
    pub fn is_error(&self) -> bool {
        self.code.severity() == Severity::Error
    }
}

/// How many findings of one code in one file are told to a person; `--format json` tells all.
const MOST_OF_A_KIND: usize = 40;

/// Lines longer than this, in bytes, are not quoted whole.
const LONGEST_LINE: usize = 400;

/// All that a run found, with the files to quote from.
#[derive(Debug, Default)]
pub struct Report {
    findings: Vec<Finding>,
    files: BTreeMap<String, String>,
}

impl Report {
    /// Adds a finding.
    pub fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Adds findings.
    pub fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings);
    }

    /// Keeps a file's text, to quote the line of a finding.
    pub fn add_file(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.files.insert(path.into(), text.into());
    }

    /// What was found so far.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether there is an error among the findings.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(Finding::is_error)
    }

    /// Sorts by place and drops repetitions (one fault seen in two languages is two findings: they name their job).
    pub fn sort(&mut self) {
        self.findings.sort_by_cached_key(|f| {
            (
                f.place.clone().unwrap_or_default(),
                f.code.severity(),
                f.code,
                f.job.clone(),
                f.message.clone(),
            )
        });
        self.findings.dedup();
    }

    /// The counts of errors and warnings.
    pub fn counts(&self) -> (usize, usize) {
        let errors = self.findings.iter().filter(|f| f.is_error()).count();
        (errors, self.findings.len() - errors)
    }

    /// Writes every finding in the form asked for.
    pub fn print(&self, out: &mut dyn WriteColor, format: Format) -> io::Result<()> {
        let mut told: BTreeMap<(Code, String), usize> = BTreeMap::new();
        for finding in &self.findings {
            let file = finding.place.as_ref().map(|place| place.file.clone()).unwrap_or_default();
            let count = told.entry((finding.code, file)).or_default();
            *count += 1;
            if *count > MOST_OF_A_KIND && format != Format::Json {
                continue;
            }
            match format {
                Format::Human => self.print_human(out, finding)?,
                Format::Short => self.print_short(out, finding)?,
                Format::Json => self.print_json(out, finding)?,
            }
        }
        if format != Format::Json {
            for ((code, file), count) in
                told.into_iter().filter(|(_, count)| *count > MOST_OF_A_KIND)
            {
                writeln!(
                    out,
                    "{file}{}{} more findings of the kind `{code}`",
                    if file.is_empty() { "" } else { ": " },
                    count - MOST_OF_A_KIND
                )?;
            }
        }
        Ok(())
    }

    fn print_human(&self, out: &mut dyn WriteColor, finding: &Finding) -> io::Result<()> {
        let base = match finding.code.severity() {
            Severity::Error => Diagnostic::error(),
            Severity::Warning => Diagnostic::warning(),
        };
        let job = finding.job.as_ref().map(|job| format!("{job}: ")).unwrap_or_default();
        let mut diagnostic = base
            .with_code(finding.code.name())
            .with_message(format!("{job}{}", finding.message))
            .with_notes(finding.hints.iter().map(|hint| format!("hint: {hint}")).collect());
        let place = finding.place.clone().unwrap_or_default();
        let text = self.files.get(&place.file).map(String::as_str).unwrap_or_default();
        match place.range {
            Some((start, end))
                if line_around(text, start).is_some_and(|line| line.len() > LONGEST_LINE) =>
            {
                let at = self
                    .line_column(&place)
                    .map(|(line, column)| format!(":{line}:{column}"))
                    .unwrap_or_default();
                diagnostic
                    .notes
                    .insert(0, format!("in {}{at}: {}", place.file, excerpt(text, start, end)));
            }
            Some((start, end)) if end <= text.len() => {
                diagnostic = diagnostic.with_label(Label::primary((), start..end))
            }
            _ if !place.file.is_empty() => {
                diagnostic.notes.insert(0, format!("in {}", place.shown()))
            }
            _ => {}
        }
        let file = SimpleFile::new(place.file.as_str(), text);
        term::emit_to_write_style(out, &term::Config::default(), &file, &diagnostic)
            .map_err(io::Error::other)
    }

    fn print_short(&self, out: &mut dyn WriteColor, finding: &Finding) -> io::Result<()> {
        if let Some(place) = &finding.place {
            write!(out, "{}", place.shown())?;
            if let Some((line, column)) = self.line_column(place) {
                write!(out, ":{line}:{column}")?;
            }
            write!(out, ": ")?;
        }
        let severity = if finding.is_error() { "error" } else { "warning" };
        let job = finding.job.as_ref().map(|job| format!("{job}: ")).unwrap_or_default();
        write!(out, "{severity}[{}]: {job}{}", finding.code, finding.message)?;
        if !finding.hints.is_empty() {
            write!(out, " ({})", finding.hints.join("; "))?;
        }
        writeln!(out)
    }

    fn print_json(&self, out: &mut dyn WriteColor, finding: &Finding) -> io::Result<()> {
        let at = finding.place.as_ref().and_then(|place| self.line_column(place));
        let spot = finding.place.as_ref().and_then(|place| place.spot.as_ref());
        let line = serde_json::json!({
            "type": "finding",
            "severity": finding.code.severity(),
            "code": finding.code,
            "message": finding.message,
            "job": finding.job,
            "file": finding.place.as_ref().map(|place| &place.file),
            "line": at.map(|at| at.0).or_else(|| spot.and_then(|spot| spot.line).map(|line| line as usize)),
            "column": at.map(|at| at.1),
            "pointer": finding.place.as_ref().and_then(|place| place.pointer.as_ref()),
            "row": spot.map(|spot| spot.row),
            "header": spot.and_then(|spot| spot.column.as_ref()),
            "hints": finding.hints,
        });
        writeln!(out, "{line}")
    }

    /// Line and column, from 1; columns count characters.
    pub fn line_column(&self, place: &Place) -> Option<(usize, usize)> {
        let text = self.files.get(&place.file)?;
        let before = text.get(..place.range?.0)?;
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Some((before.matches('\n').count() + 1, before[line_start..].chars().count() + 1))
    }
}

/// The line around a byte.
fn line_around(text: &str, at: usize) -> Option<&str> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
    text[start..].lines().next()
}

/// Some forty characters from a place on.
fn excerpt(text: &str, start: usize, end: usize) -> String {
    let quoted: String = text
        .get(start..end)
        .unwrap_or_default()
        .chars()
        .take_while(|c| *c != '\n')
        .take(40)
        .collect();
    let cut = if quoted.len() < end.saturating_sub(start) { "…" } else { "" };
    format!("{quoted}{cut}")
}
