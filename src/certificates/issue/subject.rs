//! What a roster is certified for: the session, its training, the certificate piece and the terms.

use jiff::civil::Date;

use super::super::ledger::IssueTerms;
use super::corrected::issue_date_fault;
use super::{CERTIFICATION, IssueRequest, TRAININGS};
use crate::content::Content;
use crate::content::certification::Award;
use crate::content::credentials::credential_of_session;
use crate::content::text::Id;
use crate::content::trainings::{Session, SessionStatus, Training};
use crate::diagnostic::{Code, Finding, Place, Report};
use crate::error::Error;
use crate::nearest;

/// Returns the place in the data of a session, or of the credential whose certificates the ledger
/// keeps under that name.
///
/// # Errors
/// If the data does not have it.
pub(crate) fn place_of_session(content: &Content, id: &str) -> Result<Place, Error> {
    let Some(wanted) = credential_of_session(id) else {
        let index = find_session(content, id)?;
        return Ok(content.place(TRAININGS, &format!("/sessions/{index}")));
    };
    let ids = content.certification.credentials.iter().map(|known| known.id.as_str());
    let index = ids.clone().position(|known| known == wanted).ok_or_else(|| {
        let message = format!("`{CERTIFICATION}` has no credential `{wanted}`");
        Error::usage(message).hint(nearest::hint(wanted, ids))
    })?;
    Ok(content.place(CERTIFICATION, &format!("/credentials/{index}")))
}

/// Returns the position of a session in `data/trainings.json`.
pub(crate) fn find_session(content: &Content, id: &str) -> Result<usize, Error> {
    if let Some(credential) = credential_of_session(id) {
        let message = format!("`{id}` names the certificates of a credential, not a session");
        return Err(Error::usage(message).hint(format!(
            "to certify people, run `peerpress certify ROSTER --credential {credential}`"
        )));
    }
    let ids = content.trainings.sessions.iter().map(|session| session.id.as_str());
    ids.clone().position(|known| known == id).ok_or_else(|| {
        let message = format!("`{TRAININGS}` has no session `{id}`");
        Error::usage(message).hint(nearest::hint(id, ids))
    })
}

/// A session and its training, with their positions in `data/trainings.json`.
pub(super) struct Subject<'a> {
    pub(super) session: &'a Session,
    pub(super) session_index: usize,
    pub(super) training: &'a Training,
    pub(super) training_index: usize,
}

impl<'a> Subject<'a> {
    /// Finds a session and its training. Returns `None` if the session refers to a training that
    /// does not exist, which is a finding about the data.
    pub(super) fn find(content: &'a Content, id: &str) -> Result<Option<Self>, Error> {
        let session_index = find_session(content, id)?;
        let session = &content.trainings.sessions[session_index];
        let trainings = &content.trainings.trainings;
        let index = trainings.iter().position(|training| training.id == session.training);
        Ok(index.map(|training_index| {
            let training = &trainings[training_index];
            Self { session, session_index, training, training_index }
        }))
    }

    /// Returns a finding if the session is not over: nobody has completed it yet.
    pub(super) fn check_is_over(&self, content: &Content, today: Date) -> Option<Finding> {
        let last = self.session.days.last().filter(|last| last.date.0 > today)?;
        let message = format!(
            "the session `{}` is not over: its last day is {}, and today is {today}",
            self.session.id, last.date.0
        );
        let day = self.session.days.len() - 1;
        let pointer = format!("/sessions/{}/days/{day}/date", self.session_index);
        Some(
            Finding::new(Code::SessionNotOver, message)
                .at(content.place(TRAININGS, &pointer))
                .hint("issue the certificates on the last day or later, or correct the date"),
        )
    }

