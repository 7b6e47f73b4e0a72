//! Parses hours and email addresses as people write them.

use std::borrow::Cow;

use super::amount::{Amount, parse_amount};
use super::finding;
use super::names::excerpt;
use super::table::{Cell, WITHOUT_VALUE};
use super::unit::{Reading, Unit};
use crate::content::text::is_email;
use crate::diagnostic::{Code, Finding};

/// More hours than any training has.
const MAX_HOURS: f64 = 1000.0;

const EXPECTED_HOURS: &str = "write a number such as 6, 6.5, or 6:30";

/// Parses the hours in a cell. Returns `None` if the cell is blank, or if the unit of its number is
/// not clear, which is reported for the whole column.
pub(super) fn parse_hours(cell: &Cell, reading: Reading) -> Result<Option<f64>, Finding> {
    let invalid = |fault: &str, hint: &str| {
        let message = format!("`{}` {fault}", excerpt(&shown_amount(cell)));
        finding(Code::RosterHours, message, hint)
    };
    if cell.is_blank() {
        return Ok(None);
    }
    if let Cell::Date(_) = cell {
        let hint = "format the column as numbers and type the hours again";
        return Err(invalid("is a date, not a number of hours", hint));
    }
    if matches!(cell, Cell::Text(text) if text.trim().ends_with('%')) {
        let hint = "write the hours instead of the share";
        return Err(invalid("is a share, not a number of hours", hint));
    }
    if let Some(number) = thousands(cell, reading) {
        return parse_hours(&Cell::Number(number), reading);
    }
    if let Some(example) = ambiguous_separator(cell, reading) {
        let fault = "has a comma or point that may separate thousands or decimals";
        return Err(invalid(fault, &format!("write the number without it, such as {example}")));
    }
    let Some(amount) = parse_amount(cell) else {
        return Err(invalid("is not a number of hours", EXPECTED_HOURS));
    };
    let Some(value) = amount.in_hours(reading) else { return Ok(None) };
    let hours = (value * 3600.0).round() / 3600.0;
    if hours < 0.0 {
        return Err(invalid("is less than zero", "fix the hours"));
    }
    if !hours.is_finite() || hours > MAX_HOURS {
        return Err(invalid("is more hours than any training has", "fix the hours"));
    }
    Ok(Some(hours))
}

/// Returns a whole number with a sign between the thousands, as in `1,440` minutes. Minutes and
/// seconds have no decimals of three digits.
fn thousands(cell: &Cell, reading: Reading) -> Option<f64> {
    let Cell::Text(text) = cell else { return None };
    let is_small = matches!(reading.number, Some(Unit::Minutes | Unit::Seconds));
    let (before, after) = text.trim().split_once([',', '.']).filter(|_| is_small)?;
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_whole = is_digits(before) && is_digits(after) && after.len() == 3;
    let has_thousands = (1..=3).contains(&before.len()) && !before.starts_with('0');
    (is_whole && has_thousands).then(|| format!("{before}{after}").parse().ok())?
}

/// Returns an example of a clear number if a text has a comma before three digits, as in `1,000`,
/// or a point before three digits where a thousand is possible.
fn ambiguous_separator(cell: &Cell, reading: Reading) -> Option<&'static str> {
    let Cell::Text(text) = cell else { return None };
    let text = text.trim();
    let is_other = |c: char| !c.is_ascii_digit() && c != '.' && c != ',';
    let number = &text[..text.find(is_other).unwrap_or(text.len())];
    let (separator, after) = number.find([',', '.']).map(|at| number[at..].split_at(1))?;
    let may_be_thousands = reading.number.is_some_and(|unit| unit != Unit::Hours);
    let is_ambiguous = after.len() == 3 && (separator == "," || may_be_thousands);
    is_ambiguous.then_some("1000 or 1.5")
}

/// Returns the amount in a cell as a spreadsheet shows it.
pub(super) fn shown_amount(cell: &Cell) -> Cow<'_, str> {
    match (cell, parse_amount(cell)) {
        (Cell::Duration(_), Some(Amount::Clock(hours, minutes))) => {
            format!("{hours}:{minutes:02}").into()
        }
        _ => cell.shown(),
    }
}

/// Returns hours in words: `6.5 hours`, or `1 h 2 min 3 s` where decimals would be rounded.
pub(super) fn hours_in_words(hours: f64) -> String {
    let hundredths = hours * 100.0;
    if (hundredths - hundredths.round()).abs() < 1e-6 {
        let hours = hundredths.round() / 100.0;
        return format!("{hours} {}", if hours == 1.0 { "hour" } else { "hours" });
    }
    hours_and_minutes(hours)
}

/// Writes hours as hours, minutes, and seconds, such as `7 h 50 min`.
pub(super) fn hours_and_minutes(hours: f64) -> String {
    let seconds = (hours * 3600.0).round() as u64;
    if seconds == 0 {
        return "0 h".to_owned();
    }
    let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")];
    let filled = parts.iter().filter(|(number, _)| *number > 0);
    filled.map(|(number, unit)| format!("{number} {unit}")).collect::<Vec<_>>().join(" ")
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

/// The finding for a cell with a formula error or with a value that no cell can hold.
pub(super) fn invalid_cell(content: &str) -> Finding {
    let (message, hint) = invalid_cell_words(content);
    finding(Code::RosterCell, message, hint)
}

/// What is wrong with such a cell, and what to do.
pub(super) fn invalid_cell_words(content: &str) -> (String, String) {
    let is_formula_error = content.starts_with('#') || content.starts_with("Err:");
    let message = match is_formula_error {
        true => format!("the cell shows `{}`", excerpt(content)),
        false => format!("the cell contains {}", excerpt(content)),
    };
    let hint = match content {
        WITHOUT_VALUE => "open the file in a spreadsheet program and save it, or type the value",
        _ => "fix the formula and save the file in a spreadsheet program, or type the value",
    };
    (message, hint.to_owned())
}
