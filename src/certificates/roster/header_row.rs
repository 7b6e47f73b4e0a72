//! Finds the header row among the first rows. The row of a person is never a header.

use super::amount::parse_amount;
use super::columns::HeaderCells;
use super::exports::{EXPORTS, Export};
use super::headers::{Match, is_known_header, match_field, plain};
use super::mapping::Field;
use super::names::excerpt;
use super::table::{Cell, Row};
use super::{Options, finding};
use crate::content::text::is_email;
use crate::diagnostic::{Code, Finding};

/// The number of rows among which the header is looked for.
const HEADER_ROWS: usize = 40;

/// The score of the headers of a known export: higher than any count of fields.
const EXPORT_SCORE: usize = 100;

/// The number of rows after a header that are compared with it.
const COMPARED_ROWS: usize = 500;

/// Headers for names that can also be the role of a person, as in `Ann Lee, Participant`.
const ROLE_HEADERS: &str = "participant participants attendee learner student trainee recipient \
                            person participante asistente";

/// The roles of people. They do not occur in a column of names.
const ROLES: &str = "organizer presenter host cohost speaker trainer instructor teacher \
                     facilitator staff guest observer volunteer panelist moderator member \
                     participant attendee learner student trainee alternate organizador \
                     presentador anfitrion ponente instructora instructor docente personal \
                     invitado invitada voluntario voluntaria panelista moderador moderadora \
                     participante asistente estudiante";

/// Words in headers for names in many languages.
const NAME_WORDS: &str = "name names nombre nombres apellido apellidos nom prenom nome naam navn \
                          namn nimi imie nazwisko jmeno prijmeni meno nev nume ime full whole \
                          complete participant attendee student learner certificate";

impl Options {
    /// Returns the index of the header row: the first row with the most known headers, one of them
    /// for names.
    pub(super) fn find_header(&self, rows: &[Row]) -> Option<usize> {
        let mut best = (0, None);
        for index in 0..rows.len().min(HEADER_ROWS) {
            let score = self.score(rows, index);
            if score > best.0 {
                best = (score, Some(index));
            }
        }
        let export = best.1.and_then(|index| HeaderCells::new(self, &rows[index]).export);
        if best.1.is_none() || export.is_some_and(|export| export.title.is_some()) {
            return self.find_titled(rows).or(best.1);
        }
        best.1
    }

    /// Reports people between the header and an earlier row that is one too: they would not be
    /// read.
    pub(super) fn people_above(&self, rows: &[Row], index: usize) -> Option<Finding> {
        let has_title =
            HeaderCells::new(self, &rows[index]).export.is_some_and(|it| it.title.is_some());
        if has_title || self.read_as.is_some() {
            return None;
        }
        let above = (0..index).find(|at| self.score(rows, *at) > 1)?;
        let header = HeaderCells::new(self, &rows[above]);
        let names = self.fields().filter(Field::is_name);
        let columns: Vec<usize> =
            names.flat_map(|field| self.candidates(&field, &header)).collect();
        let name = |row: &Row| {
            let mut cells = columns.iter().map(|at| row.cell(*at).shown().into_owned());
            cells.find(|text| is_name_like(text.trim()))
        };
        let (row, name) =
            rows[above + 1..index].iter().find_map(|row| Some((row.number, name(row)?)))?;
        let message = format!(
            "row {row} has `{}`, above the header in row {}: the file seems to have two lists of \
             people",
            excerpt(name.trim()),
            rows[index].number
        );
        let hint = "save the list of those who came in a file of its own, or add `--read-as` if \
                    the file is an export that Peerpress knows";
        Some(finding(Code::RosterHeader, message, hint))
    }

    /// Returns the number of the first row that could be a header if it were not a person's.
    pub(super) fn find_person(&self, rows: &[Row]) -> Option<u32> {
        Some(rows[self.find_person_index(rows)?].number)
    }

    /// Returns the index of the first row that could be a header if it were not a person's.
    pub(super) fn find_person_index(&self, rows: &[Row]) -> Option<usize> {
        (0..rows.len().min(HEADER_ROWS)).find(|index| self.is_person(rows, *index))
    }

