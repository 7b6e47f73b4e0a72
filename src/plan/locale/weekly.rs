//! Days of every week: "Fridays, March 5–April 9, 2027 (no class March 26)".

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;

use super::days::{Form, from_to, listed};
use super::{fill, list};
use crate::content::locale::Locale;

/// The most days that are listed one by one.
const MOST_LISTED: usize = 3;

/// The most days of a week that are named.
const MOST_WEEKDAYS: usize = 3;

/// Weekdays and dates in a language that has no pattern of its own for them.
const WEEKLY: &str = "{weekdays}, {dates}";

/// Days on the same weekdays of every week, except some.
#[derive(Debug)]
pub(super) struct Weekly {
    /// The weekdays, 0 for Monday.
    weekdays: BTreeSet<usize>,
    first: Date,
    last: Date,
    /// The days without a class.
    except: Vec<Date>,
}

impl Weekly {
    /// Returns what is regular about days, which are in order; `None` if they are few, or if there
    /// is no such rule.
    pub(super) fn of(days: &[Date]) -> Option<Self> {
        let (first, last) = (*days.first()?, *days.last()?);
        let weekdays: BTreeSet<usize> = days.iter().map(|day| weekday(*day)).collect();
        let runs = days.chunk_by(|a, b| a.tomorrow().is_ok_and(|next| next == *b)).count();
        // A rule needs weeks: each weekday comes twice or more.
        let is_repeated = weekdays
            .iter()
            .all(|wanted| days.iter().filter(|day| weekday(**day) == *wanted).nth(1).is_some());
        if runs <= MOST_LISTED || weekdays.len() > MOST_WEEKDAYS || !is_repeated {
            return None;
        }
        let all = first.series(1.day()).take_while(|day| *day <= last);
        let mut on_weekdays = all.filter(|day| weekdays.contains(&weekday(*day)));
        let (mut taught, mut except) = (days.iter().peekable(), Vec::new());
        let is_rule = on_weekdays.all(|day| {
            if taught.next_if_eq(&&day).is_none() {
                except.push(day);
            }
            // With many exceptions, a list says it more simply.
            except.len() * 2 <= days.len()
        });
        is_rule.then_some(Self { weekdays, first, last, except })
    }

    /// Whether a language has the words for the rule.
    pub(super) fn has_words(&self, locale: &Locale) -> bool {
        let can_except = self.except.is_empty() || !locale.weekly_except.is_empty();
        !locale.every_weekday.is_empty() && can_except
    }

    /// The rule in words.
    pub(super) fn write(&self, locale: &Locale, form: Form) -> String {
        let names = self.weekdays.iter().map(|weekday| locale.every_weekday[*weekday].clone());
        let dates = from_to(locale, self.first, self.last, form);
        let weekdays = list(locale, names.collect());
        let pattern = if locale.weekly.is_empty() { WEEKLY } else { &locale.weekly };
        let weekly = fill(pattern, &[("weekdays", weekdays), ("dates", dates)]);
        if self.except.is_empty() {
            return weekly;
        }
        let form = if form == Form::Whole { Form::WithoutYear } else { form };
        let except = listed(locale, &self.except, form);
        fill(&locale.weekly_except, &[("weekly", weekly), ("list", except)])
    }
}

fn weekday(day: Date) -> usize {
    day.weekday().to_monday_zero_offset() as usize
}
