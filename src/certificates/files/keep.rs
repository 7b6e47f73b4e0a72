//! Recording what certificates are made of that the ledger does not have it of: those that an
//! earlier Peerpress issued, and those that were read back from their files after a ledger was
//! lost. They are printed from today's data, if that prints what they state. A certificate of which
//! this is not so keeps the file that it has, and does not stop the others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::Arc;

use super::super::issue::{CertificateContext, Incomplete, complete};
use super::super::ledger::{Attribution, CategoryHours, Certificate, Ledger, Revised, Signed};
use super::super::proof::keys::PrivateKey;
use super::super::setting::{
    CertificateDesign, CollectedSetting, SettingChoice, collect, print, statement,
};
use super::batch::{BatchTypesetter, file_name};
use super::lists::piece;
use super::obstacle::{self, Obstacle};
use super::render::{Making, folder};
use super::words::{hours_on_page, words, words_of_file};
use crate::content::certification::CertificateKind;
use crate::diagnostic::Report;
use crate::error::Error;

/// Certificates that the ledger does not have everything of.
struct Group<'a> {
    /// Whether they were read back from their files.
    is_recovered: bool,
    certificates: Vec<&'a Certificate>,
}

/// What certificates are printed with.
struct Keeper<'a> {
    context: &'a CertificateContext,
    making: &'a Making,
    key: Option<&'a PrivateKey>,
    /// The words on the signed pages of certificates that were read back, by number and revision.
    pages: BTreeMap<(String, u32), Option<Vec<String>>>,
}

/// Returns those of some certificates of which the ledger does not have what they are made of.
pub(crate) fn lacking<'a>(
    ledger: &Ledger,
    certificates: &'a [Certificate],
) -> Result<Vec<&'a Certificate>, Error> {
    let mut lacking = Vec::new();
    for one in certificates.iter().filter(|one| one.revoked.is_none()) {
        if ledger.printed(&one.number, one.revision)?.0.is_none() {
            lacking.push(one);
        }
    }
    Ok(lacking)
}

/// Records what some certificates of a session are made of, which the ledger does not have. Returns
/// the numbers of those of which it is still not known; the report says why. `None` if nothing can
/// be recorded now.
pub(crate) fn keep(
    context: &CertificateContext,
    making: &Making,
    ledger: &mut Ledger,
    certificates: &[&Certificate],
    key: Option<&PrivateKey>,
    report: &mut Report,
) -> Result<Option<BTreeSet<String>>, Error> {
    let mut unkept = BTreeSet::new();
    if certificates.is_empty() {
        return Ok(Some(unkept));
    }
    if let Err(finding) = context.numbering() {
        report.push(finding);
        return Ok(None);
    }
    let pages = ledger.recovered_pages(&making.session)?.into_iter();
    let pages = pages.map(|(certificate, text)| (certificate, text.map(|text| words(&text))));
    let keeper = Keeper { context, making, key, pages: pages.collect() };
    let mut groups: BTreeMap<(bool, &str, String), Vec<&Certificate>> = BTreeMap::new();
    for one in certificates {
        let group = (keeper.is_recovered(one), one.lang.as_str(), one.details.to_string());
        groups.entry(group).or_default().push(one);
    }
    for ((is_recovered, ..), certificates) in groups {
        let group = Group { is_recovered, certificates };
        keeper.keep_group(ledger, &group, &mut unkept, report)?;
    }
    Ok(Some(unkept))
}

