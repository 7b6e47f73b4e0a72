//! The glyphs that pages draw, by font, and embedded fonts that many files share.
//!
//! To subset and compress fonts takes longer than all else in the file of one certificate. Here a
//! subset is made once for each set of glyphs and shared by all files that draw this set. What a
//! page needs is rounded up to sets that do not depend on other pages: all digits if it draws one,
//! and all English letters of the font that sets the name. So a file shows nothing of other people,
//! and its bytes are the same in any batch.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use lopdf::{Document, Object};
use typst::ecow::EcoString;
use typst::foundations::{Content, NativeElement, Smart};
use typst::introspection::{Location, Tag, TagFlags};
use typst::layout::{Abs, Em, Frame, FrameItem, Point, Sides, Size};
use typst::model::DocumentInfo;
use typst::pdf::ArtifactElem;
use typst::syntax::Span;
use typst::text::{FontInstance, Glyph, Lang, Region, TextItem};
use typst::visualize::{Color, Paint};
use typst_layout::{Page, PagedDocument};

use super::pack::compress;
use super::shared::SharedObjects;
use super::underlay::AssemblyError;
use super::{FinishError, screen};

/// The number of subsets that are kept. A session in many scripts makes more, and each has several
/// kilobytes.
const KEPT: usize = 256;

/// The largest number of glyphs of a font: the text of a sheet has at most 65,535 bytes.
const LARGEST: usize = 2048;

/// What a name in English letters needs.
const LETTERS: &str = " '-.ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The glyphs of a font, each with the text that it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct FontGlyphs {
    font: FontInstance,
    glyphs: BTreeMap<u16, EcoString>,
}

/// The language of text.
type Language = (Lang, Option<Region>);

/// The glyphs of pages, by font in the order of first use.
#[derive(Debug, Clone, Default)]
pub(super) struct Repertoire {
    pub(super) fonts: Vec<FontGlyphs>,
    /// The language of the first text, which becomes that of the file.
    lang: Option<Language>,
    /// The fonts that have all of a set.
    rounded: Vec<(usize, Set)>,
}

/// Glyphs that a font has all of or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Set {
    Digits,
    Letters,
}

impl Repertoire {
    /// The glyphs of a page; `None` if a glyph stands for different texts.
    pub(super) fn of(page: &Page, name: &str) -> Option<Self> {
        let mut repertoire = Self::default();
        repertoire.add_frame(&page.frame, name)?;
        Some(repertoire)
    }

