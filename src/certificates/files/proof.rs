//! Checking the pages of certificates before any number is given.

use super::batch::{BATCH_SIZE, BatchTypesetter, EVICT_AFTER};
use super::setup::{Setup, typeset_pages};
use crate::check;
use crate::diagnostic::{Code, Finding, Report};
use crate::plan::{CertificateLayout, CodeForm, Recipient};

impl BatchTypesetter {
    /// Lays out certificates of the first design and checks their pages. Returns the findings with
    /// the positions of the recipients; `None` if the report says why they cannot be laid out.
    ///
    /// The ornament is left out: it is the same on every page.
    pub(crate) fn proof(
        &self,
        recipients: &[Recipient],
        report: &mut Report,
    ) -> Option<Vec<(usize, Finding)>> {
        let mut found = Vec::new();
        let Some(Setup { template, runner, .. }) = self.setups.first() else { return Some(found) };
        let whole = CertificateLayout::whole(template.job.edition);
        for (index, batch) in recipients.chunks(BATCH_SIZE).enumerate() {
            let job = template.job(batch, CertificateLayout { ornament: false, ..whole });
            let document = typeset_pages(runner, &job, report)?;
            for finding in check::check(&runner.content, &job, &document) {
                found.extend(finding.page.map(|page| (index * BATCH_SIZE + page, finding)));
            }
            comemo::evict(EVICT_AFTER);
        }
        Some(found)
    }

    /// Does the same with the places that the template leaves for codes to be drawn later, and
    /// returns only what is wrong with the codes.
    pub(crate) fn proof_places(&self, recipients: &[Recipient]) -> Vec<(usize, Finding)> {
        let Some(setup) = self.setups.first() else { return Vec::new() };
        let later = setup.lay_out_without_codes(recipients, CodeForm::Later);
        let Some(document) = later else { return Vec::new() };
        let layout = CertificateLayout { code: CodeForm::Later, ..setup.layout() };
        let job = setup.template.job(recipients, layout);
        let found = check::check(&setup.runner.content, &job, &document);
        let found = found.into_iter().filter(|finding| finding.code == Code::SmallCode);
        found.filter_map(|finding| Some((finding.page?, finding))).collect()
    }
}
