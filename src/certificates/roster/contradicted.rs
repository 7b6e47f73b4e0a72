//! Hours that other columns of the list contradict: the times at which people came and left, the
//! hours of days or parts that add up to less, and more hours on a day than it has.

use super::amount::{Amount, parse_amount};
use super::attendance_headers::{HeaderKind, kind_of_header};
use super::day_hours::{are_of_days, check_columns_of_days};
use super::finding;
use super::headers::plain;
use super::known_facts::KnownFacts;
use super::lone_times::LoneTimes;
use super::mapping::{Field, Mapping};
use super::names::excerpt;
use super::table::Row;
use super::times::{TimeColumns, time_pairs};
use super::unit::{Reading, Unit};
use super::values::hours_in_words;
use super::words::{Words, words};
use crate::diagnostic::{Code, Finding};

/// The hours by which rounded times and sums may differ, for each pair or part.
const ROUNDING: f64 = 2.0 / 60.0;

/// The most hours of one part. A larger number is something else.
const MAX_PART: f64 = 24.0;

/// Words of headers of parts of a training besides days, in plain letters.
static PARTS: Words = words!(
    "online,virtual,remote,zoom,live,person,presencial,linea,distance,classroom,\
    class,async,asynchronous,synchronous,selfpaced,morning,afternoon,evening,am,pm,manana,tarde,\
    matin,apres,lecture,lab,theory,practice,teoria,practica,module,modulo,part,parte,session,\
    sesion,seance,week,semana,semaine"
);

/// The columns that may contradict the hours.
#[derive(Debug, Default)]
pub(super) struct Contradictions {
    /// The columns of when people came and left.
    pairs: Vec<(usize, usize)>,
    /// The columns whose hours should add up to those of the person.
    parts: Vec<usize>,
    times: TimeColumns,
    lone: LoneTimes,
    /// The columns of the hours of each day.
    days: Vec<usize>,
    /// The hours of each day of the session, the most first.
    day_hours: Vec<f64>,
}

impl Contradictions {
    pub(super) fn of(
        rows: &[Row],
        times: TimeColumns,
        mapping: &Mapping,
        facts: &KnownFacts,
    ) -> Self {
        let Some(hours) = mapping.places.get(&Field::Hours).copied() else {
            return Self::default();
        };
        // The user added these up.
        let is_sum = !mapping.more_hours.is_empty();
        let parts = if is_sum { Vec::new() } else { parts_of(rows, hours, mapping) };
        let is_open = |(from, to): &(usize, usize)| {
            !mapping.unused.contains(from) && !mapping.unused.contains(to)
        };
        let pairs = time_pairs(mapping).into_iter().filter(is_open).collect();
        let days = match is_sum {
            true => std::iter::once(hours).chain(mapping.more_hours.iter().copied()).collect(),
            false => parts.clone(),
        };
        let day_hours = facts.day_hours.clone();
        let is_by_day = are_of_days(&days, mapping, &day_hours);
        let days = if is_by_day { days } else { Vec::new() };
        let lone = LoneTimes::of(mapping, facts.one_day);
        Self { pairs, parts, times, lone, days, day_hours }
    }

    /// Returns why the hours of a row cannot be right.
    pub(super) fn check(&self, row: &Row, hours: f64, mapping: &Mapping) -> Option<Finding> {
        self.check_times(row, hours, mapping)
            .or_else(|| self.check_lone_time(row, hours, mapping))
            .or_else(|| self.check_days(row, mapping))
            .or_else(|| self.check_parts(row, hours, mapping))
    }

    /// Compares the hours with the rest of the session, after the person came or until the person
    /// left.
    fn check_lone_time(&self, row: &Row, hours: f64, mapping: &Mapping) -> Option<Finding> {
        let (column, most) = self.lone.most_hours(row)?;
        if hours <= most + ROUNDING {
            return None;
        }
        let header = mapping.header_at(column);
        let message = format!(
            "{} are more than the {} of the session that `{}` in `{}` leaves",
            hours_in_words(hours),
            hours_in_words(most),
            excerpt(&row.cell(column).shown()),
            excerpt(header)
        );
        let hint = format!(
            "fix the hours or the time; if the times do not matter, add `--unused \"{header}\"`"
        );
        Some(finding(Code::RosterHours, message, hint))
    }

    fn check_days(&self, row: &Row, mapping: &Mapping) -> Option<Finding> {
        let reading = mapping.reading(&Field::Hours);
        let hours = |at: &usize| parse_amount(row.cell(*at))?.in_hours(reading);
        let hours: Vec<Option<f64>> = self.days.iter().map(hours).collect();
        check_columns_of_days(&hours, &self.days, mapping, &self.day_hours)
    }

    fn check_times(&self, row: &Row, hours: f64, mapping: &Mapping) -> Option<Finding> {
        let (mut seconds, mut count) = (0, 0);
        for (from, to) in &self.pairs {
            // Someone who did not come to a part has neither time.
            if row.cell(*from).is_blank() && row.cell(*to).is_blank() {
                continue;
            }
            seconds += self.times.seconds_between((*from, *to), row)?;
            count += 1;
        }
        let span = seconds as f64 / 3600.0;
        if count == 0 || hours <= span + ROUNDING * f64::from(count) {
            return None;
        }
        let message = format!(
            "{} are more than the {} from joining to leaving",
            hours_in_words(hours),
            hours_in_words(span)
        );
        let header = mapping.header_at(self.pairs[0].0);
        let hint = format!(
            "fix the hours, or the time of joining or leaving; if the times do not matter, add \
             `--unused \"{header}\"`"
        );
        Some(finding(Code::RosterHours, message, hint))
    }

