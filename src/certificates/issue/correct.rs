//! Correcting certificates: new statements under all the checks of new certificates.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::json;

use super::super::files::batch::BatchTypesetter;
use super::super::ledger::{Certificate, Correction, Ledger, Printed, Revised};
use super::super::proof::keys::PrivateKey;
use super::super::roster::{Rules, check_one_name};
use super::super::setting::{
    KeptSettings, SettingChoice, Sheet, collect, days, differences, extend_fonts, print, statement,
};
use super::CertificateContext;
use super::check::{SURELY_FITS, needs_glyph};
use super::codes;
use super::holders::other_holder;
use crate::content::certification::CertificateKind;
use crate::content::edition::Edition;
use crate::diagnostic::{Code, Finding, Report};
use crate::error::Error;
use crate::output::count;
use crate::plan::Setting;
use crate::plan::difference::{self, Fact};

/// A correction that is ready to be recorded.
pub(crate) struct PlannedCorrection {
    pub(crate) before: Certificate,
    pub(crate) revised: Revised,
    /// The facts that change.
    pub(crate) facts: Vec<Fact>,
}

/// What a corrected certificate is printed from.
struct Target {
    setting: Setting,
    /// The hash of the setting.
    hash: String,
    sheet: Sheet,
}

/// Plans the correction of one certificate. Everything but the correction is printed as before.
/// `None` if the report says what is wrong with it.
///
/// # Errors
/// If nothing would change, the certificate was revoked, or a value cannot be printed.
pub(crate) fn plan_correction(
    context: &CertificateContext,
    ledger: &mut Ledger,
    before: &Certificate,
    correction: &Correction,
    today: Date,
    key: Option<&PrivateKey>,
    report: &mut Report,
) -> Result<Option<PlannedCorrection>, Error> {
    let mut new = correction.apply(before)?;
    let mut findings = Vec::new();
    if new.name != before.name {
        findings = check_name(&mut new, correction);
        if new.name == before.name {
            let message = format!("`{}` already has this name", before.printed_number());
            return Err(Error::usage(message + "; nothing was changed"));
        }
        if !correction.allow_alike {
            findings.extend(other_holder(ledger, &new)?);
        }
        if findings.iter().any(Finding::is_error) {
            report.extend(findings);
            return Ok(None);
        }
    }
    if new.revision == before.revision {
        let revised = Revised { certificate: new, printed: Printed::default() };
        return Ok(Some(PlannedCorrection { before: before.clone(), revised, facts: Vec::new() }));
    }
    if ledger.printed(&before.number, before.revision)?.0.is_none() && key.is_none() {
        // An earlier Peerpress issued it, and without a key no file can be made.
        report.extend(findings);
        let revised = Revised { certificate: new, printed: Printed::default() };
        return Ok(Some(PlannedCorrection { before: before.clone(), revised, facts: Vec::new() }));
    }
    let Some(target) = kept_target(context, ledger, before, &new, report)? else {
        return Ok(None);
    };
    if let Some(finding) = check_letters(&new, &target.sheet).filter(|_| new.name != before.name) {
        report.extend(findings.into_iter().chain([finding]));
        return Ok(None);
    }
    findings.extend(check_dates(&new, &target.setting, today));
    if (new.hours, &new.hours_by_category) != (before.hours, &before.hours_by_category) {
        findings.extend(check_hours(&new, &target.setting));
    }
    let on_page = check_page(context, &target, &[&new], report);
    // What was printed with a fine code can still be corrected.
    let is_finer = codes::size(&new, &target.setting) > codes::size(before, &target.setting);
    findings.extend(on_page.into_iter().filter(|it| is_finer || it.code != Code::SmallCode));
    let is_fit = !findings.iter().any(Finding::is_error);
    report.extend(findings);
    Ok(is_fit.then(|| plan(before, new, &target, Vec::new(), key)))
}

