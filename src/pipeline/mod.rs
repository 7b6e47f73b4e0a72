//! The way of the data, from the files of facts to the finished files, stage by stage.

mod apart;
mod draft;
mod maker;
mod shelf;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;

use crate::content::edition::Edition;
use crate::content::{self, Content};
use crate::diagnostic::{Code, Finding, Report};
use crate::error::Error;
use crate::output::history::History;
use crate::output::manifest::{self, Entry, Manifest, Now, Why};
use crate::pictures::Cache;
use crate::plan::difference;
use crate::plan::{self, Job, Plan, Selection};
use crate::project::Project;
use crate::typeset::{self, Engine, Fonts};
use crate::workers;

pub(crate) use apart::{apart, no_template};
pub(crate) use draft::{Desk, Draft};
pub(crate) use maker::gave_up;

use maker::{Made, Maker};
use shelf::Shelf;

/// For so many jobs after its last use, what Typst computed is kept. It serves a job's second language; kept longer, it grows by tens of megabytes a job.
const KEEP_FOR: usize = 1;

/// A run of no more jobs forgets nothing: in `watch`, what it would forget serves the next save.
const FEW: usize = 6;

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
    /// Whether the finished files are handed back, also those that are up to date.
    pub collect: bool,
    /// Whether files for the press are handed back with a proof of each page, and even if a shop would send them back.
    pub for_pack: Option<ForPack>,
    /// Whether files of pieces that are no longer in the data are removed.
    pub prune: bool,
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
    /// A row for each file of a job.
    fn of(job: &Job, pages: Option<usize>, state: State) -> Vec<Self> {
        let outputs = job.outputs(pages.unwrap_or(1));
        let pages = if outputs.len() > 1 { Some(1) } else { pages };
        let row = |output| Self {
            piece: job.piece.clone(),
            over: job.subject_id.clone(),
            edition: Some(job.edition),
            lang: Some(job.lang.clone()),
            output: Some(output),
            pages,
            state,
        };
        outputs.into_iter().map(row).collect()
    }

    fn unplanned(piece: String) -> Self {
        Self {
            piece,
            over: None,
            edition: None,
            lang: None,
            output: None,
            pages: None,
            state: State::Failed,
        }
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
    /// Files that could not be written, the first of each kind of fault, and inputs that were not still while they were read.
    pub trouble: Vec<Error>,
    /// The finished files of each job, if they were asked for.
    pub collected: Vec<Collected>,
    /// The program's name in each of its languages, in order.
    pub program: Vec<(String, String)>,
}

/// A finished job: its PDF files by their path in the output folder.
#[derive(Debug)]
pub struct Collected {
    /// The job.
    pub job: Arc<Job>,
    /// Its PDF files.
    pub pdfs: BTreeMap<String, Vec<u8>>,
    /// A picture of each page with the lines of trim, bleed and safe area, for a pack.
    pub proofs: Vec<Vec<u8>>,
}

/// What a pack for a print shop needs besides the files.
#[derive(Debug, Clone, Copy)]
pub struct ForPack {
    /// Whether a file that a shop would send back is handed back all the same.
    pub keep_unfit: bool,
}

