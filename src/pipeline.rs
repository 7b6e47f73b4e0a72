//! The way of the data, from the files of facts to the finished files, stage by stage.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::civil::Date;
use typst::diag::SourceDiagnostic;
use typst_layout::PagedDocument;

use crate::check;
use crate::content::template::Edition;
use crate::content::{self, Content};
use crate::diagnostic::{Code, Finding, Report};
use crate::error::Error;
use crate::finish::{press, preview, screen};
use crate::output::manifest::{self, Entry, Manifest};
use crate::output::write::write;
use crate::pictures::{self, Cache};
use crate::plan::{self, Job, Plan, Selection};
use crate::project::Project;
use crate::typeset::{self, Engine, Fonts};
use crate::workers::{self, Failure};

/// After so many jobs, Typst's memory of what it computed is let go. It serves a job's second language, and grows by tens of megabytes a job.
const EVICT_EVERY: usize = 4;

/// How often the manifest is written while jobs are being made.
const KEEP_EVERY: Duration = Duration::from_millis(500);

/// How many files that could not be written are told one by one.
const MOST_TROUBLE: usize = 3;

/// What to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// Which jobs.
    pub selection: Selection,
    /// Also those that are up to date.
    pub force: bool,
    /// The width of previews in pixels, if they are wanted.
    pub png: Option<u32>,
    /// Whether files are written; otherwise pages are only checked.
    pub write: bool,
    /// How many jobs at once.
    pub jobs: usize,
    /// How long a job may take.
    pub timeout: Duration,
    /// The day by this computer's clock, to warn of sessions that have begun; nothing made depends on it.
    pub today: Option<Date>,
}

/// What became of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Its file was made.
    Made,
    /// Its file is up to date.
    Unchanged,
    /// Its pages were checked; nothing was to be written.
    Checked,
    /// It has errors; the last good file stays.
    Failed,
}

/// What became of a job, or of a piece that no job could be made of.
#[derive(Debug)]
pub struct Row {
    /// The piece's id.
    pub piece: String,
    /// The session or training that it is about.
    pub over: Option<String>,
    /// The edition.
    pub edition: Option<Edition>,
    /// The language.
    pub lang: Option<String>,
    /// The file in the output folder.
    pub output: Option<String>,
    /// How many pages it has, if it could be laid out.
    pub pages: Option<usize>,
    /// What became of it.
    pub state: State,
}

impl Row {
    fn of(job: &Job, pages: Option<usize>, state: State) -> Self {
        Self {
            piece: job.piece.clone(),
            over: job.over.clone(),
            edition: Some(job.edition),
            lang: Some(job.lang.clone()),
            output: Some(job.output()),
            pages,
            state,
        }
    }

    fn unplanned(piece: String) -> Self {
        Self { piece, over: None, edition: None, lang: None, output: None, pages: None, state: State::Failed }
    }
}

/// What a run did and found.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The jobs, in order of their files.
    pub rows: Vec<Row>,
    /// What was found.
    pub report: Report,
    /// Remarks for the person.
    pub notes: Vec<String>,
    /// Why each job was due, for those who ask.
    pub reasons: Vec<String>,
    /// Files that could not be written, the first of each kind of fault.
    pub trouble: Vec<Error>,
}

/// Reads the facts, plans, makes what is due, checks it and writes it. `progress` hears how many of how many jobs are done.
pub fn build(project: &Project, out: &Path, request: &Request, mut progress: impl FnMut(usize, usize)) -> Result<Outcome, Error> {
    let mut outcome = Outcome::default();
    let Some(content) = content::read(project, &mut outcome.report) else { return Ok(outcome) };
    let plan = plan::plan(&content, &request.selection, &outcome.report)?;
    outcome.report.extend(stale_sessions(&content, &plan, request));
    let fonts = Fonts::read(project);
    let engine_hash = manifest::hash(format!("{} {}", env!("CARGO_PKG_VERSION"), fonts.hash).as_bytes());
    let (mut manifest, note) = Manifest::read(out);
    let due = split(&plan, &manifest, project, out, &engine_hash, request, &mut outcome);
    outcome.notes.extend(plan.notes.into_iter().chain(note.filter(|_| request.write)));
    if !due.is_empty() {
        let (engine, findings) = Engine::new(project, fonts, request.jobs);
        let is_usable = !findings.iter().any(Finding::is_error);
        outcome.report.extend(findings);
        if !is_usable {
            return Ok(outcome);
        }
        let cache = Cache::new(request.write.then_some(out));
        let maker = Maker { project: project.clone(), engine, content, png: request.png, cache };
        let mut shelf = Shelf { out, engine_hash, manifest: &mut manifest, write: request.write, png: request.png, kept: Instant::now() };
        make_all(maker, &due, request, &mut shelf, &mut outcome, &mut progress);
        if let (true, Err(error)) = (request.write, manifest.write(out)) {
            outcome.trouble.push(error);
        }
    }
    outcome.rows.sort_by(|a, b| (&a.piece, &a.output).cmp(&(&b.piece, &b.output)));
    outcome.report.sort();
    Ok(outcome)
}

