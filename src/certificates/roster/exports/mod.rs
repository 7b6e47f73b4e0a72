//! The lists that meeting tools, ticket shops, forms, and learning platforms export, recognized by
//! their headers. `table` lists them.

mod table;

use std::sync::LazyLock;

pub use table::EXPORTS;

use super::headers::plain;
use super::mapping::Field;
use super::table::Row;
use super::unit::Unit;

/// A list that a program exports.
#[derive(Debug)]
pub struct Export {
    /// The ID in options and saved mappings.
    pub id: &'static str,
    /// The list as it is called in a sentence, such as "a Zoom participants report".
    pub name: &'static str,
    /// The vendor's documentation.
    pub source: &'static str,
    /// The headers that together occur in no other list. Each is written in every known way,
    /// separated by vertical bars.
    pub marks: &'static [&'static str],
    /// What is read, with the known names of the column, separated by vertical bars.
    pub columns: &'static [(Field, &'static str)],
    /// The unit of plain numbers in the column for hours.
    pub unit: Option<Unit>,
    /// Columns that must not be read although another list could have a field in them.
    pub ignored: &'static [&'static str],
    /// Columns that say nothing about who came, although their headers alone do not show it,
    /// separated by vertical bars.
    pub harmless: &'static [&'static str],
    /// The title above the people, if the file has several blocks.
    pub title: Option<&'static str>,
    /// The titles that end the block of the people.
    pub next_titles: &'static [&'static str],
    /// What the column for names shows in rows that the program adds. The row of a person never
    /// has it. Empty text stands for a row without anything that is read.
    pub not_people: &'static [&'static str],
}

impl PartialEq for Export {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Export {}

/// How to read a list: as an export, or by its headers alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadAs {
    /// The user named the export.
    Export(&'static Export),
    /// The list is read by its headers, even if it looks like an export.
    Plain,
}

/// The name of [`ReadAs::Plain`] in options and saved mappings.
pub const PLAIN: &str = "plain";

impl ReadAs {
    /// Returns the ID in options and saved mappings.
    pub(super) fn id(self) -> &'static str {
        match self {
            ReadAs::Export(export) => export.id,
            ReadAs::Plain => PLAIN,
        }
    }

    /// Returns the way of reading with an ID.
    pub(super) fn find(id: &str) -> Option<Self> {
        if id == PLAIN {
            return Some(ReadAs::Plain);
        }
        EXPORTS.iter().find(|export| export.id == id).map(ReadAs::Export)
    }
}

/// Parses the value of `--read-as`.
///
/// # Errors
/// Returns a message if no export has this ID.
pub fn parse_read_as(text: &str) -> Result<ReadAs, String> {
    ReadAs::find(text).ok_or_else(|| {
        let ids: Vec<&str> = EXPORTS.iter().map(|export| export.id).chain([PLAIN]).collect();
        format!("expected one of {}", ids.join(", "))
    })
}

/// The ways to write a header, in plain letters.
type Names = Vec<String>;

/// The plain forms of an export's headers.
struct PlainExport {
    marks: Vec<Names>,
    columns: Vec<(&'static Field, Names)>,
    ignored: Vec<Names>,
    harmless: Vec<Names>,
}

static PLAIN_EXPORTS: LazyLock<Vec<PlainExport>> = LazyLock::new(|| {
    let names = |text: &str| -> Names { text.split('|').map(plain).collect() };
    let to_plain = |export: &'static Export| PlainExport {
        marks: export.marks.iter().map(|text| names(text)).collect(),
        columns: export.columns.iter().map(|(field, text)| (field, names(text))).collect(),
        ignored: export.ignored.iter().map(|text| names(text)).collect(),
        harmless: export.harmless.iter().map(|text| names(text)).collect(),
    };
    EXPORTS.iter().map(to_plain).collect()
});

/// Returns the export with most of its marks in a header. `header` is in plain letters.
pub(super) fn recognize(header: &[String]) -> Option<&'static Export> {
    let has = |names: &Names| names.iter().any(|name| header.contains(name));
    let mut best = (0, None);
    for (export, plain) in EXPORTS.iter().zip(PLAIN_EXPORTS.iter()) {
        if plain.marks.len() > best.0 && plain.marks.iter().all(has) {
            best = (plain.marks.len(), Some(export));
        }
    }
    best.1
}

impl Export {
    fn plain(&self) -> Option<&'static PlainExport> {
        let index = EXPORTS.iter().position(|export| export == self)?;
        PLAIN_EXPORTS.get(index)
    }

    /// Returns the columns of a header that hold a field. `header` is in plain letters. The way to
    /// write a header that comes first in the table has precedence.
    pub(super) fn columns_of(&self, field: &Field, header: &[String]) -> Vec<usize> {
        let columns = self.plain().into_iter().flat_map(|plain| &plain.columns);
        for name in columns.filter(|(known, _)| *known == field).flat_map(|(_, names)| names) {
            let found: Vec<usize> = (0..header.len()).filter(|at| header[*at] == *name).collect();
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    /// Returns whether the table states for this header that it is read as a field or ignored.
    /// `header` is in plain letters.
    pub(super) fn knows(&self, header: &str) -> bool {
        let Some(plain) = self.plain() else { return false };
        let columns = plain.columns.iter().map(|(_, names)| names);
        columns.chain(&plain.ignored).flatten().any(|name| name == header)
    }

    /// Returns whether the table states for this header that it says nothing about who came.
    /// `header` is in plain letters.
    pub(super) fn is_harmless(&self, header: &str) -> bool {
        let Some(plain) = self.plain() else { return false };
        plain.ignored.iter().chain(&plain.harmless).flatten().any(|name| name == header)
    }

    /// Returns whether a row is the title above the people.
    pub(super) fn is_title(&self, row: &Row) -> bool {
        let title = only_cell(row).map(|text| without_number(&text).to_owned());
        let known = self.title.into_iter().flat_map(|names| names.split('|'));
        title.is_some_and(|title| known.map(plain).any(|name| name == title))
    }

    /// Returns whether a row is the title of the block after the people.
    pub(super) fn ends_at(&self, row: &Row) -> bool {
        let Some(title) = only_cell(row) else { return false };
        let next = self.next_titles.iter().flat_map(|names| names.split('|'));
        next.map(plain).any(|name| name == without_number(&title))
    }
}

/// Returns the text of the first cell in plain letters, if no other cell of the row is filled.
fn only_cell(row: &Row) -> Option<String> {
    let (first, others) = row.cells.split_first()?;
    let is_alone = others.iter().all(super::table::Cell::is_blank) && !first.is_blank();
    is_alone.then(|| plain(&first.shown()))
}

/// Removes the number from a title such as `2 participants`.
fn without_number(title: &str) -> &str {
    match title.split_once(' ') {
        Some((number, rest)) if number.bytes().all(|byte| byte.is_ascii_digit()) => rest,
        _ => title,
    }
}