impl Keeper<'_> {
    fn is_recovered(&self, certificate: &Certificate) -> bool {
        self.pages.contains_key(&(certificate.number.clone(), certificate.revision))
    }

    /// The words on the signed page of a certificate that was read back.
    fn page(&self, certificate: &Certificate) -> Option<&[String]> {
        let page = self.pages.get(&(certificate.number.clone(), certificate.revision))?;
        page.as_deref()
    }

    fn keep_group(
        &self,
        ledger: &mut Ledger,
        group: &Group<'_>,
        unkept: &mut BTreeSet<String>,
        report: &mut Report,
    ) -> Result<(), Error> {
        let session = &self.making.session;
        let mut refuse = |obstacle: &Obstacle, refused: &[&Certificate]| {
            unkept.extend(refused.iter().map(|one| one.number.clone()));
            report.push(obstacle.describe(group.is_recovered, session, refused));
        };
        let (mut certificates, collected) = match self.collect(group) {
            Ok(collected) => collected,
            Err(obstacle) => {
                refuse(&obstacle, &group.certificates);
                return Ok(());
            }
        };
        let mut failed: Vec<(Obstacle, Vec<&Certificate>)> = Vec::new();
        certificates.retain_mut(|one| {
            let original = group.certificates.iter().find(|it| it.number == one.number);
            let is_new = original.is_some_and(|it| it.lacks_details());
            let is_known = !group.is_recovered || self.add_hours(one, &collected, is_new);
            if let (false, Some(original)) = (is_known, original) {
                obstacle::add(
                    &mut failed,
                    Obstacle::Hours(first_category(&collected)),
                    vec![*original],
                );
            }
            is_known
        });
        let is_compared = group.is_recovered || !self.making.accept_data;
        let mut kept = Vec::new();
        for alike in self.by_likeness(group, certificates).into_values() {
            let obstacle = if is_compared { self.compare(&alike, &collected) } else { None };
            let Some(obstacle) = obstacle else {
                kept.extend(alike);
                continue;
            };
            let is_one = |it: &&&Certificate| alike.iter().any(|one| one.number == it.number);
            let refused = group.certificates.iter().filter(is_one).copied().collect();
            obstacle::add(&mut failed, obstacle, refused);
        }
        failed.iter().for_each(|(obstacle, refused)| refuse(obstacle, refused));
        self.record(ledger, group, kept, &collected)
    }

    /// Returns certificates with everything that the data says about them, and what they are
    /// printed from.
    fn collect(&self, group: &Group<'_>) -> Result<(Vec<Certificate>, CollectedSetting), Obstacle> {
        let complete = |one: &&Certificate| complete(self.context, one);
        let certificates: Result<Vec<Certificate>, _> =
            group.certificates.iter().map(complete).collect();
        let certificates = certificates.map_err(|incomplete| match &incomplete {
            Incomplete::Session(_) | Incomplete::Credential(_) => Obstacle::Other(
                incomplete.to_string(),
                format!("{}, to make files of these certificates", incomplete.hint()),
            ),
            Incomplete::Piece(_) => Obstacle::Other(incomplete.to_string(), incomplete.hint()),
        })?;
        let first = &certificates[0];
        let verify = self.context.numbering().map(|it| it.verify.0.as_str()).unwrap_or_default();
        let session = self.making.session.as_str();
        let choice = SettingChoice { piece: piece(first), lang: &first.lang, session, verify };
        let statements: Vec<_> = certificates.iter().map(statement).collect();
        let mut report = Report::default();
        match collect(self.context, &choice, &statements, &mut report) {
            Ok(Some(collected)) => {
                let shared = first.details.get("face").cloned().unwrap_or_default();
                Ok((certificates, collected.with_shared(shared)))
            }
            Ok(None) => Err(Obstacle::template(&report)),
            Err(error) => {
                let hint = "change the data back, or run `peerpress check` to see what is wrong";
                Err(Obstacle::Other(error.message().to_owned(), hint.to_owned()))
            }
        }
    }

    /// Adds the hours by category to a certificate that was read back while its training was not
    /// known. Returns whether all hours that it must state are known.
    fn add_hours(&self, one: &mut Certificate, collected: &CollectedSetting, is_new: bool) -> bool {
        let requirements = collected.setting.requirements.as_ref();
        let categories = requirements.map_or(&[][..], |it| &it.categories);
        let Some(total) = one.hours.filter(|_| one.hours_by_category.is_empty()) else {
            return true;
        };
        let names: Vec<&str> = categories.iter().map(|(name, _)| name.as_str()).collect();
        if names.is_empty() {
            return true;
        }
        if is_new {
            let found = self.page(one).and_then(|page| hours_on_page(page, &names, total));
            let has_all = requirements.is_some_and(|it| it.hours == total);
            let all = categories.iter().filter(|(_, hours)| has_all && *hours > 0.0);
            let all =
                all.map(|(name, hours)| CategoryHours { category: name.clone(), hours: *hours });
            one.hours_by_category = found.unwrap_or_else(|| all.collect());
        }
        !one.hours_by_category.is_empty() || one.kind != CertificateKind::ContinuingEducation
    }

    /// Returns certificates by what they state beside their names and numbers.
    fn by_likeness(
        &self,
        group: &Group<'_>,
        certificates: Vec<Certificate>,
    ) -> BTreeMap<String, Vec<Certificate>> {
        let mut alike: BTreeMap<String, Vec<Certificate>> = BTreeMap::new();
        for one in certificates {
            let likeness = if group.is_recovered { self.likeness(&one) } else { String::new() };
            alike.entry(likeness).or_default().push(one);
        }
        alike
    }

    fn likeness(&self, one: &Certificate) -> String {
        let own = words(&format!("{} {}", one.name, one.printed_number()));
        let page = self.page(one).unwrap_or_default();
        let others: Vec<_> = page.iter().filter(|word| !own.contains(word)).collect();
        let Certificate { hours, hours_by_category, issued, valid_from, valid_until, .. } = one;
        format!(
            "{hours:?} {hours_by_category:?} {issued} {valid_from:?} {valid_until:?} {others:?}"
        )
    }

    /// Compares the first and the last of some certificates, which have the rest in common, with
    /// what would be printed now.
    fn compare(&self, alike: &[Certificate], collected: &CollectedSetting) -> Option<Obstacle> {
        let Keeper { context, making, .. } = self;
        let mut report = Report::default();
        let (template, engine) = (collected.template.clone(), Arc::clone(&context.engine));
        let designs = vec![CertificateDesign { template, engine }];
        let new = BatchTypesetter::new(&context.project, &context.content, designs, &mut report);
        let Some(typesetter) = new else { return Some(Obstacle::template(&report)) };
        let folder = folder(&making.out, &making.session);
        for one in alike.first().into_iter().chain(alike.last().filter(|_| alike.len() > 1)) {
            let file = folder.join(file_name(&one.printed_number()));
            let of_file = || words_of_file(&fs::read(file).ok()?);
            let Some(before) = self.page(one).map(<[String]>::to_vec).or_else(of_file) else {
                return Some(Obstacle::NoFile);
            };
            let recipient =
                collected.template.recipient(&statement(one), &collected.setting.verify);
            let after = typesetter.single(&recipient, &mut report);
            let Some(after) = after.and_then(|file| words_of_file(&file)) else {
                return Some(Obstacle::template(&report));
            };
            if before != after {
                return Some(Obstacle::difference(&before, &after));
            }
        }
        None
    }

    fn record(
        &self,
        ledger: &mut Ledger,
        group: &Group<'_>,
        certificates: Vec<Certificate>,
        collected: &CollectedSetting,
    ) -> Result<(), Error> {
        if certificates.is_empty() {
            return Ok(());
        }
        let known = ledger.printed_of_session(&self.making.session)?;
        let hash = collected.keep(ledger)?;
        let printed = |one: &Certificate| {
            let mut new = print(one, &collected.setting, &hash, &collected.template, self.key);
            // The file stays as it is, whichever key signed it.
            let signed = known.get(&one.number).and_then(|known| known.signed.clone());
            let is_same = |signed: &Signed| {
                new.signed.as_ref().is_some_and(|now| now.claims == signed.claims)
            };
            if let Some(signed) = signed.filter(is_same) {
                new.signed = Some(signed);
            }
            new
        };
        let revised = |certificate| Revised { printed: printed(&certificate), certificate };
        let kept: Vec<Revised> = certificates.into_iter().map(revised).collect();
        let reason = match (group.is_recovered, self.making.accept_data) {
            (true, _) => {
                "read back from its file after the ledger was lost; the data states the same"
            }
            (false, true) => {
                "the ledger did not have what it is made of; today's data was accepted"
            }
            (false, false) => {
                "the ledger did not have what it is made of; its file states the same as the data"
            }
        };
        let attribution =
            Attribution { at: self.making.at, by: None, reason: Some(reason.to_owned()) };
        ledger.keep(&kept, &attribution)
    }
}

/// Returns one of the categories in which certificates state hours.
fn first_category(collected: &CollectedSetting) -> String {
    let requirements = collected.setting.requirements.as_ref();
    let first = requirements.and_then(|it| it.categories.first());
    first.map_or_else(|| "CATEGORY".to_owned(), |(name, _)| name.clone())
}
