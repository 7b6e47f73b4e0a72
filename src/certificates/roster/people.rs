//! The rows of a table as people, every problem told by row and column.

use super::columns::{Wanted, headers};
use super::mapping::{Field, Mapping};
use super::names::excerpt;
use super::table::{Cell, Merge, Row, Table, letters};
use super::{Person, Rejected, Roster, names, values};
use crate::diagnostic::{Code, Finding};
use crate::nearest;

/// Reads everyone below the header.
pub(super) fn read(mut table: Table, wanted: Wanted<'_>, roster: &mut Roster) {
    roster.entries = table.entries;
    let Some(at) = wanted.find_header(&table.rows) else {
        return no_header(&table, wanted, roster);
    };
    match wanted.map(&table.rows[at]) {
        Ok(mapping) => roster.mapping = Mapping { sheet: table.sheet.clone(), ..mapping },
        Err(unclear) => {
            return unclear
                .into_iter()
                .for_each(|(message, hint)| roster.tell(Code::RosterHeader, message, hint));
        }
    }
    // Below a header that is merged downwards, the next rows belong to it.
    let header = table.rows[at].number;
    let last = merged_down(&table, header);
    let mut below = table.rows.split_off(at + 1);
    below.retain(|row| row.number > last && !row.is_blank());
    unnamed_columns(&table, header, &below, roster);
    if below.is_empty() {
        roster.tell(Code::RosterFile, "there is no one below the header", "was the list saved?");
    }
    let categories: Vec<Field> = wanted
        .categories
        .iter()
        .filter_map(|names| names.first())
        .map(|name| Field::Category(name.clone()))
        .collect();
    for row in below {
        Reader { row: &row, roster, why: Vec::new() }.read(&categories);
    }
    mostly_commas(roster);
}

fn no_header(table: &Table, wanted: Wanted<'_>, roster: &mut Roster) {
    let Some(first) = table.rows.iter().find(|row| !row.is_blank()) else {
        return roster.tell(Code::RosterFile, "the list is empty", "was it saved?");
    };
    let seen: Vec<String> = headers(first)
        .iter()
        .filter(|name| !name.is_empty())
        .take(8)
        .map(|name| format!("`{}`", excerpt(name)))
        .collect();
    if let Some(column) = wanted.columns.values().next() {
        let known = headers(first);
        let hint =
            nearest::hint(column, known.iter().map(String::as_str).filter(|name| !name.is_empty()));
        return roster.tell(
            Code::RosterHeader,
            format!("no row has a column `{}`", excerpt(column)),
            hint,
        );
    }
    let message = "no row tells which column holds the names";
    let hint = "the list needs a row of headers, such as `Name`, `Email`, `Hours`; if it has one, say which column it is: `--column name=\"…\"`";
    let at = if table.entries {
        "the fields are".to_owned()
    } else {
        format!("row {} has", first.number)
    };
    roster.tell(Code::RosterHeader, format!("{message}; {at} {}", seen.join(", ")), hint);
}

/// The last row of the header, where its cells are merged downwards.
fn merged_down(table: &Table, header: u32) -> u32 {
    let touching =
        table.merges.iter().filter(|merge| merge.rows.0 <= header && header <= merge.rows.1);
    touching.map(|merge| merge.rows.1).max().unwrap_or(header).max(header)
}

/// A column beside that of the names, or below a merged header, that has no header of its own but holds something: which is meant cannot be told.
fn unnamed_columns(table: &Table, header: u32, below: &[Row], roster: &mut Roster) {
    let used: Vec<(Field, usize)> =
        roster.mapping.places.iter().map(|(field, at)| (field.clone(), *at)).collect();
    for (field, column) in used {
        let next = column + 1;
        let is_merged = table.merges.iter().any(|merge| covers(merge, header, column));
        let may_be_split = is_merged
            || matches!(field, Field::Name | Field::LastFirst | Field::FirstName | Field::LastName);
        // Behind the header's end of a text file, the rows themselves are told.
        let is_known = table.sheet.is_some() || next < roster.mapping.header.len();
        let is_filled = || below.iter().any(|row| !row.cell(next).is_blank());
        if !may_be_split || !is_known || !roster.mapping.header_at(next).is_empty() || !is_filled()
        {
            continue;
        }
        let name = roster.mapping.header_at(column).to_owned();
        let (here, there) = (letters(column), letters(next));
        let reason = if is_merged { "their header is merged" } else { "the second has no header" };
        let message = format!(
            "columns {here} and {there} may both hold `{name}`: {reason}, and both are filled"
        );
        roster.tell(Code::RosterHeader, message, format!("unmerge the header, give column {there} a name of its own, save the file, and run again"));
    }
}

fn covers(merge: &Merge, row: u32, column: usize) -> bool {
    merge.rows.0 <= row
        && row <= merge.rows.1
        && merge.columns.0 == column
        && merge.columns.1 > column
}

