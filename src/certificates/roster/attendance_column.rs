//! A column that may say who came or who passed: whether it does, and what to choose in it.

use std::collections::HashMap;

use super::attendance_headers::{HeaderKind, kind_of_header};
use super::attendance_values::{Meaning, Value};
use super::attendance_words::UNSURE;
use super::finding;
use super::headers::plain;
use super::names::excerpt;
use super::table::Row;
use crate::diagnostic::{Code, Finding};

/// A column with more different values than this is free text.
const MAX_VALUES: usize = 24;

/// The largest number that may count what a person attended, in any unit.
const MAX_COUNT: f64 = 400.0;

/// The number of values that a message quotes.
pub(super) const MAX_QUOTED: usize = 6;

/// The share of the points from which a grade is not in doubt.
const GOOD_GRADE: f64 = 0.7;

/// A column, with its different values.
pub(super) struct Column {
    header: String,
    kind: HeaderKind,
    values: Vec<Value>,
}

impl Column {
    /// Reads a column. `is_stated` tells that the data says that it is about who came.
    pub(super) fn read(header: &str, is_stated: bool, rows: &[&Row], at: usize) -> Self {
        let mut values = count_values(rows.iter().copied(), at);
        let name = plain(header);
        // Some lists repeat the header.
        values.retain(|value| name.is_empty() || plain(&value.text) != name);
        let kind = if is_stated { HeaderKind::Asking } else { kind_of_header(header) };
        Self { kind, header: header.to_owned(), values }
    }

    fn has(&self, wanted: Meaning) -> bool {
        self.values.iter().any(|value| value.says == wanted)
    }

    fn has_only(&self, wanted: &[Meaning]) -> bool {
        self.values.iter().all(|value| wanted.contains(&value.says))
    }

    /// Whether some cells say one of these and others do not.
    fn has_some(&self, wanted: &[Meaning]) -> bool {
        self.values.iter().any(|value| wanted.contains(&value.says)) && !self.has_only(wanted)
    }

    pub(super) fn says_that_all_came(&self) -> bool {
        matches!(self.kind, HeaderKind::Asking | HeaderKind::Marking)
            && self.values.iter().all(|it| self.is_yes(it) || it.says == Meaning::Date)
    }

    pub(super) fn is_about_registration(&self) -> bool {
        self.has_only(&[Meaning::Registered, Meaning::Came, Meaning::Empty])
    }

    fn is_yes(&self, value: &Value) -> bool {
        let has_letters = matches!(self.kind, HeaderKind::Asking | HeaderKind::Day);
        matches!(value.says, Meaning::Came | Meaning::YesMark)
            || (value.says == Meaning::Letter && has_letters && value.is_present_letter())
    }

    fn is_no(&self, value: &Value) -> bool {
        let has_letters = matches!(self.kind, HeaderKind::Asking | HeaderKind::Day);
        value.says == Meaning::NoMark
            || (value.says == Meaning::Letter && has_letters && !value.is_present_letter())
    }

