//! Times of day as people write them.

use std::ops::RangeInclusive;

use super::super::columns::{SheetColumn, plain};
use super::columns::Column;
use super::marks::without_marks;
use super::numeric_dates::{date_and_time, year_first};
use super::printed::Printed;
use crate::content::text::parse_time;

/// A day of a session that starts before this hour, or ends before the next one, is likely in the
/// afternoon or in the evening, where nothing says whether it is a.m. or p.m.
const FIRST_HOUR: u8 = 7;

/// 12:00 in words, without accents, spaces, and hyphens.
const NOON: [&str; 9] = [
    "noon",
    "12noon",
    "12:00noon",
    "midi",
    "mediodia",
    "meiodia",
    "mezzogiorno",
    "mittag",
    "полдень",
];

/// 0:00 in words.
const MIDNIGHT: [&str; 7] =
    ["midnight", "12midnight", "minuit", "medianoche", "meianoche", "mezzanotte", "полночь"];

/// A part of the day after a time, such as `a.m.` or `in the morning`.
struct PartOfDay {
    /// Without accents, spaces, and hyphens.
    words: &'static str,
    /// The hours that it is said with.
    hours: RangeInclusive<u8>,
    /// Whether they are after noon.
    is_afternoon: bool,
}

impl PartOfDay {
    const fn new(words: &'static str, hours: RangeInclusive<u8>, is_afternoon: bool) -> Self {
        Self { words, hours, is_afternoon }
    }

    /// The hour of the day. 12 is noon or midnight.
    fn hour(&self, hour: u8) -> Option<u8> {
        let half = if self.is_afternoon { 12 } else { 0 };
        self.hours.contains(&hour).then_some(hour % 12 + half)
    }
}

/// The parts of the day in English, Spanish, Portuguese, and French. An hour that people do not say
/// with one, such as 12 in the morning, has two meanings.
const PARTS_OF_DAY: [PartOfDay; 16] = [
    PartOfDay::new("am", 1..=12, false),
    PartOfDay::new("pm", 1..=12, true),
    PartOfDay::new("inthemorning", 1..=11, false),
    PartOfDay::new("intheafternoon", 1..=6, true),
    PartOfDay::new("intheevening", 5..=11, true),
    PartOfDay::new("atnight", 7..=11, true),
    PartOfDay::new("delamanana", 1..=11, false),
    PartOfDay::new("delamadrugada", 1..=6, false),
    PartOfDay::new("delatarde", 1..=8, true),
    PartOfDay::new("delanoche", 7..=11, true),
    PartOfDay::new("damanha", 1..=11, false),
    PartOfDay::new("datarde", 1..=6, true),
    PartOfDay::new("danoite", 6..=11, true),
    PartOfDay::new("dumatin", 1..=11, false),
    PartOfDay::new("delapresmidi", 1..=6, true),
    PartOfDay::new("dusoir", 5..=11, true),
];

/// What stands after a time of the 24-hour clock, such as `13:00 h`, the longest first.
const HOURS: [&str; 5] = ["uhr", "hrs", "hs", "ч", "h"];

/// A time of day as the data has it: `08:30` of `8:30`, `8:30 AM`, `8h30`, or `8:30:00`; `12:00` of
/// `noon`; and of a time as pages print it.
///
/// # Errors
/// What is wrong, and what to do.
pub(super) fn clock(
    text: &str,
    column: Column,
    printed: &Printed<'_>,
) -> Result<String, (String, String)> {
    if year_first(text).is_some() {
        return Err(match date_and_time(text).1 {
            Some(time) => {
                let message = format!("`{text}` is a time of day with a date");
                (message, format!("write only the time, {time}; the date is in the column `date`"))
            }
            None => {
                let hint = format!("write a time such as {}", printed.times_to_write());
                (format!("`{text}` is a date, not a time of day"), hint)
            }
        });
    }
    if let Some(hint) = fraction_hint(text) {
        return Err((format!("`{text}` is a number, not a time of day"), hint));
    }
    let written = written_clock(text);
    let in_print = || Some((printed.time(text)?.strftime("%H:%M").to_string(), true));
    let invalid = || {
        let hint = format!("write a time such as {}", printed.times_to_write());
        (format!("`{text}` is not a valid `{}`", column.name()), hint)
    };
    let (time, is_clear) = written.or_else(in_print).ok_or_else(invalid)?;
    let hour: u8 = time[..2].parse().unwrap_or_default();
    let first = if column == Column::End { FIRST_HOUR + 1 } else { FIRST_HOUR };
    if is_clear || hour >= first {
        return Ok(time);
    }
    let (minute, afternoon) = (&time[3..], hour + 12);
    let hint = format!(
        "write `{hour}:{minute} p.m.` or `{afternoon}:{minute}` for the afternoon or evening, and \
         `{hour}:{minute} a.m.` or `{time}` for the night or morning"
    );
    Err((format!("`{text}` may be a.m. or p.m."), hint))
}