    fn check_parts(&self, row: &Row, hours: f64, mapping: &Mapping) -> Option<Finding> {
        let reading = mapping.reading(&Field::Hours);
        let sum_in = |reading: Reading| -> Option<f64> {
            let mut sum = 0.0;
            for at in self.parts.iter().filter(|at| !row.cell(**at).is_blank()) {
                sum += parse_amount(row.cell(*at))?.in_hours(reading)?;
            }
            Some(sum)
        };
        if self.parts.is_empty() {
            return None;
        }
        // The parts can count hours where the whole counts minutes.
        let sum = sum_in(reading)?.max(sum_in(Reading::all(Unit::Hours))?);
        if sum >= hours - ROUNDING * self.parts.len() as f64 {
            return None;
        }
        let headers: Vec<&str> = self.parts.iter().map(|at| mapping.header_at(*at)).collect();
        let quoted: Vec<String> =
            headers.iter().map(|header| format!("`{}`", excerpt(header))).collect();
        let message = format!(
            "{} add up to {}, not {}",
            quoted.join(" and "),
            hours_in_words(sum),
            hours_in_words(hours)
        );
        let named: Vec<String> =
            headers.iter().map(|header| format!("--column hours=\"{header}\"")).collect();
        let hint = format!(
            "fix the hours, or add these up: `{}`; if they do not matter, add `--unused \"{}\"`",
            named.join(" "),
            headers[0]
        );
        Some(finding(Code::RosterHours, message, hint))
    }
}

/// Returns the columns of parts that add up to the hours, so that they say nothing more. A row in
/// which they add up to less is an error of its own.
pub(super) fn adding_up(rows: &[Row], mapping: &Mapping) -> Vec<usize> {
    let Some(hours) = mapping.places.get(&Field::Hours).copied() else { return Vec::new() };
    let parts = parts_of(rows, hours, mapping);
    let is_more = |row: &Row| {
        sum_and_hours(row, hours, &parts).is_none_or(|(sum, whole)| sum > whole + ROUNDING)
    };
    let has_equal = rows.iter().any(|row| adds_up(row, hours, &parts));
    let is_clear = |row: &Row| row.cell(hours).is_blank() || !is_more(row);
    match has_equal && rows.iter().all(is_clear) {
        true => parts,
        false => Vec::new(),
    }
}

/// Returns the columns that seem to have the hours of parts.
fn parts_of(rows: &[Row], hours: usize, mapping: &Mapping) -> Vec<usize> {
    let used = mapping.used_columns();
    let is_open = |at: &usize| {
        !used.contains(at)
            && !mapping.unused.contains(at)
            && !mapping.export.is_some_and(|export| export.knows(&plain(mapping.header_at(*at))))
            && matches!(
                kind_of_header(mapping.header_at(*at)),
                HeaderKind::Day | HeaderKind::Other | HeaderKind::Asking
            )
            && has_hours(rows, *at)
    };
    let open: Vec<usize> = (0..mapping.header.len()).filter(is_open).collect();
    let named: Vec<usize> =
        open.iter().copied().filter(|at| names_part(mapping.header_at(*at))).collect();
    let is_split = |parts: &[usize]| parts.len() > 1;
    if is_split(&named) {
        return named;
    }
    // Where they add up to the hours in some row, they are parts whatever they are called.
    match is_split(&open) && rows.iter().any(|row| adds_up(row, hours, &open)) {
        true => open,
        false => Vec::new(),
    }
}

fn names_part(header: &str) -> bool {
    let is_part = |word| PARTS.contains(word);
    kind_of_header(header) == HeaderKind::Day || plain(header).split(' ').any(is_part)
}

/// Whether a column has numbers of hours, and not only marks such as 0 and 1.
fn has_hours(rows: &[Row], at: usize) -> bool {
    let mut filled = rows.iter().map(|row| row.cell(at)).filter(|cell| !cell.is_blank()).peekable();
    let (mut is_mark, is_filled) = (true, filled.peek().is_some());
    let are_hours = filled.all(|cell| {
        let amount = parse_amount(cell);
        is_mark &= matches!(amount, Some(Amount::Number(number)) if number == 0.0 || number == 1.0);
        amount.and_then(in_any_unit).is_some_and(|hours| (0.0..=MAX_PART).contains(&hours))
    });
    // A column of zeros is of a day on which nobody came.
    let is_zero = |row: &Row| matches!(parse_amount(row.cell(at)), Some(Amount::Number(0.0)));
    is_filled && are_hours && (!is_mark || rows.iter().all(is_zero))
}

fn in_any_unit(amount: Amount) -> Option<f64> {
    amount.in_hours(Reading::all(Unit::Hours))
}

/// Whether the parts of a row add up to its hours.
fn adds_up(row: &Row, hours: usize, parts: &[usize]) -> bool {
    sum_and_hours(row, hours, parts)
        .is_some_and(|(sum, whole)| whole > 0.0 && (sum - whole).abs() < ROUNDING)
}

/// Returns the sum of the parts of a row, and its hours. The unit is the same in all of them.
fn sum_and_hours(row: &Row, hours: usize, parts: &[usize]) -> Option<(f64, f64)> {
    let number = |at: usize| match row.cell(at).is_blank() {
        true => Some(0.0),
        false => parse_amount(row.cell(at)).and_then(in_any_unit),
    };
    let sum: Option<f64> = parts.iter().map(|at| number(*at)).sum();
    sum.zip(number(hours))
}
