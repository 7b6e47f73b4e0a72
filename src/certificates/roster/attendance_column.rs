//! A column that may say who came or who passed: whether it does, and what to choose in it.

use std::collections::HashMap;

use super::attendance_headers::{HeaderKind, kind_of_header};
use super::attendance_values::{Meaning, Value};
use super::attendance_words::{INTENDING_PHRASES, UNSURE, has_phrase};
use super::harmless::{is_place, may_be_place};
use super::headers::plain;
use super::known_facts::PlainFacts;
use super::mapping::Mapping;
use super::names::excerpt;
use super::table::{Row, column_letters};

/// A column with more different values than this does not say who signed up.
const MAX_VALUES: usize = 24;

/// The largest number that may count what a person attended, in any unit.
const MAX_COUNT: f64 = 400.0;

/// The number of values that a message quotes.
pub(super) const MAX_QUOTED: usize = 6;

/// The share of the points from which a grade is not in doubt.
const GOOD_GRADE: f64 = 0.7;

/// A column, with its different values.
pub(super) struct Column {
    pub(super) header: String,
    /// What options call the column: its header, or its letter if that is not enough.
    pub(super) name: String,
    pub(super) kind: HeaderKind,
    pub(super) values: Vec<Value>,
    /// Whether the user said about an earlier list that the column does not matter, and only new
    /// values are left here.
    pub(super) is_remembered: bool,
    /// Whether the list is an export whose column is known to say nothing about who came.
    is_of_export: bool,
}

impl Column {
    /// Reads a column. `is_stated` tells that the data says that it is about who came.
    pub(super) fn read(mapping: &Mapping, is_stated: bool, rows: &[&Row], at: usize) -> Self {
        let header = mapping.header_at(at);
        let mut values = count_values(rows.iter().copied(), at);
        let name = plain(header);
        // Some lists repeat the header.
        values.retain(|value| name.is_empty() || plain(&value.text) != name);
        let is_known = mapping.export.is_some_and(|export| export.is_harmless(&name));
        let kind = match kind_of_header(header) {
            _ if is_stated => HeaderKind::Asking,
            _ if is_known => HeaderKind::Fact,
            HeaderKind::Fact if may_be_place(&name) && !values.iter().all(is_place_or_empty) => {
                HeaderKind::Asking
            }
            kind => kind,
        };
        let is_alone = !name.is_empty()
            && mapping.header.iter().filter(|other| plain(other) == name).count() == 1;
        let name = if is_alone { header.to_owned() } else { column_letters(at) };
        let header = header.to_owned();
        let is_of_export = is_known && !is_stated;
        Self { header, name, kind, values, is_remembered: false, is_of_export }
    }

    pub(super) fn has(&self, wanted: Meaning) -> bool {
        self.values.iter().any(|value| value.says == wanted)
    }

    pub(super) fn has_only(&self, wanted: &[Meaning]) -> bool {
        self.values.iter().all(|value| wanted.contains(&value.says))
    }

    /// Whether some cells say one of these and others do not.
    fn has_some(&self, wanted: &[Meaning]) -> bool {
        self.values.iter().any(|value| wanted.contains(&value.says)) && !self.has_only(wanted)
    }

    pub(super) fn says_that_all_came(&self) -> bool {
        if self.only_intends() {
            return false;
        }
        let is_same = matches!(&self.values[..], [only] if self.is_yes(only));
        matches!(self.kind, HeaderKind::Asking | HeaderKind::Marking)
            && (is_same || self.has_only(&[Meaning::Date]))
    }

    /// Whether the header only says what people want or were offered. `Invitado` of a Zoom report
    /// says that someone has no account.
    pub(super) fn only_intends(&self) -> bool {
        if self.is_of_export {
            return false;
        }
        let text = plain(&self.header);
        let words: Vec<&str> = text.split(' ').collect();
        has_phrase(&words, &INTENDING_PHRASES)
    }

    pub(super) fn is_about_registration(&self) -> bool {
        self.has_only(&[Meaning::Registered, Meaning::Came, Meaning::Empty])
    }

    pub(super) fn is_yes(&self, value: &Value) -> bool {
        let has_letters = matches!(self.kind, HeaderKind::Asking | HeaderKind::Day);
        matches!(value.says, Meaning::Came | Meaning::YesMark)
            || (value.says == Meaning::Letter && has_letters && value.is_present_letter())
    }

