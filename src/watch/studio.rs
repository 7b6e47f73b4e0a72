//! Laying out what changed, and nothing else, with the engine and all that it remembers kept alive from one save to the next.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::board::{Board, State, key, told};
use crate::content::{self, Content};
use crate::diagnostic::{Code, Finding, Report};
use crate::output::manifest;
use crate::pictures::Cache;
use crate::pipeline::{Desk, Draft, gave_up};
use crate::plan::{self, Job, Selection};
use crate::project::Project;
use crate::typeset::{Engine, Fonts};
use crate::workers;

/// What Typst has not used for so many sheets is forgotten: it grows by tens of megabytes a sheet. More than a save concerns as a rule, which is
/// a sheet in four editions: parts that did not change are not laid out anew.
const FORGET_AFTER: usize = 8;

/// A job that has just handed over its pages still lets go of the engine.
const LETTING_GO: Duration = Duration::from_millis(200);

/// The one who lays out.
pub(super) struct Studio {
    project: Project,
    selection: Selection,
    timeout: Duration,
    jobs: usize,
    engine: Option<Arc<Engine>>,
    content: Option<Arc<Content>>,
    cache: Arc<Cache>,
    /// What each sheet was laid out from.
    from: BTreeMap<String, From>,
    /// The sheets to lay out.
    due: Vec<Arc<Job>>,
    /// The sheet that Typst surely remembers.
    warm: Option<String>,
}

/// What a sheet was laid out from.
#[derive(Debug, PartialEq, Eq)]
struct From {
    job: [Option<String>; 3],
    reads: BTreeMap<String, String>,
}

fn job_hashes(job: &Job) -> [Option<String>; 3] {
    [
        Some(manifest::hash(job.json.as_bytes())),
        Some(manifest::template_hash(job)),
        manifest::vendor_hash(job),
    ]
}

