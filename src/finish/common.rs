//! What the pages of a batch have in common: titles, signatures and labels are the same on every
//! page, in the same place. They are exported once, and drawn beneath what differs.
//!
//! The division depends on what the pages show alone, so that equal pages give equal bytes. What
//! would be covered, or is more than paint (links, gradients that depend on their surroundings),
//! stays where it is.

use std::collections::HashMap;

use typst::layout::{Frame, FrameItem, FrameKind, GroupItem, Point, Rect, Transform};
use typst::model::Document as _;
use typst::utils::{Numeric, hash128};
use typst::visualize::Paint;
use typst_layout::{Page, PagedDocument};

/// The pages of a batch, divided.
pub(crate) struct Divided {
    /// A page with what is on all pages.
    pub(crate) common: Page,
    /// The pages with what is left.
    pub(crate) rest: PagedDocument,
}

/// Divides pages. `None` if they have nothing in common, or a background that would cover it.
pub(crate) fn divide(document: &PagedDocument) -> Option<Divided> {
    let [first, others @ ..] = document.pages() else { return None };
    let fits = |page: &Page| {
        page.frame.size() == first.frame.size() && page.fill_or_transparent().is_none()
    };
    if others.is_empty() || !document.pages().iter().all(fits) {
        return None;
    }
    let leaves = leaves(&first.frame);
    let mut common = Common::new(&leaves);
    let matches: Vec<Vec<Option<usize>>> =
        document.pages().iter().map(|page| common.find_on(&page.frame)).collect();
    common.keep_found(&matches);
    common.drop_covered(document.pages(), &matches);
    if !common.is_kept.contains(&true) {
        return None;
    }
    let rest = document.pages().iter().zip(&matches).map(|(page, found)| {
        let mut is_common = found.iter().map(|place| common.has(*place));
        Page { frame: without(&page.frame, &mut is_common), ..page.clone() }
    });
    let rest = PagedDocument::new(rest.collect(), document.info().clone());
    let mut frame = Frame::new(first.frame.size(), FrameKind::Hard);
    frame.push_multiple(
        leaves
            .iter()
            .zip(&common.is_kept)
            .filter(|(_, is_kept)| **is_kept)
            .map(|(leaf, _)| (leaf.at, leaf.item.clone())),
    );
    Some(Divided { common: Page { frame, ..first.clone() }, rest })
}

/// Whether two pages show the same.
pub(crate) fn is_same(one: &Page, other: &Page) -> bool {
    let (ours, theirs) = (leaves(&one.frame), leaves(&other.frame));
    let is_same =
        |(one, other): (&Leaf<'_>, &Leaf<'_>)| one.at == other.at && is_equal(one.item, other.item);
    one.frame.size() == other.frame.size()
        && ours.len() == theirs.len()
        && ours.iter().zip(&theirs).all(is_same)
}

/// An item that is not divided, and its place on the page.
struct Leaf<'a> {
    at: Point,
    item: &'a FrameItem,
}

impl Leaf<'_> {
    fn extent(&self) -> Option<Rect> {
        extent(self.item, Transform::translate(self.at.x, self.at.y))
    }
}

/// Which leaves of the first page are on all pages.
struct Common<'a> {
    leaves: &'a [Leaf<'a>],
    places: HashMap<Point, Vec<usize>>,
    is_kept: Vec<bool>,
}

