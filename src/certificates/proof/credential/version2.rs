//! Version 2 of the claims, shorter than version 1.
//!
//! The private claim is a list: the version, the kind (16 more for a sample), the number, the
//! title, the issue date, the hours, the days, and the revision if it is not 1. What is common
//! takes the fewest bytes: an issue date on the last day of the session, whole hours, days that
//! follow each other, and the first revision.
//!
//! A certificate is valid while any place on earth has one of its valid days. The start is
//! therefore the moment at which its first day begins at UTC+14, and the expiration the moment at
//! which its last day ends at UTC−12, so that every CWT library judges it as `verify` does.

use ciborium::Value;
use coset::cwt::{ClaimsSet, ClaimsSetBuilder, Timestamp};
use jiff::civil::Date;

use super::claims::Claims;
use super::values::{
    self, DAY, as_i64, day_from_epoch, days_since_epoch, kind_from, missing, nfc, seconds, text,
};
use super::{CredentialError, PRIVATE_CLAIM};

/// The version in the private claim.
pub(super) const VERSION: i64 = 2;

/// What a sample adds to the number of its kind. A reader that does not know samples does not know
/// the kind either, so it cannot take a sample for a certificate.
const SAMPLE: i64 = 16;

/// The time from midnight UTC at which a day begins at UTC+14, the first place, in seconds.
const FIRST_START: i64 = -14 * 3600;

/// The time from midnight UTC at which a day ends at UTC−12, the last place, in seconds.
const LAST_END: i64 = DAY + 12 * 3600;

/// The maximum number of days that are read. No session is longer than a year.
const MAX_DAYS: usize = 400;

/// Returns the moment at which a day begins at the first place on earth, in seconds.
pub(crate) fn first_moment(day: Date) -> i64 {
    days_since_epoch(day) * DAY + FIRST_START
}

/// Returns the moment at which a day ends at the last place on earth, in seconds.
pub(crate) fn last_moment(day: Date) -> i64 {
    days_since_epoch(day) * DAY + LAST_END
}

/// Returns the claims as they are signed.
pub(super) fn to_cwt(claims: &Claims) -> ClaimsSet {
    let mut cwt = ClaimsSetBuilder::new().issuer(nfc(&claims.issuer)).subject(nfc(&claims.name));
    if let Some(day) = claims.valid_until {
        cwt = cwt.expiration_time(Timestamp::WholeSeconds(last_moment(day)));
    }
    if let Some(day) = claims.valid_from {
        cwt = cwt.not_before(Timestamp::WholeSeconds(first_moment(day)));
    }
    cwt.private_claim(PRIVATE_CLAIM, Value::Array(private_values(claims))).build()
}

fn private_values(claims: &Claims) -> Vec<Value> {
    let kind = claims.kind as i64 + if claims.sample { SAMPLE } else { 0 };
    let base = issue_base(&claims.days, claims.valid_from);
    let mut values = vec![
        Value::from(VERSION),
        Value::from(kind),
        Value::from(nfc(&claims.number)),
        Value::from(nfc(&claims.title)),
        Value::from(days_since_epoch(claims.issued) - base),
        claims.hours.map_or(Value::Null, hours_value),
        Value::Array(steps(&claims.days).into_iter().map(Value::from).collect()),
    ];
    if claims.revision != 1 {
        values.push(Value::from(claims.revision));
    }
    values
}

/// Returns the day from which the issue date counts: the last day of the session, or the start
/// date, or 1970-01-01.
fn issue_base(days: &[Date], valid_from: Option<Date>) -> i64 {
    days.last().copied().or(valid_from).map_or(0, days_since_epoch)
}

/// Whole hours are a number, others a pair: hours and hundredths.
fn hours_value(hours: f64) -> Value {
    let hundredths = values::hundredths(hours);
    match (hundredths / 100, hundredths % 100) {
        (whole, 0) => Value::from(whole),
        (whole, rest) => Value::Array(vec![Value::from(whole), Value::from(rest)]),
    }
}

