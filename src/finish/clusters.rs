//! Which text each glyph stands for.
//!
//! In many scripts several glyphs draw one cluster of letters, and Typst says of each that it
//! stands for the whole cluster. Programs that do not know `ActualText` then read a syllable once
//! for each of its glyphs: pdf.js does. Here each glyph of a cluster stands for its own share of
//! the letters, so that all glyphs together, in reading order, are the text.
//!
//! A vowel that is drawn before its consonant then stands for the consonant, and the consonant for
//! the vowel. In a PDF a glyph of a font has one text, so such glyphs come from a copy of the font.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{LazyLock, Mutex, PoisonError};

use typst::foundations::Bytes;
use typst::layout::{Em, Frame, FrameItem, GroupItem, Point};
use typst::text::{Font, FontInstance, Glyph, TextItem};
use unicode_bidi::{BidiClass, bidi_class};

use crate::pdf::is_reordered;
use crate::plan::WORD_JOINER;

/// The copies of fonts, by the font.
static COPIES: LazyLock<Mutex<HashMap<FontInstance, Option<FontInstance>>>> =
    LazyLock::new(Mutex::default);

/// What a glyph stands for.
#[derive(Debug, Clone, PartialEq)]
struct Share {
    /// The part of its item's text.
    range: Range<u16>,
    /// Whether the font says that it is another letter of its cluster.
    is_displaced: bool,
}

/// A glyph among the text items of a line: the position of its item, and its own.
#[derive(Debug, Clone, Copy)]
struct GlyphAt<'a> {
    item: usize,
    place: usize,
    text: &'a TextItem,
}

impl<'a> GlyphAt<'a> {
    fn glyph(self) -> &'a Glyph {
        &self.text.glyphs[self.place]
    }

    fn cluster(self) -> &'a str {
        self.text.text.get(self.glyph().range()).unwrap_or_default()
    }

    fn has_width(self) -> bool {
        self.glyph().x_advance != Em::zero()
    }

    /// Whether the next glyph draws a part of the same cluster. A mark that is raised is an item of
    /// its own.
    fn shares_cluster(self, next: Self, is_rtl: bool) -> bool {
        if self.item == next.item {
            return self.glyph().range == next.glyph().range;
        }
        let mark = if is_rtl { self } else { next };
        !mark.has_width() && self.cluster() == next.cluster()
    }
}

/// Whether a frame has text whose letters change their shape or their order, or marks that draw
/// nothing.
pub(super) fn has_clusters(frame: &Frame) -> bool {
    let is_changed = |c| is_reordered(c) || is_mark(c);
    frame.items().any(|(_, item)| match item {
        FrameItem::Group(group) => has_clusters(&group.frame),
        FrameItem::Text(text) => text.text.chars().any(is_changed),
        _ => false,
    })
}

/// Gives each glyph of a frame its share of the text.
pub(super) fn shared_frame(frame: &Frame) -> Frame {
    if !has_clusters(frame) {
        return frame.clone();
    }
    let mut out = frame.clone();
    out.clear();
    let items: Vec<&(Point, FrameItem)> = frame.items().collect();
    let is_text = |item: &FrameItem| matches!(item, FrameItem::Text(_));
    for line in items.chunk_by(|one, next| is_text(&one.1) && is_text(&next.1)) {
        let texts: Vec<&TextItem> = line.iter().filter_map(|(_, item)| text_of(item)).collect();
        if texts.is_empty() {
            line.iter().for_each(|(at, item)| out.push(*at, shared_item(item)));
            continue;
        }
        for (((at, _), text), shares) in line.iter().zip(&texts).zip(shares(&texts)) {
            out.push_multiple(split(*at, text, &shares));
        }
    }
    out
}

fn text_of(item: &FrameItem) -> Option<&TextItem> {
    if let FrameItem::Text(text) = item { Some(text) } else { None }
}

fn shared_item(item: &FrameItem) -> FrameItem {
    match item {
        FrameItem::Group(group) => {
            let frame = shared_frame(&group.frame);
            FrameItem::Group(GroupItem { frame, ..group.clone() })
        }
        other => other.clone(),
    }
}

