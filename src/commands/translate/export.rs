//! `peerpress translate export`: writes the texts for a translator.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;

use super::super::context::Context;
use super::super::{CLEAN, FAULTY};
use crate::cli::{Common, FileFormat, TranslateExport};
use crate::content::Content;
use crate::content::edition::Edition;
use crate::content::language_tag::{self, Direction};
use crate::diagnostic::Report;
use crate::error::Error;
use crate::output::count;
use crate::output::json::print_record;
use crate::output::write::write;
use crate::pipeline::lay_out_each;
use crate::plan::{self, Job, Selection};
use crate::translation::{
    Record, Row, Sheet, SourceText, State, language_pair, measure, prints, seal, source_texts,
    to_xliff, to_xlsx,
};

/// `"type": "translation-file"`: a file for a translator.
#[derive(Serialize)]
struct FileRecord<'a> {
    lang: &'a str,
    file: String,
    texts: usize,
    /// The number of texts in each state.
    states: BTreeMap<&'static str, usize>,
}

/// Writes the file and prints its path.
pub(super) fn run(common: &Common, order: &TranslateExport) -> Result<u8, Error> {
    let context = Context::open(common, None)?;
    let Some(content) = super::read(&context)? else { return Ok(FAULTY) };
    let (source_lang, lang) = language_pair(&content, &order.lang)?;
    let record = Record::read_to_change(&context.project)?;
    let texts = Arc::new(source_texts(&content, source_lang, lang));
    let jobs = jobs(&content, source_lang)?;
    let rooms = measure_rooms(&context, &jobs, &texts);
    let program = content.program.name.get(source_lang).unwrap_or_default();
    let row = |(index, text): (usize, &'_ SourceText)| RowParts {
        state: text.state(record.languages.get(lang)),
        seal: seal(program, lang, text),
        pieces: pieces(&content, &jobs, index, &texts),
        room: rooms.get(&index).copied(),
    };
    let parts: Vec<RowParts<'_>> = texts.iter().enumerate().map(row).collect();
    let rows = texts.iter().zip(parts).filter(|(text, _)| text.has_words()).map(|(text, parts)| {
        let RowParts { state, seal, pieces, room } = parts;
        Row { text, state, seal, pieces, room }
    });
    let is_rtl = language_tag::direction(lang) == Direction::Rtl;
    let sheet = Sheet { program, source_lang, target_lang: lang, is_rtl, rows: rows.collect() };
    let path = store(&context, &content, order, &sheet)?;
    print(&context, &sheet, path)?;
    Ok(CLEAN)
}

/// What a row has beside its text.
struct RowParts<'a> {
    state: State,
    seal: String,
    pieces: Vec<&'a str>,
    room: Option<usize>,
}

/// The jobs of every piece in the source language, in every edition.
fn jobs(content: &Content, source_lang: &str) -> Result<Vec<Arc<Job>>, Error> {
    let selection = Selection {
        editions: Edition::ALL.to_vec(),
        languages: vec![source_lang.to_owned()],
        ..Selection::default()
    };
    Ok(plan::plan(content, &selection, &Report::default())?.jobs)
}

/// The pieces that print a text, in their order.
fn pieces<'a>(
    content: &'a Content,
    jobs: &[Arc<Job>],
    index: usize,
    texts: &[SourceText],
) -> Vec<&'a str> {
    let ids = content.pieces.pieces.iter().map(|piece| piece.id.as_str());
    ids.filter(|id| jobs.iter().any(|job| job.piece == *id && prints(job, &texts[index]))).collect()
}

/// Lays out the screen editions in the source language, and measures the texts on their pages.
fn measure_rooms(
    context: &Context,
    jobs: &[Arc<Job>],
    texts: &Arc<Vec<SourceText>>,
) -> HashMap<usize, usize> {
    let jobs: Vec<Arc<Job>> =
        jobs.iter().filter(|job| job.edition == Edition::Screen).cloned().collect();
    let mut progress = context.progress();
    let mut rooms: HashMap<usize, usize> = HashMap::new();
    let mut done = 0;
    let own = Arc::clone(texts);
    let work = move |job: &Job, document: &_| measure(job, document, &own);
    lay_out_each(&context.project, &jobs, context.jobs, work, |measured| {
        done += 1;
        progress.show(done, jobs.len());
        for (index, room) in measured.unwrap_or_default() {
            let least = rooms.entry(index).or_insert(room);
            *least = room.min(*least);
        }
    });
    progress.finish();
    rooms
}

/// Writes the file. One that is there and has other contents may hold a translator's work.
fn store(
    context: &Context,
    content: &Content,
    order: &TranslateExport,
    sheet: &Sheet<'_>,
) -> Result<PathBuf, Error> {
    let format = order.format.file();
    let (extension, bytes) = match format {
        FileFormat::Xlsx => {
            let date = content.program.revised.0;
            ("xlsx", to_xlsx(sheet, date).map_err(|error| error.to_string()))
        }
        FileFormat::Xliff => ("xlf", to_xliff(sheet).map_err(|error| error.to_string())),
    };
    let name = format!("{}.{extension}", sheet.target_lang);
    let path = order.file.clone().unwrap_or_else(|| context.out.join("translations").join(name));
    let bytes =
        bytes.map_err(|error| Error::new(&path, format!("the file cannot be created: {error}")))?;
    match fs::read(&path) {
        Ok(there) if there == bytes => return Ok(path),
        Ok(_) => {
            let message =
                "the file already exists, and may have translations that were not imported";
            let hint = "name another file, or move it away";
            return Err(Error::new(&path, message).hint(hint));
        }
        Err(_) => {}
    }
    write(&path, &bytes)?;
    Ok(path)
}

fn print(context: &Context, sheet: &Sheet<'_>, path: PathBuf) -> Result<(), Error> {
    let mut states: BTreeMap<&'static str, usize> = BTreeMap::new();
    for row in &sheet.rows {
        *states.entry(row.state.name()).or_default() += 1;
    }
    let file = context.shown_path(&path);
    let (lang, texts) = (sheet.target_lang, sheet.rows.len());
    if context.is_json() {
        return print_record("translation-file", &FileRecord { lang, file, texts, states });
    }
    context.say(&file)?;
    let states: Vec<String> =
        states.iter().map(|(state, count)| format!("{count} {state}")).collect();
    context.note(&format!("{}: {}", count(texts, "text", "texts"), states.join(", ")));
    Ok(())
}