/// What to do about a fraction of a day, as spreadsheet programs store times: 0.5 is noon.
fn fraction_hint(text: &str) -> Option<String> {
    let number = without_marks(text).trim().replace(',', ".");
    let (whole, decimals) = number.split_once('.')?;
    let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(whole) || !is_digits(decimals) {
        return None;
    }
    let is_below_1 = whole.bytes().all(|b| b == b'0');
    // Some languages write 8.30 for 8:30.
    if !is_below_1 && decimals.len() == 2 {
        return None;
    }
    if !is_below_1 && whole.len() <= 2 {
        return Some("write hours and minutes, such as 9:30 or 17:30".to_owned());
    }
    let minutes = format!("0.{decimals}").parse::<f64>().ok()? * 24.0 * 60.0;
    let minutes = minutes.round() as u32;
    let time = format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60);
    Some(format!(
        "format the column as a time and save the file again, or write hours and minutes: as a \
         fraction of a day, it is {time}"
    ))
}

/// A time as people write it in any language, and whether it is clear that it is in the morning or
/// in the afternoon.
fn written_clock(text: &str) -> Option<(String, bool)> {
    let is_left_out = |c: char| c.is_whitespace() || matches!(c, '\'' | '’');
    let plain: String = plain(&without_marks(text)).chars().filter(|c| !is_left_out(*c)).collect();
    if NOON.contains(&plain.as_str()) {
        return Some(("12:00".to_owned(), true));
    }
    if MIDNIGHT.contains(&plain.as_str()) {
        return Some(("00:00".to_owned(), true));
    }
    // A hyphen is in a word, or the text is half of a span, such as `9-`.
    let parts: Vec<&str> = text.split(['-', '_']).collect();
    let is_in_word = |pair: &[&str]| {
        pair[0].ends_with(char::is_alphabetic) && pair[1].starts_with(char::is_alphabetic)
    };
    if !parts.windows(2).all(is_in_word) {
        return None;
    }
    let letters = plain.trim_end_matches('.').replace("a.m", "am").replace("p.m", "pm");
    let part = PARTS_OF_DAY.iter().find(|part| letters.ends_with(part.words));
    let digits = part.map_or(letters.as_str(), |part| &letters[..letters.len() - part.words.len()]);
    let (hour_text, minute, has_unit) = hour_and_minute(digits)?;
    let hour: u8 = hour_text.parse().ok().filter(|hour| *hour > 0 || minute.is_some())?;
    let of_day = match part {
        Some(part) => part.hour(hour)?,
        None => hour,
    };
    let has_two_digits = hour_text.len() == 2 && minute.is_some();
    let is_clear = part.is_some() || has_unit || has_two_digits || hour == 0;
    let time = format!("{of_day:02}:{}", minute.unwrap_or("00"));
    parse_time(&time).map(|_| (time, is_clear))
}

/// The hour and the minute of `8`, `8:30`, `8:30:00`, `8h`, and `8h30`, and whether they are of the
/// 24-hour clock, as an `h` says.
fn hour_and_minute(text: &str) -> Option<(&str, Option<&str>, bool)> {
    let is_number =
        |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let bare = HOURS.iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(text);
    let has_suffix = bare.len() < text.len();
    let bare = bare.strip_suffix("min").unwrap_or(bare);
    let (parts, has_h) = match bare.split_once('h') {
        Some((hour, minute)) => (vec![hour, minute], true),
        None => (bare.split(':').collect::<Vec<_>>(), false),
    };
    let is_minute = |part: &&str| is_number(part) && part.len() == 2;
    let is_time = parts.len() <= 3 && is_number(parts[0]) && parts[1..].iter().all(is_minute);
    is_time.then(|| (parts[0], parts.get(1).copied(), has_suffix || has_h))
}
