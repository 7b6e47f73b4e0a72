//! Characters that no font of the project has: they would print as empty boxes.

use std::collections::BTreeSet;

use unicode_script::{Script, UnicodeScript};

use super::locate::locate;
use super::safe::shorten;
use super::walk::PageText;
use crate::content::Content;
use crate::diagnostic::{Code, Finding};
use crate::plan::Job;

pub(super) fn check(content: &Content, job: &Job, page: &PageText) -> Vec<Finding> {
    let missing: BTreeSet<char> =
        page.runs.iter().flat_map(|run| run.missing.iter().copied()).collect();
    let finding = |character: char| {
        let message =
            format!("no font has the character {} (U+{:04X})", shown(character), character as u32);
        let finding = Finding::new(Code::MissingGlyph, message).hint(advice(character));
        match locate(content, job, &|fact| fact.contains(character)) {
            Some(place) => finding.at(place),
            None => finding,
        }
    };
    let unseen = page.unseen.first().map(|(text, family)| {
        let message =
            format!("\"{}\" prints nothing: the font {family} has no shapes for it", shorten(text));
        Finding::new(Code::MissingGlyph, message)
            .hint("is the font's file damaged? replace it with a fresh copy")
    });
    missing.into_iter().map(finding).chain(unseen).collect()
}

fn shown(character: char) -> String {
    if character.is_control() || character.is_whitespace() {
        "that cannot be seen".to_owned()
    } else {
        format!("\"{character}\"")
    }
}

/// The font to add, or what else to do.
fn advice(character: char) -> String {
    let family = match character.script() {
        Script::Han => "Noto Sans SC (Chinese) or Noto Sans JP (Japanese)",
        Script::Hiragana | Script::Katakana => "Noto Sans JP",
        Script::Hangul => "Noto Sans KR",
        Script::Common | Script::Inherited | Script::Unknown => {
            return "take it away if it is an emoji or was pasted by accident; else add a font that has it to `fonts/`".to_owned();
        }
        script => {
            return format!(
                "add the font Noto Sans {} to `fonts/`",
                script.full_name().replace('_', " ")
            );
        }
    };
    format!("add the font {family} to `fonts/`")
}
