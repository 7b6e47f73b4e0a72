//! Merges the pages of many files into one file, written as the pages come: memory grows by a few
//! numbers per page, whatever the pages contain.
//!
//! Objects that several parts share (the profile of the press, glyphs, the ornament) are written
//! once. lopdf would need all certificates in memory to save one file.

use std::collections::HashMap;
use std::io::Write;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, Writer, dictionary};

use super::engine_file::write_table;
use super::renumbered::write_renumbered;
use super::shared::renumber;
use super::underlay::AssemblyError;

/// The object number of the root of the page tree.
const ROOT: u32 = 1;

/// The entries of the catalog that a part and the whole have in common.
const SHARED_ENTRIES: [&[u8]; 4] = [b"OutputIntents", b"Lang", b"ViewerPreferences", b"Version"];

/// A file that is being written.
pub(crate) struct Merger<W: Write> {
    out: W,
    at: usize,
    /// The offset of each object; 0 if it is not written yet.
    starts: Vec<usize>,
    /// Objects by the hash of their bytes.
    seen: HashMap<blake3::Hash, u32>,
    /// The page tree nodes of the parts, with their numbers of pages.
    groups: Vec<(u32, usize)>,
    whole: Option<Whole>,
    hasher: blake3::Hasher,
}

/// What the whole takes from the first part.
struct Whole {
    catalog: Dictionary,
    info: Dictionary,
    metadata: Vec<u8>,
}

impl<W: Write> Merger<W> {
    /// Starts a file.
    pub(crate) fn new(out: W) -> Result<Self, AssemblyError> {
        let mut merger = Self {
            out,
            at: 0,
            starts: vec![0; ROOT as usize + 1],
            seen: HashMap::new(),
            groups: Vec::new(),
            whole: None,
            hasher: blake3::Hasher::new(),
        };
        merger.put(b"%PDF-1.7\n%\xAA\xAA\xAA\xAA\n")?;
        Ok(merger)
    }

    /// The number of pages so far.
    pub(crate) fn pages(&self) -> usize {
        self.groups.iter().map(|(_, pages)| pages).sum()
    }

    /// Adds the pages of a file.
    pub(crate) fn add(&mut self, part: &Document) -> Result<(), AssemblyError> {
        let pages: Vec<ObjectId> = part.get_pages().into_values().collect();
        let group = self.reserve();
        let ids: Vec<u32> = pages.iter().map(|_| self.reserve()).collect();
        let mut known: HashMap<u32, u32> =
            pages.iter().map(|page| page.0).zip(ids.iter().copied()).collect();
        // In a page, the number after those of the part stands for the node above it.
        let above = part.max_id + 1;
        known.insert(above, group);
        for (page, id) in pages.iter().zip(&ids) {
            let mut page = part.get_dictionary(*page)?.clone();
            page.remove(b"StructParents");
            page.set("Parent", (above, 0));
            let page = self.renumbered(part, &page.into(), &mut known)?;
            self.write_bytes(*id, &page)?;
        }
        let kids: Vec<Object> = ids.iter().map(|id| Object::Reference((*id, 0))).collect();
        let node = dictionary! {
            "Type" => "Pages", "Parent" => (ROOT, 0), "Count" => ids.len() as i64, "Kids" => kids,
        };
        self.write(group, &Object::Dictionary(node))?;
        self.groups.push((group, ids.len()));
        if self.whole.is_none() {
            self.whole = Some(self.whole_of(part, &mut known)?);
        }
        Ok(())
    }

