//! The plan: which jobs there are, each with the exact JSON that its template will see.

mod certificate;
mod concerns;
pub mod difference;
mod facts;
pub mod imposition;
mod job;
mod link;
pub(crate) mod locale;
mod standalone;

use std::collections::HashMap;
use std::sync::Arc;

use globset::GlobBuilder;
use jiff::civil::Date;

pub use certificate::{
    CertificateLayout, CertificateTemplate, Recipient, TemplateChoice, certificate_template,
};
pub(crate) use concerns::concerns;
pub(crate) use facts::number;
pub use job::{Duplex, Imposition, Job, SHEET_TEMPLATE};
pub use link::{CodeForm, Modules};
pub(crate) use standalone::{StandaloneDocument, standalone_job};

use imposition::{Flip, Paper, Shift};
use job::{JobKey, PlanContext};
use link::Codes;

use crate::content::Content;
use crate::content::edition::Edition;
use crate::content::pieces::Piece;
use crate::content::template::{Repeat, Template};
use crate::content::vendors::Vendor;
use crate::diagnostic::{Code, Report};
use crate::error::Error;
use crate::nearest;

/// What to make, as the command line says it.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Ids or globs of pieces; none means all.
    pub pieces: Vec<String>,
    /// Editions. A template that is not drawn for one is left out of it.
    pub editions: Vec<Edition>,
    /// Languages; none means all of the program.
    pub languages: Vec<String>,
    /// The print shop; none means the first in `data/vendors.json`.
    pub vendor: Option<String>,
    /// How the office edition is printed.
    pub office: Office,
    /// The day for which sessions are upcoming; none means the one in `data/program.json`.
    pub as_of: Option<Date>,
}

/// How the office edition is printed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Office {
    /// The paper for cards.
    pub sheet: Paper,
    /// How the printer turns it over.
    pub flip: Flip,
    /// How far the backs are moved, right and down, as they are seen, to make up for a printer that is a little off.
    pub shift_back: Shift,
}

/// The jobs to do, and what a person should know about the choice.
#[derive(Debug, Default)]
pub struct Plan {
    /// The jobs, in order of pieces, editions, languages.
    pub jobs: Vec<Arc<Job>>,
    /// Jobs that cannot be done because of the data they read.
    pub blocked: Vec<Arc<Job>>,
    /// Pieces that no job could be made of: their template or what they go over has faults.
    pub unplanned: Vec<String>,
    /// Remarks, such as a piece that has nothing to show.
    pub notes: Vec<String>,
}

/// Plans the jobs of a selection.
pub fn plan(content: &Content, selection: &Selection, report: &Report) -> Result<Plan, Error> {
    let pieces = select_pieces(content, &selection.pieces)?;
    let languages = select_languages(content, &selection.languages)?;
    let as_of = selection.as_of.unwrap_or(content.program.as_of.0);
    let context = PlanContext {
        content,
        as_of,
        vendor: select_vendor(content, selection.vendor.as_deref())?,
        office: selection.office,
        codes: Codes::default(),
    };
    let mut plan = Plan::default();
    for (index, piece) in pieces {
        let Some(template) = content.templates.get(piece.template.as_str()) else {
            plan.unplanned.push(piece.id.to_string());
            continue;
        };
        let subjects = subjects(content, template, as_of);
        if template.repeat.is_some() && content.invalid_files.contains("data/trainings.json") {
            plan.unplanned.push(piece.id.to_string());
            continue;
        }
        if subjects.is_empty() {
            plan.notes.push(format!(
                "{}: nothing to make, there is no session on or after {as_of}",
                piece.id
            ));
        }
        for edition in
            template.editions.iter().filter(|edition| selection.editions.contains(edition))
        {
            for subject in &subjects {
                for lang in &languages {
                    let job = Arc::new(job::build(
                        &context,
                        template,
                        &JobKey { index, edition: *edition, lang, subject: *subject },
                    ));
                    let list = if is_blocked(content, &job, report) {
                        &mut plan.blocked
                    } else {
                        &mut plan.jobs
                    };
                    list.push(job);
                }
            }
        }
    }
    block_collisions(&mut plan);
    if content.pieces.pieces.is_empty() {
        plan.notes.push("there is no piece in data/pieces.json yet".to_owned());
    }
    Ok(plan)
}

