//! The page tree (ISO 32000-1, 7.7.3). Programs that meet a malformed one show different pages.

use std::collections::HashSet;

use lopdf::{Document, Object, ObjectId};

use super::objects::is_name;

/// Page trees higher than this are refused.
const MAX_DEPTH: usize = 32;

/// The entries of a node. Its pages inherit the last four.
const NODE: [&[u8]; 8] =
    [b"Type", b"Parent", b"Kids", b"Count", b"Resources", b"MediaBox", b"CropBox", b"Rotate"];

/// Returns the pages in order; `None` if the tree is not as the standard requires.
pub(super) fn pages(pdf: &Document) -> Option<Vec<ObjectId>> {
    let mut tree = Tree { pdf, pages: Vec::new(), open: Vec::new(), unknown: None };
    tree.collect(root(pdf)?)?;
    let distinct: HashSet<&ObjectId> = tree.pages.iter().collect();
    (distinct.len() == tree.pages.len()).then_some(tree.pages)
}

/// Returns an entry of a node that nodes do not have: some programs take it for one of each page.
pub(super) fn unknown_entry(pdf: &Document) -> Option<String> {
    let mut tree = Tree { pdf, pages: Vec::new(), open: Vec::new(), unknown: None };
    tree.collect(root(pdf)?)?;
    tree.unknown
}

fn root(pdf: &Document) -> Option<ObjectId> {
    pdf.catalog().ok()?.get(b"Pages").and_then(Object::as_reference).ok()
}

struct Tree<'a> {
    pdf: &'a Document,
    pages: Vec<ObjectId>,
    /// The nodes above the next one.
    open: Vec<ObjectId>,
    unknown: Option<String>,
}

impl Tree<'_> {
    fn collect(&mut self, id: ObjectId) -> Option<()> {
        let node = self.pdf.get_dictionary(id).ok()?;
        // What a page inherits is found by some programs from above, and by others from below.
        let parent = node.get(b"Parent").ok().map(Object::as_reference);
        let is_linked = match (parent, self.open.last()) {
            (None, None) => true,
            (Some(Ok(parent)), Some(above)) => parent == *above,
            _ => false,
        };
        if !is_linked {
            return None;
        }
        if is_name(node, b"Type", "Page") && !node.has(b"Kids") && !self.open.is_empty() {
            self.pages.push(id);
            return Some(());
        }
        let is_loop = self.open.len() > MAX_DEPTH || self.open.contains(&id);
        if !is_name(node, b"Type", "Pages") || is_loop {
            return None;
        }
        let unknown = node.iter().find(|(key, _)| !NODE.contains(&key.as_slice()));
        let unknown = unknown.map(|(key, _)| String::from_utf8_lossy(key).into_owned());
        self.unknown = self.unknown.take().or(unknown);
        let before = self.pages.len();
        self.open.push(id);
        let children = self.pdf.dereference(node.get(b"Kids").ok()?).ok()?.1.as_array().ok()?;
        for child in children {
            self.collect(child.as_reference().ok()?)?;
        }
        self.open.pop();
        let count = self.pdf.dereference(node.get(b"Count").ok()?).ok()?.1.as_i64().ok()?;
        (usize::try_from(count) == Ok(self.pages.len() - before)).then_some(())
    }
}
