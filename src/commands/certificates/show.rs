//! `certificates show`: one certificate on one screen, with all that was done to it.

use std::io;

use serde_json::{Value, json};

use super::super::{CLEAN, closed_pipe, say, today};
use crate::certificates::ledger::{Certificate, Event, EventKind, Ledger, Revision};
use crate::cli::{Common, Format};
use crate::error::Error;
use crate::table;

/// Shows a certificate.
pub(super) fn show(common: &Common, ledger: &Ledger, typed: &str) -> Result<u8, Error> {
    let certificate = ledger.certificate(typed)?;
    if common.format == Format::Json {
        say(&whole(ledger, &certificate)?.to_string())?;
        return Ok(CLEAN);
    }
    let facts = facts(&certificate, today()?);
    let history =
        history(&ledger.events(&certificate.number)?, &ledger.revisions(&certificate.number)?);
    let mut out = io::stdout().lock();
    table::columns(&mut out, &facts, None).or_else(closed_pipe)?;
    io::Write::write_all(&mut out, b"\n").or_else(closed_pipe)?;
    table::columns(&mut out, &history, None).or_else(closed_pipe)?;
    Ok(CLEAN)
}

/// A certificate with its revisions and events, as JSON.
pub(super) fn whole(ledger: &Ledger, certificate: &Certificate) -> Result<Value, Error> {
    let events = ledger.events(&certificate.number)?;
    let revisions = ledger.revisions(&certificate.number)?;
    let mut whole = certificate.to_json();
    whole["revisions"] = revisions
        .iter()
        .map(|one| json!({ "revision": one.revision, "name": one.name, "hours": one.hours }))
        .collect();
    let event = |one: &Event| {
        let Event { kind, revision, act } = one;
        json!({ "act": kind.name(), "revision": revision, "at": act.at.to_string(), "by": act.by, "reason": act.reason })
    };
    whole["events"] = events.iter().map(event).collect();
    Ok(whole)
}

fn facts(certificate: &Certificate, today: jiff::civil::Date) -> Vec<[String; 2]> {
    let standing = certificate.status(today).told();
    let revoked =
        certificate.revoked.as_ref().map(|revoked| format!("revoked: {}", revoked.reason));
    let mut lines = vec![
        ["number".to_owned(), certificate.printed()],
        ["standing".to_owned(), revoked.unwrap_or_else(|| standing.to_owned())],
        ["name".to_owned(), certificate.name.clone()],
        ["kind".to_owned(), certificate.kind.to_string()],
        ["session".to_owned(), certificate.session.clone()],
        ["issued".to_owned(), certificate.issued.to_string()],
        ["language".to_owned(), certificate.lang.clone()],
    ];
    let optional = [
        ("replaces", certificate.replaces.clone()),
        ("training", certificate.training.clone()),
        ("hours", certificate.hours.map(|hours| hours.to_string())),
        ("valid from", certificate.valid_from.map(|day| day.to_string())),
        ("valid until", certificate.valid_until.map(|day| day.to_string())),
        ("e-mail", certificate.email.clone()),
    ];
    lines
        .extend(optional.into_iter().filter_map(|(field, value)| Some([field.to_owned(), value?])));
    lines.extend(
        certificate
            .hours_by_category
            .iter()
            .map(|one| ["category".to_owned(), format!("{}, {} hours", one.category, one.hours)]),
    );
    lines
}

/// What was done, with what each revision said.
fn history(events: &[Event], revisions: &[Revision]) -> Vec<[String; 4]> {
    let hours_changed = revisions.windows(2).any(|pair| pair[0].hours != pair[1].hours);
    let said = |revision: u32| {
        let one = revisions.iter().find(|one| one.revision == revision)?;
        let hours = one
            .hours
            .filter(|_| hours_changed)
            .map(|hours| format!(", {hours} hours"))
            .unwrap_or_default();
        Some(format!("{}{hours}", one.name))
    };
    let line = |event: &Event| {
        let by = event.act.by.as_ref().map(|by| format!("by {by}"));
        let why = event.act.reason.clone();
        let name = matches!(event.kind, EventKind::Issued | EventKind::Corrected)
            .then(|| said(event.revision))
            .flatten();
        let remarks: Vec<String> = [name, why, by].into_iter().flatten().collect();
        [
            event.act.at.strftime("%F %R UTC").to_string(),
            format!("R{}", event.revision),
            event.kind.name().to_owned(),
            remarks.join("; "),
        ]
    };
    events.iter().map(line).collect()
}
