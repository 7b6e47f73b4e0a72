//! `certificates`: looking into the ledger, and what is done to certificates after they were issued.

mod export;
mod show;
mod transcript;

use std::io::{self, Write};

use super::{CLEAN, FAULTY, certify, closed_pipe, now, say, today, warn};
use crate::certificates::ledger::{Act, Certificate, CertificateStatus, Correction, Ledger, NAME};
use crate::certificates::proof::keys::PUBLIC_FILE;
use crate::cli::{Certificates, Common, Format, Record};
use crate::error::Error;
use crate::project::Project;
use crate::table;

/// Runs one of the `certificates` commands.
pub(super) fn run(common: &Common, act: &Certificates) -> Result<u8, Error> {
    let path = Project::open(&common.project)?.path(NAME);
    let read = || Ledger::open_to_read(&path);
    // A command that changes something in the ledger does not make one.
    let write = || read().and_then(|_| Ledger::open(&path));
    match act {
        Certificates::List { session, person } => {
            list(common, &read()?, session.as_deref(), person.as_deref())
        }
        Certificates::Show { number } => show::show(common, &read()?, number),
        Certificates::Correct { number, name, email, hours, category_hours, record } => {
            let change = Correction {
                name: name.clone(),
                email: email.clone(),
                hours: *hours,
                category_hours: category_hours.clone(),
            };
            let certificate = correct(common, write()?, number, &change, record)?;
            remade(common, &certificate)
        }
        Certificates::Reissue { number, record } => {
            let certificate = write()?.reissue(number, &recorded(record)?)?;
            changed(common, &certificate, "made again")?;
            remade(common, &certificate)
        }
        Certificates::Revoke { number, record } => {
            let certificate = write()?.revoke(
                number,
                record.reason.as_deref().unwrap_or_default(),
                &recorded(record)?,
            )?;
            changed(common, &certificate, "revoked")?;
            remade(common, &certificate)
        }
        Certificates::Export { csv, json, file } => {
            export::export(common, &read()?, *csv, *json, file.as_deref())
        }
        Certificates::Transcript { person, lang, date } => {
            transcript::transcript(common, &read()?, person, lang.as_deref(), *date)
        }
        Certificates::Check => check(common, &read()?),
    }
}

fn recorded(record: &Record) -> Result<Act, Error> {
    Ok(Act { at: now()?, by: record.by.clone(), reason: record.reason.clone() })
}

/// Makes the files of the certificate's session again, and the list of what no longer holds.
fn remade(common: &Common, certificate: &Certificate) -> Result<u8, Error> {
    let project = Project::open(&common.project)?;
    let gone = certificate.revoked.is_some().then_some(certificate.number.as_str());
    if !project.path(PUBLIC_FILE).exists() {
        warn(
            "note: it is in the ledger; its file is not made, as there is no key to sign with: `peerpress keys new` makes one",
        );
        return Ok(CLEAN);
    }
    certify::renew(common, &project, &certificate.session, gone).map(|()| CLEAN).map_err(|error| {
        let next =
            format!("mend that, then run `peerpress certify --session {}`", certificate.session);
        Error::usage(format!("it is in the ledger, but its file could not be made again: {error}"))
            .hint(next)
    })
}

fn correct(
    common: &Common,
    mut ledger: Ledger,
    number: &str,
    change: &Correction,
    record: &Record,
) -> Result<Certificate, Error> {
    if *change == Correction::default() {
        return Err(Error::usage("what is to be corrected?")
            .hint("--name \"…\", --email, --hours or --category-hours"));
    }
    let before = ledger.certificate(number)?;
    let certificate = ledger.correct(number, change, &recorded(record)?)?;
    match &certificate.replaces {
        Some(replaced) if certificate.revision > before.revision => {
            changed(common, &certificate, &format!("corrected, replaces {replaced}"))?
        }
        _ => changed(common, &certificate, "address changed")?,
    };
    Ok(certificate)
}

/// Says what became of a certificate.
fn changed(common: &Common, certificate: &Certificate, what: &str) -> Result<(), Error> {
    match common.format {
        Format::Json => say(&line(certificate, today()?))?,
        _ => say(&format!("{}: {what}", certificate.printed()))?,
    }
    Ok(())
}

