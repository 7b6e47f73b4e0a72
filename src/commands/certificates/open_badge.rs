//! `certificates open-badge`: certificates as Open Badges, for wallets and other programs.

use serde::Serialize;

use super::super::CLEAN;
use super::super::certify;
use super::super::context::Context;
use super::change::{CertificateSelection, valid_of_session};
use crate::certificates::files::open_badges::{self, BadgeSigner};
use crate::certificates::ledger::{Certificate, Ledger};
use crate::certificates::proof::keys;
use crate::error::Error;
use crate::output::count;
use crate::output::json::print_record;
use crate::output::write::write_private;

/// A badge in JSON.
#[derive(Serialize)]
struct BadgeRecord<'a> {
    /// The number as it is printed.
    number: String,
    file: &'a str,
}

/// Writes the badge of a certificate, or those of a session, without the revoked ones.
pub(super) fn export(
    context: &Context,
    ledger: &Ledger,
    selection: &CertificateSelection<'_>,
) -> Result<u8, Error> {
    let certificates = match selection {
        CertificateSelection::Number(number) => vec![ledger.certificate(number)?],
        CertificateSelection::Session(session) => valid_of_session(ledger, session)?,
    };
    let program = certify::open(context)?;
    let folder = keys::folder(&context.project, None, &context.out)?;
    let key = keys::signing_key(&context.project, &folder)?;
    let mut signer = BadgeSigner::new(&program, ledger, &key);
    let badges: Vec<String> =
        certificates.iter().map(|one| signer.sign(one)).collect::<Result<_, _>>()?;
    for (certificate, badge) in certificates.iter().zip(&badges) {
        write_private(&open_badges::file(&context.out, certificate), badge.as_bytes())?;
        report_badge(context, certificate, certificates.len())?;
    }
    if let (CertificateSelection::Session(session), false) = (selection, context.is_json()) {
        let number = count(badges.len(), "badge", "badges");
        context.say(&format!("{number} in {}/certificates/{session}", context.shown_out()))?;
    }
    Ok(CLEAN)
}

fn report_badge(context: &Context, certificate: &Certificate, all: usize) -> Result<(), Error> {
    let name = open_badges::file_name(&certificate.number);
    let file = format!("{}/certificates/{}/{name}", context.shown_out(), certificate.session);
    if context.is_json() {
        let number = certificate.printed_number();
        return print_record("open-badge", &BadgeRecord { number, file: &file });
    }
    match all {
        1 => context.say(&file),
        _ => Ok(()),
    }
}
