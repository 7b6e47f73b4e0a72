//! Marked content: the parts of a page that are artifacts, and those that replace their text.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object};
use unicode_normalization::UnicodeNormalization;

use super::objects::{integer, lookup, string};
use super::placed::is_reordered;

/// The marked-content sequences that are open at a point of a page.
#[derive(Debug, Default)]
pub(super) struct MarkedContent {
    open: Vec<Sequence>,
    /// Each `ActualText` that has other letters than the glyphs that it replaces.
    pub(super) disguises: Vec<String>,
}

#[derive(Debug, Default)]
struct Sequence {
    is_artifact: bool,
    /// Its number on the page (`MCID`).
    number: Option<i64>,
    /// Whether it has an `ActualText`, which replaces the text of its glyphs.
    is_replaced: bool,
    /// The `ActualText`, until its first glyph takes it.
    actual_text: Option<String>,
    /// What it says, and what its glyphs say.
    said: String,
    shown: String,
}

impl MarkedContent {
    /// Opens a sequence (`BMC`, `BDC`).
    pub(super) fn begin(&mut self, pdf: &Document, operands: &[Object], resources: &[&Dictionary]) {
        let tag = operands.first().and_then(|tag| tag.as_name().ok());
        let properties = match operands.get(1) {
            Some(Object::Name(name)) => lookup(pdf, resources, b"Properties", name),
            properties => properties,
        };
        let properties =
            properties.and_then(|properties| pdf.dereference(properties).ok()?.1.as_dict().ok());
        let actual_text = properties.and_then(|properties| string(pdf, properties, b"ActualText"));
        self.open.push(Sequence {
            is_artifact: tag == Some(b"Artifact"),
            number: properties.and_then(|properties| integer(pdf, properties, b"MCID")),
            is_replaced: actual_text.is_some(),
            said: actual_text.clone().unwrap_or_default(),
            actual_text,
            shown: String::new(),
        });
    }

    /// Closes a sequence (`EMC`).
    pub(super) fn end(&mut self) {
        let Some(closed) = self.open.pop() else { return };
        if closed.is_replaced && has_other_letters(&closed.said, &closed.shown) {
            self.disguises.push(closed.said);
        }
    }

    /// Whether screen readers skip what is shown here.
    pub(super) fn is_artifact(&self) -> bool {
        self.open.iter().any(|sequence| sequence.is_artifact)
    }

    /// The number of the innermost sequence that has one.
    pub(super) fn number(&self) -> Option<i64> {
        self.open.iter().rev().find_map(|sequence| sequence.number)
    }

    /// Returns the text of a glyph: its own or, in a replaced sequence, the `ActualText` for the
    /// first glyph and nothing for the others.
    pub(super) fn text(&mut self, glyph: &str) -> String {
        match self.open.iter_mut().find(|sequence| sequence.is_replaced) {
            Some(sequence) => {
                sequence.shown.push_str(glyph);
                sequence.actual_text.take().unwrap_or_default()
            }
            None => glyph.to_owned(),
        }
    }
}

/// Whether two texts differ in their letters. In scripts whose letters change their shape or order,
/// a glyph may stand for any letter of its syllable.
fn has_other_letters(one: &str, other: &str) -> bool {
    let letters = |text: &str, reordered: bool| -> BTreeSet<char> {
        let letters = text.nfkc().filter(|c| c.is_alphanumeric());
        letters.filter(|c| is_reordered(*c) == reordered).collect()
    };
    letters(one, false) != letters(other, false)
        || letters(one, true).is_empty() != letters(other, true).is_empty()
}
