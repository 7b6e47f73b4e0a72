//! Rosters in workbooks: reads the sheets of XLSX and ODS files, within limits that no real roster
//! reaches.

use std::fmt::Display;
use std::io::Cursor;
use std::thread;

use calamine::{
    Data, DataRef, ExcelDateTime, Ods, OdsError, Reader, Sheet, SheetType, SheetVisible, Xlsx,
    XlsxError,
};

use super::archive::{WorkbookFormat, invalid, password_protected, too_large};
use super::excel_tables::remove_totals;
use super::finding;
use super::number_format::{Shown, is_inexact, is_time_of_day, shown_number, shown_text};
use super::ods_text::show_text;
use super::table::{Cell, Merge, Row, Table, WITHOUT_VALUE, column_letters};
use crate::diagnostic::{Code, Finding};
use crate::workers;

/// The number of columns that are read. No column of a roster is further right.
pub(super) const MAX_COLUMNS: usize = 256;
/// The number of rows, from the first on, in which text in other columns is read too, so that a
/// header that is too wide shows.
const WIDE_ROWS: usize = 60;
/// What a cell with a number has that is too long to be exact.
const TOO_LONG: &str = "a number that is too long to be exact; format the column as text";
/// What a cell with a number has whose format hides it or shows another number.
const MISLEADING: &str = "a number that its format does not show; change the format to a number";
/// The maximum size of all text in the cells of a workbook, in bytes.
const MAX_TEXT: usize = 256 * 1024 * 1024;

/// What is read of a cell that holds a date with a time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DatedTime {
    /// The date.
    Date,
    /// Both: `2027-03-11 16:00`.
    Both,
}

/// Reads the sheets, each with at most `max_rows` rows.
pub(super) fn read_sheets(
    bytes: &[u8],
    format: WorkbookFormat,
    max_rows: usize,
    dated: DatedTime,
) -> Result<Vec<Table>, Finding> {
    catch_panic(|| match format {
        WorkbookFormat::Xlsx => read_xlsx(bytes, max_rows, dated),
        WorkbookFormat::Ods => read_ods(bytes, max_rows),
    })
}

/// The error of a sheet that has a cell, or a whole row, at a place that was already read.
fn placed_twice(name: &str, row: u32, column: usize, last: usize) -> Finding {
    let what = match column == last {
        true => format!("cell {}{row}", column_letters(column)),
        false => format!("row {row}"),
    };
    invalid(format!("the sheet `{name}` has {what} twice, so one of the two would be lost"))
}

fn unreadable_sheet(name: &str, error: impl Display) -> Finding {
    invalid(format!("the sheet `{name}` cannot be read: {error}"))
}

/// Runs a reader on a thread of its own. Calamine can panic on malformed files; a panic becomes a
/// finding like any other unreadable file.
fn catch_panic<T: Send>(read: impl FnOnce() -> Result<T, Finding> + Send) -> Result<T, Finding> {
    thread::scope(|scope| {
        let builder = thread::Builder::new().name(workers::THREAD_NAME.to_owned());
        let reader = builder
            .spawn_scoped(scope, read)
            .map_err(|error| invalid(format!("the workbook cannot be read: {error}")))?;
        reader.join().unwrap_or_else(|_| Err(invalid("the workbook is damaged")))
    })
}

fn read_xlsx(bytes: &[u8], max_rows: usize, dated: DatedTime) -> Result<Vec<Table>, Finding> {
    let mut workbook: Xlsx<_> = match Xlsx::new(Cursor::new(bytes)) {
        Ok(workbook) => workbook,
        Err(XlsxError::Password) => return Err(password_protected()),
        Err(error) => return Err(invalid(format!("the workbook cannot be read: {error}"))),
    };
    let mut budget = MAX_TEXT;
    read_each(&worksheets(workbook.sheets_metadata()), |name| {
        let mut table = read_xlsx_sheet(&mut workbook, name, (max_rows, dated), &mut budget)?;
        remove_totals(&mut table, bytes);
        Ok(table)
    })
}

/// Returns the names of the sheets with cells, and whether each is hidden.
fn worksheets(sheets: &[Sheet]) -> Vec<(String, bool)> {
    let with_cells = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    with_cells.map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible)).collect()
}

