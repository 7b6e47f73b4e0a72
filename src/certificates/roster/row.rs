//! Reads one row of a roster as a person.

use std::collections::BTreeSet;

use super::added_hours::add_more_hours;
use super::addresses::lost_letter;
use super::attendance_values::Value;
use super::contradicted::Contradictions;
use super::data_names::DataNames;
use super::garbled::repaired;
use super::mapping::Field;
use super::most_hours::check_cell;
use super::name_order::Order;
use super::names::{self, NameHabits, excerpt};
use super::not_people::Shape;
use super::odd_facts::has_denial;
use super::table::{Cell, Row};
use super::times::TimeColumns;
use super::values::hours_in_words;
use super::{Person, Registered, RejectedRow, Roster, finding, registered, values};
use crate::diagnostic::{Code, Finding};

/// Marks of footnotes.
const FOOTNOTES: [char; 4] = ['*', '†', '‡', '#'];

/// What the rows of a roster share.
pub(super) struct RowContext<'a> {
    /// The fields for hours by category.
    pub(super) categories: Vec<Field>,
    pub(super) shape: Shape,
    /// The names in the data that no person has.
    pub(super) data_names: &'a DataNames,
    /// The names that the user says are right.
    pub(super) right_names: &'a BTreeSet<String>,
    /// The columns that say when a person was there.
    pub(super) times: TimeColumns,
    /// What the names of the list have.
    pub(super) habits: NameHabits,
    /// The hours of the training.
    pub(super) training_hours: Option<f64>,
    /// The most hours that a person can have in the list.
    pub(super) most_hours: Option<f64>,
    /// Whether the list is read for name badges.
    pub(super) is_for_badges: bool,
    /// The columns that may contradict the hours.
    pub(super) contradictions: Contradictions,
    /// How names without a comma are read if last names come first.
    pub(super) order: Order,
}

/// Reads a row as a person or as a rejected row, with what is to say about it.
pub(super) fn read_row(
    row: &Row,
    roster: &Roster,
    context: &RowContext<'_>,
) -> (Result<Person, RejectedRow>, Vec<Finding>) {
    let mut reader = RowReader {
        row,
        roster,
        context,
        findings: Vec::new(),
        reasons: Vec::new(),
        doubts: Vec::new(),
    };
    let read = reader.read();
    (read, reader.findings)
}

pub(super) struct RowReader<'a> {
    pub(super) row: &'a Row,
    pub(super) roster: &'a Roster,
    pub(super) context: &'a RowContext<'a>,
    findings: Vec<Finding>,
    /// The messages of the errors so far.
    pub(super) reasons: Vec<String>,
    /// What looks odd about the name, and is only reported if the user does not say that the name
    /// is right.
    pub(super) doubts: Vec<(Field, Finding)>,
}

impl<'a> RowReader<'a> {
    fn read(&mut self) -> Result<Person, RejectedRow> {
        if self.is_too_long() {
            return Err(self.rejected(String::new(), None));
        }
        if !self.is_person() {
            let text: Vec<String> = self.name_cells().map(clean_text).collect();
            return Err(self.rejected(text.join(" "), None));
        }
        let name = self.name();
        self.settle_doubts(&name);
        if self.context.is_for_badges {
            return self.read_registered(name);
        }
        let email = self.parsed(&Field::Email, |cell| values::parse_email(&cell.shown()));
        let lost = email.as_deref().and_then(|email| lost_letter(&name, email));
        if let Some(finding) = lost.filter(|_| !self.is_right(&name)) {
            self.report(Some(&Field::Name), finding);
        }
        let hours = self.hours(&Field::Hours);
        let contradiction = hours.and_then(|hours| {
            self.context.contradictions.check(self.row, hours, &self.roster.mapping)
        });
        if let Some(finding) = contradiction {
            self.report(Some(&Field::Hours), finding);
        }
        let categories = &self.context.categories;
        let has_categories = categories.iter().any(|field| self.roster.mapping.has(field));
        let mut category_hours = Vec::new();
        for field in categories.iter().filter(|_| has_categories) {
            category_hours.push(self.hours(field).unwrap_or(0.0));
        }
        let id = self.id();
        let lang = self.text(&Field::Lang);
        if !self.reasons.is_empty() {
            return Err(self.rejected(name, id));
        }
        Ok(Person {
            row: self.row.number,
            id,
            name,
            email,
            hours,
            category_hours,
            lang,
            times: self.context.times.read(self.row),
            line: self.row.line,
            cells: self.cells(),
            ..Person::default()
        })
    }

    /// Reads what a badge needs. An address or an ID only tells people apart, so that it need not
    /// be valid.
    fn read_registered(&mut self, name: String) -> Result<Person, RejectedRow> {
        let email = values::parse_email(&self.cell(&Field::Email).shown()).ok().flatten();
        let id = Some(clean_text(self.cell(&Field::Id))).filter(|id| !id.is_empty());
        let badge_name = self.name_part(&Field::BadgeName).filter(|badge| *badge != name);
        let pronouns = self.text(&Field::Pronouns);
        let last_and_first = self.last_and_first();
        if !self.reasons.is_empty() {
            return Err(self.rejected(name, id));
        }
        let pronouns = pronouns.and_then(|text| registered::pronouns(&text));
        let registered = Some(Box::new(Registered { last_and_first, badge_name, pronouns }));
        Ok(Person {
            row: self.row.number,
            id,
            name,
            email,
            registered,
            line: self.row.line,
            cells: self.cells(),
            ..Person::default()
        })
    }

