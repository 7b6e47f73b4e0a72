//! What is compared with a column: its values in an earlier list, where the user said that they do
//! not matter, and the names of other trainings.

use std::collections::BTreeSet;

use super::attendance_column::{Column, is_address};
use super::attendance_headers::HeaderKind;
use super::attendance_values::{Meaning, Value};
use super::headers::plain;
use super::known_facts::PlainFacts;
use super::saved::value_mark;
use super::words::{Words, words};

/// The number of different values that are compared with the names of trainings.
const MAX_COMPARED: usize = 50;

/// The number of different values of a column that are remembered.
const MAX_REMEMBERED: usize = 100;

/// Words of headers of where people were trained, or work.
static PLACES: Words =
    words!("location,site,venue,place,training,session,class,event,sede,lugar,sitio,lieu,local");

/// Words of headers of where people live.
static HOMES: Words = words!("city,town,ciudad,municipio,ville,commune,cidade,stadt,ort");

impl Column {
    /// Keeps the values that are unlike those of an earlier list, by their marks. Returns whether
    /// there are any.
    pub(super) fn keep_new(&mut self, marks: &BTreeSet<String>) -> bool {
        let kind = self.kind;
        if kind == HeaderKind::Fact {
            return false;
        }
        self.values.retain(|value| !marks.contains(&mark(kind, value)));
        self.is_remembered = true;
        !self.values.is_empty()
    }

    /// Returns the marks of the values.
    pub(super) fn marks(&self) -> BTreeSet<String> {
        self.values.iter().map(|value| mark(self.kind, value)).take(MAX_REMEMBERED).collect()
    }

    /// Returns the value that is the city of another session. In a column of homes, everyone must
    /// have it; in one of other places, all values must be cities of sessions.
    pub(super) fn other_city<'a>(&'a self, facts: &'a PlainFacts) -> Option<&'a Value> {
        let header = plain(&self.header);
        let has_word = |known: &Words| header.split(' ').any(|word| known.contains(word));
        let may_be_other = has_word(&PLACES) || (has_word(&HOMES) && self.is_constant());
        if !may_be_other {
            return None;
        }
        let text = |value: &Value| plain(&value.text);
        let is_city = |value: &&Value| {
            let text = text(value);
            text.is_empty() || facts.has_other_city(&text) || facts.explains(&text)
        };
        let is_other = |value: &&Value| facts.has_other_city(&text(value));
        let is_of_several = self.values.iter().map(|value| value.count).sum::<usize>() > 1;
        let are_cities =
            is_of_several && self.values.iter().take(MAX_COMPARED).all(|it| is_city(&it));
        self.values.iter().take(MAX_COMPARED).find(is_other).filter(|_| are_cities)
    }

    /// Returns the value that names another training or session, with its name.
    pub(super) fn other_training<'a>(&'a self, facts: &'a PlainFacts) -> Option<&'a Value> {
        let header = plain(&self.header);
        let is_other = |value: &&Value| {
            let text = plain(&value.text);
            !text.is_empty()
                && (facts.other(&text).is_some()
                    || facts.other(&format!("{header} {text}")).is_some())
        };
        self.values.iter().take(MAX_COMPARED).find(is_other)
    }
}

/// Returns the mark of a value. Numbers are alike where they do not grade or count, and so are
/// dates and addresses.
fn mark(kind: HeaderKind, value: &Value) -> String {
    let counts = matches!(
        kind,
        HeaderKind::Asking | HeaderKind::Counting | HeaderKind::Grading | HeaderKind::Marking
    );
    match value.says {
        Meaning::Empty => "empty".to_owned(),
        Meaning::Date => "date".to_owned(),
        _ if value.number.is_some() && !counts => "number".to_owned(),
        _ if is_address(&value.text) => "address".to_owned(),
        _ => value_mark(&plain(&value.text)),
    }
}
