//! The lists of a session: `mailmerge.csv` for sending the files, and `issued.csv`.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use super::super::ledger::{Certificate, Dispatch};
use super::batch::file_name;
use super::{csv_out, tidy};
use crate::error::Error;
use crate::output::write::write_private;

/// The columns of `mailmerge.csv`.
const MAIL: [&str; 6] = ["name", "email", "file", "number", "recorded", "sent"];

/// The columns of `issued.csv`.
const ISSUED: [&str; 10] = [
    "number",
    "kind",
    "name",
    "hours",
    "issued",
    "valid_from",
    "valid_until",
    "language",
    "replaces",
    "file",
];

/// Returns the ID of the piece that a certificate is printed with.
pub(crate) fn piece(certificate: &Certificate) -> &str {
    certificate.details.get("piece").and_then(Value::as_str).unwrap_or_default()
}

/// Writes the lists of a session, which need no layout. Returns why they could not be written.
pub(crate) fn write(
    folder: &Path,
    certificates: &[&Certificate],
    dispatches: &HashMap<String, Dispatch>,
) -> Vec<Error> {
    let mut groups: BTreeMap<&str, Vec<&Certificate>> = BTreeMap::new();
    for certificate in certificates {
        groups.entry(piece(certificate)).or_default().push(certificate);
    }
    // Of a certificate that was read back, it may not be known yet.
    if groups.len() > 1
        && let Some(without) = groups.remove("")
        && let Some(mut first) = groups.first_entry()
    {
        first.get_mut().extend(without);
    }
    let several = groups.len() > 1;
    let mut failures = Vec::new();
    for (piece, group) in &groups {
        failures.extend(write_of_piece(folder, group, dispatches, several.then_some(piece)));
    }
    let pieces: Vec<String> = groups.keys().map(|piece| (*piece).to_owned()).collect();
    failures.extend(tidy::remove_other_pieces(folder, &pieces).failures);
    failures
}

/// Writes `mailmerge.csv` and `issued.csv`, named for a piece if there are several. Returns why
/// they could not be written.
pub(super) fn write_of_piece(
    folder: &Path,
    certificates: &[&Certificate],
    dispatches: &HashMap<String, Dispatch>,
    piece: Option<&str>,
) -> Vec<Error> {
    let suffix = piece.map(|piece| format!(".{piece}")).unwrap_or_default();
    let mail = certificates.iter().map(|one| mail_row(one, dispatches.get(&one.number)));
    let mail = save(folder, &format!("mailmerge{suffix}.csv"), &MAIL, mail);
    let issued = certificates.iter().map(|one| issued_row(one));
    let issued = save(folder, &format!("issued{suffix}.csv"), &ISSUED, issued);
    mail.err().into_iter().chain(issued.err()).collect()
}

fn mail_row<'a>(certificate: &'a Certificate, dispatch: Option<&Dispatch>) -> Vec<Cow<'a, str>> {
    let dispatch = dispatch.copied().unwrap_or_default();
    let sent = match (dispatch.sent, dispatch.uncertain) {
        (Some(sent), _) => minute(sent),
        (None, Some(begun)) => format!("perhaps {}", minute(begun)),
        (None, None) => "no".to_owned(),
    };
    let number = certificate.printed_number();
    vec![
        Cow::from(certificate.name.as_str()),
        certificate.email.as_deref().unwrap_or_default().into(),
        file_name(&number).into(),
        number.into(),
        dispatch.recorded.map(minute).unwrap_or_default().into(),
        sent.into(),
    ]
}

fn issued_row(certificate: &Certificate) -> Vec<Cow<'_, str>> {
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let number = certificate.printed_number();
    let file = file_name(&number);
    vec![
        Cow::from(number),
        certificate.kind.name().into(),
        certificate.name.as_str().into(),
        certificate.hours.map(|hours| hours.to_string()).unwrap_or_default().into(),
        certificate.issued.to_string().into(),
        day(certificate.valid_from).into(),
        day(certificate.valid_until).into(),
        certificate.lang.as_str().into(),
        certificate.replaces.clone().unwrap_or_default().into(),
        file.into(),
    ]
}

/// Writes a time so that spreadsheets sort it.
fn minute(time: Timestamp) -> String {
    time.strftime("%F %R UTC").to_string()
}

fn save<'a>(
    folder: &Path,
    name: &str,
    head: &[&str],
    rows: impl IntoIterator<Item = Vec<Cow<'a, str>>>,
) -> Result<(), Error> {
    let path = folder.join(name);
    let bytes = csv_out::table(head, rows, true)
        .map_err(|error| Error::new(&path, format!("cannot be written: {error}")))?;
    write_private(&path, &bytes)
}
