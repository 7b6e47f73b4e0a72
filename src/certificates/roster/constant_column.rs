//! A column in which all rows have the same value, or none. The value is said about everyone, so it
//! must be known to be good, or to repeat what the data says about the session.

use super::attendance_column::{Column, is_good_letter};
use super::attendance_headers::HeaderKind;
use super::attendance_values::{Meaning, Value};
use super::headers::plain;
use super::known_facts::PlainFacts;

/// The points of 100 from which everyone passes.
const GOOD_POINTS: f64 = 70.0;

/// Words of headers of percentages, besides the sign.
const PERCENT: [&str; 8] = [
    "percent",
    "percentage",
    "rate",
    "porcentaje",
    "pourcentage",
    "taux",
    "porcentagem",
    "prozent",
];

impl Column {
    pub(super) fn is_constant(&self) -> bool {
        self.values.len() == 1
    }

    /// Whether the one value that all rows have leaves open who is certified.
    pub(super) fn is_open_for_all(&self, value: &Value, facts: &PlainFacts) -> bool {
        let is_empty = value.says == Meaning::Empty;
        match self.kind {
            _ if self.only_intends() && self.is_yes(value) => true,
            HeaderKind::Fact | HeaderKind::Opposite | HeaderKind::OtherRole => false,
            // The header asks, and nobody answered.
            HeaderKind::Asking | HeaderKind::Day | HeaderKind::Marking if is_empty => true,
            _ if is_empty => self.header_denies(),
            HeaderKind::Counting => self.counts_less(value, facts),
            _ if self.is_yes(value) || value.says == Meaning::Participant => false,
            _ if value.says == Meaning::Date => false,
            HeaderKind::Asking => match value.says {
                Meaning::Number => self.is_percent() && self.counts_less(value, facts),
                _ => true,
            },
            HeaderKind::Marking => self.is_no(value),
            HeaderKind::Grading => {
                let is_good = value.number.is_some_and(|number| number >= GOOD_POINTS)
                    || is_good_letter(&value.text)
                    || value.all.is_some();
                !is_good
            }
            HeaderKind::Day if value.says == Meaning::Number => false,
            HeaderKind::Day | HeaderKind::Role | HeaderKind::Other => {
                !self.identifies() && !facts.explains(&plain(&value.text))
            }
        }
    }

    /// Whether a count is less than the days of the session, or than 100%.
    fn counts_less(&self, value: &Value, facts: &PlainFacts) -> bool {
        let Some(number) = value.number else { return true };
        match self.is_percent() || value.text.contains('%') {
            true => number < 100.0 && (number > 1.0 || number <= 0.0),
            false => value.all.is_none() && number < facts.days as f64,
        }
    }

    fn is_percent(&self) -> bool {
        let header = plain(&self.header);
        self.header.contains('%') || header.split(' ').any(|word| PERCENT.contains(&word))
    }

    /// Whether an empty column has a note for a header, as in `red = did not finish`.
    fn header_denies(&self) -> bool {
        Value::new(&self.header, 1).says == Meaning::Denied
    }
}
