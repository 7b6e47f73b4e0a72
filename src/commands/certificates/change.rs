//! `certificates correct`, `reissue` and `revoke`: the ledger first, then the files.

use super::super::context::Context;
use super::super::{CLEAN, certify, now, say, warn};
use super::print_certificate;
use crate::certificates::ledger::{Attribution, Certificate, Correction, Ledger};
use crate::certificates::proof::keys::PUBLIC_FILE;
use crate::cli::Record;
use crate::error::Error;

pub(super) fn correct(
    context: &Context,
    ledger: &mut Ledger,
    number: &str,
    correction: &Correction,
    record: &Record,
) -> Result<u8, Error> {
    if *correction == Correction::default() {
        return Err(Error::usage("no correction was specified")
            .hint("add `--name`, `--email`, `--hours` or `--category-hours`"));
    }
    let before = ledger.certificate(number)?;
    let certificate = ledger.correct(number, correction, &attribution(record)?)?;
    let what = match &certificate.replaces {
        Some(replaced) if certificate.revision > before.revision => {
            format!("corrected, replaces {replaced}")
        }
        _ => "email address changed".to_owned(),
    };
    finish(context, &certificate, &what)
}

pub(super) fn reissue(
    context: &Context,
    ledger: &mut Ledger,
    number: &str,
    record: &Record,
) -> Result<u8, Error> {
    finish(context, &ledger.reissue(number, &attribution(record)?)?, "re-created")
}

pub(super) fn revoke(
    context: &Context,
    ledger: &mut Ledger,
    number: &str,
    record: &Record,
) -> Result<u8, Error> {
    let reason = record.reason.as_deref().unwrap_or_default();
    finish(context, &ledger.revoke(number, reason, &attribution(record)?)?, "revoked")
}

fn attribution(record: &Record) -> Result<Attribution, Error> {
    Ok(Attribution { at: now()?, by: record.by.clone(), reason: record.reason.clone() })
}

/// Re-creates the files of the certificate's session and the signed status list, and prints what
/// was changed.
fn finish(context: &Context, certificate: &Certificate, what: &str) -> Result<u8, Error> {
    let has_key = context.project.path(PUBLIC_FILE).exists();
    if has_key {
        let session = &certificate.session;
        let revoked = certificate.revoked.as_ref().map(|_| certificate.number.as_str());
        certify::remake_session(context, session, revoked).map_err(|error| {
            error.within(
                "the ledger was updated, but the files could not be re-created",
                &format!("run `peerpress certify --session {session}`"),
            )
        })?;
    }
    if context.is_json() {
        print_certificate(certificate, context.today)?;
    } else {
        say(&format!("{}: {what}", certificate.printed_number()))?;
    }
    if !has_key {
        warn(
            "note: the ledger was updated, but no file was created because there is no signing \
             key; run `peerpress keys new`",
        );
    }
    Ok(CLEAN)
}
