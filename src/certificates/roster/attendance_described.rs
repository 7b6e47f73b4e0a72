//! How a column that may say who came is reported.

use super::adopted::states_unit;
use super::attendance_column::{Column, MAX_QUOTED, quote_value};
use super::attendance_headers::HeaderKind;
use super::attendance_values::{Meaning, Value};
use super::finding;
use super::headers::plain;
use super::names::excerpt;
use super::table::Cell;
use crate::diagnostic::{Code, Finding};
use crate::shell::in_quotes;

impl Column {
    pub(super) fn describe_sign_up(&self) -> Finding {
        let message =
            format!("{} seems to say who signed up: {}", self.quote(), self.quote_values());
        let hint = format!(
            "add `--only {}` with the value of the people to print (repeat it for more values), \
             `--unused {}` if the column says nothing about that, or `--everyone` for all rows",
            in_quotes(&format!("{}=VALUE", self.name)),
            in_quotes(&self.name)
        );
        finding(Code::RosterStatus, message, hint)
    }

    /// Says how to choose the rows to certify by the column.
    fn describe_choice(&self) -> String {
        let only =
            |value: &str| format!("`--only {}`", in_quotes(&format!("{}={value}", self.name)));
        let empty = self.has(Meaning::Empty);
        match self.kind {
            HeaderKind::Opposite if empty => {
                format!("{} to certify the rows in which it is empty", only(""))
            }
            HeaderKind::Marking if empty => {
                format!("{} to certify the rows in which it is filled in", only("*"))
            }
            HeaderKind::Grading => format!(
                "{} with the value of the people to certify, or `--only {}` with the least number",
                only("VALUE"),
                in_quotes(&format!("{}>=NUMBER", self.name))
            ),
            _ => format!(
                "{} with the value of the people to certify (repeat it for more values)",
                only("VALUE")
            ),
        }
    }

    /// Quotes the values with their counts.
    fn quote_values(&self) -> String {
        let quoted: Vec<String> = self.values.iter().take(MAX_QUOTED).map(quote_value).collect();
        let more = self.values.len().saturating_sub(MAX_QUOTED);
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        format!("{}{more}", quoted.join(", "))
    }

    /// Quotes the header.
    fn quote(&self) -> String {
        match (self.header.is_empty(), self.name == self.header) {
            (true, _) => format!("column {}, which has no header,", self.name),
            (_, true) => format!("`{}`", excerpt(&self.header)),
            (_, false) => format!("`{}` (column {})", excerpt(&self.header), self.name),
        }
    }

    /// Reports a value that names another training or session.
    pub(super) fn describe_other_training(&self, value: &Value) -> Finding {
        self.describe_other(value, "another training or session")
    }

    /// Reports a value that is the city of another session.
    pub(super) fn describe_other_city(&self, value: &Value) -> Finding {
        self.describe_other(value, "the city of another session")
    }

    fn describe_other(&self, value: &Value, what: &str) -> Finding {
        let message = format!("{} is `{}`, which is {what}", self.quote(), excerpt(&value.text));
        let hint = format!(
            "certify the list of this session, or add `--unused {}` if the column does not matter",
            in_quotes(&self.name)
        );
        finding(Code::RosterFile, message, hint)
    }

    /// Reports the column. Which of its values count is for the user to say: a value that is
    /// proposed would be copied without reading.
    pub(super) fn describe(&self) -> Finding {
        let what = match self.kind {
            HeaderKind::Grading => "seems to say who passed",
            HeaderKind::Role => "seems to say who took part",
            HeaderKind::Other if !self.denies_someone() => "may say who should be certified",
            _ if is_about_certificates(&self.header) => "may say who should be certified",
            _ => "seems to say who came",
        };
        let what = match self.is_remembered {
            true => "was not used for an earlier list, and has new values",
            false => what,
        };
        let message = format!("{} {what}: {}", self.quote(), self.quote_values());
        let unused = in_quotes(&self.name);
        let hint = match self.has_only(&[Meaning::Empty]) {
            true => format!(
                "fill in the column, or add `--unused {unused}` if it says nothing about that, or \
                 `--everyone` to certify all rows"
            ),
            false => format!(
                "add {}, `--unused {unused}` if the column says nothing about that, or \
                 `--everyone` to certify all rows",
                self.describe_choice()
            ),
        };
        let has_hours = self.values.iter().any(|value| states_unit(&Cell::text(&value.text)));
        let hours = match has_hours {
            true => format!("; if it counts hours, add `--column hours={unused}`"),
            false => String::new(),
        };
        finding(Code::RosterStatus, message, format!("{hint}{hours}"))
    }
}

/// Whether a header is about certificates, as `Certificate sent` is.
fn is_about_certificates(header: &str) -> bool {
    let starts = ["certif", "constancia", "attestation", "zertifikat", "bescheinigung"];
    let is_about =
        |word: &str| word == "cert" || starts.iter().any(|start| word.starts_with(start));
    plain(header).split(' ').any(is_about)
}
