//! What an earlier Peerpress signed without recording it: computed from what the ledger keeps.

use std::collections::BTreeSet;

use super::super::certify;
use super::super::context::Context;
use crate::certificates::files::keep::{keep, lacking};
use crate::certificates::ledger::Ledger;
use crate::certificates::proof::credential::hash_claims_of_version_1;
use crate::certificates::proof::keys::{KeyRevocation, PrivateKey};
use crate::certificates::revoked_keys;
use crate::certificates::setting::{KeptSettings, claims};
use crate::diagnostic::Report;
use crate::error::Error;

/// Keeps in the ledger the hashes of what an earlier Peerpress signed before a theft, so that the
/// status list can name it. Returns the hash of the material; `None` if there is nothing to keep.
pub(super) fn keep_unrecorded(
    context: &Context,
    ledger: &mut Ledger,
    revocation: &KeyRevocation,
    next: &PrivateKey,
) -> Result<Option<String>, Error> {
    let old = revoked_keys::unrecorded(ledger, revocation)?;
    if old.is_empty() {
        return Ok(None);
    }
    let program = certify::open(context)?;
    let sessions: BTreeSet<&str> = old.iter().map(|one| one.session.as_str()).collect();
    let mut report = Report::default();
    for session in sessions {
        let making = certify::screen_files(context, session)?;
        let certificates = ledger.of_session(session)?;
        let unknown = lacking(ledger, &certificates)?;
        let unkept = keep(&program, &making, ledger, &unknown, Some(next), &mut report)?;
        if unkept.is_none_or(|unkept| !unkept.is_empty()) {
            context.note(&format!(
                "the contents of some certificates of the session `{session}` are no longer known, \
                 so the status list does not name them; reissue them"
            ));
        }
    }
    report.sort();
    context.print_report(&report)?;
    let mut settings = KeptSettings::new(&program, ledger);
    let mut hashes = Vec::new();
    for one in &old {
        if let (Some(setting), _) = ledger.printed(&one.number, one.revision)? {
            let kept = settings.get(&setting)?;
            hashes.extend(hash_claims_of_version_1(&claims(one, &kept.setting)));
        }
    }
    Ok((!hashes.is_empty()).then(|| ledger.add_material(&hashes)))
}