/// Names that look like `Last, First` in a column that does not say so.
fn mostly_commas(roster: &mut Roster) {
    let with_comma = roster
        .people
        .iter()
        .filter(|person| names::turned(&person.name).is_some() && person.name.contains(','))
        .count();
    let (Some(column), true) = (
        roster.mapping.header_of(&Field::Name),
        with_comma > 1 && with_comma * 2 > roster.people.len(),
    ) else {
        return;
    };
    let message = format!(
        "most names of `{column}` have a comma, as in `Last, First`; they are kept as they stand"
    );
    roster.tell(
        Code::RosterOrder,
        message,
        format!("if last names come first, say so: `--column last-first=\"{column}\"`"),
    );
}

/// Reads one row.
struct Reader<'a> {
    row: &'a Row,
    roster: &'a mut Roster,
    why: Vec<String>,
}

impl<'a> Reader<'a> {
    fn read(mut self, categories: &[Field]) {
        if self.is_too_long() {
            let cells = self.row.cells.iter().map(|cell| cell.shown().into()).collect();
            return self.roster.rejected.push(Rejected {
                row: self.row.number,
                why: self.why,
                cells,
            });
        }
        let name = self.name();
        let email = self.email();
        let hours = self.hours(&Field::Hours);
        let category_hours: Vec<Option<f64>> =
            categories.iter().map(|field| self.hours(field)).collect();
        let id = self.id();
        let language = self.text(&Field::Language);
        let has_categories =
            categories.iter().any(|field| self.roster.mapping.places.contains_key(field));
        let width = self.roster.mapping.header.len().max(self.row.cells.len());
        let cells = (0..width).map(|column| self.row.cell(column).shown().into()).collect();
        if !self.why.is_empty() {
            return self.roster.rejected.push(Rejected {
                row: self.row.number,
                why: self.why,
                cells,
            });
        }
        self.roster.people.push(Person {
            row: self.row.number,
            id,
            name,
            email,
            hours,
            category_hours: if has_categories {
                category_hours.into_iter().map(|hours| hours.unwrap_or(0.0)).collect()
            } else {
                Vec::new()
            },
            language,
            line: self.row.line,
            cells,
        });
    }

    /// Tells a problem of the row; the ones that are errors reject it.
    fn tell(&mut self, code: Code, field: Option<&Field>, message: String, hint: &str) {
        let place = self.roster.place(self.row.number, self.row.line, field);
        let finding = Finding::new(code, message).at(place).hint(hint);
        if finding.is_error() {
            self.why.push(finding.message.clone());
        }
        self.roster.findings.push(finding);
    }

