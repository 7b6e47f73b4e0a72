//! Whether the certificates of a session may go to the press. As for every other piece, someone who
//! knows the language must have read the texts before they are printed, and nothing on them may be
//! a sample.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::certificates::files::lists::piece;
use crate::certificates::issue::CertificateContext;
use crate::certificates::ledger::{Certificate, Ledger, NAME};
use crate::cli::Certify;
use crate::content::data_file::DataFile;
use crate::content::edition::Edition;
use crate::diagnostic::{Code, Finding, Report};
use crate::error::Error;
use crate::output::count;
use crate::plan::{self, Job, TemplateChoice, certificate_template};
use crate::project::Project;
use crate::translation::review::find_unreviewed;
use crate::translation::{self, Record};

/// Whether a session's certificates may go to the press. The report says why not. What a
/// certificate that was issued before says is not translated again, but a review of today's texts
/// is what the project has.
///
/// # Errors
/// If the ledger cannot be read.
pub(super) fn may_be_printed(
    program: &CertificateContext,
    order: &Certify,
    session: &str,
    report: &mut Report,
) -> Result<bool, Error> {
    let content = &program.content;
    let certificates = valid(&program.project, session)?;
    let printed: BTreeSet<(&str, &str)> =
        certificates.iter().map(|one| (piece(one), one.lang.as_str())).collect();
    let vendor = order.vendor.as_deref();
    let job = |(piece, lang)| {
        let choice =
            TemplateChoice { piece, edition: Edition::Press, lang, vendor, session: Some(session) };
        // What makes a certificate impossible is reported when its files are made.
        let template = certificate_template(content, &Report::default(), &choice).ok()?;
        Some(Arc::new(template.job))
    };
    let jobs: Vec<Arc<Job>> = printed.into_iter().filter_map(job).collect();
    let is_real = order.draft || are_real(program, session, &certificates, &jobs, report);
    Ok(are_reviewed(program, jobs, report) && is_real)
}

/// Whether someone has read the translations.
fn are_reviewed(
    program: &CertificateContext,
    mut jobs: Vec<Arc<Job>>,
    report: &mut Report,
) -> bool {
    let content = &program.content;
    let source_lang = content.languages().next().unwrap_or_default();
    jobs.retain(|job| job.lang != source_lang);
    if jobs.is_empty() {
        return true;
    }
    let record = Record::read(&program.project, report);
    if record.is_none() && program.project.path(translation::PATH).exists() {
        return false;
    }
    let unreviewed = find_unreviewed(content, record.as_ref(), &jobs);
    report.extend(unreviewed.findings);
    unreviewed.blocked.is_empty()
}

/// Whether the certificates certify something, and the people and approvals on them are real. What
/// the data says of the sample certificate, such as its name, is on none of them.
fn are_real(
    program: &CertificateContext,
    session: &str,
    certificates: &[Certificate],
    jobs: &[Arc<Job>],
    report: &mut Report,
) -> bool {
    let content = &program.content;
    let mut findings: BTreeMap<(String, String), String> = BTreeMap::new();
    let marks = jobs.iter().flat_map(|job| plan::samples::marks(content, job));
    for mark in marks.filter(|mark| mark.file == DataFile::Program.path()) {
        findings.insert((mark.file, mark.pointer), mark.message);
    }
    let samples = certificates.iter().filter(|one| one.is_sample()).count();
    if samples > 0 {
        let is = if samples == 1 { "is a sample and certifies" } else { "are samples and certify" };
        let number = count(samples, "certificate", "certificates");
        let message = format!("{number} of `{session}` {is} nothing");
        let known = content.trainings.sessions.iter().position(|one| one.id.as_str() == session);
        let at = known.map(|index| format!("/sessions/{index}/sample"));
        let place = (DataFile::Trainings.path().to_owned(), at.unwrap_or_default());
        findings.insert(place, message);
    }
    let is_real = findings.is_empty();
    report.extend(findings.into_iter().map(|((file, pointer), message)| {
        let message = format!("{message}, so no press file was made");
        Finding::new(Code::SampleInPress, message).at(content.place(&file, &pointer)).hint(
            "certify a real session, with your program's own people and approvals; or add \
             `--draft`, for files that are not printed",
        )
    }));
    is_real
}

/// The certificates of a session that are not revoked.
fn valid(project: &Project, session: &str) -> Result<Vec<Certificate>, Error> {
    let path = project.path(NAME);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let mut certificates = Ledger::open_to_read(&path)?.of_session(session)?;
    certificates.retain(|one| one.revoked.is_none());
    Ok(certificates)
}
