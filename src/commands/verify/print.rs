//! Prints what `verify` found.

use jiff::Timestamp;
use serde::Serialize;
use strum::VariantArray;

use super::super::say;
use super::number::NumberAnswer;
use crate::certificates::proof::credential::Credential;
use crate::certificates::proof::status::StatusList;
use crate::certificates::proof::verify::{Answer, Moment, Verdict, VerifyContext};
use crate::cli::{Common, Format};
use crate::error::Error;
use crate::output::count;
use crate::output::json::print_record;

/// What is said of a sample.
const SAMPLE: &str = "SAMPLE: this certificate is a sample, and it certifies nothing";

/// The age from which a status list is called old, in days.
const OLD_LIST: i32 = 30;

pub(super) fn print_answers(
    common: &Common,
    answers: &[Answer],
    context: &VerifyContext<'_>,
) -> Result<(), Error> {
    let several = answers.len() > 1;
    for answer in answers {
        let page = answer.page.filter(|_| several);
        let page = page.map(|page| format!("page {page}: ")).unwrap_or_default();
        match common.format {
            Format::Json => {
                print_record("certificate", &CertificateRecord::new(answer, context))?;
            }
            // Among several certificates, only those that are not genuine are printed in full.
            Format::Human if !several || answer.verdict != Verdict::Genuine => {
                say(&(page + &describe(answer, context)))?;
                if !several && answer.credential.is_some() {
                    say(&format!("  {}", describe_revocation(context)))?;
                }
            }
            Format::Human if common.quiet => {}
            Format::Human => say(&(page + &summarize(answer)))?,
            Format::Short => {
                let list = answer.credential.as_ref().map(|_| describe_list_shortly(context));
                say(&format!("{page}{}{}", summarize(answer), list.unwrap_or_default()))?;
            }
        }
    }
    if several && common.format == Format::Human {
        say(&summarize_all(answers))?;
        say(&describe_revocation(context))?;
    }
    Ok(())
}

/// Returns the number of answers and of each verdict. Pages are counted if one of them is not a
/// certificate.
fn summarize_all(answers: &[Answer]) -> String {
    let mut counts = Vec::new();
    let mut noun = "certificates";
    for verdict in Verdict::VARIANTS {
        let number = answers.iter().filter(|answer| answer.verdict == *verdict).count();
        match (verdict, number) {
            (_, 0) => {}
            (Verdict::NotACertificate, _) => {
                noun = "pages";
                counts.push(count(number, verdict.name(), "not certificates"));
            }
            _ => counts.push(format!("{number} {}", verdict.name())),
        }
    }
    format!("{} {noun}: {}", answers.len(), counts.join(", "))
}

/// Returns an answer on one line.
fn summarize(answer: &Answer) -> String {
    let mut line = answer.verdict.name().to_owned();
    if let Some(Credential { claims, .. }) = &answer.credential {
        let sample = if claims.sample { "SAMPLE, " } else { "" };
        line += &format!(": {sample}{}, {}", claims.printed_number(), claims.name);
    }
    if !answer.reasons.is_empty() {
        line += &format!(" ({})", answer.reasons.join("; "));
    }
    line
}

/// Returns an answer with everything that the certificate states.
fn describe(answer: &Answer, context: &VerifyContext<'_>) -> String {
    let mut lines = vec![answer.verdict.name().to_uppercase()];
    lines.extend(answer.reasons.iter().map(|reason| format!("  {reason}")));
    if let Some(credential) = &answer.credential {
        if credential.claims.sample {
            lines.push(format!("  {SAMPLE}"));
        }
        lines.extend(describe_credential(credential, context));
    }
    lines.join("\n")
}

fn describe_credential(credential: &Credential, context: &VerifyContext<'_>) -> Vec<String> {
    let claims = &credential.claims;
    let days = match claims.days.as_slice() {
        [] => None,
        [day] => Some(day.to_string()),
        [first, .., last] => Some(format!("{first} to {last}, {} days", claims.days.len())),
    };
    let key = context.keys.get(credential.key);
    let key = match (key.and_then(|key| key.revoked), key.and_then(|key| key.until)) {
        (Some(revoked), _) => format!("{} ({revoked})", credential.key),
        (None, Some(day)) => format!("{}, in use until {day}", credential.key),
        (None, None) => credential.key.to_string(),
    };
    let kind = claims.kind.name().replace('-', " ");
    let rows = [
        ("name", Some(claims.name.clone())),
        ("for", Some(format!("{} ({kind})", claims.title))),
        ("hours", claims.hours.map(|hours| hours.to_string())),
        ("dates", days),
        ("number", Some(claims.printed_number())),
        ("issued", Some(claims.issued.to_string())),
        ("valid from", claims.valid_from.map(|day| day.to_string())),
        ("valid through", claims.valid_until.map(|day| day.to_string())),
        ("issuer", Some(claims.issuer.clone())),
        ("signed with key", Some(key)),
    ];
    rows.into_iter().filter_map(|(label, value)| Some(format!("  {label:17}{}", value?))).collect()
}

