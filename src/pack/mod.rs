//! A pack: one zip with what a print shop needs: the press files under the shop's names, a proof of
//! each page, and a job ticket as PDF and JSON.

mod delivered;
mod order;
mod problems;
mod samples;
mod ticket;
mod zip;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::content::trainings::SessionStatus;
use crate::content::vendors::Vendor;
use crate::content::{self, Content};
use crate::diagnostic::{Code, Finding, Report};
use crate::error::Error;
use crate::nearest;
use crate::output::manifest::joined;
use crate::output::write::write;
use crate::pipeline::{
    self, BuildRequest, CollectedJob, ForPack, JobRunner, OutputRow, missing_template,
};
use crate::project::Project;
use crate::typeset::{Engine, Fonts};

pub(crate) use delivered::{FOLDER, is_packed};
pub(crate) use order::{Copies, MAX_COPIES, Over, PrintOrder, Quantity};
use problems::Problems;
pub(crate) use ticket::LanguageQuantity;
use ticket::Ticket;

/// What was packed, and why the rest was not.
#[derive(Debug, Default)]
pub(crate) struct Packs {
    pub packs: Vec<Pack>,
    /// The finished jobs of all pieces.
    pub collected: Vec<CollectedJob>,
    /// Whether a selected piece was not packed; the report says why.
    pub is_incomplete: bool,
    pub report: Report,
}

/// The pack of one piece.
#[derive(Debug)]
pub(crate) struct Pack {
    pub piece: String,
    /// The zip in the output folder, with forward slashes.
    pub zip: String,
    /// The names of the files in the zip, in order.
    pub files: Vec<String>,
    /// The copies of each file, or of all together if their numbers differ.
    pub quantity: u32,
    /// The copies of each language.
    pub quantities: Vec<LanguageQuantity>,
    /// Whether the job ticket is marked as a draft.
    pub is_draft: bool,
    /// Whether it replaces a pack of the same order with other contents.
    pub replaces: bool,
    /// The zips of other orders of the piece, which stay.
    pub earlier: Vec<String>,
    /// The sessions that have files, and that are not open: full, postponed, or cancelled.
    pub closed: Vec<(String, SessionStatus)>,
}

/// A press file in the pack.
struct PressFile {
    name: String,
    lang: String,
    pages: usize,
    bytes: Vec<u8>,
}

/// Creates a pack of each selected piece. The zip of a piece is not written unless all of it can be
/// created. The request selects the pieces, their languages, and the print shop. `folder` is in the
/// output folder.
///
/// # Errors
/// If the selection has nothing to pack, or a zip cannot be written.
pub(crate) fn pack(
    project: &Project,
    out: &Path,
    folder: &str,
    request: &BuildRequest,
    order: &PrintOrder,
) -> Result<Packs, Error> {
    let mut request = BuildRequest {
        force: true,
        write: false,
        collect: true,
        for_pack: Some(ForPack { keep_unfit: order.draft }),
        ..request.clone()
    };
    let languages = order.copies.languages(&request.selection.languages)?;
    request.selection.languages = languages;
    request.selection.published_only = true;
    let outcome = pipeline::build(project, out, &request, |_, _| ())?;
    let mut packs = Packs { report: outcome.report, ..Packs::default() };
    let content = content::read_facts(project, &mut Report::default());
    let (Some(content), false) = (content, outcome.rows.is_empty() && packs.report.has_errors())
    else {
        packs.is_incomplete = true;
        return Ok(packs);
    };
    require_languages(&content, order)?;
    let content = Arc::new(content);
    let request = &request;
    let mut packer = Packer { project, out, folder, request, order, content, runner: None };
    let mut pieces: Vec<&str> = outcome.rows.iter().map(|row| row.piece.as_str()).collect();
    pieces.dedup();
    if pieces.is_empty() {
        let named = request.selection.pieces.join("`, `");
        return Err(Error::usage(format!("`{named}` has no files for a print shop"))
            .hint("name a piece whose template has the edition `press`"));
    }
    for piece in pieces {
        let rows: Vec<&OutputRow> = outcome.rows.iter().filter(|row| row.piece == piece).collect();
        let collected: Vec<&CollectedJob> =
            outcome.collected.iter().filter(|one| one.job.piece == piece).collect();
        let problems = Problems::find(&packer.content, piece, &packs.report, &rows, &collected);
        if problems.forbid(order.draft) {
            packs.is_incomplete = true;
            packs.report.extend(problems.findings(piece, order.draft));
            continue;
        }
        match packer.pack(&collected, &problems, &mut packs.report)? {
            Some(pack) => packs.packs.push(pack),
            None => packs.is_incomplete = true,
        }
    }
    remove_repeated(&mut packs.report);
    packs.report.sort();
    packs.collected = outcome.collected;
    Ok(packs)
}

