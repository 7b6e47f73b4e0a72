//! The plan: which jobs there are, each with the exact JSON that its template will see.

mod brand;
mod build;
mod certificate;
mod concerns;
mod contacts;
mod counted;
pub(crate) mod difference;
mod facts;
mod guests;
mod heading;
pub mod imposition;
mod incomplete;
mod job;
mod labels;
mod link;
mod link_meaning;
pub(crate) mod locale;
mod modules;
mod money;
mod partners;
mod projection;
pub(crate) mod samples;
mod selection;
mod session;
mod setting;
mod short_link;
mod site;
mod standalone;
mod whole_numbers;
mod zone;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;

pub use build::SHEET_TEMPLATE;
pub use certificate::{
    CertificateLayout, CertificateTemplate, Recipient, Statement, TemplateChoice,
    certificate_template,
};
pub(crate) use concerns::concerns;
pub(crate) use facts::number;
pub use job::{Duplex, Imposition, Job, JobPicture, MissingText};
pub(crate) use labels::{ADDRESS_LABELS, DEFAULT_LABELS, LabelGrid};
pub use link::{BLANK_SIZE, CodeForm};
pub use modules::Modules;
pub use selection::{Office, PartnerChoice, Selection};
pub use setting::{Requirements, Setting};
pub(crate) use site::{SiteFacts, site_facts, written_number};
pub(crate) use standalone::{StandaloneDocument, standalone_job};
pub(crate) use whole_numbers::WORD_JOINER;

use build::{JobKey, PlanContext};
use selection::select_vendor;

use crate::content::Content;
use crate::content::data_file::DataFile;
use crate::content::edition::Edition;
use crate::content::pieces::Piece;
use crate::content::template::{Repeat, Template};
use crate::diagnostic::{Code, Finding, Report};
use crate::error::Error;

/// The jobs to do.
#[derive(Debug, Default)]
pub struct Plan {
    /// The jobs, in order of pieces, editions, languages.
    pub jobs: Vec<Arc<Job>>,
    /// Jobs that cannot be done because the data they read has errors.
    pub blocked: Vec<Arc<Job>>,
    /// The pieces whose jobs are not known: their template or the trainings have errors.
    pub unplanned: Vec<String>,
    /// Jobs in a draft language that has no text yet for something that they print. They are not
    /// made; a finding says so.
    pub incomplete: Vec<Arc<Job>>,
    /// The findings about pieces in draft languages.
    pub findings: Vec<Finding>,
    /// Remarks, such as that a piece has nothing to show.
    pub notes: Vec<String>,
}

/// Plans the jobs of a selection.
pub fn plan(content: &Content, selection: &Selection, report: &Report) -> Result<Plan, Error> {
    let pieces = selection.pieces(content)?;
    let languages = selection.languages(content)?;
    partners::require_partners(content, selection)?;
    let context = PlanContext {
        as_of: selection.as_of.unwrap_or(content.program.as_of.0),
        vendor: select_vendor(content, selection.vendor.as_deref())?,
        office: selection.office,
        ..PlanContext::new(content)
    };
    let mut plan = Plan::default();
    for (index, piece) in pieces {
        let Some(template) = known_template(content, piece) else {
            plan.unplanned.push(piece.id.to_string());
            continue;
        };
        if !languages.iter().any(|lang| piece.has_language(lang)) {
            if !selection.pieces.is_empty() {
                let own = piece.languages.iter().flatten().map(|lang| lang.0.as_str());
                let own = own.collect::<Vec<_>>().join("`, `");
                plan.notes.push(format!("`{}` is made in `{own}` only", piece.id));
            }
            continue;
        }
        let subjects = subjects(content, template, piece, context.as_of);
        if subjects.is_empty() {
            plan.notes.push(nothing_to_show(content, piece, template, context.as_of));
        }
        let is_selected = |edition: &&Edition| selection.editions.contains(edition);
        for edition in template.editions.iter().copied().filter(|edition| is_selected(&edition)) {
            let versions = partners::selected(content, piece, selection);
            for key in keys(index, &subjects, &languages, &versions) {
                if !has_language(content, &key)
                    || selection.subject.is_some()
                        && selection.subject != build::subject_id(content, template, &key)
                {
                    continue;
                }
                let key = JobKey { edition, ..key };
                let job = build::build(&context, template, &key);
                let is_incomplete = !job.untranslated.is_empty() && content.is_draft(key.lang);
                let list = match is_blocked(content, &job, report) {
                    _ if is_incomplete => &mut plan.incomplete,
                    true => &mut plan.blocked,
                    false => &mut plan.jobs,
                };
                list.push(Arc::new(job));
            }
        }
    }
    plan.notes.extend(partners::without_language(content, selection, &languages));
    block_collisions(&mut plan);
    plan.findings = incomplete::find_incomplete(content, &plan.incomplete);
    let has_partners = content.value(DataFile::Partners.path(), "").is_some();
    if has_partners
        && content.partners.partners.is_empty()
        && !content.is_invalid(DataFile::Partners)
    {
        plan.notes.push("`data/partners.json` has no partner yet".to_owned());
    }
    if content.pieces.pieces.is_empty() {
        plan.notes.push("`data/pieces.json` has no piece yet".to_owned());
    }
    Ok(plan)
}

/// Every subject of a piece in each language, with each of its versions. The versions of a language
/// follow each other, because they share most of their layout.
fn keys<'a>(
    index: usize,
    subjects: &[Option<usize>],
    languages: &'a [impl AsRef<str>],
    versions: &[Option<usize>],
) -> Vec<JobKey<'a>> {
    let mut keys = Vec::new();
    for &subject in subjects {
        for lang in languages.iter().map(AsRef::as_ref) {
            let key = JobKey { index, lang, subject, ..JobKey::default() };
            keys.extend(versions.iter().map(|partner| JobKey { partner: *partner, ..key }));
        }
    }
    keys
}

