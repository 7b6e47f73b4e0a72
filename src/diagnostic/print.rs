//! Prints a report: for people, one line per finding, or one JSON record per finding.

use std::collections::BTreeMap;
use std::io;

use codespan_reporting::diagnostic::{Diagnostic, Label};
use codespan_reporting::files::SimpleFile;
use codespan_reporting::term::{self, termcolor::WriteColor};
use serde::Serialize;

use super::group::Group;
use super::{Code, Finding, Report, Severity, shorten};

/// How findings and results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people: each finding with the line of the file that it concerns
    Human,
    /// One line for each finding
    Short,
    /// One JSON object for each finding and each result, on standard output
    Json,
}

/// The maximum number of findings of one code in one file that are printed for people; equal ones
/// of several rows count once. JSON has no limit.
const MAX_PER_CODE: usize = 40;

/// The maximum length of a line that is quoted whole, in bytes.
const MAX_QUOTED_LINE: usize = 400;

/// A finding as `--format json` prints it.
#[derive(Serialize)]
struct FindingRecord<'a> {
    r#type: &'static str,
    version: u32,
    severity: Severity,
    code: Code,
    message: &'a str,
    job: Option<&'a str>,
    /// The page, from 1.
    page: Option<usize>,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    pointer: Option<&'a str>,
    /// The row of a roster, as a spreadsheet counts.
    row: Option<u32>,
    /// The header of the roster's column.
    header: Option<&'a str>,
    hints: &'a [String],
}

impl Report {
    /// Prints every finding.
    ///
    /// # Errors
    /// Fails if `out` cannot be written.
    pub fn print(&self, out: &mut dyn WriteColor, format: Format) -> io::Result<()> {
        let findings = self.findings();
        let groups = match format {
            Format::Json => {
                return findings.iter().try_for_each(|finding| self.print_json(out, finding));
            }
            Format::Human => Group::by_row(findings),
            Format::Short => findings.iter().map(Group::of_one).collect(),
        };
        let mut shown: BTreeMap<(Code, &str), usize> = BTreeMap::new();
        let mut left_out: BTreeMap<(Code, &str), usize> = BTreeMap::new();
        for group in &groups {
            let finding = group.finding;
            let file = finding.place.as_ref().map_or("", |place| &place.file);
            let shown = shown.entry((finding.code, file)).or_default();
            *shown += 1;
            if *shown > MAX_PER_CODE {
                *left_out.entry((finding.code, file)).or_default() += group.count();
            } else if format == Format::Human {
                self.print_human(out, group)?;
            } else {
                self.print_short(out, finding)?;
            }
        }
        for ((code, file), more) in left_out {
            let prefix = if file.is_empty() { String::new() } else { format!("{file}: ") };
            writeln!(out, "{prefix}{more} more `{code}` findings (--format json prints all)")?;
        }
        Ok(())
    }

    fn print_human(&self, out: &mut dyn WriteColor, group: &Group) -> io::Result<()> {
        let finding = group.finding;
        let base = match finding.severity() {
            Severity::Error => Diagnostic::error(),
            Severity::Warning => Diagnostic::warning(),
        };
        let mut diagnostic =
            base.with_code(finding.code.name()).with_message(finding.full_message());
        let place = finding.place.clone().unwrap_or_default();
        let text = self.text(&place.file);
        match place.range {
            Some((start, end)) if line_length(text, start) > MAX_QUOTED_LINE => {
                let (line, column) = self.line_column(&place).unwrap_or_default();
                let first_line = text[start..].lines().next().unwrap_or_default();
                let quoted = shorten(first_line.get(..end - start).unwrap_or(first_line));
                diagnostic.notes.push(format!("in {}:{line}:{column}: {quoted}", place.file));
            }
            Some((start, end)) if end <= text.len() => {
                diagnostic.labels.push(Label::primary((), start..end));
            }
            _ if !place.file.is_empty() => {
                let place = group.place_of_rows().unwrap_or_else(|| place.to_string());
                diagnostic.notes.push(format!("in {place}"));
            }
            _ => {}
        }
        diagnostic.notes.extend(finding.hints.iter().map(|hint| format!("hint: {hint}")));
        let file = SimpleFile::new(place.file.as_str(), text);
        term::emit_to_write_style(out, &term::Config::default(), &file, &diagnostic)
            .map_err(io::Error::other)
    }

    fn print_short(&self, out: &mut dyn WriteColor, finding: &Finding) -> io::Result<()> {
        if let Some(place) = &finding.place {
            write!(out, "{place}")?;
            if let Some((line, column)) = self.line_column(place) {
                write!(out, ":{line}:{column}")?;
            }
            write!(out, ": ")?;
        }
        let severity = finding.severity().name();
        write!(out, "{severity}[{}]: {}", finding.code, finding.full_message())?;
        if !finding.hints.is_empty() {
            write!(out, " ({})", finding.hints.join("; "))?;
        }
        writeln!(out)
    }

    fn print_json(&self, out: &mut dyn WriteColor, finding: &Finding) -> io::Result<()> {
        let place = finding.place.as_ref();
        let cell = place.and_then(|place| place.cell.as_ref());
        let (line, column) = place.and_then(|place| self.line_column(place)).unzip();
        let cell_line = cell.and_then(|cell| cell.line).map(|line| line as usize);
        let record = FindingRecord {
            r#type: "finding",
            version: 1,
            severity: finding.severity(),
            code: finding.code,
            message: &finding.message,
            job: finding.job.as_deref(),
            page: finding.page.map(|page| page + 1),
            file: place.map(|place| place.file.as_str()),
            line: line.or(cell_line),
            column,
            pointer: place.and_then(|place| place.pointer.as_deref()),
            row: cell.map(|cell| cell.row),
            header: cell.and_then(|cell| cell.column.as_deref()),
            hints: &finding.hints,
        };
        writeln!(out, "{}", serde_json::to_string(&record)?)
    }
}

/// Returns the length in bytes of the line around a byte; 0 if the text does not reach that far.
fn line_length(text: &str, at: usize) -> usize {
    let Some(before) = text.get(..at) else { return 0 };
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    text[start..].lines().next().map_or(0, str::len)
}
