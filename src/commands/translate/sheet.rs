//! Reads a spreadsheet that came back from a translator.

use std::collections::HashMap;
use std::path::Path;

use strum::IntoEnumIterator;

use crate::certificates::roster::{PlainCell, read_cells};
use crate::diagnostic::{Cell, Code, Finding, Place, shorten};
use crate::error::Error;
use crate::nearest;
use crate::translation::{COLUMNS, IncomingRow, SheetColumn, State, Target};

/// A spreadsheet with translations.
#[derive(Debug)]
pub(super) struct TranslationSheet {
    pub(super) source_lang: String,
    pub(super) target_lang: String,
    pub(super) rows: Vec<IncomingRow>,
    /// Which sheet was read, if others have rows, too.
    pub(super) note: Option<String>,
    /// The states that do not exist.
    pub(super) faults: Vec<Finding>,
}

/// The columns that a translation needs.
const NEEDED: [SheetColumn; 3] = [SheetColumn::Id, SheetColumn::Source, SheetColumn::Translation];

/// Reads a spreadsheet.
///
/// # Errors
/// If it cannot be read, or has no column with IDs, sources, or translations.
pub(super) fn read(path: &Path, chosen: Option<&str>) -> Result<TranslationSheet, Error> {
    let is_header = |cells: &[String]| {
        let known = cells.iter().filter(|cell| column(cell).is_some()).count();
        known >= 2
    };
    let table = read_cells(path, chosen, &is_header)?;
    let headers: Vec<String> = table.header.cells.iter().map(PlainCell::text).collect();
    let mut columns: HashMap<SheetColumn, (usize, String)> = HashMap::new();
    for (index, cell) in headers.iter().enumerate() {
        let Some((known, lang)) = column(cell) else { continue };
        if columns.insert(known, (index, lang)).is_some() {
            let name: &str = known.into();
            let message = format!("two columns are `{name}`");
            return Err(Error::new(path, message).hint("delete one of the two"));
        }
    }
    for needed in NEEDED {
        if !columns.contains_key(&needed) {
            return Err(missing(path, needed, &headers));
        }
    }
    let lang = |column| columns.get(&column).map(|(_, lang)| lang.clone()).unwrap_or_default();
    let shown = path.display().to_string().replace('\\', "/");
    let header_of = |column| columns.get(&column).and_then(|(index, _)| headers.get(*index));
    let target_header = header_of(SheetColumn::Translation).cloned();
    let state_header = header_of(SheetColumn::State).cloned();
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for row in &table.rows {
        let cell = |column| {
            let (index, _) = columns.get(&column)?;
            row.cells.get(*index)
        };
        let text = |column| cell(column).map(PlainCell::text).unwrap_or_default();
        let place =
            Cell { row: row.number, entry: false, line: None, column: target_header.clone() };
        let written = text(SheetColumn::State).trim().to_lowercase();
        let state: Option<State> = written.parse().ok();
        if state.is_none() && !written.is_empty() {
            let cell = Cell { column: state_header.clone(), ..place.clone() };
            faults.push(unknown_state(&written, row.number, Place::cell(&shown, cell)));
        }
        rows.push(IncomingRow {
            name: format!("row {}", row.number),
            place: Place::cell(&shown, place),
            id: text(SheetColumn::Id).trim().to_owned(),
            source: text(SheetColumn::Source),
            target: cell(SheetColumn::Translation).map_or(Target::Text(String::new()), target),
            seal: Some(text(SheetColumn::Seal)).filter(|seal| !seal.is_empty()),
            state,
        });
    }
    rows.retain(|row| !is_blank(row));
    Ok(TranslationSheet {
        source_lang: lang(SheetColumn::Source),
        target_lang: lang(SheetColumn::Translation),
        rows,
        note: table.note,
        faults,
    })
}

/// A word in the column `state` that is not a state.
fn unknown_state(written: &str, row: u32, place: Place) -> Finding {
    let message = format!("`{}` in row {row} is not a state", shorten(written));
    let hint = nearest::choice_hint(written, State::iter().map(State::name));
    Finding::new(Code::BadTranslation, message).at(place).hint(hint)
}

fn is_blank(row: &IncomingRow) -> bool {
    row.id.is_empty() && row.source.trim().is_empty() && row.target == Target::Text(String::new())
}

/// What a column holds, and the language in the parentheses of its name.
fn column(header: &str) -> Option<(SheetColumn, String)> {
    let (name, lang) = match header.trim().strip_suffix(')').and_then(|it| it.rsplit_once('(')) {
        Some((name, lang)) => (name, lang.trim()),
        None => (header, ""),
    };
    let column: SheetColumn = name.trim().to_lowercase().parse().ok()?;
    let has_lang = matches!(column, SheetColumn::Source | SheetColumn::Translation);
    (has_lang != lang.is_empty()).then(|| (column, lang.to_owned()))
}

fn missing(path: &Path, needed: SheetColumn, headers: &[String]) -> Error {
    let name: &str = needed.into();
    let form = match needed {
        SheetColumn::Source | SheetColumn::Translation => {
            format!("{name} (TAG)")
        }
        _ => name.to_owned(),
    };
    let unknown = headers.iter().filter(|header| column(header).is_none());
    let renamed = unknown.map(|header| header.trim()).find(|header| !header.is_empty());
    let hint = match renamed {
        Some(header) => {
            let plain = header.split('(').next().unwrap_or_default().trim().to_lowercase();
            match nearest::nearest(&plain, COLUMNS.iter().copied()) {
                Some(known) if known == name => {
                    format!("rename the column \"{header}\" to `{form}`")
                }
                _ => format!("restore the name `{form}`; the column \"{header}\" is not known"),
            }
        }
        None => format!("restore the column `{form}` from the file that was sent"),
    };
    Error::new(path, format!("no column is `{form}`")).hint(hint)
}

/// The translation in a cell.
fn target(cell: &PlainCell) -> Target {
    match cell {
        PlainCell::Text(text) => Target::Text(text.clone()),
        // Compared with the numbers of the source.
        PlainCell::Number(text) => Target::Text(text.clone()),
        PlainCell::Date(text) => Target::Unfit(format!("is the date or time {text}, not text")),
        PlainCell::Unfit(text) => Target::Unfit(format!("is {text}, not text")),
    }
}
