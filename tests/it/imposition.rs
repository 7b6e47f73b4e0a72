//! Imposition: cards on sheets, with backs that match their fronts.

use clap::ValueEnum;
use peerpress::plan::imposition::{Flip, Grid, Paper, Size, Slot, Top};

const CARD: Size = Size { width: 288.0, height: 648.0 };

fn grid(sheet: Paper) -> Grid {
    Grid::new(sheet, CARD).unwrap()
}

/// The point of the front that is opposite a point of the back.
fn through(grid: &Grid, flip: Flip, (x, y): (f64, f64)) -> (f64, f64) {
    match flip {
        Flip::LongEdge => (x, grid.sheet.height - y),
        Flip::ShortEdge => (grid.sheet.width - x, y),
    }
}

/// The top left corner of a card's side, as one reads it.
fn reading_corner(slot: Slot) -> (f64, f64) {
    let (right, bottom) = (slot.x + slot.size.width, slot.y + slot.size.height);
    match slot.top {
        Top::Up => (slot.x, slot.y),
        Top::Left => (slot.x, bottom),
        Top::Down => (right, bottom),
        Top::Right => (right, slot.y),
    }
}

fn opposite_corner(slot: Slot) -> (f64, f64) {
    let (right, bottom) = (slot.x + slot.size.width, slot.y + slot.size.height);
    match slot.top {
        Top::Up => (right, slot.y),
        Top::Left => (slot.x, slot.y),
        Top::Down => (slot.x, bottom),
        Top::Right => (right, bottom),
    }
}

#[test]
fn rack_cards_fill_the_sheets() {
    let counts: Vec<_> = Paper::value_variants().iter().map(|sheet| grid(*sheet).count()).collect();
    assert_eq!(counts, [2, 3, 4, 1, 3, 4, 4]);
    let slots = &grid(Paper::Letter).fronts(1)[0];
    let inches: Vec<_> = slots
        .iter()
        .map(|slot| {
            ([slot.x, slot.y, slot.size.width, slot.size.height].map(|x| x / 72.0), slot.top)
        })
        .collect();
    let turned_with_one_common_cut =
        [([1.0, 0.25, 9.0, 4.0], Top::Left), ([1.0, 4.25, 9.0, 4.0], Top::Left)];
    assert_eq!(inches, turned_with_one_common_cut);
}

/// A card that turns like a page has the top left corner of its back behind the top right corner of
/// its front.
#[test]
fn sides_match_after_the_cut() {
    for sheet in Paper::value_variants() {
        for flip in [Flip::LongEdge, Flip::ShortEdge] {
            let grid = grid(*sheet);
            for front in grid.fronts(grid.count())[0].iter().copied() {
                let back = grid.back(front, flip);
                assert_eq!(back.record, front.record);
                let behind = |point| through(&grid, flip, point);
                let name = format!("{sheet:?} {flip:?}");
                let is_same = |(x1, y1): (f64, f64), (x2, y2): (f64, f64)| {
                    (x1 - x2).abs() < 1e-9 && (y1 - y2).abs() < 1e-9
                };
                assert!(is_same(behind(reading_corner(back)), opposite_corner(front)), "{name}");
                assert!(is_same(behind(opposite_corner(back)), reading_corner(front)), "{name}");
            }
        }
    }
}

#[test]
fn cards_follow_each_other_on_sheets() {
    let records = |slots: &[Slot]| slots.iter().map(|slot| slot.record).collect::<Vec<_>>();
    let grid = grid(Paper::TabloidFour);
    let sheets = grid.fronts(6);
    assert_eq!(records(&sheets[0]), [0, 1, 2, 3]);
    assert_eq!(records(&sheets[1]), [4, 5]);
    assert_eq!(records(&grid.fronts(1)[0]), [0; 4], "one card fills the sheet");
    let backs = |flip| sheets[0].iter().map(|slot| grid.back(*slot, flip)).collect::<Vec<_>>();
    let mut backs_over_short_edge = backs(Flip::ShortEdge);
    backs_over_short_edge.sort_by(|a, b| a.x.total_cmp(&b.x));
    assert_eq!(records(&backs_over_short_edge), [3, 2, 1, 0], "columns swap");
    let backs_over_long_edge = backs(Flip::LongEdge);
    assert_eq!(records(&backs_over_long_edge), [0, 1, 2, 3], "columns stay");
    assert!(backs_over_long_edge.iter().all(|slot| slot.top == Top::Down));
}

