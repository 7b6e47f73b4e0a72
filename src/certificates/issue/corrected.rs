//! The checks of corrected certificates: those of new ones.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::super::files::batch::BatchTypesetter;
use super::super::ledger::{Certificate, Correction};
use super::super::roster::{Rules, check_one_name};
use super::super::setting::{CertificateDesign, days, statement};
use super::check::needs_glyph;
use super::correct::Target;
use super::{CertificateContext, codes};
use crate::content::certification::CertificateKind;
use crate::diagnostic::{Code, Finding, Report};
use crate::output::count;
use crate::plan::{Requirements, Setting};

/// Checks a new name as the name in a roster is checked, and cleans it up in the same way.
pub(super) fn check_name(new: &mut Certificate, correction: &Correction) -> Vec<Finding> {
    let typed = correction.name.as_deref().unwrap_or_default();
    let (name, findings) = check_one_name(typed, correction.name_is_right);
    new.name = name;
    let number = new.printed_number();
    let with_number = |finding: Finding| {
        let message = format!("{number}: {}", finding.message);
        Finding { message, ..finding }
    };
    findings.into_iter().map(with_number).collect()
}

/// Checks that the fonts have every letter of a name.
pub(super) fn check_letters(new: &Certificate, design: &CertificateDesign) -> Option<Finding> {
    let missing = new.name.chars().find(|c| needs_glyph(*c) && !design.engine.has(*c))?;
    let (number, name) = (new.printed_number(), &new.name);
    let message = format!(
        "{number}: `{name}` contains `{missing}` (U+{:04X}), which is not in any font",
        u32::from(missing)
    );
    Some(
        Finding::new(Code::RosterGlyph, message).hint(
            "add a font for the script to `fonts/`, or remove emoji and symbols from the name",
        ),
    )
}

/// Checks that the issue date is neither in the future nor before the end of the session.
pub(super) fn check_dates(new: &Certificate, setting: &Setting, today: Date) -> Vec<Finding> {
    let fault = issue_date_fault(new.issued, days(&setting.shared).last().copied(), today);
    let finding = |fault| {
        Finding::new(Code::IssueDate, format!("{}: {fault}", new.printed_number()))
            .hint("correct the date with `--issued`, or correct the dates of the session")
    };
    fault.map(finding).into_iter().collect()
}

/// Returns what is wrong with an issue date.
pub(super) fn issue_date_fault(issued: Date, over: Option<Date>, today: Date) -> Option<String> {
    if issued > today {
        return Some(format!("the issue date, {issued}, is after today, {today}"));
    }
    let over = over.filter(|over| issued < *over)?;
    Some(format!("the issue date, {issued}, is before the session ends on {over}"))
}