/// Plans that certificates of a session are printed from the project's data as they are now.
/// Certificates that would not change are left out. `None` if the report says what is wrong.
///
/// `issued` is the new issue date. Without it, certificates that were issued before the session
/// was over by the new dates are issued today.
///
/// # Errors
/// If the data do not have the session, the piece or the language of a certificate.
pub(crate) fn plan_from_data(
    context: &CertificateContext,
    ledger: &mut Ledger,
    certificates: &[Certificate],
    issued: Option<Date>,
    today: Date,
    key: Option<&PrivateKey>,
    report: &mut Report,
) -> Result<Option<Vec<PlannedCorrection>>, Error> {
    let verify = match context.numbering() {
        Ok(numbering) => numbering.verify.0.as_str(),
        Err(finding) => {
            report.push(finding);
            return Ok(None);
        }
    };
    let mut planned = Vec::new();
    for (hash, group) in by_setting(ledger, certificates)? {
        let old = KeptSettings::new(context, ledger).get(&hash)?;
        let old = &old.setting;
        let (piece, lang, session) = (&*old.piece, &*old.lang, &*group[0].session);
        super::find_session(&context.content, session)?;
        let choice = SettingChoice { piece, lang, session, verify };
        let facts = differences(context, old, &choice)?;
        if facts.is_empty() && issued.is_none_or(|day| group.iter().all(|it| it.issued == day)) {
            continue;
        }
        let statements: Vec<_> = group.iter().map(|one| statement(one)).collect();
        let Some(collected) = collect(context, &choice, &statements, report)? else {
            return Ok(None);
        };
        let hash = collected.keep(ledger)?;
        let template = collected.template.clone();
        let sheet = Sheet { template, engine: Arc::clone(&context.engine) };
        let target = Target { setting: collected.setting, hash, sheet };
        let over = days(&target.setting.shared).last().copied();
        let mut revised = Vec::new();
        for before in group {
            let mut new = Certificate::clone(before).revised();
            new.issued = match (issued, over) {
                (Some(issued), _) => issued,
                (None, Some(over)) if before.issued < over => today,
                _ => before.issued,
            };
            let shared = &target.setting.shared;
            new.details = Arc::new(json!({ "piece": piece, "face": shared }));
            rename_categories(&mut new, old, &target.setting);
            let mut findings = check_dates(&new, &target.setting, today);
            findings.extend(check_hours(&new, &target.setting));
            report.extend(findings);
            revised.push((before, new));
        }
        let is_long = |name: &str| name.chars().count() > SURELY_FITS;
        let mut tried: Vec<&Certificate> = revised.iter().map(|(_, new)| new).collect();
        let length = |it: &&&Certificate| codes::address(it, &target.setting).len();
        let longest = tried.iter().max_by_key(length).map(|longest| longest.number.clone());
        tried.retain(|it| Some(&it.number) == longest.as_ref() || is_long(&it.name));
        let findings = check_page(context, &target, &tried, report);
        report.extend(findings);
        let plan = |(before, new)| plan(before, new, &target, facts.clone(), key);
        planned.extend(revised.into_iter().map(plan));
    }
    Ok((!report.has_errors()).then_some(planned))
}

fn plan(
    before: &Certificate,
    new: Certificate,
    target: &Target,
    mut facts: Vec<Fact>,
    key: Option<&PrivateKey>,
) -> PlannedCorrection {
    let template = &target.sheet.template;
    let face = |certificate: &Certificate| {
        let mut face = template.face(&statement(certificate));
        if let Some(face) = face.as_object_mut() {
            face.retain(|name, _| !["number", "replaces"].contains(&name.as_str()));
        }
        face
    };
    facts.extend(difference::differences(&face(before), &face(&new)));
    let printed = print(&new, &target.setting, &target.hash, template, key);
    let revised = Revised { certificate: new, printed };
    PlannedCorrection { before: before.clone(), revised, facts }
}

