//! `certificates due`: who must renew a certification.

use std::io::{self, Write};

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use super::super::context::Context;
use super::super::{CLEAN, ignore_closed_pipe};
use super::rests::note_what_rests_on_revoked;
use crate::certificates::files::csv_out;
use crate::certificates::issue::Renewals;
use crate::certificates::ledger::{Certificate, DueRenewal, Ledger, RenewalRule};
use crate::content;
use crate::content::credentials::RequiredHours;
use crate::diagnostic::Report;
use crate::error::Error;
use crate::output::count;
use crate::output::json::print_record;
use crate::table;

/// How the list is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Table,
    Csv,
    /// Addresses for an email program.
    MailList,
}

impl Form {
    pub(super) fn new(csv: bool, mail_list: bool) -> Self {
        match (csv, mail_list) {
            (true, _) => Self::Csv,
            (_, true) => Self::MailList,
            _ => Self::Table,
        }
    }
}

/// A certification to renew in JSON.
#[derive(Serialize)]
struct DueRecord<'a> {
    number: String,
    name: &'a str,
    email: Option<&'a str>,
    lang: &'a str,
    /// The ID of the credential.
    credential: Option<&'a str>,
    /// The title of the credential, as the certificate states it.
    title: Option<&'a str>,
    /// The IDs of the credentials that renew it.
    renew_with: Vec<&'a str>,
    valid_until: Date,
    /// Negative after the last valid day.
    days_left: i32,
    hours_since: f64,
    /// The hours that the renewal requires, if there is one renewal.
    hours_required: Option<f64>,
}

pub(super) fn due(
    context: &Context,
    ledger: &Ledger,
    within: u16,
    form: Form,
) -> Result<u8, Error> {
    let (today, span) = (context.today, i32::from(within).days());
    let day = |day: Result<Date, jiff::Error>| day.map_err(|error| Error::usage(error.to_string()));
    let (first, last) = (day(today.checked_sub(span))?, day(today.checked_add(span))?);
    // Without the data, the ledger still says what was renewed.
    let content = content::read_facts(&context.project, &mut Report::default());
    let certification = content.map(|content| content.certification).unwrap_or_default();
    let renewals = Renewals::new(&certification);
    let rule = RenewalRule {
        replaces: &|newer, older| renewals.replaces(newer, older),
        kinds: &|one| required_hours(&renewals, one)?.kinds.clone(),
    };
    let due = ledger.due(first, last, &rule)?;
    if context.is_json() {
        print_json(&due, &renewals, today)?;
        return Ok(CLEAN);
    }
    let mut out = io::stdout().lock();
    let written = match form {
        Form::MailList => due.iter().filter_map(mail_line).try_for_each(|it| writeln!(out, "{it}")),
        Form::Csv => write_csv(&mut out, &due, &renewals),
        Form::Table if due.is_empty() => Ok(()),
        Form::Table => table::columns(&mut out, &table_lines(&due, &renewals, today), Some(1)),
    };
    written.or_else(ignore_closed_pipe)?;
    let lapsed = due.iter().filter(|one| one.valid_until < today).count();
    let ended = match (lapsed, due.len()) {
        (0, _) => "none has ended yet".to_owned(),
        (1, 1) => "it has ended".to_owned(),
        (lapsed, _) => format!("{} already", count(lapsed, "has ended", "have ended")),
    };
    context.note(&format!(
        "{} between {first} and {last}; {ended}",
        count(due.len(), "certification ends", "certifications end")
    ));
    let without = due.iter().filter(|one| one.certificate.email.is_none());
    let names: Vec<&str> = without.map(|one| one.certificate.name.as_str()).collect();
    note_what_rests_on_revoked(context, ledger, None)?;
    if form == Form::MailList && !names.is_empty() {
        context.note(&format!("without an email address: {}", names.join(", ")));
    }
    Ok(CLEAN)
}

fn days_left(one: &DueRenewal, today: Date) -> i32 {
    (one.valid_until - today).get_days()
}

