//! `peerpress translate import`: puts translations back into the data.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::super::context::Context;
use super::super::{CLEAN, FAULTY};
use super::sheet::{self, TranslationSheet};
use super::valid;
use crate::certificates::roster::no_sheets;
use crate::cli::Common;
use crate::content::Content;
use crate::diagnostic::{Finding, Report};
use crate::error::Error;
use crate::output::and_list;
use crate::output::json::print_record;
use crate::output::write::write_all;
use crate::translation::{
    Incoming, IncomingRow, Known, MIDNIGHT, NOON, PATH, Record, SourceText, edited, language_pair,
    read_xliff, source_texts,
};

/// The maximum size of a file, in bytes. A file of 2,000 texts in two languages has 2 MB.
const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// The byte order mark of UTF-8, which stays where a file has it.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The extensions of XLIFF, in lowercase letters.
const XLIFF_EXTENSIONS: [&str; 2] = ["xlf", "xliff"];

/// The number of rows that a note names.
const MOST_NAMED: usize = 5;

/// `"type": "translation-change"`: a text that the file translates.
#[derive(Serialize)]
struct ChangeRecord<'a> {
    lang: &'a str,
    /// The ID in the file.
    id: &'a str,
    /// The data file.
    file: &'a str,
    pointer: &'a str,
    before: Option<&'a str>,
    after: &'a str,
    /// Whether its source has changed since the export.
    outdated: bool,
    /// Whether it was written.
    written: bool,
}

/// A file that came back.
struct Returned {
    source_lang: String,
    target_lang: String,
    rows: Vec<IncomingRow>,
    /// Which sheet was read, if others have rows, too.
    note: Option<String>,
    /// What is wrong with it in itself.
    faults: Vec<Finding>,
}

/// Shows what a file changes, and writes it if the user says so.
pub(super) fn run(
    common: &Common,
    file: &Path,
    sheet: Option<&str>,
    write: bool,
) -> Result<u8, Error> {
    let context = Context::open(common, None)?;
    let Some((content, before)) = super::read_with_report(&context)? else { return Ok(FAULTY) };
    let mut report = Report::default();
    let returned = read(file, sheet, &mut report)?;
    returned.note.iter().for_each(|note| context.note(note));
    let (source_lang, lang) = language_pair(&content, &returned.target_lang)
        .map_err(|error| error.within(&file.display().to_string(), "import the file again"))?;
    if returned.source_lang != source_lang {
        let message = format!(
            "the file translates from `{}`, and the texts of the program are in `{source_lang}`",
            returned.source_lang
        );
        return Err(Error::new(file, message).hint("export the texts again"));
    }
    let record = Record::read_to_change(&context.project)?;
    let texts = source_texts(&content, source_lang, lang);
    let program = content.program.name.get(source_lang).unwrap_or_default();
    let times = times_in_words(&content, [source_lang, lang]);
    let listed = content.program.languages.iter().map(|language| language.tag.as_str());
    let others = listed.filter(|other| *other != lang && *other != source_lang).collect();
    let record = &record;
    let known = Known {
        program,
        source_lang,
        lang,
        texts: &texts,
        record: record.languages.get(lang),
        others,
        times,
    };
    let mut incoming = known.compare(&returned.rows);
    incoming.faults.extend(returned.faults);
    let files = edited_files(&content, lang, &incoming)?;
    if incoming.faults.is_empty() {
        valid::require_valid(&context.project, &files, &before, &mut incoming);
    }
    if !incoming.faults.is_empty() {
        report.extend(std::mem::take(&mut incoming.faults));
        context.print_report(&report)?;
        context.note("nothing was imported; correct these rows, and import the file again");
        return Ok(FAULTY);
    }
    if write {
        store(&context, &content, (lang, &texts), record, (&incoming, files))?;
    }
    print(&context, lang, &incoming, write)?;
    print_drafts(&context, &content, lang, &incoming);
    Ok(CLEAN)
}

