//! The website of the program, as one more view of the preview. It is made in a folder that
//! Peerpress keeps for itself, and only while somebody looks at it.

use std::fs;
use std::path::{Component, Path, PathBuf};

use serde::Serialize;

use super::state::{PreviewFinding, PreviewState};
use crate::error::Error;
use crate::output::manifest::joined;
use crate::pipeline::BuildRequest;
use crate::project::Project;
use crate::site::{self, SiteOrder, SiteOutcome};

/// What the page asks for instead of the key of a job.
pub(super) const VIEW: &str = "website";

/// Where the website is made.
const FOLDER: &str = ".peerpress/preview-site";

/// The page of a folder.
const INDEX: &str = "index.html";

/// The types of the files of a website, by the ends of their names.
const TYPES: [(&str, &str); 11] = [
    ("css", "text/css; charset=utf-8"),
    ("html", "text/html; charset=utf-8"),
    ("ics", "text/calendar; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("webp", "image/webp"),
    ("woff2", "font/woff2"),
    ("xml", "application/xml"),
];

/// What the preview says about the website.
#[derive(Debug, Default, Serialize)]
pub(super) struct Website {
    /// The number of the change that brought the pages; 0 if there are none yet.
    made: u64,
    status: WebsiteStatus,
    findings: Vec<PreviewFinding>,
    /// Why the pages are not current, if so.
    problem: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum WebsiteStatus {
    /// The pages are being made.
    #[default]
    Waiting,
    Current,
    /// The pages cannot be made; those of before are shown.
    Broken,
}

/// The folder in which the website is made.
pub(super) fn folder(project: &Project) -> PathBuf {
    project.path(FOLDER)
}

/// Makes the website and shows how it went. The caller holds the lock of the output folder.
pub(super) fn make(project: &Project, out: &Path, request: &BuildRequest, state: &PreviewState) {
    change(state, |website, _| website.status = WebsiteStatus::Waiting);
    let folder = folder(project);
    let order = SiteOrder { out, folder: &folder, base_url: None, as_of: None, draft: true };
    let request = BuildRequest { collect: true, ..request.clone() };
    match site::make(project, &order, &request, |_, _| ()) {
        Ok(outcome) => change(state, |website, number| website.show(&outcome, number)),
        Err(error) => show_problem(state, error),
    }
}

/// Shows why the website cannot be made.
pub(super) fn show_problem(state: &PreviewState, error: Error) {
    change(state, |website, _| {
        website.status = WebsiteStatus::Broken;
        website.findings.clear();
        website.problem = Some(error.to_string());
    });
}

/// Changes what the preview says about the website. `change` receives the number of the change.
fn change(state: &PreviewState, change: impl FnOnce(&mut Website, u64)) {
    state.change(|preview| {
        let number = preview.note_website();
        change(&mut preview.website, number);
    });
}

impl Website {
    fn show(&mut self, outcome: &SiteOutcome, number: u64) {
        let report = &outcome.report;
        let findings = report.findings().iter();
        self.findings = findings.map(|finding| PreviewFinding::new(report, finding)).collect();
        let broken = "the website cannot be made; these pages are from the last time that it could";
        self.problem = match outcome.io_errors.first() {
            Some(error) => Some(error.to_string()),
            None => outcome.changes.is_none().then(|| broken.to_owned()),
        };
        self.status = match outcome.changes {
            Some(_) => WebsiteStatus::Current,
            None => WebsiteStatus::Broken,
        };
        if outcome.changes.is_some_and(|it| it.written + it.removed > 0 || self.made == 0) {
            self.made = number;
        }
    }
}

/// Reads a file of the website by its path, with its type. A folder stands for its page.
pub(super) fn read(folder: &Path, path: &str) -> Option<(&'static str, Vec<u8>)> {
    let path = if path.is_empty() || path.ends_with('/') {
        format!("{path}{INDEX}")
    } else {
        path.to_owned()
    };
    let parts = Path::new(&path).components();
    let is_public = |part: Component<'_>| match part {
        Component::Normal(name) => !name.to_string_lossy().starts_with('.'),
        _ => false,
    };
    if path.contains('\\') || !parts.into_iter().all(is_public) {
        return None;
    }
    let end = path.rsplit_once('.').map_or("", |(_, end)| end);
    let kind = TYPES.iter().find(|(known, _)| *known == end).map_or("text/plain", |it| it.1);
    Some((kind, fs::read(joined(folder, &path)).ok()?))
}
