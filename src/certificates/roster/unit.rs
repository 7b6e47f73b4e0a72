//! The units in which a list can count hours, and what a header says about its unit.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use strum::{Display, IntoStaticStr};

use super::headers::plain;

/// What a number counts.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize, Display, IntoStaticStr,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Unit {
    /// Hours; `40:00` means hours and minutes
    Hours,
    /// Minutes; `40:00` means minutes and seconds
    Minutes,
    /// Seconds
    Seconds,
    /// Continuing education units of 10 hours each
    Ceu,
}

/// A unit that the user stated, for all lists that do not state it or for one of several lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListUnit {
    /// The name of the file or sheet; `None` for all lists.
    pub(crate) list: Option<String>,
    pub(crate) unit: Unit,
}

/// Parses the value of `--unit`, such as `minutes` or `day2.csv=minutes`.
///
/// # Errors
/// Returns a message if the unit is not known.
pub(crate) fn parse_list_unit(text: &str) -> Result<ListUnit, String> {
    let (list, unit) = match text.rsplit_once('=') {
        Some((list, unit)) => (Some(list.trim().to_owned()), unit),
        None => (None, text),
    };
    let unit = Unit::from_str(unit.trim(), true).map_err(|_| {
        "expected hours, minutes, seconds, or ceu, or for one of several lists LIST=UNIT, such as \
         `day2.csv=minutes`"
            .to_owned()
    })?;
    Ok(ListUnit { list, unit })
}

impl Unit {
    /// Returns how many hours one unit is.
    pub(super) fn to_hours(self, number: f64) -> f64 {
        match self {
            Unit::Hours => number,
            Unit::Minutes => number / 60.0,
            Unit::Seconds => number / 3600.0,
            Unit::Ceu => number * 10.0,
        }
    }
}

/// How to read values that do not state their unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Reading {
    /// The unit of a number such as `40`. `None` if it is not clear.
    pub(super) number: Option<Unit>,
    /// The unit before the colon of a value such as `40:00`. `None` if it is not clear.
    pub(super) clock: Option<Unit>,
}

impl Reading {
    pub(super) fn all(unit: Unit) -> Self {
        let clock = matches!(unit, Unit::Hours | Unit::Minutes).then_some(unit);
        Self { number: Some(unit), clock }
    }
}

/// What a header says about the unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeaderUnit {
    Nothing,
    /// One unit, as in `Total Duration (Minutes)`.
    One(Unit),
    /// The form of values with colons, as in `Duration (h:mm)`; the unit before the first colon.
    Clock(Unit),
    /// Several units, as in `Hours (at least 30 min)`.
    Several,
}

/// Forms of values in headers, with spaces in place of the colons.
const CLOCKS: [(&str, Unit); 10] = [
    ("hh mm ss", Unit::Hours),
    ("h mm ss", Unit::Hours),
    ("h m s", Unit::Hours),
    ("hh mm", Unit::Hours),
    ("h mm", Unit::Hours),
    ("h m", Unit::Hours),
    ("hours minutes", Unit::Hours),
    ("horas minutos", Unit::Hours),
    ("mm ss", Unit::Minutes),
    ("minutes seconds", Unit::Minutes),
];

/// Returns what a header says about the unit of its column.
pub(super) fn header_unit(header: &str) -> HeaderUnit {
    let text = plain(header);
    let padded = format!(" {text} ");
    let clock = CLOCKS.iter().find(|(form, _)| padded.contains(&format!(" {form} ")));
    if let (Some((_, unit)), true) = (clock, header.contains(':')) {
        return HeaderUnit::Clock(*unit);
    }
    let mut found: Vec<Unit> = text.split(' ').filter_map(word_unit).collect();
    found.dedup();
    match found[..] {
        [] => HeaderUnit::Nothing,
        [unit] => HeaderUnit::One(unit),
        _ => HeaderUnit::Several,
    }
}

/// Words for hours in headers, besides those that end with `hours` or `horas`.
const HOUR_WORDS: &str = "h hr hrs hs hour hora heure heures stunde stunden std ora ore godz \
                          godzina godziny godzin gio uur uren timmar timer \
                          час часа часы часов ceh";

/// Returns the unit that a word of a header names.
pub(super) fn word_unit(word: &str) -> Option<Unit> {
    let is_one_of = |words: &str| words.split(' ').any(|known| known == word);
    if word.contains("minut") || is_one_of("min mins mn phut минуты минут") {
        Some(Unit::Minutes)
    } else if is_one_of(HOUR_WORDS)
        || word.ends_with("hours")
        || word.ends_with("horas")
        || word.ends_with("stunden")
    {
        Some(Unit::Hours)
    } else if word.ends_with("seconds") || is_one_of("sec secs segundos segundo seg sekunden") {
        Some(Unit::Seconds)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_state_units() {
        for (expected, headers) in [
            (
                HeaderUnit::One(Unit::Minutes),
                "Total Duration (Minutes)|Duration (min.)|Minutos|duration_minutes|totalMinutes|\
                 Duración (minutos)|Time in Session (minutes)|MIN|Attendance mins",
            ),
            (
                HeaderUnit::One(Unit::Hours),
                "Hours|Hrs.|Contact Hours|Horas totales|Duration (h)|CEU hours|totalHours|\
                 Total de horas|Ethics hours",
            ),
            (HeaderUnit::One(Unit::Seconds), "Seconds|Duration (sec)|Segundos"),
            (HeaderUnit::Clock(Unit::Hours), "Duration (h:mm)|Time (HH:MM:SS)|hours:minutes"),
            (HeaderUnit::Clock(Unit::Minutes), "Duration (mm:ss)"),
            (HeaderUnit::Several, "Hours (at least 30 min)|Hours and minutes"),
            (
                HeaderUnit::Nothing,
                "Duration|Time|CEU|CEUs|Credits|Ethics|In-Meeting Duration|Administration|Minor",
            ),
        ] {
            for header in headers.split('|') {
                assert_eq!(header_unit(header), expected, "{header}");
            }
        }
    }
}
