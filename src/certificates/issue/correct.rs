//! Correcting certificates: new statements under all the checks of new certificates.

use jiff::civil::Date;

use super::super::ledger::{Certificate, Correction, Ledger, Printed, Revised};
use super::super::proof::keys::PrivateKey;
use super::super::setting::{
    CertificateDesign, KeptSettings, extend_fonts, print, requirements, statement,
};
use super::corrected::{check_dates, check_hours, check_letters, check_name, check_page};
use super::holders::other_holder;
use super::{CertificateContext, codes, from_data};
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
    pub(super) design: CertificateDesign,
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
    let mut new = correction.apply(before, &categories(context, ledger, before)?)?;
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
    let is_kept = ledger.printed(&before.number, before.revision)?.0.is_some();
    if !is_kept && key.is_none() {
        // An earlier Peerpress issued it, and without a key no file can be made.
        report.extend(findings);
        let revised = Revised { certificate: new, printed: Printed::default() };
        return Ok(Some(PlannedCorrection { before: before.clone(), revised, facts: Vec::new() }));
    }
    let target = match is_kept {
        true => kept_target(context, ledger, before, &new, report)?,
        false => from_data::target(context, ledger, &mut new, report)?,
    };
    let Some(target) = target else { return Ok(None) };
    if let Some(finding) = check_letters(&new, &target.design).filter(|_| new.name != before.name) {
        report.extend(findings.into_iter().chain([finding]));
        return Ok(None);
    }
    findings.extend(check_dates(&new, &target.setting, today));
    let states_same =
        (new.hours, &new.hours_by_category) == (before.hours, &before.hours_by_category);
    if !states_same || !is_kept {
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

pub(super) fn plan(
    before: &Certificate,
    new: Certificate,
    target: &Target,
    mut facts: Vec<Fact>,
    key: Option<&PrivateKey>,
) -> PlannedCorrection {
    let template = &target.design.template;
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
    let (kept, design) = {
        let mut settings = KeptSettings::new(context, ledger);
        let kept = settings.get(&hash)?;
        let design = settings.design(&kept, Edition::Screen, None)?;
        (kept, design)
    };
    let setting = kept.setting.clone();
    let has_letter = |letter: char| letter.is_whitespace() || design.engine.has(letter);
    if new.name.chars().all(has_letter) {
        return Ok(Some(Target { setting, hash, design }));
    }
    let extended = extend_fonts(context, ledger, &kept, &design, &statement(new), report)?;
    Ok(extended.map(|(setting, hash, design)| Target { setting, hash, design }))
}

/// Returns the categories in which a certificate may state hours, in its language.
fn categories(
    context: &CertificateContext,
    ledger: &Ledger,
    certificate: &Certificate,
) -> Result<Vec<String>, Error> {
    let Certificate { number, revision, session, lang, .. } = certificate;
    let (hash, _) = ledger.printed(number, *revision)?;
    let kept = hash.map(|hash| KeptSettings::new(context, ledger).get(&hash)).transpose()?;
    let of_kept = kept.and_then(|kept| kept.setting.requirements.clone());
    let found = of_kept.or_else(|| requirements(context, session, lang));
    let categories = found.map(|it| it.categories).unwrap_or_default();
    Ok(categories.into_iter().map(|(name, _)| name).collect())
}