/// Reads sheets. A hidden one that cannot be read is left out.
fn read_each(
    sheets: &[(String, bool)],
    mut read: impl FnMut(String) -> Result<Table, Finding>,
) -> Result<Vec<Table>, Finding> {
    let mut tables = Vec::new();
    for (name, is_hidden) in sheets {
        match read(name.clone()) {
            Ok(table) => tables.push(Table { is_hidden: *is_hidden, ..table }),
            Err(_) if *is_hidden => {}
            Err(finding) => return Err(finding),
        }
    }
    Ok(tables)
}

fn read_xlsx_sheet(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: String,
    (max_rows, dated): (usize, DatedTime),
    budget: &mut usize,
) -> Result<Table, Finding> {
    let failed = |error: XlsxError| unreadable_sheet(&name, error);
    let mut sheet = SheetRows { rows: Vec::new(), max_rows, budget };
    let mut cells = workbook.worksheet_cells_reader(&name).map_err(failed)?;
    let mut has_empty_cells = false;
    let mut last_place = None;
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(failed)? {
        let (row, column) = cell.get_position();
        if let Some((last_row, last)) = last_place
            && last_row == row
            && last >= column
        {
            return Err(placed_twice(&name, row + 1, column as usize, last as usize));
        }
        last_place = Some((row, column));
        let format_code = || {
            let format = cells.styles().get(style)?.number_format.as_ref()?;
            Some(format.format_code.as_str())
        };
        let value = match cell.get_value() {
            DataRef::Int(number) => number_cell(*number as f64, format_code),
            DataRef::Float(number) => number_cell(*number, format_code),
            DataRef::Empty => {
                has_empty_cells = true;
                continue;
            }
            DataRef::SharedString(text) => text_cell(text, format_code),
            DataRef::String(text) => text_cell(text, format_code),
            DataRef::DateTime(time) if format_code().is_some_and(is_time_of_day) => {
                clock_cell(*time, dated)
            }
            DataRef::DateTime(time) => time_cell(*time, dated),
            other => data_cell(Data::from(other.clone())),
        };
        sheet.put(row, column as usize, value)?;
    }
    drop(cells);
    // Only a sheet with empty cells can have formulas without a value; most need no second pass.
    if has_empty_cells {
        let mut cells = workbook.worksheet_cells_reader(&name).map_err(failed)?;
        while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(failed)? {
            if cell.formula.is_some() && matches!(cell.value, DataRef::Empty) {
                sheet.put_formula_without_value(cell.pos.0, cell.pos.1 as usize);
            }
        }
    }
    let merges = workbook.merge_cells_by_sheet_name(&name).map_err(failed)?;
    let merges = merges.iter().map(|area| Merge {
        rows: (area.start.0 + 1, area.end.0 + 1),
        columns: (area.start.1 as usize, area.end.1 as usize),
    });
    let (merges, rows) = (merges.collect(), sheet.rows);
    Ok(Table { sheet: Some(name), rows, merges, ..Table::default() })
}

fn read_ods(bytes: &[u8], max_rows: usize) -> Result<Vec<Table>, Finding> {
    let mut workbook: Ods<_> = match Ods::new(Cursor::new(bytes)) {
        Ok(workbook) => workbook,
        Err(OdsError::Password) => return Err(password_protected()),
        Err(error) => return Err(invalid(format!("the workbook cannot be read: {error}"))),
    };
    let mut budget = MAX_TEXT;
    read_each(&worksheets(workbook.sheets_metadata()), |name| {
        let mut table = read_ods_sheet(&mut workbook, name.clone(), max_rows, &mut budget)?;
        show_text(&mut table.rows, bytes, &name, MAX_COLUMNS);
        Ok(table)
    })
}

