//! Reads one row of a roster as a person.

use super::mapping::Field;
use super::names::{self, excerpt};
use super::table::{Cell, Row};
use super::{Person, RejectedRow, Roster, finding, values};
use crate::diagnostic::{Code, Finding};

/// Reads a row into the people or the rejected rows of a roster. `categories` are the fields for
/// hours by category.
pub(super) fn read_row(row: &Row, roster: &mut Roster, categories: &[Field]) {
    RowReader { row, roster, reasons: Vec::new() }.read(categories);
}

struct RowReader<'a> {
    row: &'a Row,
    roster: &'a mut Roster,
    /// The messages of the errors so far.
    reasons: Vec<String>,
}

impl<'a> RowReader<'a> {
    fn read(mut self, categories: &[Field]) {
        if self.is_too_long() {
            return self.reject();
        }
        let name = self.name();
        let email = self.parsed(&Field::Email, |cell| values::parse_email(&cell.shown()));
        let hours = self.parsed(&Field::Hours, values::parse_hours);
        let has_categories = categories.iter().any(|field| self.roster.mapping.has(field));
        let mut category_hours = Vec::new();
        for field in categories.iter().filter(|_| has_categories) {
            category_hours.push(self.parsed(field, values::parse_hours).unwrap_or(0.0));
        }
        let id = self.id();
        let lang = self.text(&Field::Lang);
        if !self.reasons.is_empty() {
            return self.reject();
        }
        self.roster.people.push(Person {
            row: self.row.number,
            id,
            name,
            email,
            hours,
            category_hours,
            lang,
            line: self.row.line,
            cells: self.cells(),
        });
    }

    fn reject(self) {
        let cells = self.cells();
        let rejected = RejectedRow { row: self.row.number, reasons: self.reasons, cells };
        self.roster.rejected.push(rejected);
    }

    fn cells(&self) -> Box<[Box<str>]> {
        let width = self.roster.mapping.header.len().max(self.row.cells.len());
        (0..width).map(|column| self.row.cell(column).shown().into()).collect()
    }

    /// Adds a finding about the row, or about the cell of it that holds `field`. Errors reject the
    /// row.
    fn report(&mut self, field: Option<&Field>, finding: Finding) {
        if finding.is_error() {
            self.reasons.push(finding.message.clone());
        }
        let place = self.roster.place(self.row.number, self.row.line, field);
        self.roster.findings.push(finding.at(place));
    }

    fn cell(&self, field: &Field) -> &'a Cell {
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
    fn text(&mut self, field: &Field) -> Option<String> {
        let cell = self.cell(field);
        if let Cell::Invalid(content) = cell {
            self.report(Some(field), invalid_cell(content));
            return None;
        }
        if cell.is_blank() {
            return None;
        }
        let raw = cell.shown();
        let clean = names::clean(&raw);
        if let Some(finding) = names::check_text(&raw, &clean) {
            self.report(Some(field), finding);
        }
        Some(clean.text).filter(|text| !text.is_empty())
    }

    fn name(&mut self) -> String {
        if self.roster.mapping.has(&Field::LastFirst) {
            return self.last_first();
        }
        if !self.roster.mapping.has(&Field::FirstName) {
            let name = self.name_part(&Field::Name);
            return self.check_name(&Field::Name, name);
        }
        let (first, last) = (self.name_part(&Field::FirstName), self.name_part(&Field::LastName));
        let (one, missing, present) = match (first, last) {
            (Some(first), Some(last)) => {
                return self.check_name(&Field::LastName, Some(format!("{first} {last}")));
            }
            (None, None) => return self.check_name(&Field::LastName, None),
            (Some(first), None) => (first, Field::LastName, "first"),
            (None, Some(last)) => (last, Field::FirstName, "last"),
        };
        if self.reasons.is_empty() {
            let message = format!("`{}` is only a {present} name", excerpt(&one));
            let hint = "add the other name, unless the person has only one";
            self.report(Some(&missing), finding(Code::RosterOddName, message, hint));
        }
        self.check_name(&missing, Some(one))
    }

    /// Returns the text of a column for names. Numbers and dates are not names.
    fn name_part(&mut self, field: &Field) -> Option<String> {
        let cell = self.cell(field);
        let kind = match cell {
            Cell::Number(_) | Cell::Duration(_) => "a number",
            Cell::Bool(_) => "a true or false value",
            Cell::Date(_) => "a date",
            _ => return self.text(field),
        };
        let message = format!("`{}` is {kind}, not a name", cell.shown());
        self.report(Some(field), names::not_a_name(&message));
        None
    }

    fn last_first(&mut self) -> String {
        let field = Field::LastFirst;
        let Some(text) = self.name_part(&field) else { return self.check_name(&field, None) };
        let name = names::first_last(&text);
        if name.is_none() {
            let message = format!("`{}` does not have the form `Last, First`", excerpt(&text));
            let hint = "put one comma between last and first name, or add a column `Name` with \
                        whole names";
            self.report(Some(&field), finding(Code::RosterName, message, hint));
        }
        self.check_name(&field, name.or(Some(text)))
    }

    fn check_name(&mut self, field: &Field, name: Option<String>) -> String {
        let finding = match &name {
            Some(name) => names::check_name(name),
            // A cell with an error was already reported.
            None if !self.reasons.is_empty() => None,
            None => {
                let hint = "add the name, or delete the row";
                Some(finding(Code::RosterName, "the row has no name", hint))
            }
        };
        if let Some(finding) = finding {
            self.report(Some(field), finding);
        }
        name.unwrap_or_default()
    }

    /// Parses a cell and reports it if it is not valid.
    fn parsed<T>(
        &mut self,
        field: &Field,
        parse: impl Fn(&Cell) -> Result<Option<T>, Finding>,
    ) -> Option<T> {
        let parsed = match self.cell(field) {
            Cell::Invalid(content) => Err(invalid_cell(content)),
            cell => parse(cell),
        };
        parsed.unwrap_or_else(|finding| {
            self.report(Some(field), finding);
            None
        })
    }

    fn id(&mut self) -> Option<String> {
        let errors = self.reasons.len();
        let id = self.text(&Field::Id);
        let is_missing = id.is_none() && self.reasons.len() == errors;
        if is_missing && self.roster.mapping.has(&Field::Id) {
            let hint = "add the ID, or delete the column to identify people by name and email";
            self.report(Some(&Field::Id), finding(Code::RosterId, "the row has no ID", hint));
        }
        id
    }
}

/// The finding for a cell with a formula error or with a value that no cell can hold.
fn invalid_cell(content: &str) -> Finding {
    let is_formula_error = content.starts_with('#') || content.starts_with("Err:");
    let message = if is_formula_error {
        format!("the cell shows `{}`", excerpt(content))
    } else {
        format!("the cell contains {}", excerpt(content))
    };
    let hint = "fix the formula and save the file in a spreadsheet program, or type the value";
    finding(Code::RosterCell, message, hint)
}
