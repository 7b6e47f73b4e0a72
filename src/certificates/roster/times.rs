//! When a person joined and left. Someone who joins with two devices, or in two rooms, was there
//! once: times that overlap count once when the rows of one person are added up.

use jiff::civil::Date;

use super::Person;
use super::add_up::round_to_second;
use super::attendance_words::MONTHS;
use super::headers::plain;
use super::mapping::Mapping;
use super::names::excerpt;
use super::table::{Cell, Row};

/// Headers of the time at which a person came, in plain letters.
const START: &str = "first join,first join time,primera union,primera vez que se unio,\
    primera incorporacion,primer ingreso,primer acceso,premiere connexion,premiere participation,\
    premiere arrivee,premier acces,\
    join time,joined,joined at,time joined,join,time in,check in,check in time,\
    checkin,sign in,sign in time,in,in time,start,start time,arrival time,arrived,\
    hora de ingreso,hora de entrada,hora de union,hora de inicio,hora para unirse,entrada,inicio,\
    hora en la que se unio,se unio a las,hora de llegada,\
    heure d arrivee,heure d entree,heure de connexion,debut,heure de debut,arrivee,\
    hora de chegada,beitrittszeit,beginn,ankunft,startzeit";

/// Headers of the time at which a person left, in plain letters.
const END: &str = "last leave,last leave time,ultima salida,ultimo abandono,ultima vez que salio,\
    derniere deconnexion,dernier depart,derniere sortie,\
    leave time,left,left at,time left,leave,time out,time exited,check out,\
    check out time,checkout,sign out,sign out time,out,out time,end,end time,departure time,\
    hora de salida,hora de abandono,hora de fin,hora para salir,salida,fin,\
    heure de depart,heure de sortie,heure de deconnexion,heure de fin,depart,\
    hora de saida,saida,ende,abgang,endzeit,austrittszeit";

/// Words that tell the times of one part of a session from those of another.
const PART_WORDS: [&str; 12] = [
    "day",
    "dia",
    "jour",
    "tag",
    "session",
    "sesion",
    "am",
    "pm",
    "morning",
    "afternoon",
    "first",
    "second",
];

/// Headers of the day of a row, if the times do not state it.
const DAY: &str = "date,day,session date,meeting date,event date,fecha,dia,jour,data,datum,tag";

/// Returns whether a header, in plain letters, is of the times at which people came or left.
pub(super) fn is_time_header(header: &str) -> bool {
    [START, END].iter().any(|names| is_one_of(header, names))
}

/// Returns whether a header, in plain letters, is of the day of a row.
pub(super) fn is_day_header(header: &str) -> bool {
    is_one_of(header, DAY)
}

/// Returns the columns of the times at which people came, each with the one of when they left. A
/// list can have several, such as those of each day.
pub(super) fn time_pairs(mapping: &Mapping) -> Vec<(usize, usize)> {
    let (starts, ends) = time_ends(mapping);
    match starts.len() == ends.len() {
        true => starts.into_iter().zip(ends).collect(),
        false => Vec::new(),
    }
}

/// Returns the columns of the times at which people came, and those of when they left.
pub(super) fn time_ends(mapping: &Mapping) -> (Vec<usize>, Vec<usize>) {
    let bare = |header: &String| {
        let header = plain(header);
        let is_part =
            |word: &&str| !word.chars().all(|c| c.is_ascii_digit()) && !PART_WORDS.contains(word);
        header.split(' ').filter(is_part).collect::<Vec<_>>().join(" ")
    };
    let headers: Vec<String> = mapping.header.iter().map(bare).collect();
    let find = |names: &str| -> Vec<usize> {
        (0..headers.len()).filter(|at| is_one_of(&headers[*at], names)).collect()
    };
    (find(START), find(END))
}

/// Returns the hours from midnight of a time of day, and whether it says which half of the day it
/// means.
pub(super) fn hours_of_day(cell: &Cell) -> Option<(f64, bool)> {
    let (_, seconds) = parse_time(cell)?;
    let says_half = cell.shown().contains(['a', 'p', 'A', 'P']);
    Some((seconds as f64 / HOUR as f64, says_half || !matches!(cell, Cell::Text(_))))
}

fn is_one_of(header: &str, names: &str) -> bool {
    names.split(',').any(|name| name.trim() == header)
}

/// How the names of the months start, in English, Spanish, French, Portuguese, and German.
pub(super) const MONTH_STARTS: [&str; 12] = [
    "jan ene",
    "feb fev",
    "mar",
    "apr abr avr",
    "may mai",
    "jun jui",
    "jul",
    "aug ago aou",
    "sep set",
    "oct out okt",
    "nov",
    "dec dic dez",
];

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY_SECONDS: i64 = 24 * HOUR;

/// When a person was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Times {
    /// The seconds from and to. Without a date, they count from midnight.
    Known { from: i64, to: i64, is_dated: bool },
    /// The cells have times that cannot be read.
    Unreadable,
}

