//! Imposition: where each card is on an office printer's sheet, and where its back must be so that
//! the sides match after the cut.
//!
//! This is arithmetic only, and no library knows these sheets. Lengths are in points from the top
//! left corner of a side as one looks at it. The block of cards is centered and has no gaps: one
//! straight cut separates two neighbors.

use clap::ValueEnum;
use serde::Serialize;
use serde_json::{Value, json};
use strum::IntoStaticStr;

use crate::content::program::OfficePaper;
use crate::content::text::Length;

/// The margin that some office printers cannot print on, in points. No mark or word that is needed
/// is in it.
const UNPRINTABLE: f64 = 0.25 * 72.0;

/// How far the artwork of a card continues into the waste, in points, so that an inexact cut leaves
/// no white edge. Where cards touch, there is no waste.
pub const BLEED: f64 = 0.125 * 72.0;

/// The distance from the bleed of a card to its crop marks, in points.
const MARK_GAP: f64 = 3.0;

/// The length of a crop mark, in points, if there is room for it.
const MARK_LENGTH: f64 = 9.0;

/// The narrowest strip of waste that holds the note on how to print the sheet, in points.
const NOTE_ROOM: f64 = 0.7 * 72.0;

/// The length of a card beside which the note fits between two crop marks, in points.
const NOTE_LENGTH: f64 = 3.75 * 72.0;

/// The shortest crop mark that can be seen, in points.
const SHORTEST_MARK: f64 = 4.0;

/// The length of a pointer, in points: a triangle beside the cards whose tip is on a cut. It takes
/// the place of crop marks that would be too close to the edge of the paper.
const POINTER: f64 = 12.0;

/// The distance of a pointer from the end of its cut, in points.
const POINTER_INSET: f64 = 0.5 * 72.0;

/// The paper, and the maximum number of cards on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Paper {
    /// Letter, 8.5 × 11 in: two rack cards.
    Letter,
    /// Tabloid, 11 × 17 in: three rack cards.
    #[value(name = "tabloid-3")]
    #[strum(serialize = "tabloid-3")]
    TabloidThree,
    /// Tabloid, 11 × 17 in: four rack cards.
    #[value(name = "tabloid-4")]
    #[strum(serialize = "tabloid-4")]
    TabloidFour,
    /// A4, 210 × 297 mm.
    A4,
    /// A3, 297 × 420 mm: three rack cards.
    #[value(name = "a3-3")]
    #[strum(serialize = "a3-3")]
    A3Three,
    /// A3, 297 × 420 mm: four rack cards.
    #[value(name = "a3-4")]
    #[strum(serialize = "a3-4")]
    A3Four,
    /// 12 × 18 in: four rack cards.
    #[value(name = "12x18")]
    #[strum(serialize = "12x18")]
    TwelveByEighteen,
}

impl Paper {
    /// The name in file names and on the command line.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The size, with the longer side across.
    fn size(self) -> Size {
        let (width, height, unit) = match self {
            Paper::Letter => (11.0, 8.5, Length::INCH),
            Paper::TabloidThree | Paper::TabloidFour => (17.0, 11.0, Length::INCH),
            Paper::A4 => (297.0, 210.0, Length::MILLIMETER),
            Paper::A3Three | Paper::A3Four => (420.0, 297.0, Length::MILLIMETER),
            Paper::TwelveByEighteen => (18.0, 12.0, Length::INCH),
        };
        Size { width: width * unit, height: height * unit }
    }

    fn most(self) -> usize {
        if matches!(self, Paper::TabloidThree | Paper::A3Three) { 3 } else { usize::MAX }
    }

    /// The sheet for the cards of a program, unless the command line names another.
    pub(super) fn of_program(paper: OfficePaper) -> Self {
        match paper {
            OfficePaper::Letter => Self::Letter,
            OfficePaper::A4 => Self::A4,
        }
    }
}

/// How the printer turns the paper over between the sides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flip {
    /// Over the long edge.
    #[default]
    LongEdge,
    /// Over the short edge.
    ShortEdge,
}

/// A distance to move something, in points.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Shift {
    /// To the right.
    pub right: f64,
    /// Down.
    pub down: f64,
}

/// A width and a height, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// The width.
    pub width: f64,
    /// The height.
    pub height: f64,
}

/// Where the top of a card points on the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Top {
    /// Upright.
    Up,
    /// A quarter turn counterclockwise.
    Left,
    /// Upside down.
    Down,
    /// A quarter turn clockwise.
    Right,
}

