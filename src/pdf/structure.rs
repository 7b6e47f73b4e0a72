//! What screen readers say about each page: the elements of the structure tree (ISO 32000-1, 14.7)
//! in their order, with their types and attributes.

use std::collections::{HashMap, HashSet};

use lopdf::{Dictionary, Document, Object, ObjectId};
use sha2::{Digest as _, Sha256};

use super::form::Form;
use super::objects::{dictionary, value};

/// Trees higher than this are refused.
const MAX_DEPTH: usize = 96;

/// Types are mapped to others at most this often.
const MAX_ROLES: usize = 8;

/// The entries of an element that say where it is.
const LINKS: [&[u8]; 4] = [b"Type", b"P", b"K", b"Pg"];

/// The entries of the root.
const ROOT: [&[u8]; 7] =
    [b"Type", b"K", b"IDTree", b"ParentTree", b"ParentTreeNextKey", b"RoleMap", b"ClassMap"];

/// The settings of a file that change how programs read or draw its pages.
const SETTINGS: [&[u8]; 4] = [b"Lang", b"MarkInfo", b"OutputIntents", b"ViewerPreferences"];

/// The structure of a file.
#[derive(Debug, Default)]
pub(super) struct Structure {
    /// The description of each page.
    pub(super) pages: HashMap<ObjectId, Vec<u8>>,
    /// Whether the file has a structure.
    pub(super) is_present: bool,
    /// Whether programs read it in different ways.
    pub(super) is_malformed: bool,
}

/// Returns the settings of a file, each in one form.
pub(super) fn settings(pdf: &Document) -> Vec<(&'static str, Vec<u8>)> {
    let Ok(catalog) = pdf.catalog() else { return Vec::new() };
    let setting = |key: &&'static [u8]| {
        let value = catalog.get(key).ok()?;
        let mut form = Form::new(pdf);
        form.write(value);
        let name = std::str::from_utf8(key).unwrap_or_default();
        Some((name, [b"setting ".as_slice(), key, &form.finish()?].concat()))
    };
    SETTINGS.iter().filter_map(setting).collect()
}

impl Structure {
    /// Reads the structure of a file.
    pub(super) fn of(pdf: &Document) -> Self {
        let Some(catalog) = pdf.catalog().ok().filter(|it| it.has(b"StructTreeRoot")) else {
            return Self::default();
        };
        let mut walk = Walk::new(pdf, catalog);
        let malformed = walk.tree(catalog).is_none();
        let pages = walk.pages.into_iter().map(|(id, page)| (id, page.bytes)).collect();
        Self { pages, is_present: true, is_malformed: malformed }
    }
}

/// The description of a page, as far as the tree was read.
#[derive(Default)]
struct PageDescription {
    bytes: Vec<u8>,
    /// The elements that are open.
    open: Vec<usize>,
    /// The elements of the marked contents.
    elements: HashMap<i64, ObjectId>,
}

struct Walk<'a> {
    pdf: &'a Document,
    roles: Option<&'a Dictionary>,
    root: Option<ObjectId>,
    pages: HashMap<ObjectId, PageDescription>,
    /// The elements around the next one, each with the hash of its description.
    path: Vec<(usize, ObjectId, [u8; 32])>,
    count: usize,
    seen: HashSet<ObjectId>,
}

impl<'a> Walk<'a> {
    fn new(pdf: &'a Document, catalog: &'a Dictionary) -> Self {
        let root = catalog.get(b"StructTreeRoot").and_then(Object::as_reference).ok();
        let tree = dictionary(pdf, catalog, b"StructTreeRoot");
        Self {
            pdf,
            roles: tree.and_then(|tree| dictionary(pdf, tree, b"RoleMap")),
            root,
            pages: HashMap::new(),
            path: Vec::new(),
            count: 0,
            seen: HashSet::new(),
        }
    }

    /// Reads the tree. Returns `None` if programs read it in different ways.
    fn tree(&mut self, catalog: &'a Dictionary) -> Option<()> {
        let pdf = self.pdf;
        let tree = dictionary(pdf, catalog, b"StructTreeRoot")?;
        if tree.iter().any(|(key, _)| !ROOT.contains(&key.as_slice())) {
            return None;
        }
        if let Ok(kids) = tree.get(b"K") {
            self.visit(kids, None, 0)?;
        }
        self.check_parents(tree)
    }

    fn visit(&mut self, object: &'a Object, page: Option<ObjectId>, depth: usize) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        let pdf = self.pdf;
        match (object, pdf.dereference(object).ok()?.1) {
            (_, Object::Integer(number)) => self.content(page?, b'm', *number),
            (object, Object::Array(kids)) => {
                if object.as_reference().is_ok_and(|id| !self.seen.insert(id)) {
                    return None;
                }
                kids.iter().try_for_each(|kid| self.visit(kid, page, depth + 1))
            }
            (object, Object::Dictionary(dict)) => {
                let own = dict.get(b"Pg").ok();
                let page = own.map_or(Some(page), |own| own.as_reference().ok().map(Some))?;
                match dict.get(b"Type").and_then(Object::as_name) {
                    Ok(b"MCR") if !dict.has(b"Stm") => {
                        let number = value(pdf, dict, b"MCID")?.as_i64().ok()?;
                        self.content(page?, b'm', number)
                    }
                    // The page is compared with its annotations.
                    Ok(b"OBJR") => self.content(page?, b'o', 0),
                    Ok(b"StructElem") | Err(_) => {
                        let id = object.as_reference().ok()?;
                        self.element(id, dict, page, depth)
                    }
                    Ok(_) => None,
                }
            }
            _ => None,
        }
    }

