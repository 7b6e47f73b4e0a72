//! What an import says and records about translations that are missing or older now.

use std::path::PathBuf;

use super::super::context::Context;
use super::changes::{Changes, List};
use super::texts::{NoteKind, TextNote};
use crate::content::texts::Step;
use crate::error::Error;
use crate::project::Project;
use crate::translation::{KnownText, PATH, Record, text_id};

/// The number of entries that a note names.
const MOST_NAMED: usize = 3;

/// Names the texts whose translations are missing or older now, one note for each field and
/// language.
pub(super) fn print(context: &Context, notes: &[TextNote]) {
    let mut groups: Vec<Vec<&TextNote>> = Vec::new();
    for note in notes {
        let is_missing = |note: &TextNote| note.kind == NoteKind::Missing;
        let is_like = |other: &TextNote| {
            (other.field, &other.lang, is_missing(other))
                == (note.field, &note.lang, is_missing(note))
        };
        match groups.iter_mut().find(|group| group.iter().all(|other| is_like(other))) {
            Some(group) => group.push(note),
            None => groups.push(vec![note]),
        }
    }
    for group in groups {
        context.note(&in_words(&group));
    }
}

/// The note about texts of one field in one language.
fn in_words(group: &[&TextNote]) -> String {
    let mut entries: Vec<&str> = group.iter().map(|note| note.entry.as_str()).collect();
    entries.dedup();
    let named: Vec<String> =
        entries.iter().take(MOST_NAMED).map(|entry| format!("`{entry}`")).collect();
    let more = match entries.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let (entries, TextNote { field, lang, kind, .. }) = (named.join(", "), group[0]);
    match kind {
        NoteKind::Missing => format!(
            "`{field}` of {entries}{more} has no text in `{lang}`; add a column \
             `{field} ({lang})`, or name the column `{field} (all)` if the text is the same in \
             every language"
        ),
        NoteKind::Older { .. } => format!(
            "the `{lang}` text of `{field}` of {entries}{more} stays and is older than the new \
             one; add a column `{field} ({lang})`, or let it be translated with `peerpress \
             translate export {lang}`"
        ),
    }
}

/// The record of translations, if the project has one, with the texts as they were translated, so
/// that those that are older now are reported until someone corrects or reviews them.
///
/// # Errors
/// If the record cannot be read.
pub(super) fn record(
    project: &Project,
    changes: &Changes,
) -> Result<Option<(PathBuf, Vec<u8>)>, Error> {
    if !project.path(PATH).exists() {
        return Ok(None);
    }
    let before = Record::read_to_change(project)?;
    let mut after = before.clone();
    for note in &changes.notes {
        let NoteKind::Older { source, target } = &note.kind else { continue };
        let texts = &mut after.languages.entry(note.lang.clone()).or_default().texts;
        texts.entry(id(changes.of, note)).or_insert_with(|| KnownText::new(source, target));
    }
    Ok((after != before).then(|| (project.path(PATH), after.to_json().into_bytes())))
}

/// The ID of a text, as files for translators have it.
fn id(of: List, note: &TextNote) -> String {
    let field = |name: &str| Step::Field(name.to_owned());
    // The record does not depend on the index of an entry that has an ID.
    let mut steps = vec![field(of.name), Step::Entry(0, Some(note.entry.clone()))];
    if let Some(day) = note.day {
        steps.extend([field("days"), Step::Entry(day, None)]);
    }
    steps.push(field(note.field));
    text_id(of.file.name(), &steps)
}
