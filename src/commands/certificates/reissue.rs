//! `certificates reissue --all`: signs again what a key that is no longer trusted signed.

use super::super::context::Context;
use super::super::pending::{self, Origin};
use super::super::{CLEAN, certify, now};
use super::print_certificate;
use crate::certificates::ledger::{Attribution, Certificate, Ledger, Signed};
use crate::certificates::proof::keys::{self, PublicKeys};
use crate::certificates::revoked_keys;
use crate::certificates::setting::{KeptSettings, claims, signed};
use crate::cli::Record;
use crate::error::Error;
use crate::output::count;

pub(super) fn reissue_all(
    context: &Context,
    ledger: &mut Ledger,
    record: &Record,
) -> Result<u8, Error> {
    let keys = PublicKeys::of_project(&context.project)?;
    let certificates = revoked_keys::to_reissue(ledger, &keys)?;
    let (by, reason) = (record.by.clone(), record.reason.clone());
    reissue_needed(context, ledger, &certificates, &Attribution { at: now()?, by, reason })?;
    if context.is_json() {
        certificates.iter().try_for_each(|one| print_certificate(one, context.today))?;
        return Ok(CLEAN);
    }
    if certificates.is_empty() {
        context.say("nothing to reissue: trusted keys signed every certificate")?;
        return Ok(CLEAN);
    }
    let number = count(certificates.len(), "certificate", "certificates");
    context.say(&format!("{number} reissued; send the new files to these people:"))?;
    for one in &certificates {
        context.say(&format!("  {}  {}", one.printed_number(), one.name))?;
    }
    Ok(CLEAN)
}

/// Signs certificates again, records it, and re-creates their files.
pub(in super::super) fn reissue_needed(
    context: &Context,
    ledger: &mut Ledger,
    certificates: &[Certificate],
    attribution: &Attribution,
) -> Result<(), Error> {
    if certificates.is_empty() {
        return Ok(());
    }
    let folder = keys::folder(&context.project, None, &context.out)?;
    let key = keys::signing_key(&context.project, &folder)?;
    let program = certify::open(context)?;
    let mut settings = KeptSettings::new(&program, ledger);
    let mut resigned: Vec<(&Certificate, Option<Signed>)> = Vec::new();
    for one in certificates {
        // Without a setting, an earlier Peerpress issued it; making the file records the setting.
        let (setting, _) = ledger.printed(&one.number, one.revision)?;
        let kept = setting.map(|setting| settings.get(&setting)).transpose()?;
        resigned.push((one, kept.map(|kept| signed(&claims(one, &kept.setting), &key))));
    }
    ledger.reissue_all(&resigned, attribution)?;
    pending::complete(context, ledger, Origin::ThisCommand)
}