/// Reads the facts, plans, makes what is due, checks it and writes it. `progress` hears how many of how many jobs are done. Whoever
/// lets it write holds the output folder's lock.
pub fn build(
    project: &Project,
    out: &Path,
    request: &Request,
    mut progress: impl FnMut(usize, usize),
) -> Result<Outcome, Error> {
    let mut outcome = Outcome::default();
    let Some(content) = content::read(project, &mut outcome.report) else { return Ok(outcome) };
    outcome.program = content
        .languages()
        .map(|lang| {
            (lang.to_owned(), content.program.name.get(lang).unwrap_or_default().to_owned())
        })
        .collect();
    let plan = plan::plan(&content, &request.selection, &outcome.report)?;
    outcome.report.extend(stale_sessions(&content, &plan, request));
    let (mut manifest, note) = Manifest::read(out);
    let before = manifest.clone();
    let mut fonts = Fonts::read(project);
    manifest.fonts = fonts.identify(&manifest.fonts, request.jobs);
    outcome.report.extend(std::mem::take(&mut fonts.findings));
    let known =
        fonts.hashes().map(|(name, hash)| (project.path(name), Some(hash.to_owned()))).collect();
    let now = Now {
        project,
        out,
        engine: manifest::engine(),
        book: typeset::book_hash(&manifest.fonts),
        known: RefCell::new(known),
    };
    let due = split(&plan, &manifest, &content, &now, request, &mut outcome);
    outcome.notes.extend(plan.notes.into_iter().chain(note.filter(|_| request.write)));
    if request.write {
        orphans(&content, &mut manifest, out, request, &mut outcome);
    }
    if !due.is_empty() {
        let (engine, findings) = Engine::new(project, fonts, request.jobs);
        let is_usable = !findings.iter().any(Finding::is_error);
        outcome.report.extend(findings);
        if !is_usable {
            return Ok(outcome);
        }
        let content = Arc::new(content);
        let cache = Arc::new(Cache::new(request.write.then_some(out)));
        let desk = Desk {
            project: project.clone(),
            engine: Arc::new(engine),
            content: Arc::clone(&content),
            cache,
        };
        let maker = Maker { desk, png: request.png, for_pack: request.for_pack };
        let mut shelf = Shelf::new(&now, &mut manifest, request);
        make_all(maker, &due, &mut shelf, &mut outcome, &mut progress);
        let read = shelf.read;
        outcome.trouble.extend(changed_meanwhile(project, &content, &read));
    }
    if let (true, Err(error)) = (request.write && manifest != before, manifest.write(out)) {
        outcome.trouble.push(error);
    }
    outcome.rows.sort_by(|a, b| (&a.piece, &a.output).cmp(&(&b.piece, &b.output)));
    outcome.collected.sort_by_key(|one| one.job.output());
    outcome.report.sort();
    Ok(outcome)
}

/// Sets aside the jobs that are blocked by their data or up to date; gives those that are due.
fn split(
    plan: &Plan,
    manifest: &Manifest,
    content: &Content,
    now: &Now<'_>,
    request: &Request,
    outcome: &mut Outcome,
) -> Vec<Arc<Job>> {
    outcome.rows.extend(plan.unplanned.iter().map(|piece| Row::unplanned(piece.clone())));
    outcome.rows.extend(plan.blocked.iter().flat_map(|job| Row::of(job, None, State::Failed)));
    let history = History::of(now.project);
    let mut due = Vec::new();
    for job in &plan.jobs {
        let current =
            if request.force { Err(Why::Forced) } else { manifest.current(now, job, request.png) };
        match current {
            Ok(entry) if request.write || request.collect => {
                up_to_date(job, entry, content, now, request, outcome)
            }
            Ok(_) => due.push(Arc::clone(job)),
            Err(why) => {
                outcome.reasons.push(format!("{}: {}", job.output(), reason(&why, &history, job)));
                due.push(Arc::clone(job));
            }
        }
    }
    due
}

/// Why a job is due; if its facts differ, which.
fn reason(why: &Why, history: &History, job: &Job) -> String {
    let named = || {
        let now = serde_json::from_str(&job.json).ok()?;
        difference::describe(&difference::differences(&history.latest(&job.output())?.job, &now))
    };
    (*why == Why::Facts).then(named).flatten().unwrap_or_else(|| why.to_string())
}

/// Notes a job whose files are as they should be, and gives the warnings again that were given when it was made.
fn up_to_date(
    job: &Arc<Job>,
    entry: &Entry,
    content: &Content,
    now: &Now<'_>,
    request: &Request,
    outcome: &mut Outcome,
) {
    outcome.rows.extend(Row::of(job, Some(entry.pages), State::Unchanged));
    for warning in &entry.warnings {
        let mut warning = warning.clone();
        if let Some(place) = &mut warning.place {
            match &place.pointer {
                // The same fact may stand on another line by now.
                Some(pointer) => *place = content.place(&place.file, pointer),
                None => outcome.report.add_file(
                    &place.file,
                    std::fs::read_to_string(now.project.path(&place.file)).unwrap_or_default(),
                ),
            }
        }
        outcome.report.push(warning);
    }
    if request.collect {
        let pdfs = entry.outputs.keys().filter(|name| is_pdf(name));
        let pdfs = pdfs.filter_map(|name| {
            Some((name.clone(), std::fs::read(manifest::joined(now.out, name)).ok()?))
        });
        outcome.collected.push(Collected {
            job: Arc::clone(job),
            pdfs: pdfs.collect(),
            proofs: Vec::new(),
        });
    }
}

fn is_pdf(name: &str) -> bool {
    name.ends_with(".pdf")
}

