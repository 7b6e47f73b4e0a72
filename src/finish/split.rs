//! Splits a file that the engine wrote into files of one page each, every one accessible by itself.
//!
//! The engine takes longer to set up a file than to draw a page, so the pages of a batch are
//! exported together. Each file receives its page with everything that the page refers to: the part
//! of the structure tree and of the outline that belongs to the page, and metadata of its own. An
//! object that belongs to several pages stops the split: its pages are then exported one by one.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use data_encoding::BASE64;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::merge;
use super::page_file::PageFile;
use super::shared::SharedObjects;
use super::underlay::AssemblyError;

/// The entries of a catalog that a split knows how to divide or to copy.
const CATALOG: [&[u8]; 9] = [
    b"Type",
    b"Pages",
    b"Metadata",
    b"OutputIntents",
    b"Lang",
    b"StructTreeRoot",
    b"MarkInfo",
    b"ViewerPreferences",
    b"Outlines",
];

/// The entries of the root of the structure tree.
const STRUCTURE: [&[u8]; 5] = [b"Type", b"RoleMap", b"K", b"ParentTree", b"ParentTreeNextKey"];

/// A file of many pages, ready to be split.
pub(super) struct Batch<'a> {
    pdf: &'a Document,
    /// The positions of the pages.
    pages: HashMap<u32, usize>,
    structure: Structure,
    outline: Outline,
    packet: Packet,
}

/// The structure tree.
struct Structure {
    root: ObjectId,
    /// The element of the whole document.
    document: ObjectId,
    /// The children of the document by page.
    children: Vec<Vec<Object>>,
    /// What the parent tree has for each number.
    parents: BTreeMap<i64, Object>,
}

/// The outline: its items by page.
#[derive(Default)]
struct Outline {
    root: Option<ObjectId>,
    items: HashMap<usize, Vec<ObjectId>>,
}

/// The XMP packet, with the texts in it that differ between files.
struct Packet {
    text: String,
    title: String,
    document: String,
    instance: String,
}

/// The page of one file.
pub(super) struct SinglePage<'a> {
    pub(super) page: ObjectId,
    pub(super) title: &'a str,
    /// What identifies the file among all files of the program.
    pub(super) identity: &'a str,
    /// Objects that the page refers to and that are not in the batch.
    pub(super) shared: &'a [(ObjectId, Arc<SharedObjects>)],
}

impl<'a> Batch<'a> {
    /// Examines a file with this title.
    pub(super) fn new(pdf: &'a Document, title: &str) -> Result<Self, AssemblyError> {
        let pages = pdf.page_iter().enumerate().map(|(place, page)| (page.0, place));
        let pages: HashMap<u32, usize> = pages.collect();
        let catalog = pdf.catalog()?;
        only(catalog, &CATALOG)?;
        let structure = Structure::read(pdf, catalog, &pages)?;
        let outline = Outline::read(pdf, catalog, &pages)?;
        let packet = Packet::read(pdf, catalog, title)?;
        Ok(Self { pdf, pages, structure, outline, packet })
    }

    /// Returns the file of one page, in a buffer that is used again.
    pub(super) fn file(
        &self,
        part: &SinglePage<'_>,
        buffer: Vec<u8>,
    ) -> Result<Vec<u8>, AssemblyError> {
        let page = *self.pages.get(&part.page.0).ok_or("a page is missing")?;
        let mut file = PageFile::new(self.pdf, buffer);
        self.add_page(&mut file, part)?;
        self.add_structure(&mut file, page)?;
        self.add_outline(&mut file, page)?;
        self.add_catalog(file, page, part)
    }

    /// Writes the page tree, what is shared, and the page with all that it refers to.
    fn add_page(
        &self,
        file: &mut PageFile<'_>,
        part: &SinglePage<'_>,
    ) -> Result<(), AssemblyError> {
        let page = self.pdf.get_object(part.page)?;
        let tree = file.reserve_for(page.as_dict()?.get(b"Parent")?.as_reference()?);
        let number = file.reserve_for(part.page);
        let kids = vec![Object::Reference(part.page)];
        let pages = dictionary! { "Type" => "Pages", "Count" => 1, "Kids" => kids };
        file.write(tree, &pages.into())?;
        for (id, shared) in part.shared {
            file.add_shared(*id, shared)?;
        }
        file.write(number, page)
    }