/// Returns the certificates by the hash of their setting.
fn by_setting<'a>(
    ledger: &Ledger,
    certificates: &'a [Certificate],
) -> Result<BTreeMap<String, Vec<&'a Certificate>>, Error> {
    let mut groups: BTreeMap<String, Vec<&Certificate>> = BTreeMap::new();
    let mut printed = BTreeMap::new();
    for certificate in certificates {
        let session = &certificate.session;
        if !printed.contains_key(session) {
            printed.insert(session.clone(), ledger.printed_of_session(session)?);
        }
        let setting = printed[session].get(&certificate.number).and_then(|it| it.setting.clone());
        groups.entry(setting.unwrap_or_default()).or_default().push(certificate);
    }
    Ok(groups)
}

/// Returns what a certificate is printed from, with fonts of the project if its new name has
/// letters that the kept fonts do not have. `None` if the report says why it cannot be laid out.
fn kept_target(
    context: &CertificateContext,
    ledger: &mut Ledger,
    before: &Certificate,
    new: &Certificate,
    report: &mut Report,
) -> Result<Option<Target>, Error> {
    let (hash, _) = ledger.printed(&before.number, before.revision)?;
    let hash = hash.unwrap_or_default();
    let (kept, sheet) = {
        let mut settings = KeptSettings::new(context, ledger);
        let kept = settings.get(&hash)?;
        let sheet = settings.sheet(&kept, Edition::Screen, None)?;
        (kept, sheet)
    };
    let setting = kept.setting.clone();
    let has_letter = |letter: char| letter.is_whitespace() || sheet.engine.has(letter);
    if new.name.chars().all(has_letter) {
        return Ok(Some(Target { setting, hash, sheet }));
    }
    let extended = extend_fonts(context, ledger, &kept, &sheet, &statement(new), report)?;
    Ok(extended.map(|(setting, hash, sheet)| Target { setting, hash, sheet }))
}

/// Checks a new name as the name in a roster is checked, and cleans it up in the same way.
fn check_name(new: &mut Certificate, correction: &Correction) -> Vec<Finding> {
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
fn check_letters(new: &Certificate, sheet: &Sheet) -> Option<Finding> {
    let missing = new.name.chars().find(|c| needs_glyph(*c) && !sheet.engine.has(*c))?;
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

/// Gives categories the names that they have in the data now.
fn rename_categories(certificate: &mut Certificate, old: &Setting, new: &Setting) {
    let (Some(old), Some(new)) = (&old.requirements, &new.requirements) else { return };
    if old.categories.len() != new.categories.len() {
        return;
    }
    for one in &mut certificate.hours_by_category {
        let index = old.categories.iter().position(|(name, _)| *name == one.category);
        if let Some(index) = index {
            one.category.clone_from(&new.categories[index].0);
        }
    }
}

/// Checks that the issue date is neither in the future nor before the end of the session.
fn check_dates(new: &Certificate, setting: &Setting, today: Date) -> Vec<Finding> {
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
fn check_hours(new: &Certificate, setting: &Setting) -> Option<Finding> {
    let number = new.printed_number();
    let hours = new.hours?;
    if new.kind.has_validity() {
        let message = format!("{number}: a `{}` certificate states no hours", new.kind);
        return Some(Finding::new(Code::RosterHours, message).hint("remove the hours"));
    }
    let requirements = setting.requirements.as_ref()?;
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
    let message = format!("{number}: {}", finding.message);
    let hint = |hint: String| match hint.contains("delete the row") {
        true => "fix the hours, or revoke the certificate".to_owned(),
        false => hint,
    };
    let hints = finding.hints.into_iter().map(hint).collect();
    Some(Finding { message, hints, ..Finding::new(finding.code, "") })
}

/// Lays certificates out and returns what does not fit, has no letters, or has too fine a code.
fn check_page(
    context: &CertificateContext,
    target: &Target,
    certificates: &[&Certificate],
    report: &mut Report,
) -> Vec<Finding> {
    let Target { setting, sheet, .. } = target;
    let recipient =
        |it: &&Certificate| sheet.template.recipient(&statement(it), &codes::address(it, setting));
    let recipients: Vec<_> = certificates.iter().map(recipient).collect();
    let sheets = vec![sheet.clone()];
    let typesetter = BatchTypesetter::for_proof(&context.project, &context.content, sheets);
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
