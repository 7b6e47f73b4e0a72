//! What the preview shows, shared between the one who lays out and those who ask for it. Every change has a number, so that a page
//! in the browser asks for what is newer than what it has.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use typst_layout::PagedDocument;

use crate::diagnostic::{Finding, Report};
use crate::plan::Job;

/// One job in the preview.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) job: Arc<Job>,
    /// The title of the piece, as readers see it.
    pub(super) heading: String,
    /// The pages: the last that could be laid out.
    pub(super) document: Option<Arc<PagedDocument>>,
    /// The number of the change that gave these pages.
    pub(super) drawn: u64,
    pub(super) state: State,
    pub(super) findings: Vec<Value>,
    /// What was found when its file was written.
    pub(super) file_findings: Vec<Value>,
    /// The number of the last change of any of this.
    changed: u64,
}

/// How a sheet stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It is still to be laid out.
    Waiting,
    /// Its pages are those of the facts as they are.
    Current,
    /// Its pages are older: it cannot be laid out now.
    Broken,
}

/// What is shown.
#[derive(Default)]
pub(super) struct Shown {
    revision: u64,
    pub(super) program: String,
    pub(super) languages: Vec<String>,
    pub(super) sheets: BTreeMap<String, Sheet>,
    /// The order of the sheets: that of the pieces in the data.
    pub(super) order: Vec<String>,
    findings: Vec<Value>,
    /// What keeps everything from being shown anew.
    problem: Option<String>,
    /// The change at which the list of sheets or the findings of the data were last others.
    listed: u64,
    /// The sheet that is looked at.
    pub(super) viewed: Option<String>,
}

/// The board that all look at.
#[derive(Default)]
pub(super) struct Board {
    shown: Mutex<Shown>,
    changed: Condvar,
}

impl Board {
    /// Looks at what is shown.
    pub(super) fn look(&self) -> MutexGuard<'_, Shown> {
        // Whoever broke down while writing left at worst one sheet out of date.
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what is shown, and tells those who wait.
    pub(super) fn change(&self, work: impl FnOnce(&mut Shown)) {
        let mut shown = self.look();
        shown.revision += 1;
        work(&mut shown);
        drop(shown);
        self.changed.notify_all();
    }

