//! Writes a file with one page of another file.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::engine_file::write_table;
use super::pack;
use super::shared::{SharedObjects, renumber, write_object};
use super::underlay::AssemblyError;

/// The bytes that most files need.
const CAPACITY: usize = 1 << 17;

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
    /// Objects that differ from the source, by their numbers there.
    changed: HashMap<u32, Object>,
    /// The numbers in the parent tree of the source. Here they are counted from 0.
    pub(super) parents: Vec<i64>,
}

impl<'a> PageFile<'a> {
    pub(super) fn new(source: &'a Document) -> Self {
        let mut out = Vec::with_capacity(CAPACITY);
        out.extend(b"%PDF-1.7\n%\xAA\xAA\xAA\xAA\n");
        Self {
            source,
            out,
            own: 0,
            identity: blake3::Hasher::new(),
            starts: vec![0],
            known: vec![0; source.max_id as usize + 1],
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

    /// Copies a dictionary of the source. The objects that it refers to are written.
    pub(super) fn copied(&mut self, mut dict: Dictionary) -> Result<Dictionary, AssemblyError> {
        for key in [b"StructParent".as_slice(), b"StructParents"] {
            if let Ok(number) = dict.get(key).and_then(Object::as_i64) {
                dict.set(key, self.parents.len() as i64);
                self.parents.push(number);
            }
        }
        dict.iter_mut().try_for_each(|(_, entry)| self.renumber(entry))?;
        Ok(dict)
    }

    fn renumber(&mut self, object: &mut Object) -> Result<(), AssemblyError> {
        renumber(object, &mut |number| Ok((self.copy(number)?, 0)))
    }

    /// Writes an object of the source unless it is written already, and returns its number.
    fn copy(&mut self, number: u32) -> Result<u32, AssemblyError> {
        if let Some(known) = self.known.get(number as usize).filter(|known| **known > 0) {
            return Ok(*known);
        }
        let object = match self.changed.remove(&number) {
            Some(object) => object,
            None => self.source.get_object((number, 0))?.clone(),
        };
        self.check(&object)?;
        let id = self.reserve_for((number, 0));
        let object = match object {
            Object::Dictionary(dict) => self.copied(dict)?.into(),
            Object::Stream(mut stream) => {
                stream.dict = self.copied(stream.dict)?;
                pack::compress_stream(&mut stream)?;
                stream.into()
            }
            mut other => {
                self.renumber(&mut other)?;
                other
            }
        };
        self.write(id, &object)?;
        Ok(id)
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

    fn reserve(&mut self) -> u32 {
        self.starts.push(0);
        self.starts.len() as u32 - 1
    }

    /// Writes an object that is not in the source, and returns its number.
    pub(super) fn add(&mut self, object: &Object) -> Result<u32, AssemblyError> {
        let number = self.reserve();
        self.write(number, object)?;
        Ok(number)
    }

    pub(super) fn write(&mut self, number: u32, object: &Object) -> Result<(), AssemblyError> {
        self.starts[number as usize] = self.out.len();
        write_object(&mut self.out, number as usize, object)
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