/// The columns that say when a person joined and left.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TimeColumns {
    ends: Option<(usize, usize)>,
    day: Option<usize>,
}

impl TimeColumns {
    pub(super) fn of(mapping: &Mapping) -> Self {
        let header: Vec<String> = mapping.header.iter().map(|name| plain(name)).collect();
        let find = |names: &str| {
            let mut found = (0..header.len()).filter(|at| is_one_of(&header[*at], names));
            found.next().filter(|_| found.next().is_none())
        };
        Self { ends: find(START).zip(find(END)), day: find(DAY) }
    }

    /// Returns the column with the day of a row, if the list does not say when people came and
    /// left.
    pub(super) fn day_only(&self) -> Option<usize> {
        self.day.filter(|_| self.ends.is_none())
    }

    /// Returns when the person of a row was there, or `None` if the row does not say it.
    pub(super) fn read(&self, row: &Row) -> Option<Times> {
        self.read_between(self.ends?, row)
    }

    /// Returns the seconds between two columns of a row, or `None` if the row does not say them.
    pub(super) fn seconds_between(&self, ends: (usize, usize), row: &Row) -> Option<i64> {
        match self.read_between(ends, row)? {
            Times::Known { from, to, .. } => Some(to - from),
            Times::Unreadable => None,
        }
    }

    fn read_between(&self, (from, to): (usize, usize), row: &Row) -> Option<Times> {
        let (from, to) = (row.cell(from), row.cell(to));
        if from.is_blank() || to.is_blank() {
            return None;
        }
        let day = self.day.and_then(|day| parse_date(&row.cell(day).shown()));
        let (Some((from_day, from)), Some((to_day, to))) = (parse_time(from), parse_time(to))
        else {
            return Some(Times::Unreadable);
        };
        let from_day = from_day.or(day);
        let to_day = to_day.or(from_day);
        let seconds = |day: Option<Date>, time: i64| day.map_or(0, day_number) * DAY_SECONDS + time;
        let (from, mut to) = (seconds(from_day, from), seconds(to_day, to));
        if to < from && from_day == to_day {
            to += DAY_SECONDS;
        }
        match to >= from {
            true => Some(Times::Known { from, to, is_dated: from_day.is_some() }),
            false => Some(Times::Unreadable),
        }
    }
}

fn day_number(day: Date) -> i64 {
    let days = day.since(Date::ZERO).map(|span| span.get_days());
    days.map_or(0, i64::from)
}

/// Returns the day, if there is one, and the seconds from midnight.
pub(super) fn parse_time(cell: &Cell) -> Option<(Option<Date>, i64)> {
    if let Cell::Duration(hours) = cell {
        return Some((None, (hours * HOUR as f64).round() as i64));
    }
    let text = cell.shown().to_lowercase().replace(['\u{a0}', '\u{202f}', ','], " ");
    let text = without_time_mark(&text);
    let words: Vec<&str> = text.split_whitespace().collect();
    let clock = words.iter().find(|word| word.contains(':'))?;
    let digits = clock.split(['-', '+', 'z', 'a', 'p']).next()?;
    let mut parts = digits.split([':', '.']);
    let hour: i64 = parts.next()?.parse().ok()?;
    let minute: i64 = parts.next()?.parse().ok()?;
    let second: i64 = parts.next().map_or(Some(0), |part| part.parse().ok())?;
    let has = |letter: char| {
        let is_half = |word: &&&str| {
            let letters: String = word.chars().filter(|c| c.is_alphabetic()).collect();
            letters.starts_with(letter) && matches!(&*letters, "a" | "p" | "am" | "pm")
        };
        words.iter().any(|word| is_half(&word))
    };
    let hour = match (has('p'), has('a')) {
        (true, _) if hour < 12 => hour + 12,
        (_, true) if hour == 12 => 0,
        _ => hour,
    };
    let is_clock =
        (0..=24).contains(&hour) && (0..60).contains(&minute) && (0..=60).contains(&second);
    let date = parse_date(&text);
    let is_date = |word: &&&str| {
        *word != clock && (word.contains(['/', '-']) || word.chars().all(|c| c.is_ascii_digit()))
    };
    let has_date = words.iter().any(|word| is_date(&word));
    (is_clock && (date.is_some() || !has_date))
        .then_some((date, hour * HOUR + minute * MINUTE + second))
}

/// Replaces the `t` between the day and the time, as in `2026-11-09t08:00`.
fn without_time_mark(text: &str) -> String {
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let bytes = text.as_bytes();
    let is_mark = |at: usize| {
        bytes[at] == b't' && at > 0 && is_digit(bytes.get(at - 1)) && is_digit(bytes.get(at + 1))
    };
    text.char_indices().map(|(at, c)| if is_mark(at) { ' ' } else { c }).collect()
}

/// Parses a date. Whether the month or the day comes first makes no difference to whether times of
/// one list overlap, as long as it is the same in all rows.
pub(super) fn parse_date(text: &str) -> Option<Date> {
    dates_in(text).into_iter().next()
}

