//! Correcting certificates: new statements under all the checks of new certificates.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::json;

use super::super::ledger::{Certificate, Correction, Ledger, Printed, Revised};
use super::super::proof::keys::PrivateKey;
use super::super::setting::{
    KeptSettings, SettingChoice, Sheet, collect, days, differences, extend_fonts, print,
    requirements, statement,
};
use super::CertificateContext;
use super::check::SURELY_FITS;
use super::codes;
use super::corrected::{check_dates, check_hours, check_letters, check_name, check_page};
use super::holders::other_holder;
use crate::content::edition::Edition;
use crate::diagnostic::{Code, Finding, Report};
use crate::error::Error;
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
pub(super) struct Target {
    pub(super) setting: Setting,
    /// The hash of the setting.
    pub(super) hash: String,
    pub(super) sheet: Sheet,
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
        findings.extend(check_hours(&new, target.setting.requirements.as_ref()));
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
        super::place_of_session(&context.content, session)?;
        let choice = SettingChoice { piece, lang, session, verify };
        let facts = differences(context, old, &choice)?;
        let ends = ends_by_rule(context, ledger, &group)?;
        let is_same =
            facts.is_empty() && issued.is_none_or(|day| group.iter().all(|it| it.issued == day));
        if is_same && ends.is_empty() {
            let now = requirements(context, session, lang);
            if now != old.requirements {
                report.extend(group.iter().filter_map(|one| check_hours(one, now.as_ref())));
            }
            continue;
        }
        let mut group = group;
        group.retain(|one| !is_same || ends.contains_key(&one.number));
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
            new.valid_until = ends.get(&new.number).copied().or(new.valid_until);
            let shared = &target.setting.shared;
            new.details = Arc::new(json!({ "piece": piece, "face": shared }));
            rename_categories(&mut new, old, &target.setting);
            let mut findings = check_dates(&new, &target.setting, today);
            findings.extend(check_hours(&new, target.setting.requirements.as_ref()));
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

/// Returns the last valid days of certificates of a credential by the rule of the data, where they
/// are others than those with which the certificates were issued. Days that a person corrected
/// stay.
fn ends_by_rule(
    context: &CertificateContext,
    ledger: &Ledger,
    certificates: &[&Certificate],
) -> Result<BTreeMap<String, Date>, Error> {
    let mut ends = BTreeMap::new();
    for one in certificates {
        let credential = context.content.certification.of_session(&one.session);
        let (Some(credential), Some(from)) = (credential, one.valid_from) else { continue };
        let rule = credential.valid.last_day(from).ok();
        if rule != one.valid_until && ledger.has_issued_dates(one)? {
            ends.extend(rule.map(|rule| (one.number.clone(), rule)));
        }
    }
    Ok(ends)
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
