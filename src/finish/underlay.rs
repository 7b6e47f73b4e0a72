//! Places an ornament that thousands of pages share beneath each page. PDF export examines every
//! line of the engraving, and doing that for each certificate would take most of the time. So the
//! ornament is exported once.
//!
//! The ornament becomes a form, drawn as an artifact (screen readers skip it) before the content of
//! the page. The objects of the file stay as the engine wrote them, byte by byte: only the page and
//! its resources change, and the objects of the form and a new cross-reference table are appended.
//! lopdf would parse and write all objects of each file, which is many times slower.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, Writer, dictionary};
use typst::layout::FrameItem;
use typst_layout::Page;

use super::engine_file::{EngineFile, Written, number_after};

/// The resource name of the form. Names by the engine are a letter and a number.
pub(super) const NAME: &str = "Ornament";

/// The operators that draw the form.
const DRAW: &[u8] = b"/Artifact BMC\nq\n/Ornament Do\nQ\nEMC\n";

/// The reason why files could not be assembled. Peerpress wrote all of them, so this is a bug.
pub(crate) type AssemblyError = Box<dyn std::error::Error + Send + Sync>;

/// An ornament that can be placed beneath pages.
#[derive(Debug)]
pub(crate) struct Underlay {
    /// The objects: first the form, then its drawing. They refer to each other by their position in
    /// this list, from 1.
    pub(super) objects: Vec<Object>,
    /// The written objects, by the number of the first one.
    written: Mutex<HashMap<usize, Arc<Written>>>,
}

impl Underlay {
    /// Makes the first page of a file the ornament.
    pub(crate) fn new(pdf: &Document) -> Result<Self, AssemblyError> {
        let page = *pdf.get_pages().get(&1).ok_or("the ornament has no page")?;
        let content = pdf.get_page_content(page);
        let page = pdf.get_dictionary(page)?;
        let resources = pdf.dereference(page.get(b"Resources")?)?.1.clone();
        let bounds = page.get(b"MediaBox")?.clone();
        let mut form = Stream::new(
            dictionary! {
                "Type" => "XObject", "Subtype" => "Form", "BBox" => bounds,
                "Resources" => resources,
            },
            content,
        );
        form.compress()?;
        let drawing = Stream::new(Dictionary::new(), DRAW.to_vec());
        let objects = vec![Object::Null, drawing.into()];
        let mut copier = ObjectCopier { pdf, places: BTreeMap::new(), objects };
        copier.objects[0] = copier.copy(form.into())?;
        Ok(Self { objects: copier.objects, written: Mutex::default() })
    }

    /// Places the ornament beneath the only page of a file that the engine wrote.
    pub(crate) fn beneath(&self, pdf: &[u8]) -> Result<Vec<u8>, AssemblyError> {
        let file = EngineFile::parse(pdf)?;
        let first = file.starts.len();
        let page = file.page()?;
        let content = number_after(file.object(page)?, b"/Contents ")
            .ok_or("the page's content has an unexpected form")?;
        let resources = number_after(file.object(page)?, b"/Resources ")
            .ok_or("the page's resources are not as expected")?;
        let contents = format!("/Contents[{} 0 R {content} 0 R]", first + 1);
        let page_splice =
            file.splice(page, format!("/Contents {content} 0 R").as_bytes(), contents.as_bytes())?;
        let form = format!("/{NAME} {first} 0 R");
        let forms =
            file.splice(resources, b"/XObject<<", format!("/XObject<<{form}").as_bytes()).or_else(
                |_| file.splice(resources, b"<<", format!("<</XObject<<{form}>>").as_bytes()),
            )?;
        let written = self.written_from(first)?;
        file.write(vec![page_splice, forms], &written)
    }

    fn written_from(&self, first: usize) -> Result<Arc<Written>, AssemblyError> {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = written.get(&first) {
            return Ok(Arc::clone(known));
        }
        let mut made = Written::default();
        for (place, object) in self.objects.iter().enumerate() {
            let mut object = object.clone();
            renumber(&mut object, &mut |place| Ok((place + first as u32 - 1, 0)))?;
            made.starts.push(made.bytes.len());
            made.bytes.extend(format!("{} 0 obj\n", first + place).bytes());
            Writer::write_object(&mut made.bytes, &object)?;
            made.bytes.extend(b"\nendobj\n");
        }
        let made = Arc::new(made);
        written.insert(first, Arc::clone(&made));
        Ok(made)
    }
}

/// Whether a page shows nothing.
pub(crate) fn is_blank(page: &Page) -> bool {
    page.fill_or_transparent().is_none() && page.frame.items().all(|(_, item)| is_empty(item))
}

fn is_empty(item: &FrameItem) -> bool {
    match item {
        FrameItem::Group(group) => group.frame.items().all(|(_, inner)| is_empty(inner)),
        FrameItem::Tag(_) => true,
        _ => false,
    }
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
    objects: Vec<Object>,
}

impl ObjectCopier<'_> {
    /// Copies an object. Its references become positions in the list of copied objects.
    fn copy(&mut self, mut object: Object) -> Result<Object, AssemblyError> {
        renumber(&mut object, &mut |number| {
            if let Some(place) = self.places.get(&number) {
                return Ok((*place, 0));
            }
            self.objects.push(Object::Null);
            let place = self.objects.len();
            self.places.insert(number, place as u32);
            let inner = self.pdf.get_object((number, 0))?.clone();
            self.objects[place - 1] = self.copy(inner)?;
            Ok((place as u32, 0))
        })?;
        Ok(object)
    }
}
