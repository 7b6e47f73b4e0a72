//! What a file has besides the content of its pages. What Peerpress does not write is not signed,
//! and can change what a program shows.

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::objects::{inherited, is_name, value};
use super::page_tree;

/// The entries of a catalog that files of Peerpress have, or that change nothing.
const CATALOG: [&[u8]; 10] = [
    b"Type",
    b"Pages",
    b"Version",
    b"Metadata",
    b"OutputIntents",
    b"Lang",
    b"StructTreeRoot",
    b"MarkInfo",
    b"ViewerPreferences",
    b"Outlines",
];

/// The entries of the preferences for viewers.
const PREFERENCES: [&[u8]; 2] = [b"Direction", b"DisplayDocTitle"];

/// The entries of a bookmark that lead nowhere else than to a page.
const BOOKMARK: [&[u8]; 9] =
    [b"Type", b"Title", b"Parent", b"Prev", b"Next", b"First", b"Last", b"Count", b"Dest"];

/// The entries of a page that are signed, or that change nothing.
const PAGE: [&[u8]; 15] = [
    b"Type",
    b"Parent",
    b"Resources",
    b"MediaBox",
    b"CropBox",
    b"UserUnit",
    b"Contents",
    b"Annots",
    b"Group",
    b"AA",
    b"Tabs",
    b"Rotate",
    b"StructParents",
    b"PieceInfo",
    b"LastModified",
];

/// Returns what makes programs show different pages of a file whose bytes are well-formed, in words
/// that follow "the file".
pub(super) fn structure_fault(pdf: &Document) -> Option<String> {
    if page_tree::pages(pdf).is_none_or(|pages| !pdf.page_iter().eq(pages)) {
        return Some("has a malformed list of pages".to_owned());
    }
    let Ok(catalog) = pdf.catalog() else { return Some("has no catalog".to_owned()) };
    if !is_name(catalog, b"Type", "Catalog") {
        return Some("has a malformed catalog".to_owned());
    }
    let has_layers = catalog.has(b"OCProperties");
    has_layers.then(|| "has layers, which can hide words and show others".to_owned())
}

/// Returns what a file has that was not signed, in words that follow "the file".
pub(super) fn of_file(pdf: &Document) -> Option<String> {
    let catalog = pdf.catalog().ok()?;
    let preferences = value(pdf, catalog, b"ViewerPreferences").and_then(|it| it.as_dict().ok());
    let preferences = preferences.and_then(|it| unknown(pdf, it, &PREFERENCES));
    let found = unknown(pdf, catalog, &CATALOG).or(preferences);
    let in_tree = || page_tree::unknown_entry(pdf);
    let found = found.or_else(in_tree).or_else(|| unknown_in_bookmarks(pdf, catalog));
    found.map(|key| format!("has the entry `{key}`, which Peerpress does not write"))
}

/// Returns what a page has that was not signed, in words that follow "the page".
pub(super) fn of_page(pdf: &Document, id: ObjectId) -> Option<String> {
    let page = pdf.get_dictionary(id).ok()?;
    if let Some(key) = unknown(pdf, page, &PAGE) {
        return Some(format!("has the entry `{key}`, which Peerpress does not write"));
    }
    if inherited(pdf, page, b"Rotate").is_some_and(|turn| *turn != Object::Integer(0)) {
        return Some("is turned".to_owned());
    }
    let is_odd = page.has(b"Tabs") && !is_name(page, b"Tabs", "S");
    is_odd.then(|| "has another order of its links".to_owned())
}

/// Returns an entry that is not known, and not empty.
fn unknown(pdf: &Document, dict: &Dictionary, known: &[&[u8]]) -> Option<String> {
    let is_empty = |object: &Object| match pdf.dereference(object) {
        Ok((_, Object::Dictionary(dict))) => dict.is_empty(),
        Ok((_, object)) => object.is_null(),
        Err(_) => true,
    };
    let is_unknown =
        |(key, value): &(&Vec<u8>, &Object)| !known.contains(&key.as_slice()) && !is_empty(value);
    let (key, _) = dict.iter().find(is_unknown)?;
    Some(String::from_utf8_lossy(key).into_owned())
}

fn unknown_in_bookmarks(pdf: &Document, catalog: &Dictionary) -> Option<String> {
    let mut open = vec![value(pdf, catalog, b"Outlines")?.as_dict().ok()?];
    // A loop of bookmarks would not end.
    let most = pdf.objects.len();
    for _ in 0..most {
        let Some(item) = open.pop() else { break };
        if let Some(key) = unknown(pdf, item, &BOOKMARK) {
            return Some(key);
        }
        let next = [b"First".as_slice(), b"Next"];
        open.extend(next.iter().filter_map(|key| value(pdf, item, key)?.as_dict().ok()));
    }
    None
}