fn read_ods_sheet(
    workbook: &mut Ods<Cursor<&[u8]>>,
    name: String,
    max_rows: usize,
    budget: &mut usize,
) -> Result<Table, Finding> {
    let failed = |error: OdsError| unreadable_sheet(&name, error);
    let mut sheet = SheetRows { rows: Vec::new(), max_rows, budget };
    let range = workbook.worksheet_range(&name).map_err(failed)?;
    let (first_row, first_column) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        let (row, column) = (first_row + row as u32, first_column as usize + column);
        sheet.put(row, column, data_cell(value.clone()))?;
    }
    let formulas = workbook.worksheet_formula(&name).map_err(failed)?;
    let (first_row, first_column) = formulas.start().unwrap_or_default();
    for (row, column, formula) in formulas.used_cells() {
        let (row, column) = (first_row + row as u32, first_column + column as u32);
        let value = range.get_value((row, column));
        if !formula.is_empty() && value.is_none_or(|value| *value == Data::Empty) {
            sheet.put_formula_without_value(row, column as usize);
        }
    }
    Ok(Table { sheet: Some(name), rows: sheet.rows, ..Table::default() })
}

/// Collects the rows of a sheet cell by cell.
struct SheetRows<'a> {
    rows: Vec<Row>,
    max_rows: usize,
    /// The bytes of text that the workbook may still have.
    budget: &'a mut usize,
}

impl SheetRows<'_> {
    /// Adds a cell. Row and column count from 0.
    fn put(&mut self, row: u32, column: usize, cell: Cell) -> Result<(), Finding> {
        let is_wide = column >= MAX_COLUMNS;
        let may_be_header = self.rows.len() < WIDE_ROWS && matches!(cell, Cell::Text(_));
        if cell.is_blank() || (is_wide && !may_be_header) {
            return Ok(());
        }
        let length = if let Cell::Text(text) = &cell { text.len() } else { 0 };
        *self.budget = self.budget.checked_sub(length).ok_or_else(too_large)?;
        let last_number = self.rows.last().map_or(0, |last| last.number);
        if last_number > row + 1 {
            return Err(invalid("the rows of the workbook are out of order"));
        }
        if last_number < row + 1 {
            if self.rows.len() == self.max_rows {
                let message = format!("the list has more than {} rows", self.max_rows);
                return Err(finding(Code::RosterFile, message, "split it into several rosters"));
            }
            self.rows.push(Row { number: row + 1, line: None, cells: Vec::new() });
        }
        if let Some(last) = self.rows.last_mut() {
            last.cells.resize(last.cells.len().max(column + 1), Cell::Empty);
            last.cells[column] = cell;
        }
        Ok(())
    }

    /// Adds a formula whose value was not saved. Without it, a row of formulas would look empty.
    fn put_formula_without_value(&mut self, row: u32, column: usize) {
        let found = self.rows.binary_search_by_key(&(row + 1), |row| row.number);
        let index = found.unwrap_or_else(|index| {
            self.rows.insert(index, Row { number: row + 1, line: None, cells: Vec::new() });
            index
        });
        let cells = &mut self.rows[index].cells;
        if column < MAX_COLUMNS {
            cells.resize(cells.len().max(column + 1), Cell::Empty);
            cells[column] = Cell::Invalid(WITHOUT_VALUE.into());
        }
    }
}

/// Returns a cell with a number, or with the text that the sheet shows for it, as it does for IDs.
fn number_cell<'a>(number: f64, format_code: impl Fn() -> Option<&'a str>) -> Cell {
    if is_inexact(number) {
        return Cell::Invalid(TOO_LONG.into());
    }
    match format_code().map_or(Shown::Number, |code| shown_number(number, code)) {
        Shown::Number => Cell::Number(number),
        Shown::Text(text) => Cell::Text(text.into()),
        Shown::Misleading => Cell::Invalid(MISLEADING.into()),
    }
}

/// Returns a cell with text, or with the text that the sheet shows for it.
fn text_cell<'a>(text: &str, format_code: impl Fn() -> Option<&'a str>) -> Cell {
    match format_code().and_then(|code| shown_text(text, code)) {
        Some(shown) => Cell::text(&shown),
        None => Cell::text(text),
    }
}

