//! Rosters in workbooks: the sheets of XLSX and ODS files, cell by cell, within limits that a spreadsheet of people never meets.

use std::io::{self, Cursor, Read};
use std::thread;

use calamine::{Data, DataRef, ExcelDateTime, Ods, Reader, SheetType, SheetVisible, Xlsx};
use zip::ZipArchive;

use super::table::{Cell, Merge, Row, Table};
use crate::workers;

/// The columns that are looked at; further ones hold nothing of a roster.
const MOST_COLUMNS: usize = 256;
/// The most that all parts of a workbook may hold unpacked, in bytes.
const MOST_UNPACKED: u64 = 768 * 1024 * 1024;
/// The most text that the cells of a workbook may hold, in bytes.
const MOST_TEXT: usize = 256 * 1024 * 1024;

const TOO_LARGE: &str = "the workbook is far too large for a roster";

/// A workbook's lists, and whether rows are hidden in it.
#[derive(Debug, Default)]
pub(super) struct Workbook {
    pub(super) tables: Vec<Table>,
    pub(super) hides_rows: bool,
}

/// Which kind of workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Excel.
    Xlsx,
    /// LibreOffice.
    Ods,
}

/// Reads the visible sheets, each with at most `most` rows.
pub(super) fn read(bytes: &[u8], kind: Kind, most: usize) -> Result<Workbook, String> {
    let hides_rows = unpack(bytes, kind)?;
    let tables = match kind {
        Kind::Xlsx => guarded(|| read_xlsx(bytes, most)),
        Kind::Ods => guarded(|| read_ods(bytes, most)),
    }?;
    Ok(Workbook { tables, hides_rows })
}

/// Unpacks every part once, to nowhere: a part that is damaged or swells without end is found before anything is made of it.
/// Says whether rows are hidden.
fn unpack(bytes: &[u8], kind: Kind) -> Result<bool, String> {
    let damaged = |error: &dyn std::fmt::Display| format!("the workbook is damaged: {error}");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let mut left = MOST_UNPACKED;
    let mut hides_rows = false;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| damaged(&error))?;
        let is_sheet = part.name().is_ok_and(|name| match kind {
            Kind::Xlsx => name.starts_with("xl/worksheets/"),
            Kind::Ods => name == "content.xml",
        });
        let mut scan = Scan {
            marks: if is_sheet { hidden_marks(kind) } else { &[] },
            tail: Vec::new(),
            found: false,
        };
        left -= io::copy(&mut part.take(left), &mut scan).map_err(|error| damaged(&error))?;
        if left == 0 {
            return Err(TOO_LARGE.to_owned());
        }
        hides_rows |= scan.found;
    }
    Ok(hides_rows)
}

/// How the formats mark a hidden row.
fn hidden_marks(kind: Kind) -> &'static [(&'static [u8], &'static [u8])] {
    match kind {
        Kind::Xlsx => &[(b"<row", b" hidden=\"1\""), (b"<row", b" hidden=\"true\"")],
        Kind::Ods => &[
            (b"<table:table-row", b" table:visibility=\"filter\""),
            (b"<table:table-row", b" table:visibility=\"collapse\""),
        ],
    }
}

/// Looks for tags with an attribute in what passes by.
struct Scan {
    marks: &'static [(&'static [u8], &'static [u8])],
    tail: Vec<u8>,
    found: bool,
}

impl io::Write for Scan {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.found || self.marks.is_empty() {
            return Ok(bytes.len());
        }
        self.tail.extend_from_slice(bytes);
        let whole = self.tail.iter().rposition(|byte| *byte == b'>').map_or(0, |at| at + 1);
        self.found = self.tail[..whole].split(|byte| *byte == b'>').any(|tag| {
            let start = tag.iter().rposition(|byte| *byte == b'<').map_or(tag, |at| &tag[at..]);
            self.marks.iter().any(|(name, mark)| {
                start.starts_with(name) && start.windows(mark.len()).any(|part| part == *mark)
            })
        });
        self.tail.drain(..whole);
        self.tail.truncate(64 * 1024);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Runs a reader where it may break down: it meets files that no one foresaw, and one that ends it is told like any other that cannot be read.
fn guarded(read: impl FnOnce() -> Result<Vec<Table>, String> + Send) -> Result<Vec<Table>, String> {
    let broken = || Err("the workbook is damaged".to_owned());
    thread::scope(|scope| {
        match thread::Builder::new().name(workers::THREAD_NAME.to_owned()).spawn_scoped(scope, read)
        {
            Ok(reader) => reader.join().unwrap_or_else(|_| broken()),
            Err(error) => Err(format!("the workbook cannot be read: {error}")),
        }
    })
}

fn read_xlsx(bytes: &[u8], most: usize) -> Result<Vec<Table>, String> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes))
        .map_err(|error| format!("the workbook cannot be read: {error}"))?;
    let sheets = workbook.sheets_metadata().iter().filter(|sheet| {
        sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet
    });
    let names: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
    let mut budget = MOST_TEXT;
    names.into_iter().map(|name| xlsx_sheet(&mut workbook, name, most, &mut budget)).collect()
}