fn print_json(due: &[DueRenewal], renewals: &Renewals<'_>, today: Date) -> Result<(), Error> {
    for one in due {
        let certificate = &one.certificate;
        let record = DueRecord {
            number: certificate.printed_number(),
            name: &certificate.name,
            email: certificate.email.as_deref(),
            lang: &certificate.lang,
            credential: renewals.credential_of(certificate),
            title: title(certificate),
            renew_with: renew_with(renewals, certificate),
            valid_until: one.valid_until,
            days_left: days_left(one, today),
            hours_since: one.hours_since,
            hours_required: required_hours(renewals, certificate).map(|it| it.at_least),
        };
        print_record("due", &record)?;
    }
    Ok(())
}

/// Returns the head and a line for each certification, with columns for credentials if there are
/// any.
fn table_lines(due: &[DueRenewal], renewals: &Renewals<'_>, today: Date) -> Vec<Vec<String>> {
    let head = ["valid until", "days", "number", "hours since", "name", "email"];
    let mut lines = vec![head.map(str::to_owned).to_vec()];
    lines.extend(due.iter().map(|one| {
        let mut cells = cells(one);
        cells.insert(1, days_left(one, today).to_string());
        if let Some(required) = required_hours(renewals, &one.certificate) {
            cells[3] = format!("{} of {}", cells[3], required.at_least);
        }
        cells
    }));
    if due.iter().any(|one| renewals.credential_of(&one.certificate).is_some()) {
        lines[0].extend(["credential", "renew with"].map(str::to_owned));
        for (line, one) in lines[1..].iter_mut().zip(due) {
            line.extend(credential_cells(one, renewals));
        }
    }
    lines
}

fn cells(one: &DueRenewal) -> Vec<String> {
    let certificate = &one.certificate;
    vec![
        one.valid_until.to_string(),
        certificate.printed_number(),
        one.hours_since.to_string(),
        certificate.name.clone(),
        certificate.email.clone().unwrap_or_default(),
    ]
}

/// Returns the credential, and how it is renewed.
fn credential_cells(one: &DueRenewal, renewals: &Renewals<'_>) -> [String; 2] {
    let credential = renewals.credential_of(&one.certificate).unwrap_or_default();
    [credential.to_owned(), renew_with(renewals, &one.certificate).join(", ")]
}

fn renew_with<'a>(renewals: &Renewals<'a>, certificate: &Certificate) -> Vec<&'a str> {
    let credential = renewals.credential_of(certificate);
    let renewing = credential.map(|id| renewals.renewing(id)).unwrap_or_default();
    renewing.iter().map(|one| one.id.as_str()).collect()
}

/// Returns the hours that the only renewal of a credential requires.
fn required_hours<'a>(
    renewals: &Renewals<'a>,
    certificate: &Certificate,
) -> Option<&'a RequiredHours> {
    match renewals.renewing(renewals.credential_of(certificate)?)[..] {
        [only] => only.requires.hours.as_ref(),
        _ => None,
    }
}

/// Returns the title of the credential, as the certificate states it.
fn title(certificate: &Certificate) -> Option<&str> {
    certificate.details.pointer("/face/credential/title")?.as_str()
}

fn write_csv(out: &mut dyn Write, due: &[DueRenewal], renewals: &Renewals<'_>) -> io::Result<()> {
    let head = [
        "valid_until",
        "number",
        "hours_since",
        "name",
        "email",
        "credential",
        "renew_with",
        "title",
    ];
    let rows = due.iter().map(|one| {
        let mut cells = cells(one);
        cells.extend(credential_cells(one, renewals));
        cells.push(title(&one.certificate).unwrap_or_default().to_owned());
        cells.into_iter().map(Into::into).collect()
    });
    let table = csv_out::table(&head, rows, false);
    out.write_all(&table.map_err(io::Error::other)?)
}

/// Returns a person's name and address as email programs accept them.
fn mail_line(one: &DueRenewal) -> Option<String> {
    let email = one.certificate.email.as_deref()?;
    let name = one.certificate.name.replace(['"', '\\'], "");
    Some(format!("\"{name}\" <{email}>"))
}
