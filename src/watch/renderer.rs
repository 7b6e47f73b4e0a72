//! Lays out what a save changed, and nothing else. The engine and its cache stay alive from one
//! save to the next.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::state::{PreviewFinding, PreviewState, PreviewStatus, key};
use crate::content::{self, Content};
use crate::diagnostic::Report;
use crate::output::manifest;
use crate::pictures::Cache;
use crate::pipeline::{JobRunner, LaidOut, failure_report};
use crate::plan::{self, Job, Plan, Selection};
use crate::project::Project;
use crate::typeset::{self, Engine, Fonts};
use crate::workers;

/// Cached layout results unused for this many layouts are evicted (`comemo::evict`): each costs
/// tens of megabytes. The viewed job is laid out last, so that it is in the cache. A check of a
/// file is not a layout: counting it would evict parts of the viewed job before the next save.
const EVICT_AFTER: usize = 2;

/// How long to wait for a job that has just returned its pages to release the engine.
const RELEASE_TIMEOUT: Duration = Duration::from_millis(200);

/// Lays out and checks the jobs of the preview, one at a time.
pub(super) struct PreviewRenderer {
    project: Project,
    selection: Selection,
    timeout: Duration,
    jobs: usize,
    engine: Option<Arc<Engine>>,
    content: Option<Arc<Content>>,
    cache: Arc<Cache>,
    /// What each job was laid out from.
    inputs: BTreeMap<String, JobInputs>,
    /// The jobs whose pages are out of date.
    to_lay_out: Vec<Arc<Job>>,
    /// The jobs whose pages are shown and whose file is to be checked.
    to_check: Vec<Arc<Job>>,
    /// The job whose layout is certainly in the cache.
    cached: Option<String>,
    /// The number of layouts since the cache was last evicted.
    layouts: usize,
}

/// What a job was laid out from.
#[derive(Debug, PartialEq, Eq)]
struct JobInputs {
    hashes: [Option<String>; 3],
    reads: BTreeMap<String, String>,
}

fn job_hashes(job: &Job) -> [Option<String>; 3] {
    [
        Some(manifest::hash(job.json.as_bytes())),
        Some(manifest::template_hash(job)),
        manifest::vendor_hash(job),
    ]
}

impl PreviewRenderer {
    pub(super) fn new(
        project: &Project,
        selection: Selection,
        jobs: usize,
        timeout: Duration,
    ) -> Self {
        Self {
            project: project.clone(),
            selection,
            timeout,
            jobs,
            engine: None,
            content: None,
            cache: Arc::default(),
            inputs: BTreeMap::new(),
            to_lay_out: Vec::new(),
            to_check: Vec::new(),
            cached: None,
            layouts: 0,
        }
    }

    /// Reads the facts and finds the jobs to lay out. Returns false if the facts cannot be read. A
    /// bug in this program does not end the preview: the next save may avoid it.
    pub(super) fn read_project(&mut self, state: &PreviewState, fonts_changed: bool) -> bool {
        let read = workers::catch(|| self.read_facts(state, fonts_changed));
        read.unwrap_or_else(|what| {
            let problem = format!(
                "Peerpress has a bug ({what}); report it with the project, and undo the last save"
            );
            state.change(|preview| preview.set_findings(Vec::new(), Some(problem)));
            false
        })
    }

    fn read_facts(&mut self, state: &PreviewState, fonts_changed: bool) -> bool {
        if !self.project.root().is_dir() {
            let problem = "the project folder was moved or deleted; restore it, or stop \
                           `peerpress watch`";
            state.change(|preview| preview.set_findings(Vec::new(), Some(problem.to_owned())));
            return false;
        }
        let mut report = Report::default();
        self.refresh_engine(fonts_changed, &mut report);
        let mut content = content::read_facts(&self.project, &mut report);
        if let (Some(content), Some(engine)) = (&mut content, &self.engine) {
            let selected = &self.selection.languages;
            report.extend(typeset::check_fonts(content, &engine.offer(), selected));
        }
        let plan = content.as_ref().map(|content| plan::plan(content, &self.selection, &report));
        if let Some(Ok(plan)) = &plan {
            report.extend(plan.findings.iter().cloned());
        }
        report.sort();
        let findings = report.findings().iter().filter(|finding| finding.job.is_none());
        let findings = findings.map(|finding| PreviewFinding::new(&report, finding)).collect();
        let (content, plan) = match (content, plan) {
            (Some(content), Some(Ok(plan))) => (content, plan),
            (_, plan) => {
                let problem = match plan {
                    Some(Err(error)) => error.to_string(),
                    _ => "the data has errors; these pages are from the last successful build"
                        .to_owned(),
                };
                state.change(|preview| preview.set_findings(findings, Some(problem)));
                return false;
            }
        };
        self.find_due_jobs(&plan);
        let jobs = sorted_jobs(&content, &plan);
        let languages: Vec<String> = content.languages().map(str::to_owned).collect();
        let program = languages.first().and_then(|lang| content.program.name.get(lang));
        state.change(|preview| {
            preview.list.languages = languages;
            preview.list.program = program.unwrap_or_default().to_owned();
            preview.set_jobs(&jobs);
            preview.set_findings(findings, None);
            for job in &plan.blocked {
                let findings = report.findings().iter();
                let errors = findings.filter(|one| one.is_error() && plan::concerns(one, job));
                let errors = errors.map(|error| PreviewFinding::new(&report, error)).collect();
                preview.set_pages(&key(job), None, PreviewStatus::Broken, errors);
            }
        });
        self.content = Some(Arc::new(content));
        true
    }

