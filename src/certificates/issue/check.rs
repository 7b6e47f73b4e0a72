//! Checking a roster against the training and the certificate's page.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::super::files::batch::BatchTypesetter;
use super::super::roster::{self, Person, Roster, Rules, SavedMappings};
use super::super::setting::Sheet;
use super::{CertificateContext, IssueRequest};
use crate::content::certification::CertificateKind;
use crate::content::text::Text;
use crate::content::trainings::Training;
use crate::diagnostic::{Code, Report};
use crate::error::Error;
use crate::plan::{CertificateTemplate, Recipient};

/// Names with at most this many characters fit every certificate in two lines. Longer names are
/// laid out to find out.
pub(super) const SURELY_FITS: usize = 24;

/// Reads the roster and reports what is wrong with its rows. Returns `None` if the template fails,
/// which is a finding too.
pub(super) fn checked_roster(
    context: &CertificateContext,
    request: &IssueRequest<'_>,
    training: &Training,
    kind: CertificateKind,
    template: &CertificateTemplate,
    saved: &SavedMappings,
    report: &mut Report,
) -> Result<Option<Roster>, Error> {
    let names = |text: &Text| {
        context.content.languages().filter_map(|lang| text.get(lang)).map(str::to_owned).collect()
    };
    let categories = training.hours_by_category.as_slice().iter();
    let options = roster::Options {
        columns: request.reading.column.iter().cloned().collect(),
        sheet: request.reading.sheet.clone(),
        saved: saved.clone(),
        categories: categories.map(|one| names(&one.category)).collect(),
        right_names: request.reading.name_is_right.iter().cloned().collect(),
    };
    let roster = Roster::read(request.roster, &options)?;
    let too_long = match names_too_long(context, template, kind, &roster.people) {
        Ok(too_long) => too_long,
        Err(findings) => {
            report.append(findings);
            return Ok(None);
        }
    };
    let roster = check_roster(context, roster, training, kind, &too_long);
    report.extend(roster.findings.iter().cloned());
    Ok(Some(roster))
}

/// Checks each row against the training and the page.
fn check_roster(
    context: &CertificateContext,
    roster: Roster,
    training: &Training,
    kind: CertificateKind,
    too_long: &HashSet<String>,
) -> Roster {
    let content = &context.content;
    let first = content.languages().next().unwrap_or_default();
    let categories = training.hours_by_category.as_slice().iter();
    // Joiners have no glyph of their own.
    let needs_glyph = |c: char| !c.is_whitespace() && !matches!(c, '\u{200c}' | '\u{200d}');
    let is_missing = |c: &char| needs_glyph(*c) && !context.engine.has(*c);
    let rules = Rules {
        hours: (!kind.has_validity()).then_some(training.hours),
        completion: training.completion(),
        categories: categories
            .map(|one| (one.category.get(first).unwrap_or_default().to_owned(), one.hours))
            .collect(),
        languages: content
            .languages()
            .map(|lang| (lang.to_owned(), language_names(context, lang)))
            .collect(),
        fits: &|name| !too_long.contains(name),
        missing_glyph: &|name| name.chars().find(is_missing),
    };
    roster.check(&rules)
}

/// Returns what a roster may call a language besides its code.
fn language_names(context: &CertificateContext, lang: &str) -> Vec<String> {
    let common = match lang {
        "en" => &["English", "Inglés"][..],
        "es" => &["Spanish", "Español"][..],
        _ => &[],
    };
    let own = context.content.wording.locales.get(lang).map(|locale| locale.offer.clone());
    common.iter().map(|name| (*name).to_owned()).chain(own).collect()
}

/// Returns the names that do not fit their place on the certificate, or why the template fails.
fn names_too_long(
    context: &CertificateContext,
    template: &CertificateTemplate,
    kind: CertificateKind,
    people: &[Person],
) -> Result<HashSet<String>, Report> {
    let names = people.iter().map(|person| person.name.as_str());
    let is_long = |name: &&str| name.chars().count() > SURELY_FITS;
    let longest = names.clone().max_by_key(|name| name.chars().count());
    // One page is laid out in any case: no number is given if the template fails.
    let long: BTreeSet<&str> = names.filter(is_long).chain(longest).collect();
    let recipients: Vec<Recipient> =
        long.iter().map(|name| template.specimen(kind, name)).collect();
    if recipients.is_empty() {
        return Ok(HashSet::new());
    }
    let sheet = Sheet { template: template.clone(), engine: Arc::clone(&context.engine) };
    let typesetter = BatchTypesetter::for_proof(&context.project, &context.content, vec![sheet]);
    let mut report = Report::default();
    let mut found = typesetter.proof(&recipients, &mut report).ok_or(report)?;
    found.retain(|(_, finding)| {
        matches!(finding.code, Code::Overset | Code::OutsideSafeArea | Code::TextOverlap)
    });
    Ok(found.into_iter().map(|(index, _)| recipients[index].name.clone()).collect())
}
