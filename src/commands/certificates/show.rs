//! `certificates show`: one certificate on one screen, with its history.

use std::io::{self, Write};

use jiff::civil::Date;
use serde::Serialize;

use super::super::context::Context;
use super::super::{CLEAN, ignore_closed_pipe};
use crate::certificates::ledger::{
    Certificate, CertificateStatus, Event, EventKind, Ledger, Revision,
};
use crate::error::Error;
use crate::output::json::print_record;
use crate::table;

/// A certificate with its revisions and events, in JSON.
#[derive(Serialize)]
pub(super) struct CertificateHistory<'a> {
    #[serde(flatten)]
    certificate: &'a Certificate,
    revisions: Vec<Revision>,
    events: Vec<Event>,
}

impl<'a> CertificateHistory<'a> {
    pub(super) fn read(ledger: &Ledger, certificate: &'a Certificate) -> Result<Self, Error> {
        let revisions = ledger.revisions(&certificate.number)?;
        let events = ledger.events(&certificate.number)?;
        Ok(Self { certificate, revisions, events })
    }
}

/// One certificate with its history and its status, in JSON.
#[derive(Serialize)]
struct ShownRecord<'a> {
    standing: CertificateStatus,
    #[serde(flatten)]
    history: CertificateHistory<'a>,
}

pub(super) fn show(context: &Context, ledger: &Ledger, number: &str) -> Result<u8, Error> {
    let certificate = ledger.certificate(number)?;
    let history = CertificateHistory::read(ledger, &certificate)?;
    let today = context.today;
    if context.is_json() {
        let standing = certificate.status(today);
        print_record("certificate", &ShownRecord { standing, history })?;
    } else {
        print_history(&history, today).or_else(ignore_closed_pipe)?;
    }
    Ok(CLEAN)
}

fn print_history(history: &CertificateHistory<'_>, today: Date) -> io::Result<()> {
    let mut out = io::stdout().lock();
    table::columns(&mut out, &fact_lines(history.certificate, today), None)?;
    writeln!(out)?;
    table::columns(&mut out, &event_lines(&history.events, &history.revisions), None)
}

/// Returns the labels and values of what a certificate states.
fn fact_lines(certificate: &Certificate, today: Date) -> Vec<[String; 2]> {
    let status = match &certificate.revoked {
        Some(revoked) => format!("revoked: {}", revoked.reason),
        None => certificate.status(today).name().to_owned(),
    };
    let facts = [
        ("number", Some(certificate.printed_number())),
        ("status", Some(status)),
        ("name", Some(certificate.name.clone())),
        ("kind", Some(certificate.kind.to_string())),
        ("session", Some(certificate.session.clone())),
        ("issued", Some(certificate.issued.to_string())),
        ("language", Some(certificate.lang.clone())),
        ("replaces", certificate.replaces.clone()),
        ("training", certificate.training.clone()),
        ("hours", certificate.hours.map(|hours| hours.to_string())),
        ("valid from", certificate.valid_from.map(|day| day.to_string())),
        ("valid until", certificate.valid_until.map(|day| day.to_string())),
        ("email", certificate.email.clone()),
    ];
    let categories = certificate
        .hours_by_category
        .iter()
        .map(|one| ("category", Some(format!("{}, {} hours", one.category, one.hours))));
    facts
        .into_iter()
        .chain(categories)
        .filter_map(|(label, value)| Some([label.to_owned(), value?]))
        .collect()
}

/// Returns a line for each event. An event that made a revision shows what the revision states.
fn event_lines(events: &[Event], revisions: &[Revision]) -> Vec<[String; 4]> {
    let hours_changed = revisions.windows(2).any(|pair| pair[0].hours != pair[1].hours);
    let describe = |event: &Event| {
        if !matches!(event.kind, EventKind::Issued | EventKind::Corrected) {
            return None;
        }
        let revision = revisions.iter().find(|one| one.revision == event.revision)?;
        Some(match revision.hours.filter(|_| hours_changed) {
            Some(hours) => format!("{}, {hours} hours", revision.name),
            None => revision.name.clone(),
        })
    };
    let line = |event: &Event| {
        let attribution = &event.attribution;
        let by = attribution.by.as_ref().map(|by| format!("by {by}"));
        let remarks = [describe(event), attribution.reason.clone(), by];
        [
            attribution.at.strftime("%F %R UTC").to_string(),
            format!("R{}", event.revision),
            event.kind.name().to_owned(),
            remarks.into_iter().flatten().collect::<Vec<_>>().join("; "),
        ]
    };
    events.iter().map(line).collect()
}
