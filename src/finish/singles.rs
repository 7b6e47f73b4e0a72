//! Accessible files of one page each, made for many pages at once: see [`split`](super::split) and
//! [`glyphs`](super::glyphs).

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use typst::model::DocumentInfo;
use typst_layout::{Page, PagedDocument};

use super::codes::packed;
use super::glyph_order::page_in_glyph_order;
use super::glyphs::{FontStore, Recoding, Repertoire, only_font};
use super::pages::{PlacedForm, add_form};
use super::recode::recode;
use super::seal::{CodeLink, PageStatement, UnsealedPage, describe_links, seal_pages};
use super::shared::SharedObjects;
use super::split::{Batch, SinglePage};
use super::underlay::{AssemblyError, Underlay};
use super::{FinishError, screen};
use crate::pdf::PlacedText;
use crate::plan::{BLANK_SIZE, Modules};

/// The title of a file that is only made to be split.
const TITLE: &str = "Title of a page by itself";

/// A page that becomes a file.
pub(crate) struct Single<'a> {
    pub page: &'a Page,
    pub title: String,
    /// What identifies the file among all files of the program.
    pub identity: String,
    /// The name of the person, to find the font that sets it.
    pub name: &'a str,
    pub link: CodeLink<'a>,
    /// The text of the page, with what is beneath it.
    pub texts: Vec<PlacedText>,
}

/// Signs the page at a position.
pub(crate) type SignPage<'a> = &'a dyn Fn(usize, &PageStatement) -> Vec<u8>;

/// Receives the position of a page, and its file.
pub(crate) type Write<'a> = &'a mut dyn FnMut(usize, &[u8]);

/// What the files have in common.
pub(crate) struct SingleFiles<'a> {
    pub fonts: &'a FontStore,
    pub underlay: Option<&'a Underlay>,
    pub date: Date,
    pub info: &'a DocumentInfo,
    /// Whether the pages have blank pictures instead of their codes.
    pub has_blank_codes: bool,
    pub sign: SignPage<'a>,
}

/// Pages that can be exported together.
struct Group {
    glyphs: Repertoire,
    /// Each page with its glyphs.
    pages: Vec<(usize, Repertoire)>,
}

/// Objects that files share, with the numbers that stand for them.
type Shared = Vec<(ObjectId, Arc<SharedObjects>)>;

/// A page that has everything that its file has.
struct Completed {
    single: usize,
    page: ObjectId,
    shared: Shared,
}

impl SingleFiles<'_> {
    /// Makes the file of each page, and passes it to `write` with the position of the page. Only
    /// one is in memory at a time. Returns whether each could be made with others. A file does not
    /// depend on the other pages.
    pub(crate) fn make(&self, singles: &[Single<'_>], write: Write<'_>) -> Vec<bool> {
        let mut made = vec![false; singles.len()];
        let pages: Vec<Page> = singles.iter().map(|it| page_in_glyph_order(it.page)).collect();
        for group in groups(singles, &pages) {
            let write = &mut |place: usize, file: &[u8]| {
                made[place] = true;
                write(place, file);
            };
            // What is wrong with a page is reported when it is exported by itself.
            let _ = self.export(&group, singles, &pages, write);
        }
        made
    }

    /// Exports the pages of a group as one file, completes and signs them, and splits the file.
    fn export(
        &self,
        group: &Group,
        singles: &[Single<'_>],
        pages: &[Page],
        write: Write<'_>,
    ) -> Result<(), FinishError> {
        let pages = group.pages.iter().map(|(place, _)| {
            // Each is the first page of its file, wherever it is in the batch.
            Page { number: 1, ..pages[*place].clone() }
        });
        let pages = group.glyphs.sheets().chain(pages).collect();
        let mut info = self.info.clone();
        info.title = Some(TITLE.into());
        let document = PagedDocument::new(pages, info);
        let pdf = screen::accessible_pages(self.date, &document)?;
        let mut completer = Completer::new(self, group, pdf)?;
        let completed = completer.complete_pages(singles);
        let Completer { mut pdf, known, .. } = completer;
        let known = known.into_values().map(|(id, it)| (id, it.digest.clone())).collect();
        let pages = completed.iter().map(|it| {
            let Single { texts, title, .. } = &singles[it.single];
            UnsealedPage { id: it.page, text: texts.clone(), title: Some(title.clone()) }
        });
        let sign = |index: usize, page: &PageStatement| (self.sign)(completed[index].single, page);
        seal_pages(&mut pdf, pages.collect(), known, self.date, sign)?;
        let batch = Batch::new(&pdf, TITLE)?;
        let mut buffer = Vec::new();
        for it in &completed {
            let Single { title, identity, .. } = &singles[it.single];
            let part = SinglePage { page: it.page, title, identity, shared: &it.shared };
            if let Ok(file) = batch.file(&part, std::mem::take(&mut buffer)) {
                write(it.single, &file);
                buffer = file;
            }
        }
        Ok(())
    }
}

/// Completes the pages of an exported group: with the fonts of their own glyphs, the ornament, and
/// descriptions of the links.
struct Completer<'a> {
    files: &'a SingleFiles<'a>,
    group: &'a Group,
    pdf: Document,
    pages: Vec<ObjectId>,
    /// The positions of fonts in the repertoire, by their object numbers.
    fonts: HashMap<u32, usize>,
    /// The number for each of the shared objects, which are not in the file.
    known: HashMap<*const SharedObjects, (ObjectId, Arc<SharedObjects>)>,
}