/// Returns what the glyphs of each item of a line stand for.
fn shares(texts: &[&TextItem]) -> Vec<Vec<Share>> {
    let whole = |text: &TextItem, glyph: &Glyph| Share {
        range: without_marks(&text.text, glyph.range.clone()),
        is_displaced: false,
    };
    let of_item = |text: &&TextItem| text.glyphs.iter().map(|glyph| whole(text, glyph)).collect();
    let mut shares: Vec<Vec<Share>> = texts.iter().map(of_item).collect();
    let glyphs: Vec<GlyphAt<'_>> = (0..)
        .zip(texts)
        .flat_map(|(item, text)| (0..text.glyphs.len()).map(move |place| (item, place, *text)))
        .map(|(item, place, text)| GlyphAt { item, place, text })
        .collect();
    let is_rtl = |at: &GlyphAt<'_>| {
        at.cluster().chars().any(|c| matches!(bidi_class(c), BidiClass::R | BidiClass::AL))
    };
    for cluster in glyphs.chunk_by(|one, next| one.shares_cluster(*next, is_rtl(one))) {
        let mut cluster = cluster.to_vec();
        if cluster.iter().any(is_rtl) {
            cluster.reverse();
        }
        for (at, share) in cluster.iter().zip(divided(&cluster)) {
            shares[at.item][at.place] = share;
        }
    }
    shares
}

/// Returns the part of a text without the marks at its ends: they stand beside a letter and draw
/// nothing. At a joiner, some programs read a space.
fn without_marks(text: &str, range: Range<u16>) -> Range<u16> {
    let part = text.get(usize::from(range.start)..usize::from(range.end)).unwrap_or_default();
    let before = part.len() - part.trim_start_matches(is_mark).len();
    let kept = part.trim_matches(is_mark).len();
    if kept == 0 {
        return range;
    }
    let start = range.start + before as u16;
    start..start + kept as u16
}

/// Whether a character starts or ends text of another direction, or keeps a number on one line.
fn is_mark(c: char) -> bool {
    c == WORD_JOINER || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Divides the letters of a cluster among its glyphs, which are in reading order. Returns nothing
/// if there are fewer letters than glyphs, or only one glyph.
fn divided(cluster: &[GlyphAt<'_>]) -> Vec<Share> {
    let letters = cluster.first().map_or("", |at| at.cluster());
    let starts: Vec<usize> = letters.char_indices().map(|(at, _)| at).collect();
    if cluster.len() < 2 || starts.len() < cluster.len() || !letters.contains(is_reordered) {
        return Vec::new();
    }
    let share = |(index, at): (usize, &GlyphAt<'_>)| {
        let is_last = index + 1 == cluster.len();
        let end = if is_last { letters.len() } else { starts[index + 1] };
        let own = &letters[starts[index]..end];
        let face = at.text.font.ttf();
        let draws = |letter: char| face.glyph_index(letter).is_some_and(|it| it.0 == at.glyph().id);
        let start = at.glyph().range.start;
        Share {
            range: start + starts[index] as u16..start + end as u16,
            is_displaced: letters.chars().any(|letter| draws(letter) && !own.starts_with(letter)),
        }
    };
    cluster.iter().enumerate().map(share).collect()
}

/// Returns an item whose glyphs stand for their shares, in parts where the font changes.
fn split(at: Point, text: &TextItem, shares: &[Share]) -> Vec<(Point, FrameItem)> {
    let mut parts = Vec::new();
    let mut at = at;
    let glyphs: Vec<(&Glyph, &Share)> = text.glyphs.iter().zip(shares).collect();
    for part in glyphs.chunk_by(|one, next| one.1.is_displaced == next.1.is_displaced) {
        let start = part.iter().map(|(_, share)| share.range.start).min().unwrap_or_default();
        let end = part.iter().map(|(_, share)| share.range.end).max().unwrap_or_default();
        let is_displaced = part.iter().any(|(_, share)| share.is_displaced);
        let font = is_displaced.then(|| copy_of(text)).flatten();
        let glyphs = part.iter().map(|(glyph, share)| Glyph {
            range: share.range.start - start..share.range.end - start,
            ..(*glyph).clone()
        });
        let item = TextItem {
            font: font.unwrap_or_else(|| text.font.clone()),
            text: text.text.get(usize::from(start)..usize::from(end)).unwrap_or_default().into(),
            glyphs: glyphs.collect(),
            ..text.clone()
        };
        let width = item.width();
        parts.push((at, FrameItem::Text(item)));
        at.x += width;
    }
    parts
}

/// Returns a copy of an item's font, which differs in a byte that no program reads.
fn copy_of(text: &TextItem) -> Option<FontInstance> {
    let mut copies = COPIES.lock().unwrap_or_else(PoisonError::into_inner);
    let copy = copies.entry(text.font.clone()).or_insert_with(|| {
        let font = text.font.font();
        let bytes = [font.data().as_slice(), &[0]].concat();
        let copy = Font::new(Bytes::new(bytes), font.index())?;
        let variant = font.info().variant;
        Some(copy.instantiate(variant, text.size, text.font.variations()))
    });
    copy.clone()
}
