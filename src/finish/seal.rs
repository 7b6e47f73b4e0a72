//! The page signature of a certificate, in the page's piece dictionary (ISO 32000-1, 14.5).
//!
//! The signature covers everything that the page shows. Whoever has the key makes it: this module
//! says what is signed and puts the result into the file.

use jiff::civil::Date;
use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat, Writer, dictionary};
use typst::layout::{Abs, Frame, FrameItem, Point, Transform};
use typst::text::TextItem;
use typst::visualize::Paint;
use typst_layout::Page;

use super::engine_file::{EngineFile, Splice, Written};
use super::underlay::AssemblyError;
use crate::pdf::{
    ObjectDigest, PIECE, PageDigests, PageHashVersion, PageHasher, PlacedText, TextDigest,
    UnseenTexts,
};

/// What is signed about a page.
#[derive(Debug)]
pub(crate) struct PageStatement {
    /// The rules of its digests. The second version states how screen readers read the page, and
    /// the settings of its file.
    pub(crate) hash_version: PageHashVersion,
    /// The digests of what the page shows.
    pub(crate) digests: PageDigests,
    /// Its text, in the order in which it is painted.
    pub(crate) text: Vec<PlacedText>,
    /// What it does not show: what screen readers say of it, and the title and the settings of its
    /// file. `None` if the signature does not state them.
    pub(crate) unseen: Option<Vec<TextDigest>>,
}

/// A page to sign.
pub(super) struct UnsealedPage {
    pub(super) id: ObjectId,
    pub(super) text: Vec<PlacedText>,
    /// The title of its file, if that is not the file at hand.
    pub(super) title: Option<String>,
}

/// Signs what it is given.
pub(crate) type Sign<'a> = &'a dyn Fn(&PageStatement) -> Vec<u8>;

/// A link to the page that checks a certificate.
pub(crate) struct CodeLink<'a> {
    pub(crate) url: &'a str,
    /// What screen readers say instead of the address.
    pub(crate) description: String,
}

/// Signs the only page of a file that the engine wrote, and describes its links to the code.
pub(crate) fn seal(
    pdf: &[u8],
    link: &CodeLink<'_>,
    text: Vec<PlacedText>,
    date: Date,
    sign: Sign<'_>,
) -> Result<Vec<u8>, AssemblyError> {
    let file = EngineFile::parse(pdf)?;
    let page = file.page()?;
    let mut splices = Vec::new();
    let mut document = Document::load_mem(pdf)?;
    let id = document.page_iter().next().ok_or("the file has no page")?;
    let address = Object::string_literal(link.url);
    let description = lopdf::text_string(&link.description);
    for number in annotations(&document, id) {
        let annotation = document.get_object_mut((number, 0))?.as_dict_mut()?;
        if annotation.get(b"Contents").is_ok_and(|contents| *contents == address) {
            splices.push(replaced(&file, number, &address, &description)?);
            annotation.set("Contents", description.clone());
        }
    }
    let digests = PageHasher::new(&document).page(id).ok_or("the page cannot be read")?;
    let texts = UnseenTexts::of(&document);
    let unseen = Some(texts.digests(id, &texts.titles));
    let record =
        sign(&PageStatement { hash_version: PageHashVersion::Second, digests, text, unseen });
    let mut entries = b"/Type/Page/LastModified".to_vec();
    let (modified, piece) = piece(record, date);
    Writer::write_object(&mut entries, &modified)?;
    entries.extend(b"/PieceInfo");
    Writer::write_object(&mut entries, &piece.into())?;
    splices.push(file.splice(page, b"/Type/Page", &entries)?);
    file.write(splices, &Written::default())
}

/// Signs the pages of a file in memory. There is a text and a signer for each page.
pub(crate) fn seal_all(
    pdf: &mut Document,
    texts: Vec<Vec<PlacedText>>,
    date: Date,
    signer: impl FnMut(usize, &PageStatement) -> Vec<u8>,
) -> Result<(), AssemblyError> {
    let pages = pdf.page_iter().zip(texts);
    let pages = pages.map(|(id, text)| UnsealedPage { id, text, title: None });
    seal_pages(pdf, pages.collect(), Vec::new(), date, signer)
}

/// Signs some pages of a file in memory. The digests are those of objects that the pages refer to
/// and that are not in the file.
pub(super) fn seal_pages(
    pdf: &mut Document,
    pages: Vec<UnsealedPage>,
    known: Vec<(ObjectId, ObjectDigest)>,
    date: Date,
    mut signer: impl FnMut(usize, &PageStatement) -> Vec<u8>,
) -> Result<(), AssemblyError> {
    let mut hasher = PageHasher::new(pdf);
    known.into_iter().for_each(|(id, object)| hasher.know(id, object));
    let texts = UnseenTexts::of(pdf);
    let mut records = Vec::with_capacity(pages.len());
    for (index, UnsealedPage { id, text, title }) in pages.into_iter().enumerate() {
        let digests = hasher.page(id).ok_or("a page cannot be read")?;
        let titles = title.as_ref().map_or(texts.titles.as_slice(), std::slice::from_ref);
        let unseen = Some(texts.digests(id, titles));
        let statement =
            PageStatement { hash_version: PageHashVersion::Second, digests, text, unseen };
        records.push((id, signer(index, &statement)));
    }
    for (id, record) in records {
        let page = pdf.get_dictionary_mut(id)?;
        let (modified, piece) = piece(record, date);
        page.set("LastModified", modified);
        page.set("PieceInfo", piece);
    }
    Ok(())
}