    fn element(
        &mut self,
        id: ObjectId,
        element: &'a Dictionary,
        page: Option<ObjectId>,
        depth: usize,
    ) -> Option<()> {
        let above = self.path.last().map(|(_, id, _)| *id).or(self.root);
        let parent = element.get(b"P").and_then(Object::as_reference).ok();
        if !self.seen.insert(id) || parent != above {
            return None;
        }
        self.count += 1;
        self.path.push((self.count, id, self.describe(element)?));
        let kids = element.get(b"K").ok();
        match kids {
            Some(kids) => self.visit(kids, page, depth + 1)?,
            // Nothing is said of an element without content and without a page.
            None => page.map_or(Some(()), |page| self.content(page, b'e', 0))?,
        }
        self.path.pop();
        Some(())
    }

    /// Hashes the type and the attributes of an element.
    fn describe(&self, element: &Dictionary) -> Option<[u8; 32]> {
        let mut own = Dictionary::new();
        let entries = element.iter().filter(|(key, _)| !LINKS.contains(&key.as_slice()));
        entries.for_each(|(key, value)| own.set(key.clone(), value.clone()));
        let mut form = Form::new(self.pdf);
        form.write(&own.into());
        let mut role = element.get(b"S").ok()?.as_name().ok()?;
        for _ in 0..MAX_ROLES {
            let Some(mapped) = self.roles.and_then(|roles| roles.get(role).ok()) else { break };
            role = mapped.as_name().ok()?;
            form.write(mapped);
        }
        Some(Sha256::digest(form.finish()?).into())
    }

    /// Adds content of a page, with the elements that begin before it.
    fn content(&mut self, page: ObjectId, kind: u8, number: i64) -> Option<()> {
        let record = self.pages.entry(page).or_default();
        let element = self.path.last().map(|(_, id, _)| *id)?;
        let shared = record.open.iter().zip(&self.path).take_while(|(one, (it, ..))| *one == it);
        let shared = shared.count();
        record.bytes.extend(std::iter::repeat_n(b'<', record.open.len() - shared));
        record.open.truncate(shared);
        for (count, _, description) in &self.path[shared..] {
            record.open.push(*count);
            record.bytes.push(b'>');
            record.bytes.extend(description);
        }
        record.bytes.push(kind);
        record.bytes.extend(number.to_be_bytes());
        let is_repeated = kind == b'm' && record.elements.insert(number, element).is_some();
        (!is_repeated).then_some(())
    }

    /// Compares the tree with the list of parents, which some programs read instead.
    fn check_parents(&self, tree: &'a Dictionary) -> Option<()> {
        let mut numbers = Numbers::default();
        numbers.read(self.pdf, dictionary(self.pdf, tree, b"ParentTree")?, 0)?;
        let parents: HashMap<i64, &Object> = numbers.list.into_iter().collect();
        for (id, record) in &self.pages {
            let Ok(page) = self.pdf.get_dictionary(*id) else { continue };
            if record.elements.is_empty() {
                continue;
            }
            let number = page.get(b"StructParents").ok()?.as_i64().ok()?;
            let own = self.pdf.dereference(parents.get(&number)?).ok()?.1.as_array().ok()?;
            let mut named = 0;
            for (number, parent) in (0..).zip(own) {
                if parent.is_null() {
                    continue;
                }
                named += 1;
                if record.elements.get(&number) != Some(&parent.as_reference().ok()?) {
                    return None;
                }
            }
            if named != record.elements.len() {
                return None;
            }
        }
        Some(())
    }
}

/// The entries of a number tree (7.9.7), as far as it was read.
#[derive(Default)]
struct Numbers<'a> {
    list: Vec<(i64, &'a Object)>,
    seen: HashSet<ObjectId>,
}

impl<'a> Numbers<'a> {
    /// Reads a node. Returns `None` if programs read the tree in different ways: they search it,
    /// each in its own way, for a number.
    fn read(&mut self, pdf: &'a Document, node: &'a Dictionary, depth: usize) -> Option<()> {
        if depth > MAX_DEPTH || node.has(b"Nums") && node.has(b"Kids") {
            return None;
        }
        if let Some(pairs) = value(pdf, node, b"Nums") {
            let (pairs, []) = pairs.as_array().ok()?.as_chunks::<2>() else { return None };
            for [number, value] in pairs {
                let number = number.as_i64().ok()?;
                if self.list.last().is_some_and(|(last, _)| *last >= number) {
                    return None;
                }
                self.list.push((number, value));
            }
        }
        let kids = value(pdf, node, b"Kids").and_then(|kids| kids.as_array().ok());
        for kid in kids.into_iter().flatten() {
            let first = self.list.len();
            if !self.seen.insert(kid.as_reference().ok()?) {
                return None;
            }
            let kid = pdf.dereference(kid).ok()?.1.as_dict().ok()?;
            self.read(pdf, kid, depth + 1)?;
            let own = self.list.get(first).zip(self.list.last())?;
            let limits = value(pdf, kid, b"Limits")?.as_array().ok()?.iter().map(Object::as_i64);
            let limits: Vec<i64> = limits.collect::<Result<_, _>>().ok()?;
            if limits != [own.0.0, own.1.0] {
                return None;
            }
        }
        Some(())
    }
}
