//! Dates as people write them: `2027-09-14`, `9/14/2027`, `14.09.2027`, or with the name of the
//! month.

use jiff::civil::Date;

use super::super::columns::SheetColumn;
use super::columns::Column;
use super::numeric_dates::{Numbers, time_after_date, year_first};
use super::printed::Printed;

/// The most pieces that commas make of a date, as of `Tuesday, September 14, 2027`.
const MOST_PIECES: usize = 3;

/// Day 0 of spreadsheet programs. It is December 30, not 31, because they count a February 29 in
/// 1900.
const DAY_ZERO: Date = Date::constant(1899, 12, 30);

/// The numbers of the days from 2000 to 2099.
const DAY_NUMBERS: std::ops::Range<i64> = 36_526..73_051;

/// A date as the data has it.
///
/// # Errors
/// What is wrong, and what to do.
pub(super) fn day(
    text: &str,
    column: Column,
    printed: &Printed<'_>,
) -> Result<String, (String, String)> {
    if let Some(date) = year_first(text) {
        if time_after_date(text).is_none() {
            return Ok(date.to_string());
        }
        let times = match column {
            Column::Date => "; the times are in the columns `start` and `end`",
            _ => "",
        };
        let message = format!("`{text}` is a date with a time of day");
        return Err((message, format!("write only the date, {date}{times}")));
    }
    if let Some(numbers) = Numbers::of(text) {
        let orders = printed.orders.with_sign(numbers.sign);
        let mut dates: Vec<Date> = orders.iter().filter_map(|order| numbers.date(*order)).collect();
        dates.sort_unstable();
        dates.dedup();
        match dates[..] {
            [date] => return Ok(date.to_string()),
            [one, other] => return Err(ambiguous(text, one, other)),
            _ => {}
        }
    } else if let Some(date) = worded(text, printed) {
        return date;
    }
    if let Some(date) = day_number_date(text) {
        let hint = format!(
            "format the column as a date and save the file again, or write {date} if that is the \
             date you mean"
        );
        return Err((format!("`{text}` is a number, not a date"), hint));
    }
    let message = format!("`{text}` is not a valid `{}`", column.name());
    Err((message, format!("write a real date such as {}", printed.dates_to_write())))
}

/// The date of a number of days, as spreadsheet programs store dates: 46645 is in 2027.
fn day_number_date(text: &str) -> Option<Date> {
    let days: i64 = text.parse().ok().filter(|days| DAY_NUMBERS.contains(days))?;
    DAY_ZERO.checked_add(jiff::Span::new().days(days)).ok()
}

/// A date with the name of a month. The day of the week has to be that of the date.
fn worded(text: &str, printed: &Printed<'_>) -> Option<Result<String, (String, String)>> {
    let worded = printed.worded_date(text);
    if let Some(right) = worded.filter(|worded| !worded.is_other_weekday) {
        return Some(Ok(right.date.to_string()));
    }
    if let Some(date) = printed.date(text) {
        return Some(Ok(date.to_string()));
    }
    let date = worded?.date.strftime("%B %-d, %Y, is a %A");
    let hint = "correct the date or the day of the week";
    Some(Err((format!("`{text}` has the wrong day of the week: {date}"), hint.to_owned())))
}

fn ambiguous(text: &str, one: Date, other: Date) -> (String, String) {
    let message = format!(
        "`{text}` may be {} or {}",
        one.strftime("%B %-d, %Y"),
        other.strftime("%B %-d, %Y")
    );
    (message, format!("write the year first: {one} or {other}"))
}

/// The dates of a cell, apart. A comma is between two dates, or within one, such as `October 5,
/// 2027`. What is not a date stays together.
pub(super) fn each_date(cell: &str, printed: &Printed<'_>) -> Vec<String> {
    let mut dates = Vec::new();
    for part in cell.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        let pieces: Vec<&str> = part.split(',').map(str::trim).collect();
        let mut unknown: Vec<&str> = Vec::new();
        let mut at = 0;
        while at < pieces.len() {
            let ends = (at + 1..=pieces.len().min(at + MOST_PIECES)).rev();
            let found = ends
                .map(|end| (end, pieces[at..end].join(", ")))
                .find(|(_, text)| printed.is_date(text));
            match found {
                Some((end, text)) => {
                    dates.extend(joined(&mut unknown));
                    dates.push(text);
                    at = end;
                }
                None => {
                    unknown.push(pieces[at]);
                    at += 1;
                }
            }
        }
        dates.extend(joined(&mut unknown));
    }
    dates
}

/// The pieces as one text, if there are any.
fn joined(pieces: &mut Vec<&str>) -> Option<String> {
    let text = std::mem::take(pieces).join(", ");
    (!text.is_empty()).then_some(text)
}