    fn add_frame(&mut self, frame: &Frame, name: &str) -> Option<()> {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => self.add_frame(&group.frame, name)?,
                FrameItem::Text(text) => self.add_text(text, name)?,
                _ => {}
            }
        }
        Some(())
    }

    fn add_text(&mut self, item: &TextItem, name: &str) -> Option<()> {
        self.lang.get_or_insert((item.lang, item.region));
        let place = self.place(&item.font);
        let font = &mut self.fonts[place];
        for glyph in &item.glyphs {
            font.add(glyph.id, &item.text[glyph.range()])?;
        }
        if item.text.contains(|letter: char| letter.is_ascii_digit()) {
            self.round_up(place, Set::Digits, "0123456789");
        }
        let is_name = item.text.len() > 2 && name.contains(item.text.trim());
        if is_name && item.text.contains(|letter: char| letter.is_ascii_alphabetic()) {
            self.round_up(place, Set::Letters, LETTERS);
        }
        Some(())
    }

    /// Adds the glyphs of a set to a font.
    fn round_up(&mut self, place: usize, set: Set, letters: &str) {
        if !self.rounded.contains(&(place, set)) {
            self.rounded.push((place, set));
            self.fonts[place].add_missing(letters);
        }
    }

    /// The position of a font.
    fn place(&mut self, font: &FontInstance) -> usize {
        let known = self.fonts.iter().position(|known| known.font == *font);
        known.unwrap_or_else(|| {
            self.fonts.push(FontGlyphs { font: font.clone(), glyphs: BTreeMap::new() });
            self.fonts.len() - 1
        })
    }

    /// Adds the glyphs of another page. Returns whether it was possible: each glyph must stand for
    /// the same text, and the pages must begin in the same language.
    pub(super) fn merge(&mut self, other: &Self) -> bool {
        let is_same = |font: &FontGlyphs| {
            let known = self.fonts.iter().find(|known| known.font == font.font);
            known.is_none_or(|known| {
                known.glyphs.len() + font.glyphs.len() < LARGEST && !known.contradicts(font)
            })
        };
        if self.lang.is_some_and(|lang| Some(lang) != other.lang)
            || !other.fonts.iter().all(is_same)
        {
            return false;
        }
        self.lang = other.lang;
        for font in &other.fonts {
            let glyphs = font.glyphs.iter().map(|(glyph, text)| (*glyph, text.clone()));
            let place = self.place(&font.font);
            self.fonts[place].glyphs.extend(glyphs);
        }
        true
    }

    /// A page for each font that draws its glyphs in order. Before the pages of a file, they give
    /// each glyph a known code.
    pub(super) fn sheets(&self) -> impl Iterator<Item = Page> {
        let lang = self.lang.unwrap_or((Lang::ENGLISH, None));
        self.fonts.iter().enumerate().map(move |(place, font)| font.sheet(place, lang))
    }

    /// The glyphs of the same font in this repertoire.
    pub(super) fn same_font(&self, font: &FontGlyphs) -> Option<&FontGlyphs> {
        self.fonts.iter().find(|known| known.font == font.font)
    }
}

impl FontGlyphs {
    /// Adds a glyph. `None` if it stands for another text already, or for none.
    fn add(&mut self, glyph: u16, text: &str) -> Option<()> {
        if text.is_empty() {
            return None;
        }
        let known = self.glyphs.entry(glyph).or_insert_with(|| text.into());
        (known == text).then_some(())
    }

    /// Adds the glyphs of letters, unless they are used for another text.
    fn add_missing(&mut self, letters: &str) {
        for letter in letters.chars() {
            let glyph = self.font.ttf().glyph_index(letter);
            if let Some(glyph) = glyph.filter(|glyph| glyph.0 != 0) {
                self.glyphs.entry(glyph.0).or_insert_with(|| EcoString::from(letter));
            }
        }
    }

    fn contradicts(&self, other: &Self) -> bool {
        let (few, many) = (&other.glyphs, &self.glyphs);
        few.iter().any(|(glyph, text)| many.get(glyph).is_some_and(|known| known != text))
    }

    /// The glyphs in the order of their codes, from 1. Code 0 is the glyph for missing ones.
    fn coded(&self) -> impl Iterator<Item = u16> {
        self.glyphs.keys().copied().filter(|glyph| *glyph != 0)
    }

    /// The codes for a subset of these glyphs, by the codes for all of them.
    pub(super) fn recoding(&self, subset: &Self) -> Recoding {
        // Both are in order.
        let mut known = (0..).zip(std::iter::once(0).chain(subset.coded())).peekable();
        let all = std::iter::once(0).chain(self.coded());
        let code = |glyph| {
            while known.next_if(|(_, other)| *other < glyph).is_some() {}
            known.peek().filter(|(_, other)| *other == glyph).map(|(code, _)| *code)
        };
        Recoding(all.map(code).collect())
    }

