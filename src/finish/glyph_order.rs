//! Text as programs read it from a PDF: each glyph with its own [share](super::clusters) of the
//! letters, and text from right to left in the order in which its glyphs are painted.
//!
//! Typst lists the letters of right-to-left text in reading order, and the PDF engine then writes
//! each word as a sequence of its own, marked `ReversedChars`. Programs that show or search a page
//! know that glyphs are painted from left to right, and turn words and lines around by themselves.
//! But pdf.js turns around each marked sequence, so that the words of a name come in the wrong
//! order. Here the letters are in the order of the glyphs, and the engine writes one sequence.

use std::borrow::Cow;

use typst::ecow::EcoString;
use typst::layout::{Frame, FrameItem, GroupItem};
use typst::model::Document as _;
use typst::text::{Glyph, TextItem};
use typst_layout::{Page, PagedDocument};

use super::clusters;
use super::joined::joined_frame;

/// Returns a document whose text programs read in the right order.
pub(super) fn in_glyph_order(document: &PagedDocument) -> Cow<'_, PagedDocument> {
    if !document.pages().iter().any(|page| is_changed(&page.frame)) {
        return Cow::Borrowed(document);
    }
    let pages = document.pages().iter().map(page_in_glyph_order);
    Cow::Owned(PagedDocument::new(pages.collect(), document.info().clone()))
}

/// Returns a page whose text programs read in the right order.
pub(super) fn page_in_glyph_order(page: &Page) -> Page {
    if !is_changed(&page.frame) {
        return page.clone();
    }
    Page {
        frame: turned_frame(&clusters::shared_frame(&joined_frame(&page.frame))),
        ..page.clone()
    }
}

fn is_changed(frame: &Frame) -> bool {
    clusters::has_clusters(frame) || has_reversed(frame)
}

/// Whether a frame has text whose first letters are painted last.
fn has_reversed(frame: &Frame) -> bool {
    frame.items().any(|(_, item)| match item {
        FrameItem::Group(group) => has_reversed(&group.frame),
        FrameItem::Text(text) => is_reversed(text),
        _ => false,
    })
}

fn is_reversed(text: &TextItem) -> bool {
    text.glyphs.windows(2).any(|pair| pair[1].range.start < pair[0].range.start)
}

fn turned_frame(frame: &Frame) -> Frame {
    if !has_reversed(frame) {
        return frame.clone();
    }
    let mut out = frame.clone();
    out.clear();
    for (at, item) in frame.items() {
        out.push(
            *at,
            match item {
                FrameItem::Group(group) => {
                    let frame = turned_frame(&group.frame);
                    FrameItem::Group(GroupItem { frame, ..group.clone() })
                }
                FrameItem::Text(text) if is_reversed(text) => FrameItem::Text(turned(text)),
                other => other.clone(),
            },
        );
    }
    out
}

/// Returns an item whose text is in the order of its glyphs. Glyphs of one cluster share its text.
fn turned(item: &TextItem) -> TextItem {
    let mut text = EcoString::new();
    let mut glyphs: Vec<Glyph> = Vec::with_capacity(item.glyphs.len());
    for cluster in item.glyphs.chunk_by(|one, next| one.range == next.range) {
        let start = text.len() as u16;
        let own = cluster.first().and_then(|glyph| item.text.get(glyph.range()));
        text.push_str(own.unwrap_or_default());
        let range = start..text.len() as u16;
        let moved = |glyph: &Glyph| Glyph { range: range.clone(), ..glyph.clone() };
        glyphs.extend(cluster.iter().map(moved));
    }
    TextItem { text, glyphs, ..item.clone() }
}
