//! Sample certificates and what continuing education authorities require.

use super::Checker;
use crate::content::certification::{Award, CertificateKind};
use crate::content::data_file::DataFile;
use crate::content::pieces::Piece;
use crate::content::text::Id;
use crate::diagnostic::Code;

impl Checker<'_> {
    pub(super) fn awards(&mut self) {
        let partial = self.partial;
        let Some(certification) = &partial.certification else { return };
        for (index, award) in certification.awards.iter().enumerate() {
            let at = format!("/awards/{index}");
            // A program without sessions keeps the samples that no piece prints.
            let prints = |piece: &Piece| piece.award.as_ref() == Some(&award.id);
            if partial.pieces.as_ref().is_none_or(|pieces| pieces.pieces.iter().any(prints)) {
                self.award_references(award, &at);
            }
            self.award_fields(award, &at);
            if let (Some(from), Some(until)) = (&award.valid_from, &award.valid_until)
                && until.0 <= from.0
            {
                let (until, from) = (until.0, from.0);
                let message =
                    format!("the certificate expires on {until}, but it becomes valid on {from}");
                let place = self.place(DataFile::Certification, &format!("{at}/valid_until"));
                self.end_before_start(&message, place);
            }
        }
    }

    fn award_references(&mut self, award: &Award, at: &str) {
        let partial = self.partial;
        let Some(trainings) = &partial.trainings else { return };
        let ids: Vec<&str> = trainings.trainings.iter().map(|one| one.id.as_str()).collect();
        self.award_reference(award.training.as_ref(), "training", &ids, at);
        let ids: Vec<&str> = trainings.sessions.iter().map(|one| one.id.as_str()).collect();
        self.award_reference(award.session.as_ref(), "session", &ids, at);
    }

    fn award_reference(&mut self, id: Option<&Id>, field: &str, known: &[&str], at: &str) {
        let Some(id) = id else { return };
        let place = self.place(DataFile::Certification, &format!("{at}/{field}"));
        self.reference(id.as_str(), &format!("there is no {field}"), known, place);
    }

    /// A certificate of each kind has certain fields, and its hours add up.
    fn award_fields(&mut self, award: &Award, at: &str) {
        let training = ("training", award.training.is_some());
        let hours = ("hours", award.hours.is_some());
        let session = ("session", award.session.is_some());
        let categories = ("hours_by_category", award.hours_by_category.is_some());
        let valid_from = ("valid_from", award.valid_from.is_some());
        let valid_until = ("valid_until", award.valid_until.is_some());
        let required = match award.kind {
            CertificateKind::Completion => vec![training, hours],
            CertificateKind::ContinuingEducation => vec![training, hours, session, categories],
            CertificateKind::Certified | CertificateKind::Recertified => {
                vec![valid_from, valid_until]
            }
        };
        for (field, _) in required.into_iter().filter(|(_, is_there)| !is_there) {
            let message = format!("a certificate of this kind needs `{field}`");
            let place = self.place(DataFile::Certification, &format!("{at}/kind"));
            self.push(Code::MissingField, place, &message, &format!("add \"{field}\": …"));
        }
        let (Some(hours), Some(categories)) = (award.hours, &award.hours_by_category) else {
            return;
        };
        let sum: f64 = categories.iter().map(|category| category.hours).sum();
        if (sum - hours).abs() > 0.001 {
            let message = format!("the hours by category add up to {sum}, but `hours` is {hours}");
            let place = self.place(DataFile::Certification, &format!("{at}/hours_by_category"));
            let hint = "correct `hours` or one of the categories";
            self.push(Code::BadValue, place, &message, hint);
        }
    }

    /// Each authority has approved the provider.
    pub(super) fn authorities(&mut self) {
        let partial = self.partial;
        let (Some(authorities), Some(program)) = (&partial.authorities, &partial.program) else {
            return;
        };
        let approvals = &program.provider.approvals;
        let known: Vec<&str> = approvals.iter().map(|approval| approval.id.as_str()).collect();
        for (index, authority) in authorities.authorities.iter().enumerate() {
            let place = self.place(DataFile::Authorities, &format!("/authorities/{index}/id"));
            let missing = "`data/program.json` has no approval with the ID";
            if known.is_empty() {
                let message = format!("{missing} `{}`", authority.id);
                let hint = "add the approval under `provider` there, or remove the authority here";
                self.push(Code::UnknownReference, place, &message, hint);
                continue;
            }
            self.reference(authority.id.as_str(), missing, &known, place);
        }
    }
}
