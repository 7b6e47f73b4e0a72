//! Texts of a file that its pages do not show: what screen readers say, bookmarks, and titles.

use std::collections::{HashMap, HashSet};

use lopdf::{Dictionary, Document, Object, ObjectId};
use sha2::{Digest as _, Sha256};

use super::objects::{dictionary, string, value};
use super::structure::{Structure, settings};
use super::xmp::{XMP_TITLE, xmp_value};

/// Entries of a structure element that screen readers say, or that programs list.
const SPOKEN: [&[u8]; 4] = [b"Alt", b"ActualText", b"E", b"T"];

/// The first bytes of the SHA-256 of a text.
pub(crate) type TextDigest = [u8; 8];

/// The texts of a file that its pages do not show.
#[derive(Debug, Default)]
pub(crate) struct UnseenTexts {
    /// What the structure tree says of each page.
    pages: HashMap<ObjectId, Vec<String>>,
    /// What it says of the whole file, and the bookmarks.
    pub(crate) elsewhere: Vec<String>,
    /// The titles of the file: a program shows one of them.
    pub(crate) titles: Vec<String>,
    pub(super) structure: Structure,
    /// The settings of the file, by the name of the entry.
    pub(super) settings: Vec<(&'static str, Vec<u8>)>,
}

impl UnseenTexts {
    /// Collects the texts of a file.
    pub(crate) fn of(pdf: &Document) -> Self {
        let (structure, settings) = (Structure::of(pdf), settings(pdf));
        let mut this = Self { structure, settings, ..Self::default() };
        let Ok(catalog) = pdf.catalog() else { return this };
        let mut seen = HashSet::new();
        if let Ok(root) = catalog.get(b"StructTreeRoot") {
            this.collect_elements(pdf, root, &mut seen);
        }
        if let Some(outlines) = dictionary(pdf, catalog, b"Outlines") {
            this.collect_bookmarks(pdf, outlines, &mut seen);
        }
        let info = dictionary(pdf, &pdf.trailer, b"Info");
        this.titles.extend(info.and_then(|info| string(pdf, info, b"Title")));
        this.titles.extend(xmp_value(pdf, XMP_TITLE));
        this
    }

    /// Returns what the structure tree says of a page.
    pub(crate) fn of_page(&self, page: ObjectId) -> &[String] {
        self.pages.get(&page).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the digests of all that is said of a page, with these titles of its file. Each is
    /// there once.
    pub(crate) fn digests(&self, page: ObjectId, titles: &[String]) -> Vec<TextDigest> {
        let texts = self.of_page(page).iter().chain(titles).map(|text| text_digest(text));
        let structure = self.structure.pages.get(&page).map(|it| digest(it));
        let settings = self.settings.iter().map(|(_, setting)| digest(setting));
        let mut digests: Vec<TextDigest> = texts.chain(structure).chain(settings).collect();
        digests.sort_unstable();
        digests.dedup();
        digests
    }

    fn collect_elements<'a>(
        &mut self,
        pdf: &'a Document,
        root: &'a Object,
        seen: &mut HashSet<ObjectId>,
    ) {
        let mut open: Vec<(&'a Object, Option<ObjectId>)> = vec![(root, None)];
        while let Some((object, page)) = open.pop() {
            if object.as_reference().is_ok_and(|id| !seen.insert(id)) {
                continue;
            }
            match pdf.dereference(object) {
                Ok((_, Object::Array(kids))) => open.extend(kids.iter().map(|kid| (kid, page))),
                Ok((_, Object::Dictionary(element))) => {
                    let page = element.get(b"Pg").and_then(Object::as_reference).ok().or(page);
                    let texts = SPOKEN.iter().filter_map(|key| string(pdf, element, key));
                    match page {
                        Some(page) => self.pages.entry(page).or_default().extend(texts),
                        None => self.elsewhere.extend(texts),
                    }
                    open.extend(element.get(b"K").ok().map(|kids| (kids, page)));
                }
                _ => {}
            }
        }
    }

    fn collect_bookmarks<'a>(
        &mut self,
        pdf: &'a Document,
        root: &'a Dictionary,
        seen: &mut HashSet<ObjectId>,
    ) {
        let mut open = vec![root];
        while let Some(item) = open.pop() {
            self.elsewhere.extend(string(pdf, item, b"Title"));
            for key in [b"First".as_slice(), b"Next"] {
                let is_new =
                    item.get(key).and_then(Object::as_reference).is_ok_and(|it| seen.insert(it));
                let next = value(pdf, item, key).and_then(|next| next.as_dict().ok());
                open.extend(next.filter(|_| is_new));
            }
        }
    }
}

/// Returns the digest of a text. Spaces at its ends do not count.
pub(crate) fn text_digest(text: &str) -> TextDigest {
    digest(text.trim().as_bytes())
}

/// Returns the first bytes of the SHA-256 of some bytes.
pub(super) fn digest(bytes: &[u8]) -> TextDigest {
    let digest: [u8; 32] = Sha256::digest(bytes).into();
    let [first, ..] = digest.as_chunks::<8>().0 else { return [0; 8] };
    *first
}
