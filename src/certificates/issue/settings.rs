//! What new certificates are printed from, in each language.

use std::collections::BTreeMap;

use super::super::ledger::{Candidate, Certificate, IssueTerms};
use super::super::setting::{
    CollectedSetting, SettingChoice, collect, statement, with_new_letters,
};
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
    pub(super) known: &'a [Option<Box<Certificate>>],
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
    let number = printing.numbers.number(people.terms.issued.year(), 0);
    let mut printed = PrintSettings { settings: BTreeMap::new(), is_blocked: false };
    for lang in templates.keys() {
        let specimen = |one: &Candidate| one.certificate(people.terms, number.clone(), 1);
        let different = with_new_letters(people.in_language(lang), |one| &one.name);
        let statements: Vec<Statement> = different.map(|one| statement(&specimen(one))).collect();
        if statements.is_empty() {
            continue;
        }
        let choice = SettingChoice { piece, lang, session, verify };
        let Some(collected) = collect(context, &choice, &statements, report)? else {
            return Ok(None);
        };
        let new = codes::with_longest_codes(people.new_in_language(lang));
        let new: Vec<Certificate> = new.into_iter().map(specimen).collect();
        let designs = collected.designs(&context.engine);
        let findings = codes::check(context, &designs, &collected.setting, &new, report);
        printed.is_blocked |= findings.iter().any(Finding::is_error);
        report.extend(findings);
        printed.settings.insert(lang.clone(), collected);
    }
    Ok(Some(printed))
}

impl People<'_> {
    /// Returns the people whose certificates are in a language.
    fn in_language(&self, lang: &str) -> impl Iterator<Item = &Candidate> {
        self.candidates.iter().filter(move |candidate| candidate.lang == *lang)
    }

    /// Returns those of them who get a certificate now.
    fn new_in_language(&self, lang: &str) -> impl Iterator<Item = &Candidate> {
        let people = self.candidates.iter().zip(self.known);
        let new = people.filter(|(_, known)| known.is_none()).map(|(candidate, _)| candidate);
        new.filter(move |candidate| candidate.lang == *lang)
    }
}
