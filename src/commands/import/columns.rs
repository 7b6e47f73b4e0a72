//! The columns of a spreadsheet: what each holds, by its name in the header.

use std::str::FromStr;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::faults::{CellPlace, SheetFaults};
use crate::certificates::roster::CellRow;
use crate::content::language_names::LANGUAGE_NAMES;
use crate::nearest;

/// What the columns of a kind of spreadsheet hold. Their names are those of fields in the data.
pub(super) trait SheetColumn:
    Copy + Ord + FromStr + Into<&'static str> + strum::VariantNames + 'static
{
    /// A row that names one of these columns is the header.
    const IN_HEADER: &'static [Self];

    /// Other names of columns, as people write them: in lower case, without accents and hyphens.
    const OTHER_NAMES: &'static [(&'static str, Self)];

    /// Whether columns with unknown names are left out, and not a fault. A name that is similar to
    /// a known one is always a fault.
    const LEAVES_OUT_OTHERS: bool = false;

    /// Whether the field has translations.
    fn is_text(self) -> bool;

    /// Whether a text in a column that names no language is the same in every language, as a name.
    fn is_same_in_all_languages(self) -> bool {
        false
    }

    /// Whether a checkbox can stand in the column.
    fn is_yes_or_no(self) -> bool {
        false
    }

    /// The field in the data.
    fn name(self) -> &'static str {
        self.into()
    }

    /// The column with a name, however it is written.
    fn of(name: &str) -> Option<Self> {
        let plain = plain(name);
        let field = plain.replace(' ', "_");
        let other = Self::OTHER_NAMES.iter().find(|(other, _)| *other == plain);
        field.parse().ok().or_else(|| other.map(|(_, column)| *column))
    }
}

/// A text in lower case, without accents, with a space in place of each hyphen and underscore.
pub(super) fn plain(text: &str) -> String {
    let letters = text.trim().nfd().filter(|c| !is_combining_mark(*c));
    letters.collect::<String>().to_lowercase().replace(['_', '-'], " ")
}

/// The language of a column of text that is the same in every language, such as `venue (all)`; also
/// in Spanish and in French.
const EVERY_LANGUAGE: [&str; 5] = ["all", "todos", "todas", "tous", "toutes"];

/// A column with the language of its texts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Header<C> {
    pub(super) column: C,
    /// `None` if the texts are the same in every language, as those of most columns are.
    pub(super) lang: Option<String>,
}

/// Whether a row is the header.
pub(super) fn is_header<C: SheetColumn>(cells: &[String]) -> bool {
    let mut named = cells.iter().filter_map(|cell| C::of(name_and_language(cell).0));
    named.any(|column| C::IN_HEADER.contains(&column))
}

/// The columns of a spreadsheet.
#[derive(Debug)]
pub(super) struct Columns<C> {
    /// What each column holds; `None` for one without a name, or with an unknown one.
    headers: Vec<Option<Header<C>>>,
    titles: Vec<String>,
    /// The names of the columns that are left out.
    left_out: Vec<String>,
}

impl<C: SheetColumn> Columns<C> {
    /// Reads the header. Text in a column that names no language is in `lang`. Unknown names, and
    /// two columns with the same one, are faults.
    pub(super) fn of(
        row: &CellRow,
        languages: &[&str],
        lang: &str,
        faults: &mut SheetFaults,
    ) -> Self {
        let titles: Vec<String> = row.cells.iter().map(|cell| cell.text().trim().into()).collect();
        let mut headers: Vec<Option<Header<C>>> = Vec::new();
        let mut left_out = Vec::new();
        for (cell, title) in row.cells.iter().zip(&titles) {
            let place = CellPlace { row: row.number, column: Some(title.clone()) };
            let header = match cell.fault() {
                Some(fault) => Err(fault),
                None if title.is_empty() => Ok(None),
                None if is_left_out::<C>(title) => {
                    left_out.push(title.clone());
                    Ok(None)
                }
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
        Self { headers, titles, left_out }
    }

    /// Says which columns are left out.
    pub(super) fn left_out(&self) -> impl Iterator<Item = String> {
        let say = |title: &String| {
            format!("the column `{title}` is left out: the data has no field with this name")
        };
        self.left_out.iter().map(say)
    }

    /// What the columns hold.
    pub(super) fn all(&self) -> impl Iterator<Item = C> {
        self.headers.iter().flatten().map(|header| header.column)
    }

    /// The number of columns, with those that have no name.
    pub(super) fn count(&self) -> usize {
        self.headers.len()
    }

    pub(super) fn header(&self, index: usize) -> Option<&Header<C>> {
        self.headers.get(index)?.as_ref()
    }

    /// The name of the column at an index as the spreadsheet has it.
    pub(super) fn title(&self, index: usize) -> Option<String> {
        self.titles.get(index).cloned()
    }

    /// The name of the first column with a field.
    pub(super) fn title_of(&self, column: C) -> Option<String> {
        let is_it =
            |header: &Option<Header<C>>| header.as_ref().is_some_and(|it| it.column == column);
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

/// The known name that is similar to that of a column.
fn similar<C: SheetColumn>(name: &str) -> Option<&'static str> {
    nearest::nearest(&plain(name).replace(' ', "_"), C::VARIANTS.iter().copied())
}

/// Whether a column holds something else than the data.
fn is_left_out<C: SheetColumn>(title: &str) -> bool {
    let name = name_and_language(title).0;
    C::LEAVES_OUT_OTHERS && C::of(name).is_none() && similar::<C>(name).is_none()
}

/// What a column holds, or what is wrong with its name and what to do.
fn header<C: SheetColumn>(
    cell: &str,
    languages: &[&str],
    lang: &str,
) -> Result<Header<C>, (String, String)> {
    let (name, stated) = name_and_language(cell);
    let Some(column) = C::of(name) else {
        let hint = match similar::<C>(name) {
            Some(known) => format!("did you mean `{known}`?"),
            None => format!("delete it, or name it one of: {}", C::VARIANTS.join(", ")),
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
        Some(tag) if EVERY_LANGUAGE.contains(&tag.as_str()) => Ok(Header { column, lang: None }),
        Some(tag) => {
            let message = format!("`{tag}` is not a language of the program");
            Err((message, nearest::hint(&tag, languages.iter().copied())))
        }
        None => {
            let is_in_lang = column.is_text() && !column.is_same_in_all_languages();
            Ok(Header { column, lang: is_in_lang.then(|| lang.to_owned()) })
        }
    }
}