    /// Returns the header below the title of an export's block of people. A file with several
    /// blocks has a similar header for hosts and panelists, who may be many.
    fn find_titled(&self, rows: &[Row]) -> Option<usize> {
        let titled = EXPORTS.iter().filter(|export| export.title.is_some());
        let is_below_title = |export: &Export, index: usize| {
            export.is_title(&rows[index - 1])
                && HeaderCells::new(self, &rows[index]).export == Some(export)
        };
        (1..rows.len()).find(|index| titled.clone().any(|export| is_below_title(export, *index)))
    }

    /// Counts the fields that the headers in a row name. Returns 0 if none is for names.
    pub(super) fn score(&self, rows: &[Row], index: usize) -> usize {
        if self.is_person(rows, index) {
            return 0;
        }
        let header = HeaderCells::new(self, &rows[index]);
        let has_column = |field: &Field| !self.candidates(field, &header).is_empty();
        let found: Vec<Field> = self.fields().filter(has_column).collect();
        if !found.iter().any(Field::is_name) {
            return 0;
        }
        found.len() + header.export.map_or(0, |_| EXPORT_SCORE)
    }

    /// Returns whether a row that could be a header is the row of a person instead.
    pub(super) fn is_person(&self, rows: &[Row], index: usize) -> bool {
        let row = &rows[index];
        if row.cells.iter().any(is_address) {
            return true;
        }
        let others = &rows[..rows.len().min(index + 1 + COMPARED_ROWS)];
        let texts: Vec<String> = row.cells.iter().map(|cell| plain(&cell.shown())).collect();
        let mut names = (0..texts.len())
            .filter(|at| match_field(&row.cells[*at].shown(), &Field::Name) != Match::None);
        if let (Some(column), None) = (names.next(), names.next()) {
            return has_word(ROLE_HEADERS, &texts[column])
                && !self.columns.values().any(|given| plain(given) == texts[column])
                && is_role(row, &texts, column, others);
        }
        self.names_a_person(row, &others[index + 1..])
    }

    /// Returns whether the user named a column by the name of a person in a list without a header.
    fn names_a_person(&self, row: &Row, below: &[Row]) -> bool {
        let is_named = |column: &usize| {
            let text = row.cells[*column].shown();
            let given = self.columns.iter().filter(|(field, _)| field.is_name());
            let mut given = given.map(|(_, name)| plain(name));
            given.any(|name| !name.is_empty() && name == plain(&text))
        };
        let Some(column) = (0..row.cells.len()).find(is_named) else { return false };
        let mut others = row.cells.iter().enumerate().filter(|(at, _)| *at != column);
        if others.clone().any(|(_, cell)| is_known_header(&cell.shown())) {
            return false;
        }
        let looks_like_name = |cell: &Cell| is_name_like(&cell.shown());
        let alike = below.iter().filter(|row| looks_like_name(row.cell(column))).count();
        let is_amount = |(_, cell): (usize, &Cell)| parse_amount(cell).is_some();
        looks_like_name(&row.cells[column])
            && (others.any(is_amount) || (alike > 0 && alike * 2 >= below.len()))
    }
}

/// Returns whether a cell holds an email address, which no header does.
fn is_address(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) if text.contains('@') && is_email(text.trim()))
}

/// Returns whether a word such as `Participant` is the role of the person in its row: the row has
/// numbers, or the rows around it have roles in the same column.
fn is_role(row: &Row, texts: &[String], column: usize, others: &[Row]) -> bool {
    let known = row.cells.iter().filter(|cell| is_known_header(&cell.shown())).count();
    let has_amount = row.cells.iter().any(|cell| parse_amount(cell).is_some());
    if has_amount && known < 2 {
        return true;
    }
    let is_same_row = |other: &Row| {
        other.cells.iter().zip(texts).all(|(cell, text)| plain(&cell.shown()) == *text)
    };
    let has_role = |other: &&Row| {
        let text = plain(&other.cell(column).shown());
        has_word(ROLES, &text) && !is_same_row(other)
    };
    others.iter().any(|other| has_role(&other))
}

/// Returns whether text looks like the name of a person: two to four words, each with a capital,
/// and none of them a word of headers.
pub(super) fn is_name_like(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let has_capital = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    (2..=4).contains(&words.len())
        && words.iter().all(has_capital)
        && !words.iter().any(|word| has_word(NAME_WORDS, &plain(word)))
}

fn has_word(words: &str, word: &str) -> bool {
    !word.is_empty() && words.split_whitespace().any(|known| known == word)
}
