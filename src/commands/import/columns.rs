//! The columns of a spreadsheet of sessions.

use strum::{EnumString, IntoStaticStr, VariantNames};

use super::faults::{CellPlace, SheetFaults};
use crate::certificates::roster::CellRow;
use crate::content::language_names::LANGUAGE_NAMES;
use crate::nearest;

/// What a column holds. The names are those of the fields in `data/trainings.json`; `date`,
/// `start`, and `end` are those of a day.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumString, IntoStaticStr, VariantNames,
)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Column {
    Id,
    Training,
    Status,
    Format,
    Date,
    Start,
    End,
    City,
    Venue,
    Address,
    Seats,
    ApplyBy,
    Apply,
    ApplyPhone,
    ApplyEmail,
    Fee,
    Currency,
    TimeZone,
    Trainers,
    Language,
    Join,
    Access,
    Interpreter,
    Parking,
    Bring,
}

/// Other names of columns, as people write them.
const OTHER_NAMES: [(&str, Column); 22] = [
    ("session", Column::Id),
    ("session id", Column::Id),
    ("dates", Column::Date),
    ("day", Column::Date),
    ("days", Column::Date),
    ("start time", Column::Start),
    ("starts", Column::Start),
    ("end time", Column::End),
    ("ends", Column::End),
    ("town", Column::City),
    ("place", Column::Venue),
    ("room", Column::Venue),
    ("building", Column::Venue),
    ("street", Column::Address),
    ("capacity", Column::Seats),
    ("deadline", Column::ApplyBy),
    ("application deadline", Column::ApplyBy),
    ("link", Column::Apply),
    ("application link", Column::Apply),
    ("cost", Column::Fee),
    ("trainer", Column::Trainers),
    ("timezone", Column::TimeZone),
];

impl Column {
    /// The field in the data.
    pub(super) fn name(self) -> &'static str {
        self.into()
    }

    /// Whether the column is about a day, so that the rows of a session may differ in it.
    pub(super) fn is_of_day(self) -> bool {
        matches!(self, Column::Date | Column::Start | Column::End)
    }

    /// Whether the column is about a place, which each day of a session can have of its own.
    pub(super) fn is_place(self) -> bool {
        matches!(self, Column::City | Column::Venue | Column::Address)
    }

    /// Whether the field has translations.
    pub(super) fn is_text(self) -> bool {
        matches!(
            self,
            Column::Venue
                | Column::Language
                | Column::Join
                | Column::Access
                | Column::Interpreter
                | Column::Parking
                | Column::Bring
        )
    }

    /// The column that states a field of a session in the data.
    pub(super) fn of_field(name: &str) -> Option<Self> {
        if name == "days" { Some(Column::Date) } else { name.parse().ok() }
    }

    fn of(name: &str) -> Option<Self> {
        let plain = name.trim().to_lowercase().replace(['_', '-'], " ");
        let field = plain.replace(' ', "_");
        let other = OTHER_NAMES.iter().find(|(other, _)| *other == plain);
        field.parse().ok().or_else(|| other.map(|(_, column)| *column))
    }
}

/// The language of a column of text that is the same in every language, such as `venue (all)`.
const EVERY_LANGUAGE: &str = "all";

/// A column with the language of its texts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Header {
    pub(super) column: Column,
    /// `None` if the texts are the same in every language, as those of most columns are.
    pub(super) lang: Option<String>,
}

/// Whether a row is the header: one of its cells names the column of IDs.
pub(super) fn is_header(cells: &[String]) -> bool {
    cells.iter().any(|cell| Column::of(cell) == Some(Column::Id))
}

/// The columns of a spreadsheet.
#[derive(Debug)]
pub(super) struct Columns {
    /// What each column holds; `None` for one without a name, or with an unknown one.
    headers: Vec<Option<Header>>,
    titles: Vec<String>,
}