impl<'a> Common<'a> {
    fn new(leaves: &'a [Leaf<'a>]) -> Self {
        let mut places: HashMap<Point, Vec<usize>> = HashMap::new();
        for (index, leaf) in leaves.iter().enumerate() {
            places.entry(leaf.at).or_default().push(index);
        }
        let is_kept = leaves.iter().map(|leaf| is_paint(leaf.item)).collect();
        Self { leaves, places, is_kept }
    }

    /// Returns the equal leaf of the first page for each leaf of a page, in the same order.
    fn find_on(&self, frame: &Frame) -> Vec<Option<usize>> {
        let mut next = 0;
        let find = |leaf: Leaf<'_>| {
            let places = self.places.get(&leaf.at)?;
            let is_same = |index: &&usize| {
                **index >= next
                    && self.is_kept[**index]
                    && is_equal(self.leaves[**index].item, leaf.item)
            };
            let found = *places.iter().find(is_same)?;
            next = found + 1;
            Some(found)
        };
        leaves(frame).into_iter().map(find).collect()
    }

    /// Drops the leaves that are not on every page.
    fn keep_found(&mut self, matches: &[Vec<Option<usize>>]) {
        let mut counts = vec![0; self.leaves.len()];
        for found in matches.iter().flatten().flatten() {
            counts[*found] += 1;
        }
        self.is_kept = counts.iter().map(|count| *count == matches.len()).collect();
    }

    fn has(&self, place: Option<usize>) -> bool {
        place.is_some_and(|index| self.is_kept[index])
    }

    /// Drops the leaves that would come under something that is painted before them now. What is
    /// dropped may cover others.
    fn drop_covered(&mut self, pages: &[Page], matches: &[Vec<Option<usize>>]) {
        let of_first: Vec<Option<Rect>> = self.leaves.iter().map(Leaf::extent).collect();
        let extents = |(page, found): (&Page, &Vec<Option<usize>>)| -> Vec<Option<Rect>> {
            let extent = |(leaf, place): (&Leaf<'_>, &Option<usize>)| match place {
                Some(index) => of_first[*index],
                None => leaf.extent(),
            };
            leaves(&page.frame).iter().zip(found).map(extent).collect()
        };
        let extents: Vec<_> = pages.iter().zip(matches).map(extents).collect();
        loop {
            let mut has_dropped = false;
            for (extents, found) in extents.iter().zip(matches) {
                has_dropped |= self.drop_covered_on(extents, found);
            }
            if !has_dropped {
                return;
            }
        }
    }

    fn drop_covered_on(&mut self, extents: &[Option<Rect>], found: &[Option<usize>]) -> bool {
        let (mut before, mut has_dropped): (Vec<Rect>, bool) = (Vec::new(), false);
        for (extent, place) in extents.iter().zip(found) {
            let Some(extent) = *extent else { continue };
            match place.filter(|index| self.is_kept[*index]) {
                Some(index) if before.iter().any(|other| overlap(*other, extent)) => {
                    self.is_kept[index] = false;
                    has_dropped = true;
                    before.push(extent);
                }
                Some(_) => {}
                None => before.push(extent),
            }
        }
        has_dropped
    }
}

/// Returns what a frame shows, in the order in which it is painted.
fn leaves(frame: &Frame) -> Vec<Leaf<'_>> {
    fn add<'a>(frame: &'a Frame, origin: Point, list: &mut Vec<Leaf<'a>>) {
        for (position, item) in frame.items() {
            let at = origin + *position;
            match item {
                FrameItem::Group(group) if let Some(moved) = moved(group) => {
                    add(&group.frame, at + moved, list);
                }
                item => list.push(Leaf { at, item }),
            }
        }
    }
    let mut list = Vec::new();
    add(frame, Point::zero(), &mut list);
    list
}

/// Returns how far a group is moved, if nothing else happens to it.
fn moved(group: &GroupItem) -> Option<Point> {
    let Transform { tx, ty, .. } = group.transform;
    let is_moved = group.transform == Transform::translate(tx, ty) && group.clip.is_none();
    is_moved.then(|| Point::new(tx, ty))
}

/// Returns a frame without the leaves that are common.
fn without(frame: &Frame, is_common: &mut impl Iterator<Item = bool>) -> Frame {
    let mut rest = Frame::new(frame.size(), frame.kind());
    for (position, item) in frame.items() {
        match item {
            FrameItem::Group(group) if moved(group).is_some() => {
                let frame = without(&group.frame, is_common);
                if !frame.is_empty() {
                    rest.push(*position, FrameItem::Group(GroupItem { frame, ..group.clone() }));
                }
            }
            item => {
                if !is_common.next().unwrap_or_default() {
                    rest.push(*position, item.clone());
                }
            }
        }
    }
    rest
}

/// Whether an item is paint that looks the same wherever it is drawn.
fn is_paint(item: &FrameItem) -> bool {
    let is_solid = |paint: &Paint| matches!(paint, Paint::Solid(_));
    match item {
        FrameItem::Group(group) => group.frame.items().all(|(_, inner)| is_paint(inner)),
        FrameItem::Text(text) => {
            is_solid(&text.fill) && text.stroke.as_ref().is_none_or(|it| is_solid(&it.paint))
        }
        FrameItem::Shape(shape, _) => {
            let stroke = shape.stroke.as_ref().map(|stroke| &stroke.paint);
            shape.fill.iter().chain(stroke).all(is_solid)
        }
        FrameItem::Image(..) => true,
        FrameItem::Link(..) | FrameItem::Tag(_) => false,
    }
}

fn is_equal(one: &FrameItem, other: &FrameItem) -> bool {
    match (one, other) {
        (FrameItem::Text(one), FrameItem::Text(other)) => one == other,
        (FrameItem::Shape(one, _), FrameItem::Shape(other, _)) => one == other,
        (FrameItem::Image(one, size, _), FrameItem::Image(other, other_size, _)) => {
            size == other_size && one == other
        }
        (FrameItem::Group(one), FrameItem::Group(other)) => hash128(one) == hash128(other),
        _ => false,
    }
}

