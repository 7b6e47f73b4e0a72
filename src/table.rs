//! The table at the end of a run, and tables in general.

use std::io::{self, Write};

use serde::Serialize;

use crate::diagnostic::Format;
use crate::output::json::write_record;
use crate::pipeline::OutputRow;

/// `"type": "file"`: the result of a job, one record for each of its files.
#[derive(Serialize)]
struct FileRecord<'a> {
    #[serde(flatten)]
    row: &'a OutputRow,
    /// The language code, under its older name.
    language: Option<&'a str>,
}

/// Prints the result of each job. `shown_out` is the output folder as the user named it.
pub(crate) fn print(
    out: &mut dyn Write,
    rows: &[OutputRow],
    shown_out: &str,
    format: Format,
) -> io::Result<()> {
    match format {
        Format::Human => columns(out, &table(rows, shown_out), Some(3)),
        Format::Short => rows.iter().try_for_each(|row| {
            let file = row.output.as_ref().unwrap_or(&row.piece);
            writeln!(out, "{file}: {}", row.state)
        }),
        Format::Json => rows.iter().try_for_each(|row| {
            write_record(out, "file", &FileRecord { row, language: row.lang.as_deref() })
        }),
    }
}

fn table(rows: &[OutputRow], shown_out: &str) -> Vec<[String; 6]> {
    let mut lines = vec![["piece", "edition", "language", "pages", "", "file"].map(str::to_owned)];
    for row in rows {
        let subject = row.over.as_ref().map(|over| format!("{}.{over}", row.piece));
        lines.push([
            subject.unwrap_or_else(|| row.piece.clone()),
            or_dash(row.edition),
            or_dash(row.lang.as_ref()),
            or_dash(row.pages),
            row.state.label(),
            or_dash(row.output.as_ref().map(|output| format!("{shown_out}/{output}"))),
        ]);
    }
    lines
}

fn or_dash(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| value.to_string())
}

/// Prints lines in columns, flush left, except for the column of numbers `right`. Text that may be
/// in any script belongs in the last column: terminals do not agree on its width or direction.
pub(crate) fn columns<L: AsRef<[String]>>(
    out: &mut dyn Write,
    lines: &[L],
    right: Option<usize>,
) -> io::Result<()> {
    let mut widths: Vec<usize> = Vec::new();
    for line in lines {
        for (column, cell) in line.as_ref().iter().enumerate() {
            widths.resize(widths.len().max(column + 1), 0);
            widths[column] = widths[column].max(cell.chars().count());
        }
    }
    for line in lines {
        let mut text = String::new();
        for (column, cell) in line.as_ref().iter().enumerate() {
            let width = widths[column];
            text += &if right == Some(column) {
                format!("{cell:>width$}  ")
            } else {
                format!("{cell:width$}  ")
            };
        }
        writeln!(out, "{}", text.trim_end())?;
    }
    Ok(())
}
