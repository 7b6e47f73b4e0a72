//! The values of cells as the data has them: dates, times, people, amounts.

use serde_json::{Value, json};

use crate::content::text::{parse_date, parse_time};

/// The hint for a text that is not a date.
pub(super) const DATE_HINT: &str = "write a real date as year-month-day, such as 2027-02-08";

/// The hint for a text that is not a time of day.
pub(super) const TIME_HINT: &str = "write a time such as 08:30 or 5:30 p.m.";

/// A date as the data has it: `2027-03-05`, in the United States also of `3/5/2027`.
pub(super) fn day(text: &str, region: &str) -> Option<String> {
    if parse_date(text).is_some() {
        return Some(text.to_owned());
    }
    let numbers: Option<Vec<u16>> = text.split('/').map(|part| part.parse().ok()).collect();
    let [month, day, year] = numbers?[..] else { return None };
    let date = format!("{year:04}-{month:02}-{day:02}");
    (region == "us" && year > 999 && parse_date(&date).is_some()).then_some(date)
}

/// A time of day as the data has it: `08:30` of `8:30`, `8:30 AM`, or `8:30:00`; `12:00` of `noon`.
pub(super) fn clock(text: &str) -> Option<String> {
    let plain: String = text.to_lowercase().chars().filter(|c| !" .".contains(*c)).collect();
    match plain.as_str() {
        "noon" | "12noon" => return Some("12:00".to_owned()),
        "midnight" | "12midnight" => return Some("00:00".to_owned()),
        _ => {}
    }
    let (digits, half) = match plain.strip_suffix("am").map(|rest| (rest, 0)) {
        Some(found) => (found.0.to_owned(), Some(found.1)),
        None => match plain.strip_suffix("pm") {
            Some(rest) => (rest.to_owned(), Some(12)),
            None => (plain.clone(), None),
        },
    };
    let mut parts = digits.split(':');
    let hour: u8 = parts.next()?.parse().ok()?;
    let minute = parts.next().map_or(Some(0), |minute| minute.parse::<u8>().ok())?;
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(half) => hour % 12 + half,
        None => hour,
    };
    let time = format!("{hour:02}:{minute:02}");
    parse_time(&time).map(|_| time)
}

/// The trainers of a cell such as `Jordan Sample, CPSS; Robin Sample`.
pub(super) fn trainers(text: &str) -> Value {
    let people = text.split([';', '\n']).map(str::trim).filter(|person| !person.is_empty());
    people
        .map(|person| match person.split_once(',') {
            Some((name, credentials)) => {
                json!({ "name": name.trim(), "credentials": credentials.trim() })
            }
            None => json!({ "name": person }),
        })
        .collect()
}
