//! `peerpress import sessions`: adds and updates sessions from a spreadsheet.

mod change;
mod columns;
mod days;
mod faults;
mod places;
mod rows;
mod similar;
mod texts;
mod translations;
mod valid;
mod values;

use serde::Serialize;
use serde_json::Value;

use super::context::Context;
use super::{CLEAN, FAULTY};
use crate::certificates::roster::read_cells;
use crate::cli::{Common, ImportOrder};
use crate::content::data_file::DataFile;
use crate::content::{self};
use crate::diagnostic::Report;
use crate::error::Error;
use crate::nearest;
use crate::output::json::print_record;
use crate::output::write::write_all;
use crate::source;
use change::{Change, Changes};
use columns::Columns;
use days::OtherDays;
use faults::SheetFaults;
use texts::Languages;

/// `"type": "session-change"`: a field of a session that the spreadsheet changes, or a session that
/// it adds.
#[derive(Serialize)]
struct ChangeRecord<'a> {
    session: &'a str,
    /// The field; `null` for a new session.
    field: Option<&'a str>,
    before: Option<&'a Value>,
    after: &'a Value,
    /// Whether it was written.
    written: bool,
}

/// Shows what a spreadsheet of sessions changes, and writes it if the user says so.
pub(super) fn run_sessions(common: &Common, order: &ImportOrder) -> Result<u8, Error> {
    let context = Context::open(common, None)?;
    let mut report = Report::default();
    let content = content::read_facts(&context.project, &mut report);
    let trainings = DataFile::Trainings.path();
    let reading = source::read_json(&context.project, trainings);
    let (Some(content), Some(source)) = (content, reading.source) else {
        context.print_report(&report)?;
        return Ok(FAULTY);
    };
    let languages = Languages::of(&content);
    let lang = language_of_columns(order.lang.as_deref(), &languages)?;
    let mut table = read_cells(&order.file, &columns::is_header)?;
    let header = table.remove(0);
    let mut faults = SheetFaults::new(&order.file);
    let columns = Columns::of(&header, &languages.all, &lang, &mut faults);
    let sessions = rows::sessions(&columns, &table, &content.program.region.0, &mut faults);
    let others = if order.remove_days { OtherDays::Remove } else { OtherDays::Stay };
    let changes = Changes::find(&source, &sessions, &languages, others, &mut faults);
    if !order.allow_similar {
        let known = source.value["sessions"].as_array().map(Vec::as_slice).unwrap_or_default();
        similar::report_similar(known, &sessions, &changes, &mut faults);
    }
    valid::require_valid(&context.project, &source, &report, &sessions, &changes, &mut faults);
    if !faults.is_empty() {
        let mut report = Report::default();
        report.extend(faults.findings);
        report.sort();
        context.print_report(&report)?;
        context.note("nothing was imported; correct the spreadsheet, and import it again");
        return Ok(FAULTY);
    }
    let has_changes = !changes.list.is_empty();
    if order.write && has_changes {
        let text = changes.apply(&source)?.into_bytes();
        let mut files = vec![(context.project.path(trainings), text)];
        files.extend(translations::record(&context.project, &changes.notes)?);
        write_all(&files)?;
    }
    print(&context, &changes, order)?;
    Ok(CLEAN)
}

/// The language of the columns that name none.
fn language_of_columns(stated: Option<&str>, languages: &Languages<'_>) -> Result<String, Error> {
    let Some(stated) = stated else { return Ok(languages.first().to_owned()) };
    let tag = columns::known_tag(stated, &languages.all);
    if languages.all.contains(&tag.as_str()) {
        return Ok(tag);
    }
    let message = format!("`{stated}` is not a language of the program");
    Err(Error::usage(message).hint(nearest::hint(stated, languages.all.iter().copied())))
}

fn print(context: &Context, changes: &Changes, order: &ImportOrder) -> Result<(), Error> {
    for change in &changes.list {
        let Change { session, field, before, after, .. } = change;
        if context.is_json() {
            let (field, before) = (field.as_deref(), before.as_ref());
            let record = ChangeRecord { session, field, before, after, written: order.write };
            print_record("session-change", &record)?;
            continue;
        }
        context.say(&match (field, before) {
            (None, _) => format!("{session}: new session"),
            (Some(field), None) => format!("{session}: {field} {}", short(after)),
            (Some(field), Some(before)) => {
                format!("{session}: {field} {} → {}", short(before), short(after))
            }
        })?;
    }
    let (new, changed, same) = changes.counts();
    let verb = if order.write { "written" } else { "to write" };
    context.note(&format!(
        "{verb}: {new} new, {changed} changed, {same} unchanged; sessions that are not in the \
         spreadsheet stay as they are"
    ));
    changes.other_days.iter().for_each(|note| context.note(note));
    translations::print(context, &changes.notes);
    if !order.write && !changes.list.is_empty() {
        context.note("run the command again with `--write` to change `data/trainings.json`");
    }
    Ok(())
}

/// A value on one line.
fn short(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{text}`"),
        Value::Array(list) if list.iter().all(|day| day.get("date").is_some()) => {
            let day = |day: &Value| {
                let of = |field: &str| day[field].as_str().unwrap_or_default().to_owned();
                let place = match places::in_words(day) {
                    place if place.is_empty() => place,
                    place => format!(" ({place})"),
                };
                format!("{} {}–{}{place}", of("date"), of("start"), of("end"))
            };
            list.iter().map(day).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}
