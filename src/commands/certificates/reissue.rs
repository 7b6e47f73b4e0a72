//! `certificates reissue --all`: signs again what a key that is no longer trusted signed.

use std::collections::{BTreeMap, BTreeSet};

use super::super::context::Context;
use super::super::pending::{self, Origin};
use super::super::{CLEAN, FAULTY, certify, now, warn};
use super::print_certificate;
use crate::certificates::files::keep::{keep, lacking};
use crate::certificates::issue::CertificateContext;
use crate::certificates::ledger::{Attribution, Certificate, Ledger, Signed};
use crate::certificates::proof::keys::{self, PrivateKey, PublicKeys};
use crate::certificates::revoked_keys;
use crate::certificates::setting::{KeptSettings, claims, signed};
use crate::cli::ChangeReason;
use crate::diagnostic::Report;
use crate::error::Error;
use crate::output::count;

pub(super) fn reissue_all(
    context: &Context,
    ledger: &mut Ledger,
    record: &ChangeReason,
) -> Result<u8, Error> {
    let keys = PublicKeys::of_project(&context.project)?;
    let certificates = revoked_keys::to_reissue(ledger, &keys)?;
    let (by, reason) = (record.by.clone(), record.reason.clone());
    let attribution = Attribution { at: now()?, by, reason };
    let unkept = reissue_needed(context, ledger, &certificates, &attribution)?;
    let is_reissued = |one: &Certificate| !unkept.contains(&one.number);
    let wanted = certificates.len();
    let certificates: Vec<_> = certificates.into_iter().filter(is_reissued).collect();
    let code = if certificates.len() < wanted { FAULTY } else { CLEAN };
    if context.is_json() {
        certificates.iter().try_for_each(|one| print_certificate(one, context.today))?;
        return Ok(code);
    }
    if wanted > certificates.len() {
        let number = count(wanted - certificates.len(), "certificate", "certificates");
        warn(&format!("error: {number} could not be reissued, as said above"));
    }
    if certificates.is_empty() && code == CLEAN {
        context.say("nothing to reissue: trusted keys signed every certificate")?;
        return Ok(CLEAN);
    }
    if certificates.is_empty() {
        return Ok(code);
    }
    let number = count(certificates.len(), "certificate", "certificates");
    context.say(&format!("{number} reissued; send the new files to these people:"))?;
    for one in &certificates {
        context.say(&format!("  {}  {}", one.printed_number(), one.name))?;
    }
    Ok(code)
}

/// Signs certificates again, records it, and re-creates their files. Those of which it is not known
/// what they are made of are left as they are: their numbers are returned.
pub(in super::super) fn reissue_needed(
    context: &Context,
    ledger: &mut Ledger,
    certificates: &[Certificate],
    attribution: &Attribution,
) -> Result<BTreeSet<String>, Error> {
    if certificates.is_empty() {
        return Ok(BTreeSet::new());
    }
    let folder = keys::folder(&context.project, None, &context.out)?;
    let key = keys::signing_key(&context.project, &folder)?;
    let program = certify::open(context)?;
    let unkept = keep_unknown(context, &program, ledger, certificates, &key)?;
    let mut settings = KeptSettings::new(&program, ledger);
    let mut resigned: Vec<(Certificate, Option<Signed>)> = Vec::new();
    for one in certificates.iter().filter(|one| !unkept.contains(&one.number)) {
        // The training and the hours by category may be known only now.
        let one = ledger.certificate(&one.number)?;
        let (setting, _) = ledger.printed(&one.number, one.revision)?;
        let kept = setting.map(|setting| settings.get(&setting)).transpose()?;
        let signed = kept.map(|kept| signed(&claims(&one, &kept.setting), &key));
        resigned.push((one, signed));
    }
    let resigned: Vec<_> = resigned.iter().map(|(one, signed)| (one, signed.clone())).collect();
    ledger.reissue_all(&resigned, attribution)?;
    pending::complete(context, ledger, Origin::ThisCommand)?;
    Ok(unkept)
}

/// Records what certificates are made of, where the ledger does not have it. Returns the numbers of
/// those of which it is not known; the findings that are printed say why.
fn keep_unknown(
    context: &Context,
    program: &CertificateContext,
    ledger: &mut Ledger,
    certificates: &[Certificate],
    key: &PrivateKey,
) -> Result<BTreeSet<String>, Error> {
    let mut sessions: BTreeMap<&str, Vec<&Certificate>> = BTreeMap::new();
    for one in lacking(ledger, certificates)? {
        sessions.entry(&one.session).or_default().push(one);
    }
    let (mut unkept, mut report) = (BTreeSet::new(), Report::default());
    for (session, unknown) in sessions {
        let making = certify::screen_files(context, session)?;
        let refused = keep(program, &making, ledger, &unknown, Some(key), &mut report)?;
        let all = || unknown.iter().map(|one| one.number.clone()).collect();
        unkept.extend(refused.unwrap_or_else(all));
    }
    report.sort();
    context.print_report(&report)?;
    Ok(unkept)
}
