//! Dates in numbers: `2027-09-14`, `9/14/2027`, `14.09.2027`. The language says which is the month.

use jiff::civil::Date;

use crate::content::locale::{NumericOrder, numeric_order};
use crate::content::region::is_american;
use crate::content::text::parse_date;

/// The years of a date whose year has two digits.
pub(super) const CENTURY: i16 = 2000;

/// The orders in which the numbers of a date may be meant.
#[derive(Debug, Clone)]
pub(super) struct DateOrders {
    known: Vec<NumericOrder>,
}

impl DateOrders {
    /// The order of the language of the spreadsheet, and that of the region where it differs:
    /// people in the United States may type a spreadsheet in Spanish on a computer that writes
    /// dates as Americans do.
    pub(super) fn of(lang: &str, region: &str) -> Self {
        let own = numeric_order(lang, region);
        let is_english = lang.split('-').next() == Some("en");
        let mut known = vec![own];
        if is_american(region) || own == NumericOrder::YearMonthDay {
            known.push(NumericOrder::MonthDayYear);
        }
        // CLDR has American forms for English in a region that it does not know.
        if own == NumericOrder::YearMonthDay || (is_english && !is_american(region)) {
            known.push(NumericOrder::DayMonthYear);
        }
        known.dedup();
        Self { known }
    }

    /// Only the order in which all dates of a spreadsheet are real dates, if there is one.
    pub(super) fn that_fit<'t>(self, dates: impl Iterator<Item = &'t str>) -> Self {
        let numbers: Vec<Numbers<'_>> = dates.filter_map(Numbers::of).collect();
        let fits = |order: &&NumericOrder| numbers.iter().all(|it| it.date(**order).is_some());
        let fitting: Vec<NumericOrder> = self.known.iter().filter(fits).copied().collect();
        if fitting.len() == 1 { Self { known: fitting } } else { self }
    }

    /// The orders for numbers with a sign between them. Most people who write points write the day
    /// first, and those who write in a language with the day first all do.
    pub(super) fn with_sign(&self, sign: char) -> Vec<NumericOrder> {
        let mut orders = self.known.clone();
        if sign == '.' && orders.first() == Some(&NumericOrder::DayMonthYear) {
            orders.truncate(1);
        }
        if sign == '.' && !orders.contains(&NumericOrder::DayMonthYear) {
            orders.push(NumericOrder::DayMonthYear);
        }
        orders
    }
}

/// Three numbers of a date whose year comes last.
pub(super) struct Numbers<'t> {
    parts: [&'t str; 3],
    pub(super) sign: char,
}

impl<'t> Numbers<'t> {
    pub(super) fn of(text: &'t str) -> Option<Self> {
        let sign = text.chars().find(|c| matches!(c, '/' | '.' | '-'))?;
        let parts: Vec<&str> = text.trim_end_matches('.').split(sign).map(str::trim).collect();
        let parts: [&str; 3] = parts.try_into().ok()?;
        let is_number = |part: &str| {
            matches!(part.len(), 1 | 2 | 4) && part.bytes().all(|b| b.is_ascii_digit())
        };
        let is_short = |part: &str| part.len() <= 2;
        let has_year = parts[2].len() == 4 || (parts[2].len() == 2 && sign != '-');
        let is_date = parts.iter().all(|part| is_number(part))
            && is_short(parts[0])
            && is_short(parts[1])
            && has_year;
        is_date.then_some(Self { parts, sign })
    }

    pub(super) fn date(&self, order: NumericOrder) -> Option<Date> {
        let [one, other, year] = self.parts;
        let (month, day) = match order {
            NumericOrder::MonthDayYear => (one, other),
            NumericOrder::DayMonthYear => (other, one),
            NumericOrder::YearMonthDay => return None,
        };
        let full: i16 = year.parse().ok()?;
        let year = if year.len() == 2 { CENTURY + full } else { full };
        Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
    }
}

/// The date in `2027-09-14T09:30:00` and its time of day; no time in other texts.
pub(super) fn date_and_time(text: &str) -> (&str, Option<&str>) {
    let is_time = |text: &str| {
        let is_part = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.');
        text.contains(':') && text.chars().all(is_part)
    };
    match text.split_once(['T', ' ']).filter(|(_, time)| is_time(time)) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    }
}

/// The time of day that stands after a date whose year comes first. Midnight and noon are not one:
/// programs add them to each date, as in `2027-09-14T00:00:00`.
pub(super) fn time_after_date(text: &str) -> Option<&str> {
    let time = date_and_time(text).1?;
    let digits = time.trim_end_matches(['0', ':', '.']);
    (!matches!(digits, "" | "12")).then_some(time)
}

/// A date whose year comes first: `2027-09-14`, `2027-9-14`, or `2027/9/14`, also with a time.
pub(super) fn year_first(text: &str) -> Option<Date> {
    let (text, _) = date_and_time(text);
    let parts: Vec<&str> = text.split(['-', '/', '.']).map(str::trim).collect();
    let [year, month, day] = parts[..] else { return None };
    let is_number = |part: &str| part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit());
    if year.len() != 4 || !is_number(month) || !is_number(day) {
        return None;
    }
    parse_date(&format!("{year}-{month:0>2}-{day:0>2}"))
}

/// Whether a text is three numbers, as a date in numbers is.
pub(super) fn is_numeric_date(text: &str) -> bool {
    year_first(text).is_some() || Numbers::of(text).is_some()
}