impl<'a> Completer<'a> {
    fn new(
        files: &'a SingleFiles<'a>,
        group: &'a Group,
        pdf: Document,
    ) -> Result<Self, AssemblyError> {
        let sheets = group.glyphs.fonts.len();
        let mut pages: Vec<ObjectId> = pdf.page_iter().collect();
        let mut fonts = HashMap::new();
        for (place, sheet) in pages.drain(..sheets.min(pages.len())).enumerate() {
            fonts.extend(only_font(&pdf, sheet)?.map(|font| (font, place)));
        }
        let mut completer = Self { files, group, pdf, pages, fonts, known: HashMap::new() };
        if let Some(ornament) = files.underlay {
            let form = completer.number(&ornament.objects);
            for (place, drawing) in (0..).zip(&ornament.objects.list).skip(1).take(1) {
                completer.pdf.set_object((form.0 + place, 0), drawing.clone());
            }
        }
        Ok(completer)
    }

    /// Completes the pages. Those that cannot be completed are left out.
    fn complete_pages(&mut self, singles: &[Single<'_>]) -> Vec<Completed> {
        let group = self.group;
        let pages = std::mem::take(&mut self.pages);
        let complete = |(page, (single, glyphs)): (ObjectId, &(usize, Repertoire))| {
            let shared = self.complete(page, glyphs, &singles[*single]).ok()?;
            Some(Completed { single: *single, page, shared })
        };
        pages.into_iter().zip(&group.pages).filter_map(complete).collect()
    }

    fn complete(
        &mut self,
        id: ObjectId,
        glyphs: &Repertoire,
        single: &Single<'_>,
    ) -> Result<Shared, FinishError> {
        let assembly = AssemblyError::from;
        let mut page = self.pdf.get_dictionary(id).map_err(assembly)?.clone();
        let fonts = self.embedded_fonts(&page, glyphs)?;
        let content = self.recoded(&page, &fonts)?;
        let content = self.pdf.add_object(Stream::new(Dictionary::new(), content));
        let mut resources = self.resources(&page)?.clone();
        if !fonts.is_empty() {
            let fonts = fonts.iter().map(|font| (font.name.clone(), font.id.into()));
            resources.set("Font", fonts.collect::<Dictionary>());
        }
        if self.files.has_blank_codes {
            self.draw_code(&mut resources, single.link.url)?;
        }
        page.set("Contents", content);
        page.set("Resources", resources);
        let mut shared = Shared::new();
        if let Some(ornament) = self.files.underlay {
            let form = self.number(&ornament.objects);
            let placed = PlacedForm { name: ornament.name, form, drawing: (form.0 + 1, 0) };
            add_form(&self.pdf, &mut page, &placed)?;
            shared.push((form, Arc::clone(&ornament.objects)));
        }
        shared.extend(fonts.into_iter().map(|font| (font.id, font.objects)));
        self.pdf.set_object(id, page);
        describe_links(&mut self.pdf, id, &single.link)?;
        Ok(shared)
    }

    /// Puts a code in the place of the blank picture. The page must have exactly one.
    fn draw_code(&mut self, resources: &mut Dictionary, url: &str) -> Result<(), AssemblyError> {
        let modules = Modules::of(url).ok_or_else(|| unexpected("a code"))?;
        let drawings = resources.get_mut(b"XObject")?.as_dict_mut()?;
        let mut blank = drawings.iter().filter_map(|(name, drawing)| {
            let picture = self.pdf.dereference(drawing).ok()?.1.as_stream().ok()?;
            let is_blank = [b"Width".as_slice(), b"Height"].iter().all(|side| {
                picture.dict.get(side).is_ok_and(|side| *side == Object::from(BLANK_SIZE))
            });
            is_blank.then(|| (name.clone(), picture.dict.clone()))
        });
        let (Some((name, mut dict)), None) = (blank.next(), blank.next()) else {
            return Err(unexpected("the picture of a code"));
        };
        dict.remove(b"Filter");
        dict.set("Width", modules.size as i64);
        dict.set("Height", modules.size as i64);
        dict.set("BitsPerComponent", 1);
        // Signed content looks random: compressed, it would be as large.
        let picture = Stream::new(dict, packed(&modules)).with_compression(false);
        let picture = self.pdf.add_object(picture);
        drawings.set(name, picture);
        Ok(())
    }

    fn resources(&self, page: &'a Dictionary) -> Result<&Dictionary, AssemblyError> {
        Ok(self.pdf.dereference(page.get(b"Resources")?)?.1.as_dict()?)
    }

    /// Embeds the fonts of a page, each with the page's own glyphs.
    fn embedded_fonts(
        &mut self,
        page: &Dictionary,
        glyphs: &Repertoire,
    ) -> Result<Vec<PageFont>, FinishError> {
        let fonts = self.resources(page)?.get(b"Font").and_then(Object::as_dict).cloned();
        let mut embedded = Vec::new();
        for (name, font) in fonts.unwrap_or_default() {
            let font = font.as_reference().map_err(AssemblyError::from)?;
            let place = self.fonts.get(&font.0).ok_or_else(|| unexpected("a font"))?;
            let all = &self.group.glyphs.fonts[*place];
            let own = glyphs.same_font(all).ok_or_else(|| unexpected("a font"))?;
            let objects = self.files.fonts.embedded(own, self.files.date)?;
            let id = self.number(&objects);
            embedded.push(PageFont { name, recoding: all.recoding(own), id, objects });
        }
        Ok(embedded)
    }

    /// Returns the content of a page, which the engine wrote as one stream without compression,
    /// with the codes of the page's own fonts.
    fn recoded(&self, page: &Dictionary, fonts: &[PageFont]) -> Result<Vec<u8>, AssemblyError> {
        let stream = self.pdf.get_object(page.get(b"Contents")?.as_reference()?)?.as_stream()?;
        let code =
            |name: &[u8], code| fonts.iter().find(|font| font.name == name)?.recoding.code(code);
        let is_plain = !stream.dict.has(b"Filter");
        let recoded = is_plain.then(|| recode(&stream.content, code)).flatten();
        recoded.ok_or_else(|| unexpected("the content of a page"))
    }

    /// Returns the number of shared objects: of the first, with the others after it.
    fn number(&mut self, shared: &Arc<SharedObjects>) -> ObjectId {
        let next = (self.pdf.max_id + 1, 0);
        let known = self.known.entry(Arc::as_ptr(shared));
        known
            .or_insert_with(|| {
                self.pdf.max_id += shared.list.len() as u32;
                (next, Arc::clone(shared))
            })
            .0
    }
}

/// An embedded font of a page.
struct PageFont {
    /// Its resource name.
    name: Vec<u8>,
    recoding: Recoding,
    id: ObjectId,
    objects: Arc<SharedObjects>,
}

fn unexpected(what: &str) -> AssemblyError {
    format!("{what} has an unexpected form").into()
}

/// Puts pages together whose glyphs stand for the same texts.
fn groups(singles: &[Single<'_>], pages: &[Page]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (place, (single, page)) in singles.iter().zip(pages).enumerate() {
        let Some(glyphs) = Repertoire::of(page, single.name) else { continue };
        let group = groups
            .iter_mut()
            .find_map(|group| group.glyphs.merge(&glyphs).then_some(&mut group.pages));
        match group {
            Some(pages) => pages.push((place, glyphs)),
            None => groups.push(Group { glyphs: glyphs.clone(), pages: vec![(place, glyphs)] }),
        }
    }
    groups
}