    /// Returns a finding if the session was cancelled: nobody has completed it.
    pub(super) fn check_takes_place(&self, content: &Content) -> Option<Finding> {
        if self.session.status != SessionStatus::Cancelled {
            return None;
        }
        let message = format!("the session `{}` was cancelled", self.session.id);
        let pointer = format!("/sessions/{}/status", self.session_index);
        let hint = "if it did take place, correct its `status`";
        let place = content.place(TRAININGS, &pointer);
        Some(Finding::new(Code::SessionCancelled, message).at(place).hint(hint))
    }

    /// Returns the ID of the certificate piece and its sample award: the piece that was asked for,
    /// or the first one whose sample is for this training. If there is none, that is a finding.
    pub(super) fn certificate_piece(
        &self,
        content: &'a Content,
        wanted: Option<&str>,
        report: &mut Report,
    ) -> Result<Option<(&'a str, &'a Award)>, Error> {
        let award = |id: &Option<Id>| {
            content.certification.awards.iter().find(|award| Some(&award.id) == id.as_ref())
        };
        let certificates: Vec<(&str, &Award)> = content
            .pieces
            .pieces
            .iter()
            .filter_map(|piece| Some((piece.id.as_str(), award(&piece.award)?)))
            .collect();
        let known = certificates.iter().map(|(piece, _)| *piece);
        if let Some(wanted) = wanted {
            let found = certificates.iter().find(|(piece, _)| *piece == wanted);
            return found.map(|found| Some(*found)).ok_or_else(|| {
                Error::usage(format!("`{wanted}` is not a certificate in `data/pieces.json`"))
                    .hint(nearest::hint(wanted, known))
            });
        }
        let training = &self.training.id;
        let found =
            certificates.iter().find(|(_, award)| award.training.as_ref() == Some(training));
        if found.is_none() {
            let message = format!("no piece is a certificate for the training `{training}`");
            let choices = known.map(|piece| format!("`--piece {piece}`")).collect::<Vec<_>>();
            let mut hint =
                "add a piece with an `award` for this training to `data/pieces.json`".to_owned();
            if !choices.is_empty() {
                hint += &format!(", or choose one with {}", choices.join(" or "));
            }
            let pointer = format!("/trainings/{}/id", self.training_index);
            let place = content.place(TRAININGS, &pointer);
            report.push(Finding::new(Code::NoCertificatePiece, message).at(place).hint(hint));
        }
        Ok(found.copied())
    }

    /// Returns what the new certificates have in common. Dates on the command line that do not fit
    /// the kind of certificate or each other are an error.
    pub(super) fn terms(
        &self,
        request: &IssueRequest<'_>,
        session: &str,
        sample: &Award,
    ) -> Result<IssueTerms, Error> {
        let options = request.certificates;
        let kind = options.kind.unwrap_or(sample.kind);
        let issued = options.issued.unwrap_or(request.today);
        // A session that is not over is reported by `check_is_over`.
        let over = self.session.days.last().map(|day| day.date.0);
        let over = over.filter(|over| *over <= request.today);
        if let Some(fault) = issue_date_fault(issued, over, request.today) {
            return Err(Error::usage(fault).hint("correct the date of `--issued`"));
        }
        let (valid_from, valid_until) = match (kind.has_validity(), options.valid_until) {
            (false, None) => (None, None),
            (false, Some(_)) => {
                let message = format!("a `{kind}` certificate does not expire");
                return Err(Error::usage(message).hint("remove `--valid-until`"));
            }
            (true, None) => {
                let message = format!("a `{kind}` certificate needs an expiration date");
                let hint = "add it, such as `--valid-until 2028-10-31`";
                return Err(Error::usage(message).hint(hint));
            }
            (true, Some(until)) => (Some(options.valid_from.unwrap_or(issued)), Some(until)),
        };
        let terms = IssueTerms {
            session: session.to_owned(),
            kind,
            training: Some(self.training.id.to_string()),
            issued,
            valid_from,
            valid_until,
            replace_revoked: options.replace_revoked,
        };
        terms.check()?;
        Ok(terms)
    }
}
