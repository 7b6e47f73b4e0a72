//! Parses hours and email addresses as people write them.

use super::finding;
use super::names::excerpt;
use super::table::Cell;
use crate::content::text::is_email;
use crate::diagnostic::{Code, Finding};

/// More hours than any training has.
const MAX_HOURS: f64 = 1000.0;

const EXPECTED_HOURS: &str = "write a number such as 6, 6.5, or 6:30";

/// Parses the hours in a cell. Returns `None` if the cell is blank.
pub(super) fn parse_hours(cell: &Cell) -> Result<Option<f64>, Finding> {
    let invalid = |fault: &str, hint: &str| {
        let message = format!("`{}` {fault}", excerpt(&cell.shown()));
        finding(Code::RosterHours, message, hint)
    };
    let value = match cell {
        _ if cell.is_blank() => return Ok(None),
        Cell::Number(number) | Cell::Duration(number) => *number,
        Cell::Text(text) if has_ambiguous_comma(text) => {
            let fault = "has a comma that may separate thousands or decimals";
            return Err(invalid(fault, "write the number without a comma, such as 1000 or 1.5"));
        }
        Cell::Text(text) => hours_in_text(text)
            .ok_or_else(|| invalid("is not a number of hours", EXPECTED_HOURS))?,
        Cell::Date(_) => {
            let hint = "format the column as numbers and type the hours again";
            return Err(invalid("is a date, not a number of hours", hint));
        }
        _ => return Err(invalid("is not a number of hours", EXPECTED_HOURS)),
    };
    let hours = (value * 3600.0).round() / 3600.0;
    if hours < 0.0 {
        return Err(invalid("is less than zero", "fix the hours"));
    }
    if !hours.is_finite() || hours > MAX_HOURS {
        return Err(invalid("is more hours than any training has", "fix the hours"));
    }
    Ok(Some(hours))
}

/// Parses `6`, `6.5`, `6,5`, `6½`, `6 h`, `6 horas`, `6:30`, and `6 h 30 min`.
fn hours_in_text(text: &str) -> Option<f64> {
    let text = text.trim().to_lowercase();
    let (number, rest) = split_number(&text);
    let hours = parse_number(number)?;
    let rest = rest.trim();
    let (unit, minutes) = match rest.find(|c: char| c.is_ascii_digit()) {
        Some(at) => {
            let is_unit = |c: char| c.is_alphabetic() || c == '.' || c == ' ';
            (rest[..at].trim(), Some(rest[at..].trim_end_matches(is_unit)))
        }
        None => (rest, None),
    };
    let fraction = match (unit.trim_end_matches('.'), minutes) {
        ("" | "h" | "hr" | "hrs" | "hour" | "hours" | "hora" | "horas", None) => 0.0,
        ("¼", None) => 0.25,
        ("½", None) => 0.5,
        ("¾", None) => 0.75,
        (":" | "h" | "hr" | "hrs", Some(minutes)) => parse_minutes(minutes)?,
        _ => return None,
    };
    let is_whole = number.bytes().all(|byte| byte.is_ascii_digit());
    (fraction == 0.0 || is_whole).then_some(hours + fraction)
}

/// Splits text after the digits, points, and commas at its start.
fn split_number(text: &str) -> (&str, &str) {
    let is_other = |c: char| !c.is_ascii_digit() && c != '.' && c != ',';
    text.split_at(text.find(is_other).unwrap_or(text.len()))
}

/// Returns whether a number has a comma before three digits, as in `1,000`.
fn has_ambiguous_comma(text: &str) -> bool {
    let (number, _) = split_number(text.trim());
    number.split_once(',').is_some_and(|(_, after)| after.len() == 3)
}

/// Parses `30` or `30:00`, in hours.
fn parse_minutes(text: &str) -> Option<f64> {
    let (minutes, seconds) = text.split_once(':').unwrap_or((text, "0"));
    let part = |text: &str| {
        let value = text.parse::<u32>().ok()?;
        (text.len() <= 2 && value < 60).then_some(f64::from(value))
    };
    Some(part(minutes)? / 60.0 + part(seconds)? / 3600.0)
}

/// Parses digits with at most one decimal point or comma, which digits must follow.
fn parse_number(text: &str) -> Option<f64> {
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let Some((whole, decimals)) = text.split_once(['.', ',']) else {
        return is_digits(text).then(|| text.parse().ok())?;
    };
    if decimals.is_empty() || !is_digits(whole) || !is_digits(decimals) {
        return None;
    }
    format!("0{whole}.{decimals}").parse().ok()
}

/// Parses the email address in the text of a cell. Returns `None` if the cell is blank.
pub(super) fn parse_email(text: &str) -> Result<Option<String>, Finding> {
    let is_padding = |c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}');
    let bare = text.trim_matches(is_padding);
    if bare.is_empty() {
        return Ok(None);
    }
    let address = match (bare.find('<'), bare.strip_suffix('>')) {
        (Some(at), Some(before)) => &before[at + 1..],
        _ => bare,
    };
    let has_scheme = address.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("mailto:"));
    let address = if has_scheme { &address[7..] } else { address };
    if is_email(address) {
        return Ok(Some(address.to_owned()));
    }
    let (fault, hint) = if address.matches('@').count() > 1 {
        ("contains several email addresses", "keep one of the addresses")
    } else {
        (
            "is not an email address",
            "write an address such as name@example.org, or leave the cell empty",
        )
    };
    let message = format!("`{}` {fault}", excerpt(text));
    Err(finding(Code::RosterEmail, message, hint))
}