/// Returns the days that a text may mean: one, or two if the month or the day may come first.
pub(super) fn dates_in(text: &str) -> Vec<Date> {
    let text = without_time_mark(&text.to_lowercase());
    let is_separator = |c: char| matches!(c, '/' | '-' | '.');
    let mut words = text.split([' ', ',']);
    let Some(word) = words.find(|word| word.split(is_separator).count() == 3) else {
        return date_in_words(&text).into_iter().collect();
    };
    let numbers: Option<Vec<i16>> = word.split(is_separator).map(|it| it.parse().ok()).collect();
    let Some(numbers) = numbers else { return date_in_words(&text).into_iter().collect() };
    let found = match numbers[..] {
        [year, month, day] if year > 31 => vec![date(year, month, day)],
        [day, month, year] if day > 12 => vec![date(year, month, day)],
        [month, day, year] => vec![date(year, month, day), date(year, day, month)],
        _ => Vec::new(),
    };
    found.into_iter().flatten().collect()
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    let year = if year < 100 { year + 2000 } else { year };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Parses a date with the name of the month, such as `Nov 9, 2026` or `9 de noviembre de 2026`.
fn date_in_words(text: &str) -> Option<Date> {
    let is_separator = |c: char| c.is_whitespace() || matches!(c, ',' | '.' | '-' | '/');
    let words: Vec<&str> = text.split(is_separator).filter(|word| !word.is_empty()).collect();
    let month = words.iter().find_map(|word| {
        let word = plain(word);
        let start = word.get(..3).filter(|_| MONTHS.contains(&*word) || word.len() <= 4)?;
        let start = if word.starts_with("juil") { "jul" } else { start };
        MONTH_STARTS.iter().position(|known| known.split(' ').any(|known| known == start))
    })?;
    let number =
        |word: &&str| word.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().ok();
    let numbers: Vec<i16> = words.iter().filter_map(number).collect();
    let year = numbers.iter().copied().find(|number| *number > 1900)?;
    let day = numbers.iter().copied().find(|number| (1..=31).contains(number))?;
    date(year, i16::try_from(month).ok()? + 1, day)
}

/// Lowers the hours of a person's rows, so that times that overlap count once. Returns whether any
/// do.
///
/// # Errors
/// Returns why the times cannot be compared, as the end of a sentence that starts with the name.
pub(super) fn count_overlaps_once(people: &mut [Person]) -> Result<bool, String> {
    if people.len() < 2 {
        return Ok(false);
    }
    let shares_list =
        |person: &Person| people.iter().filter(|other| other.list == person.list).count() > 1;
    let is_unreadable = |person: &&Person| person.times == Some(Times::Unreadable);
    if let Some(person) = people.iter().filter(is_unreadable).find(|person| shares_list(person)) {
        return Err(format!(
            "joined and left in row {} at times that cannot be read, so nobody knows whether the \
             times of the rows overlap",
            person.row
        ));
    }
    let mut spans: Vec<(i64, i64, bool, usize)> = Vec::new();
    for (index, person) in people.iter().enumerate() {
        if let Some(Times::Known { from, to, is_dated }) = person.times {
            // Without dates, only times of one list can be compared.
            let day = if is_dated { 0 } else { DAY_SECONDS * 2 * person.list as i64 };
            spans.push((day + from, day + to, is_dated, index));
        }
    }
    spans.sort_unstable();
    let mut has_overlap = false;
    let mut end: Option<i64> = None;
    for (from, to, is_dated, index) in spans {
        let overlap = end.map_or(0, |end| end.min(to) - from);
        end = end.max(Some(to));
        // A list can round the times to minutes.
        if overlap <= MINUTE {
            continue;
        }
        let person = &mut people[index];
        if !person.category_hours.is_empty() {
            return Err(format!("has times that overlap, in row {} and another", person.row));
        }
        let Some(hours) = person.hours else { continue };
        let seconds = hours * HOUR as f64;
        if overlap < to - from && ((to - from) as f64 - seconds).abs() > (2 * MINUTE) as f64 {
            return Err(format!(
                "has times that overlap, in row {} and another, with breaks between them",
                person.row
            ));
        }
        if !is_dated {
            return Err(format!(
                "has times that overlap, in row {} and another, and the list does not say of \
                 which days they are",
                person.row
            ));
        }
        person.hours = Some(round_to_second((hours - overlap as f64 / HOUR as f64).max(0.0)));
        has_overlap = true;
    }
    Ok(has_overlap)
}

/// The note about people whose times overlap.
pub(super) fn note_overlaps(names: &[String]) -> Option<String> {
    let quoted: Vec<String> =
        names.iter().take(4).map(|name| format!("\"{}\"", excerpt(name))).collect();
    let more = names.len().saturating_sub(quoted.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!quoted.is_empty())
        .then(|| format!("times that overlap count once: {}{more}", quoted.join(", ")))
}
