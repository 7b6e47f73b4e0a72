//! Numbers: "1,250", "37,5".

use serde_json::{Value, json};

use crate::content::locale::Locale;

/// The digits after the last separator.
const LAST: u8 = 3;

/// The fewest digits of a number with a separator.
const LEAST: u8 = 4;

/// A number as a language writes it.
pub(crate) fn number(locale: &Locale, value: f64) -> String {
    digits(locale, &value.to_string())
}

/// A number in the digits of a program, as a language writes it.
pub(in crate::plan) fn digits(locale: &Locale, plain: &str) -> String {
    // What certificates are printed from did not have separators before November 2026.
    if locale.decimal.is_empty() {
        return plain.to_owned();
    }
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |digits| ("-", digits));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let separator = if decimals.is_empty() { "" } else { &locale.decimal };
    format!("{sign}{}{separator}{decimals}", grouped(locale, whole))
}

fn grouped(locale: &Locale, whole: &str) -> String {
    if whole.len() < usize::from(locale.group_from.unwrap_or(LEAST)) {
        return whole.to_owned();
    }
    let size = usize::from(locale.group_size.unwrap_or(LAST)).max(1);
    let is_start =
        |left: usize| left >= LAST.into() && (left - usize::from(LAST)).is_multiple_of(size);
    let digit = |(index, digit): (usize, char)| match index > 0 && is_start(whole.len() - index) {
        true => format!("{}{digit}", locale.group),
        false => digit.to_string(),
    };
    whole.chars().enumerate().map(digit).collect()
}

/// What a template needs to write numbers.
pub(in crate::plan) fn separators(locale: &Locale) -> Value {
    json!({
        "decimal": locale.decimal,
        "group": locale.group,
        "group_from": locale.group_from.unwrap_or(LEAST),
        "group_size": locale.group_size.unwrap_or(LAST),
    })
}
