//! What comes before the files of a session are made: certificates of an earlier Peerpress get what
//! they are made of, a new key is recorded, and data that differ from what was issued are reported.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::sync::Arc;

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use super::super::issue::{CertificateContext, place_of_session};
use super::super::ledger::{
    Attribution, Certificate, Ledger, NAME, Printed, Revised, Signed, lost_revision,
};
use super::super::proof::keys::PrivateKey;
use super::super::setting::{
    CollectedSetting, KeptSettings, SettingChoice, Sheet, claims, collect, differences, print,
    signed, statement,
};
use super::batch::{BatchTypesetter, file_name};
use super::render::{Making, folder};
use crate::diagnostic::{Code, Finding, Report};
use crate::error::Error;
use crate::output::count;
use crate::pdf::{self, PageText};
use crate::plan::difference::Fact;

/// The maximum number of facts that a finding names.
const MOST_NAMED: usize = 3;

/// The number of words to quote where a file differs.
const WORDS_SHOWN: usize = 6;

/// The valid certificates of a session, with everything that they are printed from.
pub(super) struct Ready {
    pub(super) ledger: Ledger,
    pub(super) certificates: Vec<Certificate>,
    /// Those that get no file, because their latest revision is lost.
    pub(super) lost: Vec<Certificate>,
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
    let mut certificates = ledger.of_session(session)?;
    certificates.retain(|one| one.revoked.is_none());
    let (certificates, lost): (Vec<_>, Vec<_>) =
        certificates.into_iter().partition(Certificate::is_current);
    if let ([], [first, ..]) = (&certificates[..], &lost[..]) {
        return Err(lost_revision(first));
    }
    if certificates.is_empty() {
        let message = format!("the ledger has no valid certificate for the session `{session}`");
        return Err(Error::usage(message)
            .hint("issue certificates with `peerpress certify ROSTER --session ID`"));
    }
    let mut printed = ledger.printed_of_session(session)?;
    let is_old = |it: &&Certificate| printed.get(&it.number).is_none_or(|it| it.setting.is_none());
    let old: Vec<&Certificate> = certificates.iter().filter(is_old).collect();
    if !old.is_empty() {
        if making.share.is_some() {
            let message =
                "the session has certificates of an earlier Peerpress, which one command must read";
            return Err(Error::usage(message)
                .hint(format!("run `peerpress certify --session {session} --files all` first")));
        }
        ledger = Ledger::open(&path)?;
        if !keep_old(context, making, &mut ledger, &old, Some(key), report)? {
            return Ok(None);
        }
        printed = ledger.printed_of_session(session)?;
    }
    let changed = changed_signatures(context, &ledger, &certificates, &printed, key)?;
    if !changed.is_empty() {
        ledger = Ledger::open(&path)?;
        let reason = Some("signed with another key or by another version of Peerpress".to_owned());
        let attribution = Attribution { at: making.at, by: None, reason };
        ledger.reissue_all(&changed, &attribution)?;
    }
    report.extend(compare_with_data(context, &ledger, session, &certificates, &printed)?);
    Ok(Some(Ready { ledger, certificates, lost, printed }))
}

/// Records what the certificates of a session are made of, if an earlier Peerpress issued them.
/// Returns whether it is known of all of them; otherwise the report says why not.
pub(crate) fn keep_old_of_session(
    context: &CertificateContext,
    making: &Making,
    ledger: &mut Ledger,
    key: Option<&PrivateKey>,
    report: &mut Report,
) -> Result<bool, Error> {
    let printed = ledger.printed_of_session(&making.session)?;
    let certificates = ledger.of_session(&making.session)?;
    let is_old = |it: &&Certificate| {
        it.revoked.is_none() && printed.get(&it.number).is_none_or(|it| it.setting.is_none())
    };
    let old: Vec<&Certificate> = certificates.iter().filter(is_old).collect();
    Ok(old.is_empty() || keep_old(context, making, ledger, &old, key, report)?)
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
    let mut changed = Vec::new();
    for certificate in certificates {
        let Some(printed) = printed.get(&certificate.number) else { continue };
        let kept = settings.get(printed.setting.as_deref().unwrap_or_default())?;
        let signed = Some(signed(&claims(certificate, &kept.setting), key));
        if printed.signed != signed {
            changed.push((certificate, signed));
        }
    }
    Ok(changed)
}

