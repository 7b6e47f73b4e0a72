//! Words from right to left, whole and in order again.
//!
//! Typst parts a run of text where a letter or a mark leaves the baseline, or is of another font.
//! The parts of text from right to left are then in the order in which they are painted, so that a
//! program that reads a page by its tags reads the end of such a word first. Here parts of one font
//! are one item again, and the others are in the order in which they are read. So is the space at
//! the end of a line, which Typst puts before words from left to right.

use std::ops::Range;

use typst::ecow::EcoString;
use typst::layout::{Em, Frame, FrameItem, GroupItem, Point};
use typst::syntax::Span;
use typst::text::{Glyph, TextItem};
use unicode_bidi::{BidiClass, bidi_class};

/// The largest gap between two parts, in points: rounding.
const GAP: f64 = 0.01;

/// A part of a run: its place, and the bytes that it has of the text in the source.
struct Part<'a> {
    at: Point,
    item: &'a TextItem,
    span: Span,
    bytes: Range<usize>,
    /// Whether it has nothing that is written from left to right.
    is_rtl: bool,
}

impl<'a> Part<'a> {
    /// Returns the part that an item is; `None` if its letters are from several places.
    fn of(at: Point, item: &'a FrameItem) -> Option<Self> {
        let FrameItem::Text(item) = item else { return None };
        let place = |glyph: &Glyph| {
            let start = usize::from(glyph.span.1).checked_sub(usize::from(glyph.range.start))?;
            Some((glyph.span.0, start))
        };
        let (span, start) = place(item.glyphs.first()?)?;
        let is_one = item.glyphs.iter().all(|glyph| place(glyph) == Some((span, start)));
        let is_other = |c| matches!(bidi_class(c), BidiClass::L | BidiClass::EN | BidiClass::AN);
        let is_rtl = !item.text.chars().any(is_other);
        let bytes = start..start + item.text.len();
        is_one.then_some(Self { at, item, span, bytes, is_rtl })
    }

    /// Whether the next part is painted just after this one, and is read just before it.
    fn is_before(&self, next: &Self) -> bool {
        let (own, other) = (&self.bytes, &next.bytes);
        let may_be = match next.is_rtl {
            true => self.is_rtl && (self.has_letters() || next.has_letters()),
            false => self.item.text.chars().all(char::is_whitespace),
        };
        let meets = own.start == other.end || self.is_mark() && has_all(other, own);
        let gap = self.at.x + self.item.width() - next.at.x;
        self.span == next.span && may_be && meets && gap.to_pt().abs() < GAP
    }

    /// Whether the part has only marks, which have the bytes of their letter.
    fn is_mark(&self) -> bool {
        self.item.glyphs.iter().all(|glyph| glyph.x_advance == Em::zero())
    }

    /// Whether the part has letters from right to left, and nothing from left to right.
    fn has_letters(&self) -> bool {
        let is_letter = |c| matches!(bidi_class(c), BidiClass::R | BidiClass::AL);
        self.is_rtl && self.item.text.chars().any(is_letter)
    }

    /// Whether two parts have letters from right to left that differ only in their height above the
    /// baseline.
    fn looks_like(&self, next: &Self) -> bool {
        let (one, other) = (self.item, next.item);
        (self.has_letters() && next.has_letters())
            && (one.size, one.lang, one.region) == (other.size, other.lang, other.region)
            && one.font == other.font
            && one.fill == other.fill
            && one.stroke == other.stroke
    }
}

fn has_all(range: &Range<usize>, part: &Range<usize>) -> bool {
    range.start <= part.start && part.end <= range.end
}

/// Whether a frame has a parted word.
pub(super) fn has_parts(frame: &Frame) -> bool {
    let mut before: Option<Part> = None;
    frame.items().any(|(at, item)| {
        if let FrameItem::Group(group) = item {
            before = None;
            return has_parts(&group.frame);
        }
        let part = Part::of(*at, item);
        let meets =
            before.as_ref().zip(part.as_ref()).is_some_and(|(one, next)| one.is_before(next));
        before = part;
        meets
    })
}

/// Returns a frame whose words are whole.
pub(super) fn joined_frame(frame: &Frame) -> Frame {
    if !has_parts(frame) {
        return frame.clone();
    }
    let mut out = frame.clone();
    out.clear();
    let mut parts: Vec<Part> = Vec::new();
    for (at, item) in frame.items() {
        let part = Part::of(*at, item);
        let goes_on =
            parts.last().zip(part.as_ref()).is_some_and(|(one, next)| one.is_before(next));
        if !goes_on {
            push_joined(&mut out, &mut parts);
        }
        match (part, item) {
            (Some(part), _) => parts.push(part),
            (None, FrameItem::Group(group)) => {
                let frame = joined_frame(&group.frame);
                out.push(*at, FrameItem::Group(GroupItem { frame, ..group.clone() }));
            }
            (None, item) => out.push(*at, item.clone()),
        }
    }
    push_joined(&mut out, &mut parts);
    out
}

/// Adds parts, which are from left to right, in the order in which they are read.
fn push_joined(frame: &mut Frame, parts: &mut Vec<Part>) {
    let alike: Vec<_> = parts.chunk_by(|one, next| one.looks_like(next)).collect();
    alike.into_iter().rev().for_each(|parts| push_whole(frame, parts));
    parts.clear();
}

/// Adds parts as one item on the baseline of the longest.
fn push_whole(frame: &mut Frame, parts: &[Part]) {
    let Some(longest) = parts.iter().max_by_key(|part| part.item.glyphs.len()) else { return };
    let at = Point::new(parts[0].at.x, longest.at.y);
    let start = parts[parts.len() - 1].bytes.start;
    let mut glyphs = Vec::new();
    for part in parts {
        let rise = Em::from_abs(at.y - part.at.y, part.item.size);
        let before = (part.bytes.start - start) as u16;
        glyphs.extend(part.item.glyphs.iter().map(|glyph| Glyph {
            y_offset: glyph.y_offset + rise,
            range: glyph.range.start + before..glyph.range.end + before,
            ..glyph.clone()
        }));
    }
    let mut text = EcoString::new();
    for part in parts.iter().rev() {
        let known = start + text.len() - part.bytes.start;
        text.push_str(part.item.text.get(known..).unwrap_or_default());
    }
    frame.push(at, FrameItem::Text(TextItem { text, glyphs, ..longest.item.clone() }));
}
