//! The tagged text of a file: what its structure tree (ISO 32000-1, 14.7) says, with the words of
//! the marked contents in the order of the tree. Screen readers read a page in this way, and the
//! website writes it as HTML.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::interpreter::{Detail, Interpreter};
use super::lines;
use super::objects::{dictionary, integer, items, string, value};
use super::show_text::GlyphRun;
use super::text::{SOFT_HYPHEN, file_is_right_to_left};
use super::{Unreadable, open};

/// Trees higher than this are cut off.
const MAX_DEPTH: usize = 96;

/// Types are mapped to others at most this often.
const MAX_ROLES: usize = 8;

/// The gap between two texts that is a space, and the offset of baselines within a line, in letter
/// sizes.
const SPACE: f64 = 0.2;
const BASELINE: f64 = 0.45;

/// A part of the tagged text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TaggedNode {
    /// Words. A space at the start separates them from the words before.
    Text(String),
    /// An element with its parts.
    Element(TaggedElement),
}

/// An element of the tree.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct TaggedElement {
    /// The standard type, such as `H1` or `P`.
    pub(crate) role: String,
    /// The language, if it is not that of the element around it.
    pub(crate) lang: Option<String>,
    /// What it shows, for people who cannot see it.
    pub(crate) alt: Option<String>,
    /// The address that a link leads to.
    pub(crate) url: Option<String>,
    /// Whether a header cell is of its column, its row, or both: `Column`, `Row`, `Both`.
    pub(crate) scope: Option<String>,
    /// How many columns and rows a cell takes.
    pub(crate) spans: [i64; 2],
    /// Whether the items of a list are numbered.
    pub(crate) is_numbered: bool,
    pub(crate) children: Vec<TaggedNode>,
}

/// Returns the tagged text of a file. A file without a structure has none.
///
/// # Errors
/// If the bytes are not a PDF, are encrypted, or are damaged beyond reading.
pub(crate) fn tagged(bytes: &[u8]) -> Result<Vec<TaggedNode>, Unreadable> {
    let pdf = open(bytes)?;
    let tree = pdf.catalog().ok().and_then(|root| dictionary(&pdf, root, b"StructTreeRoot"));
    let Some(tree) = tree else { return Ok(Vec::new()) };
    let mut walk = Walk {
        pdf: &pdf,
        roles: dictionary(&pdf, tree, b"RoleMap"),
        runs: runs(&pdf),
        is_rtl: file_is_right_to_left(&pdf),
        seen: HashSet::new(),
        before: None,
    };
    let mut nodes = Vec::new();
    if let Ok(kids) = tree.get(b"K") {
        walk.visit(kids, None, 0, &mut nodes);
    }
    Ok(nodes)
}

/// What is shown, by its page and the number of its marked content.
type Runs = HashMap<(ObjectId, i64), Vec<Rc<GlyphRun>>>;

/// Reads what the pages show.
fn runs(pdf: &Document) -> Runs {
    let mut interpreter = Interpreter::new(pdf, Detail::Text);
    let mut found = Runs::new();
    for id in pdf.page_iter() {
        for run in interpreter.page(id).unwrap_or_default().runs {
            if let Some(number) = run.marked_content.filter(|_| !run.is_artifact) {
                found.entry((id, number)).or_default().push(run);
            }
        }
    }
    found
}

struct Walk<'a> {
    pdf: &'a Document,
    roles: Option<&'a Dictionary>,
    runs: Runs,
    is_rtl: bool,
    seen: HashSet<ObjectId>,
    /// The end of the words before, in the same block.
    before: Option<End>,
}

/// How words end.
struct End {
    page: ObjectId,
    run: Rc<GlyphRun>,
    /// Whether the next words follow without a space: a divided word goes on.
    is_divided: bool,
    has_space: bool,
}

impl<'a> Walk<'a> {
    fn visit(
        &mut self,
        object: &'a Object,
        page: Option<ObjectId>,
        depth: usize,
        nodes: &mut Vec<TaggedNode>,
    ) {
        let Ok((_, resolved)) = self.pdf.dereference(object) else { return };
        if depth > MAX_DEPTH {
            return;
        }
        if let Some((page, _)) = self.marked_content(object, page) {
            return self.words(page, std::slice::from_ref(object), nodes);
        }
        match resolved {
            Object::Array(kids) => self.visit_all(kids, page, depth + 1, nodes),
            Object::Dictionary(dict) if !dict.has_type(b"OBJR") => {
                let page = dict.get(b"Pg").and_then(Object::as_reference).ok().or(page);
                if object.as_reference().map_or(true, |id| self.seen.insert(id)) {
                    let element = self.element(dict, page, depth);
                    nodes.push(TaggedNode::Element(element));
                }
            }
            _ => {}
        }
    }

    /// Visits what an element has. Marked contents beside each other are read together: the engine
    /// divides a line at marks that are off the baseline, and lists the parts from left to right,
    /// also those that are read from right to left.
    fn visit_all(
        &mut self,
        kids: &'a [Object],
        page: Option<ObjectId>,
        depth: usize,
        nodes: &mut Vec<TaggedNode>,
    ) {
        let places: Vec<Option<ObjectId>> =
            kids.iter().map(|kid| Some(self.marked_content(kid, page)?.0)).collect();
        let mut at = 0;
        while let Some(place) = places.get(at) {
            let Some(page_of) = place else {
                self.visit(&kids[at], page, depth, nodes);
                at += 1;
                continue;
            };
            let count = places[at..].iter().take_while(|next| *next == place).count();
            self.words(*page_of, &kids[at..at + count], nodes);
            at += count;
        }
    }

