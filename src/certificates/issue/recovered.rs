//! What the data say about a certificate that was read back from its signed file, beyond what was
//! signed.

use std::sync::Arc;

use serde_json::{Value, json};

use super::super::ledger::CategoryHours;
use super::super::proof::credential::Claims;
use super::{CertificateContext, Subject};
use crate::content::certification::Award;
use crate::content::edition::Edition;

/// What the ledger keeps of a certificate beyond what was signed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Background {
    /// The ID of the training.
    pub(crate) training: Option<String>,
    pub(crate) hours_by_category: Vec<CategoryHours>,
    pub(crate) details: Arc<Value>,
}

/// Returns what the data say about a certificate of a session; nothing if they do not have the
/// session any more.
pub(crate) fn background(
    context: &CertificateContext,
    session: &str,
    claims: &Claims,
    lang: &str,
) -> Background {
    let content = &context.content;
    if let Some(credential) = content.certification.of_session(session) {
        let details = details(context, credential.piece.as_str(), session, lang);
        return Background { details: Arc::new(details), ..Background::default() };
    }
    let Ok(Some(subject)) = Subject::find(content, session) else { return Background::default() };
    let training = subject.training;
    let awards = content.certification.awards.iter().filter(|award| award.kind == claims.kind);
    // Of several, the first one is taken, as for a roster.
    let is_other = |award: &&Award| award.training.as_ref() != Some(&training.id);
    let fitting = awards.min_by_key(is_other);
    let piece = fitting.and_then(|fitting| {
        content.pieces.pieces.iter().find(|piece| piece.award.as_ref() == Some(&fitting.id))
    });
    let face = piece.map(|piece| details(context, piece.id.as_str(), session, lang));
    // The code states all hours only. Whoever attended everything has those of each category.
    let attended_all = claims.hours == Some(training.hours);
    let categories = training.hours_by_category.as_slice().iter().filter(|_| attended_all);
    let hours_by_category = categories.filter_map(|one| {
        let category = one.category.get(lang)?.to_owned();
        Some(CategoryHours { category, hours: one.hours })
    });
    Background {
        training: Some(training.id.to_string()),
        hours_by_category: hours_by_category.filter(|one| one.hours > 0.0).collect(),
        details: Arc::new(face.unwrap_or_else(|| json!({}))),
    }
}

/// Returns what the certificates of a session share; nothing if they cannot be printed any more.
fn details(context: &CertificateContext, piece: &str, session: &str, lang: &str) -> Value {
    match context.template(piece, Edition::Screen, lang, Some(session), None) {
        Ok(template) => json!({ "piece": piece, "face": template.shared }),
        Err(_) => json!({}),
    }
}
