//! A build: reads the facts, plans the jobs, runs those that are due, and writes their files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use typst_layout::PagedDocument;

use super::job::{FinishedJob, JobRunner, failure_report};
use super::store::OutputStore;
use super::{BuildRequest, JobState, Outcome, OutputRow};
use crate::content::edition::Edition;
use crate::content::{self, Content};
use crate::diagnostic::{Code, Finding, Report};
use crate::error::Error;
use crate::output::manifest;
use crate::pictures::Cache;
use crate::plan::{self, Job, Plan};
use crate::project::Project;
use crate::translation::{self, review};
use crate::typeset::{self, Engine, Fonts};
use crate::workers;

/// Cached layout results unused for this many jobs are evicted (`comemo::evict`). One is enough to
/// share them with the same piece in the next language; each more costs tens of megabytes.
const EVICT_AFTER: usize = 1;

/// The same, for each worker, between versions of a piece, such as those of partners: they share
/// most of their layout, and other workers finish jobs while one is laid out. Pictures of other
/// sessions share little, and each takes tens of megabytes.
const EVICT_AFTER_IN_SERIES: usize = 2;

/// A run of at most this many jobs evicts nothing: in `watch`, the next save uses the cache.
const SMALL_RUN: usize = 6;

/// At most this many files that cannot be written are reported: a full disk affects all of them.
pub(super) const MOST_IO_ERRORS: usize = 3;

/// Builds what the request selects. `progress` receives the number of finished jobs and the total.
///
/// The caller holds the lock of the output folder if the request writes files.
///
/// # Errors
/// If the selection names something that does not exist. Everything else is in the outcome.
pub(crate) fn build(
    project: &Project,
    out: &Path,
    request: &BuildRequest,
    mut progress: impl FnMut(usize, usize),
) -> Result<Outcome, Error> {
    let mut outcome = Outcome::default();
    let mut fonts = Fonts::read(project);
    let Some(mut content) = content::read_facts(project, &mut outcome.report) else {
        let store = OutputStore::open(project, out, request, &mut fonts, &mut outcome);
        store.close(None, &mut outcome);
        return Ok(outcome);
    };
    for lang in content.languages() {
        let name = content.program.name.get(lang).unwrap_or_default();
        outcome.program.push((lang.to_owned(), name.to_owned()));
    }
    outcome.brand = content.brand.clone();
    let mut store = OutputStore::open(project, out, request, &mut fonts, &mut outcome);
    examine_fonts(&mut content, &fonts, &store, request, &mut outcome.report);
    let mut plan = plan::plan(&content, &request.selection, &outcome.report)?;
    examine_translations(project, &content, request, &mut plan, &mut outcome.report);
    examine_samples(&content, request, &mut plan, &mut outcome.report);
    examine_brand(&content, &plan, &mut outcome.report);
    outcome.report.extend(find_session_that_has_begun(&content, &plan, request));
    outcome.notes.extend_from_slice(&plan.notes);
    outcome.report.extend(plan.findings.iter().cloned());
    let due = store.find_due_jobs(&content, &plan, &mut outcome);
    let content = Arc::new(content);
    if !due.is_empty() {
        let (engine, findings) = Engine::new(project, fonts, request.jobs);
        let has_engine = !findings.iter().any(Finding::is_error);
        outcome.report.extend(findings);
        if !has_engine {
            due.iter().for_each(|job| store.failed.add(job));
            store.close(Some(&content), &mut outcome);
            return Ok(outcome);
        }
        let runner = JobRunner {
            cache: Arc::new(Cache::new(request.write.then_some(out))),
            png: request.png,
            for_pack: request.for_pack,
            ..JobRunner::new(project, Arc::new(engine), Arc::clone(&content))
        };
        run_jobs(runner, &due, request, &mut store, &mut outcome, &mut progress);
        outcome.io_errors.extend(find_changed_inputs(project, &content, &store.reads));
    }
    store.close(Some(&content), &mut outcome);
    outcome.rows.sort_by(|a, b| (&a.piece, &a.output).cmp(&(&b.piece, &b.output)));
    outcome.collected.sort_by_key(|one| one.job.output());
    outcome.report.sort();
    Ok(outcome)
}

