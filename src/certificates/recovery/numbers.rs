//! Which numbers count as given, and which ones the entries of a status list may stand for.

use std::collections::{BTreeMap, BTreeSet};

use super::super::ledger::{Ledger, SeriesEnd};
use super::Remains;
use crate::content::certificate_number::{self, NumberFormat, SeriesNumber};
use crate::error::Error;

/// How many numbers to leave out if nothing signed says how many were given.
const MARGIN: u32 = 100;

/// How many numbers of each series to try at least.
const LEAST_TRIED: u32 = 1000;

/// How many years back to try numbers if no number shows when the program began.
const YEARS: i16 = 10;

/// How many lost numbers of a series to name: one that was mistyped may be very far away.
const MOST_MISSING: usize = 10_000;

/// The series of numbers.
pub(super) struct Series {
    /// The last number that is known, by prefix, and year or 0.
    last: BTreeMap<(String, i16), u32>,
    /// How many digits running numbers may have.
    widths: BTreeSet<usize>,
    /// The number of events of the longest ledger that is known.
    events: u32,
    this_year: i16,
}

impl Series {
    /// Collects the series of the ledger, of later ones, and of numbers that are shown.
    pub(super) fn new(remains: &Remains<'_>, given: &BTreeSet<String>) -> Self {
        let mut last: BTreeMap<(String, i16), u32> = BTreeMap::new();
        let mut raise = |series: (String, i16), number: u32| {
            let known = last.entry(series).or_default();
            *known = number.max(*known);
        };
        let of_ledger = remains.ledger.as_ref().and_then(|ledger| ledger.last_numbers().ok());
        for (series, number) in of_ledger.unwrap_or_default() {
            raise(series, number);
        }
        for (series, number) in remains.heads.iter().flat_map(|head| &head.numbers) {
            raise(series.clone(), *number);
        }
        let mut widths = BTreeSet::new();
        for number in given {
            let Some(SeriesNumber { prefix, year, running }) = certificate_number::split(number)
            else {
                continue;
            };
            raise((prefix.to_owned(), year), running);
            widths.extend(number.rsplit('-').nth(1).map(str::len));
        }
        let this_year = remains.search.today.year();
        if let Some(format) = format(remains) {
            raise((format.prefix, if format.year { this_year } else { 0 }), 0);
            widths.insert(format.digits);
        }
        let events = remains.heads.iter().map(|head| head.head.count).max().unwrap_or_default();
        Self { last, widths, events, this_year }
    }

    /// Returns the numbers that were surely given, because a later one of their series was, and
    /// that are not among those that the ledger has given.
    pub(super) fn missing(&self, remains: &Remains<'_>) -> Result<Vec<String>, Error> {
        let of_ledger = remains.ledger.as_ref().map(Ledger::last_numbers).transpose()?;
        let of_ledger = of_ledger.unwrap_or_default();
        let mut missing = Vec::new();
        for ((prefix, year), last) in &self.last {
            let first = of_ledger.get(&(prefix.clone(), *year)).copied().unwrap_or_default() + 1;
            let digits = self.digits(remains, prefix);
            let format = NumberFormat { prefix: prefix.clone(), year: *year > 0, digits };
            let numbers = (first..=*last).rev().take(MOST_MISSING);
            missing.extend(numbers.map(|running| format.number(*year, running.into())));
        }
        Ok(missing)
    }

    /// How many digits the numbers with a prefix have, as far as is known.
    fn digits(&self, remains: &Remains<'_>, prefix: &str) -> usize {
        let now = format(remains).filter(|format| format.prefix == prefix);
        let least = self.widths.first().copied().unwrap_or_default();
        now.map_or(least, |format| format.digits)
    }

    /// Returns the last numbers that count as given.
    pub(super) fn ends(self, remains: &Remains<'_>) -> Vec<SeriesEnd> {
        let margin = margin(remains);
        let mut last = self.last;
        if margin > 0
            && let Some(format) = format(remains).filter(|format| format.year)
        {
            // The last numbers may have been given at the end of a year.
            last.entry((format.prefix, self.this_year - 1)).or_default();
        }
        let ends = last.into_iter().map(|((prefix, year), last)| {
            let last = last.saturating_add(margin);
            SeriesEnd { prefix, year, last }
        });
        ends.filter(|end| end.last > 0).collect()
    }

    /// Returns the numbers that entries of a status list may stand for, the known series first.
    pub(super) fn candidates(&self) -> impl Iterator<Item = String> {
        let years = self.last.keys().map(|(_, year)| *year).filter(|year| *year > 0);
        let first = years.min().unwrap_or(self.this_year - YEARS).min(self.this_year - 1);
        let mut series: Vec<(String, i16)> = self.last.keys().cloned().collect();
        let prefixes: BTreeSet<&String> = self.last.keys().map(|(prefix, _)| prefix).collect();
        for prefix in prefixes {
            for year in [0].into_iter().chain(first..=self.this_year) {
                if !self.last.contains_key(&(prefix.clone(), year)) {
                    series.push((prefix.clone(), year));
                }
            }
        }
        series.into_iter().flat_map(|(prefix, year)| {
            let known = self.last.get(&(prefix.clone(), year)).copied().unwrap_or_default();
            let bound = known.saturating_add(MARGIN).max(self.events).max(LEAST_TRIED);
            self.widths.iter().flat_map(move |digits| {
                let (prefix, digits) = (prefix.clone(), *digits);
                let format = NumberFormat { prefix, year: year > 0, digits };
                (1..=bound).map(move |running| format.number(year, running.into()))
            })
        })
    }
}

/// How the program numbers certificates now, if its data can be read.
fn format(remains: &Remains<'_>) -> Option<NumberFormat> {
    let context = remains.context.as_ref()?;
    context.numbering().ok().map(|numbering| numbering.number_format())
}

/// Returns how many numbers to leave out after the last known one of each series.
fn margin(remains: &Remains<'_>) -> u32 {
    let newest = remains.heads.iter().max_by_key(|head| head.head.count);
    match newest {
        // The last numbers are known.
        Some(head) if !head.numbers.is_empty() => 0,
        _ => margin_without_numbers(remains),
    }
}

/// Returns how many numbers the lost events may have given, at most.
pub(super) fn margin_without_numbers(remains: &Remains<'_>) -> u32 {
    let here = remains.ledger.as_ref().and_then(|ledger| ledger.head().ok());
    let here = here.map_or(0, |head| head.count);
    match remains.heads.iter().map(|head| head.head.count).max() {
        Some(events) if events > here => events - here,
        // The lost ledger diverged from this one.
        Some(events) => events,
        None => MARGIN,
    }
}
