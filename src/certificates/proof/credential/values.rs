//! The values in claims: days, hours, kinds, and text.

use ciborium::Value;
use coset::cwt::Timestamp;
use jiff::Span;
use jiff::civil::{Date, date};
use unicode_normalization::UnicodeNormalization;

use super::CredentialError;
use crate::content::certification::CertificateKind;

/// The length of a day, in seconds.
pub(super) const DAY: i64 = 86_400;

const EPOCH: Date = date(1970, 1, 1);

pub(super) fn days_since_epoch(day: Date) -> i64 {
    EPOCH.until(day).map_or(0, |span| i64::from(span.get_days()))
}

pub(super) fn day_from_epoch(days: i64) -> Option<Date> {
    EPOCH.checked_add(Span::new().try_days(days).ok()?).ok()
}

pub(super) fn seconds(time: &Timestamp) -> Option<i64> {
    match time {
        Timestamp::WholeSeconds(seconds) => Some(*seconds),
        Timestamp::FractionalSeconds(_) => None,
    }
}

/// Returns a number of hours in hundredths.
pub(super) fn hundredths(hours: f64) -> i64 {
    (hours * 100.0).round() as i64
}

pub(super) fn nfc(text: &str) -> String {
    text.nfc().collect()
}

pub(super) fn kind_from(number: i64) -> Option<CertificateKind> {
    CertificateKind::ALL.get(usize::try_from(number).ok()?).copied()
}

pub(super) fn text(value: &Value, part: &str) -> Result<String, CredentialError> {
    value.as_text().map(str::to_owned).ok_or_else(|| missing(part))
}

pub(super) fn missing(part: &str) -> CredentialError {
    CredentialError::Damaged(format!("{part} is missing"))
}

pub(in super::super) fn as_i64(value: &Value) -> Option<i64> {
    i128::from(value.as_integer()?).try_into().ok()
}
