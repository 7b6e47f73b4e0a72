//! The page tree (ISO 32000-1, 7.7.3). Programs that meet a malformed one show different pages.

use std::collections::HashSet;

use lopdf::{Document, Object, ObjectId};

use super::objects::is_name;

/// Page trees higher than this are refused.
const MAX_DEPTH: usize = 32;

/// Returns the pages in order; `None` if the tree is not as the standard requires.
pub(super) fn pages(pdf: &Document) -> Option<Vec<ObjectId>> {
    let root = pdf.catalog().ok()?.get(b"Pages").and_then(Object::as_reference).ok()?;
    let mut pages = Vec::new();
    let mut open = HashSet::new();
    collect(pdf, root, &mut pages, &mut open)?;
    Some(pages)
}

fn collect(
    pdf: &Document,
    id: ObjectId,
    pages: &mut Vec<ObjectId>,
    open: &mut HashSet<ObjectId>,
) -> Option<()> {
    let node = pdf.get_dictionary(id).ok()?;
    if is_name(node, b"Type", "Page") && !node.has(b"Kids") {
        pages.push(id);
        return Some(());
    }
    if !is_name(node, b"Type", "Pages") || open.len() > MAX_DEPTH || !open.insert(id) {
        return None;
    }
    let before = pages.len();
    let children = pdf.dereference(node.get(b"Kids").ok()?).ok()?.1.as_array().ok()?;
    for child in children {
        collect(pdf, child.as_reference().ok()?, pages, open)?;
    }
    open.remove(&id);
    let count = pdf.dereference(node.get(b"Count").ok()?).ok()?.1.as_i64().ok()?;
    (usize::try_from(count) == Ok(pages.len() - before)).then_some(())
}