    /// Returns the last names and the other names, if the list has them apart.
    fn last_and_first(&self) -> Option<(String, String)> {
        let text = |field: &Field| clean_text(self.cell(field));
        let joined = |fields: &[Field]| {
            let parts: Vec<String> = fields.iter().map(text).filter(|it| !it.is_empty()).collect();
            parts.join(" ")
        };
        let (last, first) = if self.roster.mapping.has(&Field::LastFirst) {
            let text = text(&Field::LastFirst);
            let (last, first) = text.split_once(',')?;
            (last.trim().to_owned(), first.trim().to_owned())
        } else {
            let last = joined(&[Field::LastName, Field::SecondLastName]);
            let first = joined(&[Field::FirstName, Field::MiddleName]);
            let suffix = text(&Field::Suffix);
            (last, if suffix.is_empty() { first } else { format!("{first}, {suffix}") })
        };
        (!last.is_empty()).then_some((last, first))
    }

    /// Returns whether the row can be a person, and reports it if not.
    fn is_person(&mut self) -> bool {
        let Some(finding) = self.context.shape.check(self.row) else {
            return true;
        };
        let parts: Vec<String> = self.name_cells().map(clean_text).collect();
        // An answer in the list does not make a person of a total.
        if self.context.right_names.contains(&parts.join(" ")) {
            return true;
        }
        let field = self.roster.mapping.name_fields().next();
        self.report(field.as_ref(), finding);
        false
    }

