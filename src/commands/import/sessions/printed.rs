//! Values as the program itself prints them, in each of its languages: what people copy from a page
//! into a spreadsheet is understood. The printed forms are made with the functions that pages use.

use jiff::civil::{Date, Time};

use super::marks::without_marks;
use super::numeric_dates::{DateOrders, is_numeric_date};
use super::worded::{WordedDate, worded_date};
use crate::content::Content;
use crate::content::currency;
use crate::content::locale::Locale;
use crate::plan::locale::{printed_dates, printed_times};

/// What the program prints: its languages, its phrases, and its region.
pub(super) struct Printed<'a> {
    content: &'a Content,
    /// The language of the spreadsheet.
    lang: String,
    /// The orders of dates in numbers.
    pub(super) orders: DateOrders,
}

/// The names of the phrases that mean an amount of 0.
const NO_COST: &str = "no-cost";

impl<'a> Printed<'a> {
    /// What the program prints, and what dates in numbers mean in a spreadsheet in a language.
    pub(super) fn of<'t>(
        content: &'a Content,
        lang: &str,
        dates: impl Iterator<Item = &'t str>,
    ) -> Self {
        let orders = DateOrders::of(lang, &content.program.region.0).that_fit(dates);
        Self { content, lang: lang.to_owned(), orders }
    }

    /// The region of the program.
    pub(super) fn region(&self) -> &'a str {
        &self.content.program.region.0
    }

    /// The languages of the program, that of the spreadsheet first.
    fn locales(&self) -> impl Iterator<Item = &'a Locale> {
        let locales = &self.content.wording.locales;
        let languages = self.content.program.languages.iter();
        let others = languages.filter(|language| language.tag != self.lang);
        self.locale().into_iter().chain(others.filter_map(|other| locales.get(&other.tag)))
    }

    /// The language of the spreadsheet.
    fn locale(&self) -> Option<&'a Locale> {
        self.content.wording.locales.get(&self.lang)
    }

    /// Dates in the forms that a spreadsheet can have, for a hint.
    pub(super) fn dates_to_write(&self) -> String {
        let date = Date::constant(2027, 2, 8);
        let own = self.locale().map(|locale| printed_dates(locale, date));
        let own = own.map(|[own, ..]| format!(" or {own}")).unwrap_or_default();
        format!("{date}{own}")
    }

    /// Times in the forms that a spreadsheet can have, for a hint.
    pub(super) fn times_to_write(&self) -> String {
        let time = Time::constant(17, 30, 0, 0);
        let own = self.locale().map(|locale| printed_times(locale, time));
        let own = own.map(|[own, ..]| own).filter(|own| !own.contains("17:30"));
        format!("08:30 or {}", own.as_deref().unwrap_or("17:30"))
    }

    /// The date that a text with the name of a month is in a language.
    pub(super) fn worded_date(&self, text: &str) -> Option<WordedDate> {
        let mut dates: Vec<WordedDate> =
            self.locales().filter_map(|locale| worded_date(text, locale)).collect();
        dates.sort_by_key(|worded| worded.is_other_weekday);
        dates.into_iter().next()
    }

    /// Whether a text is one date, though its day of the week may be wrong.
    pub(super) fn is_date(&self, text: &str) -> bool {
        let has_one_year = years(&without_marks(text)).len() == 1;
        is_numeric_date(text)
            || self.worded_date(text).is_some()
            || (has_one_year && self.date(text).is_some())
    }

    /// The date that a text is in a language: `October 5, 2027`, `mardi 5 octobre 2027`.
    pub(super) fn date(&self, text: &str) -> Option<Date> {
        let wanted = plain(text);
        let years = years(&without_marks(text));
        let days = years.iter().flat_map(|year| {
            let first = Date::new(*year, 1, 1).ok();
            first.into_iter().flat_map(|first| first.series(jiff::Span::new().days(1)).take(366))
        });
        let is_it = |date: &Date| {
            self.locales()
                .flat_map(|locale| printed_dates(locale, *date))
                .any(|form| plain(&form) == wanted)
        };
        days.into_iter().find(is_it)
    }

    /// The time of day that a text is in a language: `16 h 30`, `4:30 p.m.`, `midi`.
    pub(super) fn time(&self, text: &str) -> Option<Time> {
        let wanted = plain(text);
        let wanted =
            wanted.strip_prefix('0').filter(|rest| starts_with_digit(rest)).unwrap_or(&wanted);
        let times = (0..24)
            .flat_map(|hour| (0..60).filter_map(move |minute| Time::new(hour, minute, 0, 0).ok()));
        let is_it = |time: &Time| {
            self.locales()
                .flat_map(|locale| printed_times(locale, *time))
                .any(|form| plain(&form) == wanted)
        };
        times.into_iter().find(is_it)
    }

    /// The amount and the currency of a text: `1 250,50`, `125,50 $`, `$1,250`, `CAD 75`,
    /// `US$ 40`.
    pub(super) fn amount(&self, text: &str) -> Option<(f64, Option<String>)> {
        if self.is_phrase(text, NO_COST) {
            return Some((0.0, None));
        }
        let text = without_marks(text);
        let sign = |c: char| c.is_ascii_digit() || ".,’'٫٬".contains(c);
        let symbol: String = text.chars().filter(|c| !sign(*c) && !c.is_whitespace()).collect();
        let digits = text.trim_matches(|c: char| !c.is_ascii_digit());
        let is_apart = digits.chars().all(|c| sign(c) || c.is_whitespace());
        let amount = self.digits(digits).filter(|_| is_apart)?;
        let own = currency::of_region(self.region());
        let code = match symbol.as_str() {
            "" => None,
            "$" => Some(own.map_or("USD", |(code, _)| code).to_owned()),
            code if currency::of_symbol(code).is_some() => {
                currency::of_symbol(code).map(str::to_owned)
            }
            code if currency::is_code(&code.to_uppercase()) => Some(code.to_uppercase()),
            _ => return None,
        };
        Some((amount, code))
    }

    /// An amount with the separators of a language of the program.
    fn digits(&self, text: &str) -> Option<f64> {
        let is_plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if is_plain {
            return text.parse().ok();
        }
        let signs = |locale: &'a Locale| (locale.decimal.as_str(), locale.group.as_str());
        let own = self.locales().map(signs);
        // `12.345` is above 12,000 in some languages, and has too many decimals in others.
        let has_three = |sign: char| text.split_once(sign).is_some_and(|(_, end)| end.len() == 3);
        if has_three('.') || has_three(',') {
            let (decimal, group) = self.locale().map(signs)?;
            return parse_amount(text, decimal, group);
        }
        // People who write a spreadsheet also use the signs of English.
        own.chain([(".", ",")]).find_map(|(decimal, group)| parse_amount(text, decimal, group))
    }

    /// Whether a text is a phrase of `data/wording.json` in a language of the program.
    pub(super) fn is_phrase(&self, text: &str, name: &str) -> bool {
        let Some(phrase) = self.content.wording.words.get(name) else { return false };
        let languages = self.content.program.languages.iter();
        languages
            .filter_map(|language| phrase.get(&language.tag))
            .any(|printed| plain(printed) == plain(text))
    }
}