    /// Keeps the part of the structure tree that belongs to the page.
    fn add_structure(&self, file: &mut PageFile<'_>, page: usize) -> Result<(), AssemblyError> {
        let structure = &self.structure;
        let mut document = self.pdf.get_dictionary(structure.document)?.clone();
        document.set("K", structure.children[page].clone());
        file.change(structure.document, document);
        let mut numbers = Vec::new();
        for (new, old) in file.parents.iter().enumerate() {
            let parent = structure.parents.get(old).ok_or("the structure has a gap")?;
            numbers.extend([Object::from(new as i64), parent.clone()]);
        }
        let mut root = self.pdf.get_dictionary(structure.root)?.clone();
        root.set("ParentTreeNextKey", file.parents.len() as i64);
        root.set("ParentTree", dictionary! { "Nums" => numbers });
        file.change(structure.root, root);
        Ok(())
    }

    /// Keeps the part of the outline that belongs to the page.
    fn add_outline(&self, file: &mut PageFile<'_>, page: usize) -> Result<(), AssemblyError> {
        let Some(items) = self.outline.items.get(&page) else { return Ok(()) };
        let mut shown = items.len() as i64;
        for (place, id) in items.iter().enumerate() {
            let mut item = Dictionary::new();
            for (key, entry) in self.pdf.get_dictionary(*id)? {
                if !matches!(key.as_slice(), b"Prev" | b"Next") {
                    item.set(key.clone(), entry.clone());
                }
            }
            if let Some(id) = place.checked_sub(1).and_then(|place| items.get(place)) {
                item.set("Prev", *id);
            }
            if let Some(id) = items.get(place + 1) {
                item.set("Next", *id);
            }
            shown += item.get(b"Count").and_then(Object::as_i64).unwrap_or_default().max(0);
            file.change(*id, item);
        }
        let (Some(root), Some(first), Some(last)) =
            (self.outline.root, items.first(), items.last())
        else {
            return Ok(());
        };
        let tree = dictionary! {
            "Type" => "Outlines", "First" => *first, "Last" => *last, "Count" => shown,
        };
        file.change(root, tree);
        Ok(())
    }

    /// Writes the catalog with all that it refers to, and the metadata.
    fn add_catalog(
        &self,
        mut file: PageFile<'_>,
        page: usize,
        part: &SinglePage<'_>,
    ) -> Result<Vec<u8>, AssemblyError> {
        let mut catalog = self.pdf.catalog()?.clone();
        if !self.outline.items.contains_key(&page) {
            catalog.remove(b"Outlines");
        }
        let metadata = file.reserve();
        catalog.set("Metadata", file.stand_in(metadata));
        let root = file.add(&catalog.into())?;
        let mut info = self.pdf.dereference(self.pdf.trailer.get(b"Info")?)?.1.as_dict()?.clone();
        info.set("Title", lopdf::text_string(part.title));
        let info = file.add(&info.into())?;
        let document = identifier(blake3::hash(part.identity.as_bytes()));
        let instance = identifier(file.hash());
        let packet = self.packet.filled(part.title, &document, &instance);
        let kind = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
        file.write(metadata, &Stream::new(kind, packet.into_bytes()).into())?;
        Ok(file.finish(root, info, [document, instance]))
    }
}

/// An identifier of a file, in the form that the engine uses.
fn identifier(hash: blake3::Hash) -> String {
    BASE64.encode(&hash.as_bytes()[..16])
}

/// Checks that a dictionary has only known entries.
fn only(dict: &Dictionary, known: &[&[u8]]) -> Result<(), AssemblyError> {
    match dict.iter().find(|(key, _)| !known.contains(&key.as_slice())) {
        Some((key, _)) => Err(format!("unexpected entry {}", String::from_utf8_lossy(key)).into()),
        None => Ok(()),
    }
}