/// Whether the data still ask for a file: the piece in this edition and language and, where there is one for each, about this session or training.
pub fn is_wanted(
    content: &Content,
    piece: &str,
    edition: Edition,
    lang: &str,
    subject_id: Option<&str>,
    as_of: Date,
) -> bool {
    let Some(piece) = content.pieces.pieces.iter().find(|known| known.id.as_str() == piece) else {
        return false;
    };
    // Of a template or of trainings with faults, nothing can be said.
    let Some(template) = content.templates.get(piece.template.as_str()) else { return true };
    if template.repeat.is_some() && content.invalid_files.contains("data/trainings.json") {
        return true;
    }
    let is_subject = |index: Option<usize>| {
        index.map(|index| job::subject_id(content, template, index))
            == subject_id.map(str::to_owned)
    };
    template.editions.contains(&edition)
        && content.languages().any(|known| known == lang)
        && subjects(content, template, as_of).into_iter().any(is_subject)
}

/// Two jobs of one file (an id was given twice, which is told) would overwrite each other: neither is done.
fn block_collisions(plan: &mut Plan) {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for job in plan.jobs.iter().chain(&plan.blocked) {
        *counts.entry(job.output()).or_default() += 1;
    }
    let (colliding, alone) =
        std::mem::take(&mut plan.jobs).into_iter().partition(|job| counts[&job.output()] > 1);
    plan.jobs = alone;
    plan.blocked.extend::<Vec<_>>(colliding);
}

/// What a template goes over: indices of sessions or trainings, or once nothing.
fn subjects(content: &Content, template: &Template, as_of: Date) -> Vec<Option<usize>> {
    match template.repeat {
        None => vec![None],
        Some(Repeat::Trainings) => (0..content.trainings.trainings.len()).map(Some).collect(),
        Some(Repeat::Sessions) => (0..content.trainings.sessions.len()).map(Some).collect(),
        Some(Repeat::UpcomingSessions) => {
            facts::upcoming(content, as_of).into_iter().map(Some).collect()
        }
    }
}

/// Whether a fault in the data that the job reads keeps it from being made.
fn is_blocked(content: &Content, job: &Job, report: &Report) -> bool {
    job.untranslated
        || job.reads.iter().any(|(file, _)| content.invalid_files.contains(file))
        || report.findings().iter().any(|finding| {
            finding.is_error() && finding.code != Code::Untranslated && concerns(finding, job)
        })
}

/// The pieces wanted, with their places in data/pieces.json.
fn select_pieces<'a>(
    content: &'a Content,
    wanted: &[String],
) -> Result<Vec<(usize, &'a Piece)>, Error> {
    let pieces = &content.pieces.pieces;
    if wanted.is_empty() {
        return Ok(pieces.iter().enumerate().collect());
    }
    let mut chosen = vec![false; pieces.len()];
    for pattern in wanted {
        let glob = GlobBuilder::new(pattern).build().map_err(|error| {
            Error::usage(format!("`{pattern}` is no name or pattern of a piece: {error}"))
        })?;
        let matcher = glob.compile_matcher();
        let mut any = false;
        for (piece, chosen) in pieces.iter().zip(&mut chosen) {
            if matcher.is_match(piece.id.as_str()) {
                *chosen = true;
                any = true;
            }
        }
        if !any {
            let known = pieces.iter().map(|piece| piece.id.as_str());
            return Err(Error::usage(format!("there is no piece `{pattern}`"))
                .hint(nearest::hint(pattern, known)));
        }
    }
    Ok(pieces
        .iter()
        .enumerate()
        .zip(chosen)
        .filter(|(_, chosen)| *chosen)
        .map(|(piece, _)| piece)
        .collect())
}

fn select_vendor<'a>(
    content: &'a Content,
    wanted: Option<&str>,
) -> Result<Option<&'a Vendor>, Error> {
    let vendors = &content.vendors.vendors;
    let Some(wanted) = wanted else { return Ok(vendors.first()) };
    let found = vendors.iter().find(|vendor| vendor.id.as_str() == wanted);
    let unknown = || {
        Error::usage(format!("there is no vendor `{wanted}`"))
            .hint(nearest::hint(wanted, vendors.iter().map(|vendor| vendor.id.as_str())))
    };
    found.map(Some).ok_or_else(unknown)
}

fn select_languages(content: &Content, wanted: &[String]) -> Result<Vec<String>, Error> {
    for language in wanted {
        if !content.languages().any(|known| known == language) {
            let error = Error::usage(format!("the program has no language `{language}`"));
            return Err(error.hint(nearest::hint(language, content.languages())));
        }
    }
    let chosen = content
        .languages()
        .filter(|known| wanted.is_empty() || wanted.iter().any(|language| language == known));
    Ok(chosen.map(str::to_owned).collect())
}
