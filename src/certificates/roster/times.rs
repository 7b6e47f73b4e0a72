//! When a person joined and left. Someone who joins with two devices, or in two rooms, was there
//! once: times that overlap count once when the rows of one person are added up.

use jiff::civil::Date;

use super::add_up::round_to_second;
use super::headers::plain;
use super::mapping::Mapping;
use super::table::{Cell, Row};
use super::{Person, names::excerpt};

/// Headers of the time at which a person came, in plain letters.
const START: &str = "join time,joined,joined at,time joined,join,time in,check in,check in time,\
    checkin,sign in,sign in time,in,in time,start,start time,arrival time,arrived,\
    hora de ingreso,hora de entrada,hora de union,hora de inicio,hora para unirse,entrada,inicio,\
    hora en la que se unio,se unio a las,hora de llegada,\
    heure d arrivee,heure d entree,heure de connexion,debut,heure de debut,arrivee,\
    hora de chegada,beitrittszeit,beginn,ankunft,startzeit";

/// Headers of the time at which a person left, in plain letters.
const END: &str = "leave time,left,left at,time left,leave,time out,time exited,check out,\
    check out time,checkout,sign out,sign out time,out,out time,end,end time,departure time,\
    hora de salida,hora de abandono,hora de fin,hora para salir,salida,fin,\
    heure de depart,heure de sortie,heure de deconnexion,heure de fin,depart,\
    hora de saida,saida,ende,abgang,endzeit,austrittszeit";

/// Headers of the day of a row, if the times do not state it.
const DAY: &str = "date,day,session date,meeting date,event date,fecha,dia,jour,data,datum,tag";

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
            let is_known = |at: &usize| names.split(',').any(|name| name.trim() == header[*at]);
            let mut found = (0..header.len()).filter(is_known);
            found.next().filter(|_| found.next().is_none())
        };
        Self { ends: find(START).zip(find(END)), day: find(DAY) }
    }

    /// Returns when the person of a row was there, or `None` if the row does not say it.
    pub(super) fn read(&self, row: &Row) -> Option<Times> {
        let (from, to) = self.ends?;
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
fn parse_time(cell: &Cell) -> Option<(Option<Date>, i64)> {
    if let Cell::Duration(hours) = cell {
        return Some((None, (hours * HOUR as f64).round() as i64));
    }
    let text = cell.shown().to_lowercase().replace(['\u{a0}', '\u{202f}', 't', ','], " ");
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

/// Parses a date of three numbers. Whether the month or the day comes first makes no difference to
/// whether times of one list overlap, as long as it is the same in all rows.
fn parse_date(text: &str) -> Option<Date> {
    let is_separator = |c: char| matches!(c, '/' | '-' | '.');
    let word =
        text.split([' ', ',', 'T', 't']).find(|word| word.split(is_separator).count() == 3)?;
    let numbers: Option<Vec<i16>> = word.split(is_separator).map(|it| it.parse().ok()).collect();
    let (year, month, day) = match numbers?[..] {
        [year, month, day] if year > 31 => (year, month, day),
        [day, month, year] if day > 12 => (year, month, day),
        [month, day, year] => (year, month, day),
        _ => return None,
    };
    let year = if year < 100 { year + 2000 } else { year };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
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
