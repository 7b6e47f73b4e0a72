//! `peerpress import`: adds and updates entries of the data from a spreadsheet.

mod changes;
mod columns;
mod faults;
mod partners;
mod sessions;
mod sheet_row;
mod shown;
mod similar_ids;
mod texts;
mod translations;
mod valid;

use serde::Serialize;
use serde_json::Value;

use super::context::Context;
use super::{CLEAN, FAULTY};
use crate::cli::{Common, Import, SheetOptions};
use crate::content::data_file::DataFile;
use crate::content::{self, Content};
use crate::diagnostic::Report;
use crate::error::Error;
use crate::nearest;
use crate::output::json::print_record;
use crate::output::write::write_all;
use crate::source::{self, Source};
use changes::{Change, Changes, List};
use faults::SheetFaults;
use texts::Languages;
pub(super) use valid::{is_known, stops_import};

/// A field of an entry that the spreadsheet changes, or an entry that it adds.
#[derive(Serialize)]
struct ChangeRecord<'a> {
    #[serde(flatten)]
    entry: EntryId<'a>,
    /// The field; `null` for a new entry.
    field: Option<&'a str>,
    before: Option<&'a Value>,
    /// `null` for a field that is emptied.
    after: Option<&'a Value>,
    /// Whether it was written.
    written: bool,
}

/// The ID of an entry in a record.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum EntryId<'a> {
    /// In `"type": "session-change"`.
    Session(&'a str),
    /// In `"type": "partner-change"`.
    Partner(&'a str),
}

/// Shows what a spreadsheet changes, and writes it if the user says so.
pub(super) fn run(common: &Common, what: &Import) -> Result<u8, Error> {
    match what {
        Import::Sessions(order) => sessions::run(common, order),
        Import::Partners(sheet) => partners::run(common, sheet),
    }
}

/// A data file that a spreadsheet is imported into.
struct Target {
    context: Context,
    content: Content,
    /// The list that is changed.
    list: List,
    /// The file of the list.
    source: Source,
    /// What is wrong with the data before.
    report: Report,
}

impl Target {
    /// Reads the data. `None` if it has errors, which are printed.
    fn open(common: &Common, list: List) -> Result<Option<Self>, Error> {
        let context = Context::open(common, None)?;
        let mut report = Report::default();
        let content = content::read_facts(&context.project, &mut report);
        let path = list.file.path();
        let source = match list.empty.filter(|_| !context.project.path(path).exists()) {
            Some(empty) => Some(Source::of_text(path, empty)),
            None => source::read_json(&context.project, path).source,
        };
        let (Some(content), Some(source)) = (content, source) else {
            context.print_report(&report)?;
            return Ok(None);
        };
        Ok(Some(Self { context, content, list, source, report }))
    }

    /// Writes the changes if there is no fault and the user says so. Returns the exit code.
    fn finish(
        &self,
        changes: &Changes,
        faults: SheetFaults,
        options: &SheetOptions,
        notes: &[String],
    ) -> Result<u8, Error> {
        let context = &self.context;
        if !faults.is_empty() {
            let mut report = Report::default();
            report.extend(faults.findings);
            report.sort();
            context.print_report(&report)?;
            notes.iter().for_each(|note| context.note(note));
            context.note("nothing was imported; correct the spreadsheet, and import it again");
            return Ok(FAULTY);
        }
        if options.write && !changes.list.is_empty() {
            let text = changes.apply(&self.source)?.into_bytes();
            let mut files = vec![(context.project.path(self.list.file.path()), text)];
            files.extend(translations::record(&context.project, changes)?);
            write_all(&files)?;
        }
        self.print(changes, options.write, notes)?;
        Ok(CLEAN)
    }

    fn print(&self, changes: &Changes, written: bool, notes: &[String]) -> Result<(), Error> {
        let (context, list) = (&self.context, self.list);
        let show = list.show;
        for change in &changes.list {
            let Change { entry, field, before, after, .. } = change;
            if context.is_json() {
                let (field, before) = (field.as_deref(), before.as_ref());
                let entry = match list.file {
                    DataFile::Partners => EntryId::Partner(entry),
                    _ => EntryId::Session(entry),
                };
                let after = after.as_ref();
                let record = ChangeRecord { entry, field, before, after, written };
                print_record(&format!("{}-change", list.entry), &record)?;
                continue;
            }
            let after = after.as_ref().unwrap_or(&Value::Null);
            let Some(field) = field else {
                context.say(&format!("{entry}: new {}", list.entry))?;
                let fields = after.as_object().into_iter().flatten();
                for (field, value) in fields.filter(|(field, _)| *field != "id") {
                    context.say(&format!("{entry}: {field} {}", show(value)))?;
                }
                continue;
            };
            context.say(&match before {
                None => format!("{entry}: {field} {}", show(after)),
                Some(before) => format!("{entry}: {field} {} → {}", show(before), show(after)),
            })?;
        }
        let (new, changed, same) = changes.counts();
        let verb = if written { "written" } else { "to write" };
        context.note(&format!(
            "{verb}: {new} new, {changed} changed, {same} unchanged; {} that are not in the \
             spreadsheet stay as they are",
            list.name
        ));
        notes.iter().for_each(|note| context.note(note));
        translations::print(context, &changes.notes);
        if !written && !changes.list.is_empty() {
            let file = list.file.path();
            context.note(&format!("run the command again with `--write` to change `{file}`"));
        }
        Ok(())
    }
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
