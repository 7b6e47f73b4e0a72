//! Findings: what is wrong with the data, the templates or the finished pages, and how it is told.
//!
//! A finding is plain data, made by the stage that saw the fault and printed once, at the end of the run, so that the first
//! fault never hides the others.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::ops::Range;

use codespan_reporting::diagnostic::{Diagnostic, Label};
use codespan_reporting::files::SimpleFile;
use codespan_reporting::term::{self, termcolor::WriteColor};
use serde::Serialize;

use crate::cli::Format;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The piece is not made.
    Error,
    /// The piece is made; a person should look.
    Warning,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $severity:ident;)+) => {
        /// What kind of fault a finding is about. Each has a fixture in `tests/faults/` that provokes it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Code] = &[$(Code::$variant,)+];

            /// The name that messages and `--format json` show.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)+ }
            }

            /// How bad it is.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)+ }
            }

            /// When it occurs and what to do: the code's published explanation.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$variant => concat!($($doc, "\n",)+),)+ }
            }
        }
    };
}

codes! {
    /// The file is not UTF-8 text. Save it as UTF-8: editors offer it under "Save with encoding".
    Encoding = "encoding", Error;
    /// The file starts with a byte order mark. It is read all the same; other programs may stumble. Save it as "UTF-8", not "UTF-8 with BOM".
    ByteOrderMark = "byte-order-mark", Warning;
    /// The file is far larger than facts typed by people. Something else was saved under this name.
    TooLarge = "too-large", Error;
    /// Lists and objects nest deeper than any data file needs.
    TooDeep = "too-deep", Error;
    /// The file is not JSON: a comma, quote or bracket is missing or left over near the place shown.
    Syntax = "syntax", Error;
    /// A data file, or a file that the data names, is not in the project.
    MissingFile = "missing-file", Error;
    /// A path leaves the project's folder. Copy the file into the project and name it there.
    PathOutside = "path-outside", Error;
    /// One object gives the same field twice; only one of them can be meant.
    DuplicateField = "duplicate-field", Error;
    /// A value has the wrong type, such as a number where text is expected.
    WrongType = "wrong-type", Error;
    /// A field that must be there is not.
    MissingField = "missing-field", Error;
    /// A field that no one reads, most often a slip in its name.
    UnknownField = "unknown-field", Error;
    /// A value of the right type that does not have the right form, such as an id with spaces.
    BadValue = "bad-value", Error;
    /// A date that is not in the calendar.
    ImpossibleDate = "impossible-date", Error;
    /// Something ends before it starts, or happens in the wrong order.
    EndBeforeStart = "end-before-start", Error;
    /// Two things of one kind have the same id.
    DuplicateId = "duplicate-id", Error;
    /// An id that names nothing.
    UnknownReference = "unknown-reference", Error;
    /// A text lacks a language of the program. Pieces that print it are not made in any language until it is there.
    Untranslated = "untranslated", Error;
    /// A text is the same, word for word, in two languages: most often it was copied and not translated.
    SameText = "same-text", Warning;
    /// A contact field still holds a placeholder: the `example.org` domain or a 555-01xx number.
    Placeholder = "placeholder", Warning;
    /// A session that the pieces show as upcoming has begun by this computer's date. Build with `--as-of`.
    StaleDate = "stale-date", Warning;
    /// A template's `template.json` asks for something that Peerpress does not know.
    BadTemplate = "bad-template", Error;
    /// A piece lacks a wording, list or picture that its template asks for.
    MissingText = "missing-text", Error;
    /// A piece gives a wording, list or picture that its template does not use.
    UnusedText = "unused-text", Warning;
    /// A template stopped while it was drawing a piece.
    TemplateFailed = "template-failed", Error;
    /// A template warned while it was drawing a piece.
    TemplateWarning = "template-warning", Warning;
    /// A template did not come to an end in the time allowed (`--timeout`).
    TemplateEndless = "template-endless", Error;
    /// A font file cannot be read as a font.
    BrokenFont = "broken-font", Warning;
    /// There is no font at all: nothing can be set.
    NoFonts = "no-fonts", Error;
    /// No font of the project has a character of the text: it would print as an empty box.
    MissingGlyph = "missing-glyph", Error;
    /// Overset: a text is too long for its place.
    Overset = "overset", Error;
    /// Text stands nearer to the edge of the page than the template's safe area allows; a trim may cut it.
    OutsideSafeArea = "outside-safe-area", Error;
    /// Two texts lie on each other.
    TextOverlap = "text-overlap", Error;
    /// Text is too close in colour to what it stands on (WCAG 2.1 AA: 4.5 to 1, or 3 to 1 from 18 pt).
    LowContrast = "low-contrast", Error;
    /// Text is smaller than anyone should have to read.
    SmallText = "small-text", Error;
    /// Large print that does not keep the guidelines: 18 pt and up, headings 22 pt and up, lines 1.15 apart, no italics, nothing behind the text.
    LargePrint = "large-print", Error;
    /// The piece has more or fewer pages than its template says.
    PageCount = "page-count", Error;
    /// A page has not the trim size that the template says.
    PageSize = "page-size", Error;
    /// Headings do not start at level 1, skip a level, or there are several of level 1.
    HeadingOrder = "heading-order", Error;
    /// A {blank} of a pattern was printed as it stands: its name is not one that is filled there.
    UnfilledBlank = "unfilled-blank", Error;
    /// A text stands only where screen readers do not read: in a header, a footer, the background or an artifact.
    UnspokenText = "unspoken-text", Error;
    /// The ICC profile that a vendor's entry names cannot be used for a press.
    BadProfile = "bad-profile", Error;
    /// A finished file would not be accepted by a print shop (PDF/X-4).
    NotPressReady = "not-press-ready", Error;
    /// The document's title or language is missing or not that of the job.
    DocumentInfo = "document-info", Error;
    /// The finished file would not be accessible (PDF/UA-1) or durable (PDF/A-2a).
    NotAccessible = "not-accessible", Error;
    /// The roster is not a list that can be read: a renamed PDF, a workbook with a password, a file cut short or far too large.
    RosterFile = "roster-file", Error;
    /// The roster is not saved as Unicode, so its letters with accents are a guess. Save it as "CSV UTF-8" or as a workbook.
    RosterEncoding = "roster-encoding", Warning;
    /// Which column of the roster holds what cannot be told: no header row, two columns of one meaning, merged cells, a column without a name.
    RosterHeader = "roster-header", Error;
    /// Several sheets of the workbook hold a list; the first one is read. `--sheet` names another.
    RosterSheet = "roster-sheet", Warning;
    /// The workbook hides rows, by hand or by a filter. They are read like the others.
    RosterHidden = "roster-hidden", Warning;
    /// A row has more cells than the header has columns: most often a comma in a name that is not in quotes.
    RosterRow = "roster-row", Error;
    /// A formula of the spreadsheet gives an error, such as #REF!, where a name or hours should be.
    RosterCell = "roster-cell", Error;
    /// A row has no name, or what stands for it is none, such as a number.
    RosterName = "roster-name", Error;
    /// A name that looks like a formula, has no letter, or has only its first or last part. It is kept as it is.
    RosterOddName = "roster-odd-name", Warning;
    /// Most names of a column have a comma in them, as in `Last, First`, but its header does not say so. They are kept as they are.
    RosterOrder = "roster-order", Warning;
    /// A text has characters in it that no one can see: a line break, a control character, a mark that turns the direction of writing.
    RosterControl = "roster-control", Error;
    /// Letters were lost or garbled when the file was saved with one encoding and opened with another, as in `NÃºÃ±ez`.
    RosterGarbled = "roster-garbled", Error;
    /// A cell has spaces before or after its text, or several in a row. They are taken away.
    RosterSpaces = "roster-spaces", Warning;
    /// A name is written in capitals only. It is kept as it is.
    RosterCapitals = "roster-capitals", Warning;
    /// A name does not fit the certificate, at the smallest size that its template allows.
    RosterLong = "roster-long", Error;
    /// No font of the project has a character of a name: it would print as an empty box.
    RosterGlyph = "roster-glyph", Error;
    /// An e-mail address that is none, or several in one cell.
    RosterEmail = "roster-email", Error;
    /// Hours that are missing, are no number, are more than the training has or less than completion needs, or fall between the steps of partial credit.
    RosterHours = "roster-hours", Error;
    /// A row has no id though the others have: a certificate could not be told to be this person's again.
    RosterId = "roster-id", Error;
    /// A language in the roster that is none of the program's.
    RosterLanguage = "roster-language", Error;
    /// The same person is in the roster twice: by id, or by name and e-mail address.
    RosterTwice = "roster-twice", Error;
    /// Two names that differ little and share an e-mail address: most often one person, spelled in two ways.
    RosterNearName = "roster-near-name", Warning;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A cell of a list such as a roster, in the words of whoever looks at it in a spreadsheet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
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
        self.spot.as_ref().map_or_else(|| self.file.clone(), |spot| format!("{}: {spot}", self.file))
    }
}