impl Columns {
    /// Reads the header. Text in a column that names no language is in `lang`. Unknown names, and
    /// two columns with the same one, are faults.
    pub(super) fn of(
        row: &CellRow,
        languages: &[&str],
        lang: &str,
        faults: &mut SheetFaults,
    ) -> Self {
        let titles: Vec<String> = row.cells.iter().map(|cell| cell.text().trim().into()).collect();
        let mut headers: Vec<Option<Header>> = Vec::new();
        for (cell, title) in row.cells.iter().zip(&titles) {
            let place = CellPlace { row: row.number, column: Some(title.clone()) };
            let header = match cell.fault() {
                Some(fault) => Err(fault),
                None if title.is_empty() => Ok(None),
                None => header(title, languages, lang).map(Some),
            };
            let header = header.unwrap_or_else(|(message, hint)| {
                faults.add(&place, message, hint);
                None
            });
            if let Some(known) = header.as_ref().filter(|_| headers.contains(&header)) {
                let message = format!("two columns are `{}`", known.column.name());
                faults.add(&place, message, "delete one of them");
            }
            headers.push(header);
        }
        Self { headers, titles }
    }

    /// What the columns hold.
    pub(super) fn all(&self) -> impl Iterator<Item = Column> {
        self.headers.iter().flatten().map(|header| header.column)
    }

    pub(super) fn header(&self, index: usize) -> Option<&Header> {
        self.headers.get(index)?.as_ref()
    }

    /// The name of the column at an index as the spreadsheet has it.
    pub(super) fn title(&self, index: usize) -> Option<String> {
        self.titles.get(index).cloned()
    }

    /// The name of the first column with a field.
    pub(super) fn title_of(&self, column: Column) -> Option<String> {
        let is_it = |header: &Option<Header>| header.as_ref().is_some_and(|it| it.column == column);
        self.title(self.headers.iter().position(is_it)?)
    }
}

/// The name of a column and its language: `venue (es)`, `venue [es]`, or `venue.es`.
fn name_and_language(cell: &str) -> (&str, Option<&str>) {
    let cell = cell.trim();
    let inside = |open: char, close: char| cell.strip_suffix(close)?.rsplit_once(open);
    let found = inside('(', ')').or_else(|| inside('[', ']')).or_else(|| cell.rsplit_once('.'));
    match found {
        Some((name, lang)) => (name, Some(lang.trim())),
        None => (cell, None),
    }
}

/// The language of the program that a tag or the name of a language means, however it is written;
/// the tag if there is none.
pub(super) fn known_tag(written: &str, languages: &[&str]) -> String {
    let plain = written.replace('_', "-").to_lowercase();
    let is_name = |name: &str| name.to_lowercase() == plain;
    let named = LANGUAGE_NAMES.iter().find(|name| is_name(name.english) || is_name(name.own));
    let tag = named.map_or(plain.as_str(), |name| name.tag);
    let known = languages.iter().find(|known| known.eq_ignore_ascii_case(tag));
    known.map_or_else(|| tag.to_owned(), |known| (*known).to_owned())
}

/// What a column holds, or what is wrong with its name and what to do.
fn header(cell: &str, languages: &[&str], lang: &str) -> Result<Header, (String, String)> {
    let (name, stated) = name_and_language(cell);
    let Some(column) = Column::of(name) else {
        let plain = name.trim().to_lowercase().replace([' ', '-'], "_");
        let hint = match nearest::nearest(&plain, Column::VARIANTS.iter().copied()) {
            Some(known) => format!("did you mean `{known}`?"),
            None => format!("delete it, or name it one of: {}", Column::VARIANTS.join(", ")),
        };
        return Err((format!("the column `{}` is not known", cell.trim()), hint));
    };
    let tag = stated.map(|stated| known_tag(stated, languages));
    match tag {
        Some(_) if !column.is_text() => {
            let message = format!("`{}` has no translations", column.name());
            Err((message, format!("name the column `{}`", column.name())))
        }
        Some(tag) if languages.contains(&tag.as_str()) => Ok(Header { column, lang: Some(tag) }),
        Some(tag) if tag == EVERY_LANGUAGE => Ok(Header { column, lang: None }),
        Some(tag) => {
            let message = format!("`{tag}` is not a language of the program");
            Err((message, nearest::hint(&tag, languages.iter().copied())))
        }
        None => Ok(Header { column, lang: column.is_text().then(|| lang.to_owned()) }),
    }
}