/// Describes the links of a page to the code.
pub(super) fn describe_links(
    pdf: &mut Document,
    page: ObjectId,
    link: &CodeLink<'_>,
) -> Result<(), AssemblyError> {
    let address = Object::string_literal(link.url);
    for number in annotations(pdf, page) {
        let annotation = pdf.get_object_mut((number, 0))?.as_dict_mut()?;
        let action = annotation.get(b"A").and_then(Object::as_dict);
        if action.and_then(|action| action.get(b"URI")).is_ok_and(|uri| *uri == address) {
            annotation.set("Contents", lopdf::text_string(&link.description));
        }
    }
    Ok(())
}

/// Describes the links to the codes in a file that is not tagged, for which the engine describes
/// none, and puts them in order for the keyboard. There is a link for each page.
pub(crate) fn describe_all<'a>(
    pdf: &mut Document,
    links: impl Iterator<Item = CodeLink<'a>>,
) -> Result<(), AssemblyError> {
    let pages: Vec<ObjectId> = pdf.page_iter().collect();
    for (page, link) in pages.into_iter().zip(links) {
        describe_links(pdf, page, &link)?;
        pdf.get_dictionary_mut(page)?.set("Tabs", "S");
    }
    Ok(())
}

/// Returns the date and the piece dictionary of a page. Both are required of a page that has one.
fn piece(record: Vec<u8>, date: Date) -> (Object, Dictionary) {
    let day = format!("D:{:04}{:02}{:02}000000Z", date.year(), date.month(), date.day());
    let modified = Object::string_literal(day);
    let own = dictionary! {
        "LastModified" => modified.clone(),
        "Private" => Object::String(record, StringFormat::Literal),
    };
    (modified, dictionary! { PIECE => own })
}

/// Returns the numbers of the annotations of a page.
fn annotations(document: &Document, page: ObjectId) -> Vec<u32> {
    let list = document.get_dictionary(page).and_then(|page| page.get(b"Annots")?.as_array());
    let list = list.into_iter().flatten();
    list.filter_map(|annotation| Some(annotation.as_reference().ok()?.0)).collect()
}

/// Returns the replacement of the description of an annotation.
fn replaced(
    file: &EngineFile<'_>,
    annotation: u32,
    old: &Object,
    new: &Object,
) -> Result<Splice, AssemblyError> {
    let entry = |value: &Object| {
        let mut bytes = b"/Contents".to_vec();
        Writer::write_object(&mut bytes, value).map(|()| bytes)
    };
    file.splice(annotation as usize, &entry(old)?, &entry(new)?)
}

/// Returns the text of a page, with what is beneath it.
pub(crate) fn texts(page: &Page) -> Vec<PlacedText> {
    let mut texts = Vec::new();
    collect(&page.frame, Transform::identity(), page.frame.height(), &mut texts);
    texts
}

fn collect(frame: &Frame, transform: Transform, height: Abs, texts: &mut Vec<PlacedText>) {
    for (position, item) in frame.items() {
        let here = transform.pre_concat(Transform::translate(position.x, position.y));
        match item {
            FrameItem::Group(group) => {
                collect(&group.frame, here.pre_concat(group.transform), height, texts);
            }
            FrameItem::Text(text) => {
                let at = Point::zero().transform(here);
                let at = (at.x.to_pt(), (height - at.y).to_pt());
                let (sx, sy) = (here.sx.get(), here.sy.get());
                let scale = (sx * sy - here.kx.get() * here.ky.get()).abs().sqrt();
                let (size, words) = (text.size.to_pt() * scale, in_glyph_order(text));
                texts.push(PlacedText::new(at, size, rgb(&text.fill), words));
            }
            _ => {}
        }
    }
}

/// Returns a color, if it is one and opaque.
fn rgb(paint: &Paint) -> Option<[f64; 3]> {
    let Paint::Solid(color) = paint else { return None };
    let color = color.to_rgb();
    let rgb = [color.red, color.green, color.blue].map(f64::from);
    (color.alpha > 0.99).then_some(rgb)
}

/// Returns the text of each cluster, in the order of the glyphs.
fn in_glyph_order(item: &TextItem) -> String {
    let mut words = String::with_capacity(item.text.len());
    let mut last = None;
    for glyph in &item.glyphs {
        let range = glyph.range();
        if last.as_ref() != Some(&range) {
            words.push_str(item.text.get(range.clone()).unwrap_or_default());
        }
        last = Some(range);
    }
    words
}