/// Removes the warnings about samples for which a piece was not packed: the error names them.
fn remove_repeated(report: &mut Report) {
    let refused: Vec<Finding> =
        report.findings().iter().filter(|one| one.code == Code::NotPacked).cloned().collect();
    report.remove(|finding| {
        let is_same = |refused: &Finding| match finding.code {
            Code::Placeholder => finding.place.is_some() && finding.place == refused.place,
            Code::SampleReview => refused.message.ends_with(&finding.message),
            _ => false,
        };
        refused.iter().any(is_same)
    });
}

/// Refuses a quantity for a language that the program does not have.
fn require_languages(content: &Content, order: &PrintOrder) -> Result<(), Error> {
    let is_unknown = |lang: &&String| content.languages().all(|known| known != lang.as_str());
    let Some(lang) = order.copies.named_languages().find(is_unknown) else { return Ok(()) };
    let message = format!("`--quantity` has a number for `{lang}`, not a language of the program");
    Err(Error::usage(message).hint(nearest::hint(lang, content.languages())))
}

/// Makes packs of pieces whose files are ready.
struct Packer<'a> {
    project: &'a Project,
    out: &'a Path,
    /// The folder in the output folder.
    folder: &'a str,
    request: &'a BuildRequest,
    order: &'a PrintOrder,
    content: Arc<Content>,
    /// Draws the job tickets.
    runner: Option<JobRunner>,
}

