//! `certificates show`: one certificate on one screen, with its history.

use std::io::{self, Write};

use jiff::civil::Date;

use super::super::context::Context;
use super::super::{CLEAN, ignore_closed_pipe};
use super::CertificateRecord;
use crate::certificates::ledger::{
    Basis, CategoryHours, Certificate, Event, EventKind, History, Ledger,
};
use crate::error::Error;
use crate::output::json::print_record;
use crate::table;

pub(super) fn show(context: &Context, ledger: &Ledger, number: &str) -> Result<u8, Error> {
    let history = ledger.history(number)?;
    let certificate = &history.certificate;
    if context.is_json() {
        let standing = certificate.status(context.today);
        print_record("certificate", &CertificateRecord { standing, certificate: &history })?;
        return Ok(CLEAN);
    }
    let mut out = io::stdout().lock();
    let mut facts = fact_lines(certificate, context.today);
    facts.extend(history.basis.iter().flat_map(basis_lines));
    table::columns(&mut out, &facts, None)
        .and_then(|()| writeln!(out))
        .and_then(|()| table::columns(&mut out, &event_lines(&history), None))
        .or_else(ignore_closed_pipe)?;
    Ok(CLEAN)
}

/// Describes why a certificate of a credential was issued: what it renews, and which hours counted.
pub(in super::super) fn describe_basis(basis: &Basis) -> String {
    let lines = basis_lines(basis).into_iter();
    let lines = lines.filter(|[label, _]| label != "credential");
    lines.map(|[label, value]| format!("{label}: {value}")).collect::<Vec<_>>().join("; ")
}

fn basis_lines(basis: &Basis) -> Vec<[String; 2]> {
    let since = basis.since.map(|day| format!(" since {day}")).unwrap_or_default();
    let counted: Vec<String> =
        basis.counted.iter().map(|one| format!("{}, {} hours", one.number, one.hours)).collect();
    let elsewhere = basis.elsewhere.as_ref();
    let facts = [
        ("credential".to_owned(), Some(basis.credential.clone())),
        ("takes the place of".to_owned(), basis.renews.clone()),
        (format!("counted{since}"), (!counted.is_empty()).then(|| counted.join("; "))),
        ("hours elsewhere".to_owned(), elsewhere.map(|it| format!("{}, {}", it.hours, it.reason))),
    ];
    let facts = facts.into_iter().filter_map(|(label, value)| Some([label, value?]));
    let waived = basis.waived.iter();
    let waived =
        waived.map(|it| ["waived".to_owned(), format!("{}: {}", it.requirement, it.reason)]);
    facts.chain(waived).collect()
}

/// Returns the labels and values of what a certificate states.
fn fact_lines(certificate: &Certificate, today: Date) -> Vec<[String; 2]> {
    let status = match &certificate.revoked {
        Some(revoked) => format!("revoked: {}", revoked.reason),
        None => certificate.status(today).to_string(),
    };
    let facts = [
        ("number", Some(certificate.printed_number())),
        ("status", Some(status)),
        ("sample", certificate.is_sample().then(|| "it certifies nothing".to_owned())),
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
    let mut lines: Vec<[String; 2]> = Vec::new();
    lines.extend(facts.into_iter().filter_map(|(label, value)| Some([label.to_owned(), value?])));
    for CategoryHours { category, hours } in &certificate.hours_by_category {
        lines.push(["category".to_owned(), format!("{category}, {hours} hours")]);
    }
    lines
}

/// Returns a line for each event. An event that made a revision shows what the revision states.
fn event_lines(history: &History) -> Vec<[String; 4]> {
    let revisions = &history.revisions;
    let hours_changed = revisions.windows(2).any(|pair| pair[0].hours != pair[1].hours);
    let mut lines = Vec::new();
    for Event { kind, revision, attribution } in &history.events {
        let mut remarks = Vec::new();
        if matches!(kind, EventKind::Issued | EventKind::Corrected)
            && let Some(stated) = revisions.iter().find(|one| one.revision == *revision)
        {
            let hours = stated.hours.filter(|_| hours_changed);
            let hours = hours.map(|hours| format!(", {hours} hours")).unwrap_or_default();
            remarks.push(format!("{}{hours}", stated.name));
        }
        remarks.extend(attribution.reason.clone());
        remarks.extend(attribution.by.as_ref().map(|by| format!("by {by}")));
        lines.push([
            attribution.at.strftime("%F %R UTC").to_string(),
            format!("R{revision}"),
            kind.name().to_owned(),
            remarks.join("; "),
        ]);
    }
    lines
}
