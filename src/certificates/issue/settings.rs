//! What new certificates are printed from, in each language.

use std::collections::BTreeMap;

use super::super::ledger::{Candidate, Certificate, IssueTerms};
use super::super::setting::{CollectedSetting, SettingChoice, collect, statement};
use super::{CertificateContext, IssueRequest, codes};
use crate::content::certificate_number::NumberFormat;
use crate::content::edition::Edition;
use crate::diagnostic::{Finding, Report};
use crate::error::Error;
use crate::plan::{CertificateTemplate, Statement};

/// The people who get certificates, or have them.
pub(super) struct People<'a> {
    pub(super) candidates: &'a [Candidate],
    /// The certificate that each of them already has.
    pub(super) known: &'a [Option<Certificate>],
    pub(super) terms: &'a IssueTerms,
}

/// How their certificates are printed.
pub(super) struct Printing<'a> {
    /// The ID of the certificate piece.
    pub(super) piece: &'a str,
    /// The ID of the session.
    pub(super) session: &'a str,
    /// The address at which they are verified.
    pub(super) verify: &'a str,
    pub(super) numbers: &'a NumberFormat,
}

/// What new certificates are printed from.
pub(super) struct PrintSettings {
    /// By language.
    pub(super) settings: BTreeMap<String, CollectedSetting>,
    /// Whether an error was reported.
    pub(super) is_blocked: bool,
}

/// Returns the language of people who have none, and the template of each language.
pub(super) fn templates(
    context: &CertificateContext,
    request: &IssueRequest<'_>,
    piece: &str,
    session: &str,
) -> Result<(String, BTreeMap<String, CertificateTemplate>), Error> {
    let wanted = request.certificates.lang.as_deref();
    let first = context.language(wanted)?;
    let languages = context.content.languages();
    let mut templates = BTreeMap::new();
    for lang in languages.filter(|lang| wanted.is_none_or(|wanted| wanted == *lang)) {
        let template = context.template(piece, Edition::Screen, lang, Some(session), None)?;
        templates.insert(lang.to_owned(), template);
    }
    Ok((first, templates))
}

/// Collects what the certificates are printed from, and tries out the largest code. `None` if the
/// report says why a template cannot be used.
pub(super) fn print_settings(
    context: &CertificateContext,
    people: &People<'_>,
    printing: &Printing<'_>,
    templates: &BTreeMap<String, CertificateTemplate>,
    report: &mut Report,
) -> Result<Option<PrintSettings>, Error> {
    let Printing { piece, session, verify, .. } = *printing;
    let mut printed = PrintSettings { settings: BTreeMap::new(), is_blocked: false };
    for lang in templates.keys() {
        let people = people.in_language(printing.numbers, lang);
        let statements: Vec<Statement> = people.iter().map(|(one, _)| statement(one)).collect();
        if statements.is_empty() {
            continue;
        }
        let choice = SettingChoice { piece, lang, session, verify };
        let Some(collected) = collect(context, &choice, &statements, report)? else {
            return Ok(None);
        };
        let new = people.into_iter().filter(|(_, is_new)| *is_new).map(|(one, _)| one);
        let (new, sheets): (Vec<_>, _) = (new.collect(), collected.sheets(&context.engine));
        let findings = codes::check(context, &sheets, &collected.setting, &new, report);
        printed.is_blocked |= findings.iter().any(Finding::is_error);
        report.extend(findings);
        printed.settings.insert(lang.clone(), collected);
    }
    Ok(Some(printed))
}

impl People<'_> {
    /// Returns what the certificates of the candidates in a language will state, with a number as
    /// long as theirs, and whether each is a new certificate.
    fn in_language(&self, numbers: &NumberFormat, lang: &str) -> Vec<(Certificate, bool)> {
        let number = numbers.number(self.terms.issued.year(), 0);
        let people = self.candidates.iter().zip(self.known);
        let people = people.filter(|(candidate, _)| candidate.lang == *lang);
        let specimen = |candidate: &Candidate| candidate.certificate(self.terms, number.clone(), 1);
        people.map(|(candidate, known)| (specimen(candidate), known.is_none())).collect()
    }
}