    /// Finishes the file.
    pub(crate) fn finish(mut self) -> Result<W, AssemblyError> {
        let whole = self.whole.take().ok_or("a file needs a page")?;
        let pages = self.pages();
        let kids: Vec<Object> =
            self.groups.iter().map(|(group, _)| Object::Reference((*group, 0))).collect();
        let tree = dictionary! { "Type" => "Pages", "Count" => pages as i64, "Kids" => kids };
        self.write(ROOT, &tree.into())?;
        let metadata = self.reserve();
        let packet = set_page_count(&String::from_utf8_lossy(&whole.metadata), pages);
        let kind = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
        self.write(metadata, &Stream::new(kind, packet.into_bytes()).into())?;
        let info = self.reserve();
        self.write(info, &Object::Dictionary(whole.info))?;
        let mut catalog = whole.catalog;
        catalog.set("Metadata", (metadata, 0));
        let root = self.reserve();
        self.write(root, &Object::Dictionary(catalog))?;
        let table = self.at;
        let mut end = Vec::new();
        write_table(&mut end, &self.starts);
        let id = self.hasher.finalize().to_hex();
        let id = &id.as_str()[..32];
        let size = self.starts.len();
        let trailer = format!("<</Size {size}/Root {root} 0 R/Info {info} 0 R/ID[<{id}><{id}>]>>");
        end.extend(format!("trailer\n{trailer}\nstartxref\n{table}\n%%EOF").bytes());
        self.put(&end)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn whole_of(
        &mut self,
        part: &Document,
        known: &mut HashMap<u32, u32>,
    ) -> Result<Whole, AssemblyError> {
        let source = part.catalog()?;
        let mut catalog = dictionary! { "Type" => "Catalog", "Pages" => (ROOT, 0) };
        for key in SHARED_ENTRIES {
            if let Ok(value) = source.get(key) {
                catalog.set(key, self.copied(part, value, known)?);
            }
        }
        let metadata = part.dereference(source.get(b"Metadata")?)?.1.as_stream()?;
        let metadata = metadata.decompressed_content().unwrap_or_else(|_| metadata.content.clone());
        let info = part.dereference(part.trailer.get(b"Info")?)?.1.as_dict()?.clone();
        Ok(Whole { catalog, info, metadata })
    }

    /// Copies an object. The objects that it refers to are written.
    fn copied(
        &mut self,
        part: &Document,
        object: &Object,
        known: &mut HashMap<u32, u32>,
    ) -> Result<Object, AssemblyError> {
        let mut object = object.clone();
        renumber(&mut object, &mut |number| Ok((self.number(part, number, known)?, 0)))?;
        Ok(object)
    }

    /// Returns an object as bytes. The objects that it refers to are written.
    fn renumbered(
        &mut self,
        part: &Document,
        object: &Object,
        known: &mut HashMap<u32, u32>,
    ) -> Result<Vec<u8>, AssemblyError> {
        let (mut bytes, mut fault) = (Vec::new(), None);
        write_renumbered(&mut bytes, object, &mut |number| {
            self.number(part, number, known).unwrap_or_else(|error| {
                fault = Some(error);
                0
            })
        })?;
        fault.map_or(Ok(bytes), Err)
    }

    /// Returns the number of an object of a part. It is written, unless an equal one was written.
    fn number(
        &mut self,
        part: &Document,
        number: u32,
        known: &mut HashMap<u32, u32>,
    ) -> Result<u32, AssemblyError> {
        if let Some(id) = known.get(&number) {
            return Ok(*id);
        }
        // Only pages, which are known, can refer to each other in a circle.
        let bytes = self.renumbered(part, part.get_object((number, 0))?, known)?;
        let hash = blake3::hash(&bytes);
        let id = match self.seen.get(&hash) {
            Some(id) => *id,
            None => {
                let id = self.reserve();
                self.seen.insert(hash, id);
                self.write_bytes(id, &bytes)?;
                id
            }
        };
        known.insert(number, id);
        Ok(id)
    }

    fn reserve(&mut self) -> u32 {
        self.starts.push(0);
        self.starts.len() as u32 - 1
    }

    fn write(&mut self, id: u32, object: &Object) -> Result<(), AssemblyError> {
        let mut bytes = Vec::new();
        Writer::write_object(&mut bytes, object)?;
        self.write_bytes(id, &bytes)
    }

    fn write_bytes(&mut self, id: u32, bytes: &[u8]) -> Result<(), AssemblyError> {
        self.starts[id as usize] = self.at;
        self.hasher.update(bytes);
        self.put(format!("{id} 0 obj\n").as_bytes())?;
        self.put(bytes)?;
        self.put(b"\nendobj\n")
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), AssemblyError> {
        self.at += bytes.len();
        Ok(self.out.write_all(bytes)?)
    }
}

/// Sets the number of pages in an XMP packet.
pub(super) fn set_page_count(packet: &str, pages: usize) -> String {
    let (open, close) = ("<xmpTPg:NPages>", "</xmpTPg:NPages>");
    match (packet.find(open), packet.find(close)) {
        (Some(start), Some(end)) if start < end => {
            format!("{}{open}{pages}{}", &packet[..start], &packet[end..])
        }
        _ => packet.to_owned(),
    }
}