    /// The page that draws the glyphs. Its place among the sheets of a file makes it unique.
    fn sheet(&self, place: usize, (lang, region): Language) -> Page {
        let mut text = EcoString::new();
        let mut glyphs = Vec::with_capacity(self.glyphs.len());
        for (glyph, stands_for) in self.glyphs.iter().filter(|(glyph, _)| **glyph != 0) {
            let start = text.len() as u16;
            text.push_str(stands_for);
            glyphs.push(Glyph {
                id: *glyph,
                x_advance: Em::one(),
                x_offset: Em::zero(),
                y_advance: Em::zero(),
                y_offset: Em::zero(),
                range: start..text.len() as u16,
                span: (Span::detached(), 0),
            });
        }
        let (font, fill) = (self.font.clone(), Paint::Solid(Color::BLACK));
        // The size affects nothing.
        let size = Abs::pt(10.0);
        let item = TextItem { font, size, fill, stroke: None, lang, region, text, glyphs };
        let mut frame = Frame::hard(Size::splat(size));
        // As an artifact, it has no part in the structure of the pages after it.
        let (location, flags) =
            (Location::new(place as u128), TagFlags { introspectable: false, tagged: true });
        let mut artifact = ArtifactElem::new(Content::empty()).pack();
        artifact.set_location(location);
        let (start, end) = (Tag::Start(artifact, flags), Tag::End(location, 0, flags));
        for item in [FrameItem::Tag(start), FrameItem::Text(item), FrameItem::Tag(end)] {
            frame.push(Point::zero(), item);
        }
        Page {
            frame,
            bleed: Sides::splat(Abs::zero()),
            fill: Smart::Auto,
            numbering: None,
            supplement: Content::empty(),
            number: 1,
        }
    }
}

/// The codes of glyphs in one file, by their codes in another; `None` for a glyph that it has not.
#[derive(Debug)]
pub(super) struct Recoding(Vec<Option<u16>>);

impl Recoding {
    pub(super) fn code(&self, code: u16) -> Option<u16> {
        self.0.get(usize::from(code)).copied().flatten()
    }
}

/// Embedded fonts by their glyphs.
#[derive(Debug, Default)]
pub(crate) struct FontStore {
    made: Mutex<HashMap<FontGlyphs, Arc<SharedObjects>>>,
}

impl FontStore {
    /// Returns the objects of an embedded font, of which the first is the font.
    pub(super) fn embedded(
        &self,
        font: &FontGlyphs,
        date: Date,
    ) -> Result<Arc<SharedObjects>, FinishError> {
        let made = || self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = made().get(font) {
            return Ok(Arc::clone(known));
        }
        let objects = Arc::new(embed(font, date)?);
        let mut made = made();
        if made.len() >= KEPT {
            made.clear();
        }
        made.insert(font.clone(), Arc::clone(&objects));
        Ok(objects)
    }
}

/// Embeds a font into a file of its own, and takes it from there.
fn embed(font: &FontGlyphs, date: Date) -> Result<SharedObjects, FinishError> {
    let sheet = font.sheet(0, (Lang::ENGLISH, None));
    let document = PagedDocument::new([sheet].into_iter().collect(), DocumentInfo::default());
    let mut pdf = screen::untagged("font", date, &document)?;
    compress(&mut pdf)?;
    Ok(embedded(&pdf)?)
}

fn embedded(pdf: &Document) -> Result<SharedObjects, AssemblyError> {
    let page = *pdf.get_pages().get(&1).ok_or("a sheet has no page")?;
    let font = only_font(pdf, page)?.ok_or("a sheet has several fonts")?;
    SharedObjects::copied(pdf, pdf.get_object((font, 0))?.clone(), Vec::new())
}

/// The object number of the font of a sheet; `None` if it has several, or one of drawings.
pub(super) fn only_font(
    pdf: &Document,
    page: lopdf::ObjectId,
) -> Result<Option<u32>, AssemblyError> {
    let resources = pdf.get_dictionary(page)?.get(b"Resources")?;
    let resources = pdf.dereference(resources)?.1.as_dict()?;
    let Ok(fonts) = resources.get(b"Font").and_then(Object::as_dict) else { return Ok(None) };
    let mut fonts = fonts.iter().map(|(_, font)| font.as_reference());
    let (Some(font), None) = (fonts.next(), fonts.next()) else { return Ok(None) };
    let font = font?;
    let is_outlines = pdf.get_dictionary(font)?.get(b"Subtype")?.as_name()? == b"Type0";
    Ok(is_outlines.then_some(font.0))
}
