//! Correcting certificates by printing them from the project's data as it is now.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::json;

use super::super::files::lists::piece;
use super::super::ledger::{CategoryHours, Certificate, Ledger};
use super::super::proof::keys::PrivateKey;
use super::super::setting::{
    CertificateDesign, KeptSettings, SettingChoice, collect, days, differences, requirements,
    statement,
};
use super::correct::{PlannedCorrection, Target, plan};
use super::corrected::{check_dates, check_hours, check_page};
use super::long_names::SURELY_FITS;
use super::{CertificateContext, Incomplete, codes, complete, place_of_session};
use crate::diagnostic::Report;
use crate::error::Error;
use crate::plan::Setting;

/// Plans that certificates of a session are printed from the project's data as it is now.
/// Certificates that would not change are left out. `None` if the report says what is wrong.
///
/// `issued` is the new issue date. Without it, certificates that were issued before the session
/// was over by the new dates are issued today.
///
/// # Errors
/// If the data does not have the session, the piece or the language of a certificate.
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
    let planner = DataPlanner { context, verify, issued, today, key };
    let mut planned = Vec::new();
    for (hash, group) in by_setting(ledger, certificates)? {
        if hash.is_empty() {
            for one in group {
                planned.extend(planner.plan_unkept(ledger, one, report)?);
            }
            continue;
        }
        let Some(group) = planner.plan_group(ledger, &hash, group, report)? else {
            return Ok(None);
        };
        planned.extend(group);
    }
    Ok((!report.has_errors()).then_some(planned))
}

/// How certificates are printed from the data.
struct DataPlanner<'a> {
    context: &'a CertificateContext,
    /// The address at which they are verified.
    verify: &'a str,
    /// The new issue date.
    issued: Option<Date>,
    today: Date,
    key: Option<&'a PrivateKey>,
}

impl DataPlanner<'_> {
    /// Plans certificates that are printed from one setting. `None` if the report says why the
    /// template cannot be used.
    fn plan_group(
        &self,
        ledger: &mut Ledger,
        hash: &str,
        mut group: Vec<&Certificate>,
        report: &mut Report,
    ) -> Result<Option<Vec<PlannedCorrection>>, Error> {
        let Self { context, verify, issued, .. } = *self;
        let old = KeptSettings::new(context, ledger).get(hash)?;
        let old = &old.setting;
        let (piece, lang, session) = (&*old.piece, &*old.lang, &*group[0].session);
        place_of_session(&context.content, session)?;
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
            return Ok(Some(Vec::new()));
        }
        group.retain(|one| !is_same || ends.contains_key(&one.number));
        let statements: Vec<_> = group.iter().map(|one| statement(one)).collect();
        let Some(collected) = collect(context, &choice, &statements, report)? else {
            return Ok(None);
        };
        let hash = collected.keep(ledger)?;
        let template = collected.template.clone();
        let design = CertificateDesign { template, engine: Arc::clone(&context.engine) };
        let target = Target { setting: collected.setting, hash, design };
        let revise = |before: &Certificate| {
            let mut new = before.clone().revised();
            new.valid_until = ends.get(&new.number).copied().or(new.valid_until);
            let shared = &target.setting.shared;
            new.details = Arc::new(json!({ "piece": piece, "face": shared }));
            rename_categories(&mut new, old, &target.setting);
            new
        };
        let mut revised: Vec<_> = group.iter().map(|before| (*before, revise(before))).collect();
        for (before, new) in &mut revised {
            self.date_and_check(before, new, &target, report);
        }
        let is_long = |name: &str| name.chars().count() > SURELY_FITS;
        let mut tried: Vec<&Certificate> = revised.iter().map(|(_, new)| new).collect();
        let length = |it: &&&Certificate| codes::address(it, &target.setting).len();
        let longest = tried.iter().max_by_key(length).map(|longest| longest.number.clone());
        tried.retain(|it| Some(&it.number) == longest.as_ref() || is_long(&it.name));
        let findings = check_page(context, &target, &tried, report);
        report.extend(findings);
        let plan = |(before, new)| plan(before, new, &target, facts.clone(), self.key);
        Ok(Some(revised.into_iter().map(plan).collect()))
    }

    /// Plans that a certificate is printed from the project's data, because the ledger does not
    /// have what it is made of. `None` if the report says what is wrong.
    fn plan_unkept(
        &self,
        ledger: &mut Ledger,
        before: &Certificate,
        report: &mut Report,
    ) -> Result<Option<PlannedCorrection>, Error> {
        let mut new = before.clone().revised();
        let target = target(self.context, ledger, &mut new, report)?;
        let Some(target) = target else { return Ok(None) };
        self.date_and_check(before, &mut new, &target, report);
        let on_page = check_page(self.context, &target, &[&new], report);
        report.extend(on_page);
        Ok(Some(plan(before, new, &target, Vec::new(), self.key)))
    }

    /// Sets the issue date of a new revision, and reports what is wrong with its dates and hours.
    fn date_and_check(
        &self,
        before: &Certificate,
        new: &mut Certificate,
        target: &Target,
        report: &mut Report,
    ) {
        let over = days(&target.setting.shared).last().copied();
        new.issued = issue_date(before, self.issued, over, self.today);
        report.extend(check_dates(new, &target.setting, self.today));
        report.extend(check_hours(new, target.setting.requirements.as_ref()));
    }
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

/// Returns the issue date of a corrected certificate.
fn issue_date(before: &Certificate, issued: Option<Date>, over: Option<Date>, today: Date) -> Date {
    match (issued, over) {
        (Some(issued), _) => issued,
        (None, Some(over)) if before.issued < over => today,
        _ => before.issued,
    }
}

/// Returns what a certificate is printed from if the ledger does not have it: the project's data,
/// which also complete what the certificate states. `None` if the report says why it cannot be laid
/// out.
///
/// # Errors
/// If the data does not have the session, or no piece for its certificates.
pub(super) fn target(
    context: &CertificateContext,
    ledger: &mut Ledger,
    new: &mut Certificate,
    report: &mut Report,
) -> Result<Option<Target>, Error> {
    let lacks = |lacking: Incomplete| Error::usage(lacking.to_string()).hint(lacking.hint());
    if place_of_session(&context.content, &new.session).is_err() {
        return Err(lacks(Incomplete::of(&new.session)));
    }
    *new = complete(context, new).map_err(lacks)?;
    let verify = match context.numbering() {
        Ok(numbering) => numbering.verify.0.as_str(),
        Err(finding) => {
            report.push(finding);
            return Ok(None);
        }
    };
    let (session, lang) = (&*new.session, &*new.lang);
    let choice = SettingChoice { piece: piece(new), lang, session, verify };
    let Some(collected) = collect(context, &choice, &[statement(new)], report)? else {
        return Ok(None);
    };
    let hash = collected.keep(ledger)?;
    let design = CertificateDesign {
        template: collected.template.clone(),
        engine: Arc::clone(&context.engine),
    };
    let setting = collected.setting;
    new.details = Arc::new(json!({ "piece": setting.piece, "face": setting.shared }));
    // Whoever attended everything has the hours of each category.
    if let Some(requirements) = &setting.requirements
        && new.hours_by_category.is_empty()
        && new.hours == Some(requirements.hours)
    {
        let all = requirements.categories.iter().filter(|(_, hours)| *hours > 0.0);
        let all = all.map(|(name, hours)| CategoryHours { category: name.clone(), hours: *hours });
        new.hours_by_category = all.collect();
    }
    Ok(Some(Target { setting, hash, design }))
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
