//! What the data says about a certificate whose ledger does not say it: one that was read back from
//! its signed file, or that an earlier Peerpress issued.

use std::fmt;
use std::sync::Arc;

use serde_json::{Value, json};

use super::super::files::lists::piece;
use super::super::files::words::hours_on_page;
use super::super::ledger::{CategoryHours, Certificate};
use super::super::proof::credential::Claims;
use super::{CERTIFICATION, CertificateContext, Subject, TRAININGS};
use crate::content::certification::CertificateKind;
use crate::content::credentials::credential_of_session;
use crate::content::edition::Edition;
use crate::content::trainings::Training;

/// What the ledger keeps of a certificate beyond what was signed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Background {
    /// The ID of the training.
    pub(crate) training: Option<String>,
    pub(crate) hours_by_category: Vec<CategoryHours>,
    /// Whether the certificate states hours by category that are not known.
    pub(crate) lacks_hours: bool,
    pub(crate) details: Arc<Value>,
}

/// Returns what the data, and the words of the signed page, say about a certificate of a session.
/// If the data no longer has the session, it may still have the training.
pub(crate) fn background(
    context: &CertificateContext,
    session: &str,
    claims: &Claims,
    lang: &str,
    page: Option<&[String]>,
) -> Background {
    let content = &context.content;
    if credential_of_session(session).is_some() {
        // Its certificates state no hours.
        let details = details(context, session, claims.kind, lang);
        let details = details.map_or_else(|_| json!({}), |(_, details)| details);
        return Background { details: Arc::new(details), ..Background::default() };
    }
    let found = Subject::find(content, session).ok().flatten();
    let is_titled = |it: &&Training| it.title.get(lang) == Some(claims.title.as_str());
    let by_title = || content.trainings.trainings.iter().find(is_titled);
    let Some(training) = found.map(|it| it.training).or_else(by_title) else {
        return Background { details: Arc::new(json!({})), ..Background::default() };
    };
    let details = details(context, session, claims.kind, lang);
    let details = details.map_or_else(|_| json!({}), |(_, details)| details);
    let hours_by_category = hours_by_category(training, claims.hours, lang, page);
    let states_categories = claims.kind == CertificateKind::ContinuingEducation
        && !training.hours_by_category.is_empty();
    Background {
        training: Some(training.id.to_string()),
        lacks_hours: states_categories && hours_by_category.is_empty(),
        hours_by_category,
        details: Arc::new(details),
    }
}

/// Returns the hours by category of a page. The code states all hours only; whoever attended
/// everything has those of each category.
fn hours_by_category(
    training: &Training,
    hours: Option<f64>,
    lang: &str,
    page: Option<&[String]>,
) -> Vec<CategoryHours> {
    let named = training.hours_by_category.iter();
    let named: Vec<(&str, f64)> =
        named.filter_map(|one| Some((one.category.get(lang)?, one.hours))).collect();
    let (Some(total), false) = (hours, named.is_empty()) else { return Vec::new() };
    let names: Vec<&str> = named.iter().map(|(name, _)| *name).collect();
    if let Some(found) = page.and_then(|page| hours_on_page(page, &names, total)) {
        return found;
    }
    let all = named.into_iter().filter(|(_, hours)| total == training.hours && *hours > 0.0);
    all.map(|(category, hours)| CategoryHours { category: category.to_owned(), hours }).collect()
}

/// Returns the training of a session, and the piece of its certificates with what they state of it.
fn details(
    context: &CertificateContext,
    session: &str,
    kind: CertificateKind,
    lang: &str,
) -> Result<(Option<String>, Value), Incomplete> {
    let content = &context.content;
    if let Some(id) = credential_of_session(session) {
        let known = content.certification.of_session(session);
        let known = known.ok_or_else(|| Incomplete::of(session))?;
        let details = shared_details(context, known.piece.as_str(), session, lang);
        return Ok((None, details.ok_or_else(|| Incomplete::Piece(id.to_owned()))?));
    }
    let subject = Subject::find(content, session).ok().flatten();
    let subject = subject.ok_or_else(|| Incomplete::of(session))?;
    let training = &subject.training.id;
    let pieces = content.certification.awards.iter().filter_map(|award| {
        let mut pieces = content.pieces.pieces.iter();
        let piece = pieces.find(|piece| piece.award.as_ref() == Some(&award.id))?;
        let is_other_kind = award.kind != kind;
        let is_other_training = award.training.as_ref() != Some(training);
        (!is_other_kind || !is_other_training).then_some((is_other_kind, is_other_training, piece))
    });
    // Of several, the first one is taken, as for a roster.
    let fitting = pieces.min_by_key(|(kind, training, _)| (*kind, *training));
    let details =
        fitting.and_then(|(.., piece)| shared_details(context, piece.id.as_str(), session, lang));
    let details = details.ok_or_else(|| Incomplete::Piece(training.to_string()))?;
    Ok((Some(training.to_string()), details))
}

/// Returns what the certificates of a session share. `None` if they cannot be printed.
fn shared_details(
    context: &CertificateContext,
    piece: &str,
    session: &str,
    lang: &str,
) -> Option<Value> {
    let template = context.template(piece, Edition::Screen, lang, Some(session), None).ok()?;
    Some(json!({ "piece": piece, "face": template.shared }))
}

/// What the data lacks to print a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Incomplete {
    /// The session with this ID.
    Session(String),
    /// The credential with this ID.
    Credential(String),
    /// A piece for certificates of this training or credential that can be printed.
    Piece(String),
}

impl Incomplete {
    /// The lack of a session, or of the credential whose certificates the ledger keeps under that
    /// name.
    pub(super) fn of(session: &str) -> Self {
        match credential_of_session(session) {
            Some(id) => Self::Credential(id.to_owned()),
            None => Self::Session(session.to_owned()),
        }
    }

    /// What to do, as an imperative.
    pub(crate) fn hint(&self) -> String {
        match self {
            Self::Session(session) => {
                format!("put the session `{session}` back into `{TRAININGS}`")
            }
            Self::Credential(id) => {
                format!("put the credential `{id}` back into `{CERTIFICATION}`")
            }
            Self::Piece(subject) => format!(
                "add a piece for the certificates of `{subject}` to `data/pieces.json`, or run \
                 `peerpress check` to see what is wrong with it"
            ),
        }
    }
}

impl fmt::Display for Incomplete {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Session(session) => write!(f, "the data does not have the session `{session}`"),
            Self::Credential(id) => write!(f, "the data does not have the credential `{id}`"),
            Self::Piece(subject) => {
                write!(f, "the data has no piece for certificates of `{subject}`")
            }
        }
    }
}

/// Returns a certificate with what the data says about it, where the ledger does not say with which
/// piece it is printed.
pub(crate) fn complete(
    context: &CertificateContext,
    certificate: &Certificate,
) -> Result<Certificate, Incomplete> {
    if !piece(certificate).is_empty() {
        return Ok(certificate.clone());
    }
    let Certificate { session, kind, lang, .. } = certificate;
    let (training, details) = details(context, session, *kind, lang)?;
    let training = training.or_else(|| certificate.training.clone());
    Ok(Certificate { training, details: Arc::new(details), ..certificate.clone() })
}