    /// Returns whether a value denies that the person came or passed.
    fn denies(&self, value: &Value) -> bool {
        match self.kind {
            HeaderKind::Fact => value.denies_in_facts(),
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

    /// Returns whether the column says who came or passed, and not that everyone did.
    pub(super) fn is_status(&self) -> bool {
        if self.has_only(&[Meaning::Empty]) {
            return false;
        }
        if self.values.iter().any(|value| self.denies(value)) {
            return true;
        }
        if self.values.iter().all(|value| self.is_yes(value)) {
            return false;
        }
        let is_mixed = self.is_mixed_mark();
        match self.kind {
            HeaderKind::Opposite | HeaderKind::OtherRole | HeaderKind::Fact => false,
            HeaderKind::Asking => is_mixed || self.is_open_answer(),
            HeaderKind::Marking => is_mixed || self.is_partly_empty(),
            HeaderKind::Day => is_mixed || self.is_partly_dated(),
            HeaderKind::Counting => is_mixed || self.has_different_numbers(),
            HeaderKind::Grading => is_mixed || self.has_low_grades(),
            HeaderKind::Role => is_mixed || self.says_who_signed_up_only(),
            HeaderKind::Other => {
                is_mixed
                    || self.says_who_signed_up_only()
                    || self.has_shares_of_all()
                    || (self.has(Meaning::Participant) && self.has(Meaning::OtherRole))
            }
        }
    }

    /// Whether the column has marks, and not the same one in every row.
    fn is_mixed_mark(&self) -> bool {
        let is_mark = |it: &Value| self.is_yes(it) || self.is_no(it) || it.says == Meaning::Empty;
        let has_mark = self.values.iter().any(|it| self.is_yes(it) || self.is_no(it));
        has_mark && self.values.len() > 1 && self.values.iter().all(is_mark)
    }

    /// Whether the answers below a header that asks leave open who came: anything but the same
    /// numbers or dates in all rows.
    fn is_open_answer(&self) -> bool {
        if self.has_only(&[Meaning::Number, Meaning::YesMark, Meaning::Empty]) {
            return self.has_different_numbers();
        }
        if self.has_only(&[Meaning::Date]) {
            return false;
        }
        self.values.len() <= MAX_VALUES || self.is_partly_dated()
    }

    fn is_partly_empty(&self) -> bool {
        self.has(Meaning::Empty) && self.values.len() > 1
    }

    fn is_partly_dated(&self) -> bool {
        self.has_some(&[Meaning::Date]) && self.has_only(&[Meaning::Date, Meaning::Empty])
    }

    /// Whether small numbers differ. Large ones are not of days or sessions.
    fn has_different_numbers(&self) -> bool {
        if self.values.iter().any(|value| value.number.is_some_and(|it| it > MAX_COUNT)) {
            return false;
        }
        let mut numbers = self.values.iter().map(|value| value.number);
        let first = numbers.next().flatten();
        self.values.iter().any(|value| value.number.is_some())
            && numbers.any(|number| number != first)
    }

    /// Whether grades are far below the best one, or missing for some people.
    fn has_low_grades(&self) -> bool {
        let numbers = || self.values.iter().filter_map(|value| value.number);
        let best = numbers().fold(0.0, f64::max);
        let is_low = |number: f64| number < best * GOOD_GRADE;
        let has_shares = self.values.iter().any(|value| value.all.is_some());
        numbers().count() > 0 && ((!has_shares && numbers().any(is_low)) || self.is_partly_empty())
    }

    /// Whether values such as `1/5` stand beside `5/5`.
    fn has_shares_of_all(&self) -> bool {
        let is_all = |value: &Value| value.all.is_some() && value.number == value.all;
        let all = self.values.iter().find(|value| is_all(value)).and_then(|value| value.all);
        let is_share = |value: &Value| value.says == Meaning::Empty || value.all == all;
        all.is_some()
            && self.values.iter().all(is_share)
            && self.values.iter().any(Value::is_less_than_all)
    }

    fn says_who_signed_up_only(&self) -> bool {
        self.values.len() <= MAX_VALUES
            && self.is_about_registration()
            && (self.has(Meaning::Came) || self.has(Meaning::Registered))
    }

    /// Returns whether the column says that some of the people only may come, or canceled. Before a
    /// session, nobody has checked in, which says nothing.
    pub(super) fn says_who_signed_up(&self) -> bool {
        if self.kind == HeaderKind::Opposite {
            return self.is_status();
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

    pub(super) fn describe_sign_up(&self) -> Finding {
        let header = &self.header;
        let message =
            format!("`{}` seems to say who signed up: {}", excerpt(header), self.quote_values());
        let is_likely =
            |it: &&Value| it.says == Meaning::Registered && !UNSURE.contains(&*plain(&it.text));
        let likely = self.values.iter().find(is_likely).map(|value| value.text.as_str());
        let value = likely.or_else(|| self.suggest_value()).unwrap_or("VALUE");
        let hint = format!(
            "add `--only \"{header}={value}\"` for these people only (repeat it for other values), \
             or `--everyone` for all rows"
        );
        finding(Code::RosterStatus, message, hint)
    }

    /// Quotes the values with their counts.
    fn quote_values(&self) -> String {
        let quoted: Vec<String> = self.values.iter().take(MAX_QUOTED).map(quote_value).collect();
        let more = self.values.len().saturating_sub(MAX_QUOTED);
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        format!("{}{more}", quoted.join(", "))
    }

    /// Reports the column. `has_choices` tells that the user chose rows by other columns.
    pub(super) fn describe(&self, has_choices: bool) -> Finding {
        let header = &self.header;
        let what = match self.kind {
            HeaderKind::Grading => "who passed",
            HeaderKind::Role => "who took part",
            _ => "who came",
        };
        let shown = if header.is_empty() { "a column without a header" } else { &excerpt(header) };
        let quoted = if header.is_empty() { shown.to_owned() } else { format!("`{shown}`") };
        let message = format!("{quoted} seems to say {what}: {}", self.quote_values());
        let everyone = match has_choices {
            true => format!(
                "`--only \"{header}=*\" --only \"{header}=\"` if it says nothing about that"
            ),
            false => "`--everyone` to certify all rows".to_owned(),
        };
        let hint = match self.suggest_value() {
            _ if header.is_empty() => {
                "give the column a header, and run the command again, or add `--everyone` to \
                 certify all rows"
                    .to_owned()
            }
            Some(value) => format!(
                "add `--only \"{header}={value}\"` to certify these people only (repeat it for \
                 other values), or {everyone}"
            ),
            None => format!(
                "no value clearly means that a person should be certified; add `--only \
                 \"{header}=VALUE\"` with one that does (repeat it for other values), or {everyone}"
            ),
        };
        finding(Code::RosterStatus, message, hint)
    }

    /// Returns the value that most likely says that a person came, but none that denies it.
    fn suggest_value(&self) -> Option<&str> {
        let usable = || self.values.iter().filter(|it| !self.denies(it) && !self.is_doubtful(it));
        if self.is_about_others() {
            let no = usable().find(|value| !value.text.is_empty());
            return no.or_else(|| usable().next()).map(|value| value.text.as_str());
        }
        let filled = || usable().filter(|value| !value.text.is_empty());
        if let Some(most) = self.largest() {
            return Some(most);
        }
        let is_clear = |it: &&Value| match self.kind {
            HeaderKind::Grading => it.says == Meaning::Came,
            _ => self.is_yes(it),
        };
        if let Some(value) = filled().find(is_clear) {
            return Some(&value.text);
        }
        for wanted in [Meaning::Participant, Meaning::Registered] {
            if let Some(value) = filled().find(|value| value.says == wanted) {
                return Some(&value.text);
            }
        }
        let is_partly_filled = self.has(Meaning::Empty) && filled().next().is_some();
        let is_marking =
            self.kind == HeaderKind::Marking || filled().all(|it| it.says == Meaning::Date);
        if is_partly_filled && is_marking {
            return Some("*");
        }
        // Next to comments that deny, an empty cell says that there was nothing to say.
        let has_denial = self.values.iter().any(|value| self.denies(value));
        let has_empty = self.values.iter().any(|value| value.text.is_empty());
        if has_denial && has_empty && matches!(self.kind, HeaderKind::Other | HeaderKind::Fact) {
            return Some("");
        }
        let other = filled()
            .find(|value| value.says != Meaning::Number && self.kind != HeaderKind::Grading);
        other.map(|value| value.text.as_str())
    }

    /// Whether a value is no answer to a question with yes or no.
    fn is_doubtful(&self, value: &Value) -> bool {
        !self.is_about_others() && self.is_no(value)
    }

    /// Whether a yes says that a person did not come or does not take part.
    fn is_about_others(&self) -> bool {
        matches!(self.kind, HeaderKind::Opposite | HeaderKind::OtherRole)
    }

    /// Returns the largest of several numbers.
    fn largest(&self) -> Option<&str> {
        let numbers = self.values.iter().filter_map(|value| Some((value.number?, &value.text)));
        let usable = numbers.filter(|(number, _)| *number > 1.0);
        let largest = usable.max_by(|(one, _), (other, _)| one.total_cmp(other));
        let is_wanted = matches!(self.kind, HeaderKind::Counting | HeaderKind::Asking)
            || self.has_shares_of_all();
        let is_all = |text: &str| {
            let value = self.values.iter().find(|value| value.text == text);
            value.is_none_or(|value| !value.is_less_than_all())
        };
        largest.filter(|(_, text)| is_wanted && is_all(text)).map(|(_, text)| text.as_str())
    }
}

/// Whether a value below a header of absence says that the person was there: `no`, 0, or nothing.
fn is_zero(value: &Value) -> bool {
    matches!(value.says, Meaning::NoMark | Meaning::Empty)
        || value.number == Some(0.0)
        || (value.says == Meaning::Letter && matches!(&*value.text, "n" | "N"))
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