    /// Makes the engine read the files again. Builds a new one if the fonts changed, or if a job
    /// that was abandoned still uses it.
    fn refresh_engine(&mut self, fonts_changed: bool, report: &mut Report) {
        if let Some(engine) = self.engine.as_mut().filter(|_| !fonts_changed) {
            let start = Instant::now();
            while start.elapsed() < RELEASE_TIMEOUT {
                if let Some(engine) = Arc::get_mut(engine) {
                    engine.reset();
                    return;
                }
                thread::sleep(Duration::from_millis(1));
            }
        }
        let (engine, findings) = Engine::new(&self.project, Fonts::read(&self.project), self.jobs);
        report.extend(findings);
        self.engine = Some(Arc::new(engine));
        if fonts_changed {
            self.inputs.clear();
        }
    }

    /// Finds the jobs whose inputs changed since they were laid out.
    fn find_due_jobs(&mut self, plan: &Plan) {
        let mut hashes: BTreeMap<String, Option<String>> = BTreeMap::new();
        let mut is_current = |file: &str, hash: &String| {
            let current = hashes
                .entry(file.to_owned())
                .or_insert_with(|| manifest::file_hash(&self.project.path(file)));
            current.as_ref() == Some(hash)
        };
        let unchecked: BTreeSet<String> = self.to_check.iter().map(|job| key(job)).collect();
        self.to_lay_out.clear();
        self.to_check.clear();
        for job in &plan.jobs {
            let is_up_to_date = self.inputs.get(&key(job)).is_some_and(|inputs| {
                inputs.hashes == job_hashes(job)
                    && inputs.reads.iter().all(|(file, hash)| is_current(file, hash))
            });
            if !is_up_to_date {
                self.to_lay_out.push(Arc::clone(job));
            } else if unchecked.contains(&key(job)) {
                self.to_check.push(Arc::clone(job));
            }
        }
        let known: BTreeSet<String> = plan.jobs.iter().map(|job| key(job)).collect();
        self.inputs.retain(|key, _| known.contains(key));
    }

    /// Lays out or checks one job: the viewed one first, then those beside it. With nothing to do,
    /// lays out the viewed job once more so that it is in the cache for the next save. Returns
    /// false if there is nothing to do.
    pub(super) fn work(&mut self, state: &PreviewState) -> bool {
        let viewed = state.lock().viewed.clone().unwrap_or_default();
        let is_viewed = |job: &Job| key(job) == viewed;
        let is_beside = |job: &Job| {
            viewed.starts_with(&format!("{}/", job.edition))
                && viewed.ends_with(&format!(".{}", job.lang))
        };
        if let Some(job) = take(&mut self.to_lay_out, is_viewed) {
            self.show(state, &job);
        } else if let Some(job) = take(&mut self.to_check, is_viewed) {
            self.check(state, &job);
        } else if let Some(job) = take_first(&mut self.to_lay_out, is_beside) {
            self.show(state, &job);
            self.evict();
        } else if let Some(job) = take_first(&mut self.to_check, is_beside) {
            self.check(state, &job);
        } else {
            return self.fill_cache(state, viewed);
        }
        true
    }

    /// Lays out a job and shows its pages.
    fn show(&mut self, state: &PreviewState, job: &Arc<Job>) {
        let laid_out = self.run(job, |runner, job| runner.lay_out(job));
        let LaidOut { document, reads, report, .. } = match laid_out {
            None => return,
            Some(Ok(laid_out)) => laid_out,
            Some(Err(report)) => LaidOut { report, ..LaidOut::default() },
        };
        let status = match &document {
            None => PreviewStatus::Broken,
            Some(_) if report.has_errors() => PreviewStatus::Current,
            Some(_) => PreviewStatus::Drawn,
        };
        // It is not known what a template that failed would have read, so it runs after every save.
        if document.is_some() {
            self.inputs.insert(key(job), JobInputs { hashes: job_hashes(job), reads });
        } else {
            self.inputs.remove(&key(job));
        }
        if status == PreviewStatus::Drawn {
            self.to_check.push(Arc::clone(job));
        }
        let findings = self.shown_findings(report);
        let document = document.map(Arc::new);
        state.change(|preview| preview.set_pages(&key(job), document, status, findings));
        self.cached = Some(key(job));
        self.layouts += 1;
    }