/// Something wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind of fault.
    pub code: Code,
    /// What is wrong: a lower-case fragment.
    pub message: String,
    /// Where in the files.
    pub place: Option<Place>,
    /// The job it concerns, as `piece (edition, language)`.
    pub job: Option<String>,
    /// What to do next, in the coordinator's words.
    pub hints: Vec<String>,
}

impl Finding {
    /// A finding without place or hint.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), place: None, job: None, hints: Vec::new() }
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
        self.findings.sort_by_cached_key(|f| (f.place.clone().unwrap_or_default(), f.code.severity(), f.code, f.job.clone(), f.message.clone()));
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
            for ((code, file), count) in told.into_iter().filter(|(_, count)| *count > MOST_OF_A_KIND) {
                writeln!(out, "{file}{}{} more findings of the kind `{code}`", if file.is_empty() { "" } else { ": " }, count - MOST_OF_A_KIND)?;
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
            Some((start, end)) if line_around(text, start).is_some_and(|line| line.len() > LONGEST_LINE) => {
                let at = self.line_column(&place).map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default();
                diagnostic.notes.insert(0, format!("in {}{at}: {}", place.file, excerpt(text, start, end)));
            }
            Some((start, end)) if end <= text.len() => diagnostic = diagnostic.with_label(Label::primary((), start..end)),
            _ if !place.file.is_empty() => diagnostic.notes.insert(0, format!("in {}", place.shown())),
            _ => {}
        }
        let file = SimpleFile::new(place.file.as_str(), text);
        term::emit_to_write_style(out, &term::Config::default(), &file, &diagnostic).map_err(io::Error::other)
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
    let quoted: String = text.get(start..end).unwrap_or_default().chars().take_while(|c| *c != '\n').take(40).collect();
    let cut = if quoted.len() < end.saturating_sub(start) { "…" } else { "" };
    format!("{quoted}{cut}")
}