    pub(super) fn is_no(&self, value: &Value) -> bool {
        let has_letters = matches!(self.kind, HeaderKind::Asking | HeaderKind::Day);
        value.says == Meaning::NoMark
            || (value.says == Meaning::Letter && has_letters && !value.is_present_letter())
    }

    /// Returns whether a value denies that the person came or passed.
    fn denies(&self, value: &Value) -> bool {
        match self.kind {
            HeaderKind::Fact => value.denies_in_facts() || self.is_odd_fact(value),
            HeaderKind::Opposite => !is_zero(value) && !matches!(value.says, Meaning::Came),
            HeaderKind::OtherRole => matches!(value.says, Meaning::YesMark | Meaning::Denied),
            HeaderKind::Grading => value.says == Meaning::Denied || is_bad_grade(value),
            HeaderKind::Role => {
                let is_role =
                    value.role().is_some_and(|is_sure| is_sure || self.has(Meaning::Participant));
                value.says == Meaning::Denied || is_role
            }
            HeaderKind::Counting => value.says == Meaning::Denied || value.is_less_than_all(),
            HeaderKind::Asking => {
                value.says == Meaning::Denied
                    || self.is_no(value)
                    || value.is_less_than_all()
                    || is_bad_grade(value)
            }
            HeaderKind::Marking | HeaderKind::Day | HeaderKind::Other => {
                value.says == Meaning::Denied
            }
        }
    }

    /// Whether a value says that a person did not come, did not pass, or does not take part.
    pub(super) fn denies_someone(&self) -> bool {
        !self.has_only(&[Meaning::Empty]) && self.values.iter().any(|value| self.denies(value))
    }

    /// Returns whether the column says, or may say, that not everyone is to be certified.
    pub(super) fn is_status(&self, facts: &PlainFacts) -> bool {
        match &self.values[..] {
            _ if self.denies_someone() => true,
            [] => false,
            _ if self.is_remembered => true,
            [only] => self.is_open_for_all(only, facts),
            _ => self.may_tell_apart(),
        }
    }

    /// Whether values that differ may tell apart who is certified. They may in every column that
    /// is not known to say nothing about that.
    fn may_tell_apart(&self) -> bool {
        match self.kind {
            HeaderKind::Fact | HeaderKind::Opposite => false,
            HeaderKind::OtherRole => !self.has_only(&[Meaning::NoMark, Meaning::Empty]),
            HeaderKind::Marking => {
                let is_dated = self.has_some(&[Meaning::Date]);
                is_dated || self.is_mixed_mark() || self.has(Meaning::Empty)
            }
            HeaderKind::Day => !self.has_only(&[Meaning::Date]),
            HeaderKind::Grading => {
                let is_clear = |it: &Value| {
                    it.number.is_some() || it.says == Meaning::Empty || is_good_letter(&it.text)
                };
                !self.values.iter().all(is_clear) || self.has_low_grades()
            }
            HeaderKind::Asking => self.is_open_answer(),
            HeaderKind::Role if self.has_only(&[Meaning::Participant]) => false,
            HeaderKind::Counting | HeaderKind::Role | HeaderKind::Other => {
                !self.identifies() && !self.has_only(&[Meaning::Empty])
            }
        }
    }

    /// Whether every value is an address, a number of a phone, or a long number of its own, which
    /// only identify people.
    pub(super) fn identifies(&self) -> bool {
        let mut filled = self.values.iter().filter(|it| !it.text.is_empty());
        let is_own = |value: &Value| value.count == 1 && is_identifier(&value.text);
        filled.all(|value| is_address(&value.text)) || self.values.iter().all(is_own)
    }

    /// Whether the column has marks, and not the same one in every row.
    fn is_mixed_mark(&self) -> bool {
        let is_mark = |it: &Value| self.is_yes(it) || self.is_no(it) || it.says == Meaning::Empty;
        let has_mark = self.values.iter().any(|it| self.is_yes(it) || self.is_no(it));
        has_mark && self.values.len() > 1 && self.values.iter().all(is_mark)
    }

    /// Whether different answers below a header that asks leave open who came: anything but dates
    /// and large numbers.
    fn is_open_answer(&self) -> bool {
        let are_large = self.values.iter().all(|it| it.number.is_some_and(|it| it > MAX_COUNT));
        !are_large && !self.has_only(&[Meaning::Date])
    }

