//! Values in one form, whichever way a file stores them.

use lopdf::{Dictionary, Document, Object};
use sha2::{Digest as _, Sha256};

use super::digest::PACKING;
use super::limits::plain_content;
use super::page_hash_version::PageHashVersion;

/// Values nested deeper than this are taken for a loop.
const MAX_DEPTH: usize = 24;

/// The maximum length of what is written, in bytes.
const MAX_LENGTH: usize = 1 << 20;

/// Writes values in one form, whichever way a file stores them.
pub(super) struct Form<'a> {
    pdf: &'a Document,
    bytes: Vec<u8>,
    /// Whether a value is nested too deeply, too long, or cannot be read.
    is_broken: bool,
}

impl<'a> Form<'a> {
    pub(super) fn new(pdf: &'a Document) -> Self {
        Self { pdf, bytes: Vec::new(), is_broken: false }
    }

    /// Returns what was written; `None` if a value could not be.
    pub(super) fn finish(self) -> Option<Vec<u8>> {
        (!self.is_broken).then_some(self.bytes)
    }

    /// Writes one more value.
    pub(super) fn write(&mut self, object: &Object) {
        self.value(object, 0);
    }

    fn value(&mut self, object: &Object, depth: usize) {
        if depth > MAX_DEPTH || self.bytes.len() > MAX_LENGTH {
            self.is_broken = true;
            return;
        }
        match object {
            Object::Reference(id) => match self.pdf.get_object(*id) {
                Ok(object) => self.value(object, depth + 1),
                Err(_) => self.bytes.push(b'n'),
            },
            Object::Null => self.bytes.push(b'n'),
            Object::Boolean(flag) => self.bytes.extend([b'b', u8::from(*flag)]),
            Object::Integer(number) => self.text(b'#', format!("{number}").as_bytes()),
            Object::Real(number) => {
                self.text(b'#', PageHashVersion::First.written(*number).as_bytes())
            }
            Object::Name(name) => self.text(b'/', name),
            Object::String(text, _) => self.text(b'(', text),
            Object::Array(items) => {
                self.count(b'[', items.len());
                items.iter().for_each(|item| self.value(item, depth + 1));
            }
            Object::Dictionary(dict) => self.dictionary(dict, &[], depth),
            Object::Stream(stream) => {
                self.dictionary(&stream.dict, &[&PACKING[..], &[b"Length"]].concat(), depth);
                match plain_content(stream) {
                    Some(content) => self.text(b's', &Sha256::digest(content)),
                    None => self.is_broken = true,
                }
            }
        }
    }

    fn dictionary(&mut self, dict: &Dictionary, skipped: &[&[u8]], depth: usize) {
        let mut entries: Vec<(&Vec<u8>, &Object)> = dict.iter().collect();
        entries.retain(|(key, _)| !skipped.contains(&key.as_slice()));
        entries.sort_by_key(|(key, _)| *key);
        self.count(b'<', entries.len());
        for (key, value) in entries {
            self.text(b'/', key);
            self.value(value, depth + 1);
        }
    }

    fn count(&mut self, kind: u8, count: usize) {
        self.bytes.push(kind);
        self.bytes.extend((count as u64).to_be_bytes());
    }

    fn text(&mut self, kind: u8, text: &[u8]) {
        self.count(kind, text.len());
        self.bytes.extend(text);
    }
}