fn line(certificate: &Certificate, today: jiff::civil::Date) -> String {
    let mut line =
        serde_json::json!({ "type": "certificate", "standing": certificate.status(today).told() });
    if let (Some(line), serde_json::Value::Object(fields)) =
        (line.as_object_mut(), certificate.to_json())
    {
        line.extend(fields);
    }
    line.to_string()
}

fn list(
    common: &Common,
    ledger: &Ledger,
    session: Option<&str>,
    person: Option<&str>,
) -> Result<u8, Error> {
    let mut certificates = match (person, session) {
        (Some(person), _) => of_person(ledger, person)?,
        (None, Some(session)) => ledger.of_session(session)?,
        (None, None) => ledger.all()?,
    };
    certificates.retain(|certificate| session.is_none_or(|session| certificate.session == session));
    let today = today()?;
    match common.format {
        Format::Human if !certificates.is_empty() => table(&certificates, today)?,
        Format::Human => {}
        Format::Short => {
            let short = |one: &Certificate| {
                say(&format!("{}: {}: {}", one.printed(), one.status(today).told(), one.name))
            };
            certificates.iter().try_for_each(short)?;
        }
        Format::Json => certificates.iter().try_for_each(|one| say(&line(one, today)))?,
    }
    if common.format == Format::Human && !common.quiet {
        warn(&counted(&certificates, today));
    }
    Ok(CLEAN)
}

/// Those of the person meant or, if there is no such person, of those whose names have the text in them.
fn of_person(ledger: &Ledger, text: &str) -> Result<Vec<Certificate>, Error> {
    let exact = ledger.of_person(text)?;
    if exact.is_empty() { ledger.named_like(text) } else { Ok(exact) }
}

fn table(certificates: &[Certificate], today: jiff::civil::Date) -> Result<(), Error> {
    let head = ["number", "", "kind", "session", "issued", "hours", "name"].map(str::to_owned);
    let body = certificates.iter().map(|one| {
        let hours = one.hours.map_or_else(|| "–".to_owned(), |hours| hours.to_string());
        let standing = one.status(today).told().to_owned();
        [
            one.printed(),
            standing,
            one.kind.to_string(),
            one.session.clone(),
            one.issued.to_string(),
            hours,
            one.name.clone(),
        ]
    });
    let lines: Vec<_> = std::iter::once(head).chain(body).collect();
    table::columns(&mut io::BufWriter::new(io::stdout().lock()), &lines, Some(5))
        .or_else(closed_pipe)
}

fn counted(certificates: &[Certificate], today: jiff::civil::Date) -> String {
    let count = |standing: CertificateStatus| {
        certificates.iter().filter(|one| one.status(today) == standing).count()
    };
    let mut text = match certificates.len() {
        0 => "no certificate".to_owned(),
        1 => "1 certificate".to_owned(),
        many => format!("{many} certificates"),
    };
    for standing in
        [CertificateStatus::NotYet, CertificateStatus::Expired, CertificateStatus::Revoked]
    {
        if count(standing) > 0 {
            text.push_str(&format!(", {} {}", count(standing), standing.told()));
        }
    }
    text
}

fn check(common: &Common, ledger: &Ledger) -> Result<u8, Error> {
    let found = ledger.check()?;
    let sound = found.problems.is_empty();
    if common.format == Format::Json {
        let answer = serde_json::json!({
            "type": "ledger", "sound": sound, "certificates": found.certificates, "events": found.events, "problems": found.problems,
        });
        say(&answer.to_string())?;
    } else {
        let mut out = io::stdout().lock();
        let verdict = if sound {
            "it is sound".to_owned()
        } else {
            format!("{} faults", found.problems.len())
        };
        let mut tell = || -> io::Result<()> {
            found.problems.iter().try_for_each(|problem| writeln!(out, "error: {problem}"))?;
            writeln!(
                out,
                "{NAME}: {} certificates, {} events, {verdict}",
                found.certificates, found.events
            )
        };
        tell().or_else(closed_pipe)?;
    }
    if !sound && common.format == Format::Human {
        warn(
            "hint: put the ledger back from a copy made before, and keep the damaged one: numbers given since then are in it and on paper",
        );
    }
    Ok(if sound { CLEAN } else { FAULTY })
}
