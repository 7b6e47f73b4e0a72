//! Dates with the name of the month: `Sept. 14, 2027`, `Monday, September 14, 2027`, `14 de set. de
//! 2027`. The names are those of a language; people abbreviate them and leave out marks.

use jiff::civil::Date;

use super::super::columns::plain;
use super::marks::without_marks;
use super::numeric_dates::CENTURY;
use crate::content::locale::Locale;

/// The fewest letters of an abbreviated name.
const MIN_LETTERS: usize = 3;

/// Words between the parts of a date.
const FILLERS: [&str; 12] =
    ["de", "del", "do", "of", "the", "le", "el", "o", "г", "года", "ngay", "nam"];

/// What is attached to the number of a day: `14th`, `1er`, `1º`.
const ORDINALS: [&str; 9] = ["st", "nd", "rd", "th", "er", "º", "o", "ro", "a"];

/// A date as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WordedDate {
    pub(super) date: Date,
    /// Whether the day of the week that is written is not that of the date.
    pub(super) is_other_weekday: bool,
}

/// The date that a text is in a language.
pub(super) fn worded_date(text: &str, locale: &Locale) -> Option<WordedDate> {
    let words = words(text);
    let mut rest: Vec<&str> = words.iter().map(String::as_str).collect();
    rest.retain(|word| !FILLERS.contains(word));
    // "Mar." is a day of the week and a month in some languages.
    let without_weekday = date_of(rest.clone(), None, locale);
    let weekday = take_name(&mut rest, &locale.weekdays, &locale.weekdays_short);
    without_weekday.or_else(|| date_of(rest, Some(weekday?), locale))
}

/// The date of words without a day of the week.
fn date_of(mut rest: Vec<&str>, weekday: Option<usize>, locale: &Locale) -> Option<WordedDate> {
    let month = take_name(&mut rest, &locale.months, &locale.months_short)?;
    let [one, other] = rest[..] else { return None };
    let is_year = |word: &str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    let (day, year) = if is_year(one) { (other, one) } else { (one, other) };
    let year = match year.len() {
        4 if is_year(year) => year.parse().ok()?,
        // `12-Apr-27`, as spreadsheet programs write it.
        2 => CENTURY + year.parse::<i16>().ok()?,
        _ => return None,
    };
    let month = i8::try_from(month + 1).ok()?;
    let date = Date::new(year, month, day_number(day)?).ok()?;
    let own = date.weekday().to_monday_zero_offset();
    let is_other_weekday = weekday.is_some_and(|stated| i8::try_from(stated) != Ok(own));
    Some(WordedDate { date, is_other_weekday })
}

/// The words of a text, in small letters and without accents.
fn words(text: &str) -> Vec<String> {
    let plain = plain(&without_marks(text));
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

fn day_number(text: &str) -> Option<i8> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let is_plain = digits.len() == text.len() || ORDINALS.contains(&&text[digits.len()..]);
    digits.parse().ok().filter(|_| is_plain)
}

/// Takes a name or an abbreviation of it out of the words. Returns its index.
fn take_name(rest: &mut Vec<&str>, names: &[String], short: &[String]) -> Option<usize> {
    let short: Vec<Vec<String>> = short.iter().map(|name| words(name)).collect();
    for (index, name) in names.iter().enumerate() {
        let name = words(name);
        for start in 0..rest.len() {
            for written in [Some(&name), short.get(index)].into_iter().flatten() {
                let end = start + written.len();
                if !written.is_empty() && rest.get(start..end).is_some_and(|it| it == written) {
                    rest.drain(start..end);
                    return Some(index);
                }
            }
        }
    }
    // No word is a name: one may be the start of a name, and of no other.
    let at = rest.iter().position(|word| starting_with(word, names).is_some())?;
    starting_with(rest.remove(at), names)
}

/// The only name that starts with an abbreviation.
fn starting_with(word: &str, names: &[String]) -> Option<usize> {
    if word.chars().count() < MIN_LETTERS || word.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut found = names.iter().enumerate().filter(|(_, name)| {
        let name = words(name);
        name.first().is_some_and(|first| first.starts_with(word))
    });
    found.next().map(|(index, _)| index).filter(|_| found.next().is_none())
}
