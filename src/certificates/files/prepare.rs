//! What comes before the files of a session are made: what certificates are made of is recorded
//! where the ledger does not have it, a new key is recorded, and data that differ from what was
//! issued are reported.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use super::super::issue::{CertificateContext, place_of_session};
use super::super::ledger::{Attribution, Certificate, Ledger, NAME, Printed, Signed};
use super::super::proof::keys::PrivateKey;
use super::super::setting::{KeptSettings, SettingChoice, claims, differences, signed};
use super::keep::keep;
use super::obstacle::needs_one_command;
use super::render::Making;
use crate::diagnostic::{Code, Finding, Report};
use crate::error::Error;
use crate::output::count;
use crate::plan::difference::Fact;

/// The maximum number of facts that a finding names.
const MOST_NAMED: usize = 3;

/// The valid certificates of a session, with everything that they are printed from.
pub(super) struct Ready {
    pub(super) ledger: Ledger,
    pub(super) certificates: Vec<Certificate>,
    /// Those that get no file, because their latest revision is lost.
    pub(super) lost: Vec<Certificate>,
    /// Those that keep the file that they have, because it is not known what they are made of.
    pub(super) unkept: Vec<Certificate>,
    /// By number.
    pub(super) printed: HashMap<String, Printed>,
}

/// Prepares the files of a session. `None` if the report says why they cannot be made.
///
/// # Errors
/// If the session has no valid certificate.
pub(super) fn prepare(
    context: &CertificateContext,
    making: &Making,
    key: &PrivateKey,
    report: &mut Report,
) -> Result<Option<Ready>, Error> {
    let path = context.project.path(NAME);
    let mut ledger = Ledger::open_to_read(&path)?;
    let session = &making.session;
    let (mut certificates, lost) = valid(&ledger, session)?;
    if certificates.is_empty() && lost.is_empty() {
        let message = format!("the ledger has no valid certificate for the session `{session}`");
        return Err(Error::usage(message)
            .hint("issue certificates with `peerpress certify ROSTER --session ID`"));
    }
    let mut printed = ledger.printed_of_session(session)?;
    let lacks_setting =
        |it: &&Certificate| printed.get(&it.number).is_none_or(|it| it.setting.is_none());
    let incomplete: Vec<&Certificate> = certificates.iter().filter(lacks_setting).collect();
    let mut unkept = BTreeSet::new();
    if !incomplete.is_empty() && making.share.is_some() {
        // Several commands at once cannot record anything.
        unkept.extend(incomplete.iter().map(|one| one.number.clone()));
        report.push(needs_one_command(session, unkept.len()));
    } else if !incomplete.is_empty() {
        ledger = Ledger::open(&path)?;
        let kept = keep(context, making, &mut ledger, &incomplete, Some(key), report)?;
        let Some(numbers) = kept else { return Ok(None) };
        unkept = numbers;
        printed = ledger.printed_of_session(session)?;
        (certificates, _) = valid(&ledger, session)?;
    }
    let (unkept, certificates): (Vec<_>, Vec<_>) =
        certificates.into_iter().partition(|one| unkept.contains(&one.number));
    let changed = changed_signatures(context, &ledger, &certificates, &printed, key)?;
    if !changed.is_empty() {
        ledger = Ledger::open(&path)?;
        let reason = Some("signed with another key or by another version of Peerpress".to_owned());
        let attribution = Attribution { at: making.at, by: None, reason };
        ledger.reissue_all(&changed, &attribution)?;
    }
    report.extend(compare_with_data(context, &ledger, session, &certificates, &printed)?);
    Ok(Some(Ready { ledger, certificates, lost, unkept, printed }))
}

/// Returns the certificates of a session that people hold, and those whose latest revision is lost.
fn valid(ledger: &Ledger, session: &str) -> Result<(Vec<Certificate>, Vec<Certificate>), Error> {
    let mut certificates = ledger.of_session(session)?;
    certificates.retain(|one| one.revoked.is_none());
    Ok(certificates.into_iter().partition(Certificate::is_current))
}

/// Returns the certificates whose code is about to change, with what will be signed. A status list
/// names the codes of a revoked key by what was signed, so each must be recorded.
fn changed_signatures<'a>(
    context: &CertificateContext,
    ledger: &Ledger,
    certificates: &'a [Certificate],
    printed: &HashMap<String, Printed>,
    key: &PrivateKey,
) -> Result<Vec<(&'a Certificate, Option<Signed>)>, Error> {
    let mut settings = KeptSettings::new(context, ledger);
    let mut known = Vec::with_capacity(certificates.len());
    for certificate in certificates {
        if let Some(printed) = printed.get(&certificate.number) {
            let kept = settings.get(printed.setting.as_deref().unwrap_or_default())?;
            known.push((certificate, printed, kept));
        }
    }
    let changed = known.into_par_iter().filter_map(|(certificate, printed, kept)| {
        let signed = Some(signed(&claims(certificate, &kept.setting), key));
        (printed.signed != signed).then_some((certificate, signed))
    });
    Ok(changed.collect())
}

/// Returns a finding for each setting of a session from which the data now differs.
fn compare_with_data(
    context: &CertificateContext,
    ledger: &Ledger,
    session: &str,
    certificates: &[Certificate],
    printed: &HashMap<String, Printed>,
) -> Result<Vec<Finding>, Error> {
    // A session of the past need not be in the data.
    let place = place_of_session(&context.content, session);
    let (Ok(place), Ok(numbering)) = (place, context.numbering()) else { return Ok(Vec::new()) };
    let mut settings = KeptSettings::new(context, ledger);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for certificate in certificates {
        let hash = printed.get(&certificate.number).and_then(|it| it.setting.as_deref());
        *counts.entry(hash.unwrap_or_default()).or_default() += 1;
    }
    let mut findings = Vec::new();
    for (hash, number) in counts {
        let setting = &settings.get(hash)?.setting;
        let (piece, lang) = (setting.piece.as_str(), setting.lang.as_str());
        let verify = numbering.verify.0.as_str();
        let choice = SettingChoice { piece, lang, session, verify };
        // A piece or a language of the past need not be in the data either.
        let facts = differences(context, setting, &choice).unwrap_or_default();
        if facts.is_empty() {
            continue;
        }
        let (whose, state) = match number {
            1 => ("1 certificate of", "states"),
            _ => (&*format!("{number} certificates of"), "state"),
        };
        let message =
            format!("{whose} `{session}` {state} other facts than the data: {}", describe(&facts));
        findings
            .push(Finding::new(Code::CertificateDiffers, message).at(place.clone()).hint(format!(
            "they are printed as they were issued; to issue corrected revisions, run `peerpress \
             certificates correct --session {session} --from-data`"
        )));
    }
    Ok(findings)
}

/// Describes facts that differ: "`session.dates` is `October 5, 2026` on them and `October 12,
/// 2026` in the data".
pub(crate) fn describe(facts: &[Fact]) -> String {
    let shown = |value: &Option<String>| match value {
        Some(value) => format!("`{value}`"),
        None => "missing".to_owned(),
    };
    let one = |fact: &Fact| match (&fact.before, &fact.after) {
        (None, None) => format!("`{}` has changed", fact.path),
        (before, after) => {
            format!("`{}` was {} and is now {}", fact.path, shown(before), shown(after))
        }
    };
    let mut parts: Vec<String> = facts.iter().take(MOST_NAMED).map(one).collect();
    if facts.len() > MOST_NAMED {
        parts.push(count(facts.len() - MOST_NAMED, "other difference", "other differences"));
    }
    parts.join("; ")
}
