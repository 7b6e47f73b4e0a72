//! Marked content: the parts of a page that are artifacts, and those that replace their text.

use lopdf::{Dictionary, Document, Object};

use super::objects::{lookup, string};

/// The marked-content sequences that are open at a point of a page.
#[derive(Debug, Default)]
pub(super) struct MarkedContent {
    open: Vec<Sequence>,
}

#[derive(Debug, Default)]
struct Sequence {
    is_artifact: bool,
    /// Whether it has an `ActualText`, which replaces the text of its glyphs.
    is_replaced: bool,
    /// The `ActualText`, until its first glyph takes it.
    actual_text: Option<String>,
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
            is_replaced: actual_text.is_some(),
            actual_text,
        });
    }

    /// Closes a sequence (`EMC`).
    pub(super) fn end(&mut self) {
        self.open.pop();
    }

    /// Whether screen readers skip what is shown here.
    pub(super) fn is_artifact(&self) -> bool {
        self.open.iter().any(|sequence| sequence.is_artifact)
    }

    /// Returns the text of a glyph: its own or, in a replaced sequence, the `ActualText` for the
    /// first glyph and nothing for the others.
    pub(super) fn text(&mut self, glyph: &str) -> String {
        match self.open.iter_mut().find(|sequence| sequence.is_replaced) {
            Some(sequence) => sequence.actual_text.take().unwrap_or_default(),
            None => glyph.to_owned(),
        }
    }
}