    fn is_partly_empty(&self) -> bool {
        self.has(Meaning::Empty) && self.values.len() > 1
    }

    /// Whether grades are far below the best one, or missing for some people.
    fn has_low_grades(&self) -> bool {
        let numbers = || self.values.iter().filter_map(|value| value.number);
        let best = numbers().fold(0.0, f64::max);
        let is_low = |number: f64| number < best * GOOD_GRADE;
        let has_shares = self.values.iter().any(|value| value.all.is_some());
        numbers().count() > 0 && ((!has_shares && numbers().any(is_low)) || self.is_partly_empty())
    }

    /// Returns whether the column says that some of the people only may come, or canceled. Before a
    /// session, nobody has checked in, which says nothing.
    pub(super) fn says_who_signed_up(&self) -> bool {
        if self.kind == HeaderKind::Opposite {
            return self.denies_someone();
        }
        if self.values.len() < 2 || self.values.len() > MAX_VALUES {
            return false;
        }
        let has_yes = self.has(Meaning::YesMark);
        let has_open = self.values.iter().any(|value| UNSURE.contains(&*plain(&value.text)));
        let is_open = match self.kind {
            HeaderKind::Asking | HeaderKind::Marking if self.has(Meaning::Empty) => {
                has_yes || self.has(Meaning::Registered) || self.has(Meaning::Came)
            }
            HeaderKind::Asking => has_open || (has_yes && self.has(Meaning::NoMark)),
            _ => has_open && self.is_about_registration(),
        };
        let is_denied = |it: &Value| match self.kind {
            HeaderKind::Fact => it.denies_in_facts(),
            _ => it.says == Meaning::Denied,
        };
        self.values.iter().any(is_denied) || is_open
    }
}

fn is_place_or_empty(value: &Value) -> bool {
    value.text.is_empty() || is_place(&value.text)
}

/// Whether a value below a header of absence says that the person was there: `no`, 0, or nothing.
fn is_zero(value: &Value) -> bool {
    matches!(value.says, Meaning::NoMark | Meaning::Empty)
        || value.number == Some(0.0)
        || (value.says == Meaning::Letter && matches!(&*value.text, "n" | "N"))
}

/// Whether a value is an address of email or of a page, or the number of a phone.
pub(super) fn is_address(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_phone = digits >= 9 || (digits == 7 && text.len() <= 8);
    let has_letters = text.contains(|c: char| !c.is_ascii_digit() && !"+-() .".contains(c));
    !text.contains(' ') && (text.contains('@') || text.contains("://"))
        || (is_phone && digits <= 15 && !has_letters)
}

/// Whether a value is a long number, or a code of letters and digits.
fn is_identifier(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    match text.chars().any(|c| c.is_ascii_alphabetic()) {
        true => digits >= 3 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'),
        false => digits >= 7 && digits == text.len(),
    }
}

/// Whether a value is a grade with which everyone passes.
pub(super) fn is_good_letter(text: &str) -> bool {
    matches!(text.trim_end_matches(['+', '-']), "A" | "B")
}

/// Whether a value is a grade with which nobody passes.
fn is_bad_grade(value: &Value) -> bool {
    let grade = plain(&value.text);
    let is_failed = matches!(&*grade, "f" | "fx" | "fail" | "np" | "nc" | "u" | "inc" | "wf");
    let is_low = |(number, all): (f64, f64)| number < all * GOOD_GRADE;
    let share = value.number.zip(value.all);
    is_failed || value.number == Some(0.0) && value.all.is_none() || share.is_some_and(is_low)
}

/// Counts the different values of a column, in order of appearance. Capitals make no difference.
pub(super) fn count_values<'a>(rows: impl Iterator<Item = &'a Row>, at: usize) -> Vec<Value> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut counted: Vec<(String, usize)> = Vec::new();
    for row in rows {
        let shown = row.cell(at).shown();
        let index = *places.entry(bare(&shown)).or_insert_with(|| {
            counted.push((shown.trim().to_owned(), 0));
            counted.len() - 1
        });
        counted[index].1 += 1;
    }
    counted.iter().map(|(text, count)| Value::new(text, *count)).collect()
}

pub(super) fn quote_value(value: &Value) -> String {
    match value.text.as_str() {
        "" => format!("empty ({})", value.count),
        text => format!("`{}` ({})", excerpt(text), value.count),
    }
}

/// Returns a value without extra spaces, in lower case.
pub(super) fn bare(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