/// Reports what the fonts lack. Most of them are read only for a language with a script of its own.
fn examine_fonts(
    content: &mut Content,
    fonts: &Fonts,
    store: &OutputStore<'_>,
    request: &BuildRequest,
    report: &mut Report,
) {
    let chosen: Vec<&str> = content.brand.typefaces.chosen().map(|(_, family)| family).collect();
    let is_chosen = |family: &str| chosen.iter().any(|it| it.eq_ignore_ascii_case(family));
    let needs_all = typeset::needs_all_fonts(content);
    let offer = fonts.offer(&store.manifest.fonts, |family| needs_all || is_chosen(family));
    report.extend(typeset::check_fonts(content, &offer, &request.selection.languages));
}

/// Reports outdated translations, and blocks press jobs whose translation nobody has reviewed. What
/// only compares with copies that went out, such as `stale`, needs no review; neither does a draft.
fn examine_translations(
    project: &Project,
    content: &Content,
    request: &BuildRequest,
    plan: &mut Plan,
    report: &mut Report,
) {
    if request.collect && request.for_pack.is_none() {
        return;
    }
    let record = translation::Record::read(project, report);
    // Nobody knows what an unreadable record says.
    let is_unknown = record.is_none() && project.path(translation::PATH).exists();
    let blocked = match is_unknown {
        true => BTreeSet::new(),
        false => review::examine(content, record.as_ref(), &plan.jobs, report),
    };
    if request.for_pack.is_some_and(|pack| pack.keep_unfit) {
        return;
    }
    let source_lang = content.languages().next();
    let is_blocked = |job: &mut Arc<Job>| {
        let is_translated = source_lang != Some(job.lang.as_str());
        job.edition == Edition::Press
            && is_translated
            && (is_unknown || blocked.contains(&(job.piece.clone(), job.lang.clone())))
    };
    plan.blocked.extend(plan.jobs.extract_if(.., is_blocked));
}

/// Blocks press files that would show what the data marks as a sample, or a placeholder, and
/// reports each with the pieces. What is only checked or packed shows nothing to a print shop:
/// `pack` has a rule of its own.
fn examine_samples(
    content: &Content,
    request: &BuildRequest,
    plan: &mut Plan,
    report: &mut Report,
) {
    if request.draft || !request.write {
        return;
    }
    let mut marked: BTreeMap<(String, String), (String, BTreeSet<String>)> = BTreeMap::new();
    let shows_sample = |job: &mut Arc<Job>| {
        if job.edition != Edition::Press {
            return false;
        }
        let marks = plan::samples::marks(content, job);
        for mark in &marks {
            let key = (mark.file.clone(), mark.pointer.clone());
            let (_, pieces) =
                marked.entry(key).or_insert_with(|| (mark.message.clone(), BTreeSet::new()));
            pieces.insert(job.piece.clone());
        }
        !marks.is_empty()
    };
    plan.blocked.extend(plan.jobs.extract_if(.., shows_sample));
    report.extend(marked.into_iter().map(|((file, pointer), (message, pieces))| {
        let pieces: Vec<String> = pieces.iter().map(|piece| format!("`{piece}`")).collect();
        let message = format!("{message}, so no press file was made of {}", pieces.join(", "));
        let fix = match pointer.ends_with("/sample") {
            true => "replace it with your program's own, and remove `\"sample\": true`",
            false => "write your program's own text in its place",
        };
        Finding::new(Code::SampleInPress, message)
            .at(content.place(&file, &pointer))
            .hint(format!("{fix}; or add `--draft`, for files that are not printed"))
    }));
}

/// Reports colors that the press of the print shop shows otherwise than a screen. A plan has one
/// print shop.
fn examine_brand(content: &Content, plan: &Plan, report: &mut Report) {
    if let Some(vendor) = plan.jobs.iter().find_map(|job| job.vendor.as_ref()) {
        report.extend(content.ink_differences(vendor));
    }
}