/// The new texts of the data files that change, by their paths.
fn edited_files(
    content: &Content,
    lang: &str,
    incoming: &Incoming<'_>,
) -> Result<BTreeMap<&'static str, String>, Error> {
    let changes = incoming.changes.iter().map(|change| (change.text, change.target.as_str()));
    edited(content, lang, &changes.collect::<Vec<_>>())
}

/// Says that drafts need translations of their own for texts that were the same in all languages.
fn print_drafts(context: &Context, content: &Content, lang: &str, incoming: &Incoming<'_>) {
    let shared = incoming.changes.iter().filter(|change| change.text.is_shared).count();
    let is_other = |other: &&str| *other != lang && content.is_draft(other);
    let drafts: Vec<String> =
        content.all_languages().filter(is_other).map(|other| format!("`{other}`")).collect();
    if shared == 0 || drafts.is_empty() {
        return;
    }
    let (texts, them) = match shared {
        1 => ("1 text is".to_owned(), "it"),
        _ => (format!("{shared} texts are"), "them"),
    };
    context.note(&format!(
        "{texts} no longer the same in every language: translate {them} into {} too",
        and_list(&drafts)
    ));
}

/// The words of two languages for 12:00 and 0:00.
fn times_in_words(
    content: &Content,
    languages: [&str; 2],
) -> Vec<(String, &'static [&'static str])> {
    let locales = languages.into_iter().filter_map(|lang| content.wording.locales.get(lang));
    let words = locales.flat_map(|locale| [(&locale.noon, NOON), (&locale.midnight, MIDNIGHT)]);
    let words = words.filter(|(word, _)| !word.is_empty());
    words.map(|(word, hours)| (word.clone(), hours)).collect()
}

/// Reads XLIFF, or a spreadsheet. The text of an XLIFF file is kept for quoting.
fn read(path: &Path, chosen: Option<&str>, report: &mut Report) -> Result<Returned, Error> {
    let size = fs::metadata(path).map(|metadata| metadata.len()).unwrap_or_default();
    if size > MAX_BYTES {
        let message = format!("the file is larger than {} MB", MAX_BYTES / (1024 * 1024));
        return Err(Error::new(path, message).hint("check whether it is the right file"));
    }
    let bytes = fs::read(path).unwrap_or_default();
    if is_xml(&bytes) {
        if chosen.is_some() {
            return Err(no_sheets(path));
        }
        let xliff = read_xliff(path, &bytes)?;
        report.add_file(path.display().to_string().replace('\\', "/"), xliff.text);
        let (source_lang, target_lang) = (xliff.source_lang, xliff.target_lang);
        let (rows, note, faults) = (xliff.rows, None, Vec::new());
        return Ok(Returned { source_lang, target_lang, rows, note, faults });
    }
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    if XLIFF_EXTENSIONS.contains(&extension.as_str()) {
        let message = format!("the file name ends in `.{extension}`, but the file is not XLIFF");
        let hint = "if it is a spreadsheet, give it its own ending, such as `.xlsx`; otherwise ask \
                    for the file again, saved as XLIFF 2.0";
        return Err(Error::new(path, message).hint(hint));
    }
    let sheet = sheet::read(path, chosen)?;
    let TranslationSheet { source_lang, target_lang, rows, note, faults } = sheet;
    Ok(Returned { source_lang, target_lang, rows, note, faults })
}

/// Whether a file starts like XML, in UTF-8 or UTF-16.
fn is_xml(bytes: &[u8]) -> bool {
    let letters = bytes.iter().take(64).copied();
    let mut letters = letters.filter(|b| !matches!(b, 0 | 0xEF | 0xBB | 0xBF | 0xFE | 0xFF));
    letters.find(|b| !b.is_ascii_whitespace()) == Some(b'<')
}