/// The place of one side of a card.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slot {
    /// The index of the card.
    pub record: usize,
    /// The distance from the left edge.
    pub x: f64,
    /// The distance from the top edge.
    pub y: f64,
    /// The size as it is on the sheet.
    pub size: Size,
    /// Where the top of the card points.
    pub top: Top,
}

/// A block of cards in rows and columns, in the middle of a sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// The size of the paper.
    pub sheet: Size,
    /// The number of cards side by side.
    pub columns: usize,
    /// The number of cards one above the other.
    pub rows: usize,
    cell: Size,
    turned: bool,
    is_mirrored: bool,
}

impl Grid {
    /// The grid with the most cards that leaves room for the note and the marks, upright if that
    /// is as good; `None` if no card fits.
    pub fn new(sheet: Paper, trim: Size) -> Option<Self> {
        let paper = sheet.size();
        let mut best = None::<Self>;
        for turned in [false, true] {
            let cell = if turned { Size { width: trim.height, height: trim.width } } else { trim };
            let along = |room: f64, side: f64| {
                ((room - 2.0 * UNPRINTABLE) / side + 1e-6).floor().max(0.0) as usize
            };
            let rows = along(paper.height, cell.height).min(sheet.most());
            let columns = along(paper.width, cell.width).min(sheet.most() / rows.max(1));
            let fewer = (columns.saturating_sub(1), rows.saturating_sub(1));
            for (columns, rows) in [(columns, rows), (fewer.0, rows), (columns, fewer.1)] {
                let grid = Self { sheet: paper, cell, columns, rows, turned, is_mirrored: false };
                if grid.count() > best.map_or(0, |best| best.count()) && grid.has_room() {
                    best = Some(grid);
                }
            }
        }
        best
    }

    /// Whether the waste has room for the note, and for the marks of cuts between cards.
    fn has_room(&self) -> bool {
        let (left, top) = self.corner();
        left.max(top) >= NOTE_ROOM
            && (self.columns == 1 || mark_length(top).is_some())
            && (self.rows == 1 || mark_length(left).is_some())
    }

    /// The grid for text that runs from right to left: the first card is at the right.
    pub fn mirrored(self) -> Self {
        Self { is_mirrored: true, ..self }
    }

    /// The number of cards on a sheet.
    pub fn count(&self) -> usize {
        self.columns * self.rows
    }

    fn corner(&self) -> (f64, f64) {
        let width = self.columns as f64 * self.cell.width;
        let height = self.rows as f64 * self.cell.height;
        ((self.sheet.width - width) / 2.0, (self.sheet.height - height) / 2.0)
    }

    /// The fronts, sheet by sheet, in reading order. One card fills its sheet with copies. Several
    /// follow each other, and the last sheet can have gaps.
    pub fn fronts(&self, records: usize) -> Vec<Vec<Slot>> {
        let places: Vec<usize> =
            if records == 1 { vec![0; self.count()] } else { (0..records).collect() };
        let fronts =
            |sheet: &[usize]| (0..).zip(sheet).map(|(at, card)| self.front(at, *card)).collect();
        places.chunks(self.count()).map(fronts).collect()
    }

    fn front(&self, index: usize, record: usize) -> Slot {
        let (left, top) = self.corner();
        let (along, row) = (index % self.columns, index / self.columns);
        let column = if self.is_mirrored { self.columns - 1 - along } else { along };
        let (x, y) = (left + column as f64 * self.cell.width, top + row as f64 * self.cell.height);
        Slot { record, x, y, size: self.cell, top: if self.turned { Top::Left } else { Top::Up } }
    }

    /// The place of the back of a card: behind its front, so that the cut card turns like a page.
    pub fn back(&self, front: Slot, flip: Flip) -> Slot {
        // The longer side is across, so a flip over the long edge swaps top and bottom.
        let level = (flip == Flip::LongEdge) == (self.sheet.width >= self.sheet.height);
        if level {
            let top = match front.top {
                Top::Up => Top::Down,
                Top::Down => Top::Up,
                level => level,
            };
            Slot { y: self.sheet.height - front.y - front.size.height, top, ..front }
        } else {
            let top = match front.top {
                Top::Left => Top::Right,
                Top::Right => Top::Left,
                upright => upright,
            };
            Slot { x: self.sheet.width - front.x - front.size.width, top, ..front }
        }
    }

