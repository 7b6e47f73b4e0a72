//! `certificates export`: the whole ledger, for a spreadsheet or another program.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::super::context::Context;
use super::super::{CLEAN, ignore_closed_pipe, warn};
use super::show::CertificateHistory;
use crate::certificates::files::csv_out;
use crate::certificates::ledger::{Certificate, Ledger};
use crate::error::Error;
use crate::output::count;
use crate::output::json::VERSION;
use crate::output::write::write_private;

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
    ("number", |one| one.number.clone()),
    ("revision", |one| one.revision.to_string()),
    ("replaces", |one| optional(one.replaces.as_ref())),
    ("name", |one| one.name.clone()),
    ("email", |one| optional(one.email.as_ref())),
    ("kind", |one| one.kind.to_string()),
    ("session", |one| one.session.clone()),
    ("training", |one| optional(one.training.as_ref())),
    ("position", |one| one.position.to_string()),
    ("hours", |one| optional(one.hours)),
    ("hours_by_category", |one| {
        let categories = one.hours_by_category.iter();
        let parts = categories.map(|one| format!("{}: {}", one.category, one.hours));
        parts.collect::<Vec<_>>().join("; ")
    }),
    ("issued", |one| one.issued.to_string()),
    ("valid_from", |one| optional(one.valid_from)),
    ("valid_until", |one| optional(one.valid_until)),
    ("lang", |one| one.lang.clone()),
    ("revoked_at", |one| optional(one.revoked.as_ref().map(|revoked| revoked.at))),
    ("revoked_because", |one| optional(one.revoked.as_ref().map(|revoked| &revoked.reason))),
    ("details", |one| one.details.to_string()),
];

type Cell = fn(&Certificate) -> String;

fn optional(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// Writes all certificates to a file or to standard output.
pub(super) fn export(
    context: &Context,
    ledger: &Ledger,
    csv: bool,
    json: bool,
    file: Option<&Path>,
) -> Result<u8, Error> {
    let extension = file.and_then(Path::extension);
    let has_json_name = extension.is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
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
    write_private(file, &bytes)?;
    if !context.common.quiet {
        warn(&format!(
            "{} in {}; protect the file like the ledger: it contains names and addresses",
            count(certificates.len(), "certificate", "certificates"),
            file.display()
        ));
    }
    Ok(CLEAN)
}

fn to_csv(certificates: &[Certificate], for_spreadsheet: bool) -> Result<Vec<u8>, Error> {
    let head = COLUMNS.map(|(name, _)| name);
    let cells = |one| COLUMNS.iter().map(|(_, cell)| cell(one).into()).collect();
    let rows = certificates.iter().map(cells);
    csv_out::table(&head, rows, for_spreadsheet)
        .map_err(|error| Error::usage(format!("the table cannot be written: {error}")))
}

fn to_json(ledger: &Ledger, certificates: &[Certificate]) -> Result<Vec<u8>, Error> {
    let histories = certificates.iter().map(|one| CertificateHistory::read(ledger, one));
    let certificates = histories.collect::<Result<_, _>>()?;
    let record = CertificatesRecord { kind: "certificates", version: VERSION, certificates };
    let text = serde_json::to_string_pretty(&record)
        .map_err(|error| Error::usage(format!("the list cannot be written: {error}")))?;
    Ok(format!("{text}\n").into_bytes())
}