    /// Returns the filled cells that hold the name.
    fn name_cells(&self) -> impl Iterator<Item = &'a Cell> {
        let fields = self.roster.mapping.name_fields().collect::<Vec<_>>();
        let row = self.row;
        let places: Vec<usize> = fields
            .iter()
            .filter_map(|field| self.roster.mapping.places.get(field).copied())
            .collect();
        places.into_iter().map(move |column| row.cell(column)).filter(|cell| !cell.is_blank())
    }

    /// Returns whether the user says that a name is right, by an option or in a column.
    pub(super) fn is_right(&self, name: &str) -> bool {
        self.context.right_names.contains(name) || says_yes(&self.cell(&Field::NameIsRight).shown())
    }

    /// Reports what looks odd about the name, unless the user says that it is right.
    fn settle_doubts(&mut self, name: &str) {
        let doubts = std::mem::take(&mut self.doubts);
        let answer = self.cell(&Field::NameIsRight).shown();
        let is_answered = answer.trim().is_empty() || says_yes(&answer);
        if !is_answered && !self.context.right_names.contains(name) {
            let message =
                format!("the list says `{}` to whether the name is right", excerpt(answer.trim()));
            let hint = "correct the name, and write `yes`; or empty the cell";
            let found = finding(Code::RosterName, message, hint);
            self.report(Some(&Field::NameIsRight), found);
        }
        if doubts.is_empty() || self.is_right(name) {
            return;
        }
        for (field, finding) in doubts {
            self.report(Some(&field), finding);
        }
    }

    fn rejected(&mut self, name: String, id: Option<String>) -> RejectedRow {
        let reasons = std::mem::take(&mut self.reasons);
        let (row, cells) = (self.row.number, self.cells());
        let email = values::parse_email(&self.cell(&Field::Email).shown()).ok().flatten();
        // With its letters, a name is found in other lists.
        let name = repaired(&name).unwrap_or(name);
        RejectedRow { row, reasons, list: 0, name, id, email, cells }
    }

    fn cells(&self) -> Box<[Box<str>]> {
        let width = self.roster.mapping.header.len().max(self.row.cells.len());
        (0..width).map(|column| self.row.cell(column).shown().into()).collect()
    }

    /// Adds a finding about the row, or about the cell of it that holds `field`. Errors reject the
    /// row.
    pub(super) fn report(&mut self, field: Option<&Field>, finding: Finding) {
        if finding.is_error() {
            self.reasons.push(finding.message.clone());
        }
        let place = self.roster.place(self.row.number, self.row.line, field);
        self.findings.push(finding.at(place));
    }

    pub(super) fn cell(&self, field: &Field) -> &'a Cell {
        let column = self.roster.mapping.places.get(field);
        column.map_or(&Cell::Empty, |column| self.row.cell(*column))
    }

    /// Returns whether a row of a text file is longer than the header, so that its cells are in the
    /// wrong columns. Workbooks can have notes next to the list.
    fn is_too_long(&mut self) -> bool {
        let width = self.roster.mapping.header.len();
        let Some(delimiter) = self.roster.delimiter else { return false };
        let extra = self.row.cells.get(width..).unwrap_or_default();
        if extra.iter().all(Cell::is_blank) {
            return false;
        }
        let count = self.row.cells.len();
        let message = format!("the row has {count} cells, but the header has {width}");
        let hint = match delimiter {
            b';' => "if a cell contains a semicolon, put the cell in quotes: \"Lee; Ann\"",
            b'\t' => "if a cell contains a tab, put the cell in quotes",
            b'|' => "if a cell contains a vertical bar, put the cell in quotes: \"Lee | Ann\"",
            _ => "if a cell contains a comma, put the cell in quotes: \"Lee, Ann\"",
        };
        self.report(None, finding(Code::RosterRow, message, hint));
        true
    }

    /// Returns printable text, or `None` if the cell is blank or contains a formula error.
    pub(super) fn text(&mut self, field: &Field) -> Option<String> {
        let cell = self.cell(field);
        if let Cell::Invalid(content) = cell {
            self.report(Some(field), values::invalid_cell(content));
            return None;
        }
        if cell.is_blank() {
            return None;
        }
        let raw = cell.shown();
        let clean = names::clean(&raw);
        if let Some(finding) = names::check_text(&raw, &clean) {
            // What was guessed from the letters of a name may be wrong.
            let is_guess = finding.code == Code::RosterGarbled && !raw.contains('\u{fffd}');
            match is_guess && field.is_name() {
                true => self.doubts.push((field.clone(), finding)),
                false => self.report(Some(field), finding),
            }
        }
        if let Some(name) = names::unquoted(&clean.text).filter(|_| field.is_name()) {
            let message = format!(
                "`{}` had quotation marks around it, which Peerpress removed",
                excerpt(name)
            );
            let hint = "check that the quotation marks were not intended";
            self.report(Some(field), finding(Code::RosterSpaces, message, hint));
            return Some(name.to_owned());
        }
        Some(clean.text).filter(|text| !text.is_empty())
    }

    /// Parses a cell and reports it if it is not valid.
    fn parsed<T>(
        &mut self,
        field: &Field,
        parse: impl Fn(&Cell) -> Result<Option<T>, Finding>,
    ) -> Option<T> {
        let parsed = match self.cell(field) {
            Cell::Invalid(content) => Err(values::invalid_cell(content)),
            cell => parse(cell),
        };
        parsed.unwrap_or_else(|finding| {
            self.report(Some(field), finding);
            None
        })
    }

    fn hours(&mut self, field: &Field) -> Option<f64> {
        let reading = self.roster.mapping.reading(field);
        if let Some(finding) = check_cell(self.cell(field), reading, self.context.most_hours) {
            self.report(Some(field), finding);
            return None;
        }
        let all = self.context.training_hours;
        let hours = self.parsed(field, |cell| {
            values::parse_hours(cell, reading).map_err(|finding| describe_share(finding, cell, all))
        });
        let sum = match field {
            Field::Hours => add_more_hours(hours, self.row, &self.roster.mapping),
            _ => Ok(hours),
        };
        sum.unwrap_or_else(|finding| {
            self.report(Some(field), finding);
            None
        })
    }

    fn id(&mut self) -> Option<String> {
        let errors = self.reasons.len();
        let id = self.text(&Field::Id);
        if let Some(finding) = id.as_deref().and_then(doubt_id) {
            self.report(Some(&Field::Id), finding);
        }
        let is_missing = id.is_none() && self.reasons.len() == errors;
        if is_missing && self.roster.mapping.has(&Field::Id) {
            let hint = "add the ID, or delete the column to identify people by name and email";
            self.report(Some(&Field::Id), finding(Code::RosterId, "the row has no ID", hint));
        }
        id
    }
}

/// Doubts an ID that says that the person did not come, or that has the mark of a footnote.
fn doubt_id(id: &str) -> Option<Finding> {
    let shown = excerpt(id);
    if Value::new(id, 1).denies_in_facts() || has_denial(id) {
        let message = format!("the ID `{shown}` seems to say that the person did not come");
        let hint = "delete the row, or write the ID of the person";
        return Some(finding(Code::RosterId, message, hint));
    }
    let message = format!("the ID `{shown}` has a mark, which may say something about the person");
    let hint = "find out what the mark says, and delete the row or the mark";
    id.ends_with(FOOTNOTES).then(|| finding(Code::RosterId, message, hint))
}

/// Adds the hours of the training to what is wrong with a share of them.
fn describe_share(finding: Finding, cell: &Cell, all: Option<f64>) -> Finding {
    match all.filter(|_| cell.shown().trim().ends_with('%')) {
        Some(all) => finding.hint(format!("100% of this training is {}", hours_in_words(all))),
        None => finding,
    }
}

/// Returns whether a cell says yes, in the languages of the headers.
pub(super) fn says_yes(text: &str) -> bool {
    let yes = ["yes", "y", "x", "true", "1", "ok", "sí", "si", "s", "oui", "sim", "ja", "✓"];
    yes.contains(&text.trim().to_lowercase().as_str())
}

fn clean_text(cell: &Cell) -> String {
    names::clean(&cell.shown()).text
}
