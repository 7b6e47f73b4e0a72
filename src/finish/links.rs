//! What screen readers say for a link. The engine describes a link by its address; the job knows
//! what it means.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use serde_json::Value;
use typst::foundations::Content;
use typst::introspection::{Location, Tag};
use typst::layout::{Frame, FrameItem, GroupItem};
use typst::model::{Destination, Document as _, LinkMarker};
use typst_layout::{Page, PagedDocument};

/// The descriptions of links, by their places in a document.
type Described<'a> = HashMap<Location, &'a str>;

/// Returns a document in which each link to an address has the description that the job has for
/// it: a LINK with `about`.
pub(crate) fn described<'a>(document: &'a PagedDocument, job: &Value) -> Cow<'a, PagedDocument> {
    let mut meanings = BTreeMap::new();
    collect_meanings(job, &mut meanings);
    let mut search = Search { meanings: &meanings, open: Vec::new(), described: HashMap::new() };
    if !meanings.is_empty() {
        document.pages().iter().for_each(|page| search.find(&page.frame));
    }
    let described = search.described;
    if described.is_empty() {
        return Cow::Borrowed(document);
    }
    let pages = document.pages().iter();
    let pages = pages.map(|page| Page { frame: with(&page.frame, &described), ..page.clone() });
    Cow::Owned(PagedDocument::new(pages.collect(), document.info().clone()))
}

/// What the links of a job mean, by their addresses. Where several things have one address, the
/// first one names it.
fn collect_meanings<'a>(value: &'a Value, meanings: &mut BTreeMap<&'a str, &'a str>) {
    match value {
        Value::Object(fields) => {
            let text = |name: &str| fields.get(name).and_then(Value::as_str);
            if let (Some(url), Some(about)) = (text("url"), text("about")) {
                meanings.entry(url).or_insert(about);
            }
            fields.values().for_each(|value| collect_meanings(value, meanings));
        }
        Value::Array(items) => items.iter().for_each(|value| collect_meanings(value, meanings)),
        _ => {}
    }
}

/// A walk through pages in reading order.
struct Search<'a> {
    meanings: &'a BTreeMap<&'a str, &'a str>,
    /// The links around the place of the walk, the innermost last. A link may go on over pages.
    open: Vec<Location>,
    described: Described<'a>,
}

impl Search<'_> {
    fn find(&mut self, frame: &Frame) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => self.find(&group.frame),
                FrameItem::Tag(Tag::Start(start, _)) if start.is::<LinkMarker>() => {
                    self.open.extend(start.location());
                }
                FrameItem::Tag(Tag::End(location, ..)) => self.open.retain(|it| it != location),
                FrameItem::Link(Destination::Url(url), _) => {
                    let meaning = self.meanings.get(url.as_str());
                    if let (Some(link), Some(meaning)) = (self.open.last(), meaning) {
                        self.described.insert(*link, meaning);
                    }
                }
                _ => {}
            }
        }
    }
}

fn has_link(frame: &Frame, described: &Described<'_>) -> bool {
    frame.items().any(|(_, item)| match item {
        FrameItem::Group(group) => has_link(&group.frame, described),
        FrameItem::Tag(Tag::Start(start, _)) => description(start, described).is_some(),
        _ => false,
    })
}

fn description<'a>(start: &Content, described: &Described<'a>) -> Option<&'a str> {
    described.get(&start.location()?).copied()
}

/// Returns a frame whose links have their descriptions.
fn with(frame: &Frame, described: &Described<'_>) -> Frame {
    if !has_link(frame, described) {
        return frame.clone();
    }
    let mut out = frame.clone();
    out.clear();
    for (at, item) in frame.items() {
        let item = match item {
            FrameItem::Group(group) => {
                let frame = with(&group.frame, described);
                FrameItem::Group(GroupItem { frame, ..group.clone() })
            }
            FrameItem::Tag(Tag::Start(start, flags)) => {
                let mut start = start.clone();
                let about = description(&start, described);
                if let (Some(about), Some(link)) = (about, start.to_packed_mut::<LinkMarker>()) {
                    link.alt = Some(about.into());
                }
                FrameItem::Tag(Tag::Start(start, *flags))
            }
            other => other.clone(),
        };
        out.push(*at, item);
    }
    out
}
