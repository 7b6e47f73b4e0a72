//! `certificates`: reading the ledger, and changing certificates after they were issued.

mod accept;
mod backup;
mod change;
mod check;
mod due;
mod export;
mod list;
mod loss_lines;
mod mail;
mod open_badge;
mod reissue;
mod rests;
mod show;
mod transcript;

pub(super) use reissue::reissue_needed;
pub(super) use show::describe_basis;

use jiff::civil::Date;
use serde::Serialize;

use super::context::Context;
use crate::certificates::guard;
use crate::certificates::ledger::{Certificate, CertificateStatus, Ledger, NAME};
use crate::cli::{Certificates, Common};
use crate::error::Error;
use crate::output::json::print_record;
use change::CertificateSelection;

/// Runs one of the `certificates` commands.
pub(super) fn run(common: &Common, command: &Certificates) -> Result<u8, Error> {
    let context = &Context::open(common, None)?;
    let path = context.project.path(NAME);
    let open_to_read = || Ledger::open_to_read(&path);
    // Commands that change the ledger must not create one.
    let open = || open_to_read().and_then(|_| Ledger::open(&path));
    match command {
        Certificates::List { session, person } => {
            list::list(context, &open_to_read()?, session.as_deref(), person.as_deref())
        }
        Certificates::Show { number } => show::show(context, &open_to_read()?, number),
        Certificates::Correct { number, session, from_data, correction, record } => {
            let selection = CertificateSelection::new(number.as_deref(), session.as_deref())?;
            let order = change::CorrectOrder { selection, from_data: *from_data, correction };
            change::correct(context, &mut open()?, &order, record)
        }
        Certificates::Reissue { number: Some(number), record, .. } => {
            change::reissue(context, &mut open()?, number, record)
        }
        Certificates::Reissue { number: None, record, .. } => {
            reissue::reissue_all(context, &mut open()?, record)
        }
        Certificates::Revoke { number, session, record } => {
            let selection = CertificateSelection::new(number.as_deref(), session.as_deref())?;
            change::revoke(context, &mut open()?, &selection, record)
        }
        Certificates::EraseEmail { number, record } => {
            change::erase_email(context, &mut open()?, number, record)
        }
        Certificates::Due { within, csv, mail_list } => {
            due::due(context, &open_to_read()?, *within, due::Form::new(*csv, *mail_list))
        }
        Certificates::Mail(order) => mail::run(context, order),
        Certificates::Export { csv, json, file } => {
            export::export(context, &open_to_read()?, *csv, *json, file.as_deref())
        }
        Certificates::Transcript { person, same_person, lang, date } => {
            let query = transcript::PersonQuery { text: person, same_person: *same_person };
            transcript::transcript(context, &open_to_read()?, &query, lang.as_deref(), *date)
        }
        Certificates::OpenBadge { number, session } => {
            let selection = CertificateSelection::new(number.as_deref(), session.as_deref())?;
            open_badge::export(context, &open_to_read()?, &selection)
        }
        Certificates::Backup { file, passphrase } => backup::backup(context, file, passphrase),
        Certificates::Restore { file, passphrase } => backup::restore(context, file, passphrase),
        Certificates::AcceptLedger { confirm, given, list_lost, record } => {
            let confirm = confirm.as_deref();
            let order = accept::AcceptOrder { confirm, given, is_list_lost: *list_lost };
            accept::accept(context, &order, record)
        }
        Certificates::Check => {
            if !path.exists() {
                guard::require_not_lost(&context.project, &context.out)?;
            }
            check::check(context, &open_to_read()?)
        }
    }
}

/// A certificate, with or without its history, and its status, in JSON.
#[derive(Serialize)]
struct CertificateRecord<'a, T> {
    standing: CertificateStatus,
    #[serde(flatten)]
    certificate: &'a T,
}

/// Prints a certificate in JSON.
pub(super) fn print_certificate(certificate: &Certificate, today: Date) -> Result<(), Error> {
    let standing = certificate.status(today);
    print_record("certificate", &CertificateRecord { standing, certificate })
}