/// Returns the rectangle that an item paints; `None` if it paints nothing.
fn extent(item: &FrameItem, transform: Transform) -> Option<Rect> {
    let rect = match item {
        FrameItem::Group(group) => {
            let transform = transform.pre_concat(group.transform);
            let inner = group.frame.items().filter_map(|(position, inner)| {
                extent(inner, transform.pre_concat(Transform::translate(position.x, position.y)))
            });
            return inner
                .reduce(|one, other| Rect::new(one.min.min(other.min), one.max.max(other.max)));
        }
        FrameItem::Text(text) => text.bbox(),
        FrameItem::Shape(shape, _) => shape.bbox(true),
        FrameItem::Image(_, size, _) => Rect::from_pos_size(Point::zero(), *size),
        FrameItem::Link(..) | FrameItem::Tag(_) => return None,
    };
    let corners = [
        rect.min,
        rect.max,
        Point::new(rect.min.x, rect.max.y),
        Point::new(rect.max.x, rect.min.y),
    ];
    // Text of spaces has no extent.
    if !corners.iter().all(|corner| corner.x.is_finite() && corner.y.is_finite()) {
        return None;
    }
    let corners = corners.map(|corner| corner.transform(transform));
    let [first, ..] = corners;
    let min = corners.iter().fold(first, |min, corner| min.min(*corner));
    let max = corners.iter().fold(first, |max, corner| max.max(*corner));
    Some(Rect::new(min, max))
}

fn overlap(one: Rect, other: Rect) -> bool {
    one.min.x < other.max.x
        && other.min.x < one.max.x
        && one.min.y < other.max.y
        && other.min.y < one.max.y
}

#[cfg(test)]
mod tests {
    use typst::foundations::Smart;
    use typst::layout::{Abs, Size};
    use typst::model::DocumentInfo;
    use typst::syntax::Span;
    use typst::visualize::{Color, Geometry};

    use super::*;

    fn square(width: f64, color: Color) -> FrameItem {
        let shape = Geometry::Rect(Size::splat(Abs::pt(width))).filled(color);
        FrameItem::Shape(shape, Span::detached())
    }

    fn page(items: &[(f64, FrameItem)]) -> Page {
        let mut frame = Frame::new(Size::splat(Abs::pt(100.0)), FrameKind::Hard);
        for (at, item) in items {
            frame.push(Point::splat(Abs::pt(*at)), item.clone());
        }
        Page {
            frame,
            bleed: Default::default(),
            fill: Smart::Auto,
            numbering: None,
            supplement: Default::default(),
            number: 1,
        }
    }

    fn divided(pages: Vec<Page>) -> Option<Divided> {
        divide(&PagedDocument::new(pages.into_iter().collect(), DocumentInfo::default()))
    }

    fn places(page: &Page) -> Vec<f64> {
        page.frame.items().map(|(at, _)| at.x.to_pt()).collect()
    }

    #[test]
    fn what_all_pages_show_is_drawn_once() {
        let same = square(10.0, Color::BLACK);
        let pages = [5.0, 6.0].map(|width| {
            page(&[(0.0, same.clone()), (20.0, square(width, Color::RED)), (40.0, same.clone())])
        });
        let Divided { common, rest } = divided(pages.to_vec()).unwrap();
        assert_eq!(places(&common), [0.0, 40.0]);
        assert!(rest.pages().iter().all(|page| places(page) == [20.0]));
    }

    #[test]
    fn what_lies_on_something_else_stays_on_it() {
        let above = square(10.0, Color::BLACK);
        let pages = [5.0, 6.0].map(|width| {
            page(&[
                (0.0, square(width, Color::RED)),
                (1.0, above.clone()),
                (8.0, above.clone()),
                (50.0, above.clone()),
            ])
        });
        let Divided { common, rest } = divided(pages.to_vec()).unwrap();
        assert_eq!(places(&common), [50.0], "the third lies on the second");
        assert!(rest.pages().iter().all(|page| places(page) == [0.0, 1.0, 8.0]));
    }

    #[test]
    fn pages_without_anything_in_common_are_not_divided() {
        let one = || page(&[(0.0, square(5.0, Color::RED))]);
        assert!(divided(vec![one()]).is_none(), "a page alone");
        assert!(divided(vec![one(), page(&[(1.0, square(5.0, Color::RED))])]).is_none());
        let filled = Page { fill: Smart::Custom(Some(Color::WHITE.into())), ..one() };
        assert!(divided(vec![filled.clone(), filled]).is_none(), "a background would cover it");
    }
}
