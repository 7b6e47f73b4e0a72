//! Objects that thousands of files share: the ornament, embedded fonts. They are written once for
//! each number that they start from.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use lopdf::{Document, Object, ObjectId, Writer};

use super::engine_file::Written;
use super::underlay::AssemblyError;
use crate::pdf::{ObjectDigest, PageHasher};

/// An object, with the objects that it refers to.
#[derive(Debug)]
pub(super) struct SharedObjects {
    /// They refer to each other by their position in this list, from 1.
    pub(super) list: Vec<Object>,
    /// What a page signature says of the first.
    pub(super) digest: ObjectDigest,
    /// The written objects, by the number of the first one.
    written: Mutex<HashMap<usize, Arc<Written>>>,
}

impl SharedObjects {
    /// Copies an object of a file, with all that it refers to. The other objects come after it.
    pub(super) fn copied(
        pdf: &Document,
        first: Object,
        others: Vec<Object>,
    ) -> Result<Self, AssemblyError> {
        let list = [vec![Object::Null], others].concat();
        let mut copier = ObjectCopier { pdf, places: BTreeMap::new(), list };
        copier.list[0] = copier.copy(first)?;
        let list = copier.list;
        let mut file = Document::new();
        for (place, object) in (1..).zip(&list) {
            file.set_object((place, 0), object.clone());
        }
        let digest = PageHasher::new(&file).object_digest((1, 0));
        let digest = digest.ok_or("an object cannot be read")?;
        Ok(Self { list, digest, written: Mutex::default() })
    }

    /// Returns the objects as bytes, numbered from a first number on.
    pub(super) fn written_from(&self, first: usize) -> Result<Arc<Written>, AssemblyError> {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = written.get(&first) {
            return Ok(Arc::clone(known));
        }
        let mut made = Written::default();
        for (place, object) in self.list.iter().enumerate() {
            let mut object = object.clone();
            renumber(&mut object, &mut |place| Ok((place + first as u32 - 1, 0)))?;
            made.starts.push(made.bytes.len());
            write_object(&mut made.bytes, first + place, &object)?;
        }
        let made = Arc::new(made);
        written.insert(first, Arc::clone(&made));
        Ok(made)
    }
}

/// Writes an object with its number.
fn write_object(out: &mut Vec<u8>, number: usize, object: &Object) -> Result<(), AssemblyError> {
    out.extend(format!("{number} 0 obj\n").bytes());
    Writer::write_object(out, object)?;
    out.extend(b"\nendobj\n");
    Ok(())
}

/// Replaces every reference in an object by what `to` returns for its number.
pub(super) fn renumber(
    object: &mut Object,
    to: &mut dyn FnMut(u32) -> Result<ObjectId, AssemblyError>,
) -> Result<(), AssemblyError> {
    match object {
        Object::Reference(id) => *id = to(id.0)?,
        Object::Array(items) => items.iter_mut().try_for_each(|item| renumber(item, to))?,
        Object::Dictionary(dict) => dict.iter_mut().try_for_each(|(_, item)| renumber(item, to))?,
        Object::Stream(stream) => {
            stream.dict.iter_mut().try_for_each(|(_, item)| renumber(item, to))?
        }
        _ => {}
    }
    Ok(())
}

/// Copies objects of a file, with all that they refer to.
struct ObjectCopier<'a> {
    pdf: &'a Document,
    places: BTreeMap<u32, u32>,
    list: Vec<Object>,
}

impl ObjectCopier<'_> {
    /// Copies an object. Its references become positions in the list of copied objects.
    fn copy(&mut self, mut object: Object) -> Result<Object, AssemblyError> {
        renumber(&mut object, &mut |number| {
            if let Some(place) = self.places.get(&number) {
                return Ok((*place, 0));
            }
            self.list.push(Object::Null);
            let place = self.list.len();
            self.places.insert(number, place as u32);
            let inner = self.pdf.get_object((number, 0))?.clone();
            self.list[place - 1] = self.copy(inner)?;
            Ok((place as u32, 0))
        })?;
        Ok(object)
    }
}