/// Writes the data files and the record that change, all or none.
fn store(
    context: &Context,
    content: &Content,
    (lang, texts): (&str, &[SourceText]),
    before: &Record,
    (incoming, edited): (&Incoming<'_>, BTreeMap<&'static str, String>),
) -> Result<(), Error> {
    let mut record = before.clone();
    let own = record.languages.entry(lang.to_owned()).or_default();
    for change in &incoming.changes {
        own.note(change.text, &change.source, &change.target);
    }
    for (text, source) in &incoming.outdated {
        own.note(text, source, text.target.as_deref().unwrap_or_default());
    }
    for text in &incoming.confirmed {
        own.note(text, &text.source, text.target.as_deref().unwrap_or_default());
    }
    let is_empty = own.texts.is_empty() && own.reviews.is_empty();
    let has_news = !(incoming.changes.is_empty()
        && incoming.outdated.is_empty()
        && incoming.confirmed.is_empty());
    let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    for (file, text) in edited {
        let path = context.project.path(file);
        let has_mark = fs::read(&path).is_ok_and(|b| b.starts_with(BYTE_ORDER_MARK.as_bytes()));
        let mark = if has_mark { BYTE_ORDER_MARK } else { "" };
        files.push((path, format!("{mark}{text}").into_bytes()));
    }
    if has_news && !is_empty {
        let pieces: BTreeSet<&str> =
            content.pieces.pieces.iter().map(|piece| piece.id.as_str()).collect();
        own.forget_others(texts, &pieces);
        if record != *before {
            files.push((context.project.path(PATH), record.to_json().into_bytes()));
        }
    }
    if let Some(changed) = content.changed_since_read(&context.project).first() {
        let error = Error::new(changed, "the file was changed in the meantime");
        return Err(error.hint("run the command again"));
    }
    write_all(&files)
}

fn print(
    context: &Context,
    lang: &str,
    incoming: &Incoming<'_>,
    written: bool,
) -> Result<(), Error> {
    for change in &incoming.changes {
        let (text, after) = (change.text, change.target.as_str());
        let (before, outdated) = (text.target.as_deref(), change.source != text.source);
        if context.is_json() {
            let SourceText { id, file, pointer, .. } = text;
            let record = ChangeRecord { lang, id, file, pointer, before, after, outdated, written };
            print_record("translation-change", &record)?;
            continue;
        }
        let since = if outdated { " (its source has changed since the export)" } else { "" };
        context.say(&match before {
            Some(before) => format!("{}: `{before}` → `{after}`{since}", text.place),
            None => format!("{}: `{after}`{since}", text.place),
        })?;
    }
    let new = incoming.changes.iter().filter(|change| change.text.target.is_none()).count();
    let changed = incoming.changes.len() - new;
    let verb = if written { "written" } else { "to write" };
    context.note(&format!("{verb}: {new} new, {changed} changed"));
    for (rows, why) in [
        (&incoming.copies, "repeats the source, so it was left out"),
        (&incoming.removed, "is about a text that was removed from the data since the export"),
        (&incoming.retyped, "differs from the data only in quotes or spaces, so the data stays"),
    ] {
        if let Some(note) = note(rows, why) {
            context.note(&note);
        }
    }
    let has_news = !incoming.outdated.is_empty() || !incoming.confirmed.is_empty();
    if !incoming.outdated.is_empty() {
        let count = incoming.outdated.len();
        context.note(&format!("translations that are older than their source now: {count}"));
    }
    if !incoming.confirmed.is_empty() {
        let count = incoming.confirmed.len();
        context.note(&format!("translations marked as right for their new source: {count}"));
    }
    if !written && (has_news || !incoming.changes.is_empty()) {
        context.note("run the command again with `--write` to change the data");
    }
    Ok(())
}

/// Names the rows without effect, and why.
fn note(rows: &[String], why: &str) -> Option<String> {
    let first = rows.first()?;
    let others = match rows.len() - 1 {
        0 => return Some(format!("{first} {why}")),
        others if others < MOST_NAMED => rows[1..].join(", "),
        others => {
            format!("{}, and {} more", rows[1..MOST_NAMED].join(", "), others + 1 - MOST_NAMED)
        }
    };
    Some(format!("{first} {why}; the same is true of {others}"))
}
