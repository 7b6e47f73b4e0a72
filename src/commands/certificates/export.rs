//! `certificates export`: the whole ledger, for a spreadsheet or another program.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::super::context::Context;
use super::super::{CLEAN, ignore_closed_pipe, warn};
use super::show::CertificateHistory;
use crate::certificates::files::csv_out;
use crate::certificates::ledger::{Certificate, Ledger};
use crate::error::Error;
use crate::output::json::VERSION;
use crate::output::write::write;

/// The whole ledger in JSON.
#[derive(Serialize)]
struct CertificatesRecord<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    version: u32,
    certificates: Vec<CertificateHistory<'a>>,
}

/// The columns of the CSV and their values.
const COLUMNS: [(&str, Cell); 18] = [
    ("number", |one| Cow::Borrowed(&one.number)),
    ("revision", |one| one.revision.to_string().into()),
    ("replaces", |one| one.replaces.as_deref().unwrap_or_default().into()),
    ("name", |one| Cow::Borrowed(&one.name)),
    ("email", |one| one.email.as_deref().unwrap_or_default().into()),
    ("kind", |one| one.kind.name().into()),
    ("session", |one| Cow::Borrowed(&one.session)),
    ("training", |one| one.training.as_deref().unwrap_or_default().into()),
    ("position", |one| one.position.to_string().into()),
    ("hours", |one| optional(one.hours)),
    ("hours_by_category", |one| categories(one)),
    ("issued", |one| one.issued.to_string().into()),
    ("valid_from", |one| optional(one.valid_from)),
    ("valid_until", |one| optional(one.valid_until)),
    ("lang", |one| Cow::Borrowed(&one.lang)),
    ("revoked_at", |one| optional(one.revoked.as_ref().map(|revoked| revoked.at))),
    ("revoked_because", |one| {
        one.revoked.as_ref().map(|revoked| revoked.reason.as_str()).unwrap_or_default().into()
    }),
    ("details", |one| one.details.to_string().into()),
];

type Cell = fn(&Certificate) -> Cow<'_, str>;

fn optional(value: Option<impl ToString>) -> Cow<'static, str> {
    value.map(|value| value.to_string()).unwrap_or_default().into()
}

fn categories(certificate: &Certificate) -> Cow<'_, str> {
    let parts: Vec<String> = certificate
        .hours_by_category
        .iter()
        .map(|one| format!("{}: {}", one.category, one.hours))
        .collect();
    parts.join("; ").into()
}

/// Writes all certificates to a file or to standard output.
pub(super) fn export(
    context: &Context,
    ledger: &Ledger,
    csv: bool,
    json: bool,
    file: Option<&Path>,
) -> Result<u8, Error> {
    let has_json_name = file
        .and_then(Path::extension)
        .is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let is_json = json || has_json_name || context.is_json();
    let certificates = ledger.all()?;
    let bytes = if is_json && !csv {
        to_json(ledger, &certificates)?
    } else {
        to_csv(&certificates, file.is_some())?
    };
    let Some(file) = file else {
        io::stdout().lock().write_all(&bytes).or_else(ignore_closed_pipe)?;
        return Ok(CLEAN);
    };
    write(file, &bytes)?;
    if !context.common.quiet {
        warn(&format!(
            "{} certificates in {}; protect the file like the ledger, it has names and addresses",
            certificates.len(),
            file.display()
        ));
    }
    Ok(CLEAN)
}

fn to_csv(certificates: &[Certificate], for_spreadsheet: bool) -> Result<Vec<u8>, Error> {
    let head = COLUMNS.map(|(name, _)| name);
    let rows = certificates.iter().map(|one| COLUMNS.iter().map(|(_, cell)| cell(one)).collect());
    csv_out::table(&head, rows, for_spreadsheet)
        .map_err(|error| Error::usage(format!("the table cannot be written: {error}")))
}

fn to_json(ledger: &Ledger, certificates: &[Certificate]) -> Result<Vec<u8>, Error> {
    let certificates = certificates
        .iter()
        .map(|one| CertificateHistory::read(ledger, one))
        .collect::<Result<_, _>>()?;
    let record = CertificatesRecord { kind: "certificates", version: VERSION, certificates };
    let text = serde_json::to_string_pretty(&record)
        .map_err(|error| Error::usage(format!("the list cannot be written: {error}")))?;
    Ok(format!("{text}\n").into_bytes())
}