#[test]
fn cards_start_at_the_right_if_their_text_does() {
    let grid = grid(Paper::TabloidFour);
    let mirrored = grid.mirrored();
    let across = |grid: &Grid| grid.fronts(6)[0].iter().map(|slot| slot.x).collect::<Vec<_>>();
    let width = grid.fronts(6)[0][0].size.width;
    let reflected: Vec<f64> = across(&grid).iter().map(|x| grid.sheet.width - x - width).collect();
    assert_eq!(across(&mirrored), reflected);
    assert_eq!(mirrored.marks(), grid.marks());
    let note = |grid: &Grid| {
        let json = grid.json();
        let number = |name: &str| json["note"][name].as_f64().unwrap();
        (number("x"), number("width"))
    };
    let ((x, wide), (other, _)) = (note(&grid), note(&mirrored));
    assert!((grid.sheet.width - x - wide - other).abs() < 1e-9);
}

/// Small cards leave a strip of waste for the note. Ten contact cards are where sheets of cards
/// that are cut in advance have them.
#[test]
fn small_cards_leave_room_for_the_note() {
    let grid_of = |width: f64, height: f64| {
        Grid::new(Paper::Letter, Size { width: width * 72.0, height: height * 72.0 }).unwrap()
    };
    let contact = grid_of(3.5, 2.0);
    assert_eq!((contact.columns, contact.rows), (5, 2));
    let Slot { x, y, .. } = contact.fronts(1)[0][0];
    assert_eq!((x / 72.0, y / 72.0), (0.5, 0.75));
    assert_eq!((grid_of(2.0, 6.0).count(), grid_of(6.0, 4.0).count()), (5, 2));
    for grid in [contact, grid_of(2.0, 6.0)] {
        let json = grid.json();
        let number = |name: &str| json["note"][name].as_f64().unwrap();
        let bottom = number("y") + number("height");
        assert!(number("width") > 4.0 * 72.0, "the note is as long as the cards");
        let marks = grid.marks();
        let top_marks = marks.iter().filter(|[.., y2]| *y2 < grid.fronts(1)[0][0].y);
        assert!(top_marks.clone().count() == grid.columns + 1);
        assert!(top_marks.clone().all(|[_, y1, ..]| *y1 >= bottom), "the note is clear of marks");
    }
}

#[test]
fn marks_are_on_the_paper_and_outside_the_cards() {
    for sheet in Paper::value_variants() {
        let grid = grid(*sheet);
        let Size { width, height } = grid.sheet;
        let Slot { x: left, y: top, .. } = grid.fronts(1)[0][0];
        let (right, bottom) = (width - left, height - top);
        let marks = grid.marks();
        // A cut has marks at both ends, or the two outer ones have pointers.
        let (across, down) = (2 * (grid.columns + 1), 2 * (grid.rows + 1));
        let is_pointed = marks.len() < across + down;
        assert_eq!(grid.pointers().len(), if is_pointed { 4 } else { 0 });
        assert!(!is_pointed || [across, down].contains(&marks.len()), "{sheet:?}");
        for [x1, y1, x2, y2] in marks {
            assert!(x2 < left || x1 > right || y2 < top || y1 > bottom, "{x1} {y1} {x2} {y2}");
        }
        // Some printers leave a quarter of an inch blank.
        let json = grid.json();
        let note = ["x", "y", "width", "height"].map(|name| json["note"][name].as_f64().unwrap());
        let note = [note[0], note[1], note[0] + note[2], note[1] + note[3]];
        for [x1, y1, x2, y2] in grid.marks().into_iter().chain(grid.pointers()).chain([note]) {
            assert!(x1.min(x2) >= 18.0 && x1.max(x2) <= width - 18.0, "{sheet:?}: {x1} {x2}");
            assert!(y1.min(y2) >= 18.0 && y1.max(y2) <= height - 18.0, "{sheet:?}: {y1} {y2}");
        }
    }
}

/// An inexact cut leaves no white edge: artwork continues into the waste, but not into a neighbor.
#[test]
fn cards_bleed_where_no_card_adjoins() {
    let fronts = grid(Paper::TabloidFour).fronts(6);
    let bleeds = |sheet: &[Slot]| sheet.iter().map(|slot| slot.bleeds(sheet)).collect::<Vec<_>>();
    let edge = 9.0;
    let (first, inner, last) =
        ([edge, edge, 0.0, edge], [0.0, edge, 0.0, edge], [0.0, edge, edge, edge]);
    assert_eq!(bleeds(&fronts[0]), [first, inner, inner, last]);
    assert_eq!(bleeds(&fronts[1]), [first, last], "the last sheet has two cards");
    let letter = grid(Paper::Letter).fronts(1);
    assert_eq!(bleeds(&letter[0]), [[edge, edge, edge, 0.0], [edge, 0.0, edge, edge]]);
}

#[test]
fn a_letter_page_is_not_imposed() {
    assert_eq!(Grid::new(Paper::Letter, Size { width: 612.0, height: 792.0 }), None);
}