impl Structure {
    fn read(
        pdf: &Document,
        catalog: &Dictionary,
        pages: &HashMap<u32, usize>,
    ) -> Result<Self, AssemblyError> {
        let root = catalog.get(b"StructTreeRoot")?.as_reference()?;
        let tree = pdf.get_dictionary(root)?;
        only(tree, &STRUCTURE)?;
        let [document] = tree.get(b"K")?.as_array()?.as_slice() else {
            return Err("the structure has several roots".into());
        };
        let document = document.as_reference()?;
        let mut children = vec![Vec::new(); pages.len()];
        for child in pdf.get_dictionary(document)?.get(b"K")?.as_array()? {
            let page = page_of(pdf, child, pages)?.ok_or("a part of the structure has no page")?;
            children[page].push(child.clone());
        }
        let numbers = tree.get(b"ParentTree")?.as_dict()?;
        only(numbers, &[b"Nums"])?;
        let (pairs, _) = numbers.get(b"Nums")?.as_array()?.as_chunks::<2>();
        let parents = pairs
            .iter()
            .map(|[number, parent]| Ok((number.as_i64()?, parent.clone())))
            .collect::<Result<_, AssemblyError>>()?;
        Ok(Self { root, document, children, parents })
    }
}

/// The page of the first content in an element of the structure.
fn page_of(
    pdf: &Document,
    element: &Object,
    pages: &HashMap<u32, usize>,
) -> Result<Option<usize>, AssemblyError> {
    let Ok(element) = pdf.dereference(element)?.1.as_dict() else { return Ok(None) };
    if let Ok(page) = element.get(b"Pg").and_then(Object::as_reference) {
        return Ok(pages.get(&page.0).copied());
    }
    let Ok(children) = element.get(b"K").and_then(Object::as_array) else { return Ok(None) };
    for child in children {
        if let Some(page) = page_of(pdf, child, pages)? {
            return Ok(Some(page));
        }
    }
    Ok(None)
}

impl Outline {
    fn read(
        pdf: &Document,
        catalog: &Dictionary,
        pages: &HashMap<u32, usize>,
    ) -> Result<Self, AssemblyError> {
        let Ok(root) = catalog.get(b"Outlines") else { return Ok(Self::default()) };
        let root = root.as_reference()?;
        let mut items: HashMap<usize, Vec<ObjectId>> = HashMap::new();
        let mut next = pdf.get_dictionary(root)?.get(b"First").and_then(Object::as_reference).ok();
        while let Some(id) = next {
            let item = pdf.get_dictionary(id)?;
            let place = pdf.dereference(item.get(b"Dest")?)?.1.as_array()?;
            let page = place.first().ok_or("an outline has no place")?.as_reference()?;
            let page = pages.get(&page.0).ok_or("an outline has no page")?;
            items.entry(*page).or_default().push(id);
            next = item.get(b"Next").and_then(Object::as_reference).ok();
        }
        Ok(Self { root: Some(root), items })
    }
}

impl Packet {
    fn read(pdf: &Document, catalog: &Dictionary, title: &str) -> Result<Self, AssemblyError> {
        let metadata = pdf.dereference(catalog.get(b"Metadata")?)?.1.as_stream()?;
        let text = String::from_utf8(metadata.content.clone())?;
        let text = merge::set_page_count(&text, 1);
        let [document, instance] = pdf.trailer.get(b"ID")?.as_array()?.as_slice() else {
            return Err("the file has no identifiers".into());
        };
        let id = |id: &Object| Ok::<_, AssemblyError>(str::from_utf8(id.as_str()?)?.to_owned());
        let (document, instance) = (id(document)?, id(instance)?);
        let title = title.to_owned();
        for wanted in [&title, &document, &instance] {
            if !text.contains(wanted) {
                return Err("the metadata has an unexpected form".into());
            }
        }
        Ok(Self { text, title, document, instance })
    }

    fn filled(&self, title: &str, document: &str, instance: &str) -> String {
        let escaped = title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let text = self.text.replace(&self.document, document).replace(&self.instance, instance);
        text.replacen(&self.title, &escaped, 1)
    }
}