/// Lists the files of pieces that are no longer in the data, or removes them. One that was changed by hand is left to the person.
fn orphans(
    content: &Content,
    manifest: &mut Manifest,
    out: &Path,
    request: &Request,
    outcome: &mut Outcome,
) {
    let as_of = request.selection.as_of.unwrap_or(content.program.as_of.0);
    let is_wanted = |entry: &Entry| {
        plan::is_wanted(
            content,
            &entry.piece,
            entry.edition,
            &entry.lang,
            entry.over.as_deref(),
            as_of,
        )
    };
    let unwanted: Vec<String> = manifest
        .files()
        .iter()
        .filter(|(_, entry)| !is_wanted(entry))
        .map(|(name, _)| name.clone())
        .collect();
    for name in unwanted {
        if !request.prune {
            outcome.notes.push(format!("{name}: nothing in the data asks for it any more; `peerpress build --prune` removes it"));
            continue;
        }
        for (file, hash) in manifest.remove(&name).map(|entry| entry.outputs).unwrap_or_default() {
            let path = manifest::joined(out, &file);
            match manifest::file_hash(&path) {
                None => {}
                Some(found) if found != hash => outcome
                    .notes
                    .push(format!("{file}: left where it is, because it was changed by hand")),
                Some(_) => match std::fs::remove_file(&path) {
                    Ok(()) => outcome.notes.push(format!("{file}: removed")),
                    Err(error) => outcome.trouble.push(
                        Error::new(&path, format!("cannot be removed: {error}"))
                            .hint("is it open in another program?"),
                    ),
                },
            }
        }
    }
}

/// Inputs that were saved while they were being used: what was made of them may be older than what stands there now.
fn changed_meanwhile(
    project: &Project,
    content: &Content,
    read: &BTreeMap<String, String>,
) -> Option<Error> {
    let is_other = |(file, hash): &(&String, &String)| {
        manifest::file_hash(&project.path(file)).as_ref() != Some(*hash)
    };
    let mut changed = content.changed_since_read(project);
    changed.extend(read.iter().filter(is_other).map(|(file, _)| file.as_str()));
    let (first, others) = changed.split_first()?;
    let more =
        if others.is_empty() { String::new() } else { format!(" (and {} more)", others.len()) };
    let message = format!(
        "was changed while the pieces were being made{more}: some may show what stood there before"
    );
    Some(
        Error::new(first, message).hint("run it again: only what the change concerns is made anew"),
    )
}

fn make_all(
    maker: Maker,
    due: &[Arc<Job>],
    shelf: &mut Shelf<'_>,
    outcome: &mut Outcome,
    progress: &mut impl FnMut(usize, usize),
) {
    let mut count = 0;
    let request = shelf.request;
    progress(0, due.len());
    let work = Arc::new(move |job: &Job| maker.make(job));
    workers::run(due, request.jobs, request.timeout, &work, |index, result| {
        let job = &due[index];
        let made = result.unwrap_or_else(|failure| Made {
            findings: gave_up(job, failure, request.timeout),
            ..Made::default()
        });
        count += 1;
        if due.len() > FEW {
            comemo::evict(KEEP_FOR);
        }
        progress(count, due.len());
        let pages = made.pages;
        let state = shelf.put(job, made, outcome).unwrap_or_else(|error| {
            // A full disk would be told once for each file.
            if outcome.trouble.len() < MOST_TROUBLE {
                outcome.trouble.push(error);
            }
            State::Failed
        });
        outcome.rows.extend(Row::of(job, pages, state));
    });
}

/// Warns of sessions that the pieces show as upcoming and that have begun by the computer's clock.
fn stale_sessions(content: &Content, plan: &Plan, request: &Request) -> Option<Finding> {
    let (Some(today), None) = (request.today, request.selection.as_of) else { return None };
    let as_of = content.program.as_of.0;
    let shows_upcoming = |job: &Arc<Job>| {
        job.reads.iter().any(|(file, pointer)| file == "data/program.json" && pointer == "/as_of")
    };
    let first = content.trainings.sessions.iter().find(|session| {
        session.days.first().is_some_and(|day| (as_of..today).contains(&day.date.0))
    })?;
    plan.jobs.iter().any(shows_upcoming).then(|| {
        let message = format!("the session `{}` is shown as upcoming as of {as_of}, but it has begun by this computer's date", first.id);
        Finding::new(Code::StaleDate, message)
            .at(content.place("data/program.json", "/as_of"))
            .hint("build with `--as-of today`, or set `as_of` to a later day")
    })
}
