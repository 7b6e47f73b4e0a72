//! The closing table of a run.

use std::io::{self, Write};

use crate::content::edition::Edition;
use crate::diagnostic::Format;
use crate::pipeline::{Outcome, Row, State};

impl State {
    /// As the table shows it.
    fn told(self) -> &'static str {
        match self {
            State::Made => "made",
            State::Unchanged => "up to date",
            State::Checked => "checked",
            State::Failed => "failed",
        }
    }
}

/// Writes what became of each job.
pub(crate) fn print(
    out: &mut dyn Write,
    outcome: &Outcome,
    shown_out: &str,
    format: Format,
) -> io::Result<()> {
    match format {
        Format::Human => human(out, &outcome.rows, shown_out),
        Format::Short => outcome.rows.iter().try_for_each(|row| writeln!(out, "{}: {}", row.output.as_ref().unwrap_or(&row.piece), row.state.told())),
        Format::Json => outcome.rows.iter().try_for_each(|row| {
            let line = serde_json::json!({
                "type": "file", "piece": row.piece, "over": row.over, "edition": row.edition.map(Edition::name), "language": row.lang,
                "pages": row.pages, "file": row.output, "state": row.state.told(),
            });
            writeln!(out, "{line}")
        }),
    }
}

fn human(out: &mut dyn Write, rows: &[Row], shown_out: &str) -> io::Result<()> {
    let head = ["piece", "edition", "language", "pages", "", "file"].map(str::to_owned);
    let body = rows.iter().map(|row| {
        let pages = row.pages.map_or_else(|| "–".to_owned(), |pages| pages.to_string());
        let subject = row
            .over
            .as_ref()
            .map_or_else(|| row.piece.clone(), |over| format!("{}.{over}", row.piece));
        let none = || "–".to_owned();
        let file = row.output.as_ref().map_or_else(none, |output| format!("{shown_out}/{output}"));
        let edition = row.edition.map_or_else(none, |edition| edition.name().to_owned());
        [
            subject,
            edition,
            row.lang.clone().unwrap_or_else(none),
            pages,
            row.state.told().to_owned(),
            file,
        ]
    });
    let lines: Vec<[String; 6]> = std::iter::once(head).chain(body).collect();
    columns(out, &lines, Some(3))
}

/// Writes lines in columns. Numbers stand right, in the column that is named; the rest stands left. What may be in any script belongs in the
/// last column: terminals do not agree on how wide it is or from which side it runs.
pub(crate) fn columns<const N: usize>(
    out: &mut dyn Write,
    lines: &[[String; N]],
    right: Option<usize>,
) -> io::Result<()> {
    let widths: Vec<usize> = (0..N)
        .map(|column| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0))
        .collect();
    for line in lines {
        let mut text = String::new();
        for (column, cell) in line.iter().enumerate() {
            let pad = " ".repeat(widths[column] - cell.chars().count());
            let cell =
                if right == Some(column) { format!("{pad}{cell}") } else { format!("{cell}{pad}") };
            text.push_str(&cell);
            text.push_str("  ");
        }
        writeln!(out, "{}", text.trim_end())?;
    }
    Ok(())
}