fn xlsx_sheet(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: String,
    most: usize,
    budget: &mut usize,
) -> Result<Table, String> {
    let fault = |error: calamine::XlsxError| format!("the sheet `{name}` cannot be read: {error}");
    let mut sheet = Sheet { rows: Vec::new(), most, budget };
    let mut cells = workbook.worksheet_cells_reader(&name).map_err(fault)?;
    let mut seems_empty = false;
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(fault)? {
        let (row, column) = cell.get_position();
        let format = || {
            cells
                .styles()
                .get(style)?
                .number_format
                .as_ref()
                .map(|format| format.format_code.as_str())
        };
        let value = match cell.get_value() {
            DataRef::Int(number) => counted(*number as f64, format),
            DataRef::Float(number) => counted(*number, format),
            DataRef::Empty => {
                seems_empty = true;
                continue;
            }
            DataRef::SharedString(text) => Cell::text(text),
            DataRef::String(text) => Cell::text(text),
            other => from_data(Data::from(other.clone())),
        };
        sheet.put(row, column as usize, value)?;
    }
    drop(cells);
    if seems_empty {
        let mut cells = workbook.worksheet_cells_reader(&name).map_err(fault)?;
        while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(fault)? {
            if cell.formula.is_some() && matches!(cell.value, DataRef::Empty) {
                sheet.valueless(cell.pos.0, cell.pos.1 as usize);
            }
        }
    }
    let merges = workbook.merge_cells_by_sheet_name(&name).map_err(fault)?;
    let merges = merges.iter().map(|area| Merge {
        rows: (area.start.0 + 1, area.end.0 + 1),
        columns: (area.start.1 as usize, area.end.1 as usize),
    });
    let (merges, rows) = (merges.collect(), sheet.rows);
    Ok(Table { sheet: Some(name), entries: false, rows, merges })
}

fn read_ods(bytes: &[u8], most: usize) -> Result<Vec<Table>, String> {
    let mut workbook: Ods<_> = Ods::new(Cursor::new(bytes))
        .map_err(|error| format!("the workbook cannot be read: {error}"))?;
    let sheets =
        workbook.sheets_metadata().iter().filter(|sheet| sheet.visible == SheetVisible::Visible);
    let names: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
    let mut budget = MOST_TEXT;
    let mut tables = Vec::new();
    for name in names {
        let range = workbook
            .worksheet_range(&name)
            .map_err(|error| format!("the sheet `{name}` cannot be read: {error}"))?;
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut sheet = Sheet { rows: Vec::new(), most, budget: &mut budget };
        for (row, column, value) in range.used_cells() {
            sheet.put(
                first_row + row as u32,
                first_column as usize + column,
                from_data(value.clone()),
            )?;
        }
        let formulas = workbook
            .worksheet_formula(&name)
            .map_err(|error| format!("the sheet `{name}` cannot be read: {error}"))?;
        let (first_row, first_column) = formulas.start().unwrap_or_default();
        for (row, column, formula) in formulas.used_cells() {
            let (row, column) = (first_row + row as u32, first_column + column as u32);
            if !formula.is_empty()
                && range.get_value((row, column)).is_none_or(|value| *value == Data::Empty)
            {
                sheet.valueless(row, column as usize);
            }
        }
        let rows = sheet.rows;
        tables.push(Table { sheet: Some(name), entries: false, rows, merges: Vec::new() });
    }
    Ok(tables)
}

/// The rows of a sheet as its cells come.
struct Sheet<'a> {
    rows: Vec<Row>,
    most: usize,
    budget: &'a mut usize,
}

impl Sheet<'_> {
    /// Puts a cell; row and column count from 0.
    fn put(&mut self, row: u32, column: usize, cell: Cell) -> Result<(), String> {
        if column >= MOST_COLUMNS || cell.is_blank() {
            return Ok(());
        }
        let length = if let Cell::Text(text) = &cell { text.len() } else { 0 };
        *self.budget = self.budget.checked_sub(length).ok_or_else(|| TOO_LARGE.to_owned())?;
        if self.rows.last().is_none_or(|last| last.number != row + 1) {
            if self.rows.last().is_some_and(|last| last.number > row + 1) {
                return Err("the rows of the workbook are not in order".to_owned());
            }
            if self.rows.len() == self.most {
                return Err(format!("the list has more than {} rows", self.most));
            }
            self.rows.push(Row { number: row + 1, line: None, cells: Vec::new() });
        }
        if let Some(last) = self.rows.last_mut() {
            if last.cells.len() <= column {
                last.cells.resize(column + 1, Cell::Empty);
            }
            last.cells[column] = cell;
        }
        Ok(())
    }

    /// Notes a formula whose value was not saved: without it, a row of formulas would be taken for an empty one.
    fn valueless(&mut self, row: u32, column: usize) {
        let at =
            self.rows.binary_search_by_key(&(row + 1), |row| row.number).unwrap_or_else(|at| {
                self.rows.insert(at, Row { number: row + 1, line: None, cells: Vec::new() });
                at
            });
        let cells = &mut self.rows[at].cells;
        if column < MOST_COLUMNS {
            cells.resize(cells.len().max(column + 1), Cell::Empty);
            cells[column] = Cell::Fault("a formula without a value".into());
        }
    }
}

