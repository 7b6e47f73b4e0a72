//! `certificates transcript`: the record of one person as a PDF.

use jiff::civil::Date;
use serde::Serialize;

use super::super::context::Context;
use super::super::{CLEAN, FAULTY, certify};
use crate::certificates::files::transcript;
use crate::certificates::ledger::{Certificate, Holder, Ledger, folded, lost_revision};
use crate::diagnostic::Report;
use crate::error::Error;
use crate::output::count;
use crate::output::json::print_record;
use crate::output::manifest::joined;
use crate::output::write::write_private;
use crate::pipeline::{JobRunner, missing_template};

/// The maximum number of people to list.
const MOST_LISTED: usize = 20;

/// The person whose transcript is made.
pub(super) struct PersonQuery<'a> {
    /// An ID, an address, a number, or a part of a name.
    pub(super) text: &'a str,
    /// Whether people of one name are one person.
    pub(super) same_person: bool,
}

pub(super) fn transcript(
    context: &Context,
    ledger: &Ledger,
    query: &PersonQuery<'_>,
    lang: Option<&str>,
    date: Option<Date>,
) -> Result<u8, Error> {
    let person = query.text;
    let mut holders = ledger.holders(person)?;
    if query.same_person {
        holders = of_one_name(holders);
    }
    let mut holder = only_holder(person, holders)?;
    if holder.is_known_by_name_only() && !query.same_person {
        holder = of_number(holder, person)?;
    }
    let Some(last) = holder.not_revoked().last().copied() else {
        let message = format!("every certificate of `{person}` was revoked");
        return Err(Error::usage(message).hint("a transcript lists valid certificates only"));
    };
    if let Some(lost) = holder.not_revoked().into_iter().find(|one| !one.is_current()) {
        return Err(lost_revision(lost));
    }
    let program = certify::open(context)?;
    let lang = &program.language(Some(lang.unwrap_or(&last.lang)))?;
    let mut report = Report::default();
    let date = date.unwrap_or(context.today);
    let job = transcript::job(&program.content, &holder, lang, date);
    if job.is_none() {
        report.push(missing_template(transcript::TEMPLATE));
    }
    let runner = JobRunner::new(&program.project, program.engine, program.content);
    let pdf = job.and_then(|job| runner.run_standalone(&job, &mut report));
    report.sort();
    context.print_report(&report)?;
    let Some(pdf) = pdf else { return Ok(FAULTY) };
    let file = transcript::file(&holder, lang);
    write_private(&joined(&context.out, &file), &pdf)?;
    report_transcript(context, &holder, &format!("{}/{file}", context.shown_out()))
}

/// A transcript in JSON.
#[derive(Serialize)]
struct TranscriptRecord<'a> {
    file: &'a str,
    /// The printed numbers of the certificates in it.
    certificates: Vec<String>,
}

fn report_transcript(context: &Context, holder: &Holder, file: &str) -> Result<u8, Error> {
    let valid = holder.not_revoked();
    if context.is_json() {
        let certificates = valid.iter().map(|one| one.printed_number()).collect();
        print_record("transcript", &TranscriptRecord { file, certificates })?;
        return Ok(CLEAN);
    }
    let mut line = format!("{file}: {}", count(valid.len(), "certificate", "certificates"));
    let revoked = holder.certificates.len() - valid.len();
    if revoked > 0 {
        line += &format!(", without {revoked} revoked");
    }
    context.say(&line)?;
    Ok(CLEAN)
}

/// Puts people of one name together.
fn of_one_name(holders: Vec<Holder>) -> Vec<Holder> {
    let mut people: Vec<Holder> = Vec::new();
    for holder in holders {
        let name = |holder: &Holder| holder.last().map(|last| folded(&last.name));
        let known = people.iter_mut().find(|known| name(known) == name(&holder));
        match known {
            Some(known) => known.merge(holder),
            None => people.push(holder),
        }
    }
    people
}

/// Returns the holder with the one certificate whose number was given. Only a name ties the
/// certificates of this holder, and several people may have it.
fn of_number(holder: Holder, text: &str) -> Result<Holder, Error> {
    let is_given = |one: &&Certificate| one.number == text || one.printed_number() == text;
    if let Some(one) = holder.certificates.iter().find(is_given) {
        return Ok(Holder { id: None, certificates: vec![one.clone()] });
    }
    let numbers: Vec<String> =
        holder.certificates.iter().take(MOST_LISTED).map(Certificate::printed_number).collect();
    let message = format!(
        "only the name says that these certificates are of one person: {}",
        numbers.join(", ")
    );
    Err(Error::usage(message)
        .hint("add `--same-person` if they are of one person, or name one number with `--person`"))
}

/// Returns the only person, or an error that lists several.
fn only_holder(person: &str, mut holders: Vec<Holder>) -> Result<Holder, Error> {
    if holders.len() > 1 {
        let mut lines: Vec<String> =
            holders.iter().take(MOST_LISTED).filter_map(describe_holder).collect();
        if holders.len() > MOST_LISTED {
            lines.push(format!("… and {} more", holders.len() - MOST_LISTED));
        }
        let message =
            format!("`{person}` may be {} people:\n  {}", holders.len(), lines.join("\n  "));
        return Err(Error::usage(message).hint(
            "choose one with `--person`: use an ID, an email address, or a certificate number; if \
             they are one person, add `--same-person`",
        ));
    }
    holders.pop().ok_or_else(|| {
        Error::usage(format!("the ledger has no certificate for `{person}`")).hint(
            "run `peerpress certificates list` to see every holder; a part of a name is enough",
        )
    })
}

/// Returns a line that tells a person from others of the same name.
fn describe_holder(holder: &Holder) -> Option<String> {
    let last = holder.last()?;
    let id = holder.id.as_ref().map(|id| format!("id {id}"));
    let numbers = holder.certificates.iter().map(Certificate::printed_number);
    let numbers = numbers.collect::<Vec<_>>().join(" ");
    let parts = [Some(last.name.clone()), id, last.email.clone(), Some(numbers)];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}
