//! `certificates list`: one line for each certificate.

use std::io;

use jiff::civil::Date;

use super::super::context::Context;
use super::super::{CLEAN, ignore_closed_pipe, say, warn};
use super::print_certificate;
use crate::certificates::issue::place_of_session;
use crate::certificates::ledger::{Certificate, CertificateStatus, Ledger};
use crate::cli::Format;
use crate::content;
use crate::diagnostic::Report;
use crate::error::Error;
use crate::output::count;
use crate::table;

pub(super) fn list(
    context: &Context,
    ledger: &Ledger,
    session: Option<&str>,
    person: Option<&str>,
) -> Result<u8, Error> {
    if let Some(id) = session
        && ledger.of_session(id)?.is_empty()
        && let Some(content) = content::read_facts(&context.project, &mut Report::default())
    {
        place_of_session(&content, id)?;
    }
    let mut certificates = match (person, session) {
        (Some(person), _) => ledger.find_person(person)?,
        (None, Some(session)) => ledger.of_session(session)?,
        (None, None) => ledger.all()?,
    };
    certificates.retain(|certificate| session.is_none_or(|session| certificate.session == session));
    let today = context.today;
    match context.common.format {
        Format::Human if certificates.is_empty() => {}
        Format::Human => print_table(&certificates, today)?,
        Format::Short => {
            for one in &certificates {
                let status = one.status(today);
                say(&format!("{}: {status}: {}", one.printed_number(), one.name))?;
            }
        }
        Format::Json => {
            certificates.iter().try_for_each(|one| print_certificate(one, today))?;
        }
    }
    if context.is_human() {
        warn(&summary(&certificates, today));
    }
    Ok(CLEAN)
}

fn print_table(certificates: &[Certificate], today: Date) -> Result<(), Error> {
    let mut lines =
        vec![["number", "", "kind", "session", "issued", "hours", "name"].map(str::to_owned)];
    lines.extend(certificates.iter().map(|one| {
        [
            one.printed_number(),
            one.status(today).to_string(),
            one.kind.to_string(),
            one.session.clone(),
            one.issued.to_string(),
            one.hours.map_or_else(|| "–".to_owned(), |hours| hours.to_string()),
            one.name.clone(),
        ]
    }));
    let mut out = io::BufWriter::new(io::stdout().lock());
    table::columns(&mut out, &lines, Some(5)).or_else(ignore_closed_pipe)
}

fn summary(certificates: &[Certificate], today: Date) -> String {
    let mut text = count(certificates.len(), "certificate", "certificates");
    for status in [
        CertificateStatus::NotYet,
        CertificateStatus::Expired,
        CertificateStatus::Revoked,
        CertificateStatus::Replaced,
    ] {
        let number = certificates.iter().filter(|one| one.status(today) == status).count();
        if number > 0 {
            text.push_str(&format!(", {number} {status}"));
        }
    }
    text
}