impl Packer<'_> {
    /// Packs one piece. `None` if the report says why there is no job ticket.
    fn pack(
        &mut self,
        collected: &[&CollectedJob],
        problems: &Problems,
        report: &mut Report,
    ) -> Result<Option<Pack>, Error> {
        let Some(first) = collected.first().map(|one| &one.job) else { return Ok(None) };
        let Some(vendor) = &first.vendor else { return Ok(None) };
        let press_files: Vec<PressFile> =
            collected.iter().flat_map(|one| press_files(one, vendor)).collect();
        let ticket = ticket::fill(&self.content, self.order, collected, &press_files, problems);
        let Some(ticket) = ticket else { return Ok(None) };
        let Some(job) = ticket::job(&self.content, first, &ticket) else {
            report.push(missing_template(ticket::TEMPLATE));
            return Ok(None);
        };
        let Some(pdf) = self.runner().run_standalone(&job, report) else { return Ok(None) };
        let mut files = vec![
            ("job-ticket.pdf".to_owned(), pdf),
            (ticket::JSON.to_owned(), ticket.to_json(self.out)?),
        ];
        files.extend(press_files.into_iter().map(|file| (file.name, file.bytes)));
        files.extend(collected.iter().flat_map(|one| proofs(one)));
        let bytes = zip::bytes(&files, first.date).map_err(|error| {
            Error::new(self.out, format!("the package cannot be created: {error}"))
        })?;
        let (zip, earlier) = self.free_name(&first.piece, vendor, &ticket);
        let replaces = fs::read(joined(self.out, &zip)).is_ok_and(|before| before != bytes);
        write(&joined(self.out, &zip), &bytes)?;
        Ok(Some(Pack {
            piece: first.piece.clone(),
            zip,
            files: files.into_iter().map(|(name, _)| name).collect(),
            quantity: ticket.quantity,
            quantities: ticket.quantities,
            is_draft: self.order.draft,
            replaces,
            earlier,
            closed: self.closed_sessions(collected),
        }))
    }

    /// The sessions of the jobs that are full, postponed, or cancelled.
    fn closed_sessions(&self, collected: &[&CollectedJob]) -> Vec<(String, SessionStatus)> {
        let is_open = |status| matches!(status, SessionStatus::Scheduled | SessionStatus::Waitlist);
        let sessions = self.content.trainings.sessions.iter();
        let closed = sessions.filter(|session| !is_open(session.status)).filter(|session| {
            let is_of =
                |one: &&CollectedJob| one.job.subject_id.as_deref() == Some(session.id.as_str());
            collected.iter().any(is_of)
        });
        closed.map(|session| (session.id.to_string(), session.status)).collect()
    }

    /// The runner for job tickets, which share the fonts.
    fn runner(&mut self) -> &JobRunner {
        let Self { project, request, content, .. } = self;
        self.runner.get_or_insert_with(|| {
            // The build has reported the findings about fonts.
            let (engine, _) = Engine::new(project, Fonts::read(project), request.jobs);
            JobRunner::new(project, Arc::new(engine), Arc::clone(content))
        })
    }

    /// The path of a pack in the output folder, and those of other orders, which it leaves alone. A
    /// pack replaces an older one with the same ticket but for its facts, and no other file.
    fn free_name(&self, piece: &str, vendor: &Vendor, ticket: &Ticket) -> (String, Vec<String>) {
        let mut stem = piece.to_owned();
        let selected = &self.request.selection.languages;
        let is_all = self.content.languages().all(|lang| selected.iter().any(|it| it == lang));
        for lang in selected.iter().filter(|_| !is_all) {
            stem += &format!("-{lang}");
        }
        match ticket.partners.as_slice() {
            [] => {}
            [partner] => stem += &format!("-{partner}"),
            _ => stem += "-partners",
        }
        let draft = if self.order.draft { "-DRAFT" } else { "" };
        let stem = format!("{}/{stem}-{}{draft}", self.folder, vendor.id);
        let mut name = format!("{stem}.zip");
        let (mut number, mut others) = (2, Vec::new());
        loop {
            let path = joined(self.out, &name);
            let Ok(bytes) = fs::read(&path) else { return (name, others) };
            if zip::read(&bytes, ticket::JSON).is_some_and(|json| ticket.is_same_order(&json)) {
                return (name, others);
            }
            others.push(name);
            name = format!("{stem}-{number}.zip");
            number += 1;
        }
    }
}

/// The press files of a job, under the names that the shop wants.
fn press_files(one: &CollectedJob, vendor: &Vendor) -> Vec<PressFile> {
    let job = &one.job;
    let is_split = one.files.len() > 1;
    let pages = one.proofs.pages.len();
    let mut files = Vec::new();
    for (page, output) in job.outputs(pages).into_iter().enumerate() {
        let Some(bytes) = one.files.get(&output) else { continue };
        files.push(PressFile {
            name: format!("press/{}", job.name_at_shop(vendor, is_split.then_some(page))),
            lang: job.lang.clone(),
            pages: if is_split { 1 } else { pages },
            bytes: bytes.clone(),
        });
    }
    files
}

/// The proofs of a job with their names in the zip.
fn proofs(one: &CollectedJob) -> Vec<(String, Vec<u8>)> {
    let job = &one.job;
    let name = |side: &str| {
        let stem = job.stem().replace('.', "-");
        format!("proofs/{stem}-{}-{side}.png", job.lang)
    };
    let pages = one.proofs.pages.iter().enumerate();
    let pages = pages.map(|(page, png)| (name(&job.side_id(page)), png.clone()));
    let folded = one.proofs.folded.iter().map(|png| (name("folded"), png.clone()));
    pages.chain(folded).collect()
}