    /// Finishes the pages of a job for its edition, preflights the file, and shows the findings.
    fn check(&mut self, state: &PreviewState, job: &Arc<Job>) {
        let document = state.lock().jobs.get(&key(job)).and_then(|shown| shown.document.clone());
        let Some(document) = document else { return };
        let report = self.run(job, move |runner, job| {
            let mut report = Report::default();
            runner.finish(job, &document, &mut report);
            report
        });
        let Some(Ok(report) | Err(report)) = report else { return };
        let findings = self.shown_findings(report);
        state.change(|preview| preview.add_file_findings(&key(job), findings));
    }

    /// Lays out the viewed job for the cache. Returns false if that is not necessary.
    fn fill_cache(&mut self, state: &PreviewState, viewed: String) -> bool {
        self.evict();
        if viewed.is_empty() || self.cached.as_ref() == Some(&viewed) {
            return false;
        }
        let job = state.lock().jobs.get(&viewed).and_then(|shown| {
            let is_current = shown.status == PreviewStatus::Current;
            is_current.then(|| Arc::clone(&shown.job))
        });
        self.cached = Some(viewed);
        let Some(job) = job else { return false };
        self.run(&job, |runner, job| runner.lay_out(job));
        self.layouts += 1;
        true
    }

    /// Evicts what the last layouts did not use. The viewed job does not wait for it: its picture
    /// is being drawn.
    fn evict(&mut self) {
        for _ in 0..std::mem::take(&mut self.layouts) {
            comemo::evict(EVICT_AFTER);
        }
    }

    /// Notes that the cache was evicted.
    pub(super) fn forget_cached(&mut self) {
        self.cached = None;
    }

    /// Runs a step of a job within the time limit. `None` before the facts were read; the report
    /// says why a step did not finish.
    fn run<T: Send + 'static>(
        &self,
        job: &Arc<Job>,
        step: impl Fn(&JobRunner, &Job) -> T + Send + Sync + 'static,
    ) -> Option<Result<T, Report>> {
        let (engine, content) = (self.engine.clone()?, self.content.clone()?);
        let runner = JobRunner {
            cache: Arc::clone(&self.cache),
            ..JobRunner::new(&self.project, engine, content)
        };
        // The pages of the jobs before stay in memory.
        workers::allow_kept();
        let mut result = None;
        let work = Arc::new(move |job: &Job| step(&runner, job));
        workers::run(&[Arc::clone(job)], 1, self.timeout, &work, |_, done| result = Some(done));
        Some(result?.map_err(|failure| failure_report(job, failure, self.timeout)))
    }

    fn shown_findings(&self, mut report: Report) -> Vec<PreviewFinding> {
        for (name, text) in self.content.iter().flat_map(|content| content.sources()) {
            report.add_file(name, text);
        }
        report.findings().iter().map(|finding| PreviewFinding::new(&report, finding)).collect()
    }

    /// Every file that a job was laid out from.
    pub(super) fn read_files(&self) -> BTreeSet<String> {
        self.inputs.values().flat_map(|inputs| inputs.reads.keys().cloned()).collect()
    }
}

/// Takes the first job that matches out of a list.
fn take(jobs: &mut Vec<Arc<Job>>, matches: impl Fn(&Job) -> bool) -> Option<Arc<Job>> {
    let at = jobs.iter().position(|job| matches(job))?;
    Some(jobs.remove(at))
}

/// Takes the first job that matches, or the first of all.
fn take_first(jobs: &mut Vec<Arc<Job>>, matches: impl Fn(&Job) -> bool) -> Option<Arc<Job>> {
    take(jobs, matches).or_else(|| take(jobs, |_| true))
}

/// All jobs, also those with errors, in the order of the pieces in the data.
fn sorted_jobs(content: &Content, plan: &Plan) -> Vec<Arc<Job>> {
    let pieces: Vec<&str> = content.pieces.pieces.iter().map(|piece| piece.id.as_str()).collect();
    let mut jobs: Vec<Arc<Job>> = plan.jobs.iter().chain(&plan.blocked).cloned().collect();
    jobs.sort_by_cached_key(|job| {
        let piece = pieces.iter().position(|id| *id == job.piece);
        (piece, job.subject_id.clone(), job.edition, job.lang.clone())
    });
    jobs
}
