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
        return Err(Error::usage("nothing to correct was given")
            .hint("add `--name`, `--email`, `--hours` or `--category-hours`"));
    }
    let before = ledger.certificate(number)?;
    let certificate = ledger.correct(number, correction, &attribution(record)?)?;
    let what = match &certificate.replaces {
        Some(replaced) if certificate.revision > before.revision => {
            format!("corrected, replaces {replaced}")
        }
        _ => "address changed".to_owned(),
    };
    finish(context, &certificate, &what)
}

pub(super) fn reissue(
    context: &Context,
    ledger: &mut Ledger,
    number: &str,
    record: &Record,
) -> Result<u8, Error> {
    finish(context, &ledger.reissue(number, &attribution(record)?)?, "made again")
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

/// Prints what was changed, and makes the files of the certificate's session and the signed status
/// list again.
fn finish(context: &Context, certificate: &Certificate, what: &str) -> Result<u8, Error> {
    if context.is_json() {
        print_certificate(certificate, context.today)?;
    } else {
        say(&format!("{}: {what}", certificate.printed_number()))?;
    }
    if !context.project.path(PUBLIC_FILE).exists() {
        warn(
            "note: the ledger was changed, but no file was made, because there is no key to sign \
             with; run `peerpress keys new`",
        );
        return Ok(CLEAN);
    }
    let session = &certificate.session;
    let revoked = certificate.revoked.as_ref().map(|_| certificate.number.as_str());
    certify::remake_session(context, session, revoked).map_err(|error| {
        let message = format!("the ledger was changed, but the files were not made again: {error}");
        let next = format!("fix this, then run `peerpress certify --session {session}`");
        Error::usage(message).hint(next)
    })?;
    Ok(CLEAN)
}