    fn cell(&self, field: &Field) -> &'a Cell {
        self.roster.mapping.places.get(field).map_or(&Cell::Empty, |column| self.row.cell(*column))
    }

    /// A row of a text file that is longer than the header: its cells are not where they belong. In a workbook, notes beside the list are no
    /// one's concern.
    fn is_too_long(&mut self) -> bool {
        if self.roster.mapping.sheet.is_some() {
            return false;
        }
        let width = self.roster.mapping.header.len();
        let behind = self
            .row
            .cells
            .get(width..)
            .unwrap_or_default()
            .iter()
            .filter(|cell| !cell.is_blank())
            .count();
        if behind > 0 {
            let message =
                format!("the row has {} cells, the header has {width}", self.row.cells.len());
            self.tell(
                Code::RosterRow,
                None,
                message,
                "does a cell hold the delimiter? put it in quotes: \"Lee, Ann\"",
            );
        }
        behind > 0
    }

    /// A text that can be printed; none if the cell is blank or what it holds cannot be used, which is told.
    fn text(&mut self, field: &Field) -> Option<String> {
        let cell = self.cell(field);
        let raw = match cell {
            Cell::Fault(fault) => {
                let is_shown = fault.starts_with('#') || fault.starts_with("Err:");
                let message = if is_shown {
                    format!("the cell shows `{}`", excerpt(fault))
                } else {
                    format!("the cell holds {}", excerpt(fault))
                };
                self.tell(Code::RosterCell, Some(field), message, "mend the formula and save the file in a spreadsheet program, or type the value");
                return None;
            }
            _ if cell.is_blank() => return None,
            other => other.shown(),
        };
        let tidied = names::tidy(&raw);
        if let Some(part) = names::garbled(&raw) {
            let message =
                format!("`{}` has letters that were garbled or lost: `{part}`", excerpt(&raw));
            self.tell(
                Code::RosterGarbled,
                Some(field),
                message,
                "the file was saved in one encoding and opened in another: save the original as \"CSV UTF-8\" or XLSX, or type the text anew",
            );
        } else if let Some(unseen) = names::unseen(&tidied.text) {
            self.tell(
                Code::RosterControl,
                Some(field),
                format!("`{}` has {unseen} in it", excerpt(&tidied.text)),
                "type it anew; one person has one row",
            );
        } else if tidied.had_spaces {
            let message = format!(
                "`{}` had spaces around it, or several in a row: they were taken away",
                excerpt(&tidied.text)
            );
            self.tell(
                Code::RosterSpaces,
                Some(field),
                message,
                "nothing to do, unless the spaces were meant",
            );
        }
        Some(tidied.text).filter(|text| !text.is_empty())
    }

    fn name(&mut self) -> String {
        let has = |field: &Field| self.roster.mapping.places.contains_key(field);
        if has(&Field::LastFirst) {
            return self.last_first();
        }
        if !has(&Field::FirstName) {
            let name = self.name_part(&Field::Name);
            return self.whole(&Field::Name, name);
        }
        let (first, last) = (self.name_part(&Field::FirstName), self.name_part(&Field::LastName));
        match (first, last) {
            (Some(first), Some(last)) => {
                self.whole(&Field::LastName, Some(format!("{first} {last}")))
            }
            (None, None) => self.whole(&Field::LastName, None),
            (first, last) => {
                let (field, which) = if first.is_some() {
                    (Field::LastName, "first")
                } else {
                    (Field::FirstName, "last")
                };
                let one = first.or(last).unwrap_or_default();
                if self.why.is_empty() {
                    self.tell(
                        Code::RosterOddName,
                        Some(&field),
                        format!("`{}` has only a {which} name", excerpt(&one)),
                        "fill in the other, unless the person has but one",
                    );
                }
                self.whole(&field, Some(one))
            }
        }
    }

    /// The text of a column of names; a cell with a number or a date holds none.
    fn name_part(&mut self, field: &Field) -> Option<String> {
        match self.cell(field) {
            cell @ (Cell::Number(_) | Cell::Truth(_) | Cell::Span(_) | Cell::Date(_)) => {
                let kind = if matches!(cell, Cell::Date(_)) { "a date" } else { "a number" };
                let kind = if matches!(cell, Cell::Truth(_)) { "yes or no" } else { kind };
                self.tell(
                    Code::RosterName,
                    Some(field),
                    format!("`{}` is {kind}, not a name", cell.shown()),
                    "is it the right column? `--column name=\"…\"` names another",
                );
                None
            }
            _ => self.text(field),
        }
    }

    fn last_first(&mut self) -> String {
        let field = Field::LastFirst;
        let Some(text) = self.name_part(&field) else { return self.whole(&field, None) };
        let turned = names::turned(&text);
        if turned.is_none() {
            let message = format!("`{}` is not `Last, First`, as the header says", excerpt(&text));
            self.tell(
                Code::RosterName,
                Some(&field),
                message,
                "put one comma between last and first name; for `Lee, Ann, Jr.`, add a column `Name` with whole names",
            );
        }
        self.whole(&field, turned.or(Some(text)))
    }

    /// Checks a whole name.
    fn whole(&mut self, field: &Field, name: Option<String>) -> String {
        let Some(name) = name else {
            if self.why.is_empty() {
                self.tell(
                    Code::RosterName,
                    Some(field),
                    "the row has no name".to_owned(),
                    "fill it in, or delete the row",
                );
            }
            return String::new();
        };
        let shown = excerpt(&name);
        if let Some(fault) = names::no_name(&name) {
            self.tell(
                Code::RosterName,
                Some(field),
                format!("`{shown}` {fault}, not a name"),
                "is it the right column? `--column name=\"…\"` names another",
            );
        } else if let Some(oddity) = names::odd(&name) {
            self.tell(
                Code::RosterOddName,
                Some(field),
                format!("`{shown}` {oddity}; it is kept as it stands"),
                "is it really the person's name?",
            );
        } else if names::is_capitals(&name) {
            let hint = "it is kept as it stands; write it as the person does";
            self.tell(
                Code::RosterCapitals,
                Some(field),
                format!("`{shown}` is written in capitals only"),
                hint,
            );
        }
        name
    }

    fn email(&mut self) -> Option<String> {
        let field = Field::Email;
        let cell = self.cell(&field);
        if let Cell::Fault(_) = cell {
            return self.text(&field);
        }
        let shown = cell.shown();
        values::email(&shown).unwrap_or_else(|fault| {
            self.tell(
                Code::RosterEmail,
                Some(&field),
                format!("`{}` {fault}", excerpt(&shown)),
                "write one address, such as name@example.org, or leave the cell empty",
            );
            None
        })
    }

    fn hours(&mut self, field: &Field) -> Option<f64> {
        let cell = self.cell(field);
        if let Cell::Fault(_) = cell {
            self.text(field);
            return None;
        }
        values::hours(cell).unwrap_or_else(|fault| {
            self.tell(
                Code::RosterHours,
                Some(field),
                format!("`{}` {fault}", excerpt(&cell.shown())),
                "write the hours as a number",
            );
            None
        })
    }

    fn id(&mut self) -> Option<String> {
        let before = self.why.len();
        let id = self.text(&Field::Id);
        if id.is_none()
            && self.why.len() == before
            && self.roster.mapping.places.contains_key(&Field::Id)
        {
            self.tell(
                Code::RosterId,
                Some(&Field::Id),
                "the row has no id".to_owned(),
                "fill it in; or take the column away, then name and e-mail address tell people apart",
            );
        }
        id
    }
}
