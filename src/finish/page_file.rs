//! Writes a file with one page of another file.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::engine_file::write_table;
use super::pack;
use super::renumbered::{write_integer, write_renumbered};
use super::shared::SharedObjects;
use super::underlay::AssemblyError;

/// A file that is being written.
pub(super) struct PageFile<'a> {
    source: &'a Document,
    out: Vec<u8>,
    /// Where the shared objects end.
    own: usize,
    /// The hash of the shared objects.
    identity: blake3::Hasher,
    /// The offset of each object; 0 if it is not written yet.
    starts: Vec<usize>,
    /// The number of each object of the source; 0 if it has none yet.
    known: Vec<u32>,
    /// Objects of the source that have a number and are not written yet.
    waiting: Vec<u32>,
    /// Objects that differ from the source, by their numbers there.
    changed: HashMap<u32, Object>,
    /// The numbers in the parent tree of the source. Here they are counted from 0.
    pub(super) parents: Vec<i64>,
}

impl<'a> PageFile<'a> {
    /// Starts a file. It is written into a buffer, whose content is lost.
    pub(super) fn new(source: &'a Document, mut out: Vec<u8>) -> Self {
        out.clear();
        out.extend(b"%PDF-1.7\n%\xAA\xAA\xAA\xAA\n");
        Self {
            source,
            out,
            own: 0,
            identity: blake3::Hasher::new(),
            starts: vec![0],
            known: vec![0; source.max_id as usize + 1],
            waiting: Vec::new(),
            changed: HashMap::new(),
            parents: Vec::new(),
        }
    }

    /// Uses another object instead of one in the source.
    pub(super) fn change(&mut self, id: ObjectId, object: Dictionary) {
        self.changed.insert(id.0, object.into());
    }

    /// Writes shared objects. In the source, they have this number and those after it.
    pub(super) fn add_shared(
        &mut self,
        id: ObjectId,
        shared: &SharedObjects,
    ) -> Result<(), AssemblyError> {
        let first = self.starts.len();
        let written = shared.written_from(first)?;
        self.starts.extend(written.starts.iter().map(|start| start + self.out.len()));
        self.out.extend(&written.bytes);
        let known = self.known.iter_mut().skip(id.0 as usize).take(shared.list.len());
        known.zip(first as u32..).for_each(|(known, number)| *known = number);
        self.identity.update(&shared.digest.digest);
        self.own = self.out.len();
        Ok(())
    }

    /// Writes an object of the source, or one that refers to objects by their numbers there, and
    /// then all objects that it refers to.
    pub(super) fn write(&mut self, number: u32, object: &Object) -> Result<(), AssemblyError> {
        self.write_one(number, object)?;
        let source = self.source;
        while let Some(other) = self.waiting.pop() {
            let number = self.known.get(other as usize).copied().unwrap_or_default();
            match self.changed.remove(&other) {
                Some(object) => self.copy(number, &object)?,
                None => self.copy(number, source.get_object((other, 0))?)?,
            }
        }
        Ok(())
    }

    fn copy(&mut self, number: u32, object: &Object) -> Result<(), AssemblyError> {
        self.check(object)?;
        let Object::Stream(stream) = object else { return self.write_one(number, object) };
        let mut stream = stream.clone();
        if let Some(dict) = self.with_parents(&stream.dict) {
            stream.dict = dict;
        }
        pack::compress_stream(&mut stream)?;
        self.write_one(number, &stream.into())
    }

    fn write_one(&mut self, number: u32, object: &Object) -> Result<(), AssemblyError> {
        let changed = match object {
            Object::Dictionary(dict) => self.with_parents(dict).map(Object::Dictionary),
            _ => None,
        };
        let mut out = std::mem::take(&mut self.out);
        self.starts[number as usize] = out.len();
        write_integer(&mut out, number.into());
        out.extend(b" 0 obj\n");
        let renumber = &mut |other| self.number(other);
        write_renumbered(&mut out, changed.as_ref().unwrap_or(object), renumber)?;
        out.extend(b"\nendobj\n");
        self.out = out;
        Ok(())
    }

    /// Returns the number of an object of the source. If it is not written yet, it will be.
    fn number(&mut self, source: u32) -> u32 {
        match self.known.get(source as usize) {
            Some(known) if *known > 0 => *known,
            _ => {
                self.waiting.push(source);
                self.reserve_for((source, 0))
            }
        }
    }

    /// Returns a dictionary with its numbers in the parent tree of this file, if it has any.
    fn with_parents(&mut self, dict: &Dictionary) -> Option<Dictionary> {
        let mut changed = None;
        for key in [b"StructParent".as_slice(), b"StructParents"] {
            if let Ok(number) = dict.get(key).and_then(Object::as_i64) {
                let dict = changed.get_or_insert_with(|| dict.clone());
                dict.set(key, self.parents.len() as i64);
                self.parents.push(number);
            }
        }
        changed
    }

    /// Checks that an object may be in this file. Other pages must not be, nor a font, which has
    /// letters of all pages: the fonts of this page are added separately.
    fn check(&self, object: &Object) -> Result<(), AssemblyError> {
        let Ok(kind) = object.as_dict().and_then(|dict| dict.get(b"Type")?.as_name()) else {
            return Ok(());
        };
        match kind {
            b"Page" => Err("the page refers to another page".into()),
            b"Font" => Err("the page uses a font in a drawing".into()),
            _ => Ok(()),
        }
    }

    /// The number for an object of the source.
    pub(super) fn reserve_for(&mut self, id: ObjectId) -> u32 {
        let number = self.reserve();
        if let Some(known) = self.known.get_mut(id.0 as usize) {
            *known = number;
        }
        number
    }

    /// A number for an object that is not in the source.
    pub(super) fn reserve(&mut self) -> u32 {
        self.starts.push(0);
        self.starts.len() as u32 - 1
    }

    /// Returns a number that stands for an object that is not in the source, among the numbers
    /// there.
    pub(super) fn stand_in(&mut self, number: u32) -> ObjectId {
        self.known.push(number);
        (self.known.len() as u32 - 1, 0)
    }

    /// Writes an object that is not in the source, and returns its number.
    pub(super) fn add(&mut self, object: &Object) -> Result<u32, AssemblyError> {
        let number = self.reserve();
        self.write(number, object)?;
        Ok(number)
    }

    /// Returns the hash of everything that is written.
    pub(super) fn hash(&self) -> blake3::Hash {
        let mut identity = self.identity.clone();
        identity.update(&self.out[self.own..]);
        identity.finalize()
    }

    /// Writes the cross-reference table and the trailer, and returns the file.
    pub(super) fn finish(mut self, root: u32, info: u32, id: [String; 2]) -> Vec<u8> {
        let (table, size) = (self.out.len(), self.starts.len());
        write_table(&mut self.out, &self.starts);
        let [document, instance] = id;
        let entries = format!("/Size {size}/Root {root} 0 R/Info {info} 0 R");
        let trailer = format!(
            "trailer\n<<{entries}/ID[({document})({instance})]>>\nstartxref\n{table}\n%%EOF"
        );
        self.out.extend(trailer.bytes());
        self.out
    }
}
