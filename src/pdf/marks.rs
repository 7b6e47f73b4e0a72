//! Marked content: which parts of a page are artifacts, and which say something else than their glyphs do.

use lopdf::{Dictionary, Document, Object};

use super::{dictionary, string};

/// The marked content that is open at a place.
#[derive(Debug, Default)]
pub(super) struct Marks {
    open: Vec<Mark>,
}

#[derive(Debug, Default)]
struct Mark {
    artifact: bool,
    /// What is to be read instead of the glyphs; none once it was.
    instead: Option<String>,
    /// Whether glyphs inside are replaced.
    replaces: bool,
}

impl Marks {
    /// `BMC` or `BDC`.
    pub(super) fn begin(
        &mut self,
        pdf: &Document,
        operands: &[Object],
        resources: Option<&Dictionary>,
    ) {
        let is_artifact = operands.first().and_then(|tag| tag.as_name().ok()) == Some(b"Artifact");
        let properties = operands.get(1).and_then(|properties| match properties {
            Object::Dictionary(properties) => Some(properties),
            Object::Name(name) => {
                dictionary(pdf, dictionary(pdf, resources?, b"Properties")?, name)
            }
            _ => None,
        });
        let instead = properties.and_then(|properties| string(pdf, properties, b"ActualText"));
        self.open.push(Mark { artifact: is_artifact, replaces: instead.is_some(), instead });
    }

    /// `EMC`.
    pub(super) fn end(&mut self) {
        self.open.pop();
    }

    /// Whether screen readers pass over what is shown here.
    pub(super) fn is_artifact(&self) -> bool {
        self.open.iter().any(|mark| mark.artifact)
    }

    /// What a glyph says here: its own text, or for the first glyph of a replaced part what replaces it, or nothing.
    pub(super) fn says(&mut self, glyph: &str) -> String {
        match self.open.iter_mut().find(|mark| mark.replaces) {
            Some(mark) => mark.instead.take().unwrap_or_default(),
            None => glyph.to_owned(),
        }
    }
}