/// A number; one that the sheet shows with leading zeros, as ids are, is the text that it shows.
fn counted<'a>(number: f64, format: impl Fn() -> Option<&'a str>) -> Cell {
    let zeros = format()
        .filter(|code| code.len() > 1 && code.bytes().all(|byte| byte == b'0'))
        .map(str::len);
    match zeros {
        Some(width) if number.fract() == 0.0 && (0.0..1e15).contains(&number) => {
            Cell::Text(format!("{:0width$}", number as u64).into())
        }
        _ => Cell::Number(number),
    }
}

fn from_data(data: Data) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::Int(number) => Cell::Number(number as f64),
        Data::Float(number) => Cell::Number(number),
        Data::String(text) => Cell::text(&text),
        Data::Bool(yes) => Cell::Truth(yes),
        Data::DateTime(time) => from_time(time),
        Data::DateTimeIso(text) => Cell::Date(text.into()),
        Data::DurationIso(text) => {
            duration(&text).map_or_else(|| Cell::Text(text.as_str().into()), Cell::Span)
        }
        Data::Error(error) => Cell::Fault(error.to_string().into()),
    }
}

/// A day, or a time of day or duration: Excel keeps both as a number of days.
fn from_time(time: ExcelDateTime) -> Cell {
    let days = time.as_f64();
    if time.is_duration() || (0.0..1.0).contains(&days) {
        return Cell::Span(to_second(days * 24.0));
    }
    let (year, month, day, ..) = time.to_ymd_hms_milli();
    Cell::Date(format!("{year:04}-{month:02}-{day:02}").into())
}

/// Hours, freed from what the binary fraction of a day is short of a second.
fn to_second(hours: f64) -> f64 {
    (hours * 3600.0).round() / 3600.0
}

/// Hours of an ISO 8601 duration such as `PT06H30M00S`.
fn duration(text: &str) -> Option<f64> {
    let mut hours = 0.0;
    let mut number = String::new();
    for c in text.strip_prefix("PT")?.chars() {
        match c {
            '0'..='9' | '.' => number.push(c),
            'H' | 'M' | 'S' => {
                let value: f64 = number.parse().ok()?;
                hours += value
                    / if c == 'H' {
                        1.0
                    } else if c == 'M' {
                        60.0
                    } else {
                        3600.0
                    };
                number.clear();
            }
            _ => return None,
        }
    }
    number.is_empty().then(|| to_second(hours))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_become_hours() {
        assert_eq!(duration("PT06H30M00S"), Some(6.5));
        assert_eq!(duration("PT40H"), Some(40.0));
        assert_eq!(duration("P1DT2H"), None);
        assert_eq!(
            from_time(ExcelDateTime::new(
                0.270_833_333_333_333,
                calamine::ExcelDateTimeType::DateTime,
                false
            )),
            Cell::Span(6.5)
        );
        assert_eq!(
            from_time(ExcelDateTime::new(46_300.0, calamine::ExcelDateTimeType::DateTime, false)),
            Cell::Date("2026-10-05".into())
        );
    }

    #[test]
    fn numbers_shown_with_leading_zeros_are_texts() {
        assert_eq!(counted(42.0, || Some("00000")), Cell::Text("00042".into()));
        assert_eq!(counted(42.0, || Some("0")), Cell::Number(42.0));
        assert_eq!(counted(4.5, || Some("00")), Cell::Number(4.5));
    }

    #[test]
    fn hidden_rows_are_seen_across_the_pieces_that_pass_by() {
        use std::io::Write;
        let text = b"<sheetData><row r=\"1\"><c/></row><row r=\"2\" spans=\"1:2\" hidden=\"1\"><c/></row></sheetData>";
        for size in [1, 7, 64, 1000] {
            let mut scan = Scan { marks: hidden_marks(Kind::Xlsx), tail: Vec::new(), found: false };
            text.chunks(size).for_each(|part| scan.write_all(part).unwrap());
            assert!(scan.found, "{size}");
        }
        let mut scan = Scan { marks: hidden_marks(Kind::Xlsx), tail: Vec::new(), found: false };
        scan.write_all(
            b"<cols><col min=\"1\" hidden=\"1\"/></cols><row r=\"1\"><c t=\"s\"/></row>",
        )
        .unwrap();
        assert!(!scan.found);
    }
}
