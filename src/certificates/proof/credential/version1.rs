//! Version 1 of the claims, which is only read: all dates are at midnight UTC, the number of hours
//! is in hundredths, and each day of the session is listed.

use ciborium::Value;
use coset::cwt::{ClaimsSet, ClaimsSetBuilder, Timestamp};
use jiff::civil::Date;

use super::claims::Claims;
use super::values::{
    self, DAY, as_i64, day_from_epoch, days_since_epoch, kind_from, missing, nfc, seconds, text,
};
use super::{CredentialError, PRIVATE_CLAIM};

/// The version in the private claim.
pub(super) const VERSION: i64 = 1;

/// Returns the claims as version 1 signed them.
pub(super) fn to_cwt(claims: &Claims) -> ClaimsSet {
    let midnight = |day: Date| Timestamp::WholeSeconds(days_since_epoch(day) * DAY);
    let mut cwt = ClaimsSetBuilder::new()
        .issuer(nfc(&claims.issuer))
        .subject(nfc(&claims.name))
        .issued_at(midnight(claims.issued));
    // A credential is not valid on its expiration, so that is the day after the last valid one.
    if let Some(after) = claims.valid_until.and_then(|day| day.tomorrow().ok()) {
        cwt = cwt.expiration_time(midnight(after));
    }
    if let Some(day) = claims.valid_from {
        cwt = cwt.not_before(midnight(day));
    }
    cwt.private_claim(PRIVATE_CLAIM, Value::Array(private_values(claims))).build()
}

/// Returns the values of the private claim: version, kind, number, revision, title, hundredths of
/// hours, and days. The first day counts from 1970, the others from the day before them.
fn private_values(claims: &Claims) -> Vec<Value> {
    let mut previous = 0;
    let days = claims.days.iter().map(|day| {
        let number = days_since_epoch(*day);
        Value::from(number - std::mem::replace(&mut previous, number))
    });
    vec![
        Value::from(VERSION),
        Value::from(claims.kind as u64),
        Value::from(nfc(&claims.number)),
        Value::from(claims.revision),
        Value::from(nfc(&claims.title)),
        claims.hours.map_or(Value::Null, |hours| Value::from(values::hundredths(hours))),
        Value::Array(days.collect()),
    ]
}

/// Reads the claims. `values` is the private claim.
pub(super) fn from_cwt(cwt: &ClaimsSet, values: &[Value]) -> Result<Claims, CredentialError> {
    let [_, kind, number, revision, title, hours, days] = values else {
        return Err(missing("a part"));
    };
    let day = |time: &Option<Timestamp>, part: &str| {
        time.as_ref().map(|time| day_at(time).ok_or_else(|| missing(part))).transpose()
    };
    let hours = if hours.is_null() {
        None
    } else {
        Some(as_i64(hours).ok_or_else(|| missing("the number of hours"))? as f64 / 100.0)
    };
    let revision = as_i64(revision).and_then(|revision| revision.try_into().ok());
    let expiration = day(&cwt.expiration_time, "the expiration date")?;
    let valid_until = expiration.map(|day| day.yesterday()).transpose();
    Ok(Claims {
        issuer: cwt.issuer.clone().ok_or_else(|| missing("the issuer"))?,
        name: cwt.subject.clone().ok_or_else(|| missing("the name"))?,
        number: text(number, "the number")?,
        revision: revision.ok_or_else(|| missing("the revision"))?,
        kind: as_i64(kind).and_then(kind_from).ok_or_else(|| missing("the kind"))?,
        sample: false,
        title: text(title, "the title")?,
        hours,
        days: parse_days(days).ok_or_else(|| missing("the list of days"))?,
        issued: day(&cwt.issued_at, "the issue date")?.ok_or_else(|| missing("the issue date"))?,
        valid_from: day(&cwt.not_before, "the start date")?,
        valid_until: valid_until.map_err(|_| missing("the expiration date"))?,
    })
}

fn day_at(time: &Timestamp) -> Option<Date> {
    let seconds = seconds(time)?;
    (seconds % DAY == 0).then(|| day_from_epoch(seconds / DAY))?
}

/// Parses days, each of which counts from the day before it.
fn parse_days(value: &Value) -> Option<Vec<Date>> {
    let mut previous = 0;
    let mut days = Vec::new();
    for step in value.as_array()? {
        previous = as_i64(step)?.checked_add(previous)?;
        days.push(day_from_epoch(previous)?);
    }
    Some(days)
}