/// Whether a piece, as a partner hands it out, is made in a language.
fn has_language(content: &Content, key: &JobKey<'_>) -> bool {
    let partner = key.partner.map(|index| &content.partners.partners[index]);
    content.pieces.pieces[key.index].has_language(key.lang)
        && partner.is_none_or(|partner| partner.has_language(key.lang))
}

/// Says why a piece makes no file.
fn nothing_to_show(content: &Content, piece: &Piece, template: &Template, as_of: Date) -> String {
    let has_cancelled = !facts::upcoming(content, as_of, None).is_empty();
    let reason = match template.repeat {
        Some(Repeat::Team) => "`team` in `data/program.json` has no one".to_owned(),
        Some(Repeat::Trainings) => "`data/trainings.json` has no training".to_owned(),
        Some(Repeat::UpcomingSessions) if has_cancelled => {
            format!("each session on or after {as_of} is cancelled, and the piece leaves it out")
        }
        Some(Repeat::Sessions) if content.trainings.sessions.is_empty() => {
            "`data/trainings.json` has no session".to_owned()
        }
        Some(Repeat::Sessions) => {
            "each session is cancelled, and the piece leaves it out".to_owned()
        }
        _ => format!("there is no session on or after {as_of}"),
    };
    format!("`{}` has nothing to show: {reason}", piece.id)
}

/// Returns a piece's template, or `None` if the template or the data it repeats over has errors.
fn known_template<'a>(content: &'a Content, piece: &Piece) -> Option<&'a Template> {
    let template = content.templates.get(piece.template.as_str())?;
    let is_unknown =
        template.repeat.is_some_and(|repeat| content.invalid_files.contains(repeat.file().path()));
    (!is_unknown).then_some(template)
}

/// Whether the data still asks for a file: the piece in this edition and language and, if the
/// template makes one file for each, about this session, training, or person.
pub fn is_wanted(
    content: &Content,
    piece: &str,
    edition: Edition,
    lang: &str,
    subject_id: Option<&str>,
    as_of: Date,
) -> bool {
    let mut pieces = content.pieces.pieces.iter();
    let Some(index) = pieces.position(|known| known.id.as_str() == piece) else { return false };
    let piece = &content.pieces.pieces[index];
    // Nothing is known about a template, trainings, or partners with errors: their files stay.
    let Some(template) = known_template(content, piece) else { return true };
    let versions = partners::possible(content, piece, subject_id);
    let (subjects, languages) = (subjects(content, template, piece, as_of), [lang]);
    let keys = keys(index, &subjects, &languages, &versions);
    let is_subject =
        |key: &&JobKey<'_>| build::subject_id(content, template, key).as_deref() == subject_id;
    let wanted = keys.iter().find(is_subject);
    let may_be = wanted.is_some() || content.is_invalid(DataFile::Partners) && subject_id.is_some();
    template.editions.contains(&edition)
        && content.has_language(lang)
        && may_be
        && wanted.is_none_or(|key| has_language(content, key))
}

/// Whether nothing is known of what a file is about, because the partners have errors: it may be of
/// one of them.
pub fn is_of_unknown_partner(content: &Content, piece: &str, subject_id: Option<&str>) -> bool {
    let is_plain = |subject_id: &str| match subject_id.rsplit_once('.') {
        Some(_) => false,
        None => {
            let trainings = &content.trainings;
            let sessions = trainings.sessions.iter().map(|session| session.id.as_str());
            let trainings = trainings.trainings.iter().map(|training| training.id.as_str());
            let team = content.program.team.iter().map(|member| member.id.as_str());
            sessions.chain(trainings).chain(team).any(|id| id == subject_id)
        }
    };
    let is_known = content.pieces.pieces.iter().any(|known| known.id.as_str() == piece);
    content.is_invalid(DataFile::Partners) && is_known && subject_id.is_some_and(|id| !is_plain(id))
}

/// Blocks jobs that would write the same file, because two pieces or sessions have the same id.
/// That is a finding already.
fn block_collisions(plan: &mut Plan) {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for job in plan.jobs.iter().chain(&plan.blocked) {
        *counts.entry(job.output()).or_default() += 1;
    }
    plan.blocked.extend(plan.jobs.extract_if(.., |job| counts[&job.output()] > 1));
}

/// The indices of the sessions, trainings, or people that a template repeats over. A template that
/// makes a single file yields one `None`.
fn subjects(
    content: &Content,
    template: &Template,
    piece: &Piece,
    as_of: Date,
) -> Vec<Option<usize>> {
    match template.repeat {
        None => vec![None],
        Some(Repeat::Trainings) => (0..content.trainings.trainings.len()).map(Some).collect(),
        Some(Repeat::Team) => (0..content.program.team.len()).map(Some).collect(),
        Some(Repeat::Sessions) => {
            facts::shown(content, Some(piece)).into_iter().map(Some).collect()
        }
        Some(Repeat::UpcomingSessions) => {
            facts::upcoming(content, as_of, Some(piece)).into_iter().map(Some).collect()
        }
    }
}

/// Whether an error in the data that a job reads prevents it.
fn is_blocked(content: &Content, job: &Job, report: &Report) -> bool {
    let is_error = |finding: &&Finding| finding.is_error() && finding.code != Code::Untranslated;
    !job.untranslated.is_empty()
        || content.unwritable.contains(&job.lang)
        || job.reads.iter().any(|(file, _)| content.invalid_files.contains(file))
        || report.findings().iter().filter(is_error).any(|finding| concerns(finding, job))
}