impl Studio {
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
            from: BTreeMap::new(),
            due: Vec::new(),
            warm: None,
        }
    }

    /// Reads the facts anew and finds what is to be laid out. True if the facts can be read.
    pub(super) fn read(&mut self, board: &Board, fonts_changed: bool) -> bool {
        let mut report = Report::default();
        if !self.project.root().is_dir() {
            board.change(|shown| shown.tell(Vec::new(), Some("the project's folder is not there any more; put it back, or end `peerpress watch`".to_owned())));
            return false;
        }
        self.renew(fonts_changed, &mut report);
        let content = content::read(&self.project, &mut report);
        let plan = content.as_ref().map(|content| plan::plan(content, &self.selection, &report));
        report.sort();
        let findings: Vec<_> = report
            .findings()
            .iter()
            .filter(|finding| finding.job.is_none())
            .map(|finding| told(&report, finding))
            .collect();
        let (Some(content), Some(plan)) = (content, plan) else {
            board.change(|shown| {
                shown.tell(
                    findings,
                    Some("the facts cannot be read; the pages are the last good ones".to_owned()),
                )
            });
            return false;
        };
        let plan = match plan {
            Ok(plan) => plan,
            Err(error) => {
                board.change(|shown| shown.tell(findings, Some(error.to_string())));
                return false;
            }
        };
        self.compare(&plan);
        let pieces: Vec<&str> =
            content.pieces.pieces.iter().map(|piece| piece.id.as_str()).collect();
        let mut jobs: Vec<Arc<Job>> = plan.jobs.iter().chain(&plan.blocked).cloned().collect();
        jobs.sort_by_key(|job| {
            (
                pieces.iter().position(|id| *id == job.piece),
                job.subject_id.clone(),
                job.edition,
                job.lang.clone(),
            )
        });
        board.change(|shown| {
            let languages: Vec<String> = content.languages().map(str::to_owned).collect();
            shown.program = languages
                .first()
                .and_then(|lang| content.program.name.get(lang))
                .unwrap_or_default()
                .to_owned();
            shown.languages = languages;
            shown.list(&jobs);
            shown.tell(findings, None);
            for job in &plan.blocked {
                shown.draw(&key(job), None, blocked(&report, job));
            }
        });
        self.content = Some(Arc::new(content));
        true
    }

    /// Forgets what was read of files; builds the engine anew if the fonts are others or it is still in use by a job that was given up.
    fn renew(&mut self, fonts_changed: bool, report: &mut Report) {
        if let Some(engine) = self.engine.as_mut().filter(|_| !fonts_changed) {
            let start = Instant::now();
            while start.elapsed() < LETTING_GO {
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
            self.from.clear();
        }
    }

    /// Finds the sheets that were laid out from something else than what is there now.
    fn compare(&mut self, plan: &plan::Plan) {
        let mut hashes: BTreeMap<String, Option<String>> = BTreeMap::new();
        let mut is_current = |file: &str, hash: &String| {
            hashes
                .entry(file.to_owned())
                .or_insert_with(|| manifest::file_hash(&self.project.path(file)))
                .as_ref()
                == Some(hash)
        };
        let mut due = Vec::new();
        for job in &plan.jobs {
            let from = self.from.get(&key(job));
            if !from.is_some_and(|from| {
                from.job == job_hashes(job)
                    && from.reads.iter().all(|(file, hash)| is_current(file, hash))
            }) {
                due.push(Arc::clone(job));
            }
        }
        let known: BTreeSet<String> = plan.jobs.iter().map(|job| key(job)).collect();
        self.from.retain(|key, _| known.contains(key));
        self.due = due;
    }

    /// Lays out the sheet that is looked at, if it is due, else the next one. If none is due, the one that is looked at is laid out once
    /// more for nothing, so that Typst remembers it when it is saved. False if there is nothing to do.
    pub(super) fn draw_next(&mut self, board: &Board) -> bool {
        let viewed = board.look().viewed.clone();
        let nearest = viewed.as_ref().and_then(|viewed| self.nearest(viewed));
        if let Some(at) = nearest.or(if self.due.is_empty() { None } else { Some(0) }) {
            let job = self.due.remove(at);
            if let Some(draft) = self.draft(&job) {
                self.warm = Some(key(&job));
                self.show(board, &job, draft);
            }
            // After the picture is on its way.
            comemo::evict(FORGET_AFTER);
            return true;
        }
        if viewed.is_none() || viewed == self.warm {
            return false;
        }
        let job = viewed.as_ref().and_then(|viewed| {
            board
                .look()
                .sheets
                .get(viewed)
                .filter(|sheet| sheet.state == State::Current)
                .map(|sheet| Arc::clone(&sheet.job))
        });
        self.warm = viewed;
        let is_drawn = job.is_some_and(|job| self.draft(&job).is_some());
        comemo::evict(FORGET_AFTER);
        is_drawn
    }

    /// Typst forgot everything.
    pub(super) fn forgotten(&mut self) {
        self.warm = None;
    }

    fn draft(&self, job: &Arc<Job>) -> Option<Draft> {
        let desk = Desk {
            project: self.project.clone(),
            engine: self.engine.clone()?,
            content: self.content.clone()?,
            cache: Arc::clone(&self.cache),
        };
        let mut drawn = None;
        let work = Arc::new(move |job: &Job| desk.draft(job));
        workers::run(&[Arc::clone(job)], 1, self.timeout, &work, |_, result| drawn = Some(result));
        Some(drawn?.unwrap_or_else(|failure| Draft {
            findings: gave_up(job, failure, self.timeout),
            ..Draft::default()
        }))
    }

    fn show(&mut self, board: &Board, job: &Arc<Job>, draft: Draft) {
        let Some(content) = &self.content else { return };
        let mut report = Report::default();
        draft.quoted.into_iter().for_each(|(name, text)| report.add_file(name, text));
        content.sources().for_each(|(name, text)| report.add_file(name, text));
        let findings = draft.findings.iter().map(|finding| told(&report, finding)).collect();
        // What a template that stopped did not come to read is not known: it is tried again after every save.
        if draft.document.is_some() {
            self.from.insert(key(job), From { job: job_hashes(job), reads: draft.reads });
        } else {
            self.from.remove(&key(job));
        }
        board.change(|shown| shown.draw(&key(job), draft.document.map(Arc::new), findings));
    }

    /// The due sheet that is nearest to the one looked at: itself, then those of its edition and language.
    fn nearest(&self, viewed: &str) -> Option<usize> {
        let is_beside = |job: &Arc<Job>| {
            viewed.starts_with(&format!("{}/", job.edition.name()))
                && viewed.ends_with(&format!(".{}", job.lang))
        };
        self.due
            .iter()
            .position(|job| key(job) == viewed)
            .or_else(|| self.due.iter().position(is_beside))
    }

    /// Every file that a sheet was laid out from.
    pub(super) fn read_files(&self) -> BTreeSet<String> {
        self.from.values().flat_map(|from| from.reads.keys().cloned()).collect()
    }
}

/// Why a sheet is not laid out: the faults of the facts that it reads.
fn blocked(report: &Report, job: &Job) -> Vec<serde_json::Value> {
    let concerns = |finding: &&Finding| {
        let Some(place) = &finding.place else { return false };
        let pointer = place.pointer.as_deref().unwrap_or_default();
        finding.is_error()
            && job.reads.iter().any(|(file, read)| {
                *file == place.file
                    && (pointer.starts_with(read.as_str()) || finding.code == Code::Untranslated)
            })
    };
    report.findings().iter().filter(concerns).map(|finding| told(report, finding)).collect()
}