    /// What is newer than a change, as soon as there is something; after `patience`, nothing new.
    pub(super) fn newer(&self, after: u64, patience: Duration) -> Value {
        let start = Instant::now();
        let mut shown = self.look();
        while shown.revision <= after && start.elapsed() < patience {
            let left = patience.saturating_sub(start.elapsed());
            shown =
                self.changed.wait_timeout(shown, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        shown.newer(after)
    }
}

impl Shown {
    /// Lists the sheets there are. Those that were there before keep their pages until they have new ones.
    pub(super) fn list(&mut self, jobs: &[Arc<Job>]) {
        self.order = jobs.iter().map(|job| key(job)).collect();
        let known: BTreeSet<&String> = self.order.iter().collect();
        self.sheets.retain(|key, _| known.contains(key));
        for job in jobs {
            // The JSON of a job is long; its title is read again only if something in it changed.
            let same = self.sheets.get(&key(job)).filter(|sheet| sheet.job.json == job.json);
            let read = || {
                serde_json::from_str::<Value>(&job.json)
                    .ok()
                    .and_then(|json| Some(json.pointer("/piece/title")?.as_str()?.to_owned()))
            };
            let heading =
                same.map_or_else(|| read().unwrap_or_default(), |sheet| sheet.heading.clone());
            let new = || Sheet {
                job: Arc::clone(job),
                heading: heading.clone(),
                document: None,
                drawn: 0,
                state: State::Waiting,
                findings: Vec::new(),
                file_findings: Vec::new(),
                changed: self.revision,
            };
            let sheet = self.sheets.entry(key(job)).or_insert_with(new);
            sheet.job = Arc::clone(job);
            if sheet.heading != heading {
                sheet.heading = heading;
                sheet.changed = self.revision;
            }
        }
        self.listed = self.revision;
    }

    /// What is wrong with the data, and what keeps everything from being shown anew.
    pub(super) fn tell(&mut self, findings: Vec<Value>, problem: Option<String>) {
        if self.findings != findings || self.problem != problem {
            (self.findings, self.problem) = (findings, problem);
            self.listed = self.revision;
        }
    }

    /// What is wrong with a sheet; `document` has its new pages, if it could be laid out.
    pub(super) fn draw(
        &mut self,
        key: &str,
        document: Option<Arc<PagedDocument>>,
        findings: Vec<Value>,
    ) {
        let revision = self.revision;
        let Some(sheet) = self.sheets.get_mut(key) else { return };
        sheet.state = if document.is_some() { State::Current } else { State::Broken };
        if let Some(document) = document {
            sheet.document = Some(document);
            sheet.drawn = revision;
        }
        sheet.findings = findings;
        sheet.file_findings.clear();
        sheet.changed = revision;
    }

    /// What was found when the files were written, by the jobs' titles.
    pub(super) fn written(&mut self, findings: &BTreeMap<String, Vec<Value>>) {
        let revision = self.revision;
        for sheet in self.sheets.values_mut() {
            let of_sheet = findings.get(&sheet.job.title()).map(Vec::as_slice).unwrap_or_default();
            let new: Vec<Value> = of_sheet
                .iter()
                .filter(|finding| !sheet.findings.contains(finding))
                .cloned()
                .collect();
            if new != sheet.file_findings {
                sheet.file_findings = new;
                sheet.changed = revision;
            }
        }
    }

    fn newer(&self, after: u64) -> Value {
        let sheets: Vec<Value> = self
            .sheets
            .iter()
            .filter(|(_, sheet)| sheet.changed > after)
            .map(|(key, sheet)| sheet.json(key))
            .collect();
        let mut json = json!({ "revision": self.revision, "sheets": sheets });
        if self.listed > after {
            json["program"] = self.program.clone().into();
            json["languages"] = self.languages.clone().into();
            json["order"] = self.order.clone().into();
            json["findings"] = self.findings.clone().into();
            json["problem"] = self.problem.clone().into();
        }
        json
    }
}

impl Sheet {
    fn json(&self, key: &str) -> Value {
        let pages = self
            .document
            .as_ref()
            .map(|document| document.pages().iter().enumerate())
            .into_iter()
            .flatten();
        let pages: Vec<Value> = pages
            .map(|(index, page)| json!({ "side": self.job.side(index), "width": page.frame.width().to_pt(), "height": page.frame.height().to_pt() }))
            .collect();
        let state = match self.state {
            State::Waiting => "waiting",
            State::Current => "current",
            State::Broken => "broken",
        };
        let findings: Vec<&Value> = self.findings.iter().chain(&self.file_findings).collect();
        json!({
            "key": key, "subject": self.job.stem(), "heading": self.heading, "about": self.job.subject_id, "edition": self.job.edition.name(),
            "lang": self.job.lang, "drawn": self.drawn, "state": state, "pages": pages, "findings": findings,
        })
    }
}

/// The name of a sheet: its file without the ending.
pub(super) fn key(job: &Job) -> String {
    let output = job.output();
    output.strip_suffix(".pdf").unwrap_or(&output).to_owned()
}

/// A finding as the page shows it.
pub(super) fn told(report: &Report, finding: &Finding) -> Value {
    let place = finding.place.as_ref();
    let at = place.and_then(|place| report.line_column(place));
    json!({
        "error": finding.is_error(), "code": finding.code, "message": finding.message, "hints": finding.hints, "page": finding.page,
        "file": place.map(|place| &place.file), "line": at.map(|at| at.0), "column": at.map(|at| at.1),
    })
}