/// Makes the due jobs and stores their files as they come.
fn run_jobs(
    runner: JobRunner,
    due: &[Arc<Job>],
    request: &BuildRequest,
    store: &mut OutputStore<'_>,
    outcome: &mut Outcome,
    progress: &mut impl FnMut(usize, usize),
) {
    let mut count = 0;
    progress(0, due.len());
    let work = Arc::new(move |job: &Job| runner.run(job));
    workers::run(due, request.jobs, request.timeout, &work, |index, result| {
        let job = &due[index];
        let finished = result.unwrap_or_else(|failure| FinishedJob {
            report: failure_report(job, failure, request.timeout),
            ..FinishedJob::default()
        });
        count += 1;
        if due.len() > SMALL_RUN {
            let is_in_series = job.edition != Edition::Image
                && due.get(index + 1).is_some_and(|next| next.is_version_of(job));
            let series = EVICT_AFTER_IN_SERIES * request.jobs;
            comemo::evict(if is_in_series { series } else { EVICT_AFTER });
        }
        progress(count, due.len());
        let pages = finished.pages;
        let state = store.put(job, finished, outcome).unwrap_or_else(|error| {
            if outcome.io_errors.len() < MOST_IO_ERRORS {
                outcome.io_errors.push(error);
            }
            JobState::Failed
        });
        outcome.rows.extend(OutputRow::of_job(job, pages, state));
    });
}

/// Lays out jobs and passes each document to `work` on its thread, and the result to `done`; `None`
/// if the job cannot be laid out.
pub(crate) fn lay_out_each<T: Send + 'static>(
    project: &Project,
    jobs: &[Arc<Job>],
    limit: usize,
    work: impl Fn(&Job, &PagedDocument) -> T + Send + Sync + 'static,
    mut done: impl FnMut(Option<T>),
) {
    let (engine, findings) = Engine::new(project, Fonts::read(project), limit);
    if findings.iter().any(Finding::is_error) {
        return;
    }
    let engine = Arc::new(engine);
    let work = Arc::new(move |job: &Job| {
        let laid = typeset::layout(&engine, job);
        laid.document.ok().map(|document| work(job, &document))
    });
    workers::run(jobs, limit, workers::TIMEOUT, &work, |_, result| {
        comemo::evict(EVICT_AFTER);
        done(result.ok().flatten());
    });
}

/// Warns of a session that the pieces show as upcoming although it has begun.
fn find_session_that_has_begun(
    content: &Content,
    plan: &Plan,
    request: &BuildRequest,
) -> Option<Finding> {
    let (Some(today), None) = (request.today, request.selection.as_of) else { return None };
    let as_of = content.program.as_of.0;
    let session = content.trainings.sessions.iter().find(|session| {
        session.days.first().is_some_and(|day| (as_of..today).contains(&day.date.0))
    })?;
    let shows_upcoming = |job: &Arc<Job>| {
        job.reads.iter().any(|(file, pointer)| file == "data/program.json" && pointer == "/as_of")
    };
    if !plan.jobs.iter().any(shows_upcoming) {
        return None;
    }
    let message = format!(
        "the session `{}` is shown as upcoming as of {as_of}, but it began before today",
        session.id
    );
    Some(
        Finding::new(Code::StaleDate, message)
            .at(content.place("data/program.json", "/as_of"))
            .hint("build with `--as-of today`, or set `as_of` to a later date"),
    )
}

/// Reports inputs that were saved during the build: some files may show their older version.
fn find_changed_inputs(
    project: &Project,
    content: &Content,
    reads: &BTreeMap<String, String>,
) -> Option<Error> {
    let mut changed = content.changed_since_read(project);
    for (file, hash) in reads {
        if manifest::file_hash(&project.path(file)).as_ref() != Some(hash) {
            changed.push(file.as_str());
        }
    }
    let (first, others) = changed.split_first()?;
    let others = match others.len() {
        0 => String::new(),
        count => format!(" (and {count} more)"),
    };
    let message =
        format!("changed during the build{others}; some pieces may show the earlier version");
    Some(Error::new(first, message).hint("run the command again; it rebuilds only what changed"))
}
