//! `certificates correct`, `reissue` and `revoke`: the ledger first, then the files.

use super::super::context::Context;
use super::super::{CLEAN, certify, now, say, warn};
use super::CertificateRecord;
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
    report_change(context, &certificate, &what)?;
    remake_files(context, &certificate)
}

pub(super) fn reissue(
    context: &Context,
    ledger: &mut Ledger,
    number: &str,
    record: &Record,
) -> Result<u8, Error> {
    let certificate = ledger.reissue(number, &attribution(record)?)?;
    report_change(context, &certificate, "made again")?;
    remake_files(context, &certificate)
}

pub(super) fn revoke(
    context: &Context,
    ledger: &mut Ledger,
    number: &str,
    record: &Record,
) -> Result<u8, Error> {
    let reason = record.reason.as_deref().unwrap_or_default();
    let certificate = ledger.revoke(number, reason, &attribution(record)?)?;
    report_change(context, &certificate, "revoked")?;
    remake_files(context, &certificate)
}

fn attribution(record: &Record) -> Result<Attribution, Error> {
    Ok(Attribution { at: now()?, by: record.by.clone(), reason: record.reason.clone() })
}

fn report_change(context: &Context, certificate: &Certificate, what: &str) -> Result<(), Error> {
    if context.is_json() {
        return CertificateRecord::new(certificate, context.today).print();
    }
    say(&format!("{}: {what}", certificate.printed_number()))
}

/// Makes the files of the certificate's session and the signed status list again.
fn remake_files(context: &Context, certificate: &Certificate) -> Result<u8, Error> {
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