/// Sets aside the jobs that are blocked by their data or up to date; gives those that are due.
fn split(plan: &Plan, manifest: &Manifest, project: &Project, out: &Path, engine: &str, request: &Request, outcome: &mut Outcome) -> Vec<Arc<Job>> {
    outcome.rows.extend(plan.unplanned.iter().map(|piece| Row::unplanned(piece.clone())));
    outcome.rows.extend(plan.blocked.iter().map(|job| Row::of(job, None, State::Failed)));
    let mut due = Vec::new();
    for job in &plan.jobs {
        let current = if request.force { Err("everything was asked for".to_owned()) } else { manifest.current(project, out, job, engine, request.png) };
        match current {
            Ok(entry) if request.write => outcome.rows.push(Row::of(job, Some(entry.pages), State::Unchanged)),
            Ok(_) => due.push(Arc::clone(job)),
            Err(why) => {
                outcome.reasons.push(format!("{}: {why}", job.output()));
                due.push(Arc::clone(job));
            }
        }
    }
    due
}

/// What every job needs to be made.
struct Maker {
    project: Project,
    engine: Engine,
    content: Content,
    png: Option<u32>,
    /// What was computed of pictures.
    cache: Cache,
}

/// Where finished files go.
struct Shelf<'a> {
    out: &'a Path,
    engine_hash: String,
    manifest: &'a mut Manifest,
    write: bool,
    png: Option<u32>,
    kept: Instant,
}

/// A job, made: its files if nothing is wrong with it, and what was found.
#[derive(Default)]
struct Made {
    /// Contents by path in the output folder.
    outputs: BTreeMap<String, Vec<u8>>,
    pages: Option<usize>,
    reads: BTreeMap<String, String>,
    findings: Vec<Finding>,
    /// Texts of templates, to quote from.
    quoted: Vec<(String, String)>,
}

fn make_all(maker: Maker, due: &[Arc<Job>], request: &Request, shelf: &mut Shelf<'_>, outcome: &mut Outcome, progress: &mut impl FnMut(usize, usize)) {
    let mut count = 0;
    progress(0, due.len());
    let work = Arc::new(move |job: &Job| maker.make(job));
    workers::run(due, request.jobs, request.timeout, &work, |index, result| {
        let job = &due[index];
        let made = result.unwrap_or_else(|failure| gave_up(job, failure, request.timeout));
        count += 1;
        if count % EVICT_EVERY == 0 {
            comemo::evict(0);
        }
        progress(count, due.len());
        let pages = made.pages;
        let state = shelf.put(job, made, &mut outcome.report).unwrap_or_else(|error| {
            // A full disk would be told once for each file.
            if outcome.trouble.len() < MOST_TROUBLE {
                outcome.trouble.push(error);
            }
            State::Failed
        });
        outcome.rows.push(Row::of(job, pages, state));
    });
}

impl Maker {
    /// Lays a job out, checks its pages and finishes it.
    fn make(&self, job: &Job) -> Made {
        let bad = check::pictures::usable(&self.project, &self.content, job, false);
        if !bad.is_empty() {
            return Made { findings: bad, ..Made::default() };
        }
        let laid = typeset::layout(&self.engine, job);
        let mut made = Made { reads: laid.files, ..Made::default() };
        if let Some(vendor) = &job.vendor {
            made.reads.extend(manifest::file_hash(&self.project.path(&vendor.profile)).map(|hash| (vendor.profile.clone(), hash)));
        }
        self.tell(job, Code::TemplateWarning, &laid.warnings, &mut made);
        let document = match laid.document {
            Ok(document) => document,
            Err(faults) => {
                made.findings.extend(check::pictures::usable(&self.project, &self.content, job, true));
                if made.findings.is_empty() {
                    self.tell(job, Code::TemplateFailed, &faults, &mut made);
                }
                return made;
            }
        };
        made.pages = Some(document.pages().len());
        let (document, placements) = pictures::fit(document, check::pictures::target(job), &self.cache);
        made.findings.extend(check::pictures::sharp(&self.project, &self.content, job, &placements));
        made.findings.extend(check::check(&self.content, job, &document));
        if made.findings.iter().any(Finding::is_error) {
            return made;
        }
        if !self.finish(job, &document, &mut made) {
            return made;
        }
        if let Some(width) = self.png {
            self.previews(job, &document, width, &mut made);
        }
        made
    }

