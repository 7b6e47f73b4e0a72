//! Certificates of credentials that rest on a certificate that was revoked.

use super::super::context::Context;
use crate::certificates::ledger::{Certificate, Ledger};
use crate::error::Error;

/// The most certificates that are named.
const MOST_NAMED: usize = 10;

/// Names the valid certificates of credentials that counted a revoked one. `revoked` are the ones
/// to look for; `None` for all.
pub(super) fn note_what_rests_on_revoked(
    context: &Context,
    ledger: &Ledger,
    revoked: Option<&[Certificate]>,
) -> Result<(), Error> {
    let mut found = ledger.resting_on_revoked()?;
    if let Some(revoked) = revoked {
        found.retain(|(_, counted)| revoked.iter().any(|one| one.number == *counted));
    }
    for (number, counted) in found.iter().take(MOST_NAMED) {
        context.note(&format!(
            "{number} counted the hours of {counted}, which is revoked, and is still valid; revoke \
             it too if it does not meet its requirements without them"
        ));
    }
    if found.len() > MOST_NAMED {
        context.note(&format!("so do {} more", found.len() - MOST_NAMED));
    }
    Ok(())
}