/// Returns the number of days from each day to the next, the first from 1970-01-01. A negative
/// number after the first is a run: so many days, each the day after the one before it.
fn steps(days: &[Date]) -> Vec<i64> {
    let Some((first, later)) = days.split_first() else { return Vec::new() };
    let mut previous = days_since_epoch(*first);
    let first = previous;
    let mut steps: Vec<i64> = Vec::new();
    for day in later {
        let step = days_since_epoch(*day) - previous;
        previous += step;
        match steps.last_mut() {
            Some(run) if step == 1 && *run < 0 => *run -= 1,
            _ if step == 1 => steps.push(-1),
            _ => steps.push(step),
        }
    }
    [vec![first], steps].concat()
}

/// Reads the claims. `values` is the private claim.
pub(super) fn from_cwt(cwt: &ClaimsSet, values: &[Value]) -> Result<Claims, CredentialError> {
    let [_, kind, number, title, issued, hours, days, rest @ ..] = values else {
        return Err(missing("a part"));
    };
    let revision = match rest {
        [] => Some(1),
        [revision] => as_i64(revision).and_then(|revision| revision.try_into().ok()),
        _ => None,
    };
    let kind = as_i64(kind).ok_or_else(|| missing("the kind"))?;
    let sample = kind >= SAMPLE;
    let kind = kind_from(if sample { kind - SAMPLE } else { kind });
    let days = parse_steps(days).ok_or_else(|| missing("the list of days"))?;
    let valid_from = day_at(cwt.not_before.as_ref(), FIRST_START, "the start date")?;
    let base = issue_base(&days, valid_from);
    let issued = as_i64(issued).and_then(|days| day_from_epoch(days.checked_add(base)?));
    Ok(Claims {
        issuer: cwt.issuer.clone().ok_or_else(|| missing("the issuer"))?,
        name: cwt.subject.clone().ok_or_else(|| missing("the name"))?,
        number: text(number, "the number")?,
        revision: revision.ok_or_else(|| missing("the revision"))?,
        kind: kind.ok_or_else(|| missing("the kind"))?,
        sample,
        title: text(title, "the title")?,
        hours: parse_hours(hours).ok_or_else(|| missing("the number of hours"))?,
        days,
        issued: issued.ok_or_else(|| missing("the issue date"))?,
        valid_from,
        valid_until: day_at(cwt.expiration_time.as_ref(), LAST_END, "the expiration date")?,
    })
}

/// Returns the day of a time that is so many seconds after its midnight UTC.
fn day_at(
    time: Option<&Timestamp>,
    after: i64,
    part: &str,
) -> Result<Option<Date>, CredentialError> {
    let Some(time) = time else { return Ok(None) };
    let midnight = seconds(time).and_then(|seconds| seconds.checked_sub(after));
    let midnight = midnight.filter(|midnight| midnight % DAY == 0);
    let day = midnight.and_then(|midnight| day_from_epoch(midnight / DAY));
    day.map(Some).ok_or_else(|| missing(part))
}

fn parse_hours(value: &Value) -> Option<Option<f64>> {
    let part = |value: &Value| as_i64(value).filter(|part| (0..1_000_000).contains(part));
    match value {
        Value::Null => Some(None),
        Value::Array(parts) => match parts.as_slice() {
            [whole, rest] => Some(Some((part(whole)? * 100 + part(rest)?) as f64 / 100.0)),
            _ => None,
        },
        whole => Some(Some(part(whole)? as f64)),
    }
}

fn parse_steps(value: &Value) -> Option<Vec<Date>> {
    let Some((first, later)) = value.as_array()?.split_first() else { return Some(Vec::new()) };
    let mut previous = as_i64(first)?;
    let mut days = vec![day_from_epoch(previous)?];
    for step in later {
        let step = as_i64(step)?;
        let (count, step) = if step < 0 { (step.unsigned_abs(), 1) } else { (1, step) };
        if usize::try_from(count).ok()?.saturating_add(days.len()) > MAX_DAYS {
            return None;
        }
        for _ in 0..count {
            previous = previous.checked_add(step)?;
            days.push(day_from_epoch(previous)?);
        }
    }
    Some(days)
}