    /// Makes the file of the edition; false if it cannot be.
    fn finish(&self, job: &Job, document: &PagedDocument, made: &mut Made) -> bool {
        let pdf = match job.edition {
            Edition::Screen | Edition::Office | Edition::LargePrint => {
                screen::pdf(job, document).map_err(|faults| self.tell(job, Code::NotAccessible, &faults, made))
            }
            Edition::Press => press::pdf(&self.project, job, document, &self.cache).map_err(|refusal| match refusal {
                press::Refusal::Engine(faults) => self.tell(job, Code::NotPressReady, &faults, made),
                press::Refusal::Vendor(finding) => made.findings.push(finding.of(job.title())),
            }),
        };
        let Ok(pdf) = pdf else { return false };
        let findings = job.vendor.as_ref().map(|vendor| check::preflight::check(&pdf, vendor)).unwrap_or_default();
        let is_fit = findings.is_empty();
        made.findings.extend(findings.into_iter().map(|finding| finding.of(job.title())));
        if is_fit {
            made.outputs.insert(job.output(), pdf);
        }
        is_fit
    }

    fn previews(&self, job: &Job, document: &PagedDocument, width: u32, made: &mut Made) {
        match preview::pngs(document, width) {
            Ok(pages) => made.outputs.extend(pages.into_iter().enumerate().map(|(index, png)| (job.preview(index), png))),
            Err(error) => made.findings.push(Finding::new(Code::TemplateFailed, format!("no preview could be drawn: {error}")).of(job.title())),
        }
    }

    fn tell(&self, job: &Job, code: Code, diagnostics: &[SourceDiagnostic], made: &mut Made) {
        for diagnostic in diagnostics {
            let (finding, quoted) = typeset::explain(&self.engine, job, code, diagnostic);
            made.findings.push(finding);
            made.quoted.extend(quoted);
        }
    }
}

impl Shelf<'_> {
    /// Writes a made job's file and notes it in the manifest. A job with warnings is not noted: it is looked at again, so that the
    /// warnings stay in sight.
    fn put(&mut self, job: &Job, made: Made, report: &mut Report) -> Result<State, Error> {
        let is_clean = made.findings.is_empty();
        for (name, text) in made.quoted {
            report.add_file(name, text);
        }
        report.extend(made.findings);
        if made.outputs.is_empty() {
            return Ok(State::Failed);
        }
        if !self.write {
            return Ok(State::Checked);
        }
        for (name, bytes) in &made.outputs {
            write(&manifest::joined(self.out, name), bytes)?;
        }
        let entry = Entry {
            engine: self.engine_hash.clone(),
            job: manifest::job_hash(job),
            reads: made.reads,
            pages: made.pages.unwrap_or_default(),
            outputs: made.outputs.iter().map(|(name, bytes)| (name.clone(), manifest::hash(bytes))).collect(),
            png: self.png,
        };
        if is_clean {
            self.manifest.insert(job.output(), entry);
        } else {
            self.manifest.remove(&job.output());
        }
        self.keep_manifest()?;
        Ok(State::Made)
    }
}

impl Shelf<'_> {
    /// Writes the manifest now and then, so that a run that is cut short has not been for nothing.
    fn keep_manifest(&mut self) -> Result<(), Error> {
        if self.kept.elapsed() > KEEP_EVERY {
            self.manifest.write(self.out)?;
            self.kept = Instant::now();
        }
        Ok(())
    }
}

/// The finding for a job that did not come to an end.
fn gave_up(job: &Job, failure: Failure, timeout: Duration) -> Made {
    let finding = match failure {
        Failure::Timeout => Finding::new(Code::TemplateEndless, format!("the template `{}` was not done after {} seconds", job.template, timeout.as_secs()))
            .hint("does a loop in it never end? `--timeout` allows more time"),
        Failure::Panic => Finding::new(Code::TemplateFailed, format!("the typesetting engine broke down on the template `{}`", job.template))
            .hint("please report this, with the project: it is a fault of Peerpress or Typst, not of your data"),
    };
    Made { findings: vec![finding.of(job.title())], ..Made::default() }
}

/// Warns of sessions that the pieces show as upcoming and that have begun by the computer's clock.
fn stale_sessions(content: &Content, plan: &Plan, request: &Request) -> Option<Finding> {
    let (Some(today), None) = (request.today, request.selection.as_of) else { return None };
    let as_of = content.program.as_of.0;
    let shows_upcoming = |job: &Arc<Job>| job.reads.iter().any(|(file, pointer)| file == "data/program.json" && pointer == "/as_of");
    let first = content.trainings.sessions.iter().find(|session| session.days.first().is_some_and(|day| (as_of..today).contains(&day.date.0)))?;
    plan.jobs.iter().any(shows_upcoming).then(|| {
        let message = format!("the session `{}` is shown as upcoming as of {as_of}, but it has begun by this computer's date", first.id);
        Finding::new(Code::StaleDate, message)
            .at(content.place("data/program.json", "/as_of"))
            .hint("build with `--as-of today`, or set `as_of` to a later day")
    })
}
