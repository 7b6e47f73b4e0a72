//! Reviews of the translations on certificates for the press. As for every other piece, someone
//! who knows the language must have read the texts before they are printed.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::certificates::files::lists::piece;
use crate::certificates::issue::CertificateContext;
use crate::certificates::ledger::{Certificate, Ledger, NAME};
use crate::content::edition::Edition;
use crate::diagnostic::Report;
use crate::error::Error;
use crate::plan::{TemplateChoice, certificate_template};
use crate::project::Project;
use crate::translation::review::find_unreviewed;
use crate::translation::{self, Record};

/// Whether the texts of a session's certificates are reviewed, so that they can go to the press.
/// The report says what is not. What a certificate that was issued before says is not translated
/// again, but a review of today's texts is what the project has.
///
/// # Errors
/// If the ledger cannot be read.
pub(super) fn are_reviewed(
    program: &CertificateContext,
    session: &str,
    vendor: Option<&str>,
    report: &mut Report,
) -> Result<bool, Error> {
    let content = &program.content;
    let source_lang = content.languages().next().unwrap_or_default();
    let certificates = valid(&program.project, session)?;
    let printed: BTreeSet<(&str, &str)> =
        certificates.iter().map(|one| (piece(one), one.lang.as_str())).collect();
    let translated = printed.into_iter().filter(|(_, lang)| *lang != source_lang);
    let job = |(piece, lang)| {
        let choice =
            TemplateChoice { piece, edition: Edition::Press, lang, vendor, session: Some(session) };
        // What makes a certificate impossible is reported when its files are made.
        let template = certificate_template(content, &Report::default(), &choice).ok()?;
        Some(Arc::new(template.job))
    };
    let jobs: Vec<_> = translated.filter_map(job).collect();
    if jobs.is_empty() {
        return Ok(true);
    }
    let record = Record::read(&program.project, report);
    if record.is_none() && program.project.path(translation::PATH).exists() {
        return Ok(false);
    }
    let unreviewed = find_unreviewed(content, record.as_ref(), &jobs);
    report.extend(unreviewed.findings);
    Ok(unreviewed.blocked.is_empty())
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