    /// The page and the number of a marked content that an element has.
    fn marked_content(&self, kid: &Object, page: Option<ObjectId>) -> Option<(ObjectId, i64)> {
        match self.pdf.dereference(kid).ok()?.1 {
            Object::Integer(number) => Some((page?, *number)),
            Object::Dictionary(dict) if dict.has_type(b"MCR") => {
                let page = dict.get(b"Pg").and_then(Object::as_reference).ok().or(page)?;
                Some((page, integer(self.pdf, dict, b"MCID")?))
            }
            _ => None,
        }
    }

    fn element(
        &mut self,
        dict: &'a Dictionary,
        page: Option<ObjectId>,
        depth: usize,
    ) -> TaggedElement {
        let role = self.role(dict);
        let is_inline = ["Span", "Link", "Em", "Strong", "Reference", "Code"].contains(&&*role);
        if !is_inline {
            self.before = None;
        }
        let mut element = TaggedElement {
            lang: string(self.pdf, dict, b"Lang"),
            alt: string(self.pdf, dict, b"Alt").filter(|alt| !alt.trim().is_empty()),
            url: self.url(dict),
            spans: [1, 1],
            role,
            ..TaggedElement::default()
        };
        self.attributes(dict, &mut element);
        if let Some(actual) = string(self.pdf, dict, b"ActualText") {
            element.children.push(TaggedNode::Text(actual));
        } else if let Ok(kids) = dict.get(b"K") {
            self.visit(kids, page, depth + 1, &mut element.children);
        }
        if !is_inline {
            self.before = None;
        }
        element
    }

    /// The standard type of an element.
    fn role(&self, dict: &'a Dictionary) -> String {
        let mut role = dict.get(b"S").and_then(Object::as_name).unwrap_or_default();
        for _ in 0..MAX_ROLES {
            let mapped = self.roles.and_then(|roles| roles.get(role).ok());
            let Some(mapped) = mapped.and_then(|mapped| mapped.as_name().ok()) else { break };
            role = mapped;
        }
        String::from_utf8_lossy(role).into_owned()
    }

    /// The address of the link annotation of an element.
    fn url(&self, dict: &'a Dictionary) -> Option<String> {
        let kids = match value(self.pdf, dict, b"K")? {
            Object::Array(kids) => kids.as_slice(),
            kid => std::slice::from_ref(kid),
        };
        kids.iter().find_map(|kid| {
            let kid = self.pdf.dereference(kid).ok()?.1.as_dict().ok()?;
            let annotation = dictionary(self.pdf, kid, b"Obj")?;
            string(self.pdf, dictionary(self.pdf, annotation, b"A")?, b"URI")
        })
    }

    /// Reads the attributes of tables and lists.
    fn attributes(&self, dict: &'a Dictionary, element: &mut TaggedElement) {
        let single = dictionary(self.pdf, dict, b"A").into_iter();
        let several = items(self.pdf, dict, b"A").filter_map(|item| item.as_dict().ok());
        for attributes in single.chain(several) {
            let name = |key: &[u8]| {
                let name = value(self.pdf, attributes, key)?.as_name().ok()?;
                Some(String::from_utf8_lossy(name).into_owned())
            };
            element.scope = element.scope.take().or_else(|| name(b"Scope"));
            for (span, key) in element.spans.iter_mut().zip([&b"ColSpan"[..], b"RowSpan"]) {
                *span = integer(self.pdf, attributes, key).unwrap_or(*span);
            }
            let plain = ["None", "Disc", "Circle", "Square", "Unordered", "Description"];
            let numbering = name(b"ListNumbering");
            element.is_numbered |= numbering.is_some_and(|it| !plain.contains(&&*it));
        }
    }

    /// Adds the words of marked contents that follow each other on a page.
    fn words(&mut self, page: ObjectId, contents: &[Object], nodes: &mut Vec<TaggedNode>) {
        let mut runs = Vec::new();
        for content in contents {
            let found = self.marked_content(content, Some(page));
            runs.extend(found.and_then(|found| self.runs.remove(&found)).unwrap_or_default());
        }
        let (Some(first), Some(last)) = (runs.first(), runs.last()) else { return };
        let mut text = String::new();
        for line in lines::lines(&runs, self.is_rtl) {
            if text.ends_with(SOFT_HYPHEN) {
                text.pop();
            } else if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&line.text);
        }
        let is_space = |run: &GlyphRun, is_end: bool| {
            let glyphs: String = run.glyphs.concat();
            let at_end = glyphs.chars().next_back().is_some_and(char::is_whitespace);
            let at_start = glyphs.chars().next().is_some_and(char::is_whitespace);
            if is_end != self.is_rtl { at_end } else { at_start }
        };
        let has_space = is_space(last, true);
        if text.is_empty() {
            // A space alone separates what is around it.
            if let Some(before) = &mut self.before {
                before.has_space = true;
            }
            return;
        }
        let follows = match &self.before {
            None => true,
            Some(before) if before.is_divided => true,
            Some(before) if before.has_space || is_space(first, false) => false,
            Some(before) => before.page == page && touches(&before.run, first),
        };
        if !follows {
            text.insert(0, ' ');
        }
        let is_divided = text.ends_with(SOFT_HYPHEN);
        if is_divided {
            text.pop();
        }
        self.before = Some(End { page, run: Rc::clone(last), is_divided, has_space });
        nodes.push(TaggedNode::Text(text));
    }
}

/// Whether two runs are side by side on a line, without a space between them.
fn touches(one: &GlyphRun, other: &GlyphRun) -> bool {
    let size = one.size.max(other.size);
    let gap = (other.start.x - one.end.x).abs().min((one.start.x - other.end.x).abs());
    (one.start.y - other.start.y).abs() <= BASELINE * size && gap <= SPACE * size
}