/// The years in a text.
fn years(text: &str) -> Vec<i16> {
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| part.len() == 4);
    numbers.filter_map(|year| year.parse().ok()).collect()
}

/// An amount with a decimal sign and a sign between groups of digits. A group has three digits, or
/// two in some languages, and an amount of money has two decimals at most.
fn parse_amount(text: &str, decimal: &str, group: &str) -> Option<f64> {
    let (whole, cents) = match text.rsplit_once(decimal) {
        Some((whole, cents)) if matches!(cents.len(), 1 | 2) => (whole, cents),
        Some(_) if decimal != group => return None,
        _ => (text, ""),
    };
    let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    // A group that is set apart by a space can have any space.
    let groups: Vec<&str> = match group.trim().is_empty() {
        true => whole.split(char::is_whitespace).collect(),
        false => whole.split(group).collect(),
    };
    let (first, rest) = groups.split_first()?;
    let is_whole = (1..=3).contains(&first.len()) || rest.is_empty();
    let is_grouped = rest.last().is_none_or(|last| last.len() == 3)
        && rest.iter().all(|part| matches!(part.len(), 2 | 3));
    let is_amount = is_whole && is_grouped && groups.iter().all(|part| is_digits(part));
    let written = format!("{}.{cents}0", groups.concat());
    (is_amount && is_digits(cents)).then(|| written.parse().ok())?
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// A text as people compare it: without spaces and periods, in small letters, with one apostrophe.
fn plain(text: &str) -> String {
    let kept = without_marks(text);
    let kept = kept.chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | ','));
    kept.flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }).collect()
}
