//! `certificates export`: the whole ledger, for a spreadsheet or another program.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;

use serde::ser::{Error as _, SerializeSeq};
use serde::{Serialize, Serializer};

use super::super::context::Context;
use super::super::{CLEAN, ignore_closed_pipe, warn};
use crate::certificates::files::csv_out::CsvTable;
use crate::certificates::ledger::{Certificate, Dispatch, Histories, Ledger};
use crate::error::Error;
use crate::output::count;
use crate::output::json::VERSION;
use crate::output::write::{Readers, write_with};

/// The whole ledger in JSON.
#[derive(Serialize)]
struct CertificatesRecord<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    version: u32,
    certificates: Stream<'a>,
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
    let fill = |out: &mut dyn Write| {
        if is_json && !csv {
            write_json(ledger, out)
        } else {
            write_csv(ledger, out, file.is_some())
        }
    };
    let Some(file) = file else {
        fill(&mut io::stdout().lock()).or_else(ignore_closed_pipe)?;
        return Ok(CLEAN);
    };
    write_with(file, Readers::Owner, fill)?;
    if !context.common.quiet {
        warn(&format!(
            "{} in {}; protect the file like the ledger: it contains names and addresses",
            count(ledger.count()? as usize, "certificate", "certificates"),
            file.display()
        ));
    }
    Ok(CLEAN)
}

/// Writes one certificate after the other, because a large ledger does not fit in memory.
fn write_csv(ledger: &Ledger, out: &mut dyn Write, for_spreadsheet: bool) -> io::Result<()> {
    let head: Vec<&str> = COLUMNS.map(|(name, _)| name).into_iter().chain(["sent"]).collect();
    let mut table = CsvTable::new(out, &head, for_spreadsheet)?;
    let mut sessions: HashMap<String, HashMap<String, Dispatch>> = HashMap::new();
    for certificate in ledger.one_by_one().map_err(io::Error::other)? {
        let certificate = certificate.map_err(io::Error::other)?;
        let session = &certificate.session;
        if !sessions.contains_key(session) {
            let dispatches = ledger.dispatches(session).map_err(io::Error::other)?;
            sessions.insert(session.clone(), dispatches);
        }
        let dispatch = sessions.get(session).and_then(|of| of.get(&certificate.number));
        let sent = optional(dispatch.and_then(|dispatch| dispatch.sent));
        let cells = COLUMNS.iter().map(|(_, cell)| cell(&certificate).into()).chain([sent.into()]);
        table.add(&cells.collect::<Vec<_>>())?;
    }
    table.finish().map(drop)
}

/// Writes one certificate after the other as well.
fn write_json(ledger: &Ledger, out: &mut dyn Write) -> io::Result<()> {
    let certificates = Stream(RefCell::new(ledger.histories().map_err(io::Error::other)?));
    let record = CertificatesRecord { kind: "certificates", version: VERSION, certificates };
    let mut out = io::BufWriter::new(out);
    serde_json::to_writer_pretty(&mut out, &record)?;
    writeln!(out)?;
    out.flush()
}

/// Certificates that are read while they are written.
struct Stream<'a>(RefCell<Histories<'a>>);

impl Serialize for Stream<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for history in &mut *self.0.borrow_mut() {
            list.serialize_element(&history.map_err(S::Error::custom)?)?;
        }
        list.end()
    }
}
