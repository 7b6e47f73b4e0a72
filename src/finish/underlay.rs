//! Places an ornament that thousands of pages share beneath each page. PDF export examines every
//! line of the engraving, and doing that for each certificate would take most of the time. So the
//! ornament is exported once.
//!
//! The ornament becomes a form, drawn as an artifact (screen readers skip it) before the content of
//! the page. The objects of the file stay as the engine wrote them, byte by byte: only the page and
//! its resources change, and the objects of the form and a new cross-reference table are appended.
//! lopdf would parse and write all objects of each file, which is many times slower.

use std::sync::Arc;

use lopdf::{Dictionary, Document, Stream, dictionary};
use typst::layout::FrameItem;
use typst_layout::Page;

use super::engine_file::{EngineFile, number_after};
use super::shared::SharedObjects;

/// The resource name of the form of an ornament. Names by the engine are a letter and a number.
const ORNAMENT: &str = "Ornament";

/// The resource name of the form of what pages have in common.
const COMMON: &str = "Common";

/// The reason why files could not be assembled. Peerpress wrote all of them, so this is a bug.
pub(crate) type AssemblyError = Box<dyn std::error::Error + Send + Sync>;

/// What can be placed beneath pages.
#[derive(Debug)]
pub(crate) struct Underlay {
    /// The resource name of the form.
    pub(super) name: &'static str,
    /// The objects: first the form, then its drawing.
    pub(super) objects: Arc<SharedObjects>,
}

impl Underlay {
    /// Makes the first page of a file the ornament, which screen readers skip.
    pub(crate) fn ornament(pdf: &Document) -> Result<Self, AssemblyError> {
        let draw = format!("/Artifact BMC\nq\n/{ORNAMENT} Do\nQ\nEMC\n");
        Self::new(pdf, ORNAMENT, draw)
    }

    /// Makes the first page of a file what pages have in common.
    pub(crate) fn common(pdf: &Document) -> Result<Self, AssemblyError> {
        Self::new(pdf, COMMON, format!("q\n/{COMMON} Do\nQ\n"))
    }

    fn new(pdf: &Document, name: &'static str, draw: String) -> Result<Self, AssemblyError> {
        let page = *pdf.get_pages().get(&1).ok_or("there is no page to place beneath others")?;
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
        let drawing = Stream::new(Dictionary::new(), draw.into_bytes());
        let objects = SharedObjects::copied(pdf, form.into(), vec![drawing.into()])?;
        Ok(Self { name, objects: Arc::new(objects) })
    }

    /// Places it beneath the only page of a file that the engine wrote.
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
        let form = format!("/{} {first} 0 R", self.name);
        let forms =
            file.splice(resources, b"/XObject<<", format!("/XObject<<{form}").as_bytes()).or_else(
                |_| file.splice(resources, b"<<", format!("<</XObject<<{form}>>").as_bytes()),
            )?;
        let written = self.objects.written_from(first)?;
        file.write(vec![page_splice, forms], &written)
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