/// Records what certificates of an earlier Peerpress are made of: today's data, if the files state
/// the same. Returns whether it was recorded; otherwise the report says why not.
fn keep_old(
    context: &CertificateContext,
    making: &Making,
    ledger: &mut Ledger,
    old: &[&Certificate],
    key: Option<&PrivateKey>,
    report: &mut Report,
) -> Result<bool, Error> {
    let verify = match context.numbering() {
        Ok(numbering) => numbering.verify.0.as_str(),
        Err(finding) => {
            report.push(finding);
            return Ok(false);
        }
    };
    let mut groups: BTreeMap<(String, String), Vec<&Certificate>> = BTreeMap::new();
    for certificate in old {
        let key = (certificate.lang.clone(), certificate.details.to_string());
        groups.entry(key).or_default().push(certificate);
    }
    let mut kept = Vec::new();
    for ((lang, _), group) in &groups {
        let details = &group[0].details;
        let piece = details.get("piece").and_then(Value::as_str).unwrap_or_default();
        let choice = SettingChoice { piece, lang, session: &making.session, verify };
        let statements: Vec<_> = group.iter().map(|one| statement(one)).collect();
        let Some(collected) = collect(context, &choice, &statements, report)? else {
            return Ok(false);
        };
        let shared = details.get("face").cloned().unwrap_or_default();
        let collected = collected.with_shared(shared);
        if !making.accept_data && !is_as_filed(context, making, group, &collected, report) {
            return Ok(false);
        }
        let hash = collected.keep(ledger)?;
        kept.extend(group.iter().map(|one| Revised {
            certificate: Certificate::clone(one),
            printed: print(one, &collected.setting, &hash, &collected.template, key),
        }));
    }
    let reason = match making.accept_data {
        true => "the ledger did not have what it is made of; today's data were accepted",
        false => "the ledger did not have what it is made of; its file states the same as the data",
    };
    let attribution = Attribution { at: making.at, by: None, reason: Some(reason.to_owned()) };
    ledger.keep(&kept, &attribution)?;
    Ok(true)
}

/// Whether the files of the first and the last of some certificates state what would be printed
/// now: they have everything in common that the ledger does not state. The report says what
/// differs.
fn is_as_filed(
    context: &CertificateContext,
    making: &Making,
    group: &[&Certificate],
    collected: &CollectedSetting,
    report: &mut Report,
) -> bool {
    let template = collected.template.clone();
    let sheet = Sheet { template, engine: Arc::clone(&context.engine) };
    let sheets = vec![sheet];
    let typesetter = BatchTypesetter::new(&context.project, &context.content, sheets, report);
    let Some(typesetter) = typesetter else { return false };
    let folder = folder(&making.out, &making.session);
    for one in group.first().into_iter().chain(group.last().filter(|_| group.len() > 1)) {
        let number = one.printed_number();
        let file = fs::read(folder.join(file_name(&number))).ok();
        let Some(before) = file.and_then(|file| words(&file)) else {
            report.push(differs(
                &making.session,
                format!(
                    "{number} was issued by an earlier Peerpress, which did not keep what it is \
                     made of, and its file is not in the output folder"
                ),
            ));
            return false;
        };
        let recipient = collected.template.recipient(&statement(one), &collected.setting.verify);
        let Some(after) = typesetter.single(&recipient, report).and_then(|file| words(&file))
        else {
            return false;
        };
        if before != after {
            let (was, is) = first_difference(&before, &after);
            report.push(differs(
                &making.session,
                format!(
                    "{number} was issued by an earlier Peerpress, and its file differs from the \
                     data: it states \"{was}\", and would now state \"{is}\""
                ),
            ));
            return false;
        }
    }
    true
}

fn differs(session: &str, message: String) -> Finding {
    Finding::new(Code::CertificateUnkept, message).hint(format!(
        "change the data, templates and fonts back, or restore the file; to print these \
         certificates from today's data from now on, run `peerpress certify --session {session} \
         --accept-data`"
    ))
}

/// Returns the words of a file's pages, without the differences between ways to write them.
fn words(pdf: &[u8]) -> Option<Vec<String>> {
    let pages = pdf::text(pdf).ok()?;
    let text = pages.iter().map(PageText::text).collect::<Vec<_>>().join("\n");
    let text: String = text.nfkc().collect();
    Some(text.split_whitespace().map(str::to_owned).collect())
}

/// Returns the first words that differ.
fn first_difference(before: &[String], after: &[String]) -> (String, String) {
    let same = before.iter().zip(after).take_while(|(before, after)| before == after).count();
    let some = |words: &[String]| {
        words.iter().skip(same).take(WORDS_SHOWN).map(String::as_str).collect::<Vec<_>>().join(" ")
    };
    (some(before), some(after))
}

/// Returns a finding for each setting of a session from which the data now differ.
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
