//! Pieces in draft languages that are not made yet, and what each of them lacks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::job::{Job, MissingText};
use crate::content::Content;
use crate::content::data_file::DataFile;
use crate::diagnostic::{Code, Finding, shorten};

/// The number of texts that a hint names.
const MOST_NAMED: usize = 3;

/// Reports each piece that lacks texts in a draft language, once.
pub(super) fn find_incomplete(content: &Content, jobs: &[Arc<Job>]) -> Vec<Finding> {
    let mut missing: BTreeMap<(&str, &str), BTreeSet<&MissingText>> = BTreeMap::new();
    for job in jobs {
        missing.entry((&job.piece, &job.lang)).or_default().extend(&job.untranslated);
    }
    let finding = |((id, lang), texts): ((&str, &str), BTreeSet<&MissingText>)| {
        let are = match texts.len() {
            1 => "1 of its texts is missing".to_owned(),
            count => format!("{count} of its texts are missing"),
        };
        let index = content.pieces.pieces.iter().position(|piece| piece.id.as_str() == id);
        let pointer = format!("/pieces/{}/id", index.unwrap_or_default());
        Finding::new(Code::DraftLanguage, format!("`{id}` is not made in `{lang}`: {are}"))
            .at(content.place(DataFile::Pieces.path(), &pointer))
            .hint(hint(lang, &texts))
    };
    missing.into_iter().map(finding).collect()
}

/// What to add. Texts can be found by their places; what is in no file yet is named.
fn hint(lang: &str, missing: &BTreeSet<&MissingText>) -> String {
    let mut texts: Vec<&str> = Vec::new();
    let (mut phrases, mut names): (Vec<String>, Vec<String>) = Default::default();
    for text in missing {
        match text {
            MissingText::Text(source) => texts.push(source),
            MissingText::Phrase(name) => {
                phrases.push(format!("\"{name}\": {{ \"{lang}\": \"…\" }}"))
            }
            MissingText::Names(field) => names.push(format!("\"{field}\": […]")),
            MissingText::Zone(zone) => {
                names.push(format!("\"time_zones\": {{ \"{zone}\": \"…\" }}"));
            }
        }
    }
    let mut parts: Vec<String> = Vec::new();
    if !texts.is_empty() {
        let named: Vec<String> =
            texts.iter().take(MOST_NAMED).map(|text| format!("\"{}\"", shorten(text))).collect();
        let more = match texts.len() - named.len() {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        parts.push(format!("add \"{lang}\": \"…\" to the text {}{more}", named.join(", ")));
    }
    let wording = DataFile::Wording.path();
    if !phrases.is_empty() {
        let phrases = phrases.join(", ");
        parts.push(format!("add {phrases} under `words` in `{wording}`"));
    }
    if !names.is_empty() {
        let names = names.join(", ");
        parts.push(format!("add {names} to \"{lang}\" under `locales` in `{wording}`"));
    }
    parts.join("; ")
}