/// Checks hours against those of the training.
pub(super) fn check_hours(
    new: &Certificate,
    requirements: Option<&Requirements>,
) -> Option<Finding> {
    let number = new.printed_number();
    let hours = new.hours?;
    if new.kind.has_validity() {
        let message = format!("{number}: a `{}` certificate states no hours", new.kind);
        return Some(Finding::new(Code::RosterHours, message).hint("remove the hours"));
    }
    let requirements = requirements?;
    let minimum = |(name, _): &(String, f64)| requirements.minimums.get(name).copied();
    let minimums = requirements.categories.iter().map(minimum);
    let rules = Rules {
        hours: Some(requirements.hours),
        completion: requirements.completion.clone(),
        categories: requirements.categories.clone(),
        minimums: minimums.collect(),
        must_split: new.kind == CertificateKind::ContinuingEducation,
        languages: Vec::new(),
        fits: &|_| true,
        missing_glyph: &|_| None,
    };
    let of = |name: &String| {
        let stated = new.hours_by_category.iter().find(|one| one.category == *name);
        stated.map_or(0.0, |one| one.hours)
    };
    let categories = if new.hours_by_category.is_empty() {
        Vec::new()
    } else {
        requirements.categories.iter().map(|(name, _)| of(name)).collect()
    };
    let finding = rules.fault_of_hours(hours, categories)?;
    if new.hours_by_category.is_empty() && finding.message.contains("does not split") {
        let message = format!("{number}: its hours by category are not known");
        let category = |(name, _): &(String, f64)| format!("`--category-hours \"{name}=HOURS\"`");
        let categories: Vec<String> = requirements.categories.iter().map(category).collect();
        let hint = format!("add those that the person attended: {}", categories.join(", "));
        return Some(Finding::new(Code::RosterHours, message).hint(hint));
    }
    let message = format!("{number}: {}", finding.message);
    let option = match new.hours_by_category.is_empty() {
        true => "--hours HOURS",
        false => "--category-hours \"CATEGORY=HOURS\"",
    };
    let correct = format!("`peerpress certificates correct {} {option}`", new.number);
    let hint = |hint: String| match hint {
        row if row.contains("delete the row") => {
            format!("fix the hours with {correct}, or revoke the certificate")
        }
        here if here.contains("fix the hours here") => {
            format!("fix the hours with {correct}, or in `data/trainings.json`")
        }
        other => other,
    };
    let hints = finding.hints.into_iter().map(hint).collect();
    Some(Finding { message, hints, ..Finding::new(finding.code, "") })
}

/// Lays certificates out and returns what does not fit, has no letters, or has too fine a code.
pub(super) fn check_page(
    context: &CertificateContext,
    target: &Target,
    certificates: &[&Certificate],
    report: &mut Report,
) -> Vec<Finding> {
    let Target { setting, design, .. } = target;
    let recipient =
        |it: &&Certificate| design.template.recipient(&statement(it), &codes::address(it, setting));
    let recipients: Vec<_> = certificates.iter().map(recipient).collect();
    let designs = vec![design.clone()];
    let typesetter = BatchTypesetter::for_proof(&context.project, &context.content, designs);
    let found = typesetter.proof(&recipients, report).unwrap_or_default();
    let letters = describe_letters(&found);
    let describe = |(index, finding): (usize, Finding)| {
        let Certificate { name, .. } = certificates[index];
        let number = certificates[index].printed_number();
        let (code, what) = match finding.code {
            Code::Overset | Code::OutsideSafeArea | Code::TextOverlap => {
                (Code::RosterLong, "does not fit on the certificate")
            }
            Code::SmallCode => {
                let message = format!("{number}: `{name}`: {}", finding.message);
                return Some(Finding { message, ..finding });
            }
            _ => return None,
        };
        let message = format!("{number}: `{name}` {what}");
        let hint = finding.message;
        Some(Finding::new(code, message).hint(format!("change what does not fit: {hint}")))
    };
    found.into_iter().filter_map(describe).chain(letters).collect()
}

/// Returns one finding about all letters that no font has. They are seldom in a name: that was
/// checked before.
fn describe_letters(found: &[(usize, Finding)]) -> Option<Finding> {
    let missing: Vec<_> = found.iter().filter(|(_, it)| it.code == Code::MissingGlyph).collect();
    let (_, first) = missing.first()?;
    let letter = |finding: &Finding| {
        let message = &finding.message;
        message.strip_prefix("no font has the character ").unwrap_or(message).to_owned()
    };
    let letters: BTreeSet<String> = missing.iter().map(|(_, finding)| letter(finding)).collect();
    let certificates: BTreeSet<usize> = missing.iter().map(|(index, _)| *index).collect();
    let message = format!(
        "no font has these characters, which are on {}: {}",
        count(certificates.len(), "certificate", "certificates"),
        letters.into_iter().collect::<Vec<_>>().join(", ")
    );
    let finding = Finding::new(Code::RosterGlyph, message);
    let hints = first.hints.clone();
    Some(Finding { place: first.place.clone(), hints, ..finding })
}
