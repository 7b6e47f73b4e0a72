//! Recording that people sent the emails themselves.

use super::super::super::context::Context;
use super::super::super::{CLEAN, now};
use super::selection;
use super::show::{Details, list, print};
use crate::certificates::files::render;
use crate::certificates::ledger::{Attribution, Certificate, Ledger, MailStep};
use crate::certificates::mail::drafts::Drafts;
use crate::certificates::mail::recipients::{MailSelection, MailStanding, Recipient};
use crate::cli::MailOrder;
use crate::error::Error;
use crate::output::count;
use crate::workers::journal;

/// Records that certificates were sent: the drafts of a session, or those with numbers.
pub(super) fn mark(
    context: &Context,
    ledger: &mut Ledger,
    recipients: &[Recipient],
    order: &MailOrder,
) -> Result<u8, Error> {
    let (sent, left): (Vec<&Recipient>, Vec<&Recipient>) = match selection(order) {
        MailSelection::Numbers(_) => {
            recipients.iter().partition(|one| !matches!(one.standing, MailStanding::Sent(_)))
        }
        MailSelection::Session(session) => {
            // Someone who came later has no draft yet. Without drafts, another program sent it.
            let drafts = Drafts::of(&render::folder(&context.out, session));
            let has = |one: &Recipient| drafts.is_empty() || drafts.has(&one.certificate.number);
            let due = recipients.iter().filter(|one| one.due().is_some());
            due.partition(|one| has(one))
        }
    };
    if let Some(one) = sent.iter().find(|one| one.standing == MailStanding::Revoked) {
        let number = one.certificate.printed_number();
        return Err(Error::usage(format!("`{number}` was revoked; nothing was recorded"))
            .hint("leave it out"));
    }
    let certificates: Vec<&Certificate> = sent.iter().map(|one| &one.certificate).collect();
    let at = now()?;
    if !certificates.is_empty() {
        journal::commit();
        let attribution = Attribution { at, by: order.by.clone(), reason: None };
        ledger.record_mail(&certificates, MailStep::SentByHand, &attribution)?;
    }
    if context.is_json() {
        let details = Details { at: Some(at), ..Details::default() };
        return certificates
            .iter()
            .try_for_each(|one| print(one, "marked-sent", details))
            .map(|()| CLEAN);
    }
    let number = count(certificates.len(), "certificate", "certificates");
    context.say(&format!("{number} recorded as sent"))?;
    if let MailSelection::Session(_) = selection(order) {
        let left: Vec<&Certificate> = left.iter().map(|one| &one.certificate).collect();
        list(context, "not recorded, because there is no draft:", &left)?;
    }
    Ok(CLEAN)
}