fn data_cell(data: Data) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::Int(number) => number_cell(number as f64, || None),
        Data::Float(number) => number_cell(number, || None),
        Data::String(text) => Cell::text(&text),
        Data::Bool(value) => Cell::Bool(value),
        Data::DateTime(time) => time_cell(time, DatedTime::Date),
        Data::DateTimeIso(text) => Cell::Date(text.into()),
        Data::DurationIso(text) => {
            parse_duration(&text).map_or_else(|| Cell::Text(text.as_str().into()), Cell::Duration)
        }
        Data::Error(error) => Cell::Invalid(error.to_string().into()),
    }
}

/// Returns a date, or a time of day or duration: Excel stores both as a number of days.
fn time_cell(time: ExcelDateTime, dated: DatedTime) -> Cell {
    let days = time.as_f64();
    if time.is_duration() || (0.0..1.0).contains(&days) {
        return Cell::Duration(round_to_second(days * 24.0));
    }
    let (year, month, day, ..) = time.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (days.fract() * 1440.0).round() as u32 {
        minutes @ 1..1440 if dated == DatedTime::Both => {
            Cell::Date(format!("{date} {:02}:{:02}", minutes / 60, minutes % 60).into())
        }
        _ => Cell::Date(date.into()),
    }
}

/// Returns a time of day as the sheet shows it, such as `8:00 AM`. It is no amount of time.
fn clock_cell(time: ExcelDateTime, dated: DatedTime) -> Cell {
    let minutes = (time.as_f64() * 1440.0).round();
    if !(0.0..1440.0).contains(&minutes) {
        return time_cell(time, dated);
    }
    let (hour, minute) = (minutes as u32 / 60, minutes as u32 % 60);
    let half = if hour < 12 { "AM" } else { "PM" };
    let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
    Cell::Text(format!("{hour}:{minute:02} {half}").into())
}

/// Rounds hours to a second, because a binary fraction of a day is slightly off.
fn round_to_second(hours: f64) -> f64 {
    (hours * 3600.0).round() / 3600.0
}

/// Parses an ISO 8601 duration such as `PT06H30M00S`, in hours.
fn parse_duration(text: &str) -> Option<f64> {
    let mut hours = 0.0;
    let mut number = String::new();
    for c in text.strip_prefix("PT")?.chars() {
        let units_per_hour = match c {
            '0'..='9' | '.' => {
                number.push(c);
                continue;
            }
            'H' => 1.0,
            'M' => 60.0,
            'S' => 3600.0,
            _ => return None,
        };
        hours += number.parse::<f64>().ok()? / units_per_hour;
        number.clear();
    }
    number.is_empty().then(|| round_to_second(hours))
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    #[test]
    fn times_become_hours() {
        assert_eq!(parse_duration("PT06H30M00S"), Some(6.5));
        assert_eq!(parse_duration("PT40H"), Some(40.0));
        assert_eq!(parse_duration("P1DT2H"), None);
        let time = |days| ExcelDateTime::new(days, ExcelDateTimeType::DateTime, false);
        let dated = DatedTime::Date;
        assert_eq!(time_cell(time(0.270_833_333_333_333), dated), Cell::Duration(6.5));
        for (days, shown) in [(1.0 / 3.0, "8:00 AM"), (0.0, "12:00 AM"), (0.6875, "4:30 PM")] {
            assert_eq!(clock_cell(time(days), dated), Cell::Text(shown.into()));
        }
        for (dated, shown) in
            [(DatedTime::Date, "2026-10-05"), (DatedTime::Both, "2026-10-05 16:00")]
        {
            let cells = [46_300.0 + 2.0 / 3.0, 46_300.0].map(|days| clock_cell(time(days), dated));
            assert_eq!(cells, [shown, "2026-10-05"].map(|text| Cell::Date(text.into())));
        }
    }

    #[test]
    fn numbers_shown_with_leading_zeros_are_text() {
        assert_eq!(number_cell(42.0, || Some("00000")), Cell::Text("00042".into()));
        assert_eq!(number_cell(42.0, || Some("\"P-\"0000")), Cell::Text("P-0042".into()));
        assert_eq!(number_cell(42.0, || Some("0")), Cell::Number(42.0));
        assert_eq!(number_cell(1e16, || None), Cell::Invalid(TOO_LONG.into()));
        assert_eq!(number_cell(4.5, || Some("00")), Cell::Number(4.5));
    }
}