/// Returns whether revocations were checked, and how old the status list is.
fn describe_revocation(context: &VerifyContext<'_>) -> String {
    let Some(list) = context.status else {
        let why = if context.ledger.is_some() {
            "revocation checked with the ledger only: there is no status list"
        } else {
            "revocation not checked: there is no status list (name one with `--status FILE`)"
        };
        return why.to_owned();
    };
    let old = match age(list, context.moment) {
        ..OLD_LIST => "",
        _ => "; the list is old, so get the current one from the program",
    };
    format!("revocation checked: {list}{}{old}", describe_age(age(list, context.moment)))
}

/// Returns in brackets whether revocations were checked, and how old the status list is.
fn describe_list_shortly(context: &VerifyContext<'_>) -> String {
    let Some(list) = context.status else {
        let checked = if context.ledger.is_some() {
            "revocation checked: ledger only, "
        } else {
            "revocation not checked: "
        };
        return format!(" [{checked}no status list]");
    };
    let days = age(list, context.moment);
    let old = if days < OLD_LIST { "" } else { ", old" };
    format!(" [status list {}{}{old}]", list.sequence, describe_age(days))
}

/// Returns the age of a list in days.
fn age(list: &StatusList, moment: Moment) -> i32 {
    list.day().until(moment.day).map_or(0, |span| span.get_days())
}

fn describe_age(days: i32) -> String {
    match days {
        ..=0 => String::new(),
        1 => ", 1 day old".to_owned(),
        _ => format!(", {days} days old"),
    }
}

/// The record of a certificate that was verified.
#[derive(Serialize)]
struct CertificateRecord<'a> {
    page: Option<usize>,
    verdict: &'static str,
    /// The exit code for the verdict.
    code: u8,
    /// What the comparison of the page found.
    page_comparison: Option<&'static str>,
    reasons: &'a [String],
    /// What the certificate states, if its signature is valid.
    certificate: Option<&'a Credential>,
    /// Whether a status list was checked.
    revocation_checked: bool,
    /// Whether the ledger was checked, which knows what the list does not say yet.
    ledger_checked: bool,
    /// The status list with which revocation was checked.
    revocation_list: Option<ListRecord>,
}

#[derive(Serialize)]
struct ListRecord {
    issued: Timestamp,
    sequence: u64,
    /// The age of the list, in days.
    age_days: i32,
    /// Whether the list is so old that there may be a newer one.
    old: bool,
}

impl ListRecord {
    fn new(list: &StatusList, moment: Moment) -> Self {
        let age_days = age(list, moment);
        let (issued, sequence) = (list.issued, list.sequence);
        Self { issued, sequence, age_days, old: age_days >= OLD_LIST }
    }
}

impl<'a> CertificateRecord<'a> {
    fn new(answer: &'a Answer, context: &VerifyContext<'_>) -> Self {
        Self {
            page: answer.page,
            verdict: answer.verdict.name(),
            code: answer.verdict.code(),
            page_comparison: answer.comparison,
            reasons: &answer.reasons,
            certificate: answer.credential.as_ref(),
            revocation_checked: context.status.is_some(),
            ledger_checked: context.ledger.is_some(),
            revocation_list: context.status.map(|list| ListRecord::new(list, context.moment)),
        }
    }
}

/// The record of a number that was looked up.
#[derive(Serialize)]
struct NumberRecord<'a> {
    number: &'a str,
    verdict: &'static str,
    /// The exit code for the verdict.
    code: u8,
    /// Where the answer is from: `ledger` or `status list`.
    source: &'static str,
    reasons: &'a [String],
    /// The numbers that were perhaps meant.
    similar: &'a [String],
    /// Whether the certificate is a sample, which certifies nothing.
    sample: bool,
}

/// Prints what is known about a number.
pub(super) fn print_number(common: &Common, answer: &NumberAnswer) -> Result<(), Error> {
    let verdict = answer.verdict;
    if common.format == Format::Json {
        return print_record(
            "number",
            &NumberRecord {
                number: &answer.number,
                verdict: verdict.name(),
                code: verdict.code(),
                source: answer.source,
                reasons: &answer.reasons,
                similar: &answer.similar,
                sample: answer.sample,
            },
        );
    }
    let similar = match answer.similar.as_slice() {
        [] => None,
        similar => Some(format!("did you mean {}?", similar.join(" or "))),
    };
    let reasons: Vec<&str> = answer.reasons.iter().chain(&similar).map(String::as_str).collect();
    if common.format == Format::Short {
        let (name, number) = (verdict.name(), &answer.number);
        let sample = if answer.sample { "SAMPLE, " } else { "" };
        return say(&format!(
            "{name}: {sample}{number} ({}) [{}]",
            reasons.join("; "),
            answer.source
        ));
    }
    say(&verdict.name().to_uppercase())?;
    for reason in reasons.into_iter().chain(answer.sample.then_some(SAMPLE)) {
        say(&format!("  {reason}"))?;
    }
    for (label, value) in &answer.facts {
        say(&format!("  {label:17}{value}"))?;
    }
    Ok(())
}