    /// The crop marks: lines outside the bleed from (x1, y1) to (x2, y2), at the end of every cut
    /// where there is room for them on the part of the paper that every printer prints.
    pub fn marks(&self) -> Vec<[f64; 4]> {
        let (left, top) = self.corner();
        let (right, bottom) = (self.sheet.width - left, self.sheet.height - top);
        let gap = BLEED + MARK_GAP;
        let mut marks = Vec::new();
        if let Some(length) = mark_length(top) {
            for x in self.cuts_across() {
                marks.push([x, top - gap - length, x, top - gap]);
                marks.push([x, bottom + gap, x, bottom + gap + length]);
            }
        }
        if let Some(length) = mark_length(left) {
            for y in self.cuts_down() {
                marks.push([left - gap - length, y, left - gap, y]);
                marks.push([right + gap, y, right + gap + length, y]);
            }
        }
        marks
    }

    /// The tips of pointers and their bases, from (x1, y1) to (x2, y2), for the outer cuts that
    /// have no crop marks: from the waste beside the cards, near both ends of the cut.
    pub fn pointers(&self) -> Vec<[f64; 4]> {
        let (left, top) = self.corner();
        let (right, bottom) = (self.sheet.width - left, self.sheet.height - top);
        let mut pointers = Vec::new();
        if mark_length(top).is_none() {
            for y in [top + POINTER_INSET, bottom - POINTER_INSET] {
                pointers.push([left, y, left - POINTER, y]);
                pointers.push([right, y, right + POINTER, y]);
            }
        }
        if mark_length(left).is_none() {
            for x in [left + POINTER_INSET, right - POINTER_INSET] {
                pointers.push([x, top, x, top - POINTER]);
                pointers.push([x, bottom, x, bottom + POINTER]);
            }
        }
        pointers
    }

    /// The places of the cuts between the left and the right edge.
    fn cuts_across(&self) -> impl Iterator<Item = f64> {
        let (left, width) = (self.corner().0, self.cell.width);
        (0..=self.columns).map(move |column| left + column as f64 * width)
    }

    /// The places of the cuts between the top and the bottom edge.
    fn cuts_down(&self) -> impl Iterator<Item = f64> {
        let (top, height) = (self.corner().1, self.cell.height);
        (0..=self.rows).map(move |row| top + row as f64 * height)
    }

    /// The sheet as its template sees it. The note is in the wider margin: above the cards, or
    /// beside them and turned to read upward. Beside a short card, it is as long as all cards and
    /// keeps clear of the crop marks.
    pub fn json(&self) -> Value {
        let (left, top) = self.corner();
        let is_upward = top < left;
        let (side, count) =
            if is_upward { (self.cell.height, self.rows) } else { (self.cell.width, self.columns) };
        let gap = BLEED + MARK_GAP;
        let is_short = side < NOTE_LENGTH;
        let along = if is_short { count as f64 * side } else { side } - 2.0 * gap;
        let across = left.max(top) - UNPRINTABLE - gap - if is_short { MARK_LENGTH } else { 0.0 };
        let (x, y, wide, high) = if is_upward {
            (UNPRINTABLE, top + gap, across, along)
        } else {
            (left + gap, UNPRINTABLE, along, across)
        };
        let Size { width, height } = self.sheet;
        let note = json!({
            "x": if self.is_mirrored { width - x - wide } else { x },
            "y": y,
            "width": wide,
            "height": high,
            "upward": is_upward,
        });
        json!({
            "width": width,
            "height": height,
            "marks": self.marks(),
            "pointers": self.pointers(),
            "note": note,
        })
    }
}

/// The length of the crop marks in a strip of waste of this width; `None` if there is no room.
fn mark_length(waste: f64) -> Option<f64> {
    let room = waste - UNPRINTABLE - BLEED - MARK_GAP;
    (room >= SHORTEST_MARK).then_some(room.min(MARK_LENGTH))
}

impl Slot {
    /// How far the card's artwork continues past its edges on a sheet with these cards: left, top,
    /// right, and bottom, in points. Where another card adjoins, it ends at the cut.
    pub fn bleeds(&self, all: &[Self]) -> [f64; 4] {
        let is_same = |a: f64, b: f64| (a - b).abs() < 0.01;
        let end = |slot: &Self| (slot.x + slot.size.width, slot.y + slot.size.height);
        let beside = |other: &Self| is_same(self.y, other.y);
        let above = |other: &Self| is_same(self.x, other.x);
        let has = |adjoins: &dyn Fn(&Self) -> bool| all.iter().any(adjoins);
        let adjoins = [
            has(&|other| beside(other) && is_same(end(other).0, self.x)),
            has(&|other| above(other) && is_same(end(other).1, self.y)),
            has(&|other| beside(other) && is_same(end(self).0, other.x)),
            has(&|other| above(other) && is_same(end(self).1, other.y)),
        ];
        adjoins.map(|adjoins| if adjoins { 0.0 } else { BLEED })
    }
}
