//! What keeps a piece from going to the print shop.

use super::samples::{self, Sample};
use crate::content::Content;
use crate::content::data_file::DataFile;
use crate::diagnostic::{Code, Finding, Report};
use crate::pipeline::{CollectedJob, JobState, OutputRow};
use crate::plan::concerns;

#[derive(Debug, Default)]
pub(super) struct Problems {
    /// Whether a file of the piece could not be made at all.
    is_unfinished: bool,
    /// The messages of errors.
    pub(super) errors: Vec<String>,
    samples: Vec<Sample>,
    /// The messages about reviews of translations that are samples.
    reviews: Vec<String>,
    /// The sample values with their places, as the job ticket lists them.
    pub(super) placeholders: Vec<String>,
}

impl Problems {
    /// Finds the problems of a piece. The report is that of all pieces.
    pub(super) fn find(
        content: &Content,
        piece: &str,
        report: &Report,
        rows: &[&OutputRow],
        collected: &[&CollectedJob],
    ) -> Self {
        let errors = report.findings().iter().filter(|finding| {
            finding.is_error()
                && finding.code != Code::NotPacked
                && is_own(finding, piece, collected)
        });
        let samples = samples::find(content, collected);
        let reviews = report.findings().iter().filter(|it| it.code == Code::SampleReview);
        let reviews: Vec<String> = reviews.map(|finding| finding.message.clone()).collect();
        let described = |sample: &Sample| {
            let place = sample.place.as_ref().and_then(|place| {
                let (line, column) = report.line_column(place)?;
                Some(format!("{}:{line}:{column}: ", place.file))
            });
            format!("{}{}", place.unwrap_or_default(), sample.message)
        };
        Self {
            is_unfinished: collected.is_empty()
                || rows.iter().any(|row| row.state == JobState::Failed),
            errors: errors.map(|finding| finding.message.clone()).collect(),
            placeholders: samples.iter().map(described).chain(reviews.iter().cloned()).collect(),
            samples,
            reviews,
        }
    }

    /// Whether the piece cannot be packed, or only as a draft.
    pub(super) fn forbid(&self, is_draft: bool) -> bool {
        let is_unfit =
            !(self.errors.is_empty() && self.samples.is_empty() && self.reviews.is_empty());
        self.is_unfinished || (is_unfit && !is_draft)
    }

    /// Why there is no pack: one finding for the errors, and one for each sample value. A draft may
    /// have sample values.
    pub(super) fn findings(&self, piece: &str, is_draft: bool) -> Vec<Finding> {
        let finding = |why: &str| {
            let message = format!("`{piece}` was not packed: {why}");
            Finding::new(Code::NotPacked, message)
        };
        let mut findings = Vec::new();
        if let Some(error) = self.errors.first() {
            findings.push(finding(error).hint(if self.is_unfinished {
                "fix the errors, and pack it again"
            } else {
                "fix the problem, or add `--draft`, which marks the job ticket as a draft"
            }));
        }
        if is_draft {
            return findings;
        }
        for sample in &self.samples {
            let one = finding(&sample.message).hint(
                "replace it with your program's own, or add `--draft`, which marks the job ticket \
                 as a draft",
            );
            findings.push(match &sample.place {
                Some(place) => one.at(place.clone()),
                None => one,
            });
        }
        findings.extend(self.reviews.iter().map(|review| {
            finding(review).hint(
                "let someone review it, and record that with `peerpress translate review`, or add \
                 `--draft`, which marks the job ticket as a draft",
            )
        }));
        findings
    }
}

/// Whether a finding is about a piece: about one of its jobs, a fact that they print, or
/// what all pieces have in common, such as the brand. Those about another piece do not keep it
/// from the print shop.
fn is_own(finding: &Finding, piece: &str, collected: &[&CollectedJob]) -> bool {
    if let Some(title) = &finding.job {
        return is_of(title, piece);
    }
    let Some(place) = &finding.place else { return true };
    let of_some = [
        DataFile::Pieces,
        DataFile::Program,
        DataFile::Services,
        DataFile::Benefits,
        DataFile::Trainings,
        DataFile::Certification,
        DataFile::Partners,
        DataFile::Wording,
    ];
    let is_of_all =
        place.pointer.is_none() || !of_some.iter().any(|file| file.path() == place.file);
    is_of_all || collected.is_empty() || collected.iter().any(|one| concerns(finding, &one.job))
}

/// Whether the title of a job, such as `card (press, en)` or `flyer.2027-01 (press, en)`, is that
/// of a piece.
fn is_of(title: &str, piece: &str) -> bool {
    title.strip_prefix(piece).is_some_and(|rest| rest.starts_with([' ', '.']))
}
